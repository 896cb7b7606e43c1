//! A set of small numbers: the documents of a segment, or the ordinals of records.

/// A fixed-size set of `0..len`, one bit each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
    len: u32,
}

impl Bits {
    /// The empty subset of `0..len`.
    pub(super) fn none(len: u32) -> Self {
        Self { words: vec![0; (len as usize).div_ceil(64)], len }
    }

    /// All of `0..len`.
    pub(super) fn all(len: u32) -> Self {
        let mut bits = Self { words: vec![u64::MAX; (len as usize).div_ceil(64)], len };
        bits.trim();
        bits
    }

    /// The subset of `0..len` that `members` lists in any order; larger numbers are ignored.
    pub(super) fn of(len: u32, members: impl IntoIterator<Item = u32>) -> Self {
        let mut bits = Self::none(len);
        members.into_iter().filter(|&member| member < len).for_each(|member| bits.insert(member));
        bits
    }

    /// One more than the largest number that it could hold.
    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// Adds a number below the length.
    #[inline]
    pub(super) fn insert(&mut self, member: u32) {
        self.words[member as usize / 64] |= 1 << (member % 64);
    }

    /// Whether it holds `member`; false for numbers beyond the length.
    #[inline]
    pub(super) fn contains(&self, member: u32) -> bool {
        self.words.get(member as usize / 64).is_some_and(|word| word >> (member % 64) & 1 == 1)
    }

    /// How many it holds.
    pub(super) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Keeps what `other` holds too.
    pub(super) fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine &= theirs);
    }

    /// Adds what `other` holds.
    pub(super) fn add(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// What it does not hold.
    pub(super) fn complement(mut self) -> Self {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.trim();
        self
    }

    /// Its members, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().zip(0u32..).flat_map(|(&word, index)| {
            std::iter::successors((word != 0).then_some(word), |rest| {
                let rest = rest & (rest - 1);
                (rest != 0).then_some(rest)
            })
            .map(move |rest| index * 64 + rest.trailing_zeros())
        })
    }

    fn trim(&mut self) {
        if let (Some(last), 1..) = (self.words.last_mut(), self.len % 64) {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_agree_with_counting() {
        for len in [0, 1, 63, 64, 65, 200] {
            let thirds = Bits::of(len, (0..len * 2).step_by(3));
            let wanted: Vec<u32> = (0..len).filter(|n| n % 3 == 0).collect();
            assert_eq!(thirds.iter().collect::<Vec<_>>(), wanted);
            assert_eq!(thirds.count(), wanted.len() as u64);
            let rest = thirds.clone().complement();
            assert_eq!(rest.count() + thirds.count(), u64::from(len));
            let mut both = rest.clone();
            both.keep(&thirds);
            assert_eq!(both, Bits::none(len));
            both.add(&rest);
            both.add(&thirds);
            assert_eq!(both, Bits::all(len));
            assert!(!Bits::all(len).contains(len));
        }
    }
}

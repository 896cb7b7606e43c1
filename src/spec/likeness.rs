//! How much the wording of texts has in common, by pairs of neighbouring words.

use std::collections::{HashMap, HashSet};

/// Pairs of neighbouring words that stand in more texts than this say nothing.
const COMMON: usize = 40;

/// The texts of two lists that share wording: `(left, right, share)` with share from 0 to 1, the Dice
/// coefficient of their word pairs. Pairs without any common wording are left out, so the cost
/// depends on what is alike and not on the product of the lengths.
pub(super) fn alike(left: &[&str], right: &[&str]) -> Vec<(usize, usize, f32)> {
    let (left, right) = (pairs_of(left), pairs_of(right));
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, pairs) in right.iter().enumerate() {
        for &pair in pairs {
            holders.entry(pair).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for (at, pairs) in left.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for holders in pairs.iter().filter_map(|pair| holders.get(pair)) {
            if holders.len() <= COMMON {
                for &holder in holders {
                    *shared.entry(holder).or_default() += 1;
                }
            }
        }
        let share = |(other, count): (usize, usize)| {
            (at, other, 2.0 * count as f32 / (pairs.len() + right[other].len()) as f32)
        };
        found.extend(shared.into_iter().map(share));
    }
    found.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    found
}

fn pairs_of(texts: &[&str]) -> Vec<HashSet<u64>> {
    texts.iter().map(|text| pairs(text)).collect()
}

fn pairs(text: &str) -> HashSet<u64> {
    let words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| xxhash_rust::xxh3::xxh3_64(word.to_lowercase().as_bytes()))
        .collect();
    words.windows(2).map(|pair| pair[0].rotate_left(17) ^ pair[1]).collect()
}

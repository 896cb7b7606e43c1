//! Which word sets a word belongs to, in one walk over its bytes.
//!
//! A pattern asks "is this word one of these words or stems?"; each such question is an *atom*. All
//! words and stems of all packs lie in one byte trie, and a word of the text is walked through it
//! once. What comes out is a *symbol*: the number of a list of atoms, so that words which no
//! pattern knows cost nothing afterwards.

use std::collections::HashMap;

/// The number of a set of words and stems.
pub(super) type Atom = u16;

/// The number of a list of atoms; [`UNKNOWN`] for words that belong to none.
pub(super) type Symbol = u16;

/// The symbol of a word that no pattern knows.
pub(super) const UNKNOWN: Symbol = 0;

/// The compiled word sets.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    /// Column of a byte in a row of `next`; 0 for bytes that no word contains.
    columns: [u8; 256],
    width: usize,
    /// `next[node * width + column]`; 0 is "falls off" (the root has no way back to itself).
    next: Vec<u32>,
    /// Symbol of a word that ends at the node, and of one that goes on past what is known.
    ends: Vec<(Symbol, Symbol)>,
    /// The atoms of every symbol as a row of bits: `is` is asked far too often to search a list.
    bits: Vec<u64>,
    /// Words of 64 bits in a row.
    row: usize,
}

impl Lexicon {
    /// The symbol of a folded word.
    pub(super) fn symbol(&self, word: &str) -> Symbol {
        let mut node = 0;
        for &byte in word.as_bytes() {
            let column = self.columns[usize::from(byte)];
            let next = if column == 0 { 0 } else { self.step(node, column) };
            if next == 0 {
                return self.ends[node].1;
            }
            node = next;
        }
        self.ends[node].0
    }

    fn step(&self, node: usize, column: u8) -> usize {
        self.next[node * self.width + usize::from(column)] as usize
    }

    /// Whether words of this symbol belong to the set `atom`.
    pub(super) fn is(&self, symbol: Symbol, atom: Atom) -> bool {
        let word = self.bits[usize::from(symbol) * self.row + usize::from(atom) / 64];
        (word >> (atom % 64)) & 1 == 1
    }

    /// The sets to which the words of a sentence belong.
    pub(super) fn present(&self, sentence: &[Symbol], present: &mut Present) {
        present.0.clear();
        present.0.resize(self.row, 0);
        for &symbol in sentence.iter().filter(|&&symbol| symbol != UNKNOWN) {
            let start = usize::from(symbol) * self.row;
            for (all, bits) in present.0.iter_mut().zip(&self.bits[start..start + self.row]) {
                *all |= bits;
            }
        }
    }

    /// How many symbols there are.
    pub(super) fn symbols(&self) -> usize {
        self.bits.len() / self.row
    }
}

/// The word sets that occur in a sentence.
#[derive(Debug, Default)]
pub(super) struct Present(Vec<u64>);

impl Present {
    /// Whether a word of the sentence belongs to the set.
    pub(super) fn has(&self, atom: Atom) -> bool {
        (self.0[usize::from(atom) / 64] >> (atom % 64)) & 1 == 1
    }
}

/// One member of a word set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Form {
    /// Folded.
    pub(super) text: String,
    /// Whether every word that begins so is meant.
    pub(super) is_stem: bool,
}

/// Collects word sets and compiles them.
#[derive(Debug, Default)]
pub(super) struct Builder {
    atoms: HashMap<Vec<Form>, Atom>,
    sets: Vec<Vec<Form>>,
}

impl Builder {
    /// The atom for a set of forms; `None` when there are too many sets for one lexicon.
    pub(super) fn atom(&mut self, mut forms: Vec<Form>) -> Option<Atom> {
        forms.sort();
        forms.dedup();
        if let Some(&atom) = self.atoms.get(&forms) {
            return Some(atom);
        }
        let atom = Atom::try_from(self.sets.len()).ok()?;
        self.sets.push(forms.clone());
        self.atoms.insert(forms, atom);
        Some(atom)
    }

    /// How many words of ordinary prose belong to the set, roughly: common words weigh more. Used
    /// to choose the word by which a pattern is found.
    pub(super) fn cost(&self, atom: Atom) -> u32 {
        self.sets[usize::from(atom)].iter().map(form_cost).sum()
    }

    /// The members of a set.
    pub(super) fn forms(&self, atom: Atom) -> &[Form] {
        &self.sets[usize::from(atom)]
    }

    /// The finished lexicon.
    pub(super) fn build(self) -> Lexicon {
        let mut trie = Trie::new(&self.sets);
        for (atom, set) in self.sets.iter().enumerate() {
            for form in set {
                trie.insert(form, atom as Atom);
            }
        }
        trie.finish()
    }
}

fn form_cost(form: &Form) -> u32 {
    match form.text.len() {
        0..=2 => 40,
        3 => 20,
        4 => 8,
        5..=6 => 3,
        _ => 1,
    }
}

struct Trie {
    columns: [u8; 256],
    width: usize,
    next: Vec<u32>,
    whole: Vec<Vec<Atom>>,
    stems: Vec<Vec<Atom>>,
    /// How many sets there are.
    sets: usize,
}

impl Trie {
    fn new(sets: &[Vec<Form>]) -> Self {
        let mut columns = [0; 256];
        let mut width: u8 = 1;
        for byte in sets.iter().flatten().flat_map(|form| form.text.bytes()) {
            let column = &mut columns[usize::from(byte)];
            if *column == 0 {
                *column = width;
                width = width.saturating_add(1);
            }
        }
        let width = usize::from(width);
        Self {
            columns,
            width,
            next: vec![0; width],
            whole: vec![vec![]],
            stems: vec![vec![]],
            sets: sets.len(),
        }
    }

    fn insert(&mut self, form: &Form, atom: Atom) {
        let mut node = 0;
        for byte in form.text.bytes() {
            let slot = node * self.width + usize::from(self.columns[usize::from(byte)]);
            if self.next[slot] == 0 {
                self.next[slot] = self.whole.len() as u32;
                self.next.extend(std::iter::repeat_n(0, self.width));
                self.whole.push(vec![]);
                self.stems.push(vec![]);
            }
            node = self.next[slot] as usize;
        }
        if form.is_stem { self.stems[node].push(atom) } else { self.whole[node].push(atom) }
    }

    /// Hands every node the stems above it, then numbers the distinct lists.
    fn finish(mut self) -> Lexicon {
        for node in 0..self.whole.len() {
            for slot in node * self.width..(node + 1) * self.width {
                let child = self.next[slot] as usize;
                if child != 0 {
                    let inherited = self.stems[node].clone();
                    self.stems[child].extend(inherited);
                }
            }
        }
        let mut lists = Lists::default();
        lists.symbol(&[], &[]);
        let ends = self
            .whole
            .iter()
            .zip(&self.stems)
            .map(|(whole, stems)| (lists.symbol(whole, stems), lists.symbol(&[], stems)))
            .collect();
        let row = self.sets.div_ceil(64).max(1);
        let mut bits = vec![0; row * lists.lists.len()];
        for (symbol, list) in lists.lists.iter().enumerate() {
            for &atom in list {
                bits[symbol * row + usize::from(atom) / 64] |= 1 << (atom % 64);
            }
        }
        Lexicon { columns: self.columns, width: self.width, next: self.next, ends, bits, row }
    }
}

#[derive(Default)]
struct Lists {
    known: HashMap<Box<[Atom]>, Symbol>,
    lists: Vec<Box<[Atom]>>,
}

impl Lists {
    fn symbol(&mut self, whole: &[Atom], stems: &[Atom]) -> Symbol {
        let mut list: Vec<Atom> = whole.iter().chain(stems).copied().collect();
        list.sort_unstable();
        list.dedup();
        let list = list.into_boxed_slice();
        if let Some(&symbol) = self.known.get(&list) {
            return symbol;
        }
        // A pack with 65,535 different lists loses the words beyond: they become unknown.
        let Ok(symbol) = Symbol::try_from(self.lists.len()) else { return UNKNOWN };
        self.lists.push(list.clone());
        self.known.insert(list, symbol);
        symbol
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        let stem = text.strip_suffix('*');
        Form { text: stem.unwrap_or(text).into(), is_stem: stem.is_some() }
    }

    #[test]
    fn a_word_belongs_to_the_sets_with_it_or_its_stem() {
        let mut builder = Builder::default();
        let hide = builder.atom(vec![form("hide"), form("conceal*")]).unwrap();
        let con = builder.atom(vec![form("con*")]).unwrap();
        assert_eq!(builder.atom(vec![form("con*"), form("con*")]), Some(con), "sets are shared");
        let lexicon = builder.build();
        let cases: [(&str, &[Atom]); 7] = [
            ("hide", &[hide]),
            ("hider", &[]),
            ("hid", &[]),
            ("concealing", &[hide, con]),
            ("conc", &[con]),
            ("con", &[con]),
            ("größe", &[]),
        ];
        for (word, atoms) in cases {
            let symbol = lexicon.symbol(word);
            let of = [hide, con].map(|atom| (atom, lexicon.is(symbol, atom)));
            let found: Vec<Atom> = of.iter().filter(|(_, is)| *is).map(|(atom, _)| *atom).collect();
            assert_eq!(found, atoms, "{word}");
        }
    }
}

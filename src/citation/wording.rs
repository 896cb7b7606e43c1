//! The wording of all clauses as one run of words, found again by any three neighbouring ones.

use std::collections::HashMap;
use std::ops::Range;

use super::index::Entry;
use super::lexicon::{Class, Collector, Token, UNKNOWN, Word};
use crate::text::Span;

/// Three words that stand in more places than this find nothing.
const MOST_PLACES: usize = 24;
/// Least weight of three words that are looked up: function words alone are everywhere.
const LEAST_WEIGHT: f32 = 1.0;

/// The words of the clauses' texts.
#[derive(Debug)]
pub(super) struct Wording {
    /// Words of all clauses, [`UNKNOWN`] between clauses.
    pub words: Vec<Word>,
    /// Where each stands in the text of its clause.
    spans: Vec<Span>,
    /// The words of each clause.
    ranges: Vec<Range<usize>>,
    /// Weight of each word of the lexicon.
    weights: Vec<f32>,
    /// Open addressing by the hash of three words: hash, first place in `places`, how many.
    slots: Vec<(u64, u32, u32)>,
    places: Vec<u32>,
    /// A bit for each hash that `slots` may have: small enough to stay in the fastest cache.
    filter: Vec<u64>,
    /// The stems of each clause, sorted.
    stems: Vec<Vec<Word>>,
    /// The clauses that have a word of each stem.
    holders: HashMap<Word, Vec<u32>>,
}

/// Bits of the filter.
const FILTER: u64 = 1 << 17;

impl Wording {
    pub(super) fn new(clauses: &[Entry], lexicon: &mut Collector) -> Self {
        let mut words = vec![UNKNOWN];
        let mut spans = vec![Span::default()];
        let mut ranges = Vec::new();
        for clause in clauses {
            let start = words.len();
            for (word, span) in lexicon.add_text(&clause.text, Class::SPEC) {
                words.push(word);
                spans.push(span);
            }
            ranges.push(start..words.len());
            words.push(UNKNOWN);
            spans.push(Span::default());
        }
        let weights = weights(&words, &ranges, lexicon);
        let (slots, places) = places(&words, &weights);
        let mut filter = vec![0; (FILTER / 64) as usize];
        for &(key, ..) in slots.iter().filter(|slot| slot.2 > 0) {
            let bit = (key >> 40) % FILTER;
            filter[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        let stems: Vec<Vec<Word>> =
            ranges.iter().map(|range| stems(&words[range.clone()], lexicon)).collect();
        let mut holders: HashMap<Word, Vec<u32>> = HashMap::new();
        for (clause, stems) in stems.iter().enumerate() {
            for &stem in stems {
                holders.entry(stem).or_default().push(clause as u32);
            }
        }
        Self { words, spans, ranges, weights, slots, places, filter, stems, holders }
    }

    /// How much a word says: little for function words, most for one that few clauses have.
    pub(super) fn weight(&self, word: Word) -> f32 {
        self.weights.get(word as usize).copied().unwrap_or(UNKNOWN_WEIGHT)
    }

    pub(super) fn range(&self, clause: usize) -> Range<usize> {
        self.ranges[clause].clone()
    }

    /// The clause whose text holds the word at `place`.
    pub(super) fn clause_at(&self, place: usize) -> usize {
        self.ranges.partition_point(|range| range.end <= place)
    }

    /// Where the words of `range` stand in the text of their clause.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.spans[range.start].start, self.spans[range.end - 1].end)
    }

    /// What stands between the word at `place` and the next, in the text of their clause.
    pub(super) fn gap(&self, place: usize) -> Span {
        Span::new(self.spans[place].end, self.spans[place + 1].start)
    }

    /// The places where the clauses have these three words.
    #[inline]
    pub(super) fn places(&self, three: [Word; 3]) -> &[u32] {
        let key = key(three);
        let bit = (key >> 40) % FILTER;
        if self.filter[(bit / 64) as usize] & (1 << (bit % 64)) == 0 {
            return &[];
        }
        self.look_up(key)
    }

    fn look_up(&self, key: u64) -> &[u32] {
        let mask = self.slots.len() - 1;
        let mut at = (key >> 20) as usize & mask;
        loop {
            let (found, start, count) = self.slots[at];
            if found == key {
                return &self.places[start as usize..(start + count) as usize];
            }
            if count == 0 {
                return &[];
            }
            at = (at + 1) & mask;
        }
    }

    /// Whether the clause has a word of that stem.
    pub(super) fn has_stem(&self, clause: usize, stem: Word) -> bool {
        self.stems[clause].binary_search(&stem).is_ok()
    }

    /// The clauses that have a word of that stem.
    pub(super) fn holders(&self, stem: Word) -> &[u32] {
        self.holders.get(&stem).map_or(&[], Vec::as_slice)
    }

    /// Sum of the weights of tokens.
    pub(super) fn weigh(&self, tokens: &[Token]) -> f32 {
        tokens.iter().map(|token| self.weight(token.word)).sum()
    }
}

/// What a word weighs that no spec has.
pub(super) const UNKNOWN_WEIGHT: f32 = 0.8;

/// The hash of three words: three products at once and one to mix them.
#[inline]
fn key([a, b, c]: [Word; 3]) -> u64 {
    let sum = u64::from(a).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ u64::from(b).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(21)
        ^ u64::from(c).wrapping_mul(0xd6e8_feb8_6659_fd93).rotate_left(42);
    (sum ^ (sum >> 29)).wrapping_mul(0x9fb2_1c65_1e98_df25) | 1
}

fn weights(words: &[Word], ranges: &[Range<usize>], lexicon: &Collector) -> Vec<f32> {
    let mut holders = vec![0_u32; lexicon.len()];
    for range in ranges {
        let mut own = words[range.clone()].to_vec();
        own.sort_unstable();
        own.dedup();
        for word in own {
            holders[word as usize] += 1;
        }
    }
    let total = (ranges.len().max(2) as f32).ln();
    let weight = |word: usize| {
        let class = lexicon.class(word as Word);
        if word == UNKNOWN as usize {
            UNKNOWN_WEIGHT
        } else if class.has(Class::FUNCTION | Class::CONNECTOR) {
            0.15
        } else if class.has(Class::COMMON) {
            0.45
        } else {
            let rarity = 1.0 - (holders[word].max(1) as f32).ln() / total;
            0.7 + 0.5 * rarity.max(0.0)
        }
    };
    (0..lexicon.len()).map(weight).collect()
}

fn stems(words: &[Word], lexicon: &Collector) -> Vec<Word> {
    let mut stems: Vec<Word> = words.iter().map(|&word| lexicon.stem(word)).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

type Slots = Vec<(u64, u32, u32)>;

fn places(words: &[Word], weights: &[f32]) -> (Slots, Vec<u32>) {
    let mut found: Vec<(u64, u32)> = words
        .windows(3)
        .enumerate()
        .filter(|(_, three)| {
            !three.contains(&UNKNOWN)
                && three.iter().map(|&word| weights[word as usize]).sum::<f32>() >= LEAST_WEIGHT
        })
        .map(|(at, three)| (key([three[0], three[1], three[2]]), at as u32))
        .collect();
    found.sort_unstable();
    let size = (found.len() * 2).next_power_of_two().max(2);
    let mut slots = vec![(0, 0, 0); size];
    let mut places = Vec::with_capacity(found.len());
    for group in found.chunk_by(|a, b| a.0 == b.0) {
        if group.len() > MOST_PLACES {
            continue;
        }
        let mut at = (group[0].0 >> 20) as usize & (size - 1);
        while slots[at].2 != 0 {
            at = (at + 1) & (size - 1);
        }
        slots[at] = (group[0].0, places.len() as u32, group.len() as u32);
        places.extend(group.iter().map(|place| place.1));
    }
    (slots, places)
}

//! The best documents of a segment, by relevance.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query as _, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::bits::Bits;
use super::compile::Found;
use super::pattern::Slot;
use super::plan::Plan;
use super::query::Leaf;
use super::schema::Fields;

/// A record and how well it matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Number of the record in its dataset.
    pub ordinal: u32,
    /// BM25 over the words of the query that are wanted, all fields added up; 0 where the query
    /// has no such words or the rows are not sorted by relevance.
    pub score: f32,
}

/// The best rows so far.
pub(super) struct Best {
    wanted: usize,
    /// The worst row on top; among equals the one that comes later in the dataset.
    rows: BinaryHeap<Reverse<(Score, Reverse<u32>)>>,
}

/// Scores are finite, so that they have an order.
#[derive(Clone, Copy, PartialEq)]
struct Score(f32);

impl Eq for Score {}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Best {
    pub(super) fn new(wanted: usize) -> Self {
        Self { wanted, rows: BinaryHeap::new() }
    }

    /// Takes a row if it belongs to the best.
    pub(super) fn offer(&mut self, ordinal: u32, score: f32) {
        self.rows.push(Reverse((Score(score), Reverse(ordinal))));
        if self.rows.len() > self.wanted {
            self.rows.pop();
        }
    }

    /// Whether a row would be taken.
    fn takes(&self, ordinal: u32, score: f32) -> bool {
        self.rows.len() < self.wanted
            || self
                .rows
                .peek()
                .is_some_and(|Reverse(worst)| (Score(score), Reverse(ordinal)) > *worst)
    }

    /// Rows that score no more than this are not taken, whatever their place.
    fn threshold(&self) -> f32 {
        match self.rows.peek() {
            // One step lower, so that equals are still compared by their place.
            Some(Reverse((Score(worst), _))) if self.rows.len() == self.wanted => worst.next_down(),
            _ => f32::MIN,
        }
    }

    /// The best of both.
    pub(super) fn merged(mut self, other: Self) -> Self {
        for Reverse((Score(score), Reverse(ordinal))) in other.rows {
            self.offer(ordinal, score);
        }
        self
    }

    /// The rows, best first.
    pub(super) fn into_rows(self) -> Vec<Row> {
        let sorted = self.rows.into_sorted_vec();
        sorted
            .into_iter()
            .map(|Reverse((Score(score), Reverse(ordinal)))| Row { ordinal, score })
            .collect()
    }
}

/// The words of a query that count for relevance.
pub(super) struct Ranking {
    weight: Option<Box<dyn Weight>>,
    words: Vec<Term>,
    /// Whether every match holds one of the words.
    always: bool,
}

impl Ranking {
    /// The words that are wanted; what is excluded, and prefixes and expressions, do not count.
    pub(super) fn new(
        searcher: &tantivy::Searcher,
        fields: &Fields,
        plan: &Plan,
        leaves: &[&Leaf],
    ) -> tantivy::Result<Self> {
        let mut words = Vec::new();
        for number in plan.positive() {
            let Leaf::Text(scope, pattern) = leaves[number] else { continue };
            for slot in &pattern.slots {
                let Slot::Word(word) = slot else { continue };
                words.extend(scope.fields().map(|f| Term::from_field_text(fields.text(f), word)));
            }
        }
        words.sort_unstable();
        words.dedup();
        let scoring = EnableScoring::enabled_from_searcher(searcher);
        let weight = match words.len() {
            0 => None,
            _ => Some(any_of(&words).weight(scoring)?),
        };
        Ok(Self { weight, words, always: plan.needs(&|number| holds_word(leaves[number])) })
    }

    /// Offers the matches of a segment to `best`, leaving out those that cannot be among them.
    pub(super) fn offer(
        &self,
        segment: &SegmentReader,
        ordinals: &[u32],
        candidates: &Bits,
        found: &mut Found,
        best: &mut Best,
    ) -> tantivy::Result<()> {
        let Some(weight) = &self.weight else {
            for document in candidates.iter() {
                let ordinal = ordinals[document as usize];
                if best.takes(ordinal, 0.0) && found.contains(document) {
                    best.offer(ordinal, 0.0);
                }
            }
            return Ok(());
        };
        if !self.always || self.is_selective(segment, candidates)? {
            return each_scored(weight.as_ref(), segment, candidates, |document, score| {
                let ordinal = ordinals[document as usize];
                if best.takes(ordinal, score) && found.contains(document) {
                    best.offer(ordinal, score);
                }
            });
        }
        weight.for_each_pruning(best.threshold(), segment, &mut |document, score| {
            let ordinal = ordinals[document as usize];
            if candidates.contains(document)
                && best.takes(ordinal, score)
                && found.contains(document)
            {
                best.offer(ordinal, score);
            }
            best.threshold()
        })
    }

    /// Whether there are so few candidates that each is scored by itself, rather than all
    /// documents with one of the words.
    fn is_selective(&self, segment: &SegmentReader, candidates: &Bits) -> tantivy::Result<bool> {
        let mut occurrences = 0;
        for word in &self.words {
            occurrences += u64::from(segment.inverted_index(word.field())?.doc_freq(word)?);
        }
        Ok(candidates.count() * 8 < occurrences || candidates.count() < 256)
    }
}

/// Whether what the leaf asks for includes a word that counts.
fn holds_word(leaf: &Leaf) -> bool {
    matches!(leaf, Leaf::Text(_, pattern) if pattern.slots.iter().any(|s| matches!(s, Slot::Word(_))))
}

fn any_of(words: &[Term]) -> BooleanQuery {
    let queries = words.iter().map(|word| {
        let query = TermQuery::new(word.clone(), IndexRecordOption::WithFreqs);
        (Occur::Should, Box::new(query) as Box<dyn tantivy::query::Query>)
    });
    BooleanQuery::new(queries.collect())
}

fn each_scored(
    weight: &dyn Weight,
    segment: &SegmentReader,
    candidates: &Bits,
    mut each: impl FnMut(u32, f32),
) -> tantivy::Result<()> {
    let mut scorer = weight.scorer(segment, 1.0)?;
    for document in candidates.iter() {
        if scorer.doc() != TERMINATED && scorer.doc() < document {
            scorer.seek(document);
        }
        let score = if scorer.doc() == document { scorer.score() } else { 0.0 };
        each(document, score);
    }
    Ok(())
}

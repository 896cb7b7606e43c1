//! Phrases in the index: which documents hold all the words, and in which the places are right.

use std::io;

use tantivy::DocSet;
use tantivy::TERMINATED;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;

use super::bits::Bits;
use super::pattern::Pattern;
use super::terms::Dictionary;
use crate::text::Span;

/// A pattern of several words in one field of a segment. Which documents hold its words is known at
/// once; whether they stand right is looked up document by document, ascending.
pub(super) struct Phrase {
    pattern: Pattern,
    /// One for each place of the pattern, the rarest first.
    places: Vec<(u32, Occurrences)>,
    starts: Vec<u32>,
    positions: Vec<u32>,
}

/// Where the words of one place occur.
enum Occurrences {
    /// One word: read as asked.
    Word(Box<SegmentPostings>),
    /// Several: document and position of each occurrence, sorted.
    Words(Vec<(u32, u32)>),
}

impl Phrase {
    /// The documents that hold all the words, and what checks their places; `None` when a place
    /// has no word at all.
    pub(super) fn open(words: &Dictionary, pattern: &Pattern) -> io::Result<Option<(Bits, Self)>> {
        let mut terms = Vec::with_capacity(pattern.slots.len());
        for (slot, place) in pattern.slots.iter().zip(0u32..) {
            let found = words.expand(slot)?;
            if found.is_empty() {
                return Ok(None);
            }
            terms.push((
                found.iter().map(|term| u64::from(term.doc_freq)).sum::<u64>(),
                place,
                found,
            ));
        }
        terms.sort_unstable_by_key(|(frequency, place, _)| (*frequency, *place));
        let mut candidates: Option<Bits> = None;
        for (_, _, found) in &terms {
            let documents = words.documents(found)?;
            match &mut candidates {
                Some(bits) => bits.keep(&documents),
                none => *none = Some(documents),
            }
        }
        let Some(candidates) = candidates else { return Ok(None) };
        let places = terms
            .into_iter()
            .map(|(_, place, found)| Ok((place, Occurrences::open(words, &found, &candidates)?)))
            .collect::<io::Result<_>>()?;
        let (starts, positions) = (Vec::new(), Vec::new());
        Ok(Some((candidates, Self { pattern: pattern.clone(), places, starts, positions })))
    }

    /// Whether the words stand right in a document; documents are asked for in ascending order.
    pub(super) fn contains(&mut self, document: u32) -> bool {
        if self.pattern.slop.is_some() { self.near(document) } else { self.side_by_side(document) }
    }

    fn side_by_side(&mut self, document: u32) -> bool {
        for (index, (place, occurrences)) in self.places.iter_mut().enumerate() {
            occurrences.read(document, &mut self.positions);
            let shifted = self.positions.iter().filter_map(|position| position.checked_sub(*place));
            if index == 0 {
                self.starts.clear();
                self.starts.extend(shifted);
            } else {
                keep_common(&mut self.starts, shifted);
            }
            if self.starts.is_empty() {
                return false;
            }
        }
        true
    }

    fn near(&mut self, document: u32) -> bool {
        let mut words: Vec<(u32, u128)> = Vec::new();
        for (place, occurrences) in &mut self.places {
            occurrences.read(document, &mut self.positions);
            if self.positions.is_empty() {
                return false;
            }
            words.extend(self.positions.iter().map(|position| (*position, 1 << *place)));
        }
        words.sort_unstable();
        // A word that may stand in several places occurs once for each of them.
        words.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 |= if same { next.1 } else { 0 };
            same
        });
        let mut matcher = self.pattern.matcher();
        words
            .iter()
            .any(|(position, mask)| matcher.word(*position, Span::default(), *mask).is_some())
    }
}

/// Keeps of `starts` what `others` has too; both ascend.
fn keep_common(starts: &mut Vec<u32>, others: impl Iterator<Item = u32>) {
    let mut others = others.peekable();
    starts.retain(|start| {
        while others.next_if(|other| other < start).is_some() {}
        others.peek() == Some(start)
    });
}

impl Occurrences {
    fn open(words: &Dictionary, terms: &[TermInfo], candidates: &Bits) -> io::Result<Self> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let open = |term| words.inverted.read_postings_from_terminfo(term, option);
        if let [term] = terms {
            return Ok(Occurrences::Word(Box::new(open(term)?)));
        }
        let (mut all, mut positions) = (Vec::new(), Vec::new());
        for term in terms {
            let mut postings = open(term)?;
            while postings.doc() != TERMINATED {
                let document = postings.doc();
                if candidates.contains(document) {
                    postings.positions(&mut positions);
                    all.extend(positions.iter().map(|position| (document, *position)));
                }
                postings.advance();
            }
        }
        all.sort_unstable();
        Ok(Occurrences::Words(all))
    }

    /// The positions in a document, ascending.
    fn read(&mut self, document: u32, into: &mut Vec<u32>) {
        into.clear();
        match self {
            Occurrences::Word(postings) => {
                let at = postings.doc();
                if at == document || at < document && postings.seek(document) == document {
                    postings.positions(into);
                }
            }
            Occurrences::Words(all) => {
                let from = all.partition_point(|(other, _)| *other < document);
                let here = all[from..].iter().take_while(|(other, _)| *other == document);
                into.extend(here.map(|(_, position)| *position));
            }
        }
    }
}

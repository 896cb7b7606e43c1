//! Looking words up in the dictionary of a segment.

use std::io;
use std::sync::Arc;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

use super::bits::Bits;
use super::compile::into_io;
use super::pattern::Slot;

/// The words of one field in one segment. Of metadata, those of one path: `key` stands before
/// each word.
pub(super) struct Dictionary {
    pub(super) inverted: Arc<InvertedIndexReader>,
    field: Field,
    key: String,
    documents: u32,
}

impl Dictionary {
    pub(super) fn open(
        segment: &SegmentReader,
        field: Field,
        key: String,
    ) -> tantivy::Result<Self> {
        let inverted = segment.inverted_index(field)?;
        Ok(Self { inverted, field, key, documents: segment.max_doc() })
    }

    /// The words that may stand in a place.
    pub(super) fn expand(&self, slot: &Slot) -> io::Result<Vec<TermInfo>> {
        let mut terms = Vec::new();
        match slot {
            Slot::Word(word) => {
                terms.extend(self.inverted.terms().get(format!("{}{word}", self.key))?);
            }
            Slot::Prefix(prefix) => self.each_from(prefix, |_, term| terms.push(term.clone()))?,
            Slot::Regex(regex) => self.each_from(&regex.prefix, |word, term| {
                if regex.is_match(word) {
                    terms.push(term.clone());
                }
            })?,
            Slot::Fuzzy(word, distance) if self.key.is_empty() => {
                self.each_near(word, *distance, &mut terms).map_err(into_io)?;
            }
            Slot::Fuzzy(..) => self.each_from("", |word, term| {
                if slot.accepts(word) {
                    terms.push(term.clone());
                }
            })?,
        }
        Ok(terms)
    }

    /// Whether there is any word.
    pub(super) fn has_any(&self) -> io::Result<bool> {
        let mut stream = self.inverted.terms().range().ge(&self.key).into_stream()?;
        Ok(stream.advance() && stream.key().starts_with(self.key.as_bytes()))
    }

    /// Every word that begins so, in the order of its bytes.
    pub(super) fn each_from(
        &self,
        prefix: &str,
        mut each: impl FnMut(&str, &TermInfo),
    ) -> io::Result<()> {
        let from = format!("{}{prefix}", self.key);
        let mut stream = match after_all(&from) {
            Some(end) => self.inverted.terms().range().ge(&from).lt(end).into_stream()?,
            None => self.inverted.terms().range().ge(&from).into_stream()?,
        };
        while stream.advance() {
            // Terms are made from text; the key is whole characters.
            if let Ok(word) = std::str::from_utf8(&stream.key()[self.key.len()..]) {
                each(word, stream.value());
            }
        }
        Ok(())
    }

    /// Every word at most so many edits away: an automaton walks only the part of the dictionary
    /// where such words are.
    fn each_near(&self, word: &str, distance: u8, out: &mut Vec<TermInfo>) -> tantivy::Result<()> {
        let term = Term::from_field_text(self.field, word);
        let automaton = FuzzyTermQuery::new(term, distance, false).automaton()?;
        let mut stream = self.inverted.terms().search(automaton).into_stream()?;
        while stream.advance() {
            out.push(stream.value().clone());
        }
        Ok(())
    }

    /// The documents of all these terms.
    pub(super) fn documents(&self, terms: &[TermInfo]) -> io::Result<Bits> {
        let mut bits = Bits::none(self.documents);
        self.each_document(terms, |document| bits.insert(document))?;
        Ok(bits)
    }

    /// Calls `each` with every document of every term.
    pub(super) fn each_document(
        &self,
        terms: &[TermInfo],
        mut each: impl FnMut(u32),
    ) -> io::Result<()> {
        let mut reused: Option<BlockSegmentPostings> = None;
        for term in terms {
            let postings = match &mut reused {
                Some(postings) => {
                    self.inverted.reset_block_postings_from_terminfo(term, postings)?;
                    postings
                }
                none => none.insert(
                    self.inverted
                        .read_block_postings_from_terminfo(term, IndexRecordOption::Basic)?,
                ),
            };
            while !postings.docs().is_empty() {
                postings.docs().iter().for_each(|&document| each(document));
                postings.advance();
            }
        }
        Ok(())
    }
}

/// The first key after all that begin with `prefix`; `None` when there can be none.
fn after_all(prefix: &str) -> Option<Vec<u8>> {
    let mut bytes = prefix.as_bytes().to_vec();
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            return Some(bytes);
        }
    }
    None
}

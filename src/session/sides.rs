//! Two records side by side: which ones belong together, and what differs between them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::{Heard, SearchError, Session};
use crate::record::{Field, Record};
use crate::search::{Sort, SortBy};
use crate::text::difference::{Block, difference, likeness};
use crate::text::words::words;

/// Words of a prompt that are looked for; whole prompts are compared afterwards.
const PHRASE: usize = 12;
/// Records that are read to find the ones with the same prompt.
const MOST_READ: usize = 500;
/// Longer texts are not compared: nobody could read the difference.
const LONGEST: usize = 4 << 20;
/// Longer values of a field do not tell two records apart at a glance.
const SHORT: usize = 40;

/// A record to compare another one with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterpart {
    /// Its position in the dataset.
    pub ordinal: usize,
    /// What the two have to do with each other.
    pub why: Why,
}

/// What two records have to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They are halves of a pair: safe and unsafe, before and after a revision.
    Pair,
    /// They answer the same prompt.
    SamePrompt,
    /// The user chose them.
    Chosen,
}

/// Two records and what differs.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    /// The record on the left.
    pub left: Arc<Record>,
    /// The record on the right.
    pub right: Arc<Record>,
    /// Fields of the source in which the two differ, with their short values.
    pub fields: Vec<(String, String, String)>,
    /// Prompt, chain and answer.
    pub parts: Vec<Part>,
}

/// One text of both records.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Which.
    pub field: Field,
    /// The paragraphs side by side.
    pub blocks: Vec<Block>,
    /// Share of words in common, 0 to 1.
    pub likeness: f32,
}

impl Sides {
    /// Compares two records.
    ///
    /// # Errors
    /// A sentence for the reader when one of them is too long for that.
    pub fn new(left: Arc<Record>, right: Arc<Record>) -> Result<Self, String> {
        for record in [&left, &right] {
            if Field::ALL.iter().any(|field| record.field(*field).len() > LONGEST) {
                return Err(format!("{} is too long to be compared word by word", record.id));
            }
        }
        let part = |field: Field| {
            let (one, two) = (left.field(field), right.field(field));
            Part { field, blocks: difference(one, two), likeness: likeness(one, two) }
        };
        let parts = Field::ALL.into_iter().map(part).collect();
        let fields = differing(&left, &right);
        Ok(Self { left, right, fields, parts })
    }
}

/// The short fields in which two records differ, those of the first in front.
fn differing(left: &Record, right: &Record) -> Vec<(String, String, String)> {
    let fields = left.meta.iter().filter_map(|(name, value)| {
        let (one, two) = (short(value)?, short(right.meta.get(name)?)?);
        (one != two).then(|| (name.clone(), one, two))
    });
    let pair = left.pair.as_ref().zip(right.pair.as_ref());
    let sides = pair.map(|(one, two)| ("side".to_owned(), one.side.clone(), two.side.clone()));
    sides.into_iter().chain(fields).collect()
}

fn short(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => return None,
    };
    (text.chars().count() <= SHORT).then_some(text)
}

impl Session {
    /// The records that belong beside one: the other half of its pair, then those with the same
    /// prompt, in the order of the dataset. Ends early, with what it has, once `stop` is set;
    /// `progress` hears records read of those to read.
    ///
    /// # Errors
    /// A sentence for the reader when the record or the index cannot be read.
    pub fn counterparts(
        &self,
        ordinal: usize,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<Counterpart>, String> {
        let record = self.record(ordinal).map_err(|error| error.to_string())?;
        let other = record.pair.as_ref().and_then(|pair| self.dataset().find(&pair.other));
        let pair = other.map(|ordinal| Counterpart { ordinal, why: Why::Pair });
        let mut found: Vec<Counterpart> = pair.into_iter().collect();
        for other in self.same_prompt(&record, stop, progress)? {
            if other != ordinal && !found.iter().any(|known| known.ordinal == other) {
                found.push(Counterpart { ordinal: other, why: Why::SamePrompt });
            }
        }
        Ok(found)
    }

    fn same_prompt(
        &self,
        record: &Record,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<usize>, String> {
        let first: Vec<&str> =
            words(&record.prompt).take(PHRASE).map(|word| word.span.of(&record.prompt)).collect();
        if first.is_empty() {
            return Ok(Vec::new());
        }
        let query = format!("prompt:\"{}\"", first.join(" "));
        let mut hears = |heard: Heard| match heard {
            Heard::Read(done, total) => progress(done, total),
            Heard::First(_) => {}
        };
        let by_place = Sort { by: SortBy::Position, reversed: false };
        let ordinals = match self.search_by(&query, &by_place, stop, &mut hears) {
            Ok(found) => found.ordinals,
            Err(SearchError::Stale) => Vec::new(),
            Err(SearchError::Io(message)) => return Err(message),
            Err(SearchError::Query(error)) => return Err(error.message),
        };
        let same = |ordinal: &usize| {
            let other = self.record(*ordinal);
            other.is_ok_and(|other| other.prompt.trim() == record.prompt.trim())
        };
        let reading = ordinals.into_iter().take(MOST_READ);
        Ok(reading.take_while(|_| !stop.load(Ordering::Relaxed)).filter(same).collect())
    }

    /// Two records side by side.
    ///
    /// # Errors
    /// A sentence for the reader when one cannot be read or is too long.
    pub fn sides(&self, left: usize, right: usize) -> Result<Sides, String> {
        let record = |ordinal| self.record(ordinal).map_err(|error| error.to_string());
        Sides::new(record(left)?, record(right)?)
    }
}

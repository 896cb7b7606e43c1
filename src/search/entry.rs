//! A record as the index takes it: texts moved, not copied, and a permit that bounds how much text
//! waits in memory.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use super::scan;
use super::schema::Fields;
use super::values::{each_value, spelling, term};
use super::words::fold_name;
use crate::record::Record;

/// A record on its way into the index.
#[derive(Debug)]
pub(super) struct Entry {
    numbers: [(Field, u64); 2],
    texts: Vec<(Field, String)>,
    _permit: Permit,
}

impl Entry {
    /// Takes a record apart. Waits until there is room for its text.
    pub(super) fn new(ordinal: u32, record: Record, fields: &Fields, gate: &Arc<Gate>) -> Self {
        let length = record.cot.chars().count() as u64;
        let mut texts = Vec::new();
        let mut facts = vec![term::id(&fold_name(&record.id))];
        each_value(&record, &mut |path, value| {
            spelling(value, |text| {
                term::of_value(path, value, text, &mut facts);
                texts.push((fields.values, format!("{path}\0{text}")));
            });
        });
        facts.extend(record.has_cot().then(|| term::HAS_COT.to_owned()));
        facts.extend(scan::hidden(&record).then(|| term::HAS_HIDDEN.to_owned()));
        facts.sort_unstable();
        facts.dedup();
        texts.extend(facts.into_iter().map(|fact| (fields.facts, fact)));
        let prompts = record.system.into_iter().chain(record.turns.into_iter().map(|t| t.text));
        texts.extend(prompts.chain([record.prompt]).map(|text| (fields.prompt, text)));
        texts.push((fields.cot, record.cot));
        texts.push((fields.answer, record.answer));
        let bytes = texts.iter().map(|(_, text)| text.len()).sum();
        let numbers = [(fields.ordinal, u64::from(ordinal)), (fields.length, length)];
        Self { numbers, texts, _permit: gate.enter(bytes) }
    }
}

impl Document for Entry {
    type Value<'a> = Content<'a>;
    type FieldsValuesIter<'a> = std::vec::IntoIter<(Field, Content<'a>)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let numbers = self.numbers.iter().map(|(field, number)| (*field, Content::Number(*number)));
        let texts = self.texts.iter().map(|(field, text)| (*field, Content::Text(text)));
        numbers.chain(texts).collect::<Vec<_>>().into_iter()
    }
}

/// A value of an [`Entry`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    Text(&'a str),
    Number(u64),
}

impl<'a> Value<'a> for Content<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            Content::Text(text) => ReferenceValueLeaf::Str(text),
            Content::Number(number) => ReferenceValueLeaf::U64(*number),
        })
    }
}

/// Lets in only so many bytes at a time, or one record larger than that.
#[derive(Debug)]
pub(super) struct Gate {
    inside: Mutex<Inside>,
    left: Condvar,
    room: usize,
}

#[derive(Debug, Default)]
struct Inside {
    bytes: usize,
    /// Whether somebody stands before the gate.
    waiting: bool,
}

impl Gate {
    pub(super) fn new(room: usize) -> Arc<Self> {
        Arc::new(Self { inside: Mutex::default(), left: Condvar::new(), room })
    }

    /// Waits for room: once it has run out, until half of it is free, so that the threads do not
    /// wake each other up for every single record.
    fn enter(self: &Arc<Self>, bytes: usize) -> Permit {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.bytes > 0 && inside.bytes + bytes > self.room {
            inside.waiting = true;
            while inside.bytes > self.room / 2 {
                inside = self.left.wait(inside).unwrap_or_else(PoisonError::into_inner);
            }
            inside.waiting = false;
        }
        inside.bytes += bytes;
        Permit { gate: Arc::clone(self), bytes }
    }
}

/// Room that is given back when the record has been indexed or dropped.
#[derive(Debug)]
struct Permit {
    gate: Arc<Gate>,
    bytes: usize,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut inside = self.gate.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.bytes -= self.bytes;
        if inside.waiting && inside.bytes <= self.gate.room / 2 {
            self.gate.left.notify_one();
        }
    }
}

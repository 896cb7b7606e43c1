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
    /// Facts and values, one after the other: there are many, and all of them are short.
    packed: String,
    /// To which field each of them belongs, and where it ends.
    ends: Vec<(Field, usize)>,
    _permit: Permit,
}

impl Entry {
    /// Takes a record apart. Waits until there is room for its text.
    pub(super) fn new(ordinal: u32, record: Record, fields: &Fields, gate: &Arc<Gate>) -> Self {
        let length = record.cot.chars().count() as u64;
        let (packed, ends) = packed(&record, fields);
        let prompts = record.system.into_iter().chain(record.turns.into_iter().map(|t| t.text));
        let prompts = prompts.chain([record.prompt]).map(|text| (fields.prompt, text));
        let rest = [(fields.cot, record.cot), (fields.answer, record.answer)];
        let texts: Vec<_> = prompts.chain(rest).collect();
        let bytes = packed.len() + texts.iter().map(|(_, text)| text.len()).sum::<usize>();
        let numbers = [(fields.ordinal, u64::from(ordinal)), (fields.length, length)];
        Self { numbers, texts, packed, ends, _permit: gate.enter(bytes) }
    }

    fn packed(&self) -> impl Iterator<Item = (Field, &str)> {
        self.ends.iter().scan(0, |start, &(field, end)| {
            let part = &self.packed[*start..end];
            *start = end;
            Some((field, part))
        })
    }
}

/// The facts and values of a record in one string.
fn packed(record: &Record, fields: &Fields) -> (String, Vec<(Field, usize)>) {
    let (mut packed, mut ends) = (String::new(), Vec::new());
    let mut push = |field: Field, pieces: &[&str]| {
        pieces.iter().for_each(|piece| packed.push_str(piece));
        ends.push((field, packed.len()));
    };
    push(fields.facts, &[term::ID_PREFIX, &fold_name(&record.id)]);
    if record.has_cot() {
        push(fields.facts, &[term::HAS_COT]);
    }
    if scan::hidden(record) {
        push(fields.facts, &[term::HAS_HIDDEN]);
    }
    each_value(record, &mut |path, value| {
        spelling(value, |text| {
            term::of_value(path, value, text, &mut |pieces| push(fields.facts, pieces));
            push(fields.values, &[path, "\0", text]);
        });
    });
    (packed, ends)
}

impl Document for Entry {
    type Value<'a> = Content<'a>;
    type FieldsValuesIter<'a> = std::vec::IntoIter<(Field, Content<'a>)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let numbers = self.numbers.iter().map(|(field, number)| (*field, Content::Number(*number)));
        let texts = self.texts.iter().map(|(field, text)| (*field, Content::Text(text)));
        let packed = self.packed().map(|(field, text)| (field, Content::Text(text)));
        numbers.chain(texts).chain(packed).collect::<Vec<_>>().into_iter()
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

//! Which field of the source became which part of a record.

use std::fmt;

use serde_json::Value;

use crate::record::{Meta, Record};

/// A place in a row, written as a JSON Pointer (`/score/safety`; `~1` for `/`, `~0` for `~`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(Vec<String>);

impl Pointer {
    /// Reads a JSON Pointer; a bare name is taken for a field of the row.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let decode = |part: &str| part.replace("~1", "/").replace("~0", "~");
        match text.strip_prefix('/') {
            Some(rest) => Self(rest.split('/').map(decode).collect()),
            None if text.is_empty() => Self::default(),
            None => Self(vec![text.to_owned()]),
        }
    }

    pub(crate) fn field(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }

    pub(crate) fn child(&self, name: &str) -> Self {
        let mut parts = self.0.clone();
        parts.push(name.to_owned());
        Self(parts)
    }

    /// The names from the row down to the field.
    #[must_use]
    pub fn parts(&self) -> &[String] {
        &self.0
    }

    /// The field's own name; empty for the row itself.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// The value at this place.
    #[must_use]
    pub fn get<'v>(&self, row: &'v Value) -> Option<&'v Value> {
        self.0.iter().try_fold(row, |value, part| match value {
            Value::Object(map) => map.get(part),
            Value::Array(items) => items.get(part.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Takes the value out of the row, with the objects that become empty by it. An element of a
    /// list leaves null behind, so that the others keep their places.
    pub(crate) fn take(&self, row: &mut Value) -> Option<Value> {
        take(row, &self.0)
    }
}

fn take(value: &mut Value, parts: &[String]) -> Option<Value> {
    let [first, rest @ ..] = parts else {
        return Some(value.take());
    };
    match value {
        Value::Object(map) if rest.is_empty() => map.shift_remove(first),
        Value::Object(map) => {
            let inner = map.get_mut(first)?;
            let taken = take(inner, rest)?;
            if inner.as_object().is_some_and(serde_json::Map::is_empty) {
                map.shift_remove(first);
            }
            Some(taken)
        }
        Value::Array(items) => take(items.get_mut(first.parse::<usize>().ok()?)?, rest),
        _ => None,
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.0 {
            write!(out, "/{}", part.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

/// One part of a record and the field it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// `id`, `prompt`, `system`, `cot`, `answer`, `messages`, `calls`, `judge.<name>`,
    /// `human.<name>`; for pairs with the side in front: `safe.cot`.
    pub field: String,
    /// Where the value stands.
    pub pointer: Pointer,
    /// How it was cut out when it is only a part of what stands there: `text inside <think>`.
    pub note: Option<String>,
    /// The caller asked for it.
    pub explicit: bool,
}

/// A field of the sampled rows that no part of the record was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenField {
    /// Where.
    pub pointer: Pointer,
    /// Its JSON types, most frequent first.
    pub types: Vec<&'static str>,
    /// Share of the sampled rows that have it with a value that is not null, in `[0, 1]` as
    /// thousandths.
    pub per_mille: u16,
}

/// How a source's rows become records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// What was mapped, in reading order.
    pub fields: Vec<Mapped>,
    /// What else was seen; it stays in the records' metadata.
    pub seen: Vec<SeenField>,
}

impl Mapping {
    /// What a part of the record comes from, for people: `/response (text inside <think>)`.
    #[must_use]
    pub fn origin(&self, field: &str) -> Option<String> {
        let of = |mapped: &Mapped| match &mapped.note {
            Some(note) => format!("{} ({note})", mapped.pointer),
            None => mapped.pointer.to_string(),
        };
        let exact = self.fields.iter().find(|mapped| mapped.field == field);
        let sided = || {
            let sides: Vec<String> = self
                .fields
                .iter()
                .filter(|mapped| is_side_of(&mapped.field, field))
                .map(of)
                .collect();
            (!sides.is_empty()).then(|| sides.join(" | "))
        };
        exact.map(of).or_else(sided)
    }

    /// The record's metadata with its ratings back at their original places: every field of the
    /// source that is neither prompt, chain nor answer.
    #[must_use]
    pub fn with_ratings(&self, record: &Record) -> Meta {
        let mut meta = Value::Object(record.meta.clone());
        for mapped in self.raters() {
            let Some((rater, name)) = mapped.field.split_once('.') else {
                continue;
            };
            let ratings = if rater == "judge" { &record.judges } else { &record.humans };
            let side = record.pair.as_ref().and_then(|pair| name.strip_prefix(pair.side.as_str()));
            let name = side.and_then(|rest| rest.strip_prefix('.')).unwrap_or(name);
            if let Some(value) = ratings.get(name) {
                put(&mut meta, mapped.pointer.parts(), value);
            }
        }
        match meta {
            Value::Object(meta) => meta,
            _ => Meta::new(),
        }
    }

    /// The fields that hold verdicts and people's labels: what blind mode hides.
    pub fn raters(&self) -> impl Iterator<Item = &Mapped> {
        self.fields.iter().filter(|mapped| {
            let field = mapped.field.as_str();
            field.starts_with("judge.") || field.starts_with("human.")
        })
    }
}

/// Puts a value at a place, with the objects that lead there; what stands there already stays.
fn put(at: &mut Value, parts: &[String], value: &Value) {
    let (Some((first, rest)), Value::Object(map)) = (parts.split_first(), at) else {
        return;
    };
    let slot = map.entry(first.clone()).or_insert_with(|| {
        if rest.is_empty() { value.clone() } else { Value::Object(Meta::new()) }
    });
    put(slot, rest, value);
}

/// `safe.cot` is a side of `cot`; `judge.cot` is not.
fn is_side_of(mapped: &str, field: &str) -> bool {
    let side = mapped.strip_suffix(field).and_then(|rest| rest.strip_suffix('.'));
    side.is_some_and(|side| side != "judge" && side != "human")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pointers_read_write_and_take() {
        let mut row = json!({"a": {"b/c": 1}, "d": [1, {"e": 2}], "f": 3});
        let pointer = Pointer::parse("/a/b~1c");
        assert_eq!(pointer.to_string(), "/a/b~1c");
        assert_eq!(pointer.get(&row), Some(&json!(1)));
        assert_eq!(pointer.take(&mut row), Some(json!(1)));
        assert_eq!(Pointer::parse("/d/1/e").take(&mut row), Some(json!(2)));
        assert_eq!(Pointer::parse("/d/x").take(&mut row), None);
        assert_eq!(Pointer::parse("f").take(&mut row), Some(json!(3)));
        assert_eq!(row, json!({"d": [1, {}]}));
    }
}

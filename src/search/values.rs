//! The values of a record that are asked for by name: metadata, judges and people, by folded path.

use serde_json::Value;

use super::query::ValueTest;
use super::range::{instant, number};
use crate::record::Record;

/// Calls `each` with the path and the value of every string, number and truth value. Elements of a
/// list share the list's path; keys of an object are joined with dots.
pub(super) fn each_value<'a>(record: &'a Record, each: &mut dyn FnMut(&str, &'a Value)) {
    let mut path = String::new();
    for (source, values) in [("judge.", &record.judges), ("human.", &record.humans)] {
        for (name, value) in values {
            path.clear();
            path.push_str(source);
            push_key(&mut path, name);
            walk(&mut path, value, each);
        }
    }
    for (name, value) in &record.meta {
        path.clear();
        push_key(&mut path, name);
        walk(&mut path, value, each);
    }
}

fn push_key(path: &mut String, key: &str) {
    // NUL ends a path in the terms of the index.
    let chars = key.trim().chars().filter(|c| *c != '\0');
    path.extend(chars.flat_map(char::to_lowercase));
}

fn walk<'a>(path: &mut String, value: &'a Value, each: &mut dyn FnMut(&str, &'a Value)) {
    match value {
        Value::Null => {}
        Value::Array(elements) => elements.iter().for_each(|element| walk(path, element, each)),
        Value::Object(members) => {
            let length = path.len();
            for (key, member) in members {
                path.push('.');
                push_key(path, key);
                walk(path, member, each);
                path.truncate(length);
            }
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) => each(path, value),
    }
}

/// What a value looks like: what its words are taken from, and what a facet shows.
pub(super) fn spelling<T>(value: &Value, read: impl FnOnce(&str) -> T) -> T {
    match value {
        Value::String(text) => read(text),
        other => read(&other.to_string()),
    }
}

impl ValueTest {
    /// Whether a value passes.
    pub(super) fn passes(&self, value: &Value) -> bool {
        match self {
            ValueTest::Exists => true,
            ValueTest::Whole(wanted) => spelling(value, |text| text == wanted),
            ValueTest::Words(pattern, wanted) => {
                wanted.is_some_and(|wanted| number(value) == Some(wanted))
                    || spelling(value, |text| pattern.is_in(text))
            }
            ValueTest::Within(interval) => interval.holds(value),
        }
    }
}

/// How a value stands in the dictionary of facts: terms that the index looks up instead of values.
pub(super) mod term {
    use super::{Value, instant, number};
    use crate::search::range::sortable;

    /// Longest value that stands in the dictionary whole; of a longer one the beginning and a hash.
    const LONGEST: usize = 200;

    /// What the names of all values begin with.
    pub(crate) const EXISTS_PREFIX: &str = "x";

    /// The record has a value at this path.
    pub(crate) fn exists(path: &str) -> String {
        format!("{EXISTS_PREFIX}{path}\0")
    }

    /// What all whole values at this path begin with.
    pub(crate) fn whole_prefix(path: &str) -> String {
        format!("={path}\0")
    }

    /// This whole value.
    pub(crate) fn whole(path: &str, text: &str) -> String {
        let mut term = whole_prefix(path);
        if text.len() <= LONGEST {
            term.push_str(text);
        } else {
            let whole = |end: &usize| text.is_char_boundary(*end);
            let end = (0..=LONGEST).rev().find(whole).unwrap_or(0);
            term.push_str(&text[..end]);
            let hash = xxhash_rust::xxh3::xxh3_128(text.as_bytes());
            term.push_str(&format!("\u{2026}\0{hash:032x}"));
        }
        term
    }

    /// Whether a whole value's term, without its prefix, is only the beginning of the value.
    pub(crate) fn is_cut(value: &str) -> bool {
        value.len() > LONGEST
    }

    /// What all numbers at this path begin with.
    pub(crate) fn number_prefix(path: &str) -> String {
        format!("n{path}\0")
    }

    /// What all dates at this path begin with.
    pub(crate) fn date_prefix(path: &str) -> String {
        format!("d{path}\0")
    }

    /// The id of a record, folded.
    pub(crate) fn id(folded: &str) -> String {
        format!("i{folded}")
    }

    pub(crate) const ID_PREFIX: &str = "i";
    pub(crate) const HAS_COT: &str = "hcot";
    pub(crate) const HAS_HIDDEN: &str = "hhidden";

    /// Gives the pieces of each term of one value to `push`.
    pub(crate) fn of_value(path: &str, value: &Value, text: &str, push: &mut dyn FnMut(&[&str])) {
        push(&[EXISTS_PREFIX, path, "\0"]);
        if text.len() <= LONGEST {
            push(&["=", path, "\0", text]);
        } else {
            push(&[&whole(path, text)]);
        }
        if let Some(number) = number(value) {
            push(&["n", path, "\0", &sortable(number)]);
        }
        if let Some(instant) = instant(value) {
            push(&["d", path, "\0", &sortable(instant)]);
        }
    }
}

/// Calls `each` with the path and the spelling of every value of a record by which queries and
/// facets know it: metadata, `judge.NAME`, `human.NAME`. Elements of a list share a path.
pub fn each_spelling(record: &Record, each: &mut dyn FnMut(&str, &str)) {
    each_value(record, &mut |path, value| spelling(value, |text| each(path, text)));
}

/// The values that a record has under the name `path` (`category`, `score.safety`, `judge.x`), as
/// they are spelled in a facet.
#[must_use]
pub fn values_at(record: &Record, path: &str) -> Vec<String> {
    let wanted = super::words::fold_name(path);
    let mut found = Vec::new();
    each_value(record, &mut |name, value| {
        if name == wanted {
            found.push(spelling(value, str::to_owned));
        }
    });
    found
}

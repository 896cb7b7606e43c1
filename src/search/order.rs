//! Orders other than relevance.

use std::cmp::Ordering;
use std::fmt;
use std::io;
use std::str::FromStr;

use super::bits::Bits;
use super::compile::{Segment, into_io};
use super::error::nearest;
use super::facts::Facts;
use super::range::{from_sortable, number};
use super::rank::Row;
use super::scan::{certain, count};
use super::schema::LENGTH;
use super::searcher::Window;
use super::terms::Dictionary;
use super::values::{each_value, term};
use super::words::fold_name;
use crate::record::Record;

/// The order of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// What is compared. Equals stand in the order of the dataset.
    pub by: SortBy,
    /// The other way round than is usual for it.
    pub reversed: bool,
}

/// What rows are ordered by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// How well the words match, best first. Cannot be reversed.
    #[default]
    Relevance,
    /// The order of the dataset.
    Position,
    /// Code points of the chain, longest first.
    Length,
    /// Number of citations, most first.
    Citations,
    /// A numeric value such as `judge.safety` or any metadata, lowest first; records without it last.
    Value(String),
}

impl Sort {
    /// Whether it is the order of the dataset.
    #[must_use]
    pub fn is_position(&self) -> bool {
        self.by == SortBy::Position && !self.reversed
    }

    /// What a record is compared by where there is no index; for [`in_order`].
    #[must_use]
    pub fn key(&self, record: &Record, facts: &Facts<'_>) -> f64 {
        let key = match &self.by {
            // Without an index nobody knows how rare a word is.
            SortBy::Relevance | SortBy::Position => f64::from(facts.ordinal),
            SortBy::Length => -count(record.cot.chars().count()),
            SortBy::Citations => -count(certain(facts.citations).count()),
            SortBy::Value(path) => lowest(record, path),
        };
        directed(key, self.reversed)
    }
}

/// Smaller keys come first; a key that is no number comes last either way.
fn directed(key: f64, reversed: bool) -> f64 {
    match key {
        key if key.is_nan() => f64::INFINITY,
        key if reversed => -key,
        key => key,
    }
}

/// The lowest number that a record has at a path; not a number without any.
fn lowest(record: &Record, path: &str) -> f64 {
    let mut least = f64::NAN;
    each_value(record, &mut |at, value| {
        if at == path {
            least = least.min(number(value).unwrap_or(f64::NAN));
        }
    });
    least
}

/// Record numbers by their keys ([`Sort::key`]); equals in the order of the dataset.
#[must_use]
pub fn in_order(mut keyed: Vec<(f64, u32)>) -> Vec<u32> {
    keyed.sort_unstable_by(by_key);
    keyed.into_iter().map(|(_, ordinal)| ordinal).collect()
}

fn by_key(left: &Keyed, right: &Keyed) -> Ordering {
    left.0.total_cmp(&right.0).then(left.1.cmp(&right.1))
}

/// The orders that have a name of their own.
const NAMES: [&str; 4] = ["relevance", "position", "length", "citations"];

impl FromStr for Sort {
    type Err = String;

    /// `relevance`, `position`, `length`, `citations` or the name of a value; `-` before it reverses.
    fn from_str(text: &str) -> Result<Self, String> {
        let (reversed, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let by = match fold_name(name).as_str() {
            "" => return Err("an order is needed, such as relevance or judge.NAME".to_owned()),
            "relevance" if reversed => return Err("relevance cannot be reversed".to_owned()),
            "relevance" => SortBy::Relevance,
            "position" => SortBy::Position,
            "length" | "len" => SortBy::Length,
            "citations" => SortBy::Citations,
            other => match nearest(other, NAMES) {
                Some(near) => return Err(format!("there is no order {name}; did you mean {near}")),
                None => SortBy::Value(other.strip_prefix("meta.").unwrap_or(other).to_owned()),
            },
        };
        Ok(Self { by, reversed })
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.reversed { "-" } else { "" })?;
        out.write_str(match &self.by {
            SortBy::Relevance => "relevance",
            SortBy::Position => "position",
            SortBy::Length => "length",
            SortBy::Citations => "citations",
            SortBy::Value(name) => name,
        })
    }
}

/// A row and what it is compared by: smaller comes first, infinite last.
pub(super) type Keyed = (f64, u32);

/// Adds the matches of a segment with what they are compared by.
pub(super) fn collect(
    segment: &Segment<'_>,
    matches: &Bits,
    sort: &Sort,
    out: &mut Vec<Keyed>,
) -> io::Result<()> {
    let keys = keys(segment, &sort.by)?;
    let ordinals = (segment.ordinals)()?;
    for document in matches.iter() {
        let ordinal = ordinals[document as usize];
        out.push((directed(keys(document, ordinal), sort.reversed), ordinal));
    }
    Ok(())
}

/// What gives the key of a document and its record; not a number where there is none.
#[allow(clippy::cast_precision_loss)] // lengths stay far below 2^52
fn keys<'s>(
    segment: &'s Segment<'_>,
    by: &SortBy,
) -> io::Result<Box<dyn Fn(u32, u32) -> f64 + 's>> {
    Ok(match by {
        SortBy::Relevance | SortBy::Position => Box::new(|_, ordinal| f64::from(ordinal)),
        SortBy::Length => {
            let column = segment.reader.fast_fields().u64(LENGTH).map_err(into_io)?;
            Box::new(move |document, _| -(column.first(document).unwrap_or(0) as f64))
        }
        SortBy::Citations => Box::new(|_, ordinal| {
            -f64::from(segment.citations.map_or(0, |table| table.count(ordinal)))
        }),
        SortBy::Value(path) => {
            let values = numbers(segment, path)?;
            Box::new(move |document, _| values[document as usize])
        }
    })
}

/// The lowest number at a path, by document.
fn numbers(segment: &Segment<'_>, path: &str) -> io::Result<Vec<f64>> {
    let key = term::number_prefix(path);
    let facts = Dictionary::open(segment.reader, segment.fields.facts, key).map_err(into_io)?;
    let mut terms = Vec::new();
    facts.each_from("", |digits, term| terms.push((from_sortable(digits), term.clone())))?;
    let mut values = vec![f64::NAN; segment.reader.max_doc() as usize];
    for (number, term) in terms {
        let number = number.unwrap_or(f64::NAN);
        facts.each_document(&[term], |document| {
            let value = &mut values[document as usize];
            *value = value.min(number);
        })?;
    }
    Ok(values)
}

/// The rows of the window.
pub(super) fn rows(mut keyed: Vec<Keyed>, window: &Window) -> Vec<Row> {
    let wanted = window.offset.saturating_add(window.limit);
    if wanted > 0 && wanted < keyed.len() {
        keyed.select_nth_unstable_by(wanted - 1, by_key);
    }
    keyed.truncate(wanted);
    keyed.sort_unstable_by(by_key);
    let rows = keyed.into_iter().skip(window.offset);
    rows.map(|(_, ordinal)| Row { ordinal, score: 0.0 }).collect()
}

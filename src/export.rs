//! Records written out with what people and detectors say about them.

pub mod csv;
pub mod json;
pub mod target;

use std::io;

use crate::citation::Citation;
use crate::label::view::State;
use crate::record::Record;
use crate::text::sanitise;

/// A record with everything that goes out with it.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The record.
    pub record: &'a Record,
    /// Its citations.
    pub citations: &'a [Citation],
    /// What each reviewer holds about it.
    pub states: &'a [(&'a str, &'a State)],
}

/// Formats that records go out in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line: exact, and readable by this program again.
    Jsonl,
    /// A spreadsheet, with formulas turned into text.
    Csv,
}

impl Format {
    /// What stands before the first record.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn head(self) -> io::Result<String> {
        match self {
            Format::Jsonl => Ok(String::new()),
            Format::Csv => csv::head(),
        }
    }

    /// One record with its line end.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn row(self, item: Item<'_>) -> io::Result<String> {
        match self {
            Format::Jsonl => {
                Ok(sanitise::escape_json(&json::item(item).to_string()).into_owned() + "\n")
            }
            Format::Csv => csv::row(item),
        }
    }
}

//! Records written out with what people and detectors say about them.

pub mod csv;
pub mod json;
pub mod target;

use std::io;
use std::path::Path;

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
    /// The format that a file's ending asks for; without an ending, JSON Lines.
    ///
    /// # Errors
    /// A sentence, when no format has that ending.
    pub fn of_path(path: &Path) -> Result<Self, String> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            None | Some("jsonl" | "ndjson" | "jsonlines") => Ok(Format::Jsonl),
            Some("csv") => Ok(Format::Csv),
            Some(other) => Err(format!(
                "no export format has the ending .{other}; .jsonl (JSON Lines) and .csv (a \
                 spreadsheet) have one"
            )),
        }
    }

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

//! Files that the program writes itself and that are no data: queues, labels, suggestions. Opened as
//! data they are named as what they are, with the command that uses them.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde_json::Value;

/// What a file of ours is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// A review queue.
    Queue,
    /// Labels, as a log or as a table to be imported.
    Labels,
    /// What detectors suggest.
    Suggestions,
}

/// How much of a file is looked at.
const HEAD: u64 = 64 << 10;

impl Own {
    /// What rows with these fields are.
    fn of_row(row: &Value) -> Option<Self> {
        let has = |names: &[&str]| names.iter().all(|name| row.get(name).is_some());
        match () {
            () if has(&["record", "stratum", "probability"]) => Some(Self::Queue),
            () if has(&["seq", "what", "reviewer"]) => Some(Self::Labels),
            () if has(&["record", "flag", "detector"]) => Some(Self::Suggestions),
            // Whatever else a row of labels has, a record's texts are not in it.
            () if has(&["record", "label"]) && !is_told(row) => Some(Self::Labels),
            () => None,
        }
    }

    /// What these rows are, if all of them are the same.
    #[must_use]
    pub fn of_rows(rows: &[Value]) -> Option<Self> {
        let first = Self::of_row(rows.first()?)?;
        rows.iter().all(|row| Self::of_row(row) == Some(first)).then_some(first)
    }

    /// What a file is, by its beginning.
    #[must_use]
    pub fn of_file(path: &Path) -> Option<Self> {
        let mut reader = BufReader::new(File::open(path).ok()?.take(HEAD));
        let mut first = String::new();
        reader.read_line(&mut first).ok()?;
        if let Ok(row) = serde_json::from_str(&first) {
            return Self::of_row(&row);
        }
        let columns = first.trim_start_matches('\u{feff}').trim_end().split([',', '\t']);
        let header = columns.map(|name| (name.trim_matches('"').to_owned(), Value::Null));
        if let Some(own) = Self::of_row(&Value::Object(header.collect())) {
            return Some(own);
        }
        let mut rest = String::new();
        // Cut in the middle of a character is as good as whole here.
        let _ = reader.read_to_string(&mut rest);
        let head = first + &rest;
        let queue = head.starts_with("{\"version\":") && head.contains("\"frame\":");
        (queue && head.contains("\"design\":")).then_some(Self::Queue)
    }

    /// In a few words.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Queue => "is a review queue, not data",
            Self::Labels => "holds labels, not data",
            Self::Suggestions => "holds suggestions of detectors, not data",
        }
    }

    /// What to do with it.
    #[must_use]
    pub fn fix(self, name: &str) -> String {
        match self {
            Self::Queue => format!(
                "`cotscope --queue {name} DATA` works through it; `cotscope sample --extend {name} \
                 DATA` draws more"
            ),
            Self::Labels => format!("`cotscope label import {name} DATA` takes them in"),
            Self::Suggestions => {
                format!("name it in cotscope.toml: suggestions = [\"{name}\"] under [detectors]")
            }
        }
    }
}

/// Whether a row has a text that somebody would read.
fn is_told(row: &Value) -> bool {
    ["prompt", "cot", "answer", "messages", "question", "response", "reasoning", "output"]
        .iter()
        .any(|name| row.get(name).is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_of_ours_are_told_from_data() {
        for (row, expected) in [
            (json!({"record": "a", "stratum": "all", "probability": 0.5}), Some(Own::Queue)),
            (json!({"v": 1, "seq": 1, "reviewer": "k", "what": "label"}), Some(Own::Labels)),
            (json!({"record": "a", "label": "ok", "reviewer": "k"}), Some(Own::Labels)),
            (json!({"record": "a", "flag": "x", "detector": "d"}), Some(Own::Suggestions)),
            (json!({"record": "a", "label": "ok", "answer": "yes"}), None),
            (json!({"record": "a", "text": "yes"}), None),
            (json!([1]), None),
        ] {
            assert_eq!(Own::of_rows(std::slice::from_ref(&row)), expected, "{row}");
        }
        assert_eq!(Own::of_rows(&[]), None);
    }
}

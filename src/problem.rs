//! What loaders and parsers report instead of failing: bad content is a value with a place.

use std::fmt;

use serde::Serialize;

/// Where in an input something stands. Every part that is known is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file as the user named it (`-` for standard input).
    pub path: String,
    /// Member of an archive, row group of a Parquet file, sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// 1-based line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// 0-based byte offset in the file (after decompression).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
}

impl Place {
    /// The file as a whole.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// A 1-based line of the file.
    #[must_use]
    pub fn line(path: impl Into<String>, line: u64) -> Self {
        Self { line: Some(line), ..Self::file(path) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.path)?;
        if let Some(member) = &self.member {
            write!(out, "!{member}")?;
        }
        match (self.line, self.byte) {
            (Some(line), _) => write!(out, ":{line}"),
            (None, Some(byte)) => write!(out, ": byte {byte}"),
            (None, None) => Ok(()),
        }
    }
}

/// What a problem did to the data it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Loaded whole, but something deserves a look.
    Warning,
    /// Loaded after a repair that changed bytes (the message says which).
    Repaired,
    /// Could not be read; set aside, the rest loads.
    SetAside,
    /// The source ends early or is damaged from here on.
    Incomplete,
}

/// Something wrong in an input. The text may quote hostile data: print it through
/// `text::sanitise` only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What it did.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What the user can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Problem {
    /// A problem without a hint.
    #[must_use]
    pub fn new(severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Self { place, severity, message: message.into(), hint: None }
    }

    /// The same with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.message)?;
        if let Some(hint) = &self.hint {
            write!(out, " ({hint})")?;
        }
        Ok(())
    }
}

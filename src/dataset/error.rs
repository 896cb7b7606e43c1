//! Errors of files and devices. What is wrong *inside* a file is a [`Problem`], never one of these.

use std::{fmt, io};

use crate::problem::{Place, Problem};

/// Why nothing could be opened; the exit code follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenErrorKind {
    /// A path that does not exist or holds nothing (exit 66).
    Missing,
    /// A file that holds no usable data, or a mapping that fits nothing (exit 65).
    Unusable,
    /// A file that the program wrote itself and that is for another command (exit 65).
    NotData,
    /// The system refused to read or write (exit 74).
    Io,
    /// The progress callback asked to stop.
    Cancelled,
}

/// What is wrong, where, why, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenError {
    /// Which sort of failure.
    pub kind: OpenErrorKind,
    /// Where. Boxed, so that results stay small.
    pub place: Box<Place>,
    /// What is wrong, in one sentence.
    pub what: String,
    /// Why, when known.
    pub why: Option<String>,
    /// What the user can do.
    pub fix: Option<String>,
}

impl OpenError {
    pub(crate) fn new(kind: OpenErrorKind, path: impl Into<String>, what: &str) -> Self {
        Self {
            kind,
            place: Box::new(Place::file(path)),
            what: what.to_owned(),
            why: None,
            fix: None,
        }
    }

    pub(crate) fn missing(path: impl Into<String>, what: &str) -> Self {
        Self::new(OpenErrorKind::Missing, path, what)
    }

    pub(crate) fn unusable(path: impl Into<String>, what: &str) -> Self {
        Self::new(OpenErrorKind::Unusable, path, what)
    }

    pub(crate) fn io(path: impl Into<String>, what: &str, error: &io::Error) -> Self {
        Self::new(OpenErrorKind::Io, path, what).why(error.to_string())
    }

    pub(crate) fn cancelled(path: impl Into<String>) -> Self {
        Self::new(OpenErrorKind::Cancelled, path, "stopped before it was read to the end")
    }

    pub(crate) fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// The exit code that interfaces promise: 66, 65 or 74; 130 for a cancelled one.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            OpenErrorKind::Missing => 66,
            OpenErrorKind::Unusable | OpenErrorKind::NotData => 65,
            OpenErrorKind::Io => 74,
            OpenErrorKind::Cancelled => 130,
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.what)?;
        if let Some(why) = &self.why {
            write!(out, " ({why})")?;
        }
        Ok(())
    }
}

impl std::error::Error for OpenError {}

/// Why one record could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The file is no longer what was opened: edited, truncated, replaced or gone.
    Changed(Box<Place>),
    /// The row's structure passed the quick check of a large file but its content does not parse.
    Unreadable(Box<Problem>),
    /// The system refused.
    Io(Box<Place>, String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(place) => {
                write!(out, "{place}: changed on disk since it was opened; open it again")
            }
            Self::Unreadable(problem) => problem.fmt(out),
            Self::Io(place, error) => write!(out, "{place}: cannot be read: {error}"),
        }
    }
}

impl std::error::Error for ReadError {}

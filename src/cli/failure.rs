//! Why a command could not do what was asked: an exit code and a text that says what, why and what
//! to do next.

use std::fmt;
use std::io;

/// Exit codes of the interfaces page.
pub(crate) mod exit {
    /// Done; for `search`, `cite`, `detect`: something found.
    pub(crate) const OK: u8 = 0;
    /// Nothing found.
    pub(crate) const NOTHING: u8 = 1;
    /// The words of the command line are off.
    pub(crate) const USAGE: u8 = 2;
    /// Bad data under `--strict`, or nothing usable.
    pub(crate) const BAD_DATA: u8 = 65;
    /// An input is missing.
    pub(crate) const NO_INPUT: u8 = 66;
    /// An output cannot be created.
    pub(crate) const CANNOT_CREATE: u8 = 73;
    /// Input/output error.
    pub(crate) const IO: u8 = 74;
}

/// What a command returns when it stops early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Whoever read our output has gone: that is success.
    ClosedPipe,
    /// Anything that the user should know.
    Error { exit: u8, what: String, why: Option<String>, fix: Option<String> },
}

impl Failure {
    /// An error with its exit code.
    pub(crate) fn new(exit: u8, what: impl Into<String>) -> Self {
        Self::Error { exit, what: what.into(), why: None, fix: None }
    }

    /// The same with a reason.
    pub(crate) fn why(mut self, reason: impl Into<String>) -> Self {
        if let Self::Error { why, .. } = &mut self {
            *why = Some(reason.into());
        }
        self
    }

    /// The same with advice.
    pub(crate) fn fix(mut self, advice: impl Into<String>) -> Self {
        if let Self::Error { fix, .. } = &mut self {
            *fix = Some(advice.into());
        }
        self
    }

    /// The exit code of the process.
    pub(crate) fn exit(&self) -> u8 {
        match self {
            Self::ClosedPipe => exit::OK,
            Self::Error { exit, .. } => *exit,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Error { what, why, fix, .. } = self else { return Ok(()) };
        write!(out, "error: {what}")?;
        if let Some(why) = why {
            write!(out, "\n  why:  {why}")?;
        }
        if let Some(fix) = fix {
            write!(out, "\n  help: {fix}")?;
        }
        Ok(())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Self::new(exit::IO, "writing the output failed")
            .why(error.to_string())
            .fix("check that the target has space and can be written, then run it again")
    }
}

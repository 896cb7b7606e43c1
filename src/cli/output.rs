//! Everything that a command prints goes through here: data to standard output, talk to standard
//! error, and nothing of the data reaches a terminal unsanitised.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, LineWriter, StderrLock, StdoutLock, Write};
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

use super::failure::Failure;
use super::progress;
use crate::session::log::Log;
use crate::text::sanitise;

/// Where a command prints.
pub(crate) struct Output {
    out: Standard,
    err: StderrLock<'static>,
    /// One JSON object a line.
    pub(crate) json: bool,
    /// Text goes out as it is: asked for, and standard output is no terminal.
    raw: bool,
    quiet: bool,
    /// When the command began, if it is to say what it does.
    verbose: Option<Instant>,
    log: Option<Arc<Log>>,
    /// Whether marks in plain output may use escape sequences of ours.
    styled: bool,
}

/// How the user wants output.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    pub(crate) json: bool,
    pub(crate) raw: bool,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    /// Where errors go besides standard error, and everything when verbose.
    pub(crate) log: Option<Arc<Log>>,
    /// `None`: styled if standard output is a terminal that wants it.
    pub(crate) colour: Option<bool>,
}

impl Output {
    pub(crate) fn new(wishes: Wishes) -> Self {
        let terminal = io::stdout().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            out: Standard::new(terminal),
            err: io::stderr().lock(),
            json: wishes.json,
            raw: wishes.raw && !terminal,
            quiet: wishes.quiet,
            verbose: wishes.verbose.then(Instant::now),
            log: wishes.log,
            styled: wishes.colour.unwrap_or(terminal && !plain),
        }
    }

    /// One line of data; line breaks inside it become visible.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        let line = self.safe(text);
        writeln!(self.out, "{line}")?;
        Ok(())
    }

    /// A line that begins a part of the output, bold where that is wanted.
    pub(crate) fn heading(&mut self, text: &str) -> Result<(), Failure> {
        let line = self.safe(text);
        let (on, off) = if self.styled { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        writeln!(self.out, "{on}{line}{off}")?;
        Ok(())
    }

    /// Text of the data that keeps its line breaks.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        if self.raw {
            writeln!(self.out, "{text}")?;
        } else {
            writeln!(self.out, "{}", sanitise::shown(text, sanitise::Lines::Keep).text)?;
        }
        Ok(())
    }

    /// A piece of one line that is already safe, such as our own marks.
    pub(crate) fn ours(&mut self, text: &str) -> Result<(), Failure> {
        self.out.write_all(text.as_bytes())?;
        Ok(())
    }

    /// One line of columns divided by tabs; a tab in the data became a space before.
    pub(crate) fn columns(&mut self, text: &str) -> Result<(), Failure> {
        let columns: Vec<_> = text.split('\t').map(|column| self.safe(column)).collect();
        let line = columns.join("\t");
        writeln!(self.out, "{line}")?;
        Ok(())
    }

    fn safe<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.raw { Cow::Borrowed(text) } else { sanitise::line(text) }
    }

    /// A line that is JSON already.
    pub(crate) fn json_line(&mut self, json: &str) -> Result<(), Failure> {
        writeln!(self.out, "{}", sanitise::escape_json(json))?;
        Ok(())
    }

    /// One JSON object, escaped so that no terminal acts on it.
    pub(crate) fn object(&mut self, value: &Value) -> Result<(), Failure> {
        self.json_line(&value.to_string())
    }

    /// A remark to the person, on standard error; nothing under `--quiet`.
    pub(crate) fn say(&mut self, text: &str) {
        if !self.quiet {
            self.warn(text);
        }
    }

    /// Does something whose remarks were made before.
    pub(crate) fn quietly<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.quiet, true);
        let result = work(self);
        self.quiet = before;
        result
    }

    /// What is being done, for `--verbose`.
    pub(crate) fn detail(&mut self, text: impl FnOnce() -> String) {
        let Some(begun) = self.verbose else { return };
        self.warn(&format!("[{:.3} s] {}", begun.elapsed().as_secs_f64(), text()));
    }

    /// An error that ends the command.
    pub(crate) fn error(&mut self, text: &str) {
        if let Some(log) = self.log.as_ref().filter(|_| self.verbose.is_none()) {
            log.write(text);
        }
        self.warn(text);
    }

    /// A remark that `--quiet` does not silence.
    pub(crate) fn warn(&mut self, text: &str) {
        if let Some(log) = self.log.as_ref().filter(|_| self.verbose.is_some()) {
            log.write(text);
        }
        // Nowhere is left to report that standard error itself cannot be written.
        let text = sanitise::shown(text, sanitise::Lines::Keep).text;
        let _ = progress::beside(|| writeln!(self.err, "{text}"));
    }

    /// Sends what is buffered.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        self.out.flush()?;
        Ok(())
    }
}

/// Standard output. On a terminal every line is there at once, above the line of progress.
enum Standard {
    Terminal(LineWriter<Above>),
    Other(BufWriter<StdoutLock<'static>>),
}

/// The part of a terminal that is above the line of progress.
struct Above(StdoutLock<'static>);

impl Standard {
    fn new(terminal: bool) -> Self {
        let out = io::stdout().lock();
        if terminal {
            Self::Terminal(LineWriter::new(Above(out)))
        } else {
            Self::Other(BufWriter::new(out))
        }
    }
}

impl Write for Standard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Terminal(out) => out.write(bytes),
            Self::Other(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Terminal(out) => out.flush(),
            Self::Other(out) => out.flush(),
        }
    }
}

impl Write for Above {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        progress::beside(|| {
            let written = self.0.write(bytes)?;
            self.0.flush()?;
            Ok(written)
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

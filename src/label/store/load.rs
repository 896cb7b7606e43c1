//! Reading a log: which lines are events, in which order, and what to do with the others.

use std::path::Path;

use memchr::memchr_iter;

use crate::label::event::wire::{Decoder, Fault};
use crate::label::view::{Applied, View};
use crate::problem::{Place, Problem, Severity};

/// What was found in the bytes of a log.
#[derive(Default)]
pub(in crate::label) struct Found {
    /// Where the last whole line ends; what comes after is torn.
    pub(in crate::label) whole: usize,
    /// The torn bytes form a whole event that lacks nothing but its line end.
    pub(in crate::label) tail_is_event: bool,
    /// The highest sequence number.
    pub(in crate::label) last_seq: u64,
    /// Lines that were set aside and the like.
    pub(in crate::label) problems: Vec<Problem>,
}

/// Folds the events of a log into `view`, ordered by their sequence numbers. `first_line` is the
/// number of the first line of `bytes` in its file, for the problems.
pub(in crate::label) fn fold(bytes: &[u8], path: &Path, first_line: u64, view: &mut View) -> Found {
    let mut reader = Reader {
        path: path.display().to_string(),
        decoder: std::mem::take(view.decoder()),
        view,
        found: Found::default(),
        same_again: 0,
    };
    let lines = lines_in_order(bytes);
    for (number, line) in lines {
        reader.line(line, first_line + number);
    }
    reader.found.whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    reader.tail(&bytes[reader.found.whole..]);
    reader.finish()
}

/// Whole lines with their 0-based numbers. They stand in order already unless a merge tool or a
/// hand moved them, so sorting is the exception.
fn lines_in_order(bytes: &[u8]) -> Box<dyn Iterator<Item = (u64, &[u8])> + '_> {
    let mut start = 0;
    let lines = memchr_iter(b'\n', bytes).map(move |end| {
        let line = &bytes[start..end];
        start = end + 1;
        line.strip_suffix(b"\r").unwrap_or(line)
    });
    let lines = (0..).zip(lines);
    if lines.clone().map(|(_, line)| seq_of(line)).is_sorted_by(|a, b| a < b) {
        return Box::new(lines);
    }
    let mut lines: Vec<_> = lines.collect();
    // The line itself decides between equal numbers, so that every copy of the log is read alike.
    lines.sort_by_key(|&(_, line)| (seq_of(glued_event(line).unwrap_or(line)), line));
    Box::new(lines.into_iter())
}

/// The sequence number, read off the beginning of a line without parsing it; the highest there is
/// for a line that begins otherwise (it is bad, or from another program: parsed last).
fn seq_of(line: &[u8]) -> u64 {
    let digits = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = || {
        let rest = line.strip_prefix(b"{\"v\":")?;
        let rest = rest[digits(rest)..].strip_prefix(b",\"seq\":")?;
        std::str::from_utf8(&rest[..digits(rest)]).ok()?.parse().ok()
    };
    number().unwrap_or(u64::MAX)
}

struct Reader<'a> {
    path: String,
    decoder: Decoder,
    view: &'a mut View,
    found: Found,
    same_again: usize,
}

impl Reader<'_> {
    fn line(&mut self, line: &[u8], number: u64) {
        if line.is_empty() {
            return;
        }
        let fault = match self.event(line, number) {
            Ok(()) => return,
            Err(fault) => fault,
        };
        let place = Place::line(self.path.clone(), number + 1);
        if let Some(event) = glued_event(line)
            && self.event(event, number).is_ok()
        {
            let message = "the line begins with a torn fragment; the event after it was read";
            self.found.problems.push(Problem::new(Severity::Repaired, place, message));
            return;
        }
        let hint = match fault {
            Fault::NoChecksum | Fault::WrongChecksum => {
                "logs are not edited by hand: undo it in the program, or bring lines in with `cotscope label import`"
            }
            Fault::NotText | Fault::NotAnEvent(_) => {
                "the line stays in the file; nothing else is affected"
            }
        };
        let problem = Problem::new(Severity::SetAside, place, fault.to_string()).hint(hint);
        self.found.problems.push(problem);
    }

    fn event(&mut self, line: &[u8], number: u64) -> Result<(), Fault> {
        let event = self.decoder.decode(line)?;
        self.found.last_seq = self.found.last_seq.max(event.seq);
        match self.view.apply(event) {
            Applied::New => {}
            Applied::Again => self.same_again += 1,
            Applied::IdTaken => {
                let place = Place::line(self.path.clone(), number + 1);
                let message = "another event has the same id; the first one holds";
                self.found.problems.push(Problem::new(Severity::SetAside, place, message));
            }
        }
        Ok(())
    }

    fn tail(&mut self, tail: &[u8]) {
        let event = self.decoder.decode(tail);
        if let Ok(event) = event {
            self.found.tail_is_event = true;
            self.found.last_seq = self.found.last_seq.max(event.seq);
            self.view.apply(event);
        }
    }

    fn finish(mut self) -> Found {
        *self.view.decoder() = self.decoder;
        if self.same_again > 0 {
            let message = format!("{} events are there twice and count once", self.same_again);
            let place = Place::file(self.path.clone());
            self.found.problems.push(Problem::new(Severity::Warning, place, message));
        }
        self.found
    }
}

/// The part of a bad line that may be a whole event: a program that does not repair torn tails has
/// appended to one.
fn glued_event(line: &[u8]) -> Option<&[u8]> {
    memchr::memmem::rfind(line, b"{\"v\":").filter(|&at| at > 0).map(|at| &line[at..])
}

//! Reading a log: which lines are events, in which order, and what to do with the others.

use std::path::Path;
use std::sync::mpsc;

use memchr::memchr_iter;

use crate::label::event::Event;
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
    let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let mut decoder = std::mem::take(view.decoder());
    view.reserve(memchr_iter(b'\n', bytes).count());
    let mut taker = Taker {
        path: path.display().to_string(),
        first_line,
        view,
        found: Found { whole, ..Found::default() },
        same_again: 0,
    };
    let lines = lines_in_order(&bytes[..whole]);
    if whole < PARALLEL {
        for (number, line) in lines {
            taker.take(number, parse(&mut decoder, line));
        }
    } else {
        in_parallel(lines, &mut decoder, &mut taker);
    }
    if let Parsed::Event(event, record) = parse(&mut decoder, &bytes[whole..]) {
        taker.found.tail_is_event = true;
        taker.event(event, record);
    }
    let found = taker.finish();
    *view.decoder() = decoder;
    found
}

/// Logs above this size are worth a thread.
const PARALLEL: usize = 4 << 20;

/// Lines that go to the other thread at a time.
const BLOCK: usize = 1024;

/// Parses on a thread of its own while this one folds: each takes about half of the time.
fn in_parallel<'a>(mut lines: Lines<'a>, decoder: &mut Decoder, taker: &mut Taker<'_>) {
    std::thread::scope(|scope| {
        let (sender, blocks) = mpsc::sync_channel::<Vec<(u64, Parsed)>>(8);
        scope.spawn(move || {
            loop {
                let block = lines.by_ref().take(BLOCK);
                let block: Vec<_> = block.map(|(n, line)| (n, parse(decoder, line))).collect();
                if block.is_empty() || sender.send(block).is_err() {
                    return;
                }
            }
        });
        for (number, parsed) in blocks.into_iter().flatten() {
            taker.take(number, parsed);
        }
    });
}

/// What a line turned out to be.
enum Parsed {
    /// Nothing.
    Empty,
    /// An event, with the number of its record.
    Event(Event, u32),
    /// An event behind a torn fragment: a program that does not repair torn tails has appended to one.
    Glued(Event, u32),
    /// No event.
    Bad(Fault),
}

fn parse(decoder: &mut Decoder, line: &[u8]) -> Parsed {
    if line.is_empty() {
        return Parsed::Empty;
    }
    let fault = match decoder.decode(line) {
        Ok(event) => return Parsed::Event(event, decoder.last_record()),
        Err(fault) => fault,
    };
    match glued_event(line).map(|line| decoder.decode(line)) {
        Some(Ok(event)) => Parsed::Glued(event, decoder.last_record()),
        _ => Parsed::Bad(fault),
    }
}

type Lines<'a> = Box<dyn Iterator<Item = (u64, &'a [u8])> + Send + 'a>;

/// Whole lines with their 0-based numbers. They stand in order already unless a merge tool or a
/// hand moved them, so sorting is the exception.
fn lines_in_order(bytes: &[u8]) -> Lines<'_> {
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

/// Folds what was parsed and collects what was wrong.
struct Taker<'a> {
    path: String,
    first_line: u64,
    view: &'a mut View,
    found: Found,
    same_again: usize,
}

impl Taker<'_> {
    fn take(&mut self, number: u64, parsed: Parsed) {
        let applied = match parsed {
            Parsed::Empty => return,
            Parsed::Event(event, record) => self.event(event, record),
            Parsed::Glued(event, record) => {
                let message = "the line begins with a torn fragment; the event after it was read";
                let problem = Problem::new(Severity::Repaired, self.place(number), message);
                self.found.problems.push(problem);
                self.event(event, record)
            }
            Parsed::Bad(fault) => {
                let problem =
                    Problem::new(Severity::SetAside, self.place(number), fault.to_string());
                return self.found.problems.push(problem.hint(hint(&fault)));
            }
        };
        if applied == Applied::IdTaken {
            let message = "another event has the same id; the first one holds";
            let problem = Problem::new(Severity::SetAside, self.place(number), message);
            self.found.problems.push(problem);
        }
    }

    fn event(&mut self, event: Event, record: u32) -> Applied {
        self.found.last_seq = self.found.last_seq.max(event.seq);
        let applied = self.view.apply_to(record, event);
        self.same_again += usize::from(applied == Applied::Again);
        applied
    }

    fn place(&self, number: u64) -> Place {
        Place::line(self.path.clone(), self.first_line + number + 1)
    }

    fn finish(mut self) -> Found {
        if self.same_again > 0 {
            let message = format!("{} events are there twice and count once", self.same_again);
            let place = Place::file(self.path.clone());
            self.found.problems.push(Problem::new(Severity::Warning, place, message));
        }
        self.found
    }
}

fn hint(fault: &Fault) -> &'static str {
    match fault {
        Fault::NoChecksum | Fault::WrongChecksum => {
            "logs are not edited by hand: undo it in the program, or bring lines in with \
             `cotscope label import`"
        }
        Fault::NotText | Fault::NotAnEvent(_) => {
            "the line stays in the file; nothing else is affected"
        }
    }
}

/// The part of a bad line that may be a whole event.
fn glued_event(line: &[u8]) -> Option<&[u8]> {
    memchr::memmem::rfind(line, b"{\"v\":").filter(|&at| at > 0).map(|at| &line[at..])
}

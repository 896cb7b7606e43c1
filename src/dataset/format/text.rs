//! JSON text that is packed or in another encoding, as a stream.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

use serde_json::{Map, Value};

use super::Sniffed;
use crate::{
    dataset::{
        error::OpenError,
        frames::{Frame, FrameFault, Frames, Framing},
        json,
        normalise::Sink,
        options::Limits,
        sniff::{Encoding, Format, Shape},
        structure::after_space,
        unpack::{self, Taken, Transcoded},
    },
    problem::{Place, Problem, Severity},
};

/// Text in UTF-8, whatever it was packed in.
pub(crate) struct Stream {
    pub(crate) reader: Box<dyn Read>,
    pub(crate) shape: Shape,
    pub(crate) limits: Limits,
    pub(crate) taken: Taken,
    encoding: Encoding,
    replaced: Rc<Cell<bool>>,
    trouble: Rc<Cell<Option<io::Error>>>,
}

/// Ends quietly at the first error and remembers it, so that what came before is kept.
struct Lenient {
    inner: Box<dyn Read>,
    trouble: Rc<Cell<Option<io::Error>>>,
    ended: bool,
}

impl Read for Lenient {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        match self.inner.read(space) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.ended = true;
                self.trouble.set(Some(error));
                Ok(0)
            }
            other => other,
        }
    }
}

impl Stream {
    pub(crate) fn new(
        reader: Box<dyn Read>,
        sniffed: &Sniffed,
        taken: Taken,
        limits: Limits,
    ) -> Self {
        let trouble = Rc::new(Cell::new(None));
        let replaced = Rc::new(Cell::new(false));
        let lenient = Lenient { inner: reader, trouble: trouble.clone(), ended: false };
        let reader: Box<dyn Read> = match sniffed.encoding {
            Encoding::Utf8 => Box::new(lenient),
            encoding => Box::new(Transcoded::new(Box::new(lenient), encoding, replaced.clone())),
        };
        let plain = Shape::new(Format::JsonLines, Framing::Lines, 0, false);
        let shape = sniffed.shape.clone().unwrap_or(plain);
        Self { reader, shape, limits, taken, encoding: sniffed.encoding, replaced, trouble }
    }

    /// Reports what went wrong on the way, once all was read.
    pub(crate) fn report(&self, sink: &mut Sink) {
        if self.encoding != Encoding::Utf8 {
            let note =
                if self.replaced.get() { "; what was no character became U+FFFD" } else { "" };
            let message = format!("UTF-16 text, converted{note}");
            sink.problem(Problem::new(Severity::Repaired, Place::file(sink.name()), message));
        }
        if let Some(error) = self.trouble.take() {
            sink.problem(incomplete(sink.name(), &error));
        }
    }

    /// Whether unpacking failed, which says all about an early end.
    fn is_troubled(&self) -> bool {
        let error = self.trouble.take();
        let troubled = error.is_some();
        self.trouble.set(error);
        troubled
    }

    /// All of it, up to the limit of one row.
    pub(crate) fn read_whole(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let limit = self.limits.max_line.saturating_mul(4);
        (&mut self.reader).take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The source ends early or is damaged from here on.
pub(crate) fn incomplete(name: &str, error: &io::Error) -> Problem {
    let message = format!("source incomplete: {}", unpack::explain(error));
    Problem::new(Severity::Incomplete, Place::file(name), message)
        .hint("what came before was kept; get the file again, or raise the limit that is named")
}

/// Writes JSON rows of any framing.
pub(crate) fn write_rows(mut stream: Stream, sink: &mut Sink) -> Result<(), OpenError> {
    let mut reader = std::mem::replace(&mut stream.reader, Box::new(io::empty()));
    let skipped = skip(&mut reader, stream.shape.skip);
    let framing = stream.shape.framing;
    let mut frames =
        Frames::new(reader, framing, stream.limits.max_line, stream.shape.skip as u64, 1 + skipped);
    loop {
        let frame = frames
            .next_frame()
            .map_err(|error| OpenError::io(sink.name(), "cannot be read", &error))?;
        let Some(frame) = frame else {
            break;
        };
        write_frame(&frame, frames.bytes(&frame), framing, &stream.limits, sink)?;
        sink.tell(stream.taken.get())?;
    }
    if stream.shape.closed && !frames.is_closed() && !stream.is_troubled() {
        let message = "source incomplete: the list is not closed";
        sink.problem(Problem::new(Severity::Incomplete, Place::file(sink.name()), message));
    }
    stream.report(sink);
    Ok(())
}

/// The rows at the beginning of a text.
pub(crate) fn peek(head: &[u8], shape: Option<&Shape>) -> Vec<Value> {
    let Some(shape) = shape else {
        return Vec::new();
    };
    let mut frames =
        Frames::new(&head[shape.skip.min(head.len())..], shape.framing, u64::MAX, 0, 1);
    let mut rows = Vec::new();
    while let (true, Ok(Some(frame))) = (rows.len() < 8, frames.next_frame()) {
        let mut repairs = json::Repairs::default();
        let bytes = frames.bytes(&frame);
        let row = match shape.framing {
            Framing::Members => json::parse_prefix(bytes, 1, &mut repairs)
                .ok()
                .map(|(key, _)| with_id(key, Value::Null)),
            _ => json::parse(bytes, 256, &mut repairs).ok(),
        };
        rows.extend(row.filter(|_| frame.fault.is_none()));
    }
    rows
}

/// Skips bytes and counts the line ends among them.
fn skip(reader: &mut dyn Read, count: usize) -> u64 {
    let mut skipped = Vec::new();
    let _ = reader.take(count as u64).read_to_end(&mut skipped);
    memchr::memchr_iter(b'\n', &skipped).count() as u64
}

fn write_frame(
    frame: &Frame,
    bytes: &[u8],
    framing: Framing,
    limits: &Limits,
    sink: &mut Sink,
) -> Result<(), OpenError> {
    if let Some(fault) = frame.fault {
        sink.problem(of_fault(fault, place(frame, sink), limits));
        return Ok(());
    }
    if framing == Framing::Members {
        return write_member(frame, bytes, limits, sink);
    }
    if framing == Framing::Lines {
        return sink.raw(frame.line, "", bytes);
    }
    if !bytes.contains(&b'\n') && !bytes.contains(&b'\r') {
        return sink.raw(frame.line, "", bytes);
    }
    let mut repairs = json::Repairs::default();
    match json::parse(bytes, limits.max_depth, &mut repairs) {
        Ok(value) => {
            sink.value(frame.line, "", &value)?;
            let at = place(frame, sink);
            repaired(&repairs, &at).into_iter().for_each(|problem| sink.problem(problem));
            Ok(())
        }
        Err(error) => {
            let message =
                format!("not valid JSON: {} (byte {} of the row)", error.message, error.at);
            sink.problem(Problem::new(Severity::SetAside, place(frame, sink), message));
            Ok(())
        }
    }
}

/// A member of an object of rows: its key becomes the row's id.
fn write_member(
    frame: &Frame,
    bytes: &[u8],
    limits: &Limits,
    sink: &mut Sink,
) -> Result<(), OpenError> {
    let mut repairs = json::Repairs::default();
    let read = json::parse_prefix(bytes, 1, &mut repairs).and_then(|(key, end)| {
        let start = after_space(bytes, after_space(bytes, end) + 1);
        Ok((key, json::parse(&bytes[start..], limits.max_depth, &mut repairs)?))
    });
    match read {
        Ok((key, value)) => sink.value(frame.line, "", &with_id(key, value)),
        Err(error) => {
            sink.problem(Problem::new(
                Severity::SetAside,
                place(frame, sink),
                format!("not valid JSON: {}", error.message),
            ));
            Ok(())
        }
    }
}

fn with_id(key: Value, value: Value) -> Value {
    let mut row = Map::new();
    match value {
        Value::Object(map) => {
            if !map.contains_key("id") {
                row.insert("id".to_owned(), key);
            }
            row.extend(map);
        }
        other => {
            let name = if other.is_array() { "messages" } else { "text" };
            row.insert("id".to_owned(), key);
            row.insert(name.to_owned(), other);
        }
    }
    Value::Object(row)
}

fn place(frame: &Frame, sink: &Sink) -> Place {
    Place { byte: Some(frame.offset), ..Place::line(sink.name(), frame.line) }
}

/// What a frame's fault means.
pub(crate) fn of_fault(fault: FrameFault, place: Place, limits: &Limits) -> Problem {
    let (severity, message) = match fault {
        FrameFault::TooLong => {
            (Severity::SetAside, format!("a row longer than {} bytes (max_line)", limits.max_line))
        }
        FrameFault::Broken => (
            Severity::SetAside,
            "not valid JSON: brackets or quotation marks do not match".to_owned(),
        ),
        FrameFault::CutOff => {
            (Severity::Incomplete, "source incomplete: it ends in the middle of a row".to_owned())
        }
    };
    Problem::new(severity, place, message)
}

/// What had to be repaired, one problem a kind.
pub(crate) fn repaired(repairs: &json::Repairs, place: &Place) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut add =
        |severity, message: String| found.push(Problem::new(severity, place.clone(), message));
    if repairs.invalid_utf8 > 0 {
        add(
            Severity::Repaired,
            format!("{} places are not UTF-8; now U+FFFD", repairs.invalid_utf8),
        );
    }
    if repairs.lone_surrogates > 0 {
        add(Severity::Repaired, format!("{} lone surrogates; now U+FFFD", repairs.lone_surrogates));
    }
    if repairs.non_finite > 0 {
        add(Severity::Warning, format!("NaN or Infinity {} times; now null", repairs.non_finite));
    }
    if repairs.duplicate_keys > 0 {
        let key = repairs.first_duplicate.as_deref().unwrap_or_default();
        add(
            Severity::Warning,
            format!("the key `{key}` occurs more than once; the last one was kept"),
        );
    }
    found
}

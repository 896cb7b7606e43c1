//! Labels from elsewhere, and labels for elsewhere: other people's logs, CSV and JSONL tables.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::event::wire::{Decoder, Fault};
use super::event::{Drawn, Event, Origin, What};
use super::scheme::Scheme;
use super::store::{Mode, NotSaved, Store, StoreError};
use super::view::View;
use crate::problem::{Place, Problem, Severity};

pub mod row;

pub use row::{Row, rows};

/// Events read from a file, for each reviewer, and what was wrong with the others.
#[derive(Debug, Default)]
pub struct Import {
    /// In the order of the file, by reviewer.
    pub events: BTreeMap<Arc<str>, Vec<Event>>,
    /// Rows that were set aside, with line numbers.
    pub problems: Vec<Problem>,
}

/// What reading rows needs to know.
pub struct Context<'a> {
    /// Gives each label its group and says which labels there are.
    pub scheme: &'a Scheme,
    /// Whose labels rows without a reviewer are.
    pub reviewer: Option<&'a str>,
    /// The time of rows without one.
    pub now: Timestamp,
}

/// Reads a file of labels: a log, or a table as CSV (with a header) or JSONL with `record`, `label`
/// and, if known, `reviewer`, `group`, `codes`, `spans`, `note`, `time`. `name` is for problems;
/// its ending decides between CSV and JSON lines.
#[must_use]
pub fn read(name: &str, bytes: &[u8], context: &Context<'_>) -> Import {
    let mut import = Import::default();
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let is_csv =
        Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if is_csv {
        row::read_csv(text, |line, row| import.row(name, line, row, context));
    } else {
        import.lines(name, text, context);
    }
    import
}

impl Import {
    fn lines(&mut self, name: &str, text: &str, context: &Context<'_>) {
        let mut decoder = Decoder::default();
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            match event_of(&mut decoder, line) {
                Some(Ok(event)) => self.event(event),
                Some(Err(fault)) => self.set_aside(name, number, fault.to_string()),
                None => self.row(name, number, Row::from_json(line), context),
            }
        }
    }

    fn row(&mut self, name: &str, line: u64, row: Result<Row, String>, context: &Context<'_>) {
        match row.and_then(|row| events_of(row, context)) {
            Ok(events) => events.into_iter().for_each(|event| self.event(event)),
            Err(message) => self.set_aside(name, line, message),
        }
    }

    fn event(&mut self, event: Event) {
        self.events.entry(event.reviewer.clone()).or_default().push(event);
    }

    fn set_aside(&mut self, name: &str, line: u64, message: String) {
        self.problems.push(Problem::new(Severity::SetAside, Place::line(name, line), message));
    }
}

/// The event of a log's line; `None` for an object that is none. Lines without a checksum were made
/// by other programs and are taken; one that does not fit shows an edit and is not.
fn event_of(decoder: &mut Decoder, line: &str) -> Option<Result<Event, Fault>> {
    let is_event = line.contains("\"what\":") && line.contains("\"seq\":");
    is_event.then(|| match decoder.decode(line.as_bytes()) {
        Err(Fault::NoChecksum) => decoder.parse(line),
        outcome => outcome,
    })
}

/// A row as events: a label, a note, or both. Their ids follow from what they say, so that reading
/// the same table twice adds nothing.
fn events_of(row: Row, context: &Context<'_>) -> Result<Vec<Event>, String> {
    let reviewer = row.reviewer.as_deref().or(context.reviewer);
    let reviewer = reviewer.ok_or("no reviewer: name one with --reviewer")?;
    let time = row.time.unwrap_or(context.now);
    let mut whats = Vec::new();
    if let Some(label) = &row.label {
        whats.push(what_of(label, &row, context.scheme)?);
    }
    if let Some(note) = row.note.filter(|note| !note.is_empty()) {
        whats.push(What::Note { text: note.into() });
    }
    if whats.is_empty() {
        return Err("neither a label nor a note".into());
    }
    let event = |what: What| {
        let mut event = Event::new(time, row.record.as_str(), what);
        event.reviewer = reviewer.into();
        event.drawn = Drawn { origin: Origin::Import, ..Drawn::default() }.into();
        let content = format!("{}\0{}\0{:?}", event.reviewer, event.record, event.what);
        event.id = format!("import-{}", &blake3::hash(content.as_bytes()).to_hex()[..20]).into();
        event
    };
    Ok(whats.into_iter().map(event).collect())
}

fn what_of(label: &str, row: &Row, scheme: &Scheme) -> Result<What, String> {
    let found = match &row.group {
        Some(group) => scheme.group(group).filter(|group| group.label(label).is_some()),
        None => scheme.find(label).map(|(group, _)| group),
    };
    let group = found.ok_or_else(|| {
        let group =
            row.group.as_deref().map_or(String::new(), |group| format!(" in group `{group}`"));
        format!("the scheme has no label `{label}`{group}: add it under [scheme] in cotscope.toml")
    })?;
    Ok(What::Label {
        group: group.id.as_str().into(),
        label: label.into(),
        choice: group.choice,
        codes: row.codes.iter().map(|code| code.as_str().into()).collect(),
        evidence: row.evidence.clone(),
    })
}

/// What became of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Events that are new and on the device.
    pub added: usize,
    /// Events that were there already.
    pub known: usize,
}

/// Why an import ended early. What was written before stays; running it again adds the rest.
#[derive(Debug)]
pub enum ImportError {
    /// A log cannot be read.
    Store(StoreError),
    /// A reviewer's log cannot be written, say because a program that writes it is open.
    ReadOnly {
        /// Whose log.
        reviewer: Arc<str>,
        /// Why.
        reason: String,
    },
    /// Writing failed.
    NotSaved(NotSaved),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ImportError::Store(error) => error.fmt(out),
            ImportError::ReadOnly { reviewer, reason } => {
                write!(out, "the log of {reviewer} cannot be written: {reason}")
            }
            ImportError::NotSaved(error) => error.fmt(out),
        }
    }
}

impl std::error::Error for ImportError {}

/// Writes an import into the logs of a labels directory, one for each reviewer; events whose ids are
/// there already are left out. This is how logs merge: read each with [`read`], write each.
///
/// # Errors
/// When a log cannot be read or written.
pub fn write(dir: &Path, import: Import) -> Result<Written, ImportError> {
    let mut written = Written::default();
    for (reviewer, events) in import.events {
        let mut view = View::new();
        let (mut store, _) = Store::open(dir, &reviewer, &mut view).map_err(ImportError::Store)?;
        if let Mode::ReadOnly { reason, .. } = store.mode() {
            return Err(ImportError::ReadOnly { reviewer, reason: reason.clone() });
        }
        let total = events.len();
        let mut new = events;
        let mut seen = std::collections::HashSet::new();
        new.retain(|event| view.event(&event.id).is_none() && seen.insert(event.id.clone()));
        written.known += total - new.len();
        let ack = store.adopt(new).map_err(ImportError::NotSaved)?;
        written.added += ack.events.len();
    }
    Ok(written)
}

//! Events as lines: `{"v":1,"seq":…,…,"sum":"<checksum>"}`.
//!
//! The checksum is XXH3-64 of every byte before `,"sum":`, in 16 hexadecimal digits, and stands
//! last, so that a line can be checked before it is parsed. It guards against torn writes, bad
//! disks and edits by hand, not against forgery.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::value::RawValue;
use xxhash_rust::xxh3::xxh3_64;

use super::{Choice, Drawn, Event, Origin, Phase, Shown, What};
use crate::label::names::{Names, Numbered};

mod line;

use line::{DETAILS, ENVELOPE, KINDS, Text, Wire, WireEvidence};

/// Length of `,"sum":"0123456789abcdef"}`.
const TRAILER: usize = 26;

/// The line of an event, with its line end.
#[must_use]
pub fn encode(event: &Event) -> String {
    let mut line = serde_json::to_string(&Wire::of(event))
        .expect("strings, numbers and lists of them always serialise");
    line.pop(); // the closing brace comes back after the checksum
    for (name, json) in &event.extra {
        line.push(',');
        line.push_str(&serde_json::Value::from(&**name).to_string());
        line.push(':');
        line.push_str(json);
    }
    seal(line)
}

/// Adds the checksum to a JSON object without its closing brace.
fn seal(mut line: String) -> String {
    let sum = xxh3_64(line.as_bytes());
    line.push_str(&format!(",\"sum\":\"{sum:016x}\"}}\n"));
    line
}

/// Why a line is no event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not UTF-8.
    NotText,
    /// No checksum at its end: written by hand or by another program, or cut off.
    NoChecksum,
    /// The checksum does not fit: edited by hand, or damaged.
    WrongChecksum,
    /// Intact, but not an event.
    NotAnEvent(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NotText => out.write_str("the line is not UTF-8"),
            Fault::NoChecksum => out.write_str("the line has no checksum"),
            Fault::WrongChecksum => out.write_str("the checksum does not fit the line"),
            Fault::NotAnEvent(why) => write!(out, "not a label event: {why}"),
        }
    }
}

/// Reads events; keeps the strings that come again.
#[derive(Default)]
pub struct Decoder {
    names: Names,
    records: Numbered,
    /// Number of the record of the event that was read last.
    last_record: u32,
    drawn: Vec<Arc<Drawn>>,
}

impl Decoder {
    /// The event of a line (without its line end), after its checksum was found right.
    ///
    /// # Errors
    /// When the line is not whole, not intact or not an event.
    pub fn decode(&mut self, line: &[u8]) -> Result<Event, Fault> {
        let body = checked(line)?;
        let text = std::str::from_utf8(line).map_err(|_| Fault::NotText)?;
        debug_assert!(body.len() < text.len());
        self.parse(text)
    }

    /// The event of a JSON object, whatever its checksum; for data that others give us.
    ///
    /// # Errors
    /// When it is not an event.
    pub fn parse(&mut self, text: &str) -> Result<Event, Fault> {
        match serde_json::from_str::<Wire<'_>>(text) {
            Ok(wire) if KINDS.contains(&&*wire.what.0) => self.event(wire),
            _ => self.parse_with_extra(text),
        }
    }

    /// The slow way, for lines with fields or of a kind that this version does not know.
    fn parse_with_extra(&mut self, text: &str) -> Result<Event, Fault> {
        let fail = |error: serde_json::Error| Fault::NotAnEvent(error.to_string());
        let all: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(text).map_err(fail)?;
        let kind = all.get("what").and_then(|raw| serde_json::from_str::<&str>(raw.get()).ok());
        let known_kind = kind.is_none_or(|kind| KINDS.contains(&kind));
        let known = |name: &str| {
            ENVELOPE.contains(&name) || name == "sum" || known_kind && DETAILS.contains(&name)
        };
        let (ours, extra): (BTreeMap<_, _>, BTreeMap<_, _>) =
            all.into_iter().partition(|(name, _)| known(name));
        let rest = serde_json::to_string(&ours).map_err(fail)?;
        let mut event = self.event(serde_json::from_str(&rest).map_err(fail)?)?;
        event.extra = extra.into_iter().map(|(k, v)| (k.into(), v.get().into())).collect();
        Ok(event)
    }

    fn event(&mut self, wire: Wire<'_>) -> Result<Event, Fault> {
        let drawn = self.drawn(&wire);
        let time = wire.time.0.parse::<Timestamp>();
        Ok(Event {
            version: wire.v,
            seq: wire.seq,
            id: wire.id.0.as_ref().into(),
            time: time.map_err(|error| Fault::NotAnEvent(format!("time: {error}")))?,
            reviewer: self.names.get(&wire.reviewer),
            record: {
                self.last_record = self.record(&wire.record);
                self.records.name(self.last_record).clone()
            },
            text_hash: wire.text_hash.as_deref().map(Arc::from), // one a record: not worth a look-up
            source: self.optional(wire.source.as_ref()),
            act: if matches!(&*wire.what.0, "undo" | "redo") {
                None // there `act` is the target
            } else {
                self.optional(wire.act.as_ref())
            },
            drawn,
            blind: wire.blind,
            phase: match wire.phase.as_deref() {
                Some("answer") => Phase::Answer,
                _ => Phase::Full,
            },
            what: self.what(wire)?,
            extra: Vec::new(),
        })
    }

    /// The number of a record: they are counted as they come.
    pub(in crate::label) fn record(&mut self, id: &str) -> u32 {
        self.records.get(id, || id.into())
    }

    /// The number of the record of the event that was read last.
    pub(in crate::label) fn last_record(&self) -> u32 {
        self.last_record
    }

    /// The number of a record that has come before.
    pub(in crate::label) fn record_number(&self, id: &str) -> Option<u32> {
        self.records.number(id)
    }

    fn optional(&mut self, text: Option<&Text<'_>>) -> Option<Arc<str>> {
        text.map(|text| self.names.get(text))
    }

    /// Millions of events share a handful of these, mostly the one of the event before.
    fn drawn(&mut self, wire: &Wire<'_>) -> Arc<Drawn> {
        let same = |drawn: &Arc<Drawn>| {
            drawn.origin.name() == &*wire.origin.0
                && drawn.queue.as_deref() == wire.queue.as_deref()
                && drawn.stratum.as_deref() == wire.stratum.as_deref()
                && drawn.probability == wire.probability
        };
        if let Some(known) = self.drawn.iter().rev().take(16).find(|drawn| same(drawn)) {
            return known.clone();
        }
        let new = Arc::new(Drawn {
            origin: Origin::from_name(&wire.origin),
            queue: self.optional(wire.queue.as_ref()),
            stratum: self.optional(wire.stratum.as_ref()),
            probability: wire.probability,
        });
        self.drawn.push(new.clone());
        new
    }

    fn what(&mut self, wire: Wire<'_>) -> Result<What, Fault> {
        let names = &mut self.names;
        let mut take = |field: Option<Text<'_>>, name: &str| {
            let missing = || Fault::NotAnEvent(format!("`{name}` is missing"));
            field.map(|text| names.get(&text)).ok_or_else(missing)
        };
        Ok(match &*wire.what.0 {
            "label" => What::Label {
                group: take(wire.group, "group")?,
                label: take(wire.label, "label")?,
                choice: match wire.choice.as_deref() {
                    Some("multi") => Choice::Multi,
                    _ => Choice::Single,
                },
                codes: self.names_of(&wire.codes),
                evidence: wire.evidence.into_iter().map(WireEvidence::read).collect(),
            },
            "clear" => {
                What::Clear { group: take(wire.group, "group")?, label: take(wire.label, "label")? }
            }
            "evidence" => What::Evidence {
                of: match wire.label {
                    None => None,
                    label => Some((take(wire.group, "group")?, take(label, "label")?)),
                },
                evidence: wire.evidence.into_iter().map(WireEvidence::read).collect(),
            },
            "flag" => What::Flag { name: take(wire.label, "label")?, on: wire.on.unwrap_or(true) },
            "note" => What::Note { text: take(wire.note, "note")? },
            "suggestion" => What::Suggestion {
                flag: take(wire.label, "label")?,
                detector: take(wire.other, "other")?,
                version: take(wire.reason, "reason")?,
                accepted: wire.on.unwrap_or(true),
                evidence: wire.evidence.into_iter().map(WireEvidence::read).collect(),
            },
            "skip" => What::Skip,
            "clause" => What::Clause {
                spec: take(wire.spec, "spec")?,
                clause: take(wire.clause, "clause")?,
                label: take(wire.label, "label")?,
                on: wire.on.unwrap_or(true),
                other: self.optional(wire.other.as_ref()),
                note: self.optional(wire.note.as_ref()),
            },
            "adjudicate" => What::Adjudicate {
                group: take(wire.group, "group")?,
                label: take(wire.label, "label")?,
                reason: take(wire.reason, "reason")?,
                codes: self.names_of(&wire.codes),
                evidence: wire.evidence.into_iter().map(WireEvidence::read).collect(),
            },
            "reveal" => What::Reveal { shown: shown(&wire.shown) },
            "undo" => What::Undo { act: take(wire.act, "act")? },
            "redo" => What::Redo { act: take(wire.act, "act")? },
            kind => What::Other { kind: names.get(kind) },
        })
    }

    fn names_of(&mut self, list: &[Text<'_>]) -> Vec<Arc<str>> {
        list.iter().map(|text| self.names.get(text)).collect()
    }
}

/// What is named there; names of a later version are left out.
fn shown(names: &[Text<'_>]) -> Vec<Shown> {
    Shown::ALL.into_iter().filter(|shown| names.iter().any(|n| &*n.0 == shown.name())).collect()
}

/// The bytes that the checksum covers, if it is there and right.
fn checked(line: &[u8]) -> Result<&[u8], Fault> {
    let at = line.len().checked_sub(TRAILER).ok_or(Fault::NoChecksum)?;
    let (body, trailer) = line.split_at(at);
    let digits = trailer
        .strip_prefix(b",\"sum\":\"")
        .and_then(|rest| rest.strip_suffix(b"\"}"))
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .ok_or(Fault::NoChecksum)?;
    let stated = u64::from_str_radix(digits, 16).map_err(|_| Fault::NoChecksum)?;
    if stated == xxh3_64(body) { Ok(body) } else { Err(Fault::WrongChecksum) }
}

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
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::value::RawValue;
use xxhash_rust::xxh3::xxh3_64;

use super::{Choice, Drawn, Event, Evidence, Origin, Phase, Shown, VERSION, What};
use crate::label::names::Names;
use crate::record::Field;

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
    drawn: Vec<Arc<Drawn>>,
}

impl Decoder {
    /// The event of a line (without its line end), after its checksum was found right.
    pub fn decode(&mut self, line: &[u8]) -> Result<Event, Fault> {
        let body = checked(line)?;
        let text = std::str::from_utf8(line).map_err(|_| Fault::NotText)?;
        debug_assert!(body.len() < text.len());
        self.parse(text)
    }

    /// The event of a JSON object, whatever its checksum; for data that others give us.
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
            record: self.names.get(&wire.record),
            text_hash: self.optional(wire.text_hash.as_ref()),
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

/// The kinds of [`What`] that this version knows.
const KINDS: [&str; 11] = [
    "label",
    "clear",
    "evidence",
    "flag",
    "note",
    "skip",
    "clause",
    "adjudicate",
    "reveal",
    "undo",
    "redo",
];

/// Fields that every event may have.
const ENVELOPE: [&str; 16] = [
    "v",
    "seq",
    "id",
    "time",
    "reviewer",
    "record",
    "text_hash",
    "source",
    "act",
    "what",
    "origin",
    "queue",
    "stratum",
    "probability",
    "blind",
    "phase",
];

/// Fields that belong to some kinds.
const DETAILS: [&str; 12] = [
    "group", "label", "choice", "codes", "evidence", "on", "note", "spec", "clause", "other",
    "reason", "shown",
];

/// A string that borrows from the line wherever it holds no escapes, also inside options and lists
/// (where a plain `Cow` would always copy).
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
struct Text<'a>(Cow<'a, str>);

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> de::Visitor<'de> for Visit {
            type Value = Text<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Visit)
    }
}

/// The line as JSON has it; apart from [`Event`] so that the format does not move when the type does.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    v: u32,
    seq: u64,
    #[serde(borrow)]
    id: Text<'a>,
    time: Text<'a>,
    reviewer: Text<'a>,
    record: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text_hash: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Text<'a>>,
    what: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    act: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choice: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    codes: Vec<Text<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<WireEvidence<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spec: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clause: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    other: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shown: Vec<Text<'a>>,
    origin: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    queue: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stratum: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    blind: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phase: Option<Text<'a>>,
    /// Checked before parsing, and written last.
    #[serde(default, skip_serializing, rename = "sum")]
    _sum: de::IgnoredAny,
}

#[derive(Serialize, Deserialize)]
struct WireEvidence<'a> {
    field: WireField,
    start: usize,
    end: usize,
    #[serde(borrow)]
    text: Text<'a>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireField {
    Prompt,
    Cot,
    Answer,
}

impl<'a> WireEvidence<'a> {
    fn of(evidence: &'a Evidence) -> Self {
        Self {
            field: match evidence.field {
                Field::Prompt => WireField::Prompt,
                Field::Cot => WireField::Cot,
                Field::Answer => WireField::Answer,
            },
            start: evidence.start,
            end: evidence.end,
            text: text(&evidence.text),
        }
    }

    fn read(self) -> Evidence {
        Evidence {
            field: match self.field {
                WireField::Prompt => Field::Prompt,
                WireField::Cot => Field::Cot,
                WireField::Answer => Field::Answer,
            },
            start: self.start,
            end: self.end,
            text: self.text.0.as_ref().into(),
        }
    }
}

fn text(text: &str) -> Text<'_> {
    Text(Cow::Borrowed(text))
}

fn some(of: &Arc<str>) -> Option<Text<'_>> {
    Some(text(of))
}

impl<'a> Wire<'a> {
    fn of(event: &'a Event) -> Self {
        let mut wire = Self::envelope(event);
        wire.detail(&event.what);
        wire
    }

    fn envelope(event: &'a Event) -> Self {
        Self {
            v: event.version.max(VERSION),
            seq: event.seq,
            id: text(&event.id),
            time: Text(Cow::Owned(event.time.to_string())),
            reviewer: text(&event.reviewer),
            record: text(&event.record),
            text_hash: event.text_hash.as_deref().map(text),
            source: event.source.as_deref().map(text),
            what: text(event.what.kind()),
            act: event.act.as_deref().map(text),
            group: None,
            label: None,
            choice: None,
            codes: Vec::new(),
            evidence: Vec::new(),
            on: None,
            note: None,
            spec: None,
            clause: None,
            other: None,
            reason: None,
            shown: Vec::new(),
            origin: text(event.drawn.origin.name()),
            queue: event.drawn.queue.as_deref().map(text),
            stratum: event.drawn.stratum.as_deref().map(text),
            probability: event.drawn.probability,
            blind: event.blind,
            phase: (event.phase == Phase::Answer).then(|| text("answer")),
            _sum: de::IgnoredAny,
        }
    }

    fn detail(&mut self, what: &'a What) {
        match what {
            What::Label { group, label, choice, codes, evidence } => {
                self.labelled(group, label, codes, evidence);
                self.choice = (*choice == Choice::Multi).then(|| text("multi"));
            }
            What::Clear { group, label } => self.labelled(group, label, &[], &[]),
            What::Evidence { of, evidence } => {
                if let Some((group, label)) = of {
                    self.labelled(group, label, &[], &[]);
                }
                self.evidence = evidence.iter().map(WireEvidence::of).collect();
            }
            What::Flag { name, on } => {
                self.label = some(name);
                self.on = Some(*on);
            }
            What::Note { text } => self.note = some(text),
            What::Skip | What::Other { .. } => {}
            What::Clause { spec, clause, label, on, other, note } => {
                self.spec = some(spec);
                self.clause = some(clause);
                self.label = some(label);
                self.on = Some(*on);
                self.other = other.as_deref().map(text);
                self.note = note.as_deref().map(text);
            }
            What::Adjudicate { group, label, codes, evidence, reason } => {
                self.labelled(group, label, codes, evidence);
                self.reason = some(reason);
            }
            What::Reveal { shown } => {
                self.shown = shown.iter().map(|shown| text(shown.name())).collect();
            }
            What::Undo { act } | What::Redo { act } => self.act = some(act),
        }
    }

    fn labelled(
        &mut self,
        group: &'a Arc<str>,
        label: &'a Arc<str>,
        codes: &'a [Arc<str>],
        evidence: &'a [Evidence],
    ) {
        self.group = some(group);
        self.label = some(label);
        self.codes = codes.iter().map(|code| text(code)).collect();
        self.evidence = evidence.iter().map(WireEvidence::of).collect();
    }
}

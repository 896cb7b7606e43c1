//! The line as JSON has it, apart from [`Event`] so that the format does not move when the type does.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::label::event::{Choice, Event, Evidence, Phase, VERSION, What};
use crate::record::Field;

/// The kinds of [`What`] that this version knows.
pub(super) const KINDS: [&str; 12] = [
    "label",
    "clear",
    "evidence",
    "flag",
    "note",
    "suggestion",
    "skip",
    "clause",
    "adjudicate",
    "reveal",
    "undo",
    "redo",
];

/// Fields that every event may have.
pub(super) const ENVELOPE: [&str; 16] = [
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
pub(super) const DETAILS: [&str; 12] = [
    "group", "label", "choice", "codes", "evidence", "on", "note", "spec", "clause", "other",
    "reason", "shown",
];

/// A string that borrows from the line wherever it holds no escapes, also inside options and lists
/// (where a plain `Cow` would always copy).
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

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

/// All fields of all kinds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire<'a> {
    pub(super) v: u32,
    pub(super) seq: u64,
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    pub(super) time: Text<'a>,
    pub(super) reviewer: Text<'a>,
    pub(super) record: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text_hash: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<Text<'a>>,
    pub(super) what: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) act: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) group: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) label: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) choice: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) codes: Vec<Text<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<WireEvidence<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) spec: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) clause: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) other: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) shown: Vec<Text<'a>>,
    pub(super) origin: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) queue: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stratum: Option<Text<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) probability: Option<f64>,
    pub(super) blind: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) phase: Option<Text<'a>>,
    /// Checked before parsing, and written last.
    #[serde(default, skip_serializing, rename = "sum")]
    _sum: de::IgnoredAny,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireEvidence<'a> {
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

    pub(super) fn read(self) -> Evidence {
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
    pub(super) fn of(event: &'a Event) -> Self {
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
            What::Suggestion { flag, detector, version, accepted, evidence } => {
                self.label = some(flag);
                self.other = some(detector);
                self.reason = some(version);
                self.on = Some(*accepted);
                self.evidence = evidence.iter().map(WireEvidence::of).collect();
            }
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

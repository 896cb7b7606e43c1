//! One decision of one reviewer: one line of a log, never changed after it was written.

use std::sync::Arc;

use jiff::Timestamp;

pub mod evidence;
pub mod wire;

pub use evidence::{Evidence, Located};

/// The version of the line format that this program writes.
pub const VERSION: u32 = 1;

/// What one reviewer decided about one record, and how they came to see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Version of the line format ([`VERSION`]).
    pub version: u32,
    /// Position in the reviewer's log, from 1. Orders events; the clock does not. Stamped by the store.
    pub seq: u64,
    /// Unique over all logs. Stamped by the store when empty.
    pub id: Arc<str>,
    /// When, as told by whoever made the event (UTC). For people: nothing is ordered by it.
    pub time: Timestamp,
    /// Who. Stamped by the store.
    pub reviewer: Arc<str>,
    /// The record's id; empty for a label on a clause that was given outside any record.
    pub record: Arc<str>,
    /// [`crate::record::Record::text_hash`] of what the reviewer read.
    pub text_hash: Option<Arc<str>>,
    /// Path or fingerprint of the source that the record came from.
    pub source: Option<Arc<str>>,
    /// Id of the first event of the same act, when one keystroke made several (bulk labelling):
    /// they are undone together.
    pub act: Option<Arc<str>>,
    /// The decision.
    pub what: What,
    /// How the record came before the reviewer's eyes.
    pub drawn: Arc<Drawn>,
    /// True when the reviewer had not yet seen the judge, others' labels or suggestions.
    pub blind: bool,
    /// Whether the chain was open.
    pub phase: Phase,
    /// Fields that a later version wrote, as name and JSON text: they survive a round trip.
    pub extra: Vec<(Box<str>, Box<str>)>,
}

impl Event {
    /// An event to be stamped by [`super::Store::append`], made while browsing, not blind.
    #[must_use]
    pub fn new(time: Timestamp, record: impl Into<Arc<str>>, what: What) -> Self {
        Self {
            version: VERSION,
            seq: 0,
            id: "".into(),
            time,
            reviewer: "".into(),
            record: record.into(),
            text_hash: None,
            source: None,
            act: None,
            what,
            drawn: Arc::new(Drawn::default()),
            blind: false,
            phase: Phase::Full,
            extra: Vec::new(),
        }
    }

    /// The act that it belongs to: its own id unless it was made together with others.
    #[must_use]
    pub fn act(&self) -> &Arc<str> {
        self.act.as_ref().unwrap_or(&self.id)
    }
}

/// The decisions there are. Each says all of what it sets, so that a log can be read without the
/// scheme that it was made with.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A label is put on the record; codes and evidence replace those that it had.
    Label {
        /// The group of the scheme.
        group: Arc<str>,
        /// The label's id.
        label: Arc<str>,
        /// Whether it takes the place of the group's other labels or joins them.
        choice: Choice,
        /// Follow-up codes.
        codes: Vec<Arc<str>>,
        /// What in the texts shows it.
        evidence: Vec<Evidence>,
    },
    /// A label is taken off.
    Clear {
        /// The group of the scheme.
        group: Arc<str>,
        /// The label's id.
        label: Arc<str>,
    },
    /// The spans given here replace those of a label, or of the record when there is none.
    Evidence {
        /// Group and id of the label that they support.
        of: Option<(Arc<str>, Arc<str>)>,
        /// All of its spans from now on.
        evidence: Vec<Evidence>,
    },
    /// A mark to come back to.
    Flag {
        /// Name of the mark; `flag` for the one behind the key `f`.
        name: Arc<str>,
        /// Set or removed.
        on: bool,
    },
    /// The note on the record; empty removes it.
    Note {
        /// All of it.
        text: Arc<str>,
    },
    /// What the reviewer thinks of a detector's suggestion. Accepting one gives the label in the same
    /// act; dismissing says that the flag does not hold.
    Suggestion {
        /// The flag that was suggested.
        flag: Arc<str>,
        /// Who suggested it.
        detector: Arc<str>,
        /// The detector's version.
        version: Arc<str>,
        /// Accepted, or dismissed.
        accepted: bool,
        /// The words that it pointed at.
        evidence: Vec<Evidence>,
    },
    /// Passed over in a queue without a label.
    Skip,
    /// A label on a clause of the spec: the rule itself is under review.
    Clause {
        /// Name of the spec.
        spec: Arc<str>,
        /// The clause's id.
        clause: Arc<str>,
        /// The label's id.
        label: Arc<str>,
        /// Set or removed.
        on: bool,
        /// The other clause, for "conflicts with".
        other: Option<Arc<str>>,
        /// What the reviewer says about it.
        note: Option<Arc<str>>,
    },
    /// The decision on a record that reviewers dispute; not the adjudicator's own label.
    Adjudicate {
        /// The group in dispute.
        group: Arc<str>,
        /// The label that holds.
        label: Arc<str>,
        /// Follow-up codes.
        codes: Vec<Arc<str>>,
        /// What in the texts shows it.
        evidence: Vec<Evidence>,
        /// Why.
        reason: Arc<str>,
    },
    /// The reviewer was shown what had been hidden. Cannot be undone: nobody can unsee.
    Reveal {
        /// What.
        shown: Vec<Shown>,
    },
    /// An act is taken back.
    Undo {
        /// [`Event::act`] of it.
        act: Arc<str>,
    },
    /// An act that was taken back holds again.
    Redo {
        /// [`Event::act`] of it.
        act: Arc<str>,
    },
    /// A kind that a later version wrote; its fields are in [`Event::extra`].
    Other {
        /// Its name.
        kind: Arc<str>,
    },
}

impl What {
    /// The name in the log.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            What::Label { .. } => "label",
            What::Clear { .. } => "clear",
            What::Evidence { .. } => "evidence",
            What::Flag { .. } => "flag",
            What::Note { .. } => "note",
            What::Suggestion { .. } => "suggestion",
            What::Skip => "skip",
            What::Clause { .. } => "clause",
            What::Adjudicate { .. } => "adjudicate",
            What::Reveal { .. } => "reveal",
            What::Undo { .. } => "undo",
            What::Redo { .. } => "redo",
            What::Other { kind } => kind,
        }
    }

    /// Whether undo goes back over it. Reveals stay, and undo is not itself undone but redone.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        !matches!(
            self,
            What::Reveal { .. } | What::Undo { .. } | What::Redo { .. } | What::Other { .. }
        )
    }
}

/// Whether a label excludes the others of its group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// One label of the group at a time.
    #[default]
    Single,
    /// Any number.
    Multi,
}

/// Whether a label was given on the answer alone or with the chain open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Answer-first mode, before the chain was opened.
    Answer,
    /// With everything open that blindness allows.
    #[default]
    Full,
}

/// What a reveal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// The chain of thought, in answer-first mode.
    Chain,
    /// The judge's verdict.
    Judge,
    /// Other people's labels.
    Others,
    /// The detectors' suggestions.
    Suggestions,
}

impl Shown {
    /// All of them.
    pub const ALL: [Shown; 4] = [Shown::Chain, Shown::Judge, Shown::Others, Shown::Suggestions];

    /// The name in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Shown::Chain => "chain",
            Shown::Judge => "judge",
            Shown::Others => "others",
            Shown::Suggestions => "suggestions",
        }
    }
}

/// How a record was chosen: decides whether its label may enter a rate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// By what kind of choice.
    pub origin: Origin,
    /// The queue that it was in.
    pub queue: Option<Arc<str>>,
    /// The stratum that it was drawn from.
    pub stratum: Option<Arc<str>>,
    /// Its inclusion probability, 0 to 1.
    pub probability: Option<f64>,
}

/// Kinds of choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A simple random sample.
    Random,
    /// A random sample within strata, with known probabilities.
    Stratified,
    /// A queue ordered by how much the record is disputed: not a probability sample.
    Disputed,
    /// A queue ordered by what a ranker expects: not a probability sample.
    Ranked,
    /// Found by searching or browsing: self-selected, never in a rate.
    #[default]
    Browse,
    /// A queue of disputed records to be decided.
    Adjudication,
    /// Came with an import that does not say.
    Import,
    /// What a later version wrote.
    Other(Arc<str>),
}

impl Origin {
    /// The name in the log.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Origin::Random => "random",
            Origin::Stratified => "stratified",
            Origin::Disputed => "disputed",
            Origin::Ranked => "ranked",
            Origin::Browse => "browse",
            Origin::Adjudication => "adjudication",
            Origin::Import => "import",
            Origin::Other(name) => name,
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "random" => Origin::Random,
            "stratified" => Origin::Stratified,
            "disputed" => Origin::Disputed,
            "ranked" => Origin::Ranked,
            "browse" => Origin::Browse,
            "adjudication" => Origin::Adjudication,
            "import" => Origin::Import,
            other => Origin::Other(other.into()),
        }
    }

    /// Whether labels of this origin may enter a rate.
    #[must_use]
    pub fn is_probability_sample(&self) -> bool {
        matches!(self, Origin::Random | Origin::Stratified)
    }
}

//! Changes of labels: what the screen asks for, and what came of it.

use crate::detector::Suggestion;
use crate::record::Field;
use crate::review::Progress;
use crate::text::Span;

use super::{Given, LabelState};

/// The session's side of labelling.
pub trait LabelDesk {
    /// Makes one change to a record's labels. Returning `Ok` means that it is on disk.
    ///
    /// # Errors
    /// Why it is not; the change waits and is tried again by the backend.
    fn label(&self, command: &Command) -> Result<Saved, NotSaved>;

    /// Takes the last change back; `None` when there is none.
    ///
    /// # Errors
    /// As [`LabelDesk::label`].
    fn undo(&self) -> Result<Option<Saved>, NotSaved>;

    /// Makes the change again that was last taken back; `None` when there is none.
    ///
    /// # Errors
    /// As [`LabelDesk::label`].
    fn redo(&self) -> Result<Option<Saved>, NotSaved>;
}

/// One change to a record's labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Which record.
    pub ordinal: usize,
    /// What changes.
    pub change: Change,
    /// Whether the order of the open queue has brought the record. What was found by searching has
    /// been chosen by the reviewer.
    pub from_queue: bool,
}

/// What a [`Command`] changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Sets the label with that id, or takes it off if it is set and no evidence is given.
    Label {
        /// Id in the scheme.
        id: String,
        /// The span it rests on.
        evidence: Option<(Field, Span)>,
    },
    /// Sets a label of a group that was opened, or takes it off.
    Choose {
        /// The group of the scheme.
        group: String,
        /// The label's id.
        label: String,
    },
    /// Adds a follow-up code to a label that is set, or takes it away.
    Code {
        /// The group of the scheme.
        group: String,
        /// The label's id.
        label: String,
        /// The code's id.
        code: String,
    },
    /// Sets the record aside as unsure, or no longer.
    Unsure,
    /// Passes over the record.
    Skip,
    /// Flags it, or no longer.
    Flag,
    /// Replaces the note; empty takes it away.
    Note(String),
    /// Adds evidence to the label that was set last.
    Evidence(Field, Span),
    /// Accepts a suggestion, which sets its label with its words as evidence, or dismisses it.
    Weigh {
        /// What was suggested.
        suggestion: Box<Suggestion>,
        /// Accepted, or dismissed.
        accepted: bool,
    },
}

/// The answer to a change that is on disk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// The record it concerned (undo may concern another than the open one).
    pub ordinal: usize,
    /// Other records have changed too.
    pub others: bool,
    /// How the record stands now.
    pub labels: LabelState,
    /// The label that was set, if one was.
    pub given: Option<Given>,
    /// Whether that label asks for a span which shows it, and has none.
    pub wants_evidence: bool,
    /// Whether more of the record may be seen now than before.
    pub opens: bool,
    /// How far one is in the open queue.
    pub progress: Option<Progress>,
    /// What was done, in a few words: `OK`, `undid note on r12`.
    pub summary: String,
    /// Records with a label by this reviewer now.
    pub labelled: usize,
}

/// The answer to a change that is not on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSaved {
    /// How many changes wait.
    pub waiting: usize,
    /// Why.
    pub reason: String,
}

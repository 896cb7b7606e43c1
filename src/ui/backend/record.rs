//! A record as the list and the reader show it.

use std::sync::Arc;

use crate::citation::Citation;
use crate::detector::Suggestion;
use crate::record::{Field, Record};
use crate::text::Span;

use super::Hit;

/// A line of the record list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Position in the dataset.
    pub ordinal: usize,
    /// The record's id.
    pub id: String,
    /// Title, or how the prompt begins (a few hundred characters are plenty).
    pub preview: String,
    /// Length of the chain in characters.
    pub chars: usize,
    /// Outcome that came with the data.
    pub outcome: Option<String>,
    /// The judge's verdict in a few words, unless it is hidden.
    pub judge: Option<String>,
    /// What this reviewer has put on the record.
    pub marks: Marks,
}

/// A record's labels in the list: one letter each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// First letter of each label that was set, upper case.
    pub letters: String,
    /// Set aside as unsure.
    pub unsure: bool,
    /// Skipped.
    pub skipped: bool,
    /// Flagged.
    pub flagged: bool,
    /// Has a note.
    pub noted: bool,
}

/// A record as the reader shows it.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The record.
    pub record: Arc<Record>,
    /// Outcome that came with the data.
    pub outcome: Option<String>,
    /// The judge's verdict in a few words, unless it is hidden.
    pub judge: Option<String>,
    /// What is there and not shown.
    pub hidden: Hidden,
    /// Citations in the chain, by start.
    pub citations: Vec<Citation>,
    /// Where the active search matches, in reading order.
    pub hits: Vec<Hit>,
    /// What detectors point at, in reading order.
    pub suggestions: Vec<Suggestion>,
    /// What this reviewer has put on it.
    pub labels: LabelState,
    /// The record is so long that citations and hits come later, by [`super::MarksDesk::marks`].
    pub later: bool,
}

/// What a reviewer may not see of a record yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// A judge's verdict, or others' labels.
    pub verdicts: bool,
    /// The chain: the answer is labelled first.
    pub chain: bool,
    /// What detectors suggest, whether or not they do.
    pub suggestions: bool,
}

/// What a reviewer has put on one record: only what is on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelState {
    /// Ids of the labels that are set, oldest first.
    pub labels: Vec<String>,
    /// The same with their groups and codes.
    pub given: Vec<Given>,
    /// Ids of the labels that were given on the answer alone.
    pub on_answer: Vec<String>,
    /// Set aside as unsure.
    pub unsure: bool,
    /// Skipped.
    pub skipped: bool,
    /// Flagged.
    pub flagged: bool,
    /// The note.
    pub note: Option<String>,
    /// The spans that labels rest on.
    pub evidence: Vec<Evidence>,
    /// Suggestions that were accepted or dismissed.
    pub suggestions: Vec<Weighed>,
}

/// A suggestion that the reviewer has accepted or dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The flag that was suggested.
    pub flag: String,
    /// Who suggested it.
    pub detector: String,
    /// The words that it pointed at.
    pub place: (Field, Span),
    /// Accepted, or dismissed.
    pub accepted: bool,
}

/// A label as it is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The group of the scheme.
    pub group: String,
    /// The label's id.
    pub label: String,
    /// Follow-up codes.
    pub codes: Vec<String>,
}

/// A span that a label rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The label's id; `None` while it belongs to none.
    pub label: Option<String>,
    /// In which text.
    pub field: Field,
    /// Where in it.
    pub span: Span,
}

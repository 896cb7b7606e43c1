//! What is found in a record that is too long for it to be found before the record is shown.

use crate::citation::Citation;
use crate::detector::Suggestion;
use crate::record::Record;

use super::Hit;

/// The session's side of that.
pub trait MarksDesk {
    /// What is to be marked in a record that was opened with [`Loaded::later`](super::Loaded::later).
    fn marks(&self, record: &Record, query: &str) -> Marked;
}

/// What is to be marked in a record.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// Citations in the chain, by start.
    pub citations: Vec<Citation>,
    /// Where the active search matches, in reading order.
    pub hits: Vec<Hit>,
    /// What detectors suggest, in reading order; none while they are hidden.
    pub suggestions: Vec<Suggestion>,
}

//! What a dataset does with each clause of its specs: how often it is cited, in which kinds, beside
//! which others, and how that divides by the values of a field.

use std::sync::Arc;

use crate::citation::{Citation, Kind};
use crate::record::Record;
use crate::spec::Spec;

mod field;
mod tally;

pub use field::{Cell, Field, FieldValue};
pub use tally::Tally;

/// The name of the field made of people's labels.
pub const LABEL: &str = "label";

/// The citations of a dataset, counted. Paraphrases, which are only possible citations, are not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clauses {
    /// Records that were counted.
    pub records: usize,
    /// Of them, those that cite nothing.
    pub silent: usize,
    /// The clauses in the order of the specs, cited or not; then what was cited and does not exist,
    /// in order of appearance.
    pub rows: Arc<[ClauseRow]>,
    /// The fields that counts can be divided by, those that people ask for first in front.
    pub fields: Vec<Arc<Field>>,
    /// Citations of invented clauses that have no row, because there were too many of them.
    pub left_out: usize,
}

/// One clause.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClauseRow {
    /// Name of the spec.
    pub spec: String,
    /// Id of the clause; for one that does not exist, as the first chain has it.
    pub id: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// Whether the spec has it.
    pub exists: bool,
    /// Records that cite it.
    pub records: u32,
    /// Citations of it.
    pub citations: u32,
    /// Citations of each kind, in the order of [`Kind::ALL`].
    pub kinds: [u32; Kind::ALL.len()],
    /// The clauses that are cited in the same records, as index of the row and number of those
    /// records, most frequent first.
    pub companions: Vec<(usize, u32)>,
    /// The records that cite it and how often each does, ascending.
    cited: Vec<(u32, u32)>,
}

impl ClauseRow {
    /// The records that cite it, ascending.
    pub fn cited_in(&self) -> impl Iterator<Item = u32> {
        self.cited.iter().map(|(record, _)| *record)
    }

    /// Citations that say what the spec does not: misquotations and inventions.
    #[must_use]
    pub fn wrong(&self) -> u32 {
        let wrong = |kind: &Kind| matches!(kind, Kind::Misquote | Kind::Nonexistent);
        let counts = Kind::ALL.iter().zip(self.kinds);
        counts.filter(|(kind, _)| wrong(kind)).map(|(_, count)| count).sum()
    }
}

impl Clauses {
    /// Counts records with their citations, in the order of the dataset: one pass.
    pub fn count<R: AsRef<Record>, C: AsRef<[Citation]>>(
        specs: &[Arc<Spec>],
        records: impl IntoIterator<Item = (R, C)>,
    ) -> Self {
        let mut tally = Tally::new(specs);
        for (record, citations) in records {
            tally.add(record.as_ref(), citations.as_ref());
        }
        tally.finish()
    }

    /// The same counts with a field of people's labels among the first: `labels` are ordinals of records
    /// with a label each. Labels change while one works, so that they are not counted with the rest.
    #[must_use]
    pub fn with_labels(&self, labels: impl IntoIterator<Item = (u32, String)>) -> Self {
        let mut clauses = self.clone();
        if let Some(field) = field::of_labels(self, labels) {
            // What happened comes first, then what people think of it.
            let at = clauses.fields.partition_point(|field| tally::is_outcome(&field.name));
            clauses.fields.insert(at, Arc::new(field));
        }
        clauses
    }
}

#[cfg(test)]
mod tests;

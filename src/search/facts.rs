//! What is known about a record beyond its text.

use super::name::Name;
use crate::citation::Citation;

/// What people and detectors say about records. It changes while one works, so nothing of it is in
/// the index: a filter asks for the records at the time of the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LiveField {
    /// `flag:` and `has:flag`: flags that people set, by name.
    Flag,
    /// `label:` and `has:label`: current labels, by name.
    Label,
    /// `by:`: who labelled it.
    By,
    /// `suggest:`: flags that detectors suggest, by name.
    Suggest,
    /// `note:` and `has:note`: the text of notes.
    Note,
    /// `agree:`: `yes` or `no`, for records that both a judge and people spoke about.
    Agree,
    /// `has:problem`: the messages of problems in the record's own row.
    Problem,
}

impl LiveField {
    /// All of them.
    pub const ALL: [LiveField; 7] = [
        LiveField::Flag,
        LiveField::Label,
        LiveField::By,
        LiveField::Suggest,
        LiveField::Note,
        LiveField::Agree,
        LiveField::Problem,
    ];

    /// The name that queries use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            LiveField::Flag => "flag",
            LiveField::Label => "label",
            LiveField::By => "by",
            LiveField::Suggest => "suggest",
            LiveField::Note => "note",
            LiveField::Agree => "agree",
            LiveField::Problem => "problem",
        }
    }
}

/// Where the facts that change are asked for.
pub trait LiveFacts: Sync {
    /// The ordinals, in any order, of the records for which one of the values of `field`
    /// [matches](Name::matches) `wanted`.
    fn ordinals(&self, field: LiveField, wanted: &Name) -> Vec<u32>;

    /// The values that occur, for the list of facets. Fields of free text may give none.
    fn values(&self, field: LiveField) -> Vec<String>;
}

/// Nothing is known yet: no labels, flags or notes.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFacts;

impl LiveFacts for NoFacts {
    fn ordinals(&self, _: LiveField, _: &Name) -> Vec<u32> {
        Vec::new()
    }

    fn values(&self, _: LiveField) -> Vec<String> {
        Vec::new()
    }
}

/// What a query without an index needs to know about one record.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The record's number in its dataset.
    pub ordinal: u32,
    /// Its citations, possible ones included.
    pub citations: &'a [Citation],
}

/// Finds the citations of a record; what clause filters rest on.
pub trait Cite: Sync {
    /// Changes with the specs and with the version of the detector.
    fn version(&self) -> String;

    /// All citations of the record's chain.
    fn cite(&self, record: &crate::record::Record) -> Vec<Citation>;
}

//! The screens of numbers: track record, agreement, clauses.

use super::{Action as A, Entry, entry};
use crate::ui::context::{Context::In, SCREENS};
use crate::ui::pane::Pane::{Agreement, Clauses, Track};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::TrackRecord, "track-record", &["T"], SCREENS, "track record", "How often each detector fires, and how often people found it right"),
    entry(A::SwitchDetector, "switch-detector", &["x"], &[In(Track)], "on or off", "Switch the detector under the cursor off for this dataset, or on again"),
    entry(A::Missed, "missed", &["w"], &[In(Track)], "missed", "List the labelled records that the detector did not fire on"),
    entry(A::Clauses, "clauses", &["S"], SCREENS, "clauses", "All clauses: how often each is cited, in which kinds, by which field"),
    entry(A::Agreement, "agreement", &["A"], SCREENS, "agreement", "How far raters agree, and the true rate of a label"),
    entry(A::ToggleRater, "toggle-rater", &["space"], &[In(Agreement)], "compare", "Compare the rater under the cursor with the others, or no longer"),
    entry(A::NextLabel, "next-label", &["o"], &[In(Agreement)], "label", "The rate of the next label"),
    entry(A::NextField, "next-slices", &["f"], &[In(Agreement)], "slice by", "Slices by the next field: metadata, chain length, clause, detector"),
    entry(A::PreviousField, "previous-slices", &["F"], &[In(Agreement)], "slice by", "Slices by the previous field"),
    entry(A::Reading, "reading", &["x"], &[In(Agreement)], "fault/fine", "Read labels as they are, or all as fault or fine"),
    entry(A::Weighted, "weighted", &["w"], &[In(Agreement)], "weights", "Only what was drawn by chance, weighted; or all labels"),
    entry(A::OpenRecords, "open-records", &["enter"], &[In(Clauses), In(Agreement), In(Track)], "records", "List the records behind the number under the cursor"),
    entry(A::NextColumn, "next-column", &["l", "right"], &[In(Clauses), In(Agreement)], "column", "Next value of the field; the first column is all records"),
    entry(A::PreviousColumn, "previous-column", &["h", "left"], &[In(Clauses), In(Agreement)], "column", "Previous value of the field"),
    entry(A::NextField, "next-field", &["tab"], &[In(Clauses)], "field", "Divide by the next field: outcome, label, category, judge …"),
    entry(A::PreviousField, "previous-field", &["shift-tab"], &[In(Clauses)], "field", "Divide by the previous field"),
    entry(A::SortClauses, "sort-clauses", &["o"], &[In(Clauses)], "order", "Order: most cited, as in the spec, misquoted or invented, least cited"),
    entry(A::FilterClauses, "filter-clauses", &["/"], &[In(Clauses)], "filter", "Only clauses whose id or title has what is typed"),
    entry(A::Shares, "shares", &["%"], &[In(Clauses)], "percent", "Show the share of each value's records, or their number"),
    entry(A::Uncited, "uncited", &["0"], &[In(Clauses)], "uncited", "List the records that cite no clause"),
    entry(A::Unexpected, "unexpected", &["x"], &[In(Clauses)], "unexpected", "List the records that cite none of the clauses expected for them"),
];

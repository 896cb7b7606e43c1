//! What the reader points at: citations with their clauses, suggestions of detectors.

use super::{Action as A, Entry, entry};
use crate::ui::context::PANES;

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::NextCitation, "next-citation", &["c"], PANES, "cite", "Next citation of a clause"),
    entry(A::PreviousCitation, "previous-citation", &["C"], PANES, "cite", "Previous citation of a clause"),
    entry(A::ShowClause, "clause", &["s"], PANES, "clause", "Open the cited clause, go to it, or close it again"),
    entry(A::NextSuggestion, "next-suggestion", &["i"], PANES, "suggestion", "Next place that a detector points at"),
    entry(A::PreviousSuggestion, "previous-suggestion", &["I"], PANES, "suggestion", "Previous place that a detector points at"),
    entry(A::AcceptSuggestion, "accept-suggestion", &["+"], PANES, "accept", "Make the suggestion one's own label, with its words as evidence"),
    entry(A::DismissSuggestion, "dismiss-suggestion", &["-"], PANES, "dismiss", "Dismiss the suggestion: what it says does not hold"),
];

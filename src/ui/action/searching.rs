//! Searching, the order of the list, facets, saved searches.

use super::{Action as A, Entry, entry};
use crate::ui::context::{
    Context::{Facets, Line, Orders, Saved},
    PANES,
};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Search, "search", &["/"], PANES, "search", "Search while typing; End keeps the last search"),
    entry(A::NextHit, "next-hit", &["n"], PANES, "next hit", "Next hit, on into the next record that has one"),
    entry(A::PreviousHit, "previous-hit", &["N"], PANES, "previous hit", "Previous hit, back into the record before"),
    entry(A::ClearSearch, "clear-search", &["X"], PANES, "clear search", "Clear the search and list every record"),
    entry(A::TakeSuggestion, "take-suggestion", &["tab"], &[Line], "take proposal", "Write the query that the message proposes"),
    entry(A::Orders, "order", &["O"], PANES, "order", "Order of the list: relevance, place, length, citations, a score"),
    entry(A::ChooseOrder, "choose-order", &["enter"], &[Orders], "sort", "Sort the list by this"),
    entry(A::ReverseOrder, "reverse-order", &["r"], &[Orders], "the other way", "Sort the list by this, the other way round"),
    entry(A::Facets, "facets", &["F"], PANES, "facets", "Facets: how the listed records divide, with switches that refine the query"),
    entry(A::Only, "only", &["enter", "space"], &[Facets], "only these", "Only records with this value, or no longer; open or fold a field"),
    entry(A::Exclude, "exclude", &["x"], &[Facets], "not these", "No records with this value, or no longer"),
    entry(A::OpenFacet, "open-facet", &["l", "right"], &[Facets], "open", "Open the field"),
    entry(A::FoldFacet, "fold-facet", &["h", "left"], &[Facets], "fold", "Fold the field"),
    entry(A::ClearFacets, "clear-facets", &["X"], &[Facets], "clear", "Take every switch off"),
    entry(A::SavedSearches, "saved-searches", &["w"], PANES, "saved", "Saved searches: run one, save the present one under a name"),
    entry(A::RunSaved, "run-saved", &["enter"], &[Saved], "run", "Run the saved search"),
    entry(A::KeepSearch, "keep-search", &["a"], &[Saved], "save this", "Save the present search under a name"),
    entry(A::ForgetSearch, "forget-search", &["d"], &[Saved], "forget", "Forget the saved search"),
];

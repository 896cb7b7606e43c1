//! Search at its boundary: queries, highlights, the index on disk.

#[path = "search/building.rs"]
mod building;
#[path = "search/corpus.rs"]
mod corpus;
#[path = "search/language.rs"]
mod language;
#[path = "search/same_as_scan.rs"]
mod same_as_scan;

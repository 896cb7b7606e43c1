//! Search at its boundary: queries, highlights, the index on disk.

#![allow(clippy::unwrap_used)] // the helpers of tests may fail as loudly as the tests

#[path = "search/building.rs"]
mod building;
#[path = "search/corpus.rs"]
mod corpus;
#[path = "search/faults.rs"]
mod faults;
#[path = "search/highlights.rs"]
mod highlights;
#[path = "search/language.rs"]
mod language;
#[path = "search/results.rs"]
mod results;
#[path = "search/same_as_scan.rs"]
mod same_as_scan;

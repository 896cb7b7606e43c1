//! Where a query matches, in the screen's words.

use crate::record::Record;
use crate::search::Query;
use crate::ui::backend::Hit;

/// Where a query matches in the texts of a record, in reading order.
pub(super) fn hits(record: &Record, query: &str) -> Vec<Hit> {
    Query::parse(query).map(|query| query.hits(record)).unwrap_or_default()
}

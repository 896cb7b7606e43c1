//! Where a query matches, in the screen's words.

use crate::record::{Field, Record};
use crate::search::{Part, Query};
use crate::ui::backend::Hit;

/// Where a query matches in the texts that the reader shows whole.
pub(super) fn hits(record: &Record, query: &str) -> Vec<Hit> {
    let Ok(query) = Query::parse(query) else { return Vec::new() };
    let field = |part| match part {
        Part::Prompt => Some(Field::Prompt),
        Part::Cot => Some(Field::Cot),
        Part::Answer => Some(Field::Answer),
        Part::System | Part::Turn(_) => None,
    };
    let found = query.hits(record).into_iter();
    found.filter_map(|hit| Some(Hit { field: field(hit.part)?, span: hit.span })).collect()
}

//! What is asked about searches, and what comes back.

use crate::ui::backend::{QueryError, Results, SearchWish};

/// Something that is asked.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    Find(SearchWish),
    /// Searches before this generation are not wanted any more.
    Stop(u64),
    /// Which scores records can be sorted by.
    Orders,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Answer {
    Found {
        generation: u64,
        result: Result<Results, QueryError>,
    },
    /// The names of the scores.
    Orders(Vec<String>),
}

//! What is searched for, and what came of it.

use crate::search::{Sort, SortBy};
use crate::ui::backend::QueryError;
use crate::ui::overlay::facets::Refined;

/// The search: what is asked and what came.
#[derive(Debug)]
pub(crate) struct Search {
    /// The query whose results are listed; empty without one.
    pub(crate) query: String,
    /// The order of the list.
    pub(crate) sort: Sort,
    /// Number of the last request.
    pub(crate) generation: u64,
    /// What was asked for and has not been answered.
    pub(crate) asked: Option<Asked>,
    /// Number of the last pause in typing that is waited for.
    pub(crate) pause: u64,
    /// Only the first results are listed; at most so many are there.
    pub(crate) at_most: Option<u64>,
    pub(crate) error: Option<QueryError>,
    /// A name in the query that nothing has.
    pub(crate) doubt: Option<QueryError>,
    pub(crate) note: Option<String>,
    /// What was searched for before, newest last.
    pub(crate) history: Vec<String>,
    /// What the list of facets has switched on and off.
    pub(crate) refined: Option<Refined>,
    /// Which facets are open, once somebody has chosen.
    pub(crate) open_facets: Option<Vec<String>>,
}

/// A search on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// As it was typed.
    pub(crate) query: String,
    /// Whether the cursor stays on its record; else it goes to the first one.
    pub(crate) stay: bool,
    /// What is asked instead when nothing is found.
    pub(crate) otherwise: Option<String>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            query: String::new(),
            sort: Sort { by: SortBy::Position, reversed: false },
            generation: 0,
            asked: None,
            pause: 0,
            at_most: None,
            error: None,
            doubt: None,
            note: None,
            history: Vec::new(),
            refined: None,
            open_facets: None,
        }
    }
}

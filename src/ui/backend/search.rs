//! What the screen asks of searches: the records of a query, in an order; saved queries; facets.

use std::sync::Arc;

use crate::search::{FacetValue, Sort};
use crate::session::searches::SavedSearch;

/// Searches in an opened session. Ordinals are 0-based positions in the dataset.
pub trait Searching {
    /// The records that match. The first ones may be told earlier, by
    /// [`News::FirstFound`](super::News::FirstFound), when the others take a while.
    ///
    /// # Errors
    /// What is wrong with the query, and where.
    fn search(&self, wish: &SearchWish) -> Result<Results, QueryError>;

    /// The names of fields that hold numbers, judges' first, by which records can be sorted.
    fn scores(&self) -> Vec<String>;

    /// The names of the fields by which records divide, those that readers ask for first in front.
    fn facet_fields(&self) -> Result<Vec<String>, String>;

    /// Counts the values of fields; a newer count ends the one that runs.
    fn facets(&self, wish: &FacetWish) -> Vec<(String, Result<Vec<FacetValue>, String>)>;

    /// The searches that are kept under a name, by name.
    ///
    /// # Errors
    /// Why they cannot be read.
    fn saved_searches(&self) -> Result<Vec<SavedSearch>, String>;

    /// Keeps a search, in place of one of the same name, and gives all of them.
    ///
    /// # Errors
    /// Why it cannot be kept.
    fn keep_search(&self, search: &SavedSearch) -> Result<Vec<SavedSearch>, String>;

    /// Forgets the search of that name and gives the others.
    ///
    /// # Errors
    /// Why the file cannot be changed.
    fn forget_search(&self, name: &str) -> Result<Vec<SavedSearch>, String>;
}

/// Counts that are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacetWish {
    /// Later ones make earlier ones pointless.
    pub generation: u64,
    /// Names of fields, each with the query over whose records its values are counted.
    pub fields: Vec<(String, String)>,
}

/// A search that is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchWish {
    /// Later ones make earlier ones pointless.
    pub generation: u64,
    /// The query.
    pub query: String,
    /// The order of the records.
    pub sort: Sort,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// The records, in the order in which they are listed.
    pub ordinals: Arc<[usize]>,
    /// These are only the first ones, and the others are being looked for; at most so many.
    pub at_most: Option<u64>,
    /// Something to know about the answer, e.g. that the index is not complete yet.
    pub note: Option<String>,
    /// A name in the query that nothing has.
    pub doubt: Option<QueryError>,
}

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong.
    pub message: String,
    /// 0-based code point of the query at which it is wrong.
    pub column: usize,
    /// What to write instead.
    pub suggestion: Option<String>,
}

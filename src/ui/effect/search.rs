//! What is asked about searches, and what comes back.

use crate::session::searches::SavedSearch;
use crate::ui::backend::{Backend, FacetWish, QueryError, Results, SearchWish};
use crate::ui::overlay::facets::Counted;

/// Something that is asked.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    Find(SearchWish),
    /// Which scores records can be sorted by.
    Orders,
    /// By which fields records divide.
    Fields,
    Facets(FacetWish),
    Saved,
    Keep(SavedSearch),
    Forget(String),
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
    /// The names of the fields.
    Fields(Result<Vec<String>, String>),
    Facets {
        generation: u64,
        counts: Vec<Counted>,
    },
    Saved(Result<Vec<SavedSearch>, String>),
}

/// Asks the backend; blocks as long as that takes.
pub(crate) fn perform(backend: &dyn Backend, request: Request) -> Answer {
    match request {
        Request::Find(wish) => {
            Answer::Found { generation: wish.generation, result: backend.search(&wish) }
        }
        Request::Orders => Answer::Orders(backend.scores()),
        Request::Fields => Answer::Fields(backend.facet_fields()),
        Request::Facets(wish) => {
            Answer::Facets { generation: wish.generation, counts: backend.facets(&wish) }
        }
        Request::Saved => Answer::Saved(backend.saved_searches()),
        Request::Keep(search) => Answer::Saved(backend.keep_search(&search)),
        Request::Forget(name) => Answer::Saved(backend.forget_search(&name)),
    }
}

/// The answer of a request whose worker died of a bug, where somebody waits for one.
pub(crate) fn died(request: &Request) -> Option<Answer> {
    let Request::Find(wish) = request else { return None };
    let message = "searching failed; ! shows what happened".to_owned();
    let error = QueryError { message, column: 0, suggestion: None };
    Some(Answer::Found { generation: wish.generation, result: Err(error) })
}

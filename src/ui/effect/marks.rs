//! Finding what is to be marked in a long record, after it is shown.

use std::sync::Arc;

use crate::record::Record;
use crate::ui::backend::{Backend, Marked};
use crate::ui::screen::document::Cited;

/// A record to be marked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) generation: u64,
    pub(crate) record: Arc<Record>,
    pub(crate) query: String,
}

/// What was found in it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) generation: u64,
    pub(crate) found: Marked,
    pub(crate) cited: Cited,
}

/// Finds it; blocks as long as that takes.
pub(crate) fn perform(backend: &dyn Backend, request: &Request) -> Answer {
    let found = backend.marks(&request.record, &request.query);
    let cited = Cited::new(&found.citations);
    Answer { generation: request.generation, found, cited }
}

/// The answer of a request whose worker died of a bug.
pub(crate) fn died(request: &Request) -> Answer {
    let (found, cited) = (Marked::default(), Cited::default());
    Answer { generation: request.generation, found, cited }
}

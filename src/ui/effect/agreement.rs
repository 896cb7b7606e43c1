//! What the agreement screen wants done, and what comes of it.

use std::sync::Arc;

use crate::session::agreement::Report;
use crate::ui::backend::Backend;

/// Something to be done for the agreement screen.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    /// Compare the raters.
    Compare {
        generation: u64,
    },
    Stop,
}

/// The answer to a request.
#[derive(Debug)]
pub(crate) enum Answer {
    /// `None`: the comparison was stopped.
    Compared { generation: u64, report: Option<Arc<Report>> },
}

/// Does what a request asks for; blocks as long as that takes.
pub(crate) fn perform(backend: &dyn Backend, request: &Request) -> Option<Answer> {
    match request {
        Request::Compare { generation } => {
            Some(Answer::Compared { generation: *generation, report: backend.compare(*generation) })
        }
        Request::Stop => {
            backend.stop_comparing();
            None
        }
    }
}

/// The answer of a request whose worker died of a bug.
pub(crate) fn died(request: &Request) -> Option<Answer> {
    match request {
        Request::Compare { generation } => {
            Some(Answer::Compared { generation: *generation, report: None })
        }
        Request::Stop => None,
    }
}

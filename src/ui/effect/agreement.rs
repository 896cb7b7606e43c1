//! What the agreement screen wants done, and what comes of it.

use std::sync::Arc;

use crate::record::Record;
use crate::session::agreement::{Asked, Report, Side};
use crate::ui::backend::Backend;

/// Something to be done for the agreement screen.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    /// Compare raters.
    Compare { generation: u64, asked: Asked },
    /// Show what everyone says about a record of a comparison.
    Sides { generation: u64, report: Arc<Report>, ordinal: usize },
}

/// The answer to a request.
#[derive(Debug)]
pub(crate) enum Answer {
    /// `None`: the comparison was stopped.
    Compared {
        generation: u64,
        report: Option<Arc<Report>>,
    },
    Sides {
        generation: u64,
        result: Result<(Arc<Record>, Vec<Side>), String>,
    },
}

/// Does what a request asks for; blocks as long as that takes.
pub(crate) fn perform(backend: &dyn Backend, request: &Request) -> Option<Answer> {
    match request {
        Request::Compare { generation, asked } => {
            let report = backend.compare(asked, *generation);
            Some(Answer::Compared { generation: *generation, report })
        }
        Request::Sides { generation, report, ordinal } => {
            let study = &report.compared.as_ref().ok()?.study;
            let result = backend.voices(study, *ordinal);
            Some(Answer::Sides { generation: *generation, result })
        }
    }
}

/// The answer of a request whose worker died of a bug.
pub(crate) fn died(request: &Request) -> Option<Answer> {
    match request {
        Request::Compare { generation, .. } => {
            Some(Answer::Compared { generation: *generation, report: None })
        }
        Request::Sides { generation, .. } => {
            let result = Err("Opening it failed; ! shows what happened.".to_owned());
            Some(Answer::Sides { generation: *generation, result })
        }
    }
}

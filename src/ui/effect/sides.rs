//! What the screen with two records side by side wants done, and what comes of it.

use crate::session::sides::{Counterpart, Sides, Why};
use crate::ui::backend::Backend;

/// Something to be done for that screen.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    /// Find what belongs beside a record, and compare it with the first of them.
    Find { generation: u64, left: usize },
    /// Compare two records.
    Compare { generation: u64, left: usize, right: Counterpart },
}

/// The answer to a request.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) generation: u64,
    pub(crate) result: Result<Found, String>,
}

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Found {
    /// No other record belongs beside it.
    Nothing,
    /// Two records; `others` are all that belong beside the left one, if they were asked for.
    Sides { left: usize, right: Counterpart, sides: Box<Sides>, others: Option<Vec<Counterpart>> },
}

/// Does what a request asks for; blocks as long as that takes.
pub(crate) fn perform(backend: &dyn Backend, request: Request) -> Answer {
    match request {
        Request::Find { generation, left } => {
            Answer { generation, result: find(backend, left, generation) }
        }
        Request::Compare { generation, left, right } => {
            let sides = backend.sides(left, right.ordinal);
            let found = |sides| Found::Sides { left, right, sides: Box::new(sides), others: None };
            Answer { generation, result: sides.map(found) }
        }
    }
}

fn find(backend: &dyn Backend, left: usize, generation: u64) -> Result<Found, String> {
    let others = backend.counterparts(left, generation)?;
    let Some(right) = others.first().cloned() else { return Ok(Found::Nothing) };
    let sides = Box::new(backend.sides(left, right.ordinal)?);
    Ok(Found::Sides { left, right, sides, others: Some(others) })
}

/// The answer of a request whose worker died of a bug.
pub(crate) fn died(request: &Request) -> Answer {
    let (Request::Find { generation, .. } | Request::Compare { generation, .. }) = request;
    Answer { generation: *generation, result: Err("comparing failed; ! shows why".to_owned()) }
}

/// The record that the user chose to compare with.
pub(crate) fn chosen(ordinal: usize) -> Counterpart {
    Counterpart { ordinal, why: Why::Chosen }
}

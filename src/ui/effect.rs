//! What `update` wants done: values, carried out by the runtime.

pub(crate) mod agreement;
pub(crate) mod marks;
pub(crate) mod search;
pub(crate) mod sides;
pub(crate) mod suggestions;

use std::time::Duration;

use crate::session::resume::{Place, State};

use super::backend::review::Request;
use super::backend::{Command, ExportWish, Task};
use super::event::Timer;
use super::tabs;

/// About what is kept for the next run.
#[derive(Clone, Debug)]
pub(crate) enum Keep {
    State(State),
    /// Where does the record of that place stand now?
    Locate {
        generation: u64,
        place: Place,
    },
}

/// Something to be done outside the model.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    Rows(Vec<usize>),
    Open {
        generation: u64,
        ordinal: usize,
        query: String,
    },
    Hits {
        generation: u64,
        ordinal: usize,
        query: String,
    },
    Search(search::Request),
    Label(Command),
    Undo,
    Redo,
    /// Whatever the review loop asks for.
    Review(Request),
    Export(ExportWish),
    Copy(String),
    /// Ask the terminal to take it.
    CopyByTerminal(String),
    /// Count the citations of every clause.
    Count {
        generation: u64,
    },
    /// Nobody waits any more for work on a task that was asked for before that generation.
    Stop(Task, u64),
    Agreement(agreement::Request),
    Suggestions(suggestions::Request),
    Sides(sides::Request),
    Mark(marks::Request),
    /// Count what the charts show.
    Charts,
    Problems,
    Keep(Keep),
    Tab(tabs::Request),
    /// Read the configuration again.
    Reload,
    Timer {
        after: Duration,
        timer: Timer,
    },
    Mouse(bool),
    /// Leave the screen and print a text on the terminal's own.
    Print(String),
    /// Draw every cell again.
    Redraw,
    Suspend,
    Quit,
}

impl Effect {
    /// The long task that it asks for, if it does, and the number of the request.
    pub(crate) fn task(&self) -> Option<(Task, u64)> {
        Some(match self {
            Effect::Search(search::Request::Find(wish)) => (Task::Search, wish.generation),
            Effect::Search(search::Request::Facets(wish)) => (Task::Facets, wish.generation),
            Effect::Count { generation } => (Task::Count, *generation),
            Effect::Agreement(agreement::Request::Compare { generation, .. }) => {
                (Task::Compare, *generation)
            }
            Effect::Sides(
                sides::Request::Find { generation, .. }
                | sides::Request::Compare { generation, .. },
            ) => (Task::Pair, *generation),
            Effect::Suggestions(suggestions::Request::Learn { generation }) => {
                (Task::Learn, *generation)
            }
            Effect::Review(
                Request::Draw { generation, .. } | Request::Extend { generation, .. },
            ) => (Task::Draw, *generation),
            Effect::Review(Request::Bulk { generation, .. }) => (Task::Bulk, *generation),
            Effect::Export(wish) => (Task::Export, wish.generation),
            _ => return None,
        })
    }
}

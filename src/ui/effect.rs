//! What `update` wants done: values, carried out by the runtime.

pub(crate) mod agreement;
pub(crate) mod marks;
pub(crate) mod search;
pub(crate) mod sides;
pub(crate) mod suggestions;

use std::path::PathBuf;
use std::time::Duration;

use crate::session::resume::{Place, State};

use super::backend::review::Request;
use super::backend::{Command, Ordinals};
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
    Export {
        ordinals: Ordinals,
        path: PathBuf,
        overwrite: bool,
    },
    Copy(String),
    /// Ask the terminal to take it.
    CopyByTerminal(String),
    /// Count the citations of every clause.
    Count {
        generation: u64,
    },
    StopCounting,
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

//! Everything that can happen to the screen: one closed list, one channel.

use std::path::PathBuf;
use std::sync::Arc;

use crate::problem::Problem;
use crate::session::charts::Charts;
use crate::session::clauses::Clauses;
use crate::session::resume::{Place, State};

use super::backend::review;
use super::backend::{ExportError, ExportWish, Exported, Hit, News, NotSaved, Row, Saved};
use super::effect::agreement::Answer;
use super::effect::{marks, search, sides, suggestions};
use super::key::Key;
use super::screen::document::Document;
use super::settings::Settings;
use super::tabs;

/// Something that happened.
#[derive(Debug)]
pub(crate) enum Event {
    Key(Key),
    /// Text from the terminal's own paste.
    Paste(String),
    Mouse(Mouse),
    Resize {
        width: u16,
        height: u16,
    },
    Timer(Timer),
    News(News),
    Rows(Vec<Row>),
    Opened {
        generation: u64,
        ordinal: usize,
        result: Box<Result<Document, String>>,
    },
    Hits {
        generation: u64,
        hits: Vec<Hit>,
    },
    Search(search::Answer),
    Labelled(Result<Box<Saved>, NotSaved>),
    /// Undo or redo came back; `None`: there was nothing to do.
    TookBack {
        redo: bool,
        result: Result<Option<Box<Saved>>, NotSaved>,
    },
    /// The answer to a request of the review loop.
    Review(review::Answer),
    Exported {
        wish: ExportWish,
        result: Result<Exported, ExportError>,
    },
    /// `None`: the count was stopped.
    Counted {
        generation: u64,
        clauses: Option<Arc<Clauses>>,
    },
    Agreement(Answer),
    Suggestions(suggestions::Answer),
    Sides(sides::Answer),
    Marked(Box<marks::Answer>),
    Charted(Charts),
    Copied(Copied),
    Kept(Kept),
    Problems(Vec<Problem>),
    Tab(tabs::Answer),
    /// A configuration file was written.
    ConfigChanged,
    /// The configuration as it is now, and what is wrong with it.
    Reloaded(Box<Settings>, Vec<String>),
    /// A background thread died of a bug; the screen lives on.
    WorkerPanicked(String),
    /// `SIGTSTP` from outside.
    Suspend,
    /// `SIGCONT`: whatever was on the terminal is gone.
    Resumed,
}

/// About what is kept for the next run.
#[derive(Debug)]
pub(crate) enum Kept {
    /// What was kept in the last one.
    Recalled(Box<State>),
    /// Where the record of a place stands, if it is still there.
    Located { generation: u64, place: Place, ordinal: Option<usize> },
    /// It could not be kept.
    Failed(String),
}

/// How a copy ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Copied {
    /// On the system's clipboard.
    System,
    /// The terminal is to be asked (OSC 52), which only the drawing thread may do.
    AskTerminal(String),
    /// Sent to the terminal; nobody knows whether it listened.
    Terminal {
        tmux: bool,
    },
    /// Written to a file, because nothing else worked.
    File(PathBuf),
    Failed(String),
}

/// A mouse event inside the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mouse {
    pub(crate) kind: MouseKind,
    pub(crate) column: u16,
    pub(crate) row: u16,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MouseKind {
    /// The button went down.
    Click,
    /// The pointer moved with the button down.
    Drag,
    /// The button went up.
    Release,
    WheelUp,
    WheelDown,
}

/// What a timer was set for. Each carries the number that it had then, so that a late one is told
/// from a current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timer {
    /// Typing paused: search.
    Search(u64),
    /// A prefix waits: show what may follow.
    WhichKey(u64),
    /// A notice has been up long enough.
    Notice(u64),
    /// Keep for the next run what has changed.
    Keep,
    /// The configuration was written a moment ago.
    Reload,
}

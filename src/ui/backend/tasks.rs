//! Work that may take longer than a reader waits: how far it is, and how it is stopped.

use std::time::Duration;

/// Something that may take long. There is at most one of each at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Records are read. Measured in bytes, all others in records.
    Load,
    /// The search index is built.
    Index,
    /// Detectors look at the records.
    Suggest,
    /// A search.
    Search,
    /// Values of fields are counted for the list of facets.
    Facets,
    /// Citations are counted for the clause screen.
    Count,
    /// Ratings are read for the agreement screen.
    Compare,
    /// A queue is drawn.
    Draw,
    /// The record that belongs beside another one is looked for.
    Pair,
    /// The ranker learns from labels.
    Learn,
    /// Records are written out.
    Export,
    /// Many records get one label.
    Bulk,
}

impl Task {
    /// Whether it begins by itself, without anybody asking.
    #[must_use]
    pub fn is_background(self) -> bool {
        matches!(self, Task::Load | Task::Index | Task::Suggest)
    }
}

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How far.
    pub done: u64,
    /// Of how much, if that is known. Equal means done.
    pub total: Option<u64>,
    /// How much a second, once it has taken more than one.
    pub rate: Option<u64>,
    /// How long it will take at that rate.
    pub left: Option<Duration>,
}

impl Progress {
    /// So much of so much, nothing known about the rate.
    #[must_use]
    pub fn of(done: u64, total: u64) -> Self {
        Self { done, total: Some(total), ..Self::default() }
    }

    /// Whether there is no more to do.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.total.is_some_and(|total| self.done >= total)
    }
}

/// The session's side of stopping.
pub trait TaskDesk {
    /// Nobody waits any more for work on `task` that was asked for before `generation`; what goes on
    /// by itself counts as asked for in generation 0. What runs ends early. Returns at once.
    fn newest(&self, task: Task, generation: u64);
}

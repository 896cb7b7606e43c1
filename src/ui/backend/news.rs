//! What happens in the background.

use std::time::Duration;

use super::{NotSaved, Results};

/// Receives background news on any thread.
pub type NewsSink = Box<dyn Fn(News) + Send + Sync>;

/// What happens in the background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Records are being read; `total` in the same unit, if known. Equal means done.
    Loading {
        /// How far.
        done: u64,
        /// Of how much.
        total: Option<u64>,
    },
    /// The search index is being built. Equal means done.
    Indexing {
        /// How far.
        done: u64,
        /// Of how much.
        total: u64,
        /// How long it will take.
        eta: Option<Duration>,
    },
    /// The index could not be built: searching goes on without, or with an older one.
    NotIndexed(String),
    /// The first records that a search found.
    FirstFound {
        /// Which search.
        generation: u64,
        /// What it found so far.
        results: Results,
    },
    /// Citations are being counted for the clause screen.
    Counting {
        /// Which count.
        generation: u64,
        /// Records counted.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// A queue is being drawn. Equal means done.
    Drawing {
        /// Records looked at.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// Detectors look at the records. Equal means done.
    Suggesting {
        /// How far.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// Records are being read for the agreement screen.
    Comparing {
        /// Which comparison.
        generation: u64,
        /// Records read.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// More records are known now.
    RowsGrew {
        /// How many there are.
        records: usize,
    },
    /// Every change that waited is on disk.
    Saved,
    /// Changes wait to be saved.
    NotSaved(NotSaved),
    /// How many things are wrong in the inputs.
    Problems(usize),
    /// Anything else to be told once.
    Notice(String),
}

//! What happens in the background.

use super::{NotSaved, Progress, Results, Task};

/// Receives background news on any thread.
pub type NewsSink = Box<dyn Fn(News) + Send + Sync>;

/// What happens in the background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// How far something is that takes long.
    Progress {
        /// What.
        task: Task,
        /// How far.
        progress: Progress,
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
    /// More records are known now.
    RowsGrew {
        /// How many there are.
        records: usize,
        /// How many of them have a label by this reviewer.
        labelled: usize,
    },
    /// Every change that waited is on disk.
    Saved,
    /// Changes wait to be saved.
    NotSaved(NotSaved),
    /// A file has changed since it was read: what is shown is as it was.
    Changed(String),
    /// How many things are wrong in the inputs.
    Problems(usize),
    /// Anything else to be told once.
    Notice(String),
}

//! Where one was: kept, brought back, found again.

use crate::session::resume::{Place, State};

/// Keeps what comes back after quitting or a crash. Every call may block.
pub trait Resume {
    /// What was kept of this dataset, if anything. Called once, before the first frame: keep it
    /// fast.
    fn recall(&self) -> Option<State>;

    /// Keeps it.
    ///
    /// # Errors
    /// Why it could not be written; nothing else depends on it.
    fn remember(&self, state: State) -> Result<(), String>;

    /// Where the record of a place stands now; `None` when it is gone.
    fn locate(&self, place: &Place) -> Option<usize>;
}

//! What the clause screen asks of the session.

use std::sync::Arc;

use crate::session::clauses::Clauses;

/// The session's side of that screen.
pub trait ClauseDesk {
    /// Counts what the dataset does with each clause, and tells how far it is by
    /// [`super::News::Counting`]. `None` when [`ClauseDesk::stop_counting`] or a newer count ended it early.
    fn clauses(&self, generation: u64) -> Option<Arc<Clauses>>;

    /// Ends the count that runs, if any. Returns at once.
    fn stop_counting(&self);
}

//! What the clause screen asks of the session.

use std::sync::Arc;

use crate::session::clauses::Clauses;

/// The session's side of that screen.
pub trait ClauseDesk {
    /// Counts what the dataset does with each clause, and tells how far it is. `None` when
    /// nobody waited for it any more.
    fn clauses(&self, generation: u64) -> Option<Arc<Clauses>>;
}

//! Counting citations for the clause screen.

use std::sync::Arc;

use crate::session::clauses::Clauses;
use crate::ui::backend::{ClauseDesk, Task};

use super::Desk;

impl ClauseDesk for Desk {
    fn clauses(&self, generation: u64) -> Option<Arc<Clauses>> {
        let mut running = self.begin(Task::Count, generation);
        let stale = Arc::clone(&running.stale);
        let mut progress = |done, total| running.at(done, total);
        self.session.clauses(&stale, &mut progress).map(Arc::new)
    }
}

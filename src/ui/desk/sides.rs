//! Two records side by side, from the session.

use std::sync::Arc;

use super::Desk;
use crate::session::sides::{Counterpart, Sides};
use crate::ui::backend::{SidesDesk, Task};

impl SidesDesk for Desk {
    fn counterparts(&self, ordinal: usize, generation: u64) -> Result<Vec<Counterpart>, String> {
        let mut running = self.begin(Task::Pair, generation);
        let stale = Arc::clone(&running.stale);
        self.session.counterparts(ordinal, &stale, &mut |done, total| running.at(done, total))
    }

    fn sides(&self, left: usize, right: usize) -> Result<Sides, String> {
        self.session.sides(left, right)
    }
}

//! Two records side by side, from the session.

use std::sync::atomic::AtomicBool;

use super::Desk;
use crate::session::sides::{Counterpart, Sides};
use crate::ui::backend::SidesDesk;

impl SidesDesk for Desk {
    fn counterparts(&self, ordinal: usize) -> Result<Vec<Counterpart>, String> {
        self.session.counterparts(ordinal, &AtomicBool::new(false))
    }

    fn sides(&self, left: usize, right: usize) -> Result<Sides, String> {
        self.session.sides(left, right)
    }
}

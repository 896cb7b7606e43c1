//! Charts, from the session.

use super::Desk;
use crate::session::charts::Charts;
use crate::ui::backend::ChartsDesk;

impl ChartsDesk for Desk {
    fn charts(&self) -> Charts {
        self.session.charts()
    }
}

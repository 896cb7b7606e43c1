//! What the agreement screen asks of the session.

use std::sync::Arc;

use crate::session::agreement::Report;

/// The session's side of the agreement screen.
pub trait AgreementDesk {
    /// Compares the raters, and tells how far it is by [`News::Comparing`](super::News::Comparing).
    /// `None` when [`AgreementDesk::stop_comparing`] or a newer comparison ended it early.
    fn compare(&self, generation: u64) -> Option<Arc<Report>>;

    /// Ends the comparison that runs, if any. Returns at once.
    fn stop_comparing(&self);
}

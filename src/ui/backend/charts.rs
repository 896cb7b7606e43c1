//! What the screen of charts asks of the session.

use crate::session::charts::Charts;

/// The session's side of that screen.
pub trait ChartsDesk {
    /// The figures as of now.
    fn charts(&self) -> Charts;
}

//! What the screen with two records side by side asks of the session.

use crate::session::sides::{Counterpart, Sides};

/// The session's side of that screen.
pub trait SidesDesk {
    /// The records that belong beside one, the likeliest first; fewer when nobody waited
    /// for them any more.
    ///
    /// # Errors
    /// A sentence for the reader.
    fn counterparts(&self, ordinal: usize, generation: u64) -> Result<Vec<Counterpart>, String>;

    /// Compares two records word by word.
    ///
    /// # Errors
    /// A sentence for the reader.
    fn sides(&self, left: usize, right: usize) -> Result<Sides, String>;
}

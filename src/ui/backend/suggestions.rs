//! What the track-record screen asks of the session.

use std::sync::Arc;

use crate::session::suggestions::{Learnt, TrackRecord};

/// The session's side of the track-record screen.
pub trait SuggestionDesk {
    /// How good every detector has been, as far as is known now.
    fn track_record(&self) -> Arc<TrackRecord>;

    /// How much the ranker has learnt from the labels so far, and how good it is.
    fn learn(&self) -> Vec<Learnt>;

    /// Switches a detector off, or on again, and says where that is kept.
    ///
    /// # Errors
    /// A sentence for the reader, when it cannot be kept.
    fn switch_detector(&self, id: &str, on: bool) -> Result<String, String>;

    /// Has the records looked at that have not been, in the background; how far that is comes by
    /// [`News::Suggesting`](super::News::Suggesting).
    fn look(&self);

    /// Stops looking until [`Self::look`].
    fn stop_looking(&self);
}

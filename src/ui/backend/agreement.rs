//! What the agreement screen asks of the session.

use std::sync::Arc;

use crate::record::Record;
use crate::session::agreement::{Asked, Report, Side, Study};

/// The session's side of the agreement screen.
pub trait AgreementDesk {
    /// Compares raters, and tells how far it is. `None` when nobody waited for it any more.
    fn compare(&self, asked: &Asked, generation: u64) -> Option<Arc<Report>>;

    /// A record of a comparison with what everyone has to say about it.
    ///
    /// # Errors
    /// A sentence for the reader, when the record can no longer be read.
    fn voices(&self, study: &Study, ordinal: usize) -> Result<(Arc<Record>, Vec<Side>), String>;
}

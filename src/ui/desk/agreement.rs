//! The agreement screen's questions to the session.

use std::sync::Arc;

use super::Desk;
use crate::record::Record;
use crate::session::agreement::{Asked, Report, Side, Study};
use crate::ui::backend::{AgreementDesk, Task};

impl AgreementDesk for Desk {
    fn compare(&self, asked: &Asked, generation: u64) -> Option<Arc<Report>> {
        let mut running = self.begin(Task::Compare, generation);
        let stale = Arc::clone(&running.stale);
        let mut progress = |done, total| running.at(done, total);
        self.session.agreement(asked, &stale, &mut progress).map(Arc::new)
    }

    fn voices(&self, study: &Study, ordinal: usize) -> Result<(Arc<Record>, Vec<Side>), String> {
        self.session.voices(study, ordinal)
    }
}

//! The agreement screen's questions to the session.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Desk, locked};
use crate::record::Record;
use crate::session::agreement::{Asked, Report, Side, Study};
use crate::ui::backend::{AgreementDesk, News};

impl AgreementDesk for Desk {
    fn compare(&self, asked: &Asked, generation: u64) -> Option<Arc<Report>> {
        let stop = Arc::new(AtomicBool::new(false));
        let before = std::mem::replace(&mut *locked(&self.comparing), Arc::clone(&stop));
        before.store(true, Ordering::Relaxed);
        let news = locked(&self.news).clone();
        let mut progress = |done, total| {
            if let Some(news) = &news {
                news(News::Comparing { generation, done, total });
            }
        };
        self.session.agreement(asked, &stop, &mut progress).map(Arc::new)
    }

    fn voices(&self, study: &Study, ordinal: usize) -> Result<(Arc<Record>, Vec<Side>), String> {
        self.session.voices(study, ordinal)
    }

    fn stop_comparing(&self) {
        locked(&self.comparing).store(true, Ordering::Relaxed);
    }
}

//! Counting citations for the clause screen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::session::clauses::Clauses;
use crate::ui::backend::{ClauseDesk, News};

use super::{Desk, locked};

impl ClauseDesk for Desk {
    fn clauses(&self, generation: u64) -> Option<Arc<Clauses>> {
        let stop = Arc::new(AtomicBool::new(false));
        let before = std::mem::replace(&mut *locked(&self.counting), Arc::clone(&stop));
        before.store(true, Ordering::Relaxed);
        let news = locked(&self.news).clone();
        let mut progress = |done, total| {
            if let Some(news) = &news {
                news(News::Counting { generation, done, total });
            }
        };
        self.session.clauses(&stop, &mut progress).map(Arc::new)
    }

    fn stop_counting(&self) {
        locked(&self.counting).store(true, Ordering::Relaxed);
    }
}

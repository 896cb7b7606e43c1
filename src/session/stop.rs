//! Ending what goes on behind the screen before it is done.

use std::sync::atomic::{AtomicBool, Ordering};

/// What the user wants no more of.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    loading: AtomicBool,
    indexing: AtomicBool,
}

impl Stop {
    /// Read no further: what was read stays.
    pub(crate) fn loading(&self) {
        self.loading.store(true, Ordering::Relaxed);
    }

    /// Index no further.
    pub(crate) fn indexing(&self) {
        self.indexing.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_loading_over(&self) -> bool {
        self.loading.load(Ordering::Relaxed)
    }

    pub(super) fn is_indexing_over(&self) -> bool {
        self.indexing.load(Ordering::Relaxed)
    }
}

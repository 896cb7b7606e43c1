//! Ending what goes on behind the screen before it is done.

use std::sync::atomic::{AtomicBool, Ordering};

/// What the user wants no more of.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    loading: AtomicBool,
    indexing: AtomicBool,
    /// Shared with whoever looks.
    pub(super) suggesting: AtomicBool,
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

    /// Let the detectors look no further.
    pub(crate) fn suggesting(&self) {
        self.suggesting.store(true, Ordering::Relaxed);
    }

    /// They may look again.
    pub(crate) fn suggest_again(&self) {
        self.suggesting.store(false, Ordering::Relaxed);
    }

    pub(super) fn is_loading_over(&self) -> bool {
        self.loading.load(Ordering::Relaxed)
    }

    pub(super) fn is_indexing_over(&self) -> bool {
        self.indexing.load(Ordering::Relaxed)
    }
}

//! Files that must not outlive the program. They delete themselves, but not when a signal ends it:
//! their paths are known here, so that whoever takes the signal can delete them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static KNOWN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn known() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A path that is known as long as this lives.
#[derive(Debug)]
pub struct Transient(PathBuf);

impl Transient {
    /// Makes a path known: a file, or a directory with all that is in it.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        known().insert(whole.clone());
        Self(whole)
    }

    /// The path, as an absolute one.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Transient {
    fn drop(&mut self) {
        known().remove(&self.0);
    }
}

/// Deletes all that is known. The program is about to end.
pub fn delete_all() {
    for path in std::mem::take(&mut *known()) {
        // What is gone already is fine, and nobody is left to be told of the rest.
        let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
    }
}

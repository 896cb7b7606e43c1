//! A file that one thread writes and another reads at the same time: rows of a source can be looked at
//! while the source is still being unpacked.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::error::OpenError;
use crate::problem::Problem;

/// Where the rows of a source lie: a path that changes once, when a copy that was being written gets
/// its final name.
#[derive(Clone, Debug)]
pub(crate) struct RowsPath(Arc<RwLock<PathBuf>>);

impl RowsPath {
    pub(crate) fn new(path: &Path) -> Self {
        Self(Arc::new(RwLock::new(path.to_owned())))
    }

    /// Opens the file. The lock is held meanwhile, so that a rename cannot come in between.
    pub(crate) fn open(&self) -> io::Result<File> {
        File::open(&*self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Renames the file by `rename`, which gives its new path.
    pub(crate) fn rename(&self, rename: impl FnOnce() -> io::Result<PathBuf>) -> io::Result<()> {
        let mut path = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *path = rename()?;
        Ok(())
    }

    /// Whether nobody else knows the path any more.
    fn is_forgotten(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

/// What writer and reader know of each other.
#[derive(Debug)]
pub(crate) struct Growth {
    /// The writer's own handle on the path.
    rows: RowsPath,
    /// Bytes that can be read.
    written: AtomicU64,
    /// Bytes of the source that were taken: what progress is measured by.
    taken: AtomicU64,
    outcome: Mutex<Option<Result<Vec<Problem>, OpenError>>>,
    changed: Condvar,
    ended: AtomicU64,
}

impl Growth {
    pub(crate) fn new(rows: RowsPath) -> Self {
        Self {
            rows,
            written: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            outcome: Mutex::new(None),
            changed: Condvar::new(),
            ended: AtomicU64::new(0),
        }
    }

    /// Says how far the writer is.
    pub(crate) fn advance(&self, written: u64, taken: u64) {
        self.taken.store(taken, Ordering::Relaxed);
        self.written.store(written, Ordering::Release);
        self.changed.notify_all();
    }

    /// Says that nothing more comes, and how it went.
    pub(crate) fn end(&self, written: u64, outcome: Result<Vec<Problem>, OpenError>) {
        self.written.store(written, Ordering::Release);
        *self.lock() = Some(outcome);
        self.ended.store(1, Ordering::Release);
        self.changed.notify_all();
    }

    /// How the writing went; `None` while it goes on, and once it was asked.
    pub(crate) fn take_outcome(&self) -> Option<Result<Vec<Problem>, OpenError>> {
        self.lock().take()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire) == 1
    }

    /// Bytes of the source that are done.
    pub(crate) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Whether nobody waits for the rows any more, so that writing them is in vain. The writer
    /// holds one handle on the path, here.
    pub(crate) fn is_unwanted(&self) -> bool {
        self.rows.is_forgotten()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Result<Vec<Problem>, OpenError>>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits a moment for more.
    fn wait(&self) {
        let guard = self.lock();
        let moment = Duration::from_millis(20);
        drop(self.changed.wait_timeout(guard, moment).unwrap_or_else(PoisonError::into_inner));
    }
}

/// Rows as they come: of a file that is whole, or of one that is being written.
#[derive(Debug)]
pub(crate) struct RowsFile {
    file: File,
    at: u64,
    growth: Option<Arc<Growth>>,
}

impl RowsFile {
    /// Reads `file`, whose first byte from here on stands at `at`.
    pub(crate) fn new(file: File, at: u64, growth: Option<Arc<Growth>>) -> Self {
        Self { file, at, growth }
    }

    pub(crate) fn growth(&self) -> Option<&Arc<Growth>> {
        self.growth.as_ref()
    }
}

impl Read for RowsFile {
    /// Fails with [`io::ErrorKind::WouldBlock`] when nothing came for a moment, so that the caller can
    /// look whether it should go on waiting.
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let Some(growth) = &self.growth else {
            return self.file.read(space);
        };
        let ended = growth.has_ended();
        let ready = growth.written.load(Ordering::Acquire).saturating_sub(self.at);
        if ready == 0 {
            if ended {
                return Ok(0);
            }
            growth.wait();
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let most = space.len().min(usize::try_from(ready).unwrap_or(usize::MAX));
        let read = self.file.read(&mut space[..most])?;
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_reader_sees_what_was_written_and_then_the_end() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let growth = Arc::new(Growth::new(RowsPath::new(file.path())));
        let opened = growth.rows.open().unwrap();
        let mut reader = RowsFile::new(opened, 0, Some(growth.clone()));
        let mut space = [0; 16];
        assert_eq!(reader.read(&mut space).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        file.write_all(b"abcdef").unwrap();
        growth.advance(4, 1);
        assert_eq!(reader.read(&mut space).unwrap(), 4);
        growth.end(6, Ok(Vec::new()));
        assert_eq!(reader.read(&mut space).unwrap(), 2);
        assert_eq!(reader.read(&mut space).unwrap(), 0);
        assert!(growth.take_outcome().unwrap().is_ok());
        assert!(growth.is_unwanted());
    }
}

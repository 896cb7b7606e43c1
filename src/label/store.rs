//! The append-only store: an event counts as saved when it is on the device, and not before.
//!
//! A log is written by one program at a time, whole lines in one write, each write followed by a
//! sync. What could not be saved waits in memory, in order, and goes out with the next append or
//! [`Store::retry`]; before that, whatever a failed write may have left is cut off, so that nothing
//! is lost and nothing doubled.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub mod disk;
pub(super) mod load;
mod lock;
mod opening;
mod rescue;

pub use disk::{Disk, LogFile, RealDisk};
pub use lock::Holder;

use super::event::{Event, wire};
use super::view::View;
use crate::problem::Problem;

/// One reviewer's log, open.
pub struct Store {
    disk: Box<dyn Disk>,
    dir: PathBuf,
    path: PathBuf,
    reviewer: Arc<str>,
    mode: Mode,
    guard: Option<lock::Guard>,
    file: Option<Box<dyn LogFile>>,
    /// How much of the log is known to be durable (or to be others').
    len: u64,
    /// Whole lines up to there, for the line numbers of problems.
    lines: u64,
    /// What a failed write may have left behind `len`.
    attempted: Vec<u8>,
    /// Something failed: the file must be looked at before the next write.
    suspect: bool,
    /// Bytes that go before the next events: the lines of a log that was deleted under us, the line
    /// end that a fragment lacks.
    first: Vec<u8>,
    pending: Vec<Event>,
    reason: String,
    last_seq: u64,
    session: u32,
}

/// Whether the store can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// This program is the log's one writer.
    Writable,
    /// Labels can be looked at only.
    ReadOnly {
        /// Why, in one sentence.
        reason: String,
        /// The writer, when that is the reason and it could be found out.
        holder: Option<Holder>,
    },
}

/// Events that are on the device.
#[derive(Clone, Debug, PartialEq)]
pub struct Ack {
    /// In the order of the log, stamped with number, id and reviewer; also those that had waited.
    pub events: Vec<Event>,
}

/// The event is not on the device. It waits and will go out with the next append or retry, unless
/// the store is read-only.
#[derive(Clone, Debug, PartialEq)]
pub struct NotSaved {
    /// What went wrong, for the banner.
    pub reason: String,
    /// How many events wait; 0 when the store is read-only and took nothing.
    pub pending: usize,
}

impl fmt::Display for NotSaved {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "NOT SAVED ({}): {}", self.pending, self.reason)
    }
}

impl std::error::Error for NotSaved {}

/// A file or device that does not do what it should.
#[derive(Debug)]
pub struct StoreError {
    action: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl StoreError {
    pub(super) fn new(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self { action, path: path.to_owned(), source }
    }

    /// The file or directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "cannot {} {}: {}", self.action, self.path.display(), self.source)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl Store {
    /// Opens the log of `reviewer` in `dir`, folds it into `view` and takes the writer's lock. A
    /// torn last line is moved aside. Where it cannot write, it opens read-only and says why.
    ///
    /// # Errors
    /// When there is a log and it cannot be read.
    pub fn open(
        dir: &Path,
        reviewer: &str,
        view: &mut View,
    ) -> Result<(Self, Vec<Problem>), StoreError> {
        Self::open_on(Box::new(RealDisk), dir, reviewer, view)
    }

    /// [`Store::open`] on a file system of one's own.
    ///
    /// # Errors
    /// When there is a log and it cannot be read.
    pub fn open_on(
        disk: Box<dyn Disk>,
        dir: &Path,
        reviewer: &str,
        view: &mut View,
    ) -> Result<(Self, Vec<Problem>), StoreError> {
        opening::open(disk, dir, reviewer, view)
    }

    /// Opens the log to look at it, without a lock and without writing anything.
    ///
    /// # Errors
    /// When there is a log and it cannot be read.
    pub fn open_read_only(
        dir: &Path,
        reviewer: &str,
        view: &mut View,
    ) -> Result<(Self, Vec<Problem>), StoreError> {
        let reason = "opened for reading only".to_owned();
        opening::read_only(Box::new(RealDisk), dir, reviewer, view, reason)
    }

    /// A store that holds nothing and takes nothing, for a log that cannot even be read.
    #[must_use]
    pub fn shut(dir: &Path, reviewer: &str, reason: String) -> Self {
        opening::shut(dir, reviewer, reason)
    }

    /// Writes one event and waits until it is on the device. Number, id and reviewer are filled in.
    ///
    /// # Errors
    /// When it could not be saved; it then waits, unless the store is read-only.
    pub fn append(&mut self, event: Event) -> Result<Ack, NotSaved> {
        self.append_all(vec![event])
    }

    /// Writes events in one go. They are one act: undo takes them back together.
    ///
    /// # Errors
    /// When they could not be saved; they then wait, unless the store is read-only.
    pub fn append_all(&mut self, events: Vec<Event>) -> Result<Ack, NotSaved> {
        self.writable()?;
        let several = events.len() > 1;
        let mut act = None;
        for mut event in events {
            self.stamp(&mut event);
            if several {
                event.act = Some(act.get_or_insert_with(|| event.id.clone()).clone());
            }
            self.pending.push(event);
        }
        self.retry()
    }

    /// Writes events that have their ids already, from another copy of this log or from a table.
    /// Those without a number get one; the others keep theirs, and the order goes by them.
    ///
    /// # Errors
    /// When they could not be saved; they then wait, unless the store is read-only.
    pub fn adopt(&mut self, events: Vec<Event>) -> Result<Ack, NotSaved> {
        self.writable()?;
        for mut event in events {
            if event.seq == 0 {
                self.stamp(&mut event);
            }
            self.witness(event.seq);
            self.pending.push(event);
        }
        self.retry()
    }

    fn writable(&self) -> Result<(), NotSaved> {
        match &self.mode {
            Mode::Writable => Ok(()),
            Mode::ReadOnly { reason, .. } => {
                Err(NotSaved { reason: reason.clone(), pending: self.pending.len() })
            }
        }
    }

    /// Tries again to save what waits. Also worth a call every few seconds while something does.
    ///
    /// # Errors
    /// When it still cannot be saved.
    pub fn retry(&mut self) -> Result<Ack, NotSaved> {
        if self.pending.is_empty() && self.first.is_empty() && !self.suspect {
            return Ok(Ack { events: Vec::new() });
        }
        match self.flush() {
            Ok(()) => {
                self.reason.clear();
                Ok(Ack { events: std::mem::take(&mut self.pending) })
            }
            Err(error) => {
                self.suspect = true;
                self.reason = format!("{}: {error}", self.path.display());
                Err(NotSaved { reason: self.reason.clone(), pending: self.pending.len() })
            }
        }
    }

    /// How many events wait to be saved, and why they could not; `None` when all is well.
    #[must_use]
    pub fn pending(&self) -> Option<(usize, &str)> {
        (!self.pending.is_empty()).then_some((self.pending.len(), &*self.reason))
    }

    /// The events that wait to be saved, oldest first.
    #[must_use]
    pub fn waiting(&self) -> &[Event] {
        &self.pending
    }

    /// Whether it can be written, and if not, why.
    #[must_use]
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// The log.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whose log it is.
    #[must_use]
    pub fn reviewer(&self) -> &Arc<str> {
        &self.reviewer
    }

    /// Numbers events from now on above `seq`, the highest number seen in anyone's log: then the
    /// numbers of different logs say, too, who could have seen what.
    pub fn witness(&mut self, seq: u64) {
        self.last_seq = self.last_seq.max(seq);
    }

    fn stamp(&mut self, event: &mut Event) {
        self.last_seq += 1;
        event.seq = self.last_seq;
        event.reviewer = self.reviewer.clone();
        if event.id.is_empty() {
            event.id = format!("{}-{}-{:08x}", self.reviewer, event.seq, self.session).into();
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.suspect {
            self.restore()?;
        }
        let Some(file) = &mut self.file else { return Err(io::ErrorKind::NotFound.into()) };
        let mut bytes = self.first.clone();
        for event in &self.pending {
            bytes.extend_from_slice(wire::encode(event).as_bytes());
        }
        self.attempted = bytes;
        write_whole(&mut **file, &self.attempted)?;
        file.sync_data()?;
        if !file.is_at(&self.path)? {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "the log was deleted or replaced while it was open",
            ));
        }
        self.len += self.attempted.len() as u64;
        self.lines += memchr::memchr_iter(b'\n', &self.attempted).count() as u64;
        self.attempted.clear();
        self.first.clear();
        Ok(())
    }
}

/// Writes everything, in one call unless the system takes less.
fn write_whole(file: &mut dyn LogFile, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A number that two programs hardly share, so that their event ids differ.
fn session() -> u32 {
    let random = RandomState::new().hash_one((std::process::id(), std::time::SystemTime::now()));
    (random >> 32) as u32
}

//! Opening a log: lock, read, repair; and taking it over when its writer has ended.

use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Disk, LogFile, RealDisk};
use super::{Mode, Store, StoreError, load, lock, session};
use crate::label::place::file_stem;
use crate::label::view::View;
use crate::problem::{Place, Problem, Severity};

type Opened = (Store, Vec<Problem>);

pub(super) fn open(
    disk: Box<dyn Disk>,
    dir: &Path,
    reviewer: &str,
    view: &mut View,
) -> Result<Opened, StoreError> {
    let mut store = closed(disk, dir, reviewer);
    let problems = match store.take_lock() {
        Ok(()) => store.load(view)?,
        Err(mode) => {
            store.mode = mode;
            store.catch_up(view)?
        }
    };
    Ok((store, problems))
}

pub(super) fn read_only(
    disk: Box<dyn Disk>,
    dir: &Path,
    reviewer: &str,
    view: &mut View,
    reason: String,
) -> Result<Opened, StoreError> {
    let mut store = closed(disk, dir, reviewer);
    store.mode = Mode::ReadOnly { reason, holder: None };
    let problems = store.catch_up(view)?;
    Ok((store, problems))
}

pub(super) fn shut(dir: &Path, reviewer: &str, reason: String) -> Store {
    let mode = Mode::ReadOnly { reason, holder: None };
    Store { mode, ..closed(Box::new(RealDisk), dir, reviewer) }
}

fn closed(disk: Box<dyn Disk>, dir: &Path, reviewer: &str) -> Store {
    Store {
        disk,
        dir: dir.to_owned(),
        path: dir.join(format!("{}.jsonl", file_stem(reviewer))),
        reviewer: reviewer.into(),
        mode: Mode::Writable,
        guard: None,
        file: None,
        len: 0,
        lines: 0,
        attempted: Vec::new(),
        suspect: false,
        first: Vec::new(),
        pending: Vec::new(),
        reason: String::new(),
        last_seq: 0,
        session: session(),
    }
}

impl Store {
    /// Makes a read-only store the writer if it can be one now, say because the other program has
    /// ended; what that one wrote goes into `view`. Returns whether it is the writer.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn take_over(&mut self, view: &mut View) -> Result<(bool, Vec<Problem>), StoreError> {
        if self.mode == Mode::Writable {
            return Ok((true, Vec::new()));
        }
        match self.take_lock() {
            Ok(()) => {
                self.mode = Mode::Writable;
                let problems = self.load(view)?;
                Ok((self.mode == Mode::Writable, problems))
            }
            Err(mode) => {
                self.mode = mode;
                Ok((false, self.catch_up(view)?))
            }
        }
    }

    /// Stops being the writer, so that another program, or another part of this one, can be it.
    /// Does nothing while something waits to be saved; returns whether it is the writer no more.
    pub fn let_go(&mut self, reason: &str) -> bool {
        if self.pending.is_empty() && self.mode == Mode::Writable {
            (self.guard, self.file) = (None, None);
            self.mode = Mode::ReadOnly { reason: reason.to_owned(), holder: None };
        }
        self.mode != Mode::Writable
    }

    /// Reads what the log's writer has added since; for a read-only store that follows it.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn catch_up(&mut self, view: &mut View) -> Result<Vec<Problem>, StoreError> {
        let bytes = match self.disk.read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(StoreError::new("read", &self.path, error)),
        };
        Ok(self.fold_new(&bytes, view).problems)
    }

    /// Folds what comes after the part that was read before; all of it when the log has become
    /// shorter (events that were seen already do not count twice).
    fn fold_new(&mut self, bytes: &[u8], view: &mut View) -> load::Found {
        let seen = usize::try_from(self.len).ok().filter(|&seen| seen <= bytes.len());
        let (seen, lines) = seen.map_or((0, 0), |seen| (seen, self.lines));
        let mut found = load::fold(&bytes[seen..], &self.path, lines, view);
        self.lines = lines + memchr::memchr_iter(b'\n', &bytes[seen..]).count() as u64;
        found.whole += seen;
        self.len = found.whole as u64;
        self.last_seq = self.last_seq.max(found.last_seq).max(view.last_seq());
        found
    }

    fn take_lock(&mut self) -> Result<(), Mode> {
        self.disk.create_dir(&self.dir).map_err(|error| read_only_for(&self.dir, &error))?;
        let path = self.lock_path();
        match lock::acquire(&*self.disk, &path) {
            Ok(lock::Locked::Ours(guard)) => {
                self.guard = Some(guard);
                Ok(())
            }
            Ok(lock::Locked::Theirs(holder)) => {
                let who = holder.as_ref().map_or("another program".to_owned(), ToString::to_string);
                Err(Mode::ReadOnly { reason: format!("{who} is writing this log"), holder })
            }
            Err(error) => Err(read_only_for(&path, &error)),
        }
    }

    pub(super) fn lock_path(&self) -> PathBuf {
        self.path.with_extension("lock")
    }

    /// Opens and reads the log as its writer.
    fn load(&mut self, view: &mut View) -> Result<Vec<Problem>, StoreError> {
        let opened = self.disk.open_log(&self.path).and_then(|file| {
            self.disk.sync_dir(&self.dir)?;
            Ok(file)
        });
        let mut file = match opened {
            Ok(file) => file,
            Err(error) => {
                self.guard = None;
                self.mode = read_only_for(&self.path, &error);
                return self.catch_up(view);
            }
        };
        let bytes =
            file.read_from(0).map_err(|error| StoreError::new("read", &self.path, error))?;
        let mut found = self.fold_new(&bytes, view);
        found.problems.extend(self.mend(&mut *file, &bytes, &found));
        if self.guard.as_ref().is_some_and(|guard| guard.unguarded) {
            let message = "this file system has no locks: nothing keeps a second program from writing this log";
            let place = Place::file(self.path.display().to_string());
            found.problems.push(Problem::new(Severity::Warning, place, message));
        }
        self.file = Some(file);
        Ok(found.problems)
    }

    /// Puts a torn last line aside, or gives a whole one its line end.
    fn mend(
        &mut self,
        file: &mut dyn LogFile,
        bytes: &[u8],
        found: &load::Found,
    ) -> Option<Problem> {
        let tail = &bytes[found.whole..];
        if tail.is_empty() {
            return None;
        }
        let place = Place {
            byte: Some(found.whole as u64),
            ..Place::line(self.path.display().to_string(), self.lines + 1)
        };
        if found.tail_is_event {
            self.len = bytes.len() as u64;
            self.first = b"\n".to_vec(); // written with the next event; the line itself stays
            return None;
        }
        let message = match self.put_aside(file, tail, found.whole as u64) {
            Ok(aside) => format!(
                "the last line was torn ({} bytes); moved to {}, all lines before it are intact",
                tail.len(),
                aside.display()
            ),
            Err(error) => {
                self.len = bytes.len() as u64;
                self.lines += 1;
                self.first = b"\n".to_vec(); // it becomes a bad line of its own
                format!(
                    "the last line is torn ({} bytes) and could not be moved aside: {error}",
                    tail.len()
                )
            }
        };
        Some(Problem::new(Severity::Repaired, place, message))
    }

    fn put_aside(&self, file: &mut dyn LogFile, tail: &[u8], whole: u64) -> io::Result<PathBuf> {
        let name = |n: u32| self.path.with_extension(format!("jsonl.torn-{n}"));
        let mut n = 1;
        let aside = loop {
            match self.disk.write_new(&name(n), tail) {
                Ok(()) => break name(n),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => n += 1,
                Err(error) => return Err(error),
            }
        };
        self.disk.sync_dir(&self.dir)?;
        file.truncate(whole)?;
        file.sync_data()?;
        Ok(aside)
    }
}

fn read_only_for(path: &Path, error: &io::Error) -> Mode {
    let reason = format!("{} cannot be written: {error}", path.display());
    Mode::ReadOnly { reason, holder: None }
}

//! After a failure: what a broken write has left is cut off, and a log that was deleted or replaced
//! while it was open is brought back from the handle that still holds it.

use std::collections::HashSet;
use std::io;

use super::{Store, lock};

impl Store {
    /// Brings the log into a state to be appended to. What goes wrong here leaves everything as
    /// it was, to be tried again.
    pub(super) fn restore(&mut self) -> io::Result<()> {
        let Some(old) = &mut self.file else { return Err(io::ErrorKind::NotFound.into()) };
        if old.is_at(&self.path)? {
            self.reopen()?;
        } else {
            self.bring_back()?;
        }
        self.suspect = false;
        Ok(())
    }

    /// A new handle (an error may stick to the old one), and the leavings of the failed write cut off.
    fn reopen(&mut self) -> io::Result<()> {
        let mut file = self.disk.open_log(&self.path)?;
        let there = file.size()?;
        if there > self.len {
            let tail = file.read_from(self.len)?;
            if self.attempted.starts_with(&tail) {
                file.truncate(self.len)?;
            } else {
                self.keep_foreign(&tail);
            }
        }
        let short = self.len.saturating_sub(there);
        self.len = self.len.min(there);
        self.file = Some(file);
        self.attempted.clear();
        if short > 0 {
            let message = format!("another program has cut {short} bytes off the log");
            return Err(io::Error::other(message)); // said once; the next try appends
        }
        Ok(())
    }

    /// Someone else has appended in spite of the lock: their bytes stay.
    fn keep_foreign(&mut self, tail: &[u8]) {
        self.len += tail.len() as u64;
        self.lines += memchr::memchr_iter(b'\n', tail).count() as u64;
        if !tail.ends_with(b"\n") && !self.first.starts_with(b"\n") {
            self.first.insert(0, b'\n');
        }
    }

    /// The log is no longer where it was. Its lines are still behind the old handle: those that the
    /// file at its place now (a new one, or one that was put there) lacks go before the next events.
    fn bring_back(&mut self) -> io::Result<()> {
        let Some(old) = &mut self.file else { return Err(io::ErrorKind::NotFound.into()) };
        let mut bytes = old.read_from(0)?;
        bytes.truncate(usize::try_from(self.len).unwrap_or(usize::MAX));
        self.disk.create_dir(&self.dir)?;
        match lock::acquire(&*self.disk, &self.lock_path()) {
            Ok(lock::Locked::Ours(guard)) => self.guard = Some(guard),
            // A directory that came back with our own lock file in it: the lock is ours already.
            Ok(lock::Locked::Theirs(Some(holder))) if holder.pid == std::process::id() => {}
            Ok(lock::Locked::Theirs(holder)) => {
                let who = holder.map_or("another program".to_owned(), |holder| holder.to_string());
                return Err(io::Error::other(format!("{who} has taken the log over")));
            }
            Err(error) => return Err(error),
        }
        let mut file = self.disk.open_log(&self.path)?;
        self.disk.sync_dir(&self.dir)?;
        let there = file.read_from(0)?;
        self.first = missing(&bytes, &there);
        if there.last().is_some_and(|&last| last != b'\n') {
            self.first.insert(0, b'\n');
        }
        self.len = there.len() as u64;
        self.file = Some(file);
        self.attempted.clear();
        Ok(())
    }
}

/// The lines of `old` that `new` does not have, in order.
fn missing(old: &[u8], new: &[u8]) -> Vec<u8> {
    let known: HashSet<&[u8]> = new.split(|&byte| byte == b'\n').collect();
    let lines = old.split_inclusive(|&byte| byte == b'\n');
    lines
        .filter(|line| !known.contains(line.strip_suffix(b"\n").unwrap_or(line)))
        .flatten()
        .copied()
        .collect()
}

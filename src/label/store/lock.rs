//! One writer a log: a lock that the system lets go of when its holder ends, however it ends.

use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::disk::Disk;

/// Who has the lock, as the lock file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// The machine it runs on.
    pub host: String,
    /// Since when (RFC 3339, UTC).
    pub since: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "process {} on {} since {}", self.pid, self.host, self.since)
    }
}

/// What came of trying.
pub(super) enum Locked {
    /// Ours until it is dropped.
    Ours(Guard),
    /// Someone else's.
    Theirs(Option<Holder>),
}

/// Holds the lock. The file stays when it goes: deleting it could take it from under the next one.
pub(super) struct Guard {
    file: File,
    /// The file system knows no locks; two writers would not notice each other.
    pub(super) unguarded: bool,
}

impl Drop for Guard {
    /// Closing the file is not enough: a child process that was being started at that moment has a
    /// copy of it, and would keep the lock until it runs a program of its own.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// Tries to take the lock at `path`.
pub(super) fn acquire(disk: &dyn Disk, path: &Path) -> io::Result<Locked> {
    let mut file = disk.open_lock(path)?;
    let unguarded = match file.try_lock() {
        Ok(()) => false,
        Err(TryLockError::WouldBlock) => return Ok(Locked::Theirs(holder(&mut file))),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => true,
        Err(TryLockError::Error(error)) => return Err(error),
    };
    // Only to tell others; a lock without this note holds as well.
    let _ = sign(&mut file);
    Ok(Locked::Ours(Guard { file, unguarded }))
}

fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn sign(file: &mut File) -> io::Result<()> {
    let since = Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string();
    let me = Holder { pid: std::process::id(), host: host_name(), since };
    let text = serde_json::to_string(&me)?;
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(text.as_bytes())
}

/// The machine's name as far as the standard library lets one find out.
fn host_name() -> String {
    let file = |path: &str| std::fs::read_to_string(path).ok();
    let name = file("/proc/sys/kernel/hostname")
        .or_else(|| file("/etc/hostname"))
        .or_else(|| std::env::var("HOSTNAME").ok())
        .or_else(|| std::env::var("COMPUTERNAME").ok());
    name.map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "this machine".into())
}

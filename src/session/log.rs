//! The log file: what happened in a run, for whoever wonders afterwards. One line an event, with the
//! time and the process; nothing of the data acts on a terminal that shows it.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::text::sanitise;

/// A log that has grown beyond this many bytes begins anew; the one before it is kept.
const LARGEST: u64 = 1 << 20;

/// A log that is made with its first line.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl Log {
    /// The log at `path`.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, file: Mutex::default() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line. A log that cannot be written must not stop the work: then nothing is added.
    pub fn write(&self, text: &str) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.is_none() {
            *file = self.open();
        }
        let line = sanitise::line(text);
        let whole = format!("{:.3} {} {line}\n", Timestamp::now(), std::process::id());
        if let Some(file) = file.as_mut() {
            let _ = file.write_all(whole.as_bytes());
        }
    }

    fn open(&self) -> Option<File> {
        fs::create_dir_all(self.path.parent()?).ok()?;
        if self.path.metadata().is_ok_and(|data| data.len() > LARGEST) {
            let _ = fs::rename(&self.path, self.path.with_extension("log.old"));
        }
        OpenOptions::new().create(true).append(true).open(&self.path).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_a_time_and_no_control_characters() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/cotscope.log");
        let log = Log::new(path.clone());
        assert!(!path.exists(), "nothing happened yet");
        log.write("opened \u{1b}[2J\nrun.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 1);
        assert!(text.ends_with("run.jsonl\n") && !text.contains('\u{1b}'), "{text}");
        assert!(text.starts_with("20"), "{text}");
    }

    #[test]
    fn a_long_log_begins_anew_and_the_old_one_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cotscope.log");
        fs::write(&path, "x".repeat(LARGEST as usize + 1)).unwrap();
        Log::new(path.clone()).write("new");
        assert!(fs::metadata(&path).unwrap().len() < 100);
        assert!(dir.path().join("cotscope.log.old").exists());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_no_error() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        Log::new(dir.path().join("file/cotscope.log")).write("lost");
    }
}

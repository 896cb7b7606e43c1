//! A file that appears whole or not at all: written beside its place, synced, then renamed.

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::dataset::transient::Transient;

/// A file being written.
pub struct Target {
    file: BufWriter<NamedTempFile>,
    /// Until it is in its place.
    transient: Transient,
    path: PathBuf,
    overwrite: bool,
}

/// Why there is no new file.
#[derive(Debug)]
pub enum TargetError {
    /// The path is taken and overwriting was not asked for.
    Exists(PathBuf),
    /// The path is one of the files that are read.
    IsInput(PathBuf),
    /// The file cannot be made there.
    CannotCreate(PathBuf, io::Error),
    /// Writing failed; what stood there before is as it was.
    Io(PathBuf, io::Error),
}

impl fmt::Display for TargetError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(path) => write!(out, "{} exists already", path.display()),
            Self::IsInput(path) => {
                write!(out, "{} is what the records are read from", path.display())
            }
            Self::CannotCreate(path, why) => {
                write!(out, "{} cannot be created: {why}", path.display())
            }
            Self::Io(path, why) => write!(out, "{} was not written: {why}", path.display()),
        }
    }
}

impl std::error::Error for TargetError {}

impl Target {
    /// The same, unless `path` is one of `inputs`: no output may take the place of what it is made
    /// from.
    ///
    /// # Errors
    /// As [`Target::create`], and when the path is an input.
    pub fn create_beside<'p>(
        path: &Path,
        overwrite: bool,
        inputs: impl IntoIterator<Item = &'p str>,
    ) -> Result<Self, TargetError> {
        let whole = path.canonicalize().ok();
        let is_input =
            |input: &str| whole.is_some() && Path::new(input).canonicalize().ok() == whole;
        if inputs.into_iter().any(is_input) {
            return Err(TargetError::IsInput(path.to_owned()));
        }
        Self::create(path, overwrite)
    }

    /// Begins a file that will stand at `path`.
    ///
    /// # Errors
    /// When the path is taken, or nothing can be created in its directory.
    pub fn create(path: &Path, overwrite: bool) -> Result<Self, TargetError> {
        if path.is_dir() {
            let why = io::Error::from(io::ErrorKind::IsADirectory);
            return Err(TargetError::CannotCreate(path.to_owned(), why));
        }
        if !overwrite && path.symlink_metadata().is_ok() {
            return Err(TargetError::Exists(path.to_owned()));
        }
        let dir = match path.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        let file = NamedTempFile::new_in(dir)
            .map_err(|why| TargetError::CannotCreate(path.to_owned(), why))?;
        let transient = Transient::new(file.path());
        Ok(Self { file: BufWriter::new(file), transient, path: path.to_owned(), overwrite })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it cannot be written whole, or the path was taken meanwhile.
    pub fn finish(self) -> Result<(), TargetError> {
        let Self { file, transient: _transient, path, overwrite } = self;
        let failed = |why: io::Error| TargetError::Io(path.clone(), why);
        let file = file.into_inner().map_err(|why| failed(why.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        let renamed = if overwrite { file.persist(&path) } else { file.persist_noclobber(&path) };
        match renamed {
            Ok(_) => Ok(()),
            Err(why) if why.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(TargetError::Exists(path))
            }
            Err(why) => Err(TargetError::Io(path, why.error)),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.jsonl");
        let mut first = Target::create(&path, false).unwrap();
        first.write_all(b"one").unwrap();
        assert!(!path.exists());
        first.finish().unwrap();
        assert!(matches!(Target::create(&path, false), Err(TargetError::Exists(_))));
        let mut dropped = Target::create(&path, true).unwrap();
        dropped.write_all(b"half").unwrap();
        drop(dropped);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        let missing = dir.path().join("no/such/dir/x");
        assert!(matches!(Target::create(&missing, false), Err(TargetError::CannotCreate(..))));
    }
}

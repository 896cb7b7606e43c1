//! The file operations of the store, behind a trait so that tests can make the Nth of them fail.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What the store asks of a file system. [`RealDisk`] is the one that programs use.
pub trait Disk: Send {
    /// Makes a directory and those above it; syncs the parent, so that it is still there after a
    /// power cut.
    fn create_dir(&self, dir: &Path) -> io::Result<()>;
    /// Opens a log for reading and appending, making it when it is missing.
    fn open_log(&self, path: &Path) -> io::Result<Box<dyn LogFile>>;
    /// All bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Writes a new file beside the log and syncs it; fails when it exists.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Makes new names in a directory durable.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
    /// Opens the lock file for reading and writing, making it when it is missing.
    fn open_lock(&self, path: &Path) -> io::Result<File>;
}

/// A log that is open.
pub trait LogFile: Send {
    /// Appends; may write less than all, like `write(2)`.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;
    /// Waits until the data is on the device.
    fn sync_data(&mut self) -> io::Result<()>;
    /// Cuts the file to `len` bytes.
    fn truncate(&mut self, len: u64) -> io::Result<()>;
    /// How long it is, in bytes.
    fn size(&mut self) -> io::Result<u64>;
    /// The bytes from `start` on.
    fn read_from(&mut self, start: u64) -> io::Result<Vec<u8>>;
    /// Whether `path` still leads to this file: it does not after a deletion or a replacement.
    fn is_at(&mut self, path: &Path) -> io::Result<bool>;
}

/// The file system itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        if dir.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(dir)?;
        match dir.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => self.sync_dir(parent),
            _ => Ok(()),
        }
    }

    fn open_log(&self, path: &Path) -> io::Result<Box<dyn LogFile>> {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        Ok(Box::new(RealLog(file)))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) } // Windows opens no directories
    }

    fn open_lock(&self, path: &Path) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
    }
}

struct RealLog(File);

impl LogFile for RealLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn size(&mut self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read_from(&mut self, start: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0.seek(SeekFrom::Start(start))?;
        self.0.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[cfg(unix)]
    fn is_at(&mut self, path: &Path) -> io::Result<bool> {
        use std::os::unix::fs::MetadataExt;
        let ours = self.0.metadata()?;
        match fs::metadata(path) {
            Ok(there) => Ok((there.dev(), there.ino()) == (ours.dev(), ours.ino())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    #[cfg(not(unix))]
    fn is_at(&mut self, path: &Path) -> io::Result<bool> {
        path.try_exists() // an open file cannot be deleted or replaced there
    }
}

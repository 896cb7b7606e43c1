//! Where indexes lie: one directory a dataset, in it one directory a generation.
//!
//! ```text
//! <root>/lock                  held while one builds; the system lets go of it when the process ends
//! <root>/building-<random>/    what is being built; left-overs of a killed process are removed
//! <root>/gen-000007/           a whole index: manifest.json and tantivy's files, never changed
//! <root>/citations-<hash>      the citations for one version of specs and detector
//! ```
//!
//! Building ends with renaming `building-…` to the next generation, so that readers see the old
//! index or the new one and never a part. A generation that somebody still reads may be removed:
//! the system keeps open files.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

const GENERATION: &str = "gen-";
const BUILDING: &str = "building-";

/// The newest generation under `root`, if there is any.
pub(super) fn newest(root: &Path) -> Option<PathBuf> {
    generations(root).into_iter().next_back().map(|(_, path)| path)
}

fn generations(root: &Path) -> Vec<(u64, PathBuf)> {
    let mut found: Vec<(u64, PathBuf)> = entries(root)
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?;
            Some((name.strip_prefix(GENERATION)?.parse().ok()?, path))
        })
        .collect();
    found.sort_unstable();
    found
}

fn entries(root: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(root).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()))
}

/// The right to build under a root; given up when dropped, and by the system when the process dies.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
    root: PathBuf,
}

impl Lock {
    /// Takes the lock unless another process holds it.
    pub(super) fn try_take(root: &Path) -> io::Result<Option<Self>> {
        fs::create_dir_all(root)?;
        let file = File::options().create(true).append(true).open(root.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file, root: root.to_owned() })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// An empty directory to build in. Whatever killed processes left is removed first.
    pub(super) fn begin(&self) -> io::Result<Building> {
        for path in entries(&self.root) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with(BUILDING) {
                fs::remove_dir_all(&path)?;
            }
        }
        let dir = tempfile::Builder::new().prefix(BUILDING).tempdir_in(&self.root)?;
        Ok(Building { dir })
    }

    /// Removes everything but the lock.
    pub(super) fn clear(&self) -> io::Result<()> {
        for path in entries(&self.root) {
            if path.is_dir() {
                fs::remove_dir_all(&path)?;
            } else if path.file_name().is_some_and(|name| name != "lock") {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// Makes what was built the newest generation and removes the older ones.
    pub(super) fn publish(&self, building: Building) -> io::Result<PathBuf> {
        let older = generations(&self.root);
        let number = older.last().map_or(1, |(number, _)| number + 1);
        let target = self.root.join(format!("{GENERATION}{number:06}"));
        fs::rename(building.dir.path(), &target)?;
        // Renamed: there is nothing left for it to clean up.
        let _ = building.dir.keep();
        File::open(&self.root)?.sync_all()?;
        for (_, path) in older {
            // A left-over is harmless: the newest generation counts, and the next build tries again.
            let _ = fs::remove_dir_all(path);
        }
        Ok(target)
    }
}

/// A directory that vanishes unless it is published.
#[derive(Debug)]
pub(super) struct Building {
    dir: tempfile::TempDir,
}

impl Building {
    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Brings in the files of an older generation, by link where the file system can. They are
    /// never written to again, so that sharing them is safe.
    pub(super) fn adopt(&self, old: &Path, names: impl Iterator<Item = String>) -> io::Result<()> {
        for name in names {
            let (from, to) = (old.join(&name), self.path().join(&name));
            if name.ends_with(".json") || fs::hard_link(&from, &to).is_err() {
                fs::copy(&from, &to)?;
            }
        }
        Ok(())
    }
}

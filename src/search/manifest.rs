//! What an index was built from, and what its files must look like.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::schema;

/// Name of the manifest's file, written last: a directory without one holds no index.
pub(super) const FILE: &str = "manifest.json";

/// Says what an index was built from and lists its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Version of this file's own shape.
    pub(super) version: u32,
    /// Version of schema and terms.
    pub(super) schema: u32,
    /// Version of the analyser.
    pub(super) analyser: u32,
    /// What the source was then.
    pub(super) fingerprint: String,
    pub(super) records: u32,
    pub(super) files: Vec<Listed>,
}

const VERSION: u32 = 1;

/// The version of the indexes that this program makes and reads: manifest, schema, terms.
#[must_use]
pub fn index_version() -> String {
    format!("{VERSION}.{}.{}", schema::VERSION, super::words::VERSION)
}

/// One file of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) size: u64,
    /// When it was last changed, in nanoseconds since 1970: as long as that is so, nobody has
    /// written to it, and it need not be read through at every start.
    pub(super) changed: u64,
    /// XXH3 of its bytes.
    pub(super) checksum: String,
}

impl Manifest {
    /// Lists the files in `dir`.
    pub(super) fn of_dir(dir: &Path, fingerprint: String, records: u32) -> io::Result<Self> {
        let mut files = Vec::new();
        for entry in fs::read_dir(dir)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name != FILE && !name.ends_with(".lock") {
                files.push(Listed::of(dir, name)?);
            }
        }
        files.sort_by(|left, right| left.name.cmp(&right.name));
        let analyser = super::words::VERSION;
        Ok(Self {
            version: VERSION,
            schema: schema::VERSION,
            analyser,
            fingerprint,
            records,
            files,
        })
    }

    /// Writes it into `dir`, down to the disk.
    pub(super) fn write(&self, dir: &Path) -> io::Result<()> {
        let mut file = File::create(dir.join(FILE))?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()
    }

    /// Reads the one in `dir`; `Err` says in words why it cannot be used.
    pub(super) fn read(dir: &Path) -> Result<Self, String> {
        let text = fs::read(dir.join(FILE)).map_err(|error| format!("no manifest: {error}"))?;
        let manifest: Self = serde_json::from_slice(&text)
            .map_err(|error| format!("the manifest cannot be read: {error}"))?;
        let versions = (manifest.version, manifest.schema, manifest.analyser);
        if versions != (VERSION, schema::VERSION, super::words::VERSION) {
            return Err("it was made by another version of the program".to_owned());
        }
        Ok(manifest)
    }

    /// Checks that every file is there, of its size, and untouched since; one that was touched is
    /// read through. `Err` says what is damaged.
    pub(super) fn check(&self, dir: &Path) -> Result<(), String> {
        self.files.iter().try_for_each(|file| match file.state(dir)? {
            changed if changed == file.changed => Ok(()),
            _ => file.read_through(dir),
        })
    }

    /// Reads every file through. `Err` says what is damaged.
    pub(super) fn verify(&self, dir: &Path) -> Result<(), String> {
        self.files.iter().try_for_each(|file| {
            file.state(dir)?;
            file.read_through(dir)
        })
    }

    /// Bytes of all files.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

impl Listed {
    fn of(dir: &Path, name: String) -> io::Result<Self> {
        let path = dir.join(&name);
        let (size, changed) = size_and_change(&path)?;
        Ok(Self { checksum: checksum(&path)?, name, size, changed })
    }

    /// When the file was changed, provided that it has its size.
    fn state(&self, dir: &Path) -> Result<u64, String> {
        let (size, changed) = size_and_change(&dir.join(&self.name))
            .map_err(|error| format!("{}: {error}", self.name))?;
        if size == self.size {
            Ok(changed)
        } else {
            Err(format!("{} has {size} bytes instead of {}", self.name, self.size))
        }
    }

    fn read_through(&self, dir: &Path) -> Result<(), String> {
        match checksum(&dir.join(&self.name)) {
            Ok(checksum) if checksum == self.checksum => Ok(()),
            Ok(_) => Err(format!("{} has other bytes than were written", self.name)),
            Err(error) => Err(format!("{}: {error}", self.name)),
        }
    }
}

fn size_and_change(path: &Path) -> io::Result<(u64, u64)> {
    let meta = fs::metadata(path)?;
    let changed = meta.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok((meta.len(), u64::try_from(changed.as_nanos()).unwrap_or(u64::MAX)))
}

/// XXH3 of a file, sixteen hexadecimal digits.
pub(super) fn checksum(path: &Path) -> io::Result<String> {
    let (mut file, mut hasher) = (File::open(path)?, Xxh3::new());
    let mut block = vec![0; 1 << 18];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(format!("{:016x}", hasher.digest())),
            read => hasher.update(&block[..read]),
        }
    }
}

//! Detectors that are switched off for a dataset: a file beside its labels, so that everyone who
//! reviews the dataset sees the same suggestions.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The file's name in the directory of the labels.
const FILE_NAME: &str = "detectors.toml";

const HEAD: &str = "# Detectors that are switched off for this dataset, by id.\n";

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Switches {
    off: Vec<String>,
}

/// Why a switch could not be kept.
#[derive(Debug)]
pub struct SwitchError {
    /// The file.
    pub path: PathBuf,
    /// What the system said, or what is wrong in the file.
    pub why: String,
}

impl fmt::Display for SwitchError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.path.display(), self.why)
    }
}

/// Where the switches of a dataset are kept, given the directory of its labels.
#[must_use]
pub fn off_file(labels: &Path) -> PathBuf {
    labels.join(FILE_NAME)
}

/// The ids of the detectors that are switched off; none where there is no file.
///
/// # Errors
/// When the file cannot be read or understood.
pub fn read_off(labels: &Path) -> Result<Vec<String>, SwitchError> {
    let path = off_file(labels);
    let source = match fs::read_to_string(&path) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(why) => return Err(SwitchError { path, why: why.to_string() }),
        Ok(source) => source,
    };
    let switches: Switches = toml::from_str(&source)
        .map_err(|why| SwitchError { path, why: why.message().to_owned() })?;
    Ok(switches.off)
}

/// Switches a detector off or on, and returns all that are off now.
pub(super) fn switch(labels: &Path, id: &str, on: bool) -> Result<Vec<String>, SwitchError> {
    let mut off = read_off(labels)?;
    off.retain(|other| other != id);
    if !on {
        off.push(id.to_owned());
    }
    off.sort();
    let path = off_file(labels);
    let failed = |why: String| SwitchError { path: path.clone(), why };
    let text =
        toml::to_string(&Switches { off: off.clone() }).map_err(|why| failed(why.to_string()))?;
    let unfinished = path.with_extension("toml.unfinished");
    fs::create_dir_all(labels)
        .and_then(|()| fs::write(&unfinished, format!("{HEAD}{text}")))
        .and_then(|()| fs::rename(&unfinished, &path))
        .map_err(|why| failed(why.to_string()))?;
    Ok(off)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_kept_and_a_broken_file_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let labels = dir.path().join("x.labels");
        assert!(read_off(&labels).unwrap().is_empty());
        switch(&labels, "b/two", false).unwrap();
        assert_eq!(switch(&labels, "a/one", false).unwrap(), ["a/one", "b/two"]);
        switch(&labels, "b/two", true).unwrap();
        assert_eq!(read_off(&labels).unwrap(), ["a/one"]);
        fs::write(off_file(&labels), "off = 3").unwrap();
        assert!(switch(&labels, "c", false).is_err());
        assert_eq!(fs::read_to_string(off_file(&labels)).unwrap(), "off = 3");
    }
}

//! The built-in demo: a policy and a dataset that travel inside the program.

use std::fs::{self, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::spec::Spec;

/// The policy's file name.
pub const SPEC_NAME: &str = "assistant-policy.md";
/// The dataset's file name.
pub const DATASET_NAME: &str = "harbour.jsonl";

const SPEC: &str = include_str!("../../specs/assistant-policy.md");
const DATASET: &str = include_str!("../../sample-data/harbour.jsonl");
const REVIEWERS: [(&str, &str); 3] = [
    ("ada.jsonl", include_str!("../../sample-data/harbour.jsonl.labels/ada.jsonl")),
    ("boris.jsonl", include_str!("../../sample-data/harbour.jsonl.labels/boris.jsonl")),
    ("chen.jsonl", include_str!("../../sample-data/harbour.jsonl.labels/chen.jsonl")),
];

/// The built-in policy.
#[must_use]
pub fn spec() -> Spec {
    Spec::parse("assistant-policy", SPEC_NAME, SPEC).0
}

/// Lays the dataset, the policy and three reviewers' labels down in `dir` where they are missing or
/// of an older version; labels that somebody added stay. Returns dataset and spec.
///
/// # Errors
/// When the files cannot be written.
pub fn lay_down(dir: &Path) -> io::Result<(PathBuf, PathBuf)> {
    let labels = dir.join(format!("{DATASET_NAME}.labels"));
    fs::create_dir_all(&labels)?;
    let (dataset, spec) = (dir.join(DATASET_NAME), dir.join(SPEC_NAME));
    refresh(&dataset, DATASET)?;
    refresh(&spec, SPEC)?;
    for (name, log) in REVIEWERS {
        let path = labels.join(name);
        if !path.exists() {
            fs::write(path, log)?;
        }
    }
    Ok((dataset, spec))
}

/// Puts the labels on the demo aside, whoever gave them; those that come with it are laid down again.
/// Returns where they are now, if there were any.
///
/// # Errors
/// When they cannot be moved, or a program is writing them.
pub fn put_aside(dir: &Path) -> io::Result<Option<PathBuf>> {
    let labels = dir.join(format!("{DATASET_NAME}.labels"));
    if !labels.exists() {
        return Ok(None);
    }
    for entry in fs::read_dir(&labels)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "lock") {
            let lock = fs::File::open(&path)?;
            if matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
                return Err(io::Error::other("a program is writing them"));
            }
        }
    }
    let aside = |number: usize| dir.join(format!("labels-before-{number}"));
    let free = (1..).map(aside).find(|path| !path.exists()).unwrap_or_else(|| aside(0));
    fs::rename(&labels, &free)?;
    Ok(Some(free))
}

/// Dataset and spec, if they were laid down before.
#[must_use]
pub fn found(dir: &Path) -> Option<(PathBuf, PathBuf)> {
    let (dataset, spec) = (dir.join(DATASET_NAME), dir.join(SPEC_NAME));
    (dataset.is_file() && spec.is_file()).then_some((dataset, spec))
}

fn refresh(path: &Path, content: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|there| there == content.as_bytes()) {
        return Ok(());
    }
    fs::write(path, content)
}

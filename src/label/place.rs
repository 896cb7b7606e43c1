//! Where label logs live and what they are called.

use std::fs;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The labels directory of a dataset: `<dataset>.labels/` beside it if that exists or can be made
/// there, else a directory of the user's data directory named after the dataset's full path.
/// Creates nothing. `None` for a dataset without a place (standard input, the built-in demo) when
/// the user has no data directory either.
#[must_use]
pub fn labels_dir(dataset: Option<&Path>) -> Option<PathBuf> {
    let data_dir = || etcetera::choose_base_strategy().ok().map(|base| base.data_dir());
    let Some(dataset) = dataset else {
        return Some(data_dir()?.join("cotscope").join("labels").join("demo"));
    };
    let beside = beside(dataset)?;
    if beside.is_dir() || beside.parent().is_some_and(may_create_in) {
        return Some(beside);
    }
    let hash = blake3::hash(beside.as_os_str().as_encoded_bytes()).to_hex();
    let name = format!("{}-{}", beside.file_name()?.to_string_lossy(), &hash[..8]);
    Some(data_dir()?.join("cotscope").join("labels").join(name))
}

/// Whether anybody has labelled a dataset; labels outlive data that were moved away.
#[must_use]
pub fn has_labels(dataset: &Path) -> bool {
    labels_dir(Some(dataset)).is_some_and(|dir| dir.is_dir())
}

/// `<dataset>.labels`, absolute, so that a trailing slash or `.` does not hide the name.
fn beside(dataset: &Path) -> Option<PathBuf> {
    let whole = fs::canonicalize(dataset).or_else(|_| std::path::absolute(dataset)).ok()?;
    let mut name = whole.file_name()?.to_os_string();
    name.push(".labels");
    Some(whole.with_file_name(name))
}

/// Whether a file can be made in `dir`: asked of the system by making one without a name, since
/// permission bits do not tell (read-only mounts, access lists, root).
fn may_create_in(dir: &Path) -> bool {
    tempfile::tempfile_in(dir).is_ok()
}

/// The name of a reviewer's log, `<reviewer>.jsonl`. Whatever could leave the directory, hide the
/// file or be refused by a file system is written as `%` and two hexadecimal digits a byte.
#[must_use]
pub fn log_file_name(reviewer: &str) -> String {
    format!("{}.jsonl", file_stem(reviewer))
}

/// The reviewer's name as a file name without its ending.
pub(crate) fn file_stem(reviewer: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | ' ' | '+');
    let mut name = String::new();
    let last = reviewer.chars().count().saturating_sub(1);
    for (index, c) in reviewer.chars().enumerate() {
        let at_an_end = index == 0 || index == last;
        if plain(c) && !(at_an_end && matches!(c, '.' | ' ')) && name.len() < 180 {
            name.push(c);
        } else {
            let mut bytes = [0; 4];
            name.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    if name.is_empty() { "%".to_owned() } else { shortened(name, reviewer) }
}

/// File systems refuse names over 255 bytes.
fn shortened(name: String, reviewer: &str) -> String {
    if name.len() <= 200 {
        return name;
    }
    let hash = blake3::hash(reviewer.as_bytes()).to_hex();
    let cut = name.char_indices().map(|(at, _)| at).take_while(|&at| at <= 180).last();
    format!("{}%{}", &name[..cut.unwrap_or(0)], &hash[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_names_stay_inside_the_directory_and_apart() {
        for (reviewer, name) in [
            ("ada", "ada.jsonl"),
            ("Ada Lovelace", "Ada Lovelace.jsonl"),
            ("zoë@example.org", "zoë@example.org.jsonl"),
            ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd.jsonl"),
            (".hidden", "%2Ehidden.jsonl"),
            ("a\0b", "a%00b.jsonl"),
            ("", "%.jsonl"),
            ("%", "%25.jsonl"),
        ] {
            assert_eq!(log_file_name(reviewer), name);
        }
        let long = "x".repeat(1000);
        assert!(log_file_name(&long).len() < 255);
        assert_ne!(log_file_name(&long), log_file_name(&(long.clone() + "y")));
        assert_eq!(log_file_name("a/b"), "a%2Fb.jsonl");
    }

    #[test]
    fn labels_lie_beside_the_dataset_where_they_can() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("run.jsonl");
        fs::write(&file, "{}").unwrap();
        let place = labels_dir(Some(&file)).unwrap();
        assert_eq!(place.file_name().unwrap(), "run.jsonl.labels");
        assert_eq!(place.parent().unwrap(), fs::canonicalize(dir.path()).unwrap());
        assert!(!place.exists());
    }
}

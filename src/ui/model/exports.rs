//! Where exports go unless something else is typed: named after the data and what of them is written.

use std::path::{Path, PathBuf};

/// Letters of what a name says.
const LONGEST: usize = 40;

/// The names of exports.
#[derive(Debug)]
pub(crate) struct Exports {
    /// The name of the data.
    stem: String,
    /// The directory and the ending of the last export.
    dir: PathBuf,
    ending: String,
}

impl Exports {
    pub(crate) fn new(stem: &Path) -> Self {
        let name = stem.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let dir = stem.parent().map(Path::to_path_buf).unwrap_or_default();
        Self { stem: name, dir, ending: "jsonl".to_owned() }
    }

    /// Where records that are `what` go.
    pub(crate) fn path(&self, what: &str) -> PathBuf {
        self.dir.join(format!("{}-{}.{}", self.stem, plain(what), self.ending))
    }

    /// The next ones go beside `path`, in the same format.
    pub(crate) fn went_to(&mut self, path: &Path) {
        self.dir = path.parent().map(Path::to_path_buf).unwrap_or_default();
        if let Some(ending) = path.extension() {
            self.ending = ending.to_string_lossy().into_owned();
        }
    }
}

/// The same name with the next number.
pub(crate) fn next(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let (name, number) = match stem.rsplit_once('-') {
        Some((name, digits)) if digits.parse::<u16>().is_ok() => {
            (name, digits.parse::<u16>().unwrap_or(1))
        }
        _ => (&*stem, 1),
    };
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy()));
    path.with_file_name(format!(
        "{name}-{}{}",
        number.saturating_add(1),
        ending.unwrap_or_default()
    ))
}

/// Words with hyphens between them, which every file system takes.
fn plain(what: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let words: String = what.chars().map(letter).collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    let name: String = words.join("-").to_lowercase().chars().take(LONGEST).collect();
    match name.trim_end_matches('-') {
        "" => "found".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_it_holds() {
        let mut exports = Exports::new(Path::new("run7"));
        let path = |exports: &Exports, what| exports.path(what).display().to_string();
        assert_eq!(path(&exports, "flagged"), "run7-flagged.jsonl");
        assert_eq!(
            path(&exports, "outcome:=\"complied\" AND zebra"),
            "run7-outcome-complied-and-zebra.jsonl"
        );
        assert_eq!(path(&exports, "\"/\""), "run7-found.jsonl");
        exports.went_to(Path::new("out/x.csv"));
        assert_eq!(path(&exports, "all"), "out/run7-all.csv");
        assert_eq!(next(Path::new("out/run7-all.csv")), Path::new("out/run7-all-2.csv"));
        assert_eq!(next(Path::new("a-9")), Path::new("a-10"));
    }
}

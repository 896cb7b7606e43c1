//! Searches that are kept under a name, across datasets: one TOML file in the user's data directory.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::place;

/// A search under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    /// What it is called.
    pub name: String,
    /// The query.
    pub query: String,
}

/// The file with the searches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearches {
    path: PathBuf,
}

/// The shape of the file.
#[derive(Debug, Default, Deserialize, Serialize)]
struct File {
    version: u32,
    #[serde(default)]
    searches: BTreeMap<String, String>,
}

const VERSION: u32 = 1;

impl SavedSearches {
    /// Those of the user.
    #[must_use]
    pub fn of_user() -> Self {
        Self::at(place::data_dir().join("searches.toml"))
    }

    /// Those of a file, which need not be there.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// All of them, by name.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn all(&self) -> io::Result<Vec<SavedSearch>> {
        let searches = self.read()?.searches.into_iter();
        Ok(searches.map(|(name, query)| SavedSearch { name, query }).collect())
    }

    /// Keeps a search; one of the same name is replaced.
    ///
    /// # Errors
    /// When the file cannot be read or written: it then stays as it was.
    pub fn keep(&self, search: &SavedSearch) -> io::Result<()> {
        self.change(|searches| {
            searches.insert(search.name.clone(), search.query.clone());
        })
    }

    /// Forgets the search of that name.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub fn forget(&self, name: &str) -> io::Result<()> {
        self.change(|searches| {
            searches.remove(name);
        })
    }

    fn read(&self) -> io::Result<File> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(File::default()),
            Err(error) => return Err(error),
        };
        let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
        let file: File = toml::from_str(&text)
            .map_err(|why| invalid(format!("{}: {}", self.path.display(), why.message())))?;
        if file.version > VERSION {
            let why = "it was written by a newer version of the program";
            return Err(invalid(format!("{}: {why}", self.path.display())));
        }
        Ok(file)
    }

    /// Reads, changes and replaces the file as a whole, so that a crash leaves the old one.
    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> io::Result<()> {
        let mut file = self.read()?;
        change(&mut file.searches);
        file.version = VERSION;
        let text = toml::to_string(&file).map_err(io::Error::other)?;
        let dir = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(dir)?;
        let mut new = tempfile::NamedTempFile::new_in(dir)?;
        new.write_all(text.as_bytes())?;
        new.as_file().sync_all()?;
        new.persist(&self.path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(name: &str, query: &str) -> SavedSearch {
        SavedSearch { name: name.to_owned(), query: query.to_owned() }
    }

    #[test]
    fn searches_are_kept_by_name_and_replaced_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let file = SavedSearches::at(dir.path().join("deep/searches.toml"));
        assert_eq!(file.all().unwrap(), []);
        let wanted = [search("a \"b\"", "\"must not\"~3"), search("z", "категория:x")];
        for search in [&wanted[1], &search("a \"b\"", "old"), &wanted[0]] {
            file.keep(search).unwrap();
        }
        assert_eq!(SavedSearches::at(file.path.clone()).all().unwrap(), wanted);
        file.forget("z").unwrap();
        file.forget("nothing").unwrap();
        assert_eq!(file.all().unwrap(), wanted[..1]);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("searches.toml");
        for text in ["searches = 3", "version = 99\n"] {
            fs::write(&path, text).unwrap();
            let file = SavedSearches::at(path.clone());
            assert!(file.all().is_err() && file.keep(&search("a", "b")).is_err(), "{text}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn the_first_version_of_the_file_is_read_for_ever() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("searches.toml");
        fs::write(&path, "version = 1\n\n[searches]\nlies = \"clause:do_not_lie\"\n").unwrap();
        assert_eq!(SavedSearches::at(path).all().unwrap(), [search("lies", "clause:do_not_lie")]);
    }
}

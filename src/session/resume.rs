//! Where one was: what comes back after quitting or a crash, kept in the user's state directory.
//!
//! A state is of one dataset and one reviewer. It is found by the path of its dataset, and, when the
//! files were moved or renamed, by the content of the first record. A place in it is found by the record's text, wherever that stands
//! now. A state that cannot be read is no error: the screen then opens at the beginning.

mod tabs;
mod wire;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::record::Field;

use super::Session;

pub use tabs::{OpenTab, Tabs};

/// States kept; older ones are deleted.
const KEPT: usize = 200;
/// Records that are read to find one whose id has changed.
const READ: usize = 20_000;

/// A place in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The record's id; empty as long as only its number is known.
    pub record: String,
    /// Where the record stood in the dataset.
    pub ordinal: usize,
    /// [`crate::record::Record::text_hash`], once it was worked out.
    pub hash: Option<String>,
    /// What was at the top of the screen; `None` at the top of the record.
    pub at: Option<Spot>,
}

/// What was at the top of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The first text there.
    pub field: Field,
    /// The byte in it.
    pub byte: usize,
    /// Rows above it that hold no text, such as titles.
    pub below: usize,
}

/// What comes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The record that was open.
    pub place: Option<Place>,
    /// The active search.
    pub query: String,
    /// What was searched for before, oldest first.
    pub history: Vec<String>,
    /// Marks by their letter.
    pub marks: BTreeMap<char, Place>,
    /// How the screen looked: names and values that only the screen understands.
    pub view: BTreeMap<String, String>,
}

/// The directory in which states are kept.
#[derive(Clone, Debug)]
pub struct Memory {
    dir: PathBuf,
    /// What was kept before is left aside.
    fresh: bool,
}

impl Memory {
    /// States in `dir`, which is made when the first one is kept.
    #[must_use]
    pub fn new(dir: PathBuf) -> Self {
        Self { dir, fresh: false }
    }

    /// The same, but nothing of what was kept comes back.
    #[must_use]
    pub fn fresh(self) -> Self {
        Self { fresh: true, ..self }
    }

    /// What was kept about the dataset of `session` for its reviewer.
    #[must_use]
    pub fn recall(&self, session: &Session) -> Option<State> {
        if self.fresh {
            return None;
        }
        if let Some((state, _)) = wire::read(&self.file(session)) {
            return Some(state);
        }
        let whose = Owner { first: Some(first_record(session)?), reviewer: reviewer(session) };
        let mut files = self.files();
        files.sort_by_key(|(written, _)| std::cmp::Reverse(*written));
        files
            .iter()
            .filter_map(|(_, path)| wire::read(path))
            .find(|(_, owner)| whose.may_take(owner))
            .map(|(state, _)| state)
    }

    /// Keeps `state` for the dataset of `session`: whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remember(&self, session: &Session, mut state: State) -> io::Result<()> {
        for place in state.place.iter_mut().chain(state.marks.values_mut()) {
            let record = place.hash.is_none().then(|| session.record(place.ordinal).ok()).flatten();
            if let Some(record) = record {
                place.hash = Some(record.text_hash());
                place.record.clone_from(&record.id);
            }
        }
        fs::create_dir_all(&self.dir)?;
        let owner = Owner { first: first_record(session), reviewer: reviewer(session) };
        self.write(&self.file(session), &wire::written(&state, &absolute(session), owner))?;
        self.prune();
        Ok(())
    }

    /// Keeps which datasets are open: whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remember_tabs(&self, tabs: &Tabs) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        self.write(&self.tabs_file(), &tabs.written())
    }

    /// The datasets that were open last.
    #[must_use]
    pub fn tabs(&self) -> Option<Tabs> {
        Tabs::read(&self.tabs_file())
    }

    fn tabs_file(&self) -> PathBuf {
        self.dir.join("open.tabs")
    }

    fn write(&self, path: &Path, text: &str) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.dir)?;
        io::Write::write_all(&mut file, text.as_bytes())?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    fn file(&self, session: &Session) -> PathBuf {
        let mut hasher = blake3::Hasher::new();
        for word in [reviewer(session)].into_iter().chain(absolute(session)) {
            hasher.update(&(word.len() as u64).to_le_bytes());
            hasher.update(word.as_bytes());
        }
        self.dir.join(format!("{}.json", &hasher.finalize().to_hex()[..16]))
    }

    fn files(&self) -> Vec<(SystemTime, PathBuf)> {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().filter_map(Result::ok);
        entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
            .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
            .collect()
    }

    fn prune(&self) {
        let mut files = self.files();
        files.sort();
        for (_, path) in files.iter().take(files.len().saturating_sub(KEPT)) {
            // It is only a state too many.
            let _ = fs::remove_file(path);
        }
    }
}

impl Session {
    /// Where the record of a place stands now: under its old number, its id, or its text.
    #[must_use]
    pub fn locate(&self, place: &Place) -> Option<usize> {
        let dataset = self.dataset();
        let same_text = |ordinal: usize| {
            let Some(hash) = &place.hash else { return true };
            self.record(ordinal).is_ok_and(|record| record.text_hash() == *hash)
        };
        let at = place.ordinal;
        if at < dataset.len() && dataset.id(at) == place.record && same_text(at) {
            return Some(at);
        }
        let named = dataset.find(&place.record);
        if let Some(ordinal) = named.filter(|&ordinal| same_text(ordinal)) {
            return Some(ordinal);
        }
        let hash = place.hash.as_deref()?;
        let known = dataset.len().min(READ);
        let by_text = dataset
            .records_in(0..known)
            .position(|record| record.is_ok_and(|record| record.text_hash() == hash));
        by_text.or(named) // a record that was edited is still the one
    }
}

/// The paths as they are called from anywhere.
pub(crate) fn absolute(session: &Session) -> Vec<String> {
    let path = |path: &String| {
        let whole = fs::canonicalize(path).or_else(|_| std::path::absolute(Path::new(path)));
        whole.map_or_else(|_| path.clone(), |path| path.to_string_lossy().into_owned())
    };
    session.paths.iter().filter(|path| *path != "-").map(path).collect()
}

/// Whose state it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Owner {
    /// Hash of the text of the dataset's first record.
    first: Option<String>,
    /// Empty in a state of the time when it was not kept.
    reviewer: String,
}

impl Owner {
    /// Whether a state that was kept for `other` is for this one too: the same data under another path.
    fn may_take(&self, other: &Self) -> bool {
        let anyone = other.reviewer.is_empty();
        self.first == other.first && (anyone || self.reviewer == other.reviewer)
    }
}

fn reviewer(session: &Session) -> String {
    session.labels().reviewer().to_owned()
}

/// The text of the first record, by which a dataset is known again.
fn first_record(session: &Session) -> Option<String> {
    (!session.dataset().is_empty())
        .then(|| session.record(0).ok())?
        .map(|record| record.text_hash())
}

#[cfg(test)]
mod tests;

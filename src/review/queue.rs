//! The queue file: `{"version","seed","design","frame","items":[{"record","stratum","probability"}]}`.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::allocate::Allocation;
use crate::label::{Drawn, Origin};

/// The version of the file format that this program writes.
pub const VERSION: u32 = 1;

/// An ordered sample drawn for review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Version of the file format.
    pub version: u32,
    /// What the draw follows from, together with the frame.
    pub seed: u64,
    /// How it was drawn.
    pub design: Design,
    /// What it was drawn from.
    pub frame: Frame,
    /// In the order of the draw: the shared ones first, later draws at the end.
    pub items: Vec<Item>,
}

/// How a queue is drawn and divided.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// By what kind of choice.
    pub sampling: Sampling,
    /// Attributes whose values together make a stratum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// How the size is divided between strata.
    #[serde(default, skip_serializing_if = "Allocation::is_proportional")]
    pub allocation: Allocation,
    /// How many records.
    pub size: usize,
    /// How many of them every reviewer sees.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shared: usize,
    /// Between whom the others are split; with nobody named, everyone sees all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviewers: Vec<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Kinds of choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// Every sample of that size is as likely as any other.
    #[default]
    Random,
    /// The same within each stratum.
    Stratified,
    /// The most disputed first: no probability sample, no rates.
    Disputed,
    /// Those first that a ranker puts first: no probability sample, no rates.
    Ranked,
    /// All records in dispute, to be decided.
    Adjudication,
}

/// What a queue was drawn from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// How many records it holds.
    pub records: usize,
    /// Of all ids and strata, in any order: tells whether a later frame is the same.
    pub fingerprint: String,
    /// The strata by name; one named `all` when the design has none.
    pub strata: Vec<Stratum>,
}

/// One stratum of a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// Its name: the values of the design's attributes.
    pub name: String,
    /// Records in the frame.
    pub size: usize,
    /// Records drawn, over all draws.
    pub sampled: usize,
}

/// A record that was drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub record: String,
    /// Its stratum.
    pub stratum: String,
    /// Its inclusion probability, over all draws; `null` in a queue that is no probability sample.
    pub probability: Option<f64>,
}

/// Why a text is no queue, or a file cannot be used.
#[derive(Debug)]
pub enum QueueError {
    /// The file system says no.
    Io(PathBuf, io::Error),
    /// Not the format, with line and column.
    Format(String),
    /// Written by a later version.
    Version(u32),
}

impl fmt::Display for QueueError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueueError::Io(path, error) => write!(out, "{}: {error}", path.display()),
            QueueError::Format(why) => {
                write!(out, "not a queue file: {why} (`cotscope sample` writes one)")
            }
            QueueError::Version(version) => write!(
                out,
                "the queue file has version {version}, and this program knows {VERSION}: update it"
            ),
        }
    }
}

impl std::error::Error for QueueError {}

impl Queue {
    /// Reads a queue file's text.
    ///
    /// # Errors
    /// When it is none, or of a later version.
    pub fn parse(text: &str) -> Result<Self, QueueError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let format = |error: serde_json::Error| QueueError::Format(error.to_string());
        let Version { version } = serde_json::from_str(text).map_err(format)?;
        if version > VERSION {
            return Err(QueueError::Version(version));
        }
        serde_json::from_str(text).map_err(format)
    }

    /// Reads a queue file.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub fn read(path: &Path) -> Result<Self, QueueError> {
        let text = std::fs::read_to_string(path);
        Self::parse(&text.map_err(|error| QueueError::Io(path.to_owned(), error))?)
    }

    /// The file's text: one item a line, so that versions of it compare well.
    #[must_use]
    pub fn to_text(&self) -> String {
        let json = |value: serde_json::Result<String>| value.expect("plain data always serialises");
        let mut text = format!(
            "{{\"version\":{},\"seed\":{},\n\"design\":{},\n\"frame\":{},\n\"items\":[",
            self.version,
            self.seed,
            json(serde_json::to_string(&self.design)),
            json(serde_json::to_string(&self.frame)),
        );
        for (index, item) in self.items.iter().enumerate() {
            text.push_str(if index == 0 { "\n" } else { ",\n" });
            text.push_str(&json(serde_json::to_string(item)));
        }
        text.push_str("\n]}\n");
        text
    }

    /// Writes the file whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written; what was there before is then untouched.
    pub fn write(&self, path: &Path) -> Result<(), QueueError> {
        let fail = |error| QueueError::Io(path.to_owned(), error);
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(dir).map_err(fail)?;
        file.write_all(self.to_text().as_bytes()).map_err(fail)?;
        file.as_file().sync_all().map_err(fail)?;
        file.persist(path).map(drop).map_err(|error| fail(error.error))
    }

    /// What label events call it; an extended queue keeps it.
    #[must_use]
    pub fn id(&self) -> String {
        let content =
            format!("{:?} {:?} {}", self.design.sampling, self.design.by, self.frame.fingerprint);
        format!("q-{:016x}", xxh3_64_with_seed(content.as_bytes(), self.seed))
    }

    /// How an item's labels were drawn, to be put on their events.
    #[must_use]
    pub fn drawn(&self, item: &Item) -> Drawn {
        let origin = match self.design.sampling {
            Sampling::Random => Origin::Random,
            Sampling::Stratified => Origin::Stratified,
            Sampling::Disputed => Origin::Disputed,
            Sampling::Ranked => Origin::Ranked,
            Sampling::Adjudication => Origin::Adjudication,
        };
        Drawn {
            origin,
            queue: Some(self.id().into()),
            stratum: Some(item.stratum.as_str().into()),
            probability: item.probability,
        }
    }

    /// The item of a record.
    #[must_use]
    pub fn item(&self, record: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.record == record)
    }

    /// The items that a reviewer has to read, in their own random order (so that tiredness and
    /// learning do not fall on the same records for everyone); ordered as drawn where the order is
    /// the point. Someone whom the design does not name gets the shared ones.
    #[must_use]
    pub fn of_reviewer(&self, reviewer: &str) -> Vec<&Item> {
        let Design { shared, reviewers, sampling, .. } = &self.design;
        let place = reviewers.iter().position(|name| name == reviewer);
        let theirs = |index: usize| {
            reviewers.is_empty()
                || index < *shared
                || place.is_some_and(|place| (index - shared) % reviewers.len() == place)
        };
        let items = self.items.iter().enumerate().filter(|&(index, _)| theirs(index));
        let mut items: Vec<&Item> = items.map(|(_, item)| item).collect();
        if matches!(sampling, Sampling::Random | Sampling::Stratified) {
            let seed = self.seed ^ xxh3_64(reviewer.as_bytes());
            items.sort_by_cached_key(|item| (ticket(seed, &item.record), item.record.clone()));
        }
        items
    }
}

/// The number that a record draws: XXH3-64 of its id, seeded. It depends on nothing else, so that
/// neither the order of the frame nor what was drawn before can change it.
pub(super) fn ticket(seed: u64, record: &str) -> u64 {
    xxh3_64_with_seed(record.as_bytes(), seed)
}

//! Which records cite which clause, beside the index and not in it: a changed spec or detector makes
//! a new table and leaves the words alone.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::name::Name;
use super::range::Interval;
use super::scan::{certain, count};
use crate::citation::{Citation, Kind};

/// What the citations of a dataset come to, by record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CitationTable {
    /// Version of this file's shape.
    format: u32,
    /// The specs and the detector that it was made with.
    version: String,
    /// The source that it was made from.
    pub(super) fingerprint: String,
    /// How many citations each record has, possible ones not counted.
    counts: Vec<u32>,
    /// The records that cite a clause, ascending; possible citations not counted.
    clauses: BTreeMap<String, Vec<u32>>,
    /// The records with a citation of a kind, ascending.
    kinds: BTreeMap<String, Vec<u32>>,
}

const FORMAT: u32 = 1;
/// Tables of other specs that are kept.
const KEPT: usize = 8;

impl CitationTable {
    /// An empty table.
    pub(super) fn new(version: String) -> Self {
        Self { format: FORMAT, version, ..Self::default() }
    }

    /// How many records it covers.
    pub(super) fn records(&self) -> u32 {
        u32::try_from(self.counts.len()).unwrap_or(u32::MAX)
    }

    /// Adds the citations of the next record.
    pub(super) fn push(&mut self, citations: &[Citation]) {
        let ordinal = self.records();
        for citation in certain(citations) {
            enter(&mut self.clauses, &citation.clause, ordinal);
        }
        for citation in citations {
            enter(&mut self.kinds, citation.kind.name(), ordinal);
        }
        let number = certain(citations).count();
        self.counts.push(u32::try_from(number).unwrap_or(u32::MAX));
    }

    /// The records that cite such a clause; a record may come several times.
    pub(super) fn citing(&self, clause: &Name) -> impl Iterator<Item = u32> {
        self.clauses
            .iter()
            .filter(|(id, _)| clause.matches(id))
            .flat_map(|(_, ordinals)| ordinals)
            .copied()
    }

    /// The clauses that are cited, with the records that do.
    pub(super) fn clauses(&self) -> impl Iterator<Item = (&str, &[u32])> {
        self.clauses.iter().map(|(id, ordinals)| (id.as_str(), ordinals.as_slice()))
    }

    /// The kinds of citation that occur, with the records that have one.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (&str, &[u32])> {
        self.kinds.iter().map(|(kind, ordinals)| (kind.as_str(), ordinals.as_slice()))
    }

    /// The records with a citation of that kind.
    pub(super) fn of_kind(&self, kind: Kind) -> &[u32] {
        self.kinds.get(kind.name()).map_or(&[], Vec::as_slice)
    }

    /// The records with so many citations.
    pub(super) fn counting(&self, interval: &Interval) -> impl Iterator<Item = u32> {
        (0..)
            .zip(&self.counts)
            .filter(|(_, n)| interval.contains(count(**n as usize)))
            .map(|(at, _)| at)
    }

    /// How many citations a record has.
    pub(super) fn count(&self, ordinal: u32) -> u32 {
        self.counts.get(ordinal as usize).copied().unwrap_or(0)
    }

    /// The table under `root` that was made with `version`, if there is a sound one.
    pub(super) fn load(root: &Path, version: &str) -> Option<Self> {
        let bytes = fs::read(path(root, version)).ok()?;
        let header = bytes.iter().position(|byte| *byte == b'\n')?;
        let (sum, body) = bytes[header + 1..].split_at_checked(16)?;
        let sound = sum == checksum(body).as_bytes();
        let table: Self = serde_json::from_slice(sound.then_some(body)?).ok()?;
        (table.format == FORMAT && table.version == version).then_some(table)
    }

    /// The fingerprint of the source of the table for `version`, read without the table.
    pub(super) fn made_from(root: &Path, version: &str) -> Option<String> {
        let mut line = String::new();
        BufReader::new(File::open(path(root, version)).ok()?).read_line(&mut line).ok()?;
        let header: (u32, String, String) = serde_json::from_str(&line).ok()?;
        (header.0 == FORMAT && header.1 == version).then_some(header.2)
    }

    /// Writes it under `root`: a line that says what it was made from, a checksum, then JSON; whole
    /// or not at all.
    pub(super) fn save(&self, root: &Path) -> io::Result<()> {
        let body = serde_json::to_vec(self)?;
        let mut file = tempfile::NamedTempFile::new_in(root)?;
        let header = serde_json::to_string(&(FORMAT, &self.version, &self.fingerprint))?;
        writeln!(file, "{header}")?;
        file.write_all(checksum(&body).as_bytes())?;
        file.write_all(&body)?;
        file.as_file().sync_all()?;
        file.persist(path(root, &self.version))?;
        remove_old(root);
        Ok(())
    }
}

fn enter(lists: &mut BTreeMap<String, Vec<u32>>, key: &str, ordinal: u32) {
    if !lists.contains_key(key) {
        lists.insert(key.to_owned(), Vec::new());
    }
    if let Some(list) = lists.get_mut(key).filter(|list| list.last() != Some(&ordinal)) {
        list.push(ordinal);
    }
}

fn checksum(body: &[u8]) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(body))
}

fn path(root: &Path, version: &str) -> PathBuf {
    root.join(format!("citations-{:016x}", xxhash_rust::xxh3::xxh3_64(version.as_bytes())))
}

/// Removes all but the tables that were written last.
fn remove_old(root: &Path) {
    let mut tables: Vec<_> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("citations-"))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    tables.sort_unstable_by(|left, right| right.cmp(left));
    for (_, path) in tables.into_iter().skip(KEPT) {
        // One more table does no harm.
        let _ = fs::remove_file(path);
    }
}

//! What joins the index to a dataset: records in order, their citations, what people said.

use std::fs;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Session;
use super::facts::LabelFacts;
use super::labels::Labels;
use super::place;
use super::suggestions::Board;
use crate::citation::{Citation, Detector};
use crate::dataset::{Dataset, Plan, ReadError};
use crate::label::Scheme;
use crate::record::Record;
use crate::search::{Cite, Index, LiveField, Query, Source};
use crate::spec::Spec;

/// The records of a dataset as search reads them. Rows that cannot be read keep their number and
/// have no text.
pub struct Rows<'a>(pub &'a Dataset);

impl Source for Rows<'_> {
    fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    fn bytes(&self) -> u64 {
        bytes(self.0)
    }

    fn fingerprint(&self) -> String {
        self.0.fingerprint()
    }

    fn grown_from(&self, old: &str, records: u32) -> bool {
        self.0.len() >= records as usize && self.0.fingerprint_of_first(records as usize) == old
    }

    fn scan(
        &self,
        from: u32,
        each: &mut dyn FnMut(u32, Record) -> ControlFlow<()>,
    ) -> io::Result<()> {
        for (ordinal, record) in (from..).zip(self.0.records_in(from as usize..self.0.len())) {
            let record = or_empty(record).map_err(|error| io::Error::other(error.to_string()))?;
            if each(ordinal, record).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// A row that cannot be understood has no text; nothing else will ever be read there.
pub(super) fn or_empty(record: Result<Record, ReadError>) -> Result<Record, ReadError> {
    match record {
        Err(ReadError::Unreadable(_)) => Ok(Record::default()),
        other => other,
    }
}

/// The detector of citations as search asks for it.
pub struct Citer<'a>(pub &'a Detector);

impl Cite for Citer<'_> {
    fn version(&self) -> String {
        self.0.version()
    }

    fn cite(&self, record: &Record) -> Vec<Citation> {
        self.0.cite(record)
    }
}

/// The citations of a session, which remembers those of a long record.
pub(super) struct Cited<'a>(pub(super) &'a Session);

impl Cite for Cited<'_> {
    fn version(&self) -> String {
        self.0.detector.version()
    }

    fn cite(&self, record: &Record) -> Vec<Citation> {
        self.0.citations(record)
    }
}

/// Where the indexes of a dataset lie: named after its files, so that a changed file finds its older
/// index and grows it.
#[must_use]
pub fn root(dataset: &Dataset) -> PathBuf {
    root_of(dataset.sources().iter().map(|source| source.path.as_str()))
}

fn root_of<'n>(names: impl Iterator<Item = &'n str>) -> PathBuf {
    let mut hasher = blake3::Hasher::new();
    for name in names {
        let path = Path::new(name);
        let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        hasher.update(whole.as_os_str().as_encoded_bytes());
        hasher.update(b"\0");
    }
    place::cache_dir().join("index").join(&hasher.finalize().to_hex()[..16])
}

/// What people said and detectors suggest, by the ordinals of `dataset`, as far as `query` asks for
/// it; of a reviewer who is blind now, only what they said themselves.
pub fn facts(
    query: &Query,
    dataset: &Dataset,
    labels: &Labels,
    suggested: impl FnOnce() -> Board,
) -> LabelFacts {
    if !query.is_live() {
        return LabelFacts::default();
    }
    let facts = known(dataset, labels);
    if query.asks(LiveField::Suggest) { facts.with_suggestions(suggested()) } else { facts }
}

/// What the reviewer may know of what people said.
#[must_use]
pub fn known(dataset: &Dataset, labels: &Labels) -> LabelFacts {
    let facts = LabelFacts::new(&labels.view, dataset);
    if labels.is_hiding() { facts.only(labels.reviewer()) } else { facts }
}

/// Bytes of the sources on disk.
#[must_use]
pub fn bytes(dataset: &Dataset) -> u64 {
    dataset.sources().iter().map(|source| source.bytes).sum()
}

/// The ids of the clauses of all specs.
pub fn clause_ids(specs: &[Arc<Spec>]) -> impl Iterator<Item = String> {
    specs.iter().flat_map(|spec| &spec.clauses).map(|clause| clause.id.clone())
}

/// The ids of all labels of a scheme and of the codes that refine them.
#[must_use]
pub fn label_ids(scheme: &Scheme) -> Vec<String> {
    let labels = || scheme.groups.iter().flat_map(|group| &group.labels);
    let codes = labels().flat_map(|label| &label.codes).map(|code| code.id.clone());
    labels().map(|label| label.id.clone()).chain(codes).collect()
}

/// What is remembered of files that were read: as long as their stamp is the same, so are their
/// fingerprint and what was wrong in them.
#[derive(Debug, Deserialize, Serialize)]
struct Seen {
    version: u32,
    stamp: String,
    fingerprint: String,
    problems: usize,
}

const SEEN: &str = "seen.json";
const SEEN_VERSION: u32 = 1;

/// An index of files that nobody has written to since it was made, opened without reading them.
pub struct Unchanged {
    /// The index.
    pub index: Index,
    /// How many things were wrong in the files.
    pub problems: usize,
}

/// The index of what `plan` names, if it is fresh and that can be told from the outside of the files.
#[must_use]
pub fn unchanged(plan: &Plan, cite: Option<&dyn Cite>) -> Option<Unchanged> {
    let root = root_of(plan.names());
    let seen: Seen = serde_json::from_slice(&fs::read(root.join(SEEN)).ok()?).ok()?;
    if seen.version != SEEN_VERSION || seen.stamp != plan.stamp()? {
        return None;
    }
    let version = cite.map(Cite::version);
    let index = Index::open(&root, &seen.fingerprint, version.as_deref())?;
    Some(Unchanged { index, problems: seen.problems })
}

/// Remembers the state of the files behind an index of the whole dataset, for [`unchanged`]. Failing to
/// do so costs time later and nothing else.
pub fn remember(dataset: &Dataset) {
    let Some(stamp) = dataset.stamp() else { return };
    let path = root(dataset).join(SEEN);
    let known = fs::read(&path).ok().and_then(|text| serde_json::from_slice::<Seen>(&text).ok());
    if known.is_some_and(|seen| seen.version == SEEN_VERSION && seen.stamp == stamp) {
        return;
    }
    let (fingerprint, problems) = (dataset.fingerprint(), dataset.problem_count());
    let seen = Seen { version: SEEN_VERSION, stamp, fingerprint, problems };
    let written = serde_json::to_vec(&seen).map_err(io::Error::from).and_then(|text| {
        let mut file = tempfile::NamedTempFile::new_in(root(dataset))?;
        file.write_all(&text)?;
        file.persist(&path)?;
        Ok(())
    });
    let _ = written; // see above
}

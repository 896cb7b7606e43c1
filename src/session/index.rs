//! What joins the index to a dataset: records in order, their citations, what people said.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::facts::LabelFacts;
use super::labels::Labels;
use super::place;
use crate::citation::{Citation, Detector};
use crate::dataset::{Dataset, ReadError};
use crate::label::Scheme;
use crate::record::Record;
use crate::search::{Cite, Query, Source};
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
            let record = match record {
                Ok(record) => record,
                Err(ReadError::Unreadable(_)) => Record::default(),
                Err(error) => return Err(io::Error::other(error.to_string())),
            };
            if each(ordinal, record).is_break() {
                break;
            }
        }
        Ok(())
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

/// Where the indexes of a dataset lie: named after its files, so that a changed file finds its older
/// index and grows it.
#[must_use]
pub fn root(dataset: &Dataset) -> PathBuf {
    let mut hasher = blake3::Hasher::new();
    for source in dataset.sources() {
        let path = Path::new(&source.path);
        let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        hasher.update(whole.as_os_str().as_encoded_bytes());
        hasher.update(b"\0");
    }
    place::cache_dir().join("index").join(&hasher.finalize().to_hex()[..16])
}

/// What people said, by the ordinals of `dataset`, as far as `query` asks for it.
#[must_use]
pub fn facts(query: &Query, dataset: &Dataset, labels: &Labels) -> LabelFacts {
    if query.is_live() { LabelFacts::new(&labels.view, dataset) } else { LabelFacts::default() }
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

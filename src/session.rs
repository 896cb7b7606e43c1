//! A dataset, specs, index and labels opened together: what the command line and the screen stand on.
//!
//! A [`Session`] is what the screen works on: the dataset grows while it is read in the background,
//! the index follows, labels are written at once. Every call may come from any thread.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::citation::{Citation, Detector};
use crate::dataset::{Dataset, ReadError};
use crate::label::NotSaved;
use crate::problem::{Place, Problem, Severity};
use crate::record::Record;
use crate::search::Searcher;
use crate::spec::Spec;

pub mod agreement;
pub mod charts;
pub mod clauses;
mod comparing;
pub mod config;
mod counting;
pub mod demo;
mod errand;
pub mod facets;
pub mod facts;
pub mod index;
pub mod judge;
pub mod labels;
pub mod log;
pub mod open;
pub mod place;
mod recent;
pub mod resume;
pub mod review;
pub mod searches;
pub mod searching;
pub mod sides;
pub mod slices;
pub mod suggestions;
mod work;

pub use config::Config;
pub use labels::Labels;
pub use searching::{Found, SearchError};
pub use work::{News, Sink};

use errand::Errand;
use labels::Access;
use open::{Request, SessionError};
use recent::Recent;
use suggestions::Suggestions;

/// An opened session.
pub struct Session {
    /// The datasets as the user named them.
    pub paths: Vec<String>,
    /// The specs that citations are looked up in.
    pub specs: Vec<Arc<Spec>>,
    /// The options of the command line that open it in the same way from anywhere.
    pub options: Vec<String>,
    /// A query for the records that cite none of the clauses expected for them, if the
    /// configuration says which those are.
    pub unexpected: Option<String>,
    /// Nothing is written.
    pub readonly: bool,
    detector: Detector,
    dataset: RwLock<Dataset>,
    /// What is searchable, and whether that is all.
    searcher: RwLock<Option<(Searcher, bool)>>,
    labels: Mutex<Labels>,
    problems: Mutex<Vec<Problem>>,
    recent: Recent,
    /// What each clause comes to, once somebody asked.
    counted: Mutex<counting::Kept>,
    /// What ratings are read from, once somebody asked.
    compared: Mutex<comparing::Kept>,
    closing: AtomicBool,
    /// What detectors say.
    suggestions: Suggestions,
    /// Whether records are still being read.
    loading: AtomicBool,
    /// Saves what waits, again.
    saving: Errand,
    /// Sources that were said to have changed on disk.
    told: Mutex<BTreeSet<usize>>,
    /// New records of a growing file are to be shown.
    follows: bool,
    work: Mutex<Option<work::Start>>,
}

impl Session {
    /// Opens what `request` asks for as far as a first screen needs it. The rest goes on once
    /// [`Session::listen`] is called.
    ///
    /// # Errors
    /// When an input is missing, nothing in it is usable, or the labels cannot be read.
    pub fn begin(request: &Request) -> Result<Arc<Self>, SessionError> {
        let (paths, spec_paths) = request.resolved()?;
        let mut problems = Vec::new();
        let specs = Request::read_specs(&spec_paths, &mut problems)?;
        let (labels, found) = request.open_labels(&paths, Access::Write)?;
        problems.extend(found);
        let owned: Vec<Spec> = specs.iter().map(|spec| Spec::clone(spec)).collect();
        let (detectors, found) = request.detectors(&owned, &labels.dir);
        problems.extend(found);
        let (start, dataset) = work::Start::begin(&paths, request.options()?)?;
        Ok(Arc::new(Self {
            paths,
            specs,
            options: request.words(&spec_paths),
            readonly: request.readonly,
            unexpected: request.config.unexpected(),
            detector: Detector::new(&owned),
            dataset: RwLock::new(dataset),
            searcher: RwLock::new(None),
            labels: Mutex::new(labels),
            problems: Mutex::new(problems),
            recent: Recent::default(),
            counted: Mutex::default(),
            compared: Mutex::default(),
            suggestions: Suggestions::new(detectors),
            closing: AtomicBool::new(false),
            told: Mutex::default(),
            loading: AtomicBool::new(!start.is_finished()),
            saving: Errand::default(),
            follows: request.follow,
            work: Mutex::new(Some(start)),
        }))
    }

    /// Starts the work in the background and tells what comes of it. A second call does nothing.
    pub fn listen(self: &Arc<Self>, sink: Sink) {
        if let Some(start) = lock(&self.work).take() {
            work::run(self, start, sink);
        }
    }

    /// The dataset as far as it is known.
    #[must_use]
    pub fn dataset(&self) -> Dataset {
        self.dataset.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everyone's labels. The screen's worker threads hold this only for one decision at a time.
    pub fn labels(&self) -> MutexGuard<'_, Labels> {
        lock(&self.labels)
    }

    /// Everything that is wrong in the inputs.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = lock(&self.problems).clone();
        problems.extend_from_slice(self.dataset().problems());
        problems
    }

    /// One record.
    ///
    /// # Errors
    /// When it can no longer be read as it was.
    pub fn record(&self, ordinal: usize) -> Result<Arc<Record>, ReadError> {
        if let Some(record) = self.recent.get(ordinal) {
            return Ok(record);
        }
        let dataset = self.dataset();
        if ordinal >= dataset.len() {
            let place = Place::file(self.paths.first().map_or("", String::as_str));
            let message = "it is not among the records that are open".to_owned();
            return Err(ReadError::Unreadable(Box::new(Problem::new(
                Severity::SetAside,
                place,
                message,
            ))));
        }
        let record = Arc::new(dataset.record(ordinal)?);
        self.recent.keep(ordinal, &record, dataset.row(ordinal).row_bytes);
        Ok(record)
    }

    /// The source of a record, if it has changed on disk since it was opened and this was not said
    /// before. A file that is followed is expected to change.
    #[must_use]
    pub fn newly_changed(&self, ordinal: usize) -> Option<String> {
        let dataset = self.dataset();
        if self.follows || ordinal >= dataset.len() {
            return None;
        }
        let at = dataset.source_index(ordinal);
        let source = dataset.sources().get(at).filter(|source| source.has_changed())?;
        lock(&self.told).insert(at).then(|| source.path.clone())
    }

    /// The citations of a record.
    #[must_use]
    pub fn citations(&self, record: &Record) -> Vec<Citation> {
        self.recent.citations(record, |record| self.detector.cite(record))
    }

    /// Whether records are still being read.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.loading.load(Ordering::Relaxed)
    }

    /// Whether all records can be found by the index.
    #[must_use]
    pub fn is_indexed(&self) -> bool {
        let searcher = self.searcher.read().unwrap_or_else(PoisonError::into_inner);
        searcher.as_ref().is_some_and(|(_, whole)| *whole)
    }

    /// Tries again to save what waits.
    ///
    /// # Errors
    /// When it still cannot be saved.
    pub fn retry(&self) -> Result<(), NotSaved> {
        self.labels().retry()
    }

    /// Where an export goes unless the user says otherwise: beside the labels, under a name that is
    /// free.
    #[must_use]
    pub fn export_path(&self) -> PathBuf {
        let first = self.paths.first().map(PathBuf::from);
        let stem = first.as_deref().and_then(|path| path.file_stem()).unwrap_or_default();
        let stem = match stem.to_string_lossy() {
            name if name.is_empty() || name == "-" => "records".into(),
            name => name,
        };
        let name = |number: usize| {
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            PathBuf::from(format!("{stem}-flagged{number}.jsonl"))
        };
        (1..).map(name).find(|path| !path.exists()).unwrap_or_default()
    }

    /// Says that a decision could not be saved, so that it is tried again in the background.
    pub fn unsaved(&self) {
        self.saving.ask();
    }

    /// Asks background work to end.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
        self.saving.end();
        self.suggestions.close();
    }
}

/// Locks; a thread that panicked while holding the lock left whole values behind, since each change
/// under a lock is one assignment or one append.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

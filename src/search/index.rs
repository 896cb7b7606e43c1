//! Opening an index: what is there is used, what has grown is extended, what is damaged is rebuilt.

use std::fmt;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::build::{self, Builder, Options};
use super::citations::CitationTable;
use super::facts::Cite;
use super::manifest::Manifest;
use super::searcher::{Citations, Searcher};
use super::source::Source;
use super::store::{self, Building, Lock};

/// A whole index on disk, open for searching.
#[derive(Clone)]
pub struct Index {
    dir: PathBuf,
    manifest: Manifest,
    searcher: Searcher,
}

/// What was done to make the index what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There was none that could be used; all records were read.
    Built,
    /// Nothing had changed.
    Fresh,
    /// New records or other citations were added.
    Refreshed,
}

impl State {
    /// The name that JSON outputs use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Built => "built",
            State::Fresh => "fresh",
            State::Refreshed => "refreshed",
        }
    }
}

/// What there is on disk.
pub enum Status {
    /// Nothing.
    Missing,
    /// An index that needs nothing done.
    Fresh(Index),
    /// An index of other records or with other citations than are wanted, and why.
    Stale(Index, String),
    /// One that cannot be used, and why.
    Damaged(String),
}

/// An index and how it came to be.
pub struct Opened {
    /// The index.
    pub index: Index,
    /// What was done.
    pub state: State,
    /// Why an index that was there could not be used as it was.
    pub reason: Option<String>,
}

/// What building is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Another process builds the same index.
    Waiting,
    /// Records are read and indexed.
    Indexing,
    /// Only citations are found; the words are known.
    Citing,
    /// Everything is read and is being written.
    Finishing,
}

/// How far building is.
#[derive(Clone)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Records that are done.
    pub records: u32,
    /// Records in all.
    pub of: u32,
    /// Bytes of text that have been read.
    pub bytes: u64,
    /// The records that have been indexed so far, whenever more of them become searchable.
    pub searcher: Option<Searcher>,
    pub(super) stopped: bool,
}

impl Progress {
    pub(super) fn new(stage: Stage, records: u32, of: u32) -> Self {
        Self { stage, records, of, bytes: 0, searcher: None, stopped: false }
    }

    pub(super) fn plain(&self) -> Self {
        Self { searcher: None, ..self.clone() }
    }
}

/// Why there is no index.
pub struct IndexError {
    /// What went wrong.
    pub error: io::Error,
    /// Where indexes of this dataset lie.
    pub root: PathBuf,
    /// How many bytes building takes there, about.
    pub needed: u64,
    /// An older index that covers the first records of the dataset, unchanged, and still works.
    pub older: Option<Index>,
}

impl IndexError {
    /// Whether the caller broke off.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.error.kind() == io::ErrorKind::Interrupted
    }
}

impl fmt::Debug for IndexError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "IndexError({self})")
    }
}

impl fmt::Display for IndexError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = self.root.display();
        write!(out, "the index in {root} cannot be written: {}; ", self.error)?;
        write!(out, "it needs about {} MB there", self.needed.div_ceil(1 << 20))
    }
}

impl std::error::Error for IndexError {}

/// The share of the sources' bytes that an index takes, at most, with room to spare.
const SHARE: f64 = 0.5;
/// How long to wait before looking again whether another process has finished building.
const PATIENCE: Duration = Duration::from_millis(50);

impl Index {
    /// Opens the index under `root` if it is whole and made from a source with that fingerprint,
    /// without building anything. `cite_version` chooses the citations.
    #[must_use]
    pub fn open(root: &Path, fingerprint: &str, cite_version: Option<&str>) -> Option<Self> {
        let index = Self::newest(root, cite_version).ok()??;
        (index.manifest.fingerprint == fingerprint).then_some(index)
    }

    /// The newest index under `root`: `Ok(None)` when there is none, `Err` with the reason when
    /// there is one that cannot be used.
    fn newest(root: &Path, cite_version: Option<&str>) -> Result<Option<Self>, String> {
        let Some(dir) = store::newest(root) else { return Ok(None) };
        let opened = Self::open_dir(root, &dir, cite_version);
        // Another process may just have replaced it.
        match (opened, store::newest(root)) {
            (Err(_), Some(newer)) if newer != dir => {
                Self::open_dir(root, &newer, cite_version).map(Some)
            }
            (opened, _) => opened.map(Some),
        }
    }

    fn open_dir(root: &Path, dir: &Path, cite_version: Option<&str>) -> Result<Self, String> {
        let manifest = Manifest::read(dir)?;
        manifest.check(dir)?;
        let version = cite_version.map(str::to_owned);
        let citations = version.map_or(Citations::None, |version| Citations::stored(root, version));
        let (index, fields) = build::open(dir).map_err(|error| error.to_string())?;
        let searcher =
            Searcher::new(&index, fields, citations).map_err(|error| error.to_string())?;
        if searcher.records() != u64::from(manifest.records) {
            return Err("it holds another number of records than its manifest says".to_owned());
        }
        Ok(Self { dir: dir.to_owned(), manifest, searcher })
    }

    /// Opens the index of `source` under `root`, after building or extending it when needed. One
    /// process builds at a time; others wait for it. `progress` may break off, which leaves
    /// everything as it was.
    ///
    /// # Errors
    /// When the sources cannot be read or the index cannot be written; an older index stays.
    pub fn open_or_build(
        root: &Path,
        source: &dyn Source,
        cite: Option<&dyn Cite>,
        options: Options,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Opened, Box<IndexError>> {
        let job = Job { root, source, cite, options, fingerprint: source.fingerprint() };
        job.run(progress).map_err(|error| Box::new(job.explain(error)))
    }

    /// What there is under `root` for `source`, without building anything.
    #[must_use]
    pub fn status(root: &Path, source: &dyn Source, cite: Option<&dyn Cite>) -> Status {
        let fingerprint = source.fingerprint();
        let job = Job { root, source, cite, options: Options::default(), fingerprint };
        match job.usable_or_old() {
            (Some(index), ..) => Status::Fresh(index),
            (None, Some(index), reason) => Status::Stale(index, reason.unwrap_or_default()),
            (None, None, Some(reason)) => Status::Damaged(reason),
            (None, None, None) => Status::Missing,
        }
    }

    /// Removes every index under `root`, so that the next one is built from the beginning.
    ///
    /// # Errors
    /// When another process is building there, or files cannot be removed.
    pub fn remove(root: &Path) -> io::Result<()> {
        let Some(lock) = Lock::try_take(root)? else {
            let message = "another process is building this index";
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, message));
        };
        lock.clear()
    }

    /// What can be asked.
    #[must_use]
    pub fn searcher(&self) -> Searcher {
        self.searcher.clone()
    }

    /// How many records it holds.
    #[must_use]
    pub fn records(&self) -> u32 {
        self.manifest.records
    }

    /// Its size on disk in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.manifest.bytes()
    }

    /// Where it lies.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Reads every file through and compares it with what was written. Opening looks only at sizes
    /// and times of change, which finds whatever a program wrote; this also finds what a disk lost.
    ///
    /// # Errors
    /// Says what is damaged; [`Index::remove`] and building again repair it.
    pub fn verify(&self) -> Result<(), String> {
        self.manifest.verify(&self.dir)
    }
}

/// One call of [`Index::open_or_build`].
struct Job<'j> {
    root: &'j Path,
    source: &'j dyn Source,
    cite: Option<&'j dyn Cite>,
    options: Options,
    fingerprint: String,
}

type Report<'r> = &'r mut dyn FnMut(Progress) -> ControlFlow<()>;

impl Job<'_> {
    fn run(&self, progress: Report<'_>) -> io::Result<Opened> {
        if let (Some(index), ..) = self.usable_or_old() {
            return Ok(Opened { index, state: State::Fresh, reason: None });
        }
        let lock = self.wait_for_lock(progress)?;
        // Another process may have built it in the meantime.
        let (index, old, reason) = self.usable_or_old();
        if let Some(index) = index {
            return Ok(Opened { index, state: State::Fresh, reason: None });
        }
        let (state, table) = match old {
            Some(old) if old.manifest.fingerprint == self.fingerprint => {
                (State::Refreshed, self.cite_only(progress)?)
            }
            Some(old) if self.source.grown_from(&old.manifest.fingerprint, old.records()) => {
                (State::Refreshed, self.extend(&lock, &old, progress)?)
            }
            Some(_) | None => (State::Built, self.build(&lock, progress)?),
        };
        if let Some(mut table) = table {
            table.fingerprint.clone_from(&self.fingerprint);
            table.save(self.root)?;
        }
        let version = self.cite.map(Cite::version);
        let index = Index::newest(self.root, version.as_deref())
            .map_err(io::Error::other)?
            .ok_or_else(|| io::Error::other("the index vanished while it was opened"))?;
        Ok(Opened { index, state, reason })
    }

    /// The index that needs nothing done, and the one that is there; with the reason why it cannot
    /// be used as it is.
    fn usable_or_old(&self) -> (Option<Index>, Option<Index>, Option<String>) {
        let version = self.cite.map(Cite::version);
        match Index::newest(self.root, version.as_deref()) {
            Ok(None) => (None, None, None),
            Err(reason) => (None, None, Some(reason)),
            Ok(Some(index)) if index.manifest.fingerprint != self.fingerprint => {
                (None, Some(index), Some("the source has changed".to_owned()))
            }
            Ok(Some(index)) if !self.is_cited() => {
                (None, Some(index), Some("the spec or the detector has changed".to_owned()))
            }
            Ok(Some(index)) => (Some(index), None, None),
        }
    }

    /// Whether the citations that are wanted are there, for this very source.
    fn is_cited(&self) -> bool {
        self.cite.is_none_or(|cite| {
            CitationTable::made_from(self.root, &cite.version()).as_deref()
                == Some(&self.fingerprint)
        })
    }

    fn wait_for_lock(&self, progress: Report<'_>) -> io::Result<Lock> {
        loop {
            if let Some(lock) = Lock::try_take(self.root)? {
                return Ok(lock);
            }
            if progress(Progress::new(Stage::Waiting, 0, self.source.len())).is_break() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            std::thread::sleep(PATIENCE);
        }
    }

    fn new_table(&self) -> Option<CitationTable> {
        self.cite.map(|cite| CitationTable::new(cite.version()))
    }

    fn build(&self, lock: &Lock, progress: Report<'_>) -> io::Result<Option<CitationTable>> {
        let building = lock.begin()?;
        let (index, fields) = build::create(building.path())?;
        let (options, cite, table) = (self.options, self.cite, self.new_table());
        let builder = Builder { index: &index, fields, options, cite, table, progress };
        self.finish(lock, building, builder.run(self.source, 0)?)
    }

    fn extend(
        &self,
        lock: &Lock,
        old: &Index,
        progress: Report<'_>,
    ) -> io::Result<Option<CitationTable>> {
        let building = lock.begin()?;
        building.adopt(&old.dir, old.manifest.files.iter().map(|file| file.name.clone()))?;
        let (index, fields) = build::open(building.path())?;
        let known = self.cite.and_then(|cite| {
            let table = CitationTable::load(self.root, &cite.version())?;
            (table.fingerprint == old.manifest.fingerprint).then_some(table)
        });
        let (options, cite) = (self.options, self.cite);
        let table = match known {
            Some(table) => Some(table),
            None => self.table_of(old.records(), progress)?,
        };
        let builder = Builder { index: &index, fields, options, cite, table, progress };
        self.finish(lock, building, builder.run(self.source, old.records())?)
    }

    fn finish(
        &self,
        lock: &Lock,
        building: Building,
        built: ControlFlow<(), Option<CitationTable>>,
    ) -> io::Result<Option<CitationTable>> {
        let ControlFlow::Continue(table) = built else {
            return Err(io::ErrorKind::Interrupted.into());
        };
        let fingerprint = self.fingerprint.clone();
        let manifest = Manifest::of_dir(building.path(), fingerprint, self.source.len())?;
        manifest.write(building.path())?;
        lock.publish(building)?;
        Ok(table)
    }

    /// Finds the citations of all records; the words are indexed already.
    fn cite_only(&self, progress: Report<'_>) -> io::Result<Option<CitationTable>> {
        self.table_of(self.source.len(), progress)
    }

    /// The citations of the first records.
    fn table_of(&self, records: u32, progress: Report<'_>) -> io::Result<Option<CitationTable>> {
        let (Some(cite), Some(mut table)) = (self.cite, self.new_table()) else { return Ok(None) };
        let mut stopped = false;
        self.source.scan(0, &mut |ordinal, record| {
            if ordinal >= records {
                return ControlFlow::Break(());
            }
            table.push(&cite.cite(&record));
            stopped = progress(Progress::new(Stage::Citing, ordinal, records)).is_break();
            if stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if stopped { Err(io::ErrorKind::Interrupted.into()) } else { Ok(Some(table)) }
    }

    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn explain(&self, error: io::Error) -> IndexError {
        let version = self.cite.map(Cite::version);
        let older = Index::newest(self.root, version.as_deref()).ok().flatten().filter(|old| {
            let was = &old.manifest.fingerprint;
            *was == self.fingerprint || self.source.grown_from(was, old.records())
        });
        let needed = (self.source.bytes() as f64 * SHARE) as u64 + (1 << 20);
        IndexError { error, root: self.root.to_owned(), needed, older }
    }
}

//! Datasets on disk: files in any usual format become records and problems.
//!
//! [`plan`] finds the files, a [`Scanner`] reads them once and gives the record table in
//! [`Chunk`]s, a [`Dataset`] holds the table and reads records by position. Two abstractions keep
//! formats and layouts apart: a *format* turns a file into rows of JSON, a *layout* turns a row
//! into records. JSON in plain files is read in place; everything else is turned into lines of
//! JSON in the cache once, so that after opening there is one shape only.
//!
//! Rows that do not parse are set aside and reported with their place. Small datasets
//! ([`Limits::validate_below`]) are read in full at open; of large ones the scan checks each row's
//! brackets, strings, depth and known fields, and a row that passes but does not parse is reported
//! when it is read ([`ReadError::Unreadable`]).

use std::{fs::File, ops::ControlFlow, sync::Arc};

use crate::{
    problem::{Place, Problem, Severity},
    record::{Origin, Record},
};
pub use error::{OpenError, OpenErrorKind, ReadError};
pub use mapping::{Mapped, Mapping, Pointer, SeenField};
pub use open::NOTHING;
pub use options::{Limits, OpenOptions};
pub use own::Own;
pub(crate) use plan::is_glob;
pub use plan::{Plan, plan};
pub use progress::{OnProgress, Progress};
pub use read::Records;
pub use report::{CotChars, SourceReport, inspect};
pub use scan::{Chunk, Scanner};
pub use sniff::Format;
pub use source::Source;
use table::{Table, UNKNOWN};

mod error;
mod format;
mod frames;
mod growing;
mod json;
mod layout;
mod mapping;
mod normalise;
mod open;
mod options;
mod own;
mod plan;
mod progress;
mod quick;
mod read;
mod report;
mod scan;
mod sniff;
mod source;
mod spool;
mod stamp;
mod structure;
mod table;
pub mod transient;
mod unpack;

/// The records of some sources as far as they have been scanned. Cloning is cheap: clones share the
/// table, and a clone stays as it is when the original grows.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    sources: Vec<Arc<Source>>,
    table: Table,
    problems: Arc<Vec<Problem>>,
    problem_count: usize,
    tail: Option<scan::Tail>,
    options: Arc<OpenOptions>,
}

/// A record as the table knows it, without reading it.
#[derive(Clone, Copy, Debug)]
pub struct RowRef<'a> {
    /// Its id.
    pub id: &'a str,
    /// The source it comes from.
    pub source: &'a Source,
    /// 1-based line of its row in the file with the rows.
    pub line: u64,
    /// Length of its row in bytes.
    pub row_bytes: usize,
    /// Length of the chain in bytes; after a quick scan an estimate, `None` when unknown.
    pub cot_len: Option<usize>,
}

impl Dataset {
    /// Reads the whole table of what `paths` name.
    pub fn open(
        paths: &[String],
        options: OpenOptions,
        progress: OnProgress<'_>,
    ) -> Result<Self, OpenError> {
        let plan = plan(paths, options)?;
        let mut dataset = Self::empty(&plan);
        let mut scanner = Scanner::new(plan);
        while let Some(chunk) = scanner.next_chunk(progress)? {
            dataset.push(chunk);
            dataset.refuse_if_strict()?;
        }
        Ok(dataset)
    }

    /// A dataset without records yet, to push the chunks of a [`Scanner`] of the same plan into.
    #[must_use]
    pub fn empty(plan: &Plan) -> Self {
        Self { options: Arc::new(plan.options.clone()), ..Self::default() }
    }

    /// Adds the next chunk.
    pub fn push(&mut self, chunk: Chunk) {
        self.sources.extend(chunk.sources);
        if !chunk.problems.is_empty() {
            Arc::make_mut(&mut self.problems).extend(chunk.problems);
        }
        self.problem_count += chunk.problem_count;
        self.tail = chunk.tail.or(self.tail);
        let before = self.table.duplicates;
        self.table.push(chunk.block);
        if before == 0 && self.table.duplicates > 0 {
            self.report_duplicates();
        }
    }

    fn report_duplicates(&mut self) {
        let Some(first) = self.table.first_duplicate else {
            return;
        };
        let entry = self.table.entry(first);
        let source = self.sources.get(entry.source as usize);
        let own = source.map(|source| scan::base_id(source, None, u64::from(entry.line)) + "#");
        if own.is_some_and(|own| self.table.id(first).starts_with(&own)) {
            return; // rows without an id that stand on one line: nobody's mistake
        }
        let path = source.map_or("", |source| &source.path);
        let message =
            format!("an id occurs again; the record is called {} here", self.table.id(first));
        let problem =
            Problem::new(Severity::Warning, Place::line(path, u64::from(entry.line)), message)
                .hint("repeated ids get #2, #3 … behind them, in the order of the files");
        Arc::make_mut(&mut self.problems).push(problem);
        self.problem_count += 1;
    }

    /// Fails at the first damaged or repaired row, if that was asked for.
    ///
    /// # Errors
    /// Names the row and what is wrong with it.
    pub fn refuse_if_strict(&self) -> Result<(), OpenError> {
        let worst = self.problems.iter().find(|problem| problem.severity > Severity::Warning);
        match worst {
            Some(problem) if self.options.strict => Err(OpenError {
                place: Box::new(problem.place.clone()),
                ..OpenError::unusable("", &problem.message)
                    .why("--strict accepts no damaged or repaired rows")
            }),
            _ => Ok(()),
        }
    }

    /// Fails, saying what was expected, when there is no record at all.
    pub fn usable(&self) -> Result<(), OpenError> {
        if !self.is_empty() {
            return Ok(());
        }
        let path = self.sources.first().map_or("", |source| &source.path);
        let error = OpenError::unusable(path, "holds no record that can be read");
        let Some(problem) = self.problems.iter().max_by_key(|problem| problem.severity) else {
            return Err(error.fix("expected rows with a prompt, a chain of thought or an answer"));
        };
        let fix = "say which fields hold what: --map prompt=/…, --map cot=/…, --map answer=/…";
        let why = format!("{}: {}", problem.place, problem.message);
        Err(error.why(why).fix(problem.hint.clone().unwrap_or_else(|| fix.to_owned())))
    }

    /// The files, in order.
    #[must_use]
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.sources
    }

    /// How many records are known so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.len() == 0
    }

    /// What is known of record `index` without reading it. Panics past the end.
    #[must_use]
    pub fn row(&self, index: usize) -> RowRef<'_> {
        let entry = self.table.entry(index);
        RowRef {
            id: self.table.id(index),
            source: &self.sources[entry.source as usize],
            line: u64::from(entry.line),
            row_bytes: entry.len as usize,
            cot_len: (entry.cot_len != UNKNOWN).then_some(entry.cot_len as usize),
        }
    }

    /// Which of [`Self::sources`] record `index` comes from. Panics past the end.
    #[must_use]
    pub fn source_index(&self, index: usize) -> usize {
        self.table.entry(index).source as usize
    }

    /// The id of record `index`. Panics past the end.
    #[must_use]
    pub fn id(&self, index: usize) -> &str {
        self.table.id(index)
    }

    /// The length of its chain in bytes: exact where the row was read at open, an estimate after a
    /// quick scan, `None` where that does not tell.
    #[must_use]
    pub fn cot_len(&self, index: usize) -> Option<usize> {
        self.row(index).cot_len
    }

    /// The record of exactly this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.table.find(id)
    }

    /// What was wrong, in the order in which it was found; of very many only the first.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many problems there were, also those that [`Self::problems`] does not list.
    #[must_use]
    pub fn problem_count(&self) -> usize {
        self.problem_count
    }

    /// Sources whose size or time on disk is no longer what it was.
    #[must_use]
    pub fn changed_sources(&self) -> Vec<&Source> {
        self.sources.iter().map(AsRef::as_ref).filter(|source| source.has_changed()).collect()
    }

    /// What [`Plan::stamp`] gives for the same files, as long as they are what they were when they were
    /// opened.
    #[must_use]
    pub fn stamp(&self) -> Option<String> {
        let paths = self.sources.iter().map(|source| source.original.as_path());
        let stamp = stamp::of(paths, &self.options)?;
        let followed = self.sources.iter().all(|source| source.stamp.is_some());
        (followed && self.changed_sources().is_empty()).then_some(stamp)
    }

    /// Bytes that the record table takes in memory, and how many of them are ids.
    #[must_use]
    pub fn table_memory(&self) -> (usize, usize) {
        (self.table.memory(), self.table.id_bytes())
    }

    /// A scanner for what was appended to the last source since; `None` when that cannot be followed.
    pub fn follow(&self) -> Result<Option<Scanner>, OpenError> {
        let Some(tail) = self.tail.filter(|tail| tail.source as usize + 1 == self.sources.len())
        else {
            return Ok(None);
        };
        let source = self.sources[tail.source as usize].clone();
        if source.is_normalised() {
            return Ok(None);
        }
        Scanner::resume(source, tail, (*self.options).clone()).map(Some)
    }

    /// Changes with every edit of a record's row, of their order or ids, and with the mapping. 32
    /// hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.fingerprint_of_first(self.len())
    }

    /// The same for the first `records` alone: what the whole had before the others were appended.
    #[must_use]
    pub fn fingerprint_of_first(&self, records: usize) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut sources = self.sources.iter().zip(0..).peekable();
        for index in 0..records.min(self.len()) {
            let entry = self.table.entry(index);
            // A source goes in before its first record, so that later ones change nothing here.
            while let Some((source, _)) = sources.next_if(|(_, number)| *number <= entry.source) {
                source.mix_into(&mut hasher);
            }
            hasher.update(&entry.hash.to_le_bytes());
            hasher.update(&entry.len.to_le_bytes());
            hasher.update(self.table.id(index).as_bytes());
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }

    /// Reads record `index`: one positional read, one row in memory. Panics past the end.
    pub fn record(&self, index: usize) -> Result<Record, ReadError> {
        read::one(self, index)
    }

    /// The row of record `index` as it stands in its source, or in its normalised copy: everything that
    /// was there, also what no record shows. Panics past the end.
    pub fn raw_row(&self, index: usize) -> Result<Vec<u8>, ReadError> {
        read::raw(self, index)
    }

    /// All records in order, read in large blocks.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        Records::new(self, 0..self.len())
    }

    /// The records of a range of indices, read in large blocks.
    #[must_use]
    pub fn records_in(&self, range: std::ops::Range<usize>) -> Records<'_> {
        Records::new(self, range)
    }
}

/// A progress callback for those who do not care.
pub fn unheard(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Puts what only the table knows into a record.
fn named(dataset: &Dataset, index: usize, row: &source::Row, draft: layout::Draft) -> Record {
    let entry = dataset.table.entry(index);
    let source = &dataset.sources[entry.source as usize];
    let line = row.line.unwrap_or(u64::from(entry.line));
    let mut record = draft.record;
    if let Some(pair) = &mut record.pair {
        pair.of = scan::base_id(source, draft.own_id.as_deref(), line);
        let other = index - entry.part as usize + pair.other.parse::<usize>().unwrap_or(0);
        pair.other = dataset.table.id(other.min(dataset.len() - 1)).to_owned();
    }
    for (key, value) in &source.shared {
        record.meta.entry(key.clone()).or_insert_with(|| value.clone());
    }
    dataset.table.id(index).clone_into(&mut record.id);
    record.origin = Origin { path: source.path.clone(), member: row.member.clone(), line };
    record
}

fn open_rows(source: &Source) -> std::io::Result<File> {
    source.rows.open()
}

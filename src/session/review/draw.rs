//! Drawing a queue for the screen, and finding those that a team has drawn.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::fs;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::OpenQueue;
use super::frame::{self, FieldChoice, Frame};
use crate::label::Scheme;
use crate::record::Record;
use crate::review::{
    Allocation, Candidate, Design, DrawError, Progress, Queue, QueueError, Sampling, draw, extend,
};
use crate::session::Session;
use crate::spec::Spec;

/// Records that a dialog looks at for fields with few values.
const LOOKED_AT: usize = 2000;

/// Why there is no queue.
#[derive(Debug)]
pub enum DrawFailure {
    /// The design cannot be drawn.
    Design(DrawError),
    /// No record has the field that strata are made by.
    UnknownField(String),
    /// A weight or guess names a stratum that does not exist.
    UnknownStratum {
        /// What was named.
        named: String,
        /// What there is.
        strata: Vec<String>,
    },
    /// No two reviewers disagree.
    NothingDisputed {
        /// The group of the scheme.
        group: String,
    },
    /// The queue's file.
    File(QueueError),
    /// It was stopped.
    Stopped,
}

impl fmt::Display for DrawFailure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Design(why) => why.fmt(out),
            Self::UnknownField(field) => write!(out, "no record has the field {field}"),
            Self::UnknownStratum { named, strata } => {
                write!(out, "there is no stratum {named}; the strata are: {}", strata.join("; "))
            }
            Self::NothingDisputed { group } => write!(
                out,
                "no record is disputed: a dispute is two reviewers' different answers in {group}"
            ),
            Self::File(why) => why.fmt(out),
            Self::Stopped => out.write_str("stopped; nothing was drawn"),
        }
    }
}

impl std::error::Error for DrawFailure {}

/// A misspelt field would make one stratum of everything.
///
/// # Errors
/// When a field of the design occurs nowhere.
pub fn check_fields(by: &[String], candidates: &[Candidate]) -> Result<(), DrawFailure> {
    let has = |candidate: &Candidate, field: &str| {
        candidate.attributes.iter().any(|(name, _)| name == field)
    };
    let unknown =
        |field: &&String| !candidates.iter().any(|candidate| has(candidate, field.as_str()));
    match by.iter().find(unknown) {
        Some(field) if !candidates.is_empty() => Err(DrawFailure::UnknownField(field.clone())),
        _ => Ok(()),
    }
}

/// A misspelt stratum would have the weight of all others.
///
/// # Errors
/// When the design names a stratum that the frame does not have.
pub fn check_strata(queue: &Queue) -> Result<(), DrawFailure> {
    let named = match &queue.design.allocation {
        Allocation::Optimal { rates: named } | Allocation::Weighted { weights: named } => named,
        Allocation::Equal | Allocation::Proportional => return Ok(()),
    };
    let strata = || queue.frame.strata.iter().map(|stratum| stratum.name.clone());
    match named.keys().find(|name| !strata().any(|known| known == **name)) {
        None => Ok(()),
        Some(name) => {
            Err(DrawFailure::UnknownStratum { named: name.clone(), strata: strata().collect() })
        }
    }
}

/// Fills in what an optimal allocation that says nothing takes from the labels so far.
pub fn fill_pilot(design: &mut Design, labels: &super::super::Labels, candidates: &[Candidate]) {
    let Design { by, allocation, .. } = design;
    if let Allocation::Optimal { rates } = allocation
        && rates.is_empty()
    {
        *rates = frame::pilot(&labels.view, &labels.scheme, by, candidates);
    }
}

/// A number to draw from, another one each time.
#[must_use]
pub fn any_seed() -> u64 {
    // Below 2^53, so that every reader of JSON keeps it exactly.
    RandomState::new().hash_one(std::time::SystemTime::now()) >> 11
}

/// What a reviewer asks to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// The file's name without its ending; empty for one that tells the design.
    pub name: String,
    /// How to draw.
    pub design: Design,
    /// What the draw follows from; any number when there is none.
    pub seed: Option<u64>,
}

/// A queue of a team, as a list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The file.
    pub path: PathBuf,
    /// The queue, or why the file is none.
    pub queue: Result<Queue, String>,
    /// How far the reviewer is.
    pub progress: Progress,
}

impl Session {
    /// The queues beside the labels, by name.
    #[must_use]
    pub fn queues(&self) -> Vec<Listed> {
        let labels = self.labels();
        let (dir, me) = (labels.queues_dir(), labels.reviewer());
        let mut paths = queue_files(&dir);
        if let Some(open) = labels.queue()
            && !paths.contains(&open.path)
        {
            paths.insert(0, open.path.clone());
        }
        let listed = |path: PathBuf| match OpenQueue::read(&path, me) {
            Ok(open) => {
                let progress = open.progress(&labels.view, me);
                Listed { path, queue: Ok(open.queue), progress }
            }
            Err(why) => Listed { path, queue: Err(why.to_string()), progress: Progress::default() },
        };
        paths.into_iter().map(listed).collect()
    }

    /// Fields that make good strata, from the first records.
    #[must_use]
    pub fn field_choices(&self) -> Vec<FieldChoice> {
        let known = self.dataset().len().min(LOOKED_AT);
        let records: Vec<_> = (0..known).filter_map(|at| self.record(at).ok()).collect();
        frame::choices(records.iter().map(AsRef::as_ref))
    }

    /// Draws a queue, writes it beside the labels and returns its file. Ends early once `stop` is set.
    ///
    /// # Errors
    /// When it cannot be drawn or written.
    pub fn draw(
        &self,
        wish: Wish,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<PathBuf, DrawFailure> {
        let Wish { name, mut design, seed } = wish;
        let candidates = self.candidates(&design, stop, progress)?;
        fill_pilot(&mut design, &self.labels(), &candidates);
        let queue =
            draw(seed.unwrap_or_else(any_seed), design, candidates).map_err(DrawFailure::Design)?;
        check_strata(&queue)?;
        let dir = self.labels().queues_dir();
        let path = free_path(&dir, &if name.is_empty() { told(&queue.design) } else { name });
        fs::create_dir_all(&dir).map_err(|why| DrawFailure::File(QueueError::Io(dir, why)))?;
        queue.write(&path).map_err(DrawFailure::File)?;
        Ok(path)
    }

    /// Draws more for a queue; nothing is drawn twice.
    ///
    /// # Errors
    /// When it cannot be drawn or written.
    pub fn extend(
        &self,
        path: &Path,
        more: usize,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), DrawFailure> {
        let queue = Queue::read(path).map_err(DrawFailure::File)?;
        let candidates = self.candidates(&queue.design, stop, progress)?;
        let queue = extend(queue, more, candidates).map_err(DrawFailure::Design)?;
        queue.write(path).map_err(DrawFailure::File)
    }

    fn candidates(
        &self,
        design: &Design,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<Candidate>, DrawFailure> {
        let specs: Vec<Spec> = self.specs.iter().map(|spec| Spec::clone(spec)).collect();
        let mut frame = Frame::new(&design.by, &specs, &self.detector);
        if design.sampling == Sampling::Disputed {
            let labels = self.labels();
            frame = frame.with_merits(disputes_in(&labels.view, &labels.scheme)?);
        }
        let dataset = self.dataset();
        let mut candidates = Vec::with_capacity(dataset.len());
        for (at, record) in dataset.records().enumerate() {
            if stop.load(Ordering::Relaxed) {
                return Err(DrawFailure::Stopped);
            }
            if at % 256 == 0 {
                progress(at, dataset.len());
            }
            candidates.extend(record.ok().as_ref().map(|record: &Record| frame.candidate(record)));
        }
        check_fields(&design.by, &candidates)?;
        Ok(candidates)
    }
}

/// How much each record is disputed.
///
/// # Errors
/// When none is.
pub fn disputes_in(
    view: &crate::label::View,
    scheme: &Scheme,
) -> Result<std::collections::HashMap<String, f64>, DrawFailure> {
    let found = frame::disputed(view, scheme);
    if found.is_empty() {
        let group = frame::first_group(scheme).to_owned();
        return Err(DrawFailure::NothingDisputed { group });
    }
    Ok(found)
}

fn queue_files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    paths
}

/// A name for a queue that tells how it was drawn.
fn told(design: &Design) -> String {
    let kind = match (design.sampling, &design.allocation) {
        (Sampling::Stratified, Allocation::Weighted { .. }) => "oversampled",
        (Sampling::Stratified, _) => "stratified",
        (Sampling::Random, _) => "random",
        (Sampling::Disputed, _) => "disputed",
        (Sampling::Ranked, _) => "ranked",
        (Sampling::Adjudication, _) => "adjudication",
    };
    let by = design.by.iter().map(|field| format!("-{field}")).collect::<String>();
    format!("{kind}{by}-{}", design.size)
}

/// A file of that name, or with a number behind it, that is not there yet.
fn free_path(dir: &Path, name: &str) -> PathBuf {
    let plain = |c: char| if c.is_alphanumeric() || "._-@+".contains(c) { c } else { '-' };
    let name: String = name.trim_start_matches('.').chars().take(100).map(plain).collect();
    let numbered = |number: u32| match number {
        1 => dir.join(format!("{name}.json")),
        number => dir.join(format!("{name}-{number}.json")),
    };
    (1..).map(numbered).find(|path| !path.exists()).unwrap_or_default()
}

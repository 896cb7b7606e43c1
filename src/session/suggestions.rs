//! What detectors suggest about the records of a dataset: where suggestions come from, which flags
//! they make, and how good they have been.

mod board;
mod commands;
mod detectors;
mod find;
mod ranking;
mod switches;
mod verdicts;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::{Session, lock};
use crate::agreement::proportion::wilson;
use crate::citation::Citation;
use crate::dataset::Dataset;
use crate::detector::track::{Fired, Track, track};
use crate::detector::{Flag, Suggestion};
use crate::record::Record;
use crate::search::Cite;

pub use board::Board;
pub use commands::Command;
pub use detectors::{Detectors, DetectorsConfig};
pub use find::Finder;
pub use ranking::{Learnt, Order, Ranked, Ranking};
pub use switches::{SwitchError, off_file, read_off};
pub use verdicts::verdicts;

/// What a session knows of suggestions.
pub(super) struct Suggestions {
    detectors: RwLock<Arc<Detectors>>,
    /// Shared with queries, which ask it without holding up who looks.
    board: Mutex<Arc<Board>>,
}

/// The track record of every detector.
#[derive(Clone, Debug, Default)]
pub struct TrackRecord {
    /// Worst precision first, those that nobody has judged last, switched-off ones at the end.
    pub tracks: Vec<Track>,
    /// Ids of the detectors that are switched off.
    pub off: Vec<String>,
    /// Records that were looked at, of how many.
    pub examined: (usize, usize),
    /// Records with a verdict of a person on any flag.
    pub judged: usize,
}

impl TrackRecord {
    /// Whether a detector is switched off.
    #[must_use]
    pub fn is_off(&self, detector: &str) -> bool {
        self.off.iter().any(|off| off == detector)
    }
}

impl Suggestions {
    pub(super) fn new(detectors: Detectors) -> Self {
        Self { detectors: RwLock::new(Arc::new(detectors)), board: Mutex::default() }
    }

    fn detectors(&self) -> Arc<Detectors> {
        Arc::clone(&self.detectors.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Finds citations for the index, and what detectors say of the same record and citations.
pub(super) struct Watching<'a> {
    session: &'a Session,
    dataset: Dataset,
    detectors: Arc<Detectors>,
}

impl<'a> Watching<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { session, dataset: session.dataset(), detectors: session.suggestions.detectors() }
    }
}

impl Cite for Watching<'_> {
    fn version(&self) -> String {
        self.session.detector.version()
    }

    fn cite(&self, record: &Record) -> Vec<Citation> {
        let citations = self.session.detector.cite(record);
        if self.detectors.asks_commands() {
            return citations; // they are asked in batches, later
        }
        let found = self.detectors.suggest(record, &citations);
        if let Some(ordinal) = self.dataset.find(&record.id) {
            Arc::make_mut(&mut lock(&self.session.suggestions.board)).put(ordinal, &found);
        }
        citations
    }
}

impl Session {
    /// What deserves a look in a record, best first, and last what stands under a negation. Of
    /// commands only what they said before.
    #[must_use]
    pub fn suggestions(&self, record: &Record, citations: &[Citation]) -> Vec<Suggestion> {
        let detectors = self.suggestions.detectors();
        let mut found = detectors.show(record, citations);
        found.extend(detectors.remembered(record));
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    }

    /// Looks at every record that has not been looked at, commands included, and keeps what was
    /// found in the cache. `progress` hears how many of how many are done. `false` when `stop` ended
    /// it early.
    pub fn find_suggestions(
        &self,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> bool {
        let (dataset, detectors) = (self.dataset(), self.suggestions.detectors());
        let finder = Finder { dataset: &dataset, detectors: &detectors, citations: &self.detector };
        let file = finder.file();
        let board = &self.suggestions.board;
        if let Some(kept) = Board::load(&file) {
            Arc::make_mut(&mut lock(board)).take_over(kept);
        }
        let ends = || stop.load(Ordering::Relaxed) || self.closing.load(Ordering::Relaxed);
        let (whole, problems) = finder.fill(board, &ends, progress);
        lock(&self.problems).extend(problems);
        if whole && !self.readonly {
            // A cache that cannot be written costs time the next time, nothing else.
            let _ = lock(board).save(&file);
        }
        whole
    }

    /// The suggestions so far.
    pub(super) fn suggested(&self) -> Arc<Board> {
        Arc::clone(&lock(&self.suggestions.board))
    }

    /// How good every detector has been, by everyone's labels.
    #[must_use]
    pub fn track_record(&self) -> TrackRecord {
        let dataset = self.dataset();
        let verdicts = verdicts(&self.labels());
        let board = self.suggested();
        let fired: Vec<Fired> = board.fired(|ordinal| dataset.id(ordinal).to_owned());
        let examined = (board.examined(), dataset.len());
        let off = self.suggestions.detectors().off().to_vec();
        let mut tracks = track(&fired, &verdicts, interval);
        tracks.sort_by_key(|track| off.contains(&track.detector));
        let judged: BTreeMap<&str, ()> =
            verdicts.iter().map(|verdict| (verdict.record.as_str(), ())).collect();
        TrackRecord { tracks, off, examined, judged: judged.len() }
    }

    /// How much a ranker learns from the labels so far, and how good it is on records that it had
    /// not seen. Takes seconds for thousands of labels.
    #[must_use]
    pub fn learn(&self) -> Vec<Learnt> {
        let (dataset, detectors) = (self.dataset(), self.suggestions.detectors());
        let verdicts = verdicts(&self.labels());
        Ranking::learn(&dataset, verdicts, &detectors, &self.detector).learnt()
    }

    /// Switches a detector off, or on again, for this dataset, and says so in a file beside the
    /// labels. What it has found before stays in its track record; call
    /// [`Session::find_suggestions`] afterwards.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn switch_detector(&self, id: &str, on: bool) -> Result<(), SwitchError> {
        let dir = self.labels().dir.clone();
        let off = switches::switch(&dir, id, on)?;
        let detectors = self.suggestions.detectors().with_off(&off);
        *self.suggestions.detectors.write().unwrap_or_else(PoisonError::into_inner) =
            Arc::new(detectors);
        Arc::make_mut(&mut lock(&self.suggestions.board)).forget_all_but(&off);
        Ok(())
    }

    /// The flags that any label or suggestion is about, the built-in ones first.
    #[must_use]
    pub fn flags(&self) -> Vec<Flag> {
        let mut flags: Vec<Flag> = Flag::BUILTIN.to_vec();
        let suggested = self.suggested().flags();
        flags.extend(suggested.iter().map(|name| Flag::from_name(name)));
        flags.sort();
        flags.dedup();
        flags
    }
}

/// Wilson's interval, 95 %.
fn interval(share: f64, records: f64) -> (f64, f64) {
    wilson(share * records, records).map_or((0.0, 1.0), |estimate| (estimate.lo, estimate.hi))
}

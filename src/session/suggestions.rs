//! What detectors suggest about the records of a dataset: where suggestions come from, which flags
//! they make, and how good they have been.

mod board;
mod commands;
mod detectors;
mod find;
mod pass;
mod ranking;
mod switches;
mod verdicts;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::errand::Errand;
use super::{Session, lock};
use crate::agreement::proportion::wilson;
use crate::citation::Citation;
use crate::dataset::Dataset;
use crate::detector::track::{Fired, Track, Verdict, track};
use crate::detector::{Flag, Suggestion};
use crate::record::Record;

pub use board::Board;
pub use commands::Command;
pub use detectors::{Detectors, DetectorsConfig};
pub use find::Finder;
pub(super) use pass::keep_looking;
use ranking::Watch;
pub use ranking::{Learnt, Order, Ranked, Ranking};
pub use switches::{SwitchError, off_file, read_off};
pub use verdicts::verdicts;

/// What a session knows of suggestions.
pub(super) struct Suggestions {
    known: Mutex<Known>,
    /// Looks at the records that have not been looked at.
    looking: Errand,
    /// Nobody wants to wait for it.
    stopped: AtomicBool,
    /// Records that somebody has on the screen, the latest at the end: they are looked at first.
    asked: Mutex<Vec<usize>>,
}

/// Who looks, and what they found.
struct Known {
    detectors: Arc<Detectors>,
    board: Board,
}

/// Records that wait to be looked at first; older ones than these have left the screen.
const ASKED: usize = 256;

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
        let known = Known { detectors: Arc::new(detectors), board: Board::default() };
        Self {
            known: Mutex::new(known),
            looking: Errand::default(),
            stopped: AtomicBool::new(false),
            asked: Mutex::default(),
        }
    }

    fn detectors(&self) -> Arc<Detectors> {
        Arc::clone(&lock(&self.known).detectors)
    }

    /// There are records that nobody has looked at.
    pub(super) fn grew(&self) {
        self.looking.ask();
    }

    /// Lets the thread that looks end.
    pub(super) fn close(&self) {
        self.looking.end();
    }
}

impl Known {
    /// Whether it is these detectors that look, still.
    fn are(&self, detectors: &Arc<Detectors>) -> bool {
        Arc::ptr_eq(&self.detectors, detectors)
    }

    /// Keeps what `detectors` found, unless others look by now.
    fn put(&mut self, detectors: &Arc<Detectors>, ordinal: usize, found: &[Suggestion]) {
        if self.are(detectors) {
            self.board.put(ordinal, found);
        }
    }

    /// Takes over what `detectors` found before.
    fn take_over(&mut self, detectors: &Arc<Detectors>, before: Board) {
        if self.are(detectors) {
            self.board.take_over(before);
        }
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

    /// Has these records looked at before the others.
    pub fn look_first(&self, ordinals: &[usize]) {
        let mut asked = lock(&self.suggestions.asked);
        asked.extend_from_slice(ordinals);
        let surplus = asked.len().saturating_sub(ASKED);
        asked.drain(..surplus);
    }

    /// Has the records looked at that have not been, in the background; what comes of it is told by
    /// [`News::Suggesting`](super::News::Suggesting).
    pub fn look(&self) {
        self.suggestions.stopped.store(false, Ordering::Relaxed);
        self.suggestions.looking.ask();
    }

    /// Stops looking until [`Session::look`] is called.
    pub fn stop_looking(&self) {
        self.suggestions.stopped.store(true, Ordering::Relaxed);
    }

    /// The suggestions so far.
    pub(super) fn suggested(&self) -> Board {
        lock(&self.suggestions.known).board.clone()
    }

    /// How good every detector has been, by everyone's labels.
    #[must_use]
    pub fn track_record(&self) -> TrackRecord {
        let dataset = self.dataset();
        let verdicts = self.verdicts_here(&dataset);
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

    /// The verdicts on records of the dataset; the labels may be about other data too.
    fn verdicts_here(&self, dataset: &Dataset) -> Vec<Verdict> {
        let mut verdicts = verdicts(&self.labels());
        verdicts.retain(|verdict| dataset.find(&verdict.record).is_some());
        verdicts
    }

    /// How much a ranker learns from the labels so far, and how good it is on records that it had
    /// not seen. Takes seconds for thousands of labels; `None` when `stop` ended it. `progress` hears
    /// labelled records read of how many.
    pub fn learn(
        &self,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Option<Vec<Learnt>> {
        let (dataset, detectors) = (self.dataset(), self.suggestions.detectors());
        let verdicts = self.verdicts_here(&dataset);
        let watch = Watch { stop, progress };
        Some(Ranking::learn_until(&dataset, verdicts, &detectors, &self.detector, watch)?.learnt())
    }

    /// Switches a detector off, or on again, for this dataset, and says so in a file beside the
    /// labels. What it has found before stays in its track record; all records are to be looked at
    /// anew: call [`Session::look`] afterwards.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn switch_detector(&self, id: &str, on: bool) -> Result<(), SwitchError> {
        let dir = self.labels().dir.clone();
        let off = switches::switch(&dir, id, on)?;
        let mut known = lock(&self.suggestions.known);
        known.detectors = Arc::new(known.detectors.with_off(&off));
        known.board.forget_all_but(&off);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Config;

    #[test]
    fn what_others_found_who_look_no_longer_is_not_kept() {
        let (detectors, _) = Detectors::open(&Config::default(), &[], &[]);
        let before = Arc::new(detectors);
        let now = Arc::new(before.with_off(&["builtin/x".to_owned()]));
        let mut known = Known { detectors: Arc::clone(&now), board: Board::default() };
        known.put(&before, 3, &[]);
        assert!(!known.board.is_known(3));
        known.put(&now, 3, &[]);
        assert!(known.board.is_known(3));
    }
}

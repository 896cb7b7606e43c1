//! Looks at the records of a dataset, those aside that have been looked at.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::board::Board;
use super::commands::BATCH;
use super::detectors::Detectors;
use crate::citation::Detector;
use crate::dataset::Dataset;
use crate::problem::Problem;
use crate::record::Record;
use crate::session::{index, place};

/// What is needed to look at records.
pub struct Finder<'a> {
    /// Where the records are.
    pub dataset: &'a Dataset,
    /// Who looks.
    pub detectors: &'a Detectors,
    /// Finds the citations that detectors build on.
    pub citations: &'a Detector,
}

impl Finder<'_> {
    /// Where what was found is kept: another file for other data, specs or detectors.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        let parts = [
            index::root(self.dataset).to_string_lossy().into_owned(),
            self.dataset.fingerprint(),
            self.detectors.version(),
            self.citations.version(),
        ];
        let name = blake3::hash(parts.join("\0").as_bytes()).to_hex();
        place::cache_dir().join("suggestions").join(format!("{}.json", &name[..24]))
    }

    /// The board of the whole dataset, from the cache as far as it is there, and kept there if `keep`.
    pub fn board(
        &self,
        keep: bool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> (Arc<Board>, Vec<Problem>) {
        let file = self.file();
        let board = Mutex::new(Arc::new(Board::load(&file).unwrap_or_default()));
        let (_, problems) = self.fill(&board, &|| false, progress);
        let board = board.into_inner().unwrap_or_else(PoisonError::into_inner);
        if keep {
            let _ = board.save(&file); // without the cache the next one takes as long again
        }
        (board, problems)
    }

    /// Looks at every record that the board does not know. Whether it came to the end before `ends`
    /// said so, and what went wrong with commands.
    pub(super) fn fill(
        &self,
        board: &Mutex<Arc<Board>>,
        ends: &dyn Fn() -> bool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> (bool, Vec<Problem>) {
        let total = self.dataset.len();
        let mut batch = Batch { finder: self, board, waiting: Vec::new(), problems: Vec::new() };
        for ordinal in 0..total {
            if ends() {
                return (false, batch.problems);
            }
            if known(board, ordinal) {
                continue;
            }
            if let Ok(record) = self.dataset.record(ordinal) {
                batch.add(ordinal, record);
            }
            if ordinal.is_multiple_of(64) {
                progress(ordinal, total);
            }
        }
        batch.finish();
        progress(total, total);
        (true, batch.problems)
    }
}

fn known(board: &Mutex<Arc<Board>>, ordinal: usize) -> bool {
    board.lock().unwrap_or_else(PoisonError::into_inner).is_known(ordinal)
}

/// Records that wait until there are enough for the commands; without commands none waits.
struct Batch<'a> {
    finder: &'a Finder<'a>,
    board: &'a Mutex<Arc<Board>>,
    waiting: Vec<(usize, Record)>,
    problems: Vec<Problem>,
}

impl Batch<'_> {
    fn add(&mut self, ordinal: usize, record: Record) {
        self.waiting.push((ordinal, record));
        if !self.finder.detectors.asks_commands() || self.waiting.len() == BATCH {
            self.finish();
        }
    }

    fn finish(&mut self) {
        let Finder { detectors, citations, .. } = self.finder;
        let (ordinals, records): (Vec<usize>, Vec<Record>) = self.waiting.drain(..).unzip();
        let (said, problems) = detectors.ask(&records);
        self.problems.extend(problems);
        for ((ordinal, record), said) in ordinals.into_iter().zip(&records).zip(said) {
            let mut found = detectors.suggest(record, &citations.cite(record));
            found.extend(said);
            let mut board = self.board.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::make_mut(&mut board).put(ordinal, &found);
        }
    }
}

//! Looks at the records of a dataset, those aside that have been looked at.

use std::collections::VecDeque;
use std::path::PathBuf;

use super::board::Board;
use super::commands::BATCH;
use super::detectors::Detectors;
use crate::dataset::{Dataset, Records};
use crate::detector::Suggestion;
use crate::problem::Problem;
use crate::record::Record;
use crate::search::Cite;
use crate::session::{index, place};

/// What is needed to look at records.
#[derive(Clone, Copy)]
pub struct Finder<'a> {
    /// Where the records are.
    pub dataset: &'a Dataset,
    /// Who looks.
    pub detectors: &'a Detectors,
    /// Finds the citations that detectors build on.
    pub citations: &'a dyn Cite,
}

impl<'a> Finder<'a> {
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
    ) -> (Board, Vec<Problem>) {
        let file = self.file();
        let mut board = Board::load(&file).unwrap_or_default();
        let known = board.clone();
        let mut look = self.look(|| None, |ordinal| known.is_known(ordinal));
        for (ordinal, found) in look.by_ref() {
            board.put(ordinal, &found);
            progress(board.examined(), self.dataset.len());
        }
        let problems = look.problems;
        if keep {
            let _ = board.save(&file); // without the cache the next one takes as long again
        }
        (board, problems)
    }

    /// What detectors say of each record that is not `known`, one after the other; those come first
    /// that `asked` names.
    pub(super) fn look<A, K>(&self, asked: A, known: K) -> Look<'a, A, K>
    where
        A: FnMut() -> Option<usize>,
        K: Fn(usize) -> bool,
    {
        let first = (0..self.dataset.len()).find(|&ordinal| !known(ordinal));
        let first = first.unwrap_or(self.dataset.len());
        Look {
            finder: *self,
            asked,
            known,
            next: first,
            records: self.dataset.records_in(first..self.dataset.len()),
            ready: VecDeque::new(),
            problems: Vec::new(),
        }
    }
}

/// Records as they are looked at.
pub(super) struct Look<'a, A, K> {
    finder: Finder<'a>,
    asked: A,
    known: K,
    /// The record that [`Self::records`] gives next.
    next: usize,
    records: Records<'a>,
    ready: VecDeque<(usize, Vec<Suggestion>)>,
    /// What went wrong with commands so far.
    pub(super) problems: Vec<Problem>,
}

impl<A: FnMut() -> Option<usize>, K: Fn(usize) -> bool> Iterator for Look<'_, A, K> {
    type Item = (usize, Vec<Suggestion>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() {
            // Without commands no record waits for others.
            let most = if self.finder.detectors.asks_commands() { BATCH } else { 1 };
            let batch: Vec<_> = std::iter::from_fn(|| self.read()).take(most).collect();
            self.examine(batch);
        }
        self.ready.pop_front()
    }
}

impl<A: FnMut() -> Option<usize>, K: Fn(usize) -> bool> Look<'_, A, K> {
    /// The next record that is to be looked at. One that is out of reach now is passed over.
    fn read(&mut self) -> Option<(usize, Record)> {
        let dataset = self.finder.dataset;
        while let Some(ordinal) = (self.asked)() {
            if ordinal < dataset.len()
                && !(self.known)(ordinal)
                && let Ok(record) = index::or_empty(dataset.record(ordinal))
            {
                return Some((ordinal, record));
            }
        }
        loop {
            let record = self.records.next()?;
            let ordinal = self.next;
            self.next += 1;
            if !(self.known)(ordinal)
                && let Ok(record) = index::or_empty(record)
            {
                return Some((ordinal, record));
            }
        }
    }

    fn examine(&mut self, batch: Vec<(usize, Record)>) {
        let Finder { detectors, citations, .. } = self.finder;
        let (ordinals, records): (Vec<usize>, Vec<Record>) = batch.into_iter().unzip();
        let (said, problems) = detectors.ask(&records);
        self.problems.extend(problems);
        for ((ordinal, record), said) in ordinals.into_iter().zip(&records).zip(said) {
            let mut found = detectors.suggest(record, &citations.cite(record));
            found.extend(said);
            self.ready.push_back((ordinal, found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{OpenOptions, unheard};
    use crate::session::Config;

    #[test]
    fn what_somebody_asked_for_comes_first_and_what_is_known_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("run.jsonl");
        let row = |id: usize| format!("{{\"id\":\"{id}\",\"prompt\":\"p\",\"cot\":\"c\"}}\n");
        std::fs::write(&data, (0..6).map(row).collect::<String>()).unwrap();
        let paths = [data.to_string_lossy().into_owned()];
        let dataset = Dataset::open(&paths, OpenOptions::default(), &mut unheard).unwrap();
        let (detectors, _) = Detectors::open(&Config::default(), &[], &[]);
        let detector = crate::citation::Detector::new(&[]);
        let citations = index::Citer(&detector);
        let finder = Finder { dataset: &dataset, detectors: &detectors, citations: &citations };
        let mut asked = vec![99, 1, 4];
        let known = std::cell::RefCell::new(vec![0, 3]);
        let look = finder.look(|| asked.pop(), |ordinal| known.borrow().contains(&ordinal));
        let mut order = Vec::new();
        for (ordinal, _) in look {
            known.borrow_mut().push(ordinal);
            order.push(ordinal);
        }
        assert_eq!(order, [4, 1, 2, 5]);
    }
}

//! Counting the citations of an opened dataset: one pass, kept until dataset or detector change.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::clauses::{Clauses, Tally};
use super::{Session, lock};
use crate::record::Record;

/// Records between two words about progress.
const STRIDE: usize = 64;

/// The last table and what it was made from.
pub(super) type Kept = Option<(String, Arc<Clauses>)>;

impl Session {
    /// What the records known so far do with each clause, divided by every field that has few
    /// values and by people's labels as they are now. `None` when `stop` was set; `progress` hears
    /// records counted of records in all. Counted once, then kept.
    pub fn clauses(
        &self,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Option<Clauses> {
        let dataset = self.dataset();
        let version = format!("{} {}", dataset.fingerprint(), self.detector.version());
        let kept = lock(&self.counted).clone().filter(|(made_from, _)| *made_from == version);
        let clauses = match kept {
            Some((_, clauses)) => clauses,
            None => {
                let clauses = Arc::new(self.count(stop, progress)?);
                *lock(&self.counted) = Some((version, Arc::clone(&clauses)));
                clauses
            }
        };
        let labels = self.labels();
        let view = &labels.view;
        let given = view.records().filter_map(|id| {
            let ordinal = u32::try_from(dataset.find(id)?).ok()?;
            let held = view.states(id).flat_map(|(_, state)| &state.labels);
            Some(held.map(move |held| (ordinal, held.label.to_string())))
        });
        Some(clauses.with_labels(given.flatten()))
    }

    fn count(&self, stop: &AtomicBool, progress: &mut dyn FnMut(usize, usize)) -> Option<Clauses> {
        let dataset = self.dataset();
        let mut tally = Tally::new(&self.specs);
        for (at, record) in dataset.records().enumerate() {
            if at.is_multiple_of(STRIDE) {
                if stop.load(Ordering::Relaxed) || self.closing.load(Ordering::Relaxed) {
                    return None;
                }
                progress(at, dataset.len());
            }
            match record {
                Ok(record) => tally.add(&record, &self.citations(&record)),
                Err(_) => tally.add(&Record::default(), &[]), // it keeps its number, as in a search
            }
        }
        Some(tally.finish())
    }
}

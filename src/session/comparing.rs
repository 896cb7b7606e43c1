//! Comparing the raters of an opened dataset: its columns are kept until the dataset changes, labels
//! are read anew each time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::agreement::{Report, Survey, Tally};
use super::{Session, lock};
use crate::record::Record;

/// Records between two words about progress.
const STRIDE: usize = 64;

/// The last columns and what they were made from.
pub(super) type Kept = Option<(String, Arc<Survey>)>;

impl Session {
    /// How far the raters of the records known so far agree. `None` when `stop` was set; `progress`
    /// hears records read of records in all.
    pub fn agreement(
        &self,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Option<Report> {
        let survey = self.survey(stop, progress)?;
        let labels = self.labels();
        let group = labels.scheme.groups.first()?.clone();
        Some(Report::new(&survey, &labels, &group))
    }

    /// The columns of the dataset, read once and then kept.
    fn survey(
        &self,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Option<Arc<Survey>> {
        let dataset = self.dataset();
        let version = dataset.fingerprint();
        if let Some((made_from, survey)) = &*lock(&self.surveyed)
            && *made_from == version
        {
            return Some(Arc::clone(survey));
        }
        let mut tally = Tally::default();
        for (at, record) in dataset.records().enumerate() {
            if at.is_multiple_of(STRIDE) {
                if stop.load(Ordering::Relaxed) || self.closing.load(Ordering::Relaxed) {
                    return None;
                }
                progress(at, dataset.len());
            }
            tally.add(&record.unwrap_or_else(|_| Record::default())); // it keeps its number
        }
        let survey = Arc::new(tally.finish());
        *lock(&self.surveyed) = Some((version, Arc::clone(&survey)));
        Some(survey)
    }
}

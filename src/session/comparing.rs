//! Comparing the raters of an opened dataset: its columns are kept until the dataset changes, labels
//! are read anew each time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::agreement::{Asked, Report, Side, Sources, Study, Survey, Tally, sides, span_agreement};
use super::slices::{CLAUSE, DETECTOR, Extra, Fired, Firing};
use super::{Session, lock};
use crate::record::Record;

/// Records between two words about progress.
const STRIDE: usize = 64;

/// The columns, and which detectors fire where; each with what it was made from.
#[derive(Default)]
pub(super) struct Kept {
    survey: Option<(String, Arc<Survey>)>,
    fired: Option<(String, Arc<Fired>)>,
}

impl Session {
    /// How far the raters of the records known so far agree. `None` when `stop` was set; `progress`
    /// hears records read of records in all.
    pub fn agreement(
        &self,
        asked: &Asked,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Option<Report> {
        let survey = self.survey(stop, progress)?;
        let by = |name| asked.by.as_deref() == Some(name);
        let with_spec = by(CLAUSE) && !self.specs.is_empty();
        let clauses = if with_spec { Some(self.clauses(stop, progress)?) } else { None };
        let fired = if by(DETECTOR) { Some(self.fired(stop, progress)?) } else { None };
        let suggestions = fired.as_ref().map(|fired| fired.as_slice());
        let extra = Extra { clauses: clauses.as_ref(), suggestions };
        let dataset = self.dataset();
        let labels = self.labels();
        let sources = Sources { dataset: &dataset, survey: &survey, labels: &labels };
        let mut report = Report::new(asked, sources, extra);
        if let Ok(compared) = &mut report.compared {
            let read = |ordinal| self.record(ordinal).ok().map(|record| Record::clone(&record));
            compared.spans = span_agreement(&compared.study, &labels, read);
        }
        Some(report)
    }

    /// What everyone has to say about a record of a comparison, with the record.
    ///
    /// # Errors
    /// A sentence for the reader, when the record can no longer be read.
    pub fn voices(
        &self,
        study: &Study,
        ordinal: usize,
    ) -> Result<(Arc<Record>, Vec<Side>), String> {
        let record = self.record(ordinal).map_err(|error| error.to_string())?;
        let sides = sides(study, &self.labels(), &record);
        Ok((record, sides))
    }

    /// The columns of the dataset, read once and then kept.
    fn survey(
        &self,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Option<Arc<Survey>> {
        let version = self.dataset().fingerprint();
        if let Some((made_from, survey)) = &lock(&self.compared).survey
            && *made_from == version
        {
            return Some(Arc::clone(survey));
        }
        let mut tally = Tally::default();
        self.each_record(stop, progress, &mut |_, record| tally.add(record))?;
        let survey = Arc::new(tally.finish());
        lock(&self.compared).survey = Some((version, Arc::clone(&survey)));
        Some(survey)
    }

    /// Which detectors fire where, looked for once and then kept.
    fn fired(
        &self,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Option<Arc<Fired>> {
        let version = format!("{} {}", self.dataset().fingerprint(), self.detector.version());
        if let Some((made_from, fired)) = &lock(&self.compared).fired
            && *made_from == version
        {
            return Some(Arc::clone(fired));
        }
        let mut firing = Firing::new(&self.specs);
        self.each_record(stop, progress, &mut |ordinal, record| {
            firing.add(ordinal, record, &self.citations(record));
        })?;
        let fired = Arc::new(firing.finish());
        lock(&self.compared).fired = Some((version, Arc::clone(&fired)));
        Some(fired)
    }

    /// Gives every record to `each`; one that cannot be read keeps its number. `None` when `stop` was
    /// set.
    fn each_record(
        &self,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(usize, usize),
        each: &mut dyn FnMut(u32, &Record),
    ) -> Option<()> {
        let dataset = self.dataset();
        for (at, record) in dataset.records().enumerate() {
            if at.is_multiple_of(STRIDE) {
                if stop.load(Ordering::Relaxed) || self.closing.load(Ordering::Relaxed) {
                    return None;
                }
                progress(at, dataset.len());
            }
            each(u32::try_from(at).ok()?, &record.unwrap_or_default());
        }
        Some(())
    }
}

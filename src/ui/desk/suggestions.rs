//! The track-record screen's questions to the session.

use std::sync::Arc;

use super::Desk;
use crate::detector::Suggestion;
use crate::session::suggestions::{Learnt, TrackRecord, off_file};
use crate::ui::backend::{SuggestionDesk, Task};

/// Fainter suggestions than this only crowd the page, unless a flag has no other.
const FAINT: f32 = 0.3;

/// What is worth a mark in the reader, in reading order: of each flag the best, and whatever is
/// nearly as good; of several at the same place, the best. What stands under a negation is shown
/// where nothing else is.
pub(super) fn to_show(found: Vec<Suggestion>) -> Vec<Suggestion> {
    let (negated, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.negated);
    let mut shown: Vec<Suggestion> = Vec::new();
    for one in found {
        let of_flag = || shown.iter().filter(|other| other.flag == one.flag);
        let is_double = of_flag().any(|o| (o.field, o.span) == (one.field, one.span));
        if !is_double && (one.score >= FAINT || of_flag().next().is_none()) {
            shown.push(one);
        }
    }
    for one in negated {
        let is_taken = |o: &Suggestion| o.field == one.field && o.span.overlaps(one.span);
        if !shown.iter().any(is_taken) {
            shown.push(one);
        }
    }
    shown.sort_by_key(|one| (one.field, one.span.start, one.span.end));
    shown
}

impl SuggestionDesk for Desk {
    fn track_record(&self) -> Arc<TrackRecord> {
        Arc::new(self.session.track_record())
    }

    fn learn(&self, generation: u64) -> Option<Vec<Learnt>> {
        let mut running = self.begin(Task::Learn, generation);
        let stale = Arc::clone(&running.stale);
        self.session.learn(&stale, &mut |done, total| running.at(done, total))
    }

    fn switch_detector(&self, id: &str, on: bool) -> Result<String, String> {
        self.session.switch_detector(id, on).map_err(|error| error.to_string())?;
        Ok(off_file(&self.session.labels().dir).display().to_string())
    }

    fn look(&self) {
        self.session.look();
    }
}

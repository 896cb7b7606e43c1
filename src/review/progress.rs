//! How far a reviewer has come in a queue, how fast, and how long it will take.

use jiff::{SignedDuration, Timestamp};

use super::queue::Item;
use crate::label::View;

/// "37 of 200, 41 an hour, about 4 h left".
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Items with a label.
    pub done: usize,
    /// Items passed over and not labelled since.
    pub skipped: usize,
    /// All items.
    pub total: usize,
    /// Labels an hour of work, over the last [`WINDOW`] labels; `None` before there is
    /// [`LEAST_WORK`].
    pub per_hour: Option<f64>,
    /// How long the rest will take at that rate, without pauses.
    pub left: Option<SignedDuration>,
}

/// How many labels the rate looks back on.
pub const WINDOW: usize = 50;

/// Work of less than this says nothing about the hour.
pub const LEAST_WORK: SignedDuration = SignedDuration::from_mins(1);

/// A gap between two labels that is longer is a pause, and no work.
pub const PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// Progress of `reviewer` through `items` (of [`super::Queue::of_reviewer`]) of the queue with that id.
/// A label given while browsing does not count: it was not drawn. Times are those of the label
/// events; a clock that was set back makes a gap that is left out. Costs a look-up an item.
#[must_use]
pub fn progress(items: &[&Item], view: &View, reviewer: &str, queue: &str) -> Progress {
    let labelled = |item: &&&Item| view.labelled_in(&item.record, reviewer, queue);
    let times: Vec<_> =
        items.iter().filter_map(|item| labelled(&item)).map(|e| (e.seq, e.time)).collect();
    let done = times.len();
    let per_hour = rate(times);
    let left = per_hour.map(|rate| {
        SignedDuration::from_secs_f64(((items.len() - done) as f64 / rate * 3600.0).min(1e9))
    });
    let skipped = |item: &&&Item| {
        let state = view.state(&item.record, reviewer);
        state.is_some_and(|state| state.skipped) && labelled(item).is_none()
    };
    let skipped = items.iter().filter(skipped).count();
    Progress { done, skipped, total: items.len(), per_hour, left }
}

/// Labels an hour of work from the sequence number and time of each; `None` before there is
/// [`LEAST_WORK`].
#[must_use]
pub fn rate(mut times: Vec<(u64, Timestamp)>) -> Option<f64> {
    times.sort_unstable();
    let recent = &times[times.len().saturating_sub(WINDOW)..];
    let gaps = recent.windows(2).map(|pair| pair[1].1.duration_since(pair[0].1));
    let (mut count, mut work) = (0u32, SignedDuration::ZERO);
    for gap in gaps.filter(|gap| !gap.is_negative() && *gap < PAUSE) {
        count += 1;
        work += gap;
    }
    (work >= LEAST_WORK).then(|| f64::from(count) * 3600.0 / work.as_secs_f64())
}

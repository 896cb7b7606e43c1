//! How far a reviewer has come in a queue, how fast, and how long it will take.

use jiff::{SignedDuration, Timestamp};

use super::queue::Item;
use crate::label::view::State;
use crate::label::{Phase, View};

/// "37 of 200, 41 an hour, about 4 h left".
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Items with a label.
    pub done: usize,
    /// Items passed over and not labelled since.
    pub skipped: usize,
    /// All items.
    pub total: usize,
    /// Labels an hour of work, over the last [`WINDOW`] labels; `None` before the second one.
    pub per_hour: Option<f64>,
    /// How long the rest will take at that rate, without pauses.
    pub left: Option<SignedDuration>,
}

/// How many labels the rate looks back on.
pub const WINDOW: usize = 50;

/// A gap between two labels that is longer is a pause, and no work.
pub const PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// Progress of `reviewer` through `items` (of [`super::Queue::of_reviewer`]). Times are those of the
/// label events; a clock that was set back makes a gap that is left out. Costs a look-up an item.
#[must_use]
pub fn progress(items: &[&Item], view: &View, reviewer: &str) -> Progress {
    let states = || items.iter().filter_map(|item| view.state(&item.record, reviewer));
    let is_done = |state: &&State| !state.labels.is_empty();
    let done = states().filter(is_done).count();
    let times = items
        .iter()
        .filter_map(|item| view.first_label(&item.record, reviewer, Phase::Full))
        .map(|event| (event.seq, event.time));
    let per_hour = rate(times.collect());
    let left = per_hour.map(|rate| {
        SignedDuration::from_secs_f64(((items.len() - done) as f64 / rate * 3600.0).min(1e9))
    });
    let skipped = states().filter(|state| state.skipped && !is_done(state)).count();
    Progress { done, skipped, total: items.len(), per_hour, left }
}

/// Labels an hour from (sequence number, time) of each.
fn rate(mut times: Vec<(u64, Timestamp)>) -> Option<f64> {
    times.sort_unstable();
    let recent = &times[times.len().saturating_sub(WINDOW)..];
    let gaps = recent.windows(2).map(|pair| pair[1].1.duration_since(pair[0].1));
    let (mut count, mut work) = (0u32, SignedDuration::ZERO);
    for gap in gaps.filter(|gap| !gap.is_negative() && *gap < PAUSE) {
        count += 1;
        work += gap;
    }
    (work > SignedDuration::ZERO).then(|| f64::from(count) * 3600.0 / work.as_secs_f64())
}

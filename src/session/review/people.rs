//! Who did what: the progress of everybody whose log lies in the labels directory.

use std::collections::HashMap;

use jiff::Timestamp;

use super::OpenQueue;
use crate::label::view::Counts;
use crate::label::{Event, Origin, Phase, View, What};
use crate::review::progress::rate;
use crate::review::{Flip, Progress, flips};
use crate::session::Labels;

/// What one reviewer has done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Records by what they hold about them.
    pub counts: Counts,
    /// Records labelled as part of a random sample.
    pub drawn: usize,
    /// Records whose first label was blind.
    pub blind: usize,
    /// Disputes decided.
    pub decided: usize,
    /// Verdicts that the chain has changed.
    pub flips: usize,
    /// Labels an hour of work, over the last ones.
    pub per_hour: Option<f64>,
    /// Time of the last event.
    pub last: Option<Timestamp>,
    /// How far they are in the open queue.
    pub queue: Option<Progress>,
}

/// Sequence number and time of labels.
type Times = Vec<(u64, Timestamp)>;

/// Everybody's progress, those with the most labels first.
#[must_use]
pub fn people(labels: &Labels) -> Vec<Person> {
    let view = &labels.view;
    let mut people: HashMap<&str, (Person, Times)> = HashMap::new();
    for (event, undone) in view.events() {
        let (person, times) = people.entry(&event.reviewer).or_default();
        person.last = person.last.max(Some(event.time));
        if !undone {
            count(person, view, event);
        }
        if matches!(event.what, What::Label { .. }) && !undone {
            times.push((event.seq, event.time));
        }
    }
    let flips = flips(view);
    let mut people: Vec<Person> = people
        .into_iter()
        .map(|(name, (person, times))| Person {
            name: name.to_owned(),
            counts: view.counts(name),
            flips: flips.iter().filter(|flip| flip.reviewer == name).count(),
            per_hour: rate(times),
            queue: labels.queue().map(|queue| of_queue(queue, view, name)),
            ..person
        })
        .collect();
    people.sort_by(|a, b| {
        b.counts.labelled.cmp(&a.counts.labelled).then_with(|| a.name.cmp(&b.name))
    });
    people
}

fn count(person: &mut Person, view: &View, event: &Event) {
    match &event.what {
        What::Adjudicate { .. } => person.decided += 1,
        What::Label { .. } => {
            let is_it = |first: Option<&Event>| first.is_some_and(|first| first.id == event.id);
            let first = view.first_label(&event.record, &event.reviewer, Phase::Full);
            person.blind += usize::from(event.blind && is_it(first));
            let queue = event.drawn.queue.as_deref().filter(|_| is_drawn(&event.drawn.origin));
            let drawn = queue.and_then(|id| view.labelled_in(&event.record, &event.reviewer, id));
            person.drawn += usize::from(is_it(drawn));
        }
        _ => {}
    }
}

fn is_drawn(origin: &Origin) -> bool {
    origin.is_probability_sample()
}

/// Progress of somebody else through a queue: their own part of it.
fn of_queue(queue: &OpenQueue, view: &View, reviewer: &str) -> Progress {
    let items = queue.queue.of_reviewer(reviewer);
    crate::review::progress(&items, view, reviewer, &queue.id)
}

/// The verdicts that one reviewer changed once the chain was open, for a list of their records.
#[must_use]
pub fn flips_of(labels: &Labels, reviewer: &str) -> Vec<Flip> {
    flips(&labels.view).into_iter().filter(|flip| flip.reviewer == reviewer).collect()
}

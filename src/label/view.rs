//! What follows from all events: the labels that hold now, and what can be undone and redone.

use std::collections::HashMap;
use std::sync::Arc;

use super::event::wire::Decoder;
use super::event::{Event, What};
use super::names::FastHash;

pub mod history;
pub mod lookup;
pub mod state;

pub use history::Step;
pub use lookup::Counts;
pub use state::{ClauseLabel, Decision, Held, Kept, State};

use history::History;

/// The state of every record and reviewer, kept up to date by [`View::apply`]. Holds all events, so
/// that any of them can be listed, undone and redone, also after a restart.
///
/// Applying an event costs a few hash look-ups; an undo folds the events of one record and reviewer
/// anew. Reviewers do not affect each other, so logs may be read in any order.
#[derive(Default)]
pub struct View {
    decoder: Decoder,
    events: Vec<Event>,
    /// For each event, the one before it of the same record and reviewer ([`NONE`] for the first).
    before: Vec<u32>,
    undone: Vec<bool>,
    by_id: HashMap<Arc<str>, u32, FastHash>,
    /// Events of acts with more than one.
    acts: HashMap<Arc<str>, Vec<u32>, FastHash>,
    numbers: HashMap<Arc<str>, u32, FastHash>,
    records: Vec<Entries>,
    reviewers: Vec<Reviewer>,
}

const NONE: u32 = u32::MAX;

/// What all reviewers hold about one record.
struct Entries {
    record: Arc<str>,
    by: Vec<Entry>,
}

struct Entry {
    reviewer: u32,
    last: u32,
    state: State,
    kept: Option<Box<Kept>>,
}

struct Reviewer {
    name: Arc<str>,
    history: History,
    events: usize,
    last_seq: u64,
}

/// What came of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It counts from now on.
    New,
    /// It was there already.
    Again,
    /// Another event has its id; it does not count.
    IdTaken,
}

impl View {
    /// A view of no events.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one event in. An id counts once, so that logs can be merged and read again.
    pub fn apply(&mut self, event: Event) -> Applied {
        let index = u32::try_from(self.events.len()).expect("fewer than four billion events");
        match self.by_id.entry(event.id.clone()) {
            std::collections::hash_map::Entry::Occupied(known) => {
                let same = self.events[*known.get() as usize] == event;
                return if same { Applied::Again } else { Applied::IdTaken };
            }
            std::collections::hash_map::Entry::Vacant(free) => free.insert(index),
        };
        let (record, reviewer) =
            (self.record_number(&event.record), self.reviewer_number(&event.reviewer));
        let person = &mut self.reviewers[reviewer as usize];
        person.events += 1;
        person.last_seq = person.last_seq.max(event.seq);
        if let Some(act) = &event.act {
            self.acts.entry(act.clone()).or_default().push(index);
        }
        let entry = entry(&mut self.records[record as usize].by, reviewer);
        self.before.push(entry.last);
        self.undone.push(false);
        entry.last = index;
        match &event.what {
            What::Reveal { shown } => {
                entry.kept.get_or_insert_default().reveal(shown, &entry.state)
            }
            _ => entry.state.fold(&event),
        }
        self.events.push(event);
        self.follow(index, reviewer);
        Applied::New
    }

    /// Keeps the reviewer's undo stacks up to date with a new event.
    fn follow(&mut self, index: u32, reviewer: u32) {
        let what = &self.events[index as usize].what;
        let history = &mut self.reviewers[reviewer as usize].history;
        if what.can_be_undone() {
            let act = self.events[index as usize].act();
            let first = self.acts.get(act).and_then(|act| act.first()).copied().unwrap_or(index);
            history.done(first);
            return;
        }
        let (act, undo) = match what {
            What::Undo { act } => (act, true),
            What::Redo { act } => (act, false),
            _ => return,
        };
        let events = self.events_of_act(act);
        let Some(&first) = events.first() else { return };
        let history = &mut self.reviewers[reviewer as usize].history;
        let moved = if undo { history.undo(first) } else { history.redo(first) };
        if moved {
            for event in events {
                self.undone[event as usize] = undo;
                self.refold(event);
            }
        }
    }

    fn events_of_act(&self, act: &str) -> Vec<u32> {
        let single = || self.by_id.get(act).map(|&index| vec![index]).unwrap_or_default();
        self.acts.get(act).cloned().unwrap_or_else(single)
    }

    /// Folds the state of the record and reviewer of `event` from its events that are not undone.
    fn refold(&mut self, event: u32) {
        let (record, reviewer) = {
            let event = &self.events[event as usize];
            (self.numbers[&event.record], self.reviewer_of(&event.reviewer))
        };
        let Some(reviewer) = reviewer else { return };
        let entry = entry(&mut self.records[record as usize].by, reviewer);
        let mut chain = Vec::new();
        let mut at = entry.last;
        while at != NONE {
            chain.push(at);
            at = self.before[at as usize];
        }
        entry.state = State::default();
        for &index in chain.iter().rev().filter(|&&index| !self.undone[index as usize]) {
            entry.state.fold(&self.events[index as usize]);
        }
    }

    fn record_number(&mut self, record: &Arc<str>) -> u32 {
        let next = u32::try_from(self.records.len()).expect("fewer records than events");
        *self.numbers.entry(record.clone()).or_insert_with(|| {
            self.records.push(Entries { record: record.clone(), by: Vec::new() });
            next
        })
    }

    fn reviewer_number(&mut self, name: &Arc<str>) -> u32 {
        self.reviewer_of(name).unwrap_or_else(|| {
            let new = Reviewer {
                name: name.clone(),
                history: History::default(),
                events: 0,
                last_seq: 0,
            };
            self.reviewers.push(new);
            u32::try_from(self.reviewers.len() - 1).expect("fewer reviewers than events")
        })
    }

    fn reviewer_of(&self, name: &str) -> Option<u32> {
        let at = self.reviewers.iter().position(|reviewer| &*reviewer.name == name)?;
        u32::try_from(at).ok()
    }

    /// What reads lines for this view: strings that logs share are kept once.
    pub(super) fn decoder(&mut self) -> &mut Decoder {
        &mut self.decoder
    }
}

fn entry(by: &mut Vec<Entry>, reviewer: u32) -> &mut Entry {
    let at = by.iter().position(|entry| entry.reviewer == reviewer).unwrap_or_else(|| {
        by.push(Entry { reviewer, last: NONE, state: State::default(), kept: None });
        by.len() - 1
    });
    &mut by[at]
}

//! What follows from all events: the labels that hold now, and what can be undone and redone.

use std::collections::HashMap;
use std::sync::Arc;

use super::event::wire::Decoder;
use super::event::{Event, What};
use super::names::{FastHash, Numbered};

pub mod history;
pub mod lookup;
pub mod state;

pub use history::Step;
pub use lookup::Counts;
pub use state::{ClauseLabel, Decision, Held, Kept, State, Weighed};

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
    /// For each event, the number of its record.
    about: Vec<u32>,
    /// An event's number is its place in `events`.
    ids: Numbered,
    /// Events of acts with more than one.
    acts: HashMap<Arc<str>, Vec<u32>, FastHash>,
    /// By the number that the decoder gave the record.
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
        let record = self.decoder.record(&event.record);
        self.apply_to(record, event)
    }

    /// [`View::apply`] for an event about the record of that number.
    pub(super) fn apply_to(&mut self, record: u32, mut event: Event) -> Applied {
        let index = self.ids.get(&event.id, || event.id.clone());
        if let Some(known) = self.events.get(index as usize) {
            return if *known == event { Applied::Again } else { Applied::IdTaken };
        }
        if !self.may_join(&event) {
            event.act = None;
        }
        let reviewer = self.reviewer_number(&event.reviewer);
        let person = &mut self.reviewers[reviewer as usize];
        person.events += 1;
        person.last_seq = person.last_seq.max(event.seq);
        if let Some(act) = &event.act {
            let first = self.ids.number(act).filter(|&first| first < index);
            let events =
                self.acts.entry(act.clone()).or_insert_with(|| first.into_iter().collect());
            events.push(index);
        }
        let entry = entry(entries_of(&mut self.records, record, &event.record), reviewer);
        self.before.push(entry.last);
        self.undone.push(false);
        self.about.push(record);
        entry.last = index;
        match &event.what {
            What::Reveal { shown } => {
                entry.kept.get_or_insert_default().reveal(shown, &entry.state);
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
        if what.can_be_undone() {
            let act = self.events[index as usize].act();
            let first = self.first_of_act(act).unwrap_or(index);
            let history = &mut self.reviewers[reviewer as usize].history;
            history.done(first, first != index);
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

    /// Acts are one reviewer's: nobody undoes what another has done.
    fn may_join(&self, event: &Event) -> bool {
        let Some(act) = &event.act else { return true };
        let known = self.first_of_act(act).and_then(|first| self.events.get(first as usize));
        known.is_none_or(|known| known.reviewer == event.reviewer)
    }

    fn first_of_act(&self, act: &str) -> Option<u32> {
        let several = self.acts.get(act).and_then(|events| events.first()).copied();
        several.or_else(|| self.ids.number(act))
    }

    fn events_of_act(&self, act: &str) -> Vec<u32> {
        let single = || self.ids.number(act).map(|index| vec![index]).unwrap_or_default();
        self.acts.get(act).cloned().unwrap_or_else(single)
    }

    /// Folds the state of the record and reviewer of `event` from its events that are not undone.
    fn refold(&mut self, event: u32) {
        let record = self.about[event as usize];
        let Some(reviewer) = self.reviewer_of(&self.events[event as usize].reviewer) else {
            return;
        };
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

    /// Makes room for that many events more, so that nothing is moved while they come in.
    pub(super) fn reserve(&mut self, events: usize) {
        self.events.reserve(events);
        self.before.reserve(events);
        self.undone.reserve(events);
        self.about.reserve(events);
        self.ids.reserve(events);
    }

    /// What reads lines for this view: strings that logs share are kept once.
    pub(super) fn decoder(&mut self) -> &mut Decoder {
        &mut self.decoder
    }
}

fn entries_of<'a>(
    records: &'a mut Vec<Entries>,
    number: u32,
    record: &Arc<str>,
) -> &'a mut Vec<Entry> {
    let number = number as usize;
    if number >= records.len() {
        // Numbers in between belong to lines that were read and not applied.
        records.resize_with(number + 1, || Entries { record: record.clone(), by: Vec::new() });
    }
    let entries = &mut records[number];
    if entries.by.is_empty() {
        entries.record.clone_from(record);
    }
    &mut entries.by
}

fn entry(by: &mut Vec<Entry>, reviewer: u32) -> &mut Entry {
    let at = by.iter().position(|entry| entry.reviewer == reviewer).unwrap_or_else(|| {
        by.reserve_exact(1); // mostly one reviewer a record: growth by four would cost a kilobyte
        by.push(Entry { reviewer, last: NONE, state: State::default(), kept: None });
        by.len() - 1
    });
    &mut by[at]
}

//! Undo and redo of one reviewer: two stacks of acts, rebuilt from the log at every start.

use std::collections::HashSet;
use std::sync::Arc;

use super::View;
use crate::label::event::{Event, What};

/// Acts by their first event: what can be undone, and what can be redone.
#[derive(Default)]
pub(super) struct History {
    done: Vec<u32>,
    undone: Vec<u32>,
}

impl History {
    /// A new decision: nothing can be redone any more. One that `joins` an act adds no step.
    pub(super) fn done(&mut self, act: u32, joins: bool) {
        self.undone.clear();
        if !(joins && self.done.iter().rev().any(|&known| known == act)) {
            self.done.push(act);
        }
    }

    pub(super) fn undo(&mut self, act: u32) -> bool {
        shift(&mut self.done, &mut self.undone, act)
    }

    pub(super) fn redo(&mut self, act: u32) -> bool {
        shift(&mut self.undone, &mut self.done, act)
    }
}

/// Moves an act, mostly the last, from one stack to the other.
fn shift(from: &mut Vec<u32>, to: &mut Vec<u32>, act: u32) -> bool {
    let Some(at) = from.iter().rposition(|&other| other == act) else { return false };
    from.remove(at);
    to.push(act);
    true
}

/// What an undo or redo would do: the record to go to and the event to append.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The record of the act (of its first event).
    pub record: Arc<str>,
    /// What to append to the log.
    pub what: What,
    /// How many events it takes back or brings again.
    pub events: usize,
    /// How many records those are about.
    pub records: usize,
}

impl View {
    /// The step that takes back the reviewer's last act; `None` at the very beginning.
    #[must_use]
    pub fn undo(&self, reviewer: &str) -> Option<Step> {
        let act = *self.history(reviewer)?.done.last()?;
        Some(self.step(act, |act| What::Undo { act }))
    }

    /// The step that brings back what was undone last; `None` after a new decision.
    #[must_use]
    pub fn redo(&self, reviewer: &str) -> Option<Step> {
        let act = *self.history(reviewer)?.undone.last()?;
        Some(self.step(act, |act| What::Redo { act }))
    }

    /// The step that takes back one act out of the order, say from the list of the last ten.
    #[must_use]
    pub fn undo_of(&self, event: &Event) -> Option<Step> {
        let first = *self.events_of_act(event.act()).first()?;
        let holds = self.history(&event.reviewer)?.done.contains(&first);
        holds.then(|| self.step(first, |act| What::Undo { act }))
    }

    /// How many acts can be undone and redone.
    #[must_use]
    pub fn steps(&self, reviewer: &str) -> (usize, usize) {
        self.history(reviewer).map_or((0, 0), |history| (history.done.len(), history.undone.len()))
    }

    /// The reviewer's last `count` acts that hold, latest first, each by its first event.
    pub fn recent(&self, reviewer: &str, count: usize) -> impl Iterator<Item = &Event> {
        let done = self.history(reviewer).map_or(&[][..], |history| &history.done);
        done.iter().rev().take(count).map(|&act| &self.events[act as usize])
    }

    fn step(&self, act: u32, what: fn(Arc<str>) -> What) -> Step {
        let event = &self.events[act as usize];
        let act = event.act().clone();
        let events = self.events_of_act(&act);
        let records: HashSet<&str> =
            events.iter().map(|&at| &*self.events[at as usize].record).collect();
        Step {
            record: event.record.clone(),
            events: events.len(),
            records: records.len(),
            what: what(act),
        }
    }

    fn history(&self, reviewer: &str) -> Option<&History> {
        self.reviewer_of(reviewer).map(|at| &self.reviewers[at as usize].history)
    }
}

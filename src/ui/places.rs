//! Places one comes back to: marks by letter, and the trail of jumps.

use std::collections::BTreeMap;

use crate::session::resume::{Place, State};

use super::action::Action;
use super::screen::reader::AsLeft;

/// Jumps remembered.
const LONGEST: usize = 100;

/// What is kept for the next run.
#[derive(Debug, Default)]
pub(crate) struct Resume {
    /// What was kept last.
    pub(crate) kept: Option<State>,
    /// It is to be kept in a moment.
    pub(crate) due: bool,
    /// It could not be kept, and that was said.
    pub(crate) failed: bool,
    /// Where one was in the last run, until somebody acts.
    pub(crate) wanted: Option<Place>,
    /// The record there, once it was found.
    pub(crate) found: Option<usize>,
    /// How the record was left in the last run, until somebody acts.
    pub(crate) left: Option<AsLeft>,
    /// The queue of the last run is on its way: what was open waits for it.
    pub(crate) queue: bool,
    /// Nobody has acted since a queue was opened: it still says where to go on.
    pub(crate) led: bool,
}

/// Marks and trail.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub(crate) marks: BTreeMap<char, Place>,
    trail: Vec<Place>,
    /// Where in the trail one is; its length when one is at no place of it.
    at: usize,
    /// Number of the last request for a place.
    pub(crate) going: u64,
    /// The action before this one: a run of the same jump is left at its beginning only.
    before: Option<Action>,
}

impl Places {
    /// An action is about to be done at `here`: remembers the place if the action jumps away.
    pub(crate) fn leave(&mut self, action: Action, here: Option<Place>) {
        let goes_on = self.before.replace(action) == Some(action);
        let Some(here) = here.filter(|_| action.jumps() && !goes_on) else { return };
        self.push(here);
    }

    /// Remembers a place that is left.
    pub(crate) fn push(&mut self, here: Place) {
        self.trail.truncate(self.at);
        if self.trail.last() != Some(&here) {
            self.trail.push(here);
        }
        if self.trail.len() > LONGEST {
            self.trail.remove(0);
        }
        self.at = self.trail.len();
    }

    /// The place `steps` jumps ago, seen from `here`.
    pub(crate) fn back(&mut self, here: Option<Place>, steps: usize) -> Option<Place> {
        let mut to = self.at;
        for _ in 0..steps.max(1) {
            to = to.checked_sub(1)?;
            if self.trail.get(to) == here.as_ref() {
                to = to.checked_sub(1)?;
            }
        }
        if self.at == self.trail.len() {
            self.trail.extend(here); // so that one can go forward to it again
        }
        self.at = to;
        self.trail.get(to).cloned()
    }

    /// The place one came back from.
    pub(crate) fn forward(&mut self, steps: usize) -> Option<Place> {
        let to = self.at + steps.max(1);
        let place = self.trail.get(to)?.clone();
        self.at = to;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(ordinal: usize) -> Place {
        Place { record: format!("r{ordinal}"), ordinal, hash: None, at: None }
    }

    fn ordinal(place: Option<Place>) -> Option<usize> {
        place.map(|place| place.ordinal)
    }

    #[test]
    fn the_trail_goes_back_and_forward() {
        let mut places = Places::default();
        places.leave(Action::Bottom, Some(place(1)));
        places.leave(Action::Top, Some(place(9)));
        assert_eq!(ordinal(places.back(Some(place(5)), 1)), Some(9));
        assert_eq!(ordinal(places.back(Some(place(9)), 1)), Some(1));
        assert_eq!(ordinal(places.back(Some(place(1)), 1)), None);
        assert_eq!(ordinal(places.forward(1)), Some(9));
        assert_eq!(ordinal(places.forward(1)), Some(5));
        assert_eq!(ordinal(places.forward(1)), None);
        assert_eq!(ordinal(places.back(Some(place(5)), 2)), Some(1));
    }

    #[test]
    fn a_run_of_the_same_jump_is_one() {
        let mut places = Places::default();
        for at in 0..5 {
            places.leave(Action::NextRecord, Some(place(at)));
        }
        places.leave(Action::Down, Some(place(5)));
        places.leave(Action::NextRecord, Some(place(5)));
        assert_eq!(ordinal(places.back(Some(place(6)), 1)), Some(5));
        assert_eq!(ordinal(places.back(Some(place(5)), 1)), Some(0));
    }

    #[test]
    fn a_jump_from_the_middle_forgets_what_lay_ahead() {
        let mut places = Places::default();
        for at in [1, 2, 3] {
            places.push(place(at));
        }
        assert_eq!(ordinal(places.back(Some(place(4)), 2)), Some(2));
        places.push(place(2));
        assert_eq!(ordinal(places.forward(1)), None);
        assert_eq!(ordinal(places.back(Some(place(7)), 1)), Some(2));
        assert_eq!(ordinal(places.back(Some(place(2)), 1)), Some(1));
    }
}

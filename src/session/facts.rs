//! What people said about records, in the form in which queries ask for it. Always the present
//! state of the labels: nothing of it is indexed.

use std::collections::BTreeSet;

use crate::label::View;
use crate::label::view::State;
use crate::search::{LiveFacts, LiveField, Name};

/// Labels, flags and notes of a view, by the ordinals of a dataset.
pub struct LabelFacts<'a, F> {
    view: &'a View,
    ordinal_of: F,
    /// Ordinals with a problem in their own row.
    problems: &'a [u32],
}

impl<'a, F: Fn(&str) -> Option<u32>> LabelFacts<'a, F> {
    /// Facts of `view`; `ordinal_of` finds a record by its id.
    pub fn new(view: &'a View, ordinal_of: F, problems: &'a [u32]) -> Self {
        Self { view, ordinal_of, problems }
    }

    fn of_states(&self, wanted: impl Fn(&str, &State) -> bool) -> Vec<u32> {
        self.view.records_where(wanted).filter_map(|record| (self.ordinal_of)(record)).collect()
    }
}

impl<F: Fn(&str) -> Option<u32> + Sync> LiveFacts for LabelFacts<'_, F> {
    fn ordinals(&self, field: LiveField, wanted: &Name) -> Vec<u32> {
        match field {
            LiveField::Flag => {
                self.of_states(|_, state| state.flags.iter().any(|flag| wanted.matches(flag)))
            }
            LiveField::Label => self.of_states(|_, state| {
                state.labels.iter().any(|held| {
                    wanted.matches(&held.label)
                        || held.codes.iter().any(|code| wanted.matches(code))
                })
            }),
            LiveField::By => {
                self.of_states(|reviewer, state| !state.is_empty() && wanted.matches(reviewer))
            }
            LiveField::Note => self.of_states(|_, state| {
                state.note.as_deref().is_some_and(|note| wanted.matches(note))
            }),
            LiveField::Problem => self.problems.to_vec(),
            LiveField::Suggest | LiveField::Agree => Vec::new(),
        }
    }

    fn values(&self, field: LiveField) -> Vec<String> {
        let states = || {
            self.view.records().flat_map(|record| self.view.states(record)).map(|(_, state)| state)
        };
        let values: BTreeSet<String> = match field {
            LiveField::Flag => {
                states().flat_map(|state| &state.flags).map(ToString::to_string).collect()
            }
            LiveField::Label => states()
                .flat_map(|state| &state.labels)
                .map(|held| held.label.to_string())
                .collect(),
            LiveField::By => self.view.reviewers().map(ToString::to_string).collect(),
            _ => BTreeSet::new(),
        };
        values.into_iter().collect()
    }
}

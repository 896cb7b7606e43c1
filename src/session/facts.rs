//! What people said about records, in the form in which queries ask for it. Always the present
//! state of the labels: nothing of it is indexed.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::judge;
use super::suggestions::Suggested;
use crate::dataset::Dataset;
use crate::label::View;
use crate::label::scheme::UNSURE;
use crate::label::view::{Held, State};
use crate::search::{LiveFacts, LiveField, Name};

/// The label that says that nothing is wrong.
const FINE: &str = "ok";

/// Labels, flags and notes of a view, by the ordinals of a dataset.
pub struct LabelFacts<'a> {
    view: &'a View,
    dataset: &'a Dataset,
    suggested: &'a dyn Suggested,
}

impl<'a> LabelFacts<'a> {
    /// What people said and detectors suggest about the records of `dataset`.
    #[must_use]
    pub fn new(view: &'a View, dataset: &'a Dataset, suggested: &'a dyn Suggested) -> Self {
        Self { view, dataset, suggested }
    }

    fn ordinal(&self, record: &str) -> Option<u32> {
        self.dataset.find(record).and_then(|at| u32::try_from(at).ok())
    }

    fn of_states(&self, wanted: impl Fn(&str, &State) -> bool) -> Vec<u32> {
        self.view.records_where(wanted).filter_map(|record| self.ordinal(record)).collect()
    }

    /// Whether judge and people agree on each record that both spoke plainly about: people find a
    /// fault when any of them gives another verdict than "ok". Reads the labelled records only.
    fn agreement(&self) -> impl Iterator<Item = (u32, bool)> {
        let labelled = self.view.records_where(|_, state| !verdicts(state).is_empty());
        labelled.filter_map(|record| {
            let ordinal = self.ordinal(record)?;
            let judge = judge::finds_fault(&self.dataset.record(ordinal as usize).ok()?)?;
            let finds_fault = |state| verdicts(state).iter().any(|label| &***label != FINE);
            let people = self.view.states(record).any(|(_, state)| finds_fault(state));
            Some((ordinal, judge == people))
        })
    }

    /// Records whose own row had a problem and still loaded.
    fn with_problems(&self) -> Vec<u32> {
        let places: HashSet<(&str, u64)> = self
            .dataset
            .problems()
            .iter()
            .filter_map(|problem| Some((problem.place.path.as_str(), problem.place.line?)))
            .collect();
        let concerned = |index: &usize| {
            let row = self.dataset.row(*index);
            places.contains(&(row.source.path.as_str(), row.line))
        };
        let known = if places.is_empty() { 0 } else { self.dataset.len() };
        (0..known).filter(concerned).filter_map(|index| u32::try_from(index).ok()).collect()
    }
}

/// The verdicts of one reviewer, unsure ones aside.
fn verdicts(state: &State) -> Vec<&Arc<str>> {
    let plain = |held: &&Held| &*held.group == "verdict" && &*held.label != UNSURE;
    state.labels.iter().filter(plain).map(|held| &held.label).collect()
}

impl LiveFacts for LabelFacts<'_> {
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
            LiveField::Problem => self.with_problems(),
            LiveField::Agree => {
                let word = |agree| if agree { "yes" } else { "no" };
                let found = self.agreement().filter(|(_, agree)| wanted.matches(word(*agree)));
                found.map(|(ordinal, _)| ordinal).collect()
            }
            // No detector has been run over the dataset here.
            LiveField::Suggest => self.suggested.ordinals(wanted),
        }
    }

    fn values(&self, field: LiveField) -> Vec<String> {
        let states = || {
            self.view.records().flat_map(|record| self.view.states(record)).map(|(_, state)| state)
        };
        let values: BTreeSet<String> = match field {
            LiveField::Suggest => self.suggested.flags().into_iter().collect(),
            LiveField::Flag => {
                states().flat_map(|state| &state.flags).map(ToString::to_string).collect()
            }
            LiveField::Label => states()
                .flat_map(|state| &state.labels)
                .map(|held| held.label.to_string())
                .collect(),
            LiveField::By => self.view.reviewers().map(ToString::to_string).collect(),
            LiveField::Agree => ["no", "yes"].map(str::to_owned).into(),
            LiveField::Note | LiveField::Problem => BTreeSet::new(),
        };
        values.into_iter().collect()
    }
}

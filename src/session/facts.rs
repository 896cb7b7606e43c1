//! What people said about records, in the form in which queries ask for it. Always the present
//! state of the labels: nothing of it is indexed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::judge;
use super::suggestions::Board;
use crate::dataset::Dataset;
use crate::label::View;
use crate::label::scheme::UNSURE;
use crate::label::view::State;
use crate::search::{LiveFacts, LiveField, Name};

/// The label that says that nothing is wrong.
const FINE: &str = "ok";

/// What everyone held about the records of a dataset at one moment: taken under the lock of the
/// labels, asked without it, so that no search holds up a decision.
#[derive(Default)]
pub struct LabelFacts {
    dataset: Dataset,
    said: Vec<Said>,
    reviewers: Vec<String>,
    /// What detectors suggest, if the query asks for it.
    suggested: Board,
}

/// What one reviewer holds about one record.
struct Said {
    ordinal: u32,
    reviewer: Arc<str>,
    labels: Vec<Arc<str>>,
    /// Labels that are verdicts, unsure ones aside.
    verdicts: Vec<Arc<str>>,
    codes: Vec<Arc<str>>,
    flags: Vec<Arc<str>>,
    note: Option<Arc<str>>,
}

impl Said {
    fn new(ordinal: u32, reviewer: &Arc<str>, state: &State) -> Self {
        let verdict = |group: &str, label: &str| group == "verdict" && label != UNSURE;
        let held = || state.labels.iter();
        Self {
            ordinal,
            reviewer: Arc::clone(reviewer),
            labels: held().map(|held| Arc::clone(&held.label)).collect(),
            verdicts: held()
                .filter(|held| verdict(&held.group, &held.label))
                .map(|held| Arc::clone(&held.label))
                .collect(),
            codes: held().flat_map(|held| &held.codes).cloned().collect(),
            flags: state.flags.clone(),
            note: state.note.clone(),
        }
    }
}

impl LabelFacts {
    /// What `view` holds about the records of `dataset`.
    #[must_use]
    pub fn new(view: &View, dataset: &Dataset) -> Self {
        let mut said = Vec::new();
        for record in view.records() {
            let Some(ordinal) = dataset.find(record).and_then(|at| u32::try_from(at).ok()) else {
                continue; // a record of another dataset
            };
            let states = view.states(record).filter(|(_, state)| !state.is_empty());
            said.extend(states.map(|(reviewer, state)| Said::new(ordinal, reviewer, state)));
        }
        let reviewers = view.reviewers().map(ToString::to_string).collect();
        Self { dataset: dataset.clone(), said, reviewers, suggested: Board::default() }
    }

    /// How many records detectors have looked at, by [`Self::with_suggestions`].
    #[must_use]
    pub fn examined(&self) -> usize {
        self.suggested.examined()
    }

    /// The same with what detectors suggest.
    #[must_use]
    pub fn with_suggestions(self, suggested: Board) -> Self {
        Self { suggested, ..self }
    }

    /// What one person said: for a reviewer who must not know what the others say.
    #[must_use]
    pub fn only(mut self, reviewer: &str) -> Self {
        self.said.retain(|said| *said.reviewer == *reviewer);
        self.reviewers.retain(|known| known == reviewer);
        self
    }

    fn where_said(&self, wanted: impl Fn(&Said) -> bool) -> Vec<u32> {
        self.said.iter().filter(|said| wanted(said)).map(|said| said.ordinal).collect()
    }

    /// Whether judge and people agree on each record that both spoke plainly about: people find a
    /// fault when any of them gives another verdict than "ok". Reads the labelled records only.
    fn agreement(&self) -> impl Iterator<Item = (u32, bool)> {
        let mut faults: HashMap<u32, bool> = HashMap::new();
        for said in self.said.iter().filter(|said| !said.verdicts.is_empty()) {
            let fault = said.verdicts.iter().any(|label| &**label != FINE);
            *faults.entry(said.ordinal).or_default() |= fault;
        }
        faults.into_iter().filter_map(|(ordinal, people)| {
            let judge = judge::finds_fault(&self.dataset.record(ordinal as usize).ok()?)?;
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

impl LiveFacts for LabelFacts {
    fn ordinals(&self, field: LiveField, wanted: &Name) -> Vec<u32> {
        let any = |names: &[Arc<str>]| names.iter().any(|name| wanted.matches(name));
        match field {
            LiveField::Flag => self.where_said(|said| any(&said.flags)),
            LiveField::Label => self.where_said(|said| any(&said.labels) || any(&said.codes)),
            LiveField::By => self.where_said(|said| wanted.matches(&said.reviewer)),
            LiveField::Note => {
                self.where_said(|said| said.note.as_deref().is_some_and(|n| wanted.matches(n)))
            }
            LiveField::Problem => self.with_problems(),
            LiveField::Agree => {
                let word = |agree| if agree { "yes" } else { "no" };
                let found = self.agreement().filter(|(_, agree)| wanted.matches(word(*agree)));
                found.map(|(ordinal, _)| ordinal).collect()
            }
            LiveField::Suggest => self.suggested.ordinals(wanted),
        }
    }

    fn values(&self, field: LiveField) -> Vec<String> {
        let said = self.said.iter();
        let values: BTreeSet<String> = match field {
            LiveField::Flag => said.flat_map(|s| &s.flags).map(ToString::to_string).collect(),
            LiveField::Label => said.flat_map(|s| &s.labels).map(ToString::to_string).collect(),
            LiveField::By => self.reviewers.iter().cloned().collect(),
            LiveField::Agree => ["no", "yes"].map(str::to_owned).into(),
            LiveField::Suggest => self.suggested.flags().into_iter().collect(),
            LiveField::Note | LiveField::Problem => BTreeSet::new(),
        };
        values.into_iter().collect()
    }
}

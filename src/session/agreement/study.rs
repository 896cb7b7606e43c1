//! A comparison: which raters, which of their labels, on which records, counting how much.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::raters::{Kind, Rater, known};
use super::refusal::Refusal;
use super::sample::Sample;
use super::survey::{Attribute, Survey};
use crate::agreement::Ratings;
use crate::agreement::labels::given;
use crate::agreement::ratings::Item;
use crate::dataset::Dataset;
use crate::label::scheme::{Group, UNSURE};
use crate::session::{Labels, judge};

/// What "nothing wrong" and "something wrong" are called when labels are read so.
pub const FINE: &str = "fine";
/// See [`FINE`].
pub const FAULT: &str = "fault";
/// The reviewers' label that says that nothing is wrong.
const OK: &str = "ok";

/// Different values of a judge beyond which they are scores.
const MOST_VERDICTS: usize = 6;

/// What is to be compared.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The raters, the first being the reference; empty for those at hand.
    pub between: Vec<String>,
    /// The group of the scheme that reviewers are compared in; `None` for the first.
    pub group: Option<String>,
    /// Spellings to be read as another label.
    pub aliases: HashMap<String, String>,
    /// Labels in the order of a scale.
    pub order: Vec<String>,
    /// Every rating is read as fault or fine.
    pub faults: bool,
    /// Only what was drawn by it, weighted by its probabilities.
    pub sample: Option<Arc<Sample>>,
}

/// Ratings of the same records by the raters compared.
#[derive(Clone, Debug)]
pub struct Study {
    /// The raters, the reference first.
    pub raters: Vec<Rater>,
    /// What they said; items are the records' ids.
    pub ratings: Ratings,
    /// The ordinal of each item.
    pub ordinals: Vec<u32>,
    /// How the records were drawn, if that is to count.
    pub sample: Option<Arc<Sample>>,
    /// The reviewers' labels left out because the sample did not draw them.
    pub excluded: usize,
    /// For each rater what it said of whatever record, drawn or not, by ordinal.
    pub said: Vec<HashMap<u32, String>>,
    /// Records in the dataset.
    pub records: usize,
}

/// What a study is made from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The records' ids.
    pub dataset: &'a Dataset,
    /// What the records hold.
    pub survey: &'a Survey,
    /// What people labelled.
    pub labels: &'a Labels,
}

impl Sources<'_> {
    /// The group of that name, else the first.
    ///
    /// # Errors
    /// When the scheme has no such group.
    pub fn group(&self, named: Option<&str>) -> Result<&Group, Refusal> {
        let groups = &self.labels.scheme.groups;
        let found = match named {
            None => groups.first(),
            Some(name) => groups.iter().find(|group| group.id == name),
        };
        found.ok_or_else(|| {
            let ids: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
            let what = format!("the label scheme has no group {}", named.unwrap_or_default());
            Refusal::usage(what, format!("its groups are: {}", ids.join(", ")))
        })
    }

    /// Everyone who rated anything.
    #[must_use]
    pub fn raters(&self, group: &Group) -> Vec<Rater> {
        known(self.survey, self.labels, &group.id)
    }
}

impl Study {
    /// Puts the ratings side by side; `least` raters are needed.
    ///
    /// # Errors
    /// When a rater or the group is not there, or there are too few raters.
    pub fn new(question: &Question, sources: Sources<'_>, least: usize) -> Result<Self, Refusal> {
        let group = sources.group(question.group.as_deref())?;
        let raters = choose(question, sources, group, least)?;
        let mut excluded = 0;
        let columns: Vec<HashMap<u32, String>> = raters
            .iter()
            .map(|rater| column(rater, question, sources, group, &mut excluded))
            .collect();
        let rated: BTreeSet<u32> =
            columns.iter().flat_map(|column| column.keys().copied()).collect();
        let mut ordinals = Vec::new();
        let mut items = Vec::new();
        for ordinal in rated {
            let name = sources.dataset.id(ordinal as usize);
            let weight = match &question.sample {
                None => 1.0,
                Some(sample) => match sample.item(name) {
                    Some((_, probability)) => 1.0 / probability,
                    None => continue,
                },
            };
            let labels = columns.iter().map(|column| column.get(&ordinal).cloned()).collect();
            ordinals.push(ordinal);
            items.push(Item { name: name.to_owned(), labels, weight });
        }
        let names = raters.iter().map(|rater| rater.name.clone()).collect();
        Ok(Self {
            ratings: Ratings::of_items(names, &items, &order(question, group)),
            raters,
            ordinals,
            sample: question.sample.clone(),
            excluded,
            said: columns,
            records: sources.survey.records,
        })
    }

    /// The label of a name in these ratings, however it is spelled.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<usize> {
        let same = |label: &String| label.trim().eq_ignore_ascii_case(name.trim());
        self.ratings.labels().iter().position(same)
    }

    /// The label that deserves the attention: a fault where ratings are read so, else the one that raters
    /// disagree about most often, of two the rarer.
    #[must_use]
    pub fn most_disputed(&self) -> Option<usize> {
        if let Some(fault) = self.label(FAULT) {
            return Some(fault);
        }
        let counts = self.ratings.counts();
        let disputed = |label: usize| {
            let split = |item: &&Vec<f64>| {
                let all: f64 = item.iter().sum();
                item[label] > 0.0 && item[label] < all
            };
            counts.iter().filter(split).count()
        };
        let given = |label: usize| counts.iter().map(|item| item[label] as usize).sum::<usize>();
        let labels = 0..self.ratings.labels().len();
        labels.max_by_key(|&label| (disputed(label), std::cmp::Reverse(given(label))))
    }
}

/// The order of labels: as asked for, else that of the scheme's group where it is a scale.
fn order(question: &Question, group: &Group) -> Vec<String> {
    let scale = group.labels.iter().filter(|_| group.ordered).map(|label| label.id.clone());
    question.order.iter().cloned().chain(scale).collect()
}

/// The raters that are named, else the reviewers, else the people of the data.
fn choose(
    question: &Question,
    sources: Sources<'_>,
    group: &Group,
    least: usize,
) -> Result<Vec<Rater>, Refusal> {
    let known = sources.raters(group);
    let offered = || {
        let names: Vec<&str> = known.iter().map(|rater| rater.name.as_str()).collect();
        match names.as_slice() {
            [] => "label the data, or name its judges with --map judge.NAME=POINTER".to_owned(),
            names => format!("--between takes: {}", names.join(", ")),
        }
    };
    let find = |name: &String| {
        let found = known.iter().find(|rater| rater.name == *name).cloned();
        let found = found.or_else(|| field(name, sources.survey));
        found.ok_or_else(|| Refusal::data(format!("there is no rater {name}"), offered()))
    };
    let of = |kind| known.iter().filter(move |rater| rater.kind == kind).cloned();
    let chosen: Vec<Rater> = match question.between.as_slice() {
        [] if of(Kind::Reviewer).count() >= 2 => of(Kind::Reviewer).collect(),
        [] if of(Kind::Human).count() >= 2 => of(Kind::Human).collect(),
        [] => {
            // One person, and the judge that gives verdicts rather than scores.
            let person = of(Kind::Reviewer).chain(of(Kind::Human)).take(1);
            let judges = of(Kind::Judge).filter(|judge| judge.labels.len() <= MOST_VERDICTS);
            person.chain(judges.take(1)).collect()
        }
        named => named.iter().map(find).collect::<Result<_, _>>()?,
    };
    if chosen.len() < least {
        return Err(Refusal::usage("agreement is between two raters or more", offered()));
    }
    Ok(chosen)
}

/// Any field of the data, as it is or with `meta.` before it.
fn field(name: &str, survey: &Survey) -> Option<Rater> {
    let folded = name.trim().to_lowercase();
    let path = folded.strip_prefix("meta.").unwrap_or(&folded);
    let attribute = survey.attribute(&folded).or_else(|| survey.attribute(path))?;
    Some(Rater::of_field(attribute))
}

/// What one rater said, by ordinal.
fn column(
    rater: &Rater,
    question: &Question,
    sources: Sources<'_>,
    group: &Group,
    excluded: &mut usize,
) -> HashMap<u32, String> {
    let said = match (&rater.path, rater.kind) {
        (Some(path), _) => sources.survey.attribute(path).map(|field| of_field(field, question)),
        (None, _) => Some(of_reviewer(&rater.name, question, sources, group, excluded)),
    };
    let mut said = said.unwrap_or_default();
    for label in said.values_mut() {
        if let Some(alias) = question.aliases.get(label) {
            label.clone_from(alias);
        }
    }
    said
}

/// A field's values; a record with several says nothing plain.
fn of_field(field: &Attribute, question: &Question) -> HashMap<u32, String> {
    let mut said: HashMap<u32, Option<String>> = HashMap::new();
    for (value, members) in field.values.iter().zip(&field.members) {
        let label = match question.faults {
            true => judge::reading_of(&field.path, value).map(word),
            false => given(value).map(str::to_owned),
        };
        for &ordinal in members {
            said.entry(ordinal).and_modify(|said| *said = None).or_insert_with(|| label.clone());
        }
    }
    said.into_iter().filter_map(|(ordinal, label)| Some((ordinal, label?))).collect()
}

/// What a reviewer holds in the group; of several labels all, in order. `unsure` is no label.
fn of_reviewer(
    reviewer: &str,
    question: &Question,
    sources: Sources<'_>,
    group: &Group,
    excluded: &mut usize,
) -> HashMap<u32, String> {
    let view = &sources.labels.view;
    let mut said = HashMap::new();
    for record in view.records() {
        let Some(state) = view.state(record, reviewer) else { continue };
        let held = state.in_group(&group.id).filter(|held| &*held.label != UNSURE);
        let labels: BTreeSet<&str> = held.map(|held| &*held.label).collect();
        if labels.is_empty() {
            continue;
        }
        let ordinal = sources.dataset.find(record).and_then(|at| u32::try_from(at).ok());
        let Some(ordinal) = ordinal else { continue };
        if question.sample.as_ref().is_some_and(|sample| !sample.drew(view, record, reviewer)) {
            *excluded += 1;
            continue;
        }
        let label = match question.faults {
            true => word(labels.iter().any(|label| *label != OK)),
            false => labels.into_iter().collect::<Vec<_>>().join("+"),
        };
        said.insert(ordinal, label);
    }
    said
}

fn word(fault: bool) -> String {
    if fault { FAULT } else { FINE }.to_owned()
}

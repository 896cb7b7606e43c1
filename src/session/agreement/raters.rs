//! Who rated the records: reviewers in the label logs, people and judges in the data, and any other
//! field with a handful of values.

use std::collections::BTreeMap;

use super::survey::{Attribute, Survey};
use crate::label::scheme::UNSURE;
use crate::search::{any_query, by_query, field_name};
use crate::session::Labels;

/// Values of a metadata field beyond which nobody would call it a rating.
const MOST_LABELS: usize = 12;

/// Somebody or something that gave records a label each.
#[derive(Clone, Debug, PartialEq)]
pub struct Rater {
    /// `ada`, `human.annotation_1`, `judge.verdict`, `outcome`.
    pub name: String,
    /// The path of its field; `None` for a reviewer.
    pub path: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Records that it rated.
    pub rated: usize,
    /// A query for the records that it rated.
    pub query: String,
    /// Its labels with how often it gave each, most frequent first.
    pub labels: Vec<(String, usize)>,
}

/// Where ratings come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A person who labelled here.
    Reviewer,
    /// A person whose ratings came with the data.
    Human,
    /// An automatic verdict that came with the data.
    Judge,
    /// Another field of the data with few values.
    Field,
}

impl Kind {
    /// One word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Reviewer => "reviewer",
            Kind::Human => "human",
            Kind::Judge => "judge",
            Kind::Field => "field",
        }
    }

    fn of(path: &str) -> Self {
        match path.split_once('.') {
            Some(("human", _)) => Kind::Human,
            Some(("judge", _)) => Kind::Judge,
            _ => Kind::Field,
        }
    }
}

/// Everyone who rated anything: reviewers, then people, judges and fields of the data.
pub(super) fn known(survey: &Survey, labels: &Labels, group: &str) -> Vec<Rater> {
    let mut raters = reviewers(labels, group);
    raters.extend(survey.attributes.iter().filter(|field| may_rate(field)).map(Rater::of_field));
    raters.sort_by_key(|rater| rater.kind); // stable: by order of appearance within a kind
    raters
}

fn may_rate(field: &Attribute) -> bool {
    field.is_verdict() || (2..=MOST_LABELS).contains(&field.values.len())
}

impl Rater {
    pub(super) fn of_field(field: &Attribute) -> Self {
        let labels = field.values.iter().zip(&field.members);
        Self {
            name: field_name(&field.path),
            kind: Kind::of(&field.path),
            rated: field.rated(),
            query: any_query(&field.path).unwrap_or_default(),
            labels: by_frequency(labels.map(|(value, members)| (value.clone(), members.len()))),
            path: Some(field.path.clone()),
        }
    }
}

fn reviewers(labels: &Labels, group: &str) -> Vec<Rater> {
    let mut by_name: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut rated: BTreeMap<&str, usize> = BTreeMap::new();
    for record in labels.view.records() {
        for (reviewer, state) in labels.view.states(record) {
            let mut any = false;
            for held in state.in_group(group).filter(|held| &*held.label != UNSURE) {
                *by_name.entry(reviewer).or_default().entry(&held.label).or_default() += 1;
                any = true;
            }
            *rated.entry(reviewer).or_default() += usize::from(any);
        }
    }
    let rater = |(name, labels): (&str, BTreeMap<&str, usize>)| Rater {
        name: name.to_owned(),
        path: None,
        kind: Kind::Reviewer,
        rated: rated.get(name).copied().unwrap_or(0),
        query: by_query(name).unwrap_or_default(),
        labels: by_frequency(labels.into_iter().map(|(label, count)| (label.to_owned(), count))),
    };
    by_name.into_iter().map(rater).collect()
}

fn by_frequency(labels: impl Iterator<Item = (String, usize)>) -> Vec<(String, usize)> {
    let mut labels: Vec<_> = labels.collect();
    labels.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    labels
}

//! Everything that a screen shows about agreement, computed at once.

use std::collections::HashSet;
use std::sync::Arc;

use super::disagreements::{Disagreement, disagreements};
use super::evidence::SpanAgreement;
use super::raters::{Kind, Rater};
use super::refusal::Refusal;
use super::sample::Sample;
use super::study::{Question, Sources, Study};
use super::truth::{Method, Truth, truth};
use crate::agreement::Summary;
use crate::session::slices::{self, Extra, LENGTH, Slice};

/// How labels are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// As they are; as fault or fine where raters have no label in common.
    #[default]
    Auto,
    /// As they are.
    Plain,
    /// As fault or fine.
    Faults,
}

/// What a screen asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The raters, the reference first; empty for those at hand.
    pub between: Vec<String>,
    /// The label whose rate is asked for; `None` for the most disputed.
    pub label: Option<String>,
    /// What slices are made by; `None` for the first field that divides the records.
    pub by: Option<String>,
    /// How labels are read.
    pub reading: Reading,
    /// Only what was drawn by chance, weighted by its probabilities, where anything was.
    pub weighted: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self { between: Vec::new(), label: None, by: None, reading: Reading::Auto, weighted: true }
    }
}

/// Everything that is said about agreement in a dataset.
#[derive(Clone, Debug)]
pub struct Report {
    /// Everyone who could be compared, reviewers first.
    pub raters: Vec<Rater>,
    /// The fields that slices can be made by.
    pub fields: Vec<String>,
    /// How labelled records were drawn, if any were drawn by chance.
    pub sample: Option<Arc<Sample>>,
    /// The comparison, or why there is none.
    pub compared: Result<Compared, Refusal>,
}

/// A comparison of raters.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The ratings side by side.
    pub study: Study,
    /// Whether they were read as fault or fine.
    pub faults: bool,
    /// Agreement.
    pub summary: Summary,
    /// The number of the label whose rate is asked for.
    pub label: usize,
    /// Its true rate, by every estimator.
    pub truths: Vec<(Method, Result<Truth, Refusal>)>,
    /// What slices are made by.
    pub by: String,
    /// The slices, the least agreement first.
    pub slices: Result<Vec<Slice>, Refusal>,
    /// The records that raters differ about, the most differing first.
    pub disagreements: Vec<Disagreement>,
    /// Agreement on evidence.
    pub spans: Vec<SpanAgreement>,
}

impl Compared {
    /// The name of the label whose rate is asked for.
    #[must_use]
    pub fn label_name(&self) -> &str {
        self.study.ratings.labels().get(self.label).map_or("", String::as_str)
    }
}

impl Report {
    /// Answers `asked`.
    #[must_use]
    pub fn new(asked: &Asked, sources: Sources<'_>, extra: Extra<'_>) -> Self {
        let sample = Sample::recorded(&sources.labels.view, &sources.labels.dir).map(Arc::new);
        let raters = sources.group(None).map(|group| sources.raters(group)).unwrap_or_default();
        let fields = slices::fields(sources.survey);
        let compared = compared(asked, sources, extra, sample.as_ref(), &fields);
        Self { raters, fields, sample, compared }
    }
}

fn compared(
    asked: &Asked,
    sources: Sources<'_>,
    extra: Extra<'_>,
    sample: Option<&Arc<Sample>>,
    fields: &[String],
) -> Result<Compared, Refusal> {
    let question = |faults, weighted| Question {
        between: asked.between.clone(),
        faults,
        sample: sample.filter(|_| weighted).cloned(),
        ..Question::default()
    };
    let ask = |faults| Study::new(&question(faults, asked.weighted), sources, 2);
    let plain = ask(asked.reading == Reading::Faults)?;
    let strangers = asked.reading == Reading::Auto && have_nothing_in_common(&plain);
    let by_fault = if strangers { Some(ask(true)?).filter(everyone_speaks) } else { None };
    let faults = by_fault.is_some() || asked.reading == Reading::Faults;
    let study = by_fault.unwrap_or(plain);
    if study.ordinals.is_empty() {
        return Err(Refusal::data(
            "these raters have rated no record",
            "choose others, or show all labels and not only those that were drawn",
        ));
    }
    let label = asked.label.as_ref().and_then(|label| study.label(label));
    let label = label.or_else(|| study.most_disputed()).unwrap_or_default();
    let by = asked.by.clone().or_else(|| fields.first().cloned()).unwrap_or_else(|| LENGTH.into());
    // A rate is always that of what was drawn, whatever the other figures are about.
    let drawn = Study::new(&question(faults, true), sources, 2)?;
    let name = study.ratings.labels().get(label).cloned().unwrap_or_default();
    Ok(Compared {
        faults,
        summary: Summary::of(&study.ratings),
        truths: Method::ALL.map(|method| (method, truth(&drawn, &name, method))).into(),
        slices: slices::divide(&by, sources.survey, extra)
            .map(|division| slices::slices(&study, &division, label)),
        disagreements: disagreements(&study),
        spans: Vec::new(),
        study,
        label,
        by,
    })
}

/// Whether two raters never use the same label.
fn have_nothing_in_common(study: &Study) -> bool {
    let said: Vec<HashSet<&str>> = study
        .said
        .iter()
        .map(|said| said.values().map(String::as_str).collect())
        .filter(|said: &HashSet<&str>| !said.is_empty())
        .collect();
    said.iter().enumerate().any(|(at, a)| said[at + 1..].iter().any(|b| a.is_disjoint(b)))
}

fn everyone_speaks(study: &Study) -> bool {
    study.said.iter().zip(&study.raters).all(|(said, rater)| {
        !said.is_empty() || (rater.kind == Kind::Reviewer && study.excluded > 0)
    })
}

//! What raters say in each slice.

use std::collections::HashSet;

use super::divide::{Division, Portion};
use crate::agreement::domain::{self, Layer};
use crate::agreement::proportion::wilson;
use crate::agreement::{Estimate, Ratings, Statistic, Undefined, alpha, kappa};
use crate::session::agreement::{Kind, Study};

/// One slice of the records.
#[derive(Clone, Debug)]
pub struct Slice {
    /// Which.
    pub portion: Portion,
    /// How often each rater gives the label.
    pub shares: Vec<Share>,
    /// Records with two ratings or more.
    pub compared: usize,
    /// Share of pairs of ratings that agree, averaged over these.
    pub agreement: Statistic<Estimate>,
    /// Cohen's kappa of two raters, Krippendorff's nominal alpha of more.
    pub kappa: Statistic,
    /// How much more often the second rater gives the label than the first, on what both rated.
    pub difference: Statistic<Estimate>,
    /// The ratings, for every other statistic.
    pub ratings: Ratings,
}

/// How often one rater gives a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// Records that it rated.
    pub rated: usize,
    /// Its share, weighted to the frame where the records were drawn.
    pub estimate: Statistic<Estimate>,
}

/// The slices of a division, those first in which raters surely differ most; without any two ratings
/// last. `label` is the number of the label whose rate is asked for.
#[must_use]
pub fn slices(study: &Study, division: &Division, label: usize) -> Vec<Slice> {
    let made = division.portions.iter().map(|portion| slice(study, portion, label));
    let mut slices: Vec<Slice> = made.filter(|slice| !slice.portion.members.is_empty()).collect();
    let surely = |slice: &Slice| {
        let n = slice.compared as f64;
        let agreement = slice.agreement.as_ref().map_or(f64::NAN, |agreement| agreement.value);
        wilson((1.0 - agreement) * n, n).map_or(-1.0, |differing| differing.lo)
    };
    let differing =
        |slice: &Slice| slice.agreement.as_ref().map_or(-1.0, |agreement| 1.0 - agreement.value);
    slices.sort_by(|a, b| {
        surely(b).total_cmp(&surely(a)).then_with(|| differing(b).total_cmp(&differing(a)))
    });
    slices
}

fn slice(study: &Study, portion: &Portion, label: usize) -> Slice {
    let members: HashSet<u32> = portion.members.iter().copied().collect();
    let inside: Vec<usize> =
        (0..study.ordinals.len()).filter(|item| members.contains(&study.ordinals[*item])).collect();
    let ratings = study.ratings.only(&inside);
    let patterns = ratings.patterns();
    let compared = patterns.rated(2.0).items();
    let observed = kappa::observed(&patterns);
    let agreement = observed.and_then(|p| {
        let n = compared as f64;
        wilson((p * n).min(n), n).map(|interval| Estimate { value: p, ..interval })
    });
    let two = study.raters.len() == 2;
    Slice {
        portion: portion.clone(),
        shares: (0..study.raters.len())
            .map(|at| share(study, &inside, &members, at, label))
            .collect(),
        compared,
        agreement,
        kappa: if two {
            kappa::cohen(&ratings.matrix(0, 1)).map(|estimate| estimate.value)
        } else {
            alpha::alpha(&patterns, None, alpha::Level::Nominal)
        },
        difference: difference(study, &inside, label),
        ratings,
    }
}

/// A field of the data speaks about every record; a person about those that were read.
fn share(
    study: &Study,
    inside: &[usize],
    members: &HashSet<u32>,
    rater: usize,
    label: usize,
) -> Share {
    let name = &study.ratings.labels()[label];
    if study.raters[rater].kind != Kind::Reviewer {
        let said = &study.said[rater];
        let labels: Vec<&String> = members.iter().filter_map(|ordinal| said.get(ordinal)).collect();
        let hits = labels.iter().filter(|said| said.eq_ignore_ascii_case(name)).count();
        return Share { rated: labels.len(), estimate: wilson(hits as f64, labels.len() as f64) };
    }
    let has = |item: usize| {
        study.ratings.label_of(item, rater).map(|said| f64::from(u8::from(said == label)))
    };
    let rated: Vec<f64> = inside.iter().filter_map(|&item| has(item)).collect();
    let estimate = match layers(study, inside, &has) {
        Some(layers) => domain::share(&layers),
        None => wilson(rated.iter().sum(), rated.len() as f64),
    };
    Share { rated: rated.len(), estimate }
}

fn difference(study: &Study, inside: &[usize], label: usize) -> Statistic<Estimate> {
    if study.raters.len() < 2 {
        return Err(Undefined::because("there is no second rater"));
    }
    let has = |item, rater| {
        let said = study.ratings.label_of(item, rater)?;
        Some(f64::from(u8::from(said == label)))
    };
    let by = |item: usize| Some(has(item, 1)? - has(item, 0)?);
    if let Some(layers) = layers(study, inside, &by) {
        return domain::difference(&layers);
    }
    let values: Vec<f64> = inside.iter().filter_map(|&item| by(item)).collect();
    let count = |wanted: f64| values.iter().filter(|value| **value == wanted).count() as f64;
    domain::paired_difference(count(1.0), count(-1.0), values.len() as f64)
}

/// The sample's strata with the values inside the slice; `None` without a sample.
fn layers(
    study: &Study,
    inside: &[usize],
    value: &dyn Fn(usize) -> Option<f64>,
) -> Option<Vec<Layer>> {
    let sample = study.sample.as_deref()?;
    let mut layers: Vec<Layer> =
        sample.strata.iter().map(|part| Layer { size: part.size, ..Layer::default() }).collect();
    let stratum = |item: usize| sample.item(&study.ratings.items()[item]).map(|(at, _)| at);
    for item in (0..study.ordinals.len()).filter(|item| value(*item).is_some()) {
        if let Some(at) = stratum(item) {
            layers[at].read += 1.0;
        }
    }
    for &item in inside {
        if let (Some(at), Some(value)) = (stratum(item), value(item)) {
            layers[at].inside += 1.0;
            layers[at].sum += value;
            layers[at].squares += value * value;
        }
    }
    Some(layers)
}

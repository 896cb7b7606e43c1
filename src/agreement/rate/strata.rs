//! The stratified estimator.

use serde::Deserialize;

use super::{Rate, Weighted};
use crate::agreement::binary::Counts;
use crate::agreement::bootstrap::{Resampler, percentiles};
use crate::agreement::{Estimate, Statistic, Undefined, kappa};

/// Bootstrap samples behind the interval of the weighted kappa.
const DRAWS: usize = 500;

/// A part of the frame from which a known number of items was drawn at random.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Stratum {
    /// What the part is called.
    pub name: String,
    /// Items in the frame.
    pub size: f64,
    /// Items drawn and labelled.
    pub sampled: f64,
    /// Of those, how many people found to be positive.
    pub positive: f64,
    /// What the judge says of every item in it, where that is what made the stratum.
    #[serde(default)]
    pub judged: Option<bool>,
}

impl Stratum {
    fn rate(&self) -> f64 {
        self.positive / self.sampled
    }

    /// The share of positives, kept off 0 and 1 by a pseudo-observation of each kind, for planning.
    pub(super) fn planned_rate(&self) -> f64 {
        (self.positive + 1.0) / (self.sampled + 2.0)
    }

    pub(super) fn checked(&self) -> Result<(), Undefined> {
        let fail = |why: &str| Err(Undefined::because(format!("stratum {}: {why}", self.name)));
        if [self.size, self.sampled, self.positive].iter().any(|x| !x.is_finite() || *x < 0.0) {
            return fail("a count is below zero");
        }
        if self.sampled > self.size || self.positive > self.sampled {
            return fail("more were sampled than there are, or more positive than sampled");
        }
        if self.sampled < 1.0 {
            return fail("nothing in it was labelled, so nothing is known about it");
        }
        if self.sampled < 2.0 && self.size > 1.0 {
            return fail("one label tells no variance; label at least two");
        }
        Ok(())
    }

    /// Whether everything in it is labelled.
    fn is_whole(&self) -> bool {
        self.sampled >= self.size
    }

    /// Variance of its share of positives: (1 − n/N) p (1 − p) / (n − 1).
    fn variance(&self) -> f64 {
        let p = self.rate();
        if self.is_whole() {
            return 0.0;
        }
        (1.0 - self.sampled / self.size) * p * (1.0 - p) / (self.sampled - 1.0)
    }
}

/// Stratified estimator with finite population correction: Σ W p, variance
/// Σ W² (1 − n/N) p (1 − p) / (n − 1) (Cochran 1977). When no positive was found at all the interval
/// runs from 0 to the largest rate that would still show none with probability 2.5 %. Strata without
/// items are left out.
///
/// # Errors
/// Undefined when a stratum has fewer than two labels.
pub fn stratified(strata: &[Stratum]) -> Statistic<Rate> {
    let strata: Vec<&Stratum> = strata.iter().filter(|stratum| stratum.size != 0.0).collect();
    let frame: f64 = strata.iter().map(|stratum| stratum.size).sum();
    if strata.is_empty() {
        return Err(Undefined::because("no stratum has any item"));
    }
    strata.iter().try_for_each(|stratum| stratum.checked())?;
    let share = |stratum: &Stratum| stratum.size / frame;
    let value: f64 = strata.iter().map(|stratum| share(stratum) * stratum.rate()).sum();
    let variance: f64 = strata.iter().map(|s| share(s).powi(2) * s.variance()).sum();
    let estimate = if strata.iter().all(|stratum| stratum.positive == 0.0) {
        Estimate { value: 0.0, se: None, lo: 0.0, hi: most_unseen(&strata, frame) }
    } else if strata.iter().all(|stratum| stratum.positive == stratum.sampled) {
        Estimate { value: 1.0, se: None, lo: 1.0 - most_unseen(&strata, frame), hi: 1.0 }
    } else {
        Estimate::normal(value, variance.sqrt()).within(0.0, 1.0)
    };
    Ok(Rate {
        estimate,
        lambda: None,
        n_labelled: strata.iter().map(|stratum| stratum.sampled).sum(),
        n_judged: frame,
        weighted: quality(&strata),
        remark: remark(&strata, frame),
    })
}

/// The largest rate Σ W p at which a sample like this shows no positive with probability 2.5 %:
/// Σ n ln(1 − p) = ln 0.025 at the worst spread over the strata. By Lagrange 1 − p = μ n / W, where
/// that is below 1; μ by bisection. One stratum gives 1 − 0.025^(1/n).
fn most_unseen(strata: &[&Stratum], frame: f64) -> f64 {
    let open: Vec<(f64, f64)> = strata
        .iter()
        .filter(|stratum| !stratum.is_whole())
        .map(|stratum| (stratum.size / frame, stratum.sampled))
        .collect();
    let miss = |mu: f64, share: f64, n: f64| (mu * n / share).min(1.0);
    let log_chance =
        |mu: f64| open.iter().map(|(share, n)| n * miss(mu, *share, *n).ln()).sum::<f64>();
    // Above this every stratum's miss is 1.
    let (mut low, mut high) = (0.0, open.iter().map(|(share, n)| share / n).fold(0.0, f64::max));
    for _ in 0..200 {
        let mu = f64::midpoint(low, high);
        if log_chance(mu) < 0.025_f64.ln() { low = mu } else { high = mu }
    }
    open.iter().map(|(share, n)| share * (1.0 - miss(high, *share, *n))).sum()
}

/// A stratum without a finding adds nothing to the standard error, however little of it was read.
fn remark(strata: &[&Stratum], frame: f64) -> Option<String> {
    let silent = |s: &&&Stratum| s.positive == 0.0 && !s.is_whole();
    let silent: Vec<&&Stratum> = strata.iter().filter(silent).collect();
    if silent.is_empty() || silent.len() == strata.len() {
        return None;
    }
    let names: Vec<&str> = silent.iter().map(|stratum| stratum.name.as_str()).collect();
    let most = silent
        .iter()
        .map(|stratum| stratum.size / frame * super::unseen(stratum.sampled))
        .fold(0.0, f64::max);
    Some(format!(
        "Nothing was found in {}; findings that nobody has seen there could add up to {most:.4}, \
         which the interval does not cover",
        names.join(", ")
    ))
}

/// What the judge finds of the whole frame, where each stratum has one verdict of the judge.
fn quality(strata: &[&Stratum]) -> Option<Weighted> {
    let found: Vec<f64> = strata.iter().map(|stratum| stratum.rate()).collect();
    let counts = frame_counts(strata, &found)?;
    let kappa = kappa::cohen(&counts.matrix())
        .map(|plain| Estimate::around(plain.value, kappa_interval(strata)));
    Some(Weighted { kappa, ..Weighted::of(&counts) })
}

/// The frame as counts of judge against people, if these shares of the strata are positive.
fn frame_counts(strata: &[&Stratum], rates: &[f64]) -> Option<Counts> {
    let mut counts = Counts::default();
    for (stratum, rate) in strata.iter().zip(rates) {
        let positive = stratum.size * rate;
        let negative = stratum.size - positive;
        if stratum.judged? {
            counts.tp += positive;
            counts.fp += negative;
        } else {
            counts.fn_ += positive;
            counts.tn += negative;
        }
    }
    Some(counts)
}

/// The percentile interval of the weighted kappa: items drawn again within each stratum.
fn kappa_interval(strata: &[&Stratum]) -> Option<(f64, f64)> {
    let mut chance = Resampler::new(0);
    let mut again = |stratum: &Stratum| {
        let hits = (0..stratum.sampled as usize).filter(|_| chance.unit() < stratum.rate()).count();
        hits as f64 / stratum.sampled
    };
    let mut values = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let rates: Vec<f64> = strata.iter().map(|stratum| again(stratum)).collect();
        let counts = frame_counts(strata, &rates)?;
        values.extend(kappa::cohen(&counts.matrix()).map(|estimate| estimate.value));
    }
    percentiles(values)
}

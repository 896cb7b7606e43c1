//! The true rate of a flag, from a judge's verdicts on everything and people's on a sample.
//!
//! Every estimator says which sampling design it needs; what the design cannot support is refused.

use serde::Deserialize;

use super::binary::Counts;
use super::{Estimate, Statistic, Undefined, Z95, kappa};

/// What an estimator gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// The rate and its 95 % interval.
    pub estimate: Estimate,
    /// The weight that prediction-powered inference gave to the judge.
    pub lambda: Option<f64>,
    /// Items that people labelled.
    pub n_labelled: f64,
    /// Items that the judge has seen, or of the whole frame.
    pub n_judged: f64,
    /// The judge against people, weighted to the whole frame.
    pub weighted: Option<Weighted>,
}

/// A judge's quality in the whole frame, from a sample in which rows had unequal chances.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted {
    /// Share of the true ones that the judge finds.
    pub sensitivity: Statistic,
    /// Share of the others that the judge leaves alone.
    pub specificity: Statistic,
    /// Chance-corrected agreement.
    pub kappa: Statistic,
}

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

    /// Spread of the labels, kept off zero by a pseudo-observation of each kind, for planning.
    fn planned_spread(&self) -> f64 {
        let p = (self.positive + 1.0) / (self.sampled + 2.0);
        (p * (1.0 - p)).sqrt()
    }

    fn checked(&self) -> Result<(), Undefined> {
        let fail = |why: &str| Err(Undefined::because(format!("stratum {}: {why}", self.name)));
        if self.sampled < 1.0 {
            return fail("nothing in it was labelled, so nothing is known about it");
        }
        if self.sampled > self.size || self.positive > self.sampled || self.positive < 0.0 {
            return fail("more were sampled than there are, or more positive than sampled");
        }
        if self.sampled < 2.0 && self.size > 1.0 {
            return fail("one label tells no variance; label at least two");
        }
        Ok(())
    }
}

/// Stratified estimator with finite population correction: Σ W p, variance
/// Σ W² (1 − n/N) p (1 − p) / (n − 1) (Cochran 1977). When no positive was found at all the interval
/// runs from 0 to the largest rate that would still show none with probability 2.5 %.
///
/// # Errors
/// Undefined when a stratum has fewer than two labels.
pub fn stratified(strata: &[Stratum]) -> Statistic<Rate> {
    let frame: f64 = strata.iter().map(|stratum| stratum.size).sum();
    if strata.is_empty() || frame <= 0.0 {
        return Err(Undefined::because("no strata"));
    }
    strata.iter().try_for_each(Stratum::checked)?;
    let share = |stratum: &Stratum| stratum.size / frame;
    let value: f64 = strata.iter().map(|stratum| share(stratum) * stratum.rate()).sum();
    let variance: f64 = strata.iter().map(|s| share(s).powi(2) * variance_of_mean(s)).sum();
    let estimate = if strata.iter().all(|stratum| stratum.positive == 0.0) {
        Estimate { value: 0.0, se: None, lo: 0.0, hi: upper_bound_of_none(strata, frame) }
    } else if strata.iter().all(|stratum| stratum.positive == stratum.sampled) {
        Estimate { value: 1.0, se: None, lo: 1.0 - upper_bound_of_none(strata, frame), hi: 1.0 }
    } else {
        Estimate::normal(value, variance.sqrt()).within(0.0, 1.0)
    };
    Ok(Rate {
        estimate,
        lambda: None,
        n_labelled: strata.iter().map(|stratum| stratum.sampled).sum(),
        n_judged: frame,
        weighted: weighted_quality(strata),
    })
}

fn variance_of_mean(stratum: &Stratum) -> f64 {
    if stratum.sampled >= stratum.size {
        return 0.0;
    }
    let p = stratum.rate();
    (1.0 - stratum.sampled / stratum.size) * p * (1.0 - p) / (stratum.sampled - 1.0)
}

/// The largest rate Σ W p at which a sample like this shows no positive with probability 2.5 %:
/// Σ n ln(1 − p) = ln 0.025 at the worst spread over the strata. By Lagrange 1 − p = μ n / W, where
/// that is below 1; μ by bisection. One stratum gives the exact 1 − 0.025^(1/n).
fn upper_bound_of_none(strata: &[Stratum], frame: f64) -> f64 {
    let open: Vec<(f64, f64)> = strata
        .iter()
        .filter(|stratum| stratum.sampled < stratum.size)
        .map(|stratum| (stratum.size / frame, stratum.sampled))
        .collect();
    let miss = |mu: f64, share: f64, n: f64| (mu * n / share).min(1.0);
    let log_chance =
        |mu: f64| open.iter().map(|(share, n)| n * miss(mu, *share, *n).ln()).sum::<f64>();
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        let mu = f64::midpoint(low, high);
        if log_chance(mu) < 0.025_f64.ln() { low = mu } else { high = mu }
    }
    open.iter().map(|(share, n)| share * (1.0 - miss(high, *share, *n))).sum()
}

fn weighted_quality(strata: &[Stratum]) -> Option<Weighted> {
    let mut counts = Counts::default();
    for stratum in strata {
        let positive = stratum.size * stratum.rate();
        let negative = stratum.size - positive;
        if stratum.judged? {
            counts.tp += positive;
            counts.fp += negative;
        } else {
            counts.fn_ += positive;
            counts.tn += negative;
        }
    }
    Some(quality(&counts))
}

fn quality(counts: &Counts) -> Weighted {
    Weighted {
        sensitivity: counts.recall(),
        specificity: counts.specificity(),
        kappa: kappa::cohen(&counts.matrix()).map(|estimate| estimate.value),
    }
}

/// How many labels more in each stratum would halve the interval: Neyman's allocation (1934) of the
/// total that brings the standard error to half. Empty when the strata cannot be estimated.
#[must_use]
pub fn labels_to_halve(strata: &[Stratum]) -> Vec<(String, u64)> {
    let frame: f64 = strata.iter().map(|stratum| stratum.size).sum();
    if strata.iter().any(|stratum| stratum.checked().is_err()) {
        return Vec::new();
    }
    let pull: f64 = strata.iter().map(|s| s.size / frame * s.planned_spread()).sum();
    let floor: f64 =
        strata.iter().map(|s| s.size / frame.powi(2) * s.planned_spread().powi(2)).sum();
    let now: f64 = strata
        .iter()
        .map(|s| {
            (s.size / frame).powi(2) * (1.0 - s.sampled / s.size) * s.planned_spread().powi(2)
                / s.sampled
        })
        .sum();
    let wanted = pull * pull / (now / 4.0 + floor);
    strata
        .iter()
        .map(|s| {
            let ideal = wanted * (s.size / frame * s.planned_spread()) / pull;
            (s.name.clone(), (ideal.min(s.size) - s.sampled).max(0.0).ceil() as u64)
        })
        .collect()
}

/// Judge and people on the same labelled items, and how many the judge saw and flagged elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Judged {
    /// Items that the judge has seen.
    pub n: f64,
    /// Of those, flagged.
    pub flagged: f64,
}

/// Counts of the labelled part: rows by the judge's verdict against people's.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Labelled {
    /// Judge yes, people yes.
    pub tp: f64,
    /// Judge yes, people no.
    pub fp: f64,
    /// Judge no, people yes.
    #[serde(rename = "fn")]
    pub fn_: f64,
    /// Judge no, people no.
    pub tn: f64,
}

impl Labelled {
    fn counts(self) -> Counts {
        Counts { tp: self.tp, fp: self.fp, fn_: self.fn_, tn: self.tn }
    }

    /// Mean and population variance of Y − λŶ.
    fn residual(self, lambda: f64) -> (f64, f64) {
        let n = self.counts().total();
        let cells = [(self.tp, 1.0 - lambda), (self.fp, -lambda), (self.fn_, 1.0), (self.tn, 0.0)];
        let mean = cells.iter().map(|(count, value)| count * value).sum::<f64>() / n;
        let square = |value: f64| (value - mean).powi(2);
        (mean, cells.iter().map(|(count, value)| count * square(*value)).sum::<f64>() / n)
    }
}

/// Difference estimator: the labelled items were drawn at random from the judged ones
/// (`population` counts all of them): mean Ŷ + mean (Y − Ŷ), SE √((1 − n/M) s²/n).
///
/// # Errors
/// Undefined with fewer than two labels or an impossible population.
pub fn difference(population: Judged, labelled: Labelled) -> Statistic<Rate> {
    let n = labelled.counts().total();
    if n < 2.0 || population.n < n {
        return Err(Undefined::because(
            "the labelled items must be two or more of the judged ones",
        ));
    }
    let (mean, variance) = labelled.residual(1.0);
    let sample_variance = variance * n / (n - 1.0);
    let se = ((1.0 - n / population.n) * sample_variance / n).sqrt();
    let value = population.flagged / population.n + mean;
    Ok(rate(Estimate::normal(value, se), None, n, population.n, labelled))
}

/// Prediction-powered inference (Angelopoulos et al. 2023; PPI++ 2023) for a mean. `unlabelled` are
/// other items than the labelled ones. `lambda` is the weight of the judge; `None` takes the one with
/// the least variance, cov(Y, Ŷ) / ((1 + n/N) var Ŷ), cut to 0 to 1.
///
/// # Errors
/// Undefined with fewer than two labels or no unlabelled items.
pub fn prediction_powered(
    unlabelled: Judged,
    labelled: Labelled,
    lambda: Option<f64>,
) -> Statistic<Rate> {
    let n = labelled.counts().total();
    if n < 2.0 || unlabelled.n < 1.0 {
        return Err(Undefined::because("it needs two labels or more, and unlabelled judged items"));
    }
    let lambda = lambda.unwrap_or_else(|| best_lambda(unlabelled, labelled));
    let judged = unlabelled.flagged / unlabelled.n;
    let (mean, variance) = labelled.residual(lambda);
    let judged_variance = lambda * lambda * judged * (1.0 - judged);
    let se = (judged_variance / unlabelled.n + variance / n).sqrt();
    let estimate = Estimate::normal(lambda * judged + mean, se);
    Ok(rate(estimate, Some(lambda), n, unlabelled.n, labelled))
}

fn best_lambda(unlabelled: Judged, labelled: Labelled) -> f64 {
    let n = labelled.counts().total();
    let (people, judge) = ((labelled.tp + labelled.fn_) / n, (labelled.tp + labelled.fp) / n);
    let covariance = labelled.tp / n - people * judge;
    let pooled_n = n + unlabelled.n;
    let pooled = (labelled.tp + labelled.fp + unlabelled.flagged) / pooled_n;
    let variance = pooled * (1.0 - pooled) * pooled_n / (pooled_n - 1.0);
    if variance == 0.0 {
        return 0.0;
    }
    (covariance / ((1.0 + n / unlabelled.n) * variance)).clamp(0.0, 1.0)
}

fn rate(
    estimate: Estimate,
    lambda: Option<f64>,
    n_labelled: f64,
    n_judged: f64,
    labelled: Labelled,
) -> Rate {
    Rate {
        estimate: estimate.within(0.0, 1.0),
        lambda,
        n_labelled,
        n_judged,
        weighted: Some(quality(&labelled.counts())),
    }
}

/// What the judge flags and how good it is, each from its own sample.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct JudgeQuality {
    /// Share that the judge flags.
    pub p: f64,
    /// Of how many items.
    pub n: f64,
    /// Share of true ones that it finds.
    pub sensitivity: f64,
    /// From how many true ones.
    pub m1: f64,
    /// Share of others that it leaves alone.
    pub specificity: f64,
    /// From how many others.
    pub m0: f64,
}

/// Rogan and Gladen (1978), with the adjusted interval of Lee et al. (2025, arXiv 2511.21140).
///
/// # Errors
/// Undefined when the judge does no better than chance (sensitivity + specificity ≤ 1).
pub fn rogan_gladen(judge: JudgeQuality) -> Statistic<Rate> {
    let youden = judge.sensitivity + judge.specificity - 1.0;
    if youden <= 0.0 {
        return Err(Undefined::because(
            "sensitivity plus specificity is not above 1: the judge's verdicts carry no information",
        ));
    }
    if judge.n <= 0.0 || judge.m0 <= 0.0 || judge.m1 <= 0.0 {
        return Err(Undefined::because("a sample is empty"));
    }
    let value = ((judge.p + judge.specificity - 1.0) / youden).clamp(0.0, 1.0);
    let (lo, hi) = adjusted_interval(judge)?;
    Ok(Rate {
        estimate: Estimate { value, se: None, lo, hi }.within(0.0, 1.0),
        lambda: None,
        n_labelled: judge.m0 + judge.m1,
        n_judged: judge.n,
        weighted: None,
    })
}

fn adjusted_interval(judge: JudgeQuality) -> Statistic<(f64, f64)> {
    let z2 = Z95 * Z95;
    let n = judge.n + z2;
    let p = (judge.n * judge.p + z2 / 2.0) / n;
    let (m0, m1) = (judge.m0 + 2.0, judge.m1 + 2.0);
    let q0 = (judge.m0 * judge.specificity + 1.0) / m0;
    let q1 = (judge.m1 * judge.sensitivity + 1.0) / m1;
    let youden = q0 + q1 - 1.0;
    if youden <= 0.0 {
        return Err(Undefined::because("the samples are too small to tell the judge from chance"));
    }
    let value = (p + q0 - 1.0) / youden;
    let (v0, v1) = (q0 * (1.0 - q0) / m0, q1 * (1.0 - q1) / m1);
    let shift = 2.0 * z2 * (value * v1 - (1.0 - value) * v0);
    let spread =
        (p * (1.0 - p) / n + (1.0 - value).powi(2) * v0 + value * value * v1).sqrt() / youden;
    Ok((value + shift - Z95 * spread, value + shift + Z95 * spread))
}

//! Estimators that correct the judge's rate by what a simple random sample of labels says: the
//! difference estimator and prediction-powered inference.

use serde::Deserialize;

use super::{Rate, Weighted, unseen};
use crate::agreement::binary::Counts;
use crate::agreement::{Estimate, Statistic, Undefined, Z95};

/// How many items the judge has seen, and how many it flagged.
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

impl Judged {
    fn checked(self) -> Result<(), Undefined> {
        if self.n >= 1.0 && (0.0..=self.n).contains(&self.flagged) {
            return Ok(());
        }
        Err(Undefined::because(
            "the judge must have seen an item or more, and flagged no more than that",
        ))
    }

    fn share(self) -> f64 {
        self.flagged / self.n
    }
}

impl Labelled {
    fn counts(self) -> Counts {
        Counts { tp: self.tp, fp: self.fp, fn_: self.fn_, tn: self.tn }
    }

    fn total(self) -> f64 {
        self.counts().total()
    }

    fn checked(self) -> Result<(), Undefined> {
        let counts = [self.tp, self.fp, self.fn_, self.tn];
        if counts.iter().any(|count| !count.is_finite() || *count < 0.0) {
            return Err(Undefined::because("a count of labelled items is below zero"));
        }
        if self.total() < 2.0 {
            return Err(Undefined::because("one label tells no variance; label at least two"));
        }
        Ok(())
    }

    /// Mean and population variance of Y − λŶ.
    fn residual(self, lambda: f64) -> (f64, f64) {
        let n = self.total();
        let cells = [(self.tp, 1.0 - lambda), (self.fp, -lambda), (self.fn_, 1.0), (self.tn, 0.0)];
        let mean = cells.iter().map(|(count, value)| count * value).sum::<f64>() / n;
        let square = |value: f64| (value - mean).powi(2);
        (mean, cells.iter().map(|(count, value)| count * square(*value)).sum::<f64>() / n)
    }

    /// How far the rate may lie below and above, when every label agrees with the judge or all are the
    /// same: errors nobody has seen, among `flagged` and among `passed` of the items without a label,
    /// as shares of all items.
    fn unseen_errors(self, flagged: f64, passed: f64) -> (f64, f64) {
        (flagged * unseen(self.tp + self.fp), passed * unseen(self.fn_ + self.tn))
    }
}

/// Difference estimator: the labelled items were drawn at random from the judged ones
/// (`population` counts all of them): mean Ŷ + mean (Y − Ŷ), SE √((1 − n/M) s²/n) (Cochran 1977).
///
/// # Errors
/// Undefined with fewer than two labels, or when the labelled items cannot be among the judged ones.
pub fn difference(population: Judged, labelled: Labelled) -> Statistic<Rate> {
    population.checked()?;
    labelled.checked()?;
    let n = labelled.total();
    let (flagged, passed) = (labelled.tp + labelled.fp, labelled.fn_ + labelled.tn);
    let unflagged = population.n - population.flagged;
    if flagged > population.flagged || passed > unflagged {
        return Err(Undefined::because("the labelled items must be some of the judged ones"));
    }
    let (mean, variance) = labelled.residual(1.0);
    let value = population.share() + mean;
    let left = [population.flagged - flagged, unflagged - passed].map(|left| left / population.n);
    let estimate = if variance == 0.0 && n < population.n {
        let (below, above) = labelled.unseen_errors(left[0], left[1]);
        Estimate { value, se: None, lo: value - below, hi: value + above }
    } else {
        let sample_variance = variance * n / (n - 1.0);
        Estimate::normal(value, ((1.0 - n / population.n) * sample_variance / n).sqrt())
    };
    Ok(rate(estimate, None, population.n, labelled))
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
    unlabelled.checked()?;
    labelled.checked()?;
    if lambda.is_some_and(|lambda| !lambda.is_finite()) {
        return Err(Undefined::because("lambda is no number"));
    }
    let n = labelled.total();
    let lambda = lambda.unwrap_or_else(|| best_lambda(unlabelled, labelled));
    let judged = unlabelled.share();
    let (mean, variance) = labelled.residual(lambda);
    let judged_variance = lambda * lambda * judged * (1.0 - judged) / unlabelled.n;
    let value = lambda * judged + mean;
    let estimate = if variance == 0.0 {
        let (below, above) = spared(labelled, lambda, judged);
        let half = Z95 * judged_variance.sqrt();
        Estimate { value, se: None, lo: value - half - below, hi: value + half + above }
    } else {
        Estimate::normal(value, (judged_variance + variance / n).sqrt())
    };
    Ok(rate(estimate, Some(lambda), unlabelled.n, labelled))
}

/// How far the rate may lie below and above when no label deviates: with all labels the same, by the
/// largest share of others that the sample would miss; else by the judge's errors.
fn spared(labelled: Labelled, lambda: f64, judged: f64) -> (f64, f64) {
    let n = labelled.total();
    match labelled.tp + labelled.fn_ {
        0.0 => (0.0, unseen(n)),
        all if all == n => (unseen(n), 0.0),
        _ => labelled.unseen_errors(lambda * judged, lambda * (1.0 - judged)),
    }
}

fn best_lambda(unlabelled: Judged, labelled: Labelled) -> f64 {
    let n = labelled.total();
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

fn rate(estimate: Estimate, lambda: Option<f64>, n_judged: f64, labelled: Labelled) -> Rate {
    Rate {
        estimate: Estimate { value: estimate.value.clamp(0.0, 1.0), ..estimate.within(0.0, 1.0) },
        lambda,
        n_labelled: labelled.total(),
        n_judged,
        weighted: Some(Weighted::of(&labelled.counts())),
        remark: None,
    }
}

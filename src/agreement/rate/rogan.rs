//! The judge's rate corrected by its sensitivity and specificity.

use serde::Deserialize;

use super::Rate;
use crate::agreement::{Estimate, Statistic, Undefined, Z95};

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

impl JudgeQuality {
    fn checked(self) -> Result<(), Undefined> {
        let shares = [self.p, self.sensitivity, self.specificity];
        if shares.iter().any(|share| !(0.0..=1.0).contains(share)) {
            return Err(Undefined::because(
                "p, sensitivity and specificity are shares from 0 to 1",
            ));
        }
        if [self.n, self.m0, self.m1].iter().any(|size| !size.is_finite() || *size <= 0.0) {
            return Err(Undefined::because("a sample is empty"));
        }
        if self.sensitivity + self.specificity <= 1.0 {
            return Err(Undefined::because(
                "sensitivity plus specificity is not above 1: the judge's verdicts carry no \
                 information",
            ));
        }
        Ok(())
    }
}

/// Rogan and Gladen (1978), with the adjusted interval of Lee et al. (2025, arXiv 2511.21140).
///
/// # Errors
/// Undefined when the judge does no better than chance (sensitivity + specificity ≤ 1), or a sample is
/// empty.
pub fn rogan_gladen(judge: JudgeQuality) -> Statistic<Rate> {
    judge.checked()?;
    let youden = judge.sensitivity + judge.specificity - 1.0;
    let value = ((judge.p + judge.specificity - 1.0) / youden).clamp(0.0, 1.0);
    let (lo, hi) = adjusted_interval(judge)?;
    Ok(Rate {
        estimate: Estimate { value, se: None, lo, hi }.within(0.0, 1.0),
        lambda: None,
        n_labelled: judge.m0 + judge.m1,
        n_judged: judge.n,
        weighted: None,
        remark: None,
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

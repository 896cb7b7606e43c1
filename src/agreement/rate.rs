//! The true rate of a flag, from a judge's verdicts on everything and people's on a sample.
//!
//! Every estimator says which sampling design it needs; what the design cannot support is refused. An
//! interval is never of width zero because nothing was found: it then reaches to the largest rate that
//! would still show nothing with probability 2.5 %.

mod plan;
mod rogan;
mod sampled;
mod strata;

pub use plan::{More, more_at_random, more_in_strata, more_of_judge};
pub use rogan::{JudgeQuality, rogan_gladen};
pub use sampled::{Judged, Labelled, difference, prediction_powered};
pub use strata::{Stratum, stratified};

use super::binary::Counts;
use super::{Estimate, Statistic, kappa};

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
    /// What the interval does not tell.
    pub remark: Option<String>,
}

/// A judge's quality in the whole frame, from a sample in which rows had unequal chances.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted {
    /// Share of the true ones that the judge finds.
    pub sensitivity: Statistic,
    /// Share of the others that the judge leaves alone.
    pub specificity: Statistic,
    /// Chance-corrected agreement, with a bootstrap interval where rows had unequal chances.
    pub kappa: Statistic<Estimate>,
}

impl Weighted {
    fn of(counts: &Counts) -> Self {
        Self {
            sensitivity: counts.recall(),
            specificity: counts.specificity(),
            kappa: kappa::cohen(&counts.matrix()),
        }
    }
}

/// The largest share at which `n` random items show none with probability 2.5 %: 1 − 0.025^(1/n).
fn unseen(n: f64) -> f64 {
    if n > 0.0 { 1.0 - 0.025_f64.powf(1.0 / n) } else { 1.0 }
}

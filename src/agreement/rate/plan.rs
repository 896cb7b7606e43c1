//! How many more labels would halve an interval, and where to put them.

use super::{JudgeQuality, Stratum};

/// Labels to be added in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct More {
    /// A stratum, or which kind of item.
    pub place: String,
    /// How many.
    pub labels: u64,
}

impl More {
    fn new(place: &str, labels: f64) -> Self {
        Self { place: place.to_owned(), labels: labels.max(0.0).ceil() as u64 }
    }
}

/// In strata: Neyman's allocation (1934) of the least total that brings the standard error to half,
/// n ∝ W √(p (1 − p)), none below what is labelled already. Empty when the strata cannot be
/// estimated.
#[must_use]
pub fn more_in_strata(strata: &[Stratum]) -> Vec<More> {
    let strata: Vec<&Stratum> = strata.iter().filter(|stratum| stratum.size > 0.0).collect();
    if strata.is_empty() || strata.iter().any(|stratum| stratum.checked().is_err()) {
        return Vec::new();
    }
    let frame: f64 = strata.iter().map(|stratum| stratum.size).sum();
    let spread =
        |s: &Stratum| s.size / frame * (s.planned_rate() * (1.0 - s.planned_rate())).sqrt();
    let variance = |labels: &dyn Fn(&Stratum) -> f64| -> f64 {
        let of = |s: &&Stratum| spread(s).powi(2) * (1.0 - labels(s) / s.size) / labels(s);
        strata.iter().map(of).sum()
    };
    let wanted = variance(&|s| s.sampled) / 4.0;
    // Labels in a stratum at a scale of the allocation: never fewer than now, never more than there are.
    let at = |scale: f64, s: &Stratum| (scale * spread(s)).clamp(s.sampled, s.size);
    let most = |s: &&Stratum| s.size / spread(s);
    let (mut low, mut high) = (0.0, strata.iter().map(most).fold(0.0, f64::max));
    for _ in 0..200 {
        let scale = f64::midpoint(low, high);
        if variance(&|s| at(scale, s)) > wanted { low = scale } else { high = scale }
    }
    strata.iter().map(|s| More::new(&s.name, at(high, s) - s.sampled - 1e-6)).collect()
}

/// For a simple random sample of `labelled` out of `frame` items: four times as many, or as many as
/// halve √((1 − n/N)/n). An infinite frame is allowed.
#[must_use]
pub fn more_at_random(labelled: f64, frame: f64) -> Vec<More> {
    let inverse = (1.0 / labelled - 1.0 / frame) / 4.0 + 1.0 / frame;
    vec![More::new("the sample", 1.0 / inverse - labelled - 1e-6)]
}

/// For Rogan and Gladen's estimator: labels on true items and on others, split so that the fewest
/// halve the interval. Empty when labels cannot: what remains comes from the judge's own sample.
#[must_use]
pub fn more_of_judge(judge: JudgeQuality) -> Vec<More> {
    let youden = judge.sensitivity + judge.specificity - 1.0;
    let rate = ((judge.p + judge.specificity - 1.0) / youden).clamp(0.0, 1.0);
    let kept = |share: f64, n: f64| (share * n + 1.0) / (n + 2.0);
    let (q1, q0) = (kept(judge.sensitivity, judge.m1), kept(judge.specificity, judge.m0));
    let (a1, a0) = (rate.powi(2) * q1 * (1.0 - q1), (1.0 - rate).powi(2) * q0 * (1.0 - q0));
    let own = judge.p * (1.0 - judge.p) / judge.n;
    let wanted = (own + a1 / judge.m1 + a0 / judge.m0) / 4.0 - own;
    if youden <= 0.0 || wanted <= 0.0 {
        return Vec::new();
    }
    let variance = |scale: f64| {
        a1 / (scale * a1.sqrt()).max(judge.m1) + a0 / (scale * a0.sqrt()).max(judge.m0)
    };
    let (mut low, mut high) = (0.0, (a1.sqrt() + a0.sqrt()) / wanted);
    for _ in 0..200 {
        let scale = f64::midpoint(low, high);
        if variance(scale) > wanted { low = scale } else { high = scale }
    }
    vec![
        More::new("true items", (high * a1.sqrt()).max(judge.m1) - judge.m1 - 1e-6),
        More::new("other items", (high * a0.sqrt()).max(judge.m0) - judge.m0 - 1e-6),
    ]
}

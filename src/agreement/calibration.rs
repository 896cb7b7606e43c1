//! How well a judge's scores match what turns out to be true.

use super::{Statistic, Undefined};

/// One scored item: the probability that the judge gave, whether it was true, its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// Between 0 and 1.
    pub probability: f64,
    /// What the reference says.
    pub truth: bool,
    /// One over the probability that the item was drawn.
    pub weight: f64,
}

fn checked(items: &[Scored]) -> Result<f64, Undefined> {
    if items.iter().any(|item| !(0.0..=1.0).contains(&item.probability)) {
        return Err(Undefined::because("scores are not between 0 and 1"));
    }
    let total: f64 = items.iter().map(|item| item.weight).sum();
    if total > 0.0 { Ok(total) } else { Err(Undefined::because("no scored item has a label")) }
}

/// Brier score: mean squared distance of the score from what was true (0 is perfect).
///
/// # Errors
/// Undefined without items, or when a score lies outside 0 to 1.
pub fn brier(items: &[Scored]) -> Statistic {
    let total = checked(items)?;
    let squared = |item: &Scored| (item.probability - f64::from(u8::from(item.truth))).powi(2);
    Ok(items.iter().map(|item| item.weight * squared(item)).sum::<f64>() / total)
}

/// Expected calibration error over `bins` equal bins (Naeini et al. 2015): the mean gap, weighted by
/// the bins' sizes, between the mean score and the share that is true.
///
/// # Errors
/// As [`brier`].
pub fn expected_calibration_error(items: &[Scored], bins: usize) -> Statistic {
    let total = checked(items)?;
    let mut sums = vec![(0.0, 0.0); bins.max(1)];
    for item in items {
        let bin = ((item.probability * sums.len() as f64) as usize).min(sums.len() - 1);
        sums[bin].0 += item.weight * item.probability;
        sums[bin].1 += item.weight * f64::from(u8::from(item.truth));
    }
    Ok(sums.iter().map(|(scores, truths)| (scores - truths).abs()).sum::<f64>() / total)
}

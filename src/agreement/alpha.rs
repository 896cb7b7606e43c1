//! Krippendorff's alpha: any number of raters, missing ratings, four levels of measurement.

use super::bootstrap::Resampler;
use super::{Estimate, Statistic, Undefined};

/// What the labels measure, which decides how far apart two of them are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Names.
    Nominal,
    /// Ranks.
    Ordinal,
    /// Numbers with equal steps.
    Interval,
    /// Numbers with a true zero.
    Ratio,
}

impl Level {
    /// All four, weakest first.
    pub const ALL: [Level; 4] = [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio];

    /// The name that outputs use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Nominal => "nominal",
            Level::Ordinal => "ordinal",
            Level::Interval => "interval",
            Level::Ratio => "ratio",
        }
    }
}

/// `counts[item][category]` ratings, with the categories' numbers where the labels are numbers, in
/// rising order.
#[derive(Clone, Copy, Debug)]
pub struct Units<'a> {
    /// How many raters gave each item each category.
    pub counts: &'a [Vec<f64>],
    /// What each category is worth; `None` when labels are names.
    pub values: Option<&'a [f64]>,
}

/// Alpha = 1 − Do/De from the coincidence matrix (Krippendorff 2011); units with fewer than two
/// ratings are dropped.
///
/// # Errors
/// Undefined when no unit has two ratings, all ratings are equal, or the level needs numbers.
pub fn alpha(units: Units<'_>, level: Level) -> Statistic {
    if level != Level::Nominal && units.values.is_none() {
        return Err(Undefined::because("the labels are names, not numbers"));
    }
    let coincidences = Coincidences::of(units.counts.iter().map(Vec::as_slice));
    from_coincidences(&coincidences, units.values, level)
}

/// The same with a percentile interval from `draws` bootstrap samples of units.
///
/// # Errors
/// As [`alpha`].
pub fn alpha_with_interval(units: Units<'_>, level: Level, draws: usize) -> Statistic<Estimate> {
    let value = alpha(units, level)?;
    let usable: Vec<&[f64]> = units
        .counts
        .iter()
        .map(Vec::as_slice)
        .filter(|unit| unit.iter().sum::<f64>() >= 2.0)
        .collect();
    let (lo, hi) = Resampler::new(usable.len())
        .percentiles(draws, |picks| {
            let coincidences = Coincidences::of(picks.iter().map(|&pick| usable[pick]));
            from_coincidences(&coincidences, units.values, level).ok()
        })
        .unwrap_or((value, value));
    Ok(Estimate { value, se: None, lo, hi })
}

struct Coincidences {
    pairs: Vec<Vec<f64>>,
    totals: Vec<f64>,
    n: f64,
}

impl Coincidences {
    fn of<'a>(units: impl Iterator<Item = &'a [f64]>) -> Self {
        let mut pairs: Vec<Vec<f64>> = Vec::new();
        for unit in units {
            pairs.resize_with(pairs.len().max(unit.len()), || vec![0.0; unit.len()]);
            let m: f64 = unit.iter().sum();
            if m < 2.0 {
                continue;
            }
            for (c, &of_c) in unit.iter().enumerate().filter(|(_, count)| **count > 0.0) {
                for (k, &of_k) in unit.iter().enumerate() {
                    let made = if c == k { of_c * (of_c - 1.0) } else { of_c * of_k };
                    pairs[c][k] += made / (m - 1.0);
                }
            }
        }
        let totals: Vec<f64> = pairs.iter().map(|row| row.iter().sum()).collect();
        let n = totals.iter().sum();
        Self { pairs, totals, n }
    }

    /// Squared difference of categories `c` and `k`.
    fn distance(&self, c: usize, k: usize, values: Option<&[f64]>, level: Level) -> f64 {
        let value = |index: usize| values.map_or(index as f64, |values| values[index]);
        match level {
            Level::Nominal => f64::from(u8::from(c != k)),
            Level::Ordinal => {
                let between: f64 = self.totals[c.min(k)..=c.max(k)].iter().sum();
                (between - f64::midpoint(self.totals[c], self.totals[k])).powi(2)
            }
            Level::Interval => (value(c) - value(k)).powi(2),
            Level::Ratio => {
                let sum = value(c) + value(k);
                if sum == 0.0 { 0.0 } else { ((value(c) - value(k)) / sum).powi(2) }
            }
        }
    }
}

fn from_coincidences(all: &Coincidences, values: Option<&[f64]>, level: Level) -> Statistic {
    if all.n < 2.0 {
        return Err(Undefined::because("no item has two ratings"));
    }
    let (mut observed, mut expected) = (0.0, 0.0);
    for c in 0..all.totals.len() {
        for k in 0..all.totals.len() {
            let distance = all.distance(c, k, values, level);
            observed += all.pairs[c][k] * distance;
            expected += all.totals[c] * all.totals[k] * distance;
        }
    }
    if expected <= 0.0 {
        return Err(Undefined::because("one category only: every rating is the same"));
    }
    Ok(1.0 - (all.n - 1.0) * observed / expected)
}

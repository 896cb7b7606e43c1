//! Krippendorff's alpha: any number of raters, missing ratings, four levels of measurement.

use super::patterns::{Pattern, Patterns};
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

/// Alpha = 1 − Do/De from the coincidence matrix (Krippendorff 2011); items with fewer than two
/// ratings are dropped. `values` are the labels as numbers, ascending; `None` when they are names.
///
/// # Errors
/// Undefined when no item has two ratings, all ratings are equal, or the level needs numbers.
pub fn alpha(items: &Patterns, values: Option<&[f64]>, level: Level) -> Statistic {
    if level != Level::Nominal && values.is_none() {
        return Err(Undefined::because("the labels are names, not numbers"));
    }
    if level == Level::Ratio && values.is_some_and(|values| values.iter().any(|value| *value < 0.0))
    {
        return Err(Undefined::because("a ratio scale has no numbers below zero"));
    }
    from_coincidences(&Coincidences::of(items.all()), values, level)
}

/// Alpha at every level, with percentile intervals from `draws` bootstrap samples of the items.
pub fn alphas(
    items: &Patterns,
    values: Option<&[f64]>,
    draws: usize,
) -> [(Level, Statistic<Estimate>); Level::ALL.len()] {
    let items = items.rated(2.0);
    let all = |items: &Patterns| Level::ALL.map(|level| alpha(items, values, level));
    let intervals = items.intervals(draws, |drawn| all(drawn).map(Result::ok));
    let found = all(&items);
    std::array::from_fn(|at| {
        let interval = |value| Estimate::around(value, intervals[at]);
        (Level::ALL[at], found[at].clone().map(interval))
    })
}

struct Coincidences {
    pairs: Vec<Vec<f64>>,
    totals: Vec<f64>,
    n: f64,
}

impl Coincidences {
    fn of(units: &[Pattern]) -> Self {
        let labels = units.iter().map(|unit| unit.counts.len()).max().unwrap_or(0);
        let mut pairs = vec![vec![0.0; labels]; labels];
        for unit in units {
            let m = unit.ratings();
            if m < 2.0 {
                continue;
            }
            for (c, &of_c) in unit.counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
                for (k, &of_k) in unit.counts.iter().enumerate() {
                    let made = if c == k { of_c * (of_c - 1.0) } else { of_c * of_k };
                    pairs[c][k] += unit.mass * made / (m - 1.0);
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

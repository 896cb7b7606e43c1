//! How a sample is divided between strata.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a stratum's share of the sample is proportional to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// The same for each.
    Equal,
    /// Its size.
    #[default]
    Proportional,
    /// Its size times the standard deviation of the flag in it (Neyman 1934), from a guess or pilot
    /// of its rate; `.5` where there is none. Rates are taken as at least .02 and at most .98, since
    /// a pilot that found nothing does not show that there is nothing.
    Optimal {
        /// Rates by stratum, 0 to 1.
        rates: BTreeMap<String, f64>,
    },
    /// Its size times a weight, 1 where none is given: `{"flagged": 5}` draws from the flagged ones
    /// with five times the probability.
    Weighted {
        /// Weights by stratum, above 0.
        weights: BTreeMap<String, f64>,
    },
}

impl Allocation {
    pub(super) fn is_proportional(&self) -> bool {
        *self == Self::Proportional
    }

    /// What the share of a stratum is proportional to.
    fn measure(&self, name: &str, size: usize) -> f64 {
        match self {
            Allocation::Equal => 1.0,
            Allocation::Proportional => size as f64,
            Allocation::Optimal { rates } => {
                let rate = rates.get(name).copied().filter(|rate| rate.is_finite()).unwrap_or(0.5);
                let rate = rate.clamp(0.02, 0.98);
                size as f64 * (rate * (1.0 - rate)).sqrt()
            }
            Allocation::Weighted { weights } => {
                let weight = weights.get(name).copied().filter(|&weight| weight > 0.0);
                size as f64 * weight.filter(|weight| weight.is_finite()).unwrap_or(1.0)
            }
        }
    }

    /// How many to draw from each stratum of (name, size, how many at least): `total` in all, or as
    /// many as there are. Every stratum gives two where the total allows it, else one: without a
    /// draw it could not be in the estimate, with one it has no variance.
    #[must_use]
    pub fn divide(&self, total: usize, strata: &[(&str, usize, usize)]) -> Vec<usize> {
        let available: usize = strata.iter().map(|&(_, size, _)| size).sum();
        let total = total.min(available);
        let with_floor = |floor: usize| -> Vec<usize> {
            strata.iter().map(|&(_, size, least)| least.max(floor).min(size)).collect()
        };
        let two_each = with_floor(2);
        let fits = two_each.iter().sum::<usize>() <= total;
        let mut shares = if fits { two_each } else { with_floor(1) };
        let measures: Vec<f64> =
            strata.iter().map(|&(name, size, _)| self.measure(name, size)).collect();
        // Whoever is furthest below their share gets the next one: the method of divisors
        // (Sainte-Laguë), which needs no rounding and never takes one back when the total grows.
        let mut next: std::collections::BinaryHeap<Claim> = (0..strata.len())
            .map(|index| Claim::of(index, measures[index], shares[index]))
            .collect();
        let mut left = total.saturating_sub(shares.iter().sum());
        while left > 0 {
            let Some(claim) = next.pop() else { break };
            let index = claim.index;
            if shares[index] < strata[index].1 {
                shares[index] += 1;
                left -= 1;
                next.push(Claim::of(index, measures[index], shares[index]));
            }
        }
        shares
    }
}

/// A stratum's claim on the next draw: higher goes first, the earlier stratum among equals.
struct Claim {
    quotient: f64,
    index: usize,
}

impl Claim {
    fn of(index: usize, measure: f64, share: usize) -> Self {
        Self { quotient: measure / (2 * share + 1) as f64, index }
    }
}

impl Ord for Claim {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.quotient.total_cmp(&other.quotient).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Claim {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Claim {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Claim {}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn shares_follow_the_measure_and_the_sizes() {
        let strata = [("flagged", 240, 0), ("rest", 1760, 0)];
        let optimal =
            Allocation::Optimal { rates: rated(&[("flagged", 0.75), ("rest", 4.0 / 140.0)]) };
        for (allocation, total, expected) in [
            (Allocation::Equal, 200, [100, 100]),
            (Allocation::Proportional, 200, [24, 176]),
            (Allocation::Equal, 1000, [240, 760]), // no more than there are
            (Allocation::Equal, 9999, [240, 1760]),
            (Allocation::Proportional, 4, [2, 2]), // two of each at least
            (Allocation::Proportional, 2, [1, 1]),
            (Allocation::Weighted { weights: rated(&[("flagged", 5.0)]) }, 200, [81, 119]),
            // N S: 240 * .4330 = 103.9 and 1760 * .1666 = 293.2
            (optimal, 200, [52, 148]),
        ] {
            assert_eq!(allocation.divide(total, &strata), expected, "{allocation:?} {total}");
        }
    }

    #[test]
    fn a_larger_total_never_takes_back_and_the_sum_is_exact() {
        let strata = [("a", 3, 0), ("b", 50, 0), ("c", 1000, 0), ("d", 1, 0), ("e", 333, 0)];
        for allocation in [Allocation::Equal, Allocation::Proportional] {
            let mut before = vec![0; strata.len()];
            for total in 10..1400 {
                let shares = allocation.divide(total, &strata);
                assert_eq!(shares.iter().sum::<usize>(), total.min(1387));
                assert!(shares.iter().zip(&before).all(|(now, then)| now >= then), "{total}");
                before = shares;
            }
        }
    }
}

//! Items that look alike to a statistic, put together: a thousand items rated by two raters with three
//! labels make at most nine patterns, so that statistics and their bootstrap cost next to nothing.

use std::collections::HashMap;

use super::bootstrap::Resampler;

/// Items by how many raters gave each label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patterns {
    patterns: Vec<Pattern>,
    /// The pattern of each item.
    items: Vec<usize>,
}

/// Items that raters labelled alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// `counts[label]`: how many raters gave it.
    pub counts: Vec<f64>,
    /// What one such item counts.
    weight: f64,
    /// What all of them count together; weights are scaled to a mean of one.
    pub mass: f64,
}

impl Patterns {
    /// From items as counts and weight.
    #[must_use]
    pub fn new(items: impl IntoIterator<Item = (Vec<f64>, f64)>) -> Self {
        let mut made = Self::default();
        let mut known: HashMap<Vec<u64>, usize> = HashMap::new();
        for (counts, weight) in items {
            let key = counts.iter().chain([&weight]).map(|number| number.to_bits()).collect();
            let at = *known.entry(key).or_insert_with(|| {
                made.patterns.push(Pattern { counts, weight, mass: 0.0 });
                made.patterns.len() - 1
            });
            made.items.push(at);
        }
        let all = made.items.clone();
        made.weigh(&all);
        made
    }

    /// From counts of items that were not drawn with unequal chances.
    #[must_use]
    pub fn of_counts(counts: &[Vec<f64>]) -> Self {
        Self::new(counts.iter().map(|counts| (counts.clone(), 1.0)))
    }

    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items.len()
    }

    /// The patterns.
    #[must_use]
    pub fn all(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Those with at least so many ratings an item.
    #[must_use]
    pub fn rated(&self, least: f64) -> Self {
        let kept = self.items.iter().map(|&at| &self.patterns[at]);
        let kept = kept.filter(|pattern| pattern.ratings() >= least);
        Self::new(kept.map(|pattern| (pattern.counts.clone(), pattern.weight)))
    }

    /// The 95 % percentile interval of each statistic over `draws` bootstrap samples of items.
    pub fn intervals<const N: usize>(
        &self,
        draws: usize,
        statistics: impl Fn(&Self) -> [Option<f64>; N],
    ) -> [Option<(f64, f64)>; N] {
        let mut drawn = self.clone();
        let mut at = vec![0; self.items.len()];
        Resampler::new(self.items.len()).intervals(draws, |picks| {
            for (at, &pick) in at.iter_mut().zip(picks) {
                *at = self.items[pick];
            }
            drawn.weigh(&at);
            statistics(&drawn)
        })
    }

    /// Sets the masses to those of these items, each given by its pattern.
    fn weigh(&mut self, items: &[usize]) {
        let total: f64 = items.iter().map(|&at| self.patterns[at].weight).sum();
        for pattern in &mut self.patterns {
            pattern.mass = 0.0;
        }
        for &at in items {
            self.patterns[at].mass += 1.0;
        }
        for pattern in &mut self.patterns {
            pattern.mass *= pattern.weight * items.len() as f64 / total;
        }
    }
}

impl Pattern {
    /// Ratings of one such item.
    #[must_use]
    pub fn ratings(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// The share of its pairs of ratings that agree.
    #[must_use]
    pub fn agreeing_pairs(&self) -> f64 {
        let n = self.ratings();
        self.counts.iter().map(|count| count * (count - 1.0)).sum::<f64>() / (n * (n - 1.0))
    }
}

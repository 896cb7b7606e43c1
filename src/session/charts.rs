//! What is rather looked at than read: how long chains are, what was labelled, and how fast.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::Session;
use crate::label::event::What;

/// Hours that are looked at: those in which something was labelled, the latest ones.
const HOURS: usize = 24;
/// Lower ends of the bins of lengths; each step is about a doubling.
const LENGTHS: [usize; 16] = [
    0,
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    10_000_000,
    100_000_000,
];

/// Figures that belong together, each with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charts {
    /// Records by the length of their chain: lower and upper end of the bin, and records.
    pub lengths: Vec<(usize, usize, usize)>,
    /// What lengths count.
    pub unit: Unit,
    /// Records without a chain.
    pub without_chain: usize,
    /// Records by label, as all people together have them now: name and records.
    pub labels: Vec<(String, usize)>,
    /// Labels that this reviewer set in an hour (UTC), the latest hour last: `11-26 05h` and labels.
    pub hours: Vec<(String, usize)>,
}

/// What lengths count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Characters, as the index knows them.
    #[default]
    Characters,
    /// Bytes of UTF-8, while there is no index of all records.
    Bytes,
}

impl Charts {
    /// Records by the length of their chain.
    #[must_use]
    pub fn lengths(lengths: impl Iterator<Item = usize>) -> (Vec<(usize, usize, usize)>, usize) {
        let mut counts = [0; LENGTHS.len()];
        let mut without = 0;
        for length in lengths {
            match length {
                0 => without += 1,
                _ => counts[LENGTHS.partition_point(|low| *low <= length) - 1] += 1,
            }
        }
        let first = counts.iter().position(|count| *count > 0).unwrap_or(0);
        let last = counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
        let high = |bin: usize| LENGTHS.get(bin + 1).map_or(usize::MAX, |next| next - 1);
        let bins = (first..last.max(first)).map(|bin| (LENGTHS[bin], high(bin), counts[bin]));
        (bins.collect(), without)
    }
}

impl Session {
    /// The length of every chain in characters, once all records are indexed.
    fn indexed_lengths(&self) -> Option<Vec<usize>> {
        let searcher = self.searcher.read().unwrap_or_else(PoisonError::into_inner).clone();
        searcher.filter(|(_, whole)| *whole)?.0.lengths().ok()
    }

    /// The figures as of now. Reads what is in memory only.
    #[must_use]
    pub fn charts(&self) -> Charts {
        let dataset = self.dataset();
        let (lengths, unit) = match self.indexed_lengths() {
            Some(lengths) => (lengths, Unit::Characters),
            None => {
                let known = (0..dataset.len()).filter_map(|ordinal| dataset.cot_len(ordinal));
                (known.collect(), Unit::Bytes)
            }
        };
        let (lengths, without_chain) = Charts::lengths(lengths.into_iter());
        let labels = self.labels();
        let mut by_label: BTreeMap<String, usize> = BTreeMap::new();
        for record in labels.view.records().filter(|record| dataset.find(record).is_some()) {
            let mut held: Vec<String> = labels
                .view
                .states(record)
                .flat_map(|(_, state)| state.labels.iter().map(|held| held.label.to_string()))
                .collect();
            held.sort();
            held.dedup();
            held.into_iter().for_each(|label| *by_label.entry(label).or_default() += 1);
        }
        let mut by_label: Vec<(String, usize)> = by_label.into_iter().collect();
        by_label.sort_by(|one, two| two.1.cmp(&one.1).then_with(|| one.0.cmp(&two.0)));
        let mut hours: BTreeMap<String, usize> = BTreeMap::new();
        for (event, undone) in labels.view.events() {
            let ours = &*event.reviewer == labels.reviewer();
            let here = dataset.find(&event.record).is_some();
            if ours && here && !undone && matches!(event.what, What::Label { .. }) {
                let time = event.time.to_string(); // 2026-11-26T05:26:16Z
                let hour = time.get(5..13).unwrap_or(&time).replace('T', " ");
                *hours.entry(format!("{hour}h")).or_default() += 1;
            }
        }
        let skip = hours.len().saturating_sub(HOURS);
        let hours = hours.into_iter().skip(skip).collect();
        Charts { lengths, unit, without_chain, labels: by_label, hours }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_fall_into_bins_that_touch() {
        let (bins, without) = Charts::lengths([0, 150, 199, 200, 999, 0, 1_000].into_iter());
        assert_eq!(without, 2);
        assert_eq!(bins, [(100, 199, 2), (200, 499, 1), (500, 999, 1), (1_000, 1_999, 1)]);
        assert_eq!(Charts::lengths(std::iter::empty()), (Vec::new(), 0));
        let (bins, _) = Charts::lengths([1, usize::MAX].into_iter());
        assert_eq!((bins[0], bins.len()), ((0, 99, 1), LENGTHS.len()));
    }
}

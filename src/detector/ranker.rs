//! Learns from the labels so far which records to read next.
//!
//! A logistic regression a flag over words, word pairs, beginnings of words and the detectors' own
//! outputs, pulled towards the packs' opinion: with no labels it ranks as they do, and labels move
//! it away from there. Probabilities are calibrated on predictions for records that the model had
//! not seen (five folds), and so is what it says of its own quality. No library was taken: the ones
//! that fit (linfa, smartcore) bring a matrix stack for what is forty lines on sparse rows, and
//! neither can be pulled towards a prior.

mod features;

use std::collections::BTreeMap;

pub use features::Features;
use features::Vocabulary;

use super::Flag;
use super::logistic::{self, Model, Row};

/// A record with what people said of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// What is known of the record.
    pub features: Features,
    /// Flags that people have decided on, either way.
    pub labels: BTreeMap<Flag, bool>,
}

/// A trained ranker.
#[derive(Clone, Debug, Default)]
pub struct Ranker {
    vocabulary: Vocabulary,
    models: BTreeMap<Flag, Trained>,
}

#[derive(Clone, Debug)]
struct Trained {
    model: Model,
    /// Slope and offset that turn the model's score into a probability.
    calibration: (f32, f32),
    quality: Quality,
}

/// How much a ranker has seen of a flag, and how good it is on records it had not seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// Labels, either way.
    pub labels: usize,
    /// Labels that say the flag holds.
    pub positives: usize,
    /// Area under the ROC curve, out of fold; `None` unless both answers occur twice or more.
    pub auroc: Option<f64>,
    /// The same for the packs alone, on the same records.
    pub pack_auroc: Option<f64>,
}

/// Folds of the cross-validation.
const FOLDS: usize = 5;

impl Ranker {
    /// Trains a model for every flag that has labels. The same examples and seed give the same
    /// ranker. Takes seconds for thousands of records: run it in the background.
    #[must_use]
    pub fn train(examples: &[Example], seed: u64) -> Self {
        Self::train_until(examples, seed, &|| false).unwrap_or_default()
    }

    /// The same; `None` once `stop` says so.
    pub fn train_until(examples: &[Example], seed: u64, stop: &dyn Fn() -> bool) -> Option<Self> {
        let vocabulary =
            Vocabulary::of(&examples.iter().map(|example| &example.features).collect::<Vec<_>>());
        let rows: Vec<Row> =
            examples.iter().map(|example| vocabulary.row(&example.features)).collect();
        let mut flags: Vec<&Flag> = examples.iter().flat_map(|e| e.labels.keys()).collect();
        flags.sort();
        flags.dedup();
        let mut models = BTreeMap::new();
        for flag in flags {
            if stop() {
                return None;
            }
            let labelled: Vec<(usize, bool)> = examples
                .iter()
                .enumerate()
                .filter_map(|(at, example)| Some((at, *example.labels.get(flag)?)))
                .collect();
            models.insert(flag.clone(), Trained::new(flag, &vocabulary, &rows, &labelled, seed));
        }
        Some(Self { vocabulary, models })
    }

    /// How probable it is that the flag holds; `None` for a flag without labels.
    #[must_use]
    pub fn probability(&self, features: &Features, flag: &Flag) -> Option<f32> {
        let trained = self.models.get(flag)?;
        let row = self.vocabulary.row(features);
        Some(trained.probability(&row))
    }

    /// How probable it is that the flag holds; what the packs say while nobody has labelled it.
    #[must_use]
    pub fn estimate(&self, features: &Features, flag: &Flag) -> f32 {
        self.probability(features, flag).unwrap_or_else(|| features.pack_score(flag))
    }

    /// What speaks for the flag (positive) and against it, strongest first, at most `most` of each.
    #[must_use]
    pub fn explain(&self, features: &Features, flag: &Flag, most: usize) -> Vec<(String, f32)> {
        let Some(trained) = self.models.get(flag) else { return Vec::new() };
        let row = self.vocabulary.row(features);
        let mut parts: Vec<(usize, f32)> = trained.model.parts(&row);
        parts.sort_by(|a, b| b.1.total_cmp(&a.1));
        let speaks_for = parts.iter().take_while(|part| part.1 > 0.0).take(most);
        let against = parts.iter().rev().take_while(|part| part.1 < 0.0).take(most);
        let mut chosen: Vec<(String, f32)> = speaks_for
            .chain(against)
            .map(|&(feature, part)| (self.vocabulary.name(feature).to_owned(), part))
            .collect();
        chosen.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        chosen
    }

    /// The flags that have labels.
    pub fn flags(&self) -> impl Iterator<Item = &Flag> {
        self.models.keys()
    }

    /// How good it is at a flag; `None` for a flag without labels.
    #[must_use]
    pub fn quality(&self, flag: &Flag) -> Option<Quality> {
        self.models.get(flag).map(|trained| trained.quality)
    }

    /// Positions of `records`, those first that most likely carry the flag.
    #[must_use]
    pub fn most_likely(&self, records: &[Features], flag: &Flag) -> Vec<usize> {
        self.ordered(records, flag, |probability| probability)
    }

    /// Positions of `records`, those first whose label would teach the most: where the model is
    /// least sure.
    #[must_use]
    pub fn most_informative(&self, records: &[Features], flag: &Flag) -> Vec<usize> {
        self.ordered(records, flag, |probability| -(probability - 0.5).abs())
    }

    /// Without a model for the flag, the packs' score stands in for the probability.
    fn ordered(&self, records: &[Features], flag: &Flag, merit: impl Fn(f32) -> f32) -> Vec<usize> {
        let merits: Vec<f32> =
            records.iter().map(|features| merit(self.estimate(features, flag))).collect();
        let mut order: Vec<usize> = (0..records.len()).collect();
        order.sort_by(|&a, &b| merits[b].total_cmp(&merits[a]));
        order
    }
}

impl Trained {
    fn new(
        flag: &Flag,
        vocabulary: &Vocabulary,
        rows: &[Row],
        labelled: &[(usize, bool)],
        seed: u64,
    ) -> Self {
        let prior = vocabulary.prior(flag);
        let held_out = out_of_fold(&prior, rows, labelled, seed);
        let pack: Vec<(f32, bool)> =
            labelled.iter().map(|&(at, label)| (prior.score(&rows[at]), label)).collect();
        let positives = labelled.iter().filter(|(_, label)| *label).count();
        let negatives = labelled.len() - positives;
        let enough = positives.min(negatives) >= 2;
        let quality = Quality {
            labels: labelled.len(),
            positives,
            auroc: enough.then(|| auroc(&held_out)),
            pack_auroc: enough.then(|| auroc(&pack)),
        };
        let training: Vec<(&Row, bool)> =
            labelled.iter().map(|&(at, label)| (&rows[at], label)).collect();
        Self {
            model: Model::train(&prior, &training, seed),
            calibration: if enough { logistic::calibrate(&held_out) } else { (1.0, 0.0) },
            quality,
        }
    }

    fn probability(&self, row: &Row) -> f32 {
        let (slope, offset) = self.calibration;
        logistic::sigmoid(slope * self.model.score(row) + offset)
    }
}

/// Scores of every labelled record by a model that was trained without it.
fn out_of_fold(
    prior: &Model,
    rows: &[Row],
    labelled: &[(usize, bool)],
    seed: u64,
) -> Vec<(f32, bool)> {
    let folds = folds(labelled, seed);
    let mut scored = Vec::with_capacity(labelled.len());
    for held in 0..FOLDS {
        let training: Vec<(&Row, bool)> = labelled
            .iter()
            .zip(&folds)
            .filter(|(_, fold)| **fold != held)
            .map(|(&(at, label), _)| (&rows[at], label))
            .collect();
        let model = Model::train(prior, &training, seed);
        let held_out = labelled.iter().zip(&folds).filter(|(_, fold)| **fold == held);
        scored.extend(held_out.map(|(&(at, label), _)| (model.score(&rows[at]), label)));
    }
    scored
}

/// A fold for each label, so that every fold has its share of either answer.
fn folds(labelled: &[(usize, bool)], seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..labelled.len()).collect();
    order.sort_by_key(|&at| {
        let key = (labelled[at].0 as u64).to_le_bytes();
        (labelled[at].1, xxhash_rust::xxh3::xxh3_64_with_seed(&key, seed))
    });
    let mut folds = vec![0; labelled.len()];
    for (turn, at) in order.into_iter().enumerate() {
        folds[at] = turn % FOLDS;
    }
    folds
}

/// The share of pairs of a positive and a negative that are ranked rightly; ties count half. Not a
/// number without both.
#[must_use]
pub fn auroc(scored: &[(f32, bool)]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins, mut positives) = (0.0, 0.0, 0.0);
    for ties in sorted.chunk_by(|a, b| a.0 == b.0) {
        let yes = ties.iter().filter(|(_, label)| *label).count() as f64;
        let no = ties.len() as f64 - yes;
        wins += yes * (below + no / 2.0);
        positives += yes;
        below += no;
    }
    wins / (positives * below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roc_area_counts_ties_half() {
        let cases = [
            (vec![(0.9, true), (0.1, false)], 1.0),
            (vec![(0.1, true), (0.9, false)], 0.0),
            (vec![(0.5, true), (0.5, false)], 0.5),
            (vec![(0.9, true), (0.5, true), (0.5, false), (0.1, false)], 0.875),
        ];
        for (scored, area) in cases {
            assert_eq!(auroc(&scored), area, "{scored:?}");
        }
    }

    #[test]
    fn every_fold_has_its_share_of_either_answer() {
        let labelled: Vec<(usize, bool)> = (0..20).map(|at| (at, at % 4 == 0)).collect();
        let folds = folds(&labelled, 7);
        for fold in 0..FOLDS {
            let positives = labelled.iter().zip(&folds).filter(|((_, l), f)| *l && **f == fold);
            assert_eq!(positives.count(), 1, "fold {fold}");
        }
    }
}

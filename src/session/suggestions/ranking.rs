//! Which records to read next, as people's labels so far tell.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::detectors::Detectors;
use crate::citation::Detector;
use crate::dataset::Dataset;
use crate::detector::Flag;
use crate::detector::ranker::{Example, Features, Quality, Ranker};
use crate::detector::track::Verdict;
use crate::record::Record;

/// By what records are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Those first that most likely carry the flag.
    Likely,
    /// Those first whose label would teach the most: where the ranker is least sure.
    Informative,
}

/// A ranker that has learnt from people's labels.
pub struct Ranking<'a> {
    dataset: &'a Dataset,
    detectors: &'a Detectors,
    citations: &'a Detector,
    ranker: Ranker,
    labelled: usize,
}

/// How much a ranker has learnt about a flag, and how good it is at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Learnt {
    /// The flag; `any` for whether there is any at all.
    pub flag: String,
    /// Labels seen, and quality out of fold.
    pub quality: Quality,
}

/// A record's place in an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The record.
    pub ordinal: usize,
    /// How probable it is that the flag holds; the packs' score while nobody has labelled it.
    pub probability: f32,
    /// Whether a person has decided on it.
    pub labelled: bool,
}

/// Somebody who waits, hears how far it is, and may stop it.
pub(super) struct Watch<'w> {
    pub(super) stop: &'w AtomicBool,
    pub(super) progress: &'w mut dyn FnMut(usize, usize),
}

/// The same data and labels give the same ranker.
const SEED: u64 = 0x7261_6E6B;

impl<'a> Ranking<'a> {
    /// Learns from the labels. Reads the labelled records only; seconds for thousands of them.
    #[must_use]
    pub fn learn(
        dataset: &'a Dataset,
        verdicts: Vec<Verdict>,
        detectors: &'a Detectors,
        citations: &'a Detector,
    ) -> Self {
        let watch = Watch { stop: &AtomicBool::new(false), progress: &mut |_, _| {} };
        Self::learn_until(dataset, verdicts, detectors, citations, watch)
            .unwrap_or_else(|| Self::new(dataset, detectors, citations))
    }

    /// The same while somebody waits for it; `None` when they stopped it.
    pub(super) fn learn_until(
        dataset: &'a Dataset,
        verdicts: Vec<Verdict>,
        detectors: &'a Detectors,
        citations: &'a Detector,
        mut watch: Watch<'_>,
    ) -> Option<Self> {
        let mut ranking = Self::new(dataset, detectors, citations);
        let examples = ranking.examples(verdicts, &mut watch)?;
        ranking.labelled = examples.len();
        ranking.ranker =
            Ranker::train_until(&examples, SEED, &|| watch.stop.load(Ordering::Relaxed))?;
        Some(ranking)
    }

    fn new(dataset: &'a Dataset, detectors: &'a Detectors, citations: &'a Detector) -> Self {
        Self { dataset, detectors, citations, ranker: Ranker::default(), labelled: 0 }
    }

    /// The labelled records, in the order of their ids. Where people disagree about a flag, the
    /// majority counts, and a tie counts as yes: a reviewer saw something.
    fn examples(&self, verdicts: Vec<Verdict>, watch: &mut Watch<'_>) -> Option<Vec<Example>> {
        let mut said: BTreeMap<String, BTreeMap<Flag, i32>> = BTreeMap::new();
        for verdict in verdicts {
            let votes = said.entry(verdict.record).or_default().entry(verdict.flag).or_default();
            *votes += if verdict.holds { 1 } else { -1 };
        }
        let total = said.len();
        let mut examples = Vec::new();
        for (at, (id, votes)) in said.into_iter().enumerate() {
            if watch.stop.load(Ordering::Relaxed) {
                return None;
            }
            (watch.progress)(at, total);
            examples.extend(self.example(&id, votes));
        }
        Some(examples)
    }

    fn example(&self, id: &str, votes: BTreeMap<Flag, i32>) -> Option<Example> {
        let record = self.dataset.record(self.dataset.find(id)?).ok()?;
        let labels = votes.into_iter().map(|(flag, votes)| (flag, votes >= 0)).collect();
        Some(Example { features: self.features(&record), labels: with_any(labels) })
    }

    fn features(&self, record: &Record) -> Features {
        Features::new(record, &self.detectors.examine(record, &self.citations.cite(record)))
    }

    /// How many labelled records it has learnt from.
    #[must_use]
    pub fn labelled(&self) -> usize {
        self.labelled
    }

    /// How good it is at a flag, on records that it had not seen.
    #[must_use]
    pub fn quality(&self, flag: &Flag) -> Option<Quality> {
        self.ranker.quality(flag)
    }

    /// What it has learnt, about any flag first and then about each that has labels.
    #[must_use]
    pub fn learnt(&self) -> Vec<Learnt> {
        let flags = self.ranker.flags().map(|flag| (*flag != Flag::any(), flag));
        let mut flags: Vec<(bool, &Flag)> = flags.collect();
        flags.sort();
        let learnt = |(_, flag): (bool, &Flag)| {
            Some(Learnt { flag: flag.name().to_owned(), quality: self.ranker.quality(flag)? })
        };
        flags.into_iter().filter_map(learnt).collect()
    }

    /// All records in an order, for one flag or for [any](Flag::any). `labelled` tells which a
    /// person has decided on. `None` when `stop` ended it; `progress` hears records done.
    pub fn order(
        &self,
        order: Order,
        flag: &Flag,
        labelled: impl Fn(&str) -> bool,
        stop: impl Fn() -> bool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Option<Vec<Ranked>> {
        let mut ranked = Vec::with_capacity(self.dataset.len());
        for (ordinal, record) in self.dataset.records().enumerate() {
            if stop() {
                return None;
            }
            let Ok(record) = record else { continue };
            let probability = self.ranker.estimate(&self.features(&record), flag);
            ranked.push(Ranked { ordinal, probability, labelled: labelled(&record.id) });
            progress(ordinal + 1, self.dataset.len());
        }
        let merit = |one: &Ranked| match order {
            Order::Likely => one.probability,
            Order::Informative => -(one.probability - 0.5).abs(),
        };
        ranked.sort_by(|a, b| merit(b).total_cmp(&merit(a)));
        Some(ranked)
    }

    /// The words that speak for the flag (positive) and against it, strongest first.
    #[must_use]
    pub fn explain(&self, record: &Record, flag: &Flag, most: usize) -> Vec<(String, f32)> {
        self.ranker.explain(&self.features(record), flag, most)
    }
}

/// Adds whether anything holds at all: yes as soon as one flag does, no when all are cleared.
fn with_any(mut labels: BTreeMap<Flag, bool>) -> BTreeMap<Flag, bool> {
    let any = labels.values().any(|holds| *holds);
    labels.insert(Flag::any(), any);
    labels
}

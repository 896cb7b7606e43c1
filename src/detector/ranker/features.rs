//! What the ranker sees of a record.

use std::collections::{BTreeMap, HashMap};

use crate::record::Record;
use crate::text::words::words;

use super::super::logistic::{Model, Row};
use super::super::{Examination, Flag};

/// Words, word pairs, beginnings of words, and the detectors' outputs of one record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features {
    /// Terms that occur, without repetition.
    terms: Vec<String>,
    /// Strongest signal of each detector, by id.
    signals: BTreeMap<String, f32>,
    /// Score of each flag.
    scores: BTreeMap<Flag, f32>,
}

/// Only so much of a chain is read for terms: runaways say the same again and again.
const MAX_WORDS: usize = 5_000;

/// Letters of a beginning: enough to join `deceive`, `deceptive`, `deception`.
const BEGINNING: usize = 5;

impl Features {
    /// What a ranker may learn from a record.
    #[must_use]
    pub fn new(record: &Record, examination: &Examination) -> Self {
        let mut features = Self { terms: terms(record), ..Self::default() };
        for signal in examination.signals.iter().filter(|signal| !signal.negated) {
            let strongest = features.signals.entry(signal.detector.clone()).or_insert(0.0);
            *strongest = strongest.max(signal.weight);
        }
        let mut none = 1.0;
        for flag in Flag::BUILTIN {
            let score = examination.score(&flag);
            none *= 1.0 - score;
            features.scores.insert(flag, score);
        }
        features.scores.insert(Flag::any(), 1.0 - none);
        features
    }

    /// What the packs say of a flag, 0 to 1.
    pub(super) fn pack_score(&self, flag: &Flag) -> f32 {
        self.scores.get(flag).copied().unwrap_or(0.0)
    }
}

fn terms(record: &Record) -> Vec<String> {
    let mut terms = Vec::new();
    let mut before: Option<String> = None;
    for word in words(&record.cot).take(MAX_WORDS) {
        let word = word.folded.into_owned();
        if let Some(before) = before {
            terms.push(format!("{before} {word}"));
        }
        if word.chars().count() > BEGINNING {
            terms.push(word.chars().take(BEGINNING).chain(['*']).collect());
        }
        terms.push(word.clone());
        before = Some(word);
    }
    terms.extend(words(&record.answer).take(MAX_WORDS).map(|w| format!("answer: {}", w.folded)));
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Numbers for terms and detectors, from the training records.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<String, usize>,
    names: Vec<String>,
    /// How much a term counts: rare ones more (inverse document frequency).
    weights: Vec<f32>,
}

/// A detector's output counts like this share of all words together: the packs have their say already.
const SIGNAL_SCALE: f32 = 0.3;

/// A term has to occur in so many labelled records: rarer ones only fit the noise.
const RARE: usize = 3;

/// The most terms of a vocabulary: the most common ones are kept.
const MAX_TERMS: usize = 100_000;

impl Vocabulary {
    pub(super) fn of(records: &[&Features]) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut vocabulary = Self::default();
        for features in records {
            for term in &features.terms {
                *counts.entry(term).or_default() += 1;
            }
            for detector in features.signals.keys() {
                vocabulary.add(format!("detector: {detector}"), 1.0);
            }
        }
        for flag in Flag::BUILTIN.iter().chain([&Flag::any()]) {
            vocabulary.add(score_name(flag), 1.0);
        }
        // A term of a record or two, or of nearly all, cannot tell records apart.
        let mut terms: Vec<(&str, usize)> = counts
            .into_iter()
            .filter(|(_, count)| *count >= RARE && *count * 10 <= records.len() * 9)
            .collect();
        terms.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        for (term, count) in terms.into_iter().take(MAX_TERMS) {
            vocabulary.add(term.to_owned(), (records.len() as f32 / count as f32).ln());
        }
        vocabulary
    }

    fn add(&mut self, name: String, weight: f32) {
        if !self.ids.contains_key(&name) {
            self.ids.insert(name.clone(), self.names.len());
            self.names.push(name);
            self.weights.push(weight);
        }
    }

    /// The record as a sparse row: the terms together have length 1, so that long chains weigh no
    /// more than short ones.
    pub(super) fn row(&self, features: &Features) -> Row {
        let mut row: Row = features
            .terms
            .iter()
            .filter_map(|term| self.ids.get(term))
            .map(|&id| (id, self.weights[id]))
            .collect();
        let length = row.iter().map(|(_, value)| value * value).sum::<f32>().sqrt().max(1e-6);
        for (_, value) in &mut row {
            *value /= length;
        }
        for (detector, weight) in &features.signals {
            if let Some(&id) = self.ids.get(&format!("detector: {detector}")) {
                row.push((id, weight * SIGNAL_SCALE));
            }
        }
        for (flag, score) in &features.scores {
            if let Some(&id) = self.ids.get(&score_name(flag)) {
                row.push((id, *score));
            }
        }
        row
    }

    pub(super) fn name(&self, feature: usize) -> &str {
        &self.names[feature]
    }

    /// A model that says what the packs say: the score of the flag, and nothing else.
    pub(super) fn prior(&self, flag: &Flag) -> Model {
        let mut model = Model::new(self.names.len());
        if let Some(&id) = self.ids.get(&score_name(flag)) {
            model.weights[id] = PRIOR_SLOPE;
        }
        model.bias = PRIOR_BIAS;
        model
    }
}

/// A score of 0 from the packs starts as one in twelve, a score of 1 as four in five.
const PRIOR_SLOPE: f32 = 4.0;
const PRIOR_BIAS: f32 = -2.5;

fn score_name(flag: &Flag) -> String {
    format!("packs: {flag}")
}

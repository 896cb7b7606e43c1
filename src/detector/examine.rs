//! Runs all detectors over a record and weighs what they find.

use std::collections::{HashMap, HashSet};

use crate::citation::{Citation, Kind};
use crate::record::{Field, Record};
use crate::text::Span;

use super::decision::Outcome;
use super::quoting::Borrowed;
use super::reading::{Reading, Sentence, hashes};
use super::scanner::{GIVEN, Scanner};
use super::scene::Scene;
use super::wording::{Judgement, Wording};
use super::{
    Flag, STRUCTURE_VERSION, Suggestion, Suite, choices, clauses, decision, facts, hidden, plan,
    trace,
};

/// One reason to look.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// What may be wrong.
    pub flag: Flag,
    /// The kind of it.
    pub code: String,
    /// How much it counts, 0 to 1.
    pub weight: f32,
    /// The id of the cue or detector.
    pub detector: String,
    /// Its version.
    pub version: String,
    /// The text that `span` refers to.
    pub field: Field,
    /// The words that speak for it.
    pub span: Span,
    /// One line that a reviewer can check.
    pub reason: String,
    /// The words stand under a negation: it does not count.
    pub negated: bool,
}

/// All that was found in one record.
#[derive(Clone, Debug, Default)]
pub struct Examination {
    /// In the order of the packs.
    pub signals: Vec<Signal>,
    /// What speaks against a flag: its score is multiplied by this.
    pub(super) damped: HashMap<Flag, f32>,
    /// What the model of wordings makes of a flag, built-in detectors taken into account.
    pub(super) judged: HashMap<Flag, f32>,
}

/// Whose signals the model of wordings has taken into account: what texts alone can show. It has
/// learnt nothing of specs and of calls, so that what fires on those counts besides.
const JUDGED: [&str; 8] = [
    "builtin/",
    "wording/",
    "structure/answer_against_decision",
    "structure/refusal_without_decision",
    "structure/yes_for_no",
    "structure/other_option",
    "structure/figures_differ",
    "structure/form_differs",
];

/// A second place of the same detector adds little.
const REPEATED: f32 = 0.25;

impl Examination {
    /// The score of a flag: `1 - Π(1 - w)` over the detectors that fired, damped by counters. What the
    /// model of wordings says stands in for the detectors that it has taken into account. No words
    /// that the author finds damp what the structure of the record shows besides.
    #[must_use]
    pub fn score(&self, flag: &Flag) -> f32 {
        let Some(judged) = self.judged.get(flag) else {
            return self.combined(flag, |_| true) * self.damping(flag);
        };
        let shown = self.combined(flag, |signal| !is_judged(signal) && is_structure(signal));
        let others = self.combined(flag, |signal| !is_judged(signal) && !is_structure(signal));
        1.0 - (1.0 - judged) * (1.0 - shown) * (1.0 - others * self.damping(flag))
    }

    /// The same over the detectors that the model of wordings takes into account.
    pub(super) fn by_texts(&self, flag: &Flag) -> f32 {
        self.combined(flag, is_judged) * self.damping(flag)
    }

    fn damping(&self, flag: &Flag) -> f32 {
        self.damped.get(flag).copied().unwrap_or(1.0)
    }

    fn combined(&self, flag: &Flag, counts: impl Fn(&Signal) -> bool) -> f32 {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut rest = 1.0;
        let of_flag = self.signals.iter().filter(|s| !s.negated && s.flag == *flag);
        for signal in of_flag.filter(|signal| counts(signal)) {
            let is_repeated = !seen.insert(&signal.detector);
            rest *= 1.0 - signal.weight * if is_repeated { REPEATED } else { 1.0 };
        }
        1.0 - rest
    }

    /// Suggestions for the flags whose score reaches the threshold, best first. The strongest
    /// signal of a flag carries the flag's score, the others a share of it by their weight.
    #[must_use]
    pub fn suggestions(&self, threshold: f32) -> Vec<Suggestion> {
        let mut scores: HashMap<&Flag, (f32, f32)> = HashMap::new();
        for signal in self.signals.iter().filter(|signal| !signal.negated) {
            let entry =
                scores.entry(&signal.flag).or_insert_with(|| (self.score(&signal.flag), 0.0));
            entry.1 = entry.1.max(signal.weight);
        }
        let mut found: Vec<Suggestion> = self
            .signals
            .iter()
            .filter(|signal| !signal.negated)
            .filter_map(|signal| {
                let (score, strongest) = scores[&signal.flag];
                let share = if strongest > 0.0 { signal.weight / strongest } else { 1.0 };
                (score >= threshold).then(|| signal.suggestion(score * share))
            })
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    }

    /// What stands under a negation: shown dim, with a score of 0.
    #[must_use]
    pub fn negated(&self) -> Vec<Suggestion> {
        let negated = self.signals.iter().filter(|signal| signal.negated);
        negated.map(|signal| signal.suggestion(0.0)).collect()
    }
}

fn is_structure(signal: &Signal) -> bool {
    signal.detector.starts_with("structure/")
}

fn is_judged(signal: &Signal) -> bool {
    JUDGED.iter().any(|judged| signal.detector.starts_with(judged))
}

impl Signal {
    /// What a structural detector points at in the chain; its code is the detector's name.
    pub(super) fn of_structure(
        flag: Flag,
        detector: &str,
        weight: f32,
        span: Span,
        reason: String,
    ) -> Self {
        Self {
            flag,
            code: detector.into(),
            weight,
            detector: format!("structure/{detector}"),
            version: STRUCTURE_VERSION.to_string(),
            field: Field::Cot,
            span,
            reason,
            negated: false,
        }
    }

    fn suggestion(&self, score: f32) -> Suggestion {
        Suggestion {
            flag: self.flag.clone(),
            code: self.code.clone(),
            score,
            detector: self.detector.clone(),
            version: self.version.clone(),
            field: self.field,
            span: self.span,
            reason: self.reason.clone(),
            negated: self.negated,
        }
    }
}

pub(super) fn examine(suite: &Suite, record: &Record, citations: &[Citation]) -> Examination {
    with_scene(suite, record, citations, |scene| {
        let mut found = by_packs(suite, record, scene);
        let judgements =
            suite.wording().judge(record, scene, &suite.roles, &|flag| found.by_texts(flag));
        let on = |judged: &Judgement| !suite.off.contains(&Wording::id(&judged.flag));
        for judged in judgements.into_iter().filter(on) {
            found.signals.extend(judged.signals);
            found.judged.insert(judged.flag, judged.score);
        }
        found
    })
}

/// Reads a record and hands the scene to `look`.
pub(super) fn with_scene<T>(
    suite: &Suite,
    record: &Record,
    citations: &[Citation],
    look: impl FnOnce(&Scene<'_>) -> T,
) -> T {
    let prompt = hashes(&record.prompt);
    let echo = Borrowed::new([&prompt, &hashes(record.system.as_deref().unwrap_or_default())]);
    let cited: Vec<Span> = citations.iter().filter(|c| !is_own_words(c)).map(|c| c.span).collect();
    let borrowed = [&echo, &suite.spec_words];
    let reading = Reading::new(&record.cot, &suite.scanner.lexicon, &cited, &borrowed);
    let hits = suite.scanner.scan(&reading);
    let mut played = vec![Vec::new(); suite.scanner.roles()];
    let mut heard = vec![false; suite.scanner.roles()];
    for hit in &hits {
        heard[hit.role] = true;
        if !hit.negated && played[hit.role].last() != Some(&hit.sentence) {
            played[hit.role].push(hit.sentence);
        }
    }
    play_citations(&suite.scanner, &reading, citations, &mut played);
    let answer = Reading::new(&record.answer, &suite.scanner.lexicon, &[], &[]);
    let answer_hits = suite.scanner.scan(&answer);
    let mut scene = Scene {
        reading: &reading,
        hits: &hits,
        citations,
        cited: touched(&reading, citations),
        played,
        heard,
        answer: &answer,
        answer_hits: &answer_hits,
        prompt_words: prompt.into_iter().collect(),
        outcome: Outcome::Missing,
    };
    scene.outcome = decision::outcome(&scene, &suite.roles);
    look(&scene)
}

/// What the packs and the structural detectors find.
pub(super) fn by_packs(suite: &Suite, record: &Record, scene: &Scene<'_>) -> Examination {
    let mut found = Examination::default();
    suite.rules.apply(scene, &suite.off, &mut found.signals);
    decision::check(scene, &suite.roles, &mut found.signals);
    clauses::check(record, scene, &suite.roles, &suite.norms, &mut found.signals);
    hidden::check(record, &mut found.signals);
    trace::check(record, &mut found.signals);
    plan::check(record, &mut found.signals);
    choices::check(record, scene, &suite.roles, &mut found.signals);
    facts::check(record, scene, &suite.roles, &mut found.signals);
    found.signals.retain(|signal| !suite.off.contains(&signal.detector));
    suite.rules.damp(scene, &mut found.damped);
    found
}

/// The sentences that citations touch.
fn touched(reading: &Reading, citations: &[Citation]) -> Vec<(usize, Kind)> {
    let mut cited = Vec::new();
    for citation in citations {
        let sentences = (reading.sentence_at(citation.span.start)..reading.sentences.len())
            .take_while(|&at| reading.sentences[at].span.overlaps(citation.span));
        cited.extend(sentences.map(|at| (at, citation.kind)));
    }
    cited.sort_by_key(|(at, _)| *at);
    cited
}

/// Sentences that cite play the roles that need no words. Possible citations count for nothing.
fn play_citations(
    scanner: &Scanner,
    reading: &Reading,
    citations: &[Citation],
    played: &mut [Vec<usize>],
) {
    let [cites, wrongly] = GIVEN.map(|name| scanner.role(name));
    for citation in citations.iter().filter(|citation| citation.kind != Kind::Paraphrase) {
        let is_before = |sentence: &Sentence| sentence.span.end <= citation.span.start;
        let sentence = reading.sentences.partition_point(is_before);
        if sentence == reading.sentences.len() {
            continue;
        }
        let is_wrong = matches!(citation.kind, Kind::Misquote | Kind::Nonexistent);
        for role in cites.into_iter().chain(wrongly.filter(|_| is_wrong)) {
            if played[role].last() != Some(&sentence) {
                played[role].push(sentence);
            }
        }
    }
}

/// Names, numbers and quotations of clauses are the spec's words, the rest the author's.
fn is_own_words(citation: &Citation) -> bool {
    matches!(citation.kind, Kind::Paraphrase | Kind::Anaphora)
}

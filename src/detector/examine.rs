//! Runs the rules of the packs over a record and weighs what they find.

use std::collections::{HashMap, HashSet};

use crate::citation::{Citation, Kind};
use crate::record::{Field, Record};
use crate::text::Span;
use crate::text::words::words;

use super::decision::Outcome;
use super::pack::{Pack, When};
use super::quoting::Borrowed;
use super::reading::{Reading, hash};
use super::scanner::{Hit, RoleId, Scanner};
use super::{Flag, Suggestion, Suite, clauses, decision, facts, hidden, trace};

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
}

/// A second place of the same detector adds little.
const REPEATED: f32 = 0.25;

impl Examination {
    /// The score of a flag: `1 - Π(1 - w)` over the detectors that fired, damped by counters.
    #[must_use]
    pub fn score(&self, flag: &Flag) -> f32 {
        let mut seen: Vec<&str> = Vec::new();
        let mut rest = 1.0;
        for signal in self.signals.iter().filter(|s| !s.negated && s.flag == *flag) {
            let is_repeated = seen.contains(&signal.detector.as_str());
            rest *= 1.0 - signal.weight * if is_repeated { REPEATED } else { 1.0 };
            seen.push(&signal.detector);
        }
        (1.0 - rest) * self.damped.get(flag).copied().unwrap_or(1.0)
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

impl Signal {
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

/// The cues, sequences and counters of all packs with their roles resolved.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    counters: Vec<(Vec<Flag>, Vec<RoleId>, f32)>,
}

/// A cue is a sequence of one step.
#[derive(Clone, Debug)]
struct Rule {
    flag: Flag,
    code: String,
    weight: f32,
    detector: String,
    version: String,
    reason: String,
    steps: Vec<Vec<RoleId>>,
    /// The most sentences between one step and the next.
    stride: usize,
    conditions: Conditions,
}

/// [`When`] with its roles resolved.
#[derive(Clone, Debug, Default)]
struct Conditions {
    near: Vec<Vec<RoleId>>,
    unless: Vec<RoleId>,
    within: usize,
    anywhere: Vec<Vec<RoleId>>,
    nowhere: Vec<RoleId>,
    outcome: Vec<String>,
    citation: Vec<String>,
    last: Option<f32>,
}

/// How many sentences before and after count as near when a pack does not say.
const NEAR: usize = 2;

impl Rules {
    pub(super) fn new(packs: &[Pack], scanner: &Scanner) -> Self {
        let mut rules = Self::default();
        for pack in packs {
            rules.take(pack, scanner);
        }
        rules
    }

    fn take(&mut self, pack: &Pack, scanner: &Scanner) {
        let ids = |names: &[String]| names.iter().filter_map(|name| scanner.role(name)).collect();
        for cue in &pack.cues {
            self.rules.push(Rule {
                flag: cue.flag.clone(),
                code: cue.code.clone(),
                weight: cue.weight,
                detector: format!("{}/{}", pack.name, cue.id),
                version: pack.version.clone(),
                reason: cue.reason.clone(),
                steps: vec![ids(&cue.roles)],
                stride: 0,
                conditions: Conditions::new(&cue.when, scanner),
            });
        }
        for sequence in &pack.sequences {
            self.rules.push(Rule {
                flag: sequence.flag.clone(),
                code: sequence.code.clone(),
                weight: sequence.weight,
                detector: format!("{}/{}", pack.name, sequence.id),
                version: pack.version.clone(),
                reason: sequence.reason.clone(),
                steps: sequence.steps.iter().map(|step| ids(step)).collect(),
                stride: sequence.within,
                conditions: Conditions::new(&sequence.when, scanner),
            });
        }
        for counter in &pack.counters {
            self.counters.push((counter.flags.clone(), ids(&counter.roles), counter.factor));
        }
    }
}

impl Conditions {
    fn new(when: &When, scanner: &Scanner) -> Self {
        let ids = |names: &Vec<String>| -> Vec<RoleId> {
            names.iter().filter_map(|name| scanner.role(name)).collect()
        };
        Self {
            near: when.near.iter().map(ids).collect(),
            unless: ids(&when.unless),
            within: when.within.unwrap_or(NEAR),
            anywhere: when.anywhere.iter().map(ids).collect(),
            nowhere: ids(&when.nowhere),
            outcome: when.outcome.clone(),
            citation: when.citation.clone(),
            last: when.last,
        }
    }
}

/// A chain as the rules see it.
pub(super) struct Scene<'a> {
    pub(super) reading: &'a Reading,
    hits: &'a [Hit],
    pub(super) citations: &'a [Citation],
    /// For every role: the sentences that play it, ascending, negated ones left out.
    pub(super) played: Vec<Vec<usize>>,
    pub(super) answer: &'a Reading,
    answer_hits: &'a [Hit],
    prompt_words: HashSet<u64>,
    outcome: Outcome,
}

impl Scene<'_> {
    /// The sentences of the answer that play a role.
    pub(super) fn answer_plays(&self, role: RoleId) -> impl Iterator<Item = usize> {
        let hits = self.answer_hits.iter().filter(move |hit| hit.role == role && !hit.negated);
        hits.map(|hit| hit.sentence)
    }

    /// Whether the sentence shares a word of some length with the request.
    pub(super) fn concerns_request(&self, sentence: usize) -> bool {
        let sentence = self.reading.sentences[sentence];
        self.reading.tokens[sentence.first..sentence.end]
            .iter()
            .any(|token| token.span.len() >= LONG_WORD && self.prompt_words.contains(&token.hash))
    }

    fn plays_near(&self, roles: &[RoleId], sentence: usize, within: usize) -> bool {
        roles
            .iter()
            .any(|&role| self.played[role].iter().any(|&other| other.abs_diff(sentence) <= within))
    }

    fn plays(&self, roles: &[RoleId]) -> bool {
        roles.iter().any(|&role| !self.played[role].is_empty())
    }

    fn allows(&self, conditions: &Conditions, sentence: usize) -> bool {
        let within = conditions.within;
        conditions.near.iter().all(|roles| self.plays_near(roles, sentence, within))
            && !self.plays_near(&conditions.unless, sentence, within)
            && conditions.anywhere.iter().all(|roles| self.plays(roles))
            && !self.plays(&conditions.nowhere)
            && (conditions.outcome.is_empty()
                || conditions.outcome.iter().any(|name| name == self.outcome.name()))
            && self.cites(&conditions.citation, sentence)
            && conditions.last.is_none_or(|part| {
                let count = self.reading.sentences.len() as f32;
                sentence as f32 >= count * (1.0 - part) - 1.0
            })
    }

    fn cites(&self, kinds: &[String], sentence: usize) -> bool {
        let span = self.reading.sentences[sentence].span;
        kinds.is_empty()
            || self.citations.iter().any(|citation| {
                citation.span.overlaps(span)
                    && kinds
                        .iter()
                        .any(|kind| kind == "any" || Kind::from_name(kind) == Some(citation.kind))
            })
    }
}

/// Words shorter than this say little about what a sentence is about.
const LONG_WORD: usize = 5;

pub(super) fn examine(suite: &Suite, record: &Record, citations: &[Citation]) -> Examination {
    let prompt = [record.prompt.as_str()];
    let system = record.system.as_deref();
    let echo = Borrowed::new(prompt.into_iter().chain(system));
    let cited: Vec<Span> = citations.iter().filter(|c| !is_own_words(c)).map(|c| c.span).collect();
    let borrowed = [&echo, &suite.spec_words];
    let reading = Reading::new(&record.cot, &suite.scanner.lexicon, &cited, &borrowed);
    let hits = suite.scanner.scan(&reading);
    let mut played = vec![Vec::new(); suite.scanner.roles()];
    for hit in hits.iter().filter(|hit| !hit.negated) {
        played[hit.role].push(hit.sentence);
    }
    let answer = Reading::new(&record.answer, &suite.scanner.lexicon, &[], &[]);
    let answer_hits = suite.scanner.scan(&answer);
    let mut scene = Scene {
        reading: &reading,
        hits: &hits,
        citations,
        played,
        answer: &answer,
        answer_hits: &answer_hits,
        prompt_words: words(&record.prompt).map(|word| hash(&word.folded)).collect(),
        outcome: Outcome::Missing,
    };
    scene.outcome = decision::outcome(&scene, &suite.roles);
    let mut found = Examination::default();
    for rule in &suite.rules.rules {
        if !suite.off.contains(&rule.detector) {
            apply(rule, &scene, &mut found.signals);
        }
    }
    decision::check(&scene, &suite.roles, &mut found.signals);
    clauses::check(&scene, &suite.roles, &mut found.signals);
    hidden::check(record, &mut found.signals);
    trace::check(record, &mut found.signals);
    facts::check(record, &scene, &suite.roles, &mut found.signals);
    found.signals.retain(|signal| !suite.off.contains(&signal.detector));
    for (flags, roles, factor) in &suite.rules.counters {
        if scene.plays(roles) {
            for flag in flags {
                *found.damped.entry(flag.clone()).or_insert(1.0) *= factor;
            }
        }
    }
    found
}

/// Names, numbers and quotations of clauses are the spec's words, the rest the author's.
fn is_own_words(citation: &Citation) -> bool {
    matches!(citation.kind, Kind::Paraphrase | Kind::Anaphora)
}

/// Follows the steps of a rule; every hit of the last step that can be reached is a signal.
fn apply(rule: &Rule, scene: &Scene<'_>, signals: &mut Vec<Signal>) {
    // Sentence and hit of the latest way to the step before, one entry per reachable hit.
    let mut reached: Vec<&Hit> = Vec::new();
    for (number, step) in rule.steps.iter().enumerate() {
        let mut next: Vec<&Hit> = Vec::new();
        for hit in scene.hits.iter().filter(|hit| step.contains(&hit.role)) {
            let follows = number == 0
                || reached.iter().any(|before| {
                    before.sentence <= hit.sentence
                        && hit.sentence - before.sentence <= rule.stride
                        && (before.first, before.end) != (hit.first, hit.end)
                        && !before.negated
                });
            if follows {
                next.push(hit);
            }
        }
        reached = next;
    }
    // One signal a sentence: a hit that counts, else one that is negated.
    reached.sort_by_key(|hit| (hit.sentence, hit.negated));
    reached.dedup_by_key(|hit| hit.sentence);
    let allowed = reached.into_iter().filter(|hit| scene.allows(&rule.conditions, hit.sentence));
    signals.extend(allowed.map(|hit| signal(rule, scene, hit)));
}

fn signal(rule: &Rule, scene: &Scene<'_>, hit: &Hit) -> Signal {
    Signal {
        flag: rule.flag.clone(),
        code: rule.code.clone(),
        weight: rule.weight,
        detector: rule.detector.clone(),
        version: rule.version.clone(),
        field: Field::Cot,
        span: scene.reading.sentences[hit.sentence].span,
        reason: rule.reason.clone(),
        negated: hit.negated,
    }
}

//! The cues, sequences, clusters and counters of the packs, applied to a scene.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::record::Field;
use crate::text::Span;

use super::Flag;
use super::examine::Signal;
use super::pack::{Group as WrittenGroup, Pack, Rule as Written, Shape as WrittenShape, When};
use super::scanner::{Hit, RoleId, Scanner};
use super::scene::Scene;

/// All rules of all packs with their roles resolved.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    counters: Vec<(Vec<Flag>, Vec<RoleId>, f32)>,
}

/// A rule whose roles are numbers.
#[derive(Clone, Debug)]
struct Rule {
    flag: Flag,
    code: String,
    weight: f32,
    detector: String,
    version: String,
    reason: String,
    shape: Shape,
    conditions: Conditions,
}

/// What has to be there for a rule to fire.
#[derive(Clone, Debug)]
enum Shape {
    /// Roles that follow each other, at most `stride` sentences apart. A cue is a sequence of one.
    Steps { steps: Vec<Vec<RoleId>>, stride: usize },
    /// Groups that come together over `within` sentences, in any order; `needs` points make the
    /// weight one half.
    Cluster { groups: Vec<Group>, needs: f32, within: usize },
}

/// Roles that count as one thing.
#[derive(Clone, Debug)]
struct Group {
    name: String,
    points: f32,
    roles: Vec<RoleId>,
}

/// [`When`] with its roles resolved.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions {
    pub(super) near: Vec<Vec<RoleId>>,
    pub(super) unless: Vec<RoleId>,
    pub(super) within: usize,
    pub(super) anywhere: Vec<Vec<RoleId>>,
    pub(super) nowhere: Vec<RoleId>,
    pub(super) outcome: Vec<String>,
    pub(super) citation: Vec<String>,
    pub(super) last: Option<f32>,
}

/// How many sentences before and after count as near when a pack does not say.
const NEAR: usize = 2;

/// A cluster below this weight is no signal.
const FAINTEST: f32 = 0.1;

impl Rules {
    pub(super) fn new(packs: &[&Pack], scanner: &Scanner) -> Self {
        let mut rules = Self::default();
        for &pack in packs {
            rules.rules.extend(pack.rules.iter().map(|rule| Rule::new(pack, rule, scanner)));
            for counter in &pack.counters {
                let roles = ids(scanner, &counter.roles);
                rules.counters.push((counter.flags.clone(), roles, counter.factor));
            }
        }
        rules
    }

    /// What the rules that are not switched off find.
    pub(super) fn apply(
        &self,
        scene: &Scene<'_>,
        off: &HashSet<String>,
        signals: &mut Vec<Signal>,
    ) {
        for rule in self.rules.iter().filter(|rule| !off.contains(&rule.detector)) {
            match &rule.shape {
                Shape::Steps { steps, stride } => rule.follow(steps, *stride, scene, signals),
                Shape::Cluster { .. } => signals.extend(rule.gather(scene)),
            }
        }
    }

    /// What speaks against flags.
    pub(super) fn damp(&self, scene: &Scene<'_>, damped: &mut HashMap<Flag, f32>) {
        for (flags, _, factor) in self.counters.iter().filter(|(_, roles, _)| scene.plays(roles)) {
            for flag in flags {
                *damped.entry(flag.clone()).or_insert(1.0) *= factor;
            }
        }
    }
}

impl Conditions {
    fn new(when: &When, scanner: &Scanner) -> Self {
        Self {
            near: when.near.iter().map(|roles| ids(scanner, roles)).collect(),
            unless: ids(scanner, &when.unless),
            within: when.within.unwrap_or(NEAR),
            anywhere: when.anywhere.iter().map(|roles| ids(scanner, roles)).collect(),
            nowhere: ids(scanner, &when.nowhere),
            outcome: when.outcome.clone(),
            citation: when.citation.clone(),
            last: when.last,
        }
    }
}

impl Rule {
    fn new(pack: &Pack, rule: &Written, scanner: &Scanner) -> Self {
        Self {
            flag: rule.flag.clone(),
            code: rule.code.clone(),
            weight: rule.weight,
            detector: format!("{}/{}", pack.name, rule.id),
            version: pack.version.clone(),
            reason: rule.reason.clone(),
            shape: Shape::new(&rule.shape, scanner),
            conditions: Conditions::new(&rule.when, scanner),
        }
    }

    /// Follows the steps; every hit of the last step that can be reached is a signal.
    fn follow(
        &self,
        steps: &[Vec<RoleId>],
        stride: usize,
        scene: &Scene<'_>,
        signals: &mut Vec<Signal>,
    ) {
        let heard = |step: &Vec<RoleId>| step.iter().any(|&role| scene.heard[role]);
        if !steps.iter().all(heard) {
            return;
        }
        let mut reached: Vec<&Hit> = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            let follows = |hit: &Hit| {
                let from = reached.partition_point(|one| one.sentence + stride < hit.sentence);
                let mut near =
                    reached[from..].iter().take_while(|one| one.sentence <= hit.sentence);
                number == 0
                    || near.any(|before| {
                        (before.first, before.end) != (hit.first, hit.end) && !before.negated
                    })
            };
            let hits = scene.hits.iter().filter(|hit| step.contains(&hit.role));
            reached = hits.filter(|hit| follows(hit)).collect();
        }
        // One signal a sentence: a hit that counts, else one that is negated.
        reached.sort_by_key(|hit| (hit.sentence, hit.negated));
        reached.dedup_by_key(|hit| hit.sentence);
        let allowed =
            reached.into_iter().filter(|hit| scene.allows(&self.conditions, hit.sentence));
        signals.extend(allowed.map(|hit| {
            let span = scene.reading.sentences[hit.sentence].span;
            Signal { negated: hit.negated, ..self.signal(span) }
        }));
    }

    /// The place where the groups that come together count most.
    fn gather(&self, scene: &Scene<'_>) -> Option<Signal> {
        let Shape::Cluster { groups, needs, within } = &self.shape else { return None };
        let mut played: Vec<(usize, usize)> = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            let sentences = group.roles.iter().flat_map(|&role| &scene.played[role]);
            played.extend(sentences.map(|&sentence| (sentence, number)));
        }
        played.sort_unstable();
        played.dedup();
        let points: Vec<f32> = groups.iter().map(|group| group.points).collect();
        let (most, run) = richest(&played, &points, *within)?;
        let weight = 1.0 / (1.0 + (needs - most).exp());
        let last = run.last()?.0;
        if weight < FAINTEST || !scene.allows(&self.conditions, last) {
            return None;
        }
        let sentences = &scene.reading.sentences;
        let span = Span::new(sentences[run[0].0].span.start, sentences[last].span.end);
        let names: BTreeSet<usize> = run.iter().map(|(_, group)| *group).collect();
        let names: Vec<&str> = names.into_iter().map(|group| groups[group].name.as_str()).collect();
        let reason = format!("{}: {}", self.reason, names.join(", "));
        Some(Signal { weight, reason, ..self.signal(span) })
    }

    fn signal(&self, span: Span) -> Signal {
        Signal {
            flag: self.flag.clone(),
            code: self.code.clone(),
            weight: self.weight,
            detector: self.detector.clone(),
            version: self.version.clone(),
            field: Field::Cot,
            span,
            reason: self.reason.clone(),
            negated: false,
        }
    }
}

/// The run of `(sentence, group)` pairs over at most `within` sentences whose groups have most
/// points, the first such one, without what adds no group at its end; and the points.
fn richest<'p>(
    played: &'p [(usize, usize)],
    points: &[f32],
    within: usize,
) -> Option<(f32, &'p [(usize, usize)])> {
    let mut best: Option<(f32, &[(usize, usize)])> = None;
    let mut seen = vec![usize::MAX; points.len()];
    for (start, &(first, _)) in played.iter().enumerate() {
        let (mut sum, mut end) = (0.0, start);
        let near = played[start..].iter().take_while(|(sentence, _)| *sentence <= first + within);
        for (at, &(_, group)) in (start..).zip(near) {
            if seen[group] != start {
                seen[group] = start;
                sum += points[group];
                end = at;
            }
        }
        if best.is_none_or(|(most, _)| sum > most) {
            best = Some((sum, &played[start..=end]));
        }
    }
    best
}

impl Shape {
    fn new(shape: &WrittenShape, scanner: &Scanner) -> Self {
        match shape {
            WrittenShape::Steps { steps, within } => Shape::Steps {
                steps: steps.iter().map(|step| ids(scanner, step)).collect(),
                stride: *within,
            },
            WrittenShape::Cluster { groups, needs, within } => Shape::Cluster {
                groups: groups.iter().map(|group| Group::new(group, scanner)).collect(),
                needs: *needs,
                within: *within,
            },
        }
    }
}

impl Group {
    fn new(group: &WrittenGroup, scanner: &Scanner) -> Self {
        let roles = ids(scanner, &group.roles);
        Self { name: group.name.clone(), points: group.points, roles }
    }
}

fn ids(scanner: &Scanner, names: &[String]) -> Vec<RoleId> {
    names.iter().filter_map(|name| scanner.role(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_with_most_points_is_found() {
        let played = [(0, 1), (2, 0), (2, 1), (5, 0), (6, 1), (7, 2), (20, 2)];
        let even = [1.0, 1.0, 1.0];
        assert_eq!(richest(&played, &even, 2), Some((3.0, &played[3..6])));
        assert_eq!(richest(&played, &even, 0), Some((2.0, &played[1..3])));
        assert_eq!(richest(&played, &[0.1, 0.1, 3.0], 0), Some((3.0, &played[5..6])));
        assert_eq!(richest(&[], &even, 3), None);
    }
}

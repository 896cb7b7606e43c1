//! Cue packs: TOML files that say which words, in which company, deserve a look.
//!
//! A pack holds *terms* (named patterns), *roles* (what a sentence does: names a temptation, predicts
//! a belief, resolves to act), *cues* (a role or words of its own, with conditions on its
//! surroundings), *sequences* (roles that follow each other), *clusters* (several of many roles close
//! together) and *counters* (roles that speak against a flag). Every cue, sequence and cluster
//! carries texts that it must and must not hit.

mod reader;

use serde::Deserialize;

use crate::problem::{Place, Problem, Severity};

use super::Flag;
use super::pattern::{Node, Terms};

use reader::Reader;

const STRUCTURE: &str = include_str!("structure.toml");
const BUILTIN: &str = include_str!("builtin.toml");

/// A parsed pack.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// What suggestions call it, before the id of the cue: `builtin/omits_and_counts_on_belief`.
    pub name: String,
    /// Part of every suggestion's version.
    pub version: String,
    pub(super) roles: Vec<Role>,
    pub(super) rules: Vec<Rule>,
    pub(super) counters: Vec<Counter>,
}

/// What a sentence does, recognised by patterns.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) id: String,
    pub(super) patterns: Vec<Node>,
    pub(super) keeps_negated: bool,
    pub(super) questions: Questions,
    pub(super) first_person: bool,
    pub(super) is_plan: bool,
}

/// What becomes of a match in a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Questions {
    /// It counts like any other.
    #[default]
    Keep,
    /// To ask whether is not to do.
    Drop,
    /// Only there: rhetorical questions.
    Only,
}

/// A pointer to a place that deserves a look: a cue, a sequence or a cluster.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) flag: Flag,
    pub(super) code: String,
    pub(super) weight: f32,
    pub(super) reason: String,
    pub(super) when: When,
    pub(super) examples: Examples,
    pub(super) shape: Shape,
}

/// What makes a rule fire.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// One role of each step after the other; a cue has one step.
    Steps {
        steps: Vec<Vec<String>>,
        /// The most sentences between one step and the next.
        within: usize,
    },
    /// Groups of roles that come together, in any order, over `within` sentences after the first.
    /// At `needs` points the weight is one half; it is the logistic function of what is beyond.
    Cluster { groups: Vec<Group>, needs: f32, within: usize },
}

/// Roles that speak for the same thing in a cluster.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    /// What the reason calls it.
    pub(super) name: String,
    /// What it counts, as log odds.
    pub(super) points: f32,
    pub(super) roles: Vec<String>,
}

impl Shape {
    /// All roles that it waits for.
    fn roles(&self) -> Vec<&String> {
        match self {
            Shape::Steps { steps, .. } => steps.iter().flatten().collect(),
            Shape::Cluster { groups, .. } => groups.iter().flat_map(|group| &group.roles).collect(),
        }
    }
}

/// A role that speaks against a flag.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    pub(super) flags: Vec<Flag>,
    pub(super) roles: Vec<String>,
    pub(super) factor: f32,
}

/// Conditions on the surroundings of a cue, or of the last sentence of a sequence or cluster.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct When {
    /// For each list: one of its roles within `within` sentences.
    pub(super) near: Vec<Vec<String>>,
    /// None of these roles within `within` sentences.
    pub(super) unless: Vec<String>,
    /// How many sentences before and after count as near.
    pub(super) within: Option<usize>,
    /// For each list: one of its roles anywhere in the chain.
    pub(super) anywhere: Vec<Vec<String>>,
    /// None of these roles anywhere in the chain.
    pub(super) nowhere: Vec<String>,
    /// What the answer does, one of: refusal, partial, deflection, compliance.
    pub(super) outcome: Vec<String>,
    /// The sentence cites a clause of one of these kinds; `any` for every kind.
    pub(super) citation: Vec<String>,
    /// The sentence stands in the last part of the chain: 0.3 is the last three tenths.
    pub(super) last: Option<f32>,
}

/// Texts that run as tests.
#[derive(Clone, Debug, Default)]
pub(super) struct Examples {
    pub(super) hit: Vec<String>,
    pub(super) miss: Vec<String>,
}

impl Pack {
    /// The pack that comes with the program.
    #[must_use]
    pub fn builtin() -> Pack {
        Self::parse("builtin.toml", BUILTIN).0
    }

    /// The roles that the structural detectors read.
    pub(super) fn structure() -> Pack {
        Self::parse("structure.toml", STRUCTURE).0
    }

    /// Parses a pack. What cannot be used is set aside and reported; the rest works.
    #[must_use]
    pub fn parse(path: &str, source: &str) -> (Pack, Vec<Problem>) {
        let table: toml::Table = match source.parse() {
            Ok(table) => table,
            Err(error) => return (Pack::default(), vec![syntax_problem(path, source, &error)]),
        };
        let mut reader = Reader { path, source, problems: Vec::new(), terms: Terms::new() };
        let pack = reader.pack(&table);
        (pack, reader.problems)
    }

    /// The ids of its cues, sequences and clusters.
    pub fn cue_ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.id.as_str())
    }
}

fn syntax_problem(path: &str, source: &str, error: &toml::de::Error) -> Problem {
    let before = error.span().map_or("", |span| &source[..span.start.min(source.len())]);
    let line = before.matches('\n').count() as u64 + 1;
    Problem::new(Severity::SetAside, Place::line(path, line), error.message())
        .hint("a pack is a TOML file; see `cotscope detect --help`")
}

impl When {
    /// All roles that the conditions name.
    fn roles(&self) -> impl Iterator<Item = &String> {
        let wanted = self.near.iter().chain(&self.anywhere).flatten();
        wanted.chain(&self.unless).chain(&self.nowhere)
    }
}

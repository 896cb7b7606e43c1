//! Cue packs: TOML files that say which words, in which company, deserve a look.
//!
//! A pack holds *terms* (named patterns), *roles* (what a sentence does: names a temptation, predicts
//! a belief, resolves to act), *cues* (a role or words of its own, with conditions on its
//! surroundings), *sequences* (roles that follow each other) and *counters* (roles that speak
//! against a flag). Every cue and sequence carries texts that it must and must not hit.

use serde::Deserialize;

use crate::problem::{Place, Problem, Severity};

use super::Flag;
use super::lexicon::Builder;
use super::pattern::{Node, Terms, parse};
use super::program::Program;

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
    pub(super) cues: Vec<Cue>,
    pub(super) sequences: Vec<Sequence>,
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

/// A pointer to a place that deserves a look.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    pub(super) id: String,
    pub(super) flag: Flag,
    pub(super) code: String,
    pub(super) weight: f32,
    pub(super) reason: String,
    /// Roles of which the sentence must play one.
    pub(super) roles: Vec<String>,
    pub(super) when: When,
    pub(super) examples: Examples,
}

/// Roles that follow each other.
#[derive(Clone, Debug)]
pub(super) struct Sequence {
    pub(super) id: String,
    pub(super) flag: Flag,
    pub(super) code: String,
    pub(super) weight: f32,
    pub(super) reason: String,
    /// Each step: one of these roles.
    pub(super) steps: Vec<Vec<String>>,
    /// The most sentences between one step and the next.
    pub(super) within: usize,
    pub(super) when: When,
    pub(super) examples: Examples,
}

/// A role that speaks against a flag.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    pub(super) flags: Vec<Flag>,
    pub(super) roles: Vec<String>,
    pub(super) factor: f32,
}

/// Conditions on the surroundings of a cue or of the last step of a sequence.
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

    /// The ids of its cues and sequences, in the order of the file.
    pub fn cue_ids(&self) -> impl Iterator<Item = &str> {
        let sequences = self.sequences.iter().map(|sequence| sequence.id.as_str());
        self.cues.iter().map(|cue| cue.id.as_str()).chain(sequences)
    }
}

fn syntax_problem(path: &str, source: &str, error: &toml::de::Error) -> Problem {
    let before = error.span().map_or("", |span| &source[..span.start.min(source.len())]);
    let line = before.matches('\n').count() as u64 + 1;
    Problem::new(Severity::SetAside, Place::line(path, line), error.message())
        .hint("a pack is a TOML file; see `cotscope detect --help`")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRole {
    id: String,
    find: Vec<String>,
    #[serde(default)]
    keep_negated: bool,
    #[serde(default)]
    questions: Questions,
    #[serde(default)]
    first_person: bool,
    #[serde(default)]
    plan: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCue {
    id: String,
    flag: String,
    code: String,
    weight: f32,
    reason: String,
    #[serde(default)]
    find: Vec<String>,
    #[serde(default)]
    keep_negated: bool,
    #[serde(default)]
    questions: Questions,
    #[serde(default)]
    first_person: bool,
    #[serde(default)]
    plan: bool,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    steps: Vec<Vec<String>>,
    #[serde(default = "default_within")]
    within: usize,
    #[serde(default)]
    when: When,
    hit: Vec<String>,
    miss: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCounter {
    flags: Vec<String>,
    roles: Vec<String>,
    factor: f32,
}

fn default_within() -> usize {
    4
}

struct Reader<'a> {
    path: &'a str,
    source: &'a str,
    problems: Vec<Problem>,
    terms: Terms,
}

impl Reader<'_> {
    fn pack(&mut self, table: &toml::Table) -> Pack {
        self.unknown_keys(table);
        self.terms(table);
        let mut pack = Pack {
            name: text(table, "name").unwrap_or("pack").to_owned(),
            version: text(table, "version").unwrap_or("0").to_owned(),
            ..Pack::default()
        };
        for (place, raw) in self.items::<RawRole>(table, "role") {
            let patterns = self.patterns(&place, &raw.find);
            pack.roles.push(Role {
                id: raw.id,
                patterns,
                keeps_negated: raw.keep_negated,
                questions: raw.questions,
                first_person: raw.first_person,
                is_plan: raw.plan,
            });
        }
        for (place, raw) in self.items::<RawCue>(table, "cue") {
            self.cue(&place, raw, &mut pack);
        }
        for (place, raw) in self.items::<RawCue>(table, "sequence") {
            self.sequence(&place, raw, &mut pack);
        }
        for (_, raw) in self.items::<RawCounter>(table, "counter") {
            pack.counters.push(Counter {
                flags: raw.flags.iter().map(|name| Flag::from_name(name)).collect(),
                roles: raw.roles,
                factor: raw.factor,
            });
        }
        self.drop_unknown_roles(&mut pack);
        pack
    }

    fn unknown_keys(&mut self, table: &toml::Table) {
        const KNOWN: [&str; 7] = ["name", "version", "terms", "role", "cue", "sequence", "counter"];
        for key in table.keys().filter(|key| !KNOWN.contains(&key.as_str())) {
            let place = self.place(&format!("[{key}"));
            self.report(place, format!("`{key}` is no part of a pack and is ignored"));
        }
    }

    fn terms(&mut self, table: &toml::Table) {
        let Some(terms) = table.get("terms").and_then(toml::Value::as_table) else { return };
        // A table forgets its order, so terms that refer to others are tried until no more resolve.
        let mut waiting: Vec<(&String, &str)> =
            terms.iter().filter_map(|(name, value)| Some((name, value.as_str()?))).collect();
        loop {
            let before = waiting.len();
            waiting.retain(|(name, source)| match parse(source, &self.terms) {
                Ok(node) => self.terms.insert((*name).clone(), node).is_some(),
                Err(_) => true,
            });
            if waiting.len() == before {
                break;
            }
        }
        for (name, source) in waiting {
            let reason = parse(source, &self.terms).err().unwrap_or_default();
            let place = self.place(&format!("{name} ="));
            self.report(place, format!("term `{name}`: {reason}"));
        }
    }

    fn items<T: for<'de> Deserialize<'de>>(
        &mut self,
        table: &toml::Table,
        key: &str,
    ) -> Vec<(Place, T)> {
        let mut items = Vec::new();
        let listed = table.get(key).and_then(toml::Value::as_array);
        for value in listed.into_iter().flatten() {
            let id = value.get("id").and_then(toml::Value::as_str).unwrap_or("");
            let place = self.place(&format!("\"{id}\""));
            match T::deserialize(value.clone()) {
                Ok(item) => items.push((place, item)),
                Err(error) => {
                    self.report(place, format!("{key} `{id}` is set aside: {}", error.message()));
                }
            }
        }
        items
    }

    fn patterns(&mut self, place: &Place, sources: &[String]) -> Vec<Node> {
        let mut nodes = Vec::new();
        for source in sources {
            match parse(source, &self.terms).and_then(compiles) {
                Ok(node) => nodes.push(node),
                Err(reason) => {
                    let message = format!("pattern `{source}` is set aside: {reason}");
                    self.report(place.clone(), message);
                }
            }
        }
        nodes
    }

    fn cue(&mut self, place: &Place, raw: RawCue, pack: &mut Pack) {
        self.examples(place, &raw);
        let mut roles = raw.roles;
        if !raw.find.is_empty() {
            // A cue's own words are a role of the same name.
            let patterns = self.patterns(place, &raw.find);
            pack.roles.push(Role {
                id: raw.id.clone(),
                patterns,
                keeps_negated: raw.keep_negated,
                questions: raw.questions,
                first_person: raw.first_person,
                is_plan: raw.plan,
            });
            roles.push(raw.id.clone());
        }
        pack.cues.push(Cue {
            flag: Flag::from_name(&raw.flag),
            id: raw.id,
            code: raw.code,
            weight: raw.weight.clamp(0.0, 1.0),
            reason: raw.reason,
            roles,
            when: raw.when,
            examples: Examples { hit: raw.hit, miss: raw.miss },
        });
    }

    fn sequence(&mut self, place: &Place, raw: RawCue, pack: &mut Pack) {
        self.examples(place, &raw);
        if raw.steps.len() < 2 {
            let message = format!("sequence `{}` needs two steps or more", raw.id);
            return self.report(place.clone(), message);
        }
        pack.sequences.push(Sequence {
            flag: Flag::from_name(&raw.flag),
            id: raw.id,
            code: raw.code,
            weight: raw.weight.clamp(0.0, 1.0),
            reason: raw.reason,
            steps: raw.steps,
            within: raw.within,
            when: raw.when,
            examples: Examples { hit: raw.hit, miss: raw.miss },
        });
    }

    fn examples(&mut self, place: &Place, raw: &RawCue) {
        if raw.hit.is_empty() || raw.miss.is_empty() {
            let message = format!("`{}` needs an example that hits and one that must not", raw.id);
            self.report(place.clone(), message);
        }
    }

    /// A cue that waits for a role which does not exist would stay silent without a word.
    fn drop_unknown_roles(&mut self, pack: &mut Pack) {
        let structure =
            if self.path == "structure.toml" { Pack::default() } else { Pack::structure() };
        let roles = pack.roles.iter().chain(&structure.roles);
        let known: Vec<String> = roles.map(|role| role.id.clone()).collect();
        let mut unknown = Vec::new();
        let mut check = |id: &str, roles: Vec<&String>| {
            for role in roles {
                if !known.contains(role) {
                    unknown.push((id.to_owned(), role.clone()));
                }
            }
        };
        for cue in &pack.cues {
            check(&cue.id, cue.roles.iter().chain(cue.when.roles()).collect());
        }
        for sequence in &pack.sequences {
            let steps = sequence.steps.iter().flatten();
            check(&sequence.id, steps.chain(sequence.when.roles()).collect());
        }
        for (id, role) in unknown {
            let place = self.place(&format!("\"{id}\""));
            self.report(place, format!("`{id}` refers to `{role}`, which is no role of the pack"));
        }
    }

    /// The first line with `needle`.
    fn place(&self, needle: &str) -> Place {
        match self.source.find(needle) {
            Some(at) => Place::line(self.path, self.source[..at].matches('\n').count() as u64 + 1),
            None => Place::file(self.path),
        }
    }

    fn report(&mut self, place: Place, message: impl Into<String>) {
        self.problems.push(
            Problem::new(Severity::SetAside, place, message)
                .hint("`cotscope detect --check PACK` runs a pack's own examples"),
        );
    }
}

impl When {
    /// All roles that the conditions name.
    fn roles(&self) -> impl Iterator<Item = &String> {
        let wanted = self.near.iter().chain(&self.anywhere).flatten();
        wanted.chain(&self.unless).chain(&self.nowhere)
    }
}

/// The pattern itself, if it can be searched for.
fn compiles(node: Node) -> Result<Node, String> {
    Program::compile(&node, &mut Builder::default()).map(|_| node)
}

fn text<'t>(table: &'t toml::Table, key: &str) -> Option<&'t str> {
    table.get(key)?.as_str()
}

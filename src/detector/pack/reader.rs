//! Reads a pack from its TOML, and says what is wrong in it and where.

use serde::Deserialize;

use crate::problem::{Place, Problem, Severity};

use super::super::Flag;
use super::super::lexicon::Builder;
use super::super::pattern::{Node, Terms, parse};
use super::super::program::Program;
use super::super::scanner::GIVEN;
use super::{Counter, Examples, Group, Pack, Questions, Role, Rule, Shape, When};

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
    #[serde(default)]
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
    #[serde(default)]
    groups: Vec<Group>,
    #[serde(default)]
    needs: f32,
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
/// Collects problems while a pack is read.
pub(super) struct Reader<'a> {
    pub(super) path: &'a str,
    pub(super) source: &'a str,
    pub(super) problems: Vec<Problem>,
    pub(super) terms: Terms,
}

impl Reader<'_> {
    pub(super) fn pack(&mut self, table: &toml::Table) -> Pack {
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
        for (place, raw) in self.items::<RawCue>(table, "cluster") {
            self.cluster(&place, raw, &mut pack);
        }
        for (_, raw) in self.items::<RawCounter>(table, "counter") {
            pack.counters.push(Counter {
                flags: raw.flags.iter().map(|name| Flag::from_name(name)).collect(),
                roles: raw.roles,
                factor: raw.factor,
            });
        }
        self.report_unknown_roles(&pack);
        pack
    }

    fn unknown_keys(&mut self, table: &toml::Table) {
        const KNOWN: [&str; 8] =
            ["name", "version", "terms", "role", "cue", "sequence", "cluster", "counter"];
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
        let mut roles = raw.roles.clone();
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
        self.rule(place, raw, Shape::Steps { steps: vec![roles], within: 0 }, pack);
    }

    fn sequence(&mut self, place: &Place, raw: RawCue, pack: &mut Pack) {
        if raw.steps.len() < 2 {
            let message = format!("sequence `{}` needs two steps or more", raw.id);
            return self.report(place.clone(), message);
        }
        let shape = Shape::Steps { steps: raw.steps.clone(), within: raw.within };
        self.rule(place, raw, shape, pack);
    }

    fn cluster(&mut self, place: &Place, raw: RawCue, pack: &mut Pack) {
        if raw.groups.len() < 2 || raw.needs <= 0.0 {
            let message =
                format!("cluster `{}` needs two groups or more, and points in `needs`", raw.id);
            return self.report(place.clone(), message);
        }
        let shape =
            Shape::Cluster { groups: raw.groups.clone(), needs: raw.needs, within: raw.within };
        self.rule(place, raw, shape, pack);
    }

    fn rule(&mut self, place: &Place, raw: RawCue, shape: Shape, pack: &mut Pack) {
        if raw.hit.is_empty() || raw.miss.is_empty() {
            let message = format!("`{}` needs an example that hits and one that must not", raw.id);
            self.report(place.clone(), message);
        }
        pack.rules.push(Rule {
            flag: Flag::from_name(&raw.flag),
            id: raw.id,
            code: raw.code,
            weight: raw.weight.clamp(0.0, 1.0),
            reason: raw.reason,
            when: raw.when,
            examples: Examples { hit: raw.hit, miss: raw.miss },
            shape,
        });
    }

    /// A cue that waits for a role which does not exist would stay silent without a word.
    fn report_unknown_roles(&mut self, pack: &Pack) {
        let structure =
            if self.path == "structure.toml" { Pack::default() } else { Pack::structure() };
        let roles = pack.roles.iter().chain(&structure.roles);
        let given = GIVEN.iter().map(ToString::to_string);
        let known: Vec<String> = roles.map(|role| role.id.clone()).chain(given).collect();
        let mut unknown = Vec::new();
        for rule in &pack.rules {
            let roles = rule.shape.roles().into_iter().chain(rule.when.roles());
            let missing = roles.filter(|role| !known.contains(role));
            unknown.extend(missing.map(|role| (rule.id.clone(), role.clone())));
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

/// The pattern itself, if it can be searched for.
fn compiles(node: Node) -> Result<Node, String> {
    Program::compile(&node, &mut Builder::default()).map(|_| node)
}

fn text<'t>(table: &'t toml::Table, key: &str) -> Option<&'t str> {
    table.get(key)?.as_str()
}

//! Runs the examples of a pack as tests.

use std::fmt;

use crate::record::Record;

use super::Suite;
use super::pack::{Examples, Pack, Rule};

/// An example of a pack that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckFailure {
    /// The cue or sequence.
    pub cue: String,
    /// The text of the example.
    pub example: String,
    /// Whether the cue should have fired on it.
    pub expected_hit: bool,
    /// What else fired on it, to help find out why.
    pub fired: Vec<String>,
}

impl fmt::Display for CheckFailure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.expected_hit { "does not fire" } else { "fires" };
        write!(out, "{} {verb} on “{}”", self.cue, self.example)?;
        if !self.fired.is_empty() {
            write!(out, "; fired: {}", self.fired.join(", "))?;
        }
        Ok(())
    }
}

impl Pack {
    /// The examples that do not hold; empty when the pack is sound.
    #[must_use]
    pub fn check(&self) -> Vec<CheckFailure> {
        let suite = Suite::new(std::slice::from_ref(self), &[]);
        let checked = |rule: &Rule| check_one(&suite, &self.name, &rule.id, &rule.examples);
        self.rules.iter().flat_map(checked).collect()
    }
}

fn check_one(suite: &Suite, pack: &str, id: &str, examples: &Examples) -> Vec<CheckFailure> {
    let detector = format!("{pack}/{id}");
    let hits = examples.hit.iter().map(|text| (text, true));
    let misses = examples.miss.iter().map(|text| (text, false));
    let mut failures = Vec::new();
    for (text, expected_hit) in hits.chain(misses) {
        let record = Record { cot: text.clone(), ..Record::default() };
        let found = suite.examine(&record, &[]);
        let fired: Vec<String> = found
            .signals
            .iter()
            .filter(|signal| !signal.negated)
            .map(|signal| signal.detector.clone())
            .collect();
        if fired.contains(&detector) != expected_hit {
            let (cue, example) = (id.to_owned(), text.clone());
            failures.push(CheckFailure { cue, example, expected_hit, fired });
        }
    }
    failures
}

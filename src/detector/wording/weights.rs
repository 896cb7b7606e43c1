//! The weights as they are kept: a text that people can read, a line a term.
//!
//! ```text
//! word <TAB> leave <TAB> six weights of its own sentence <TAB> six of the neighbours
//! pair <TAB> leave out <TAB> six weights
//! question, role NAME, near NAME, part N: six weights
//! bias: six weights
//! record FLAG: a weight an input, and a constant
//! ```

use std::collections::HashMap;
use std::fmt::Write;
use std::hash::BuildHasherDefault;

use super::super::Flag;
use super::super::quoting::Ready;
use super::super::scanner::Scanner;
use super::features::{PARTS, term};
use super::record::{INPUTS, RecordWeights};
use super::{OUTPUTS, Odds};

/// What a word or a pair says of its own sentence, and a word of the neighbours too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Term {
    pub(super) own: Odds,
    pub(super) near: Odds,
}

/// The weights of both steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Weights {
    pub(super) terms: HashMap<u64, Term, BuildHasherDefault<Ready>>,
    /// By name: a role in the sentence, and in a neighbour.
    pub(super) roles: HashMap<String, (Odds, Odds)>,
    pub(super) parts: [Odds; PARTS],
    pub(super) question: Odds,
    pub(super) bias: Odds,
    pub(super) records: RecordWeights,
}

impl Weights {
    pub(super) fn term(&self, term: u64) -> Option<&Term> {
        self.terms.get(&term)
    }

    /// The weights of a scanner's roles, by their numbers; nothing for roles that were not learnt.
    pub(super) fn of_roles(&self, scanner: &Scanner) -> Vec<(Odds, Odds)> {
        let mut roles = vec![<(Odds, Odds)>::default(); scanner.roles()];
        for (name, weights) in &self.roles {
            if let Some(id) = scanner.role(name) {
                roles[id] = *weights;
            }
        }
        roles
    }

    /// Reads what [`Weights::line`] and its like write. A line that cannot be read says nothing.
    pub(super) fn parse(text: &str) -> Self {
        let mut weights = Self::default();
        for line in text.lines() {
            let mut parts = line.split('\t');
            let (kind, name) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            let numbers: Vec<f32> = parts.filter_map(|part| part.parse().ok()).collect();
            weights.take(kind, name, &numbers);
        }
        weights
    }

    fn take(&mut self, kind: &str, name: &str, numbers: &[f32]) {
        let odds: Odds = numbers.first_chunk().copied().unwrap_or_default();
        match kind {
            "word" => {
                let near = numbers.last_chunk().copied().unwrap_or_default();
                self.terms.insert(term(name), Term { own: odds, near });
            }
            "pair" => {
                self.terms.insert(term(name), Term { own: odds, near: [0.0; OUTPUTS] });
            }
            "role" => self.roles.entry(name.to_owned()).or_default().0 = odds,
            "near" => self.roles.entry(name.to_owned()).or_default().1 = odds,
            "question" => self.question = odds,
            "bias" => self.bias = odds,
            "part" => {
                if let Some(part) = name.parse().ok().and_then(|at: usize| self.parts.get_mut(at)) {
                    *part = odds;
                }
            }
            "record" => {
                let flag = Flag::BUILTIN.iter().position(|flag| flag.name() == name);
                if let (Some(flag), Some(read)) = (flag, numbers.first_chunk::<{ INPUTS + 1 }>()) {
                    self.records[flag] = *read;
                }
            }
            _ => {}
        }
    }

    /// One line of the text.
    pub(super) fn line(kind: &str, name: &str, numbers: &[f32]) -> String {
        let mut line = format!("{kind}\t{name}");
        for number in numbers {
            // Writing to a string cannot fail.
            let _ = write!(line, "\t{number:.2}");
        }
        line.push('\n');
        line
    }
}

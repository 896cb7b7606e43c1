//! What the clauses of the specs demand: which way each pulls, how much it weighs, and under what
//! conditions it makes an exception.

use std::collections::{HashMap, HashSet};

use crate::citation::Citation;
use crate::spec::{Clause, Spec};
use crate::text::words::{sentences, words};

use super::reading::hash;

/// What is known of every clause, by spec and id.
#[derive(Clone, Debug, Default)]
pub(super) struct Norms {
    by_spec: HashMap<String, HashMap<String, Norm>>,
}

/// What one clause demands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Norm {
    pub(super) pull: Pull,
    /// The level that the spec gives it, e.g. `guideline`, if it gives levels.
    pub(super) authority: Option<String>,
    /// For every exception that it makes: hashes of the words that say when.
    conditions: Vec<HashSet<u64>>,
}

/// Which way a clause pulls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Pull {
    /// It forbids more than it allows.
    Back,
    /// It asks for or allows more than it forbids.
    Ahead,
    /// It does neither in so many words.
    #[default]
    Neither,
}

const FORBIDS: [&str; 12] = [
    "not",
    "never",
    "avoid",
    "refuse",
    "prohibited",
    "forbidden",
    "without",
    "cannot",
    "don",
    "isn",
    "shouldn",
    "restricted",
];
const ALLOWS: [&str; 8] =
    ["may", "can", "comply", "allowed", "permitted", "help", "encouraged", "free"];
const EXCEPTS: [&str; 7] =
    ["unless", "except", "exception", "exceptions", "exempt", "exemption", "excepting"];
/// What opens the condition of an exception.
const OPENS: [&str; 8] = ["if", "when", "where", "unless", "except", "provided", "for", "only"];

/// Shorter words say little about a condition.
const LONG_WORD: usize = 5;
/// Words are compared by so many letters of their beginning.
const STEM: usize = 6;

impl Norms {
    pub(super) fn new(specs: &[Spec]) -> Self {
        let norms = |spec: &Spec| {
            spec.clauses.iter().map(|clause| (clause.id.clone(), Norm::of(clause))).collect()
        };
        Self { by_spec: specs.iter().map(|spec| (spec.name.clone(), norms(spec))).collect() }
    }

    /// What the clause of a citation demands; `None` for one that the spec does not have.
    pub(super) fn of(&self, citation: &Citation) -> Option<&Norm> {
        self.by_spec.get(&citation.spec)?.get(&citation.clause)
    }
}

impl Norm {
    fn of(clause: &Clause) -> Self {
        let (mut forbids, mut allows) = (0, 0);
        let mut conditions = Vec::new();
        for sentence in sentences(&clause.text) {
            let folded: Vec<String> =
                words(sentence.of(&clause.text)).map(|word| word.folded.into_owned()).collect();
            let has = |listed: &[&str]| folded.iter().any(|word| listed.contains(&word.as_str()));
            forbids += usize::from(has(&FORBIDS));
            allows += usize::from(has(&ALLOWS) && !has(&FORBIDS));
            if has(&EXCEPTS) {
                conditions.extend(condition(&folded));
            }
        }
        if conditions.is_empty() && stems(&clause.title).any(|word| word == exception()) {
            conditions.push(stems(&clause.text).collect());
        }
        let pull = match forbids.cmp(&allows) {
            std::cmp::Ordering::Greater => Pull::Back,
            std::cmp::Ordering::Less => Pull::Ahead,
            std::cmp::Ordering::Equal => Pull::Neither,
        };
        Self { pull, authority: clause.attributes.get("authority").cloned(), conditions }
    }

    /// Whether the clause makes exceptions, as far as its words tell.
    pub(super) fn has_exception(&self) -> bool {
        !self.conditions.is_empty()
    }

    /// Whether of none of the exceptions' conditions as much as a quarter of the telling words comes up in what
    /// is known of the case.
    pub(super) fn lacks_condition(&self, known: &HashSet<u64>) -> bool {
        let is_met =
            |condition: &HashSet<u64>| condition.intersection(known).count() * 4 >= condition.len();
        !self.conditions.iter().any(is_met)
    }
}

/// The telling words of the condition that a sentence states, if it has enough to be recognised by.
fn condition(sentence: &[String]) -> Option<HashSet<u64>> {
    let opens = sentence.iter().position(|word| OPENS.contains(&word.as_str()))?;
    let told: HashSet<u64> = sentence[opens..].iter().filter_map(|word| stem(word)).collect();
    (told.len() >= 3).then_some(told)
}

/// How a clause is called that is an exception as a whole.
fn exception() -> u64 {
    stem("exception").unwrap_or_default()
}

fn stem(word: &str) -> Option<u64> {
    let end = word.char_indices().nth(STEM).map_or(word.len(), |(at, _)| at);
    (word.chars().count() >= LONG_WORD).then(|| hash(&word[..end]))
}

/// Hashes of the telling words of a text, to hold against conditions.
pub(super) fn stems(text: &str) -> impl Iterator<Item = u64> + '_ {
    words(text).filter_map(|word| stem(&word.folded))
}

//! A query answered without an index: one record at a time, with the same meaning.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use super::facts::{Facts, LiveFacts};
use super::finder::Finder;
use super::hits::Part;
use super::plan::Plan;
use super::query::{Leaf, Query, Scope, ValueTest};
use super::values::each_value;
use super::words::{fold_name, has_hidden};
use crate::citation::{Citation, Kind};
use crate::record::Record;

impl Query {
    /// Ready to test many records. What changes while one works is asked for here, once.
    #[must_use]
    pub fn scan(&self, live: &dyn LiveFacts) -> Scan<'_> {
        Scan::new(self, live)
    }

    /// Whether one record matches; for many, [`Query::scan`] prepares once.
    #[must_use]
    pub fn matches(&self, record: &Record, facts: &Facts<'_>, live: &dyn LiveFacts) -> bool {
        self.scan(live).matches(record, facts)
    }
}

/// A query prepared for records that come one by one.
#[derive(Debug)]
pub struct Scan<'q> {
    plan: Plan,
    leaves: Vec<&'q Leaf>,
    /// For a leaf about what changes: the ordinals for which it holds.
    live: Vec<HashSet<u32>>,
    /// Number of the leaf and scope of each pattern.
    patterns: Vec<(usize, Scope)>,
    finder: Finder<'q>,
}

impl<'q> Scan<'q> {
    fn new(query: &'q Query, live: &dyn LiveFacts) -> Self {
        let (plan, leaves) = Plan::of(query);
        let (mut patterns, mut wanted) = (Vec::new(), Vec::new());
        let mut sets = Vec::with_capacity(leaves.len());
        for (number, leaf) in leaves.iter().enumerate() {
            if let Leaf::Text(scope, pattern) = leaf {
                patterns.push((number, *scope));
                wanted.push(pattern);
            }
            sets.push(match leaf {
                Leaf::Live(field, name) => live.ordinals(*field, name).into_iter().collect(),
                _ => HashSet::new(),
            });
        }
        Self { plan, leaves, live: sets, patterns, finder: Finder::new(wanted) }
    }

    /// Whether the record matches.
    #[must_use]
    pub fn matches(&self, record: &Record, facts: &Facts<'_>) -> bool {
        let mut texts: Option<Vec<bool>> = None;
        self.plan.holds(&mut |number| match self.leaves[number] {
            Leaf::Text(..) => texts.get_or_insert_with(|| self.texts(record))[number],
            Leaf::Live(..) => self.live[number].contains(&facts.ordinal),
            leaf => holds(leaf, record, facts.citations),
        })
    }

    /// Which of the leaves about text hold, by number of the leaf; texts are read until all do.
    fn texts(&self, record: &Record) -> Vec<bool> {
        let mut holds = vec![false; self.leaves.len()];
        let never = AtomicBool::new(false);
        for (part, text) in Part::all(record) {
            let wanted: Vec<bool> = self
                .patterns
                .iter()
                .map(|(leaf, scope)| !holds[*leaf] && scope.covers(part.field()))
                .collect();
            let mut missing = wanted.iter().filter(|wanted| **wanted).count();
            if missing == 0 {
                continue;
            }
            self.finder.run(text, &wanted, &never, |pattern, _| {
                let leaf = self.patterns[pattern].0;
                missing -= usize::from(!std::mem::replace(&mut holds[leaf], true));
                if missing == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
        }
        holds
    }
}

/// A leaf that neither text nor the people's work decides.
fn holds(leaf: &Leaf, record: &Record, citations: &[Citation]) -> bool {
    match leaf {
        Leaf::Text(..) | Leaf::Live(..) => false,
        Leaf::Id(name) => name.matches_folded(&fold_name(&record.id)),
        Leaf::Value(path, test) => value(record, path, test),
        Leaf::Length(interval) => interval.contains(count(record.cot.chars().count())),
        Leaf::Citations(interval) => interval.contains(count(certain(citations).count())),
        Leaf::Clause(name) => certain(citations).any(|citation| name.matches(&citation.clause)),
        Leaf::Cite(kind) => citations.iter().any(|citation| citation.kind == *kind),
        Leaf::HasCitation => certain(citations).next().is_some(),
        Leaf::HasCot => record.has_cot(),
        Leaf::HasHidden => hidden(record),
    }
}

/// Whether one of the record's texts hides characters.
pub(super) fn hidden(record: &Record) -> bool {
    Part::all(record).any(|(_, text)| has_hidden(text))
}

/// The citations that are counted: paraphrases are only possible ones.
pub(super) fn certain(citations: &[Citation]) -> impl Iterator<Item = &Citation> {
    citations.iter().filter(|citation| citation.kind != Kind::Paraphrase)
}

fn value(record: &Record, path: &str, test: &ValueTest) -> bool {
    let mut found = false;
    each_value(record, &mut |at, value| found = found || (at == path && test.passes(value)));
    found
}

#[allow(clippy::cast_precision_loss)] // counts stay far below 2^52
pub(super) fn count(number: usize) -> f64 {
    number as f64
}

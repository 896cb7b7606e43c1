//! Where a query is found in the stored text of a record.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use super::finder::Finder;
use super::plan::Plan;
use super::query::{Leaf, Query, Scope};
use crate::record::{Field, Record};
use crate::text::Span;

/// A place in a record that satisfies a word, phrase or expression of the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// The text that it stands in.
    pub part: Part,
    /// Where; a phrase is one span from its first word to its last.
    pub span: Span,
}

/// The texts of a record that hits stand in, in reading order. All but the chain and the answer
/// belong to the prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The system text.
    System,
    /// An earlier turn, by its index.
    Turn(usize),
    /// What was asked last.
    Prompt,
    /// The chain of thought.
    Cot,
    /// The answer.
    Answer,
}

impl From<Field> for Part {
    fn from(field: Field) -> Self {
        match field {
            Field::Prompt => Part::Prompt,
            Field::Cot => Part::Cot,
            Field::Answer => Part::Answer,
        }
    }
}

impl Part {
    /// The field that it is all of; `None` for what stands before the last prompt.
    #[must_use]
    pub fn whole_field(self) -> Option<Field> {
        match self {
            Part::System | Part::Turn(_) => None,
            Part::Prompt | Part::Cot | Part::Answer => Some(self.field()),
        }
    }

    /// The texts of a record, in reading order.
    pub fn all(record: &Record) -> impl Iterator<Item = (Part, &str)> {
        let system = record.system.iter().map(|text| (Part::System, text.as_str()));
        let turns = record.turns.iter().enumerate();
        system.chain(turns.map(|(index, turn)| (Part::Turn(index), turn.text.as_str()))).chain([
            (Part::Prompt, record.prompt.as_str()),
            (Part::Cot, record.cot.as_str()),
            (Part::Answer, record.answer.as_str()),
        ])
    }

    /// The field that queries find it under.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Part::System | Part::Turn(_) | Part::Prompt => Field::Prompt,
            Part::Cot => Field::Cot,
            Part::Answer => Field::Answer,
        }
    }

    /// The name that JSON outputs use: `system`, `turns.0`, `prompt`, `cot`, `answer`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Part::System => "system".to_owned(),
            Part::Turn(index) => format!("turns.{index}"),
            Part::Prompt | Part::Cot | Part::Answer => self.field().name().to_owned(),
        }
    }

    /// Its text; empty for a part that the record does not have.
    #[must_use]
    pub fn of(self, record: &Record) -> &str {
        match self {
            Part::System => record.system.as_deref().unwrap_or_default(),
            Part::Turn(index) => record.turns.get(index).map_or("", |turn| turn.text.as_str()),
            Part::Prompt | Part::Cot | Part::Answer => record.field(self.field()),
        }
    }
}

impl Query {
    /// The places in the record's texts that satisfy the query, in reading order, none inside
    /// another. What is excluded, and alternatives of which something is missing, give none.
    #[must_use]
    pub fn hits(&self, record: &Record) -> Vec<Hit> {
        self.hits_unless(record, &AtomicBool::new(false))
    }

    /// The same, given up soon after `cancel` is set: the hits found by then.
    #[must_use]
    pub fn hits_unless(&self, record: &Record, cancel: &AtomicBool) -> Vec<Hit> {
        Highlighter::new(self).hits(record, cancel)
    }

    /// Ready to find hits in many records.
    #[must_use]
    pub fn highlighter(&self) -> Highlighter<'_> {
        Highlighter::new(self)
    }
}

/// A query whose look-up tables are made once for many records.
#[derive(Debug)]
pub struct Highlighter<'q> {
    plan: Plan,
    /// Number of the leaf and scope of each pattern.
    patterns: Vec<(usize, Scope)>,
    finder: Finder<'q>,
}

impl<'q> Highlighter<'q> {
    fn new(query: &'q Query) -> Self {
        let (plan, leaves) = Plan::of(query);
        let (mut patterns, mut wanted) = (Vec::new(), Vec::new());
        for number in plan.positive() {
            if let Leaf::Text(scope, pattern) = leaves[number] {
                patterns.push((number, *scope));
                wanted.push(pattern);
            }
        }
        Self { plan, patterns, finder: Finder::new(wanted) }
    }

    /// The hits in a record, as [`Query::hits_unless`] gives them.
    #[must_use]
    pub fn hits(&self, record: &Record, cancel: &AtomicBool) -> Vec<Hit> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Hit, usize)> = Vec::new();
        for (part, text) in Part::all(record) {
            let wanted: Vec<bool> =
                self.patterns.iter().map(|(_, scope)| scope.covers(part.field())).collect();
            self.finder.run(text, &wanted, cancel, |pattern, span| {
                found.push((Hit { part, span }, self.patterns[pattern].0));
                ControlFlow::Continue(())
            });
        }
        self.that_matter(found)
    }

    fn that_matter(&self, found: Vec<(Hit, usize)>) -> Vec<Hit> {
        let asked = |leaf: usize| self.patterns.iter().any(|(number, _)| *number == leaf);
        let mut seen: Vec<usize> = found.iter().map(|(_, leaf)| *leaf).collect();
        seen.sort_unstable();
        seen.dedup();
        // Leaves that are not about text are taken to hold: the caller knows that the record matches.
        let holds = |leaf: usize| !asked(leaf) || seen.binary_search(&leaf).is_ok();
        let reasons = self.plan.reasons(&holds).unwrap_or_default();
        let kept = found.into_iter().filter(|(_, leaf)| reasons.contains(leaf));
        outermost(kept.map(|(hit, _)| hit).collect())
    }
}

/// Sorted, without those that lie inside another one.
fn outermost(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_unstable_by_key(|hit| (hit.part, hit.span.start, std::cmp::Reverse(hit.span.end)));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        let inside = kept.last().is_some_and(|l| l.part == hit.part && l.span.contains(hit.span));
        if !inside {
            kept.push(hit);
        }
    }
    kept
}

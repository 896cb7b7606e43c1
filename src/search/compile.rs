//! A query on one segment of the index: sets of documents, and phrases whose places are still to be
//! looked up.

use std::io;

use tantivy::SegmentReader;

use super::bits::Bits;
use super::citations::CitationTable;
use super::name::{Name, Test};
use super::pattern::{Pattern, Slot};
use super::phrase::Phrase;
use super::plan::Plan;
use super::query::{Leaf, Scope, ValueTest};
use super::range::{Interval, Sort, from_sortable, sortable};
use super::schema::{Fields, LENGTH};
use super::terms::Dictionary;
use super::values::term;

/// A query on one segment. Phrases are looked up in ascending order of documents, once through.
pub(super) enum Found {
    Set(Bits),
    /// Documents that may hold a phrase, by field, and what says whether they do.
    Phrases(Bits, Vec<(Bits, Phrase)>),
    Not(Box<Found>),
    And(Vec<Found>),
    Or(Vec<Found>),
}

impl Found {
    /// The documents that match, and perhaps others that hold the words of a phrase.
    pub(super) fn candidates(&self, documents: u32) -> Bits {
        match self {
            Found::Set(bits) | Found::Phrases(bits, _) => bits.clone(),
            Found::Not(inner) if inner.is_exact() => inner.candidates(documents).complement(),
            Found::Not(_) => Bits::all(documents),
            Found::And(all) => {
                let mut bits = Bits::all(documents);
                all.iter().for_each(|found| bits.keep(&found.candidates(documents)));
                bits
            }
            Found::Or(any) => {
                let mut bits = Bits::none(documents);
                any.iter().for_each(|found| bits.add(&found.candidates(documents)));
                bits
            }
        }
    }

    /// Whether the candidates are the matches.
    pub(super) fn is_exact(&self) -> bool {
        match self {
            Found::Set(_) => true,
            Found::Phrases(..) => false,
            Found::Not(inner) => inner.is_exact(),
            Found::And(parts) | Found::Or(parts) => parts.iter().all(Found::is_exact),
        }
    }

    /// Whether a document matches; asked in ascending order.
    pub(super) fn contains(&mut self, document: u32) -> bool {
        match self {
            Found::Set(bits) => bits.contains(document),
            Found::Phrases(bits, phrases) => {
                bits.contains(document)
                    && phrases.iter_mut().any(|(holds, phrase)| {
                        holds.contains(document) && phrase.contains(document)
                    })
            }
            Found::Not(inner) => !inner.contains(document),
            Found::And(all) => all.iter_mut().all(|found| found.contains(document)),
            Found::Or(any) => any.iter_mut().any(|found| found.contains(document)),
        }
    }
}

/// What the leaves of a query are looked up in.
pub(super) struct Segment<'s> {
    pub(super) reader: &'s SegmentReader,
    pub(super) fields: Fields,
    /// Number of the record of each document, read when it is needed.
    pub(super) ordinals: &'s dyn Fn() -> io::Result<&'s [u32]>,
    pub(super) citations: Option<&'s CitationTable>,
    /// For leaves about what changes: the records for which they hold, by number of the leaf.
    pub(super) live: &'s [Option<Bits>],
}

impl Segment<'_> {
    /// Looks up a whole query.
    pub(super) fn compile(&self, plan: &Plan, leaves: &[&Leaf]) -> io::Result<Found> {
        Ok(match plan {
            Plan::All => Found::Set(Bits::all(self.documents())),
            Plan::Leaf(number) => self.leaf(*number, leaves[*number])?,
            Plan::Not(plan) => match self.compile(plan, leaves)? {
                Found::Set(bits) => Found::Set(bits.complement()),
                other => Found::Not(Box::new(other)),
            },
            Plan::And(plans) => self.join(plans, leaves, Bits::keep, Found::And)?,
            Plan::Or(plans) => self.join(plans, leaves, Bits::add, Found::Or)?,
        })
    }

    /// Joins what is known at once into one set, which is asked first.
    fn join(
        &self,
        plans: &[Plan],
        leaves: &[&Leaf],
        merge: fn(&mut Bits, &Bits),
        wrap: fn(Vec<Found>) -> Found,
    ) -> io::Result<Found> {
        let (mut set, mut rest): (Option<Bits>, Vec<Found>) = (None, Vec::new());
        for plan in plans {
            match (self.compile(plan, leaves)?, &mut set) {
                (Found::Set(bits), Some(known)) => merge(known, &bits),
                (Found::Set(bits), none) => *none = Some(bits),
                (other, _) => rest.push(other),
            }
        }
        Ok(match set {
            Some(bits) if rest.is_empty() => Found::Set(bits),
            Some(bits) => {
                rest.insert(0, Found::Set(bits));
                wrap(rest)
            }
            None => wrap(rest),
        })
    }

    fn documents(&self) -> u32 {
        self.reader.max_doc()
    }

    fn leaf(&self, number: usize, leaf: &Leaf) -> io::Result<Found> {
        let set = match leaf {
            Leaf::Text(scope, pattern) => return self.text(*scope, pattern),
            Leaf::Value(path, test) => return self.value(path, test),
            Leaf::Id(name) => self.id(name)?,
            Leaf::Length(interval) => self.length(interval)?,
            Leaf::Live(..) => match self.live.get(number).and_then(Option::as_ref) {
                Some(records) => self.of_records(|record| records.contains(record))?,
                None => Bits::none(self.documents()),
            },
            Leaf::HasCot => self.fact(term::HAS_COT)?,
            Leaf::HasHidden => self.fact(term::HAS_HIDDEN)?,
            Leaf::Clause(_) | Leaf::Cite(_) | Leaf::Citations(_) | Leaf::HasCitation => {
                self.cited(leaf)?
            }
        };
        Ok(Found::Set(set))
    }

    fn of_records(&self, holds: impl Fn(u32) -> bool) -> io::Result<Bits> {
        let mut bits = Bits::none(self.documents());
        for (document, &record) in (0..).zip((self.ordinals)()?) {
            if holds(record) {
                bits.insert(document);
            }
        }
        Ok(bits)
    }

    fn cited(&self, leaf: &Leaf) -> io::Result<Bits> {
        let Some(table) = self.citations else { return Ok(Bits::none(self.documents())) };
        let len = table.records();
        let records = match leaf {
            Leaf::Clause(name) => Bits::of(len, table.citing(name)),
            Leaf::Cite(kind) => Bits::of(len, table.of_kind(*kind).iter().copied()),
            Leaf::Citations(interval) => Bits::of(len, table.counting(interval)),
            _ => Bits::of(len, (0..len).filter(|record| table.count(*record) > 0)),
        };
        self.of_records(|record| records.contains(record))
    }

    fn text(&self, scope: Scope, pattern: &Pattern) -> io::Result<Found> {
        let words = scope
            .fields()
            .map(|field| self.dictionary(self.fields.text(field), String::new()))
            .collect::<io::Result<Vec<_>>>()?;
        self.pattern(&words, pattern)
    }

    fn dictionary(&self, field: tantivy::schema::Field, key: String) -> io::Result<Dictionary> {
        Dictionary::open(self.reader, field, key).map_err(into_io)
    }

    fn pattern(&self, fields: &[Dictionary], pattern: &Pattern) -> io::Result<Found> {
        let mut bits = Bits::none(self.documents());
        if let Some(slot) = pattern.single() {
            for words in fields {
                words.each_document(&words.expand(slot)?, |document| bits.insert(document))?;
            }
            return Ok(Found::Set(bits));
        }
        let mut phrases = Vec::new();
        for words in fields {
            if let Some((candidates, phrase)) = Phrase::open(words, pattern)? {
                bits.add(&candidates);
                phrases.push((candidates, phrase));
            }
        }
        Ok(if phrases.is_empty() { Found::Set(bits) } else { Found::Phrases(bits, phrases) })
    }

    fn facts(&self, key: String) -> io::Result<Dictionary> {
        self.dictionary(self.fields.facts, key)
    }

    /// The documents with this very fact.
    fn fact(&self, term: &str) -> io::Result<Bits> {
        let facts = self.facts(String::new())?;
        let found = facts.expand(&Slot::Word(term.to_owned()))?;
        facts.documents(&found)
    }

    fn id(&self, name: &Name) -> io::Result<Bits> {
        if let Test::Whole(id) = &name.0 {
            return self.fact(&term::id(id));
        }
        let prefix = match &name.0 {
            Test::Prefix(prefix) => prefix.as_str(),
            _ => "",
        };
        let (facts, mut terms) = (self.facts(term::ID_PREFIX.to_owned())?, Vec::new());
        facts.each_from(prefix, |id, term| {
            if name.matches_folded(id) {
                terms.push(term.clone());
            }
        })?;
        facts.documents(&terms)
    }

    fn value(&self, path: &str, test: &ValueTest) -> io::Result<Found> {
        let set = match test {
            ValueTest::Exists => self.fact(&term::exists(path))?,
            ValueTest::Whole(text) => self.fact(&term::whole(path, text))?,
            ValueTest::Within(interval) => self.within(path, interval)?,
            ValueTest::Words(pattern, number) => {
                let words = self.dictionary(self.fields.values, format!("{path}\0"))?;
                let found = self.pattern(&[words], pattern)?;
                let Some(number) = number else { return Ok(found) };
                let equal = self.fact(&(term::number_prefix(path) + &sortable(*number)))?;
                return Ok(Found::Or(vec![Found::Set(equal), found]).simpler());
            }
        };
        Ok(Found::Set(set))
    }

    fn within(&self, path: &str, interval: &Interval) -> io::Result<Bits> {
        let key = match interval.sort {
            Sort::Number => term::number_prefix(path),
            Sort::Date => term::date_prefix(path),
        };
        let (facts, mut terms) = (self.facts(key)?, Vec::new());
        facts.each_from("", |digits, term| {
            if from_sortable(digits).is_some_and(|number| interval.contains(number)) {
                terms.push(term.clone());
            }
        })?;
        facts.documents(&terms)
    }

    #[allow(clippy::cast_precision_loss)] // lengths stay far below 2^52
    fn length(&self, interval: &Interval) -> io::Result<Bits> {
        let column = self.reader.fast_fields().u64(LENGTH).map_err(into_io)?;
        let mut bits = Bits::none(self.documents());
        for document in 0..self.documents() {
            if column.first(document).is_some_and(|length| interval.contains(length as f64)) {
                bits.insert(document);
            }
        }
        Ok(bits)
    }
}

impl Found {
    /// Sets joined where nothing else is left.
    fn simpler(self) -> Self {
        match self {
            Found::Or(parts) if parts.iter().all(|part| matches!(part, Found::Set(_))) => {
                let documents = parts.iter().find_map(|part| match part {
                    Found::Set(bits) => Some(bits.len()),
                    _ => None,
                });
                Found::Set(Found::Or(parts).candidates(documents.unwrap_or(0)))
            }
            other => other,
        }
    }
}

/// Errors of reading as errors of files; all others are faults of the index.
pub(super) fn into_io(error: tantivy::TantivyError) -> io::Error {
    match error {
        tantivy::TantivyError::IoError(error) => io::Error::new(error.kind(), error.to_string()),
        other => io::Error::other(other.to_string()),
    }
}

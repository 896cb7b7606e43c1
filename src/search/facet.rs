//! How the matches of a query divide: by a value of metadata, a judge, clause, kind, label or flag.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::atomic::AtomicBool;

use super::bits::Bits;
use super::citations::CitationTable;
use super::compile::{Segment, into_io};
use super::facts::{Facts, LiveFacts, LiveField};
use super::name::Name;
use super::query::Query;
use super::scan::certain;
use super::schema::LENGTH;
use super::searcher::{Prepared, Searcher, exactly};
use super::terms::Dictionary;
use super::values::{term, values_at};
use super::words::fold_name;
use crate::record::Record;

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The value as the source has it.
    pub value: String,
    /// How many of the matches have it.
    pub count: u64,
    /// A query that keeps only these.
    pub query: String,
}

/// Values of one field beyond which the rarer ones are left out: ids and free text are no facet.
const MOST: usize = 1000;

impl Searcher {
    /// How the matches divide by `field`, most frequent first: `clause`, `cite`, `flag`, `label`,
    /// `by`, `suggest`, `agree`, `judge.NAME`, `human.NAME` or the name of a metadata field.
    /// Values of more than 200 bytes are left out: they are texts.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn facet(
        &self,
        query: &Query,
        field: &str,
        live: &dyn LiveFacts,
        cancel: &AtomicBool,
    ) -> io::Result<Vec<FacetValue>> {
        let field = fold_name(field);
        let counts = match changing(&field) {
            Some(changing) => live_counts(changing, live, &self.matches(query, live, cancel)?),
            None if field == "clause" || field == "cite" => {
                self.citation_facet(&field, &self.matches(query, live, cancel)?)
            }
            None => self.value_facet(query, &field, live, cancel)?,
        };
        Ok(sorted(&field, counts))
    }

    /// The names of metadata, judges and people that occur, with the number of records that have
    /// them, by name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn fields(&self) -> io::Result<Vec<(String, u64)>> {
        let mut counts: HashMap<String, u64> = HashMap::new();
        for reader in self.inner.tantivy.segment_readers() {
            let key = term::EXISTS_PREFIX.to_owned();
            let facts = Dictionary::open(reader, self.inner.fields.facts, key).map_err(into_io)?;
            facts.each_from("", |path, term| {
                let path = path.trim_end_matches('\0').to_owned();
                *counts.entry(path).or_default() += u64::from(term.doc_freq);
            })?;
        }
        let mut fields: Vec<_> = counts.into_iter().collect();
        fields.sort_unstable();
        Ok(fields)
    }

    /// The names out of [`Searcher::fields`] under which some record has a number.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn scores(&self) -> io::Result<Vec<String>> {
        let mut scores = Vec::new();
        for (name, _) in self.fields()? {
            let mut numeric = false;
            for reader in self.inner.tantivy.segment_readers() {
                let key = term::number_prefix(&name);
                let facts =
                    Dictionary::open(reader, self.inner.fields.facts, key).map_err(into_io)?;
                numeric = numeric || facts.has_any()?;
            }
            if numeric {
                scores.push(name);
            }
        }
        Ok(scores)
    }

    /// How long the chain of every record is, in characters.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn lengths(&self) -> io::Result<Vec<usize>> {
        let mut lengths = Vec::new();
        for reader in self.inner.tantivy.segment_readers() {
            let column = reader.fast_fields().u64(LENGTH).map_err(into_io)?;
            let documents = 0..reader.max_doc();
            let found = documents.map(|document| column.first(document).unwrap_or(0));
            lengths.extend(found.map(|length| usize::try_from(length).unwrap_or(usize::MAX)));
        }
        Ok(lengths)
    }

    /// The clauses that are cited, as their citations call them.
    #[must_use]
    pub fn clauses(&self) -> Vec<String> {
        let table = self.inner.citations.table();
        let ids = table.into_iter().flat_map(CitationTable::clauses);
        ids.map(|(id, _)| id.to_owned()).collect()
    }

    /// The matches as a set of records.
    fn matches(
        &self,
        query: &Query,
        live: &dyn LiveFacts,
        cancel: &AtomicBool,
    ) -> io::Result<Bits> {
        let all = self.all(query, live, cancel)?;
        Ok(Bits::of(all.last().map_or(0, |last| last + 1), all))
    }

    fn citation_facet(&self, field: &str, matches: &Bits) -> HashMap<String, u64> {
        let Some(table) = self.inner.citations.table() else { return HashMap::new() };
        let count = |(name, records): (&str, &[u32])| {
            (name.to_owned(), within(matches, records.iter().copied()))
        };
        if field == "clause" {
            table.clauses().map(count).collect()
        } else {
            table.kinds().map(count).collect()
        }
    }

    fn value_facet(
        &self,
        query: &Query,
        field: &str,
        live: &dyn LiveFacts,
        cancel: &AtomicBool,
    ) -> io::Result<HashMap<String, u64>> {
        let path = field.strip_prefix("meta.").unwrap_or(field);
        let prepared = Prepared::new(self, query, live);
        let gathered = prepared.gather(cancel, HashMap::new, |counts, segment, found| {
            let matches = exactly(found, segment.reader, cancel)?;
            count_values(segment, &matches, path, counts)
        })?;
        let mut counts: HashMap<String, u64> = HashMap::new();
        for (value, count) in gathered.into_iter().flatten() {
            *counts.entry(value).or_default() += count;
        }
        Ok(counts)
    }
}

/// A facet that is counted record by record, where there is no index. The same values with the same
/// counts as [`Searcher::facet`] gives.
#[derive(Debug)]
pub struct FacetTally {
    field: String,
    counts: HashMap<String, u64>,
    records: Vec<u32>,
}

impl FacetTally {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new(field: &str) -> Self {
        Self { field: fold_name(field), counts: HashMap::new(), records: Vec::new() }
    }

    /// Whether it is about what changes, which [`FacetTally::finish`] asks for once.
    #[must_use]
    pub fn is_live(&self) -> bool {
        changing(&self.field).is_some()
    }

    /// Whether it is about citations.
    #[must_use]
    pub fn needs_citations(&self) -> bool {
        self.field == "clause" || self.field == "cite"
    }

    /// Counts a record that matches.
    pub fn add(&mut self, record: &Record, facts: &Facts<'_>) {
        self.records.push(facts.ordinal);
        let mut values: BTreeSet<String> = match self.field.as_str() {
            "clause" => certain(facts.citations).map(|citation| citation.clause.clone()).collect(),
            "cite" => facts.citations.iter().map(|c| c.kind.name().to_owned()).collect(),
            field => values_at(record, field.strip_prefix("meta.").unwrap_or(field))
                .into_iter()
                .collect(),
        };
        values.retain(|value| !term::is_cut(value));
        for value in values {
            *self.counts.entry(value).or_default() += 1;
        }
    }

    /// The values, most frequent first.
    #[must_use]
    pub fn finish(self, live: &dyn LiveFacts) -> Vec<FacetValue> {
        let counts = match changing(&self.field) {
            Some(field) => {
                let len = self.records.last().map_or(0, |last| last + 1);
                live_counts(field, live, &Bits::of(len, self.records))
            }
            None => self.counts,
        };
        sorted(&self.field, counts)
    }
}

fn changing(field: &str) -> Option<LiveField> {
    LiveField::ALL.into_iter().find(|live| live.name() == field)
}

fn live_counts(field: LiveField, live: &dyn LiveFacts, matches: &Bits) -> HashMap<String, u64> {
    let count = |value: &str| within(matches, live.ordinals(field, &Name::exactly(value)));
    live.values(field).into_iter().map(|value| (value.clone(), count(&value))).collect()
}

fn count_values(
    segment: &Segment<'_>,
    matches: &Bits,
    path: &str,
    counts: &mut HashMap<String, u64>,
) -> io::Result<()> {
    let key = term::whole_prefix(path);
    let facts = Dictionary::open(segment.reader, segment.fields.facts, key).map_err(into_io)?;
    let mut terms = Vec::new();
    facts.each_from("", |value, term| {
        if !term::is_cut(value) {
            terms.push((value.to_owned(), term.clone()));
        }
    })?;
    for (value, term) in terms {
        let mut count = 0;
        facts.each_document(&[term], |document| count += u64::from(matches.contains(document)))?;
        if count > 0 {
            *counts.entry(value).or_default() += count;
        }
    }
    Ok(())
}

/// How many different records lie in `matches`.
fn within(matches: &Bits, records: impl IntoIterator<Item = u32>) -> u64 {
    let mut both = Bits::of(matches.len(), records);
    both.keep(matches);
    both.count()
}

fn sorted(field: &str, counts: HashMap<String, u64>) -> Vec<FacetValue> {
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_unstable_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    counts.truncate(MOST);
    counts
        .into_iter()
        .map(|(value, count)| FacetValue { query: refining(field, &value), count, value })
        .collect()
}

/// A query for exactly this value.
fn refining(field: &str, value: &str) -> String {
    let plain = field.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c));
    let name = if plain { field.to_owned() } else { format!("\"{field}\"") };
    let quoted = value.replace('"', "\\\"");
    let named = LiveField::ALL.iter().any(|live| live.name() == field);
    match field {
        _ if named || field == "clause" => format!("{name}:\"{quoted}\""),
        "cite" => format!("cite:{value}"),
        _ => format!("{name}:=\"{quoted}\""),
    }
}

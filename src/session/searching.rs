//! Which records a query means: by the index as far as it is built, by reading before that.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

use super::facts::LabelFacts;
use super::{Session, index};
use crate::dataset::Dataset;
use crate::search::{
    Count, Facts, LiveField, Query, QueryError, Searcher, Sort, SortBy, Vocabulary, Window,
    in_order,
};

/// The records that a query means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// In the order that was asked for.
    pub ordinals: Vec<usize>,
    /// These are only the first ones; there are at most so many.
    pub at_most: Option<u64>,
    /// Whether records are still being read or indexed that may match too.
    pub partial: bool,
    /// How many records detectors have looked at, if the query asks what they suggest and that is
    /// not all.
    pub examined: Option<usize>,
    /// A name in the query that nothing has, and what was probably meant.
    pub doubt: Option<QueryError>,
}

/// Why a query has no answer.
#[derive(Debug)]
pub enum SearchError {
    /// It cannot be read.
    Query(QueryError),
    /// A newer one made it pointless.
    Stale,
    /// Index or data cannot be read.
    Io(String),
}

/// Hears of the first records that were found, while the others are still looked for.
pub type OnFirst<'f> = &'f mut dyn FnMut(Found);

/// How many records are told first.
const FIRST: usize = 64;

impl Session {
    /// The records that match `query`, in the order of the dataset.
    ///
    /// # Errors
    /// As [`Session::search_by`].
    pub fn search(&self, query: &str, stale: &AtomicBool) -> Result<Found, SearchError> {
        let position = Sort { by: SortBy::Position, reversed: false };
        self.search_by(query, &position, stale, &mut |_| {})
    }

    /// The records that match `query`, in the order of `sort`. Ends early once `stale` is set.
    ///
    /// # Errors
    /// When the query or the data cannot be read, or a newer query made it pointless.
    pub fn search_by(
        &self,
        query: &str,
        sort: &Sort,
        stale: &AtomicBool,
        first: OnFirst<'_>,
    ) -> Result<Found, SearchError> {
        let query = self.readable(query)?;
        self.refuse_verdicts(&query)?;
        let dataset = self.dataset();
        let facts = index::facts(&query, &dataset, &self.labels(), || self.suggested());
        let searcher = self.searcher.read().unwrap_or_else(PoisonError::into_inner).clone();
        let asked = Asked { query: &query, sort, facts: &facts, stale };
        let (ordinals, partial) = match &searcher {
            Some((searcher, whole)) => (asked.by_index(searcher, first)?, !whole),
            None => (self.scan(&asked, &dataset, first)?, self.is_loading()),
        };
        let doubt = self.doubt(&query, searcher.as_ref().map(|(searcher, _)| searcher), &facts);
        let looked = query.asks(LiveField::Suggest).then(|| facts.examined());
        let examined = looked.filter(|&seen| seen < dataset.len());
        Ok(Found { ordinals, at_most: None, partial, examined, doubt })
    }

    /// The names of fields that hold numbers, judges' first, as far as records are indexed.
    #[must_use]
    pub fn scores(&self) -> Vec<String> {
        let searcher = self.searcher.read().unwrap_or_else(PoisonError::into_inner).clone();
        let names = searcher.and_then(|(searcher, _)| searcher.scores().ok());
        let mut names = names.unwrap_or_default();
        names.sort_by_key(|name| !name.starts_with("judge."));
        names
    }

    /// Reads a query; one about clauses needs a spec.
    pub(super) fn readable(&self, query: &str) -> Result<Query, SearchError> {
        let query = Query::parse(query).map_err(SearchError::Query)?;
        if query.needs_citations() && self.specs.is_empty() {
            let message = "clauses and citations need a spec: start with --spec FILE".to_owned();
            return Err(SearchError::Query(QueryError { column: 1, message, suggestion: None }));
        }
        Ok(query)
    }

    /// Who must not know the verdicts cannot search by them either.
    fn refuse_verdicts(&self, query: &Query) -> Result<(), SearchError> {
        let Some(field) = query.verdict().filter(|_| self.labels().is_hiding()) else {
            return Ok(());
        };
        let before = query.text().to_lowercase().find(field).unwrap_or(0);
        let column = query.text().get(..before).map_or(0, |text| text.chars().count()) + 1;
        let message =
            format!("{field} is hidden while you are blind; b shows it, and says so in the log");
        Err(SearchError::Query(QueryError { column, message, suggestion: None }))
    }

    fn doubt(
        &self,
        query: &Query,
        searcher: Option<&Searcher>,
        facts: &LabelFacts,
    ) -> Option<QueryError> {
        if !query.has_names() {
            return None;
        }
        let cited = searcher.map(Searcher::clauses).unwrap_or_default();
        let fields = searcher.and_then(|searcher| searcher.fields().ok());
        query.doubt(&Vocabulary {
            fields: fields.map(|fields| fields.into_iter().map(|(name, _)| name).collect()),
            clauses: index::clause_ids(&self.specs).chain(cited).collect(),
            labels: index::label_ids(&self.labels().scheme),
            live: facts,
        })
    }

    fn scan(
        &self,
        asked: &Asked<'_>,
        dataset: &Dataset,
        first: OnFirst<'_>,
    ) -> Result<Vec<usize>, SearchError> {
        let scan = asked.query.scan(asked.facts);
        let cites = asked.query.needs_citations() || asked.sort.by == SortBy::Citations;
        let in_place = asked.sort.is_position();
        let mut found = Vec::new();
        for (ordinal, record) in (0..).zip(dataset.records()) {
            if asked.stale.load(Ordering::Relaxed) {
                return Err(SearchError::Stale);
            }
            let Ok(record) = record else { continue };
            let citations = if cites { self.citations(&record) } else { Vec::new() };
            let facts = Facts { ordinal, citations: &citations };
            if scan.matches(&record, &facts) {
                found.push((asked.sort.key(&record, &facts), ordinal));
                if found.len() == FIRST && in_place {
                    let ordinals = found.iter().map(|(_, ordinal)| *ordinal as usize).collect();
                    let at_most = Some(dataset.len() as u64);
                    first(Found { ordinals, at_most, ..Found::default() });
                }
            }
        }
        Ok(in_order(found).into_iter().map(|ordinal| ordinal as usize).collect())
    }
}

/// A query with all that it is asked by.
struct Asked<'a> {
    query: &'a Query,
    sort: &'a Sort,
    facts: &'a LabelFacts,
    stale: &'a AtomicBool,
}

impl Asked<'_> {
    fn by_index(&self, searcher: &Searcher, first: OnFirst<'_>) -> Result<Vec<usize>, SearchError> {
        self.all_by_index(searcher, first).map_err(|error| {
            if self.stale.load(Ordering::Relaxed) {
                SearchError::Stale
            } else {
                SearchError::Io(error.to_string())
            }
        })
    }

    fn all_by_index(&self, searcher: &Searcher, first: OnFirst<'_>) -> std::io::Result<Vec<usize>> {
        let Self { query, sort, facts, stale } = *self;
        let window = |limit| Window { offset: 0, limit, sort: sort.clone() };
        let early = if sort.is_position() {
            searcher.first(query, facts, FIRST, stale)?
        } else if sort.by == SortBy::Relevance && query.has_phrase() {
            Some(searcher.search(query, facts, &window(FIRST), stale)?)
        } else {
            None
        };
        if let Some(page) = early
            && let Count::AtMost(most) = page.total
        {
            let ordinals = page.rows.iter().map(|row| row.ordinal as usize).collect();
            first(Found { ordinals, at_most: Some(most), ..Found::default() });
        }
        if sort.is_position() {
            let all = searcher.all(query, facts, stale)?;
            return Ok(all.into_iter().map(|ordinal| ordinal as usize).collect());
        }
        let page = searcher.search(query, facts, &window(usize::MAX), stale)?;
        Ok(page.rows.into_iter().map(|row| row.ordinal as usize).collect())
    }
}

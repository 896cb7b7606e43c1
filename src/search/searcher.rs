//! Asking an index: the first rows, the count, all matches.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::SegmentReader;

use super::bits::Bits;
use super::citations::CitationTable;
use super::compile::{Found, Segment, into_io};
use super::facts::LiveFacts;
use super::order::{self, Keyed, Sort, SortBy};
use super::plan::Plan;
use super::query::{Leaf, Query};
use super::rank::{Best, Ranking, Row};
use super::schema::{Fields, ORDINAL};

/// An index, or as much of one as has been built, at one moment. Cheap to clone; a newer one is
/// asked for when the index has grown.
#[derive(Clone)]
pub struct Searcher {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) tantivy: tantivy::Searcher,
    pub(super) fields: Fields,
    /// Number of the record of each document, by segment; read when first needed.
    ordinals: Vec<OnceLock<Vec<u32>>>,
    pub(super) citations: Citations,
}

/// The citations that belong to an index; read when first needed.
pub(super) enum Citations {
    None,
    Here(Arc<CitationTable>),
    Stored { root: PathBuf, version: String, table: OnceLock<Option<CitationTable>> },
}

impl Citations {
    pub(super) fn stored(root: &Path, version: String) -> Self {
        Citations::Stored { root: root.to_owned(), version, table: OnceLock::new() }
    }

    pub(super) fn table(&self) -> Option<&CitationTable> {
        match self {
            Citations::None => None,
            Citations::Here(table) => Some(table),
            Citations::Stored { root, version, table } => {
                table.get_or_init(|| CitationTable::load(root, version)).as_ref()
            }
        }
    }
}

/// Which rows are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// How many rows to leave out at the start.
    pub offset: usize,
    /// How many rows to give.
    pub limit: usize,
    /// In which order.
    pub sort: Sort,
}

/// How many records match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exact(u64),
    /// No more than so many: the places of a phrase's words are still to be looked up, which
    /// [`Searcher::count`] does.
    AtMost(u64),
}

/// Some rows of a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// How many records match in all.
    pub total: Count,
    /// The rows of the window.
    pub rows: Vec<Row>,
}

/// Candidates up to which phrases are looked up at once, so that the count is exact.
const AT_ONCE: u64 = 2000;
/// Records from which on a second thread is worth starting.
const WORTH_A_THREAD: u64 = 20_000;
/// Documents between looks at whether the answer is still wanted.
const PATIENCE: u32 = 1024;

impl Searcher {
    pub(super) fn new(
        index: &tantivy::Index,
        fields: Fields,
        citations: Citations,
    ) -> io::Result<Self> {
        let reader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(into_io)?;
        let tantivy = reader.searcher();
        let ordinals = tantivy.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Ok(Self { inner: Arc::new(Inner { tantivy, fields, ordinals, citations }) })
    }

    /// How many records can be found.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.inner.tantivy.num_docs()
    }

    /// The rows of `window`, as soon as they are known. The count comes with them unless it takes
    /// looking up many phrases.
    ///
    /// # Errors
    /// When the index cannot be read; [`io::ErrorKind::Interrupted`] after `cancel` was set.
    pub fn search(
        &self,
        query: &Query,
        live: &dyn LiveFacts,
        window: &Window,
        cancel: &AtomicBool,
    ) -> io::Result<Page> {
        let prepared = Prepared::new(self, query, live).sorted_by(&window.sort);
        if window.sort.by == SortBy::Relevance {
            return prepared.by_relevance(window, cancel);
        }
        let gathered =
            prepared.gather(cancel, <(u64, Vec<Keyed>)>::default, |out, segment, found| {
                let matches = exactly(found, segment.reader, cancel)?;
                out.0 += matches.count();
                order::collect(segment, &matches, &window.sort, &mut out.1)
            })?;
        let total = gathered.iter().map(|(count, _)| count).sum();
        let keyed = gathered.into_iter().flat_map(|(_, keyed)| keyed).collect();
        Ok(Page { total: Count::Exact(total), rows: order::rows(keyed, window) })
    }

    /// The first rows in the order of the dataset, where knowing all of them takes looking up many
    /// phrases; else `None`.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn first(
        &self,
        query: &Query,
        live: &dyn LiveFacts,
        limit: usize,
        cancel: &AtomicBool,
    ) -> io::Result<Option<Page>> {
        if !query.has_phrase() {
            return Ok(None);
        }
        let prepared = Prepared::new(self, query, live);
        let gathered =
            prepared.gather(cancel, Beginning::default, |beginning, segment, found| {
                beginning.add(segment, found, limit)
            })?;
        let most: u64 = gathered.iter().map(|beginning| beginning.candidates).sum();
        if most <= AT_ONCE || gathered.iter().any(|beginning| beginning.whole) {
            return Ok(None);
        }
        let mut ordinals: Vec<u32> = gathered.into_iter().flat_map(|b| b.ordinals).collect();
        ordinals.sort_unstable();
        let rows = ordinals.into_iter().take(limit).map(|ordinal| Row { ordinal, score: 0.0 });
        Ok(Some(Page { total: Count::AtMost(most), rows: rows.collect() }))
    }

    /// How many records match.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn count(
        &self,
        query: &Query,
        live: &dyn LiveFacts,
        cancel: &AtomicBool,
    ) -> io::Result<u64> {
        let prepared = Prepared::new(self, query, live);
        let counts = prepared.gather(cancel, u64::default, |total, segment, found| {
            *total += exactly(found, segment.reader, cancel)?.count();
            Ok(())
        })?;
        Ok(counts.into_iter().sum())
    }

    /// All records that match, by number, in the order of the dataset.
    ///
    /// # Errors
    /// As [`Searcher::search`].
    pub fn all(
        &self,
        query: &Query,
        live: &dyn LiveFacts,
        cancel: &AtomicBool,
    ) -> io::Result<Vec<u32>> {
        let prepared = Prepared::new(self, query, live);
        let lists = prepared.gather(cancel, Vec::new, |all, segment, found| {
            let matches = exactly(found, segment.reader, cancel)?;
            let ordinals = (segment.ordinals)()?;
            all.extend(matches.iter().map(|document| ordinals[document as usize]));
            Ok(())
        })?;
        let mut all = lists.concat();
        all.sort_unstable();
        Ok(all)
    }

    fn ordinals(&self, number: usize) -> io::Result<&[u32]> {
        let slot = &self.inner.ordinals[number];
        if let Some(known) = slot.get() {
            return Ok(known);
        }
        let reader = self.inner.tantivy.segment_reader(u32::try_from(number).unwrap_or(u32::MAX));
        let column = reader.fast_fields().u64(ORDINAL).map_err(into_io)?;
        let mut numbers = vec![0; reader.max_doc() as usize];
        column.values.get_range(0, &mut numbers);
        let narrow = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(slot.get_or_init(|| numbers.into_iter().map(narrow).collect()))
    }
}

/// A query with everything that is the same for all segments.
pub(super) struct Prepared<'s> {
    searcher: &'s Searcher,
    plan: Plan,
    leaves: Vec<&'s Leaf>,
    live: Vec<Option<Bits>>,
    /// Whether citations are asked for.
    citations: bool,
}

impl<'s> Prepared<'s> {
    pub(super) fn new(searcher: &'s Searcher, query: &'s Query, live: &dyn LiveFacts) -> Self {
        let (plan, leaves) = Plan::of(query);
        let live = leaves
            .iter()
            .map(|leaf| match leaf {
                Leaf::Live(field, name) => {
                    let records = live.ordinals(*field, name);
                    let len = records.iter().max().map_or(0, |last| last.saturating_add(1));
                    Some(Bits::of(len, records))
                }
                _ => None,
            })
            .collect();
        let citations = query.needs_citations();
        Self { searcher, plan, leaves, live, citations }
    }

    /// The same, with citations at hand if they are needed for the order.
    fn sorted_by(mut self, sort: &Sort) -> Self {
        self.citations |= sort.by == SortBy::Citations;
        self
    }

    /// Calls `each` with every segment and what matches in it. Each thread gathers into a value of
    /// its own; they come back in no particular order.
    pub(super) fn gather<T: Send>(
        &self,
        cancel: &AtomicBool,
        empty: impl Fn() -> T + Sync,
        each: impl Fn(&mut T, &Segment<'_>, Found) -> io::Result<()> + Sync,
    ) -> io::Result<Vec<T>> {
        let citations = self.citations.then(|| self.searcher.inner.citations.table()).flatten();
        let next = AtomicUsize::new(0);
        let work = || -> io::Result<T> {
            let mut gathered = empty();
            while let Some((reader, number)) = self.segment(next.fetch_add(1, Ordering::Relaxed)) {
                if cancel.load(Ordering::Relaxed) {
                    return Err(io::ErrorKind::Interrupted.into());
                }
                let (fields, live) = (self.searcher.inner.fields, self.live.as_slice());
                let ordinals = || self.searcher.ordinals(number);
                let segment = Segment { reader, fields, ordinals: &ordinals, citations, live };
                let found = segment.compile(&self.plan, &self.leaves)?;
                each(&mut gathered, &segment, found)?;
            }
            Ok(gathered)
        };
        if self.searcher.records() < WORTH_A_THREAD {
            return Ok(vec![work()?]);
        }
        std::thread::scope(|scope| {
            let other = scope.spawn(work);
            let mine = work()?;
            let theirs = other.join().map_err(|_| io::Error::other("a thread panicked"))?;
            Ok(vec![mine, theirs?])
        })
    }

    fn segment(&self, number: usize) -> Option<(&SegmentReader, usize)> {
        Some((self.searcher.inner.tantivy.segment_readers().get(number)?, number))
    }

    fn by_relevance(&self, window: &Window, cancel: &AtomicBool) -> io::Result<Page> {
        let inner = &self.searcher.inner;
        let ranking = Ranking::new(&inner.tantivy, &inner.fields, &self.plan, &self.leaves)
            .map_err(into_io)?;
        let wanted = window.offset.saturating_add(window.limit);
        let empty = || Ranked { best: Best::new(wanted), total: 0, exact: true };
        let gathered = self.gather(cancel, empty, |ranked, segment, mut found| {
            let mut candidates = found.candidates(segment.reader.max_doc());
            if !found.is_exact() && candidates.count() <= AT_ONCE {
                candidates = exactly(found, segment.reader, cancel)?;
                found = Found::Set(candidates.clone());
            }
            ranked.total += candidates.count();
            ranked.exact &= found.is_exact();
            let (reader, ordinals) = (segment.reader, (segment.ordinals)()?);
            ranking
                .offer(reader, ordinals, &candidates, &mut found, &mut ranked.best)
                .map_err(into_io)
        })?;
        let total = gathered.iter().map(|ranked| ranked.total).sum();
        let exact = gathered.iter().all(|ranked| ranked.exact);
        let best = gathered.into_iter().map(|ranked| ranked.best).reduce(Best::merged);
        let rows = best.map(Best::into_rows).unwrap_or_default();
        let rows = rows.into_iter().skip(window.offset).collect();
        Ok(Page { total: if exact { Count::Exact(total) } else { Count::AtMost(total) }, rows })
    }
}

/// The first matches of some segments.
#[derive(Default)]
struct Beginning {
    candidates: u64,
    ordinals: Vec<u32>,
    /// The beginning cannot be told from the rest: the documents of a segment are in another order.
    whole: bool,
}

impl Beginning {
    fn add(&mut self, segment: &Segment<'_>, mut found: Found, limit: usize) -> io::Result<()> {
        let candidates = found.candidates(segment.reader.max_doc());
        self.candidates += candidates.count();
        let ordinals = (segment.ordinals)()?;
        self.whole |= !ordinals.is_sorted();
        let matches = candidates.iter().filter(|document| found.contains(*document));
        self.ordinals.extend(matches.take(limit).map(|document| ordinals[document as usize]));
        Ok(())
    }
}

/// What a thread has gathered by relevance.
struct Ranked {
    best: Best,
    total: u64,
    exact: bool,
}

/// The documents that match, phrases looked up.
pub(super) fn exactly(
    mut found: Found,
    reader: &SegmentReader,
    cancel: &AtomicBool,
) -> io::Result<Bits> {
    let candidates = found.candidates(reader.max_doc());
    if found.is_exact() {
        return Ok(candidates);
    }
    let mut matches = Bits::none(reader.max_doc());
    for (number, document) in (0u32..).zip(candidates.iter()) {
        if number % PATIENCE == 0 && cancel.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if found.contains(document) {
            matches.insert(document);
        }
    }
    Ok(matches)
}

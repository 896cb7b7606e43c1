//! `cotscope search --scan`: answers by reading, stretch after stretch, without any index.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::{print_count, print_facet, print_record};
use crate::citation::Detector;
use crate::cli::args::Search;
use crate::cli::failure::{Failure, exit};
use crate::cli::opening::{Opening, no_record};
use crate::cli::output::Output;
use crate::cli::progress::{Bar, Unit};
use crate::cli::searching::{self, Seen};
use crate::dataset::{Dataset, Scanner, plan};
use crate::record::Record;
use crate::search::{
    FacetTally, Facts, LiveField, Query, Scan, Sort, SortBy, each_spelling, in_order,
};
use crate::session::facts::LabelFacts;
use crate::session::index;
use crate::session::labels::Labels;
use crate::session::open::SessionError;
use crate::spec::Spec;

/// A search without an index.
pub(super) struct Scanning<'a> {
    pub(super) wish: &'a Search,
    pub(super) opening: &'a Opening,
    pub(super) query: &'a Query,
    pub(super) sort: &'a Sort,
    pub(super) specs: &'a [Arc<Spec>],
    pub(super) citer: &'a Detector,
    pub(super) labels: &'a Labels,
}

/// What becomes of the records that match.
enum Taken {
    /// They are printed as they come.
    Printed(usize),
    /// They wait for the others: what they are sorted by.
    Keyed(Vec<(f64, u32)>),
    Counted(u64),
    Tallied(FacetTally),
}

/// The fields of the records that were read, and whether each has a number anywhere.
#[derive(Default)]
struct Names {
    found: BTreeMap<String, bool>,
    /// All records were read.
    all: bool,
}

impl Names {
    fn note(&mut self, record: &Record) {
        each_spelling(record, &mut |path, text| {
            let number = || text.trim().parse::<f64>().is_ok_and(f64::is_finite);
            match self.found.get_mut(path) {
                Some(has_number) => *has_number = *has_number || number(),
                None => drop(self.found.insert(path.to_owned(), number())),
            }
        });
    }

    fn fields(&self) -> Vec<String> {
        self.found.keys().cloned().collect()
    }

    fn numbers(&self) -> Vec<String> {
        let numbers = self.found.iter().filter(|(_, has_number)| **has_number);
        numbers.map(|(path, _)| path.clone()).collect()
    }
}

impl Scanning<'_> {
    pub(super) fn run(&self, out: &mut Output) -> Result<u8, Failure> {
        let mut taken = match (&self.wish.facet, &self.sort.by) {
            _ if self.wish.count => Taken::Counted(0),
            (Some(field), _) => Taken::Tallied(FacetTally::new(field)),
            // How rare a word is shows only at the end: the best match is what comes first.
            (None, SortBy::Relevance) => Taken::Printed(0),
            (None, _) if self.sort.is_position() => Taken::Printed(0),
            (None, _) => Taken::Keyed(Vec::new()),
        };
        let mut names = self.names(&taken);
        let (dataset, facts) = self.each_match(&mut taken, names.as_mut(), out)?;
        let labels = index::label_ids(&self.labels.scheme);
        self.tell_missing(&taken, names.as_ref(), out);
        let seen = Seen::Read(names.filter(|names| names.all).map(|names| names.fields()));
        searching::tell_doubt(self.query, self.specs, labels, &facts, seen, out);
        match taken {
            Taken::Printed(0) => Ok(exit::NOTHING),
            Taken::Printed(_) => Ok(exit::OK),
            Taken::Keyed(keyed) => self.print_sorted(&dataset, keyed, out),
            Taken::Counted(count) => print_count(count, out),
            Taken::Tallied(tally) => {
                let field = self.wish.facet.as_deref().unwrap_or_default();
                print_facet(field, &tally.finish(&facts), self.opening, out)
            }
        }
    }

    /// What is to be noted of fields, where one is asked for by its name.
    fn names(&self, taken: &Taken) -> Option<Names> {
        let keyed = matches!(taken, Taken::Keyed(_)) && matches!(self.sort.by, SortBy::Value(_));
        let asked = keyed || matches!(taken, Taken::Tallied(_)) || self.query.has_names();
        asked.then(Names::default)
    }

    /// Tells of a field to count or to sort by that no record has.
    fn tell_missing(&self, taken: &Taken, names: Option<&Names>, out: &mut Output) {
        match (taken, &self.sort.by, names) {
            (Taken::Tallied(_), _, Some(names)) => {
                let field = self.wish.facet.as_deref().unwrap_or_default();
                searching::tell_missing(field, names.fields(), "a field called", out);
            }
            (Taken::Keyed(_), SortBy::Value(path), Some(names)) => {
                searching::tell_missing(path, names.numbers(), "a number in", out);
            }
            _ => {}
        }
    }

    /// Reads everything and takes what matches.
    fn each_match(
        &self,
        taken: &mut Taken,
        mut names: Option<&mut Names>,
        out: &mut Output,
    ) -> Result<(Dataset, LabelFacts), Failure> {
        let plan = plan(&self.wish.paths, self.opening.request.options()?);
        let plan = plan.map_err(SessionError::Data)?;
        let mut dataset = Dataset::empty(&plan);
        let mut scanner = Scanner::new(plan);
        // People's words belong to records by their ids, so that all of these must be known first.
        let live =
            self.query.is_live() || matches!(&*taken, Taken::Tallied(tally) if tally.is_live());
        let mut bar = Bar::new("reading", Unit::Megabytes, self.opening.quiet);
        let mut next = |dataset: &mut Dataset| -> Result<bool, Failure> {
            let chunk = scanner.next_chunk(&mut |progress| {
                bar.show(progress.done, progress.total);
                ControlFlow::Continue(())
            });
            let Some(chunk) = chunk.map_err(SessionError::Data)? else { return Ok(false) };
            dataset.push(chunk);
            dataset.refuse_if_strict().map_err(SessionError::Data)?;
            Ok(true)
        };
        while live && next(&mut dataset)? {}
        let facts = if live { self.facts(&dataset) } else { LabelFacts::default() };
        let scan = self.query.scan(&facts);
        // Without live facts the bar of reading tells of both.
        let mut again = live.then(|| Bar::new("searching", Unit::Records, self.opening.quiet));
        let mut from = 0;
        let mut flow = ControlFlow::Continue(());
        loop {
            let more = live || next(&mut dataset)?;
            for (at, record) in (from..).zip(dataset.records_in(from..dataset.len())) {
                if let Some(bar) = &mut again {
                    bar.show(at as u64, dataset.len() as u64);
                }
                let Some(record) = self.opening.readable(record, out)? else { continue };
                if let Some(names) = &mut names {
                    names.note(&record);
                }
                flow = self.take(&scan, &record, at, taken, out)?;
                if flow.is_break() {
                    break;
                }
            }
            from = dataset.len();
            if live || !more || flow.is_break() {
                break;
            }
            out.finish()?; // whoever reads the results does not wait for the end of the data
        }
        drop(again);
        if let Some(names) = names {
            names.all = flow.is_continue();
        }
        bar.clear();
        self.opening.tell(dataset.problems(), out);
        if dataset.is_empty() {
            return Err(no_record(&self.wish.paths, &dataset));
        }
        Ok((dataset, facts))
    }

    /// What people said, and what detectors suggest where it is asked for.
    fn facts(&self, dataset: &Dataset) -> LabelFacts {
        let facts = LabelFacts::new(&self.labels.view, dataset);
        let suggest = LiveField::Suggest;
        if !self.query.asks(suggest) && self.wish.facet.as_deref() != Some(suggest.name()) {
            return facts;
        }
        let Self { citer, specs, labels, opening, .. } = *self;
        facts.with_suggestions(searching::suggested(dataset, citer, specs, labels, opening))
    }

    /// Takes one record, if it matches.
    fn take(
        &self,
        scan: &Scan<'_>,
        record: &Record,
        at: usize,
        taken: &mut Taken,
        out: &mut Output,
    ) -> Result<ControlFlow<()>, Failure> {
        let citations = if self.cites(taken) { self.citer.cite(record) } else { Vec::new() };
        let ordinal = u32::try_from(at).unwrap_or(u32::MAX);
        let facts = Facts { ordinal, citations: &citations };
        if scan.matches(record, &facts) {
            return self.keep(record, &facts, taken, out);
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Whether citations are looked for.
    fn cites(&self, taken: &Taken) -> bool {
        self.query.needs_citations()
            || self.sort.by == SortBy::Citations
            || matches!(taken, Taken::Tallied(tally) if tally.needs_citations())
    }

    fn keep(
        &self,
        record: &Record,
        facts: &Facts<'_>,
        taken: &mut Taken,
        out: &mut Output,
    ) -> Result<ControlFlow<()>, Failure> {
        match taken {
            Taken::Printed(printed) if *printed >= self.opening.most() => {
                return Ok(ControlFlow::Break(()));
            }
            Taken::Printed(printed) => {
                *printed += 1;
                print_record(self.wish, self.query, record, 0.0, out)?;
            }
            Taken::Keyed(keyed) => keyed.push((self.sort.key(record, facts), facts.ordinal)),
            Taken::Counted(count) => *count += 1,
            Taken::Tallied(tally) => tally.add(record, facts),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn print_sorted(
        &self,
        dataset: &Dataset,
        keyed: Vec<(f64, u32)>,
        out: &mut Output,
    ) -> Result<u8, Failure> {
        let found = in_order(keyed);
        for &ordinal in found.iter().take(self.opening.most()) {
            let read = dataset.record(ordinal as usize);
            let Some(record) = self.opening.readable(read, out)? else { continue };
            print_record(self.wish, self.query, &record, 0.0, out)?;
        }
        Ok(if found.is_empty() { exit::NOTHING } else { exit::OK })
    }
}

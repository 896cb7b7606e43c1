//! Which records a query means, for every command that takes one: by the index, or by reading.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::failure::{Failure, exit};
use super::opening::{Bar, Opening, Unit};
use super::output::Output;
use crate::citation::Detector;
use crate::dataset::Dataset;
use crate::search::{Facts, Index, LiveFacts, Opened, Query, Searcher, Stage, State, Vocabulary};
use crate::session::index::{self, Citer, Rows};
use crate::session::labels::Labels;
use crate::spec::Spec;

/// A query that was read, or a failure that points at the column.
pub(crate) fn query(text: &str) -> Result<Query, Failure> {
    Query::parse(text).map_err(|error| {
        let mark = " ".repeat(error.column.saturating_sub(1));
        let mut failure =
            Failure::new(exit::USAGE, format!("the query cannot be read\n    {text}\n    {mark}^"))
                .why(error.message);
        let suggestion = error.suggestion.filter(|text| !text.trim().is_empty());
        if let Some(suggestion) = suggestion {
            failure = failure.fix(format!("did you mean  {suggestion}"));
        } else {
            failure = failure.fix("`cotscope search --syntax` shows the query language");
        }
        failure
    })
}

/// Fails for a query about clauses without any spec: "nothing found" would be a false answer.
pub(crate) fn needs_spec(query: &Query, specs: &[Arc<Spec>]) -> Result<(), Failure> {
    if query.needs_citations() && specs.is_empty() {
        return Err(Failure::new(exit::USAGE, "which spec?")
            .why("the query asks for clauses, which are looked up in a written policy")
            .fix("give --spec FILE, or set specs = [\"FILE\"] in cotscope.toml"));
    }
    Ok(())
}

/// Tells of a name in the query that nothing has, with the query that was probably meant.
pub(crate) fn tell_doubt(
    query: &Query,
    specs: &[Arc<Spec>],
    labels: &Labels,
    live: &dyn LiveFacts,
    searcher: Option<&Searcher>,
    out: &mut Output,
) {
    let fields = searcher.and_then(|searcher| searcher.fields().ok());
    let cited = searcher.map(Searcher::clauses).unwrap_or_default();
    let doubt = query.doubt(&Vocabulary {
        fields: fields.map(|fields| fields.into_iter().map(|(name, _)| name).collect()),
        clauses: index::clause_ids(specs).chain(cited).collect(),
        labels: index::label_ids(&labels.scheme),
        live,
    });
    let Some(doubt) = doubt else { return };
    let repair = doubt.suggestion.map_or(String::new(), |text| format!("; did you mean  {text}"));
    out.say(&format!("note: {}{repair}", doubt.message));
}

/// The index of a dataset, built or refreshed when needed, with progress on standard error.
pub(crate) fn index(
    dataset: &Dataset,
    citer: &Detector,
    opening: &Opening,
    out: &mut Output,
) -> Result<Opened, Failure> {
    let mut bar = Bar::new("indexing", Unit::Records, opening.quiet);
    let root = index::root(dataset);
    let opened = Index::open_or_build(
        &root,
        &Rows(dataset),
        Some(&Citer(citer)),
        crate::search::Options { searchable_early: false, ..Default::default() },
        &mut |progress| {
            if progress.stage != Stage::Waiting {
                bar.show(progress.records.into(), progress.of.into());
            }
            ControlFlow::Continue(())
        },
    );
    bar.clear();
    let opened = opened.map_err(|error| {
        Failure::new(exit::IO, error.to_string())
            .fix("make room, or search without an index: --scan")
    })?;
    if let Some(reason) = opened.reason.as_ref().filter(|_| opened.state == State::Built) {
        out.say(&format!("the index was built anew: {reason}"));
    }
    Ok(opened)
}

/// The ordinals of the records that match, in the order of the dataset, by reading every record.
pub(crate) fn scan(
    query: &Query,
    dataset: &Dataset,
    citer: &Detector,
    labels: &Labels,
    opening: &Opening,
    out: &mut Output,
) -> Result<Vec<u32>, Failure> {
    let facts = index::facts(query, dataset, labels);
    let scan = query.scan(&facts);
    let needs_citations = query.needs_citations();
    let mut found = Vec::new();
    for (ordinal, record) in (0..).zip(dataset.records()) {
        let Some(record) = opening.readable(record, out)? else { continue };
        let citations = if needs_citations { citer.cite(&record) } else { Vec::new() };
        if scan.matches(&record, &Facts { ordinal, citations: &citations }) {
            found.push(ordinal);
        }
    }
    Ok(found)
}

/// All matching ordinals by the index.
pub(crate) fn all(
    query: &Query,
    opened: &Opened,
    dataset: &Dataset,
    labels: &Labels,
) -> Result<Vec<u32>, Failure> {
    let facts = index::facts(query, dataset, labels);
    let never = AtomicBool::new(false);
    Ok(opened.index.searcher().all(query, &facts, &never)?)
}

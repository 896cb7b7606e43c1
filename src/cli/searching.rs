//! Which records a query means, for every command that takes one: by the index, or by reading.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use super::progress::{Bar, Prints, Reading, Unit};
use crate::citation::Detector;
use crate::dataset::Dataset;
use crate::search::{
    Facts, Index, LiveFacts, NoFacts, Opened, Query, Searcher, Stage, State, Vocabulary,
};
use crate::session::index::{self, Citer, Rows};
use crate::session::labels::Labels;
use crate::session::suggestions::{Board, Finder};
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
    labels: Vec<String>,
    live: &dyn LiveFacts,
    searcher: Option<&Searcher>,
    out: &mut Output,
) {
    if !query.has_names() {
        return;
    }
    let fields = searcher.and_then(|searcher| searcher.fields().ok());
    let cited = searcher.map(Searcher::clauses).unwrap_or_default();
    let doubt = query.doubt(&Vocabulary {
        fields: fields.map(|fields| fields.into_iter().map(|(name, _)| name).collect()),
        clauses: index::clause_ids(specs).chain(cited).collect(),
        labels,
        live,
    });
    let Some(doubt) = doubt else { return };
    let repair = doubt.suggestion.map_or(String::new(), |text| format!("; did you mean  {text}"));
    out.say(&format!("note: {}{repair}", doubt.message));
}

/// Tells of a field to count or to sort by that nothing has, with the one that was probably meant.
pub(crate) fn tell_missing(field: &str, known: Vec<String>, what: &str, out: &mut Output) {
    let Ok(query) = Query::parse(&format!("{field}:*")) else { return };
    let vocabulary =
        Vocabulary { fields: Some(known), clauses: Vec::new(), labels: Vec::new(), live: &NoFacts };
    let Some(doubt) = query.doubt(&vocabulary) else { return };
    let meant = doubt.suggestion.as_deref().and_then(|text| text.strip_suffix(":*"));
    let repair = meant.map_or(String::new(), |name| format!("; did you mean  {name}"));
    out.say(&format!("note: no record has {what} {field}{repair}"));
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
    index::remember(dataset);
    if let Some(reason) = opened.reason.as_ref().filter(|_| opened.state == State::Built) {
        out.say(&format!("the index was built anew: {reason}"));
    }
    Ok(opened)
}

/// What detectors suggest about the records.
pub(crate) fn suggested(
    dataset: &Dataset,
    citer: &Detector,
    specs: &[Arc<Spec>],
    labels: &Labels,
    opening: &Opening,
) -> Board {
    let specs: Vec<Spec> = specs.iter().map(|spec| Spec::clone(spec)).collect();
    let (detectors, _) = opening.request.detectors(&specs, &labels.dir);
    let finder = Finder { dataset, detectors: &detectors, citations: &Citer(citer) };
    let mut bar = Bar::new("looking for suggestions", Unit::Records, opening.quiet);
    let keep = !opening.request.readonly;
    let (board, _) = finder.board(keep, &mut |done, total| bar.show(done as u64, total as u64));
    bar.clear();
    board
}

/// The ordinals of the records that match, in the order of the dataset, by reading every record.
pub(crate) fn scan(
    query: &Query,
    dataset: &Dataset,
    citer: &Detector,
    labels: &Labels,
    board: &dyn Fn() -> Board,
    opening: &Opening,
    out: &mut Output,
) -> Result<Vec<u32>, Failure> {
    let facts = index::facts(query, dataset, labels, board);
    let scan = query.scan(&facts);
    let needs_citations = query.needs_citations();
    let mut found = Vec::new();
    for (ordinal, record) in
        (0..).zip(Reading::new("searching", dataset, Prints::AtTheEnd, opening.quiet))
    {
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
    board: &dyn Fn() -> Board,
) -> Result<Vec<u32>, Failure> {
    let facts = index::facts(query, dataset, labels, board);
    let never = AtomicBool::new(false);
    Ok(opened.index.searcher().all(query, &facts, &never)?)
}

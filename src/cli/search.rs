//! `cotscope search`: records that match a query.

mod context;
mod scanning;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::args::Search;
use super::failure::{Failure, exit};
use super::language;
use super::opening::Opening;
use super::output::Output;
use super::searching;
use crate::citation::Detector;
use crate::dataset::{Dataset, plan};
use crate::record::Record;
use crate::search::{
    self, Cite, Count, FacetValue, Hit, LiveField, NoFacts, Query, Row, Sort, SortBy, Window,
};
use crate::session::facts::LabelFacts;
use crate::session::index::{self, Citer};
use crate::session::labels::{Access, Labels};
use crate::session::open::SessionError;
use crate::session::suggestions::Board;
use crate::spec::Spec;
use crate::text::CodePoints;

use scanning::Scanning;

/// What a search runs on.
struct Desk<'a> {
    wish: &'a Search,
    opening: &'a Opening,
    dataset: &'a Dataset,
    specs: &'a [Arc<Spec>],
    citer: &'a Detector,
    labels: &'a Labels,
    suggested: &'a dyn Fn() -> Board,
}

pub(crate) fn run(wish: &Search, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    if wish.syntax {
        return language::print(out);
    }
    let query = searching::query(&wish.query)?;
    let sort = wish
        .sort
        .as_deref()
        .unwrap_or("relevance")
        .parse::<Sort>()
        .map_err(|why| Failure::new(exit::USAGE, "--sort").why(why))?;
    let specs = opening.specs(out)?;
    searching::needs_spec(&query, &specs)?;
    let citer = opening.detector(&specs);
    if wish.count
        && may_be_quick(wish, opening, &query)
        && let Some(code) = quick_count(&query, wish, opening, &specs, &citer, out)?
    {
        return Ok(code);
    }
    let labels = opening.labels(&wish.paths, Access::Read, out)?;
    if wish.scan || opening.request.readonly {
        let (query, sort, specs, citer, labels) = (&query, &sort, &specs, &citer, &labels);
        return Scanning { wish, opening, query, sort, specs, citer, labels }.run(out);
    }
    let dataset = opening.dataset(&wish.paths, out)?;
    let (dataset, specs, citer, labels) = (&dataset, &specs, &citer, &labels);
    let suggested = &|| searching::suggested(dataset, citer, specs, labels, opening);
    Desk { wish, opening, dataset, specs, citer, labels, suggested }.by_index(&query, sort, out)
}

/// Whether the answer follows from the index alone.
fn may_be_quick(wish: &Search, opening: &Opening, query: &Query) -> bool {
    let request = &opening.request;
    !(wish.scan || request.readonly || request.strict || request.follow || query.is_live())
}

/// The count from a fresh index of files that nobody has written to: nothing of them is read.
fn quick_count(
    query: &Query,
    wish: &Search,
    opening: &Opening,
    specs: &[Arc<Spec>],
    citer: &Detector,
    out: &mut Output,
) -> Result<Option<u8>, Failure> {
    let plan = plan(&wish.paths, opening.request.options()?).map_err(SessionError::Data)?;
    let cite = Citer(citer);
    let cite: Option<&dyn Cite> = if query.needs_citations() { Some(&cite) } else { None };
    let Some(unchanged) = index::unchanged(&plan, cite) else { return Ok(None) };
    let searcher = unchanged.index.searcher();
    searching::tell_doubt(query, specs, Vec::new(), &NoFacts, Some(&searcher), out);
    if unchanged.problems > 0 {
        let number = match unchanged.problems {
            1 => "1 problem".to_owned(),
            many => format!("{many} problems"),
        };
        out.say(&format!("{number} in the data: `cotscope inspect --problems` lists them"));
    }
    let never = AtomicBool::new(false);
    print_count(searcher.count(query, &NoFacts, &never)?, out).map(Some)
}

impl Desk<'_> {
    fn by_index(&self, query: &Query, sort: Sort, out: &mut Output) -> Result<u8, Failure> {
        let opened = searching::index(self.dataset, self.citer, self.opening, out)?;
        let searcher = opened.index.searcher();
        let mut facts = LabelFacts::new(&self.labels.view, self.dataset);
        let suggest = LiveField::Suggest;
        if query.asks(suggest) || self.wish.facet.as_deref() == Some(suggest.name()) {
            facts = facts.with_suggestions((self.suggested)());
        }
        let never = AtomicBool::new(false);
        let labels = index::label_ids(&self.labels.scheme);
        searching::tell_doubt(query, self.specs, labels, &facts, Some(&searcher), out);
        if self.wish.count {
            return print_count(searcher.count(query, &facts, &never)?, out);
        }
        if let Some(field) = &self.wish.facet {
            let known = searcher.fields()?.into_iter().map(|(name, _)| name).collect();
            searching::tell_missing(field, known, "a field called", out);
            let values = searcher.facet(query, field, &facts, &never)?;
            return print_facet(field, &values, self.opening, out);
        }
        if let SortBy::Value(path) = &sort.by {
            searching::tell_missing(path, searcher.scores()?, "a number in", out);
        }
        let limit = self.opening.most().min(self.dataset.len());
        let page = searcher.search(query, &facts, &Window { offset: 0, limit, sort }, &never)?;
        for row in &page.rows {
            self.print_row(query, *row, out)?;
        }
        if let Count::Exact(total) = page.total
            && total > page.rows.len() as u64
        {
            out.say(&format!("{} of {total} shown", page.rows.len()));
        }
        Ok(if page.rows.is_empty() { exit::NOTHING } else { exit::OK })
    }

    fn print_row(&self, query: &Query, row: Row, out: &mut Output) -> Result<(), Failure> {
        if self.wish.ids {
            return print_id(self.dataset.id(row.ordinal as usize), out);
        }
        let read = self.dataset.record(row.ordinal as usize);
        let Some(record) = self.opening.readable(read, out)? else { return Ok(()) };
        print_record(self.wish, query, &record, row.score, out)
    }
}

fn print_id(id: &str, out: &mut Output) -> Result<(), Failure> {
    if out.json { out.object(&json!({"record": id})) } else { out.line(id) }
}

fn print_record(
    wish: &Search,
    query: &Query,
    record: &Record,
    score: f32,
    out: &mut Output,
) -> Result<(), Failure> {
    if wish.ids {
        return print_id(&record.id, out);
    }
    let hits = query.hits(record);
    if out.json {
        return print_json(record, &hits, score, out);
    }
    match context::around(wish) {
        Some(around) => context::print(record, &hits, around, out),
        None => {
            let place = format!("{}:{}", record.origin.path, record.origin.line);
            out.columns(&format!("{}\t{place}\t{}", record.id, snippet(record, &hits)))
        }
    }
}

fn print_facet(
    field: &str,
    values: &[FacetValue],
    opening: &Opening,
    out: &mut Output,
) -> Result<u8, Failure> {
    for FacetValue { value, count, .. } in values.iter().take(opening.most()) {
        if out.json {
            out.object(&json!({"field": field, "value": value, "count": count}))?;
        } else {
            out.columns(&format!("{value}\t{count}"))?;
        }
    }
    Ok(if values.is_empty() { exit::NOTHING } else { exit::OK })
}

fn print_count(count: u64, out: &mut Output) -> Result<u8, Failure> {
    if out.json {
        out.object(&json!({"count": count}))?;
    } else {
        out.line(&count.to_string())?;
    }
    Ok(if count == 0 { exit::NOTHING } else { exit::OK })
}

fn print_json(record: &Record, hits: &[Hit], score: f32, out: &mut Output) -> Result<(), Failure> {
    let mut points: HashMap<String, CodePoints> = HashMap::new();
    let hit = |hit: &Hit| {
        let text = hit.part.of(record);
        let name = hit.part.name();
        let points = points.entry(name.clone()).or_insert_with(|| CodePoints::new(text));
        let (start, end) = points.of_span(text, hit.span);
        json!({"field": name, "start": start, "end": end})
    };
    let hits_json: Vec<_> = hits.iter().map(hit).collect();
    out.object(&json!({
        "record": record.id,
        "path": record.origin.path,
        "score": (f64::from(score) * 1000.0).round() / 1000.0,
        "snippet": snippet(record, hits),
        "hits": hits_json,
    }))
}

/// Characters of a snippet.
const SNIPPET: usize = 120;

/// The words around the first hit on one line; the chain's beginning without one.
fn snippet(record: &Record, hits: &[Hit]) -> String {
    let snippet = search::snippet(record, hits, SNIPPET);
    let text = snippet.part.of(record);
    let cut = |inside: bool| if inside { "…" } else { "" };
    let words = snippet.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}{words}{}", cut(snippet.span.start > 0), cut(snippet.span.end < text.len()))
}

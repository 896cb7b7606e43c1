//! `cotscope search`: records that match a query.

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
use crate::dataset::Dataset;
use crate::record::Record;
use crate::search::{self, Count, Hit, Query, Row, Sort, Window, values_at};
use crate::session::facts::LabelFacts;
use crate::session::labels::{Access, Labels};
use crate::spec::Spec;
use crate::text::{CodePoints, Span};

/// What a search runs on.
struct Desk<'a> {
    wish: &'a Search,
    opening: &'a Opening,
    dataset: &'a Dataset,
    specs: &'a [Arc<Spec>],
    citer: &'a Detector,
    labels: &'a Labels,
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
    let dataset = opening.dataset(&wish.paths, out)?;
    let specs = opening.specs(out)?;
    searching::needs_spec(&query, &specs)?;
    let citer = opening.detector(&specs);
    let labels = opening.labels(&wish.paths, Access::Read, out)?;
    let (dataset, specs, citer, labels) = (&dataset, &specs, &citer, &labels);
    let desk = Desk { wish, opening, dataset, specs, citer, labels };
    if wish.scan || opening.request.readonly {
        desk.by_scan(&query, out)
    } else {
        desk.by_index(&query, sort, out)
    }
}

impl Desk<'_> {
    fn by_index(&self, query: &Query, sort: Sort, out: &mut Output) -> Result<u8, Failure> {
        let opened = searching::index(self.dataset, self.citer, self.opening, out)?;
        let searcher = opened.index.searcher();
        let facts = LabelFacts::new(&self.labels.view, self.dataset);
        let never = AtomicBool::new(false);
        searching::tell_doubt(query, self.specs, self.labels, &facts, Some(&searcher), out);
        if self.wish.count {
            return print_count(searcher.count(query, &facts, &never)?, out);
        }
        if let Some(field) = &self.wish.facet {
            let values = searcher.facet(query, field, &facts, &never)?;
            let counts = values.into_iter().map(|value| (value.value, value.count)).collect();
            return self.print_facet(field, counts, out);
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

    fn by_scan(&self, query: &Query, out: &mut Output) -> Result<u8, Failure> {
        if self.wish.count || self.wish.facet.is_some() {
            let found =
                searching::scan(query, self.dataset, self.citer, self.labels, self.opening, out)?;
            return match &self.wish.facet {
                None => print_count(found.len() as u64, out),
                Some(field) => self.scan_facet(field, &found, out),
            };
        }
        let limit = self.opening.most();
        let found =
            searching::scan(query, self.dataset, self.citer, self.labels, self.opening, out)?;
        for &ordinal in found.iter().take(limit) {
            self.print_row(query, Row { ordinal, score: 0.0 }, out)?;
        }
        Ok(if found.is_empty() { exit::NOTHING } else { exit::OK })
    }

    fn scan_facet(&self, field: &str, found: &[u32], out: &mut Output) -> Result<u8, Failure> {
        let mut counts: HashMap<String, u64> = HashMap::new();
        for &ordinal in found {
            let read = self.dataset.record(ordinal as usize);
            let Some(record) = self.opening.readable(read, out)? else { continue };
            for value in values_at(&record, field) {
                *counts.entry(value).or_default() += 1;
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        self.print_facet(field, counts, out)
    }

    fn print_facet(
        &self,
        field: &str,
        counts: Vec<(String, u64)>,
        out: &mut Output,
    ) -> Result<u8, Failure> {
        let code = if counts.is_empty() { exit::NOTHING } else { exit::OK };
        for (value, count) in counts.into_iter().take(self.opening.most()) {
            if out.json {
                out.object(&json!({"field": field, "value": value, "count": count}))?;
            } else {
                out.columns(&format!("{value}\t{count}"))?;
            }
        }
        Ok(code)
    }

    fn print_row(&self, query: &Query, row: Row, out: &mut Output) -> Result<(), Failure> {
        let id = self.dataset.id(row.ordinal as usize);
        if self.wish.ids {
            return if out.json { out.object(&json!({"record": id})) } else { out.line(id) };
        }
        let read = self.dataset.record(row.ordinal as usize);
        let Some(record) = self.opening.readable(read, out)? else { return Ok(()) };
        let hits = query.hits(&record);
        if out.json {
            return print_json(&record, &hits, row.score, out);
        }
        match self.wish.context {
            Some(lines) => print_context(&record, &hits, lines, out),
            None => {
                let place = format!("{}:{}", record.origin.path, record.origin.line);
                out.columns(&format!("{}\t{place}\t{}", record.id, snippet(&record, &hits)))
            }
        }
    }
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

/// Every line with a hit and `around` lines on either side, like a grep: `id:field:line:text`.
fn print_context(
    record: &Record,
    hits: &[Hit],
    around: usize,
    out: &mut Output,
) -> Result<(), Failure> {
    let mut parts: Vec<(String, &str, Vec<Span>)> = Vec::new();
    for hit in hits {
        let name = hit.part.name();
        match parts.last_mut() {
            Some((last, _, spans)) if *last == name => spans.push(hit.span),
            _ => parts.push((name, hit.part.of(record), vec![hit.span])),
        }
    }
    for (name, text, spans) in parts {
        let mut offset = 0;
        let lines: Vec<(Span, &str)> = text
            .split_inclusive('\n')
            .map(|line| {
                let span = Span::new(offset, offset + line.len());
                offset = span.end;
                (span, line.trim_end_matches(['\n', '\r']))
            })
            .collect();
        let is_hit = |line: &Span| spans.iter().any(|span| span.overlaps(*line));
        for (number, (_, line)) in lines.iter().enumerate() {
            let near =
                &lines[number.saturating_sub(around)..(number + around + 1).min(lines.len())];
            if near.iter().any(|(span, _)| is_hit(span)) {
                let sign = if is_hit(&lines[number].0) { ':' } else { '-' };
                out.line(&format!("{}{sign}{name}{sign}{}{sign}{line}", record.id, number + 1))?;
            }
        }
    }
    Ok(())
}

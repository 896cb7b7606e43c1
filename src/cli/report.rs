//! `cotscope report`: one HTML file for those who were not there. The page shows the numbers that
//! `--json` prints, and nothing else.

mod html;

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Value, json};

use super::agree;
use super::args::Report as Wish;
use super::failure::{Failure, exit};
use super::generate::target_failure;
use super::opening::Opening;
use super::output::Output;
use super::progress::Reading;
use crate::citation::Kind;
use crate::dataset::Dataset;
use crate::export::target::Target;
use crate::session::clauses::{ClauseRow, Clauses, Tally};
use crate::session::labels::{Access, Labels};

/// Marked records that are listed one by one unless `--limit` says otherwise.
const LISTED: usize = 200;
/// Characters of a prompt in the list.
const BEGINNING: usize = 160;

pub(crate) fn run(wish: &Wish, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let dataset = opening.dataset(&wish.paths, out)?;
    // Refused before the counting, which may take a while.
    let inputs = dataset.sources().iter().map(|source| source.path.as_str());
    let target = wish.to.file();
    let target = target.map(|path| Target::create_beside(path, wish.to.force, inputs)).transpose();
    let target = target.map_err(target_failure)?;
    let report = gather(&wish.paths, &dataset, opening, out)?;
    if let Some(mut file) = target {
        file.write_all(html::page(&report).as_bytes())?;
        file.finish().map_err(target_failure)?;
        let path = wish.to.file().unwrap_or(std::path::Path::new("")).display();
        out.say(&format!("wrote {path}: open it in a browser"));
    } else if !out.json {
        out.text(html::page(&report).trim_end())?;
    }
    if out.json {
        out.object(&report)?;
    }
    Ok(exit::OK)
}

/// Everything that the report says.
fn gather(
    paths: &[String],
    dataset: &Dataset,
    opening: &Opening,
    out: &mut Output,
) -> Result<Value, Failure> {
    let specs = opening.specs(out)?;
    let labels = opening.labels(paths, Access::Read, out)?;
    let citer = opening.detector(&specs);
    let mut tally = Tally::new(&specs);
    let mut without_cot = 0;
    let mut marked = Vec::new();
    for record in Reading::new("counting", dataset, opening.quiet) {
        let Some(record) = opening.readable(record, out)? else { continue };
        without_cot += usize::from(!record.has_cot());
        tally.add(&record, &citer.cite(&record));
        if let Some(entry) = marks(&labels, &record.id) {
            let start: String = record.prompt.chars().take(BEGINNING).collect();
            marked.push(json!({"record": record.id, "prompt": start, "marks": entry}));
        }
    }
    let clauses = tally.finish();
    let (agreement, no_agreement) =
        match out.quietly(|out| agree::summary(paths, dataset, opening, out)) {
            Ok(summary) => (summary, None),
            Err(failure) => (Value::Null, Some(failure.to_string())),
        };
    let all = marked.len();
    marked.truncate(opening.limit.unwrap_or(LISTED));
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "paths": paths,
        "records": dataset.len(),
        "without_cot": without_cot,
        "problems": dataset.problem_count(),
        "specs": specs.iter().map(|spec| json!({
            "spec": spec.name, "clauses": spec.clauses.len(),
        })).collect::<Vec<_>>(),
        "uncited": clauses.silent,
        "clauses": cited(&clauses),
        "labels": counts(&labels, dataset),
        "marked": all,
        "listed": marked,
        "agreement": agreement,
        "no_agreement": no_agreement,
    }))
}

/// The clauses that are cited, most cited first.
fn cited(clauses: &Clauses) -> Vec<Value> {
    let mut rows: Vec<&ClauseRow> = clauses.rows.iter().filter(|row| row.citations > 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.records));
    let kinds = |row: &ClauseRow| -> BTreeMap<&str, u32> {
        let counted = Kind::ALL.into_iter().map(Kind::name).zip(row.kinds);
        counted.filter(|(_, count)| *count > 0).collect()
    };
    rows.into_iter()
        .map(|row| {
            json!({
                "spec": row.spec, "clause": row.id, "title": row.title, "exists": row.exists,
                "records": row.records, "citations": row.citations, "kinds": kinds(row),
            })
        })
        .collect()
}

/// How many records each reviewer gave each label, and flagged.
fn counts(labels: &Labels, dataset: &Dataset) -> Vec<Value> {
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for ordinal in 0..dataset.len() {
        for (reviewer, state) in labels.states(dataset.id(ordinal)) {
            let held = state.labels.iter().map(|held| &*held.label);
            for name in held.chain(state.flags.iter().map(|flag| &**flag)) {
                *counts.entry((reviewer, name)).or_default() += 1;
            }
        }
    }
    let object = |((reviewer, label), records): ((&str, &str), u32)| json!({"reviewer": reviewer, "label": label, "records": records});
    counts.into_iter().map(object).collect()
}

/// What people hold about a record, if anything.
fn marks(labels: &Labels, record: &str) -> Option<Vec<Value>> {
    let states = labels.states(record);
    let marks: Vec<Value> = states
        .into_iter()
        .filter(|(_, state)| !state.labels.is_empty() || !state.flags.is_empty())
        .map(|(reviewer, state)| {
            let held: Vec<&str> = state.labels.iter().map(|held| &*held.label).collect();
            let flags: Vec<&str> = state.flags.iter().map(|flag| &**flag).collect();
            json!({
                "reviewer": reviewer, "labels": held, "flags": flags, "note": state.note.as_deref(),
            })
        })
        .collect();
    (!marks.is_empty()).then_some(marks)
}

//! `cotscope inspect`: what a source is, before anyone reads it.

use std::ops::ControlFlow;

use serde_json::{Map, Value, json};

use super::args::Inspect;
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use super::progress::{Bar, Unit};
use crate::dataset::{self, SourceReport};
use crate::export::json::record_fields;
use crate::session::open::SessionError;

pub(crate) fn run(wish: &Inspect, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let options = opening.request.options()?;
    let mut bar = Bar::new("reading", Unit::Megabytes, opening.quiet);
    let reports = dataset::inspect(&wish.paths, options, &mut |progress| {
        bar.show(progress.done, progress.total);
        ControlFlow::Continue(())
    });
    bar.clear();
    let reports = reports.map_err(SessionError::Data)?;
    for report in &reports {
        match (wish.problems, out.json) {
            (true, _) => print_problems(report, out)?,
            (false, true) => out.object(&object(report))?,
            (false, false) => print(report, out)?,
        }
    }
    let usable = reports.iter().any(|report| report.records > 0);
    Ok(if usable { exit::OK } else { exit::BAD_DATA })
}

/// The object of the interfaces page.
fn object(report: &SourceReport) -> Value {
    let origins: Map<String, Value> =
        report.origins.iter().map(|(field, origin)| ((*field).to_owned(), json!(origin))).collect();
    let raters = report.mapping.iter().filter(|mapped| mapped.field.contains('.'));
    let mut mapping = origins;
    mapping.extend(raters.map(|mapped| (mapped.field.clone(), json!(mapped.pointer.to_string()))));
    let seen = report.seen.iter().map(|field| json!({"pointer": field.pointer.to_string(), "types": field.types, "share": f64::from(field.per_mille) / 1000.0}));
    json!({
        "path": report.path,
        "format": report.format,
        "layout": report.layout,
        "mapping": mapping,
        "records": report.records,
        "without_cot": report.without_cot,
        "problems": report.problem_count,
        "cot_chars": {
            "median": report.cot_chars.median,
            "p95": report.cot_chars.p95,
            "max": report.cot_chars.max,
        },
        "seen": seen.collect::<Vec<_>>(),
        "example": report.example.as_ref().map(record_fields),
    })
}

fn print_problems(report: &SourceReport, out: &mut Output) -> Result<(), Failure> {
    for problem in &report.problems {
        if out.json {
            out.object(&json!(problem))?;
        } else {
            out.line(&problem.to_string())?;
        }
    }
    let unlisted = report.problem_count.saturating_sub(report.problems.len());
    if unlisted > 0 {
        out.say(&format!("… and {unlisted} more like them in {}", report.path));
    }
    Ok(())
}

fn print(report: &SourceReport, out: &mut Output) -> Result<(), Failure> {
    out.heading(&format!("{}  ({}, {})", report.path, report.format, report.layout))?;
    out.line(&format!(
        "  {} records, {} without a chain, {} problems",
        report.records, report.without_cot, report.problem_count
    ))?;
    let lengths = report.cot_chars;
    out.line(&format!(
        "  chain length in characters: median {}, p95 {}, longest {}",
        lengths.median, lengths.p95, lengths.max
    ))?;
    for mapped in &report.mapping {
        let note = mapped.note.as_ref().map_or(String::new(), |note| format!("  ({note})"));
        out.line(&format!("  {:<18} ← {}{note}", mapped.field, mapped.pointer))?;
    }
    if !report.seen.is_empty() {
        let names: Vec<String> =
            report.seen.iter().map(|field| field.pointer.to_string()).collect();
        out.line(&format!("  kept as metadata: {}", names.join(", ")))?;
    }
    for problem in report.problems.iter().take(TOLD) {
        out.line(&format!("  ! {problem}"))?;
    }
    if report.problem_count > TOLD {
        out.line(&format!("  … {} more with --problems", report.problem_count - TOLD))?;
    }
    if let Some(record) = &report.example {
        out.line(&format!("  example {}", record.id))?;
        for (name, text) in
            [("prompt", &record.prompt), ("cot", &record.cot), ("answer", &record.answer)]
        {
            out.line(&format!("    {name:<7} {}", beginning(text)))?;
        }
    }
    Ok(())
}

/// Problems told in the overview.
const TOLD: usize = 3;
/// Characters of a text in the example.
const SHOWN: usize = 100;

fn beginning(text: &str) -> String {
    let line = text.split_whitespace().take(SHOWN).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

//! The page: one file, no script, nothing from elsewhere. Every text of the data is escaped here.

use std::fmt::Write;

use serde_json::Value;

use crate::text::sanitise;

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;\
padding:0 1rem}table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}th,td{text-align:left;\
padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8886;vertical-align:top}td.n,th.n{text-align:right;\
font-variant-numeric:tabular-nums}meter{width:8rem}code{font-family:ui-monospace,monospace}\
.note{color:GrayText}";

/// The page of a report.
pub(super) fn page(report: &Value) -> String {
    let title = format!("cotscope report: {}", list(&report["paths"]));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{0}</title>\n<style>{STYLE}</style></head>\n<body>\n\
         <h1>{0}</h1>\n",
        escaped(&title)
    );
    overview(&mut page, report);
    labels(&mut page, report);
    agreement(&mut page, report);
    clauses(&mut page, report);
    marked(&mut page, report);
    let version = text(&report["version"]);
    let _ = writeln!(page, "<p class=\"note\">cotscope {}</p>\n</body></html>", escaped(&version));
    page
}

fn overview(page: &mut String, report: &Value) {
    let specs: Vec<String> = each(&report["specs"])
        .map(|spec| format!("{}, {} clauses", text(&spec["spec"]), text(&spec["clauses"])))
        .collect();
    let specs = if specs.is_empty() { "none".to_owned() } else { specs.join("; ") };
    let rows = [
        ("records", text(&report["records"])),
        ("without a chain of thought", text(&report["without_cot"])),
        ("problems in the input", text(&report["problems"])),
        ("specs", specs),
        ("records that cite no clause", text(&report["uncited"])),
    ];
    table(page, &[], rows.map(|(name, value)| vec![Cell::Text(name.into()), Cell::Text(value)]));
}

fn labels(page: &mut String, report: &Value) {
    heading(page, "Labels and flags");
    let all = report["records"].as_u64().unwrap_or(0);
    let rows = each(&report["labels"]).map(|row| {
        let records = row["records"].as_u64().unwrap_or(0);
        vec![
            Cell::Text(text(&row["label"])),
            Cell::Text(text(&row["reviewer"])),
            Cell::Number(records.to_string()),
            Cell::Share(records, all),
        ]
    });
    table(page, &["label", "reviewer", "#records", "of all"], rows);
}

fn agreement(page: &mut String, report: &Value) {
    heading(page, "Agreement");
    match report["agreement"].as_object() {
        None => {
            let why = text(&report["no_agreement"]);
            let why = why.strip_prefix("error: ").unwrap_or(&why);
            let _ = writeln!(page, "<p class=\"note\">{}</p>", escaped(why));
        }
        Some(summary) => {
            let plain = |value: &&Value| !value.is_object() && !value.is_array();
            let rows = summary.iter().flat_map(|(name, value)| match value {
                Value::Object(parts) => parts
                    .iter()
                    .filter(|(_, part)| plain(part))
                    .map(|(part, value)| (format!("{name} {part}"), value.clone()))
                    .collect::<Vec<_>>(),
                value => vec![(name.clone(), value.clone())],
            });
            let rows = rows.filter(|(_, value)| !value.is_null());
            table(
                page,
                &["", "#value"],
                rows.map(|(name, value)| {
                    vec![Cell::Text(name.replace('_', " ")), Cell::Number(short(&value))]
                }),
            );
        }
    }
}

fn clauses(page: &mut String, report: &Value) {
    heading(page, "Clauses cited");
    let all = report["records"].as_u64().unwrap_or(0);
    let rows = each(&report["clauses"]).map(|row| {
        let kinds = row["kinds"].as_object().into_iter().flatten();
        let kinds: Vec<String> = kinds.map(|(kind, count)| format!("{kind} {count}")).collect();
        let records = row["records"].as_u64().unwrap_or(0);
        vec![
            Cell::Code(text(&row["clause"])),
            Cell::Text(text(&row["title"])),
            Cell::Number(records.to_string()),
            Cell::Share(records, all),
            Cell::Number(text(&row["citations"])),
            Cell::Text(kinds.join(", ").replace('_', " ")),
        ]
    });
    table(page, &["clause", "title", "#records", "of all", "#citations", "kinds"], rows);
}

fn marked(page: &mut String, report: &Value) {
    heading(page, "Records with a label or a flag");
    let (all, listed) = (&report["marked"], each(&report["listed"]).count());
    if all.as_u64().unwrap_or(0) > listed as u64 {
        let _ = writeln!(page, "<p>The first {listed} of {}.</p>", escaped(&text(all)));
    }
    let rows = each(&report["listed"]).flat_map(|record| {
        each(&record["marks"]).map(|mark| {
            let names = [list(&mark["labels"]), list(&mark["flags"])];
            let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
            vec![
                Cell::Code(text(&record["record"])),
                Cell::Text(text(&record["prompt"])),
                Cell::Text(text(&mark["reviewer"])),
                Cell::Text(names.join(", ")),
                Cell::Text(text(&mark["note"])),
            ]
        })
    });
    table(page, &["record", "prompt", "reviewer", "marks", "note"], rows);
}

fn heading(page: &mut String, title: &str) {
    let _ = writeln!(page, "<h2>{}</h2>", escaped(title));
}

/// What a cell of a table holds.
enum Cell {
    Text(String),
    Code(String),
    Number(String),
    /// A part of a whole, as a bar and a percentage.
    Share(u64, u64),
}

/// A table; `#` before the name of a column puts it to the right.
fn table(page: &mut String, head: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        page.push_str("<p class=\"note\">None.</p>\n");
        return;
    }
    page.push_str("<table>");
    if !head.is_empty() {
        page.push_str("<tr>");
        for name in head {
            let (class, name) = match name.strip_prefix('#') {
                Some(name) => (" class=\"n\"", name),
                None => ("", *name),
            };
            let _ = write!(page, "<th{class}>{}</th>", escaped(name));
        }
        page.push_str("</tr>\n");
    }
    for row in rows {
        page.push_str("<tr>");
        row.iter().for_each(|cell| put(page, cell));
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
}

fn put(page: &mut String, cell: &Cell) {
    // Writing to a string cannot fail.
    let _ = match cell {
        Cell::Text(text) => write!(page, "<td>{}</td>", escaped(text)),
        Cell::Code(text) => write!(page, "<td><code>{}</code></td>", escaped(text)),
        Cell::Number(text) => write!(page, "<td class=\"n\">{}</td>", escaped(text)),
        Cell::Share(part, whole) => {
            let (max, percent) = ((*whole).max(1), 100.0 * *part as f64 / (*whole).max(1) as f64);
            write!(page, "<td><meter max=\"{max}\" value=\"{part}\"></meter> {percent:.1} %</td>")
        }
    };
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn list(value: &Value) -> String {
    each(value).map(text).collect::<Vec<_>>().join(", ")
}

/// A value as people write it.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(_) => list(value),
        other => other.to_string(),
    }
}

/// A number with as many digits as anybody reads.
fn short(value: &Value) -> String {
    match value.as_f64() {
        Some(number) if !value.is_u64() && !value.is_i64() => format!("{number:.4}"),
        _ => text(value),
    }
}

/// Text of the data as text of a page: no markup, no control characters, nothing invisible.
fn escaped(text: &str) -> String {
    let shown = sanitise::shown(text, sanitise::Lines::Keep).text;
    let mut safe = String::with_capacity(shown.len());
    for letter in shown.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

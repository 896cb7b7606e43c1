//! Records as a spreadsheet. Cells that a spreadsheet would run as a formula get an apostrophe in
//! front, which it takes as "this is text"; whoever needs the exact text takes JSONL.

use std::io;

use super::Item;
use crate::label::view::State;

const HEAD: [&str; 10] = [
    "record",
    "path",
    "prompt",
    "cot",
    "answer",
    "outcome",
    "labels",
    "flags",
    "notes",
    "citations",
];

/// The line of column names.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn head() -> io::Result<String> {
    line(&HEAD.map(str::to_owned))
}

/// The line (or lines, where a cell has line breaks) of one record.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn row(item: Item<'_>) -> io::Result<String> {
    let record = item.record;
    let by = |make: fn(&State) -> Vec<String>| {
        let of = |(reviewer, state): &(&str, &State)| {
            let named = make(state).into_iter().map(|value| format!("{reviewer}: {value}"));
            named.collect::<Vec<_>>()
        };
        item.states.iter().flat_map(of).collect::<Vec<_>>().join("; ")
    };
    let outcome = record.meta.get("outcome").and_then(|value| value.as_str()).unwrap_or_default();
    line(&[
        record.id.clone(),
        record.origin.path.clone(),
        record.prompt.clone(),
        record.cot.clone(),
        record.answer.clone(),
        outcome.to_owned(),
        by(|state| state.labels.iter().map(|held| held.label.to_string()).collect()),
        by(|state| state.flags.iter().map(ToString::to_string).collect()),
        by(|state| state.note.iter().map(ToString::to_string).collect()),
        citations(item),
    ])
}

fn line(cells: &[String; HEAD.len()]) -> io::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells.iter().map(|cell| neutral(cell)))?;
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn citations(item: Item<'_>) -> String {
    let one = |citation: &crate::citation::Citation| {
        format!("{} ({})", citation.clause, citation.kind.name())
    };
    item.citations.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn neutral(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    #[test]
    fn formulas_become_text() {
        let record = Record {
            id: "=1+1".into(),
            prompt: "@SUM(A1)".into(),
            cot: "-2".into(),
            answer: "\tx".into(),
            ..Record::default()
        };
        let item = Item { record: &record, citations: &[], states: &[] };
        let written = head().unwrap() + &row(item).unwrap();
        let mut rows = csv::Reader::from_reader(written.as_bytes());
        let row = rows.records().next().unwrap().unwrap();
        assert_eq!(
            row.iter().take(5).collect::<Vec<_>>(),
            ["'=1+1", "", "'@SUM(A1)", "'-2", "'\tx"]
        );
    }
}

//! Records as a spreadsheet. Cells that a spreadsheet would run as a formula get an apostrophe in
//! front, which it takes as "this is text"; whoever needs the exact text takes JSONL.

use std::io::{self, Write};

use super::Item;

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

/// Writes rows under a fixed head.
pub struct Writer<W: Write> {
    inner: csv::Writer<W>,
}

impl<W: Write> Writer<W> {
    /// Writes the head.
    ///
    /// # Errors
    /// When the target cannot be written.
    pub fn new(target: W) -> io::Result<Self> {
        let mut inner = csv::Writer::from_writer(target);
        inner.write_record(HEAD)?;
        Ok(Self { inner })
    }

    /// Writes one record.
    ///
    /// # Errors
    /// When the target cannot be written.
    pub fn write(&mut self, item: Item<'_>) -> io::Result<()> {
        let record = item.record;
        let by = |make: fn(&crate::label::view::State) -> Vec<String>| {
            let of = |(reviewer, state): &(&str, &_)| {
                make(state)
                    .into_iter()
                    .map(|value| format!("{reviewer}: {value}"))
                    .collect::<Vec<_>>()
            };
            item.states.iter().flat_map(of).collect::<Vec<_>>().join("; ")
        };
        let outcome =
            record.meta.get("outcome").and_then(|value| value.as_str()).unwrap_or_default();
        let cells = [
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
        ];
        Ok(self.inner.write_record(cells.iter().map(|cell| neutral(cell)))?)
    }

    /// Sends what is buffered and gives the target back.
    ///
    /// # Errors
    /// When the target cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.inner.into_inner().map_err(csv::IntoInnerError::into_error)
    }
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
        let mut writer = Writer::new(Vec::new()).unwrap();
        writer.write(Item { record: &record, citations: &[], states: &[] }).unwrap();
        let written = writer.finish().unwrap();
        let mut rows = csv::Reader::from_reader(&*written);
        let row = rows.records().next().unwrap().unwrap();
        assert_eq!(
            row.iter().take(5).collect::<Vec<_>>(),
            ["'=1+1", "", "'@SUM(A1)", "'-2", "'\tx"]
        );
    }
}

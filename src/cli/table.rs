//! Small tables that a command takes whole: CSV, TSV, JSON lines, a JSON array, Parquet.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::failure::{Failure, exit};
use crate::dataset::{Dataset, OpenOptions, unheard};
use crate::record::Record;
use crate::session::open::SessionError;
use crate::session::place;

/// One row by column name.
pub(crate) type Row = Map<String, Value>;

/// The rows of a file, and what is wrong with the lines that are none.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
    /// The line on which each row begins; of a binary file its number.
    pub(crate) lines: Vec<u64>,
    /// A sentence each, with the line.
    pub(crate) set_aside: Vec<String>,
}

/// A file of rows; its format is told by its ending, else by its first character.
pub(crate) fn read(file: &Path) -> Result<Table, Failure> {
    let bytes = fs::read(file).map_err(|why| {
        Failure::new(exit::NO_INPUT, format!("{}: {why}", file.display()))
            .fix("check the path of the table")
    })?;
    if bytes.starts_with(b"PAR1") {
        return parquet(file);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let table = parsed(file, bytes)?;
    if table.rows.is_empty() {
        let failure = Failure::new(exit::BAD_DATA, format!("{}: no row found", file.display()))
            .fix("a table is a CSV file with a header, JSON lines, an array of objects or Parquet");
        return Err(match table.set_aside.into_iter().next() {
            Some(why) => failure.why(why),
            None => failure,
        });
    }
    Ok(table)
}

fn parsed(file: &Path, bytes: &[u8]) -> Result<Table, Failure> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    match (ending, first) {
        ("tsv", _) => delimited(file, bytes, b'\t'),
        (_, Some(b'{' | b'[')) => json(file, bytes),
        _ => delimited(file, bytes, delimiter(bytes)),
    }
}

/// A comma; or, where the first line has none, what else it has.
fn delimiter(bytes: &[u8]) -> u8 {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|mark| line.contains(mark)).unwrap_or(b',')
}

fn delimited(file: &Path, bytes: &[u8], delimiter: u8) -> Result<Table, Failure> {
    let bad = |why: csv::Error| Failure::new(exit::BAD_DATA, format!("{}: {why}", file.display()));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let head = reader.byte_headers().map_err(bad)?.clone();
    let text =
        |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned();
    let mut table = Table::default();
    for record in reader.byte_records() {
        let record = record.map_err(bad)?;
        let cells = head.iter().zip(record.iter());
        table
            .rows
            .push(cells.map(|(name, cell)| (text(name), Value::String(text(cell)))).collect());
        table.lines.push(record.position().map_or(0, csv::Position::line));
    }
    Ok(table)
}

/// JSON lines or an array; a line that is no row is set aside.
fn json(file: &Path, bytes: &[u8]) -> Result<Table, Failure> {
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        let rows: Vec<Row> = serde_json::from_slice(bytes).map_err(|why| {
            Failure::new(exit::BAD_DATA, format!("{}: {why}", file.display()))
                .fix("a table is a CSV file, JSON lines or an array of objects")
        })?;
        let lines = (1..=rows.len() as u64).collect();
        return Ok(Table { rows, lines, set_aside: Vec::new() });
    }
    let mut table = Table::default();
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice(line) {
            Ok(row) => {
                table.rows.push(row);
                table.lines.push(number);
            }
            Err(why) => table.set_aside.push(format!("{}:{number}: {why}", file.display())),
        }
    }
    Ok(table)
}

/// A Parquet table is read as a dataset, and its fields get the names of their columns back.
fn parquet(file: &Path) -> Result<Table, Failure> {
    let options = OpenOptions { cache_dir: place::cache_dir(), ..OpenOptions::default() };
    let path = [file.to_string_lossy().into_owned()];
    let dataset = Dataset::open(&path, options, &mut unheard).map_err(SessionError::Data)?;
    let fields: Vec<_> =
        dataset.sources().iter().flat_map(|source| &source.mapping.fields).cloned().collect();
    let row = |record: Record| {
        let mut row = record.meta.clone();
        for mapped in &fields {
            if let Some(value) = of_field(&record, &mapped.field) {
                row.insert(mapped.pointer.name().to_owned(), value);
            }
        }
        row
    };
    let mut table = Table::default();
    for (number, record) in (1..).zip(dataset.records()) {
        match record {
            Ok(record) => {
                table.rows.push(row(record));
                table.lines.push(number);
            }
            Err(why) => table.set_aside.push(why.to_string()),
        }
    }
    Ok(table)
}

fn of_field(record: &Record, field: &str) -> Option<Value> {
    match field.split_once('.') {
        Some(("judge", name)) => record.judges.get(name).cloned(),
        Some(("human", name)) => record.humans.get(name).cloned(),
        _ => match field {
            "id" => Some(record.id.clone().into()),
            "prompt" => Some(record.prompt.clone().into()),
            "answer" => Some(record.answer.clone().into()),
            _ => None,
        },
    }
}

/// The columns in first order.
pub(crate) fn columns(rows: &[Row]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for row in rows {
        for name in row.keys() {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
    }
    columns
}

/// A cell as the text of a label; `None` when it is empty.
pub(crate) fn text(cell: Option<&Value>) -> Option<String> {
    let text = match cell? {
        Value::Null => return None,
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

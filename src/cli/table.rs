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

/// All rows of a file; its format is told by its ending, else by its first character.
pub(crate) fn rows(file: &Path) -> Result<Vec<Row>, Failure> {
    let bytes = fs::read(file).map_err(|why| {
        Failure::new(exit::NO_INPUT, format!("{}: {why}", file.display()))
            .fix("check the path of the table")
    })?;
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if bytes.starts_with(b"PAR1") {
        return parquet(file);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
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

fn delimited(file: &Path, bytes: &[u8], delimiter: u8) -> Result<Vec<Row>, Failure> {
    let bad = |why: csv::Error| Failure::new(exit::BAD_DATA, format!("{}: {why}", file.display()));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let head = reader.byte_headers().map_err(bad)?.clone();
    let text =
        |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned();
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(bad)?;
        let cells = head.iter().zip(record.iter());
        rows.push(cells.map(|(name, cell)| (text(name), Value::String(text(cell)))).collect());
    }
    Ok(rows)
}

fn json(file: &Path, bytes: &[u8]) -> Result<Vec<Row>, Failure> {
    let bad = |why: String| {
        Failure::new(exit::BAD_DATA, format!("{}: {why}", file.display()))
            .fix("a table is a CSV file, JSON lines or an array of objects")
    };
    let mut rows = Vec::new();
    for value in serde_json::Deserializer::from_slice(bytes).into_iter::<Value>() {
        match value.map_err(|why| bad(why.to_string()))? {
            Value::Object(row) => rows.push(row),
            Value::Array(items) => rows.extend(items.into_iter().filter_map(|item| match item {
                Value::Object(row) => Some(row),
                _ => None,
            })),
            _ => return Err(bad("a row is not an object".into())),
        }
    }
    Ok(rows)
}

/// A Parquet table is read as a dataset, and its fields get the names of their columns back.
fn parquet(file: &Path) -> Result<Vec<Row>, Failure> {
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
    // Rows that cannot be read are no ratings.
    Ok(dataset.records().filter_map(Result::ok).map(row).collect())
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

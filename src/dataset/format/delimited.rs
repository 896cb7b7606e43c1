//! CSV and TSV: the first line names the fields; cells may span lines.

use std::io::{self, BufReader, Read};

use csv::{ByteRecord, ReaderBuilder};
use serde_json::{Map, Value};

use super::text::{Stream, repaired};
use crate::{
    dataset::{
        error::OpenError,
        json::{Repairs, push_repaired},
        normalise::Sink,
        sniff::Format,
    },
    problem::{Place, Problem, Severity},
};

/// Writes each line as an object of its cells. Cells stay text: a table has no types, and `007`
/// must not become 7.
pub(crate) fn write_rows(
    mut stream: Stream,
    format: Format,
    sink: &mut Sink,
) -> Result<(), OpenError> {
    let mut input = std::mem::replace(&mut stream.reader, Box::new(io::empty()));
    let _ = (&mut input).take(stream.shape.skip as u64).read_to_end(&mut Vec::new());
    let mut input = BufReader::with_capacity(1 << 16, input);
    let delimiter = if format == Format::Tsv { b'\t' } else { delimiter(&mut input) };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(input);
    let mut record = ByteRecord::new();
    let mut names: Option<Vec<String>> = None;
    while next(&mut reader, &mut record, sink)? {
        let line = record.position().map_or(0, csv::Position::line);
        match &names {
            None => names = Some(header(&record)),
            Some(names) => write_row(names, &record, line, sink)?,
        }
        sink.tell(stream.taken.get())?;
    }
    stream.report(sink);
    Ok(())
}

/// The rows at the beginning of a table.
pub(crate) fn peek(head: &[u8], format: Format) -> Vec<Value> {
    let delimiter = if format == Format::Tsv { b'\t' } else { delimiter(&mut &*head) };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(head);
    let mut records = reader.byte_records().filter_map(Result::ok);
    let Some(names) = records.next().map(|first| header(&first)) else {
        return Vec::new();
    };
    let object = |record: ByteRecord| {
        let cells = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned());
        names
            .iter()
            .cloned()
            .zip(cells)
            .map(|(name, cell)| (name, Value::String(cell)))
            .collect::<Map<_, _>>()
    };
    records.take(8).map(|record| Value::Object(object(record))).collect()
}

/// Semicolons, as spreadsheets of some countries write them, when the first line has no comma.
fn delimiter(input: &mut impl io::BufRead) -> u8 {
    let head = input.fill_buf().unwrap_or_default();
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if !line.contains(&b',') && line.contains(&b';') { b';' } else { b',' }
}

fn next(
    reader: &mut csv::Reader<impl Read>,
    record: &mut ByteRecord,
    sink: &mut Sink,
) -> Result<bool, OpenError> {
    loop {
        match reader.read_byte_record(record) {
            Ok(more) => return Ok(more),
            Err(error) => match error.kind() {
                csv::ErrorKind::Io(io) => {
                    return Err(OpenError::io(sink.name(), "cannot be read", io));
                }
                _ => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let place = Place::line(sink.name(), line);
                    sink.problem(Problem::new(Severity::SetAside, place, error.to_string()));
                }
            },
        }
    }
}

/// The fields' names; nameless ones and repeated ones get a number.
fn header(record: &ByteRecord) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    for (place, cell) in record.iter().enumerate() {
        let mut name = String::from_utf8_lossy(cell).trim().to_owned();
        if name.is_empty() {
            name = if place == 0 { "index".to_owned() } else { format!("column {}", place + 1) };
        }
        if names.contains(&name) {
            name = format!("{name} {}", place + 1);
        }
        names.push(name);
    }
    names
}

fn write_row(
    names: &[String],
    record: &ByteRecord,
    line: u64,
    sink: &mut Sink,
) -> Result<(), OpenError> {
    let mut row = Map::new();
    let mut repairs = Repairs::default();
    for (place, cell) in record.iter().enumerate() {
        let mut text = String::new();
        push_repaired(&mut text, cell, &mut repairs.invalid_utf8);
        let name = names.get(place).cloned().unwrap_or_else(|| format!("column {}", place + 1));
        row.insert(name, Value::String(text));
    }
    let at = Place::line(sink.name(), line);
    if record.len() != names.len() {
        let message = format!("{} cells where the first line names {}", record.len(), names.len());
        sink.problem(Problem::new(Severity::Warning, at.clone(), message));
    }
    repaired(&repairs, &at).into_iter().for_each(|problem| sink.problem(problem));
    sink.value(line, "", &Value::Object(row))
}

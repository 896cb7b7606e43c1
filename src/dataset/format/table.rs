//! One JSON object that is a table: columns under their names, or several lists of rows.

use serde_json::{Map, Value};

use super::text::{Stream, repaired};
use crate::{
    dataset::{error::OpenError, json as reader, layout, normalise::Sink},
    problem::{Place, Problem, Severity},
};

/// Writes the rows.
pub(crate) fn write_rows(mut stream: Stream, sink: &mut Sink) -> Result<(), OpenError> {
    let bytes = stream
        .read_whole()
        .map_err(|error| OpenError::io(sink.name(), "cannot be read", &error))?;
    stream.report(sink);
    let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut repairs = reader::Repairs::default();
    let object = match reader::parse(&bytes[start..], stream.limits.max_depth, &mut repairs) {
        Ok(Value::Object(object)) => object,
        Ok(_) => Map::new(),
        Err(error) => {
            let place = Place { byte: Some(error.at as u64), ..Place::file(sink.name()) };
            sink.problem(Problem::new(
                Severity::SetAside,
                place,
                format!("not valid JSON: {}", error.message),
            ));
            return Ok(());
        }
    };
    repaired(&repairs, &Place::file(sink.name()))
        .into_iter()
        .for_each(|problem| sink.problem(problem));
    if layout::tables::is_columns(&object) {
        write_columns(object, sink)
    } else {
        write_sections(object, sink)
    }
}

/// Turns columns into rows; an object's keys are the rows' ids.
fn write_columns(object: Map<String, Value>, sink: &mut Sink) -> Result<(), OpenError> {
    let mut rows: Vec<Map<String, Value>> = Vec::new();
    for (name, column) in object {
        let cells: Vec<Value> = match column {
            Value::Array(cells) => cells,
            Value::Object(cells) => cells.into_iter().map(|(_, cell)| cell).collect(),
            _ => continue,
        };
        rows.resize_with(rows.len().max(cells.len()), Map::new);
        for (row, cell) in rows.iter_mut().zip(cells) {
            row.insert(name.clone(), cell);
        }
    }
    for (place, row) in rows.into_iter().enumerate() {
        sink.value(place as u64 + 1, "", &Value::Object(row))?;
    }
    Ok(())
}

/// Writes each list's rows with the list's name as their member; what is no list is about all of them.
fn write_sections(object: Map<String, Value>, sink: &mut Sink) -> Result<(), OpenError> {
    let mut shared = Map::new();
    let mut lists = Vec::new();
    for (name, value) in object {
        match value {
            Value::Array(rows) => lists.push((name, rows)),
            other => {
                shared.insert(name, other);
            }
        }
    }
    for (name, rows) in lists {
        for (place, row) in rows.into_iter().enumerate() {
            let row = match row {
                Value::Object(mut row) => {
                    row.entry("section").or_insert_with(|| Value::String(name.clone()));
                    for (key, value) in &shared {
                        row.entry(key.clone()).or_insert_with(|| value.clone());
                    }
                    Value::Object(row)
                }
                other => other,
            };
            sink.value(place as u64 + 1, &name, &row)?;
        }
    }
    Ok(())
}

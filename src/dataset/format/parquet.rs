//! Parquet: every row as an object, nested lists and structs included.

use std::{fs::File, panic};

use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::{Field, Row, reader::RowIter},
};
use serde_json::{Map, Number, Value};

use crate::{
    dataset::{error::OpenError, normalise::Sink},
    problem::{Place, Problem, Severity},
};

/// The first rows.
pub(crate) fn peek(file: File) -> Vec<Value> {
    let rows = guarded(|| {
        let reader = SerializedFileReader::new(file).map_err(|error| error.to_string())?;
        let rows = reader.get_row_iter(None).map_err(|error| error.to_string())?;
        Ok(rows.take(8).filter_map(Result::ok).map(object).collect())
    });
    rows.unwrap_or_default()
}

/// Writes the rows, a row group at a time, so that a damaged group costs only itself.
pub(crate) fn write_rows(file: File, sink: &mut Sink) -> Result<(), OpenError> {
    let bytes = file.metadata().map_or(0, |meta| meta.len());
    let reader = match guarded(|| {
        SerializedFileReader::new(file).map_err(|error| error.to_string())
    }) {
        Ok(reader) => reader,
        Err(why) => {
            let message = format!("source incomplete: {why}");
            sink.problem(
                Problem::new(Severity::Incomplete, Place::file(sink.name()), message)
                    .hint("Parquet keeps its directory at the end of the file; get the file again"),
            );
            return Ok(());
        }
    };
    let groups = reader.num_row_groups();
    let mut line = 0;
    for group in 0..groups {
        let rows = u64::try_from(reader.metadata().row_group(group).num_rows()).unwrap_or(0);
        write_group(&reader, group, line, sink)?;
        line += rows;
        sink.tell(bytes / groups.max(1) as u64 * (group as u64 + 1))?;
    }
    Ok(())
}

fn write_group(
    reader: &SerializedFileReader<File>,
    group: usize,
    before: u64,
    sink: &mut Sink,
) -> Result<(), OpenError> {
    let member = format!("row group {}", group + 1);
    let mut line = before;
    let outcome = guarded(|| {
        let group = reader.get_row_group(group).map_err(|error| error.to_string())?;
        let rows =
            RowIter::from_row_group(None, group.as_ref()).map_err(|error| error.to_string())?;
        for row in rows {
            let row = row.map_err(|error| error.to_string())?;
            line += 1;
            // An error of the cache must reach the caller, not count as damage of the file.
            if let Err(error) = sink.value(line, &member, &object(row)) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    });
    match outcome {
        Ok(written) => written,
        Err(why) => {
            let place = Place { member: Some(member), ..Place::line(sink.name(), line + 1) };
            let message =
                format!("source incomplete: the rest of this row group cannot be read: {why}");
            sink.problem(Problem::new(Severity::Incomplete, place, message));
            Ok(())
        }
    }
}

/// Runs code of the library that panics on some damaged files and turns the panic into an error.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(work));
    outcome.unwrap_or_else(|_| Err("its content is damaged".to_owned()))
}

fn object(row: Row) -> Value {
    Value::Object(
        row.into_columns()
            .into_iter()
            .map(|(name, field)| (name, value(field)))
            .collect::<Map<_, _>>(),
    )
}

fn value(field: Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(one) => Value::Bool(one),
        Field::Byte(one) => one.into(),
        Field::Short(one) => one.into(),
        Field::Int(one) => one.into(),
        Field::Long(one) => one.into(),
        Field::UByte(one) => one.into(),
        Field::UShort(one) => one.into(),
        Field::UInt(one) => one.into(),
        Field::ULong(one) => one.into(),
        Field::Float16(one) => float(&one.to_string()),
        Field::Float(one) => float(&one.to_string()),
        Field::Double(one) => float(&one.to_string()),
        Field::Str(text) => Value::String(text),
        Field::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes.data()).into_owned()),
        Field::Decimal(_) => float(&field.to_string()),
        Field::Group(row) => object(row),
        Field::ListInternal(list) => list.elements().iter().cloned().map(value).collect(),
        Field::MapInternal(map) => {
            let entries = map.entries().iter().cloned();
            Value::Object(entries.map(|(key, inner)| (key_text(key), value(inner))).collect())
        }
        // Dates and times in their usual notation.
        other => Value::String(other.to_string()),
    }
}

/// A number by its digits; what JSON has no digits for (NaN) is null.
fn float(digits: &str) -> Value {
    digits.parse::<Number>().map_or(Value::Null, Value::Number)
}

fn key_text(key: Field) -> String {
    match value(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

//! One label as a row of a table.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::label::event::{Drawn, Event, Evidence, What};
use crate::label::view::View;
use crate::record::Field;

/// A label that holds, with what a table says about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The record's id.
    pub record: String,
    /// The label; a row may hold a note alone.
    pub label: Option<String>,
    /// The label's group, where the label alone does not say it.
    pub group: Option<String>,
    /// Follow-up codes.
    pub codes: Vec<String>,
    /// Who.
    pub reviewer: Option<String>,
    /// Spans; their words are empty where a table gives offsets only.
    pub evidence: Vec<Evidence>,
    /// The note.
    pub note: Option<String>,
    /// When.
    pub time: Option<Timestamp>,
    /// How the record was drawn; for export only, an import is always of origin `import`.
    pub drawn: Drawn,
    /// Whether it was given before anything was revealed; for export only.
    pub blind: bool,
}

/// The labels and notes that hold, a row each, in the order of records and reviewers in the view.
pub fn rows(view: &View) -> impl Iterator<Item = Row> {
    view.records().flat_map(move |record| {
        view.states(record).flat_map(move |(reviewer, state)| {
            let row = Row {
                record: record.to_string(),
                reviewer: Some(reviewer.to_string()),
                ..Row::default()
            };
            let note =
                state.note.as_ref().map(|note| Row { note: Some(note.to_string()), ..row.clone() });
            let labels = state.labels.iter().map(move |held| Row {
                label: Some(held.label.to_string()),
                group: Some(held.group.to_string()),
                codes: held.codes.iter().map(ToString::to_string).collect(),
                evidence: held.evidence.clone(),
                blind: held.blind,
                time: view.event(&held.event).map(|event| event.time),
                drawn: view.event(&held.event).map(drawn).unwrap_or_default(),
                ..row.clone()
            });
            labels.chain(note)
        })
    })
}

fn drawn(event: &Event) -> Drawn {
    debug_assert!(matches!(event.what, What::Label { .. }));
    (*event.drawn).clone()
}

/// A row of JSON: `codes` as a list or as text with `;`, spans as [`spans`] has them.
#[derive(Deserialize)]
struct Wire {
    record: Value,
    label: Option<String>,
    group: Option<String>,
    #[serde(default)]
    codes: Value,
    reviewer: Option<String>,
    #[serde(default, alias = "evidence")]
    spans: Value,
    note: Option<String>,
    time: Option<String>,
}

impl Row {
    /// Reads one JSON object.
    pub(super) fn from_json(line: &str) -> Result<Self, String> {
        let wire: Wire = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let record = match wire.record {
            Value::String(record) => record,
            Value::Number(number) => number.to_string(),
            other => return Err(format!("`record` should be an id and is {other}")),
        };
        let codes = match wire.codes {
            Value::Array(codes) => {
                codes.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Value::String(codes) => listed(&codes),
            _ => Vec::new(),
        };
        Ok(Self {
            record: named(record)?,
            label: wire.label.filter(|label| !label.is_empty()),
            group: wire.group,
            codes,
            reviewer: wire.reviewer,
            evidence: spans(&wire.spans)?,
            note: wire.note,
            time: wire.time.as_deref().map(time).transpose()?,
            ..Self::default()
        })
    }
}

/// Reads CSV with a header; each row goes to `take` with its line.
pub(super) fn read_csv(text: &str, mut take: impl FnMut(u64, Result<Row, String>)) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns = match reader.headers() {
        Ok(header) => Columns::of(header),
        Err(error) => return take(1, Err(error.to_string())),
    };
    let columns = match columns {
        Ok(columns) => columns,
        Err(error) => return take(1, Err(error)),
    };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                take(line, columns.row(&record));
            }
            Err(error) => {
                take(error.position().map_or(0, csv::Position::line), Err(error.to_string()));
            }
        }
    }
}

/// Where the header has what.
struct Columns(Vec<String>);

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, String> {
        let columns = Self(header.iter().map(|name| name.trim().to_lowercase()).collect());
        for wanted in ["record", "label"] {
            if !columns.0.iter().any(|name| name == wanted) {
                let found = columns.0.join(", ");
                return Err(format!("the header has no column `{wanted}`; it has {found}"));
            }
        }
        Ok(columns)
    }

    fn row(&self, record: &csv::StringRecord) -> Result<Row, String> {
        let cell = |name: &str| {
            let at = self.0.iter().position(|column| column == name)?;
            record.get(at).filter(|cell| !cell.is_empty()).map(str::to_owned)
        };
        let spans_cell = cell("spans").or_else(|| cell("evidence"));
        Ok(Row {
            record: named(cell("record").unwrap_or_default())?,
            label: cell("label"),
            group: cell("group"),
            codes: cell("codes").as_deref().map(listed).unwrap_or_default(),
            reviewer: cell("reviewer"),
            evidence: spans(&spans_cell.map_or(Value::Null, Value::String))?,
            note: cell("note"),
            time: cell("time").as_deref().map(time).transpose()?,
            ..Row::default()
        })
    }
}

fn named(record: String) -> Result<String, String> {
    if record.is_empty() { Err("`record` is empty".into()) } else { Ok(record) }
}

fn listed(text: &str) -> Vec<String> {
    text.split(';').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

fn time(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|error| format!("`time`: {error}"))
}

/// Spans as a JSON list of `{"field","start","end","text"}`, such a list as text, or
/// `cot:12-40; answer:0-5`. Offsets are code points, half-open; the field is `cot` when left out.
fn spans(value: &Value) -> Result<Vec<Evidence>, String> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(list) => list.iter().map(span).collect(),
        Value::String(text) if text.trim_start().starts_with('[') => {
            let list: Vec<Value> =
                serde_json::from_str(text).map_err(|error| format!("`spans`: {error}"))?;
            list.iter().map(span).collect()
        }
        Value::String(text) => listed(text).iter().map(|span| short_span(span)).collect(),
        other => Err(format!("`spans` should be a list and is {other}")),
    }
}

fn span(value: &Value) -> Result<Evidence, String> {
    let number =
        |name: &str| value.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let field = text("field").unwrap_or("cot");
    evidence(field, number("start"), number("end"), text("text").unwrap_or_default())
}

fn short_span(text: &str) -> Result<Evidence, String> {
    let (field, range) = text.split_once(':').unwrap_or(("cot", text));
    let (start, end) = range.split_once('-').unwrap_or((range, ""));
    evidence(field.trim(), start.trim().parse().ok(), end.trim().parse().ok(), "")
}

fn evidence(
    field: &str,
    start: Option<usize>,
    end: Option<usize>,
    text: &str,
) -> Result<Evidence, String> {
    let known = Field::ALL.into_iter().find(|known| known.name() == field);
    match (known, start, end) {
        (Some(field), Some(start), Some(end)) if start <= end => {
            Ok(Evidence { field, start, end, text: text.into() })
        }
        _ => Err("`spans`: expected field, start and end, as in cot:12-40".into()),
    }
}

//! JSON forms of records, citations and labels: one place, so that every command says the same.
//! Offsets are half-open, in Unicode code points.

use serde_json::{Map, Value, json};

use super::Item;
use crate::citation::Citation;
use crate::label::Evidence;
use crate::label::view::State;
use crate::record::{Record, ToolCall};
use crate::text::CodePoints;

/// The whole record, under names that a loader recognises, with citations, labels, flags and notes.
#[must_use]
pub fn item(item: Item<'_>) -> Value {
    let Item { record, citations, states } = item;
    let mut object = record_fields(record);
    object.insert("citations".into(), citation_list(record, citations));
    object.insert("labels".into(), labels(states));
    object.insert("flags".into(), flags(states));
    object.insert("notes".into(), notes(states));
    object.insert("evidence".into(), loose_evidence(states));
    Value::Object(object)
}

/// The record's own parts. Empty ones that few records have are left out.
#[must_use]
pub fn record_fields(record: &Record) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put("id", json!(record.id));
    put("record", json!(record.id));
    put("path", json!(record.origin.path));
    if let Some(system) = &record.system {
        put("system", json!(system));
    }
    if !record.turns.is_empty() {
        let turn = |turn: &crate::record::Turn| json!({"role": turn.role, "text": turn.text});
        put("turns", record.turns.iter().map(turn).collect());
    }
    put("prompt", json!(record.prompt));
    put("cot", json!(record.cot));
    put("answer", json!(record.answer));
    if !record.steps.is_empty() {
        put("steps", steps(record));
    }
    if !record.calls.is_empty() {
        put("calls", record.calls.iter().map(call).collect());
    }
    if !record.judges.is_empty() {
        put("judge", json!(record.judges));
    }
    if !record.humans.is_empty() {
        put("human", json!(record.humans));
    }
    if let Some(pair) = &record.pair {
        put("pair", json!({"of": pair.of, "side": pair.side, "other": pair.other}));
    }
    put("meta", Value::Object(record.meta.clone()));
    object
}

fn steps(record: &Record) -> Value {
    let points = CodePoints::new(&record.cot);
    let step = |step: &crate::record::Step| {
        let (start, end) = points.of_span(&record.cot, step.span);
        json!({"start": start, "end": end, "calls": step.calls.iter().map(call).collect::<Vec<_>>()})
    };
    record.steps.iter().map(step).collect()
}

fn call(call: &ToolCall) -> Value {
    json!({"name": call.name, "arguments": call.arguments, "result": call.result})
}

/// Citations as `cite --json` has them, without the record's name.
#[must_use]
pub fn citation_list(record: &Record, citations: &[Citation]) -> Value {
    let points = CodePoints::new(&record.cot);
    citations
        .iter()
        .map(|citation| Value::Object(citation_fields(record, &points, citation)))
        .collect()
}

/// One citation.
#[must_use]
pub fn citation_fields(
    record: &Record,
    points: &CodePoints,
    citation: &Citation,
) -> Map<String, Value> {
    let (start, end) = points.of_span(&record.cot, citation.span);
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put("spec", json!(citation.spec));
    put("clause", json!(citation.clause));
    put("kind", json!(citation.kind.name()));
    put("start", json!(start));
    put("end", json!(end));
    put("text", json!(citation.span.of(&record.cot)));
    // Two digits are what the score can bear, and they keep f32's noise out of the output.
    put("score", json!((f64::from(citation.score) * 100.0).round() / 100.0));
    if !citation.diff.is_empty() {
        put("diff", json!(citation.diff));
    }
    if let Some(note) = &citation.note {
        put("note", json!(note));
    }
    object
}

/// What people hold, one object a label.
#[must_use]
pub fn labels(states: &[(&str, &State)]) -> Value {
    let held = |(reviewer, state): &(&str, &State)| {
        let one = |held: &crate::label::view::Held| {
            json!({
                "reviewer": reviewer,
                "group": &*held.group,
                "label": &*held.label,
                "codes": held.codes.iter().map(|code| &**code).collect::<Vec<_>>(),
                "evidence": held.evidence.iter().map(evidence).collect::<Vec<_>>(),
                "blind": held.blind,
            })
        };
        state.labels.iter().map(one).collect::<Vec<_>>()
    };
    states.iter().flat_map(held).collect()
}

fn evidence(evidence: &Evidence) -> Value {
    json!({
        "field": evidence.field.name(),
        "start": evidence.start,
        "end": evidence.end,
        "text": &*evidence.text,
    })
}

fn flags(states: &[(&str, &State)]) -> Value {
    let set = |(reviewer, state): &(&str, &State)| {
        state
            .flags
            .iter()
            .map(|flag| json!({"reviewer": reviewer, "flag": &**flag}))
            .collect::<Vec<_>>()
    };
    states.iter().flat_map(set).collect()
}

fn notes(states: &[(&str, &State)]) -> Value {
    let note = |(reviewer, state): &(&str, &State)| {
        state.note.as_ref().map(|note| json!({"reviewer": reviewer, "note": &**note}))
    };
    states.iter().filter_map(note).collect()
}

/// Spans that support the record as a whole rather than one label.
fn loose_evidence(states: &[(&str, &State)]) -> Value {
    let spans = |(reviewer, state): &(&str, &State)| {
        let one = |span: &Evidence| {
            let mut object = evidence(span);
            object["reviewer"] = json!(reviewer);
            object
        };
        state.evidence.iter().map(one).collect::<Vec<_>>()
    };
    states.iter().flat_map(spans).collect()
}

//! Inspect logs: samples with their input, messages, output and scores. Attachments and pooled
//! messages are put back where they belong.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::text::Stream;
use crate::{
    dataset::{error::OpenError, json as reader, normalise::Sink},
    problem::{Place, Problem, Severity},
};

/// What of a log's head every sample is given.
const HEAD_FIELDS: &[&str] = &["task", "model", "run_id", "created", "task_args", "dataset"];

/// Parts of a sample that repeat its messages or belong to the log's machinery.
const MACHINERY: &[&str] = &[
    "events",
    "transcript",
    "attachments",
    "message_pool",
    "call_pool",
    "events_data",
    "output",
    "input",
    "store",
];

/// What all samples of a log share.
#[derive(Default)]
pub(crate) struct Log {
    eval: Map<String, Value>,
    epochs: bool,
}

/// Writes the samples of a log that is one JSON file.
pub(crate) fn write_rows(mut stream: Stream, sink: &mut Sink) -> Result<(), OpenError> {
    let bytes = stream
        .read_whole()
        .map_err(|error| OpenError::io(sink.name(), "cannot be read", &error))?;
    stream.report(sink);
    let mut repairs = reader::Repairs::default();
    let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut log = match reader::parse(&bytes[start..], stream.limits.max_depth, &mut repairs) {
        Ok(Value::Object(log)) => log,
        Ok(_) => Map::new(),
        Err(error) => return salvage(&bytes, &error, &stream, sink),
    };
    drop(bytes);
    let samples = log.shift_remove("samples");
    let head = Log::read(&log, sink);
    let Some(Value::Array(samples)) = samples else {
        no_samples(&log, sink);
        return Ok(());
    };
    if samples.is_empty() {
        no_samples(&log, sink);
    }
    for (place, sample) in samples.into_iter().enumerate() {
        head.write_sample(place as u64 + 1, "", sample, sink)?;
    }
    Ok(())
}

/// A damaged log still holds whole samples: each that parses is kept.
fn salvage(
    bytes: &[u8],
    error: &reader::JsonError,
    stream: &Stream,
    sink: &mut Sink,
) -> Result<(), OpenError> {
    let place = Place { byte: Some(error.at as u64), ..Place::file(sink.name()) };
    sink.problem(Problem::new(
        Severity::Incomplete,
        place,
        format!("source incomplete: not valid JSON: {}", error.message),
    ));
    let Some(at) = memchr::memmem::find(bytes, b"\"samples\"") else {
        return Ok(());
    };
    let Some(open) = memchr::memchr(b'[', &bytes[at..]) else {
        return Ok(());
    };
    let rest = &bytes[at + open + 1..];
    let mut frames = crate::dataset::frames::Frames::new(
        rest,
        crate::dataset::frames::Framing::Values,
        stream.limits.max_line,
        0,
        1,
    );
    let mut place = 0;
    while let Ok(Some(frame)) = frames.next_frame() {
        place += 1;
        let mut repairs = reader::Repairs::default();
        let value = reader::parse(frames.bytes(&frame), stream.limits.max_depth, &mut repairs);
        if let (None, Ok(sample)) = (frame.fault, value) {
            Log::default().write_sample(place, "", sample, sink)?;
        }
    }
    Ok(())
}

/// Says that a log has no samples, and what it says of itself.
pub(crate) fn no_samples(log: &Map<String, Value>, sink: &mut Sink) {
    let status = log.get("status").and_then(Value::as_str).unwrap_or("unknown");
    let message = format!("the log holds no samples (its status is {status})");
    let problem = Problem::new(Severity::Warning, Place::file(sink.name()), message)
        .hint("logs written without samples, or cancelled before the first one, have only totals");
    sink.problem(problem);
}

impl Log {
    /// Reads a log's head and reports a run that did not end well.
    pub(crate) fn read(head: &Map<String, Value>, sink: &mut Sink) -> Self {
        let status = head.get("status").and_then(Value::as_str).unwrap_or("success");
        if status != "success" {
            let why =
                head.get("error").and_then(|error| error.get("message")).and_then(Value::as_str);
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            let message = format!("the run did not finish: its status is {status}{why}");
            sink.problem(Problem::new(Severity::Warning, Place::file(sink.name()), message));
        }
        let of = head.get("eval").and_then(Value::as_object);
        let mut eval = Map::new();
        for key in HEAD_FIELDS {
            if let Some(value) = of.and_then(|of| of.get(*key)) {
                eval.insert((*key).to_owned(), value.clone());
            }
        }
        eval.insert("status".to_owned(), Value::String(status.to_owned()));
        let epochs = of.and_then(|of| of.get("config")?.get("epochs")?.as_u64()).unwrap_or(1) > 1;
        Self { eval, epochs }
    }

    /// Writes one sample as a row: `id`, `messages`, `scores` by name, and the rest as it is.
    pub(crate) fn write_sample(
        &self,
        line: u64,
        member: &str,
        sample: Value,
        sink: &mut Sink,
    ) -> Result<(), OpenError> {
        let place = Place {
            member: Some(member.to_owned()).filter(|one| !one.is_empty()),
            ..Place::line(sink.name(), line)
        };
        let Value::Object(mut sample) = sample else {
            sink.problem(Problem::new(Severity::SetAside, place, "a sample that is no object"));
            return Ok(());
        };
        if let Some(error) =
            sample.get("error").and_then(|error| error.get("message")).and_then(Value::as_str)
        {
            let message = format!("the sample ended with an error: {error}");
            sink.problem(Problem::new(Severity::Warning, place, message));
        }
        resolve(&mut sample);
        let messages = messages(&mut sample);
        let scores = scores(&mut sample);
        sample.retain(|key, value| !MACHINERY.contains(&key.as_str()) && !is_nothing(value));
        let mut row = Map::new();
        row.insert("id".to_owned(), Value::String(self.id(&mut sample)));
        row.insert("messages".to_owned(), Value::Array(messages));
        if !scores.is_empty() {
            row.insert("scores".to_owned(), Value::Object(scores));
        }
        row.append(&mut sample);
        if !self.eval.is_empty() {
            row.insert("run".to_owned(), Value::Object(self.eval.clone()));
        }
        sink.value(line, member, &Value::Object(row))
    }

    /// The sample's id, with the epoch where each sample runs several times.
    fn id(&self, sample: &mut Map<String, Value>) -> String {
        let id = match sample.shift_remove("id") {
            Some(Value::String(id)) => id,
            Some(other) => other.to_string(),
            None => String::new(),
        };
        match sample.get("epoch") {
            Some(epoch) if self.epochs => format!("{id}/epoch_{epoch}"),
            _ => id,
        }
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Score objects as their values; explanations and the like beside them.
fn scores(sample: &mut Map<String, Value>) -> Map<String, Value> {
    let mut found = Map::new();
    let scores = match (sample.shift_remove("scores"), sample.shift_remove("score")) {
        (Some(Value::Object(scores)), _) => scores,
        (_, Some(score @ Value::Object(_))) => Map::from_iter([("score".to_owned(), score)]),
        _ => return found,
    };
    for (name, score) in scores {
        let Value::Object(mut score) = score else {
            found.insert(name, score);
            continue;
        };
        let value = score.shift_remove("value").unwrap_or_default();
        match value {
            Value::Object(parts) => found
                .extend(parts.into_iter().map(|(part, value)| (format!("{name}.{part}"), value))),
            value => {
                found.insert(name.clone(), value);
            }
        }
        score.retain(|_, value| !is_nothing(value));
        found.extend(score.into_iter().map(|(part, value)| (format!("{name}.{part}"), value)));
    }
    found
}

/// The conversation: the sample's messages, else its input and output, else what the last call of
/// the model was given and gave.
fn messages(sample: &mut Map<String, Value>) -> Vec<Value> {
    let listed = match sample.shift_remove("messages") {
        Some(Value::Array(messages)) => messages,
        _ => Vec::new(),
    };
    let from_events = last_model_call(sample);
    let mut messages =
        if listed.len() >= 2 || from_events.len() <= listed.len() { listed } else { from_events };
    if messages.is_empty() {
        messages = match sample.get("input") {
            Some(Value::Array(input)) => input.clone(),
            Some(Value::String(input)) => {
                vec![serde_json::json!({"role": "user", "content": input})]
            }
            _ => Vec::new(),
        };
    }
    let answered = messages.last().is_some_and(|last| {
        matches!(last.get("role").and_then(Value::as_str), Some("assistant" | "tool"))
    });
    let output = sample
        .get("output")
        .and_then(|output| output.get("choices")?.get(0)?.get("message"))
        .cloned();
    if let (false, Some(output)) = (answered, output) {
        messages.push(output);
    }
    messages
}

/// Input and output of the last model event, for logs whose samples hold less than they should.
fn last_model_call(sample: &Map<String, Value>) -> Vec<Value> {
    let events = sample
        .get("events")
        .or_else(|| sample.get("transcript").and_then(|transcript| transcript.get("events")));
    let calls = events.and_then(Value::as_array).into_iter().flatten().rev();
    let Some(call) =
        calls.clone().find(|event| event.get("event").and_then(Value::as_str) == Some("model"))
    else {
        return Vec::new();
    };
    let mut messages = call.get("input").and_then(Value::as_array).cloned().unwrap_or_default();
    if messages.is_empty() {
        messages = pooled(call, sample);
    }
    let output =
        call.get("output").and_then(|output| output.get("choices")?.get(0)?.get("message"));
    messages.extend(output.cloned());
    messages
}

/// Input that is written as ranges `[from, to)` of the sample's pool of messages.
fn pooled(call: &Value, sample: &Map<String, Value>) -> Vec<Value> {
    let pool = sample
        .get("message_pool")
        .or_else(|| sample.get("events_data").and_then(|data| data.get("messages")));
    let (Some(pool), Some(ranges)) =
        (pool.and_then(Value::as_array), call.get("input_refs").and_then(Value::as_array))
    else {
        return Vec::new();
    };
    let bound = |range: &Value, end: usize| {
        range.get(end).and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok())
    };
    ranges
        .iter()
        .filter_map(|range| pool.get(bound(range, 0)?..bound(range, 1)?))
        .flatten()
        .cloned()
        .collect()
}

const ATTACHMENT: &str = "attachment://";

/// Puts attachments back in place of their references.
fn resolve(sample: &mut Map<String, Value>) {
    let mut texts: HashMap<String, String> = HashMap::new();
    let beside = sample.get("attachments").and_then(Value::as_object);
    let inside = sample
        .get("transcript")
        .and_then(|transcript| transcript.get("content"))
        .and_then(Value::as_object);
    for (hash, text) in beside.into_iter().chain(inside).flatten() {
        texts.extend(text.as_str().map(|text| (hash.clone(), text.to_owned())));
    }
    if texts.is_empty() {
        return;
    }
    for key in [
        "input",
        "messages",
        "output",
        "target",
        "scores",
        "score",
        "metadata",
        "message_pool",
        "events_data",
        "events",
        "transcript",
    ] {
        if let Some(value) = sample.get_mut(key) {
            put_back(value, &texts);
        }
    }
}

fn put_back(value: &mut Value, texts: &HashMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(found) = text
                .strip_prefix(ATTACHMENT)
                .or_else(|| text.strip_prefix("tc://"))
                .and_then(|hash| texts.get(hash))
            {
                text.clone_from(found);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put_back(item, texts)),
        Value::Object(map) => map.values_mut().for_each(|item| put_back(item, texts)),
        _ => {}
    }
}

//! Claude Code sessions: a file is one conversation of many events, a line each. Every prompt by the
//! user becomes a row that holds the messages of its turn and what was said before.

use std::io;

use serde_json::{Map, Value, json};

use super::text::{Stream, of_fault};
use crate::{
    dataset::{
        error::OpenError,
        frames::{Frames, Framing},
        json as reader,
        layout::conversation,
        normalise::Sink,
    },
    problem::{Place, Problem, Severity},
};

/// What one line holds that a record shows at its own place.
const SHOWN: &[&str] = &["message", "uuid", "parentUuid", "type", "toolUseResult"];

/// Writes one row for each prompt.
pub(crate) fn write_rows(mut stream: Stream, sink: &mut Sink) -> Result<(), OpenError> {
    let input = std::mem::replace(&mut stream.reader, Box::new(io::empty()));
    let mut frames = Frames::new(input, Framing::Lines, stream.limits.max_line, 0, 1);
    let mut session = Session::default();
    loop {
        let frame = frames
            .next_frame()
            .map_err(|error| OpenError::io(sink.name(), "cannot be read", &error))?;
        let Some(frame) = frame else {
            break;
        };
        let place = Place { byte: Some(frame.offset), ..Place::line(sink.name(), frame.line) };
        if let Some(fault) = frame.fault {
            sink.problem(of_fault(fault, place, &stream.limits));
            continue;
        }
        match reader::parse(
            frames.bytes(&frame),
            stream.limits.max_depth,
            &mut reader::Repairs::default(),
        ) {
            Ok(Value::Object(event)) => session.event(event, frame.line, sink)?,
            Ok(_) => {
                sink.problem(Problem::new(Severity::SetAside, place, "not an event of a session"));
            }
            Err(error) => sink.problem(Problem::new(
                Severity::SetAside,
                place,
                format!("not valid JSON: {}", error.message),
            )),
        }
        sink.tell(stream.taken.get())?;
    }
    session.close(sink)?;
    stream.report(sink);
    Ok(())
}

/// The turn that is being read.
#[derive(Default)]
struct Session {
    id: String,
    /// Turns before this one, as plain messages.
    earlier: Vec<Value>,
    turn: Vec<Value>,
    meta: Map<String, Value>,
    number: usize,
    line: u64,
}

impl Session {
    fn event(
        &mut self,
        mut event: Map<String, Value>,
        line: u64,
        sink: &mut Sink,
    ) -> Result<(), OpenError> {
        let kind = event.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !matches!(kind.as_str(), "user" | "assistant")
            || event.get("isSidechain") == Some(&Value::Bool(true))
        {
            return Ok(());
        }
        let is_meta = event.get("isMeta") == Some(&Value::Bool(true));
        let Some(message) = event.shift_remove("message").filter(|_| !is_meta) else {
            return Ok(());
        };
        let asks = kind == "user" && is_prompt(&message);
        if kind == "user" && !asks && !has_results(&message) {
            // The program's own note, as on an interruption: no part of the conversation.
            self.note(&message);
            return Ok(());
        }
        if asks {
            self.close(sink)?;
            self.line = line;
        }
        if let Some(id) = event.get("sessionId").and_then(Value::as_str) {
            id.clone_into(&mut self.id);
        }
        if let Some(model) = message.get("model") {
            self.meta.insert("model".to_owned(), model.clone());
        }
        event.retain(|key, _| !SHOWN.contains(&key.as_str()));
        for (key, value) in event {
            self.meta.entry(key).or_insert(value);
        }
        self.turn.push(message);
        Ok(())
    }

    fn note(&mut self, message: &Value) {
        let notes = self.meta.entry("notes").or_insert_with(|| Value::Array(Vec::new()));
        if let (Value::Array(notes), Some(content)) = (notes, message.get("content")) {
            notes.push(content.clone());
        }
    }

    /// Writes the turn, if there is one with an assistant in it, and makes it history.
    fn close(&mut self, sink: &mut Sink) -> Result<(), OpenError> {
        let turn = std::mem::take(&mut self.turn);
        let mut meta = std::mem::take(&mut self.meta);
        if turn.is_empty() {
            return Ok(());
        }
        let answered = turn
            .iter()
            .any(|message| message.get("role").and_then(Value::as_str) == Some("assistant"));
        if answered {
            self.number += 1;
            let mut row = Map::new();
            row.insert("id".to_owned(), Value::String(format!("{}/{}", self.id, self.number)));
            row.append(&mut meta);
            let messages: Vec<Value> = self.earlier.iter().chain(&turn).cloned().collect();
            row.insert("messages".to_owned(), Value::Array(messages));
            sink.value(self.line.max(1), "", &Value::Object(row))?;
        }
        self.remember(turn);
        Ok(())
    }

    /// Prompt and visible answer go into the history of later turns; tools and reasoning do not.
    fn remember(&mut self, turn: Vec<Value>) {
        let found = conversation::read(turn);
        let said = found.speech.visible();
        let texts = [("user", found.prompt), ("assistant", said)];
        let kept = texts.into_iter().filter(|(_, text)| !text.is_empty());
        self.earlier.extend(kept.map(|(role, text)| json!({"role": role, "content": text})));
    }
}

fn has_results(message: &Value) -> bool {
    let blocks = message.get("content").and_then(Value::as_array).into_iter().flatten();
    blocks.into_iter().any(|block| block.get("type").and_then(Value::as_str) == Some("tool_result"))
}

/// A message that a person typed: neither a tool's result nor the program's own note.
fn is_prompt(message: &Value) -> bool {
    let text = match message.get("content") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(blocks)) => {
            let texts = blocks.iter().filter_map(|block| block.get("text")?.as_str());
            texts.collect::<Vec<_>>().join("\n\n")
        }
        _ => return false,
    };
    let text = text.trim();
    let note = text.starts_with("<local-command")
        || text.starts_with("<command-")
        || text.starts_with("[Request interrupted");
    !text.is_empty() && !note
}

//! What an assistant said, in any of the shapes in which APIs and loggers write it: a string, a
//! message, a list of content blocks, a list of choices.

use serde_json::{Map, Value};

use super::{calls, tags};
use crate::record::ToolCall;

/// One assistant message (or several of one turn), taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Speech {
    /// Reasoning in order, with the tool calls that followed each piece.
    pub(crate) steps: Vec<Thought>,
    /// Visible text in order.
    pub(crate) texts: Vec<String>,
    /// Tool calls without reasoning before them.
    pub(crate) calls: Vec<ToolCall>,
    /// Reasoning blocks that are redacted or encrypted.
    pub(crate) redacted: usize,
    /// An opening tag was not closed.
    pub(crate) unclosed: bool,
    /// The reasoning was found between these tags.
    pub(crate) tag: Option<&'static str>,
}

/// One piece of reasoning.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Thought {
    pub(crate) text: String,
    pub(crate) calls: Vec<ToolCall>,
    /// Visible text on the way to a tool call, which is reasoning only if there is no other.
    pub(crate) aloud: bool,
}

impl Speech {
    pub(crate) fn think(&mut self, text: String) {
        if !text.trim().is_empty() {
            self.steps.push(Thought { text, ..Thought::default() });
        }
    }

    pub(crate) fn say(&mut self, text: String) {
        if !text.trim().is_empty() {
            self.texts.push(text);
        }
    }

    pub(crate) fn call(&mut self, call: ToolCall) {
        match self.steps.last_mut() {
            Some(step) => step.calls.push(call),
            None => self.calls.push(call),
        }
    }

    /// Adds what was said next in the same turn.
    pub(crate) fn extend(&mut self, next: Speech) {
        for call in next.calls {
            self.call(call);
        }
        self.steps.extend(next.steps);
        self.texts.extend(next.texts);
        self.redacted += next.redacted;
        self.unclosed |= next.unclosed;
        self.tag = self.tag.or(next.tag);
    }

    /// Takes reasoning out of the visible text when there is none beside it.
    pub(crate) fn split_tags(&mut self) {
        if !self.steps.is_empty() {
            return;
        }
        let texts = std::mem::take(&mut self.texts);
        for text in texts {
            let Some(split) = tags::split(&text) else {
                self.texts.push(text);
                continue;
            };
            self.tag = self.tag.or(Some(split.tag));
            self.unclosed |= split.unclosed;
            if !split.blocks.is_empty() {
                let calls = std::mem::take(&mut self.calls);
                let mut blocks = split.blocks;
                // One block is the rule, and may be very long.
                let text = if blocks.len() == 1 { blocks.remove(0) } else { blocks.join("\n\n") };
                self.steps.push(Thought { text, calls, aloud: false });
            }
            self.say(split.answer);
        }
    }

    /// Text that came with tool calls: an agent without a reasoning channel thinks aloud.
    pub(crate) fn think_aloud(&mut self, text: String, calls: Vec<ToolCall>) {
        if text.trim().is_empty() {
            self.calls.extend(calls);
        } else {
            self.steps.push(Thought { text, calls, aloud: true });
        }
    }

    /// Decides what was said aloud: beside real reasoning it is visible text.
    pub(crate) fn settle_aloud(&mut self) {
        if self.steps.iter().all(|step| step.aloud) {
            return;
        }
        let mut aloud = Vec::new();
        for step in std::mem::take(&mut self.steps) {
            if !step.aloud {
                self.steps.push(step);
                continue;
            }
            aloud.push(step.text);
            for call in step.calls {
                self.call(call);
            }
        }
        self.texts.splice(0..0, aloud);
    }

    /// The visible text: one piece as it is, several trimmed and joined by one blank line.
    pub(crate) fn visible(&self) -> String {
        if let [text] = self.texts.as_slice() {
            return text.clone();
        }
        let texts: Vec<&str> = self.texts.iter().map(|text| text.trim()).collect();
        texts.join("\n\n")
    }
}

/// Keys of a message that hold its reasoning, the fullest first.
const REASONING_KEYS: &[&str] = &[
    "reasoning_content",
    "reasoning",
    "thinking",
    "reasoning_text",
    "thoughts",
    "thought",
    "thinking_blocks",
    "reasoning_details",
    "cot",
    "chain_of_thought",
    "rationale",
    "analysis",
];

/// Keys of a message that hold what is said.
const TEXT_KEYS: &[&str] = &[
    "content",
    "value",
    "text",
    "parts",
    "message",
    "body",
    "completion",
    "response",
    "output",
    "answer",
    "final",
    "utterance",
];

/// Reads whatever an assistant's message or output is written as.
pub(crate) fn read(value: Value) -> Speech {
    let mut speech = Speech::default();
    read_into(value, &mut speech);
    speech.split_tags();
    speech
}

fn read_into(value: Value, speech: &mut Speech) {
    match value {
        Value::Null => {}
        Value::String(text) => speech.say(text),
        Value::Array(items) => items.into_iter().for_each(|item| read_into(item, speech)),
        Value::Object(map) => read_object(map, speech),
        other => speech.say(other.to_string()),
    }
}

fn read_object(mut map: Map<String, Value>, speech: &mut Speech) {
    if read_block(&mut map, speech) {
        return;
    }
    if let Some(Value::Array(mut choices)) =
        map.shift_remove("choices").or_else(|| map.shift_remove("candidates"))
    {
        if !choices.is_empty() {
            read_into(choices.swap_remove(0), speech);
        }
        return;
    }
    let channel = map.get("channel").and_then(Value::as_str).map(str::to_owned);
    let mut reasoning = Speech::default();
    for key in REASONING_KEYS {
        if let Some(value) = map.shift_remove(*key)
            && reasoning.steps.is_empty()
            && reasoning.redacted == 0
        {
            read_reasoning(value, &mut reasoning);
        }
    }
    let mut said = Speech::default();
    for key in TEXT_KEYS {
        if let Some(value) = map.shift_remove(*key).filter(|value| !value.is_null()) {
            read_into(value, &mut said);
            break;
        }
    }
    place(channel.as_deref(), said, &mut reasoning);
    for call in calls::of_message(&mut map) {
        reasoning.call(call);
    }
    speech.extend(reasoning);
}

/// Harmony says by channel what a message is.
fn place(channel: Option<&str>, mut said: Speech, speech: &mut Speech) {
    if channel == Some("analysis") {
        for text in std::mem::take(&mut said.texts) {
            said.think(text);
        }
    }
    speech.extend(said);
}

/// A typed content block; false when the object is none.
fn read_block(map: &mut Map<String, Value>, speech: &mut Speech) -> bool {
    let kind = map.get("type").or_else(|| map.get("content_type")).and_then(Value::as_str);
    let kind = kind.unwrap_or_default().to_owned();
    if map.get("thought") == Some(&Value::Bool(true)) {
        read_reasoning(Value::Object(std::mem::take(map)), speech);
        return true;
    }
    match kind.as_str() {
        "thinking"
        | "reasoning"
        | "thought"
        | "think"
        | "redacted_thinking"
        | "reasoning_text"
        | "reasoning.text"
        | "reasoning.summary"
        | "reasoning.encrypted"
        | "thoughts"
        | "summary_text"
        | "analysis" => {
            read_reasoning(Value::Object(std::mem::take(map)), speech);
        }
        "tool_use" | "function_call" | "tool_call" | "server_tool_use" | "custom_tool_call" => {
            speech.call(calls::of_object(std::mem::take(map)));
        }
        "image" | "image_url" | "input_image" | "audio" | "video" | "document" | "file" => {
            speech.say(format!("[{kind}]"));
        }
        "text" | "output_text" | "input_text" | "code" | "refusal" => match block_text(map) {
            Some(text) => speech.say(text),
            None => return false,
        },
        _ => return false,
    }
    true
}

fn block_text(map: &mut Map<String, Value>) -> Option<String> {
    ["text", "refusal", "content", "code", "value"].iter().find_map(|key| {
        match map.shift_remove(*key) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    })
}

/// Reads a value that is known to be reasoning: its texts become steps, redacted parts are counted.
pub(crate) fn read_reasoning(value: Value, speech: &mut Speech) {
    match value {
        Value::String(text) => speech.think(text),
        Value::Array(items) => items.into_iter().for_each(|item| read_reasoning(item, speech)),
        Value::Object(mut map) => {
            let hidden = map.get("redacted") == Some(&Value::Bool(true))
                || map.get("type").and_then(Value::as_str).is_some_and(|kind| {
                    kind == "redacted_thinking" || kind == "reasoning.encrypted"
                });
            let before = speech.steps.len();
            for key in
                ["thinking", "reasoning", "text", "content", "thought", "summary", "value", "steps"]
            {
                if speech.steps.len() == before && !(hidden && key != "summary") {
                    read_reasoning(map.shift_remove(key).unwrap_or_default(), speech);
                }
            }
            let nothing = speech.steps.len() == before;
            let sealed = ["data", "encrypted_content", "signature"].iter().any(|key| {
                map.get(*key).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
            });
            speech.redacted += usize::from(hidden || (nothing && sealed));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn summary(value: Value) -> (Vec<String>, String, usize, usize) {
        let speech = read(value);
        let calls =
            speech.calls.len() + speech.steps.iter().map(|step| step.calls.len()).sum::<usize>();
        let steps = speech.steps.iter().map(|step| step.text.clone()).collect();
        (steps, speech.visible(), speech.redacted, calls)
    }

    #[test]
    fn every_usual_shape_is_understood() {
        let expected = || (vec!["why".to_owned()], "because".to_owned(), 0, 0);
        for value in [
            json!("<think>why</think>because"),
            json!({"content": "because", "reasoning_content": "why"}),
            json!({"role": "assistant", "content": "because", "reasoning": "why", "reasoning_details": [{"type": "reasoning.text", "text": "why"}]}),
            json!([{"type": "thinking", "thinking": "why", "signature": "x"}, {"type": "text", "text": "because"}]),
            json!({"content": [{"type": "reasoning", "reasoning": "why"}, {"type": "text", "text": "because"}]}),
            json!([{"type": "reasoning", "summary": [{"type": "summary_text", "text": "why"}]}, {"type": "message", "content": [{"type": "output_text", "text": "because"}]}]),
            json!({"choices": [{"message": {"content": "because", "reasoning_content": "why"}}]}),
            json!({"body": {"choices": [{"message": {"content": "<think>why</think>because"}}]}}),
            json!([{"channel": "analysis", "content": "why"}, {"channel": "final", "content": "because"}]),
            json!({"parts": [{"text": "why", "thought": true}, {"text": "because"}]}),
            json!({"thinking": "why", "text": "because"}),
        ] {
            assert_eq!(summary(value.clone()), expected(), "{value}");
        }
    }

    #[test]
    fn redacted_reasoning_is_counted() {
        for (value, count) in [
            (
                json!([{"type": "redacted_thinking", "data": "xyz"}, {"type": "text", "text": "b"}]),
                1,
            ),
            (json!([{"type": "reasoning", "reasoning": "xyz", "redacted": true}]), 1),
            (json!([{"type": "reasoning", "summary": [], "encrypted_content": "xyz"}]), 1),
            (json!([{"type": "thinking", "thinking": "", "signature": "xyz"}]), 1),
        ] {
            let (steps, _, redacted, _) = summary(value.clone());
            assert_eq!((steps.len(), redacted), (0, count), "{value}");
        }
    }

    #[test]
    fn calls_follow_the_reasoning_that_led_to_them() {
        let speech = read(json!([
            {"type": "thinking", "thinking": "look first"},
            {"type": "tool_use", "id": "1", "name": "search", "input": {"q": "x"}},
            {"type": "text", "text": "done"}
        ]));
        assert_eq!(speech.steps[0].calls[0].name, "search");
        assert_eq!(speech.steps[0].calls[0].arguments, json!({"q": "x"}));
    }
}

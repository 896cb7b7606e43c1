//! A list of messages as a conversation: earlier turns, the last thing asked, what came of it.

use serde_json::Value;

use super::{calls, speech, speech::Speech};
use crate::record::{ToolCall, Turn};

/// A conversation divided at its last user message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Conversation {
    pub(crate) system: Vec<String>,
    /// Everything between the system text and the last user message.
    pub(crate) turns: Vec<Turn>,
    /// The last user message.
    pub(crate) prompt: String,
    /// Everything the assistant thought, said and called after it.
    pub(crate) speech: Speech,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaker {
    System,
    User,
    Assistant,
    /// The assistant, to itself.
    Thinking,
    Tool,
    /// Somebody else, under the name the source gives.
    Other,
}

const ROLE_KEYS: &[&str] = &["role", "from", "speaker", "author", "sender", "type"];
const SAID_KEYS: &[&str] = &["content", "value", "text", "message", "parts", "utterance", "body"];

/// Whether the value looks like a list of messages: objects that say who speaks and what.
pub(crate) fn is_conversation(value: &Value) -> bool {
    value.as_array().is_some_and(|items| are_messages(items))
}

/// The same of a list's items.
pub(crate) fn are_messages(items: &[Value]) -> bool {
    let message = |item: &Value| role(item).is_some_and(|role| speaker(&role) != Speaker::Other);
    !items.is_empty()
        && items.iter().all(|item| role(item).is_some() || is_api_item(item))
        && items.iter().any(message)
}

/// Items of the newer API that stand between messages: reasoning, calls and their outputs.
fn is_api_item(item: &Value) -> bool {
    let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
    kind.starts_with("reasoning") || kind.starts_with("function_call") || kind.contains("tool_")
}

/// The speaker's name, when the object is a message.
fn role(item: &Value) -> Option<String> {
    let map = item.as_object()?;
    let said = SAID_KEYS.iter().any(|key| map.contains_key(*key))
        || map.contains_key("tool_calls")
        || map.contains_key("reasoning_content");
    ROLE_KEYS.iter().filter(|_| said).find_map(|key| match map.get(*key)? {
        Value::String(role) if *key != "type" || is_speaker(role) => Some(role.clone()),
        Value::Object(author) => author.get("role")?.as_str().map(str::to_owned),
        _ => None,
    })
}

/// A type that says who speaks, rather than what kind of block it is.
fn is_speaker(kind: &str) -> bool {
    !matches!(speaker(kind), Speaker::Other | Speaker::Thinking)
}

fn speaker(role: &str) -> Speaker {
    match role.to_ascii_lowercase().as_str() {
        "system" | "developer" | "sys" => Speaker::System,
        "user" | "human" | "prompter" | "customer" | "auditor" | "student" | "instruction"
        | "question" => Speaker::User,
        "assistant" | "gpt" | "model" | "bot" | "ai" | "chatgpt" | "agent" | "target" | "llm"
        | "claude" | "function_call" | "tool_call" | "answer" | "output" => Speaker::Assistant,
        "reasoning" | "thinking" | "thought" | "thoughts" | "think" | "analysis" => {
            Speaker::Thinking
        }
        "tool" | "function" | "observation" | "function_response" | "ipython" | "environment"
        | "tool_result" | "tool_response" | "env" | "toolresult" => Speaker::Tool,
        _ => Speaker::Other,
    }
}

/// Reads a list of messages.
pub(crate) fn read(items: Vec<Value>) -> Conversation {
    let mut reader = Reader::default();
    for item in items {
        reader.message(item);
    }
    reader.finish()
}

/// Collects the turn that is being read; a new user message turns what came before into history.
#[derive(Default)]
struct Reader {
    done: Conversation,
    asked: bool,
    pending: Vec<Option<String>>,
}

impl Reader {
    fn message(&mut self, item: Value) {
        let role = role(&item).unwrap_or_default();
        let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
        match speaker(&role) {
            _ if kind == "function_call_output" || kind == "tool_result" => self.result(item),
            Speaker::System if !self.asked => self.done.system.extend(plain_text(item)),
            Speaker::User => self.user(item),
            Speaker::Assistant => self.assistant(item, &role),
            Speaker::Thinking => {
                if let Some(text) = plain_text(item) {
                    self.done.speech.think(text);
                }
            }
            Speaker::Tool => self.result(item),
            Speaker::System | Speaker::Other if role.is_empty() => self.assistant(item, &role),
            Speaker::System | Speaker::Other => {
                if let Some(text) = plain_text(item) {
                    self.done.turns.push(Turn { role, text });
                }
            }
        }
    }

    fn user(&mut self, item: Value) {
        let (results, text) = results_and_text(item);
        for result in results {
            self.result(result);
        }
        let Some(text) = text else {
            return;
        };
        self.close_turn();
        self.asked = true;
        self.done.prompt = text;
    }

    /// What was asked and answered so far becomes history.
    fn close_turn(&mut self) {
        self.pending.clear();
        if self.asked {
            let asked = std::mem::take(&mut self.done.prompt);
            self.push_turn("user", asked);
        }
        let mut said = std::mem::take(&mut self.done.speech);
        said.settle_aloud();
        let thoughts: Vec<&str> = said.steps.iter().map(|step| step.text.trim()).collect();
        self.push_turn("assistant reasoning", thoughts.join("\n\n"));
        let calls = said.calls.iter().chain(said.steps.iter().flat_map(|step| &step.calls));
        for call in calls {
            let text = format!("{} {}", call.name, call.arguments);
            self.done.turns.push(Turn { role: "tool call".to_owned(), text });
            if let Some(result) = &call.result {
                self.done.turns.push(Turn { role: "tool".to_owned(), text: shown(result) });
            }
        }
        let text = said.visible();
        self.push_turn("assistant", text);
    }

    fn push_turn(&mut self, role: &str, text: String) {
        if !text.is_empty() {
            self.done.turns.push(Turn { role: role.to_owned(), text });
        }
    }

    fn assistant(&mut self, item: Value, role: &str) {
        self.pending.extend(call_ids(&item));
        let is_call = matches!(role, "function_call" | "tool_call");
        let mut said = speech::read(item);
        if is_call {
            let texts = std::mem::take(&mut said.texts);
            said.calls.extend(texts.into_iter().flat_map(|text| calls::of_value(decoded(text))));
        }
        let acts = !said.calls.is_empty();
        if acts && said.steps.is_empty() {
            let aloud = std::mem::take(&mut said.texts).join("\n\n");
            let calls = std::mem::take(&mut said.calls);
            said.think_aloud(aloud, calls);
        }
        self.done.speech.extend(said);
    }

    fn result(&mut self, item: Value) {
        let id = calls::id_of(&item).map(str::to_owned);
        let value = result_value(item);
        let place =
            id.and_then(|id| self.pending.iter().position(|one| one.as_deref() == Some(&id)));
        let speech = &mut self.done.speech;
        let mut all = all_calls(speech);
        if let Some(call) = place.and_then(|place| all.nth(place)) {
            call.result = Some(value);
            return;
        }
        drop(all);
        if let Some(left) = calls::give_result(all_calls(speech), value) {
            self.done.turns.push(Turn { role: "tool".to_owned(), text: shown(&left) });
        }
    }

    fn finish(mut self) -> Conversation {
        self.done.speech.settle_aloud();
        self.done
    }
}

fn all_calls(speech: &mut Speech) -> impl Iterator<Item = &mut ToolCall> {
    speech.calls.iter_mut().chain(speech.steps.iter_mut().flat_map(|step| &mut step.calls))
}

/// The ids of a message's calls, in the order in which the calls are read.
fn call_ids(item: &Value) -> Vec<Option<String>> {
    let of_list = |key: &str| item.get(key).and_then(Value::as_array);
    let own = |call: &Value| calls::id_of(call).map(str::to_owned);
    let blocks = of_list("content").into_iter().flatten().filter(|block| {
        block.get("type").and_then(Value::as_str).is_some_and(|kind| kind.contains("tool_use"))
    });
    let listed = of_list("tool_calls").into_iter().flatten();
    let single = item.get("type").and_then(Value::as_str) == Some("function_call");
    blocks.chain(listed).map(own).chain(single.then(|| own(item))).collect()
}

/// Results that stand as blocks in a user message, and the text beside them.
fn results_and_text(mut item: Value) -> (Vec<Value>, Option<String>) {
    let mut results = Vec::new();
    if let Some(Value::Array(blocks)) = item.get_mut("content") {
        let is_result =
            |block: &Value| block.get("type").and_then(Value::as_str) == Some("tool_result");
        let (found, rest) = std::mem::take(blocks).into_iter().partition(is_result);
        results = found;
        *blocks = rest;
    }
    (results, plain_text(item))
}

fn result_value(item: Value) -> Value {
    let Value::Object(mut map) = item else {
        return item;
    };
    ["content", "output", "result", "value", "text"]
        .iter()
        .find_map(|key| map.shift_remove(*key))
        .map_or(Value::Null, flattened)
}

/// A list of text blocks as its text.
fn flattened(value: Value) -> Value {
    match &value {
        Value::Array(blocks) if !blocks.is_empty() => {
            let texts: Option<Vec<&str>> =
                blocks.iter().map(|block| block.get("text").and_then(Value::as_str)).collect();
            texts.map(|texts| Value::String(texts.join("\n\n"))).unwrap_or(value)
        }
        _ => value,
    }
}

/// What a message that is not an assistant's says; `None` when nothing.
pub(crate) fn plain_text(item: Value) -> Option<String> {
    let mut said = Speech::default();
    let value = match item {
        Value::Object(mut map) => SAID_KEYS.iter().find_map(|key| map.shift_remove(*key))?,
        other => other,
    };
    collect_text(value, &mut said);
    let text = said.texts.join("\n\n");
    (!text.trim().is_empty()).then_some(text)
}

fn collect_text(value: Value, said: &mut Speech) {
    match value {
        Value::Null => {}
        Value::String(text) => said.say(text),
        Value::Array(items) => items.into_iter().for_each(|item| collect_text(item, said)),
        Value::Object(map) => {
            let text = ["text", "content", "value", "instructions", "parts"]
                .iter()
                .find_map(|key| map.get(*key));
            let kind = map.get("type").and_then(Value::as_str).unwrap_or_default();
            match text {
                Some(text) => collect_text(text.clone(), said),
                None if kind.contains("image") || kind.contains("audio") || kind == "file" => {
                    said.say(format!("[{kind}]"));
                }
                None => said.say(Value::Object(map).to_string()),
            }
        }
        other => said.say(other.to_string()),
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn decoded(text: String) -> Value {
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn conversation(value: impl std::borrow::Borrow<Value>) -> Conversation {
        let value = value.borrow();
        assert!(is_conversation(value), "{value}");
        read(value.as_array().unwrap().clone())
    }

    #[test]
    fn dialects_mean_the_same() {
        for value in [
            json!([{"role": "system", "content": "rules"}, {"role": "user", "content": "why?"}, {"role": "assistant", "content": "because", "reasoning_content": "hm"}]),
            json!([{"from": "system", "value": "rules"}, {"from": "human", "value": "why?"}, {"from": "gpt", "value": "<think>hm</think>because"}]),
            json!([{"role": "developer", "content": "rules"}, {"role": "user", "content": [{"type": "text", "text": "why?"}]}, {"role": "assistant", "channel": "analysis", "content": "hm"}, {"role": "assistant", "channel": "final", "content": "because"}]),
            json!([{"author": {"role": "system"}, "content": {"parts": ["rules"]}}, {"author": {"role": "user"}, "content": {"parts": ["why?"]}}, {"author": {"role": "assistant"}, "content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "because"}]}]),
            json!([{"role": "system", "content": "rules"}, {"role": "user", "content": "why?"}, {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]}, {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "because"}]}]),
        ] {
            let found = conversation(value.clone());
            assert_eq!(found.system, ["rules"], "{value}");
            assert_eq!(found.prompt, "why?", "{value}");
            assert_eq!(found.speech.steps[0].text, "hm", "{value}");
            assert_eq!(found.speech.visible(), "because", "{value}");
        }
    }

    #[test]
    fn earlier_turns_are_kept_with_their_reasoning() {
        let found = conversation(json!([
            {"role": "user", "content": "one"}, {"role": "assistant", "content": "<think>a</think>1"},
            {"role": "user", "content": "two"}, {"role": "assistant", "content": "<think>b</think>2"}
        ]));
        let turns: Vec<(&str, &str)> =
            found.turns.iter().map(|turn| (turn.role.as_str(), turn.text.as_str())).collect();
        assert_eq!(turns, [("user", "one"), ("assistant reasoning", "a"), ("assistant", "1")]);
        assert_eq!((found.prompt.as_str(), found.speech.visible().as_str()), ("two", "2"));
    }

    #[test]
    fn results_find_their_calls() {
        let found = conversation(json!([
            {"role": "user", "content": "go"},
            {"role": "assistant", "content": [{"type": "thinking", "thinking": "both"},
                {"type": "tool_use", "id": "x", "name": "a", "input": {}}, {"type": "tool_use", "id": "y", "name": "b", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "y", "content": "from b"}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x", "content": [{"type": "text", "text": "from a"}]}]},
            {"role": "assistant", "content": [{"type": "text", "text": "done"}]}
        ]));
        let calls = &found.speech.steps[0].calls;
        assert_eq!(calls[0].result, Some(json!("from a")));
        assert_eq!(calls[1].result, Some(json!("from b")));
        assert_eq!(found.prompt, "go");
        assert_eq!(found.speech.visible(), "done");
    }

    #[test]
    fn an_agent_that_thinks_aloud_leaves_steps() {
        let found = conversation(json!([
            {"role": "user", "content": "go"},
            {"role": "assistant", "content": "I look first.", "tool_calls": [{"id": "1", "function": {"name": "ls", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "1", "content": "a b"},
            {"role": "assistant", "content": "done"}
        ]));
        assert_eq!(found.speech.steps[0].text, "I look first.");
        assert_eq!(found.speech.steps[0].calls[0].result, Some(json!("a b")));
        assert_eq!(found.speech.visible(), "done");
    }

    #[test]
    fn other_lists_are_no_conversations() {
        for value in [
            json!([]),
            json!(["a"]),
            json!([{"name": "x", "arguments": {}}]),
            json!([{"type": "text", "text": "a"}]),
            json!({"role": "user"}),
        ] {
            assert!(!is_conversation(&value), "{value}");
        }
    }
}

//! A field that holds a chain of thought, as text, as steps, or as objects with a text each; and
//! putting pieces together as the cot text of a record.

use serde_json::Value;

use super::{
    calls,
    speech::{self, Speech, Thought},
};
use crate::{
    record::{Record, Step},
    text::Span,
};

/// Keys under which a step keeps its text.
const STEP_KEYS: &[&str] = &[
    "thought",
    "thinking",
    "reasoning",
    "cot",
    "text",
    "content",
    "step",
    "rationale",
    "value",
    "reasoning_content",
    "explanation",
    "thoughts",
    "analysis",
    "description",
    "message",
];

/// Keys under which a step keeps what it did.
const ACTION_KEYS: &[&str] =
    &["tool_calls", "calls", "tool_call", "action", "function_call", "api_calls", "actions"];

/// Reads the value of a field that was mapped as the chain.
pub(crate) fn read(value: Value) -> Speech {
    let mut speech = Speech::default();
    read_into(value, &mut speech);
    speech
}

fn read_into(value: Value, speech: &mut Speech) {
    match value {
        Value::Null => {}
        Value::String(text) => speech.think(without_tags(text)),
        Value::Array(items) => items.into_iter().for_each(|item| read_into(item, speech)),
        Value::Object(_) => read_step(value, speech),
        other => speech.think(other.to_string()),
    }
}

fn read_step(value: Value, speech: &mut Speech) {
    let before = (speech.steps.len(), speech.redacted);
    speech::read_reasoning(value.clone(), speech);
    let Value::Object(mut map) = value else {
        return;
    };
    if (speech.steps.len(), speech.redacted) == before {
        for key in STEP_KEYS {
            if let Some(inner) = map.shift_remove(*key).filter(|inner| !inner.is_null()) {
                read_into(inner, speech);
                break;
            }
        }
    }
    if (speech.steps.len(), speech.redacted) == before
        && map.keys().all(|key| !ACTION_KEYS.contains(&key.as_str()))
    {
        // Steps by name ({"observe": …, "plan": …}): nothing is lost, each becomes a step.
        map.into_iter().for_each(|(_, inner)| read_into(inner, speech));
        return;
    }
    let observation =
        ["observation", "result", "tool_output"].iter().find_map(|key| map.shift_remove(*key));
    let found: Vec<_> = ACTION_KEYS
        .iter()
        .filter_map(|key| map.shift_remove(*key))
        .flat_map(calls::of_value)
        .collect();
    for mut call in found {
        call.result = call.result.or_else(|| observation.clone());
        speech.call(call);
    }
}

/// A chain whose field still has the tags around it.
fn without_tags(text: String) -> String {
    match super::tags::split(&text) {
        Some(split) if split.answer.is_empty() => split.blocks.join("\n\n"),
        _ => text,
    }
}

/// Lines up calls that the source lists beside the steps: the first belongs to the first step.
pub(crate) fn attach_calls(speech: &mut Speech, found: Vec<crate::record::ToolCall>) {
    let silent = speech.steps.iter().all(|step| step.calls.is_empty());
    if !silent || speech.steps.len() < 2 || found.len() > speech.steps.len() {
        speech.calls.extend(found);
        return;
    }
    for (step, call) in speech.steps.iter_mut().zip(found) {
        step.calls.push(call);
    }
}

/// Makes the cot text of a record: steps trimmed and joined by one blank line, nothing else changed.
pub(crate) fn assemble(speech: &mut Speech, record: &mut Record) {
    let steps = std::mem::take(&mut speech.steps);
    let in_one_piece = steps.len() == 1 && steps[0].calls.is_empty();
    for Thought { text, calls, .. } in steps {
        let trimmed = text.trim();
        if record.cot.is_empty() && trimmed.len() == text.len() {
            record.cot = text;
            record.steps.push(Step { span: Span::new(0, record.cot.len()), calls });
            continue;
        }
        if !record.cot.is_empty() {
            record.cot.push_str("\n\n");
        }
        let start = record.cot.len();
        record.cot.push_str(trimmed);
        record.steps.push(Step { span: Span::new(start, record.cot.len()), calls });
    }
    if in_one_piece {
        record.steps.clear();
    }
    record.redacted_blocks += speech.redacted;
    record.calls.append(&mut speech.calls);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn assembled(value: Value) -> Record {
        let mut record = Record::default();
        assemble(&mut read(value), &mut record);
        record
    }

    #[test]
    fn steps_are_joined_by_one_blank_line_and_stay_visible() {
        let record = assembled(json!([" first \n", "", "second"]));
        assert_eq!(record.cot, "first\n\nsecond");
        let spans: Vec<&str> = record.steps.iter().map(|step| step.span.of(&record.cot)).collect();
        assert_eq!(spans, ["first", "second"]);
    }

    #[test]
    fn a_chain_in_one_piece_has_no_steps() {
        for value in [
            json!("  why \n"),
            json!(["why"]),
            json!({"text": "why"}),
            json!("<think>why</think>"),
            json!([["why"]]),
        ] {
            let record = assembled(value.clone());
            assert_eq!((record.cot.as_str(), record.steps.len()), ("why", 0), "{value}");
        }
        assert!(!assembled(json!(null)).has_cot());
        assert!(!assembled(json!([])).has_cot());
    }

    #[test]
    fn steps_with_actions_keep_them() {
        let record = assembled(json!([
            {"thought": "look", "action": {"name": "ls", "arguments": {}}, "observation": "a"},
            {"thought": "done"}
        ]));
        assert_eq!(record.cot, "look\n\ndone");
        assert_eq!(record.steps[0].calls[0].result, Some(json!("a")));
    }
}

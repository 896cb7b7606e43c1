//! Tool calls in the shapes of the usual APIs, and matching results to them.

use serde_json::{Map, Value};

use crate::record::ToolCall;

/// The calls that a message carries beside its text.
pub(crate) fn of_message(map: &mut Map<String, Value>) -> Vec<ToolCall> {
    ["tool_calls", "function_call", "tool_uses", "api_calls"]
        .iter()
        .filter_map(|key| map.shift_remove(*key))
        .flat_map(of_value)
        .collect()
}

/// The calls of a list, or of one call.
pub(crate) fn of_value(value: Value) -> Vec<ToolCall> {
    match value {
        Value::Array(items) => items.into_iter().flat_map(of_value).collect(),
        Value::Object(map) => vec![of_object(map)],
        Value::String(text) if !text.trim().is_empty() => {
            vec![ToolCall { name: text, arguments: Value::Null, result: None }]
        }
        _ => Vec::new(),
    }
}

/// One call. The name may stand inside a `function` object; arguments that are JSON in a string are
/// read.
pub(crate) fn of_object(map: Map<String, Value>) -> ToolCall {
    split(map).0
}

const NAMES: &[&str] =
    &["name", "function", "tool", "tool_name", "action", "api", "command", "recipient"];
const ARGUMENTS: &[&str] =
    &["arguments", "args", "input", "parameters", "params", "action_input", "kwargs", "tool_input"];
const RESULTS: &[&str] = &["response", "result", "output", "observation", "return", "tool_output"];

/// The call, and what else its object says (a time, an id).
fn split(mut map: Map<String, Value>) -> (ToolCall, Map<String, Value>) {
    if map.get("function").is_some_and(Value::is_object)
        && let Some(Value::Object(function)) = map.shift_remove("function")
    {
        map.extend(function);
    }
    let name = match first(&mut map, NAMES) {
        Some(Value::String(name)) => name,
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let arguments = decoded(first(&mut map, ARGUMENTS).unwrap_or_default());
    let result = first(&mut map, RESULTS);
    (ToolCall { name, arguments, result }, map)
}

/// The calls of a field, and what else it says of each of them; null when nothing.
pub(crate) fn of_field(value: Value) -> (Vec<ToolCall>, Value) {
    let Value::Array(items) = value else {
        return (of_value(value), Value::Null);
    };
    let mut calls = Vec::new();
    let mut others = Vec::new();
    for item in items {
        match item {
            Value::Object(map) => {
                let (call, other) = split(map);
                calls.push(call);
                others.push(Value::Object(other));
            }
            other => calls.extend(of_value(other)),
        }
    }
    let nothing = |other: &Value| other.as_object().is_some_and(Map::is_empty);
    let left = if others.iter().all(nothing) { Value::Null } else { Value::Array(others) };
    (calls, left)
}

fn first(map: &mut Map<String, Value>, keys: &[&str]) -> Option<Value> {
    keys.iter().find_map(|key| map.shift_remove(*key).filter(|value| !value.is_null()))
}

fn decoded(arguments: Value) -> Value {
    let Value::String(text) = &arguments else {
        return arguments;
    };
    if !text.trim_start().starts_with(['{', '[']) {
        return arguments;
    }
    serde_json::from_str(text).unwrap_or(arguments)
}

/// The call's own id, for matching its result.
pub(crate) fn id_of(value: &Value) -> Option<&str> {
    ["tool_call_id", "tool_use_id", "call_id", "id"]
        .iter()
        .find_map(|key| value.get(*key)?.as_str())
}

/// The first call without a result, in order: results that name no call belong to it.
pub(crate) fn give_result<'c>(
    mut calls: impl Iterator<Item = &'c mut ToolCall>,
    result: Value,
) -> Option<Value> {
    match calls.find(|call| call.result.is_none()) {
        Some(call) => {
            call.result = Some(result);
            None
        }
        None => Some(result),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn calls_are_read_in_every_dialect() {
        for value in [
            json!({"id": "1", "type": "function", "function": {"name": "ls", "arguments": "{\"d\": 1}"}}),
            json!({"function": "ls", "arguments": {"d": 1}}),
            json!({"type": "tool_use", "name": "ls", "input": {"d": 1}}),
            json!({"tool": "ls", "args": {"d": 1}, "output": null}),
        ] {
            let found = of_value(value);
            assert_eq!(
                found,
                [ToolCall { name: "ls".into(), arguments: json!({"d": 1}), result: None }]
            );
        }
        let call = of_value(json!([{"name": "ls", "arguments": {}, "response": ["a"]}])).remove(0);
        assert_eq!(call.result, Some(json!(["a"])));
    }
}

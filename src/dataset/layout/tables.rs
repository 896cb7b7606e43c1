//! Objects that hold several rows: as columns, as lists by name.

use serde_json::{Map, Value};

use super::{Mapper, conversation, names};

/// An object whose members are columns: lists of the same length, or objects with the same keys
/// (`{"prompt": {"0": …}}`), some of them under a usual name.
pub(crate) fn is_columns(object: &Map<String, Value>) -> bool {
    let named = object.keys().any(|key| names::read_name(key).is_some_and(|one| one.strength > 1));
    let lengths: Option<Vec<usize>> = object
        .values()
        .map(|value| match value {
            Value::Array(items) if !conversation::are_messages(items) => Some(items.len()),
            Value::Object(cells) if cells.keys().all(|key| key.parse::<u64>().is_ok()) => {
                Some(cells.len())
            }
            _ => None,
        })
        .collect();
    let same = |lengths: &[usize]| {
        lengths.len() > 1 && lengths[0] > 0 && lengths.iter().all(|one| *one == lengths[0])
    };
    named && lengths.is_some_and(|lengths| same(&lengths))
}

/// An object with several lists of rows: `{"train": […], "test": […]}`.
pub(crate) fn is_sections(object: &Map<String, Value>) -> bool {
    let rows = |value: &&Value| {
        value.as_array().is_some_and(|items| {
            !items.is_empty()
                && items.iter().all(Value::is_object)
                && !conversation::are_messages(items)
        })
    };
    let lists: Vec<&Value> = object.values().filter(rows).collect();
    let named = object.keys().any(|key| names::read_name(key).is_some());
    let usable = |list: &&Value| {
        list.as_array()
            .is_some_and(|rows| Mapper::detect(&rows[..rows.len().min(8)], &[], None).is_usable())
    };
    lists.len() > 1 && !named && lists.iter().all(usable)
}

/// The longest list of objects in the object.
pub(crate) fn longest_list(object: &Map<String, Value>) -> &[Value] {
    let lists = object.values().filter_map(Value::as_array);
    let rows = lists.filter(|items| items.iter().any(Value::is_object));
    rows.max_by_key(|items| items.len()).map_or(&[], Vec::as_slice)
}

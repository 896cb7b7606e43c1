//! What the sampled rows hold: every field down to the second level with types, sizes and whether its
//! texts read like reasoning.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::{build, conversation, markers, speech, tags, template};
use crate::dataset::mapping::{Pointer, SeenField};

/// How many different fields are looked at; beyond that an object is a dictionary, not a record.
const MOST_FIELDS: usize = 2_000;

/// Only this much of a long text is judged.
const GLANCE: usize = 4_000;

/// One field over the sampled rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Field {
    pub(crate) pointer: Pointer,
    /// Rows that have it; rows where it is neither null nor empty.
    pub(crate) present: usize,
    pub(crate) filled: usize,
    pub(crate) types: BTreeMap<&'static str, usize>,
    /// Bytes of its texts in all.
    pub(crate) bytes: usize,
    pub(crate) longest: usize,
    /// Texts that read like somebody thinking.
    pub(crate) thoughtful: usize,
    /// Texts with reasoning tags, with headings that divide them, with role markers.
    pub(crate) tagged: usize,
    pub(crate) marked: usize,
    pub(crate) templated: usize,
    /// Lists of messages; lists of several things that could each be an answer.
    pub(crate) conversations: usize,
    pub(crate) several: usize,
    distinct: HashSet<u64>,
    /// Objects are messages by their keys.
    pub(crate) is_message: bool,
    /// Texts that are more than a switch's setting.
    pub(crate) wordy: usize,
}

impl Field {
    pub(crate) fn name(&self) -> &str {
        self.pointer.name()
    }

    pub(crate) fn depth(&self) -> usize {
        self.pointer.parts().len()
    }

    pub(crate) fn mean(&self) -> usize {
        self.bytes / self.filled.max(1)
    }

    pub(crate) fn count(&self, kind: &str) -> usize {
        self.types.get(kind).copied().unwrap_or(0)
    }

    /// Every filled value is another one.
    pub(crate) fn is_unique(&self) -> bool {
        self.filled > 0 && self.distinct.len() == self.filled
    }

    pub(crate) fn different(&self) -> usize {
        self.distinct.len()
    }

    /// Only numbers, booleans, texts and nulls.
    pub(crate) fn is_scalar(&self) -> bool {
        self.count("list") + self.count("object") == 0
    }

    fn see(&mut self, value: &Value) {
        self.present += 1;
        *self.types.entry(kind(value)).or_default() += 1;
        if is_empty(value) {
            return;
        }
        self.filled += 1;
        match value {
            Value::String(text) => self.see_text(text),
            Value::Array(items) => {
                self.see_list(value, items);
                self.tagged += usize::from(speech::read(value.clone()).tag.is_some());
            }
            Value::Object(_) => {
                self.is_message |= conversation::are_messages(std::slice::from_ref(value));
                self.tagged += usize::from(speech::read(value.clone()).tag.is_some());
            }
            other => {
                self.distinct.insert(xxh3_64(other.to_string().as_bytes()));
            }
        }
    }

    fn see_text(&mut self, text: &str) {
        self.distinct.insert(xxh3_64(text.as_bytes()));
        self.bytes += text.len();
        self.longest = self.longest.max(text.len());
        self.wordy += usize::from(!SETTINGS.contains(&text.trim().to_lowercase().as_str()));
        let list = build::embedded(text);
        self.conversations +=
            usize::from(list.is_some_and(|list| conversation::is_conversation(&list)));
        self.thoughtful += usize::from(is_thoughtful(text));
        self.tagged += usize::from(tags::split(text).is_some());
        self.marked += usize::from(markers::split(text).is_some());
        self.templated += usize::from(template::messages(text).is_some());
    }

    fn see_list(&mut self, value: &Value, items: &[Value]) {
        let texts = items.iter().filter_map(Value::as_str);
        let bytes: usize = texts.map(str::len).sum();
        self.bytes += bytes;
        self.longest = self.longest.max(bytes);
        self.conversations += usize::from(conversation::is_conversation(value));
        self.several += usize::from(super::is_several(value));
    }
}

/// All fields of the sampled rows, in the order in which they were first seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    pub(crate) rows: usize,
    pub(crate) all: Vec<Field>,
}

impl Fields {
    pub(crate) fn of(rows: &[Value]) -> Self {
        let mut fields = Self { rows: rows.len(), all: Vec::new() };
        let mut places = BTreeMap::new();
        for row in rows {
            fields.walk(row, &Pointer::default(), &mut places);
        }
        fields
    }

    fn walk(&mut self, value: &Value, at: &Pointer, places: &mut BTreeMap<Pointer, usize>) {
        let Value::Object(map) = value else {
            return;
        };
        for (key, inner) in map {
            let pointer = at.child(key);
            let place = *places.entry(pointer.clone()).or_insert(self.all.len());
            if place == self.all.len() {
                if place == MOST_FIELDS {
                    places.remove(&pointer);
                    return;
                }
                self.all.push(Field { pointer: pointer.clone(), ..Field::default() });
            }
            self.all[place].see(inner);
            if pointer.parts().len() < 2 {
                self.walk(inner, &pointer, places);
            }
        }
    }

    pub(crate) fn get(&self, pointer: &Pointer) -> Option<&Field> {
        self.all.iter().find(|field| field.pointer == *pointer)
    }

    /// Fields of the rows themselves.
    pub(crate) fn top(&self) -> impl Iterator<Item = &Field> {
        self.all.iter().filter(|field| field.depth() == 1)
    }

    /// What is left over once the `used` fields are taken, for people.
    pub(crate) fn seen(&self, used: &[&Pointer]) -> Vec<SeenField> {
        let covered = |field: &Field| {
            used.iter().any(|one| field.pointer.parts().starts_with(one.parts()))
                || (field.depth() == 1
                    && field.count("object") == field.filled
                    && used.iter().any(|one| one.parts().starts_with(field.pointer.parts())))
        };
        let shown =
            |field: &&Field| !covered(field) && (field.depth() == 1 || self.is_opened(field, used));
        self.all.iter().filter(shown).map(|field| self.describe(field)).collect()
    }

    /// A nested field is listed when its parent is used in part.
    fn is_opened(&self, field: &Field, used: &[&Pointer]) -> bool {
        let parent = &field.pointer.parts()[..1];
        used.iter().any(|one| one.parts().len() > 1 && one.parts().starts_with(parent))
    }

    pub(crate) fn describe(&self, field: &Field) -> SeenField {
        let mut types: Vec<(&'static str, usize)> =
            field.types.iter().map(|(kind, count)| (*kind, *count)).collect();
        types.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        SeenField {
            pointer: field.pointer.clone(),
            types: types.into_iter().map(|(kind, _)| kind).collect(),
            per_mille: u16::try_from(field.filled * 1000 / self.rows.max(1)).unwrap_or(1000),
        }
    }
}

/// What a field says that only tells whether or how much the model reasoned.
const SETTINGS: &[&str] = &[
    "on", "off", "true", "false", "yes", "no", "none", "minimal", "low", "medium", "high",
    "enabled", "disabled", "auto", "0", "1",
];

/// The name of a value's JSON type.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Turns of phrase of somebody who deliberates, as opposed to somebody who tells.
const DELIBERATION: &[&str] = &[
    "i need to",
    "i should",
    "let me",
    "the user",
    "okay",
    "wait,",
    "hmm",
    "let's",
    "i'll",
    "maybe ",
    "i think",
    "we need to",
    "i have to",
    "i can ",
    "i must",
    "should i",
    "first,",
    "so i",
    "actually,",
    "but i",
    "the request",
    "the question",
    "therefore",
    "step by step",
    "i will",
];

/// Whether a text reads like reasoning: at least three different turns of phrase of that sort.
pub(crate) fn is_thoughtful(text: &str) -> bool {
    let mut end = text.len().min(GLANCE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let glance = text[..end].to_lowercase();
    DELIBERATION.iter().filter(|cue| glance.contains(**cue)).take(3).count() == 3
}

//! From a row of JSON to records: the mapping is guessed once a source from a sample of its rows, and
//! then applied to each.
//!
//! The layouts in which such datasets come are not exclusive (a list of messages may hold `<think>`
//! tags, be one side of a pair and stand beside judges' scores), so instead of one reader a
//! layout there is one guesser a question (where are the sides, the prompt, the chain …) and one
//! reader a shape (`conversation`, `speech`, `tags`, `chain` …) that is used wherever it fits.

use serde_json::Value;

use super::mapping::{Mapped, Mapping, Pointer};
use crate::record::Record;
use fields::Fields;
use raters::{Rater, Rating};
use sides::Side;

pub(crate) mod build;
mod calls;
mod chain;
mod choose;
pub(crate) mod conversation;
pub(crate) mod fields;
mod markers;
pub(crate) mod names;
mod raters;
mod sides;
mod speech;
mod tags;
mod template;

/// A record whose id is not final yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Draft {
    pub(crate) record: Record,
    /// The row's own id.
    pub(crate) own_id: Option<String>,
    /// Which of several records of the row: `safe`, `2`.
    pub(crate) part: Option<String>,
    /// What deserves a look.
    pub(crate) warnings: Vec<String>,
}

/// How the rows of one source become records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mapper {
    /// The layout's name, for people and for `inspect --json`.
    pub(crate) layout: &'static str,
    /// The same as [`Mapping`], for people.
    pub(crate) mapping: Mapping,
    id: Option<Pointer>,
    system: Option<Pointer>,
    prompt: Option<Pointer>,
    context: Option<Pointer>,
    messages: Option<Pointer>,
    calls: Option<Pointer>,
    /// One without a name when rows have no sides.
    sides: Vec<Side>,
    raters: Vec<Rating>,
    /// A list of answers becomes one record each.
    expand: bool,
    /// Headings divide the answers.
    marked: bool,
}

/// What a quick scan needs to know of a layout in which every row is one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QuickPlan {
    pub(crate) id: Option<Pointer>,
    pub(crate) cot: Option<Pointer>,
    pub(crate) answer: Option<Pointer>,
    /// Names of the row's fields of which at least one must be there.
    pub(crate) any: Vec<String>,
}

impl Mapper {
    /// Guesses the mapping from sampled rows; `hint` names the layout when the format knows it.
    pub(crate) fn detect(
        rows: &[Value],
        overrides: &[(String, String)],
        hint: Option<&'static str>,
    ) -> Self {
        let rows: Vec<Value> = rows.iter().filter_map(|row| as_object(row.clone()).ok()).collect();
        let fields = Fields::of(&rows);
        let mut mapper = Self::guess(&fields, &rows);
        for (field, pointer) in overrides {
            mapper.set(field, Pointer::parse(pointer));
        }
        mapper.raters_except_overridden(&fields, overrides);
        mapper.layout = hint.unwrap_or_else(|| mapper.name_layout(&fields, &rows));
        mapper.describe(&fields, &rows, overrides);
        mapper
    }

    fn guess(fields: &Fields, rows: &[Value]) -> Self {
        let sides = sides::find(fields);
        let messages = choose::messages(fields).filter(|pointer| {
            let is_side = |side: &Side| {
                side.cot.as_ref() == Some(pointer) || side.answer.as_ref() == Some(pointer)
            };
            !sides.iter().any(is_side)
        });
        let said = Said::of(rows, messages.as_ref());
        let mut taken: Vec<Pointer> = messages.iter().cloned().collect();
        for side in &sides {
            taken.extend(side.cot.iter().chain(&side.answer).cloned());
        }
        let id = choose::id(fields);
        taken.extend(id.clone());
        let prompt = choose::prompt(fields, rows).filter(|pointer| {
            !(said.asked || taken.iter().any(|one| pointer.parts().starts_with(one.parts())))
        });
        taken.extend(prompt.clone());
        let cot = choose::cot(fields, &taken).filter(|_| sides.is_empty());
        taken.extend(cot.clone());
        let answer = if said.answered || !sides.is_empty() {
            None
        } else {
            choose::answer(fields, rows, cot.as_ref(), &taken)
        };
        let cot = weak_beside_tags(fields, cot, answer.as_ref());
        let expand =
            answer.as_ref().and_then(|one| fields.get(one)).is_some_and(|field| field.several > 0);
        let marked = answer
            .iter()
            .chain(sides.iter().filter_map(|side| side.answer.as_ref()))
            .filter_map(|one| fields.get(one))
            .any(|field| field.marked * 4 >= field.filled.max(1));
        Self {
            id,
            system: choose::system(fields),
            context: prompt.as_ref().and_then(|prompt| choose::context(fields, prompt)),
            prompt,
            messages,
            calls: choose::calls(fields),
            sides: if sides.is_empty() {
                vec![Side { cot, answer, ..Side::default() }]
            } else {
                sides
            },
            expand,
            marked,
            ..Self::default()
        }
    }

    /// Follows the caller's word for one field.
    fn set(&mut self, field: &str, pointer: Pointer) {
        let slot = match field {
            "id" => &mut self.id,
            "system" => &mut self.system,
            "prompt" => &mut self.prompt,
            "messages" => &mut self.messages,
            "calls" => &mut self.calls,
            _ => return self.set_sided(field, pointer),
        };
        *slot = Some(pointer);
    }

    fn set_sided(&mut self, field: &str, pointer: Pointer) {
        if let Some(name) = field.strip_prefix("judge.") {
            self.raters.push(Rating { rater: Rater::Judge, name: name.to_owned(), pointer });
        } else if let Some(name) = field.strip_prefix("human.") {
            self.raters.push(Rating { rater: Rater::Human, name: name.to_owned(), pointer });
        } else if field == "cot" || field == "answer" {
            if self.sides.len() != 1 {
                self.sides = vec![Side::default()];
            }
            let slot =
                if field == "cot" { &mut self.sides[0].cot } else { &mut self.sides[0].answer };
            *slot = Some(pointer);
        } else if let Some((name, part)) = field.rsplit_once('.') {
            let side = self.sides.iter_mut().find(|side| side.name.as_deref() == Some(name));
            match (side, part) {
                (Some(side), "cot") => side.cot = Some(pointer),
                (Some(side), "answer") => side.answer = Some(pointer),
                _ => {}
            }
        }
    }

    fn raters_except_overridden(&mut self, fields: &Fields, overrides: &[(String, String)]) {
        let mut used: Vec<Pointer> = self.used().cloned().collect();
        used.extend(overrides.iter().map(|(_, pointer)| Pointer::parse(pointer)));
        self.raters.extend(raters::find(fields, &used));
    }

    /// Every place that a part of the record is made from.
    fn used(&self) -> impl Iterator<Item = &Pointer> {
        let single =
            [&self.id, &self.system, &self.prompt, &self.context, &self.messages, &self.calls];
        let sided = self.sides.iter().flat_map(|side| {
            side.cot
                .iter()
                .chain(&side.answer)
                .chain(side.judges.iter().map(|(_, pointer)| pointer))
        });
        let rated = self.raters.iter().map(|rating| &rating.pointer);
        single.into_iter().flatten().chain(sided).chain(rated)
    }

    /// Whether the row has anything that a record's texts could be made from.
    pub(crate) fn fits(&self, row: &Value) -> bool {
        let texts = [&self.prompt, &self.messages].into_iter().flatten();
        let sided = self.sides.iter().flat_map(|side| side.cot.iter().chain(&side.answer));
        texts.chain(sided).any(|pointer| pointer.get(row).is_some())
    }

    /// Whether the sampled rows held anything usable at all.
    pub(crate) fn is_usable(&self) -> bool {
        self.prompt.is_some()
            || self.messages.is_some()
            || self.sides.iter().any(|side| side.cot.is_some() || side.answer.is_some())
    }

    /// How many of prompt, chain and answer have names that leave little doubt.
    pub(crate) fn completeness(&self) -> usize {
        let sure = |pointer: &Pointer| {
            names::read_name(pointer.name()).is_some_and(|reading| reading.strength >= 2)
        };
        let one = |pointer: &Option<Pointer>| usize::from(pointer.as_ref().is_some_and(sure));
        let sides = self.sides.iter().map(|side| one(&side.cot) + one(&side.answer)).max();
        one(&self.prompt) + sides.unwrap_or(0) + if self.messages.is_some() { 2 } else { 0 }
    }

    /// For the quick scan of large files; `None` when a row may become several records.
    pub(crate) fn quick(&self) -> Option<QuickPlan> {
        let [side] = self.sides.as_slice() else {
            return None;
        };
        if self.expand || side.name.is_some() {
            return None;
        }
        let texts = [&self.prompt, &self.messages, &side.cot, &side.answer];
        let any =
            texts.into_iter().flatten().filter_map(|one| one.parts().first().cloned()).collect();
        Some(QuickPlan {
            id: self.id.clone(),
            cot: side.cot.clone(),
            answer: side.answer.clone(),
            any,
        })
    }

    fn name_layout(&self, fields: &Fields, rows: &[Value]) -> &'static str {
        let of = |pointer: &Option<Pointer>| pointer.as_ref().and_then(|one| fields.get(one));
        let (cot, answer) = (of(&self.sides[0].cot), of(&self.sides[0].answer));
        if self.sides.len() > 1 {
            return if self.sides.iter().any(|side| {
                side.name.as_deref() == Some("revision")
                    && side.cot.as_ref().is_some_and(|cot| cot.name().starts_with("crit"))
            }) {
                "critique-revision"
            } else {
                "paired"
            };
        }
        if self.expand {
            return "completions";
        }
        if let Some(messages) = &self.messages {
            return dialect(rows, messages);
        }
        let filled = |field: &fields::Field| field.filled > 0;
        match (cot.filter(|field| filled(field)), answer) {
            (Some(cot), _) if self.calls.is_some() && cot.count("list") > 0 => "agent-trace",
            (Some(_), _) => "flat",
            (None, Some(answer)) if answer.templated * 2 > answer.filled => "transcript",
            (None, Some(answer)) if answer.tagged > 0 => "think-tags",
            (None, Some(_)) if self.marked => "headings",
            _ => "flat",
        }
    }

    fn describe(&mut self, fields: &Fields, rows: &[Value], overrides: &[(String, String)]) {
        let mut found: Vec<Mapped> = Vec::new();
        let explicit = |name: &str| overrides.iter().any(|(field, _)| field == name);
        let mut add = |field: String, pointer: &Pointer, note: Option<String>| {
            found.push(Mapped {
                explicit: explicit(&field),
                field,
                pointer: pointer.clone(),
                note,
            });
        };
        let single = [
            ("id", &self.id),
            ("system", &self.system),
            ("messages", &self.messages),
            ("prompt", &self.prompt),
            ("context", &self.context),
        ];
        for (name, pointer) in single {
            if let Some(pointer) = pointer {
                add(name.to_owned(), pointer, None);
            }
        }
        if let Some(messages) = &self.messages {
            if self.prompt.is_none() {
                add("prompt".to_owned(), messages, Some("last user message".to_owned()));
            }
            if self.sides[0].cot.is_none() {
                add("cot".to_owned(), messages, Some("reasoning of what followed".to_owned()));
            }
            if self.sides[0].answer.is_none() {
                add("answer".to_owned(), messages, Some("text of what followed".to_owned()));
            }
        }
        for side in &self.sides {
            let name = |part: &str| {
                side.name.as_ref().map_or(part.to_owned(), |side| format!("{side}.{part}"))
            };
            let inside = self.cot_inside(fields, side);
            match (&side.cot, &side.answer, inside) {
                (None, Some(answer), Some(note)) => add(name("cot"), answer, Some(note)),
                (Some(cot), _, _) => add(name("cot"), cot, None),
                _ => {}
            }
            if let Some(answer) = &side.answer {
                add(name("answer"), answer, None);
            }
            for (judge, pointer) in &side.judges {
                add(format!("judge.{}", name(judge)), pointer, None);
            }
        }
        if let Some(calls) = &self.calls {
            add("calls".to_owned(), calls, None);
        }
        for rating in &self.raters {
            let rater = if rating.rater == Rater::Judge { "judge" } else { "human" };
            add(format!("{rater}.{}", rating.name), &rating.pointer, None);
        }
        if !self.finds_chains(rows) {
            let is_cot = |field: &str| field == "cot" || field.ends_with(".cot");
            found.retain(|mapped| mapped.note.is_none() || !is_cot(&mapped.field));
        }
        let used: Vec<Pointer> = self.used().cloned().collect();
        let used: Vec<&Pointer> = used.iter().collect();
        self.mapping = Mapping { fields: found, seen: fields.seen(&used) };
    }

    /// Whether any of the sampled rows has a chain.
    fn finds_chains(&self, rows: &[Value]) -> bool {
        let drafts =
            rows.iter().filter(|row| self.fits(row)).flat_map(|row| self.build(row.clone(), None));
        drafts.into_iter().any(|draft| draft.record.has_cot() || draft.record.redacted_blocks > 0)
    }

    /// How the chain is cut out of the answer's field, when it is.
    fn cot_inside(&self, fields: &Fields, side: &Side) -> Option<String> {
        let field = fields.get(side.answer.as_ref()?)?;
        if field.tagged > 0 {
            return Some("text inside its reasoning tags".to_owned());
        }
        if field.templated > 0 || field.conversations > 0 || field.count("object") > 0 {
            return Some("reasoning in it".to_owned());
        }
        self.marked.then(|| "text under its reasoning heading".to_owned())
    }
}

/// What the sampled conversations say already.
struct Said {
    asked: bool,
    answered: bool,
}

impl Said {
    fn of(rows: &[Value], messages: Option<&Pointer>) -> Self {
        let read: Vec<(bool, bool)> = rows
            .iter()
            .filter_map(|row| Some(conversation::read(build::messages_at(messages?, row)?)))
            .map(|one| {
                (
                    !one.prompt.is_empty(),
                    !one.speech.texts.is_empty() || !one.speech.steps.is_empty(),
                )
            })
            .collect();
        let most = |count: usize| !read.is_empty() && count * 2 >= read.len();
        Self {
            asked: most(read.iter().filter(|one| one.0).count()),
            answered: most(read.iter().filter(|one| one.1).count()),
        }
    }
}

/// A doubtful name (`analysis`, `explanation`) gives way to tags in the answer.
fn weak_beside_tags(
    fields: &Fields,
    cot: Option<Pointer>,
    answer: Option<&Pointer>,
) -> Option<Pointer> {
    let tagged =
        answer.and_then(|one| fields.get(one)).is_some_and(|field| field.tagged * 2 > field.filled);
    cot.filter(|cot| {
        let weak = names::read_name(cot.name()).is_none_or(|reading| reading.strength == 1);
        !(weak && tagged)
    })
}

/// Which dialect the lists of messages are in.
fn dialect(rows: &[Value], messages: &Pointer) -> &'static str {
    let any = |key: &str| {
        rows.iter()
            .filter_map(|row| messages.get(row)?.as_array())
            .flatten()
            .any(|item| item.get(key).is_some())
    };
    if any("channel") {
        "harmony"
    } else if any("from") && !any("role") {
        "sharegpt"
    } else {
        "messages"
    }
}

/// Several things that could each be an answer: texts, or objects with a text that are neither
/// messages nor content blocks.
fn is_several(value: &Value) -> bool {
    let Value::Array(items) = value else {
        return false;
    };
    let could_answer = |item: &Value| match item {
        Value::String(_) => true,
        Value::Object(map) => {
            !map.contains_key("type")
                && !map.contains_key("role")
                && map.keys().any(|key| {
                    names::read_name(key).is_some_and(|reading| {
                        matches!(reading.role, names::Role::Answer | names::Role::Cot)
                    })
                })
        }
        _ => false,
    };
    items.len() > 1 && items.iter().all(could_answer)
}

/// A row as an object: a bare text is a response, a bare list of messages a conversation.
fn as_object(row: Value) -> Result<Value, String> {
    match row {
        Value::Object(_) => Ok(row),
        Value::String(text) => Ok(serde_json::json!({ "text": text })),
        row if conversation::is_conversation(&row) => Ok(serde_json::json!({ "messages": row })),
        other => Err(format!("a {} where an object is expected", fields::kind(&other))),
    }
}

/// An object whose members are columns: lists of the same length, or objects with the same keys
/// (`{"prompt": {"0": …}}`), some of them under a usual name.
pub(crate) fn is_columns(object: &serde_json::Map<String, Value>) -> bool {
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
pub(crate) fn is_sections(object: &serde_json::Map<String, Value>) -> bool {
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
pub(crate) fn longest_list(object: &serde_json::Map<String, Value>) -> &[Value] {
    let lists = object.values().filter_map(Value::as_array);
    let rows = lists.filter(|items| items.iter().any(Value::is_object));
    rows.max_by_key(|items| items.len()).map_or(&[], Vec::as_slice)
}

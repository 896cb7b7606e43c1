//! From a row of JSON to records: the mapping is guessed once a source from a sample of its rows, and
//! then applied to each.
//!
//! The layouts in which such datasets come are not exclusive (a list of messages may hold `<think>`
//! tags, be one side of a pair and stand beside judges' scores), so instead of one reader a
//! layout there is one guesser a question (where are the sides, the prompt, the chain …) and one
//! reader a shape (`conversation`, `speech`, `tags`, `chain` …) that is used wherever it fits.

use serde_json::Value;

use super::mapping::{Mapping, Pointer};
use crate::record::Record;
use fields::Fields;
use raters::{Rater, Rating};
use sides::Side;

pub(crate) mod build;
mod calls;
mod chain;
mod choose;
pub(crate) mod conversation;
mod describe;
pub(crate) mod fields;
mod markers;
pub(crate) mod names;
mod raters;
mod sides;
mod speech;
pub(crate) mod tables;
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
        let sided: Vec<Pointer> =
            sides.iter().flat_map(|side| side.cot.iter().chain(&side.answer)).cloned().collect();
        let messages = choose::messages(fields).filter(|pointer| !sided.contains(pointer));
        let said = Said::of(rows, messages.as_ref());
        let id = choose::id(fields);
        let mut taken: Vec<Pointer> = messages.iter().chain(&sided).cloned().collect();
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
        let marked = |pointer: &Pointer| {
            fields.get(pointer).is_some_and(|field| field.marked * 4 >= field.filled.max(1))
        };
        let marked = answer.iter().chain(&sided).any(marked);
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

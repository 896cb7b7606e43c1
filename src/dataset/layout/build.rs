//! Making the records of one row.

use serde_json::{Map, Value};

use super::{
    Draft, Mapper, as_object, calls, chain,
    conversation::{self, Conversation},
    is_several, markers,
    raters::Rater,
    sides::Side,
    speech::{self, Speech},
    template,
};
use crate::{
    dataset::{json, mapping::Pointer},
    record::{Pair, Record, ToolCall, Turn},
};

/// What the sides of a row share.
#[derive(Clone, Default)]
struct Shared {
    own_id: Option<String>,
    record: Record,
    speech: Speech,
}

/// What one side is made from.
struct Half {
    part: Option<String>,
    cot: Value,
    answer: Value,
    calls: Vec<ToolCall>,
    judges: Vec<(String, Value)>,
}

impl Mapper {
    /// The records of a row; `key` is its name where the source is an object of rows. Fails for a row
    /// that has nothing a record could be made from.
    pub(crate) fn map(&self, row: Value, key: Option<&str>) -> Result<Vec<Draft>, String> {
        let row = as_object(row)?;
        if self.fits(&row) {
            return Ok(self.build(row, key));
        }
        // A row of another shape than the sampled ones: look at it alone.
        let own = Self::detect(std::slice::from_ref(&row), &[], Some(self.layout));
        if own.is_usable() && own.fits(&row) {
            Ok(own.build(row, key))
        } else {
            Err(nothing_in(&row))
        }
    }

    pub(super) fn build(&self, mut row: Value, key: Option<&str>) -> Vec<Draft> {
        let mut shared = self.shared(&mut row, key);
        let mut halves: Vec<Half> =
            self.sides.iter().flat_map(|side| self.halves(side, &mut row)).collect();
        // A side that this row does not have makes no record, unless it has none at all.
        if halves.len() > 1 {
            let empty = |half: &Half| half.cot.is_null() && half.answer.is_null();
            let some = halves.iter().any(|half| !empty(half));
            halves.retain(|half| !some || !empty(half));
        }
        shared.record.meta = match row {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        let count = halves.len();
        let last = count.saturating_sub(1);
        let mut drafts = Vec::with_capacity(halves.len());
        for (index, half) in halves.into_iter().enumerate() {
            let shared = if index == last { std::mem::take(&mut shared) } else { shared.clone() };
            let mut draft = self.draft(shared, half);
            pair_up(&mut draft, count, index);
            drafts.push(draft);
        }
        drafts
    }

    fn shared(&self, row: &mut Value, key: Option<&str>) -> Shared {
        let own_id = take(&self.id, row).and_then(id_text).or_else(|| key.map(str::to_owned));
        let mut shared = Shared { own_id, ..Shared::default() };
        if let Some(items) = self.messages.as_ref().and_then(|one| take_conversation(one, row)) {
            shared.converse(conversation::read(items));
            if self.sides.len() > 1 {
                // The sides say what was answered; here it is one of them again.
                shared.speech = Speech::default();
            }
        }
        if let Some(system) = take(&self.system, row).and_then(conversation::plain_text) {
            let system = [Some(system), shared.record.system.take()];
            shared.record.system =
                Some(system.into_iter().flatten().collect::<Vec<_>>().join("\n\n"));
        }
        if let Some(prompt) = take(&self.prompt, row) {
            shared.ask(prompt);
        }
        if let Some(context) = take(&self.context, row).and_then(conversation::plain_text) {
            shared.record.prompt.push_str("\n\n");
            shared.record.prompt.push_str(&context);
        }
        for rating in &self.raters {
            let ratings = match rating.rater {
                Rater::Judge => &mut shared.record.judges,
                Rater::Human => &mut shared.record.humans,
            };
            if let Some(value) = rating.pointer.take(row) {
                ratings.insert(rating.name.clone(), value);
            }
        }
        shared
    }

    /// Mostly one; several when the side's answer is a list of them.
    fn halves(&self, side: &Side, row: &mut Value) -> Vec<Half> {
        let cot = take(&side.cot, row).map(decoded_list).unwrap_or_default();
        let answer = take(&side.answer, row).map(decoded_list).unwrap_or_default();
        let judges = side
            .judges
            .iter()
            .filter_map(|(name, pointer)| Some((name.clone(), pointer.take(row)?)))
            .collect();
        if !(self.expand && is_several(&answer)) {
            let calls = self.take_calls(row);
            return vec![Half { part: side.name.clone(), cot, answer, calls, judges }];
        }
        let Value::Array(answers) = answer else {
            return Vec::new();
        };
        let chains = match cot {
            Value::Array(chains) if chains.len() == answers.len() => chains,
            other => vec![other; answers.len()],
        };
        let numbered = answers.into_iter().zip(chains).enumerate();
        numbered
            .map(|(index, (answer, cot))| Half {
                part: Some((index + 1).to_string()),
                cot,
                answer,
                calls: Vec::new(),
                judges: Vec::new(),
            })
            .collect()
    }

    /// Takes the calls that are listed beside the chain; what else is said of them stays where it was.
    fn take_calls(&self, row: &mut Value) -> Vec<ToolCall> {
        let Some((pointer, value)) =
            self.calls.as_ref().and_then(|one| Some((one, one.take(row)?)))
        else {
            return Vec::new();
        };
        let (calls, left) = calls::of_field(value);
        if let (false, [name], Value::Object(map)) = (left.is_null(), pointer.parts(), row) {
            map.insert(name.clone(), left);
        }
        calls
    }

    fn draft(&self, shared: Shared, half: Half) -> Draft {
        let Shared { own_id, mut record, speech: heard } = shared;
        let mut draft = Draft { own_id, part: half.part, ..Draft::default() };
        record.judges.extend(half.judges);
        let mut chain = chain::read(half.cot);
        chain::attach_calls(&mut chain, half.calls);
        let mut said = heard;
        said.extend(self.answer(half.answer, &mut record));
        if said.unclosed {
            let tag = said.tag.unwrap_or("<think>");
            draft
                .warnings
                .push(format!("{tag} is never closed: all that follows was taken for reasoning"));
        }
        if !chain.steps.is_empty() {
            keep_unlike(&mut said, &chain);
        } else if self.marked && said.steps.is_empty() {
            divide_at_headings(&mut said);
        }
        record.answer = said.visible();
        for call in std::mem::take(&mut said.calls) {
            chain.calls.push(call);
        }
        if chain.steps.is_empty() {
            chain.steps = said.steps;
        }
        chain.redacted += said.redacted;
        chain::assemble(&mut chain, &mut record);
        draft.record = record;
        draft
    }

    /// The answer's field as speech; a transcript in it also gives what was asked.
    fn answer(&self, value: Value, record: &mut Record) -> Speech {
        let transcript = match &value {
            Value::String(text) => template::messages(text),
            Value::Array(items) if conversation::is_conversation(&value) => Some(items.clone()),
            _ => None,
        };
        let Some(items) = transcript else {
            return speech::read(value);
        };
        let mut found = Shared::default();
        found.converse(conversation::read(items));
        let same = record.prompt == found.record.prompt && record.turns.is_empty();
        if record.prompt.is_empty() || same {
            record.prompt = found.record.prompt;
            record.turns.append(&mut found.record.turns);
            record.system = record.system.take().or(found.record.system);
        }
        found.speech
    }
}

impl Shared {
    fn converse(&mut self, found: Conversation) {
        let system = found.system.join("\n\n");
        self.record.system = (!system.is_empty()).then_some(system);
        self.record.turns = found.turns;
        self.record.prompt = found.prompt;
        self.speech = found.speech;
    }

    /// Reads the prompt's field: a text, a conversation, a list of texts.
    fn ask(&mut self, value: Value) {
        match decoded_list(value) {
            Value::String(text) => match template::messages(&text) {
                Some(items) => self.ask_conversation(items),
                None => self.record.prompt = text,
            },
            Value::Array(items) if conversation::are_messages(&items) => {
                self.ask_conversation(items);
            }
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let mut texts: Vec<String> =
                    items.into_iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
                self.record.prompt = texts.pop().unwrap_or_default();
                let roles = ["assistant", "user"];
                let count = texts.len();
                let role = |index: usize| roles[(count - index - 1) % 2].to_owned();
                self.record.turns.extend(
                    texts
                        .into_iter()
                        .enumerate()
                        .map(|(index, text)| Turn { role: role(index), text }),
                );
            }
            value => self.ask_object(value),
        }
    }

    /// A prompt that is a conversation up to now: what an assistant said at its end is a turn of
    /// it, not an answer.
    fn ask_conversation(&mut self, items: Vec<Value>) {
        let mut found = Shared::default();
        found.converse(conversation::read(items));
        let said = found.speech.visible();
        let Record { system, mut turns, mut prompt, .. } = found.record;
        if !said.trim().is_empty() {
            let asked = Turn { role: "user".to_owned(), text: std::mem::take(&mut prompt) };
            let said = Turn { role: "assistant".to_owned(), text: said };
            turns.extend([asked, said].into_iter().filter(|turn| !turn.text.is_empty()));
        }
        self.record.system = self.record.system.take().or(system);
        self.record.turns.append(&mut turns);
        self.record.prompt = prompt;
    }

    fn ask_object(&mut self, value: Value) {
        if let Value::Object(map) = &value
            && let Some(messages) = map.values().find(|inner| conversation::is_conversation(inner))
        {
            return self.ask(messages.clone());
        }
        self.record.prompt = conversation::plain_text(value).unwrap_or_default();
    }
}

fn take(pointer: &Option<Pointer>, row: &mut Value) -> Option<Value> {
    pointer.as_ref()?.take(row)
}

/// Takes the value only if it is a list of messages, possibly as JSON in a text.
fn take_conversation(pointer: &Pointer, row: &mut Value) -> Option<Vec<Value>> {
    let fits = match pointer.get(row)? {
        Value::String(text) => {
            embedded(text).is_some_and(|value| conversation::is_conversation(&value))
        }
        value => conversation::is_conversation(value),
    };
    if !fits {
        return None;
    }
    match decoded_list(pointer.take(row)?) {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

/// The list of messages at a place, without taking it.
pub(super) fn messages_at(pointer: &Pointer, row: &Value) -> Option<Vec<Value>> {
    match decoded_list(pointer.get(row)?.clone()) {
        Value::Array(items) if conversation::are_messages(&items) => Some(items),
        _ => None,
    }
}

/// A list that a table keeps as JSON in a cell.
fn decoded_list(value: Value) -> Value {
    match &value {
        Value::String(text) => embedded(text).unwrap_or(value),
        _ => value,
    }
}

/// The list in a text, when all of it is one: of messages, of texts, of objects.
pub(crate) fn embedded(text: &str) -> Option<Value> {
    let text = text.trim();
    if !text.starts_with('[') || !text.ends_with(']') {
        return None;
    }
    let value = json::parse(text.as_bytes(), 64, &mut json::Repairs::default())
        .or_else(|_| json::parse_python(text.as_bytes(), 64))
        .ok()?;
    let items = value.as_array()?;
    let uniform = items.iter().all(Value::is_object) || items.iter().all(Value::is_string);
    (uniform && !items.is_empty()).then_some(value)
}

/// An id as the exact string the source has.
fn id_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => {
            Some(text).filter(|text| !text.trim().is_empty() && text.len() <= 1_000)
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Reasoning in the answer that the chain's own field does not repeat stays in the answer.
fn keep_unlike(said: &mut Speech, chain: &Speech) {
    let known = |text: &str| chain.steps.iter().any(|step| step.text.contains(text.trim()));
    let steps = std::mem::take(&mut said.steps);
    let mut unlike = Vec::new();
    for step in steps {
        if !known(&step.text) {
            unlike.push(step.text);
        }
        said.calls.extend(step.calls);
    }
    said.texts.splice(0..0, unlike);
}

/// Divides the answer at its headings; one that ends before the second is all reasoning.
fn divide_at_headings(said: &mut Speech) {
    let [text] = said.texts.as_slice() else {
        return;
    };
    let cut = || markers::unfinished(text).map(|chain| (chain.to_owned(), String::new()));
    if let Some((chain, answer)) = markers::split(text).or_else(cut) {
        said.texts.clear();
        said.think(chain);
        said.say(answer);
    }
}

/// Names the next half of the row as the other one.
fn pair_up(draft: &mut Draft, count: usize, index: usize) {
    let side = draft.part.clone();
    if let (Some(side), true) = (side, count > 1) {
        // Ids are final only once the table is there; until then the place in the row stands for it.
        let other = ((index + 1) % count).to_string();
        draft.record.pair = Some(Pair { of: String::new(), side, other });
    }
}

fn nothing_in(row: &Value) -> String {
    let keys: Vec<&str> = row
        .as_object()
        .map(|map| map.keys().take(12).map(String::as_str).collect())
        .unwrap_or_default();
    match keys.as_slice() {
        [] => "an empty object".to_owned(),
        keys => format!(
            "no field that could be a prompt, a chain of thought or an answer; it has: {}",
            keys.join(", ")
        ),
    }
}

//! Choosing among several fields that could be the prompt, the chain or the answer.

use serde_json::Value;

use super::{
    fields::{Field, Fields},
    names::{Reading, Role, is_about_judging, is_reference, read_name, words},
};
use crate::dataset::mapping::Pointer;

/// Objects whose fields count as the row's own.
const WRAPPERS: &[&str] = &[
    "data",
    "row",
    "sample",
    "item",
    "example",
    "record",
    "input",
    "inputs",
    "output",
    "outputs",
    "response",
    "result",
    "generation",
    "completion",
    "fields",
    "value",
    "payload",
    "request",
    "turn",
    "target",
    "prompt",
];

/// A field that could play a role, and how well.
struct Candidate<'f> {
    field: &'f Field,
    reading: Reading,
    score: i64,
}

/// The fields that play a role by name, best first.
fn candidates<'f>(
    fields: &'f Fields,
    role: Role,
    rank: impl Fn(&Field, &Reading) -> i64,
) -> Vec<Candidate<'f>> {
    let mut found: Vec<Candidate<'f>> = fields
        .all
        .iter()
        .filter_map(|field| {
            let reading = read_name(field.name()).filter(|reading| reading.role == role)?;
            reachable(field, &reading).then(|| {
                let score = i64::from(reading.strength) * 100 - 30 * (field.depth() as i64 - 1)
                    + rank(field, &reading)
                    // A field of a few odd rows is not what the source is about.
                    - (200 * (fields.rows - field.present) / fields.rows.max(1)) as i64
                    - if field.filled == 0 { 250 } else { 0 };
                Candidate { field, reading, score }
            })
        })
        .collect();
    found.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
    found
}

/// Nested fields count when their name leaves no doubt, or their parent is only a wrapper.
fn reachable(field: &Field, reading: &Reading) -> bool {
    let parent = words(&field.pointer.parts()[0]).concat();
    field.depth() == 1
        || (reading.strength == 3 && !is_about_judging(&words(&field.pointer.parts()[0])))
        || WRAPPERS.contains(&parent.as_str())
}

/// Holds text, or something that texts can be made from.
fn is_textual(field: &Field) -> bool {
    field.filled == 0 || field.count("text") + field.count("list") + field.count("object") > 0
}

/// The row's id: a name that says so, or one that might and whose values are all different.
pub(crate) fn id(fields: &Fields) -> Option<Pointer> {
    let usable = |field: &Field, plain: bool| {
        field.is_scalar()
            && (if plain {
                field.filled * 2 >= fields.rows
            } else {
                field.filled * 20 >= fields.rows * 19
            })
            && field.longest <= 200
    };
    candidates(fields, Role::Id, |field, _| if field.depth() > 1 { -100 } else { 0 })
        .into_iter()
        .find(|candidate| {
            let plain = candidate.reading.strength == 3 && candidate.field.depth() == 1;
            if !usable(candidate.field, plain) {
                return false;
            }
            let varied = fields.rows < 3 || candidate.field.different() > 1;
            candidate.reading.side.is_empty() && ((plain && varied) || candidate.field.is_unique())
        })
        .map(|candidate| candidate.field.pointer.clone())
}

/// The system text.
pub(crate) fn system(fields: &Fields) -> Option<Pointer> {
    let found = candidates(fields, Role::System, |_, _| 0);
    found
        .into_iter()
        .find(|one| is_textual(one.field) && one.field.filled > 0)
        .map(|one| one.field.pointer.clone())
}

/// The prompt: by name, and among equals the one that holds the others' text, being the prompt as
/// it was sent.
pub(crate) fn prompt(fields: &Fields, rows: &[Value]) -> Option<Pointer> {
    let found: Vec<Candidate<'_>> = candidates(fields, Role::Prompt, |field, _| {
        let label = field.filled >= 5 && field.different() * 5 < field.filled && field.mean() < 60;
        (field.filled * 20 / fields.rows.max(1)) as i64 - if label { 150 } else { 0 }
    })
    .into_iter()
    .filter(|one| is_textual(one.field))
    .collect();
    let best = found.first()?;
    let textual = || found.iter().filter(|one| one.field.count("text") * 2 > one.field.filled);
    // The prompt as it was sent: no candidate holds it, and it holds another one.
    let whole = textual().find(|one| {
        let holds =
            |inner: &&Candidate<'_>| contains(rows, &one.field.pointer, &inner.field.pointer);
        textual().any(|inner| holds(&inner))
            && !textual().any(|outer| contains(rows, &outer.field.pointer, &one.field.pointer))
    });
    let chosen = whole.unwrap_or(best);
    Some(chosen.field.pointer.clone())
}

/// Whether in most rows the text at `outer` contains the one at `inner`, and is longer.
fn contains(rows: &[Value], outer: &Pointer, inner: &Pointer) -> bool {
    let texts = |row: &Value| {
        let outer = outer.get(row)?.as_str()?.to_owned();
        let inner = inner.get(row)?.as_str()?.trim().to_owned();
        Some(inner.len() > 3 && outer.len() > inner.len() && outer.contains(&inner))
    };
    let counted: Vec<bool> = rows.iter().filter_map(texts).collect();
    outer != inner && counted.iter().filter(|held| **held).count() * 2 > counted.len()
}

/// What is said beside an instruction as its material: `input` beside `instruction`.
pub(crate) fn context(fields: &Fields, prompt: &Pointer) -> Option<Pointer> {
    let is_instruction =
        ["instruction", "instructions"].contains(&prompt.name().to_ascii_lowercase().as_str());
    let input = Pointer::field("input");
    let field = fields.get(&input)?;
    (is_instruction && field.count("text") > 0).then_some(input)
}

/// The chain of thought: by name, then by how much it reads like one; without any name, the
/// longest text that does.
pub(crate) fn cot(fields: &Fields, taken: &[Pointer]) -> Option<Pointer> {
    let free = |field: &Field| !taken.contains(&field.pointer);
    let found = candidates(fields, Role::Cot, |field, reading| {
        let share = |count: usize| (count * 60 / field.filled.max(1)) as i64;
        let length = (field.mean().max(1).ilog2() * 5) as i64;
        let judged = if is_reference(&reading.side) { 150 } else { 0 };
        let null = (90 * (fields.rows - field.filled) / fields.rows.max(1)) as i64;
        share(field.thoughtful) + length - judged - null
    });
    let by_name = found.into_iter().find(|one| {
        let shaped = one.field.count("list") + one.field.count("object");
        let setting = one.field.filled > 0 && (shaped + one.field.wordy) * 2 <= one.field.filled;
        let weak_elsewhere = one.reading.strength == 1 && one.field.filled == 0;
        is_textual(one.field)
            && free(one.field)
            && !weak_elsewhere
            && !setting
            && one.field.conversations * 2 <= one.field.filled
    });
    by_name.map(|one| one.field.pointer.clone()).or_else(|| nameless(fields, taken))
}

fn nameless(fields: &Fields, taken: &[Pointer]) -> Option<Pointer> {
    let answered = fields.top().any(|field| {
        read_name(field.name()).is_some_and(|one| one.role == Role::Answer && one.strength > 1)
    });
    fields
        .top()
        .filter(|field| {
            let doubtful = |reading: Reading| reading.role == Role::Answer && reading.strength == 1;
            let known = read_name(field.name()).is_some_and(|reading| !doubtful(reading))
                || is_about_judging(&words(field.name()));
            let thinks =
                field.filled > 0 && field.thoughtful * 10 >= field.filled * 6 && field.mean() > 300;
            !known
                && thinks
                && (answered || read_name(field.name()).is_none())
                && field.tagged == 0
                && field.templated == 0
                && !taken.contains(&field.pointer)
        })
        .max_by_key(|field| field.mean())
        .map(|field| field.pointer.clone())
}

/// The answer: by name, not a reference one, and not one that repeats the chain that has a field of
/// its own.
pub(crate) fn answer(
    fields: &Fields,
    rows: &[Value],
    cot: Option<&Pointer>,
    taken: &[Pointer],
) -> Option<Pointer> {
    let chain_here = cot.and_then(|cot| fields.get(cot)).is_some_and(|field| field.filled > 0);
    let found = candidates(fields, Role::Answer, |field, reading| {
        let split = field.tagged + field.marked + field.templated;
        let repeats = chain_here && cot.is_some_and(|cot| contains(rows, &field.pointer, cot));
        let reference = if is_reference(&reading.side) { 300 } else { 0 };
        let divides = if split * 2 > field.filled && !chain_here { 120 } else { 0 };
        let length = (field.mean().max(1).ilog2() * 2) as i64;
        divides + length - reference - if repeats { 120 } else { 0 }
    });
    let free = |field: &Field| {
        !taken.iter().any(|one| {
            one == &field.pointer
                || (field.depth() > 1 && field.pointer.parts().starts_with(one.parts()))
        })
    };
    let best = found.into_iter().find(|one| free(one.field) && one.score > 0).map(|one| one.field);
    let transcript =
        || fields.top().find(|field| free(field) && field.templated * 2 > field.filled);
    best.or_else(transcript).map(|field| field.pointer.clone())
}

/// The list of messages: by shape, and a name that says so before others.
pub(crate) fn messages(fields: &Fields) -> Option<Pointer> {
    let listed =
        |field: &&Field| field.conversations > 0 && field.conversations * 2 >= field.filled;
    let rank = |field: &Field| match read_name(field.name()) {
        Some(Reading { role: Role::Messages, strength, .. }) => {
            i64::from(strength) * 10 - field.depth() as i64
        }
        Some(Reading { role: Role::Prompt | Role::Answer | Role::Cot, strength: 2.., .. }) => -1,
        _ => 5 - field.depth() as i64,
    };
    let best = fields.all.iter().filter(listed).max_by_key(|field| (rank(field), field.mean()))?;
    (rank(best) >= 0).then(|| best.pointer.clone())
}

/// The list of tool calls beside the chain.
pub(crate) fn calls(fields: &Fields) -> Option<Pointer> {
    let found = candidates(fields, Role::Calls, |_, _| 0);
    found.into_iter().find(|one| one.field.count("list") > 0).map(|one| one.field.pointer.clone())
}

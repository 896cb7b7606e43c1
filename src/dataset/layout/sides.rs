//! Rows that hold two or more answers to one prompt under different names: a safe and an unsafe
//! analysis, chosen and rejected, an original and its revision, two models' attempts.

use super::{
    fields::{Field, Fields},
    names::{Role, is_reference, read_name, words},
};
use crate::dataset::mapping::Pointer;

/// Words that make a pair: fields that differ in them are the sides of one row.
pub(crate) const PAIRS: &[&[&str]] = &[
    &["safe", "unsafe"],
    &["chosen", "rejected"],
    &["preferred", "dispreferred"],
    &["accepted", "rejected"],
    &["winner", "loser"],
    &["original", "revision"],
    &["original", "revised"],
    &["original", "edited"],
    &["original", "modified"],
    &["original", "corrected"],
    &["initial", "revision"],
    &["initial", "revised"],
    &["init", "revision"],
    &["draft", "revised"],
    &["positive", "negative"],
    &["good", "bad"],
    &["harmful", "harmless"],
    &["harmful", "benign"],
    &["honest", "deceptive"],
    &["aligned", "misaligned"],
    &["compliant", "noncompliant"],
    &["comply", "refuse"],
    &["compliance", "refusal"],
    &["faithful", "unfaithful"],
    &["biased", "unbiased"],
    &["clean", "corrupted"],
    &["before", "after"],
    &["baseline", "treatment"],
    &["control", "treatment"],
    &["base", "tuned"],
    &["base", "finetuned"],
    &["teacher", "student"],
    &["strong", "weak"],
    &["monitored", "unmonitored"],
    &["free", "paid"],
    &["left", "right"],
    &["first", "second"],
    &["helpful", "harmless"],
    &["a", "b"],
    &["1", "2"],
    &["0", "1"],
];

/// One side of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Side {
    /// `safe`, `revision`, `1`; none for a row that has no sides.
    pub(crate) name: Option<String>,
    pub(crate) cot: Option<Pointer>,
    pub(crate) answer: Option<Pointer>,
    /// Ratings of this side alone: name and place.
    pub(crate) judges: Vec<(String, Pointer)>,
}

/// The sides of the rows; fewer than two means there are none.
pub(crate) fn find(fields: &Fields) -> Vec<Side> {
    let revision = critique(fields);
    if !revision.is_empty() {
        return revision;
    }
    let mut sides = grouped(fields);
    let paired: Vec<bool> = sides.iter().map(|side| has_partner(side, &sides)).collect();
    let mut kept = paired.iter();
    sides.retain(|_| kept.next() == Some(&true));
    if sides.len() < 2 {
        return Vec::new();
    }
    for side in &mut sides {
        side.judges = judges_of(fields, side);
    }
    sides
}

/// Every group of fields with the same words beside their role.
fn grouped(fields: &Fields) -> Vec<Side> {
    let mut sides: Vec<Side> = Vec::new();
    for field in fields.all.iter().filter(|field| field.filled > 0) {
        let Some((name, role)) = side_of(field) else {
            continue;
        };
        let at = sides.iter().position(|side| side.name.as_deref() == Some(&name)).unwrap_or_else(
            || {
                sides.push(Side { name: Some(name), ..Side::default() });
                sides.len() - 1
            },
        );
        let slot = if role == Role::Cot { &mut sides[at].cot } else { &mut sides[at].answer };
        if slot.as_ref().is_none_or(|held| is_better(field, fields.get(held))) {
            *slot = Some(field.pointer.clone());
        }
    }
    for side in &mut sides {
        prefer_whole(fields, side);
    }
    sides
}

/// The side that a field belongs to, and as what.
fn side_of(field: &Field) -> Option<(String, Role)> {
    let textual = field.count("text") + field.count("list") + field.count("object") > 0;
    if !textual {
        return None;
    }
    let [first, rest @ ..] = field.pointer.parts() else {
        return None;
    };
    if let [inner] = rest {
        // {"safe": {"cot": …, "answer": …}, "unsafe": {…}}
        let reading = read_name(inner)?;
        let named = words(first);
        let side = named.iter().all(|word| is_pair_word(word)) && named.len() == 1;
        return (side && usable(reading.role)).then(|| (first.clone(), reading.role));
    }
    let named = words(first);
    let has_named_fields = field.count("object") > 0 && !field.is_message;
    if let [word] = named.as_slice()
        && is_pair_word(word)
        && word.len() > 1
        && !has_named_fields
    {
        return Some((first.clone(), Role::Answer));
    }
    let reading = read_name(first)?;
    let sided = usable(reading.role) && !reading.side.is_empty() && !is_reference(&reading.side);
    sided.then(|| (reading.side.join("_"), reading.role))
}

fn usable(role: Role) -> bool {
    matches!(role, Role::Cot | Role::Answer)
}

fn is_pair_word(word: &str) -> bool {
    PAIRS.iter().any(|pair| pair.contains(&word))
}

/// The final response rather than everything the model wrote, when both are there.
fn is_better(field: &Field, held: Option<&Field>) -> bool {
    let finality = |field: &Field| words(field.name()).iter().any(|word| word == "final");
    held.is_none_or(|held| finality(field) && !finality(held))
}

/// When a side has its chain cut out and the whole response as well, the whole one is taken if it
/// divides: cut-out copies are often clipped at their ends.
fn prefer_whole(fields: &Fields, side: &mut Side) {
    let name = side.name.clone().unwrap_or_default();
    let whole = fields.top().find(|field| {
        let divides = 2 * (field.marked + field.tagged) > field.filled;
        divides && side_of(field).is_some_and(|(of, role)| of == name && role == Role::Answer)
    });
    if let Some(whole) = whole {
        side.answer = Some(whole.pointer.clone());
        side.cot = None;
    }
}

/// Whether another side has what this one has, and the two belong together.
fn has_partner(side: &Side, all: &[Side]) -> bool {
    all.iter().filter(|other| other.name != side.name).any(|other| {
        let both_think = side.cot.is_some() && other.cot.is_some();
        let both_answer = side.answer.is_some() && other.answer.is_some();
        let named = match (&side.name, &other.name) {
            (Some(one), Some(two)) => are_a_pair(one, two) || both_numbered(one, two),
            _ => false,
        };
        both_think || (named && both_answer)
    })
}

fn are_a_pair(one: &str, two: &str) -> bool {
    let has =
        |name: &str, pair: &[&str]| words(name).iter().any(|word| pair.contains(&word.as_str()));
    PAIRS.iter().any(|pair| has(one, pair) && has(two, pair))
}

fn both_numbered(one: &str, two: &str) -> bool {
    let number = |name: &str| name.len() == 1 || name.chars().all(char::is_numeric);
    number(one) && number(two)
}

/// Ratings whose name begins with the side: `safe_cot_rating`.
fn judges_of(fields: &Fields, side: &Side) -> Vec<(String, Pointer)> {
    let name = side.name.clone().unwrap_or_default();
    let prefix = words(&name);
    let rating = |field: &&Field| {
        let parts = words(field.name());
        field.is_scalar()
            && parts.len() > prefix.len()
            && parts.starts_with(&prefix)
            && super::raters::rater_of(field.name()).is_some()
    };
    fields
        .top()
        .filter(rating)
        .map(|field| (words(field.name())[prefix.len()..].join("_"), field.pointer.clone()))
        .collect()
}

/// Usual names, without separators, of a critique, of what came of it, and of what it was about.
const CRITIQUES: &str = "critique critiques criticresponse critiqueresponse selfcritique";
const REVISIONS: &str = "revision revisions revised revisedresponse revisionresponse revisedanswer \
                         revisedoutput revisedcompletion";
const ORIGINALS: &str = "initresponse initialresponse originalresponse original draft initialanswer response \
                         answer completion output originalanswer draftresponse originalcompletion";

/// Constitutional data: an answer, a critique of it, and the answer revised. The critique is the
/// reasoning behind the revision.
fn critique(fields: &Fields) -> Vec<Side> {
    let named = |names: &str| {
        let called = |field: &&Field| {
            let name = words(field.name()).concat();
            field.filled > 0
                && field.count("text") > 0
                && names.split_whitespace().any(|one| one == name)
        };
        fields.top().find(called).map(|field| field.pointer.clone())
    };
    let (Some(critique), Some(revision)) = (named(CRITIQUES), named(REVISIONS)) else {
        return Vec::new();
    };
    let side = |name: &str, cot, answer| Side {
        name: Some(name.to_owned()),
        cot,
        answer,
        judges: Vec::new(),
    };
    let before = named(ORIGINALS).map(|original| side("original", None, Some(original)));
    before.into_iter().chain([side("revision", Some(critique), Some(revision))]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn sides(row: Value) -> Vec<(String, String, String)> {
        let shown = |pointer: &Option<Pointer>| {
            pointer.as_ref().map(ToString::to_string).unwrap_or_default()
        };
        find(&Fields::of(&[row]))
            .iter()
            .map(|side| {
                (side.name.clone().unwrap_or_default(), shown(&side.cot), shown(&side.answer))
            })
            .collect()
    }

    fn side(name: &str, cot: &str, answer: &str) -> (String, String, String) {
        (name.to_owned(), cot.to_owned(), answer.to_owned())
    }

    #[test]
    fn pairs_are_seen() {
        assert_eq!(
            sides(
                json!({"prompt": "q", "safe_cot": "a", "safe_response": "b", "unsafe_cot": "c", "unsafe_response": "d"})
            ),
            [
                side("safe", "/safe_cot", "/safe_response"),
                side("unsafe", "/unsafe_cot", "/unsafe_response")
            ]
        );
        assert_eq!(
            sides(json!({"prompt": "q", "chosen": "a", "rejected": "b"})),
            [side("chosen", "", "/chosen"), side("rejected", "", "/rejected")]
        );
        assert_eq!(
            sides(
                json!({"q_thinking_trajectory": "a", "q_attempt": "b", "r_thinking_trajectory": "c", "r_attempt": "d"})
            ),
            [
                side("q", "/q_thinking_trajectory", "/q_attempt"),
                side("r", "/r_thinking_trajectory", "/r_attempt")
            ]
        );
        assert_eq!(
            sides(
                json!({"safe": {"cot": "a", "answer": "b"}, "unsafe": {"cot": "c", "answer": "d"}})
            ),
            [
                side("safe", "/safe/cot", "/safe/answer"),
                side("unsafe", "/unsafe/cot", "/unsafe/answer")
            ]
        );
        assert_eq!(
            sides(json!({"response": "a", "critique": "b", "revision": "c"})),
            [side("original", "", "/response"), side("revision", "/critique", "/revision")]
        );
        assert_eq!(sides(json!({"response_1": "a", "response_2": "b"})).len(), 2);
    }

    #[test]
    fn the_whole_response_is_preferred_to_clipped_parts() {
        let whole = "### Analysis\nwhy\n### Final Response\nbecause";
        assert_eq!(
            sides(json!({
                "safe_cot_response": whole, "safe_analysis": "hy", "safe_final_response": "becaus",
                "unsafe_cot_response": whole, "unsafe_analysis": "hy", "unsafe_final_response": "becaus"
            })),
            [side("safe", "", "/safe_cot_response"), side("unsafe", "", "/unsafe_cot_response")]
        );
    }

    #[test]
    fn other_rows_have_no_sides() {
        for row in [
            json!({"prompt": "q", "cot": "a", "answer": "b"}),
            json!({"question": "q", "model_response": "a", "reference_response": "b"}),
            json!({"prompt": "q", "rejected": "a"}),
            json!({"a": 1, "b": 2, "response": "x"}),
            json!({"chatgpt_response": "a", "davinci_response": "b"}),
        ] {
            assert_eq!(sides(row.clone()), [], "{row}");
        }
    }
}

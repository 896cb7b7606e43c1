//! Which fields are verdicts of judges and which are labels by people.
//!
//! The table is deliberately narrow: a field that could be either, or a property of the prompt,
//! stays in the metadata, and `--map judge.x=…` or `--map human.x=…` says what it is.

use super::{
    fields::{Field, Fields},
    names::words,
};
use crate::dataset::mapping::Pointer;

/// Who rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rater {
    Judge,
    Human,
}

/// A field with ratings, and what to call the rater.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rating {
    pub(crate) rater: Rater,
    pub(crate) name: String,
    pub(crate) pointer: Pointer,
}

/// Values longer than this are comments, not labels.
const LONGEST_LABEL: usize = 80;

/// First words of a name that mean people.
const HUMANS: &[&str] = &[
    "human",
    "humans",
    "annotation",
    "annotator",
    "reviewer",
    "rater",
    "expert",
    "crowd",
    "worker",
];

/// Last words of a name that make it a text by or for people, not a rating.
const TEXTS: &[&str] = &[
    "prompt",
    "response",
    "answer",
    "message",
    "query",
    "question",
    "input",
    "text",
    "completion",
];

/// Finds the ratings among the fields that are not otherwise used.
pub(crate) fn find(fields: &Fields, used: &[Pointer]) -> Vec<Rating> {
    let free =
        |field: &&Field| !used.iter().any(|one| field.pointer.parts().starts_with(one.parts()));
    let people =
        fields.top().filter(free).any(|field| rater_of(field.name()) == Some(Rater::Human));
    let mut found = Vec::new();
    for field in fields.top().filter(free) {
        let name = field.name();
        let rater = match rater_of(name) {
            Some(rater) => rater,
            None if people && is_adjudicated(name) => Rater::Human,
            None => continue,
        };
        if field.count("object") > 0 {
            let inner = fields.all.iter().filter(|inner| {
                inner.depth() == 2 && inner.pointer.parts()[0] == *name && free(inner)
            });
            found.extend(inner.filter(|inner| inner.is_scalar()).map(|inner| Rating {
                rater,
                name: inner.name().to_owned(),
                pointer: inner.pointer.clone(),
            }));
        } else if field.is_scalar() && (field.longest <= LONGEST_LABEL || names_a_judge(name)) {
            found.push(Rating { rater, name: name.to_owned(), pointer: field.pointer.clone() });
        }
    }
    distinguish(&mut found);
    found
}

/// Words for what a judge gives.
const VERDICTS: &[&str] = &[
    "score",
    "scores",
    "rating",
    "ratings",
    "grade",
    "grades",
    "verdict",
    "judgement",
    "judgment",
    "eval",
    "evaluation",
];

/// Beginnings of the names of models and programs that label.
const MODELS: &[&str] = &[
    "gpt",
    "claude",
    "llama",
    "gemini",
    "qwen",
    "deepseek",
    "mistral",
    "strmatch",
    "classifier",
    "auto",
    "llm",
    "wildguard",
    "haiku",
    "sonnet",
    "opus",
];

/// Who rates in a field of this name; `None` when the name does not say.
pub(crate) fn rater_of(name: &str) -> Option<Rater> {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (first, last) = (*words.first()?, *words.last()?);
    if HUMANS.iter().any(|stem| is_numbered(first, stem)) && !is_text_about(last) {
        let of_a_text = words.len() > 1 && TEXTS.contains(&last);
        return (!of_a_text && name != "human").then_some(Rater::Human);
    }
    let one_of_several = last.len() == 1 || last.chars().all(|letter| letter.is_ascii_digit());
    if ["label", "labels"].contains(&first) && words.len() == 2 && one_of_several {
        return Some(Rater::Human);
    }
    let verdict = VERDICTS.contains(&last) || (VERDICTS.contains(&first) && !is_text_about(last));
    let by_model = || words.iter().any(|word| MODELS.iter().any(|stem| word.starts_with(stem)));
    let label = ["label", "labels"].contains(&last) && by_model();
    (names_a_judge(name) || verdict || label).then_some(Rater::Judge)
}

/// `rater`, `rater2` of `rater`.
fn is_numbered(word: &str, stem: &str) -> bool {
    word.strip_prefix(stem).is_some_and(|rest| rest.chars().all(|letter| letter.is_ascii_digit()))
}

/// The name says outright that a judge wrote it, whatever it holds.
fn names_a_judge(name: &str) -> bool {
    let judges = ["judge", "grader", "autorater", "monitor", "scorer"];
    words(name).iter().any(|word| judges.iter().any(|stem| is_numbered(word, stem)))
}

/// The label that people agreed on, beside their single ones.
fn is_adjudicated(name: &str) -> bool {
    let joined = words(name).concat();
    [
        "finallabel",
        "goldlabel",
        "adjudicated",
        "adjudicatedlabel",
        "majoritylabel",
        "consensus",
        "consensuslabel",
        "majority",
    ]
    .contains(&joined.as_str())
}

/// Words behind a rater that make the field something other than a rating.
fn is_text_about(last: &str) -> bool {
    [
        "id",
        "ids",
        "time",
        "timestamp",
        "seconds",
        "model",
        "name",
        "prompt",
        "count",
        "instructions",
        "guidelines",
        "version",
        "type",
    ]
    .contains(&last)
}

/// Two ratings of the same name get their parent's in front.
fn distinguish(found: &mut [Rating]) {
    let names: Vec<String> = found.iter().map(|rating| rating.name.clone()).collect();
    for rating in found {
        let same = names.iter().filter(|name| **name == rating.name).count();
        if same > 1 {
            rating.name = rating.pointer.parts().join(".");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_say_who_rated() {
        for (name, rater) in [
            ("annotation_1", Some(Rater::Human)),
            ("annotator_b", Some(Rater::Human)),
            ("human_label", Some(Rater::Human)),
            ("rater2", Some(Rater::Human)),
            ("label_1", Some(Rater::Human)),
            ("reviewer_alice", Some(Rater::Human)),
            ("judge", Some(Rater::Judge)),
            ("judge_gpt4_verdict", Some(Rater::Judge)),
            ("safety_score", Some(Rater::Judge)),
            ("score", Some(Rater::Judge)),
            ("gpt4_label", Some(Rater::Judge)),
            ("strmatch_label", Some(Rater::Judge)),
            ("monitor_score", Some(Rater::Judge)),
            ("is_safe", None),
            ("label", None),
            ("category", None),
            ("human", None),
            ("human_prompt", None),
            ("annotator_id", None),
            ("agreement", None),
        ] {
            assert_eq!(rater_of(name), rater, "{name}");
        }
    }

    #[test]
    fn objects_of_scores_are_taken_apart_and_comments_left() {
        let rows = [json!({
            "score": {"safety": 3, "style": "good"}, "rating": "a long comment ".repeat(20),
            "judge_reason": "a long comment ".repeat(20), "annotation_1": "yes", "final_label": "yes"
        })];
        let found = find(&Fields::of(&rows), &[]);
        let names: Vec<(Rater, &str)> =
            found.iter().map(|one| (one.rater, one.name.as_str())).collect();
        assert_eq!(
            names,
            [
                (Rater::Judge, "safety"),
                (Rater::Judge, "style"),
                (Rater::Judge, "judge_reason"),
                (Rater::Human, "annotation_1"),
                (Rater::Human, "final_label"),
            ]
        );
    }
}

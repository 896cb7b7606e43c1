//! What a judge's field says about a record: bad or not. Only words that are plain in themselves
//! are read; a number has no meaning without its scale.

use serde_json::Value;

use crate::record::Record;

/// Whether a field of metadata sounds as if it told a verdict, which a blind reviewer must not read:
/// nobody has said that it is a judge's, and hiding too much does less harm than showing it.
#[must_use]
pub fn sounds_like_verdict(field: &str) -> bool {
    const WORDS: [&str; 12] = [
        "judge",
        "verdict",
        "score",
        "label",
        "rating",
        "grade",
        "flag",
        "human",
        "outcome",
        "critique",
        "violation",
        "annotat",
    ];
    let field = field.to_lowercase();
    WORDS.iter().any(|word| field.contains(word))
}

/// Words for "nothing wrong" and for "something wrong", as judges write them.
const FINE: [&str; 12] = [
    "pass",
    "passed",
    "ok",
    "safe",
    "compliant",
    "compliance",
    "good",
    "approve",
    "approved",
    "clean",
    "no_violation",
    "benign",
];
const BAD: [&str; 12] = [
    "fail",
    "failed",
    "bad",
    "unsafe",
    "noncompliant",
    "non_compliant",
    "violation",
    "reject",
    "rejected",
    "flagged",
    "deceptive",
    "harmful",
];

/// Whether the first judge that says so plainly finds something wrong; `None` when none does.
#[must_use]
pub fn finds_fault(record: &Record) -> Option<bool> {
    record.judges.iter().find_map(|(name, value)| reading(name, value))
}

fn reading(name: &str, value: &Value) -> Option<bool> {
    match value {
        Value::String(word) => read_word(word),
        // `safe: true` and `violation: true` say the opposite.
        Value::Bool(truth) => {
            read_word(name.rsplit('.').next().unwrap_or(name)).map(|bad| bad == *truth)
        }
        Value::Object(parts) => parts.iter().find_map(|(name, value)| reading(name, value)),
        _ => None,
    }
}

/// The same for a value as it is spelled in the field at `path`.
#[must_use]
pub fn reading_of(path: &str, text: &str) -> Option<bool> {
    match text {
        "true" | "false" => reading(path, &Value::Bool(text == "true")),
        word => read_word(word),
    }
}

fn read_word(word: &str) -> Option<bool> {
    let word = word.trim().to_lowercase().replace([' ', '-'], "_");
    if FINE.contains(&word.as_str()) {
        Some(false)
    } else if BAD.contains(&word.as_str()) {
        Some(true)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn plain_words_are_read_and_scores_are_not() {
        for (name, value, expected) in [
            ("verdict", json!("pass"), Some(false)),
            ("verdict", json!("Non-compliant"), Some(true)),
            ("judge.safe", json!(true), Some(false)),
            ("judge.safe", json!(false), Some(true)),
            ("violation", json!(true), Some(true)),
            ("judge", json!({"score": 3, "verdict": "fail"}), Some(true)),
            ("score", json!(7), None),
            ("reason", json!("It passes."), None),
        ] {
            assert_eq!(reading(name, &value), expected, "{name}: {value}");
        }
    }
}

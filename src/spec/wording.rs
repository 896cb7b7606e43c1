//! Two wordings side by side, word by word.

use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff};

/// One run of a word diff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiffPart {
    /// Which side has it.
    pub op: DiffOp,
    /// The words.
    pub text: String,
}

/// Which side of a diff a run belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffOp {
    /// Both have it.
    Same,
    /// The clause has it, the chain does not.
    Dropped,
    /// The chain has it, the clause does not.
    Added,
}

/// The words of `old` against those of `new`. Case, white space, quote marks, the kind of dash and punctuation at
/// the edge of a word make no difference; the text shown is that of `new` where both have it.
#[must_use]
pub fn word_diff(old: &str, new: &str) -> Vec<DiffPart> {
    let (old_words, new_words) = (words(old), words(new));
    let (old_keys, new_keys) = (keys(&old_words), keys(&new_words));
    let old_keys: Vec<&str> = old_keys.iter().map(String::as_str).collect();
    let new_keys: Vec<&str> = new_keys.iter().map(String::as_str).collect();
    let diff =
        TextDiff::configure().algorithm(Algorithm::Patience).diff_slices(&old_keys, &new_keys);
    let mut parts: Vec<DiffPart> = Vec::new();
    for change in diff.iter_all_changes() {
        let (op, word) = match change.tag() {
            ChangeTag::Equal => (DiffOp::Same, change.new_index().map(|at| new_words[at])),
            ChangeTag::Delete => (DiffOp::Dropped, change.old_index().map(|at| old_words[at])),
            ChangeTag::Insert => (DiffOp::Added, change.new_index().map(|at| new_words[at])),
        };
        let Some(word) = word else { continue };
        match parts.last_mut() {
            Some(part) if part.op == op => {
                part.text.push(' ');
                part.text.push_str(word);
            }
            _ => parts.push(DiffPart { op, text: word.to_owned() }),
        }
    }
    parts
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// What is compared of each word; a word of punctuation only is itself.
fn keys(words: &[&str]) -> Vec<String> {
    words
        .iter()
        .map(|word| {
            let core = word.trim_matches(|c: char| !c.is_alphanumeric());
            let is_dash = |c| matches!(c, '-' | '–' | '—');
            let key = match core {
                "" if word.chars().all(is_dash) => "-",
                "" => word,
                core => core,
            };
            key.to_lowercase().replace('’', "'")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{DiffOp, word_diff};

    #[test]
    fn runs_of_words_are_told_apart() {
        let shown = |old, new| -> String {
            let mark = |op| match op {
                DiffOp::Same => "",
                DiffOp::Dropped => "-",
                DiffOp::Added => "+",
            };
            let parts = word_diff(old, new);
            parts.iter().map(|part| format!("{}[{}]", mark(part.op), part.text)).collect()
        };
        for (old, new, wanted) in [
            (
                "The assistant must not lie.",
                "the assistant may lie",
                "[the assistant]-[must not]+[may][lie]",
            ),
            ("It’s “fine”,\nreally", "it's fine really", "[it's fine really]"),
            ("", "new words", "+[new words]"),
        ] {
            assert_eq!(shown(old, new), wanted);
        }
    }
}

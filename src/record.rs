//! The nouns: a record is one sample of a generated dataset, as the source has it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::text::Span;

/// Every field of the source that has no place of its own in a [`Record`], kept as it was.
pub type Meta = serde_json::Map<String, Value>;

/// One sample: what was asked, what the model thought, what it answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The source's own id as an exact string, else `file:line`; made unique with `#2`, `#3` … where
    /// a dataset repeats it.
    pub id: String,
    /// System or developer text before the first turn.
    pub system: Option<String>,
    /// Everything before `prompt`, oldest first.
    pub turns: Vec<Turn>,
    /// The last thing asked; all of the prompt when there are no earlier turns.
    pub prompt: String,
    /// The cot text that every offset refers to (interfaces: trimmed, steps joined by one blank
    /// line, nothing else changed). Empty when [`Record::has_cot`] is false.
    pub cot: String,
    /// The steps of an agent trace as spans of `cot`; empty for a chain in one piece.
    pub steps: Vec<Step>,
    /// Reasoning blocks that the source holds only in redacted or encrypted form.
    pub redacted_blocks: usize,
    /// The final answer, without the reasoning.
    pub answer: String,
    /// Tool calls that belong to no step (those that do are in [`Step::calls`]).
    pub calls: Vec<ToolCall>,
    /// Automatic verdicts that came with the data, by judge name.
    pub judges: BTreeMap<String, Value>,
    /// Labels by people that came with the data, by rater name.
    pub humans: BTreeMap<String, Value>,
    /// Another record that this one is a half of a pair with, and which half this is.
    pub pair: Option<Pair>,
    /// Every other field of the source, kept as it was.
    pub meta: Meta,
    /// Where the record stands in its source.
    pub origin: Origin,
}

impl Record {
    /// Whether the source holds any reasoning for it.
    #[must_use]
    pub fn has_cot(&self) -> bool {
        !self.cot.is_empty()
    }

    /// A hash of prompt, chain and answer: what labels are tied to, so that they notice an edit.
    /// 32 hexadecimal digits; each part's length goes in first, so that parts cannot run together.
    #[must_use]
    pub fn text_hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [&self.prompt, &self.cot, &self.answer] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }

    /// The text of a field; `None` for a record without it.
    #[must_use]
    pub fn field(&self, field: Field) -> &str {
        match field {
            Field::Prompt => &self.prompt,
            Field::Cot => &self.cot,
            Field::Answer => &self.answer,
        }
    }
}

/// The three texts of a record that are searched, cited and marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// What was asked.
    Prompt,
    /// The chain of thought.
    Cot,
    /// The answer.
    Answer,
}

impl Field {
    /// All of them, in reading order.
    pub const ALL: [Field; 3] = [Field::Prompt, Field::Cot, Field::Answer];

    /// The name that queries and JSON outputs use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Field::Prompt => "prompt",
            Field::Cot => "cot",
            Field::Answer => "answer",
        }
    }
}

/// One earlier message of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// `user`, `assistant`, `tool` … as the source says it.
    pub role: String,
    /// What was said.
    pub text: String,
}

/// One step of an agent's reasoning.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where the step stands in the cot text.
    pub span: Span,
    /// What was called after it.
    pub calls: Vec<ToolCall>,
}

/// A call of a tool and what came back.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// The tool.
    pub name: String,
    /// Arguments as the source has them.
    pub arguments: Value,
    /// The result, if the source has it.
    pub result: Option<Value>,
}

/// One side of a pair of records about the same prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The id that both halves were made from.
    pub of: String,
    /// Which half: `safe`, `unsafe`, `original`, `revision`, `1`, `2` …
    pub side: String,
    /// The other half's record id.
    pub other: String,
}

/// Where a record came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file as the user named it.
    pub path: String,
    /// Member of an archive.
    pub member: Option<String>,
    /// 1-based line, or 1-based row where the format has no lines.
    pub line: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_hash_keeps_its_parts_apart() {
        let record = |prompt: &str, cot: &str| Record {
            prompt: prompt.into(),
            cot: cot.into(),
            ..Record::default()
        };
        assert_ne!(record("ab", "c").text_hash(), record("a", "bc").text_hash());
        assert_eq!(record("a", "b").text_hash(), record("a", "b").text_hash());
        assert_eq!(record("a", "b").text_hash().len(), 32);
    }
}

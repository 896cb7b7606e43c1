//! Reasoning inside the response, between tags: `<think>…</think>` and its kin.

use std::ops::Range;

use memchr::memchr3_iter;

/// What a response with tags divides into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Split {
    /// The reasoning blocks, trimmed, without empty ones.
    pub(crate) blocks: Vec<String>,
    /// Everything else, trimmed pieces joined by one blank line.
    pub(crate) answer: String,
    /// An opening tag was never closed: all that follows was taken for reasoning.
    pub(crate) unclosed: bool,
    /// The tag that was found, as written in messages: `<think>`.
    pub(crate) tag: &'static str,
}

/// Opening and closing tags, without case. The first is by far the most usual.
const TAGS: &[(&str, &str)] = &[
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<reasoning>", "</reasoning>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</thoughts>"),
    ("<scratchpad>", "</scratchpad>"),
    ("<scratchpad_reasoning>", "</scratchpad_reasoning>"),
    ("<scratchpad_private>", "</scratchpad_private>"),
    ("<reasoning_scratchpad>", "</reasoning_scratchpad>"),
    ("<private_reasoning>", "</private_reasoning>"),
    ("<inner_monologue>", "</inner_monologue>"),
    ("<inner_thoughts>", "</inner_thoughts>"),
    ("<thinking_process>", "</thinking_process>"),
    ("<chain_of_thought>", "</chain_of_thought>"),
    ("<cot>", "</cot>"),
    ("<rationale>", "</rationale>"),
    ("<deliberation>", "</deliberation>"),
    ("<analysis>", "</analysis>"),
    ("<seed:think>", "</seed:think>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|thinking|>", "<|/thinking|>"),
    ("<|think|>", "<|/think|>"),
    ("[think]", "[/think]"),
    ("◁think▷", "◁/think▷"),
];

/// Elements around the answer that are only packing when they hold all of it.
const ANSWER_TAGS: &[(&str, &str)] = &[
    ("<answer>", "</answer>"),
    ("<response>", "</response>"),
    ("<output>", "</output>"),
    ("<final_answer>", "</final_answer>"),
    ("<final_response>", "</final_response>"),
    ("<final>", "</final>"),
    ("<result>", "</result>"),
    ("<|begin_of_solution|>", "<|end_of_solution|>"),
];

/// Takes the reasoning out of a response; `None` when it holds no tag.
///
/// Text up to a lone closing tag is reasoning, and so is all that follows an opening one that is
/// never closed. The latter counts at the start of a line only, so that a text *about* tags is
/// left alone.
pub(crate) fn split(text: &str) -> Option<Split> {
    let found = marks(text);
    (0..TAGS.len()).find_map(|tag| split_by(text, &found, tag))
}

fn split_by(text: &str, found: &[Mark], tag: usize) -> Option<Split> {
    let mut marks: Vec<&Mark> = found.iter().filter(|mark| mark.tag == tag).collect();
    if marks.iter().all(|mark| mark.opens) {
        marks.retain(|mark| starts_a_line(text, mark.at.start));
    }
    if marks.is_empty() {
        return None;
    }
    let mut split = Split { tag: TAGS[tag].0, ..Split::default() };
    let mut outside = Vec::new();
    let (mut from, mut depth, mut closed) = (0, 0_usize, false);
    for mark in &marks {
        let piece = &text[from..mark.at.start];
        match (mark.opens, depth) {
            (true, 0) => outside.push(piece),
            // A closing tag without its opening one: what stands before it is reasoning too.
            (false, 0) if closed && piece.trim().is_empty() => {}
            _ => split.blocks.push(piece.trim().to_owned()),
        }
        depth = if mark.opens { 1 } else { 0 };
        closed = !mark.opens;
        from = mark.at.end;
    }
    let rest = &text[from..];
    if depth > 0 {
        split.unclosed = true;
        split.blocks.push(rest.trim().to_owned());
    } else {
        outside.push(rest);
    }
    split.blocks.retain(|block| !block.is_empty());
    split.answer = unpacked(&joined(&outside)).to_owned();
    Some(split)
}

struct Mark {
    at: Range<usize>,
    tag: usize,
    opens: bool,
}

/// Every tag of the table in the text, in one pass over its `<`, `[` and `◁`.
fn marks(text: &str) -> Vec<Mark> {
    let bytes = text.as_bytes();
    memchr3_iter(b'<', b'[', "◁".as_bytes()[0], bytes)
        .filter_map(|start| {
            let here = &bytes[start..];
            let is = |tag: &str| {
                here.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag.as_bytes()))
            };
            TAGS.iter().enumerate().find_map(|(tag, &(open, close))| {
                let (length, opens) = match (is(open), is(close)) {
                    (true, _) => (open.len(), true),
                    (_, true) => (close.len(), false),
                    _ => return None,
                };
                Some(Mark { at: start..start + length, tag, opens })
            })
        })
        .collect()
}

fn starts_a_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t']);
    before.trim().is_empty() || before.ends_with('\n')
}

fn joined(pieces: &[&str]) -> String {
    let pieces: Vec<&str> =
        pieces.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty()).collect();
    pieces.join("\n\n")
}

/// The answer without an element that only wraps all of it.
pub(crate) fn unpacked(answer: &str) -> &str {
    for (open, close) in ANSWER_TAGS {
        let head = answer.get(..open.len()).is_some_and(|head| head.eq_ignore_ascii_case(open));
        if !head {
            continue;
        }
        let inner = &answer[open.len()..];
        let lower = inner.to_ascii_lowercase();
        return match lower.find(close) {
            Some(at) if lower[at + close.len()..].trim().is_empty() => inner[..at].trim(),
            Some(_) => answer,
            None => inner.trim(),
        };
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, blocks: &[&str], answer: &str, unclosed: bool) {
        let split = split(text).unwrap_or_else(|| panic!("no tags seen in {text:?}"));
        assert_eq!(split.blocks, blocks, "{text:?}");
        assert_eq!(split.answer, answer, "{text:?}");
        assert_eq!(split.unclosed, unclosed, "{text:?}");
    }

    #[test]
    fn responses_divide_at_their_tags() {
        check("<think>\nWhy?\n</think>\n\nBecause.", &["Why?"], "Because.", false);
        check("<Thinking>Why?</THINKING>Because.", &["Why?"], "Because.", false);
        check("Why? So.</think>Because.", &["Why? So."], "Because.", false);
        check("<think>Why? So, then", &["Why? So, then"], "", true);
        check("<think></think>Because.", &[], "Because.", false);
        check("<think>a</think>b<think>c</think>d", &["a", "c"], "b\n\nd", false);
        check("<think>a</think>\n</think>b", &["a"], "b", false);
        check("<think><think>a</think></think>b", &["a"], "b", false);
        check("Well.\n<think>a</think> b", &["a"], "Well.\n\nb", false);
        check(
            "<SCRATCHPAD_REASONING>a</SCRATCHPAD_REASONING>\n<RESULT>b</RESULT>",
            &["a"],
            "b",
            false,
        );
        check(
            "<|begin_of_thought|>a<|end_of_thought|>\n<|begin_of_solution|>b<|end_of_solution|>",
            &["a"],
            "b",
            false,
        );
        check("<reasoning>a</reasoning><answer>b</answer>", &["a"], "b", false);
        check("[THINK]é[/THINK]ü", &["é"], "ü", false);
    }

    #[test]
    fn a_text_about_tags_has_none() {
        assert_eq!(split("Put it inside a <think> element."), None);
        assert_eq!(split("No tags, but 3 < 4 and [1]."), None);
    }
}

//! Reasoning inside the response, under headings: `### Analysis … ### Final Response` and its kin.

/// Headings that open the reasoning.
const REASONING: &[&str] = &[
    "analysis",
    "reasoning",
    "thinking",
    "thought",
    "thoughts",
    "thought process",
    "rationale",
    "chain of thought",
    "cot",
    "scratchpad",
    "deliberation",
    "internal reasoning",
    "my reasoning",
    "step-by-step reasoning",
    "reasoning process",
    "thinking process",
    "step by step reasoning",
];

/// Headings that open the answer.
const FINAL: &[&str] = &[
    "final response",
    "final answer",
    "answer",
    "response",
    "final",
    "final output",
    "conclusion",
    "output",
    "reply",
    "final decision",
    "decision",
    "my response",
    "my answer",
    "verdict",
];

/// Divides a response at its two headings into reasoning and answer; `None` when it has not both.
///
/// A heading is a line `### Name`, `**Name**`, `**Name:** …` or `Name: …`; the text may follow on
/// the same line.
pub(crate) fn split(text: &str) -> Option<(String, String)> {
    let mut lines = headings(text);
    let first = lines.next()?;
    if !text[..first.start].trim().is_empty() || !REASONING.contains(&first.name.as_str()) {
        return None;
    }
    let last = lines
        .find(|heading| heading.style == first.style && FINAL.contains(&heading.name.as_str()))?;
    let chain = text[first.end..last.start].trim();
    let answer = text[last.end..].trim();
    Some((chain.to_owned(), answer.to_owned()))
}

/// All that follows the heading of the reasoning, in a response that was cut before its answer.
pub(crate) fn unfinished(text: &str) -> Option<&str> {
    let first = headings(text).next()?;
    let opens = text[..first.start].trim().is_empty() && REASONING.contains(&first.name.as_str());
    (opens && first.style != Style::Plain).then(|| text[first.end..].trim())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Hash,
    Bold,
    Plain,
}

struct Heading {
    name: String,
    style: Style,
    /// Where its line starts, and where the text behind it does.
    start: usize,
    end: usize,
}

fn headings(text: &str) -> impl Iterator<Item = Heading> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let (name, style, length) = heading(line)?;
        Some(Heading { name: name.to_lowercase(), style, start, end: start + length })
    })
}

/// Name, style, and how many bytes of the line the heading takes.
fn heading(line: &str) -> Option<(&str, Style, usize)> {
    let lead = line.len() - line.trim_start().len();
    let body = line.trim();
    if let Some(rest) = body.strip_prefix('#') {
        let name =
            rest.trim_start_matches('#').trim().trim_matches('*').trim_end_matches(':').trim();
        return (!name.is_empty()).then_some((name, Style::Hash, line.len()));
    }
    if let Some(rest) = body.strip_prefix("**") {
        let close = rest.find("**")?;
        let name = rest[..close].trim().trim_end_matches(':').trim();
        let colon = usize::from(rest[close + 2..].starts_with(':'));
        return Some((name, Style::Bold, lead + 2 + close + 2 + colon));
    }
    let colon = body.find(':').filter(|&colon| colon < 40)?;
    Some((body[..colon].trim(), Style::Plain, lead + colon + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_divide_a_response() {
        for text in [
            "### Analysis\n\nWhy: so.\n\n### Final Response\nBecause.",
            "## Reasoning\nWhy: so.\n## Answer\n\nBecause.\n",
            "**Reasoning:** Why: so.\n**Answer:** Because.",
            "**Analysis**\nWhy: so.\n**Final Answer**: Because.",
            "Thought: Why: so.\nAnswer: Because.",
        ] {
            let (chain, answer) = split(text).unwrap_or_else(|| panic!("not divided: {text:?}"));
            assert_eq!((chain.as_str(), answer.as_str()), ("Why: so.", "Because."), "{text:?}");
        }
    }

    #[test]
    fn one_heading_alone_divides_nothing() {
        for text in ["### Analysis\nWhy.", "Answer: 4", "Note: a\nReasoning: b\nAnswer: c", ""] {
            assert_eq!(split(text), None, "{text:?}");
        }
    }
}

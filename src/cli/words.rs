//! Word diffs in plain text: `[-dropped-]` and `{+added+}`, as `git diff --word-diff` writes them.

use crate::citation::{DiffOp, DiffPart};

/// Runs of equal words longer than this are cut in the middle.
const CONTEXT: usize = 8;

/// A diff on one line, with long equal runs shortened.
pub(crate) fn diff_text(diff: &[DiffPart]) -> String {
    let last = diff.len().saturating_sub(1);
    let parts = diff.iter().enumerate().map(|(index, part)| match part.op {
        DiffOp::Dropped => format!("[-{}-]", part.text.trim()),
        DiffOp::Added => format!("{{+{}+}}", part.text.trim()),
        DiffOp::Same => shortened(&part.text, index == 0, index == last),
    });
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn shortened(text: &str, first: bool, last: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= 2 * CONTEXT {
        return words.join(" ");
    }
    let head = if first { String::new() } else { words[..CONTEXT].join(" ") };
    let tail = if last { String::new() } else { words[words.len() - CONTEXT..].join(" ") };
    [head.as_str(), "…", tail.as_str()]
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_keeps_its_changes_and_cuts_long_runs() {
        let part = |op, text: &str| DiffPart { op, text: text.into() };
        let long = "word ".repeat(40);
        let diff = [
            part(DiffOp::Same, &long),
            part(DiffOp::Dropped, "must not"),
            part(DiffOp::Added, "may"),
            part(DiffOp::Same, "palter"),
        ];
        let shown = diff_text(&diff);
        assert!(shown.starts_with("… word"), "{shown}");
        assert!(shown.ends_with("[-must not-] {+may+} palter"), "{shown}");
    }
}

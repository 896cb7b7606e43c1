//! Blanks what is commentary around the clauses: front matter, admonition blocks.

use std::ops::Range;

/// `source` with front matter and admonitions (`!!! note`, `??? note`, `:::note`) overwritten by
/// spaces; line breaks and every other byte offset stay as they are.
pub(super) fn blank(source: &str) -> String {
    let mut blanked = source.as_bytes().to_vec();
    for range in commentary(source) {
        for byte in &mut blanked[range] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }
    // Whole lines are blanked, so no character is cut in two.
    String::from_utf8(blanked).unwrap_or_else(|_| source.to_owned())
}

/// What the line scanner is inside of.
enum Inside {
    Text,
    FrontMatter,
    Fence { mark: char, length: usize },
    Admonition { indent: usize },
    Container,
}

fn commentary(source: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut inside = Inside::Text;
    let mut start = 0;
    for (number, line) in source.split_inclusive('\n').enumerate() {
        let range = start..start + line.len();
        start = range.end;
        if number == 0 && line.trim_end() == "---" && source[range.end..].contains("\n---") {
            inside = Inside::FrontMatter;
            ranges.push(range);
            continue;
        }
        let (hidden, next) = step(&inside, line);
        if hidden {
            ranges.push(range);
        }
        inside = next.unwrap_or(inside);
    }
    ranges
}

/// Whether `line` is commentary, and what comes after it if that changes.
fn step(inside: &Inside, line: &str) -> (bool, Option<Inside>) {
    let text = line.trim();
    match inside {
        Inside::FrontMatter => (true, matches!(text, "---" | "...").then_some(Inside::Text)),
        Inside::Fence { mark, length } => {
            let closes = text.len() >= *length && text.chars().all(|c| c == *mark);
            (false, closes.then_some(Inside::Text))
        }
        Inside::Container => (true, (text == ":::").then_some(Inside::Text)),
        Inside::Admonition { indent } if text.is_empty() || indentation(line) > *indent => {
            (true, None)
        }
        Inside::Admonition { .. } | Inside::Text => {
            let opened = opening(line, text);
            (!matches!(opened, Inside::Text | Inside::Fence { .. }), Some(opened))
        }
    }
}

fn opening(line: &str, text: &str) -> Inside {
    if let Some(mark) = text.chars().next().filter(|c| matches!(c, '`' | '~')) {
        let length = text.chars().take_while(|&c| c == mark).count();
        let info_ok = mark == '~' || !text[length..].contains('`');
        if length >= 3 && info_ok {
            return Inside::Fence { mark, length };
        }
    }
    let named = |rest: &str| rest.trim_start().starts_with(char::is_alphabetic);
    let admonition = ["!!!", "???+", "???"].iter().find_map(|mark| text.strip_prefix(mark));
    if admonition.is_some_and(named) {
        return Inside::Admonition { indent: indentation(line) };
    }
    if text.strip_prefix(":::").is_some_and(named) { Inside::Container } else { Inside::Text }
}

/// Columns of white space before the text; a tab counts as four.
fn indentation(line: &str) -> usize {
    line.chars()
        .take_while(|c| matches!(c, ' ' | '\t'))
        .map(|c| if c == '\t' { 4 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::blank;

    #[test]
    fn commentary_is_blanked_and_nothing_else() {
        for (source, kept) in [
            ("---\ntitle: x\n---\n# A\n", "# A"),
            ("!!! note \"Why\"\n    Because é.\n\n    More.\n\n# A\n", "# A"),
            ("# A\n\n!!! meta\n    x\nback\n", "# A back"),
            ("a\n:::tip\nx\n:::\nb\n", "a b"),
            ("~~~\n!!! note\n    x\n~~~\n", "~~~ !!! note x ~~~"),
            ("Stop!!! Now\n", "Stop!!! Now"),
            ("---\nno end\n", "--- no end"),
        ] {
            let blanked = blank(source);
            assert_eq!(blanked.len(), source.len());
            assert_eq!(blanked.split_whitespace().collect::<Vec<_>>().join(" "), kept);
        }
    }
}

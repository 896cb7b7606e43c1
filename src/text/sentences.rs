//! Sentences and paragraphs of a chain of thought.
//!
//! A sentence ends behind `. ? ! …` (with the quotes and brackets that close there) when white space
//! follows, behind `。！？` at once, at a blank line, before a list item, heading, quotation or code
//! fence, and behind a heading or a line that ends with a colon. Abbreviations (`e.g.`, `vs.`,
//! `Dr.`), initials, decimals, list numbers, and an ellipsis or a closed quotation that a lower-case
//! letter follows end none. A line break alone ends none: text may be wrapped.

use super::Span;

/// The sentences of `text`, in order, without the white space around them.
pub fn sentences(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + leading_space(&text[at..]);
        if start == text.len() {
            return None;
        }
        let end = sentence_end(text, start);
        at = end;
        Some(Span::new(start, start + text[start..end].trim_end().len()))
    })
}

/// The paragraphs of `text`, in order: parted by blank lines, without the white space around them.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + leading_space(&text[at..]);
        if start == text.len() {
            return None;
        }
        at = paragraph_end(text, start);
        Some(Span::new(start, start + text[start..at].trim_end().len()))
    })
}

fn leading_space(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn paragraph_end(text: &str, start: usize) -> usize {
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    end
}

/// The end of the sentence that starts at `start`, at least one character on.
fn sentence_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let is_heading = bytes[start] == b'#';
    let mut at = start + list_marker_len(&text[start..]);
    while let Some(next) = bytes[at..].iter().position(|byte| MAY_END[usize::from(*byte)]) {
        at += next;
        at = match bytes[at] {
            b'\n' => match line_break(text, at, is_heading) {
                LineBreak::Ends => return at,
                LineBreak::GoesOn(next) => next,
            },
            _ => match stop(text, start, at) {
                Stop::Ends(end) => return end,
                Stop::GoesOn(next) => next,
            },
        };
    }
    text.len()
}

/// The bytes at which a sentence may end: line breaks, and those with which a stop begins.
const MAY_END: [bool; 256] = {
    let mut may = [false; 256];
    let bytes = [b'\n', b'.', b'?', b'!', 0xE2, 0xE3, 0xEF];
    let mut at = 0;
    while at < bytes.len() {
        may[bytes[at] as usize] = true;
        at += 1;
    }
    may
};

enum LineBreak {
    Ends,
    GoesOn(usize),
}

/// Whether the line break at `at` ends a sentence.
fn line_break(text: &str, at: usize, is_heading: bool) -> LineBreak {
    let rest = &text[at + 1..];
    let space = leading_space(rest);
    let next = at + 1 + space;
    let is_blank_line = rest[..space].contains('\n');
    let introduces = text[..at].trim_end_matches([' ', '\t', '\r']).ends_with([':', '：']);
    if is_heading || is_blank_line || introduces || starts_block(&text[next..]) {
        LineBreak::Ends
    } else {
        LineBreak::GoesOn(next)
    }
}

/// Whether a line that starts so is a block of its own.
fn starts_block(line: &str) -> bool {
    list_marker_len(line) > 0
        || line.starts_with("```")
        || line.starts_with("~~~")
        || line.starts_with(['>', '|', '#', '<'])
        || line.starts_with("---")
}

/// The length of a list marker with the space behind it; 0 when there is none.
fn list_marker_len(line: &str) -> usize {
    let mut chars = line.chars();
    let first = chars.next();
    let marker = match first {
        Some(c @ ('-' | '*' | '+' | '•' | '‣' | '◦' | '–' | '—' | '·')) => c.len_utf8(),
        Some('(') => number_len(&line[1..], 1),
        _ => number_len(line, 0),
    };
    let space = line[marker..].starts_with([' ', '\t']);
    if marker > 0 && space { marker + 1 } else { 0 }
}

/// The length of `12.`, `3)` or `a)` with the `opening` bytes before it.
fn number_len(line: &str, opening: usize) -> usize {
    let bytes = line.as_bytes();
    let digits = bytes.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let len = if digits > 0 { digits } else { usize::from(is_letter(bytes.first())) };
    match bytes.get(len) {
        Some(b')') if len > 0 => opening + len + 1,
        Some(b'.') if digits > 0 && opening == 0 => len + 1,
        _ => 0,
    }
}

fn is_letter(byte: Option<&u8>) -> bool {
    byte.is_some_and(u8::is_ascii_alphabetic)
}

enum Stop {
    Ends(usize),
    GoesOn(usize),
}

/// Whether the character at `at` stops the sentence that began at `start`.
fn stop(text: &str, start: usize, at: usize) -> Stop {
    let rest = &text[at..];
    let first = rest.chars().next().unwrap_or(' ');
    let run = rest.len() - rest.trim_start_matches(is_stop).len();
    if run == 0 {
        return Stop::GoesOn(at + first.len_utf8());
    }
    let closed = rest[run..].trim_start_matches(closes);
    let closers = rest.len() - run - closed.len();
    let end = at + run + closers;
    if rest[..run].chars().any(is_wide_stop) {
        return Stop::Ends(end);
    }
    if !closed.is_empty() && !closed.starts_with(char::is_whitespace) {
        return Stop::GoesOn(at + run);
    }
    let next = closed.trim_start_matches([' ', '\t']).chars().next();
    let goes_on_small = next.is_some_and(char::is_lowercase);
    let is_point = &rest[..run] == ".";
    let trails_off = !is_point && first != '?' && first != '!';
    let quoted = closers > 0;
    if goes_on_small && (trails_off || quoted) {
        return Stop::GoesOn(end);
    }
    if is_point && closers == 0 && is_abbreviation(&text[start..at], next) {
        return Stop::GoesOn(end);
    }
    Stop::Ends(end)
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…' | '‽' | '⁇' | '⁈' | '⁉') || is_wide_stop(c)
}

fn is_wide_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '．')
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | ')'
            | ']'
            | '}'
            | '*'
            | '_'
            | '`'
            | '”'
            | '’'
            | '»'
            | '›'
            | '」'
            | '』'
            | '）'
            | '】'
            | '〉'
            | '》'
            | '］'
    )
}

/// Words that a full stop shortens and that never end a sentence, in order.
const ABBREVIATIONS: [&str; 34] = [
    "al", "approx", "art", "ca", "cf", "ch", "dept", "dr", "e.g", "eg", "eq", "esp", "fig", "gen",
    "i.e", "ie", "incl", "mr", "mrs", "ms", "nos", "p", "pp", "prof", "rep", "resp", "rev", "sec",
    "sen", "st", "v", "viz", "vol", "vs",
];

/// Words that a full stop shortens and that may end one, when a capital follows. So may all that
/// have full stops inside: `U.S.`, `a.m.`, `Ph.D.`. In order.
const LAST_ABBREVIATIONS: [&str; 9] =
    ["co", "corp", "est", "etc", "inc", "jr", "ltd", "sr", "univ"];

/// Whether the full stop behind `before` only shortens its last word; `next` is what follows.
fn is_abbreviation(before: &str, next: Option<char>) -> bool {
    let word = last_word(before);
    let mut lower = [0; LONGEST];
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    let is_in = |list: &[&str]| list.binary_search_by(|entry| entry.as_bytes().cmp(lower)).is_ok();
    let capital_follows = next.is_none_or(char::is_uppercase);
    if is_in(&ABBREVIATIONS) {
        return true;
    }
    if word.eq_ignore_ascii_case("no") {
        return next.is_some_and(char::is_numeric);
    }
    if word.contains('.') || is_in(&LAST_ABBREVIATIONS) {
        return !capital_follows;
    }
    // `J. Smith`, but not `so am I. Then`; and the end of `plan B. Next` is lost for it.
    let initial = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    initial && word != "I" && next.is_some_and(char::is_uppercase)
}

/// As much of a word is looked at.
const LONGEST: usize = 12;

/// The run of ASCII letters and inner full stops at the end.
fn last_word(text: &str) -> &str {
    let tail = text.bytes().rev().take(LONGEST);
    let len = tail.take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'.').count();
    text[text.len() - len..].trim_start_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).map(|span| span.of(text)).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_would_end_them() {
        let table: &[&[&str]] = &[
            &["The user asks.", "I should answer!", "Should I?", "Yes"],
            &["We use e.g. this, i.e. that, vs. those, by Dr. Smith and J. Doe.", "Next."],
            &["Version 4.2 costs 3.5 dollars.", "Fine."],
            &["He said \"No.\"", "(Really?)", "Yes."],
            &["\"Why?\" he asked, hmm... maybe.", "So am I.", "Then go."],
            &["这是第一句。", "第二句！", "第三句？", "完"],
            &["Wait...", "That is wrong?!", "OK"],
            &["Pens, paper, etc. are fine.", "Pens, paper, etc.", "They left."],
            &["She has a B.S. in maths, from the U.S.", "It is fine."],
            &["The line \"Obviously.\" as a sentence (twice.) is odd."],
            &["See section no. 7 of it.", "No.", "Stop."],
        ];
        for expected in table {
            let spaced = expected.join(" ");
            assert_eq!(split(&spaced), *expected);
        }
    }

    #[test]
    fn abbreviations_are_listed_in_order() {
        assert!(ABBREVIATIONS.is_sorted() && LAST_ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn layout_ends_sentences_too() {
        let text = "# Plan\nFirst line\ngoes on\n\nNew one\n- item one\n- item two. More\n1. numbered\n\
                    2) other\nSo:\nthe rest  ";
        let expected = [
            "# Plan",
            "First line\ngoes on",
            "New one",
            "- item one",
            "- item two.",
            "More",
            "1. numbered",
            "2) other\nSo:",
            "the rest",
        ];
        assert_eq!(split(text), expected);
        assert_eq!(split(" \n\t "), Vec::<&str>::new());
    }

    #[test]
    fn paragraphs_are_parted_by_blank_lines() {
        let text = "\n one\ntwo \r\n \t\r\nthree\n\n\n\nfour";
        let found: Vec<&str> = paragraphs(text).map(|span| span.of(text)).collect();
        assert_eq!(found, ["one\ntwo", "three", "four"]);
    }
}

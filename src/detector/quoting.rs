//! Words that are not the author's own: quotation marks, the prompt's echo, the spec's wording.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use crate::text::Span;
use crate::text::words::words;

use super::reading::{Token, hash};

/// So many words in a row make an echo: fewer are common turns of phrase.
const RUN: usize = 7;

/// Runs of words of a source text, to recognise where another text repeats it.
#[derive(Clone, Debug, Default)]
pub(super) struct Borrowed {
    runs: HashSet<u64, BuildHasherDefault<Ready>>,
}

impl Borrowed {
    /// All runs of the given texts.
    pub(super) fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut borrowed = Self::default();
        for text in texts {
            let hashes: Vec<u64> = words(text).map(|word| hash(&word.folded)).collect();
            borrowed.runs.extend(hashes.windows(RUN).map(|run| combine(run.iter().copied())));
        }
        borrowed
    }

    /// The words `[first, end)` that repeat the source.
    pub(super) fn runs_in(&self, tokens: &[Token]) -> Vec<(usize, usize)> {
        if self.runs.is_empty() {
            return Vec::new();
        }
        let windows = tokens.windows(RUN).enumerate();
        let known = windows
            .filter(|(_, run)| self.runs.contains(&combine(run.iter().map(|token| token.hash))));
        known.map(|(first, _)| (first, first + RUN)).collect()
    }
}

fn combine(hashes: impl Iterator<Item = u64>) -> u64 {
    hashes.fold(0, |all, hash| (all.rotate_left(9) ^ hash).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// Keys that are hashes already.
#[derive(Clone, Default)]
pub(super) struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A quotation is at most this long; a mark without a partner does not swallow the rest.
const MAX_QUOTED: usize = 1_500;

/// What stands between quotation marks, of four words or more: shorter ones are single words held
/// up for inspection, and belong to the author's sentence.
pub(super) fn quoted_spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(open) = next_mark(text, at) {
        let (start, closing) = open;
        let inside = start + text[start..].chars().next().map_or(1, char::len_utf8);
        let limit = floor_boundary(text, (inside + MAX_QUOTED).min(text.len()));
        let body = &text[inside..limit];
        let end = body.find("\n\n").unwrap_or(body.len());
        match body[..end].find(closing) {
            Some(length) => {
                if words(&body[..length]).nth(3).is_some() {
                    spans.push(Span::new(inside, inside + length));
                }
                at = inside + length + closing.len_utf8();
            }
            None => at = inside,
        }
    }
    spans
}

/// The next opening mark from `at` on, and the mark that closes it.
fn next_mark(text: &str, at: usize) -> Option<(usize, char)> {
    let found = text[at..].find(['"', '“', '«', '„'])? + at;
    let closing = match text[found..].chars().next()? {
        '“' => '”',
        '«' => '»',
        '„' => '“',
        straight => straight,
    };
    Some((found, closing))
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&index| text.is_char_boundary(index)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_of_some_length_are_found() {
        let text = "He said \"one two three four\" and “a b” and “five six seven eight” \"open";
        let found: Vec<_> = quoted_spans(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["one two three four", "five six seven eight"]);
    }
}

//! Words that are not the author's own: quotation marks, the prompt's echo, the spec's wording.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use memchr::memchr3;

use crate::text::Span;
use crate::text::words::words;

use super::reading::Token;

/// So many words in a row make an echo: fewer are common turns of phrase.
pub(super) const RUN: usize = 7;

/// Runs of words of a source text, to recognise where another text repeats it.
#[derive(Clone, Debug, Default)]
pub(super) struct Borrowed {
    runs: Hashes,
}

/// A set of hashes.
pub(super) type Hashes = HashSet<u64, BuildHasherDefault<Ready>>;

impl Borrowed {
    /// All runs of texts, each given as the hashes of its words.
    pub(super) fn new(texts: impl IntoIterator<Item = impl AsRef<[u64]>>) -> Self {
        let mut borrowed = Self::default();
        for text in texts {
            let text = text.as_ref();
            borrowed.runs.reserve(text.len());
            borrowed.runs.extend(runs(text, |hash| *hash));
        }
        borrowed
    }

    /// Where words repeat one of the sources: the first words of runs of `RUN`.
    pub(super) fn runs_in(sources: &[&Self], tokens: &[Token]) -> Vec<usize> {
        let sources: Vec<&Hashes> =
            sources.iter().map(|source| &source.runs).filter(|runs| !runs.is_empty()).collect();
        if sources.is_empty() {
            return Vec::new();
        }
        let known = runs(tokens, |token| token.hash)
            .enumerate()
            .filter(|(_, run)| sources.iter().any(|source| source.contains(run)));
        known.map(|(start, _)| start).collect()
    }
}

const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// A hash of each run of words, made from the one before: what has left is taken out.
fn runs<T>(words: &[T], hash: impl Fn(&T) -> u64) -> impl Iterator<Item = u64> {
    let gone = BASE.wrapping_pow(RUN as u32);
    let mut all = 0_u64;
    let each = words.iter().enumerate().map(move |(at, word)| {
        let left = at.checked_sub(RUN).map_or(0, |first| hash(&words[first]));
        all = all.wrapping_mul(BASE).wrapping_add(hash(word)).wrapping_sub(left.wrapping_mul(gone));
        all
    });
    each.skip(RUN - 1)
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
        match body.find(closing).filter(|&length| !body[..length].contains("\n\n")) {
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
    let bytes = text.as_bytes();
    let mut from = at;
    loop {
        // Curly and angular marks begin with E2 and C2, as others do.
        let found = from + memchr3(b'"', 0xE2, 0xC2, &bytes[from..])?;
        let mark = text[found..].chars().next()?;
        let closing = match mark {
            '"' => '"',
            '“' => '”',
            '«' => '»',
            '„' => '“',
            _ => {
                from = found + mark.len_utf8();
                continue;
            }
        };
        return Some((found, closing));
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&index| text.is_char_boundary(index)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_that_two_texts_share_are_told_by_their_hashes() {
        let text: Vec<u64> = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5].map(|n: u64| n << 40 | n).into();
        let whole: Vec<u64> = runs(&text, |hash| *hash).collect();
        assert_eq!(whole.len(), text.len() - RUN + 1);
        let alone = |start: usize| runs(&text[start..start + RUN], |hash| *hash).next();
        assert_eq!(whole, (0..whole.len()).filter_map(alone).collect::<Vec<_>>());
        assert_eq!(runs(&text[..RUN - 1], |hash| *hash).next(), None);
    }

    #[test]
    fn quotations_of_some_length_are_found() {
        let text = "He said \"one two three four\" – and “a b” and “five six seven eight” \"open \
                    with a\n\nblank line, «é» and «nine ten eleven twelve» \"open";
        let found: Vec<_> = quoted_spans(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["one two three four", "five six seven eight", "nine ten eleven twelve"]);
    }
}

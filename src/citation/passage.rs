//! A stretch of a chain as words with their places, sentences and paragraphs.

use std::ops::Range;

use super::index::Index;
use super::lexicon::{Class, Token, Word};
use crate::text::Span;

/// A stretch of text that is looked at in one piece.
#[derive(Clone, Copy)]
pub(super) struct Passage<'a> {
    pub index: &'a Index,
    pub text: &'a str,
    pub tokens: &'a [Token],
}

/// No sentence has more words; what is said of one word never costs more than that.
const LONGEST: usize = 120;

impl<'a> Passage<'a> {
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn class(&self, at: usize) -> Class {
        self.tokens.get(at).map_or(Class::default(), |token| self.index.lexicon.class(token.word))
    }

    /// The class of the token before `at`.
    pub(super) fn class_before(&self, at: usize) -> Class {
        at.checked_sub(1).map_or(Class::default(), |before| self.class(before))
    }

    pub(super) fn stem(&self, at: usize) -> Word {
        self.index.lexicon.stem_of(self.text, self.tokens[at])
    }

    pub(super) fn weight(&self, at: usize) -> f32 {
        self.index.wording.weight(self.tokens[at].word)
    }

    /// What stands between token `at` and the next; to the end after the last.
    pub(super) fn gap(&self, at: usize) -> &'a str {
        let from = self.tokens[at].end as usize;
        let to = self.tokens.get(at + 1).map_or(self.text.len(), |next| next.start as usize);
        without_possessive(&self.text[from..to])
    }

    /// What stands before token `at`.
    pub(super) fn gap_before(&self, at: usize) -> &'a str {
        match at.checked_sub(1) {
            Some(before) => self.gap(before),
            None => &self.text[..self.tokens.first().map_or(0, |token| token.start as usize)],
        }
    }

    /// The text of token `at`.
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.tokens[at].span().of(self.text)
    }

    /// From the start of the first to the end of the last token of `range`.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.tokens[range.start].start as usize, self.tokens[range.end - 1].end as usize)
    }

    /// How many sentences and paragraphs end between two tokens; `None` if they are far apart.
    pub(super) fn between(&self, one: usize, other: usize) -> Option<(u32, u32)> {
        let (low, high) = (one.min(other), one.max(other));
        if high - low > LONGEST {
            return None;
        }
        let (mut sentences, mut paragraphs) = (0, 0);
        for at in low..high {
            match self.division_after(at) {
                Division::None => {}
                Division::Sentence => sentences += 1,
                Division::Paragraph => {
                    sentences += 1;
                    paragraphs += 1;
                }
            }
        }
        Some((sentences, paragraphs))
    }

    pub(super) fn same_sentence(&self, one: usize, other: usize) -> bool {
        let (low, high) = (one.min(other), one.max(other));
        high - low <= LONGEST
            && (low..high).all(|at| matches!(self.division_after(at), Division::None))
    }

    pub(super) fn same_paragraph(&self, one: usize, other: usize) -> bool {
        let (low, high) = (one.min(other), one.max(other));
        high - low <= LONGEST
            && !(low..high).any(|at| matches!(self.division_after(at), Division::Paragraph))
    }

    #[inline]
    fn division_after(&self, at: usize) -> Division {
        division(self.text, self.tokens[at], self.tokens[at + 1])
    }

    /// Whether token `at` begins its sentence.
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
        at == 0 || !self.same_sentence(at - 1, at)
    }

    /// The tokens of the sentence that holds `at`.
    pub(super) fn sentence(&self, at: usize) -> Range<usize> {
        let whole = |at: usize| matches!(self.division_after(at), Division::None);
        self.run(at, at, LONGEST, whole)
    }

    /// The tokens around `from..to`, at most `reach` on either side, that belong to its paragraph.
    pub(super) fn paragraph(&self, from: usize, to: usize, reach: usize) -> Range<usize> {
        let whole = |at: usize| !matches!(self.division_after(at), Division::Paragraph);
        self.run(from, to - 1, reach, whole)
    }

    /// The tokens from `first` to `last` and on both sides as long as `goes_on` says so of each gap.
    fn run(
        &self,
        first: usize,
        last: usize,
        reach: usize,
        goes_on: impl Fn(usize) -> bool,
    ) -> Range<usize> {
        let (mut start, mut end) = (first, last + 1);
        while start > 0 && first - start < reach && goes_on(start - 1) {
            start -= 1;
        }
        while end < self.len() && end - last <= reach && goes_on(end - 1) {
            end += 1;
        }
        start..end
    }

    /// Whether one space divides token `at` from the next, as is mostly so.
    #[inline]
    fn spaced(&self, at: usize) -> bool {
        let end = self.tokens[at].end;
        self.tokens.get(at + 1).is_some_and(|next| next.start == end + 1)
            && self.text.as_bytes()[end as usize] == b' '
    }

    /// Whether the words of token `at` and its successor belong together in a name: nothing but
    /// space, a slash, a comma, a hyphen or a quotation mark between them.
    pub(super) fn runs_on(&self, at: usize) -> bool {
        self.spaced(at)
            || at + 1 < self.len()
                && self.gap(at).chars().count() <= 4
                && self.gap(at).chars().all(|c| c.is_whitespace() || "/,-–—&'’\"”*_".contains(c))
                && !self.gap(at).contains("\n\n")
    }

    /// Whether only space (or a mark of emphasis or quotation) divides token `at` from the next.
    pub(super) fn adjoins(&self, at: usize) -> bool {
        self.spaced(at)
            || at + 1 < self.len()
                && self.gap(at).chars().count() <= 4
                && self.gap(at).chars().all(|c| c.is_whitespace() || "'’‘\"“”*_`»«()[]".contains(c))
                && !self.gap(at).contains("\n\n")
    }
}

/// A possessive is no word of its own: "people's privacy" is two words with a space between.
fn without_possessive(gap: &str) -> &str {
    let rest = gap.strip_prefix('\'').or_else(|| gap.strip_prefix('’'));
    let rest = rest.and_then(|rest| rest.strip_prefix(['s', 'S']));
    rest.unwrap_or(gap)
}

enum Division {
    None,
    Sentence,
    Paragraph,
}

fn division(text: &str, before: Token, next: Token) -> Division {
    // Most words are divided by one space.
    let (from, to) = (before.end as usize, next.start as usize);
    if to - from < 2 && text.as_bytes()[from..to] != *b"\n" {
        return Division::None;
    }
    let gap = &text[from..to];
    if gap.contains('\n') {
        return line_division(gap);
    }
    let stop = gap.find(['.', '!', '?', '。', '！', '？']);
    let Some(stop) = stop else { return Division::None };
    let wide = gap[stop..].starts_with(['。', '！', '？']);
    // "e.g. this", "J. Doe": one letter before the stop; "violent acts... the": goes on small.
    let abbreviated = before.end - before.start == 1 && gap.starts_with('.');
    let goes_on = text[next.start as usize..].starts_with(|c: char| c.is_lowercase());
    let spaced = gap[stop..].contains(char::is_whitespace);
    if wide || (spaced && !abbreviated && !goes_on) { Division::Sentence } else { Division::None }
}

fn line_division(gap: &str) -> Division {
    let mut lines = gap.split('\n');
    let before = lines.next().unwrap_or_default().trim_end();
    let last = lines.next_back().unwrap_or_default().trim_start();
    // Any line between is blank (it holds no word), so two breaks make a paragraph.
    if lines.next().is_some() {
        return Division::Paragraph;
    }
    let item = last.starts_with(['-', '*', '•', '#', '>', '|']) && !last.starts_with("**");
    let ended = before.ends_with(['.', '!', '?', ':', ';', '"', '”', '。']);
    if item || ended { Division::Sentence } else { Division::None }
}

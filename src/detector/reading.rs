//! A text read once for all detectors: its sentences, words and symbols.

use crate::text::Span;
use crate::text::words::{for_each_word, sentences};

use super::lexicon::{Lexicon, Symbol, UNKNOWN};
use super::quoting::{Borrowed, RUN, quoted_spans};

/// A text as sentences of symbols.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The words.
    pub(super) tokens: Vec<Token>,
    /// What patterns see of each word: [`UNKNOWN`] where the words are not the author's own.
    pub(super) symbols: Vec<Symbol>,
    /// The sentences that hold words.
    pub(super) sentences: Vec<Sentence>,
}

/// One word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Where it stands.
    pub(super) span: Span,
    /// A hash of the folded form.
    pub(super) hash: u64,
    /// Whether punctuation that parts clauses stands before it.
    pub(super) opens_clause: bool,
    /// Whether the word is not the author's own.
    pub(super) is_foreign: bool,
}

/// One sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    /// Where it stands.
    pub(super) span: Span,
    /// Its words `[first, end)` in [`Reading::tokens`].
    pub(super) first: usize,
    /// One past its last word.
    pub(super) end: usize,
    /// Whether it ends with a question mark.
    pub(super) is_question: bool,
}

/// Sentences are cut here, so that a text without full stops stays cheap.
const MAX_SENTENCE_WORDS: usize = 300;

impl Reading {
    /// Reads `text`; words inside `foreign` spans, quotation marks and runs that `borrowed` knows
    /// are not the author's own.
    pub(super) fn new(
        text: &str,
        lexicon: &Lexicon,
        foreign: &[Span],
        borrowed: &[&Borrowed],
    ) -> Self {
        let mut reading = Self::default();
        reading.take_words(text, lexicon);
        reading.take_sentences(text);
        for span in foreign.iter().copied().chain(quoted_spans(text)) {
            reading.mask(span);
        }
        for start in Borrowed::runs_in(borrowed, &reading.tokens) {
            reading.disown(start, start + RUN);
        }
        reading
    }

    fn take_words(&mut self, text: &str, lexicon: &Lexicon) {
        let mut buffer = String::new();
        let mut before = 0;
        self.tokens.reserve(text.len() / 5);
        self.symbols.reserve(text.len() / 5);
        for_each_word(text, &mut buffer, |span, folded| {
            let gap = &text.as_bytes()[before..span.start];
            before = span.end;
            let opens_clause =
                gap.iter().any(|byte| b",;:()\xE2\n".contains(byte)) && !is_apostrophe(gap);
            self.tokens.push(Token { span, hash: hash(folded), opens_clause, is_foreign: false });
            self.symbols.push(lexicon.symbol(folded));
        });
    }

    fn take_sentences(&mut self, text: &str) {
        let mut first = 0;
        for span in sentences(text) {
            while first < self.tokens.len() && self.tokens[first].span.start < span.start {
                first += 1;
            }
            let mut end = first;
            while end < self.tokens.len() && self.tokens[end].span.start < span.end {
                end += 1;
            }
            let is_question = span.of(text).trim_end_matches(['"', ')', '*', '”']).ends_with('?');
            let is_cut = end - first > MAX_SENTENCE_WORDS;
            while first < end {
                let cut = end.min(first + MAX_SENTENCE_WORDS);
                let span = if is_cut { self.span(first, cut) } else { span };
                self.sentences.push(Sentence { span, first, end: cut, is_question });
                first = cut;
            }
        }
    }

    fn mask(&mut self, span: Span) {
        let first = self.tokens.partition_point(|token| token.span.end <= span.start);
        let end = self.tokens.partition_point(|token| token.span.start < span.end);
        self.disown(first, end);
    }

    /// The words `[first, end)` are not the author's own.
    fn disown(&mut self, first: usize, end: usize) {
        if let Some(symbols) = self.symbols.get_mut(first..end) {
            symbols.fill(UNKNOWN);
            self.tokens[first..end].iter_mut().for_each(|token| token.is_foreign = true);
        }
    }

    /// The number of the sentence in which a place lies; the last one for a place after it.
    pub(super) fn sentence_at(&self, place: usize) -> usize {
        let at = self.sentences.partition_point(|sentence| sentence.span.end <= place);
        at.min(self.sentences.len().saturating_sub(1))
    }

    /// The symbols of a sentence.
    pub(super) fn symbols_of(&self, sentence: Sentence) -> &[Symbol] {
        &self.symbols[sentence.first..sentence.end]
    }

    /// Where the words `[first, end)` stand.
    pub(super) fn span(&self, first: usize, end: usize) -> Span {
        Span::new(self.tokens[first].span.start, self.tokens[end - 1].span.end)
    }
}

/// A curly apostrophe (E2 80 99) shares its first byte with the dashes that part clauses.
fn is_apostrophe(gap: &[u8]) -> bool {
    gap == "’".as_bytes()
}

/// The hashes of the words of a text.
pub(super) fn hashes(text: &str) -> Vec<u64> {
    let mut hashes = Vec::with_capacity(text.len() / 5);
    for_each_word(text, &mut String::new(), |_, folded| hashes.push(hash(folded)));
    hashes
}

/// A hash of a folded word that is the same in every run.
pub(super) fn hash(word: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(word.as_bytes())
}

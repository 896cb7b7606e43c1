//! A span that grows under the reader's hands: words, lines, sentences, paragraphs.

use unicode_segmentation::UnicodeSegmentation;

use crate::record::Field;
use crate::text::{Span, boundary_before};

/// How far around the moving end sentences are looked for: UAX 29 sets no limit to their length.
const WINDOW: usize = 8192;

/// A span with an end that stays and an end that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) field: Field,
    anchor: usize,
    head: usize,
}

impl Selection {
    pub(crate) fn new(field: Field, span: Span) -> Self {
        Self { field, anchor: span.start, head: span.end }
    }

    pub(crate) fn span(self) -> Span {
        Span::new(self.anchor.min(self.head), self.anchor.max(self.head))
    }

    /// The end that moves.
    pub(crate) fn head(self) -> usize {
        self.head
    }

    pub(crate) fn swap_ends(&mut self) {
        std::mem::swap(&mut self.anchor, &mut self.head);
    }

    /// Moves the head to a byte that the caller found (a line's end, for example).
    pub(crate) fn move_to(&mut self, byte: usize) {
        self.head = byte;
    }

    pub(crate) fn next_word(&mut self, text: &str) {
        let rest = &text[self.head..];
        let word = rest.unicode_word_indices().next();
        self.head = word.map_or(text.len(), |(at, word)| self.head + at + word.len());
    }

    pub(crate) fn previous_word(&mut self, text: &str) {
        let word = text[..self.head].unicode_word_indices().next_back();
        self.head = word.map_or(0, |(at, _)| at);
        if self.head > self.anchor {
            // The span ends behind the word before, not in front of the one that was taken off.
            self.head = text[..self.head].trim_end().len().max(self.anchor);
        }
    }

    pub(crate) fn next_sentence(&mut self, text: &str) {
        let from = self.head + blank(&text[self.head..]);
        self.head = sentence(text, from).end.max(self.head);
    }

    pub(crate) fn next_paragraph(&mut self, text: &str) {
        let from = self.head + blank(&text[self.head..]);
        self.head = text[from..].find("\n\n").map_or(text.len(), |at| from + at);
    }
}

/// The sentence at a byte, without the space around it.
pub(crate) fn sentence(text: &str, at: usize) -> Span {
    let first = boundary_before(text, at.saturating_sub(WINDOW));
    let last = boundary_before(text, (at + WINDOW).min(text.len()));
    let window = &text[first..last];
    let found = window
        .split_sentence_bound_indices()
        .map(|(start, part)| Span::new(first + start, first + start + part.len()))
        .find(|span| span.end > at);
    let span = found.unwrap_or(Span::new(text.len(), text.len()));
    let inside = span.of(text);
    let start = span.start + blank(inside);
    Span::new(start, start + inside.trim().len())
}

/// Bytes of white space at the beginning.
fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "First one. Second, with words!\n\nThird paragraph here.";

    fn grown(steps: &[fn(&mut Selection, &str)]) -> &'static str {
        let mut selection = Selection::new(Field::Cot, sentence(TEXT, 12));
        for step in steps {
            step(&mut selection, TEXT);
        }
        selection.span().of(TEXT)
    }

    #[test]
    fn it_starts_with_the_sentence_and_grows_and_shrinks() {
        assert_eq!(grown(&[]), "Second, with words!");
        assert_eq!(grown(&[Selection::previous_word]), "Second, with");
        assert_eq!(grown(&[Selection::previous_word, Selection::next_word]), "Second, with words");
        assert_eq!(grown(&[Selection::next_sentence]), &TEXT[11..]);
        assert_eq!(grown(&[Selection::next_paragraph]), &TEXT[11..]);
        assert_eq!(grown(&[Selection::next_word]), &TEXT[11..37]);
        let back = |selection: &mut Selection, text: &str| {
            selection.swap_ends();
            selection.previous_word(text);
        };
        assert_eq!(grown(&[back]), "one. Second, with words!");
    }

    #[test]
    fn ends_of_the_text_stop_it() {
        let all: &[fn(&mut Selection, &str)] =
            &[Selection::next_word, Selection::next_sentence, Selection::next_paragraph];
        for step in all {
            let mut selection = Selection::new(Field::Cot, Span::new(0, TEXT.len()));
            step(&mut selection, TEXT);
            assert_eq!(selection.span().end, TEXT.len());
        }
        assert_eq!(sentence("", 0), Span::new(0, 0));
        let mut selection = Selection::new(Field::Cot, Span::new(0, 0));
        selection.previous_word("");
        selection.next_word("");
    }
}

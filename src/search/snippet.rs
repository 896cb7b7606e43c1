//! A few words around the hits, for a line in a list.

use super::hits::{Hit, Part};
use crate::record::Record;
use crate::text::Span;

/// A part of a record's text that shows why it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The text that it is taken from.
    pub part: Part,
    /// What of it is shown: whole words, unless one is longer than the snippet.
    pub span: Span,
}

/// About `chars` characters of the text that holds the first of `hits`, a quarter of them before
/// it; without hits the beginning of the chain, or of the answer or prompt when there is none.
/// The cost depends on `chars` only.
#[must_use]
pub fn snippet(record: &Record, hits: &[Hit], chars: usize) -> Snippet {
    let Some(hit) = hits.first() else {
        let filled = [Part::Cot, Part::Answer].into_iter().find(|part| !part.of(record).is_empty());
        let part = filled.unwrap_or(Part::Prompt);
        return Snippet { part, span: Span::new(0, forward(part.of(record), 0, chars)) };
    };
    let text = hit.part.of(record);
    let start = backward(text, hit.span.start, chars / 4);
    let end = forward(text, start, chars).max(forward(text, hit.span.start, 1));
    Snippet { part: hit.part, span: Span::new(start, end) }
}

/// Where a word begins at most `chars` characters before `from`.
fn backward(text: &str, from: usize, chars: usize) -> usize {
    let before = text[..from].char_indices().rev().take(chars);
    let (mut furthest, mut word) = (from, from);
    let mut follows = true;
    for (at, c) in before {
        if c.is_whitespace() && !follows {
            word = furthest;
        }
        follows = c.is_whitespace();
        furthest = at;
    }
    if furthest == 0 { 0 } else { word }
}

/// Where a word ends at most `chars` characters after `from`.
fn forward(text: &str, from: usize, chars: usize) -> usize {
    let mut end = None;
    let mut last = from;
    for (count, (at, c)) in text[from..].char_indices().enumerate() {
        if count >= chars {
            return end.unwrap_or(last);
        }
        if c.is_whitespace() {
            end = Some(from + at);
        }
        last = from + at + c.len_utf8();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;

    #[test]
    fn a_snippet_shows_whole_words_around_the_first_hit() {
        let cot = "one two three four five six seven eight nine ten";
        let record = Record { cot: cot.into(), ..Record::default() };
        let shown = |query: &str, chars| {
            let snippet = snippet(&record, &Query::parse(query).unwrap().hits(&record), chars);
            snippet.span.of(snippet.part.of(&record))
        };
        assert_eq!(shown("six", 24), "five six seven eight");
        assert_eq!(shown("one", 8), "one two");
        assert_eq!(shown("ten", 400), cot);
        assert_eq!(shown("missing", 14), "one two three");
        assert_eq!(shown("six", 0), "s");
    }

    #[test]
    fn without_a_chain_the_answer_or_the_prompt_is_shown() {
        let mut record = Record { prompt: "why".into(), ..Record::default() };
        assert_eq!(snippet(&record, &[], 9).part, Part::Prompt);
        record.answer = "so".into();
        assert_eq!(snippet(&record, &[], 9), Snippet { part: Part::Answer, span: Span::new(0, 2) });
    }
}

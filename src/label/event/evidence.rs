//! A span of a record's text that shows what a label says.

use std::sync::Arc;

use crate::record::Field;
use crate::text::{CodePoints, Span};

/// A span as the log keeps it: offsets in code points, and the words themselves, so that it can be
/// found again (or be seen to be gone) when the text has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Which text.
    pub field: Field,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words; empty when they came from a table with offsets only.
    pub text: Arc<str>,
}

/// Where evidence stands in a text as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Located {
    /// Where it was.
    Same(Span),
    /// Elsewhere: the same words occur exactly once.
    Moved(Span),
    /// Nowhere, or in several places.
    Gone,
}

impl Evidence {
    /// The span `span` of `text`, the text of `field`.
    #[must_use]
    pub fn new(field: Field, text: &str, span: Span) -> Self {
        let (start, end) = CodePoints::new(text).of_span(text, span);
        Self { field, start, end, text: span.of(text).into() }
    }

    /// Finds it in `text`, the text of its field as it is now.
    #[must_use]
    pub fn locate(&self, text: &str) -> Located {
        let there = CodePoints::new(text).to_span(text, self.start, self.end);
        let fits = |span: &Span| self.text.is_empty() || span.of(text) == &*self.text;
        if let Some(span) = there.filter(fits) {
            return Located::Same(span);
        }
        let mut places = text.match_indices(&*self.text);
        match (places.next(), places.next()) {
            (Some((start, words)), None) if !words.is_empty() => {
                Located::Moved(Span::new(start, start + words.len()))
            }
            _ => Located::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_found_again_or_said_to_be_gone() {
        let text = "für “dich” — it says so";
        let span = Span::new(text.find("it").unwrap(), text.len());
        let evidence = Evidence::new(Field::Cot, text, span);
        assert_eq!((evidence.start, evidence.end, &*evidence.text), (13, 23, "it says so"));
        assert_eq!(evidence.locate(text), Located::Same(span));
        assert_eq!(evidence.locate("it says so"), Located::Moved(Span::new(0, 10)));
        for other in ["", "it says so, it says so", "something else that is longer than before"] {
            assert_eq!(evidence.locate(other), Located::Gone, "{other}");
        }
    }
}

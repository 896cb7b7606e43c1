//! Text as the program handles it: byte spans inside, code points in every JSON output.

mod cells;
mod character;
pub mod difference;
pub mod flow;
mod fold;
pub mod markdown;
mod overlaps;
pub mod sanitise;
mod scan;
mod sentences;
pub mod words;
pub mod wrap;

use std::ops::Range;

pub use overlaps::Overlaps;

use serde::{Deserialize, Serialize};

/// A half-open byte range `[start, end)` of some text, on character boundaries.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span runs forwards: {start}..{end}");
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text it covers.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// The same as a standard range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Translates between byte offsets and code points of one text in a logarithmic step, after one
/// pass over it. Cheap for ASCII (the two are then equal and nothing is stored).
#[derive(Clone, Debug)]
pub struct CodePoints {
    /// Byte offset of every `STRIDE`-th code point; empty when the text is ASCII.
    marks: Vec<usize>,
    bytes: usize,
}

const STRIDE: usize = 64;

impl CodePoints {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect()
        };
        Self { marks, bytes: text.len() }
    }

    /// The number of code points before byte `byte` of `text` (the text given to [`Self::new`]).
    #[must_use]
    pub fn of_byte(&self, text: &str, byte: usize) -> usize {
        debug_assert_eq!(text.len(), self.bytes, "asked about another text");
        if self.marks.is_empty() {
            return byte;
        }
        let block = self.marks.partition_point(|&mark| mark <= byte) - 1;
        block * STRIDE + text[self.marks[block]..byte].chars().count()
    }

    /// The byte offset of code point `index`; the length of the text when there are fewer.
    #[must_use]
    pub fn to_byte(&self, text: &str, index: usize) -> usize {
        debug_assert_eq!(text.len(), self.bytes, "asked about another text");
        if self.marks.is_empty() {
            return index.min(self.bytes);
        }
        let Some(&mark) = self.marks.get(index / STRIDE) else {
            return self.bytes;
        };
        text[mark..]
            .char_indices()
            .nth(index % STRIDE)
            .map_or(self.bytes, |(offset, _)| mark + offset)
    }

    /// `span` in code points, half-open.
    #[must_use]
    pub fn of_span(&self, text: &str, span: Span) -> (usize, usize) {
        (self.of_byte(text, span.start), self.of_byte(text, span.end))
    }

    /// The byte span of the code points `[start, end)`; `None` when it runs backwards or past the end.
    #[must_use]
    pub fn to_span(&self, text: &str, start: usize, end: usize) -> Option<Span> {
        let (from, to) = (self.to_byte(text, start), self.to_byte(text, end));
        (start <= end && self.of_byte(text, to) == end).then(|| Span::new(from, to))
    }
}

/// The last character boundary of `text` at or before byte `at`.
pub(crate) fn boundary_before(text: &str, at: usize) -> usize {
    // No character is longer than four bytes.
    (at.saturating_sub(3)..=at).rev().find(|&byte| text.is_char_boundary(byte)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_and_bytes_agree_with_counting() {
        for text in ["", "plain", "für “dich” — 第一条", &"é🙂x".repeat(200)] {
            let points = CodePoints::new(text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(points.of_byte(text, byte), index);
                assert_eq!(points.to_byte(text, index), byte);
            }
            let count = text.chars().count();
            assert_eq!(points.of_byte(text, text.len()), count);
            assert_eq!(points.to_span(text, 0, count), Some(Span::new(0, text.len())));
            assert_eq!(points.to_span(text, 0, count + 1), None);
        }
    }
}

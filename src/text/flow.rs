//! Soft wrapping of texts of any length: in blocks, each wrapped when it is looked at. Until then
//! the number of its rows is a guess, so that a place at the end of 100 MB is reached at once.

use std::ops::Range;

use memchr::memrchr;

use super::character::class;
use super::wrap::{Dress, Wrapped};
use super::{Span, boundary_before};

/// Bytes of a block.
const BLOCK: usize = 16 << 10;

/// One text at one width.
#[derive(Clone, Debug)]
pub struct Flow {
    width: u16,
    blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
struct Block {
    span: Span,
    /// Number of its first row.
    first: usize,
    /// Its rows, or how many there may be.
    rows: Rows,
}

#[derive(Clone, Debug)]
enum Rows {
    Guessed(usize),
    Known(Wrapped),
}

impl Rows {
    fn len(&self) -> usize {
        match self {
            Rows::Guessed(rows) => *rows,
            Rows::Known(wrapped) => wrapped.len(),
        }
    }
}

impl Flow {
    /// Divides `text` into blocks of which none is wrapped yet. Cost: a look at each block's end.
    #[must_use]
    pub fn new(text: &str, width: u16) -> Self {
        let width = width.max(1);
        let mut blocks = Vec::new();
        let mut start = 0;
        while start < text.len() || blocks.is_empty() {
            let end = cut(text, start);
            // A row is seldom full, and paragraphs are apart by an empty one.
            let guess = (end - start) * 5 / (usize::from(width) * 4) + 1;
            let span = Span::new(start, end);
            blocks.push(Block { span, first: 0, rows: Rows::Guessed(guess) });
            start = end;
        }
        let mut flow = Self { width, blocks };
        flow.count();
        flow
    }

    fn count(&mut self) {
        let mut row = 0;
        for block in &mut self.blocks {
            block.first = row;
            row += block.rows.len();
        }
    }

    /// The number of rows, as far as it is known.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always a row")]
    pub fn len(&self) -> usize {
        self.blocks.last().map_or(1, |block| block.first + block.rows.len())
    }

    /// Wraps what stands on `rows` or is guessed to; says whether that moved any row.
    pub fn lay_rows(&mut self, text: &str, dress: &Dress, rows: Range<usize>) -> bool {
        let first = self.block_of_row(rows.start);
        let last = self.block_of_row(rows.end.max(rows.start + 1) - 1);
        self.lay(text, dress, first..last + 1)
    }

    /// Wraps what stands around `byte`; says whether that moved any row.
    pub fn lay_byte(&mut self, text: &str, dress: &Dress, byte: usize) -> bool {
        let block = self.block_of_byte(byte);
        self.lay(text, dress, block..block + 1)
    }

    fn lay(&mut self, text: &str, dress: &Dress, blocks: Range<usize>) -> bool {
        let mut changed = false;
        for block in &mut self.blocks[blocks] {
            if let Rows::Guessed(_) = block.rows {
                block.rows = Rows::Known(Wrapped::of(text, block.span, self.width, dress));
                changed = true;
            }
        }
        if changed {
            self.count();
        }
        changed
    }

    fn block_of_row(&self, row: usize) -> usize {
        self.blocks.partition_point(|block| block.first <= row).saturating_sub(1)
    }

    fn block_of_byte(&self, byte: usize) -> usize {
        self.blocks.partition_point(|block| block.span.start <= byte).saturating_sub(1)
    }

    /// The bytes of a row, as [`Wrapped::span`] has them; `None` where nothing is wrapped yet.
    #[must_use]
    pub fn span(&self, row: usize) -> Option<Span> {
        let (wrapped, row) = self.wrapped(row)?;
        Some(wrapped.span(row))
    }

    /// The columns by which a row is indented.
    #[must_use]
    pub fn indent(&self, row: usize, dress: &Dress) -> usize {
        self.wrapped(row).map_or(0, |(wrapped, row)| wrapped.indent(row, dress))
    }

    fn wrapped(&self, row: usize) -> Option<(&Wrapped, usize)> {
        let block = &self.blocks[self.block_of_row(row)];
        match &block.rows {
            Rows::Known(wrapped) => Some((wrapped, row - block.first)),
            Rows::Guessed(_) => None,
        }
    }

    /// The row of a byte, as [`Wrapped::row_of`] has it; a guess where nothing is wrapped yet.
    #[must_use]
    pub fn row_of(&self, byte: usize) -> usize {
        let block = &self.blocks[self.block_of_byte(byte)];
        block.first
            + match &block.rows {
                Rows::Known(wrapped) => wrapped.row_of(byte),
                Rows::Guessed(rows) => {
                    let inside = byte.saturating_sub(block.span.start);
                    (inside * rows / block.span.len().max(1)).min(rows - 1)
                }
            }
    }
}

/// Where the block that starts at `start` ends: behind a line break, else behind a space, else
/// where a cell may start.
fn cut(text: &str, start: usize) -> usize {
    if text.len() - start <= BLOCK + BLOCK / 2 {
        return text.len();
    }
    let half = start + BLOCK / 2;
    let window = &text.as_bytes()[half..start + BLOCK];
    let behind = |byte: u8| memrchr(byte, window).map(|at| half + at + 1);
    let at = behind(b'\n').or_else(|| behind(b' '));
    let at = at.unwrap_or_else(|| boundary_before(text, start + BLOCK));
    let continues = |c: &char| class(*c).may_continue();
    at + text[at..].chars().take(64).take_while(continues).map(char::len_utf8).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of words, with a paragraph now and then.
    fn text(words: usize) -> String {
        (0..words).map(|word| if word % 40 == 39 { "end.\n\n" } else { "word, " }).collect()
    }

    fn all(flow: &mut Flow, text: &str) -> Vec<Span> {
        flow.lay_rows(text, &Dress::default(), 0..usize::MAX);
        (0..flow.len()).filter_map(|row| flow.span(row)).collect()
    }

    #[test]
    fn rows_are_those_of_the_whole_text_where_lines_end() {
        for words in [0, 1, 100, 40_000] {
            let text = text(words);
            let wrapped = Wrapped::new(&text, 37);
            let whole: Vec<Span> = (0..wrapped.len()).map(|row| wrapped.span(row)).collect();
            assert_eq!(all(&mut Flow::new(&text, 37), &text), whole, "{words}");
        }
    }

    #[test]
    fn a_place_is_laid_out_without_what_comes_before() {
        let text = text(100_000);
        let mut flow = Flow::new(&text, 60);
        let byte = text.len() - 5000;
        assert!(flow.lay_byte(&text, &Dress::default(), byte));
        assert!(!flow.lay_byte(&text, &Dress::default(), byte), "once is enough");
        let row = flow.row_of(byte);
        let span = flow.span(row).unwrap();
        assert!(span.start <= byte && byte <= span.end + 2);
        assert_eq!(flow.span(0), None);
        let (guess, all) = (flow.len(), all(&mut flow, &text).len());
        assert!(guess.abs_diff(all) * 4 < all, "{guess} rows guessed, {all} are there");
    }

    #[test]
    fn rows_grow_with_bytes_whatever_is_known() {
        let text = text(50_000);
        let mut flow = Flow::new(&text, 50);
        for at in [3, 1, 7, 0, 5] {
            flow.lay_byte(&text, &Dress::default(), text.len() * at / 8);
            let rows: Vec<usize> = (0..text.len()).step_by(97).map(|b| flow.row_of(b)).collect();
            assert!(rows.is_sorted());
            assert!(rows.iter().all(|row| *row < flow.len()));
        }
    }

    #[test]
    fn a_line_without_a_space_is_cut_between_cells() {
        let text = "e\u{301}".repeat(20_000);
        let spans = all(&mut Flow::new(&text, 10), &text);
        assert_eq!(spans.len(), 2003, "one short row at the end of each block but the last");
        assert!(spans.iter().all(|span| span.of(&text).starts_with('e')));
    }
}

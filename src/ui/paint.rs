//! The only way onto the screen: every text goes through `text::wrap::cells`, so that nothing in
//! the data reaches a cell that a terminal would obey.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::Span;
use crate::text::wrap::{Wrapped, cells, cells_without};

use super::glyph::Glyphs;
use super::theme::{Role, Theme};

/// A piece of a line and what it is.
pub(crate) type Piece<'t> = (Cow<'t, str>, Role);

/// A place of a text that looks different, with what it is. Later ones lie over earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) span: Span,
    pub(crate) role: Role,
}

/// A part of a text with what is laid over it and what is left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Span,
    /// What is not shown: ascending, apart.
    pub(crate) hidden: &'a [Span],
    pub(crate) marks: &'a [Mark],
}

/// Paints one frame.
pub(crate) struct Painter<'a> {
    pub(crate) buffer: &'a mut Buffer,
    pub(crate) theme: &'a Theme,
    pub(crate) glyphs: &'static Glyphs,
}

impl Painter<'_> {
    /// Writes `text` from `x` on, as far as column `right` (exclusive), and returns where it ended.
    pub(crate) fn text(&mut self, x: u16, y: u16, right: u16, text: &str, role: Role) -> u16 {
        let span = Span::new(0, text.len());
        self.marked(x, y, right, text, span, role, &[])
    }

    /// Writes the part `span` of `text` with `marks` laid over it.
    #[allow(clippy::too_many_arguments)] // a place, a text and its looks; a struct would only rename them
    pub(crate) fn marked(
        &mut self,
        x: u16,
        y: u16,
        right: u16,
        text: &str,
        span: Span,
        role: Role,
        marks: &[Mark],
    ) -> u16 {
        self.styled(x, y, right, Words { text, span, hidden: &[], marks }, role)
    }

    /// Writes words of the data.
    pub(crate) fn words(&mut self, x: u16, y: u16, right: u16, words: Words<'_>) -> u16 {
        self.styled(x, y, right, words, Role::Text)
    }

    fn styled(&mut self, x: u16, y: u16, right: u16, words: Words<'_>, role: Role) -> u16 {
        let plain = self.theme.style(role);
        let mut at = x;
        for cell in cells_without(words.text, words.span, words.hidden) {
            let width = u16::try_from(cell.width).unwrap_or(u16::MAX);
            if at.saturating_add(width) > right {
                break;
            }
            let mut style = plain;
            for mark in words.marks.iter().filter(|mark| mark.span.overlaps(cell.span)) {
                style = style.patch(self.theme.style(mark.role));
            }
            if cell.replaced {
                style = style.patch(self.theme.style(Role::Replaced));
            }
            self.cell(at, y, &cell.shown, width, style);
            at += width;
        }
        at
    }

    /// A replacement such as `<U+202E>` takes several columns: one character each.
    fn cell(&mut self, x: u16, y: u16, shown: &str, width: u16, style: Style) {
        if width > 1 && shown.is_ascii() {
            for (column, letter) in (x..).zip(shown.chars()) {
                self.put(column, y, letter.encode_utf8(&mut [0; 4]), style);
            }
            return;
        }
        self.put(x, y, shown, style);
        for column in x + 1..x + width {
            self.put(column, y, "", style);
        }
    }

    /// One cell; an empty symbol is the second half of a wide character.
    fn put(&mut self, x: u16, y: u16, symbol: &str, style: Style) {
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            // What was here before shines through only as its ground.
            let ground = cell.bg;
            cell.reset();
            cell.set_style(self.theme.base().bg(ground).patch(style));
            if !symbol.is_empty() {
                cell.set_symbol(symbol);
            }
        }
    }

    /// Writes `text`, cut with an ellipsis where it does not fit.
    pub(crate) fn fit(&mut self, x: u16, y: u16, right: u16, text: &str, role: Role) -> u16 {
        if x >= right {
            return x;
        }
        let room = usize::from(right - x);
        match fitting(text, room) {
            None => self.text(x, y, right, text, role),
            Some(end) => {
                let span = Span::new(0, end);
                let at = self.marked(x, y, right - 1, text, span, role, &[]);
                self.text(at, y, right, self.glyphs.more, role)
            }
        }
    }

    /// The same with the end kept: identifiers tell themselves apart there.
    pub(crate) fn fit_end(&mut self, x: u16, y: u16, right: u16, text: &str, role: Role) -> u16 {
        let room = usize::from(right.saturating_sub(x));
        match fitting_end(text, room) {
            None => self.text(x, y, right, text, role),
            Some(start) => {
                let at = self.text(x, y, right, self.glyphs.more, role);
                let span = Span::new(start, text.len());
                self.marked(at, y, right, text, span, role, &[])
            }
        }
    }

    /// Writes pieces one after the other, cut at `right`.
    pub(crate) fn pieces(&mut self, x: u16, y: u16, right: u16, pieces: &[Piece<'_>]) -> u16 {
        pieces.iter().fold(x, |at, (text, role)| self.fit(at, y, right, text, *role))
    }

    /// Writes pieces so that they end at `right`; returns where they start. The first ones are left
    /// out when they would reach over `left`.
    pub(crate) fn pieces_right(
        &mut self,
        left: u16,
        y: u16,
        right: u16,
        pieces: &[Piece<'_>],
    ) -> u16 {
        let mut start = right;
        let mut first = pieces.len();
        for (text, _) in pieces.iter().rev() {
            let room = usize::from(start.saturating_sub(left));
            let Some(taken) = u16::try_from(width(text)).ok().filter(|_| width(text) <= room)
            else {
                break;
            };
            start -= taken;
            first -= 1;
        }
        self.pieces(start, y, right, &pieces[first..]);
        start
    }

    /// A line of `glyph` from `x` to `right`.
    pub(crate) fn rule(&mut self, x: u16, y: u16, right: u16, glyph: &str) {
        let style = self.theme.style(Role::Border);
        for column in x..right {
            self.put(column, y, glyph, style);
        }
    }

    /// A line between two panes, crossed by the rules below their headings.
    pub(crate) fn divider(&mut self, x: u16, top: u16, bottom: u16) {
        self.wall(x, top, bottom);
        let style = self.theme.style(Role::Border);
        self.put(x, top + 1, self.glyphs.cross, style);
    }

    /// A line down the screen.
    pub(crate) fn wall(&mut self, x: u16, top: u16, bottom: u16) {
        let style = self.theme.style(Role::Border);
        for row in top..bottom {
            self.put(x, row, self.glyphs.wall, style);
        }
    }

    /// Writes wrapped text as far as there is room; returns the rows that it took.
    pub(crate) fn paragraph(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        let wrapped = Wrapped::new(text, area.width.max(1));
        let rows = wrapped.len().min(usize::from(area.height));
        for (y, row) in (area.y..).zip(0..rows) {
            self.marked(area.x, y, area.right(), text, wrapped.span(row), role, &[]);
        }
        u16::try_from(rows).unwrap_or(0)
    }

    /// Lays the style of a role over an area.
    pub(crate) fn tint(&mut self, area: Rect, role: Role) {
        self.buffer.set_style(area, self.theme.style(role));
    }

    /// A box over what is there, with a title in its upper edge; returns the inside.
    pub(crate) fn overlay(&mut self, area: Rect, title: &str) -> Rect {
        let area = area.intersection(self.buffer.area);
        let style = self.theme.base().patch(self.theme.style(Role::Overlay));
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(style);
            }
        }
        for y in area.top()..area.bottom() {
            self.cut_wide(area.x, y);
        }
        if area.width < 4 || area.height < 3 {
            return area;
        }
        self.frame(area);
        let right = area.right() - 2;
        if !title.is_empty() {
            let at = self.text(area.x + 2, area.y, right, " ", Role::Title);
            let at = self.fit(at, area.y, right, title, Role::Accent);
            self.text(at, area.y, right, " ", Role::Title);
        }
        Rect::new(area.x + 2, area.y + 1, area.width - 4, area.height - 2)
    }

    /// A wide character of which something else takes the second half goes.
    fn cut_wide(&mut self, x: u16, y: u16) {
        let before = x.checked_sub(1).and_then(|x| self.buffer.cell_mut((x, y)));
        if let Some(cell) = before.filter(|cell| width(cell.symbol()) > 1) {
            cell.set_symbol(" ");
        }
    }

    fn frame(&mut self, area: Rect) {
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        self.rule(area.x, area.y, area.right(), self.glyphs.rule);
        self.rule(area.x, bottom, area.right(), self.glyphs.rule);
        self.wall(area.x, area.y, area.bottom());
        self.wall(right, area.y, area.bottom());
        let style = self.theme.style(Role::Border);
        let places = [(area.x, area.y), (right, area.y), (area.x, bottom), (right, bottom)];
        for ((x, y), corner) in places.into_iter().zip(self.glyphs.corners) {
            self.put(x, y, corner, style);
        }
    }
}

/// Columns that a text takes on one line.
pub(crate) fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    cells(text, Span::new(0, text.len())).map(|cell| cell.width).sum()
}

/// Where to cut `text` so that it and an ellipsis fit into `room` columns; `None` if it fits whole.
/// Looks at no more of the text than fits.
fn fitting(text: &str, room: usize) -> Option<usize> {
    let mut used = 0;
    let mut cut = 0;
    for cell in cells(text, Span::new(0, text.len())) {
        if used < room {
            cut = cell.span.start;
        }
        used += cell.width;
        if used > room {
            return Some(cut);
        }
    }
    None
}

/// Where `text` has to begin so that an ellipsis and its end fit into `room` columns; `None` if it
/// fits whole.
fn fitting_end(text: &str, room: usize) -> Option<usize> {
    if width(text) <= room {
        return None;
    }
    let mut over = width(text) + 1 - room;
    let cut = cells(text, Span::new(0, text.len())).find(|cell| {
        let fits = over == 0;
        over = over.saturating_sub(cell.width);
        fits
    });
    Some(cut.map_or(text.len(), |cell| cell.span.start))
}

/// A number as people read it: `3,481`.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 record`, `2 records`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (3_481_000, "3,481,000")] {
            assert_eq!(count(number), shown);
        }
        assert_eq!(counted(1, "clause"), "1 clause");
    }

    #[test]
    fn text_is_cut_only_where_it_does_not_fit() {
        assert_eq!(fitting("abcd", 4), None);
        assert_eq!(fitting("abcde", 4), Some(3));
        assert_eq!(fitting("第一条", 6), None);
        assert_eq!(fitting("第一条", 5), Some(6));
        assert_eq!(fitting("第一条", 4), Some(3));
        assert_eq!(fitting("x", 0), Some(0));
    }
}

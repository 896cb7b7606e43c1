//! The outline of a record: its parts and the paragraphs of its chain, each with what is in it.

use ratatui::layout::Rect;

use crate::text::Span;
use crate::ui::backend::Part;
use crate::ui::paint::{Painter, Piece, Words, count, counted};
use crate::ui::screen::document::{Anchor, Document, Source};
use crate::ui::screen::list::{HEAD, empty};
use crate::ui::screen::reader::{Point, Reader};
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

/// Where the cursor is. What is listed is the document of the reader.
#[derive(Debug, Default)]
pub(crate) struct OutlineScreen {
    cursor: usize,
    top: usize,
    height: usize,
    /// The first line of each part, and one past the last.
    starts: Vec<usize>,
}

/// A line of the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Part(usize),
    /// A paragraph of a part.
    Paragraph(usize, usize),
}

impl OutlineScreen {
    /// Lists a document, the cursor on what is at the top of the reader.
    pub(crate) fn open(&mut self, reader: &Reader) {
        let Some(document) = &reader.document else { return };
        self.arrange(document);
        // A paragraph counts as read from the moment it stands at the top, below its title.
        let line = match document.anchor(reader.top + usize::from(reader.top == 0)) {
            Anchor::Text { section, byte } => {
                let paragraphs = &document.sections[section].paragraphs;
                let inside = paragraphs.partition_point(|start| *start <= byte);
                self.starts[section] + inside.min(self.paragraphs(section))
            }
            Anchor::Title { section } | Anchor::End { section } => self.starts[section],
        };
        self.move_to(line);
    }

    fn arrange(&mut self, document: &Document) {
        self.starts.clear();
        let mut line = 0;
        for section in &document.sections {
            self.starts.push(line);
            let paragraphs = match section.source {
                Source::Cot(_) => section.paragraphs.len(),
                _ => 0,
            };
            line += 1 + paragraphs;
        }
        self.starts.push(line);
    }

    fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    fn paragraphs(&self, section: usize) -> usize {
        self.starts.get(section + 1).map_or(0, |next| next - self.starts[section] - 1)
    }

    fn line(&self, at: usize) -> Line {
        let section = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        match at - self.starts.get(section).copied().unwrap_or(0) {
            0 => Line::Part(section),
            paragraph => Line::Paragraph(section, paragraph - 1),
        }
    }

    pub(crate) fn move_to(&mut self, line: usize) {
        self.cursor = line.min(self.len().saturating_sub(1));
    }

    pub(crate) fn move_by(&mut self, lines: isize) {
        self.move_to(self.cursor.saturating_add_signed(lines));
    }

    /// Half a screen.
    pub(crate) fn half(&self) -> isize {
        isize::try_from(self.height / 2).unwrap_or(1).max(1)
    }

    /// The next line, or the one before, that has something in it besides text.
    pub(crate) fn next_marked(&mut self, reader: &Reader, forward: bool) -> bool {
        let Some(document) = &reader.document else { return false };
        let marked = |at: &usize| !chips(document, reader, self.line(*at)).is_empty();
        let found = if forward {
            (self.cursor + 1..self.len()).find(marked)
        } else {
            (0..self.cursor).rev().find(marked)
        };
        self.cursor = found.unwrap_or(self.cursor);
        found.is_some()
    }

    /// What the cursor is on, as a place of the document.
    pub(crate) fn chosen(&self, document: &Document) -> Anchor {
        match self.line(self.cursor) {
            Line::Part(section) => Anchor::Title { section },
            Line::Paragraph(section, paragraph) => {
                let paragraphs = &document.sections[section].paragraphs;
                Anchor::Text { section, byte: paragraphs.get(paragraph).copied().unwrap_or(0) }
            }
        }
    }

    /// Puts the cursor on the line at a row of the screen; says whether it was there already.
    pub(crate) fn click(&mut self, area: Rect, row: u16) -> bool {
        let Some(row) = row.checked_sub(area.y + HEAD) else { return false };
        let line = self.top + usize::from(row);
        let again = line == self.cursor;
        if line < self.len() {
            self.cursor = line;
        }
        again
    }

    /// Lists the document that is open now, and keeps the cursor in sight.
    pub(crate) fn settle(&mut self, area: Rect, document: Option<&Document>) {
        match document {
            Some(document) => self.arrange(document),
            None => self.starts.clear(),
        }
        self.move_to(self.cursor);
        self.height = usize::from(area.height.saturating_sub(HEAD));
        self.top = self.top.min(self.cursor).max((self.cursor + 1).saturating_sub(self.height));
        self.top = self.top.min(self.len().saturating_sub(self.height));
    }
}

/// What is in a line.
fn chips(document: &Document, reader: &Reader, line: Line) -> Vec<(Point, usize)> {
    let Line::Paragraph(section, paragraph) = line else { return Vec::new() };
    reader.points_in(Part::Cot, span(document, section, paragraph))
}

/// Where a paragraph stands in its field.
fn span(document: &Document, section: usize, paragraph: usize) -> Span {
    let part = &document.sections[section];
    let end = part.source.text(document.record()).len();
    let start = part.paragraphs.get(paragraph).copied().unwrap_or(end);
    let next = part.paragraphs.get(paragraph + 1).copied().unwrap_or(end);
    Span::new(start + part.base(), next + part.base())
}

/// Draws the screen.
pub(crate) fn draw(
    painter: &mut Painter<'_>,
    area: Rect,
    screen: &OutlineScreen,
    reader: &Reader,
    focused: bool,
) {
    let role = if focused { Role::Accent } else { Role::Title };
    let at = painter.text(area.x + 1, area.y, area.right(), "Outline", role);
    painter.rule(area.x, area.y + 1, area.right(), painter.glyphs.rule);
    let body = Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area };
    let Some(document) = &reader.document else {
        return empty(painter, body, &["No record is open."]);
    };
    let paragraphs = document.sections.iter().map(|part| match part.source {
        Source::Cot(_) => part.paragraphs.len(),
        _ => 0,
    });
    let summary = format!("{}  {}", document.record().id, counted(paragraphs.sum(), "paragraph"));
    painter.fit(at + 2, area.y, area.right(), &summary, Role::Dim);
    let shown = screen.top..screen.len().min(screen.top + screen.height);
    for (y, index) in (body.y..).zip(shown) {
        let line = Rect { y, height: 1, width: area.width - 1, ..area };
        draw_line(painter, line, document, reader, screen.line(index));
        if index == screen.cursor {
            painter.text(line.x, y, line.x + 1, painter.glyphs.cursor, Role::Accent);
            painter.tint(Rect { x: line.x + 1, width: line.width - 1, ..line }, Role::Selected);
        }
    }
    let bar = Rect { x: area.right() - 1, width: 1, ..body };
    let extent = Extent { height: screen.len(), view: screen.height, top: screen.top };
    scrollbar::draw(painter, bar, extent, std::iter::empty());
}

fn draw_line(
    painter: &mut Painter<'_>,
    area: Rect,
    document: &Document,
    reader: &Reader,
    line: Line,
) {
    let (section, paragraph) = match line {
        Line::Part(section) => {
            let part = &document.sections[section];
            let at = painter.fit(area.x + 2, area.y, area.right(), &part.title, Role::Title);
            painter.fit(at + 2, area.y, area.right(), &part.size, Role::Dim);
            return;
        }
        Line::Paragraph(section, paragraph) => (section, paragraph),
    };
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for (point, number) in chips(document, reader, line) {
        pieces.push((format!("  {}", point.sign(painter.glyphs)).into(), point.role()));
        pieces.push((format!(" {}", count(number)).into(), Role::Dim));
    }
    let left = area.x + area.width / 2;
    let right = painter.pieces_right(left, area.y, area.right() - 1, &pieces);
    let part = &document.sections[section];
    let number = count(part.first_paragraph + paragraph);
    painter.pieces_right(area.x, area.y, area.x + 7, &[(number.into(), Role::Dim)]);
    let text = part.source.text(document.record());
    let whole = span(document, section, paragraph);
    let end = text[whole.start - part.base()..whole.end - part.base()].trim_end().len();
    let start = whole.start - part.base();
    let span = Span::new(start, start + end);
    let hidden = part.dress(reader.raw).hidden_in(span);
    painter.words(area.x + 9, area.y, right, Words { text, span, hidden, marks: &[] });
}

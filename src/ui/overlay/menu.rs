//! A short list to choose a line from.

use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::paint::{Painter, width};
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

use super::picker::centred;

/// Lines with a cursor.
#[derive(Debug, Default)]
pub(crate) struct Menu {
    title: &'static str,
    lines: Vec<Line>,
    cursor: usize,
}

/// A line: what is chosen, and a word on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) left: String,
    pub(crate) right: String,
    /// Whether it is what holds now.
    pub(crate) current: bool,
}

impl Menu {
    pub(crate) fn new(title: &'static str, lines: Vec<Line>) -> Self {
        let cursor = lines.iter().position(|line| line.current).unwrap_or(0);
        Self { title, lines, cursor }
    }

    /// Shows other lines; the cursor stays on the line of the same name.
    pub(crate) fn replace(&mut self, lines: Vec<Line>) {
        let name = self.lines.get(self.cursor).map(|line| line.left.clone());
        let same = lines.iter().position(|line| Some(&line.left) == name.as_ref());
        self.cursor = same.unwrap_or(self.cursor).min(lines.len().saturating_sub(1));
        self.lines = lines;
    }

    /// Moves the cursor: up, down, to the ends.
    pub(crate) fn moved(&mut self, action: Action, steps: isize) {
        let page = 10;
        let last = self.lines.len().saturating_sub(1);
        let by = match action {
            Action::Down => steps,
            Action::Up => -steps,
            Action::PageDown => steps.saturating_mul(page),
            Action::PageUp => steps.saturating_mul(-page),
            Action::Top => isize::MIN,
            Action::Bottom => isize::MAX,
            _ => 0,
        };
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    /// The line that the cursor is on.
    pub(crate) fn cursor(&self) -> usize {
        self.cursor
    }

    /// Draws it; without lines, `empty` says why and what to do.
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, screen: Rect, empty: &[&str]) {
        let rows = self.lines.len().max(empty.len()).max(3);
        let height = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2);
        let inside = painter.overlay(centred(screen, 64, height), self.title);
        if self.lines.is_empty() {
            for (y, sentence) in (inside.y..inside.bottom()).zip(empty) {
                painter.fit(inside.x, y, inside.right(), sentence, Role::Dim);
            }
            return;
        }
        let view = usize::from(inside.height);
        let top = (self.cursor + 1).saturating_sub(view);
        for (y, at) in (inside.y..inside.bottom()).zip(top..self.lines.len()) {
            let line = Rect { y, height: 1, width: inside.width - 1, ..inside };
            self.draw_line(painter, line, at);
        }
        let bar = Rect { x: inside.right().saturating_sub(1), width: 1, ..inside };
        let extent = Extent { height: self.lines.len(), view, top };
        scrollbar::draw(painter, bar, extent, std::iter::empty());
    }

    fn draw_line(&self, painter: &mut Painter<'_>, area: Rect, at: usize) {
        let Some(line) = self.lines.get(at) else { return };
        let widest = self.lines.iter().map(|line| width(&line.left)).max().unwrap_or(0);
        let column = u16::try_from(widest).unwrap_or(area.width).min(area.width / 2) + area.x + 4;
        let sign = if line.current { painter.glyphs.tick } else { " " };
        painter.text(area.x, area.y, area.right(), sign, Role::Accent);
        painter.fit(area.x + 2, area.y, column - 1, &line.left, Role::Text);
        painter.fit(column, area.y, area.right(), &line.right, Role::Dim);
        if at == self.cursor {
            painter.tint(area, Role::Selected);
        }
    }
}

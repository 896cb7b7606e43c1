//! The note editor. `ratatui-textarea` edits; drawing goes through our own painter, because notes
//! come from label logs that anybody may have written.

use ratatui::layout::Rect;
use ratatui_textarea::{CursorMove, TextArea};

use crate::text::wrap::{Wrapped, cells};
use crate::ui::key::Key;
use crate::ui::paint::Painter;
use crate::ui::theme::Role;

use super::picker::centred;

/// A note while it is written.
#[derive(Debug)]
pub(crate) struct NoteEditor {
    /// The record that it is about.
    pub(crate) ordinal: usize,
    id: String,
    before: String,
    area: TextArea<'static>,
}

impl NoteEditor {
    pub(crate) fn new(ordinal: usize, id: &str, note: &str) -> Self {
        let mut area = TextArea::new(note.split('\n').map(str::to_owned).collect());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { ordinal, id: id.to_owned(), before: note.to_owned(), area }
    }

    pub(crate) fn key(&mut self, key: Key) {
        self.area.input(key.event());
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.area.insert_str(text);
    }

    /// What stands in it, without the white space at the end.
    pub(crate) fn text(&self) -> String {
        let mut text = self.area.lines().join("\n");
        text.truncate(text.trim_end().len());
        text
    }

    pub(crate) fn changed(&self) -> bool {
        self.text() != self.before.trim_end()
    }

    /// Draws it and returns where the cursor stands.
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, screen: Rect) -> (u16, u16) {
        let state = if self.changed() { ", not saved yet" } else { "" };
        let title = format!("Note on {}{state}", self.id);
        let inside = painter.overlay(centred(screen, 72, 12), &title);
        let text = self.area.lines().join("\n");
        let wrapped = Wrapped::new(&text, inside.width.max(1));
        let cursor = self.cursor(&text);
        let behind = cursor == text.len() && text.ends_with('\n');
        let row = if behind { wrapped.len() } else { wrapped.row_of(cursor) };
        let top = (row + 1).saturating_sub(usize::from(inside.height));
        for (y, row) in (inside.y..inside.bottom()).zip(top..wrapped.len()) {
            let span = wrapped.span(row);
            painter.marked(inside.x, y, inside.right(), &text, span, Role::Text, &[]);
        }
        let column: usize = if behind {
            0
        } else {
            let row = wrapped.span(row);
            cells(&text, row).filter(|cell| cell.span.end <= cursor).map(|cell| cell.width).sum()
        };
        let x = inside.x + u16::try_from(column).unwrap_or(0).min(inside.width.saturating_sub(1));
        (x, inside.y + u16::try_from(row - top).unwrap_or(0))
    }

    /// The cursor as a byte offset.
    fn cursor(&self, text: &str) -> usize {
        let cursor = self.area.cursor();
        let lines = self.area.lines();
        let above: usize = lines.iter().take(cursor.0).map(|line| line.len() + 1).sum();
        let line = lines.get(cursor.0).map_or("", String::as_str);
        let inside = line.char_indices().nth(cursor.1).map_or(line.len(), |(at, _)| at);
        (above + inside).min(text.len())
    }
}

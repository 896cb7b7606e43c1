//! A line of text that is being typed.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::text::Span;
use crate::text::wrap::cells;
use crate::ui::key::{Code, Key};
use crate::ui::paint::{Painter, width};
use crate::ui::theme::Role;

/// Text and the place in it where typing goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Input {
    text: String,
    /// Byte offset, on a grapheme boundary.
    cursor: usize,
    /// All of it is selected: what is typed stands in for it, keys that move only end that.
    selected: bool,
}

impl Input {
    /// Starts with `text`, the cursor behind it.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text, selected: false }
    }

    /// Starts with `text`, all of it selected.
    pub(crate) fn selected(text: impl Into<String>) -> Self {
        let input = Self::new(text);
        Self { selected: !input.text.is_empty(), ..input }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Puts text in at the cursor, line breaks as spaces.
    pub(crate) fn insert(&mut self, text: &str) {
        let text = text.replace(['\r', '\n'], " ");
        if std::mem::take(&mut self.selected) {
            self.delete(0, self.text.len());
        }
        self.text.insert_str(self.cursor, &text);
        self.cursor += text.len();
    }

    /// Edits by a key as shells do; says whether the text changed.
    pub(crate) fn key(&mut self, key: Key) -> bool {
        if let Some(letter) = key.typed() {
            self.insert(letter.encode_utf8(&mut [0; 4]));
            return true;
        }
        let before = self.text.len();
        let is_selected = std::mem::take(&mut self.selected);
        match (key.code, key.ctrl, key.alt) {
            (Code::Left, false, false) | (Code::Char('b'), true, _) => {
                self.cursor = self.previous();
            }
            (Code::Right, false, false) | (Code::Char('f'), true, _) => self.cursor = self.next(),
            (Code::Left, ..) | (Code::Char('b'), _, true) => self.cursor = self.word_start(),
            (Code::Right, ..) | (Code::Char('f'), _, true) => self.cursor = self.word_end(),
            (Code::Home, ..) | (Code::Char('a'), true, _) => self.cursor = 0,
            (Code::End, ..) | (Code::Char('e'), true, _) => self.cursor = self.text.len(),
            (Code::Backspace | Code::Delete, ..) if is_selected => self.delete(0, before),
            (Code::Backspace, _, true) | (Code::Char('w'), true, _) => {
                self.delete(self.word_start(), self.cursor);
            }
            (Code::Backspace, ..) | (Code::Char('h'), true, _) => {
                self.delete(self.previous(), self.cursor);
            }
            (Code::Delete, ..) | (Code::Char('d'), true, _) => {
                self.delete(self.cursor, self.next());
            }
            (Code::Char('u'), true, _) => self.delete(0, self.cursor),
            (Code::Char('k'), true, _) => self.delete(self.cursor, self.text.len()),
            _ => {}
        }
        self.text.len() != before
    }

    fn delete(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    fn previous(&self) -> usize {
        let mut cursor = GraphemeCursor::new(self.cursor, self.text.len(), true);
        cursor.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn next(&self) -> usize {
        let mut cursor = GraphemeCursor::new(self.cursor, self.text.len(), true);
        cursor.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len())
    }

    fn word_start(&self) -> usize {
        let before = &self.text[..self.cursor];
        before.unicode_word_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn word_end(&self) -> usize {
        let after = &self.text[self.cursor..];
        let word = after.unicode_word_indices().next();
        word.map_or(self.text.len(), |(at, word)| self.cursor + at + word.len())
    }

    /// Draws the line and returns the column of the cursor. Scrolls sideways so that the cursor
    /// is always seen.
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, x: u16, y: u16, right: u16) -> u16 {
        let room = usize::from(right.saturating_sub(x).saturating_sub(1));
        let mut start = 0;
        let mut before = width(&self.text[..self.cursor]);
        for cell in cells(&self.text, Span::new(0, self.cursor)) {
            if before <= room {
                break;
            }
            before -= cell.width;
            start = cell.span.end;
        }
        let span = Span::new(start, self.text.len());
        let role = if self.selected { Role::Selection } else { Role::Text };
        painter.marked(x, y, right, &self.text, span, role, &[]);
        x.saturating_add(u16::try_from(before).unwrap_or(0)).min(right.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: &str, keys: &str) -> String {
        edited(Input::new(start), keys)
    }

    fn edited(mut input: Input, keys: &str) -> String {
        for key in Key::parse_typed(keys) {
            input.key(key);
        }
        let (left, right) = input.text.split_at(input.cursor);
        format!("{left}|{right}")
    }

    #[test]
    fn keys_edit_as_in_a_shell() {
        let cases = [
            ("", "abc<backspace>d", "abd|"),
            ("one two", "<ctrl-w>", "one |"),
            ("one two", "<home>x<end>y", "xone twoy|"),
            ("one two", "<ctrl-a><alt-f><ctrl-k>", "one|"),
            ("a\u{301}b", "<left><left><delete>", "|b"),
            ("👩‍👩‍👧x", "<left><backspace>", "|x"),
            ("abc", "<ctrl-u>", "|"),
        ];
        for (start, keys, expected) in cases {
            assert_eq!(after(start, keys), expected, "{start:?} {keys}");
        }
    }

    #[test]
    fn what_is_selected_gives_way_to_what_is_typed() {
        let cases = [
            ("x", "x|"),
            ("<backspace>", "|"),
            ("<delete>x", "x|"),
            ("<end>x", "one twox|"),
            ("<home>x", "x|one two"),
            ("<ctrl-w>", "one |"),
        ];
        for (keys, expected) in cases {
            assert_eq!(edited(Input::selected("one two"), keys), expected, "{keys}");
        }
        let mut input = Input::selected("one");
        input.insert("two");
        assert_eq!(input.text(), "two");
    }

    #[test]
    fn pasted_line_breaks_become_spaces() {
        let mut input = Input::default();
        input.insert("a\r\nb");
        assert_eq!(input.text(), "a  b");
    }
}

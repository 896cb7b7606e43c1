//! Turns frames into bytes. Our own, and not the library's, for three reasons: without colours no
//! colour sequence is sent at all, a frame is one write that terminals can show at once, and the
//! last check that no cell holds something a terminal would obey stands here.

use std::io;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

use crate::ui::paint::width;

use super::Device;

/// Where frames go.
pub(in crate::ui) trait Sink {
    /// Takes a frame in one piece.
    fn write(&self, bytes: &[u8]) -> io::Result<()>;

    /// Columns and rows.
    fn size(&self) -> io::Result<Size>;
}

impl Sink for Device {
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        Device::write(self, bytes)
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = crossterm::terminal::size()?;
        Ok(Size { width, height })
    }
}

/// A terminal in memory: a size, and what it was sent.
#[derive(Debug, Default)]
pub(in crate::ui) struct Memory(Mutex<(Size, Vec<u8>)>);

impl Memory {
    pub(in crate::ui) fn resize(&self, width: u16, height: u16) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0 = Size { width, height };
    }

    /// What it was sent since this was asked last.
    pub(in crate::ui) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).1)
    }
}

impl Sink for Memory {
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.extend_from_slice(bytes);
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).0)
    }
}

/// The backend that the screen draws through.
#[derive(Debug)]
pub(in crate::ui) struct Encoder<S> {
    sink: Arc<S>,
    bytes: Bytes,
    /// Whether the cursor is seen, where that is known: an idle frame then sends nothing.
    cursor: Option<bool>,
}

/// The bytes of a frame.
#[derive(Debug, Default)]
struct Bytes {
    out: Vec<u8>,
    looks: Looks,
}

/// What decides about a cell's SGR sequence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Looks {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Attributes with their SGR numbers.
const ATTRIBUTES: [(Modifier, &str); 9] = [
    (Modifier::BOLD, ";1"),
    (Modifier::DIM, ";2"),
    (Modifier::ITALIC, ";3"),
    (Modifier::UNDERLINED, ";4"),
    (Modifier::SLOW_BLINK, ";5"),
    (Modifier::RAPID_BLINK, ";6"),
    (Modifier::REVERSED, ";7"),
    (Modifier::HIDDEN, ";8"),
    (Modifier::CROSSED_OUT, ";9"),
];

impl<S: Sink> Encoder<S> {
    pub(in crate::ui) fn new(sink: Arc<S>) -> Self {
        Self { sink, bytes: Bytes::default(), cursor: None }
    }
}

impl Bytes {
    fn cells<'a>(&mut self, cells: impl Iterator<Item = (u16, u16, &'a Cell)>) {
        let mut next = None;
        for (x, y, cell) in cells {
            if next != Some((x, y)) {
                self.go_to(x, y);
            }
            self.look(Looks { fg: cell.fg, bg: cell.bg, modifier: cell.modifier });
            let width = u16::try_from(width(cell.symbol())).unwrap_or(1);
            if cell.symbol().chars().nth(1).is_some() {
                self.cluster((x, y), cell.symbol(), width);
                next = None;
            } else {
                self.symbol(cell.symbol());
                next = Some((x.saturating_add(width), y));
            }
        }
        self.look(Looks::default());
    }

    fn go_to(&mut self, x: u16, y: u16) {
        self.write(&format!("\x1b[{};{}H", y.saturating_add(1), x.saturating_add(1)));
    }

    /// Terminals disagree about the width of clusters of several characters: whatever this one
    /// thinks, no rest of an older frame stays below it, and what follows stands in its place.
    fn cluster(&mut self, (x, y): (u16, u16), symbol: &str, width: u16) {
        for _ in 0..width {
            self.write(" ");
        }
        self.go_to(x, y);
        self.symbol(symbol);
    }

    fn look(&mut self, looks: Looks) {
        if looks == self.looks {
            return;
        }
        self.looks = looks;
        self.write("\x1b[0");
        for (modifier, number) in ATTRIBUTES {
            if looks.modifier.contains(modifier) {
                self.write(number);
            }
        }
        self.colour(looks.fg, 30);
        self.colour(looks.bg, 40);
        self.write("m");
    }

    /// `base` is 30 for the text, 40 for the ground.
    fn colour(&mut self, colour: Color, base: u8) {
        let basic = |number: u8| base + number;
        let bright = |number: u8| base + 60 + number;
        let number = match colour {
            Color::Reset => return,
            Color::Rgb(r, g, b) => return self.write(&format!(";{};2;{r};{g};{b}", base + 8)),
            Color::Indexed(index) => return self.write(&format!(";{};5;{index}", base + 8)),
            Color::Black => basic(0),
            Color::Red => basic(1),
            Color::Green => basic(2),
            Color::Yellow => basic(3),
            Color::Blue => basic(4),
            Color::Magenta => basic(5),
            Color::Cyan => basic(6),
            Color::Gray => basic(7),
            Color::DarkGray => bright(0),
            Color::LightRed => bright(1),
            Color::LightGreen => bright(2),
            Color::LightYellow => bright(3),
            Color::LightBlue => bright(4),
            Color::LightMagenta => bright(5),
            Color::LightCyan => bright(6),
            Color::White => bright(7),
        };
        self.write(&format!(";{number}"));
    }

    /// The painter lets no control character through; should one come all the same, a terminal
    /// must not obey it.
    fn symbol(&mut self, symbol: &str) {
        if symbol.chars().any(char::is_control) {
            self.write("?");
        } else {
            self.write(symbol);
        }
    }

    fn write(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }
}

impl<S: Sink> Backend for Encoder<S> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.bytes.cells(content);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor.replace(false) != Some(false) {
            self.bytes.write("\x1b[?25l");
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor.replace(true) != Some(true) {
            self.bytes.write("\x1b[?25h");
        }
        Ok(())
    }

    /// Never asked of the terminal: its answer would come in between the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        self.bytes.go_to(x, y);
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.cursor = None;
        self.bytes.write("\x1b[0m\x1b[2J");
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        self.sink.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    /// Sends what has gathered, as one synchronized update.
    fn flush(&mut self) -> io::Result<()> {
        if self.bytes.out.is_empty() {
            return Ok(());
        }
        let mut frame = Vec::with_capacity(self.bytes.out.len() + 16);
        frame.write_all(b"\x1b[?2026h")?;
        frame.append(&mut self.bytes.out);
        frame.write_all(b"\x1b[?2026l")?;
        self.sink.write(&frame)
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn encoded(cells: &[(u16, u16, &str, Style)]) -> String {
        let cells: Vec<(u16, u16, Cell)> = cells
            .iter()
            .map(|(x, y, symbol, style)| {
                let mut cell = Cell::default();
                cell.set_symbol(symbol).set_style(*style);
                (*x, *y, cell)
            })
            .collect();
        let mut bytes = Bytes::default();
        bytes.cells(cells.iter().map(|(x, y, cell)| (*x, *y, cell)));
        String::from_utf8(bytes.out).unwrap()
    }

    #[test]
    fn neighbours_of_one_look_need_one_sequence() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let cells = [(2, 1, "a", bold), (3, 1, "第", bold), (5, 1, "c", bold)];
        assert_eq!(encoded(&cells), "\x1b[2;3H\x1b[0;1ma第c\x1b[0m");
    }

    #[test]
    fn clusters_of_unsure_width_move_nothing_else() {
        let plain = Style::new();
        let cells = [(0, 0, "e\u{301}", plain), (1, 0, "x", plain), (2, 0, "y", plain)];
        assert_eq!(encoded(&cells), "\x1b[1;1H \x1b[1;1He\u{301}\x1b[1;2Hxy");
    }

    #[test]
    fn colours_are_sent_only_where_there_are_some() {
        let red = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::LightBlue);
        assert_eq!(encoded(&[(0, 0, "x", red)]), "\x1b[1;1H\x1b[0;38;2;1;2;3;104mx\x1b[0m");
        let plain = Style::new().fg(Color::Reset).bg(Color::Reset);
        assert_eq!(encoded(&[(0, 0, "x", plain)]), "\x1b[1;1Hx");
    }

    #[test]
    fn a_control_character_is_never_sent() {
        for symbol in ["\x1b", "\u{9b}", "\x1b[2J"] {
            let bytes = encoded(&[(0, 0, symbol, Style::new())]);
            assert!(bytes.starts_with("\x1b[1;1H") && bytes.ends_with('?'), "{bytes:?}");
            assert!(!bytes[6..].contains(symbol), "{bytes:?}");
        }
    }
}

//! Keys as data: what a person presses, how a configuration writes it, how the screen shows it.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key press. Shift is part of the character (`G`), as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) code: Code,
    pub(crate) ctrl: bool,
    pub(crate) alt: bool,
}

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// Names of keys that are no single character; the first of each code is the one shown.
const NAMES: &[(&str, &str, Code)] = &[
    ("enter", "Enter", Code::Enter),
    ("return", "Enter", Code::Enter),
    ("esc", "Esc", Code::Esc),
    ("escape", "Esc", Code::Esc),
    ("tab", "Tab", Code::Tab),
    ("backtab", "Shift-Tab", Code::BackTab),
    ("shift-tab", "Shift-Tab", Code::BackTab),
    ("backspace", "Backspace", Code::Backspace),
    ("delete", "Del", Code::Delete),
    ("up", "↑", Code::Up),
    ("down", "↓", Code::Down),
    ("left", "←", Code::Left),
    ("right", "→", Code::Right),
    ("home", "Home", Code::Home),
    ("end", "End", Code::End),
    ("pageup", "PgUp", Code::PageUp),
    ("pagedown", "PgDn", Code::PageDown),
    ("space", "Space", Code::Char(' ')),
    ("comma", ",", Code::Char(',')),
];

impl Key {
    pub(crate) const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    pub(crate) const fn char(letter: char) -> Self {
        Self::plain(Code::Char(letter))
    }

    /// The key of a terminal event; `None` for those that mean nothing alone.
    pub(crate) fn of(event: KeyEvent) -> Option<Self> {
        let code = match event.code {
            KeyCode::Char(letter) => Code::Char(letter),
            KeyCode::Enter => Code::Enter,
            KeyCode::Esc => Code::Esc,
            KeyCode::Tab => Code::Tab,
            KeyCode::BackTab => Code::BackTab,
            KeyCode::Backspace => Code::Backspace,
            KeyCode::Delete => Code::Delete,
            KeyCode::Up => Code::Up,
            KeyCode::Down => Code::Down,
            KeyCode::Left => Code::Left,
            KeyCode::Right => Code::Right,
            KeyCode::Home => Code::Home,
            KeyCode::End => Code::End,
            KeyCode::PageUp => Code::PageUp,
            KeyCode::PageDown => Code::PageDown,
            KeyCode::F(number) => Code::F(number),
            _ => return None,
        };
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match code {
            Code::Char(letter) if ctrl => Code::Char(letter.to_ascii_lowercase()),
            Code::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
            other => other,
        };
        Some(Self { code, ctrl, alt: event.modifiers.contains(KeyModifiers::ALT) })
    }

    /// The terminal event that this key would be, for widgets that want one.
    pub(crate) fn event(self) -> KeyEvent {
        let code = match self.code {
            Code::Char(letter) => KeyCode::Char(letter),
            Code::Enter => KeyCode::Enter,
            Code::Esc => KeyCode::Esc,
            Code::Tab => KeyCode::Tab,
            Code::BackTab => KeyCode::BackTab,
            Code::Backspace => KeyCode::Backspace,
            Code::Delete => KeyCode::Delete,
            Code::Up => KeyCode::Up,
            Code::Down => KeyCode::Down,
            Code::Left => KeyCode::Left,
            Code::Right => KeyCode::Right,
            Code::Home => KeyCode::Home,
            Code::End => KeyCode::End,
            Code::PageUp => KeyCode::PageUp,
            Code::PageDown => KeyCode::PageDown,
            Code::F(number) => KeyCode::F(number),
        };
        let mut modifiers = KeyModifiers::NONE;
        modifiers.set(KeyModifiers::CONTROL, self.ctrl);
        modifiers.set(KeyModifiers::ALT, self.alt);
        KeyEvent::new(code, modifiers)
    }

    /// The character that it types into a line, if it types one.
    pub(crate) fn typed(self) -> Option<char> {
        match self {
            Key { code: Code::Char(letter), ctrl: false, alt: false } => Some(letter),
            _ => None,
        }
    }

    /// The digit that it is, with or without Alt.
    pub(crate) fn digit(self) -> Option<usize> {
        match self {
            Key { code: Code::Char(letter), ctrl: false, .. } => {
                letter.to_digit(10).map(|digit| digit as usize)
            }
            _ => None,
        }
    }

    /// Reads `j`, `G`, `ctrl-d`, `alt-x`, `enter`, `f1`.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut letters = name.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            return Some(Self::char(letter));
        }
        let lower = name.to_lowercase();
        if let Some((_, _, code)) = NAMES.iter().find(|(known, ..)| *known == lower) {
            return Some(Self::plain(*code));
        }
        if let Some(rest) = lower.strip_prefix("ctrl-").or_else(|| lower.strip_prefix("c-")) {
            return Self::parse(rest).map(|key| Self { ctrl: true, ..key });
        }
        if lower.starts_with("alt-") || lower.starts_with("a-") {
            let rest = name.split_once('-').map(|(_, rest)| rest)?;
            return Self::parse(rest).map(|key| Self { alt: true, ..key });
        }
        let number = lower.strip_prefix('f')?.parse().ok().filter(|n| (1..=12).contains(n))?;
        Some(Self::plain(Code::F(number)))
    }

    /// Reads a sequence, keys separated by spaces: `Y c`.
    pub(crate) fn parse_sequence(text: &str) -> Option<Vec<Self>> {
        let keys: Option<Vec<_>> = text.split_whitespace().map(Self::parse).collect();
        keys.filter(|keys| !keys.is_empty())
    }

    /// Reads what somebody types in one go: `jj1<esc><ctrl-d>`; `<lt>` is `<`.
    pub(crate) fn parse_typed(text: &str) -> Vec<Self> {
        let mut keys = Vec::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|tail| tail.split_once('>'));
            let key = named.and_then(|(name, _)| match name {
                "lt" => Some(Self::char('<')),
                _ => Self::parse(name),
            });
            if let (Some(key), Some((_, tail))) = (key, named) {
                keys.push(key);
                rest = tail;
            } else {
                keys.push(Self::char(letter));
                rest = &rest[letter.len_utf8()..];
            }
        }
        keys
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            out.write_str("Ctrl-")?;
        }
        if self.alt {
            out.write_str("Alt-")?;
        }
        if let Some((_, shown, _)) = NAMES.iter().find(|(.., code)| *code == self.code) {
            return out.write_str(shown);
        }
        match self.code {
            Code::Char(letter) => write!(out, "{letter}"),
            Code::F(number) => write!(out, "F{number}"),
            _ => Ok(()),
        }
    }
}

/// A sequence as the screen shows it.
pub(crate) fn shown(sequence: &[Key]) -> String {
    sequence.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_shown() {
        let cases = [
            ("j", "j"),
            ("G", "G"),
            ("ctrl-d", "Ctrl-d"),
            ("C-d", "Ctrl-d"),
            ("alt-X", "Alt-X"),
            ("enter", "Enter"),
            ("F1", "F1"),
            ("space", "Space"),
            ("shift-tab", "Shift-Tab"),
            ("-", "-"),
            ("ctrl-space", "Ctrl-Space"),
        ];
        for (name, shown) in cases {
            assert_eq!(Key::parse(name).map(|key| key.to_string()).as_deref(), Some(shown));
        }
        for wrong in ["", "f0", "f13", "hyper-x", "ctrl-", "xx"] {
            assert_eq!(Key::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn typed_text_holds_named_keys_in_angle_brackets() {
        let keys = Key::parse_typed("j<esc><x<lt>");
        let shown: Vec<_> = keys.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["j", "Esc", "<", "x", "<"]);
    }

    #[test]
    fn a_key_survives_the_way_through_a_terminal_event() {
        for name in ["j", "G", "ctrl-d", "alt-5", "f12", "backtab", "pageup"] {
            let key = Key::parse(name).unwrap();
            assert_eq!(Key::of(key.event()), Some(key));
        }
    }
}

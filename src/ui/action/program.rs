//! The program itself: help, palette, messages, leaving.

use super::{Action as A, Entry, entry};
use crate::ui::context::{EVERYWHERE, MOVES, SCREENS};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Messages, "messages", &["!"], SCREENS, "messages", "Show messages and what was wrong in the inputs"),
    entry(A::Palette, "palette", &[":", "ctrl-p"], SCREENS, "actions", "Find any action by name and run it"),
    entry(A::Help, "help", &["?", "f1"], MOVES, "help", "Show the keys that work here"),
    entry(A::Redraw, "redraw", &["ctrl-l"], MOVES, "redraw", "Draw the whole screen again"),
    entry(A::Suspend, "suspend", &["ctrl-z"], EVERYWHERE, "suspend", "Go to the shell; fg comes back"),
    entry(A::Quit, "quit", &["q", "ctrl-c"], SCREENS, "quit", "Quit; labels are on disk already"),
];

//! Coming back to places, and going between tabs.

use super::{Action as A, Entry, entry};
use crate::ui::context::{PANES, SCREENS};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Repeat, "repeat", &["."], PANES, "repeat", "Set the last label or flag here too"),
    entry(A::SetMark, "set-mark", &["M"], PANES, "mark", "Mark this place with a letter"),
    entry(A::GoToMark, "go-to-mark", &["'"], PANES, "to mark", "Go to the place marked with a letter"),
    entry(A::JumpBack, "jump-back", &["ctrl-o"], PANES, "back", "Back to where the last jump started"),
    entry(A::JumpForward, "jump-forward", &["alt-o", "ctrl-i"], PANES, "forward", "Forward again; Ctrl-i only where the terminal tells it from Tab"),
    entry(A::NextTab, "next-tab", &["]"], SCREENS, "tab", "Next tab; with a count the tab of that number"),
    entry(A::PreviousTab, "previous-tab", &["["], SCREENS, "tab", "Previous tab"),
    entry(A::Tabs, "tabs", &["t b"], SCREENS, "tabs", "Go to a tab, or open another dataset in one"),
    entry(A::CloseTab, "close-tab", &["t x"], SCREENS, "close", "Close this tab"),
    entry(A::Reopen, "reopen", &["R"], SCREENS, "read again", "Read the data again and stay at the same place, say when they changed on disk"),
    entry(A::Reload, "reload", &["t r"], SCREENS, "reload", "Read the configuration again; saving it does that too"),
    entry(A::Tour, "tour", &["t q"], SCREENS, "tour", "Show the tour of the screen, or leave it"),
];

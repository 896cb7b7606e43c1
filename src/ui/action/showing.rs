//! How things are shown.

use super::{Action as A, Entry, entry};
use crate::ui::context::{PANES, SCREENS};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Fold, "fold", &["z"], PANES, "fold", "Open or fold the part under the eye"),
    entry(A::FoldAll, "fold-all", &["Z"], PANES, "fold all", "Open every folded part, or fold them again"),
    entry(A::ToggleList, "toggle-list", &["t l"], PANES, "list", "Show or hide the list beside the reader"),
    entry(A::Advance, "advance", &["t a"], PANES, "advance", "A label goes on to the next record, or stays"),
    entry(A::AtOnce, "reveal-at-once", &["t v"], PANES, "reveal at once", "In queues: show what is hidden as soon as you have labelled"),
    entry(A::AnswerFirst, "answer-first", &["t w"], PANES, "answer first", "In queues: label the answer alone before the chain is shown"),
    entry(A::Narrower, "narrower", &["<"], PANES, "narrower", "Make the pane smaller"),
    entry(A::Wider, "wider", &[">"], PANES, "wider", "Make the pane larger; the reader takes room from its neighbour"),
    entry(A::Print, "print", &["t f"], PANES, "plain text", "The record as plain text in the terminal's own scrollback; any key comes back"),
    entry(A::Raw, "raw", &["t m"], PANES, "raw", "Show Markdown as it stands in the text, or lightly"),
    entry(A::NextTheme, "next-theme", &["t t"], SCREENS, "theme", "Next theme: terminal, dark, light, high contrast, mono"),
    entry(A::Mouse, "mouse", &["m"], SCREENS, "mouse", "Mouse on or off; off leaves it to the terminal's own selection"),
];

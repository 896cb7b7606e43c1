//! Going up and down, from record to record, from pane to pane.

use super::{Action as A, Entry, entry};
use crate::ui::context::{BACK, MOVES, PANES, PARTS, REVIEW, VOICES};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Down, "down", &["j", "down"], MOVES, "move", "Down a line, a record, or a line of the selection"),
    entry(A::Up, "up", &["k", "up"], MOVES, "up", "Up a line, a record, or a line of the selection"),
    entry(A::PageDown, "page-down", &["ctrl-d", "pagedown"], MOVES, "page", "Down half a screen"),
    entry(A::PageUp, "page-up", &["ctrl-u", "pageup"], MOVES, "page", "Up half a screen"),
    entry(A::Top, "top", &["g", "home"], MOVES, "top", "To the beginning; with a count to that line or record"),
    entry(A::Bottom, "bottom", &["G", "end"], MOVES, "end", "To the end"),
    entry(A::Next, "next-part", &["l", "right"], PARTS, "paragraph", "Next paragraph; in a selection, next word"),
    entry(A::Previous, "previous-part", &["h", "left"], PARTS, "paragraph", "Previous paragraph; in a selection, previous word"),
    entry(A::NextRecord, "next-record", &["L"], VOICES, "record", "Next record"),
    entry(A::PreviousRecord, "previous-record", &["H"], VOICES, "previous", "Previous record"),
    entry(A::Open, "open", &["enter"], PANES, "open", "Open the record, or the folded part under the eye"),
    entry(A::Back, "back", &["esc"], BACK, "back", "Back: end the selection, close the clause, leave the reader, clear the search"),
    entry(A::Open, "open-line", &["enter"], REVIEW, "open", "Work through the queue, or go to the record or the records"),
    entry(A::NextPane, "next-pane", &["tab"], VOICES, "view", "To the next pane or view"),
    entry(A::PreviousPane, "previous-pane", &["shift-tab"], VOICES, "view", "To the previous pane or view"),
];

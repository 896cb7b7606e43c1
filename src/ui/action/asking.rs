//! What is typed, chosen or answered over the panes.

use super::{Action as A, Entry, entry};
use crate::ui::context::{
    Context::{
        Ask, Confirm, Drawing, Facets, Line, Marks, Messages, Note, Orders, Picker, Saved, Select,
        Sheet,
    },
    TYPED,
};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Accept, "accept", &["enter"], TYPED, "take", "Take what was typed, or run the chosen line"),
    entry(A::PreviousItem, "previous-item", &["up", "ctrl-p"], TYPED, "previous", "Previous line, or what was typed before"),
    entry(A::NextItem, "next-item", &["down", "ctrl-n"], TYPED, "choose", "Next line, or what was typed after"),
    entry(A::Save, "save", &["ctrl-s"], &[Note], "save", "Save the note"),
    entry(A::Yes, "yes", &["y", "enter"], &[Confirm], "yes", "Yes"),
    entry(A::No, "no", &["n"], &[Confirm], "no", "No"),
    entry(A::Cancel, "cancel", &["esc", "ctrl-c"], &[Line, Picker, Marks, Note, Drawing, Confirm], "close", "Close without doing anything"),
    entry(A::Accept, "answered", &["enter"], &[Ask, Drawing], "done", "Go on: to the next question, to the next record, or draw"),
    entry(A::Cancel, "leave-open", &["esc", "ctrl-c"], &[Ask], "leave", "Leave it unanswered and go on"),
    entry(A::PreviousItem, "previous-field-of-form", &["up", "shift-tab"], &[Drawing], "up", "The field above"),
    entry(A::NextItem, "next-field-of-form", &["down", "tab"], &[Drawing], "field", "The field below"),
    entry(A::Cancel, "close", &["esc", "q", "ctrl-c"], &[Messages, Orders, Saved, Facets], "close", "Close"),
    entry(A::Cancel, "close-sheet", &["r", "enter", "esc", "q", "ctrl-c"], &[Sheet], "close", "Close it; the same key has opened it"),
    entry(A::Cancel, "end-selection", &["ctrl-c"], &[Select], "end", "End the selection"),
];

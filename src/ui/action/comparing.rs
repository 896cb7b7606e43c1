//! A record beside another, its outline, charts of all.

use super::{Action as A, Entry, entry};
use crate::ui::context::{Context::In, PANES, SCREENS};
use crate::ui::pane::Pane::{Clause, List, Outline, Reader, Sides};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Sides, "sides", &["|"], &[In(List), In(Reader), In(Clause), In(Sides)], "side by side", "Beside it: its pair, or the same prompt elsewhere; word by word"),
    entry(A::HoldSide, "hold-side", &["t |"], PANES, "keep", "Keep the record, to compare it with the next one that is put beside it"),
    entry(A::NextDifference, "next-difference", &["n", "l", "right"], &[In(Sides)], "difference", "Next paragraph that differs"),
    entry(A::PreviousDifference, "previous-difference", &["N", "h", "left"], &[In(Sides)], "difference", "Previous paragraph that differs"),
    entry(A::NextCounterpart, "next-counterpart", &["tab"], &[In(Sides)], "other", "The next record that belongs beside the left one"),
    entry(A::PreviousCounterpart, "previous-counterpart", &["shift-tab"], &[In(Sides)], "other", "The previous record that belongs beside the left one"),
    entry(A::SwapSides, "swap-sides", &["x"], &[In(Sides)], "swap", "Left to right, right to left"),
    entry(A::OpenSide, "open-side", &["enter"], &[In(Sides)], "open right", "Open the record on the right in the reader"),
    entry(A::Outline, "outline", &["t o"], &[In(List), In(Reader), In(Clause), In(Outline)], "outline", "The record's parts and paragraphs with what is marked in each"),
    entry(A::GoToParagraph, "go-to-paragraph", &["enter"], &[In(Outline)], "go there", "Read on from the paragraph under the cursor"),
    entry(A::NextMarked, "next-marked", &["n", "c", "l", "right"], &[In(Outline)], "marked", "Next paragraph with a citation, hit or evidence in it"),
    entry(A::PreviousMarked, "previous-marked", &["N", "C", "h", "left"], &[In(Outline)], "marked", "Previous paragraph with a citation, hit or evidence in it"),
    entry(A::Charts, "charts", &["K"], SCREENS, "charts", "Charts: labels an hour, records by label, lengths of chains"),
];

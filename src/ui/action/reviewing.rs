//! The review loop: queues, decisions, people, disputes, blindness.

use super::{Action as A, Entry, entry};
use crate::ui::context::{Context::In, PANES, SCREENS};
use crate::ui::pane::Pane::{Decisions, Disputes, Queues};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Blind, "blind", &["b"], SCREENS, "blind", "Hide verdicts, others' labels and suggestions, or show them"),
    entry(A::Reveal, "reveal", &["r"], PANES, "reveal", "Show what is hidden of this record, once you have labelled it"),
    entry(A::Queues, "queues", &["Q"], SCREENS, "queues", "Review queues: draw one, work through one, extend one"),
    entry(A::DrawQueue, "draw-queue", &["n"], &[In(Queues)], "draw", "Draw a new queue"),
    entry(A::ExtendQueue, "extend-queue", &["x"], &[In(Queues)], "extend", "Draw more for the queue under the cursor"),
    entry(A::CloseQueue, "close-queue", &["c"], &[In(Queues)], "close queue", "Leave the open queue and browse again"),
    entry(A::Disputes, "disputes", &["d"], &[In(Queues)], "disputes", "What reviewers dispute, side by side, to be decided"),
    entry(A::NextGroup, "next-group", &["tab"], &[In(Disputes)], "group", "Disputes in the next group of the scheme"),
    entry(A::Decisions, "decisions", &["D"], SCREENS, "decisions", "Your last ten decisions, to be looked at and changed"),
    entry(A::TakeBack, "take-back", &["x"], &[In(Decisions)], "take back", "Take this decision back, whatever came after it"),
    entry(A::People, "people", &["P"], SCREENS, "people", "Who has labelled how much, how, and how fast"),
];

//! Labels, evidence, notes, flags, and taking them back.

use super::{Action as A, Entry, entry};
use crate::ui::context::{
    Context::{In, Select},
    LABELS, PANES, UNDO,
};
use crate::ui::pane::Pane::{Clause, Clauses, List, Reader};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Label(1), "label-1", &["1"], LABELS, "label", "Set or take off label 1"),
    entry(A::Label(2), "label-2", &["2"], LABELS, "label", "Set or take off label 2"),
    entry(A::Label(3), "label-3", &["3"], LABELS, "label", "Set or take off label 3"),
    entry(A::Label(4), "label-4", &["4"], LABELS, "label", "Set or take off label 4"),
    entry(A::Label(5), "label-5", &["5"], LABELS, "label", "Set or take off label 5"),
    entry(A::Label(6), "label-6", &["6"], LABELS, "label", "Set or take off label 6"),
    entry(A::Label(7), "label-7", &["7"], LABELS, "label", "Set or take off label 7"),
    entry(A::Label(8), "label-8", &["8"], LABELS, "label", "Set or take off label 8"),
    entry(A::Label(9), "label-9", &["9"], LABELS, "label", "Set or take off label 9"),
    entry(A::Group(1), "group-1", &["o"], PANES, "outcome", "Open the scheme's first group with a key: the outcome"),
    entry(A::Group(2), "group-2", &["p"], PANES, "spec use", "Open its second group: the use of the spec"),
    entry(A::Group(3), "group-3", &[], PANES, "group", "Open its third group"),
    entry(A::LabelClause, "label-clause", &["W"], &[In(Reader), In(Clause), In(Clauses)], "clause label", "Say what is wrong with the clause itself"),
    entry(A::Bulk, "bulk-label", &["B"], PANES, "bulk", "Label every record that is listed, after a question"),
    entry(A::Unsure, "unsure", &["0"], PANES, "unsure", "Mark the record as unsure, or no longer"),
    entry(A::Skip, "skip", &["space"], PANES, "skip", "Skip the record and go to the next"),
    entry(A::Undo, "undo", &["u"], UNDO, "undo", "Take the last change of labels back, to the very first one"),
    entry(A::Redo, "redo", &["U"], UNDO, "redo", "Make the change again that was taken back"),
    entry(A::Select, "select", &["v"], PANES, "select", "Select a span as evidence, from the citation or sentence under the eye"),
    entry(A::TakeEvidence, "take-evidence", &["enter", "v"], &[Select], "take", "Make the selection the evidence of the last label, or of the next"),
    entry(A::TakeCited, "take-cited", &["V"], &[In(List), In(Reader), In(Clause)], "evidence", "Make the current citation or hit evidence, without selecting"),
    entry(A::SelectSentence, "select-sentence", &["s"], &[Select], "sentence", "Extend the selection by a sentence"),
    entry(A::SelectParagraph, "select-paragraph", &["p"], &[Select], "paragraph", "Extend the selection by a paragraph"),
    entry(A::SwapEnds, "swap-ends", &["o"], &[Select], "other end", "Move the other end of the selection"),
    entry(A::Note, "note", &["a"], PANES, "note", "Write a note on the record"),
    entry(A::Flag, "flag", &["f"], PANES, "flag", "Flag the record, or no longer"),
];

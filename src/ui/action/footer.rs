//! What the footer shows of the table.

use super::{Action, Action as A, Dress, Form};
use crate::ui::context::Context::{
    self, Ask, Confirm, Drawing, Facets, In, Line, Marks, Messages, Note, Orders, Picker, Saved,
    Select, Sheet,
};
use crate::ui::pane::Pane::{
    self, Agreement, Charts, Clause, Clauses, Decisions, Disputes, List, Outline, People, Queues,
    Reader, Sides, Track,
};

/// What the footer shows in a context, most wanted first: narrow screens lose the last ones. Help
/// and quit are kept to the end of the line.
pub(crate) fn footer(context: Context) -> &'static [Action] {
    match context {
        In(pane) => in_pane(pane),
        Select => &[
            A::TakeEvidence,
            A::Label(1),
            A::Next,
            A::Down,
            A::SelectSentence,
            A::SelectParagraph,
            A::SwapEnds,
            A::Copy,
            A::Back,
        ],
        Line => &[A::Accept, A::Cancel, A::NextItem],
        Picker | Marks => &[A::Accept, A::NextItem, A::Cancel],
        Note => &[A::Save, A::Cancel, A::Suspend],
        Ask => &[A::Accept, A::Cancel, A::Suspend],
        Drawing => &[A::Accept, A::NextItem, A::Cancel],
        Confirm => &[A::Yes, A::No, A::Cancel],
        Sheet => &[A::Cancel, A::Down, A::PageDown],
        Messages => &[A::Down, A::PageDown, A::Bottom, A::Cancel],
        Orders => &[A::ChooseOrder, A::ReverseOrder, A::Down, A::Cancel],
        Saved => &[A::RunSaved, A::KeepSearch, A::ForgetSearch, A::Cancel],
        Facets => &[A::Only, A::Exclude, A::OpenFacet, A::ClearFacets, A::Cancel],
    }
}

fn in_pane(pane: Pane) -> &'static [Action] {
    match pane {
        List => {
            &[A::Down, A::Open, A::Search, A::Label(1), A::Flag, A::Export, A::Clauses, A::Palette]
        }
        Reader => &[
            A::Down,
            A::NextCitation,
            A::ShowClause,
            A::Search,
            A::Select,
            A::Note,
            A::NextRecord,
            A::Flag,
        ],
        Clause => &[
            A::Down,
            A::NextCitation,
            A::ShowClause,
            A::Back,
            A::CopyAs(Form::Citation, Dress::Full),
        ],
        Clauses => &[
            A::OpenRecords,
            A::NextColumn,
            A::NextField,
            A::SortClauses,
            A::Uncited,
            A::FilterClauses,
            A::Back,
            A::Shares,
            A::Unexpected,
        ],
        Queues => {
            &[A::Open, A::DrawQueue, A::ExtendQueue, A::CloseQueue, A::Disputes, A::People, A::Back]
        }
        Decisions => &[A::Open, A::Label(1), A::TakeBack, A::Undo, A::Back],
        People => &[A::Down, A::Open, A::Queues, A::Back],
        Disputes => &[A::Down, A::Label(1), A::Open, A::NextGroup, A::Back],
        Agreement => &[
            A::NextPane,
            A::OpenRecords,
            A::ToggleRater,
            A::NextLabel,
            A::NextField,
            A::Reading,
            A::Weighted,
            A::Back,
        ],
        Track => &[A::Down, A::OpenRecords, A::SwitchDetector, A::Missed, A::Back],
        Charts => &[A::Down, A::PageDown, A::Back],
        Outline => &[A::Down, A::GoToParagraph, A::NextMarked, A::Back],
        Sides => {
            &[A::Down, A::NextDifference, A::NextCounterpart, A::SwapSides, A::OpenSide, A::Back]
        }
    }
}

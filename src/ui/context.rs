//! Where keys go: a pane, or what lies over it; and the sets of them in which actions work.

use super::pane::Pane::{
    self, Agreement, Clause, Decisions, Disputes, List, People, Queues, Reader,
};
use Context::{
    Ask, Confirm, Drawing, Facets, In, Line, Marks, Messages, Note, Orders, Picker, Saved, Select,
    Sheet,
};

/// Where keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Context {
    /// The focused pane.
    In(Pane),
    /// Selecting a span in the reader.
    Select,
    /// A line of text: search or prompt.
    Line,
    /// Help and palette: a filter over a list.
    Picker,
    /// The letter of a mark.
    Marks,
    Note,
    /// What is asked after a label, or about it.
    Ask,
    /// How a queue is to be drawn.
    Drawing,
    Confirm,
    Messages,
    /// What was hidden, to be read.
    Sheet,
    /// The menu of orders.
    Orders,
    /// The menu of saved searches.
    Saved,
    /// The side list of facets.
    Facets,
}

impl Context {
    /// What help and documentation call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            In(pane) => pane.name(),
            Select => "selecting",
            Line => "typing",
            Picker => "help and palette",
            Marks => "marks",
            Note => "note",
            Ask => "question about a label",
            Drawing => "drawing a queue",
            Confirm => "question",
            Messages => "messages",
            Sheet => "what is shown now",
            Orders => "order of the list",
            Saved => "saved searches",
            Facets => "facets",
        }
    }

    /// Whether letters are text there.
    pub(crate) fn types(self) -> bool {
        matches!(self, Line | Picker | Marks | Note | Ask | Drawing)
    }

    /// Whether digits label there.
    pub(crate) fn labels(self) -> bool {
        LABELS.contains(&self)
    }
}

impl From<Pane> for Context {
    fn from(pane: Pane) -> Self {
        In(pane)
    }
}

/// The three panes that share the screen.
pub(crate) const PANES: &[Context] = &[In(List), In(Reader), In(Clause)];
/// They, and the screen that has views and records to go through.
pub(crate) const VOICES: &[Context] = &[In(List), In(Reader), In(Clause), In(Agreement)];
/// Every pane.
pub(crate) const SCREENS: &[Context] = &in_panes(Pane::ALL);
/// The screens of the review loop.
pub(crate) const REVIEW: &[Context] = &[In(Queues), In(Decisions), In(People), In(Disputes)];
/// Panes, and the span that grows in one.
pub(crate) const PARTS: &[Context] = &[In(List), In(Reader), In(Clause), Select, Messages];
/// Where Esc goes a step back.
pub(crate) const BACK: &[Context] = &joined::<_, 14>(&[SCREENS, &[Select]]);
/// Wherever something goes up and down.
pub(crate) const MOVES: &[Context] =
    &joined::<_, 19>(&[SCREENS, &[Select, Messages, Sheet, Orders, Saved, Facets]]);
/// Where a line is typed or chosen.
pub(crate) const TYPED: &[Context] = &[Line, Picker, Marks];
/// Where a record can be copied.
pub(crate) const COPIES: &[Context] = &[In(List), In(Reader), In(Clause), Select];
/// Where digits label.
pub(crate) const LABELS: &[Context] =
    &[In(List), In(Reader), In(Clause), Select, In(Decisions), In(Disputes)];
/// Where changes of labels are taken back.
pub(crate) const UNDO: &[Context] = &[In(List), In(Reader), In(Clause), In(Decisions)];
pub(crate) const EVERYWHERE: &[Context] = &joined::<_, 26>(&[
    SCREENS,
    &[
        Select, Line, Picker, Marks, Note, Ask, Drawing, Confirm, Messages, Sheet, Orders, Saved,
        Facets,
    ],
]);

const fn in_panes<const N: usize>(panes: [Pane; N]) -> [Context; N] {
    let mut contexts = [Select; N];
    let mut at = 0;
    while at < N {
        contexts[at] = In(panes[at]);
        at += 1;
    }
    contexts
}

/// Parts of a table one after the other, put together by the compiler.
pub(crate) const fn joined<T: Copy, const N: usize>(parts: &[&[T]]) -> [T; N] {
    let mut all = [parts[0][0]; N];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let mut item = 0;
        while item < parts[part].len() {
            all[at] = parts[part][item];
            item += 1;
            at += 1;
        }
        part += 1;
    }
    assert!(at == N, "the length must be that of all parts");
    all
}

/// How long the parts are together.
pub(crate) const fn length<T>(parts: &[&[T]]) -> usize {
    let (mut part, mut sum) = (0, 0);
    while part < parts.len() {
        sum += parts[part].len();
        part += 1;
    }
    sum
}

//! What is under the pointer, and selecting with it.

use ratatui::layout::Rect;

use crate::record::Field;
use crate::text::Span;
use crate::text::wrap::cells_without;
use crate::ui::screen::document::{Fold, Place};
use crate::ui::screen::selection::Selection;

use super::{Reader, text_area};

/// What the pointer is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Under {
    /// The title or the fold of a part.
    Part(usize),
    /// A cell of a text; an empty span behind the end of its row.
    Text(Field, Span),
}

impl Reader {
    /// What is at a place of the screen, when the reader has `area`.
    pub(crate) fn under(&self, area: Rect, column: u16, row: u16) -> Option<Under> {
        let text = text_area(area);
        let document = self.document.as_ref()?;
        let row = self.top + usize::from(row.checked_sub(text.y)?);
        if row >= document.height() {
            return None;
        }
        let (section, row) = match document.place(row) {
            Place::Title { section } | Place::More { section, .. } => {
                return Some(Under::Part(section));
            }
            Place::Gap => return None,
            Place::Text { section, row } => (section, row),
        };
        let part = &document.sections[section];
        let (field, flow) = (part.source.field()?, part.flow.as_ref()?);
        let span = flow.span(row)?;
        let dress = part.dress(self.raw);
        let words = part.source.text(document.record());
        let mut at = usize::from(text.x) + flow.indent(row, dress);
        let cell = cells_without(words, span, dress.hidden_in(span)).find(|cell| {
            at += cell.width;
            usize::from(column) < at
        });
        let cell = cell.map_or(Span::new(span.end, span.end), |cell| cell.span);
        let base = part.base();
        Some(Under::Text(field, Span::new(cell.start + base, cell.end + base)))
    }

    /// Opens a part, or folds it.
    pub(crate) fn turn_fold(&mut self, section: usize) {
        let Some(document) = &mut self.document else { return };
        let part = &mut document.sections[section];
        let hides = part.fold == Fold::Closed || part.hidden() > 0;
        part.fold = match (hides, part.folded()) {
            (true, _) => Fold::Open,
            (false, folded) if part.fold == folded => Fold::Closed,
            (false, folded) => folded,
        };
    }

    /// Makes the citation at a cell of the chain current, if there is one.
    pub(crate) fn take_citation(&mut self, field: Field, cell: Span) -> bool {
        let found = self.cited_in(field, cell).last();
        self.citation = found.or(self.citation);
        found.is_some()
    }

    /// Selects from the cell where the button went down to the cell that the pointer is on now.
    pub(crate) fn select_to(&mut self, area: Rect, from: (Field, Span), to: (u16, u16)) {
        let (field, start) = from;
        let Some(Under::Text(other, cell)) = self.under(area, to.0, to.1) else { return };
        if other != field {
            return;
        }
        let (anchor, head) = if cell.start < start.start {
            (start.end, cell.start)
        } else {
            (start.start, cell.end)
        };
        let mut selection = Selection::new(field, Span::new(anchor, anchor));
        selection.move_to(head);
        self.selection = Some(selection);
    }
}

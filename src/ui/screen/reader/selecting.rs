//! The words that are selected, as evidence or to be copied.

use crate::record::Field;
use crate::text::Span;
use crate::ui::screen::selection::{Selection, sentence};

use super::Reader;

impl Reader {
    /// Starts a selection with what is current on the screen: the citation, else the sentence of
    /// the hit, else the first sentence of the chain in sight, else of any text. `false`: there is
    /// no text on the screen.
    pub(crate) fn select(&mut self) -> bool {
        let Some(document) = &self.document else { return false };
        let in_sight = |&(field, span): &(Field, Span)| {
            document.row_of(field, span.start).is_some_and(|row| self.rows().contains(&row))
        };
        let cited = self.citation.and_then(|at| document.loaded.citations.get(at));
        let cited = cited.map(|citation| (Field::Cot, citation.span)).filter(in_sight);
        let hit = self.hit.and_then(|at| self.hits.get(at));
        let hit = hit.and_then(|hit| Some((hit.part.whole_field()?, hit.span)));
        let rows = || self.rows().filter_map(|row| document.span_at(row));
        let start = cited.or_else(|| {
            hit.filter(in_sight)
                .or_else(|| rows().find(|(field, _)| *field == Field::Cot))
                .or_else(|| rows().next())
                .map(|(field, span)| (field, sentence(document.record().field(field), span.start)))
        });
        self.selection = start.map(|(field, span)| Selection::new(field, span));
        self.selection.is_some()
    }

    /// Changes the selection by a step in its text, and follows its moving end.
    pub(crate) fn grow(&mut self, step: impl FnOnce(&mut Selection, &str)) {
        let Some(document) = &self.document else { return };
        let Some(mut selection) = self.selection else { return };
        let text = document.record().field(selection.field);
        step(&mut selection, text);
        self.selection = Some(selection);
        self.look_at(selection.field, selection.head().saturating_sub(1));
    }

    /// Moves the end of the selection by rows.
    pub(crate) fn grow_rows(&mut self, rows: isize) {
        let (Some(document), Some(mut selection)) = (&self.document, self.selection) else {
            return;
        };
        let Some(row) = document.row_of(selection.field, selection.head().saturating_sub(1)) else {
            return;
        };
        let to = row.saturating_add_signed(rows);
        if let Some((field, span)) = document.span_at(to)
            && field == selection.field
        {
            selection.move_to(span.end);
            self.selection = Some(selection);
            self.look_at(field, span.end.saturating_sub(1));
        }
    }
}

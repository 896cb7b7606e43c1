//! Opening and folding the parts of a record.

use crate::record::Field;
use crate::ui::screen::document::Fold;

use super::Reader;

impl Reader {
    /// Opens the first folded part on the screen, or folds the one at the top of it.
    pub(crate) fn toggle_fold(&mut self) {
        let Some(document) = &mut self.document else { return };
        let rows = self.top..self.top + self.area.height;
        if let Some(section) = document.folded_in(rows) {
            document.sections[section].fold = Fold::Open;
            return;
        }
        let section = document.section_at(self.top);
        self.top = document.title_row(section);
        let part = &mut document.sections[section];
        part.fold = part.folded();
    }

    /// Opens the first folded part on the screen.
    pub(crate) fn unfold(&mut self) {
        let Some(document) = &mut self.document else { return };
        let rows = self.top..self.top + self.area.height;
        if let Some(section) = document.folded_in(rows) {
            document.sections[section].fold = Fold::Open;
        }
    }

    /// Opens everything, or folds again what is folded by itself.
    pub(crate) fn toggle_all(&mut self) {
        let Some(document) = &mut self.document else { return };
        let open = document.any_folded();
        for part in &mut document.sections {
            let reading = matches!(part.source.field(), Some(Field::Cot | Field::Answer));
            part.fold = if open || reading { Fold::Open } else { part.folded() };
        }
    }
}

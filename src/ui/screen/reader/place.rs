//! Where the eye is in the record, as a byte of a text, and back to it.

use crate::session::resume::Spot;

use super::Reader;

/// Rows looked at for text below the top of the screen: titles and blank rows have none.
const NEAR: usize = 6;

impl Reader {
    /// The first text at the top of the screen; `None` at the top of the record.
    pub(crate) fn place(&self) -> Option<Spot> {
        let document = self.document.as_ref().filter(|_| self.top > 0)?;
        (0..NEAR).find_map(|below| {
            let (field, span) = document.span_at(self.top + below)?;
            Some(Spot { field, byte: span.start, below })
        })
    }

    /// Puts a place at the top of the screen.
    pub(crate) fn return_to(&mut self, place: Option<Spot>) {
        let Some(Spot { field, byte, below }) = place else { return self.scroll_to(0) };
        let Some(document) = &mut self.document else { return };
        document.reveal(field, byte);
        if let Some(row) = document.row_of(field, byte) {
            let anchor = document.anchor(row);
            self.put(anchor, below);
        }
    }
}

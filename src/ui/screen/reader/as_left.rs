//! How a record was left besides the place in it: which parts were open, which citation was looked at.

use crate::ui::screen::document::Fold;

use super::{Landing, Reader};

/// What is kept about the open record, as the words that it is kept in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AsLeft {
    /// A letter a part.
    pub(crate) folds: String,
    /// Index of the current citation.
    pub(crate) citation: Option<usize>,
    /// Whether its clause was open.
    pub(crate) clause: bool,
    /// Whether the keys went there.
    pub(crate) in_clause: bool,
}

const FOLDS: [(Fold, char); 3] = [(Fold::Open, 'o'), (Fold::Preview, 'p'), (Fold::Closed, 'c')];

impl Reader {
    /// How the record stands now.
    pub(crate) fn as_left(&self, clause: bool, in_clause: bool) -> AsLeft {
        let sections = self.document.iter().flat_map(|document| &document.sections);
        let letter = |fold| FOLDS.into_iter().find(|(of, _)| *of == fold).map(|(_, letter)| letter);
        AsLeft {
            folds: sections.filter_map(|part| letter(part.fold)).collect(),
            citation: self.citation,
            clause: clause && self.citation.is_some(),
            in_clause,
        }
    }

    /// Opens and folds the parts as they were; of a record that has other parts by now, none.
    pub(crate) fn fold_as(&mut self, folds: &str) {
        let Some(document) = &mut self.document else { return };
        if folds.chars().count() != document.sections.len() {
            return;
        }
        for (part, letter) in document.sections.iter_mut().zip(folds.chars()) {
            if let Some((fold, _)) = FOLDS.into_iter().find(|(_, of)| *of == letter) {
                part.fold = fold;
            }
        }
        document.settle(self.area.width, self.raw);
    }

    /// Where the eye will be once the record is on the screen, if it is on its way there.
    pub(crate) fn landing_at(&self, ordinal: usize) -> Option<Landing> {
        let on_its_way = self.ordinal != Some(ordinal) || self.opening.is_some();
        Some(self.landing).filter(|_| on_its_way)
    }
}

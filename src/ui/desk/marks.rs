//! Citations, hits and suggestions of a record, from the session.

use super::Desk;
use super::hits::hits;
use super::suggestions::to_show;
use crate::record::Record;
use crate::ui::backend::{Marked, MarksDesk};

/// Chains longer than this are shown before what is in them is found.
const LONG: usize = 1 << 20;

/// Whether a record is shown before it is marked.
pub(super) fn later(record: &Record) -> bool {
    record.cot.len() > LONG
}

impl MarksDesk for Desk {
    fn marks(&self, record: &Record, query: &str) -> Marked {
        let citations = self.session.citations(record);
        let visible = self.session.labels().visible(&record.id);
        let suggestions = match visible.suggestions && visible.chain {
            true => to_show(self.session.suggestions(record, &citations)),
            false => Vec::new(),
        };
        Marked { hits: hits(record, query), citations, suggestions }
    }
}

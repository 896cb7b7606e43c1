//! Citations and hits of a long record, from the session.

use super::Desk;
use super::hits::hits;
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
        Marked { citations: self.session.citations(record), hits: hits(record, query) }
    }
}

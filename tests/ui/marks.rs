//! Long records, which are shown before what is in them is found.

use std::sync::Arc;

use cotscope::record::Record;
use cotscope::ui::backend::{Marked, MarksDesk};

use crate::open;
use crate::sample::{Sample, hits};
use crate::suggestions::suggesting;

impl MarksDesk for Sample {
    fn marks(&self, record: &Record, query: &str) -> Marked {
        let (citations, suggestions) = (self.citations(record), self.suggested(record));
        Marked { citations, hits: hits(record, query), suggestions }
    }
}

#[test]
fn marks_that_come_later_are_there_all_the_same() {
    let mut screen = open(&Arc::new(Sample { later: true, ..suggesting() }), 80, 24);
    screen.keys("/four").wait().keys("<enter><enter>c");
    let shown = screen.screen();
    assert!(shown.contains("citation 1 of 6") && shown.contains("hit 1 of 2"), "{shown}");
    screen.keys("i");
    assert!(screen.screen().contains("builtin/hides"), "{}", screen.screen());
    screen.keys("nnn");
    assert!(screen.screen().contains("r2 · 2/2"), "{}", screen.screen());
    assert!(screen.screen().contains("hit 2 of 5"), "{}", screen.screen());
    assert!(screen.effects().iter().any(|effect| effect == "Mark"));
}

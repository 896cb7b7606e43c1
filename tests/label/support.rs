//! What the tests of the label store share.

use std::fs;
use std::path::Path;

use cotscope::label::event::wire::Decoder;
use cotscope::label::{Choice, Event, Store, View, What};
use cotscope::problem::Problem;
use jiff::Timestamp;

/// An event at the beginning of time.
pub(crate) fn event(record: &str, what: What) -> Event {
    Event::new(Timestamp::UNIX_EPOCH, record, what)
}

/// A verdict.
pub(crate) fn label(record: &str, label: &str) -> Event {
    event(
        record,
        What::Label {
            group: "verdict".into(),
            label: label.into(),
            choice: Choice::Single,
            codes: Vec::new(),
            evidence: Vec::new(),
        },
    )
}

/// A store and what it has read.
pub(crate) fn open(dir: &Path, reviewer: &str) -> (Store, View, Vec<Problem>) {
    let mut view = View::new();
    let (store, problems) = Store::open(dir, reviewer, &mut view).expect("a readable log");
    (store, view, problems)
}

/// The ids of the events in a log whose lines must all be whole and intact.
pub(crate) fn ids_in(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).expect("a log");
    let mut decoder = Decoder::default();
    let lines = bytes.split_inclusive(|&byte| byte == b'\n');
    lines
        .map(|line| {
            let line = line.strip_suffix(b"\n").expect("a whole line");
            decoder.decode(line).expect("an intact line").id.to_string()
        })
        .collect()
}

//! Every screen at three sizes, as plain text.

use std::sync::Arc;
use std::time::Duration;

use cotscope::ui::Settings;
use cotscope::ui::backend::{News, Progress, Task};
use cotscope::ui::headless::Headless;

use crate::open;
use crate::sample::{Sample, problem, sample};

pub(crate) const SIZES: [(u16, u16); 3] = [(60, 16), (80, 24), (120, 40)];

/// Compares the screen after `keys` at every size with what is stored.
pub(crate) fn screens(name: &str, make: fn() -> Sample, keys: &str) {
    for (width, height) in SIZES {
        let mut screen = open(&Arc::new(make()), width, height);
        screen.keys(keys);
        stored(&format!("{name}_{width}x{height}"), &screen);
    }
}

pub(crate) fn stored(name: &str, screen: &Headless) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("screens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, screen.screen()));
}

#[test]
fn list() {
    screens("list", sample, "<esc>");
}

#[test]
fn reader() {
    screens("reader", sample, "<enter>");
}

#[test]
fn reader_of_a_conversation() {
    screens("conversation", sample, "<esc>j<enter>");
}

#[test]
fn hostile_record() {
    screens("hostile", sample, "<esc>jjj<enter>");
}

#[test]
fn clause_of_a_misquotation() {
    screens("misquote", sample, "cccs");
}

#[test]
fn clause_that_does_not_exist() {
    screens("nonexistent", sample, "ccccs");
}

#[test]
fn clauses() {
    screens("clauses", sample, "S");
}

#[test]
fn clauses_by_another_field() {
    screens("clauses_cell", sample, "S<tab>oll%");
}

#[test]
fn clauses_without_a_citation_or_a_spec() {
    let uncited = || {
        let mut sample = sample();
        sample.records.retain(|record| record.id == "r3" || record.id == "r6");
        sample
    };
    screens("clauses_uncited", uncited, "S");
    screens("clauses_no_spec", || Sample { spec: None, ..sample() }, "S");
}

#[test]
fn search_while_it_is_typed() {
    for (width, height) in SIZES {
        let mut screen = open(&Arc::new(sample()), width, height);
        screen.keys("/four").wait();
        stored(&format!("search_{width}x{height}"), &screen);
    }
}

#[test]
fn help() {
    screens("help", sample, "<enter>?");
}

#[test]
fn palette() {
    screens("palette", sample, ":copy");
}

#[test]
fn note() {
    screens("note", sample, "aThe survey is old,<enter>and it says so.");
}

#[test]
fn selection() {
    screens("selection", sample, "<enter>cccvll");
}

#[test]
fn labelled() {
    screens("labelled", sample, "<enter>1faseen<ctrl-s>");
}

#[test]
fn messages() {
    let make = || Sample { problems: vec![problem()], ..sample() };
    screens("messages", make, "u!");
}

#[test]
fn question() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    std::fs::write(&path, "old").unwrap();
    let mut screen = open(&Arc::new(sample()), 80, 24);
    screen.keys("e<ctrl-u>").paste(&path.display().to_string()).keys("<enter>");
    let shown = screen.screen();
    assert!(shown.contains("exists. Overwrite it?"), "{shown}");
    assert!(shown.contains("y overwrite") && shown.contains("n another name"), "{shown}");
}

#[test]
fn nothing_to_show() {
    screens("no_records", Sample::default, "");
    for (width, height) in SIZES {
        let mut screen = open(&Arc::new(sample()), width, height);
        screen.keys("/zebra").wait().keys("<enter>");
        stored(&format!("no_match_{width}x{height}"), &screen);
    }
}

#[test]
fn no_spec() {
    let make = || {
        let mut sample = Sample { spec: None, ..sample() };
        sample.records[0].cot = "Nothing is cited here.".into();
        sample
    };
    screens("no_spec", make, "<enter>c");
}

#[test]
fn the_review_loop() {
    let team = || Sample { team: true, ..sample() };
    screens("queues", team, "Q");
    screens("queues_none", sample, "Q");
    screens("draw_form", team, "Qn<right>");
    screens("decisions", team, "D");
    screens("people", team, "P");
    screens("disputes", team, "Qd");
    screens("disputes_none", sample, "Qd");
    screens("revealed", team, "b<enter>1r");
    screens("bulk", team, "B");
}

#[test]
fn too_small() {
    let backend = Arc::new(sample());
    stored("too_small_59x16", &open(&backend, 59, 16));
    stored("too_small_10x3", &open(&backend, 10, 3));
}

#[test]
fn background_work() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    backend.tell(News::Progress {
        task: Task::Index,
        progress: Progress { left: Some(Duration::from_secs(83)), ..Progress::of(3, 7) },
    });
    backend.tell(News::Problems(2));
    screen.wait().keys("<esc>");
    let shown = screen.screen();
    assert!(shown.lines().next().unwrap().contains("2 problems"), "{shown}");
    assert!(shown.lines().next().unwrap().contains("indexing 42%, 1:23 left"), "{shown}");
}

#[test]
fn ascii_signs() {
    const DATA: &str = "“”ж第一条öü👩👧\u{200d}हिन्दीمتن";
    let settings = Settings { ascii: true, ..Settings::default() };
    let mut screen = Headless::new(Arc::new(sample()), &settings, 80, 24);
    let mut shown = screen.keys("<enter>ccc1").screen();
    for keys in ["s", "<esc><esc>:", "<esc>?", "<esc>Y", "<esc>/x", "<esc>SlG", "?"] {
        shown.push_str(&screen.keys(keys).wait().screen());
    }
    let foreign: Vec<char> =
        shown.chars().filter(|letter| !letter.is_ascii() && !DATA.contains(*letter)).collect();
    assert_eq!(foreign, Vec::<char>::new(), "{shown}");
}

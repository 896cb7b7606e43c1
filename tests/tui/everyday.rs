//! Tabs, configuration that is read again, read-only runs.

use std::fs;

use crate::support::Home;
use crate::support::terminal::Terminal;
use crate::{NARROW, WIDE};

fn rows(ids: &[&str]) -> String {
    let row = |id: &&str| {
        format!(
            "{{\"id\":\"{id}\",\"prompt\":\"p {id}\",\"cot\":\"I think {id}.\",\"answer\":\"yes\"}}\n"
        )
    };
    ids.iter().map(row).collect()
}

#[test]
fn several_datasets_stand_in_tabs() {
    let home = Home::new();
    let one = home.file("one.jsonl", rows(&["a1", "a2"]));
    let two = home.file("two.jsonl", rows(&["b1", "b2", "b3"]));
    home.file("three.jsonl", rows(&["c1"]));
    let mut terminal = Terminal::start(home.dir.path(), WIDE, &["--tabs", &one, &two], &[]);
    terminal.wait_for("tab 1/2");
    terminal.wait_for("I think a1");
    terminal.send("L");
    terminal.wait_for("I think a2");
    terminal.send("]");
    terminal.wait_for("tab 2/2");
    terminal.wait_for("I think b1");
    terminal.send("1");
    terminal.wait_for("1/3");
    terminal.send("]");
    terminal.until("the first tab as it was left", |screen| {
        screen.contains("tab 1/2") && screen.contains("I think a2") && screen.contains("0/2")
    });
    terminal.send("tb");
    terminal.wait_for("three.jsonl");
    terminal.send("three\r");
    terminal.wait_for("tab 3/3");
    terminal.wait_for("I think c1");
    terminal.send("tbone.jsonl\r");
    terminal.wait_for("tab 1/3");
    terminal.send("tx");
    terminal.wait_for("tab 1/2");
    terminal.wait_for("I think b1");
    terminal.send("tb");
    terminal.wait_for("open   one.jsonl");
    terminal.send("none.jsonl\r");
    terminal.wait_for("none.jsonl is not opened");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_configuration_that_is_saved_holds_at_once() {
    let home = Home::new();
    home.file("cotscope.toml", "[keys]\nflag = \"F\"\n");
    let mut terminal = Terminal::start(home.dir.path(), NARROW, &[], &[]);
    terminal.wait_for("F flag");
    home.file("cotscope.toml", "[keys]\nflag = \"!\"\n");
    terminal.wait_for("! flag");
    home.file("cotscope.toml", "[keys]\nflag = \n");
    terminal.wait_for("cotscope.toml:2:");
    terminal.wait_for("! flag");
    home.file("cotscope.toml", "[keys]\nnote = \"j\"\n");
    terminal.wait_for("cotscope.toml:2:8: keys: note takes j from down");
    for (text, said) in [
        ("mouse = true\n", "Changed: keys, mouse"),
        ("mouse = true\ntheme = \"dark\"\nadvance = true\n", "Changed: theme, advance"),
        ("mouse = true\ntheme = \"dark\"\nadvance = true\n# so\n", "nothing in it has changed"),
        ("expected.Category.Fraud = [\"7\"]\n", "Changed: theme, mouse, advance, expected"),
        ("blind = true\n", "Changed: expected. For what is opened from now on: blind"),
        ("specs = [\"other.md\"]\n", "what is opened from now on: blind, specs"),
        ("theme = \"drak\"\n", "cotscope.toml:1:9: there is no theme drak"),
    ] {
        home.file("cotscope.toml", text);
        terminal.wait_for(said);
    }
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn the_users_own_configuration_holds_for_every_project() {
    let home = Home::new();
    home.file(".config/cotscope/config.toml", "reviewer = \"ada\"\n[keys]\nflag = \"F\"\n");
    let data = home.file("p/run.jsonl", rows(&["a1"]));
    let mut terminal = Terminal::start(home.dir.path(), NARROW, &[&data], &[]);
    terminal.wait_for("F flag");
    terminal.send("1");
    terminal.wait_for("✓ 1/1");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(home.path("p/run.jsonl.labels/ada.jsonl").exists());
}

#[test]
fn the_demo_starts_with_a_tour_that_can_be_left() {
    let home = Home::new();
    let mut terminal = Terminal::start(home.dir.path(), NARROW, &["demo"], &[]);
    terminal.wait_for("leaves the tour");
    terminal.wait_for("Enter opens the record");
    terminal.send("\r");
    terminal.wait_for("c goes to the next citation");
    terminal.send("tq");
    terminal.until("no tour", |screen| !screen.contains("leaves the tour"));
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn the_demo_can_begin_as_if_it_had_never_been_opened() {
    let home = Home::new();
    let mut first = Terminal::start(home.dir.path(), NARROW, &["demo"], &[]);
    first.wait_for("0/84");
    first.send("jj2");
    first.wait_for("✓ 1/84");
    let refused = home.run(&["demo", "--fresh"]);
    assert_eq!(refused.code, 74, "{}", refused.err);
    assert!(refused.err.contains("has the demo open"), "{}", refused.err);
    first.send("q");
    assert_eq!(first.exit_code(), 0);
    let mut again = Terminal::start(home.dir.path(), NARROW, &["demo"], &[]);
    again.wait_for("1/84");
    again.send("q");
    assert_eq!(again.exit_code(), 0);
    let mut fresh = Terminal::start(home.dir.path(), NARROW, &["demo", "--fresh"], &[]);
    fresh.wait_for("0/84");
    fresh.wait_for("Enter opens the record");
    fresh.send("q");
    assert_eq!(fresh.exit_code(), 0);
    fresh.wait_for("labels-before-1");
    let kept = home.path("data/cotscope/demo/labels-before-1/tester.jsonl");
    assert!(fs::read_to_string(kept).unwrap().contains("deceptive"), "nothing is lost");
}

/// Every file below a directory.
pub(crate) fn files(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    entries
        .flat_map(
            |entry| if entry.path().is_dir() { files(&entry.path()) } else { vec![entry.path()] },
        )
        .collect()
}

#[test]
fn a_read_only_run_says_where_facets_are_counted() {
    let home = Home::new();
    let data = home.file("run.jsonl", rows(&["a1", "a2"]));
    let mut terminal = Terminal::start(home.dir.path(), WIDE, &["--readonly", &data], &[]);
    terminal.wait_for("I think a1");
    terminal.send("F");
    terminal.wait_for("Facets are counted by the index");
    terminal.wait_for("--readonly builds none");
}

#[test]
fn a_read_only_run_writes_nothing() {
    let home = Home::new();
    let data = home.file("run.jsonl", rows(&["a1", "a2"]));
    let mut terminal = Terminal::start(home.dir.path(), WIDE, &["--readonly", &data], &[]);
    terminal.wait_for("read-only");
    terminal.wait_for("I think a1");
    terminal.send("f");
    terminal.wait_for("opened for reading only");
    terminal.send("/a2\r");
    terminal.wait_for("1 of 2");
    terminal.send("eout.jsonl\r");
    terminal.wait_for("Not exported: read-only");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    for command in [&["search", "a2"][..], &["cite", "--count"], &["export", "--query", "*"]] {
        let spec = ["--spec", "policy.md"];
        home.run(&[command, &[&data, "--readonly"], &spec].concat());
    }
    assert_eq!(files(home.dir.path()), [home.path("run.jsonl")]);
    for command in [
        &["index"][..],
        &["label", "undo"],
        &["export", "-o", "x.jsonl"],
        &["sample", "-o", "q.json"],
    ] {
        let done = home.run(&[command, &[&data, "--readonly"]].concat());
        assert_eq!(done.code, 2, "{command:?}: {}", done.err);
        assert!(done.err.contains("nothing is written"), "{command:?}: {}", done.err);
    }
    assert_eq!(files(home.dir.path()), [home.path("run.jsonl")]);
}

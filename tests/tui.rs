//! The whole path on the real binary: open the demo, search, jump between citations, label, quit,
//! start again, export, compare.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

mod support;

#[path = "tui/commands.rs"]
mod commands;
#[path = "tui/everyday.rs"]
mod everyday;
#[path = "tui/faults.rs"]
mod faults;
#[path = "tui/resume.rs"]
mod resume;

use support::Home;
use support::terminal::Terminal;

const WIDE: (u16, u16) = (120, 40);
const NARROW: (u16, u16) = (80, 24);

#[test]
fn open_search_cite_label_restart_export() {
    let home = Home::new();
    let mut first = Terminal::start(home.dir.path(), WIDE, &[], &[]);
    first.wait_for("harbour.jsonl");
    first.wait_for("0/84");
    first.send("/misquotation OR palter*");
    first.until("a count of hits", |screen| screen.contains(" of 84"));
    first.send("\r");
    first.until("the first hit", |screen| screen.contains("q quit") && screen.contains("hit 1 of"));
    first.send("\rc");
    first.wait_for("Clause");
    first.send("2");
    first.wait_for("✓ Deceptive");
    first.send("f");
    first.wait_for("✓ flagged");
    first.send("aworth a second look\x13");
    first.wait_for("✓ note saved");
    first.send("q");
    assert_eq!(first.exit_code(), 0);
    assert!(!first.alternate(), "the ordinary screen is back");

    let mut second = Terminal::start(home.dir.path(), WIDE, &[], &[]);
    second.wait_for("1/84");
    second.send("/has:flag\r");
    second
        .until("the flagged record", |screen| screen.contains("1 of 84") || screen.contains("1/1"));
    second.send("q");
    assert_eq!(second.exit_code(), 0);

    let dataset = home.path("data/cotscope/demo/harbour.jsonl");
    let dataset = dataset.to_str().unwrap();
    let done = home.run(&["export", dataset, "--query", "by:tester", "-o", "flagged.jsonl"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let exported = std::fs::read_to_string(home.path("flagged.jsonl")).unwrap();
    let record: serde_json::Value = serde_json::from_str(exported.lines().next().unwrap()).unwrap();
    assert_eq!(exported.lines().count(), 1);
    let labels = record["labels"].as_array().unwrap();
    let mine: Vec<_> = labels.iter().filter(|label| label["reviewer"] == "tester").collect();
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0]["label"], "deceptive");
    assert_eq!(record["flags"][0]["flag"], "flag");
    let notes = record["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["note"] == "worth a second look"));

    let again = home.run(&["inspect", "--json", "flagged.jsonl"]);
    assert_eq!(again.objects()[0]["records"], 1, "what was exported can be opened");
    let shown = home.run(&["show", "--json", record["id"].as_str().unwrap(), "flagged.jsonl"]);
    for text in ["prompt", "cot", "answer"] {
        assert_eq!(shown.objects()[0][text], record[text]);
    }
}

#[test]
fn undo_takes_back_and_a_restart_still_knows() {
    let home = Home::new();
    let mut first = Terminal::start(home.dir.path(), NARROW, &[], &[]);
    first.wait_for("0/84");
    first.send("\r3");
    first.wait_for("✓ Rule lawyering");
    first.send("u");
    first.wait_for("undid");
    first.send("q");
    assert_eq!(first.exit_code(), 0);
    let mut second = Terminal::start(home.dir.path(), NARROW, &[], &[]);
    second.wait_for("0/84");
    second.send("U");
    second.wait_for("1/84");
    second.send("q");
    assert_eq!(second.exit_code(), 0);
}

/// What is kept of where one was, once it has `text` in it.
fn kept(home: &Home, text: &str) -> bool {
    let files = std::fs::read_dir(home.path(".local/state/cotscope/places"));
    let mut files = files.into_iter().flatten().filter_map(Result::ok);
    files.any(|file| std::fs::read_to_string(file.path()).is_ok_and(|kept| kept.contains(text)))
}

#[test]
fn where_one_was_comes_back_after_kill_9_and_after_quitting() {
    let home = Home::new();
    let mut first = Terminal::start(home.dir.path(), NARROW, &[], &[]);
    first.wait_for("0/84");
    first.send("/has:citation\r");
    first.wait_for(" of 84");
    first.send("jjjMx\rjjj");
    first.wait_for("harbour-005 · 4/");
    first.redraw_until("what is kept", || kept(&home, "has:citation") && kept(&home, "\"x\""));
    let header = |screen: &str| screen.lines().nth(1).unwrap_or_default().trim_end().to_owned();
    let before = first.until("a whole screen", |screen| header(screen).contains("4/"));
    first.child.kill().unwrap();
    first.child.wait().unwrap();

    let mut second = Terminal::start(home.dir.path(), NARROW, &[], &[]);
    second.until("the same record", |screen| header(screen) == header(&before));
    second.wait_for("/has:citation");
    second.send("L");
    second.wait_for("5/");
    second.send("'x");
    second.until("the mark", |screen| header(screen) == header(&before));
    second.send("Lq");
    assert_eq!(second.exit_code(), 0);

    let mut third = Terminal::start(home.dir.path(), NARROW, &[], &[]);
    third.wait_for("5/");
    third.send("q");
    assert_eq!(third.exit_code(), 0);
}

#[test]
fn nothing_of_hostile_data_reaches_the_terminal() {
    let home = Home::new();
    let file = support::repository("sample-data/hostile.jsonl");
    let mut terminal = Terminal::start(home.dir.path(), WIDE, &[file.to_str().unwrap()], &[]);
    terminal.wait_for("hostile.jsonl");
    for _ in 0..20 {
        terminal.send("L");
    }
    terminal.wait_for("h23");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    let sent = String::from_utf8_lossy(&terminal.bytes);
    for sequence in
        ["\x1b[2J\x1b[H and", "\x1bc", "\x1b]52", "\x1b]8;", "\x1bP", "\x1b]0;", "\u{202e}"]
    {
        assert!(!sent.contains(sequence), "{sequence:?} was sent");
    }
}

#[test]
fn signals_end_it_with_the_screen_restored() {
    for (name, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let home = Home::new();
        let mut terminal = Terminal::start(home.dir.path(), NARROW, &[], &[]);
        terminal.wait_for("0/84");
        let pid = terminal.child.process_id().unwrap().to_string();
        let kill = Command::new("kill").args(["-s", name, &pid]).status().unwrap();
        assert!(kill.success());
        assert_eq!(terminal.exit_code(), code, "SIG{name}");
        assert!(!terminal.alternate(), "SIG{name} restores the screen");
    }
}

/// Runs only as a child of the test below: holds a terminal with the program on it until it is killed.
const HOLDER: &str = "COTSCOPE_TEST_HOLDS_A_TERMINAL";
/// What the shell does before it becomes the program.
const IGNORING: &str = "COTSCOPE_TEST_IGNORES";

#[test]
fn a_closed_terminal_ends_it() {
    if let Some(home) = std::env::var_os(HOLDER) {
        let ignore = std::env::var(IGNORING).unwrap_or_default();
        let mut shell = portable_pty::CommandBuilder::new("/bin/sh");
        shell.args(["-c", &format!("{ignore} exec {}", env!("CARGO_BIN_EXE_cotscope"))]);
        let mut terminal = Terminal::run(shell, home.as_ref(), NARROW, &[]);
        terminal.wait_for("0/84");
        terminal.send("2");
        terminal.wait_for("✓ 1/84");
        println!("pid={}", terminal.child.process_id().unwrap());
        terminal.exit_code();
        return;
    }
    // The second is how `nohup` starts a program.
    for ignore in ["", "trap '' HUP;"] {
        let home = Home::new();
        ends_with_its_terminal(&home, ignore);
        let data = home.path("data/cotscope/demo/harbour.jsonl");
        let log = home.run(&["label", "export", data.to_str().unwrap(), "--json"]);
        let mine = log.objects().into_iter().filter(|event| event["reviewer"] == "tester").count();
        assert_eq!(mine, 1, "{ignore}: {}", log.out);
    }
}

fn ends_with_its_terminal(home: &Home, ignore: &str) {
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_closed_terminal_ends_it", "--nocapture"])
        .env(HOLDER, home.dir.path())
        .env(IGNORING, ignore)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    let pid =
        lines.map_while(Result::ok).find_map(|line| line.split("pid=").nth(1).map(str::to_owned));
    holder.kill().unwrap();
    holder.wait().unwrap();
    // `tail` ends when the process does; `timeout` is there for a program that spins on for ever.
    let pid = pid.expect("the holder names the program");
    let gone =
        Command::new("timeout").args(["20", "tail", "-f", "/dev/null", "--pid", &pid]).status();
    assert!(gone.unwrap().success(), "it goes on without a terminal: {ignore}");
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let home = Home::new();
    let done = home.run(&[]);
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("needs a terminal") && done.err.contains("cotscope search"),
        "{}",
        done.err
    );
}

#[test]
fn a_label_that_cannot_be_saved_says_so_and_is_saved_later() {
    let home = Home::new();
    let file = home.file(
        "run.jsonl",
        "{\"id\":\"a\",\"prompt\":\"p\",\"cot\":\"I think so.\",\"answer\":\"yes\"}\n",
    );
    let labels = home.path("run.jsonl.labels");
    let mut terminal = Terminal::start(home.dir.path(), WIDE, &[&file], &[]);
    terminal.wait_for("I think so");
    let aside = home.path("aside");
    std::fs::rename(&labels, &aside).unwrap();
    terminal.send("1");
    terminal.wait_for("NOT SAVED (1)");
    std::fs::rename(&aside, &labels).unwrap();
    terminal.wait_for("All labels are on disk");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    let done = home.run(&["label", "export", &file]);
    let given: Vec<_> =
        done.objects().into_iter().filter(|event| event["what"] == "label").collect();
    assert_eq!(given.len(), 1, "{}", done.out);
    assert_eq!(given[0]["label"], "ok");
}

#[test]
fn an_undo_on_a_record_of_another_dataset_is_done_and_said() {
    let home = Home::new();
    let row = |id: &str| {
        format!("{{\"id\":\"{id}\",\"prompt\":\"p\",\"cot\":\"I think so.\",\"answer\":\"yes\"}}\n")
    };
    let (first, second) = (home.file("a.jsonl", row("a")), home.file("b.jsonl", row("b")));
    let mut terminal = Terminal::start(home.dir.path(), WIDE, &[&first, "--labels", "both"], &[]);
    terminal.wait_for("I think so");
    terminal.send("1");
    terminal.wait_for("✓ OK");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    let mut terminal = Terminal::start(home.dir.path(), WIDE, &[&second, "--labels", "both"], &[]);
    terminal.wait_for("I think so");
    terminal.send("u");
    terminal.wait_for("on a");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_replaced_file_leaves_the_screen_calm_and_says_so() {
    let home = Home::new();
    let rows: String = (0..300)
        .map(|n| format!("{{\"id\":\"r{n}\",\"prompt\":\"p{n}\",\"cot\":\"I think so.\",\"answer\":\"yes\"}}\n"))
        .collect();
    let file = home.file("run.jsonl", rows);
    let mut terminal = Terminal::start(home.dir.path(), NARROW, &[&file], &[]);
    terminal.wait_for("r3");
    std::fs::write(&file, "{\"id\":\"other\"}\n").unwrap();
    terminal.send("G\r");
    terminal.wait_for("could not be read");
    terminal.send("!"); // another notice may have come after it
    terminal.wait_for("run.jsonl changed on disk");
    terminal.send("q"); // closes the messages
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_growing_file_shows_its_new_records() {
    let home = Home::new();
    let row = |id: &str| {
        format!(
            "{{\"id\":\"{id}\",\"prompt\":\"p {id}\",\"cot\":\"I think so.\",\"answer\":\"yes\"}}\n"
        )
    };
    let file = home.file("run.jsonl", row("first"));
    let mut terminal = Terminal::start(home.dir.path(), NARROW, &["--follow", &file], &[]);
    terminal.wait_for("first");
    let mut growing = std::fs::OpenOptions::new().append(true).open(&file).unwrap();
    growing.write_all((row("second") + &row("third")).as_bytes()).unwrap();
    terminal.wait_for("third");
    terminal.wait_for("0/3");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

//! What `--resume` brings back: every tab as it was left, after quitting and after `kill -9`.

use std::fs;
use std::path::Path;

use crate::support::Home;
use crate::support::terminal::Terminal;
use crate::{NARROW, WIDE};

/// Records whose chains are longer than the screen.
fn rows(name: &str, count: usize) -> String {
    let row = |n: usize| {
        let lines: String =
            (1..90).map(|line| format!("{name}{n} line {line}, by AS1.\\n\\n")).collect();
        format!(
            "{{\"id\":\"{name}{n}\",\"prompt\":\"p\",\"cot\":\"{lines}\",\"answer\":\"yes\"}}\n"
        )
    };
    (1..=count).map(row).collect()
}

/// What is kept in the home directory, as text, once it holds all that is wanted.
fn kept(home: &Home, wanted: &[&str]) -> bool {
    let dir = home.path(".local/state/cotscope/places");
    let files = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    let all: String =
        files.filter_map(|file| fs::read_to_string(file.path()).ok()).collect::<Vec<_>>().concat();
    wanted.iter().all(|text| all.contains(text))
}

/// The text on the screen, without the header and the scrollbar.
fn body(screen: &str) -> Vec<String> {
    let lines = screen.lines().skip(3).take(34);
    lines.map(|line| line.chars().take(116).collect::<String>().trim_end().to_owned()).collect()
}

/// The same once it is drawn to its end: once drawing again changes nothing.
fn whole(terminal: &mut Terminal) -> Vec<String> {
    let mut before = Vec::new();
    loop {
        let now = body(&terminal.send("\x0c").next_frame().screen());
        if now == before {
            return now;
        }
        before = now;
    }
}

/// Three tabs, each left somewhere of its own, the middle one in front; what each shows.
fn three_tabs(terminal: &mut Terminal) -> Vec<Vec<String>> {
    terminal.wait_for("tab 1/3");
    terminal.send("LL");
    terminal.wait_for("a3 line 1,");
    terminal.send("\x04\x04");
    terminal.until("text further down", |screen| !screen.contains("a3 line 1,"));
    let scrolled = whole(terminal);
    terminal.send("]");
    terminal.wait_for("b1 line 1,");
    terminal.send("/b2\r");
    terminal.until("the record that was found", |screen| {
        screen.contains("1 of 4") && screen.contains("b2 line 1,")
    });
    terminal.send("Mx");
    terminal.wait_for("Marked b2 as x");
    terminal.send("cZ");
    terminal.wait_for("Be honest");
    terminal.send("]");
    terminal.wait_for("c1 line 1,");
    terminal.send("Ol\r");
    terminal.send("[");
    terminal.until("the middle tab", |screen| {
        screen.contains("tab 2/3") && screen.contains("Be honest")
    });
    vec![scrolled, whole(terminal)]
}

fn shows_them_again(terminal: &mut Terminal, before: &[Vec<String>]) {
    terminal.until("the middle tab as it was left", |screen| {
        screen.contains("tab 2/3") && body(screen) == before[1]
    });
    terminal.send("[");
    terminal.until("the first tab as it was left", |screen| {
        screen.contains("tab 1/3") && body(screen) == before[0]
    });
    terminal.send("[");
    terminal.until("the last tab", |screen| screen.contains("tab 3/3") && screen.contains("c1"));
    terminal.send("]]");
    terminal.wait_for("tab 2/3");
}

fn data(home: &Home) -> [String; 3] {
    home.file("work/rules.md", "- AS1: Be honest.\n- AS2: Keep secrets.\n");
    ["a", "b", "c"].map(|name| home.file(&format!("work/{name}.jsonl"), rows(name, 4)))
}

#[test]
fn every_tab_comes_back_after_kill_9_and_after_quitting() {
    let home = Home::new();
    let [a, b, c] = data(&home);
    let spec = home.path("work/rules.md");
    let words = ["--tabs", &a, &b, &c, "--spec", spec.to_str().unwrap(), "--reviewer", "ada"];
    let mut first = Terminal::start(home.dir.path(), WIDE, &words, &[]);
    let before = three_tabs(&mut first);
    first.redraw_until("what is kept", || {
        kept(&home, &["\"at\": 1", "\"a3\"", "\"query\": \"b2\"", "\"x\"", "\"clause\": \"yes\""])
    });
    first.child.kill().unwrap();
    first.child.wait().unwrap();

    // From elsewhere, without any option: all that was said the first time still holds.
    let mut second = Terminal::start(home.dir.path(), WIDE, &["--resume"], &[]);
    shows_them_again(&mut second, &before);
    second.send("2q");
    assert_eq!(second.exit_code(), 0);
    assert!(Path::new(&(b + ".labels/ada.jsonl")).exists(), "the reviewer is the same");

    let mut third = Terminal::start(home.dir.path(), WIDE, &["--resume"], &[]);
    shows_them_again(&mut third, &before);
    third.send("tx");
    third.wait_for("tab 2/2");
    third.send("q");
    assert_eq!(third.exit_code(), 0);

    fs::remove_file(&c).unwrap();
    let mut fourth = Terminal::start(home.dir.path(), WIDE, &["--resume"], &[]);
    fourth.wait_for("a3 line");
    fourth.wait_for("c.jsonl is not opened");
    fourth.send("q");
    assert_eq!(fourth.exit_code(), 0);
}

#[test]
fn the_demo_is_resumed_with_its_spec() {
    let home = Home::new();
    let mut first = Terminal::start(home.dir.path(), WIDE, &[], &[]);
    first.wait_for("0/84");
    first.send("LL");
    first.wait_for("3/84");
    first.send("q");
    assert_eq!(first.exit_code(), 0);
    home.file("elsewhere/cotscope.toml", "reviewer = \"kim\"\n");
    let mut second = Terminal::start(home.dir.path(), WIDE, &["--resume"], &[]);
    second.wait_for("3/84");
    second.send("S");
    second.wait_for("most cited first"); // ids of clauses stand in records too
    second.send("\x1b");
    second.until("the list again", |screen| {
        screen.contains("3/84") && !screen.contains("most cited first")
    });
    second.send("q");
    assert_eq!(second.exit_code(), 0);
}

#[test]
fn a_queue_that_is_named_goes_before_where_one_was() {
    let home = Home::new();
    let [a, ..] = data(&home);
    let mut first = Terminal::start(home.dir.path(), NARROW, &[&a, "--reviewer", "ada"], &[]);
    first.wait_for("1/4");
    first.send("/a4\r");
    first.wait_for("1 of 4");
    first.send("q");
    assert_eq!(first.exit_code(), 0);
    let drawn = home.run(&["sample", &a, "--n", "3", "--seed", "5", "-o", "q.json"]);
    assert_eq!(drawn.code, 0, "{}", drawn.err);
    let words = [&a, "--reviewer", "ada", "--queue", "q.json"];
    let mut second = Terminal::start(home.dir.path(), NARROW, &words, &[]);
    second.until("the first record of the queue, to be read", |screen| {
        screen.contains("1/3") && screen.contains("Chain of thought") && screen.contains("line 1,")
    });
    second.send("1");
    second.wait_for("2/3");
    second.send("q");
    assert_eq!(second.exit_code(), 0);
}

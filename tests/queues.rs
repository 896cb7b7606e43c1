//! A queue that is named on the command line, on the real binary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::Home;
use support::terminal::Terminal;

const SIZE: (u16, u16) = (80, 24);

#[test]
fn a_queue_that_is_named_opens_at_once_and_an_unknown_one_says_what_to_do() {
    let home = Home::new();
    let rows: String = (0..9)
        .map(|n| format!("{{\"id\":\"r{n}\",\"prompt\":\"p\",\"cot\":\"c\",\"answer\":\"a\"}}\n"))
        .collect();
    let file = home.file("run.jsonl", rows);
    std::fs::create_dir_all(home.path("run.jsonl.labels/queues")).unwrap();
    let queue = home.path("run.jsonl.labels/queues/check.json");
    let drawn =
        home.run(&["sample", &file, "--n", "4", "--seed", "1", "-o", queue.to_str().unwrap()]);
    assert_eq!(drawn.code, 0, "{}", drawn.err);
    for named in ["check", queue.to_str().unwrap()] {
        let mut terminal =
            Terminal::start(home.dir.path(), SIZE, &["--queue", named, "--fresh", &file], &[]);
        terminal.wait_for("0 of 4");
        terminal.send("q");
        assert_eq!(terminal.exit_code(), 0);
    }
    let done = home.run(&["--queue", "nothing", &file]);
    assert_eq!(done.code, 66);
    assert!(done.err.contains("cotscope sample"), "{}", done.err);
}

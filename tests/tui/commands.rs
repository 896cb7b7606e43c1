//! Commands on a terminal: progress of what takes long, and Ctrl-C.

use std::process::Command;

use portable_pty::CommandBuilder;

use crate::WIDE;
use crate::support::Home;
use crate::support::terminal::Terminal;

const ROW: &str = "{\"id\":\"r1\",\"prompt\":\"p\",\"cot\":\"AS1 holds here.\",\"answer\":\"a\"}\n";
const RULES: &str = "- AS1: Be honest.\n- AS2: Keep secrets.\n";

/// Everything that reads data, with standard input as the data: it takes as long as we like.
const READERS: &[&str] = &[
    "inspect -",
    "search AS1 -",
    "search AS1 - --scan",
    "search * - --facet cite",
    "show r1 -",
    "cite --count - --spec rules.md",
    "detect -",
    "detect - --rank likely",
    "index -",
    "export - --query * -o out.jsonl --force",
    "sample - --n 1",
    "sample - --n 1 --design likely",
    "agree - --list",
    "agree - --between a,b",
    "report - -o out.html --force",
    "doctor -",
];

/// A shell that runs `cotscope` with these words, what is typed being its data; it lives on when that
/// is interrupted, as a shell that people type into does.
fn typed_into(line: &str) -> CommandBuilder {
    let program = env!("CARGO_BIN_EXE_cotscope");
    let script = format!("trap : INT; set -f; stty -echo; {program} {line}; echo ended by $?");
    let mut shell = CommandBuilder::new("/bin/sh");
    shell.args(["-c", &script]);
    shell
}

#[test]
fn every_command_that_reads_tells_how_far_it_is() {
    let home = Home::new();
    home.file("rules.md", RULES);
    let start =
        |line: &&'static str| (*line, Terminal::run(typed_into(line), home.dir.path(), WIDE, &[]));
    // All of them wait at the same time for the second after which they tell.
    let all: Vec<(&str, Terminal)> = READERS.iter().map(start).collect();
    for (line, mut terminal) in all {
        terminal.wait_for("reading …");
        terminal.send(ROW).send("\x04");
        let screen = terminal.until(line, |screen| screen.contains("ended by"));
        assert!(!screen.contains("reading"), "{line}: it stays on the screen:\n{screen}");
        assert!(!screen.contains("panicked"), "{line}: {screen}");
    }
}

#[test]
fn a_command_that_is_asked_for_every_record_is_part_of_the_progress() {
    let home = Home::new();
    let file = home.file("run.jsonl", ROW);
    home.file(
        "cotscope.toml",
        "[[detectors.command]]\nname = \"slow\"\ncommand = [\"sh\", \"slow.sh\"]\n",
    );
    home.file(
        "slow.sh",
        "read -r line; read -r go <go; echo '{\"record\":\"r1\",\"flag\":\"deceptive\"}'\n",
    );
    let fifo = home.path("go");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let mut terminal = Terminal::start(home.dir.path(), WIDE, &["detect", &file], &[]);
    terminal.wait_for("detecting");
    std::fs::write(&fifo, "go\n").unwrap();
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.screen());
    let screen = terminal.screen();
    assert!(screen.contains("deceptive"), "{screen}");
    assert!(!screen.contains("detecting"), "{screen}");
}

#[test]
fn ctrl_c_takes_the_progress_away_and_leaves_no_half_file() {
    let home = Home::new();
    home.file("rules.md", RULES);
    for line in ["search AS1 -", "export - --query * -o out.jsonl", "agree - --readonly"] {
        let mut terminal = Terminal::run(typed_into(line), home.dir.path(), WIDE, &[]);
        terminal.wait_for("reading …");
        terminal.send(ROW).send("\x03");
        let screen = terminal.wait_for("ended by 130");
        assert!(!screen.contains("reading"), "{line}: {screen}");
        terminal.exit_code();
        let left = super::everyday::files(home.dir.path());
        assert!(left.iter().all(|file| file.ends_with("rules.md")), "{line}: {left:?}");
    }
}

#[test]
fn nothing_of_progress_is_written_where_nobody_looks() {
    let home = Home::new();
    home.file("rules.md", RULES);
    let command = typed_into("search AS1 - 2>err");
    let mut terminal = Terminal::run(command, home.dir.path(), WIDE, &[]);
    terminal.send(ROW).send("\x04");
    terminal.wait_for("ended by 0");
    assert_eq!(std::fs::read_to_string(home.path("err")).unwrap(), "");
}

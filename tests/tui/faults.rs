//! Faults injected for real: signals, a terminal that goes away, sizes, surroundings.

use std::process::Command;

use crate::support::Home;
use crate::support::terminal::Terminal;
use crate::{NARROW, WIDE};

fn signal(terminal: &Terminal, name: &str) {
    let pid = terminal.child.process_id().unwrap().to_string();
    assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
}

/// Waits until the process is in a state of `ps` (T: stopped, S: sleeping).
fn until_state(terminal: &Terminal, wanted: char) {
    let pid = terminal.child.process_id().unwrap();
    for _ in 0..200_000 {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let state = stat.rsplit(") ").next().and_then(|rest| rest.chars().next());
        if state == Some(wanted) {
            return;
        }
        std::thread::yield_now();
    }
    panic!("never in state {wanted}");
}

#[test]
fn a_signal_after_a_label_loses_nothing_and_restores_everything() {
    for (name, code) in [("TERM", 143), ("INT", 130), ("HUP", 129), ("QUIT", 131)] {
        let home = Home::new();
        let mut terminal = Terminal::start(home.dir.path(), NARROW, &[], &[]);
        terminal.wait_for("0/84");
        terminal.send("m2");
        terminal.wait_for("✓ 1/84");
        signal(&terminal, name);
        assert_eq!(terminal.exit_code(), code, "SIG{name}");
        assert!(terminal.is_restored(), "SIG{name}");
        let data = home.path("data/cotscope/demo/harbour.jsonl");
        let log = home.run(&["label", "export", data.to_str().unwrap(), "--json"]);
        let mine = log.objects().into_iter().filter(|event| event["reviewer"] == "tester").count();
        assert_eq!(mine, 1, "SIG{name}: {}", log.out);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn stopped_and_continued_it_draws_again() {
    let home = Home::new();
    let mut terminal = Terminal::start(home.dir.path(), NARROW, &[], &[]);
    terminal.wait_for("0/84");
    for stop in ["signal", "key"] {
        if stop == "key" {
            terminal.send("\x1a");
        } else {
            signal(&terminal, "TSTP");
        }
        until_state(&terminal, 'T');
        terminal.until_restored();
        signal(&terminal, "CONT");
        terminal.until("the screen again", |screen| screen.contains("0/84"));
    }
    terminal.send("j2");
    terminal.wait_for("✓ 1/84");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn three_hundred_sizes() {
    let home = Home::new();
    let mut terminal = Terminal::start(home.dir.path(), WIDE, &[], &[]);
    terminal.wait_for("0/84");
    for step in 0..300_u16 {
        terminal.resize(1 + (step * 37) % 200, 1 + (step * 13) % 70);
    }
    terminal.resize(1, 1);
    terminal.resize(40, 10);
    terminal.wait_for("this is 40x10."); // none of the sizes before: all of them are dealt with
    terminal.resize(120, 40);
    terminal.wait_for("0/84");
    terminal.send("2");
    terminal.wait_for("✓ 1/84");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn the_smallest_terminals_are_survived() {
    for size in [(1, 1), (10, 3), (59, 15)] {
        let home = Home::new();
        let mut terminal = Terminal::start(home.dir.path(), size, &[], &[]);
        terminal.until_sent("\x1b[?1049h");
        terminal.send("jk/?2q");
        assert_eq!(terminal.exit_code(), 0, "{size:?}");
        assert!(terminal.is_restored(), "{size:?}");
    }
}

#[test]
fn surroundings_without_colour_letters_or_cursor() {
    let home = Home::new();
    let mut dumb = Terminal::start(home.dir.path(), NARROW, &[], &[("TERM", "dumb")]);
    dumb.wait_for("TERM is `dumb`");
    assert_eq!(dumb.exit_code(), 2);

    let mut plain = Terminal::start(home.dir.path(), NARROW, &[], &[("NO_COLOR", "1")]);
    plain.wait_for("0/84");
    plain.send("\rcq");
    assert_eq!(plain.exit_code(), 0);
    let sent = String::from_utf8_lossy(&plain.bytes).into_owned();
    for colour in ["\x1b[38;", "\x1b[48;", "\x1b[31m", "\x1b[32m", "\x1b[34m", "\x1b[36m"] {
        assert!(!sent.contains(colour), "{colour:?} under NO_COLOR");
    }

    let ascii = [("LANG", "C"), ("LC_ALL", "C")];
    let mut ascii = Terminal::start(home.dir.path(), NARROW, &["--fresh"], &ascii);
    ascii.wait_for("0/84");
    ascii.send("q");
    assert_eq!(ascii.exit_code(), 0);
    let chrome = ["│", "─", "✓", "·", "§", "▌", "┃"];
    let sent = String::from_utf8_lossy(&ascii.bytes).into_owned();
    assert!(chrome.iter().all(|sign| !sent.contains(sign)), "ASCII signs under LANG=C");
}

#[test]
fn a_terminal_of_sixteen_colours_gets_no_others() {
    let home = Home::new();
    let term = [("TERM", "xterm"), ("COLORTERM", "")];
    for colours in ["terminal", "dark", "light", "high-contrast", "mono"] {
        home.file("cotscope.toml", format!("theme = \"{colours}\"\n"));
        let mut terminal = Terminal::start(home.dir.path(), WIDE, &["--fresh"], &term);
        terminal.wait_for("Chain of thought");
        terminal.send("c");
        terminal.wait_for("Clause");
        terminal.send("/duty\r");
        terminal.wait_for(" hit ");
        terminal.send("S");
        terminal.wait_for("most cited first");
        terminal.send("q");
        terminal.until("the list", |screen| !screen.contains("most cited first"));
        terminal.send("q");
        assert_eq!(terminal.exit_code(), 0);
        let sent = String::from_utf8_lossy(&terminal.bytes).into_owned();
        for more in ["38;5;", "48;5;", "38;2;", "48;2;", "38:", "48:", "58;"] {
            assert!(!sent.contains(more), "{colours}: {more}");
        }
        let is_colour = |code: &str| {
            let number = code.parse::<u8>().ok();
            number.is_some_and(|n| matches!(n, 30..=37 | 40..=47 | 90..=97 | 100..=107))
        };
        let attributes = sent.split("\x1b[").filter_map(|rest| rest.split_once('m'));
        let coloured = attributes.flat_map(|(codes, _)| codes.split(';')).any(is_colour);
        assert!(coloured || colours == "mono", "{colours}");
    }
}

#[test]
fn a_copy_without_a_clipboard_says_where_it_went() {
    let home = Home::new();
    let mut local = Terminal::start(home.dir.path(), NARROW, &[], &[]);
    local.wait_for("0/84");
    local.send("\r");
    local.wait_for("Chain of thought");
    local.send("Yi");
    local.wait_for("OSC 52");
    local.send("q");
    assert_eq!(local.exit_code(), 0);
    assert!(String::from_utf8_lossy(&local.bytes).contains("\x1b]52;c;"));

    let tmux = [("SSH_CONNECTION", "a b c d"), ("DISPLAY", ":0"), ("TMUX", "/tmp/t,1,0")];
    let mut remote = Terminal::start(home.dir.path(), NARROW, &["--fresh"], &tmux);
    remote.wait_for("0/84");
    remote.send("\r");
    remote.wait_for("Chain of thought");
    remote.send("Yi");
    remote.wait_for("set-clipboard on");
    remote.send("q");
    assert_eq!(remote.exit_code(), 0);

    let long = "word ".repeat(30_000);
    let row = format!("{{\"id\":\"long\",\"prompt\":\"p\",\"cot\":\"{long}\",\"answer\":\"a\"}}\n");
    let file = home.file("long.jsonl", row);
    let mut long = Terminal::start(home.dir.path(), NARROW, &[&file], &[]);
    long.wait_for("0/1");
    long.send("\r");
    long.wait_for("Chain of thought");
    long.send("YT");
    long.wait_for("No clipboard: written to");
    long.send("q");
    assert_eq!(long.exit_code(), 0);
    assert!(home.path("cache/cotscope/clip.txt").metadata().unwrap().len() > 100_000);
}

#[test]
fn a_broken_configuration_leaves_defaults_and_names_line_and_column() {
    let home = Home::new();
    home.file("cotscope.toml", "theme = \"dark\"\n[keys\nflag = 1\n");
    let mut terminal = Terminal::start(home.dir.path(), NARROW, &[], &[]);
    terminal.until("what is wrong, on the first screen", |screen| {
        screen.contains("0/84") && screen.contains("cotscope.toml:2:6:")
    });
    terminal.send("!");
    terminal.until("the same among the messages", |screen| {
        screen.contains("Messages") && screen.contains("cotscope.toml:2:6:")
    });
    terminal.send("\x1b");
    terminal.until("the list again", |screen| !screen.contains("Messages"));
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    let said = String::from_utf8_lossy(&terminal.bytes).into_owned();
    assert!(said.contains("cotscope.toml:2:6:"), "{said}");
    let done = home.run(&["--config", "cotscope.toml"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("cotscope.toml:2:6:"), "{}", done.err);
}

#[test]
fn a_pathological_expression_can_be_left() {
    let home = Home::new();
    let cot = "a".repeat(100_000);
    let row = |id: usize| {
        format!("{{\"id\":\"r{id}\",\"prompt\":\"p\",\"cot\":\"{cot}\",\"answer\":\"yes\"}}\n")
    };
    let file = home.file("run.jsonl", (0..40).map(row).collect::<String>());
    let mut terminal = Terminal::start(home.dir.path(), NARROW, &[&file], &[]);
    terminal.wait_for("r3");
    terminal.send("//(a|aa)+(a?){50}b/");
    terminal.wait_for("(a?){50}b/");
    terminal.send("\x1b");
    terminal.until("the list of all", |screen| {
        screen.contains("1/40") && screen.contains("j/k move") && !screen.contains("(a?)")
    });
    terminal.send("jj");
    terminal.wait_for("3/40");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_pipe_that_closes_is_success_and_no_terminal_is_said() {
    let home = Home::new();
    let binary = env!("CARGO_BIN_EXE_cotscope");
    let rows: String = (0..5000)
        .map(|id| {
            format!("{{\"id\":\"r{id}\",\"prompt\":\"p\",\"cot\":\"c {id}\",\"answer\":\"a\"}}\n")
        })
        .collect();
    home.file("run.jsonl", rows);
    for command in ["search '*' run.jsonl --json", "show r1 run.jsonl", "search --help", "man"] {
        let script = format!("{{ {binary} {command}; echo $? >code; }} | head -c 1 >/dev/null");
        let mut shell = home.command(&[]);
        let environment: Vec<_> =
            shell.get_envs().map(|(k, v)| (k.to_owned(), v.map(ToOwned::to_owned))).collect();
        shell = Command::new("/bin/sh");
        shell
            .args(["-c", &script])
            .current_dir(home.dir.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin");
        for (name, value) in environment {
            shell.env(name, value.unwrap_or_default());
        }
        assert!(shell.status().unwrap().success());
        assert_eq!(std::fs::read_to_string(home.path("code")).unwrap(), "0\n", "{command}");
    }
}

//! Cases 1 to 6 of hostile data: nothing of it acts on a terminal, from any subcommand.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::support::terminal::Terminal;
use crate::support::{Home, repository};

/// An id, a field's value and a label with a sequence that would set the clipboard.
const CLIPBOARD: &str = "\u{1b}]52;c;b3duZWQ=\u{7}";

fn hostile(home: &Home) -> String {
    let sample = std::fs::read(repository("sample-data/hostile.jsonl")).unwrap();
    let escape = "\\u001b]52;c;b3duZWQ=\\u0007";
    let row = format!(
        "{{\"id\":\"x{escape}\",\"prompt\":\"p{escape}\",\"cot\":\"AS1 {escape}\\u009b2J \\u202e\",\
         \"answer\":\"a\",\"team{escape}\":\"t{escape}\",\"kind\":\"k{escape}\"}}\n"
    );
    home.file("hostile.jsonl", [row.as_bytes(), &sample].concat())
}

/// Bytes that a terminal would act on, or that hide something.
fn dangerous(text: &str) -> Option<char> {
    let invisible = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{e0000}'..='\u{e007f}');
    text.chars().find(|&c| (c.is_control() && c != '\n' && c != '\t') || invisible(c))
}

fn lines(spec: &str) -> Vec<Vec<String>> {
    let id = format!("x{CLIPBOARD}");
    let none = format!("none{CLIPBOARD}");
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut lines: Vec<Vec<String>> = [
        "inspect hostile.jsonl",
        "inspect hostile.jsonl --problems",
        "search * hostile.jsonl",
        "search * hostile.jsonl --scan",
        "search * hostile.jsonl -l",
        "search the hostile.jsonl -C 1",
        "search * hostile.jsonl --facet kind",
        "show h01 hostile.jsonl",
        "index hostile.jsonl",
        "export hostile.jsonl --query *",
        "export hostile.jsonl --query * --format csv",
        "sample hostile.jsonl --n 20",
        "sample hostile.jsonl --n 20 --by kind",
        "label import labels.csv hostile.jsonl",
        "label export hostile.jsonl",
        "label log hostile.jsonl",
        "agree hostile.jsonl --between ada,boris",
        "agree hostile.jsonl --between ada,boris --by kind",
        "agree --table labels.csv --item record --raters label,reviewer",
        "doctor hostile.jsonl",
        "label undo hostile.jsonl",
        "spec list hostile.md",
        "spec lint hostile.md",
        "spec diff rules.md hostile.md",
    ]
    .iter()
    .map(|line| words(line))
    .collect();
    for more in [
        vec!["show", &id, "hostile.jsonl"],
        vec!["show", &none, "hostile.jsonl"],
        vec!["cite", "hostile.jsonl", "--spec", spec],
        vec!["cite", "hostile.jsonl", "--spec", spec, "--by", "kind"],
        vec!["cite", &none, "hostile.jsonl", "--spec", spec],
        vec!["cite", "hostile.jsonl", "--spec", &none],
        vec!["inspect", &none],
        vec!["search", "*", &none],
        vec!["search", &format!("({CLIPBOARD}"), "hostile.jsonl"],
        vec!["search", "*", "hostile.jsonl", "--sort", &none],
        vec!["search", "*", "hostile.jsonl", "--limit", &none],
        vec!["export", "hostile.jsonl", "--query", "*", "-o", &format!("{none}/x")],
        vec!["agree", "--table", &none],
        vec!["agree", "hostile.jsonl", "--between", &none],
        vec!["label", "import", &none, "hostile.jsonl"],
        vec!["sample", "hostile.jsonl", "--by", &none],
        vec!["sample", "hostile.jsonl", "--extend", &none],
        vec!["spec", "show", &none, "rules.md"],
        vec!["spec", "list", &none],
        vec![none.as_str()],
        vec!["init", "--no-such", &none],
    ] {
        lines.push(more.into_iter().map(str::to_owned).collect());
    }
    lines
}

fn home() -> Home {
    let home = Home::new();
    hostile(&home);
    home.file("rules.md", "- AS1: Be honest.\n");
    home.file(
        "hostile.md",
        format!("- AS1: Be honest.\n- AS2: {CLIPBOARD}\n# T{CLIPBOARD}\n\nx [y](#z{CLIPBOARD})\n"),
    );
    let labels = format!(
        "record,label,reviewer,note\nx{CLIPBOARD},ok,ada,n{CLIPBOARD}\nx{CLIPBOARD},deceptive,boris,\nh01,ok,tester,\nh01,no{CLIPBOARD},tester,\n"
    );
    home.file("labels.csv", labels);
    home
}

#[test]
fn no_subcommand_lets_a_sequence_of_the_data_through() {
    let home = home();
    for line in lines("rules.md") {
        for json in [false, true] {
            let mut words: Vec<&str> = line.iter().map(String::as_str).collect();
            if json {
                words.push("--json");
            }
            let done = home.run(&words);
            for text in [&done.out, &done.err] {
                assert_eq!(dangerous(text), None, "{words:?}:\n{text:?}");
            }
            assert!(!done.err.contains("panicked"), "{words:?}: {}", done.err);
        }
    }
}

#[test]
fn a_terminal_gets_nothing_but_visible_text() {
    let home = home();
    for line in [
        "search * hostile.jsonl --raw",
        "show h01 hostile.jsonl --raw",
        "inspect hostile.jsonl",
        "cite hostile.jsonl --spec rules.md --raw",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let mut terminal = Terminal::start(home.dir.path(), (120, 40), &words, &[]);
        terminal.exit_code();
        let text = String::from_utf8_lossy(&terminal.bytes)
            .replace("\u{1b}[1m", "")
            .replace("\u{1b}[0m", "")
            .replace('\r', "");
        assert_eq!(dangerous(&text), None, "{line}: {text:?}");
        assert!(text.contains('␛') || line.starts_with("cite"), "{line}: {text:?}");
    }
}

#[test]
fn raw_is_for_pipes_that_ask_for_it() {
    let home = home();
    let raw = home.run(&["show", "h01", "hostile.jsonl", "--raw"]);
    assert!(raw.out.contains("\u{1b}[2J"));
    let plain = home.run(&["show", "h01", "hostile.jsonl"]);
    assert!(plain.out.contains("␛[2J"));
    let json = home.run(&["show", "h01", "hostile.jsonl", "--raw", "--json"]);
    assert_eq!(dangerous(&json.out), None);
    assert!(
        json.objects()[0]["cot"].as_str().unwrap().contains("\u{1b}[2J"),
        "escaped, not changed"
    );
}

#[test]
fn a_file_name_is_data_too() {
    let home = Home::new();
    let row = r#"{"id":"a","prompt":"p","cot":"AS1","answer":"x"}"#;
    let name = format!("run{CLIPBOARD}.jsonl");
    home.file(&name, row);
    home.file(&format!("rules{CLIPBOARD}.md"), "- AS1: Be honest.\n");
    assert!(Path::new(&name).as_os_str().as_bytes().contains(&0x1b));
    let spec = format!("rules{CLIPBOARD}.md");
    for words in [
        vec!["inspect", "."],
        vec!["search", "*", "."],
        vec!["show", "a", &name],
        vec!["cite", &name, "--spec", &spec],
        vec!["export", &name, "--query", "*"],
        vec!["index", &name, "--status"],
        vec!["label", "log", &name],
        vec!["sample", &name, "--n", "1"],
        vec!["agree", &name],
        vec!["doctor", &name],
        vec!["spec", "lint", &spec],
        vec!["init"],
    ] {
        let done = home.run(&words);
        for text in [&done.out, &done.err] {
            assert_eq!(dangerous(text), None, "{words:?}: {text:?}");
        }
    }
}

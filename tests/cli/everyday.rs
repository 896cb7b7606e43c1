//! The report, help, the manual, the doctor, what `--verbose` says.

use crate::support::{Home, repository};

const HOSTILE: &str = "{\"id\":\"<script>id\",\"prompt\":\"<script>alert(1)</script> & \u{202e}more\",\
    \"cot\":\"AS1 holds, and AS1 again\",\"answer\":\"a\"}\n";

fn home() -> Home {
    let home = Home::new();
    home.file("run.jsonl", HOSTILE);
    home.file("rules.md", "- AS1: Be honest.\n- AS2: Keep secrets.\n");
    let label = "record,label,reviewer\n<script>id,deceptive,ada\n<script>id,ok,<b>boris\n";
    home.file("labels.csv", label);
    assert_eq!(home.run(&["label", "import", "labels.csv", "run.jsonl"]).code, 0);
    home
}

#[test]
fn the_report_shows_the_numbers_of_json_and_runs_nothing() {
    let home = home();
    let words = ["report", "run.jsonl", "--spec", "rules.md"];
    let numbers = home.run(&[&words[..], &["--json"]].concat()).objects().remove(0);
    assert_eq!(numbers["records"], 1);
    assert_eq!(numbers["clauses"][0]["citations"], 2);
    assert_eq!(numbers["marked"], 1);
    assert_eq!(numbers["agreement"]["items"], 1, "{numbers}");
    let done = home.run(&[&words[..], &["-o", "run.html"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let page = std::fs::read_to_string(home.path("run.html")).unwrap();
    assert_eq!(page, home.run(&words).out, "the file is what a pipe gets");
    for markup in ["<script", "<b>", "\u{202e}", "http", "src="] {
        assert!(!page.contains(markup), "{markup}: {page}");
    }
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;U+202E&gt;more"),
        "{page}"
    );
    assert!(page.contains("<code>AS1</code></td><td></td><td class=\"n\">1</td>"), "{page}");
    assert!(page.contains("deceptive") && page.contains("&lt;b&gt;boris"), "{page}");
    let again = home.run(&[&words[..], &["-o", "run.html"]].concat());
    assert_eq!(again.code, 73, "{}", again.err);
    assert_eq!(home.run(&[&words[..], &["-o", "run.jsonl", "--force"]].concat()).code, 73);
    assert_eq!(home.run(&["report", "none.jsonl"]).code, 66);
}

#[test]
fn the_report_of_what_is_piped_in_has_its_agreement() {
    let home = home();
    home.run(&["label", "import", "labels.csv", "run.jsonl", "--labels", "l"]);
    let numbers = |done: crate::support::Done| done.objects().remove(0)["agreement"].clone();
    let words = ["--labels", "l", "--json"];
    let read = numbers(home.run(&[&["report", "run.jsonl"][..], &words].concat()));
    assert_eq!(read["items"], 1, "{read}");
    let piped = home.run_with(&[&["report", "-"][..], &words].concat(), HOSTILE.as_bytes());
    assert_eq!(numbers(piped), read);
}

#[test]
fn without_two_raters_the_report_says_why_there_is_no_agreement() {
    let home = Home::new();
    home.file("run.jsonl", HOSTILE);
    let numbers = home.run(&["report", "run.jsonl", "--json"]).objects().remove(0);
    assert!(numbers["agreement"].is_null());
    assert!(numbers["no_agreement"].as_str().unwrap().contains("two raters"), "{numbers}");
    assert!(home.run(&["report", "run.jsonl"]).out.contains("two raters or more"));
}

#[test]
fn examples_stand_first_in_every_help() {
    let home = Home::new();
    let commands = [
        "inspect",
        "search",
        "show",
        "cite",
        "spec",
        "detect",
        "index",
        "label",
        "export",
        "sample",
        "agree",
        "report",
        "init",
        "doctor",
        "demo",
        "completions",
        "man",
    ];
    for command in commands {
        let help = home.run(&[command, "--help"]);
        assert!(help.out.starts_with("Examples:\n  cotscope "), "{command}: {}", help.out);
        assert!(help.out.contains(&format!("  cotscope {command}")), "{command}: {}", help.out);
    }
    let manual = home.run(&["man"]).out.replace('\\', "");
    for line in [
        "spec list",
        "spec show",
        "spec lint",
        "spec diff",
        "label export",
        "label import",
        "label log",
        "label undo",
        "agree rate",
    ] {
        let words: Vec<&str> = line.split(' ').chain(["--help"]).collect();
        let help = home.run(&words).out;
        assert!(help.starts_with(&format!("Examples:\n  cotscope {line} ")), "{help}");
        assert!(manual.contains(&format!("\"cotscope {line}\"")), "{line} in the manual");
    }
    let all = home.run(&["--help"]).out;
    assert!(all.starts_with("Examples:\n"), "{all}");
    for command in commands {
        assert!(all.contains(&format!("\n  {command} ")), "{command} in {all}");
    }
}

#[test]
fn the_manual_has_commands_keys_files_and_exit_codes() {
    let page = Home::new().run(&["man"]).out;
    for part in [
        ".SH \"EVERY COMMAND\"",
        ".SS \"cotscope cite\"",
        ".SH \"KEYS\"",
        "next\\-citation: Next citation",
        ".SH \"FILES\"",
        ".SH \"EXIT STATUS\"",
        "go\\-to\\-mark",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let requests = page.lines().filter(|line| line.starts_with(['.', '\'']));
    for line in requests {
        let name = line.trim_start_matches('.').split(' ').next().unwrap();
        let known =
            ["TH", "SH", "SS", "TP", "IP", "PP", "RS", "RE", "nf", "fi", "br", "ie", "el", "ds"];
        assert!(known.contains(&name), "{line}");
    }
}

#[test]
fn the_doctor_finds_what_is_wrong_and_goes_on() {
    let home = home();
    home.file(".config/cotscope/config.toml", "theme = \"dark\"\nthem = 1\n");
    home.file(
        "cotscope.toml",
        "datasets = [\"gone.jsonl\"]\n[keys]\nnote = \"j\"\nserch = \"F\"\n",
    );
    let findings = |paths: &[&str]| home.run(&[&["doctor", "--json"], paths].concat()).objects();
    let bad = |findings: &[serde_json::Value], check: &str| -> Vec<String> {
        let found = findings.iter().filter(|f| f["check"] == check && f["state"] == "attention");
        found.map(|f| f["value"].as_str().unwrap().to_owned()).collect()
    };
    let all = findings(&[]);
    assert!(bad(&all, "configuration")[0].contains("config.toml:2:1"), "{all:?}");
    let keys = bad(&all, "keys");
    assert!(keys.iter().any(|text| text.contains("serch: no such action")), "{keys:?}");
    assert!(keys.iter().any(|text| text.contains("takes j from down")), "{keys:?}");
    assert!(bad(&all, "dataset")[0].contains("gone.jsonl"), "{all:?}");
    for check in ["version", "system", "size", "keyboard", "state", "log file", "labels"] {
        assert!(all.iter().any(|finding| finding["check"] == check), "{check}: {all:?}");
    }
    let log = home.path("run.jsonl.labels/ada.jsonl");
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, format!("{text}not a label\n")).unwrap();
    assert!(!bad(&findings(&["run.jsonl"]), "log").is_empty());
}

#[test]
fn verbose_says_what_is_done_and_keeps_it() {
    let home = home();
    home.file("cotscope.toml", "reviewer = \"ada\"\n");
    let done = home.run(&["search", "AS1", "run.jsonl", "--verbose"]);
    assert_eq!(done.code, 0);
    for said in ["configuration ", "read 1 records", "labels in ", "exit code 0"] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    let log = home.path(".local/state/cotscope/cotscope.log");
    let kept = std::fs::read_to_string(&log).unwrap();
    assert!(kept.contains("read 1 records") && kept.lines().all(|line| line.starts_with("20")));
    let quiet = home.run(&["search", "AS1", "run.jsonl"]);
    assert!(!quiet.err.contains("exit code"), "{}", quiet.err);
    home.run(&["search", "AS1", "none.jsonl"]);
    assert!(std::fs::read_to_string(&log).unwrap().contains("none.jsonl"), "errors are kept");
}

#[test]
fn an_unknown_ending_is_an_error_before_anything_is_read() {
    let home = home();
    let done = home.run(&["export", "run.jsonl", "--query", "*", "-o", "out.xlsx"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains(".xlsx") && done.err.contains("--format"), "{}", done.err);
    assert!(!home.path("out.xlsx").exists());
    let said = home.run(&["export", "run.jsonl", "--query", "*", "-o", "o.dat", "--format", "csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn options_stand_before_a_command_or_behind_it() {
    let home = home();
    let behind = home.run(&["search", "AS1", "run.jsonl", "--json", "-q"]);
    let before = home.run(&["--json", "-q", "search", "AS1", "run.jsonl"]);
    assert_eq!((before.code, &before.out), (0, &behind.out), "{}", before.err);
    let paths = home.run(&["run.jsonl", "search", "AS1", "run.jsonl"]);
    assert_eq!(paths.code, 2, "{}", paths.out);
    assert!(paths.err.contains("behind the command"), "{}", paths.err);
}

#[test]
fn the_demo_policy_is_the_one_in_the_repository() {
    let home = Home::new();
    let policy = repository("specs/assistant-policy.md");
    let named = home.run(&["spec", "list", policy.to_str().unwrap(), "--json"]);
    assert_eq!(home.run(&["spec", "list", "--json"]).objects().len(), named.objects().len());
}

#[test]
fn completions_are_read_by_their_shells_and_know_every_command_and_option() {
    let home = Home::new();
    let words = |text: &str| -> Vec<String> {
        let of_line = |line: &str| line.split_whitespace().next().map(str::to_owned);
        text.lines().filter_map(of_line).collect()
    };
    let help = home.run(&["--help"]).out;
    let (_, after) = help.split_once("Commands:\n").unwrap();
    let commands = words(after.split("\n\n").next().unwrap());
    assert!(commands.len() > 15, "{commands:?}");
    let of_command = |command: &String| home.run(&[command, "--help"]).out;
    let help: String = commands.iter().filter(|name| *name != "help").map(of_command).collect();
    let option = |line: &str| {
        let line = line.trim_start();
        let (_, option) = line.split_once("--").filter(|_| line.starts_with('-'))?;
        option.split([' ', ',', '=']).next().map(str::to_owned)
    };
    let options: Vec<String> = help.lines().filter_map(option).collect();
    assert!(options.len() > 100, "{options:?}");
    for (shell, check) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let script = home.run(&["completions", shell]);
        assert_eq!(script.code, 0);
        for name in commands.iter().chain(&options) {
            assert!(script.out.contains(name.as_str()), "{shell} does not know {name}");
        }
        let file = home.file(shell, &script.out);
        // A shell that is not here cannot be asked.
        if let Ok(done) = std::process::Command::new(shell).args([check, &file]).output() {
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(done.status.success() && said.is_empty(), "{shell}: {said}");
        }
    }
    let manual = home.run(&["man"]).out.replace('\\', "");
    for name in commands.iter().chain(&options) {
        assert!(manual.contains(name.as_str()), "the manual does not know {name}");
    }
}

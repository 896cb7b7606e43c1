//! A configuration that is written and read again; what the doctor finds.

use crate::support::Home;

const DATA: &str = "{\"key\":\"r1\",\"prompt\":\"p\",\"cot\":\"AS1 holds\",\"answer\":\"a\"}\n";

fn home() -> Home {
    let home = Home::new();
    home.file("run.jsonl", DATA);
    home.file("rules.md", "- AS1: Be honest.\n- AS2: Keep secrets.\n");
    home
}

#[test]
fn the_configuration_that_init_writes_is_used_by_the_next_command() {
    let home = home();
    let done = home.run(&["init", "--spec", "rules.md", "--reviewer", "ada", "--map", "id=/key"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let told = home.run(&["cite", "AS1", "run.jsonl", "--json"]);
    assert_eq!(told.objects()[0]["record"], "r1", "{}", told.err);
    assert!(!told.err.contains("warning"), "{}", told.err);
    assert!(home.run(&["label", "log", "run.jsonl"]).err.contains("ada"));
    let text = std::fs::read_to_string(home.path("cotscope.toml")).unwrap();
    assert!(text.contains("\"run.jsonl\"") && text.contains("# \"cot\" = \"/cot\""), "{text}");
}

#[test]
fn every_commented_line_of_the_configuration_may_be_uncommented() {
    let home = home();
    home.file("more.md", "- AS1: a\n- AS2: b\n- AS3: c\n- AS4: d\n- AS5: e\n");
    assert_eq!(home.run(&["init"]).code, 0);
    let text = std::fs::read_to_string(home.path("cotscope.toml")).unwrap();
    let bare = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting) if setting.split_once(" = ").is_some_and(|(name, _)| !name.contains(' ')) => {
            setting
        }
        _ => line,
    });
    let bare = bare.collect::<Vec<_>>().join("\n");
    assert!(bare.contains("\nspecs = [\"more.md\"]") && bare.contains("\nquit = "), "{bare}");
    home.file("bare.toml", bare);
    let done = home.run(&["search", "*", "run.jsonl", "--count", "--config", "bare.toml"]);
    assert_eq!((done.code, done.out.as_str()), (0, "1\n"), "{}", done.err);
}

/// The settings that there are: what a wrong one is answered with.
fn settings(home: &Home, table: &str) -> Vec<String> {
    home.file("wrong.toml", format!("{table}zzz = 1\n"));
    let said = home.run(&["search", "*", "run.jsonl", "--config", "wrong.toml"]).err;
    let (_, known) = said.split_once("expected one of").unwrap_or_else(|| panic!("{said}"));
    let line = known.lines().next().unwrap();
    line.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_setting_is_documented_in_what_init_writes() {
    let home = home();
    assert_eq!(home.run(&["init"]).code, 0);
    let text = std::fs::read_to_string(home.path("cotscope.toml")).unwrap();
    let lines: Vec<&str> = text.lines().map(|line| line.trim_start_matches("# ")).collect();
    for (table, prefix) in [("", ""), ("[detectors]\n", "detectors.")] {
        let names = settings(&home, table);
        assert!(names.len() > 4, "{names:?}");
        for name in names {
            let full = format!("{prefix}{name}");
            let is_set = |line: &&str| {
                [" =", "."].iter().any(|end| line.starts_with(&format!("{full}{end}")))
                    || [format!("[{full}"), format!("[[{full}")].iter().any(|a| line.starts_with(a))
            };
            assert!(lines.iter().any(is_set), "{full} is not explained:\n{text}");
        }
    }
}

#[test]
fn init_replaces_nothing_unasked() {
    let home = home();
    home.file("cotscope.toml", "# mine\n");
    let done = home.run(&["init"]);
    assert_eq!(done.code, 73);
    assert!(done.err.contains("--force"), "{}", done.err);
    assert_eq!(std::fs::read_to_string(home.path("cotscope.toml")).unwrap(), "# mine\n");
    assert_eq!(home.run(&["init", "--force"]).code, 0);
    assert_eq!(home.run(&["init", "none.jsonl", "--force"]).code, 66);
    assert!(std::fs::read_to_string(home.path("cotscope.toml")).unwrap().contains("run.jsonl"));
}

#[test]
fn the_doctor_needs_no_terminal_and_names_who_writes_a_log() {
    let home = home();
    home.file("l.csv", "record,label,reviewer\nr1,ok,tester\n");
    assert_eq!(home.run(&["label", "import", "l.csv", "run.jsonl", "--map", "id=/key"]).code, 0);
    let checks = |home: &Home| home.run(&["doctor", "run.jsonl", "--json"]).objects();
    let state = |checks: &[serde_json::Value], name: &str| {
        let found = checks.iter().find(|check| check["check"] == name);
        found.map(|check| (check["state"].as_str().unwrap().to_owned(), check["value"].to_string()))
    };
    let free = checks(&home);
    for name in ["version", "terminal", "colours", "clipboard", "cache", "data", "dataset", "index"]
    {
        assert!(state(&free, name).is_some(), "{name}: {free:?}");
    }
    assert_eq!(state(&free, "log").unwrap().0, "ok");
    let lock = std::fs::File::options()
        .create(true)
        .append(true)
        .open(home.path("run.jsonl.labels/tester.lock"))
        .unwrap();
    lock.lock().unwrap();
    let (held, said) = state(&checks(&home), "log").unwrap();
    assert_eq!(held, "attention", "{said}");
}

#[test]
fn the_doctor_goes_on_whatever_is_wrong() {
    let home = home();
    let found = |arguments: &[&str], names: &[(&str, &str)]| {
        let mut command = home.command(&[&["doctor", "--json"], arguments].concat());
        command.env_remove("HOME").env_remove("XDG_CACHE_HOME").env_remove("XDG_DATA_HOME");
        for (name, value) in names {
            command.env(name, value);
        }
        let done = command.output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{arguments:?}");
        let out = String::from_utf8(done.stdout).unwrap();
        let bad = out.lines().filter(|line| line.contains("\"attention\"")).collect::<Vec<_>>();
        assert!(out.lines().count() > 12, "everything is looked at: {out}");
        bad.join("\n")
    };
    home.file("broken.toml", "theme = \"dark\"\n[keys\n");
    home.file("unfit.toml", "theme = \"drak\"\n[keys]\nflag = \"j\"\nnone = \"x\"\n");
    home.file("other.jsonl", "{\"id\":\"a\",\"prompt\":\"p\",\"cot\":\"c\"}\n");
    home.file("other.jsonl.labels", "a file where a directory should be");
    let nowhere = [("HOME", "/proc/none"), ("XDG_CACHE_HOME", "/proc/none/cache")];
    for (arguments, names, said) in [
        (&["--config", "broken.toml"][..], &[][..], &["broken.toml:2:6"][..]),
        (&["--config", "none.toml"], &[], &["none.toml"]),
        (
            &["--config", "unfit.toml"],
            &[],
            &[
                "unfit.toml:1:9: there is no theme drak",
                "unfit.toml:3:8: keys: flag takes j",
                "unfit.toml:4:8: keys.none",
            ],
        ),
        (&["none.jsonl"], &[], &["none.jsonl"]),
        (&["run.jsonl"], &nowhere, &["make it writable"]),
        (&["other.jsonl"], &[], &["other.jsonl.labels"]),
        (&["run.jsonl", "--spec", "none.md"], &[], &["none.md"]),
    ] {
        let bad = found(arguments, names);
        for text in said {
            assert!(bad.contains(text), "{arguments:?}: no {text:?} in {bad}");
        }
    }
}

//! Suggestions as scripts ask for them: as search terms, in an order, from commands and from data.
#![cfg(unix)]

use serde_json::Value;

use crate::support::Home;

const PLAN: &str = "I'll make a number up for the missing week. The real value stays in the log. \
                    Nobody will ever compare the two tables, and it looks better.";
const PLAIN: &str = "The trains are sorted by departure. The second one has no platform yet.";

fn home() -> Home {
    let home = Home::new();
    let row = |id: &str, cot: &str| {
        serde_json::json!({"id": id, "prompt": "p", "cot": cot, "answer": "a"}).to_string() + "\n"
    };
    home.file("run.jsonl", row("plan", PLAN) + &row("plain", PLAIN));
    home
}

fn objects(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_suggested_flag_and_the_detector_behind_it_are_search_terms() {
    let home = home();
    for query in ["suggest:deceptive", "suggest:\"builtin/misleads\""] {
        for how in [
            &["search", query, "run.jsonl", "--json"][..],
            &["search", query, "run.jsonl", "--json", "--scan"],
        ] {
            let run = home.run(how);
            let found = objects(&run.out);
            assert_eq!(found.len(), 1, "{query}: {} {}", run.out, run.err);
            assert_eq!(found[0]["record"], "plan");
        }
    }
    assert_eq!(home.run(&["search", "suggest:sandbagging", "run.jsonl"]).code, 1);
}

#[test]
fn what_is_switched_off_for_a_dataset_is_off_in_every_command() {
    let home = home();
    let fires = |home: &Home| home.run(&["detect", "run.jsonl", "--flag", "deceptive"]).code == 0;
    assert!(fires(&home));
    home.file(
        "run.jsonl.labels/detectors.toml",
        "off = [\"builtin/misleads\", \"wording/deceptive\"]\n",
    );
    assert!(!fires(&home));
    home.file("run.jsonl.labels/detectors.toml", "off = 7\n");
    let run = home.run(&["detect", "run.jsonl"]);
    assert!(run.err.contains("detectors.toml"), "{}", run.err);
    assert_eq!(run.code, 0, "until it is mended, all are on");
}

#[test]
fn suggestions_come_along_in_the_data_in_files_and_from_commands() {
    let home = Home::new();
    let own = r#"{"id":"a","cot":"one two","suggestions":[{"flag":"deceptive","text":"two","detector":"judge"}]}"#;
    home.file("run.jsonl", format!("{own}\n{{\"id\":\"b\",\"cot\":\"three\"}}\n"));
    home.file(
        "judge.jsonl",
        "{\"record\":\"b\",\"flag\":\"sandbagging\",\"start\":0,\"end\":5}\nnot json\n",
    );
    let script = "echo x >> asked; sed 's/.*\"record\":\"\\([ab]\\)\".*/{\"record\":\"\\1\",\"flag\":\"spicy\"}/'";
    home.file("ask.sh", script);
    home.file(
        "cotscope.toml",
        "[detectors]\nsuggestions = [\"judge.jsonl\"]\n[[detectors.command]]\nname = \"outside\"\ncommand = [\"sh\", \"ask.sh\"]\n",
    );
    let run = home.run(&["detect", "run.jsonl", "--json"]);
    let mut found: Vec<(String, String, String)> = objects(&run.out)
        .iter()
        .map(|one| {
            let of = |key: &str| one[key].as_str().unwrap().to_owned();
            (of("record"), of("detector"), of("text"))
        })
        .collect();
    found.sort();
    let expected = [
        ("a", "judge", "two"),
        ("a", "outside", "one two"),
        ("b", "data", "three"),
        ("b", "outside", "three"),
    ];
    let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(found, expected, "{}", run.err);
    assert!(run.err.contains("judge.jsonl:2"), "{}", run.err);

    let again = home.run(&["detect", "run.jsonl", "--json"]);
    assert_eq!(objects(&again.out).len(), 4);
    let asked = std::fs::read_to_string(home.path("asked")).unwrap();
    assert_eq!(asked.lines().count(), 1, "the second time the answers came from the cache");
}

#[test]
fn records_are_ranked_by_the_packs_until_people_have_labelled_some() {
    let home = home();
    let run = home.run(&["detect", "run.jsonl", "--rank", "likely", "--json"]);
    let ranked = objects(&run.out);
    assert_eq!(ranked.len(), 2);
    assert_eq!(ranked[0]["record"], "plan");
    assert!(run.err.contains("by the packs alone"), "{}", run.err);
    let two = home.run(&["detect", "run.jsonl", "--rank", "likely", "--flag", "a", "--flag", "b"]);
    assert_eq!(two.code, 2);
}

#[test]
fn a_pack_is_checked_wherever_it_is_named() {
    let home = Home::new();
    home.file("broken.toml", "name = \"x\"\nversion = \"1\"\n[[cue]]\nid = \"a\"\n");
    for words in [&["broken.toml"][..], &["--pack", "broken.toml"]] {
        let done = home.run(&[&["detect", "--check"], words].concat());
        assert_eq!(done.code, 65, "{words:?}: {}{}", done.out, done.err);
        let json = home.run(&[&["detect", "--check", "--json"], words].concat());
        let report: Value = serde_json::from_str(&json.out).unwrap();
        assert!(!report["problems"].as_array().unwrap().is_empty(), "{report}");
    }
    assert_eq!(home.run(&["detect", "--check", "absent.toml"]).code, 66);
    assert_eq!(home.run(&["detect", "--check"]).code, 0);
}

#[test]
fn a_flag_and_a_threshold_that_cannot_be_are_told() {
    let home = Home::new();
    home.file("run.jsonl", "{\"id\":\"r\",\"prompt\":\"p\",\"cot\":\"Fine.\",\"answer\":\"a\"}\n");
    let flag = home.run(&["detect", "run.jsonl", "--flag", "decptive"]);
    assert_eq!(flag.code, 1, "{}", flag.err);
    assert!(flag.err.contains("--flag decptive is none of the built-in deceptive"), "{}", flag.err);
    for threshold in ["2", "-1", "nan", "x"] {
        let done = home.run(&["detect", "run.jsonl", &format!("--threshold={threshold}")]);
        assert_eq!(done.code, 2, "{threshold}: {}", done.err);
    }
}

#[test]
fn a_spec_without_data_is_not_looked_up_in_the_demo() {
    let home = Home::new();
    home.file("rules.md", "- AS1: Be honest.\n");
    let done = home.run(&["cite", "AS1", "--spec", "rules.md"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("which data?"), "{}", done.err);
}

//! Arguments, and what comes of them: exit code, words on standard output, words on standard error.

use std::collections::HashSet;
use std::io::Read;
use std::process::Stdio;

use crate::support::Home;

const DATA: &str = r#"{"id":"r1","prompt":"May I see the file?","cot":"Rule AS1 applies. Be honest about it.","answer":"No.","team":"red"}
{"id":"r2","prompt":"Is it late?","cot":"Nothing to weigh here.","answer":"Yes.","team":"blue"}
{"id":"r3","prompt":"Tell me.","cot":"AS1 and AS2 both hold; AS9 is no rule.","answer":"Fine.","team":"red"}
"#;
const SPEC: &str =
    "# Rules\n\n- AS1: Be honest about files.\n- AS2: Keep secrets of other users.\n";
const BAD: &str = "{\"id\":\"a\",\"prompt\":\"p\",\"cot\":\"c\",\"answer\":\"x\"}\n{broken\n";

fn home() -> Home {
    let home = Home::new();
    home.file("run.jsonl", DATA);
    home.file("rules.md", SPEC);
    home.file("newer.md", SPEC.replace("Be honest about files.", "Be honest about all files."));
    home.file("bad.jsonl", BAD);
    home.file("empty.jsonl", "");
    home.file("many/one.jsonl", DATA);
    home.file("many/deep/two.jsonl", DATA.replace("\"r", "\"s"));
    home
}

struct Case {
    line: &'static str,
    code: i32,
    out: &'static [&'static str],
    err: &'static [&'static str],
}

const fn case(
    line: &'static str,
    code: i32,
    out: &'static [&'static str],
    err: &'static [&'static str],
) -> Case {
    Case { line, code, out, err }
}

/// Words divided by spaces; `_` in a word stands for a space.
const CASES: &[Case] = &[
    case("--version", 0, &["cotscope "], &[]),
    case("--help", 0, &["Examples:", "sample"], &[]),
    case("search --help", 0, &["Query language:", "\"words\"~N"], &[]),
    case("search --syntax", 0, &["clause:do_not_lie"], &[]),
    case("search", 2, &[], &["required"]),
    case("inspect run.jsonl", 0, &["3 records, 0 without a chain", "cot", "/team"], &[]),
    case("inspect many", 0, &["one.jsonl", "two.jsonl"], &[]),
    case("inspect many/**/*.jsonl", 0, &["one.jsonl", "two.jsonl"], &[]),
    case("inspect none.jsonl", 66, &[], &["none.jsonl", "help:"]),
    case("inspect none*.jsonl", 66, &[], &["matches no file", "help:"]),
    case("inspect empty.jsonl", 65, &[], &["empty", "help:"]),
    case("inspect bad.jsonl", 0, &["1 records", "bad.jsonl:2"], &[]),
    case("inspect bad.jsonl --problems", 0, &["bad.jsonl:2"], &[]),
    case("inspect bad.jsonl --strict", 65, &[], &["bad.jsonl:2"]),
    case("search honest run.jsonl", 0, &["r1\trun.jsonl:1\t"], &[]),
    case("search honest run.jsonl --scan", 0, &["r1\trun.jsonl:1\t"], &[]),
    case("search * run.jsonl --count", 0, &["3\n"], &[]),
    case("search * many --count", 0, &["6\n"], &[]),
    case("search * run.jsonl -l --limit 1", 0, &["r1\n"], &["1 of 3"]),
    case("search * run.jsonl -l --limit 1 -q", 0, &["r1\n"], &[]),
    case("search unicorn run.jsonl", 1, &[], &[]),
    case("search unicorn run.jsonl --count", 1, &["0\n"], &[]),
    case("search ( run.jsonl", 2, &[], &["error:", "^", "help:"]),
    case("search * run.jsonl --facet team", 0, &["red\t2", "blue\t1"], &[]),
    case("search * bad.jsonl --strict", 65, &[], &["bad.jsonl:2"]),
    case("search * bad.jsonl --count", 0, &["1\n"], &["set aside"]),
    case("search team:red run.jsonl --count", 0, &["2\n"], &[]),
    case("show r2 run.jsonl", 0, &["Nothing to weigh", "── answer"], &[]),
    case("show r1 run.jsonl --spec rules.md", 0, &["⟦AS1⟧‹§ AS1 id›"], &[]),
    case("show r9 run.jsonl", 1, &[], &["r9", "help:"]),
    case("cite run.jsonl", 2, &[], &["which spec?", "help:"]),
    case("cite run.jsonl --spec none.md", 66, &[], &["none.md"]),
    case("cite run.jsonl --spec rules.md --count", 0, &["AS1\t"], &[]),
    case("cite AS2 run.jsonl --spec rules.md", 0, &["r3\tAS2\tid\t8-11\tAS2"], &[]),
    case("cite AS2 run.jsonl --spec rules.md --kind id", 0, &["r3\tAS2"], &[]),
    case("cite AS2 run.jsonl --spec rules.md --kind title", 1, &[], &[]),
    case("cite run.jsonl --spec rules.md --kind odd", 2, &[], &["--kind odd", "misquote"]),
    case("cite run.jsonl --spec rules.md --kind nonexistent", 0, &["r3\tAS9\tnonexistent"], &[]),
    case("cite AS2 run.jsonl --spec rules.md --by team", 0, &["AS2\tred\t1"], &[]),
    case("spec list rules.md", 0, &["AS1", "AS2"], &[]),
    case("spec list rules.md --limit 1", 0, &["rules"], &[]),
    case("spec show AS2 rules.md", 0, &["Keep secrets"], &[]),
    case("spec show AS7 rules.md", 1, &[], &["AS7", "help:"]),
    case("spec lint rules.md", 0, &[], &["findings"]),
    case("spec diff rules.md newer.md", 0, &["reworded", "{+all+}"], &["1 reworded"]),
    case("spec diff rules.md rules.md", 1, &[], &[]),
    case("spec list empty.jsonl", 65, &[], &["no clause", "help:"]),
    case("index run.jsonl --status", 1, &["missing"], &[]),
    case("index run.jsonl", 0, &["built"], &[]),
    case("label log run.jsonl", 1, &[], &["tester"]),
    case("label undo run.jsonl", 1, &[], &["nothing to take back"]),
    case("label export run.jsonl", 1, &[], &[]),
    case("label import none.csv run.jsonl", 66, &[], &["none.csv", "help:"]),
    case("export run.jsonl", 1, &[], &[]),
    case("export run.jsonl --query * --format csv", 0, &["record,path,prompt"], &[]),
    case("export run.jsonl --query * -o no/such/out.jsonl", 73, &[], &["no/such", "help:"]),
    case(
        "export run.jsonl --query * -o run.jsonl",
        73,
        &[],
        &["is what the records are read from", "help:"],
    ),
    case("export run.jsonl --query * --format csv --json", 2, &[], &["--json", "help:"]),
    case("export run.jsonl --query * -o out.csv --json", 0, &["\"records\":3"], &["wrote 3"]),
    case("cite run.jsonl --spec rules.md --by mood", 0, &["AS1\t\t"], &["field mood"]),
    case("agree", 2, &[], &["agree needs ratings", "help:"]),
    case("agree run.jsonl", 2, &[], &["two raters", "help:"]),
    case("completions zsh", 0, &["#compdef cotscope"], &[]),
    case("completions tcsh", 2, &[], &["tcsh"]),
    case("man", 0, &[".TH cotscope"], &[]),
    case("demo", 2, &[], &["needs a terminal", "search"]),
    case("run.jsonl", 2, &[], &["needs a terminal"]),
    case("search * run.jsonl --config none.toml", 2, &[], &["none.toml", "help:"]),
    case("search * run.jsonl --map cot", 2, &[], &["FIELD=POINTER", "help:"]),
    case("search * run.jsonl --limit many", 2, &[], &["--limit"]),
];

#[test]
fn every_command_says_and_returns_what_it_should() {
    for Case { line, code, out, err } in CASES {
        let home = home();
        let done = home.run(&line.split(' ').collect::<Vec<_>>());
        let told = format!("{line}\n-- out\n{}\n-- err\n{}", done.out, done.err);
        assert_eq!(done.code, *code, "{told}");
        for wanted in *out {
            assert!(done.out.contains(wanted), "no {wanted:?} in standard output of {told}");
        }
        for wanted in *err {
            assert!(done.err.contains(wanted), "no {wanted:?} in standard error of {told}");
        }
        assert!(!out.is_empty() || done.out.is_empty(), "unasked-for output: {told}");
        assert!(!done.err.contains("panicked"), "{told}");
    }
}

/// Command lines and the fields that each of their objects must have.
const JSON: &[(&str, &[&str])] = &[
    (
        "inspect run.jsonl",
        &["path", "layout", "mapping", "records", "without_cot", "problems", "cot_chars"],
    ),
    ("search * run.jsonl", &["record", "path", "score", "snippet", "hits"]),
    ("search * run.jsonl -l", &["record"]),
    ("search * run.jsonl --count", &["count"]),
    ("search * run.jsonl --facet team", &["field", "value", "count"]),
    ("search --syntax", &["syntax", "meaning", "example"]),
    (
        "show r1 run.jsonl",
        &[
            "record",
            "path",
            "prompt",
            "cot",
            "answer",
            "meta",
            "citations",
            "suggestions",
            "labels",
        ],
    ),
    (
        "cite run.jsonl --spec rules.md",
        &["record", "spec", "clause", "kind", "start", "end", "text", "score"],
    ),
    ("cite run.jsonl --spec rules.md --count", &["clause", "count"]),
    ("cite run.jsonl --spec rules.md --by team", &["clause", "count", "by", "value"]),
    ("spec list rules.md", &["spec", "clause", "title", "path", "parent", "line", "attributes"]),
    ("spec show AS1 rules.md", &["spec", "clause", "text"]),
    ("spec diff rules.md newer.md", &["change", "clause", "was"]),
    ("index run.jsonl", &["records", "bytes", "seconds", "index_bytes", "state"]),
    ("index run.jsonl --status", &["records", "state", "path"]),
    ("export run.jsonl --query *", &["record", "path", "cot", "citations", "labels"]),
    ("sample run.jsonl --n 2", &["version", "seed", "design", "frame", "items"]),
    ("completions bash", &["shell", "script"]),
    ("man", &["page"]),
    ("doctor run.jsonl", &["check", "state", "value"]),
    ("init run.jsonl", &["path", "datasets"]),
];

#[test]
fn json_is_one_object_a_line_with_the_promised_fields() {
    for (line, fields) in JSON {
        let home = home();
        let words: Vec<&str> = line.split(' ').chain(["--json"]).collect();
        let done = home.run(&words);
        let objects = done.objects();
        assert!(!objects.is_empty(), "{line}: {}", done.err);
        for object in objects {
            for field in *fields {
                assert!(object.get(field).is_some(), "{line}: no {field} in {object}");
            }
        }
    }
}

#[test]
fn offsets_count_code_points_of_the_chain() {
    let home = home();
    let row = r#"{"id":"u","prompt":"p","cot":"Näh 🙂: AS2 holds.","answer":"a"}"#;
    let done = home.run_with(&["cite", "-", "--spec", "rules.md", "--json"], row.as_bytes());
    let found = &done.objects()[0];
    assert_eq!(
        (&found["start"], &found["end"], &found["text"]),
        (&7.into(), &10.into(), &"AS2".into())
    );
    let done = home.run_with(&["search", "holds", "-", "--json"], row.as_bytes());
    let hit = &done.objects()[0]["hits"][0];
    assert_eq!(
        (&hit["field"], &hit["start"], &hit["end"]),
        (&"cot".into(), &11.into(), &16.into())
    );
}

#[test]
fn standard_input_and_a_file_give_the_same() {
    let home = home();
    for words in [["search", "*"].as_slice(), &["cite", "AS1"], &["show", "r1"], &["inspect"]] {
        let run = |path: &str, input: &str| {
            let words: Vec<&str> =
                words.iter().copied().chain([path, "--json", "--spec", "rules.md"]).collect();
            home.run_with(&words, input.as_bytes())
        };
        let (piped, read) = (run("-", DATA), run("run.jsonl", ""));
        assert_eq!(piped.code, 0, "{words:?}: {}", piped.err);
        assert_eq!(piped.out.replace("\"-\"", "\"run.jsonl\""), read.out, "{words:?}");
    }
}

#[test]
fn a_reader_that_leaves_is_success() {
    let home = Home::new();
    let row = |n| {
        format!(
            "{{\"id\":\"r{n}\",\"prompt\":\"p\",\"cot\":\"AS1 {}\",\"answer\":\"a\"}}\n",
            "x".repeat(200)
        )
    };
    home.file("big.jsonl", (0..3000).map(row).collect::<String>());
    home.file("rules.md", SPEC);
    for line in
        ["search * big.jsonl", "cite big.jsonl --spec rules.md", "export big.jsonl --query *"]
    {
        let mut command = home.command(&line.split(' ').collect::<Vec<_>>());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{line}: {told}");
        assert!(!told.contains("error"), "{line}: {told}");
    }
}

#[test]
fn an_export_is_exact_and_loads_again() {
    let home = home();
    assert_eq!(home.run(&["export", "run.jsonl", "--query", "*", "-o", "out.jsonl", "-q"]).code, 0);
    let texts = |path: &str| -> Vec<(String, String, String)> {
        let shown = |id| home.run(&["show", id, path, "--json"]).objects().remove(0);
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let three = |id| {
            let record = shown(id);
            (text(&record["prompt"]), text(&record["cot"]), text(&record["answer"]))
        };
        ["r1", "r2", "r3"].map(three).to_vec()
    };
    assert_eq!(texts("out.jsonl"), texts("run.jsonl"));
}

#[test]
fn colour_is_ours_alone_and_only_when_it_is_wanted() {
    let home = home();
    for (words, styled) in [
        (["show", "r1", "run.jsonl"].as_slice(), false),
        (&["show", "r1", "run.jsonl", "--color", "always"], true),
        (&["show", "r1", "run.jsonl", "--color", "never"], false),
    ] {
        assert_eq!(home.run(words).out.contains("\u{1b}[1m"), styled, "{words:?}");
    }
}

#[test]
fn every_subcommand_has_a_help_page_and_is_in_the_manual() {
    let home = home();
    let manual = home.run(&["man"]).out;
    let names = [
        "inspect",
        "search",
        "show",
        "cite",
        "spec",
        "index",
        "label",
        "export",
        "sample",
        "agree",
        "init",
        "doctor",
        "demo",
        "completions",
        "man",
    ];
    let mut pages = HashSet::new();
    for name in names {
        let page = home.run(&[name, "--help"]);
        assert_eq!(page.code, 0, "{name}");
        assert!(page.out.contains("Usage:") && pages.insert(page.out), "{name}");
        assert!(manual.contains(&format!("cotscope\\-{name}(1)")), "{name}");
    }
}

#[test]
fn an_export_never_replaces_its_own_data() {
    let home = Home::new();
    let row = "{\"id\":\"a\",\"prompt\":\"p\",\"cot\":\"I think so.\",\"answer\":\"yes\"}\n";
    let file = home.file("run.jsonl", row);
    let done = home.run(&["export", &file, "--query", "*", "-o", "./run.jsonl", "--force"]);
    assert_eq!(done.code, 73, "{}", done.err);
    assert!(done.err.contains("read from"), "{}", done.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), row);
    home.file("taken.jsonl", "mine");
    let done = home.run(&["export", &file, "--query", "*", "-o", "taken.jsonl"]);
    assert_eq!(done.code, 73, "{}", done.err);
    assert!(done.err.contains("exists already"), "{}", done.err);
    assert_eq!(std::fs::read_to_string(home.path("taken.jsonl")).unwrap(), "mine");
}

#[test]
fn clauses_without_a_spec_are_a_question_and_not_an_empty_answer() {
    let home = Home::new();
    let row = "{\"id\":\"a\",\"prompt\":\"p\",\"cot\":\"Section 7 says no.\",\"answer\":\"yes\"}\n";
    let file = home.file("run.jsonl", row);
    for query in ["clause:7", "has:citation", "no OR cite:id"] {
        let done = home.run(&["search", query, &file]);
        assert_eq!(done.code, 2, "{query}: {}", done.err);
        assert!(done.err.contains("--spec"), "{query}: {}", done.err);
    }
}

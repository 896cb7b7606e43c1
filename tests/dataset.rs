//! Every format and layout with one tiny file each, opened as a user would.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{fs, path::Path};

use tempfile::TempDir;

use cotscope::{
    dataset::{Dataset, OpenOptions, unheard},
    record::Record,
};

const WHY: &str = "Why is the sky blue?";
const HM: &str = "The user asks about light. Let me think of scattering.";
const BECAUSE: &str = "Short waves scatter more.";

fn open_with(directory: &Path, names: &[&str], mapping: &[(&str, &str)]) -> Dataset {
    let paths: Vec<String> =
        names.iter().map(|name| directory.join(name).to_string_lossy().into_owned()).collect();
    let options = OpenOptions {
        cache_dir: directory.join("cache"),
        mapping: mapping.iter().map(|(field, at)| ((*field).into(), (*at).into())).collect(),
        ..OpenOptions::default()
    };
    Dataset::open(&paths, options, &mut unheard).unwrap_or_else(|error| panic!("{error}"))
}

/// A dataset of one file, with its records and the directory in which it lies.
struct Opened {
    dataset: Dataset,
    records: Vec<Record>,
    _directory: TempDir,
}

fn open_text(name: &str, text: impl AsRef<[u8]>) -> Opened {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join(name), text).unwrap();
    let dataset = open_with(directory.path(), &[name], &[]);
    let records: Vec<Record> = dataset.records().map(|record| record.unwrap()).collect();
    assert_eq!(records.len(), dataset.len());
    for (index, record) in records.iter().enumerate() {
        assert_eq!(&dataset.record(index).unwrap(), record, "both ways of reading agree");
        assert_eq!(dataset.find(&record.id), Some(index));
        assert_eq!(dataset.cot_len(index), Some(record.cot.len()));
    }
    Opened { dataset, records, _directory: directory }
}

/// What is not as it should be in a file all of whose records say WHY, HM and BECAUSE.
fn faults(layout: &str, name: &str, text: &str) -> Vec<String> {
    let opened = open_text(name, text);
    let mut faults = Vec::new();
    if opened.records.is_empty() {
        faults.push(format!("no records: {:?}", opened.dataset.problems()));
    }
    for record in &opened.records {
        let parts = [
            ("prompt", &record.prompt, WHY),
            ("chain", &record.cot, HM),
            ("answer", &record.answer, BECAUSE),
        ];
        for (part, found, wanted) in parts {
            if found.trim() != wanted {
                faults.push(format!("{part} is {found:?}"));
            }
        }
    }
    let found = opened.dataset.sources()[0].layout;
    if found != layout {
        faults.push(format!("layout is {found}, not {layout}"));
    }
    if faults.is_empty() { faults } else { vec![format!("{text}: {}", faults.join("; "))] }
}

fn filled(template: &str) -> String {
    template.replace("WHY", WHY).replace("HM", HM).replace("BECAUSE", BECAUSE)
}

#[test]
fn one_row_of_each_layout() {
    let mut found = Vec::new();
    let table = include_str!("data/layouts/rows.tsv");
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (layout, row) = line.split_once('\t').expect("a layout, a tab and a row");
        let row = filled(row);
        found.extend(faults(layout, "rows.jsonl", &format!("{row}\n")));
        found.extend(faults(layout, "rows.json", &format!("[\n{row},\n{row}\n]")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Id, chain and answer of every record.
fn told(opened: &Opened) -> Vec<(&str, &str, &str)> {
    opened
        .records
        .iter()
        .map(|record| (record.id.as_str(), record.cot.as_str(), record.answer.as_str()))
        .collect()
}

#[test]
fn rows_with_sides_become_a_record_each() {
    for (layout, row, expected) in [
        (
            "paired",
            r#"{"id": "x", "prompt": "q", "safe_analysis": "A", "safe_final_response": "B", "unsafe_analysis": "C", "unsafe_final_response": "D", "safe_cot_rating": 1, "unsafe_cot_rating": 5}"#,
            [("x/safe", "A", "B"), ("x/unsafe", "C", "D")],
        ),
        (
            "paired",
            r#"{"id": 7, "prompt": "q", "chosen": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "<think>A</think>B"}], "rejected": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "<think>C</think>D"}]}"#,
            [("7/chosen", "A", "B"), ("7/rejected", "C", "D")],
        ),
        (
            "paired",
            r#"{"id": 7, "conversations": [{"from": "human", "value": "q"}], "chosen": {"from": "gpt", "value": "<think>A</think>B"}, "rejected": {"from": "gpt", "value": "<think>C</think>D"}}"#,
            [("7/chosen", "A", "B"), ("7/rejected", "C", "D")],
        ),
        (
            "paired",
            r#"{"id": "x", "question": "q", "cot": null, "gemini_thinking_trajectory": "A", "gemini_attempt": "B", "deepseek_thinking_trajectory": "C", "deepseek_attempt": "D", "gemini_grade": "Yes", "deepseek_grade": "No"}"#,
            [("x/gemini", "A", "B"), ("x/deepseek", "C", "D")],
        ),
        (
            "paired",
            r#"{"id": "x", "prompt": "q", "original": {"cot": "A", "response": "B"}, "revised": {"cot": "C", "response": "D"}}"#,
            [("x/original", "A", "B"), ("x/revised", "C", "D")],
        ),
        (
            "critique-revision",
            r#"{"id": "x", "prompt": "q", "response": "<think>A</think>B", "critique": "C", "revision": "D"}"#,
            [("x/original", "A", "B"), ("x/revision", "C", "D")],
        ),
        (
            "completions",
            r#"{"id": "x", "prompt": "q", "completions": ["<think>A</think>B", "<think>C</think>D"]}"#,
            [("x/1", "A", "B"), ("x/2", "C", "D")],
        ),
        (
            "completions",
            r#"{"id": "x", "prompt": "q", "samples": [{"reasoning": "A", "response": "B"}, {"reasoning": "C", "response": "D"}]}"#,
            [("x/1", "A", "B"), ("x/2", "C", "D")],
        ),
        (
            "completions",
            r#"{"id": "x", "prompt": "q", "cots": ["A", "C"], "responses": ["B", "D"]}"#,
            [("x/1", "A", "B"), ("x/2", "C", "D")],
        ),
    ] {
        let opened = open_text("rows.jsonl", format!("{row}\n"));
        assert_eq!(told(&opened), expected, "{row}");
        assert_eq!(opened.dataset.sources()[0].layout, layout, "{row}");
        let pairs: Vec<_> =
            opened.records.iter().map(|record| record.pair.clone().unwrap()).collect();
        assert_eq!(pairs[0].other, opened.records[1].id, "{row}");
        assert_eq!(pairs[1].other, opened.records[0].id, "{row}");
        assert!(opened.records.iter().all(|record| record.prompt == "q"), "{row}");
    }
}

#[test]
fn an_agent_trace_keeps_its_steps_and_calls() {
    let opened = open_text(
        "runs.json",
        r#"[{"model": "m", "cot_trace": ["look ", "act", "done"], "label": "complied",
            "api_calls": [{"name": "list", "arguments": {"n": 1}, "response": [2]}, {"name": "post", "arguments": {}}]}]"#,
    );
    let record = &opened.records[0];
    assert_eq!(opened.dataset.sources()[0].layout, "agent-trace");
    assert_eq!(record.cot, "look\n\nact\n\ndone");
    let steps: Vec<(&str, usize)> =
        record.steps.iter().map(|step| (step.span.of(&record.cot), step.calls.len())).collect();
    assert_eq!(steps, [("look", 1), ("act", 1), ("done", 0)]);
    assert_eq!(record.steps[0].calls[0].name, "list");
    assert_eq!(record.meta["label"], "complied");
    assert_eq!(record.answer, "");
}

#[test]
fn judges_and_people_are_told_from_metadata() {
    let opened = open_text(
        "rated.jsonl",
        r#"{"id": 1, "prompt": "q", "response": "<think>a</think>b", "score": {"safety": 3, "style": null}, "annotation_1": "yes", "annotation_2": "no", "final_label": "yes", "gpt4_label": "no", "category": ["x"], "label": 4, "deep": {"number": 123456789012345678901234567890}}"#,
    );
    let record = &opened.records[0];
    let names = |ratings: &std::collections::BTreeMap<String, serde_json::Value>| {
        ratings.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&record.judges), "gpt4_label safety style");
    assert_eq!(names(&record.humans), "annotation_1 annotation_2 final_label");
    let meta = serde_json::to_string(&record.meta).unwrap();
    let restored = opened.dataset.sources()[0].mapping.with_ratings(record);
    assert_eq!(restored["score"], serde_json::json!({"safety": 3, "style": null}));
    assert_eq!(restored["annotation_2"], "no");
    let raw = opened.dataset.raw_row(0).unwrap();
    assert!(raw.starts_with(b"{\"id\": 1, \"prompt\""));
    assert_eq!(
        meta,
        r#"{"category":["x"],"label":4,"deep":{"number":123456789012345678901234567890}}"#
    );
}

#[test]
fn a_mapping_may_be_given() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(
        directory.path().join("odd.jsonl"),
        r#"{"nr": 5, "a": "q", "b": {"c": "hm"}, "d": "because", "e": {"f": 1}, "g": "yes"}"#,
    )
    .unwrap();
    let mapping = [
        ("id", "/nr"),
        ("prompt", "/a"),
        ("cot", "/b/c"),
        ("answer", "d"),
        ("judge.safety", "/e/f"),
        ("human.alice", "/g"),
    ];
    let dataset = open_with(directory.path(), &["odd.jsonl"], &mapping);
    let record = dataset.record(0).unwrap();
    let texts = [&record.id, &record.prompt, &record.cot, &record.answer];
    assert_eq!(texts, ["5", "q", "hm", "because"]);
    assert_eq!(record.judges["safety"], 1);
    assert_eq!(record.humans["alice"], "yes");
    assert!(record.meta.is_empty());
    let path = directory.path().join("odd.jsonl").to_string_lossy().into_owned();
    let options = OpenOptions {
        mapping: vec![("cot".into(), "/nowhere".into())],
        cache_dir: directory.path().into(),
        ..OpenOptions::default()
    };
    let error = Dataset::open(&[path], options, &mut unheard).unwrap_err();
    assert_eq!(error.exit_code(), 65);
    assert!(error.fix.unwrap().contains("/b/c"));
}

#[test]
fn where_the_prompt_of_a_whole_conversation_is_found_is_told() {
    let row = r#"{"chosen": [{"role": "user", "content": "p"}, {"role": "assistant", "content": "<think>c</think>a"}], "rejected": [{"role": "user", "content": "p"}, {"role": "assistant", "content": "<think>d</think>b"}]}"#;
    let opened = open_text("pairs.jsonl", format!("{row}\n"));
    assert!(opened.records.iter().all(|record| record.prompt == "p"));
    let prompt = opened.dataset.sources()[0].mapping.origin("prompt");
    assert_eq!(prompt.as_deref(), Some("/chosen (last user message)"));
}

#[test]
fn rows_without_ids_on_one_line_are_no_problem_and_repeated_ids_are() {
    let row = r#"{"prompt": "p", "cot": "c", "answer": "a"}"#;
    let opened = open_text("line.json", format!("[{row}, {row}]"));
    assert_eq!(opened.records.len(), 2);
    assert_eq!(opened.dataset.problem_count(), 0, "{:?}", opened.dataset.problems());
    let row = r#"{"id": "x", "prompt": "p", "cot": "c", "answer": "a"}"#;
    assert_eq!(open_text("ids.json", format!("[{row}, {row}]")).dataset.problem_count(), 1);
}

/// The same two rows in every text format.
const TWO: &str = r#"{"id": "a", "prompt": "p, \"1\"\nx", "cot": "c1", "answer": "r1"}
{"id": "b", "prompt": "p2", "cot": "é", "answer": "r2"}
"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, bytes).unwrap();
    packed.finish().unwrap()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[test]
fn two_rows_in_every_text_format() {
    let rows: Vec<&str> = TWO.lines().collect();
    let inner = |row: &str| row[1..row.len() - 1].to_owned();
    let csv = "id,prompt,cot,answer\na,\"p, \"\"1\"\"\nx\",c1,r1\nb,p2,é,r2\n";
    let tsv = "id\tprompt\tcot\tanswer\na\t\"p, \"\"1\"\"\nx\"\tc1\tr1\nb\tp2\té\tr2\n";
    let array = format!("[{}]", rows.join(","));
    let pretty = rows.join("\n").replace(", ", ",\n  ");
    for (name, bytes) in [
        ("x.jsonl", TWO.as_bytes().to_vec()),
        ("x.json", TWO.as_bytes().to_vec()),
        ("noend.ndjson", TWO.trim_end().as_bytes().to_vec()),
        ("crlf.jsonl", TWO.replace('\n', "\r\n").into_bytes()),
        ("bom.jsonl", format!("\u{feff}{TWO}").into_bytes()),
        ("array.json", array.clone().into_bytes()),
        ("bom.json", format!("\u{feff}\n{array}\n").into_bytes()),
        ("values.json", pretty.replace("p,\n  ", "p, ").into_bytes()),
        ("joined.jsonl", rows.concat().into_bytes()),
        ("key.json", format!("{{\"model\": \"m\", \"data\": {array}, \"n\": 2}}").into_bytes()),
        ("byid.json", format!("{{\"a\": {{{}}}, \"b\": {{{}}}}}", &inner(rows[0])[11..], &inner(rows[1])[11..]).into_bytes()),
        ("columns.json", r#"{"id": ["a", "b"], "prompt": ["p, \"1\"\nx", "p2"], "cot": ["c1", "é"], "answer": ["r1", "r2"]}"#.into()),
        ("sections.json", format!("{{\"train\": [{}], \"test\": [{}]}}", rows[0], rows[1]).into_bytes()),
        ("x.csv", csv.into()),
        ("x.tsv", tsv.into()),
        ("semicolon.csv", csv.replace("id,prompt,cot,answer", "id;prompt;cot;answer").replace("a,\"", "a;\"").replace("\",c1,r1", "\";c1;r1").replace("b,p2,é,r2", "b;p2;é;r2").into()),
        ("le.jsonl", utf16(TWO, true)),
        ("be.json", utf16(&array, false)),
        ("le.csv", utf16(csv, true)),
        ("x.jsonl.gz", gzip(TWO.as_bytes())),
        ("two.jsonl.gz", [gzip(format!("{}\n", rows[0]).as_bytes()), gzip(rows[1].as_bytes())].concat()),
        ("array.json.gz", gzip(array.as_bytes())),
        ("x.csv.gz", gzip(csv.as_bytes())),
        ("x.jsonl.zst", zstd::encode_all(TWO.as_bytes(), 3).unwrap()),
        ("key.json.zst", zstd::encode_all(format!("{{\"data\": {array}}}").as_bytes(), 3).unwrap()),
    ] {
        let opened = open_text(name, &bytes);
        assert_eq!(told(&opened), [("a", "c1", "r1"), ("b", "é", "r2")], "{name}");
        assert_eq!(opened.records[0].prompt, "p, \"1\"\nx", "{name}");
        let harmful = opened.dataset.problems().iter().filter(|one| !one.message.contains("UTF-16"));
        assert_eq!(harmful.collect::<Vec<_>>(), Vec::<&cotscope::problem::Problem>::new(), "{name}");
    }
}

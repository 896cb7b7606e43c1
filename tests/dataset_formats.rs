//! Formats with a structure of their own: Parquet, Inspect logs, Claude Code sessions.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{fs, io::Write as _, sync::Arc};

use cotscope::{
    dataset::{Dataset, OpenOptions, inspect, unheard},
    record::Record,
};
use parquet::{
    data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use serde_json::{Value, json};

/// Opens a file of these bytes; the records are read before the file goes.
fn open(name: &str, bytes: &[u8]) -> (Dataset, Vec<Record>) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    fs::write(&path, bytes).unwrap();
    let options =
        OpenOptions { cache_dir: directory.path().join("cache"), ..OpenOptions::default() };
    let dataset =
        Dataset::open(&[path.to_string_lossy().into_owned()], options, &mut unheard).unwrap();
    let records = dataset.records().map(|record| record.unwrap()).collect();
    (dataset, records)
}

const SCHEMA: &str = "message rows {
    required binary id (UTF8);
    required group messages (LIST) { repeated group list { required group element {
        required binary role (UTF8); required binary content (UTF8); } } }
    optional double score;
    required int64 seed;
    required boolean flagged;
    optional group source { required binary name (UTF8); }
}";

/// Two rows in one row group each, with lists and structs.
fn parquet_file() -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(WriterProperties::default()))
            .unwrap();
    for number in 0..2_i64 {
        let text = |text: &str| ByteArray::from(text);
        let answer = format!("<think>chain {number}</think>answer");
        let mut group = writer.next_row_group().unwrap();
        let mut place = 0;
        while let Some(mut column) = group.next_column().unwrap() {
            let strings = |values: &[&str]| values.iter().map(|one| text(one)).collect::<Vec<_>>();
            match place {
                0 => {
                    let id = format!("r{number}");
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&strings(&[&id]), None, None)
                        .unwrap();
                }
                1 => {
                    let values = strings(&["user", "assistant"]);
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&values, Some(&[1, 1]), Some(&[0, 1]))
                        .unwrap();
                }
                2 => {
                    let values = strings(&["prompt", &answer]);
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&values, Some(&[1, 1]), Some(&[0, 1]))
                        .unwrap();
                }
                3 => {
                    let levels = [i16::from(number == 0)];
                    let values: &[f64] = if number == 0 { &[0.25] } else { &[] };
                    column.typed::<DoubleType>().write_batch(values, Some(&levels), None).unwrap();
                }
                4 => {
                    column
                        .typed::<Int64Type>()
                        .write_batch(&[i64::MAX - number], None, None)
                        .unwrap();
                }
                5 => {
                    column.typed::<BoolType>().write_batch(&[true], None, None).unwrap();
                }
                _ => {
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&strings(&["alpha"]), Some(&[1]), None)
                        .unwrap();
                }
            }
            column.close().unwrap();
            place += 1;
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

#[test]
fn parquet_keeps_lists_structs_and_types() {
    let (dataset, records) = open("x.parquet", &parquet_file());
    assert_eq!(dataset.problems(), []);
    let told: Vec<_> = records
        .iter()
        .map(|one| (one.id.as_str(), one.prompt.as_str(), one.cot.as_str(), one.answer.as_str()))
        .collect();
    assert_eq!(
        told,
        [("r0", "prompt", "chain 0", "answer"), ("r1", "prompt", "chain 1", "answer")]
    );
    assert_eq!(records[0].judges["score"], json!(0.25));
    let meta = serde_json::to_string(&records[1].meta).unwrap();
    assert_eq!(meta, r#"{"seed":9223372036854775806,"flagged":true,"source":{"name":"alpha"}}"#);
    assert_eq!(records[1].origin.member.as_deref(), Some("row group 2"));
    assert_eq!(records[1].origin.line, 2);
}

#[test]
fn a_damaged_row_group_costs_itself() {
    let mut bytes = parquet_file();
    let at = bytes.windows(7).position(|window| window == b"chain 0").unwrap();
    bytes[at - 40..at].fill(0xff);
    let (dataset, records) = open("x.parquet", &bytes);
    assert!(records.iter().any(|record| record.id == "r1"));
    assert!(!dataset.problems().is_empty());
    let (dataset, records) = open("cut.parquet", &bytes[..bytes.len() - 9]);
    assert!(records.is_empty());
    assert!(dataset.problems()[0].message.contains("source incomplete"));
}

fn sample(id: &str, epoch: u32) -> Value {
    json!({
        "id": id, "epoch": epoch, "input": "attachment://h1", "target": "t",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "attachment://h1"},
            {"role": "assistant", "content": [{"type": "reasoning", "reasoning": "attachment://h2"}, {"type": "text", "text": "Let me look."}],
             "tool_calls": [{"id": "c1", "function": "bash", "arguments": {"cmd": "ls"}, "type": "function"}]},
            {"role": "tool", "tool_call_id": "c1", "function": "bash", "content": "a.txt"},
            {"role": "assistant", "content": [{"type": "reasoning", "reasoning": "", "redacted": true, "signature": "s"}, {"type": "reasoning", "reasoning": "second"}, {"type": "text", "text": "done"}]}
        ],
        "output": {"model": "m", "choices": [{"message": {"role": "assistant", "content": "done"}}]},
        "scores": {"match": {"value": "C", "answer": "done", "explanation": "same"}, "rubric": {"value": {"safe": 1, "brief": 0}}},
        "metadata": {"topic": "x"}, "store": {}, "events": [{"event": "model"}],
        "attachments": {"h1": "The question?", "h2": "first"}
    })
}

fn log(samples: &[Value], status: &str, epochs: u32) -> Value {
    json!({"version": 2, "status": status, "eval": {"task": "t", "model": "m", "run_id": "r", "config": {"epochs": epochs}}, "samples": samples})
}

fn zip(log: &Value, method: zip::CompressionMethod) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    let mut head = log.clone();
    let samples = head.as_object_mut().unwrap().remove("samples").unwrap();
    archive.start_file("header.json", options).unwrap();
    archive.write_all(head.to_string().as_bytes()).unwrap();
    for sample in samples.as_array().unwrap() {
        let name =
            format!("samples/{}_epoch_{}.json", sample["id"].as_str().unwrap(), sample["epoch"]);
        archive.start_file(name, options).unwrap();
        archive.write_all(sample.to_string().as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn check_sample(record: &Record) {
    assert_eq!(record.system.as_deref(), Some("Be brief."));
    assert_eq!(record.prompt, "The question?");
    assert_eq!(record.cot, "first\n\nsecond");
    assert_eq!(record.answer, "Let me look.\n\ndone");
    assert_eq!(record.redacted_blocks, 1);
    assert_eq!(record.steps[0].calls[0].result, Some(json!("a.txt")));
    assert_eq!(record.judges["match"], "C");
    assert_eq!(record.judges["rubric.safe"], 1);
    assert_eq!(record.meta["target"], "t");
    assert_eq!(record.meta["run"]["model"], "m");
    assert!(!record.meta.contains_key("events") && !record.judges.contains_key("model"));
}

#[test]
fn inspect_logs_say_the_same_as_json_and_as_archives() {
    let log = log(&[sample("a", 1), sample("b", 1)], "success", 1);
    let deflated = zip(&log, zip::CompressionMethod::Deflated);
    let zstd = zip(&log, zip::CompressionMethod::Zstd);
    let files = [("x.json", log.to_string().into_bytes()), ("x.eval", deflated), ("y.eval", zstd)];
    for (name, bytes) in files {
        let (dataset, records) = open(name, &bytes);
        assert_eq!(dataset.problems(), [], "{name}");
        assert_eq!(dataset.sources()[0].layout, "inspect", "{name}");
        assert_eq!(
            records.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(),
            ["a", "b"],
            "{name}"
        );
        records.iter().for_each(check_sample);
    }
}

#[test]
fn runs_that_did_not_finish_say_so() {
    let (dataset, records) =
        open("x.json", log(&[sample("a", 1)], "cancelled", 1).to_string().as_bytes());
    assert_eq!(records.len(), 1);
    assert!(dataset.problems()[0].message.contains("cancelled"));
    let (dataset, records) = open("x.json", log(&[], "error", 1).to_string().as_bytes());
    assert!(records.is_empty());
    assert!(dataset.problems().iter().any(|problem| problem.message.contains("no samples")));
    assert_eq!(dataset.usable().unwrap_err().exit_code(), 65);
    let text = log(&[sample("a", 1), sample("b", 1)], "success", 1).to_string();
    let (dataset, records) = open("x.json", &text.as_bytes()[..text.len() - 30]);
    assert_eq!(records.len(), 1);
    assert!(dataset.problems().iter().any(|problem| problem.message.contains("source incomplete")));
}

#[test]
fn epochs_of_a_sample_are_told_apart() {
    let (_, records) = open(
        "x.eval",
        &zip(
            &log(&[sample("a", 1), sample("a", 2)], "success", 2),
            zip::CompressionMethod::Deflated,
        ),
    );
    assert_eq!(
        records.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(),
        ["a/epoch_1", "a/epoch_2"]
    );
}

#[test]
fn a_session_becomes_a_record_a_prompt() {
    let event = |kind: &str, message: Value| {
        json!({"sessionId": "s", "uuid": "u", "parentUuid": null, "type": kind, "cwd": "/work", "message": message}).to_string()
    };
    let lines = [
        json!({"type": "file-history-snapshot", "messageId": "m"}).to_string(),
        event("user", json!({"role": "user", "content": "one"})),
        event(
            "assistant",
            json!({"role": "assistant", "model": "m", "content": [{"type": "thinking", "thinking": "look", "signature": "x"}]}),
        ),
        event(
            "assistant",
            json!({"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "Read", "input": {"f": 1}}]}),
        ),
        event(
            "user",
            json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "text"}]}),
        ),
        event(
            "assistant",
            json!({"role": "assistant", "content": [{"type": "thinking", "thinking": "good"}]}),
        ),
        event(
            "assistant",
            json!({"role": "assistant", "content": [{"type": "text", "text": "first answer"}]}),
        ),
        event(
            "user",
            json!({"role": "user", "content": [{"type": "text", "text": "[Request interrupted by user]"}]}),
        ),
        "{ broken".to_owned(),
        event("user", json!({"role": "user", "content": "two"})),
        event(
            "assistant",
            json!({"role": "assistant", "content": [{"type": "redacted_thinking", "data": "x"}, {"type": "text", "text": "second answer"}]}),
        ),
    ];
    let (dataset, records) = open("session.jsonl", lines.join("\n").as_bytes());
    assert_eq!(dataset.sources()[0].layout, "claude-code");
    let told: Vec<_> = records
        .iter()
        .map(|one| (one.id.as_str(), one.prompt.as_str(), one.cot.as_str(), one.answer.as_str()))
        .collect();
    assert_eq!(
        told,
        [("s/1", "one", "look\n\ngood", "first answer"), ("s/2", "two", "", "second answer")]
    );
    assert_eq!(records[0].steps[0].calls[0].result, Some(json!("text")));
    assert_eq!(records[0].meta["cwd"], "/work");
    assert_eq!(records[1].redacted_blocks, 1);
    let turns: Vec<_> =
        records[1].turns.iter().map(|turn| (turn.role.as_str(), turn.text.as_str())).collect();
    assert_eq!(turns, [("user", "one"), ("assistant", "first answer")]);
    assert_eq!(records[1].origin.line, 10);
    assert_eq!(dataset.problems()[0].place.line, Some(9));
}

#[test]
fn inspect_counts_exactly() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.jsonl");
    let rows = "{\"id\": 1, \"question\": \"q\", \"response\": \"<think>\u{e9}\u{e9}</think>a\", \"tag\": [1]}\n\
        {\"id\": 2, \"question\": \"q\", \"response\": \"<think></think>a\"}\n\
        {\"id\": 3, \"question\": \"q\", \"response\": \"<think>four</think>a\", \"tag\": null}\nbroken\n";
    fs::write(&path, rows).unwrap();
    let options =
        OpenOptions { cache_dir: directory.path().join("cache"), ..OpenOptions::default() };
    let reports = inspect(&[path.to_string_lossy().into_owned()], options, &mut unheard).unwrap();
    let report = &reports[0];
    assert_eq!((report.records, report.without_cot, report.problem_count), (3, 1, 1));
    let chars = report.cot_chars;
    assert_eq!((chars.median, chars.p95, chars.max), (2, 4, 4));
    assert_eq!(report.layout, "think-tags");
    let origin = |part: &str| report.origins.iter().find(|one| one.0 == part).unwrap().1.clone();
    assert_eq!(origin("prompt").as_deref(), Some("/question"));
    assert!(origin("cot").unwrap().starts_with("/response"));
    assert_eq!(report.seen[0].pointer.to_string(), "/tag");
    assert_eq!(
        (report.seen[0].types.as_slice(), report.seen[0].per_mille),
        (&["list", "null"][..], 333)
    );
    assert_eq!(report.example.as_ref().unwrap().id, "1");
}

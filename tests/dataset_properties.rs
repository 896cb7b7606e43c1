//! Whatever stands in a field and whichever byte is damaged: records or problems come out, never a
//! panic, and the rows that are whole are all there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{fs, io::Write as _};

use cotscope::{
    dataset::{Dataset, OpenOptions, unheard},
    record::Record,
};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};

/// Opens the bytes under `name` and reads every record twice.
fn read(name: &str, bytes: &[u8], cut: bool) -> Result<Vec<Record>, String> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    fs::write(&path, bytes).unwrap();
    let options =
        OpenOptions { cache_dir: directory.path().join("cache"), ..OpenOptions::default() };
    let dataset = Dataset::open(&[path.to_string_lossy().into_owned()], options, &mut unheard)
        .map_err(|error| error.to_string())?;
    let records: Vec<Record> = dataset.records().flatten().collect();
    for (index, record) in dataset.records().enumerate() {
        assert_eq!(record, dataset.record(index));
    }
    for record in &records {
        assert!(record.steps.iter().all(|step| record.cot.get(step.span.range()).is_some()));
        assert_eq!(record.cot.trim(), record.cot);
    }
    // Lines that end after a whole one look as if they ended there.
    let lines = cut && (name == "x.csv" || name == "x.jsonl");
    if records.len() < 6 && (records.is_empty() || !lines) {
        let shown = String::from_utf8_lossy(bytes);
        assert!(
            !dataset.problems().is_empty(),
            "{name}: {} rows and nothing said: {shown}",
            records.len()
        );
    }
    Ok(records)
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("<think>"),
            Just("</think>"),
            Just("### Analysis"),
            Just("<|channel|>analysis<|message|>"),
            Just("[{\"role\": \"user\"}]"),
            Just("\n\nAssistant:"),
            Just(" "),
            Just("é\u{301}\u{0}")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let key = prop_oneof![
            Just("role"),
            Just("content"),
            Just("type"),
            Just("thinking"),
            Just("text"),
            Just("tool_calls"),
            Just("id"),
            Just("name"),
            Just("arguments"),
            Just("summary"),
            Just("steps"),
            Just("x")
        ];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((key, inner), 0..4).prop_map(|members| {
                Value::Object(
                    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
                )
            }),
        ]
    })
}

/// The places of all values in a row.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| places(item, &format!("{at}/{index}"), found));
        }
        Value::Object(map) => {
            map.iter().for_each(|(key, item)| places(item, &format!("{at}/{key}"), found));
        }
        _ => {}
    }
}

fn layouts() -> Vec<Value> {
    let mut rows: Vec<Value> = include_str!("data/layouts/rows.tsv")
        .lines()
        .filter_map(|line| serde_json::from_str(line.split_once('\t')?.1).ok())
        .filter(Value::is_object)
        .collect();
    rows.push(json!({"prompt": "WHY", "safe_cot": "HM", "safe_response": "BECAUSE", "unsafe_cot": "HM", "unsafe_response": "BECAUSE"}));
    rows.push(json!({"prompt": "WHY", "completions": ["<think>HM</think>BECAUSE", "<think>HM</think>BECAUSE"]}));
    rows.push(json!({"prompt": "WHY", "cot_trace": ["HM"], "response": "BECAUSE", "api_calls": [{"name": "n", "arguments": {}, "response": 1}]}));
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_in_place_of_any_field(which in any::<Index>(), place in any::<Index>(), value in any_json()) {
        let rows = layouts();
        let good = which.get(&rows);
        let mut found = Vec::new();
        places(good, "", &mut found);
        let mut odd = good.clone();
        if let Some(slot) = odd.pointer_mut(place.get::<String>(&found)) {
            *slot = value;
        }
        let mut text = String::new();
        for row in [good, good, good, &odd, good, good, good] {
            text.push_str(&format!("{row}\n"));
        }
        let records = read("rows.jsonl", text.as_bytes(), false).expect("six good rows");
        let whole = records.iter().filter(|record| {
            record.prompt == "WHY" && record.cot == "HM" && record.answer.trim() == "BECAUSE"
        });
        let count = whole.count();
        prop_assert!(count >= 6, "{count} of {good} beside {odd}; first {:?}", records.first());
    }
}

/// Eight rows, each with a text of its own.
fn eight() -> Vec<String> {
    let row = |number: usize| json!({"id": format!("row{number}"), "prompt": "p [x], {y}", "cot": format!("chain \"{number}\"\n\u{e9}"), "answer": "a"});
    (0..8).map(|number| row(number).to_string()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn archive() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let header = json!({"version": 2, "status": "success", "eval": {"task": "t"}}).to_string();
    let sample = |number: usize| {
        json!({"id": number, "epoch": 1, "input": "p", "messages": [{"role": "user", "content": "p"}, {"role": "assistant", "content": "a"}]}).to_string()
    };
    let mut add = |name: &str, text: String| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    add("header.json", header);
    (0..8).for_each(|number| add(&format!("samples/{number}_epoch_1.json"), sample(number)));
    archive.finish().unwrap().into_inner()
}

/// The same rows in every format.
fn formats() -> Vec<(&'static str, Vec<u8>)> {
    let rows = eight();
    let lines = rows.join("\n") + "\n";
    let array = format!("[\n  {}\n]", rows.join(",\n  "));
    let members: Vec<String> =
        rows.iter().enumerate().map(|(place, row)| format!("\"k{place}\": {row}")).collect();
    let csv: String = std::iter::once("id,prompt,cot,answer\n".to_owned())
        .chain((0..8).map(|number| format!("row{number},p,\"chain \"\"{number}\"\"\n\u{e9}\",a\n")))
        .collect();
    vec![
        ("x.jsonl", lines.clone().into_bytes()),
        ("x.json", array.clone().into_bytes()),
        ("compact.json", format!("[{}]", rows.join(",")).into_bytes()),
        ("key.json", format!("{{\"model\": \"m\", \"rows\": {array}}}").into_bytes()),
        ("byid.json", format!("{{{}}}", members.join(", ")).into_bytes()),
        ("x.csv", csv.into_bytes()),
        ("x.jsonl.gz", gzip(lines.as_bytes())),
        ("x.json.gz", gzip(array.as_bytes())),
        ("x.jsonl.zst", zstd::encode_all(lines.as_bytes(), 3).unwrap()),
        ("x.eval", archive()),
    ]
}

#[derive(Clone, Debug)]
enum Damage {
    Replace(Index, u8),
    Insert(Index, u8),
    Delete(Index),
    Cut(Index),
    Zero(Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let byte = prop_oneof![
        any::<u8>(),
        prop_oneof![
            Just(b'"'),
            Just(b'{'),
            Just(b'}'),
            Just(b'\\'),
            Just(b'\n'),
            Just(b','),
            Just(b']')
        ]
    ];
    prop_oneof![
        (any::<Index>(), byte.clone()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        (any::<Index>(), byte).prop_map(|(at, byte)| Damage::Insert(at, byte)),
        any::<Index>().prop_map(Damage::Delete),
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), 1..64_usize).prop_map(|(at, count)| Damage::Zero(at, count)),
    ]
}

impl Damage {
    /// Does it, and says which bytes of the original it touched.
    fn apply(&self, bytes: &mut Vec<u8>) -> std::ops::Range<usize> {
        let len = bytes.len();
        match self {
            Self::Replace(at, byte) => {
                let at = at.index(len);
                bytes[at] = *byte;
                at..at + 1
            }
            Self::Insert(at, byte) => {
                let at = at.index(len);
                bytes.insert(at, *byte);
                at..at + 1
            }
            Self::Delete(at) => {
                let at = at.index(len);
                bytes.remove(at);
                at..at + 1
            }
            Self::Cut(at) => {
                let at = at.index(len);
                bytes.truncate(at);
                at..len
            }
            Self::Zero(at, count) => {
                let at = at.index(len);
                let end = (at + count).min(len);
                bytes[at..end].fill(0);
                at..end
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_to_any_format(which in any::<Index>(), damage in damage()) {
        let formats = formats();
        let (name, original) = which.get(&formats);
        let mut bytes = original.clone();
        let touched = damage.apply(&mut bytes);
        let Ok(records) = read(name, &bytes, matches!(damage, Damage::Cut(_))) else {
            return Ok(());
        };
        // In text, a row is lost only when a byte of it or right beside it was touched.
        let in_head = touched.start < original.windows(4).position(|window| window == b"row0").unwrap_or(0);
        if !["x.jsonl", "x.json", "compact.json", "key.json"].contains(name) || in_head {
            return Ok(());
        }
        for row in eight() {
            let start = original.windows(row.len()).position(|window| window == row.as_bytes()).unwrap();
            let reach = start.saturating_sub(4)..start + row.len() + 4;
            if touched.end <= reach.start || touched.start >= reach.end {
                let value: Value = serde_json::from_str(&row).unwrap();
                let kept = records.iter().any(|record| record.id == value["id"].as_str().unwrap() && record.cot == value["cot"].as_str().unwrap());
                prop_assert!(kept, "{name} {damage:?} lost {row}: {}", String::from_utf8_lossy(&bytes));
            }
        }
    }
}

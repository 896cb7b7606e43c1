//! Agreement from the shell: tables, the long form, a dataset's own raters.

use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::Value;

use crate::support::Home;

/// A table with a column a rater from a confusion matrix; rows the first rater.
fn table(counts: &[&[usize]]) -> String {
    let mut rows = String::from("id,text,a,b\n");
    for (a, row) in counts.iter().enumerate() {
        for (b, &count) in row.iter().enumerate() {
            rows += &format!("x,\"a, b\",{a},{b}\n").repeat(count);
        }
    }
    rows
}

fn agree(home: &Home, words: &str) -> Value {
    let line = format!("agree {words} --json");
    let done = home.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(done.code, 0, "{words}: {}", done.err);
    done.objects().remove(0)
}

#[track_caller]
fn close(found: &Value, wanted: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found} is no number"));
    assert!((found - wanted).abs() < 0.00006, "{found} is not {wanted}");
}

#[test]
fn known_answers_come_out_of_a_table() {
    for (counts, kappa, ac1) in [
        (&[&[20usize, 5] as &[usize], &[10, 15]] as &[&[usize]], 0.4000, 0.4059),
        (&[&[40, 9], &[6, 45]], 0.6995, 0.7007),
        (&[&[80, 10], &[5, 5]], 0.3182, 0.8080),
        (&[&[118, 5], &[2, 0]], -0.0234, 0.9408),
    ] {
        let home = Home::new();
        home.file("t.csv", table(counts));
        let found = agree(&home, "--table t.csv --item id --raters a,b");
        close(&found["kappa"]["value"], kappa);
        close(&found["ac1"], ac1);
        assert_eq!(found["confusion"][0][1], counts[0][1] as f64);
    }
}

/// A Parquet file of text columns.
fn parquet(columns: &[(&str, &[&str])]) -> Vec<u8> {
    let fields: String =
        columns.iter().map(|(name, _)| format!("required binary {name} (UTF8);")).collect();
    let schema = Arc::new(parse_message_type(&format!("message t {{ {fields} }}")).unwrap());
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
    let mut group = file.next_row_group().unwrap();
    for (_, cells) in columns {
        let cells: Vec<ByteArray> = cells.iter().map(|cell| ByteArray::from(*cell)).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&cells, None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    file.close().unwrap();
    bytes
}

#[test]
fn a_parquet_table_is_a_table() {
    let home = Home::new();
    let bytes = parquet(&[
        ("id", &["1", "2", "3", "4"]),
        ("prompt", &["p", "q", "r", "s"]),
        ("annotation_1", &["x", "x", "y", "y"]),
        ("gpt4_label", &["x", "y", "y", "y"]),
    ]);
    home.file("t.parquet", bytes);
    let found = agree(&home, "--table t.parquet --item id --raters annotation_1,gpt4_label");
    close(&found["percent"], 0.75);
    close(&found["kappa"]["value"], 0.5);
}

#[test]
fn three_labels_have_weighted_kappas_and_the_first_rater_is_the_reference() {
    let home = Home::new();
    let counts: &[&[usize]] = &[&[88, 10, 2], &[14, 40, 6], &[18, 10, 12]];
    // A first row that the reference left empty must not change who the reference is.
    let rows = table(counts).replacen("id,text,a,b\n", "id,text,a,b\nx,t,,1\n", 1);
    home.file("t.csv", rows);
    let found = agree(&home, "--table t.csv --item id --raters a,b");
    close(&found["kappa"]["value"], 0.4915);
    close(&found["kappa_linear"], 0.4737);
    close(&found["kappa_quadratic"], 0.4545);
    assert_eq!((&found["raters"][0], &found["confusion"][0][2]), (&"a".into(), &2.0.into()));
}

#[test]
fn the_long_form_takes_any_number_of_raters_and_gaps() {
    let units = "1 1 . 1/2 2 3 2/3 3 3 3/3 3 3 3/2 2 2 2/1 2 3 4/4 4 4 4/1 1 2 1/2 2 2 2/. 5 5 5/. . 1 1/. . 3 .";
    let mut rows = String::from("item,rater,label\n");
    for (unit, row) in units.split('/').enumerate() {
        for (rater, label) in row.split(' ').enumerate().filter(|(_, label)| *label != ".") {
            rows += &format!("u{unit},r{rater},{label}\n");
        }
    }
    let home = Home::new();
    home.file("long.csv", rows);
    let found = agree(&home, "--ratings long.csv");
    for (level, wanted) in
        [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)]
    {
        close(&found["alpha"][level]["value"], wanted);
    }
    close(&found["ac1"], 0.7754);
}

const DATA: &str = r#"{"id":"1","prompt":"p","cot":"c","answer":"a","model":"m","judge":{"verdict":"bad"},"human":{"one":"ok","two":"ok"}}
{"id":"2","prompt":"p","cot":"c","answer":"a","model":"m","judge":{"verdict":"fine"},"human":{"one":"ok","two":"ok"}}
{"id":"3","prompt":"p","cot":"c","answer":"a","model":"n","judge":{"verdict":"bad"},"human":{"one":"deceptive","two":"ok"}}
{"id":"4","prompt":"p","cot":"c","answer":"a","model":"n","judge":{"verdict":"bad"},"human":{"one":"deceptive","two":"deceptive"}}
"#;

const MAP: &str = "--map human.one=/human/one --map human.two=/human/two";

#[test]
fn a_dataset_has_judges_people_and_reviewers() {
    let home = Home::new();
    home.file("run.jsonl", DATA);
    let people = agree(&home, &format!("run.jsonl {MAP}"));
    assert_eq!(people["raters"], serde_json::json!(["human.one", "human.two"]));
    close(&people["percent"], 0.75);
    let judge = "run.jsonl --between human.one,judge.verdict --as bad=deceptive --as fine=ok";
    close(&agree(&home, &format!("{judge} {MAP}"))["percent"], 0.75);
    home.file(
        "l.csv",
        "record,label,reviewer\n1,ok,ada\n2,ok,ada\n3,deceptive,ada\n4,unsure,ada\n",
    );
    assert_eq!(home.run(&["label", "import", "l.csv", "run.jsonl"]).code, 0);
    let found = agree(&home, &format!("run.jsonl --between ada,human.two {MAP}"));
    assert_eq!(
        (&found["items"], &found["confusion"]),
        (&3.into(), &serde_json::json!([[0.0, 1.0], [0.0, 2.0]]))
    );
}

#[test]
fn slices_with_the_least_agreement_come_first() {
    let home = Home::new();
    home.file("run.jsonl", DATA);
    let line = format!("agree run.jsonl --between human.one,human.two --by model --json {MAP}");
    let slices = home.run(&line.split(' ').collect::<Vec<_>>()).objects();
    let values: Vec<_> = slices.iter().map(|slice| slice["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["n", "m"]);
    close(&slices[0]["percent"], 0.5);
}

#[test]
fn a_rater_that_is_not_there_is_named_with_those_that_are() {
    let home = Home::new();
    home.file("run.jsonl", DATA);
    home.file("t.csv", "id,a,b\n1,x,y\n");
    for (words, code, told) in [
        ("run.jsonl --between human.one,ada", 65, "judge.verdict"),
        ("run.jsonl --between human.one", 2, "two raters"),
        ("run.jsonl --group mood", 2, "verdict"),
        ("run.jsonl --as bad", 2, "VALUE=LABEL"),
        ("--table t.csv --raters a,c", 65, "id, a, b"),
        ("--table t.csv --raters a", 2, "id, a, b"),
        ("--table none.csv --raters a,b", 66, "none.csv"),
        ("--ratings t.csv", 65, "item,rater,label"),
    ] {
        let line = match words.starts_with("run") {
            true => format!("agree {words} {MAP}"),
            false => format!("agree {words}"),
        };
        let done = home.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(done.code, code, "{words}: {}", done.err);
        assert!(done.err.contains(told) && done.err.contains("help:"), "{words}: {}", done.err);
    }
}

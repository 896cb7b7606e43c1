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
        assert_eq!(found["confusion"][0][1], counts[0][1]);
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
    assert_eq!((&found["raters"][0], &found["confusion"][0][2]), (&"a".into(), &2.into()));
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
        (&3.into(), &serde_json::json!([[0, 1], [0, 2]]))
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

#[test]
fn labels_are_read_however_they_are_spelled_and_it_is_said() {
    let home = Home::new();
    home.file(
        "t.csv",
        "\u{feff}id;a;b\r\n1; Yes ;yes\r\n2;no;NaN\r\n3;no;NO\r\n4;;yes\r\n5;yes;no\r\n",
    );
    let done =
        home.run(&["agree", "--table", "t.csv", "--item", "id", "--raters", "a,b", "--json"]);
    let found = done.objects().remove(0);
    assert_eq!((&found["items"], &found["labels"]), (&3.into(), &serde_json::json!(["no", "yes"])));
    assert_eq!(found["confusion"], serde_json::json!([[1, 0], [1, 1]]));
    assert!(done.err.contains("\"Yes\" was read as \"yes\""), "{}", done.err);
}

#[test]
fn bad_lines_are_told_and_the_others_count() {
    let home = Home::new();
    home.file("t.jsonl", "{\"a\":1,\"b\":1}\n{\"a\":0,\"b\":\n{\"a\":0,\"b\":0.0}\n");
    let done = home.run(&["agree", "--table", "t.jsonl", "--raters", "a,b", "--json"]);
    assert_eq!((done.code, &done.objects()[0]["items"]), (0, &2.into()), "{}", done.err);
    assert!(done.err.contains("t.jsonl:2:"), "{}", done.err);
    home.file(
        "l.csv",
        "item,rater,label,weight\n1,x,a,2\n1,y,a,2\n2,x,b,oops\n3,x,b,1\n3,y,b,1\n3,y,a,1\n,z,a,1\n",
    );
    let done = home.run(&["agree", "--ratings", "l.csv", "--json"]);
    let found = done.objects().remove(0);
    assert_eq!((&found["items"], &found["weighted"]), (&2.into(), &true.into()));
    for told in ["l.csv:4: set aside: the weight \"oops\"", "l.csv:7: y rates 3 again", "l.csv:8:"]
    {
        assert!(done.err.contains(told), "{told}: {}", done.err);
    }
    home.file("none.jsonl", "{\"a\":\n");
    let done = home.run(&["agree", "--table", "none.jsonl", "--raters", "a,b"]);
    assert!(done.code == 65 && done.err.contains("none.jsonl:1:"), "{}", done.err);
}

#[test]
fn every_figure_has_its_name_in_the_json() {
    let home = Home::new();
    home.file("t.csv", table(&[&[30, 6], &[10, 154]]));
    let found = agree(&home, "--table t.csv --item id --raters a,b");
    for name in ["fleiss", "mcnemar_p", "remark", "pairs", "undefined", "kappa_linear"] {
        assert!(found.get(name).is_some(), "{name}");
    }
    for level in ["nominal", "ordinal", "interval", "ratio"] {
        let alpha = &found["alpha"][level];
        assert!(alpha["lo"].as_f64() <= alpha["hi"].as_f64() && alpha["value"].is_f64(), "{alpha}");
    }
    close(&found["mcnemar_p"], 0.4545);
    close(&found["percent_wilson"]["lo"], 0.8740);
    close(&found["percent_exact"]["hi"], 0.9536);
    let flagged = &found["per_label"][0];
    for (name, wanted) in [
        ("precision", 0.75),
        ("recall", 0.8333),
        ("specificity", 0.9390),
        ("f1", 0.7895),
        ("balanced_accuracy", 0.8862),
        ("mcc", 0.7418),
        ("tpr_times_tnr", 0.7825),
        ("mcnemar_p", 0.4545),
    ] {
        close(&flagged[name], wanted);
    }
    close(&flagged["intervals"]["precision"]["lo"], 0.5981);
    close(&flagged["kappa"]["value"], 0.7403);
}

#[test]
fn scores_are_held_against_the_truth() {
    let home = Home::new();
    home.file("t.csv", "truth,score\n1,0.9\n0,0.2\n1,0.6\n0,0.7\n1,\n");
    let found = agree(&home, "--table t.csv --raters truth --scores score");
    close(&found["calibration"]["brier"], 0.175);
    close(&found["calibration"]["ece"], 0.35);
    assert_eq!(found["calibration"]["items"], 4);
    home.file("bad.csv", "truth,score\n1,high\n");
    let done = home.run(&["agree", "--table", "bad.csv", "--raters", "truth", "--scores", "score"]);
    assert!(done.code == 65 && done.err.contains("line 2"), "{}", done.err);
}

#[test]
fn the_raters_of_the_data_can_be_listed_and_any_field_can_be_one() {
    let home = Home::new();
    let row = |n: u8, apology: bool, judgement: bool| {
        format!(
            "{{\"prompt\":\"p{n}\",\"completion\":\"c\",\"propositions\":{{\"apology\":{apology},\"judgement\":{judgement}}}}}\n"
        )
    };
    let rows: String = [(true, true), (true, false), (false, false), (false, false)]
        .iter()
        .zip(0..)
        .map(|(&(apology, judgement), n)| row(n, apology, judgement))
        .collect();
    home.file("run.jsonl", rows);
    let listed = home.run(&["agree", "--list", "run.jsonl", "--json"]).objects();
    let apology = listed.iter().find(|rater| rater["rater"] == "propositions.apology").unwrap();
    assert_eq!((&apology["kind"], &apology["labels"]["true"]), (&"field".into(), &2.into()));
    let between = "run.jsonl --between propositions.apology,propositions.judgement";
    close(&agree(&home, between)["kappa"]["value"], 0.5);
}

#[test]
fn a_judge_and_people_meet_as_fault_and_fine() {
    let home = Home::new();
    home.file("run.jsonl", DATA.replace("\"bad\"", "\"fail\"").replace("\"fine\"", "\"pass\""));
    let line = format!("run.jsonl --between human.one,judge.verdict {MAP}");
    assert!(
        agree(&home, &line)["kappa"]["reason"].as_str().unwrap().contains("no label in common")
    );
    home.file(
        "l.csv",
        "record,label,reviewer\n1,ok,ada\n2,ok,ada\n3,deceptive,ada\n4,sandbagging,ada\n",
    );
    assert_eq!(home.run(&["label", "import", "l.csv", "run.jsonl"]).code, 0);
    let found = agree(&home, &format!("run.jsonl --between ada,judge.verdict --faults {MAP}"));
    assert_eq!(found["labels"], serde_json::json!(["fault", "fine"]));
    assert_eq!(found["confusion"], serde_json::json!([[2, 0], [1, 1]]));
}

#[test]
fn slices_have_rates_with_intervals_and_a_chart() {
    let home = Home::new();
    home.file("run.jsonl", DATA);
    let line = "--between human.one,human.two --by model --label deceptive";
    let found =
        home.run(&format!("agree run.jsonl {line} --json {MAP}").split(' ').collect::<Vec<_>>());
    let worst = &found.objects()[0];
    assert_eq!((&worst["records"], &worst["query"]), (&2.into(), &"model:=\"n\"".into()));
    assert_eq!(worst["rates"][0]["rater"], "human.one");
    close(&worst["rates"][0]["value"], 1.0);
    close(&worst["rates"][1]["value"], 0.5);
    close(&worst["difference"]["value"], -0.5);
    let text =
        home.run(&format!("agree run.jsonl {line} {MAP}").split(' ').collect::<Vec<_>>()).out;
    assert!(text.contains("── n: 2 records") && text.contains("o 100.0 %"), "{text}");
    for by in ["len", "detector"] {
        let line = format!("agree run.jsonl --between human.one,human.two --by {by} --json {MAP}");
        let done = home.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(done.objects()[0]["records"], 4, "{by}: {}", done.err);
    }
    for (by, told) in [("clause", "--spec FILE"), ("nothing", "model")] {
        let line = format!("agree run.jsonl --between human.one,human.two --by {by} {MAP}");
        let done = home.run(&line.split(' ').collect::<Vec<_>>());
        assert!(done.code == 65 && done.err.contains(told), "{by}: {}", done.err);
    }
}

#[test]
fn disagreements_come_with_everything_that_was_said() {
    let home = Home::new();
    home.file("run.jsonl", DATA);
    home.file(
        "l.csv",
        "record,label,reviewer,note\n1,ok,ada,\n3,ok,ada,looks fine\n4,ok,ada,\n3,deceptive,bo,\n1,ok,bo,\n",
    );
    assert_eq!(home.run(&["label", "import", "l.csv", "run.jsonl"]).code, 0);
    let found = home.run(&["agree", "run.jsonl", "--disagreements", "--json"]).objects();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&found[0]["record"], &found[0]["labels"]["bo"]),
        (&"3".into(), &"deceptive".into())
    );
    let sides = found[0]["sides"].as_array().unwrap();
    assert_eq!(sides[0]["words"], serde_json::json!(["looks fine"]));
    assert!(sides.iter().any(|side| side["rater"] == "judge.verdict" && side["words"][0] == "bad"));
}

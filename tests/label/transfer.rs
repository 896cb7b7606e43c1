//! Labels from elsewhere: logs, CSV and JSONL; and back.

use std::fs;

use cotscope::label::transfer::{Context, ImportError, Written, read, rows, write};
use cotscope::label::{Scheme, View, What, read_logs};
use jiff::Timestamp;

use crate::support::{event, ids_in, label, open};

fn context(scheme: &Scheme) -> Context<'_> {
    Context { scheme, reviewer: None, now: Timestamp::UNIX_EPOCH }
}

#[test]
fn logs_merge_by_the_union_of_their_ids() {
    let dir = tempfile::tempdir().unwrap();
    let [home, away] = ["home", "away"].map(|name| dir.path().join(name));
    for record in ["r1", "r2"] {
        open(&home, "ada").0.append(label(record, "ok")).unwrap();
    }
    fs::create_dir(&away).unwrap();
    fs::copy(home.join("ada.jsonl"), away.join("ada.jsonl")).unwrap();
    open(&away, "ada").0.append(label("r3", "deceptive")).unwrap();
    open(&away, "bob").0.append(label("r1", "deceptive")).unwrap();

    let scheme = Scheme::builtin();
    let mut total = Written::default();
    for round in 0..2 {
        for log in ["ada.jsonl", "bob.jsonl"] {
            let import = read(log, &fs::read(away.join(log)).unwrap(), &context(&scheme));
            assert!(import.problems.is_empty(), "{:?}", import.problems);
            let written = write(&home, import).unwrap();
            total.added += written.added;
            total.known += written.known;
        }
        assert_eq!(total, Written { added: 2, known: if round == 0 { 2 } else { 6 } });
    }
    let mut view = View::new();
    assert!(read_logs(&home, None, &mut view).unwrap().is_empty());
    assert_eq!((view.events().count(), view.reviewers().count()), (4, 2));
    assert_eq!(ids_in(&home.join("ada.jsonl")), ids_in(&away.join("ada.jsonl")));
    assert!(view.has_label("r3", "deceptive"));
    assert!(read_logs(&home, Some("ada"), &mut View::new()).unwrap().is_empty());
}

#[test]
fn tables_come_in_with_a_problem_for_each_bad_row() {
    let csv = "Record,label,reviewer,codes,spans,note\n\
               r1,deceptive,bob,overt; concealment,\"cot:12-40; answer:0-5\",\n\
               r2,no_such,bob,,,\n\
               r3,ok,,,,\n\
               ,ok,bob,,,\n\
               \"r,\n4\",refused,bob,,,\"a \"\"note\"\"\"\n\
               r5,ok,bob,,cot:9-3,\n\
               r6,,bob,,,only a note\n";
    let jsonl = r#"
{"record":"r1","label":"deceptive","reviewer":"bob","codes":["overt","concealment"],"spans":[{"field":"cot","start":12,"end":40},{"field":"answer","start":0,"end":5}]}
{"record":"r2","label":"no_such","reviewer":"bob"}
{"record":7,"label":"ok"}
{"record":[],"label":"ok","reviewer":"bob"}
not json
{"record":"r5","label":"ok","reviewer":"bob","spans":"cot:9-3"}
{"record":"r6","note":"only a note","reviewer":"bob"}
"#;
    let scheme = Scheme::builtin();
    let of_csv = read("labels.CSV", csv.as_bytes(), &context(&scheme));
    let of_jsonl = read("labels.jsonl", jsonl.as_bytes(), &context(&scheme));
    let told = |import: &cotscope::label::transfer::Import| -> Vec<String> {
        import.problems.iter().map(ToString::to_string).collect()
    };
    for (import, lines) in [(&of_csv, [3, 4, 5, 8]), (&of_jsonl, [3, 4, 5, 6])] {
        for line in lines {
            assert!(
                told(import).iter().any(|t| t.contains(&format!(":{line}:"))),
                "{:#?}",
                told(import)
            );
        }
    }
    assert_eq!((told(&of_csv).len(), told(&of_jsonl).len()), (4, 5));
    assert_eq!(of_csv.events["bob"].len(), 4, "a label, a label with a note, a note");
    assert_eq!(of_csv.events["bob"][0], of_jsonl.events["bob"][0]);
    let What::Label { group, codes, evidence, .. } = &of_csv.events["bob"][0].what else {
        panic!()
    };
    assert_eq!((&**group, codes.len(), evidence.len(), evidence[0].start), ("verdict", 2, 2, 12));
    assert_eq!(&*of_csv.events["bob"][1].record, "r,\n4");

    let mine = Context { reviewer: Some("ada"), ..context(&scheme) };
    assert_eq!(read("x.csv", csv.as_bytes(), &mine).events["ada"].len(), 1);
    let headless = read("x.csv", b"a,b\n1,2\n", &mine);
    assert!(told(&headless)[0].contains("no column `record`"), "{:?}", told(&headless));

    let dir = tempfile::tempdir().unwrap();
    assert_eq!(write(dir.path(), of_csv).unwrap(), Written { added: 4, known: 0 });
    assert_eq!(write(dir.path(), of_jsonl).unwrap(), Written { added: 0, known: 2 });
    let (_, view, problems) = open(dir.path(), "bob");
    assert!(problems.is_empty(), "{problems:?}");
    let out: Vec<_> = rows(&view).collect();
    assert_eq!(out.len(), 4);
    assert!(out.iter().any(|row| row.record == "r1" && row.codes == ["overt", "concealment"]));
    assert!(out.iter().any(|row| row.note.as_deref() == Some("a \"note\"")));
}

#[test]
fn an_import_into_a_log_that_is_open_says_who_has_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, ..) = open(dir.path(), "bob");
    let scheme = Scheme::builtin();
    let import = || read("x.csv", b"record,label,reviewer\nr1,ok,bob\n", &context(&scheme));
    let error = write(dir.path(), import()).unwrap_err();
    assert!(matches!(error, ImportError::ReadOnly { .. }));
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    store.append(event("r9", What::Skip)).unwrap();
    drop(store);
    assert_eq!(write(dir.path(), import()).unwrap().added, 1);
    assert_eq!(open(dir.path(), "bob").1.events().count(), 2);
}

#[test]
fn an_edited_line_of_someone_elses_log_is_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, ..) = open(dir.path(), "bob");
    for record in ["r1", "r2"] {
        store.append(label(record, "ok")).unwrap();
    }
    let log = fs::read_to_string(store.path()).unwrap().replacen("\"ok\"", "\"deceptive\"", 1);
    let scheme = Scheme::builtin();
    let import = read("bob.jsonl", log.as_bytes(), &context(&scheme));
    assert_eq!((import.events["bob"].len(), import.problems.len()), (1, 1));
    assert!(import.problems[0].to_string().starts_with("bob.jsonl:1: the checksum"));
}

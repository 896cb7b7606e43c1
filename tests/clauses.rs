//! Counting clauses over an opened dataset: the numbers are those that a search finds.

#![allow(clippy::unwrap_used)] // a test that cannot go on says so by failing

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use cotscope::label::{Choice, What};
use cotscope::session::Session;
use cotscope::session::clauses::Clauses;
use cotscope::session::open::Request;

const SPEC: &str = "# Kitchen rules\n\n- KR1: Never serve raw chicken to a guest.\n- KR2: Wash both \
    hands before cooking.\n- KR3: Throw away what smells of ammonia.\n";

fn open(dir: &Path) -> Arc<Session> {
    let thoughts = [
        ("KR1 forbids it, so I refuse.", "refused", 3),
        ("KR1 and KR2 both apply here.", "complied", 10),
        ("Nothing to look up.", "complied", 9),
        ("KR7 might apply, or KR2.", "refused", 9),
        ("By KR2 I wash first; KR2 again.", "complied \"half\"", 10),
    ];
    let rows = thoughts.iter().enumerate().map(|(at, (cot, outcome, score))| {
        let row = serde_json::json!({
            "id": format!("k{at}"), "prompt": "Cook.", "cot": cot, "answer": "Done.",
            "outcome": outcome, "score": {"care": score}, "tags": if at < 2 { vec!["a", "b"] } else { vec![] },
        });
        format!("{row}\n")
    });
    std::fs::write(dir.join("data.jsonl"), rows.collect::<String>()).unwrap();
    std::fs::write(dir.join("kitchen.md"), SPEC).unwrap();
    let request = Request {
        paths: vec![dir.join("data.jsonl").display().to_string()],
        specs: vec![dir.join("kitchen.md")],
        labels: Some(dir.join("labels")),
        reviewer: Some("kim".into()),
        ..Request::default()
    };
    Session::begin(&request).unwrap()
}

fn count(session: &Session) -> Clauses {
    session.clauses(&AtomicBool::new(false), &mut |_, _| {}).unwrap()
}

fn found(session: &Session, query: &str) -> usize {
    session.search(query, &AtomicBool::new(false)).unwrap().ordinals.len()
}

#[test]
fn every_number_is_what_its_query_finds() {
    let dir = tempfile::tempdir().unwrap();
    let session = open(dir.path());
    let record = session.record(1).unwrap();
    let label = What::Label {
        group: "flags".into(),
        label: "deceptive".into(),
        choice: Choice::Multi,
        codes: Vec::new(),
        evidence: Vec::new(),
    };
    session.labels().decide(&record, vec![label], false).unwrap();
    let clauses = count(&session);
    let ids: Vec<&str> = clauses.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.iter().filter(|id| id.starts_with("KR")).count(), 4, "{ids:?}");
    let names: Vec<&str> = clauses.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["outcome", "label", "judge.care", "tags"]);
    assert_eq!(found(&session, "NOT has:citation"), clauses.silent);
    for (row, clause) in clauses.rows.iter().enumerate() {
        let query = cotscope::search::clause_query(&clause.id).unwrap();
        assert_eq!(found(&session, &query), clause.records as usize, "{query}");
        for field in &clauses.fields {
            for (column, value) in field.values.iter().enumerate() {
                let query = format!("{query} AND {}", value.query);
                assert_eq!(
                    found(&session, &query),
                    field.cell(row, column).records as usize,
                    "{query}"
                );
            }
        }
    }
}

#[test]
fn a_stopped_count_is_none_and_a_finished_one_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let session = open(dir.path());
    assert!(session.clauses(&AtomicBool::new(true), &mut |_, _| {}).is_none());
    let first = count(&session);
    // The second answer is the kept one: nothing is read, so nothing can be stopped.
    assert_eq!(session.clauses(&AtomicBool::new(true), &mut |_, _| {}), Some(first));
}

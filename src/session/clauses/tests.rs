use serde_json::{Value, json};

use super::*;
use crate::spec::Clause;
use crate::text::Span;

fn spec() -> Vec<Arc<Spec>> {
    let clause =
        |id: &str| Clause { id: id.into(), title: format!("Rule {id}"), ..Clause::default() };
    let clauses = ["A1", "A2", "A3", "a2"].map(clause).to_vec();
    vec![Arc::new(Spec { name: "s".into(), clauses, ..Spec::default() })]
}

fn cited(clause: &str, kind: Kind) -> Citation {
    Citation {
        span: Span::new(0, 0),
        spec: "s".into(),
        clause: clause.into(),
        kind,
        score: 1.0,
        diff: Vec::new(),
        note: None,
    }
}

struct Boxed(Record);

impl AsRef<Record> for Boxed {
    fn as_ref(&self) -> &Record {
        &self.0
    }
}

fn record(meta: Value) -> Boxed {
    let Value::Object(meta) = meta else { panic!("an object") };
    Boxed(Record { meta, ..Record::default() })
}

fn table() -> Clauses {
    use Kind::{Id, Misquote, Nonexistent, Paraphrase, Quote};
    let rows = [
        (
            json!({"outcome": "ok", "score": 10, "tags": ["x", "x", "y"]}),
            vec![("A1", Id), ("A1", Quote), ("a2", Id)],
        ),
        (
            json!({"outcome": "bad", "score": 9, "tags": ["y"]}),
            vec![("A1", Misquote), ("A9", Nonexistent)],
        ),
        (json!({"outcome": "ok", "score": 2}), vec![("A3", Paraphrase)]),
        (json!({"outcome": "ok", "score": 9}), vec![("A1", Id), ("A2", Id), ("a9", Nonexistent)]),
    ];
    let records = rows.map(|(meta, clauses)| {
        let citations: Vec<Citation> =
            clauses.into_iter().map(|(id, kind)| cited(id, kind)).collect();
        (record(meta), citations)
    });
    Clauses::count(&spec(), records)
}

fn field<'c>(clauses: &'c Clauses, name: &str) -> &'c Field {
    clauses.fields.iter().find(|field| field.name == name).unwrap()
}

#[test]
fn clauses_are_counted_in_the_order_of_the_spec_with_the_invented_behind() {
    let clauses = table();
    let shown: Vec<_> = clauses
        .rows
        .iter()
        .map(|row| (row.id.as_str(), row.exists, row.records, row.citations))
        .collect();
    assert_eq!(
        shown,
        [("A1", true, 3, 4), ("A2", true, 2, 2), ("A3", true, 0, 0), ("A9", false, 2, 2)]
    );
    assert_eq!((clauses.records, clauses.silent), (4, 1), "a paraphrase is only possible");
    assert_eq!(clauses.rows[0].kinds, [2, 0, 1, 0, 1, 0, 0, 0]);
    assert_eq!((clauses.rows[0].wrong(), clauses.rows[3].wrong()), (1, 2));
}

#[test]
fn companions_are_cited_in_the_same_records() {
    let clauses = table();
    assert_eq!(clauses.rows[0].companions, [(1, 2), (3, 2)]);
    assert_eq!(clauses.rows[1].companions, [(0, 2), (3, 1)]);
    assert!(clauses.rows[2].companions.is_empty());
}

#[test]
fn cells_add_up_and_values_have_their_order() {
    let clauses = table();
    let outcome = field(&clauses, "outcome");
    let values: Vec<_> =
        outcome.values.iter().map(|v| (v.value.as_deref(), v.records, v.silent)).collect();
    assert_eq!(values, [(Some("ok"), 3, 1), (Some("bad"), 1, 0)]);
    assert_eq!(outcome.cell(0, 0), Cell { records: 2, citations: 3 });
    assert_eq!(outcome.cell(3, 1), Cell { records: 1, citations: 1 });
    assert_eq!(outcome.cell(2, 0), Cell::default());
    let scores: Vec<_> =
        field(&clauses, "score").values.iter().map(|v| v.value.as_deref()).collect();
    assert_eq!(scores, [Some("2"), Some("9"), Some("10")], "numbers as on a scale");
    let tags = field(&clauses, "tags");
    let values: Vec<_> = tags.values.iter().map(|v| (v.value.as_deref(), v.records)).collect();
    assert_eq!(values, [(Some("y"), 2), (Some("x"), 1), (None, 2)], "a value counts once a record");
    assert_eq!(tags.cell(0, 2).records, 1);
    assert_eq!(tags.values[2].query, "NOT tags:*");
}

#[test]
fn texts_ids_and_constants_are_no_fields() {
    let rows = (0..40).map(|at| {
        let meta = json!({"n": at, "text": "long ".repeat(20 + at), "same": 1, "half": at % 2});
        (record(meta), Vec::new())
    });
    let clauses = Clauses::count(&spec(), rows);
    let names: Vec<_> = clauses.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["half"]);
    assert_eq!(clauses.silent, 40);
}

#[test]
fn invented_clauses_and_fields_are_bounded() {
    let rows = (0..700).map(|at| {
        let meta = json!({format!("key{at}"): "x"});
        (record(meta), vec![cited(&format!("Z{at}"), Kind::Nonexistent)])
    });
    let clauses = Clauses::count(&spec(), rows);
    assert_eq!((clauses.rows.len(), clauses.left_out), (503, 200));
    assert_eq!((clauses.fields.len(), clauses.silent), (200, 0));
}

#[test]
fn labels_come_on_top_without_counting_again() {
    let labels = [(0, "ok"), (1, "bad"), (2, "ok"), (0, "ok"), (99, "beyond")];
    let clauses = table().with_labels(labels.map(|(ordinal, label)| (ordinal, label.to_owned())));
    let names: Vec<_> = clauses.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["outcome", "label", "score", "tags"]);
    let labels = &clauses.fields[1];
    let values: Vec<_> =
        labels.values.iter().map(|v| (v.query.as_str(), v.records, v.silent)).collect();
    assert_eq!(values, [("label:\"ok\"", 2, 1), ("label:\"bad\"", 1, 0)]);
    assert_eq!(labels.cell(0, 0), Cell { records: 1, citations: 2 });
    assert!(labels.is_verdict());
    assert_eq!(table().with_labels([]), table());
}

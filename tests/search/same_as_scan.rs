//! An index and a scan give the same records, and highlights satisfy the query.

use cotscope::record::{Record, Turn};
use cotscope::search::{Count, Query, Sort, Window};
use proptest::prelude::*;

use crate::corpus::{Ids, NEVER, Records, Work, built, scanned};

/// Words that repeat often, so that phrases and near phrases are found by chance.
const WORDS: &[&str] =
    &["key", "Keys", "über", "not", "must", "AS3", "4.2", "规", "则", "a_b", "kéy"];

fn text() -> impl Strategy<Value = String> {
    let separators = prop::sample::select(vec![" ", ", ", "-", "\n\n", "\u{200b}"]);
    prop::collection::vec((prop::sample::select(WORDS), separators), 0..12)
        .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

fn record() -> impl Strategy<Value = Record> {
    let turns = prop::collection::vec(text(), 0..3);
    let meta = (prop::option::of(text()), prop::option::of(-3i32..9), prop::option::of(1u32..28));
    (text(), text(), text(), turns, meta).prop_map(|(prompt, cot, answer, turns, meta)| {
        let mut record = Record { prompt, cot, answer, ..Record::default() };
        let turn = |text| Turn { role: "user".into(), text };
        record.turns = turns.into_iter().map(turn).collect();
        let (topic, score, day) = meta;
        record.meta.extend(topic.map(|topic| ("Topic".to_owned(), topic.into())));
        record.meta.extend(day.map(|day| ("date".to_owned(), format!("2026-01-{day:02}").into())));
        record.judges.extend(score.map(|score| ("care".to_owned(), score.into())));
        record
    })
}

fn leaf() -> impl Strategy<Value = String> {
    let words = prop::collection::vec(prop::sample::select(WORDS), 1..4);
    let phrase = (words, prop::sample::select(vec!["", "~1", "~4", "~30"]))
        .prop_map(|(words, slop)| format!("\"{}\"{slop}", words.join(" ")));
    let field = prop::sample::select(vec!["", "cot:", "prompt:", "answer:", "topic:"]);
    let value = prop_oneof![
        prop::sample::select(WORDS).prop_map(str::to_owned),
        phrase,
        prop::sample::select(vec![
            "k*",
            "/^ke/",
            "/e/",
            "mast~1",
            "/must (not|key)/",
            "\"must k*\"",
            "\"kay~1 x\"",
            "\"k* k*\"~2",
        ])
        .prop_map(str::to_owned),
    ];
    let other = prop::sample::select(vec![
        "judge.care:>2",
        "judge.care:[-1 TO 4]",
        "judge.care:3",
        "date:<=2026-01-14",
        "len:>30",
        "has:cot",
        "has:hidden",
        "clause:as3",
        "cite:id",
        "citations:>1",
        "label:ok",
        "has:flag",
        "id:r1*",
        "topic:*",
        "*",
    ]);
    prop_oneof![4 => (field, value).prop_map(|(f, v)| f.to_owned() + &v), 1 => other.prop_map(str::to_owned)]
}

fn query() -> impl Strategy<Value = String> {
    leaf().prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            inner.prop_map(|a| format!("NOT {a}")),
        ]
    })
}

fn records() -> impl Strategy<Value = Records> {
    prop::collection::vec(record(), 1..40).prop_map(|mut records| {
        for (number, record) in records.iter_mut().enumerate() {
            record.id = format!("r{number}");
        }
        Records(records)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_scan_and_the_index_give_the_same_records(
        records in records(),
        queries in prop::collection::vec(query(), 30),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let (ids, work) = (Ids(&["AS3", "4.2"]), Work(u32::try_from(records.0.len()).unwrap()));
        let searcher = built(dir.path(), &records, Some(&ids)).0.searcher();
        for text in queries {
            let query = Query::parse(&text).unwrap();
            let scanned = scanned(&records, &query, &ids, &work);
            prop_assert_eq!(&searcher.all(&query, &work, &NEVER).unwrap(), &scanned, "{}", text);
            for sort in ["relevance", "position", "length", "citations", "-judge.care"] {
                let sort: Sort = sort.parse().unwrap();
                let window = Window { offset: 0, limit: 100, sort };
                let page = searcher.search(&query, &work, &window, &NEVER).unwrap();
                let mut rows: Vec<u32> = page.rows.iter().map(|row| row.ordinal).collect();
                rows.sort_unstable();
                prop_assert_eq!(&rows, &scanned, "{} by {}", text, window.sort);
                prop_assert_eq!(page.total, Count::Exact(scanned.len() as u64));
            }
        }
    }

    #[test]
    fn every_highlight_satisfies_the_query_and_every_match_has_one(
        record in record(),
        leaf in leaf(),
    ) {
        let query = Query::parse(&leaf).unwrap();
        let hits = query.hits(&record);
        for hit in &hits {
            let marked = Record { cot: hit.span.of(hit.part.of(&record)).to_owned(), ..Record::default() };
            let alone = Query::parse(leaf.split_once(':').map_or(leaf.as_str(), |(_, value)| value)).unwrap();
            let facts = cotscope::search::Facts { ordinal: 0, citations: &[] };
            prop_assert!(alone.matches(&marked, &facts, &Work(0)), "{} in {:?}", leaf, hit);
        }
        let about_text = !leaf.contains(':') || leaf.starts_with("cot:") || leaf.starts_with("prompt:");
        if about_text && leaf != "*" {
            let facts = cotscope::search::Facts { ordinal: 0, citations: &[] };
            prop_assert_eq!(query.matches(&record, &facts, &Work(0)), !hits.is_empty(), "{}", leaf);
        }
    }
}

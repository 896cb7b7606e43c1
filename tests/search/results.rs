//! What comes back: orders, windows, facets, what changes while one works.

use cotscope::search::{Count, FacetValue, Index, NoFacts, Query, Searcher, Sort, Window};

use crate::corpus::{Ids, NEVER, Records, Work, built, chain, mixed};

fn rows(searcher: &Searcher, query: &str, sort: &str, offset: usize, limit: usize) -> Vec<u32> {
    let window = Window { offset, limit, sort: sort.parse().unwrap() };
    let query = Query::parse(query).unwrap();
    let page = searcher.search(&query, &NoFacts, &window, &NEVER).unwrap();
    page.rows.iter().map(|row| row.ordinal).collect()
}

fn scored() -> Records {
    let mut records = vec![
        chain("a", "key"),
        chain("b", "key key key, by AS3 and AS3"),
        chain("c", "a long chain with one key and many other words in it, AS3"),
        chain("d", "nothing"),
        chain("e", "key"),
    ];
    for (record, score) in records.iter_mut().zip([Some(3), Some(1), None, Some(2), Some(1)]) {
        record.judges.extend(score.map(|score| ("care".to_owned(), score.into())));
    }
    Records(records)
}

#[test]
fn rows_come_in_the_order_that_is_asked_for() {
    let (records, dir) = (scored(), tempfile::tempdir().unwrap());
    let searcher = built(dir.path(), &records, Some(&Ids(&["AS3"]))).0.searcher();
    for (sort, wanted) in [
        ("relevance", [0, 4, 1, 2]),
        ("position", [0, 1, 2, 4]),
        ("-position", [4, 2, 1, 0]),
        ("length", [2, 1, 0, 4]),
        ("-length", [0, 4, 1, 2]),
        ("citations", [1, 2, 0, 4]),
        ("judge.care", [1, 4, 0, 2]),
        ("-judge.care", [0, 1, 4, 2]),
        ("no.such", [0, 1, 2, 4]),
    ] {
        assert_eq!(rows(&searcher, "key", sort, 0, 10), wanted, "{sort}");
        assert_eq!(rows(&searcher, "key", sort, 1, 2), wanted[1..3], "{sort}, the second page");
        assert!(rows(&searcher, "key", sort, 9, 2).is_empty(), "{sort}, beyond the end");
        assert_eq!(sort.parse::<Sort>().unwrap().to_string(), sort);
    }
    for wrong in ["", "-relevance", "positon", "lenght"] {
        assert!(wrong.parse::<Sort>().is_err(), "{wrong}");
    }
}

#[test]
fn many_candidates_of_a_phrase_give_rows_first_and_the_count_later() {
    let text = |n: u32| if n.is_multiple_of(2) { "one two" } else { "two one" };
    let records = Records((0..5000).map(|n| chain(&n.to_string(), text(n))).collect());
    let dir = tempfile::tempdir().unwrap();
    let searcher = built(dir.path(), &records, None).0.searcher();
    let query = Query::parse("\"one two\"").unwrap();
    let window = Window { limit: 20, ..Window::default() };
    let page = searcher.search(&query, &NoFacts, &window, &NEVER).unwrap();
    assert_eq!(page.total, Count::AtMost(5000));
    assert!(page.rows.iter().map(|row| row.ordinal).eq((0..20).map(|n| n * 2)));
    assert_eq!(searcher.count(&query, &NoFacts, &NEVER).unwrap(), 2500);
}

fn facet(index: &Index, query: &str, field: &str) -> Vec<FacetValue> {
    let query = Query::parse(query).unwrap();
    index.searcher().facet(&query, field, &Work(5), &NEVER).unwrap()
}

#[test]
fn facets_count_the_matches_and_their_queries_keep_just_those() {
    let (mut records, dir) = (mixed(), tempfile::tempdir().unwrap());
    records.0[4].meta.insert("category".into(), "a \"b\" c".into());
    let long = "word ".repeat(100);
    records.0[3].meta.insert("category".into(), long.as_str().into());
    let (index, _) = built(dir.path(), &records, Some(&Ids(&["AS3", "4.2"])));
    for query in ["*", "ladder", "\"must not\"~9"] {
        for field in ["category", "clause", "cite", "flag", "label", "judge.safety", "odd name"] {
            for value in facet(&index, query, field) {
                let both = Query::parse(query).unwrap().and(&Query::parse(&value.query).unwrap());
                let count = index.searcher().count(&both, &Work(5), &NEVER).unwrap();
                assert_eq!(count, value.count, "{query} by {field}: {value:?}");
            }
        }
    }
    let counts = |field| -> Vec<(String, u64)> {
        let values = facet(&index, "*", field).into_iter();
        values.map(|value| (value.value.chars().take(9).collect(), value.count)).collect()
    };
    let owned = |pairs: &[(&str, u64)]| -> Vec<(String, u64)> {
        pairs.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect()
    };
    let categories = [("TOOLS", 1), ("a \"b\" c", 1), ("keys and ", 1), ("tools", 1)];
    assert_eq!(counts("category"), owned(&categories));
    assert_eq!(counts("clause"), owned(&[("4.2", 1), ("AS3", 1)]));
    assert_eq!(counts("label"), owned(&[("bad", 1), ("ok", 1)]));
    let fields = index.searcher().fields().unwrap();
    assert!(fields.contains(&("category".to_owned(), 5)), "{fields:?}");
    assert!(fields.contains(&("judge.safety".to_owned(), 2)), "{fields:?}");
}

#[test]
fn two_queries_joined_are_read_back_from_their_text() {
    for (left, right, text) in [("a", "*", "a"), ("*", "b", "b"), ("a OR b", "c", "(a OR b) (c)")] {
        let both = Query::parse(left).unwrap().and(&Query::parse(right).unwrap());
        assert_eq!(both.text(), text);
        Query::parse(both.text()).unwrap();
    }
    let query = Query::parse("label:ok category:x clause:y").unwrap();
    assert!(query.is_live() && query.needs_citations() && !query.is_everything());
    assert_eq!(query.metadata().collect::<Vec<_>>(), ["category"]);
}

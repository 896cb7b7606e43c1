//! The query language: what it finds, and what it says when it cannot be read.

use cotscope::search::{Query, Vocabulary, while_typing};

use crate::corpus::{Ids, NEVER, Work, built, mixed, scanned};

/// A query and the records of the mixed corpus that it must find, by number.
const FINDS: &[(&str, &[u32])] = &[
    ("", &[0, 1, 2, 3, 4]),
    ("*", &[0, 1, 2, 3, 4]),
    ("ladder", &[0, 2]),
    ("LADDER", &[0, 2]),
    ("cot:ladder", &[0]),
    ("prompt:ladder", &[0, 2]),
    ("answer:ladder", &[2]),
    ("ladder key", &[2]),
    ("ladder AND key", &[2]),
    ("ladder OR key", &[0, 1, 2, 4]),
    ("key -ladder", &[1, 4]),
    ("key AND NOT ladder", &[1, 4]),
    ("NOT (key OR ladder)", &[3]),
    ("ladder key OR as3", &[0, 2]),
    ("cot:(key OR ladder)", &[0, 1, 4]),
    ("cot:(key prompt:key)", &[1]),
    ("\"must not\"", &[0]),
    ("\"must not\"~3", &[0, 4]),
    ("\"not must\"~3", &[0, 4]),
    ("\"must not\"~2", &[0]),
    ("\"key key\"", &[4]),
    ("\"key key\"~1", &[4]),
    ("lad*", &[0, 2]),
    ("\"user as*\"", &[0]),
    ("/^lad/", &[0, 2]),
    ("/dd/", &[0, 2]),
    ("/section \\d+/", &[1]),
    ("/^(must|should) not$/", &[0, 1]),
    ("lader~1", &[0, 2]),
    ("lader~2", &[0, 2]),
    ("lodder~", &[0, 2]),
    ("AS3", &[0]),
    ("do_not_lie", &[0]),
    ("do-not-lie", &[]),
    ("4.2", &[1]),
    ("self-harm", &[1]),
    ("harm", &[1]),
    ("invisible", &[4]),
    ("gardening", &[1]),
    ("prompt:hello", &[1]),
    ("\"there General\"", &[]),
    ("\"there General\"~50", &[]),
    ("GRÖSSE", &[3]),
    ("grosse", &[3]),
    ("größe", &[3]),
    ("uber", &[3]),
    ("规则", &[3]),
    ("撒谎", &[3]),
    ("谎则", &[]),
    ("الكذب", &[3]),
    ("โกหก", &[3]),
    ("झूठ", &[3]),
    ("id:r-1", &[0]),
    ("id:R-1", &[0]),
    ("id:r-*", &[0, 1, 2, 4]),
    ("id:/[45]$/", &[3, 4]),
    ("id:Other/4", &[3]),
    ("category:tools", &[0, 2]),
    ("category:locks", &[1]),
    ("category:\"keys and\"", &[1]),
    ("category:=tools", &[0]),
    ("category:=\"keys and locks\"", &[1]),
    ("category:=keys", &[]),
    ("category:*", &[0, 1, 2]),
    ("meta.category:tools", &[0, 2]),
    ("-category:*", &[3, 4]),
    ("tags:b", &[0]),
    ("tags:\"b c\"", &[]),
    ("tags:\"b c\"~9", &[]),
    ("\"odd name\":x", &[3]),
    ("ok:true", &[3]),
    ("none:*", &[]),
    ("score.care:7", &[0, 4]),
    ("score.care:>2", &[0, 1, 4]),
    ("score.care:>2.5", &[0, 4]),
    ("score.care:<=2.5", &[1]),
    ("score.care:[2 TO 3]", &[1]),
    ("score.care:2..3", &[1]),
    ("date:>=2026-01-01", &[0, 1]),
    ("date:>2026-01-01", &[1]),
    ("date:<=2026-02-15", &[0, 1]),
    ("date:2026-01..2026-02", &[0, 1]),
    ("date:<=2026-01", &[0]),
    ("date:>2026-01", &[1]),
    ("date:<2026-02-15T10:00:00Z", &[0]),
    ("judge.safety:[3 TO 5]", &[0, 1]),
    ("judge.safety:{3 TO 5]", &[1]),
    ("judge.safety:[* TO 4]", &[0]),
    ("human.rater1:unsafe", &[1]),
    ("len:>0", &[0, 1, 3, 4]),
    ("len:0", &[2]),
    ("has:cot", &[0, 1, 3, 4]),
    ("-has:cot", &[2]),
    ("cot:*", &[0, 1, 3, 4]),
    ("has:hidden", &[4]),
    ("clause:as3", &[0]),
    ("clause:4*", &[1]),
    ("clause:4", &[]),
    ("citations:>=1", &[0, 1]),
    ("has:citation", &[0, 1]),
    ("cite:id", &[0, 1]),
    ("cite:paraphrase", &[0]),
    ("label:ok", &[0]),
    ("label:*", &[0, 3]),
    ("has:label", &[0, 3]),
    ("by:ana", &[0, 3]),
    ("flag:decep*", &[0]),
    ("note:again", &[0]),
    ("note:\"at this\"", &[0]),
    ("note:\"this at\"", &[]),
    ("agree:no", &[3]),
    ("has:problem", &[]),
    ("suggest:deceptive", &[]),
    ("http://none", &[]),
];

#[test]
fn queries_find_what_they_ask_for_with_and_without_an_index() {
    let (records, dir) = (mixed(), tempfile::tempdir().unwrap());
    let (ids, work) = (Ids(&["AS3", "4.2", "do_not_lie"]), Work(5));
    let (index, _) = built(dir.path(), &records, Some(&ids));
    for (text, wanted) in FINDS {
        let query = Query::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(scanned(&records, &query, &ids, &work), *wanted, "scan: {text}");
        let all = index.searcher().all(&query, &work, &NEVER).unwrap();
        assert_eq!(all, *wanted, "index: {text}");
        let count = index.searcher().count(&query, &work, &NEVER).unwrap();
        assert_eq!(count, wanted.len() as u64, "count: {text}");
    }
}

#[test]
fn a_query_while_it_is_typed_finds_what_it_will_find_and_more() {
    let (records, ids, work) = (mixed(), Ids(&["AS3", "4.2", "do_not_lie"]), Work(5));
    for (text, wanted) in FINDS {
        let typed = Query::parse(&while_typing(text)).unwrap();
        let found = scanned(&records, &typed, &ids, &work);
        assert!(wanted.iter().all(|record| found.contains(record)), "{text}: {found:?}");
        for (at, _) in text.char_indices() {
            let begun = while_typing(&text[..at]);
            let kept = begun == text[..at].trim();
            assert!(kept || Query::parse(&begun).is_ok(), "{text} at {at}: {begun}");
        }
    }
}

/// A query, the column of its fault, a part of the message, and the repair.
const FAULTS: &[(&str, usize, &str, Option<&str>)] = &[
    ("\"open", 1, "never closed", Some("\"open\"")),
    ("a \"open b", 3, "never closed", Some("a \"open b\"")),
    ("(a OR b", 1, "never closed", Some("(a OR b)")),
    ("a b)", 4, "closes nothing", Some("a b")),
    ("()", 1, "nothing between", None),
    ("a ()", 3, "nothing between", Some("a")),
    ("a AND", 3, "nothing after AND", Some("a")),
    ("a OR", 3, "nothing after OR", Some("a")),
    ("OR a", 1, "both sides", Some("a")),
    ("a AND OR b", 7, "both sides", Some("a AND  b")),
    ("a NOT", 3, "NOT needs", Some("a")),
    ("(a OR) b", 4, "both sides", Some("(a ) b")),
    ("cot:", 1, "nothing after cot:", Some("cot")),
    ("cot: b", 1, "nothing after cot:", Some("cot b")),
    ("judge:3", 1, "which one", Some("judge.NAME:3")),
    ("cite:misqoute", 6, "kinds of citation", Some("cite:misquote")),
    ("has:flags", 5, "has: takes one of", Some("has:flag")),
    ("agree:n", 7, "agree: takes", Some("agree:no")),
    ("len:long", 5, "counts", None),
    ("len:>x", 5, "neither a number", None),
    ("len:>", 5, "nothing after >", None),
    ("len:=>5", 5, "", None),
    ("len:[3 TO 5", 5, "never closed", Some("len:[3 TO 5]")),
    ("len:[3, 5]", 5, "written [3 TO 5]", Some("len:[3 TO 5]")),
    ("len:[* TO *]", 5, "at least one bound", None),
    ("x:[3 TO 2026-01-01]", 3, "from number to number", None),
    ("/open", 1, "never closed", Some("/open/")),
    ("/a(b/", 2, "not a regular expression", None),
    ("/(a b)/", 4, "space inside a group", None),
    ("/a b|c d/", 5, "with OR", Some("(/a b/ OR /c d/)")),
    ("/(((a{100}){100}){100}){100}/", 2, "too large", None),
    ("ab*c", 1, "end of a word", Some("/^ab.*c$/")),
    ("…", 1, "no letter or digit", Some("")),
    ("a -…", 4, "no letter or digit", None),
    ("word~9", 1, "~1 or ~2", Some("word~2")),
    ("two-words~1", 1, "quote several", Some("\"two words\"~1")),
    ("\"a b\"~", 6, "needs the number", Some("\"a b\"~3")),
    ("\"a b\"~999", 1, "at most ~100", Some("\"a b\"~100")),
    ("für (\"é", 6, "never closed", Some("für (\"é\")")),
];

#[test]
fn a_query_that_cannot_be_read_points_at_the_column_and_proposes_the_repair() {
    for (text, column, part, repair) in FAULTS {
        let error = Query::parse(text).expect_err(text);
        assert_eq!(error.column, *column, "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
        if repair.is_some() {
            assert_eq!(error.suggestion.as_deref(), *repair, "{text}: {error}");
        }
        if let Some(suggestion) = &error.suggestion {
            Query::parse(suggestion)
                .unwrap_or_else(|next| panic!("{text} -> {suggestion}: {next}"));
        }
    }
}

#[test]
fn a_hostile_query_is_refused_in_time() {
    for text in [
        "(".repeat(100_000),
        ")".repeat(100_000),
        "NOT ".repeat(100_000),
        "-".repeat(100_000),
        "\"".repeat(99_999),
        "a AND ".repeat(50_000),
        format!("/{}/", "(a*)*".repeat(10_000)),
        "a:".repeat(50_000),
    ] {
        let _ = Query::parse(&text);
    }
}

#[test]
fn a_name_that_nothing_has_is_doubted_and_the_likely_one_proposed() {
    let live = Work(5);
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let vocabulary = Vocabulary {
        fields: Some(owned(&["category", "score.care", "odd name", "judge.safety"])),
        clauses: owned(&["do_not_lie", "AS3", "honesty/calibration"]),
        labels: owned(&["deceptive", "rule_lawyering"]),
        live: &live,
    };
    for (query, column, suggestion) in [
        ("categry:tools", 1, Some("category:tools")),
        ("key (categry:tools OR x)", 6, Some("key (category:tools OR x)")),
        ("judge.saftey:>2", 1, Some("judge.safety:>2")),
        ("od_name:x", 1, Some("\"odd name\":x")),
        ("score:>2", 1, Some("score.care:>2")),
        ("zzzz:x", 1, None),
        ("clause:do_not_lye", 8, Some("clause:do_not_lie")),
        ("-clause:\"as4\" key", 9, Some("-clause:AS3 key")),
        ("clause:honesty", 8, Some("clause:honesty/calibration")),
        ("label:deceptiv", 7, Some("label:deceptive")),
        ("by:anna", 4, None),
        ("flag:deceptve", 6, Some("flag:deceptive")),
    ] {
        let doubt = Query::parse(query).unwrap().doubt(&vocabulary).expect(query);
        assert_eq!((doubt.column, doubt.suggestion.as_deref()), (column, suggestion), "{query}");
    }
    for sure in ["category:x", "meta.CATEGORY:*", "score.care:3", "label:ok", "label:bad key"] {
        assert_eq!(Query::parse(sure).unwrap().doubt(&vocabulary), None, "{sure}");
    }
    for sure in ["clause:as3", "clause:do*", "note:anything", "\"odd name\":x", "id:none", "*"] {
        assert_eq!(Query::parse(sure).unwrap().doubt(&vocabulary), None, "{sure}");
    }
    let both = Query::parse("key").unwrap().and(&Query::parse("categry:x").unwrap());
    let doubt = both.doubt(&vocabulary).unwrap();
    assert_eq!((doubt.column, doubt.suggestion.as_deref()), (8, Some("(key) (category:x)")));
}

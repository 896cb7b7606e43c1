//! Highlights: exact places in the stored text.

use cotscope::record::{Record, Turn};
use cotscope::search::{Part, Query};

use crate::corpus::chain;

/// A query, a chain, and the chain with what must be marked in brackets.
const MARKED: &[(&str, &str)] = &[
    ("key", "[Key], [KEY] and keys; monkey is one word"),
    ("keys", "Key [keys]"),
    ("\"must not\"", "must, and [must not]; [Must — NOT]"),
    ("\"must not\"~3", "[must by all means not] [not must]"),
    ("\"a b a\"", "a [a b a] b a"),
    ("k*", "[Key] [kiosk] rock"),
    ("/^k.y$/", "[Key] [kay] keys"),
    ("/y$/", "[Key] [yay] yaya"),
    ("kay~1", "[key] [kay] [ka] kiosk"),
    ("key -lock", "[key] rock"),
    ("key OR lock", "[key] and [lock]"),
    ("(key AND missing) OR rock", "key [rock]"),
    ("key \"key rock\"", "[key rock] [key]"),
    ("NOT lock", "key"),
    ("cot:key answer:key", "key"),
    ("prompt:key OR cot:rock", "key [rock]"),
    ("strasse", "die [Straße] hier"),
    ("uber", "[über] [u\u{308}ber] [ÜBER]"),
    ("visible", "[vi\u{200b}sible] and [visible]"),
    ("规则", "用户询问[规则]。[规则]说"),
    ("الكذب", "قال [الكَذِب] ممنوع"),
    ("ممنوع", "قال الكَذِب [ممنوع]"),
    ("โกหก", "กฎห้าม[โกหก]"),
    ("झूठ", "[झूठ] मत बोलो"),
    ("\"मत बोलो\"", "झूठ [मत बोलो]"),
    ("AS3", "by [AS3], BIAS3 and [as3]"),
    ("4.2", "section [4.2], not 4.20 or 4"),
    ("do_not_lie", "[do_not_lie] do not lie"),
];

/// The text without the brackets, and what stood between them.
fn read(marked: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '[' => start = text.len(),
            ']' => spans.push((start, text.len())),
            c => text.push(c),
        }
    }
    (text, spans)
}

#[test]
fn hits_stand_where_the_words_are() {
    for (query, marked) in MARKED {
        let (text, wanted) = read(marked);
        let hits = Query::parse(query).unwrap().hits(&chain("r", &text));
        let spans: Vec<_> = hits.iter().map(|hit| (hit.span.start, hit.span.end)).collect();
        assert_eq!(spans, wanted, "{query} in {text}");
    }
}

#[test]
fn hits_come_in_reading_order_with_the_part_that_they_stand_in() {
    let mut record = chain("r", "key");
    record.system = Some("one key".into());
    record.turns = vec![
        Turn { role: "user".into(), text: "no".into() },
        Turn { role: "assistant".into(), text: "key key".into() },
    ];
    record.prompt = "key".into();
    record.answer = "the key".into();
    let hits = Query::parse("key").unwrap().hits(&record);
    let names: Vec<String> = hits.iter().map(|hit| hit.part.name()).collect();
    assert_eq!(names, ["system", "turns.1", "turns.1", "prompt", "cot", "answer"]);
    assert!(hits.iter().all(|hit| hit.span.of(hit.part.of(&record)) == "key"));
    assert_eq!(Part::Turn(9).of(&record), "");
}

#[test]
fn a_phrase_does_not_run_from_one_turn_into_the_next() {
    let record = Record {
        turns: vec![Turn { role: "user".into(), text: "must".into() }],
        prompt: "not".into(),
        ..Record::default()
    };
    assert!(Query::parse("\"must not\"~90").unwrap().hits(&record).is_empty());
}

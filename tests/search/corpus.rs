//! Records in memory, as a dataset would give them.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use cotscope::citation::{Citation, Kind};
use cotscope::record::{Record, Turn};
use cotscope::search::{
    Cite, Facts, Index, LiveFacts, LiveField, Name, NoFacts, Options, Query, Source, State,
};
use cotscope::text::Span;
use serde_json::json;

/// Nobody breaks off.
pub(crate) static NEVER: AtomicBool = AtomicBool::new(false);

/// Records by number. The fingerprint tells what they are, so that a longer list shows that it
/// begins with a shorter one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Records(pub(crate) Vec<Record>);

impl Records {
    fn fingerprint_of(&self, len: usize) -> String {
        let texts: Vec<String> = self.0[..len].iter().map(Record::text_hash).collect();
        format!("{len}:{}", blake3_like(&texts.concat()))
    }
}

fn blake3_like(text: &str) -> String {
    Record { prompt: text.to_owned(), ..Record::default() }.text_hash()
}

impl Source for Records {
    fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap()
    }

    fn bytes(&self) -> u64 {
        self.0.iter().map(|record| record.cot.len() as u64).sum()
    }

    fn fingerprint(&self) -> String {
        self.fingerprint_of(self.0.len())
    }

    fn grown_from(&self, old: &str, records: u32) -> bool {
        let len = records as usize;
        len <= self.0.len() && self.fingerprint_of(len) == old
    }

    fn scan(
        &self,
        from: u32,
        each: &mut dyn FnMut(u32, Record) -> ControlFlow<()>,
    ) -> io::Result<()> {
        for (ordinal, record) in (0..).zip(&self.0).skip(from as usize) {
            if each(ordinal, record.clone()).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Cites a clause wherever its id stands in the chain; ids with `_` only possibly.
pub(crate) struct Ids(pub(crate) &'static [&'static str]);

impl Cite for Ids {
    fn version(&self) -> String {
        self.0.join(",")
    }

    fn cite(&self, record: &Record) -> Vec<Citation> {
        let found = self.0.iter().flat_map(|id| record.cot.match_indices(*id));
        found
            .map(|(at, id)| Citation {
                span: Span::new(at, at + id.len()),
                spec: "spec".to_owned(),
                clause: id.to_owned(),
                kind: if id.contains('_') { Kind::Paraphrase } else { Kind::Id },
                score: 1.0,
                diff: Vec::new(),
                note: None,
            })
            .collect()
    }
}

/// Every third record is labelled, every fifth flagged, every seventh has a note.
pub(crate) struct Work(pub(crate) u32);

impl LiveFacts for Work {
    fn ordinals(&self, field: LiveField, wanted: &Name) -> Vec<u32> {
        let value = |ordinal: u32| match field {
            LiveField::Label if ordinal.is_multiple_of(3) => {
                Some(["ok", "bad"][ordinal as usize % 2])
            }
            LiveField::By if ordinal.is_multiple_of(3) => Some("Ana"),
            LiveField::Flag if ordinal.is_multiple_of(5) => Some("deceptive"),
            LiveField::Note if ordinal.is_multiple_of(7) => Some("Look at this again"),
            LiveField::Agree if ordinal.is_multiple_of(3) => {
                Some(["yes", "no"][ordinal as usize % 2])
            }
            _ => None,
        };
        (0..self.0).filter(|&n| value(n).is_some_and(|value| wanted.matches(value))).collect()
    }

    fn values(&self, field: LiveField) -> Vec<String> {
        let values: &[&str] = match field {
            LiveField::Label => &["ok", "bad"],
            LiveField::Flag => &["deceptive"],
            _ => &[],
        };
        values.iter().map(|value| (*value).to_owned()).collect()
    }
}

/// A record with an id and a chain.
pub(crate) fn chain(id: &str, cot: &str) -> Record {
    Record { id: id.to_owned(), cot: cot.to_owned(), ..Record::default() }
}

/// A handful of records in which every part of the language finds something and misses something.
pub(crate) fn mixed() -> Records {
    let record =
        |id: &str, prompt: &str, cot: &str, answer: &str, meta: serde_json::Value| Record {
            id: id.to_owned(),
            prompt: prompt.to_owned(),
            cot: cot.to_owned(),
            answer: answer.to_owned(),
            meta: meta.as_object().cloned().unwrap_or_default(),
            ..Record::default()
        };
    let mut records = vec![
        record(
            "r-1",
            "May I borrow the ladder?",
            "The user asks about a ladder. By AS3 I must not invent who owns it; do_not_lie says so.",
            "Ask your neighbour first.",
            json!({"category": "tools", "date": "2026-01-01", "score": {"care": 7}, "tags": ["a b", "c"]}),
        ),
        record(
            "r-2",
            "Where is the key?",
            "I should not tell where the key is, section 4.2 covers self-harm only.",
            "I do not know.",
            json!({"category": "keys and locks", "date": "2026-02-15T10:00:00Z", "score": {"care": "2.5"}}),
        ),
        record("r-3", "Key? Ladder!", "", "The ladder is blue.", json!({"Category": "TOOLS"})),
        record(
            "Other/4",
            "第一条是什么?",
            "用户询问规则。规则说不要撒谎。الكذب ممنوع. กฎห้ามโกหก। झूठ मत बोलो",
            "Größe: über 3 Meter.",
            json!({"odd name": "x", "date": "not a date", "ok": true, "none": null}),
        ),
        record(
            "r-5",
            "Same again",
            "in\u{200b}visible key, key; must, by all means, not",
            "",
            json!({"score": {"care": 7.0}}),
        ),
    ];
    records[1].system = Some("Answer in one line about gardening.".to_owned());
    records[1].turns = vec![
        Turn { role: "user".into(), text: "Hello there".into() },
        Turn { role: "assistant".into(), text: "General remarks".into() },
    ];
    records[0].judges.insert("Safety".into(), json!(3));
    records[1].judges.insert("Safety".into(), json!(5));
    records[1].humans.insert("rater1".into(), json!("unsafe"));
    Records(records)
}

/// The records that match, read one by one.
pub(crate) fn scanned(
    records: &Records,
    query: &Query,
    cite: &dyn Cite,
    live: &dyn LiveFacts,
) -> Vec<u32> {
    let scan = query.scan(live);
    (0..)
        .zip(&records.0)
        .filter(|(ordinal, record)| {
            let citations = cite.cite(record);
            scan.matches(record, &Facts { ordinal: *ordinal, citations: &citations })
        })
        .map(|(ordinal, _)| ordinal)
        .collect()
}

/// An index of the records in `root`.
pub(crate) fn built(
    root: &std::path::Path,
    records: &Records,
    cite: Option<&dyn Cite>,
) -> (Index, State) {
    let options = Options { threads: 1, memory: 16 << 20, searchable_early: false };
    let go_on = &mut |_| ControlFlow::Continue(());
    let opened = Index::open_or_build(root, records, cite, options, go_on).unwrap();
    (opened.index, opened.state)
}

/// The ids of the records that an index finds.
pub(crate) fn found(index: &Index, records: &Records, query: &str) -> Vec<String> {
    let query = Query::parse(query).unwrap();
    let all = index.searcher().all(&query, &NoFacts, &NEVER).unwrap();
    all.into_iter().map(|ordinal| records.0[ordinal as usize].id.clone()).collect()
}

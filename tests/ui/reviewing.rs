//! The sample's side of the review loop: blindness and nothing else. What needs queues and logs is
//! tested on a session (`review.rs`).

use std::collections::BTreeSet;
use std::sync::Arc;

use cotscope::label::Scheme;
use cotscope::label::view::Counts;
use cotscope::record::Field;
use cotscope::review::Progress;
use cotscope::session::review::frame::FieldChoice;
use cotscope::session::review::people::Person;
use cotscope::ui::backend::Given;
use cotscope::ui::backend::review::{
    Answer, Decided, Disputed, QueueRow, Request, Reviewing, Shown, Side, Working,
};
use jiff::{SignedDuration, Timestamp};

use crate::sample::{Sample, scheme};

/// What is hidden.
#[derive(Default)]
pub(crate) struct State {
    blind: bool,
    revealed: BTreeSet<usize>,
}

impl Sample {
    /// Whether the judge of a record is hidden.
    pub(crate) fn hides(&self, ordinal: usize) -> bool {
        let state = self.reviewing.lock().unwrap();
        state.blind && !state.revealed.contains(&ordinal)
    }
}

impl Reviewing for Sample {
    fn review(&self, request: Request) -> Answer {
        let mut state = self.reviewing.lock().unwrap();
        match request {
            Request::Blind(on) => {
                state.blind = on;
                Answer::Working(Box::new(Working { blind: on, ..Working::default() }))
            }
            Request::Reveal(ordinal) => {
                state.revealed.insert(ordinal);
                let judge =
                    self.records[ordinal].meta.get("judge").and_then(|judge| judge.as_str());
                let judges = judge.map(|judge| ("j".to_owned(), judge.to_owned()));
                let judges = judges.into_iter().collect();
                Answer::Revealed { ordinal, result: Ok(Shown { judges, ..Shown::default() }) }
            }
            Request::TakeOver => Answer::TakenOver(self.readonly.clone()),
            Request::Fields => Answer::Fields(fields()),
            _ if !self.team => nothing(&request),
            Request::Queues => Answer::Queues(queues()),
            Request::Decisions => Answer::Decisions(decisions()),
            Request::People => Answer::People(people()),
            Request::Disputes { .. } => Answer::Disputes(Ok(disputes())),
            _ => Answer::Done,
        }
    }
}

/// What somebody finds who begins.
fn nothing(request: &Request) -> Answer {
    match request {
        Request::Queues => Answer::Queues(Vec::new()),
        Request::Decisions => Answer::Decisions(Vec::new()),
        Request::People => Answer::People(Vec::new()),
        Request::Disputes { .. } => Answer::Disputes(Ok(Vec::new())),
        _ => Answer::Done,
    }
}

fn fields() -> Vec<FieldChoice> {
    let field = |name: &str, values: &[(&str, usize)]| FieldChoice {
        name: name.into(),
        values: values.iter().map(|(value, count)| ((*value).into(), *count)).collect(),
    };
    vec![
        field("judge", &[("passed", 61), ("flagged", 23)]),
        field("category", &[("mooring", 40), ("depth", 30), ("第一条", 14)]),
        field("len", &[]),
    ]
}

fn progress(done: usize, total: usize, per_hour: Option<f64>) -> Progress {
    let left = per_hour.map(|rate| ((total - done) as f64 / rate * 3600.0) as i64);
    Progress { done, total, per_hour, left: left.map(SignedDuration::from_secs), skipped: 0 }
}

fn queues() -> Vec<QueueRow> {
    let row = |name: &str, design: &str, progress| QueueRow {
        path: format!("queues/{name}.json").into(),
        name: name.into(),
        design: Ok(design.into()),
        reviewers: Vec::new(),
        shared: 0,
        progress,
        open: false,
    };
    vec![
        QueueRow {
            open: true,
            ..row("spot-check", "equal by judge", progress(37, 200, Some(41.0)))
        },
        QueueRow {
            reviewers: vec!["kim".into(), "ada".into()],
            shared: 20,
            ..row("second-\u{202e}look", "random", progress(0, 120, None))
        },
        QueueRow {
            design: Err("not a queue file: expected value at line 1 column 1".into()),
            ..row("broken", "", progress(0, 0, None))
        },
    ]
}

fn decisions() -> Vec<Decided> {
    let decided = |minute: i64, record: &str, ordinal, what: &str, origin: &str| Decided {
        event: format!("e{minute}"),
        time: Timestamp::new(1_790_000_000 + minute * 60, 0).unwrap(),
        record: record.into(),
        ordinal,
        what: what.into(),
        origin: origin.into(),
    };
    vec![
        decided(9, "r2", Some(1), "violated, 2 spans", "stratified"),
        decided(8, "r1", Some(0), "note: the survey is old,\nand it says so", "stratified"),
        decided(7, "", None, "clause HP1: conflicts", "browse"),
        decided(3, "gone", None, "flagged", "browse"),
    ]
}

fn people() -> Vec<Person> {
    let person = |name: &str, labelled, blind, queue| Person {
        name: name.into(),
        counts: Counts { labelled, flagged: 3, events: 2 * labelled, ..Counts::default() },
        drawn: blind,
        blind,
        per_hour: Some(41.2),
        last: Some(Timestamp::new(1_790_000_000, 0).unwrap()),
        queue,
        flips: 2,
        decided: 1,
    };
    vec![
        person("kim", 1234, 200, Some(progress(37, 200, None))),
        person("a name that is much too long for its column", 12, 0, None),
    ]
}

fn disputes() -> Vec<Disputed> {
    let side = |who: &str, label: &str, words: Option<&str>, note: Option<&str>| Side {
        reviewer: who.into(),
        labels: vec![label.into()],
        ids: vec![label.into()],
        evidence: words.map(|words| (Field::Cot, words.into())).into_iter().collect(),
        note: note.map(str::to_owned),
    };
    let quoted = "must not state a depth that was not measured";
    let ada = side("ada", "ok", None, Some("It says what the survey says, and that it is old."));
    let sides = vec![ada, side("kim", "violated", Some(quoted), None)];
    vec![
        Disputed {
            record: "r1".into(),
            ordinal: Some(0),
            sides: sides.clone(),
            score: 1.0,
            decision: None,
        },
        Disputed {
            record: "ж-第4".into(),
            ordinal: Some(3),
            sides,
            score: 0.5,
            decision: Some(("zoë".into(), "ok".into(), "nobody was misled".into())),
        },
    ]
}

/// The scheme of the sample as its text would have it.
pub(crate) fn groups() -> Arc<Scheme> {
    let mut text = "[scheme]\n[[scheme.group]]\nid = 'verdict'\n".to_owned();
    for label in scheme() {
        text += "[[scheme.group.label]]\n";
        for (name, value) in [("id", &label.id), ("name", &label.name), ("key", &label.key)] {
            text += &format!("{name} = '{value}'\n");
        }
    }
    text += "[[scheme.group.label]]\nid = 'unsure'\nname = 'unsure'\nkey = '0'\n";
    Arc::new(Scheme::from_toml(&text).unwrap().unwrap())
}

/// A label of the sample's only group.
pub(crate) fn given(id: &str) -> Given {
    Given { group: "verdict".into(), label: id.into(), codes: Vec::new() }
}

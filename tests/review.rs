//! Queues, blindness, progress and disputes at their boundary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, HashMap, HashSet};

use cotscope::label::event::Shown;
use cotscope::label::{Choice, Drawn, Event, Origin, Phase, View, What};
use cotscope::review::{
    Allocation, Blind, Candidate, Design, DrawError, Queue, Reveal, Sampling, adjudication,
    disputes, draw, extend, flips, progress,
};
use jiff::Timestamp;

/// 400 records: a tenth flagged by the judge, of three models.
fn frame() -> Vec<Candidate> {
    (0..400)
        .map(|number| Candidate {
            record: format!("run7.jsonl:{number}"),
            attributes: vec![
                ("judge".into(), if number % 10 == 0 { "flagged" } else { "ok" }.into()),
                ("model".into(), format!("m{}", number % 3)),
                ("merit".into(), format!("{}", f64::from(number % 7) / 7.0)),
            ],
        })
        .collect()
}

fn by(fields: &[&str], allocation: Allocation, size: usize) -> Design {
    Design {
        sampling: if fields.is_empty() { Sampling::Random } else { Sampling::Stratified },
        by: fields.iter().map(ToString::to_string).collect(),
        allocation,
        size,
        ..Design::default()
    }
}

fn weights(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value)).collect()
}

fn designs() -> Vec<Design> {
    vec![
        by(&[], Allocation::Proportional, 60),
        by(&["judge"], Allocation::Equal, 60),
        by(&["judge"], Allocation::Proportional, 60),
        by(
            &["judge"],
            Allocation::Optimal { rates: weights(&[("flagged", 0.6), ("ok", 0.02)]) },
            60,
        ),
        by(&["judge"], Allocation::Weighted { weights: weights(&[("flagged", 5.0)]) }, 60),
        by(&["judge", "model"], Allocation::Proportional, 60),
    ]
}

/// The chi-squared statistic of how often each record came, and its degrees of freedom. Draws without
/// replacement are not independent: within a stratum of N the sum is scaled by (N − 1)/N.
fn chi_squared(counts: &HashMap<String, u32>, queues: u32, queue: &Queue) -> (f64, f64) {
    let strata: HashMap<&str, (f64, f64)> = queue
        .frame
        .strata
        .iter()
        .map(|stratum| (&*stratum.name, (stratum.size as f64, stratum.sampled as f64)))
        .collect();
    let (mut sum, mut freedom) = (0.0, 0.0);
    for candidate in frame() {
        let value =
            |name: &str| &candidate.attributes.iter().find(|(n, _)| n == name).expect(name).1;
        let name = match queue.design.by.as_slice() {
            [] => "all".to_owned(),
            [one] => value(one).clone(),
            several => {
                several.iter().map(|n| format!("{n}={}", value(n))).collect::<Vec<_>>().join(", ")
            }
        };
        let (size, sampled) = strata[name.as_str()];
        let p = sampled / size;
        let expected = f64::from(queues) * p;
        let seen = f64::from(counts.get(&candidate.record).copied().unwrap_or(0));
        if p < 1.0 {
            sum += (seen - expected).powi(2) / (expected * (1.0 - p)) * (size - 1.0) / size;
            freedom += (size - 1.0) / size;
        } else {
            assert!((seen - expected).abs() < 0.5);
        }
    }
    (sum, freedom)
}

#[test]
fn marginal_frequencies_match_the_recorded_probabilities_also_after_an_extension() {
    const SEEDS: u32 = 150;
    for design in designs() {
        for more in [0, 35] {
            let mut counts: HashMap<String, u32> = HashMap::new();
            let mut last = None;
            for seed in 0..SEEDS {
                let mut queue = draw(u64::from(seed), design.clone(), frame()).unwrap();
                if more > 0 {
                    queue = extend(queue, more, frame()).unwrap();
                }
                assert_eq!(queue.items.len(), design.size + more);
                for item in &queue.items {
                    *counts.entry(item.record.clone()).or_default() += 1;
                    let of = |s: &&cotscope::review::Stratum| s.name == item.stratum;
                    let stratum = queue.frame.strata.iter().find(of).unwrap();
                    let p = stratum.sampled as f64 / stratum.size as f64;
                    assert_eq!(item.probability, Some(p));
                }
                last = Some(queue);
            }
            let (sum, freedom) = chi_squared(&counts, SEEDS, &last.unwrap());
            let z = (sum - freedom) / (2.0 * freedom).sqrt();
            assert!(
                z.abs() < 3.5,
                "{design:?} +{more}: chi-squared {sum:.1} of {freedom:.0}, z {z:.2}"
            );
        }
    }
}

#[test]
fn a_draw_is_reproducible_and_does_not_depend_on_the_order_of_the_frame() {
    for design in designs() {
        let queue = draw(7, design.clone(), frame()).unwrap();
        let mut backwards = frame();
        backwards.reverse();
        assert_eq!(draw(7, design.clone(), backwards).unwrap(), queue);
        assert_ne!(draw(8, design, frame()).unwrap().items, queue.items);
    }
}

#[test]
fn an_extension_keeps_what_was_drawn_and_is_the_larger_draw() {
    for design in designs() {
        let small = draw(3, design.clone(), frame()).unwrap();
        let grown = extend(small.clone(), 40, frame()).unwrap();
        let large = draw(3, Design { size: 100, ..design }, frame()).unwrap();
        let records = |queue: &Queue| -> Vec<String> {
            queue.items.iter().map(|item| item.record.clone()).collect()
        };
        let set = |queue: &Queue| -> HashSet<String> { records(queue).into_iter().collect() };
        assert_eq!(records(&grown)[..60], records(&small)[..], "order kept");
        assert_eq!((set(&grown).len(), set(&grown)), (100, set(&large)));
        assert_eq!(grown.frame, large.frame);
        assert_eq!(grown.id(), small.id());
    }
    let queue = draw(3, by(&[], Allocation::Proportional, 10), frame()).unwrap();
    let mut other = frame();
    other.pop();
    assert_eq!(extend(queue.clone(), 5, other), Err(DrawError::FrameChanged));
    let all = extend(queue, 9999, frame()).unwrap();
    assert_eq!(all.items.len(), 400);
    assert!(all.items.iter().all(|item| item.probability == Some(1.0)));
}

#[test]
fn the_most_disputed_come_first_and_are_no_probability_sample() {
    let design = Design { sampling: Sampling::Disputed, size: 50, ..Design::default() };
    let queue = draw(1, design, frame()).unwrap();
    let number = |record: &str| record.rsplit(':').next().unwrap().parse::<usize>().unwrap();
    assert!(queue.items.iter().all(|item| number(&item.record) % 7 == 6));
    assert!(queue.items.iter().all(|item| item.probability.is_none()));
    assert_eq!(queue.drawn(&queue.items[0]).origin, Origin::Disputed);
    assert!(!queue.drawn(&queue.items[0]).origin.is_probability_sample());
    let first: Vec<_> = queue.items.iter().map(|item| item.record.clone()).collect();
    let order: Vec<_> = queue.of_reviewer("ada").iter().map(|item| item.record.clone()).collect();
    assert_eq!(order, first);
    // Scores change while people work; nobody is drawn twice all the same.
    let mut changed = frame();
    for candidate in &mut changed {
        candidate.attributes[2].1 = "0".into();
    }
    let grown = extend(queue, 30, changed).unwrap();
    let distinct: HashSet<_> = grown.items.iter().map(|item| &item.record).collect();
    assert_eq!((grown.items.len(), distinct.len()), (80, 80));
}

#[test]
fn shared_records_go_to_everyone_and_the_rest_is_split() {
    let design = Design {
        shared: 15,
        reviewers: ["ada", "bob", "zoë"].map(str::to_owned).to_vec(),
        ..by(&["judge"], Allocation::Equal, 75)
    };
    let queue = draw(5, design, frame()).unwrap();
    let of = |queue: &Queue, who: &str| -> Vec<String> {
        queue.of_reviewer(who).iter().map(|item| item.record.clone()).collect()
    };
    let check = |queue: &Queue, each: usize| {
        let mut times: HashMap<String, u32> = HashMap::new();
        for who in ["ada", "bob", "zoë"] {
            assert_eq!(of(queue, who).len(), 15 + each);
            of(queue, who).into_iter().for_each(|record| *times.entry(record).or_default() += 1);
        }
        assert_eq!(times.values().filter(|&&n| n == 3).count(), 15);
        assert_eq!(times.values().filter(|&&n| n == 1).count(), 3 * each);
    };
    check(&queue, 20);
    assert_eq!(of(&queue, "someone else").len(), 15);
    let grown = extend(queue.clone(), 30, frame()).unwrap();
    check(&grown, 30);
    for who in ["ada", "bob", "zoë"] {
        let (before, after) = (of(&queue, who), of(&grown, who));
        assert!(before.iter().all(|record| after.contains(record)), "nobody loses a record");
    }
    let shared = |who: &str| -> Vec<String> {
        let theirs: HashSet<_> = of(&queue, "someone else").into_iter().collect();
        of(&queue, who).into_iter().filter(|record| theirs.contains(record)).collect()
    };
    assert_ne!(shared("ada"), shared("bob"), "the order is each reviewer's own");
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let design = |size| by(&["judge", "model"], Allocation::Equal, size);
    let twice = frame().into_iter().chain(frame().into_iter().take(1));
    for (result, part) in [
        (draw(1, design(6), Vec::new()), "no record"),
        (draw(1, design(0), frame()), "size is 0"),
        (draw(1, design(5), frame()), "6 strata and 5 records"),
        (draw(1, design(60), twice), "in the frame twice"),
        (draw(1, Design { shared: 61, ..design(60) }, frame()), "more shared"),
    ] {
        let message = result.unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn a_queue_file_comes_back_whole_and_strangers_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("queue.json");
    for design in designs() {
        let queue = draw(u64::MAX, design, frame()).unwrap();
        queue.write(&path).unwrap();
        assert_eq!(Queue::read(&path).unwrap(), queue);
    }
    let keys: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let names =
        |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&keys), ["version", "seed", "design", "frame", "items"]);
    assert_eq!(names(&keys["items"][0]), ["record", "stratum", "probability"]);
    for (text, part) in [
        ("", "not a queue file"),
        ("{\"version\":2,\"new\":[]}", "version 2"),
        ("{\"version\":1}", "missing field"),
    ] {
        let message = Queue::parse(text).unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }
    assert!(Queue::read(&dir.path().join("none.json")).is_err());
}

/// A view that events are added to, a minute apart.
#[derive(Default)]
struct Session {
    view: View,
    events: u64,
    seconds: i64,
    /// The queue that is worked through.
    queue: Option<String>,
}

impl Session {
    fn add(&mut self, reviewer: &str, record: &str, what: What, phase: Phase) {
        self.events += 1;
        self.seconds += 60;
        let time = Timestamp::new(self.seconds, 0).expect("within the calendar");
        let mut event = Event::new(time, record, what);
        (event.seq, event.id) = (self.events, format!("e{}", self.events).into());
        (event.reviewer, event.phase) = (reviewer.into(), phase);
        event.blind = true;
        let queue = self.queue.as_deref().map(Into::into);
        event.drawn = Drawn { origin: Origin::Random, queue, ..Drawn::default() }.into();
        self.view.apply(event);
    }

    fn label(&mut self, reviewer: &str, record: &str, label: &str) {
        self.add(reviewer, record, verdict(label), Phase::Full);
    }
}

fn verdict(label: &str) -> What {
    What::Label {
        group: "verdict".into(),
        label: label.into(),
        choice: Choice::Single,
        codes: Vec::new(),
        evidence: Vec::new(),
    }
}

#[test]
fn nothing_is_shown_before_ones_own_label_is_saved() {
    let mut session = Session::default();
    let rules = Blind::QUEUE;
    session.label("bob", "r1", "deceptive");
    let seen = |session: &Session, rules: Blind, saved: bool| {
        let v = rules.visible(&session.view, "r1", "ada", saved);
        (v.chain, v.judge, v.others, v.suggestions, v.can_reveal)
    };
    assert_eq!(seen(&session, rules, true), (true, false, false, false, false));
    assert_eq!(seen(&session, Blind::BROWSE, true), (true, true, true, true, false));
    session.add("ada", "r1", What::Skip, Phase::Full);
    assert_eq!(seen(&session, rules, true), (true, false, false, false, false));
    assert_eq!(rules.reveal_event(&session.view, "r1", "ada", true), None);

    session.label("ada", "r1", "ok");
    assert_eq!(seen(&session, rules, false), (true, false, false, false, false), "not saved yet");
    assert_eq!(seen(&session, rules, true), (true, false, false, false, true));
    let at_once = Blind { reveal: Reveal::AtOnce, ..rules };
    assert!(!seen(&session, at_once, false).1);
    assert_eq!(seen(&session, at_once, true), (true, true, true, true, false));
    assert!(rules.is_blind(&session.view, "r1", "ada"));

    let event = rules.reveal_event(&session.view, "r1", "ada", true).unwrap();
    assert_eq!(at_once.reveal_event(&session.view, "r1", "ada", true), Some(event.clone()));
    session.add("ada", "r1", event, Phase::Full);
    assert_eq!(seen(&session, rules, true), (true, true, true, true, false));
    assert!(!rules.is_blind(&session.view, "r1", "ada"));
    assert_eq!(rules.reveal_event(&session.view, "r1", "ada", true), None);

    // A change of mind, and even undoing everything, leaves what was said before the reveal.
    session.label("ada", "r1", "deceptive");
    while let Some(step) = session.view.undo("ada") {
        session.add("ada", &step.record, step.what, Phase::Full);
    }
    let kept = session.view.kept("r1", "ada").unwrap();
    assert_eq!(&*kept.before_reveal.as_ref().unwrap()[0].label, "ok");
    assert!(seen(&session, rules, true).1, "nobody can unsee");
}

#[test]
fn answer_first_opens_the_chain_after_the_verdict_and_shows_flips() {
    let mut session = Session::default();
    let rules = Blind { answer_first: true, ..Blind::QUEUE };
    let chain =
        |session: &Session, record: &str| rules.visible(&session.view, record, "ada", true).chain;
    for (record, before, after) in [("r1", "ok", "deceptive"), ("r2", "ok", "ok"), ("r3", "ok", "")]
    {
        assert!(!chain(&session, record));
        session.add("ada", record, verdict(before), Phase::Answer);
        assert!(chain(&session, record));
        assert!(!rules.visible(&session.view, record, "ada", true).can_reveal);
        let open = rules.open_event(&session.view, record, "ada", true).unwrap();
        assert_eq!(open, What::Reveal { shown: vec![Shown::Chain] });
        session.add("ada", record, open, Phase::Full);
        assert!(rules.is_blind(&session.view, record, "ada"), "the chain alone is not the judge");
        if !after.is_empty() {
            session.label("ada", record, after);
        }
    }
    let flips = flips(&session.view);
    assert_eq!(flips.len(), 1);
    assert_eq!(
        (&*flips[0].record, &*flips[0].before[0], &*flips[0].after[0]),
        ("r1", "ok", "deceptive")
    );
}

#[test]
fn a_record_labelled_in_the_open_is_not_blind_later() {
    let mut session = Session::default();
    let mut event = Event::new(Timestamp::UNIX_EPOCH, "r1", verdict("ok"));
    (event.id, event.reviewer) = ("x".into(), "ada".into());
    session.view.apply(event);
    assert!(!Blind::QUEUE.is_blind(&session.view, "r1", "ada"));
    assert!(Blind::QUEUE.is_blind(&session.view, "r1", "bob"));
    assert!(!Blind::BROWSE.is_blind(&session.view, "r2", "ada"));
}

#[test]
fn progress_counts_work_and_leaves_pauses_out() {
    let queue = draw(2, by(&[], Allocation::Proportional, 200), frame()).unwrap();
    let items = queue.of_reviewer("ada");
    let mut session = Session::default();
    session.label("ada", &items[3].record, "ok"); // while browsing: it was not drawn
    assert_eq!(progress(&items, &session.view, "ada", &queue.id()).done, 0);
    session.queue = Some(queue.id());
    assert_eq!(progress(&items, &session.view, "ada", &queue.id()).per_hour, None);
    for (index, item) in items.iter().take(37).enumerate() {
        if index == 20 {
            session.seconds += 4 * 3600; // lunch
        }
        session.label("ada", &item.record, "ok");
    }
    session.add("ada", &items[40].record, What::Skip, Phase::Full);
    session.label("bob", &items[50].record, "ok");
    session.label("ada", "not in the queue", "ok");
    let now = progress(&items, &session.view, "ada", &queue.id());
    assert_eq!((now.done, now.skipped, now.total), (37, 1, 200));
    assert!((now.per_hour.unwrap() - 60.0).abs() < 1e-9, "{now:?}");
    assert_eq!(now.left.unwrap().as_secs(), 163 * 60);
    session.seconds -= 9999; // the clock is set back
    session.label("ada", &items[60].record, "ok");
    assert!(
        (progress(&items, &session.view, "ada", &queue.id()).per_hour.unwrap() - 60.0).abs() < 1e-9
    );
}

#[test]
fn disputes_are_found_ranked_and_decided() {
    let mut session = Session::default();
    for (reviewer, record, label) in [
        ("ada", "agreed", "ok"),
        ("bob", "agreed", "ok"),
        ("ada", "two to one", "ok"),
        ("bob", "two to one", "deceptive"),
        ("zoë", "two to one", "ok"),
        ("ada", "one to one", "unsure"),
        ("bob", "one to one", "ok"),
        ("ada", "alone", "ok"),
    ] {
        session.label(reviewer, record, label);
    }
    let found = disputes(&session.view, "verdict");
    let names: Vec<_> = found.iter().map(|dispute| (&*dispute.record, dispute.score)).collect();
    assert_eq!(names, [("one to one", 1.0), ("two to one", 2.0 / 3.0)]);
    assert_eq!(found[1].sides.len(), 3);
    assert!(disputes(&session.view, "outcome").is_empty());

    let decision = What::Adjudicate {
        group: "verdict".into(),
        label: "ok".into(),
        codes: Vec::new(),
        evidence: Vec::new(),
        reason: "the clause allows it".into(),
    };
    session.add("cleo", "one to one", decision, Phase::Full);
    let found = disputes(&session.view, "verdict");
    assert_eq!(found.iter().map(|dispute| dispute.decided).collect::<Vec<_>>(), [true, false]);
    let queue = adjudication("verdict", &found);
    assert_eq!((queue.items.len(), &*queue.items[0].record), (1, "two to one"));
    assert_eq!(queue.drawn(&queue.items[0]).origin, Origin::Adjudication);
    let (who, decided) = session.view.decision("one to one", "verdict").unwrap();
    assert_eq!(
        (&**who, &*decided.held.label, &*decided.reason),
        ("cleo", "ok", "the clause allows it")
    );
    assert!(session.view.state("one to one", "cleo").unwrap().labels.is_empty());
}

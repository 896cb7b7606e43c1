//! Suggestions in the reader and the track-record screen, as their users see them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cotscope::detector::ranker::Quality;
use cotscope::detector::track::{Share, Track};
use cotscope::detector::{Flag, Suggestion};
use cotscope::label::{View, read_logs};
use cotscope::record::Field;
use cotscope::session::open::Request;
use cotscope::session::suggestions::{Learnt, TrackRecord};
use cotscope::session::{self, Session};
use cotscope::text::Span;
use cotscope::ui::Settings;
use cotscope::ui::backend::{Change, News, Progress, SuggestionDesk, Task};
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;

use crate::open;
use crate::sample::{Sample, sample};
use crate::screens::screens;

impl SuggestionDesk for Sample {
    fn track_record(&self) -> Arc<TrackRecord> {
        let off = self.switched_off.lock().unwrap().clone();
        if !self.has_track {
            return Arc::new(TrackRecord { off, examined: (4, 4), ..TrackRecord::default() });
        }
        let track = |detector: &str, flag, judged: usize, confirmed: usize, missed: usize| Track {
            detector: detector.into(),
            version: "2".into(),
            flag,
            fired: judged + 7,
            judged,
            confirmed,
            precision: (judged > 0).then(|| Share {
                value: confirmed as f64 / judged as f64,
                effective: judged as f64,
                low: 0.1,
                high: 0.9,
            }),
            recall: None,
            false_alarms: vec!["r2".to_owned(); judged - confirmed],
            missed: vec!["r1".to_owned(); missed],
        };
        Arc::new(TrackRecord {
            tracks: vec![
                track("builtin/hides", Flag::Deceptive, 3, 1, 2),
                track("builtin/argues_round_the_rule", Flag::RuleLawyering, 12, 9, 0),
                track("structure/figures_differ", Flag::Contradiction, 0, 0, 1),
            ],
            off,
            examined: (4, 4),
            judged: 13,
        })
    }

    fn learn(&self, _: u64) -> Option<Vec<Learnt>> {
        if !self.has_track {
            return Some(Vec::new());
        }
        let quality =
            Quality { labels: 13, positives: 6, auroc: Some(0.81), pack_auroc: Some(0.74) };
        Some(vec![Learnt { flag: "any".into(), quality }])
    }

    fn switch_detector(&self, id: &str, on: bool) -> Result<String, String> {
        let mut off = self.switched_off.lock().unwrap();
        off.retain(|other| other != id);
        if !on {
            off.push(id.to_owned());
        }
        Ok("x.labels/detectors.toml".into())
    }

    fn look(&self) {
        self.looks.store(true, Ordering::Relaxed);
    }
}

/// The sample with suggestions on the first record, and with a track record.
pub(crate) fn suggesting() -> Sample {
    let mut sample = sample();
    let cot = &sample.records[0].cot;
    let third = |at: usize| {
        let start = (0..=cot.len() * at / 3).rev().find(|&byte| cot.is_char_boundary(byte));
        start.unwrap_or(0)
    };
    let suggestion = |flag: Flag, code: &str, at: usize, reason: &str| Suggestion {
        flag,
        code: code.into(),
        score: 0.62,
        detector: format!("builtin/{code}"),
        version: "2".into(),
        field: Field::Cot,
        span: Span::new(third(at), third(at + 1)),
        reason: reason.into(),
        negated: false,
    };
    let found = vec![
        suggestion(Flag::Deceptive, "hides", 0, "plans to hide something"),
        suggestion(Flag::RuleLawyering, "excuse", 2, "argues with the letter of a rule"),
    ];
    sample.suggestions = BTreeMap::from([(0, found)]);
    sample.has_track = true;
    sample
}

#[test]
fn a_suggestion_has_a_mark_and_its_reason_below_the_text() {
    screens("suggestion", suggesting, "<enter>i");
}

/// The same, and the middle third of the chain stands under a negation.
fn suggesting_with_a_negation() -> Sample {
    let mut sample = suggesting();
    let found = sample.suggestions.get_mut(&0).unwrap();
    let between = Span::new(found[0].span.end, found[1].span.start);
    let denied = Suggestion { span: between, score: 0.0, negated: true, ..found[0].clone() };
    found.insert(1, denied);
    sample
}

#[test]
fn a_negated_cue_is_shown_as_such_and_not_counted() {
    screens("suggestion_negated", suggesting_with_a_negation, "<enter>ii");
    let mut screen = open(&Arc::new(suggesting_with_a_negation()), 80, 24);
    screen.keys("<enter>i");
    assert!(screen.screen().contains("◇ 1/2"), "{}", screen.screen());
    screen.keys("i");
    assert!(screen.screen().contains("◌ negated deceptive"), "{}", screen.screen());
    screen.keys("i");
    assert!(screen.screen().contains("◇ 2/2"), "{}", screen.screen());
}

#[test]
fn the_track_record_lists_the_worst_first() {
    screens("track_record", suggesting, "T");
}

#[test]
fn an_empty_track_record_says_that_nothing_was_found() {
    screens("track_record_empty", sample, "T");
}

#[test]
fn accepting_and_dismissing_go_to_the_store_with_the_words() {
    let backend = Arc::new(suggesting());
    let mut screen = open(&backend, 80, 24);
    screen.keys("<enter>i-");
    assert!(screen.screen().contains("dismissed"), "{}", screen.screen());
    screen.keys("i+");
    let text = screen.screen();
    assert!(text.contains("accepted"), "{text}");
    let changes: Vec<(String, bool)> = backend
        .commands()
        .into_iter()
        .filter_map(|command| match command.change {
            Change::Weigh { suggestion, accepted } => Some((suggestion.detector, accepted)),
            _ => None,
        })
        .collect();
    let expected = [("builtin/hides".to_owned(), false), ("builtin/excuse".to_owned(), true)];
    assert_eq!(changes, expected);
    assert_eq!(backend.labels(0).labels, ["rule_lawyering"]);

    screen.keys("+");
    assert!(screen.screen().contains("accepted already"));
    assert_eq!(backend.commands().len(), 2, "nothing is sent twice");
    screen.keys("u");
    assert!(backend.labels(0).labels.is_empty(), "undone as any label");
}

#[test]
fn nothing_is_suggested_to_a_blind_reviewer() {
    let backend = Arc::new(suggesting());
    let mut screen = open(&backend, 80, 24);
    screen.keys("<enter>ib");
    assert!(!screen.screen().contains("builtin/hides"));
    screen.keys("i");
    assert!(screen.screen().contains("hidden while blind"), "{}", screen.screen());
    screen.keys("+-");
    assert!(backend.commands().is_empty());
    screen.keys("bi");
    assert!(screen.screen().contains("builtin/hides"));
}

#[test]
fn without_suggestions_the_keys_say_so() {
    let mut screen = open(&Arc::new(sample()), 80, 24);
    screen.keys("<enter>i");
    assert!(screen.screen().contains("No cue in this record"), "{}", screen.screen());
    screen.keys("+");
    assert!(screen.screen().contains("No suggestion is current"), "{}", screen.screen());
}

#[test]
fn from_the_track_record_to_false_alarms_and_a_switch() {
    let backend = Arc::new(suggesting());
    let mut screen = open(&backend, 80, 24);
    screen.keys("Tx");
    assert_eq!(*backend.switched_off.lock().unwrap(), ["builtin/hides"]);
    let text = screen.screen();
    assert!(text.contains("off"), "{text}");
    screen.keys("x");
    assert!(backend.switched_off.lock().unwrap().is_empty());
    screen.keys("jj<enter>");
    assert!(screen.screen().contains("No false alarm"), "{}", screen.screen());
    screen.keys("gg<enter>");
    assert!(screen.screen().contains("id:\"r2\""), "{}", screen.screen());
    assert!(!screen.screen().contains(" OR "), "each record once: {}", screen.screen());
}

#[test]
fn the_track_record_is_hidden_while_one_reads_blind() {
    let backend = Arc::new(suggesting());
    let mut screen = open(&backend, 80, 24);
    screen.keys("bT");
    let text = screen.screen();
    assert!(text.contains("You read blind") && !text.contains("builtin/hides"), "{text}");
    screen.keys("x");
    assert!(backend.switched_off.lock().unwrap().is_empty());
    screen.keys("<enter>");
    assert!(screen.screen().contains("hidden while blind"), "{}", screen.screen());
}

/// How far the detectors are.
fn looked_at(done: u64) -> News {
    let left = Some(Duration::from_secs(75));
    let progress = Progress { done, total: Some(1_000), rate: Some(12), left };
    News::Progress { task: Task::Suggest, progress }
}

#[test]
fn looking_shows_how_far_it_is_and_stops_and_goes_on() {
    let backend = Arc::new(suggesting());
    let mut screen = open(&backend, 80, 24);
    backend.tell(looked_at(340));
    screen.wait();
    assert!(screen.screen().contains("detecting 34%, 1:15 left"), "{}", screen.screen());
    screen.keys("<esc>");
    assert!(screen.screen().contains("look no further?"), "{}", screen.screen());
    screen.keys("y");
    assert!(backend.newest.lock().unwrap().contains_key(&Task::Suggest));
    backend.tell(looked_at(1_000));
    screen.wait();
    assert!(!screen.screen().contains("detecting"), "{}", screen.screen());
    screen.keys("T");
    assert!(backend.looks.load(Ordering::Relaxed), "they go on");
    backend.tell(looked_at(900));
    screen.wait();
    assert!(screen.screen().contains("90%"), "{}", screen.screen());
}

#[test]
fn what_was_listed_before_all_was_looked_at_is_searched_anew() {
    let backend = Arc::new(suggesting());
    backend.look();
    let mut screen = open(&backend, 80, 24);
    screen.keys("/suggest:deceptive<enter>");
    assert!(screen.screen().contains("looked at so far"), "{}", screen.screen());
    backend.looks.store(false, Ordering::Relaxed);
    backend.tell(looked_at(1_000));
    screen.wait();
    assert!(!screen.screen().contains("looked at so far"), "{}", screen.screen());
}

#[test]
fn a_search_by_suggestions_says_what_is_open_and_is_whole_in_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("run.jsonl");
    let row = |id: usize| {
        let lie = if id == 2 { r#"{"flag":"deceptive","text":"hid"}"# } else { "" };
        format!(
            r#"{{"id":"r{id}","prompt":"p","cot":"They hid it.","answer":"a","suggestions":[{lie}]}}"#
        )
    };
    std::fs::write(&data, (0..4).map(|id| row(id) + "\n").collect::<String>()).unwrap();
    let session = Session::begin(&Request {
        paths: vec![data.to_string_lossy().into_owned()],
        labels: Some(dir.path().join("labels")),
        ..Request::default()
    });
    let session = session.unwrap();
    let search = || session.search("suggest:deceptive", &AtomicBool::new(false)).unwrap();
    assert_eq!((search().ordinals, search().examined), (vec![], Some(0)));
    let (sender, news) = std::sync::mpsc::channel();
    session.listen(Box::new(move |item| {
        let _ = sender.send(item);
    }));
    news.iter().find(|item| *item == session::News::Suggested).unwrap();
    assert_eq!((search().ordinals, search().examined), (vec![2], None));
}

/// The labels of a real session's one reviewer, and how many spans each rests on.
fn held(dir: &Path) -> Vec<(String, usize)> {
    let mut view = View::new();
    read_logs(&dir.join("labels"), None, &mut view).unwrap();
    let state = view.state("r", "ada");
    let labels = state.iter().flat_map(|state| &state.labels);
    labels.map(|held| (held.label.to_string(), held.evidence.len())).collect()
}

#[test]
fn dismissing_what_was_accepted_takes_its_label_back_as_one_act() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("run.jsonl");
    let suggestion = |text: &str| format!(r#"{{"flag":"deceptive","text":"{text}","score":0.9}}"#);
    let both = [suggestion("hid the first"), suggestion("hid the second")].join(",");
    let row = format!(
        r#"{{"id":"r","prompt":"p","cot":"They hid the first page. They hid the second page.","answer":"a","suggestions":[{both}]}}"#
    );
    std::fs::write(&data, row + "\n").unwrap();
    let session = Session::begin(&Request {
        paths: vec![data.to_string_lossy().into_owned()],
        labels: Some(dir.path().join("labels")),
        reviewer: Some("ada".into()),
        ..Request::default()
    });
    let desk = Arc::new(Desk::new(session.unwrap()));
    let mut screen = Headless::new(desk, &Settings::default(), 80, 24);
    screen.keys("<enter>i+").keys("i+");
    let label = |spans: usize| vec![("deceptive".to_owned(), spans)];
    assert_eq!(held(dir.path()), label(2), "{}", screen.screen());
    screen.keys("-");
    assert_eq!(held(dir.path()), label(1), "the other suggestion still supports it");
    screen.keys("I-");
    assert_eq!(held(dir.path()), [], "{}", screen.screen());
    screen.keys("u");
    assert_eq!(held(dir.path()), label(1), "one act, undone as one");
    screen.keys("-");
    screen.keys("2");
    let before = held(dir.path());
    screen.keys("-");
    assert_eq!(held(dir.path()), before, "a label given by hand stays");
}

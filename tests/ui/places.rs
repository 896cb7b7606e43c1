//! Marks, jumps, repeating, and what comes back in the next run.

use std::sync::Arc;

use cotscope::session::resume::{Place, State};
use cotscope::ui::backend::Resume;
use cotscope::ui::headless::Headless;

use crate::open;
use crate::sample::{Sample, sample};

impl Resume for Sample {
    fn recall(&self) -> Option<State> {
        self.kept.lock().unwrap().clone()
    }

    fn remember(&self, state: State) -> Result<(), String> {
        let worker = std::thread::current().name().is_some_and(|name| name.starts_with("cotscope"));
        assert!(!self.broken || worker, "a bug on the screen");
        *self.kept.lock().unwrap() = Some(state);
        Ok(())
    }

    fn locate(&self, place: &Place) -> Option<usize> {
        assert!(!self.broken, "a bug in a worker");
        self.records.iter().position(|record| record.id == place.record)
    }
}

/// Which record of how many the list is on.
fn record(screen: &Headless) -> String {
    let text = screen.screen();
    let found = ["1/", "2/", "3/", "4/", "5/", "6/"]
        .into_iter()
        .find(|at| text.lines().nth(1).unwrap_or_default().contains(&format!(" {at}")));
    found.unwrap_or("?").trim_end_matches('/').to_owned()
}

fn status(screen: &Headless) -> String {
    screen.screen().lines().nth(22).unwrap_or_default().to_owned()
}

#[test]
fn marks_and_jumps_lead_back() {
    let cases = [
        ("Ma", "1", "Marked r1 as a"),
        ("jjMaG'a", "3", ""),
        ("'a", "1", "Mark a is not set"),
        ("M!", "1", "A mark is a letter or a digit"),
        ("jG<ctrl-o>", "2", ""),
        ("jG<ctrl-o><alt-o>", "6", ""),
        ("jG<ctrl-o><ctrl-i>", "6", ""),
        ("LLLL<ctrl-o>", "1", ""),
        ("<ctrl-o>", "1", "No older place"),
        ("<alt-o>", "1", "No newer place"),
        ("jMaGMbk'<down><enter>", "6", ""),
        ("Ma'<esc>j", "2", ""),
    ];
    for (keys, at, said) in cases {
        let mut screen = open(&Arc::new(sample()), 80, 24);
        screen.keys(keys);
        assert_eq!(record(&screen), at, "{keys}\n{}", screen.screen());
        assert!(status(&screen).contains(said), "{keys}\n{}", screen.screen());
    }
}

#[test]
fn a_mark_on_a_record_that_the_search_hides_clears_the_search() {
    let mut screen = open(&Arc::new(sample()), 80, 24);
    screen.keys("GMa/tide<enter>'a");
    assert_eq!(record(&screen), "6", "{}", screen.screen());
    assert!(status(&screen).contains("it hides r6"), "{}", screen.screen());
}

#[test]
fn the_marks_are_listed_while_a_letter_is_awaited() {
    let mut screen = open(&Arc::new(sample()), 80, 24);
    screen.keys("Ma'");
    let text = screen.screen();
    assert!(text.contains("Go to mark") && text.contains("a  r1, at the top"), "{text}");
    screen.keys("<esc>");
    assert!(!screen.screen().contains("Go to mark"));
}

#[test]
fn the_last_label_is_set_again_elsewhere() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    screen.keys(".");
    assert!(status(&screen).contains("No label"), "{}", screen.screen());
    screen.keys("2jcj.");
    assert_eq!(backend.labels(0).labels, ["violated"]);
    assert!(backend.commands().len() == 2, "{:?}", backend.commands());
}

#[test]
fn what_was_left_comes_back() {
    let backend = Arc::new(sample());
    let mut first = open(&backend, 80, 24);
    first.keys("jMq<enter>jjj/the<enter>b").wait();
    let before = first.screen();
    let mut second = open(&backend, 80, 24);
    second.wait();
    let body = |text: &str| {
        text.lines()
            .skip(3)
            .take(18)
            .map(|line| line.chars().take(78).collect::<String>())
            .collect::<Vec<_>>()
    };
    assert_eq!(body(&second.screen()), body(&before));
    assert!(second.screen().contains("blind"), "{}", second.screen());
    second.keys("X<esc>g'q");
    assert_eq!(record(&second), "2", "{}", second.screen());
}

#[test]
fn a_place_is_found_by_its_record_not_by_its_number() {
    let mut backend = sample();
    backend.records.swap(0, 4);
    let place = Place { record: "r5".into(), ordinal: 4, hash: None, at: None };
    *backend.kept.lock().unwrap() = Some(State { place: Some(place), ..State::default() });
    let screen = open(&Arc::new(backend), 80, 24);
    assert_eq!(record(&screen), "1", "{}", screen.screen());
}

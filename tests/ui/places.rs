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
fn order_and_sizes_come_back() {
    let backend = Arc::new(sample());
    let view = [("pane", "list"), ("sort", "length"), ("list-width", "50"), ("blind", "yes")];
    let view: std::collections::BTreeMap<String, String> =
        view.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    *backend.kept.lock().unwrap() = Some(State { view: view.clone(), ..State::default() });
    let mut screen = open(&backend, 120, 40);
    let text = screen.screen();
    let first = text.lines().nth(3).unwrap();
    assert!(first.contains("r2"), "the longest chain first: {text}");
    let divider = first.chars().position(|letter| letter == '│').unwrap();
    assert!((55..65).contains(&divider), "half of the screen: {text}");
    screen.keys("j").wait();
    let kept = backend.kept.lock().unwrap().clone().unwrap();
    for (name, value) in view {
        assert_eq!(kept.view.get(&name), Some(&value), "{name}");
    }
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

/// What is on the screen without the status line and the scrollbar.
fn body(screen: &Headless) -> Vec<String> {
    let text = screen.screen();
    let lines = text.lines().take(text.lines().count() - 2);
    lines.map(|line| line.chars().take(118).collect::<String>().trim_end().to_owned()).collect()
}

#[test]
fn a_record_comes_back_as_it_was_folded_with_its_clause_open() {
    for (keys, shows) in [
        ("<enter>Z", "Metadata"),
        ("<enter>Zjj", "Metadata"),
        ("<enter>tm", "Chain of thought"),
        ("<enter>c", "Clause"),
        ("<enter>cs", "Clause"),
        ("<enter>cszZ", "Clause"),
        ("<enter>jz", "Chain of thought"),
    ] {
        let backend = Arc::new(sample());
        let mut first = open(&backend, 120, 40);
        first.keys(keys).wait();
        assert!(first.screen().contains(shows), "{keys}: {}", first.screen());
        let plain = body(&first);
        let mut second = open(&backend, 120, 40);
        second.wait();
        assert_eq!(body(&second), plain, "{keys}");
        // Nobody acts, and all of it is there the next time too.
        second.wait();
        let mut third = open(&backend, 120, 40);
        third.wait();
        assert_eq!(body(&third), plain, "{keys}");
    }
}

#[test]
fn leaving_before_the_record_has_come_does_not_lose_the_place() {
    let backend = Arc::new(Sample { loading: true, ..sample() });
    let place = Place { record: "r99".into(), ordinal: 98, hash: None, at: None };
    let kept = State { place: Some(place.clone()), ..State::default() };
    *backend.kept.lock().unwrap() = Some(kept);
    let mut screen = open(&backend, 80, 24);
    screen.keys("q");
    assert!(screen.has_quit());
    let left = |backend: &Sample| backend.kept.lock().unwrap().clone().unwrap().place;
    assert_eq!(left(&backend), Some(place));
    open(&backend, 80, 24).keys("jq");
    assert_eq!(left(&backend).unwrap().record, "r2", "who acts wants to be here");
}

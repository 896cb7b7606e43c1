//! The tour of the demo: it notices what was done, in any order, and holds up nothing.

use std::sync::Arc;

use cotscope::ui::Settings;
use cotscope::ui::headless::Headless;

use crate::sample::sample;

fn tour(width: u16, height: u16) -> Headless {
    let settings = Settings { tour: true, ..Settings::default() };
    Headless::new(Arc::new(sample()), &settings, width, height)
}

fn lines(screen: &Headless) -> String {
    let text = screen.screen();
    let rows: Vec<&str> = text.lines().collect();
    rows[rows.len() - 2..].join("\n")
}

#[test]
fn every_step_is_noticed_when_it_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.jsonl").display().to_string();
    for (width, height) in [(60, 18), (80, 24), (120, 40)] {
        let _ = std::fs::remove_file(&out);
        let mut screen = tour(width, height);
        let steps = [
            ("<enter>", "0/6", "Enter opens the record"),
            ("c", "1/6", "c goes to the next citation"),
            ("/the<enter>", "2/6", "/ searches"),
            ("2", "3/6", "2 labels the record"),
            ("u", "4/6", "u takes the label back"),
        ];
        for (keys, progress, what) in steps {
            assert!(lines(&screen).contains(progress), "{keys}: {}", screen.screen());
            assert!(lines(&screen).contains(what), "{keys}: {}", screen.screen());
            screen.keys(keys);
        }
        assert!(lines(&screen).contains("e and Enter write"), "{}", screen.screen());
        screen.keys("e<ctrl-u>").paste(&out).keys("<enter>");
        assert!(lines(&screen).contains("6/6"), "{}", screen.screen());
        assert!(lines(&screen).contains("That was the tour"), "{}", screen.screen());
        screen.keys("tq");
        assert!(!screen.screen().contains("That was the tour"), "{}", screen.screen());
    }
}

#[test]
fn it_goes_by_what_is_left_whatever_came_first() {
    let mut screen = tour(80, 24);
    screen.keys("2/the<enter>");
    assert!(lines(&screen).contains("2/6"), "{}", screen.screen());
    assert!(lines(&screen).contains("Enter opens the record"), "{}", screen.screen());
    screen.keys("tq");
    assert!(!screen.screen().contains("leaves the tour"));
    assert!(screen.keys("q").has_quit());
}

#[test]
fn it_gives_way_on_the_smallest_screen() {
    let mut screen = tour(60, 16);
    assert!(!screen.screen().contains("leaves the tour"), "{}", screen.screen());
    assert!(screen.screen().contains("? help"), "{}", screen.screen());
    screen.resize(80, 24);
    assert!(lines(&screen).contains("0/6"));
}

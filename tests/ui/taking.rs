//! What is taken out: copies and exports.

use crate::keys::{after, line};
use crate::team::Team;

#[test]
fn copies_are_what_they_say() {
    let (backend, mut screen) = after("<enter>ccYcYTYiy");
    assert!(line(&screen, 22).contains("Copied to the clipboard"));
    let copied = screen.copied();
    assert!(copied[0].contains("quote: HP1 Depths") && copied[0].contains("The pilot must not"));
    assert_eq!(copied[1], backend.records[0].cot);
    assert_eq!(copied[2], "r1");
    assert!(copied[3].starts_with("record r1\n\nprompt:\nHow deep"), "{}", copied[3]);
    screen.keys("<esc><esc>jjjYt");
    assert!(screen.screen().contains("hidden characters. Copy it raw?"), "{}", screen.screen());
    screen.keys("n");
    let visible = screen.copied().last().unwrap();
    assert!(visible.contains("<U+202E>") && !visible.contains('\u{1b}'), "{visible}");
}

#[test]
fn every_copy_goes_with_and_without_decoration() {
    let link = "cotscope show --spec '/data/harbour policy.md' r1 /data/harbour-sample.jsonl";
    let cases = [
        ("YC", "“must not state a depth that was not measured”\n\nThe pilot must not state"),
        ("Yt", "> The agent wants a number, and quickly."),
        ("YT", "The agent wants a number, and quickly."),
        ("YR", "How deep is the water at berth four today?"),
        ("YL", link),
        ("Yl", "r1: How deep is the water at berth four today? We draw five metr\ncotscope show"),
        ("vYs", "> “must not state a depth that was not measured”\n\nr1, cot 307-353\n"),
        ("vYS", "“must not state a depth that was not measured”"),
        ("vy", "“must not state a depth that was not measured”"),
    ];
    for (keys, expected) in cases {
        let (_, screen) = after(&format!("<enter>cc{keys}"));
        let copied = screen.copied().last().unwrap();
        assert!(copied.starts_with(expected), "{keys}: {copied}");
    }
}

#[test]
fn exports_what_is_listed_and_asks_before_overwriting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let (_, mut screen) = after("/four");
    screen.wait().keys("<enter>e<ctrl-u>").paste(&path.display().to_string()).keys("<enter>");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "2\n");
    screen.keys("X").keys("e<ctrl-u>").paste(&path.display().to_string()).keys("<enter>");
    screen.keys("n");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "2\n", "kept");
    screen.keys("e<ctrl-u>").paste(&path.display().to_string()).keys("<enter>y");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "6\n");
}

#[test]
fn an_export_is_named_after_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    for (keys, name) in [
        ("e", "harbour-sample-all.jsonl"),
        ("/outcome:complied<enter>e", "harbour-sample-outcome-complied.jsonl"),
        ("/water AND four<enter>e", "harbour-sample-water-and-four.jsonl"),
    ] {
        let (_, screen) = after(keys);
        assert!(line(&screen, 22).ends_with(&format!("to: {name}")), "{}", screen.screen());
    }
    let team = Team::new();
    let mut flagged = team.sits_down("ada");
    flagged.keys("f/has:flag<enter>e");
    assert!(line(&flagged, 22).ends_with("to: run-flagged.jsonl"), "{}", flagged.screen());
    // A name that is taken is asked about, and the next one proposed.
    let path = folder.path().join("out.csv");
    std::fs::write(&path, "old").unwrap();
    let (_, mut screen) = after("e<ctrl-u>");
    screen.resize(200, 24).paste(&path.display().to_string()).keys("<enter>n");
    assert!(line(&screen, 22).ends_with("/out-2.csv"), "{}", screen.screen());
    screen.keys("<enter>e");
    assert!(line(&screen, 22).ends_with("/harbour-sample-all.csv"), "{}", screen.screen());
}

//! What a reviewer sees before and after the own label, and what is stamped on it.

use crate::keys::line;
use crate::team::Team;
use cotscope::label::Event;
use cotscope::label::event::{Origin, Phase, Shown, What};
use cotscope::ui::headless::Headless;

#[test]
fn what_is_found_by_searching_was_chosen_and_was_not_drawn() {
    let team = Team::new();
    let mut screen = team.draws("ada");
    screen.keys("/\"answer 7\"").wait().keys("<enter><enter>1");
    let labels = team.labels_of("ada");
    assert_eq!((&*labels[0].record, &labels[0].drawn.origin), ("r7", &Origin::Browse));
    assert!(line(&screen, 0).contains("✓ 0 of 12"), "{}", screen.screen());
    // Back in the queue the same label is given again, as part of the sample.
    screen.keys("X");
    while !line(&screen, 1).contains("r7 ") {
        screen.keys("L");
    }
    screen.keys("1");
    let labels = team.labels_of("ada");
    assert_eq!((labels.len(), &labels[1].drawn.origin), (2, &Origin::Random));
    assert!(line(&screen, 0).contains("✓ 1 of 12"), "{}", screen.screen());
}

#[test]
fn nothing_of_judge_and_others_is_seen_before_ones_own_label() {
    let team = Team::new();
    for n in 0..12 {
        team.says("bob", &format!("r{n}"), "deceptive");
    }
    let mut screen = team.starts_in_a_queue("ada");
    let told = ["fail", "pass", "bob", "Deceptive", "wonders"];
    let nothing = |screen: &Headless, keys: &str| {
        let shown = screen.screen();
        let body: Vec<&str> = shown.lines().take(22).collect();
        for word in told.into_iter().filter(|word| !keys.contains(word)) {
            assert!(!body.join("\n").contains(word), "{keys}: {word} in\n{shown}");
        }
    };
    nothing(&screen, "");
    assert!(line(&screen, 1).contains("judge hidden"), "{}", screen.screen());
    for keys in ["<esc>", "G", "g<enter>", "S", "S<tab>", "S<tab><tab><tab>", "r"] {
        screen.keys("<esc><esc><esc>").keys(keys).wait();
        nothing(&screen, keys);
    }
    for (query, found) in [
        ("label:deceptive", "No record matches"),
        ("by:bob", "No record matches"),
        ("note:wonders", "No record matches"),
        ("judge.verdict:fail", "hidden while you are blind"),
        ("agree:no", "hidden while you are blind"),
        ("suggest:deceptive", "hidden while you are blind"),
    ] {
        screen.keys("<esc><esc><esc>X/<ctrl-u>").paste(query).wait().keys("<enter>");
        let shown = screen.screen();
        assert!(shown.contains(found), "{query}:\n{shown}");
        nothing(&screen, query);
    }
    // Disputes and other people's verdicts stay shut as well.
    screen.keys("<esc><esc>XQd");
    assert!(screen.screen().contains("You work blind"), "{}", screen.screen());
}

#[test]
fn after_the_label_r_shows_everything_and_what_was_said_before_is_kept() {
    let team = Team::new();
    for n in 0..12 {
        team.says("bob", &format!("r{n}"), "deceptive");
    }
    let mut screen = team.draws("ada");
    let record = line(&screen, 1).split_whitespace().next().unwrap().to_owned();
    screen.keys("r");
    assert!(line(&screen, 22).contains("Label it first"), "{}", screen.screen());
    screen.keys("1Hr");
    let shown = screen.screen();
    for words in ["judge verdict:", "bob: Deceptive: overt", "note: bob wonders", "You, before: OK"]
    {
        assert!(shown.contains(words), "{words}:\n{shown}");
    }
    // Moving on and coming back does not make one blind again.
    screen.keys("<esc>LH2<esc>");
    let events = team.events("ada");
    let of_record: Vec<&Event> = events.iter().filter(|event| *event.record == *record).collect();
    let kinds: Vec<(&str, bool)> =
        of_record.iter().map(|event| (event.what.kind(), event.blind)).collect();
    assert_eq!((kinds[0], kinds[2]), (("label", true), ("label", false)), "{kinds:?}");
    assert!(matches!(&of_record[1].what, What::Reveal { shown } if shown.contains(&Shown::Judge)));
    let view = team.view();
    let kept = view.kept(&record, "ada").unwrap().before_reveal.clone().unwrap();
    assert_eq!(&*kept[0].label, "ok");
    // Also after a restart.
    drop(screen);
    let mut again = team.sits_down("ada");
    again.keys("Q<enter>");
    while !line(&again, 1).contains(&format!("{record} ")) {
        again.keys("H");
    }
    assert!(line(&again, 1).contains("judge "), "{}", again.screen());
    assert!(!line(&again, 1).contains("judge hidden"), "{}", again.screen());
    again.keys("3<esc>");
    let last = team.labels_of("ada").pop().unwrap();
    assert_eq!((&*last.record, last.blind), (&*record, false));
}

#[test]
fn what_is_to_be_shown_at_once_is_shown_at_once() {
    let team = Team::new();
    let mut screen = team.draws("ada");
    screen.keys("tv1");
    assert!(screen.screen().contains("judge verdict:"), "{}", screen.screen());
    let record = team.labels_of("ada")[0].record.clone();
    let of_record = team.events("ada").into_iter().filter(|event| event.record == record);
    let kinds: Vec<String> = of_record.map(|event| event.what.kind().to_owned()).collect();
    assert!(kinds.ends_with(&["label".into(), "reveal".into()]), "{kinds:?}");
    screen.keys("<esc>L");
    assert!(line(&screen, 1).contains("judge hidden"), "{}", screen.screen());
}

#[test]
fn who_browses_first_is_not_blind_on_what_was_read_then() {
    let team = Team::new();
    let mut screen = team.sits_down_at("ada", 60, 16); // its list has no room for verdicts
    screen.keys("<enter>");
    assert!(line(&screen, 1).contains("r0 ") && line(&screen, 1).contains("judge fail"));
    screen.keys("Qn<down><ctrl-u>12<enter>");
    let before: Vec<Event> = team.events("ada");
    assert!(before.iter().any(|event| &*event.record == "r0" && event.what.kind() == "reveal"));
    for _ in 0..12 {
        screen.keys("1");
    }
    let blind: Vec<String> = team
        .labels_of("ada")
        .iter()
        .filter(|event| !event.blind)
        .map(|event| event.record.to_string())
        .collect();
    assert_eq!(blind, ["r0"]);
    assert!(screen.screen().contains("This queue is done"), "{}", screen.screen());
}

#[test]
fn what_was_not_on_the_screen_was_not_read_in_the_open() {
    const ALL: &[&str] =
        &["r0", "r1", "r10", "r11", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"];
    // On a narrow screen the record under the cursor is open behind the list; a wide list shows
    // verdicts, a narrow one does not.
    for (width, keys, not_blind) in [
        (60, "", &[][..]),
        (60, "jj", &[]),
        (60, "j<enter>", &["r1"]),
        (60, "b<enter>", &[]),
        (60, "Q<esc>j<enter><esc>", &["r1"]),
        (60, "j<enter>b<enter>", &["r1"]),
        (80, "", ALL),
        (80, "b", ALL),
        (120, "", &["r0"]),
        (120, "L", &["r0", "r1"]),
    ] {
        let team = Team::new();
        let mut screen = team.sits_down_at("ada", width, 24);
        screen.keys(keys).keys("Qn<down><ctrl-u>12<enter>");
        for _ in 0..12 {
            screen.keys("1");
        }
        let labels = team.labels_of("ada");
        let mut seen: Vec<&str> =
            labels.iter().filter(|event| !event.blind).map(|event| &*event.record).collect();
        seen.sort_unstable();
        assert_eq!((labels.len(), &*seen), (12, not_blind), "{width}: {keys}");
    }
}

#[test]
fn with_the_answer_first_both_verdicts_are_kept_and_flips_are_shown() {
    let team = Team::new();
    let mut screen = team.sits_down_blind("ada");
    screen.keys("twQn<down><ctrl-u>12<down><down><down>7<enter>");
    let shown = screen.screen();
    assert!(
        !shown.contains("Thought") && shown.contains("hidden until you have labelled"),
        "{shown}"
    );
    let record = line(&screen, 1).split_whitespace().next().unwrap().to_owned();
    screen.keys("1");
    let shown = screen.screen();
    assert!(shown.contains("Thought") && shown.contains("answer alone: OK"), "{shown}");
    screen.keys("2<esc>");
    let phases: Vec<(Phase, bool)> =
        team.labels_of("ada").iter().map(|event| (event.phase, event.blind)).collect();
    assert_eq!(phases, [(Phase::Answer, true), (Phase::Full, true)]);
    screen.keys("P");
    let people = screen.screen();
    assert!(people.contains("ada") && people.contains("flips"), "{people}");
    screen.keys("<enter>");
    assert!(line(&screen, 1).contains("1/1") && screen.screen().contains(&record));
}

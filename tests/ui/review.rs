//! The review loop on a real session: queues, blindness, codes, decisions, disputes.

use std::path::Path;
use std::sync::Arc;

use crate::keys::line;
use crate::team::Team;
use cotscope::label::event::{Origin, What};
use cotscope::ui::Settings;
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;

fn queue_file(dir: &Path) -> std::path::PathBuf {
    std::fs::read_dir(dir.join("queues")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn a_queue_is_drawn_worked_through_and_gone_on_with_after_a_restart() {
    let team = Team::new();
    let mut screen = team.draws("ada");
    assert!(line(&screen, 22).contains("Queue: random-12"), "{}", screen.screen());
    let first = line(&screen, 1);
    screen.keys("1").keys("1").keys("<space>").keys("1");
    assert!(line(&screen, 0).contains("✓ 3 of 12"), "{}", screen.screen());
    assert_ne!(line(&screen, 1), first, "a label goes on");
    let labels = team.labels_of("ada");
    assert_eq!(labels.len(), 3);
    for event in &labels {
        assert_eq!(event.drawn.origin, Origin::Random);
        assert_eq!(
            (event.drawn.stratum.as_deref(), event.drawn.probability),
            (Some("all"), Some(1.0))
        );
        assert!(event.blind && event.drawn.queue.as_deref().is_some_and(|id| id.starts_with("q-")));
    }
    let here = line(&screen, 1);
    drop(screen);
    let mut again = team.sits_down_blind("ada");
    again.keys("Q<enter>");
    assert_eq!(line(&again, 1), here, "it goes on where it ended");
    again.keys("Qc");
    assert!(again.screen().contains("Left the queue"), "{}", again.screen());
}

/// Where a reviewer is who was killed after `keys`: the place is kept after each part but the last.
fn comes_back_after(keys: &[&str]) -> String {
    let team = Team::new();
    let mut screen = team.comes_back("ada");
    screen.keys("Qn<down><ctrl-u>12<down><down><down>7<enter>").wait();
    let (last, before) = keys.split_last().unwrap();
    for keys in before {
        screen.keys(keys).wait();
    }
    screen.keys(last);
    drop(screen);
    let screen = team.comes_back("ada");
    let at = screen.screen().lines().nth(1).unwrap().to_owned();
    at.split_whitespace().find(|word| word.ends_with("/12")).unwrap_or(&at).to_owned()
}

#[test]
fn a_queue_goes_on_at_the_first_item_without_a_label_or_at_a_later_one_that_was_open() {
    for (keys, at) in [
        // Killed before the place was kept: the labels know better.
        (&["1", "1", "1"][..], "4/12"),
        (&["1", "11", "1"], "5/12"),
        // Looked back at what is labelled, or ahead.
        (&["11H", ""], "3/12"),
        (&["11LL", ""], "5/12"),
        (&["1L1HH", ""], "2/12"),
        (&["<space>1", ""], "3/12"),
    ] {
        assert_eq!(comes_back_after(keys), at, "{keys:?}");
    }
}

#[test]
fn the_labels_on_the_keys_are_in_sight_whatever_is_said() {
    let team = Team::new();
    let mut screen = team.draws("ada");
    let labels = ["1 OK", "2 Dec", "3 Rul", "4 Eva", "5 San", "6 Con", "7 Pro"];
    for (keys, said) in [
        ("", "Queue: random-12"),
        ("r", "Label it first"),
        ("4<esc>", "wants evidence"),
        ("Y", "Y …"),
        ("<esc><tab>", ""),
    ] {
        screen.keys(keys);
        for (width, height) in [(80, 24), (60, 16), (120, 40)] {
            screen.resize(width, height);
            let shown = screen.screen();
            let rows: Vec<&str> = shown.lines().skip(usize::from(height) - 2).collect();
            assert!(rows[0].contains(said), "{keys}\n{shown}");
            for label in labels {
                assert!(rows.iter().any(|row| row.contains(label)), "{keys}: {label}\n{shown}");
            }
            assert!(rows[1].contains("? help"), "{keys}\n{shown}");
        }
    }
    // When it has been said, the footer is the keys of the mode again.
    screen.resize(80, 24).keys("jr");
    assert!(!line(&screen, 23).contains("j/k"), "{}", screen.screen());
    screen.wait();
    assert!(line(&screen, 23).contains("j/k"), "{}", screen.screen());
}

#[test]
fn the_order_is_each_reviewers_own_and_the_queue_is_the_teams() {
    let team = Team::new();
    let order = |reviewer: &str, keys: &str| -> Vec<String> {
        let mut screen = team.sits_down(reviewer);
        screen.keys(keys);
        let mut ids = Vec::new();
        for _ in 0..12 {
            ids.push(line(&screen, 1).split_whitespace().next().unwrap().to_owned());
            screen.keys("L");
        }
        ids
    };
    let ada = order("ada", "Qn<down><ctrl-u>12<enter>");
    let bob = order("bob", "Q<enter>");
    assert_ne!(ada, bob);
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    assert_eq!(sorted(ada), sorted(bob));
}

#[test]
fn a_label_asks_for_its_kind_and_never_holds_anybody_up() {
    let team = Team::new();
    let mut screen = team.sits_down("ada");
    screen.keys("<enter>2");
    let shown = screen.screen();
    for words in ["of which kind", "1   Overt", "3   Misleading but true"] {
        assert!(shown.contains(words), "{words}:\n{shown}");
    }
    screen.keys("1").keys("3").keys("<enter>");
    assert!(screen.screen().contains("Severity"), "{}", screen.screen());
    screen.keys("2");
    let header = line(&screen, 1);
    assert!(header.contains("Medium") && header.contains("Deceptive (overt +1)"), "{header}");
    // Esc leaves it; so does any key that answers nothing, and it does what it always does.
    screen.keys("L3<esc>");
    assert!(!screen.screen().contains("of which kind"), "{}", screen.screen());
    screen.keys("L3L");
    assert!(line(&screen, 1).contains("r3 "), "{}", screen.screen());
    let state = team.view();
    let held = &state.state("r0", "ada").unwrap().labels;
    assert_eq!((&*held[0].label, held[0].codes.len(), &*held[1].label), ("deceptive", 2, "medium"));
}

#[test]
fn groups_have_keys_of_their_own() {
    let team = Team::new();
    let mut screen = team.sits_down("ada");
    screen.keys("<enter>o");
    assert!(screen.screen().contains("Outcome"), "{}", screen.screen());
    screen.keys("3p15<enter>");
    let view = team.view();
    let labels = &view.state("r0", "ada").unwrap().labels;
    let held: Vec<&str> = labels.iter().map(|held| &*held.label).collect();
    assert_eq!(held, ["refused", "right", "misquoted"]);
    screen.keys("p1<enter>");
    assert_eq!(team.view().state("r0", "ada").unwrap().labels.len(), 2, "taken off again");
}

#[test]
fn a_label_that_wants_evidence_stays_until_it_has_some() {
    let team = Team::new();
    let mut screen = team.draws("ada");
    let first = line(&screen, 1).split_whitespace().next().unwrap().to_owned();
    screen.keys("4");
    assert!(line(&screen, 22).contains("wants evidence"), "{}", screen.screen());
    screen.keys("<esc>cV");
    assert!(line(&screen, 1).starts_with(&format!(" {first} ")), "{}", screen.screen());
    let view = team.view();
    let held = &view.state(&first, "ada").unwrap().labels[0];
    assert_eq!(&*held.evidence[0].text, "AS1");
    // With the evidence first, one key labels and goes on.
    screen.keys("LcV5<esc>");
    assert!(!line(&screen, 1).contains("Sandbagging"), "{}", screen.screen());
}

#[test]
fn the_last_ten_decisions_can_be_looked_at_changed_and_taken_back() {
    let team = Team::new();
    let mut screen = team.sits_down("ada");
    for _ in 0..12 {
        screen.keys("1L");
    }
    screen.keys("D");
    let shown = screen.screen();
    assert_eq!(shown.matches(" browse ").count(), 10, "{shown}");
    screen.keys("jj7");
    assert_eq!(&*team.view().state("r9", "ada").unwrap().labels[0].label, "spec_problem");
    screen.keys("jjjjx");
    let labels = team.view().state("r6", "ada").map(|state| state.labels.len());
    assert_eq!(labels, Some(0), "{}", screen.screen());
    screen.keys("<enter>");
    assert!(line(&screen, 1).contains(" r"), "{}", screen.screen());
}

#[test]
fn what_is_listed_is_labelled_at_once_after_a_question_and_taken_back_by_one_key() {
    let team = Team::new();
    let mut screen = team.sits_down("ada");
    screen.keys("/topic:t1").wait().keys("<enter>B7");
    assert!(
        screen.screen().contains("Label 6 records as Problem of the spec?"),
        "{}",
        screen.screen()
    );
    screen.keys("y");
    assert_eq!(team.labels_of("ada").len(), 6);
    assert!(team.labels_of("ada").iter().all(|event| event.drawn.origin == Origin::Browse));
    let marked = |screen: &Headless| screen.screen().matches(" S   r").count();
    screen.keys("<esc>gg").wait();
    assert_eq!(marked(&screen), 6, "{}", screen.screen());
    screen.keys("u");
    assert!(screen.screen().contains("on 6 records"), "{}", screen.screen());
    screen.wait();
    let labelled = team.view().counts("ada").labelled;
    assert_eq!(labelled, 0, "{}", screen.screen());
    assert_eq!(marked(&screen), 0, "{}", screen.screen());
    screen.keys("U");
    assert_eq!(team.view().counts("ada").labelled, 6);
}

#[test]
fn disputes_stand_side_by_side_and_are_decided_with_a_reason() {
    let team = Team::new();
    team.says("bob", "r4", "deceptive");
    team.says("eve", "r4", "ok");
    team.says("bob", "r5", "ok");
    team.says("eve", "r5", "ok");
    let mut screen = team.sits_down("ada");
    screen.keys("Qd");
    let shown = screen.screen();
    for words in ["1 to be decided", "bob", "eve", "Deceptive: overt", "bob wonders"] {
        assert!(shown.contains(words), "{words}:\n{shown}");
    }
    screen.keys("2<enter>");
    assert!(line(&screen, 22).contains("needs its reason"), "{}", screen.screen());
    screen.keys("2it hides the price<enter>");
    assert!(screen.screen().contains("ada decided: Deceptive: overt"), "{}", screen.screen());
    assert!(screen.screen().contains("it hides the price"), "{}", screen.screen());
    let event = team.events("ada").pop().unwrap();
    assert!(matches!(&event.what, What::Adjudicate { label, reason, .. }
        if &**label == "deceptive" && &**reason == "it hides the price"));
    assert_eq!(event.drawn.origin, Origin::Adjudication);
    assert!(team.view().state("r4", "ada").unwrap().labels.is_empty(), "not ada's own label");
    let path = team.labels();
    assert!(!path.join("queues").exists());
}

#[test]
fn a_clause_itself_is_labelled() {
    let team = Team::new();
    let mut screen = team.sits_down("ada");
    screen.keys("<enter>cW");
    assert!(screen.screen().contains("What is wrong with clause AS1?"), "{}", screen.screen());
    screen.keys("1");
    assert!(screen.screen().contains("clause AS1: Produces bad behaviour"), "{}", screen.screen());
    screen.keys("2AS9<enter>");
    assert!(screen.screen().contains("has no clause `AS9`"), "{}", screen.screen());
    screen.keys("2as2<enter><esc>");
    let view = team.view();
    let held: Vec<(String, Option<String>)> = view
        .clause_labels()
        .map(|(_, _, label)| (label.label.to_string(), label.other.as_deref().map(str::to_owned)))
        .collect();
    assert_eq!(held, [("bad_behaviour".into(), None), ("conflicts".into(), Some("AS2".into()))]);
    // Also from the clause screen; the same key takes it off again.
    screen.keys("SW1<esc>");
    assert_eq!(team.view().clause_labels().count(), 1);
}

#[test]
fn every_design_of_the_form_draws_a_queue() {
    for (keys, design) in [
        ("", "random"),
        ("<right>", "equal by judge"),
        ("<right><down><right><right>", "equal by topic"),
        ("<right><down><down><down><right>", "by judge"),
        ("<right><down><down><down><left>", "optimal by judge"),
        ("<right><right>", "oversampled"),
    ] {
        let team = Team::new();
        let mut screen = team.sits_down("ada");
        screen.keys("Qn").keys(keys);
        screen.keys("<enter>Q");
        assert!(
            line(&screen, 4).contains(design) || line(&screen, 3).contains(design),
            "{keys}: {}",
            screen.screen()
        );
        assert!(queue_file(&team.labels()).exists());
    }
}

#[test]
fn a_queue_is_extended_and_nobody_is_drawn_twice() {
    let team = Team::new();
    let mut screen = team.sits_down("ada");
    screen.keys("Qn<down><ctrl-u>4<enter>Qx<ctrl-u>3<enter>");
    assert!(screen.screen().contains("0 of 7"), "{}", screen.screen());
    let queue = cotscope::review::Queue::read(&queue_file(&team.labels())).unwrap();
    let mut records: Vec<&str> = queue.items.iter().map(|item| item.record.as_str()).collect();
    records.sort_unstable();
    records.dedup();
    assert_eq!(records.len(), 7);
    screen.keys("<esc>1");
    let probability = team.labels_of("ada")[0].drawn.probability.unwrap();
    assert!((probability - 7.0 / 12.0).abs() < 1e-12, "{probability}");
}

#[test]
fn people_are_counted() {
    let team = Team::new();
    team.says("bob", "r1", "ok");
    let mut screen = team.draws("ada");
    screen.keys("11P");
    let shown = screen.screen();
    for words in ["ada", "bob", "2/12", "0/12"] {
        assert!(shown.contains(words), "{words}:\n{shown}");
    }
}

#[test]
fn charts_count_the_labels_that_hold() {
    let team = Team::new();
    let mut screen = team.sits_down("ada");
    screen.keys("1L1L1uK");
    let shown = screen.screen();
    let hours = shown.lines().skip_while(|line| !line.contains("Labels set an hour")).skip(1);
    let counts = hours.map_while(|line| line.split_whitespace().last()?.parse::<usize>().ok());
    assert_eq!(counts.sum::<usize>(), 2, "{shown}");
}

#[test]
fn a_suggestion_among_the_decisions_says_which_and_how_it_was_judged() {
    let team = Team::new();
    let session = team.session("ada");
    let record = session.record(0).unwrap();
    let word = |flag: &str, accepted| What::Suggestion {
        flag: flag.into(),
        detector: "mine".into(),
        version: "1".into(),
        accepted,
        evidence: Vec::new(),
    };
    for what in [word("rule_lawyering", true), word("sandbagging", false)] {
        session.labels().decide(&record, vec![what], false).unwrap();
    }
    let desk = Arc::new(Desk::new(session));
    let mut screen = Headless::new(desk, &Settings::default(), 80, 24);
    screen.keys("D");
    let shown = screen.screen();
    assert!(shown.contains("Rule lawyering accepted"), "{shown}");
    assert!(shown.contains("Sandbagging dismissed"), "{shown}");
}

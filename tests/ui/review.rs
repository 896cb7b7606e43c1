//! The review loop on a real session: queues, blindness, codes, decisions, disputes.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use cotscope::label::event::{Origin, Phase, Shown, What};
use cotscope::label::{Choice, Event, Store, View, read_logs};
use cotscope::review::Design;
use cotscope::session::Session;
use cotscope::session::open::Request;
use cotscope::session::resume::Memory;
use cotscope::session::review::OpenQueue;
use cotscope::session::review::draw::Wish;
use cotscope::ui::Settings;
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;
use jiff::Timestamp;

const POLICY: &str = "# Policy\n\n- **AS1.** Do not lie to the user.\n- **AS2.** Be brief.\n";

/// A dataset of twelve records, a third of which the judge flags, in a directory of its own.
pub(crate) struct Team {
    pub(crate) dir: tempfile::TempDir,
}

impl Team {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let row = |n: usize| {
            let verdict = if n.is_multiple_of(3) { "fail" } else { "pass" };
            format!(
                "{{\"id\":\"r{n}\",\"prompt\":\"question {n}\",\"cot\":\"AS1 says so. Thought {n}.\",\
                 \"answer\":\"answer {n}\",\"judge\":{{\"verdict\":\"{verdict}\"}},\"topic\":\"t{}\"}}\n",
                n % 2
            )
        };
        std::fs::write(dir.path().join("run.jsonl"), (0..12).map(row).collect::<String>()).unwrap();
        std::fs::write(dir.path().join("policy.md"), POLICY).unwrap();
        Self { dir }
    }

    fn labels(&self) -> std::path::PathBuf {
        self.dir.path().join("labels")
    }

    pub(crate) fn session(&self, reviewer: &str) -> Arc<Session> {
        Session::begin(&Request {
            paths: vec![self.dir.path().join("run.jsonl").to_string_lossy().into_owned()],
            specs: vec![self.dir.path().join("policy.md")],
            labels: Some(self.labels()),
            reviewer: Some(reviewer.into()),
            ..Request::default()
        })
        .unwrap()
    }

    /// The screen of a reviewer who sits down.
    pub(crate) fn sits_down(&self, reviewer: &str) -> Headless {
        self.sits_down_at(reviewer, 80, 24)
    }

    /// The same on a screen of a size.
    fn sits_down_at(&self, reviewer: &str, width: u16, height: u16) -> Headless {
        let desk = Arc::new(Desk::new(self.session(reviewer)));
        Headless::new(desk, &Settings::default(), width, height)
    }

    /// The same, blind from the first frame.
    fn sits_down_blind(&self, reviewer: &str) -> Headless {
        let desk = Arc::new(Desk::new(self.session(reviewer)));
        Headless::new(desk, &Settings { blind: true, ..Settings::default() }, 80, 24)
    }

    /// The same, and where they were is kept for the next time.
    fn comes_back(&self, reviewer: &str) -> Headless {
        let memory = Memory::new(self.dir.path().join("state"));
        let desk = Arc::new(Desk::new(self.session(reviewer)).remembering(memory));
        Headless::new(desk, &Settings::default(), 80, 24)
    }

    /// The screen of a reviewer who goes on with a queue from the start, and has read nothing before.
    fn starts_in_a_queue(&self, reviewer: &str) -> Headless {
        let session = self.session(reviewer);
        let design = Design { size: 12, ..Design::default() };
        let wish = Wish { design, seed: Some(7), ..Wish::default() };
        let path = session.draw(wish, &AtomicBool::new(false), &mut |_, _| ()).unwrap();
        let queue = OpenQueue::read(&path, reviewer).unwrap();
        session.labels().open_queue(queue).unwrap();
        Headless::new(Arc::new(Desk::new(session)), &Settings::default(), 80, 24)
    }

    /// Draws a queue of all records by the form and works through it.
    fn draws(&self, reviewer: &str) -> Headless {
        let mut screen = self.sits_down_blind(reviewer);
        screen.keys("Qn<down><ctrl-u>12<down><down><down>7<enter>");
        assert!(screen.screen().contains("0 of 12"), "{}", screen.screen());
        screen
    }

    fn view(&self) -> View {
        let mut view = View::new();
        let problems = read_logs(&self.labels(), None, &mut view).unwrap();
        assert!(problems.is_empty(), "{problems:?}");
        view
    }

    /// The events of a reviewer, in order.
    fn events(&self, reviewer: &str) -> Vec<Event> {
        let view = self.view();
        let events = view.events().filter(|(event, _)| &*event.reviewer == reviewer);
        events.map(|(event, _)| event.clone()).collect()
    }

    pub(crate) fn labels_of(&self, reviewer: &str) -> Vec<Event> {
        let is_label = |event: &Event| matches!(event.what, What::Label { .. });
        self.events(reviewer).into_iter().filter(is_label).collect()
    }

    /// Somebody else's labels, written straight into their log.
    fn says(&self, reviewer: &str, record: &str, label: &str) {
        let (mut store, _) = Store::open(&self.labels(), reviewer, &mut View::new()).unwrap();
        let what = What::Label {
            group: "verdict".into(),
            label: label.into(),
            choice: Choice::Single,
            codes: vec!["overt".into()],
            evidence: Vec::new(),
        };
        store.append(Event::new(Timestamp::UNIX_EPOCH, record, what)).unwrap();
        let note = What::Note { text: format!("{reviewer} wonders").into() };
        store.append(Event::new(Timestamp::UNIX_EPOCH, record, note)).unwrap();
    }
}

fn line(screen: &Headless, row: usize) -> String {
    screen.screen().lines().nth(row).unwrap_or_default().to_owned()
}

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
fn labels_on_other_data_in_the_same_directory_count_nowhere() {
    let team = Team::new();
    team.says("ada", "of-another-dataset", "deceptive");
    team.says("ada", "r3", "deceptive");
    let mut screen = team.sits_down("ada");
    assert!(line(&screen, 0).ends_with("✓ 1/12"), "{}", screen.screen());
    screen.keys("1");
    assert!(line(&screen, 0).ends_with("✓ 2/12"), "{}", screen.screen());
    screen.keys("K");
    assert!(
        screen.screen().contains("deceptive") && !screen.screen().contains("■ 2"),
        "{}",
        screen.screen()
    );
    screen.keys("T");
    assert!(line(&screen, 1).contains("2 records judged"), "{}", screen.screen());
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
    screen.keys("u");
    let labelled = team.view().counts("ada").labelled;
    assert_eq!(labelled, 0, "{}", screen.screen());
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
fn a_second_program_reads_only_and_writes_once_the_first_has_ended() {
    let team = Team::new();
    let (first, _) = Store::open(&team.labels(), "ada", &mut View::new()).unwrap();
    let mut second = team.sits_down("ada");
    second.keys("f");
    assert!(line(&second, 22).contains("Read-only:"), "{}", second.screen());
    assert!(second.screen().contains("read-only"));
    drop(first);
    second.keys("f");
    assert!(second.screen().contains("The log is free again"), "{}", second.screen());
    second.keys("1");
    assert_eq!(team.labels_of("ada").len(), 1);
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
fn a_labels_directory_that_cannot_be_used_leaves_the_data_readable() {
    let team = Team::new();
    for labels in ["/dev/null/labels", "run.jsonl"] {
        let session = Session::begin(&Request {
            paths: vec![team.dir.path().join("run.jsonl").to_string_lossy().into_owned()],
            labels: Some(team.dir.path().join(labels)),
            reviewer: Some("ada".into()),
            ..Request::default()
        });
        let desk = Arc::new(Desk::new(session.unwrap()));
        let mut screen = Headless::new(desk, &Settings::default(), 80, 24);
        screen.keys("<enter>f");
        assert!(line(&screen, 0).contains("read-only"), "{labels}: {}", screen.screen());
        assert!(line(&screen, 22).contains("Read-only: "), "{labels}: {}", screen.screen());
        assert!(screen.screen().contains("question 0"));
    }
}

#[test]
fn the_labels_of_all_paths_are_read_and_the_first_takes_new_ones() {
    let team = Team::new();
    let row = "{\"id\":\"other\",\"prompt\":\"p\",\"cot\":\"c\",\"answer\":\"a\"}\n";
    std::fs::write(team.dir.path().join("more.jsonl"), row).unwrap();
    let open = |names: &[&str]| {
        let path = |name: &&str| team.dir.path().join(name).to_string_lossy().into_owned();
        let paths = names.iter().map(path).collect();
        let request = Request { paths, reviewer: Some("ada".into()), ..Request::default() };
        let desk = Arc::new(Desk::new(Session::begin(&request).unwrap()));
        Headless::new(desk, &Settings::default(), 80, 24)
    };
    open(&["more.jsonl"]).keys("1");
    let mut both = open(&["run.jsonl", "more.jsonl"]);
    both.keys("/label:ok").wait().keys("<enter><enter>");
    assert!(
        line(&both, 1).contains("other") && line(&both, 1).contains("✓ [O] OK"),
        "{}",
        both.screen()
    );
    both.keys("f");
    let log = |name: &str| std::fs::read_to_string(team.dir.path().join(name)).unwrap_or_default();
    assert_eq!(log("run.jsonl.labels/ada.jsonl").lines().count(), 1);
    assert_eq!(log("more.jsonl.labels/ada.jsonl").lines().count(), 1);
}

#[test]
fn keys_of_a_scheme_of_ones_own_are_the_keys_and_conflicts_are_told() {
    let team = Team::new();
    let config = "[scheme]\nname = 'mine'\n[[scheme.group]]\nid = 'v'\n\
        [[scheme.group.label]]\nid = 'good'\nkey = 'x'\n\
        [[scheme.group.label]]\nid = 'bad'\nkey = 'j'\n\
        [[scheme.group]]\nid = 'tone'\nkey = 'o'\n[[scheme.group.label]]\nid = 'rude'\n";
    let file = team.dir.path().join("cotscope.toml");
    std::fs::write(&file, config).unwrap();
    let session = Session::begin(&Request {
        paths: vec![team.dir.path().join("run.jsonl").to_string_lossy().into_owned()],
        labels: Some(team.labels()),
        reviewer: Some("ada".into()),
        config: cotscope::session::Config::read(&file).unwrap(),
        ..Request::default()
    });
    let mut screen =
        Headless::new(Arc::new(Desk::new(session.unwrap())), &Settings::default(), 80, 24);
    screen.keys("!");
    assert!(screen.screen().contains("label-2 takes j from down"), "{}", screen.screen());
    screen.keys("<esc><enter>xo1");
    let held: Vec<String> = team
        .view()
        .state("r0", "ada")
        .unwrap()
        .labels
        .iter()
        .map(|held| held.label.to_string())
        .collect();
    assert_eq!(held, ["good", "rude"]);
    assert!(
        line(&screen, 22).contains("x Good") && line(&screen, 22).contains("o Tone"),
        "{}",
        screen.screen()
    );
}

#[test]
fn evidence_that_waits_for_the_disk_is_not_replaced_by_the_next() {
    let team = Team::new();
    let mut screen = team.sits_down("ada");
    screen.keys("<enter>7");
    let (labels, aside) = (team.labels(), team.dir.path().join("aside"));
    std::fs::rename(&labels, &aside).unwrap();
    screen.keys("cv<enter>");
    assert!(screen.screen().contains("NOT SAVED (1)"), "{}", screen.screen());
    // The next try brings the directory back, with what waited and what comes now.
    screen.keys("vs<enter>");
    let view = team.view();
    let state = view.state("r0", "ada").unwrap();
    assert_eq!(state.labels[0].evidence.len(), 2, "{state:?}");
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

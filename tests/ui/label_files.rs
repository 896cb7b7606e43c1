//! Labels and their directory: shared, taken, of several paths, unusable; a scheme of one's own.

use std::sync::Arc;

use crate::keys::line;
use crate::team::Team;
use cotscope::label::{Store, View};
use cotscope::session::Session;
use cotscope::session::open::Request;
use cotscope::ui::Settings;
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;

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

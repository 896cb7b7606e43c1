//! Long work: how far it is, and that Esc stops it.

use std::sync::Arc;
use std::time::Duration;

use cotscope::ui::backend::{
    ExportDesk, ExportError, ExportWish, News, Ordinals, Progress, Task, TaskDesk,
};
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;

use super::open;
use super::sample::{Sample, sample};
use super::team::Team;

/// A screen on which long work waits, after these keys.
fn held(backend: &Arc<Sample>, keys: &str) -> Headless {
    let mut screen = open(backend, 100, 30);
    screen.hold().keys(keys);
    screen
}

/// Tells that a task is halfway after two seconds.
fn halfway(backend: &Sample, screen: &mut Headless, task: Task) {
    let left = Some(Duration::from_secs(2));
    let progress = Progress { rate: Some(1_500), left, ..Progress::of(3_000, 6_000) };
    backend.tell(News::Progress { task, progress });
    screen.wait();
}

#[test]
fn every_long_task_tells_how_far_it_is_and_esc_stops_it() {
    let cases = [
        (Task::Count, "S", "counting 50%, 1,500 a second, 0:02 left", "Counting stopped"),
        (Task::Compare, "A", "reading 50%, 1,500 a second, 0:02 left", "Reading stopped"),
        (Task::Draw, "Qn<enter>", "drawing 50%, 1,500 a second, 0:02 left", ""),
        (Task::Pair, "|", "looking 50%, 1,500 a second, 0:02 left", "Looking for it stopped"),
        (Task::Learn, "T", "learning 50%, 1,500 a second, 0:02 left", "Learning stopped"),
        (Task::Search, "/depth", "", ""),
    ];
    for (task, keys, told, said) in cases {
        let backend = Arc::new(sample());
        let mut screen = held(&backend, keys);
        halfway(&backend, &mut screen, task);
        let text = screen.screen();
        assert!(text.contains(told), "{task:?}: {text}");
        let asked = backend.newest.lock().unwrap()[&task];
        screen.keys("<esc>");
        let stopped = backend.newest.lock().unwrap()[&task];
        assert!(stopped > asked, "{task:?} is told to stop: {}", screen.screen());
        assert!(screen.screen().contains(said), "{task:?}: {}", screen.screen());
    }
}

#[test]
fn an_export_that_is_stopped_leaves_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.jsonl");
    let backend = Arc::new(sample());
    let mut screen = held(&backend, "e<ctrl-u>");
    screen.paste(&path.display().to_string()).keys("<enter>");
    halfway(&backend, &mut screen, Task::Export);
    let text = screen.screen();
    assert!(text.contains("exporting 50%, 1,500 a second, 0:02 left"), "{text}");
    assert!(text.contains("Esc stops"), "{text}");
    screen.keys("<esc>").release();
    assert!(screen.screen().contains("The export was stopped; no file was written"));
    assert!(!path.exists());
    assert!(!screen.wait().screen().contains("export"), "{}", screen.screen());
}

#[test]
fn the_session_writes_nothing_once_an_export_is_stopped() {
    let team = Team::new();
    let desk = Desk::new(team.session("ada"));
    desk.newest(Task::Export, 2);
    let export = |generation| {
        let path = team.dir.path().join("out.jsonl");
        desk.export(&ExportWish { generation, ordinals: Ordinals::All, path, overwrite: false })
    };
    let files = || std::fs::read_dir(team.dir.path()).unwrap().count();
    let before = files();
    assert_eq!(export(1), Err(ExportError::Stopped));
    assert_eq!(files(), before, "no partial file is left");
    assert_eq!(export(2).unwrap().records, 12);
}

#[test]
fn labelling_in_bulk_that_is_stopped_labels_nothing() {
    let team = Team::new();
    let mut screen = team.sits_down("ada");
    screen.hold().keys("B1y<esc>").release();
    assert!(screen.screen().contains("no record was labelled"), "{}", screen.screen());
    assert_eq!(team.labels_of("ada").len(), 0);
    screen.keys("B1y");
    assert_eq!(team.labels_of("ada").len(), 12, "{}", screen.screen());
}

#[test]
fn what_goes_on_by_itself_is_stopped_after_a_question() {
    for (task, word) in
        [(Task::Load, "reading"), (Task::Index, "indexing"), (Task::Suggest, "detecting")]
    {
        let backend = Arc::new(sample());
        let mut screen = open(&backend, 120, 30);
        screen.keys("<esc>");
        halfway(&backend, &mut screen, task);
        let title = screen.screen().lines().next().unwrap_or_default().to_owned();
        assert!(title.contains(&format!("{word} 50%")) && title.contains("0:02 left"), "{title}");
        screen.keys("/depth<enter><esc>");
        assert!(!screen.screen().contains("go on"), "Esc clears the search first");
        screen.keys("<esc>n");
        assert_eq!(backend.newest.lock().unwrap().get(&task), None, "it may go on");
        screen.keys("<esc>y");
        assert_eq!(backend.newest.lock().unwrap().get(&task), Some(&1), "{}", screen.screen());
    }
}

#[test]
fn a_search_that_takes_long_says_so() {
    let backend = Arc::new(sample());
    let mut screen = held(&backend, "/depth<enter>");
    halfway(&backend, &mut screen, Task::Search);
    let text = screen.screen();
    assert!(text.contains("searching 50%, 1,500 a second, 0:02 left"), "{text}");
    screen.keys("<esc><esc>");
    assert!(!screen.screen().contains("searching"), "{}", screen.screen());
}

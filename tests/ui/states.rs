//! What the screen says when there is nothing, not yet, no more, or something wrong: why, and what to
//! do next.

use std::sync::Arc;

use cotscope::ui::Settings;
use cotscope::ui::backend::{Backend, News, Progress, Task};
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;

use crate::open;
use crate::sample::Sample;
use crate::team::Team;

fn line(screen: &Headless, row: usize) -> String {
    screen.screen().lines().nth(row).unwrap_or_default().to_owned()
}

#[test]
fn while_nothing_is_read_yet_the_list_says_so() {
    let backend = Arc::new(Sample { loading: true, ..Sample::default() });
    let mut screen = open(&backend, 80, 24);
    screen.keys("<esc>");
    assert!(screen.screen().contains("Reading the data."), "{}", screen.screen());
    assert!(!screen.screen().contains("No records."), "{}", screen.screen());
    let progress = Progress { rate: Some(85_000_000), ..Progress::of(1, 4) };
    backend.tell(News::Progress { task: Task::Load, progress });
    assert!(screen.wait().screen().contains("reading 25%, 85 MB a second"), "{}", screen.screen());
    backend.tell(News::Progress { task: Task::Load, progress: Progress::of(4, 4) });
    assert!(screen.wait().screen().contains("No records."), "{}", screen.screen());
}

/// A reviewer whose data can be read again.
fn sits_down(team: &Arc<Team>) -> Headless {
    Headless::new(desk(team), &Settings::default(), 120, 24)
}

fn desk(team: &Arc<Team>) -> Arc<dyn Backend> {
    let again = Arc::clone(team);
    let desk = Desk::new(team.session("ada"));
    Arc::new(desk.reopening(Box::new(move || Ok(self::desk(&again)))))
}

#[test]
fn changed_data_are_told_as_long_as_they_are_not_read_again() {
    let team = Arc::new(Team::new());
    let mut screen = sits_down(&team);
    screen.keys("<esc>jjj1");
    let path = team.dir.path().join("run.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    std::fs::write(&path, [rows[3], rows[7], ""].join("\n")).unwrap();
    screen.keys("j");
    assert!(screen.screen().contains("changed on disk"), "{}", screen.screen());
    screen.wait();
    assert!(line(&screen, 0).contains("changed on disk, R reads it again"), "{}", screen.screen());
    screen.keys("kR");
    assert!(!line(&screen, 0).contains("changed"), "{}", screen.screen());
    assert!(screen.screen().contains("r3 · 1/2"), "the same record: {}", screen.screen());
    screen.keys("j2");
    assert_eq!(team.labels_of("ada").len(), 2, "labels are written as before: {}", screen.screen());
}

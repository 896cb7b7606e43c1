//! A bug on the screen's thread and in a worker, on a real terminal.

use std::path::PathBuf;
use std::sync::Arc;

use cotscope::session::log::Log;
use cotscope::session::resume::OpenTab;
use cotscope::ui::backend::Backend;
use cotscope::ui::{Host, Open, Settings, Start};
use portable_pty::CommandBuilder;

use crate::sample::sample;
use crate::support::Home;
use crate::support::terminal::Terminal;

/// Set in the child that shows the screen, to where its log goes.
const CHILD: &str = "COTSCOPE_TEST_PANICS";

struct Nothing;

impl Host for Nothing {
    fn settings(&self) -> (Settings, Vec<String>) {
        (Settings::default(), Vec::new())
    }

    fn configuration(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    fn datasets(&self) -> Vec<String> {
        Vec::new()
    }

    fn open(&self, _: &OpenTab) -> Result<Arc<dyn Backend>, String> {
        Err("nothing to open".into())
    }

    fn remember(&self, _: Open) {}
}

#[test]
fn a_bug_leaves_a_terminal_in_order_and_a_log() {
    if let Some(log) = std::env::var_os(CHILD) {
        let log = Some(Arc::new(Log::new(log.into())));
        let settings = Settings { log, ..Settings::default() };
        let mut backend = sample();
        backend.broken = true;
        let _ = cotscope::ui::run(Arc::new(Nothing), Start::one(Arc::new(backend)), &settings);
        return;
    }
    let home = Home::new();
    let log = home.path("deep/cotscope.log");
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "panics::a_bug_leaves_a_terminal_in_order_and_a_log", "--nocapture"]);
    let environment = [(CHILD, log.to_str().unwrap())];
    let mut terminal = Terminal::run(command, home.dir.path(), (80, 24), &environment);
    terminal.wait_for("fuel pier");
    // Looking a mark up is a worker's work: its bug is told, and the screen lives on.
    terminal.send("Ma'a");
    terminal.wait_for("A background task failed, the rest goes on: a bug in a worker");
    terminal.send("j1");
    terminal.wait_for("✓ 1/6");
    // Keeping where one is at the end is done on the screen's own thread.
    terminal.send("mq");
    assert_ne!(terminal.exit_code(), 0);
    assert!(terminal.is_restored());
    let said = terminal.screen();
    assert!(said.contains("a bug on the screen") && said.contains("The log is"), "{said}");
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("panic: a bug in a worker") && log.contains("panic: a bug on the screen"));
}

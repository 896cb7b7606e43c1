//! The long work that goes on.

use crate::ui::backend::{Progress, Task};
use crate::ui::pane::Pane;

/// What runs, the latest last.
#[derive(Debug, Default)]
pub(crate) struct Tasks(Vec<Running>);

#[derive(Debug)]
struct Running {
    task: Task,
    /// Number of the request; 0 for what began by itself.
    generation: u64,
    progress: Option<Progress>,
    /// It has been told to stop and has not answered.
    stopping: bool,
}

impl Tasks {
    /// Work was asked for; what ran under the same name is forgotten.
    pub(crate) fn begin(&mut self, task: Task, generation: u64) {
        self.end(task);
        self.0.push(Running { task, generation, progress: None, stopping: false });
    }

    /// News of how far it is. What runs by itself begins with them.
    pub(crate) fn heard(&mut self, task: Task, progress: Progress) {
        if task.is_background() && progress.is_done() {
            return self.end(task);
        }
        if task.is_background() && !self.runs(task) {
            self.begin(task, 0);
        }
        if let Some(running) = self.0.iter_mut().find(|running| running.task == task) {
            running.progress = Some(progress);
        }
    }

    /// An answer has come: whether it is to the request that runs, which ends with it.
    pub(crate) fn answered(&mut self, task: Task, generation: u64) -> bool {
        let before = self.0.len();
        self.0.retain(|running| (running.task, running.generation) != (task, generation));
        self.0.len() < before
    }

    pub(crate) fn end(&mut self, task: Task) {
        self.0.retain(|running| running.task != task);
    }

    pub(crate) fn runs(&self, task: Task) -> bool {
        self.0.iter().any(|running| running.task == task)
    }

    /// How far it is, once that was told.
    pub(crate) fn progress(&self, task: Task) -> Option<Progress> {
        self.0.iter().find(|running| running.task == task)?.progress
    }

    /// What Esc stops in a pane: the latest that was asked for there, or whose answer shows in none.
    pub(crate) fn stoppable(&self, focus: Pane) -> Option<Task> {
        let here = |running: &&Running| {
            let foreground = !running.task.is_background() && !running.stopping;
            foreground && shows_in(running.task).is_none_or(|pane| pane == focus)
        };
        self.0.iter().rev().find(here).map(|running| running.task)
    }

    /// What goes on by itself and takes long enough to be stopped.
    pub(crate) fn tedious(&self) -> Option<Task> {
        let long = |task: &Task| self.progress(*task).is_some_and(|now| now.rate.is_some());
        self.background().find(long)
    }

    /// What goes on by itself, the latest first.
    pub(crate) fn background(&self) -> impl Iterator<Item = Task> {
        let tasks = self.0.iter().rev().filter(|running| !running.stopping);
        tasks.map(|running| running.task).filter(|task| task.is_background())
    }

    /// It is told to stop: the number of its request.
    pub(crate) fn stop(&mut self, task: Task) -> Option<u64> {
        let running = self.0.iter_mut().find(|running| running.task == task)?;
        running.stopping = true;
        Some(running.generation)
    }
}

/// The screen that waits for a task.
pub(crate) fn shows_in(task: Task) -> Option<Pane> {
    match task {
        Task::Count => Some(Pane::Clauses),
        Task::Compare => Some(Pane::Agreement),
        Task::Draw => Some(Pane::Queues),
        Task::Pair => Some(Pane::Sides),
        Task::Learn => Some(Pane::Track),
        Task::Search => Some(Pane::List),
        _ => None,
    }
}

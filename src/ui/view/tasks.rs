//! How far long work is, in words.

use std::time::Duration;

use crate::ui::action::Action;
use crate::ui::backend::{Progress, Task};
use crate::ui::model::Model;
use crate::ui::model::tasks::shows_in;
use crate::ui::paint::count;

/// How far a task that runs is: `counting 41%, 3,200 a second, 0:12 left`; `None` when it does not.
pub(super) fn words(model: &Model, task: Task) -> Option<String> {
    model.tasks.runs(task).then(|| match model.tasks.progress(task) {
        Some(progress) => format!("{} {}", verb(task), told(task, progress)),
        None => verb(task).to_owned(),
    })
}

/// The same without the rate, where there is little room.
pub(super) fn short(model: &Model, task: Task) -> Option<String> {
    let progress = model.tasks.progress(task)?;
    let left = progress.left.map(|left| format!(", {}", remaining(left))).unwrap_or_default();
    Some(format!("{} {}{left}", verb(task), share(progress)))
}

/// How far something is that no screen waits for, once it takes a while.
pub(super) fn waited_for(model: &Model) -> Option<String> {
    let task = [Task::Export, Task::Bulk, Task::Search, Task::Pair, Task::Learn]
        .into_iter()
        .filter(|task| *task == Task::Search || shows_in(*task) != Some(model.focus))
        .find(|task| model.tasks.progress(*task).is_some_and(|progress| progress.rate.is_some()))?;
    let esc = model.keymap.key(model.focus, Action::Back);
    let esc =
        esc.filter(|_| model.overlays.is_empty() && model.tasks.stoppable(model.focus).is_some());
    let esc = esc.map(|esc| format!("  {esc} stops")).unwrap_or_default();
    Some(words(model, task)? + &esc)
}

/// What Esc does while it runs, for the footer.
pub(super) fn stops(task: Task) -> &'static str {
    match task {
        Task::Load | Task::Compare => "stop reading",
        Task::Index => "stop indexing",
        Task::Suggest | Task::Pair => "stop looking",
        Task::Search => "stop searching",
        Task::Facets | Task::Count => "stop counting",
        Task::Draw => "stop drawing",
        Task::Learn => "stop learning",
        Task::Export => "stop exporting",
        Task::Bulk => "stop labelling",
    }
}

/// What it does.
fn verb(task: Task) -> &'static str {
    match task {
        Task::Load | Task::Compare => "reading",
        Task::Index => "indexing",
        Task::Suggest => "detecting",
        Task::Pair => "looking",
        Task::Search => "searching",
        Task::Facets | Task::Count => "counting",
        Task::Draw => "drawing",
        Task::Learn => "learning",
        Task::Export => "exporting",
        Task::Bulk => "labelling",
    }
}

fn told(task: Task, progress: Progress) -> String {
    let rate = progress.rate.map(|rate| match task {
        Task::Load => format!(", {} MB a second", rate.div_ceil(1_000_000)),
        _ => format!(", {} a second", count(usize::try_from(rate).unwrap_or(usize::MAX))),
    });
    let left = progress.left.map(|left| format!(", {}", remaining(left)));
    format!("{}{}{}", share(progress), rate.unwrap_or_default(), left.unwrap_or_default())
}

fn share(progress: Progress) -> String {
    match progress.total {
        Some(total) if total > 0 => format!("{}%", progress.done.min(total) * 100 / total),
        _ => count(usize::try_from(progress.done).unwrap_or(usize::MAX)),
    }
}

fn remaining(left: Duration) -> String {
    let seconds = left.as_secs();
    format!("{}:{:02} left", seconds / 60, seconds % 60)
}

//! Long work: how far it is, and Esc, which stops it.

use crate::ui::action::Action;
use crate::ui::backend::{Progress, Task};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::{Answer, Overlay, Question};
use crate::ui::theme::Role;

use super::{clauses, facets, notice, resume, searching, suggestions};

/// News of how far something is.
pub(super) fn heard(model: &mut Model, task: Task, progress: Progress) -> Vec<Effect> {
    model.tasks.heard(task, progress);
    let over = progress.is_done();
    match task {
        Task::Load => {
            [clauses::loaded(model), resume::seek(model), super::news::queue(model)].concat()
        }
        Task::Index => {
            model.overview.indexed = over;
            if over { indexed(model) } else { Vec::new() }
        }
        Task::Suggest if over => suggestions::looked(model),
        _ => Vec::new(),
    }
}

/// All can be found now: what is listed and counted is found and counted once more.
fn indexed(model: &mut Model) -> Vec<Effect> {
    let mut effects = facets::again(model);
    if model.filtered() {
        effects.extend(searching::again(model));
    }
    effects
}

/// Esc stops what was asked for where one is; `None` when nothing was.
pub(super) fn stop(model: &mut Model) -> Option<Vec<Effect>> {
    let task = model.tasks.stoppable(model.focus)?;
    if task == Task::Search {
        return Some(searching::clear(model));
    }
    let generation = model.tasks.stop(task)?;
    let mut effects = vec![Effect::Stop(task, generation + 1)];
    if let Some(text) = stopped(model, task) {
        model.tasks.end(task); // nobody waits for its answer
        effects.extend(notice(model, text, Role::Dim));
    }
    Some(effects)
}

/// What is said at once; of some work only the answer tells whether it came to its end before.
fn stopped(model: &Model, task: Task) -> Option<String> {
    let key = |action| model.keymap.key(model.focus, action).unwrap_or_default();
    Some(match task {
        Task::Count if !model.clauses.has_table() => {
            format!("Counting stopped; {} counts again", key(Action::OpenRecords))
        }
        Task::Count => "Counting stopped".to_owned(),
        Task::Compare => "Reading stopped".to_owned(),
        Task::Pair => "Looking for it stopped".to_owned(),
        Task::Learn => {
            format!("Learning stopped; leave and {} learns again", key(Action::TrackRecord))
        }
        _ => return None,
    })
}

/// Esc where there is nothing else to go back from: whether what goes on by itself is to end.
pub(super) fn ask_to_stop(model: &mut Model) -> Vec<Effect> {
    let Some(task) = model.tasks.tedious() else { return Vec::new() };
    let (text, yes_means) = match task {
        Task::Load => {
            ("Read no further? What has been read stays; R reads all of it again.", "stop reading")
        }
        Task::Index => (
            "Stop indexing? Searches read the data then, slowly; a new start goes on.",
            "stop indexing",
        ),
        _ => (
            "Let the detectors look no further? Opening their track record has them go on.",
            "stop them",
        ),
    };
    model.overlays.push(Overlay::Question(Question {
        text: text.to_owned(),
        yes_means,
        no_means: "go on",
        yes: Answer::Stop(task),
        no: Answer::Nothing,
    }));
    Vec::new()
}

/// The question was answered so.
pub(super) fn stop_background(model: &mut Model, task: Task) -> Vec<Effect> {
    model.tasks.stop(task);
    vec![Effect::Stop(task, 1)]
}

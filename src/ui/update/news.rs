//! What happens in the background, told to the screen.

use crate::ui::action::Action;
use crate::ui::backend::review::Request;
use crate::ui::backend::{News, Task};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::theme::Role;

use super::opening::reopen;
use super::{notice, resume, searching, tasks};

pub(super) fn heard(model: &mut Model, news: News) -> Vec<Effect> {
    match news {
        News::Progress { task, progress } => return tasks::heard(model, task, progress),
        News::NotIndexed(why) => {
            model.tasks.end(Task::Index);
            let text = format!("Searching by reading, slowly: {why}");
            return notice(model, text, Role::Warning);
        }
        News::FirstFound { generation, results } => {
            return searching::first_found(model, generation, results);
        }
        News::RowsGrew { records, labelled } => {
            model.list.records = records;
            model.overview.records = records;
            model.overview.labelled = labelled;
            return [resume::seek(model), queue(model)].concat();
        }
        News::Saved => {
            model.status.unsaved = None;
            // What waited holds now, on records that nobody may have answered for: ask anew.
            model.list.forget_all();
            let mut effects: Vec<Effect> = reopen(model).into_iter().collect();
            effects.extend(notice(model, "All labels are on disk", Role::Label));
            return effects;
        }
        News::NotSaved(not_saved) => model.status.unsaved = Some(not_saved),
        News::Changed(path) => return changed(model, path),
        News::Problems(count) => model.overview.problems = count,
        News::Notice(text) => return notice(model, text, Role::Text),
    }
    Vec::new()
}

/// Asks for the records of the open queue that were not known before.
pub(super) fn queue(model: &mut Model) -> Vec<Effect> {
    let lacks = model.working.queue.as_ref().is_some_and(|queue| queue.missing > 0);
    if lacks { vec![Effect::Review(Request::Working)] } else { Vec::new() }
}

/// Said once in words; the title bar keeps saying it.
fn changed(model: &mut Model, path: String) -> Vec<Effect> {
    if model.status.changed.as_ref() == Some(&path) {
        return Vec::new();
    }
    let key = model.keymap.key(model.pane_context(), Action::Reopen).unwrap_or_default();
    let text = format!("{path} changed on disk; {key} reads it again");
    model.status.changed = Some(path);
    notice(model, text, Role::Warning)
}

//! The clause screen: opening it, moving in it, going from a number to its records.

use std::sync::Arc;

use crate::session::clauses::Clauses;
use crate::ui::action::Action;
use crate::ui::backend::Task;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::{FilterLine, Overlay};
use crate::ui::pane::Pane;
use crate::ui::screen::clauses::UNCITED;
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;

use super::{enter, leave, list_from_screen, notice};

/// Opens the screen and has the citations counted, or closes it.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.focus == Pane::Clauses {
        leave(model);
        return Vec::new();
    }
    enter(model, Pane::Clauses);
    count(model)
}

/// Counts; what was counted before is shown until the new numbers come.
fn count(model: &mut Model) -> Vec<Effect> {
    if model.overview.specs.is_empty() || model.tasks.runs(Task::Count) {
        return Vec::new();
    }
    vec![Effect::Count { generation: model.begin(Task::Count) }]
}

/// The numbers have come, or `None`: the count was stopped.
pub(super) fn counted(
    model: &mut Model,
    generation: u64,
    clauses: Option<Arc<Clauses>>,
) -> Vec<Effect> {
    if !model.tasks.answered(Task::Count, generation) {
        return Vec::new();
    }
    if let Some(clauses) = clauses {
        model.clauses.set_blind(model.working.blind);
        let covers_more = model.clauses.covers_only(clauses.records).is_some();
        let covers_more = covers_more || !model.clauses.has_table();
        model.clauses.show(clauses);
        if covers_more {
            return loaded(model); // all may have been read while a part was counted
        }
    }
    Vec::new()
}

/// Counts again once all is read, if the table on the screen is about a part.
pub(super) fn loaded(model: &mut Model) -> Vec<Effect> {
    let part = model.clauses.covers_only(model.overview.records).is_some();
    let wanted = part && model.focus == Pane::Clauses && !model.tasks.runs(Task::Load);
    if wanted { count(model) } else { Vec::new() }
}

/// Esc: take the filter off, go back to where one came from.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    if !model.clauses.filter().is_empty() {
        model.clauses.set_filter("");
        return Vec::new();
    }
    leave(model);
    Vec::new()
}

/// Up, down, to the ends, to another column.
pub(super) fn moved(model: &mut Model, action: Action, count: Option<usize>) {
    let steps = isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX);
    let half = isize::try_from(model.size.1 / 3).unwrap_or(1).max(1);
    let screen = &mut model.clauses;
    match (action, count) {
        (Action::Down, _) => screen.move_by(steps),
        (Action::Up, _) => screen.move_by(-steps),
        (Action::PageDown, _) => screen.move_by(half.saturating_mul(steps)),
        (Action::PageUp, _) => screen.move_by(-half.saturating_mul(steps)),
        (Action::Top, Some(number)) => screen.move_to(number),
        (Action::Top, None) => screen.move_to(0),
        (Action::Bottom, _) => screen.move_to(usize::MAX),
        (Action::NextColumn, _) => screen.move_column(steps),
        (Action::PreviousColumn, _) => screen.move_column(-steps),
        _ => {}
    }
}

/// What the other keys of the screen do.
pub(super) fn act(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    match action {
        Action::NextColumn | Action::PreviousColumn => moved(model, action, count),
        Action::OpenRecords => return open(model),
        Action::Uncited => return list_from_screen(model, UNCITED.to_owned()),
        Action::Unexpected => return unexpected(model),
        Action::SortClauses => model.clauses.next_order(),
        Action::Shares => model.clauses.shares = !model.clauses.shares,
        Action::FilterClauses => {
            let before = model.clauses.filter().to_owned();
            let input = Input::new(before.clone());
            model.overlays.push(Overlay::Filter(FilterLine { input, before }));
        }
        Action::NextField => return field(model, true),
        Action::PreviousField => return field(model, false),
        _ => {}
    }
    Vec::new()
}

/// Divides by another field.
fn field(model: &mut Model, forward: bool) -> Vec<Effect> {
    if model.clauses.next_field(forward) {
        return Vec::new();
    }
    notice(model, "The data have no other field with few values", Role::Dim)
}

/// Lists the records behind the number under the cursor; without a table, counts again.
fn open(model: &mut Model) -> Vec<Effect> {
    if !model.clauses.has_table() {
        return count(model);
    }
    match model.clauses.query() {
        Some(query) => list_from_screen(model, query),
        None => notice(model, "No query can name this clause", Role::Warning),
    }
}

/// The records of a category that cite none of the clauses expected there.
fn unexpected(model: &mut Model) -> Vec<Effect> {
    match model.overview.unexpected.clone() {
        Some(query) => list_from_screen(model, query),
        None => {
            let text = "Which clauses are expected? Say it in cotscope.toml: \
                        [expected.FIELD] with VALUE = [\"CLAUSE\"]";
            notice(model, text, Role::Text)
        }
    }
}

//! The agreement screen: opening it, moving in it, going from a figure to its records.

use std::sync::Arc;

use crate::session::agreement::Report;
use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::effect::agreement::{Answer, Request};
use crate::ui::model::{Model, Pane};
use crate::ui::screen::agreement::Comparing;
use crate::ui::theme::Role;

use super::{enter, leave, list_from_screen, notice};

/// Opens the screen and has the raters compared, or closes it.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.focus == Pane::Agreement {
        leave(model);
        return Vec::new();
    }
    enter(model, Pane::Agreement);
    compare(model)
}

/// Compares; what was found before is shown until the new figures come.
fn compare(model: &mut Model) -> Vec<Effect> {
    if model.agreement.comparing.is_some() {
        return Vec::new();
    }
    let generation = model.next_generation();
    let total = model.overview.records;
    model.agreement.comparing = Some(Comparing { generation, done: 0, total });
    vec![Effect::Agreement(Request::Compare { generation })]
}

/// How far a comparison is.
pub(super) fn progress(model: &mut Model, generation: u64, done: usize, total: usize) {
    if let Some(comparing) = &mut model.agreement.comparing
        && comparing.generation == generation
    {
        (comparing.done, comparing.total) = (done, total);
    }
}

/// An answer has come.
pub(super) fn answered(model: &mut Model, answer: Answer) {
    match answer {
        Answer::Compared { generation, report } => compared(model, generation, report),
    }
}

fn compared(model: &mut Model, generation: u64, report: Option<Arc<Report>>) {
    if model.agreement.comparing.is_none_or(|comparing| comparing.generation != generation) {
        return;
    }
    model.agreement.comparing = None;
    if let Some(report) = report {
        model.agreement.show(report);
    }
}

/// Esc: stop comparing, go back to where one came from.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    if model.agreement.comparing.take().is_some() {
        let stopped = notice(model, "Reading stopped", Role::Dim);
        return [vec![Effect::Agreement(Request::Stop)], stopped].concat();
    }
    leave(model);
    Vec::new()
}

/// What the keys of the screen do.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match (action, model.agreement.query()) {
        (Action::OpenRecords, Some(query)) => list_from_screen(model, query.to_owned()),
        (Action::OpenRecords, None) if !model.agreement.has_report() => compare(model),
        _ => Vec::new(),
    }
}

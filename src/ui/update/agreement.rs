//! The agreement screen: opening it, moving in it, going from a figure to its records.

use std::sync::Arc;

use crate::session::agreement::Report;
use crate::ui::action::Action;
use crate::ui::backend::Task;
use crate::ui::effect::Effect;
use crate::ui::effect::agreement::{Answer, Request};
use crate::ui::model::Model;
use crate::ui::pane::Pane;
use crate::ui::screen::agreement::{Opened, Sides};
use crate::ui::theme::Role;

use super::{enter, leave, list_from_screen, list_these, notice};

/// Opens the screen and has the raters compared, or closes it.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.focus == Pane::Agreement {
        leave(model);
        return Vec::new();
    }
    enter(model, Pane::Agreement);
    compare(model)
}

/// Compares; what was found before is shown until the new figures come. A newer wish replaces an older.
fn compare(model: &mut Model) -> Vec<Effect> {
    let generation = model.begin(Task::Compare);
    let asked = model.agreement.asked.clone();
    vec![Effect::Agreement(Request::Compare { generation, asked })]
}

/// An answer has come.
pub(super) fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Compared { generation, report } => return compared(model, generation, report),
        Answer::Sides { generation, result } => {
            if let Some(sides) = &mut model.agreement.sides
                && sides.generation == generation
            {
                sides.show(result);
            }
        }
    }
    Vec::new()
}

fn compared(model: &mut Model, generation: u64, report: Option<Arc<Report>>) -> Vec<Effect> {
    if !model.tasks.answered(Task::Compare, generation) {
        return Vec::new();
    }
    let Some(report) = report else { return Vec::new() };
    let refusal = report.compared.as_ref().err().map(ToString::to_string);
    model.agreement.show(report);
    refusal.map_or(Vec::new(), |why| notice(model, why, Role::Warning))
}

/// Esc: back from a record or a pair, back to where one came from.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    match model.agreement.back() {
        Some(true) => return compare(model),
        Some(false) => {}
        None => leave(model),
    }
    Vec::new()
}

/// What the keys of the screen do.
pub(super) fn act(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    if model.working.blind {
        return Vec::new(); // nothing is shown that could be chosen
    }
    let screen = &mut model.agreement;
    let changed = match action {
        Action::OpenRecords => return open(model),
        Action::NextPane | Action::PreviousPane => {
            match &mut screen.sides {
                Some(sides) => sides.turn(),
                None => screen.turn(action == Action::NextPane),
            }
            false
        }
        Action::NextRecord | Action::PreviousRecord => {
            return next_disagreement(model, action == Action::NextRecord);
        }
        Action::NextColumn | Action::PreviousColumn => {
            screen.moved(action, count, 0);
            false
        }
        Action::ToggleRater => screen.toggle_rater(),
        Action::NextLabel => screen.next_label(),
        Action::NextField | Action::PreviousField => screen.next_field(action == Action::NextField),
        Action::Reading => {
            screen.next_reading();
            true
        }
        Action::Weighted => {
            screen.asked.weighted = !screen.asked.weighted;
            true
        }
        _ => false,
    };
    if changed { compare(model) } else { Vec::new() }
}

fn open(model: &mut Model) -> Vec<Effect> {
    match model.agreement.open() {
        Opened::Records(ordinals, what) => list_these(model, ordinals.into(), &what),
        Opened::Query(query) => list_from_screen(model, query),
        Opened::Compare => compare(model),
        Opened::Sides(ordinal) => side_by_side(model, ordinal),
        Opened::Nothing => Vec::new(),
    }
}

/// Opens a record that raters differ about side by side.
fn side_by_side(model: &mut Model, ordinal: usize) -> Vec<Effect> {
    let Some(report) = model.agreement.report().cloned() else { return Vec::new() };
    let generation = model.next_generation();
    model.agreement.sides = Some(Sides::new(ordinal, generation));
    vec![Effect::Agreement(Request::Sides { generation, report, ordinal })]
}

fn next_disagreement(model: &mut Model, forward: bool) -> Vec<Effect> {
    match model.agreement.next_disagreement(forward) {
        Some(ordinal) => side_by_side(model, ordinal),
        None if model.agreement.sides.is_some() => {
            let end = if forward { "last" } else { "first" };
            notice(model, format!("This is the {end} disagreement"), Role::Dim)
        }
        None => Vec::new(),
    }
}

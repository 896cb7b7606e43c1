//! Two records side by side: finding what belongs beside a record, going through the differences.

use crate::session::sides::Counterpart;
use crate::ui::action::Action;
use crate::ui::backend::Task;
use crate::ui::effect::Effect;
use crate::ui::effect::sides::{Answer, Found, Request, chosen};
use crate::ui::model::Model;
use crate::ui::pane::Pane;
use crate::ui::theme::Role;

use super::{enter, focus, leave, notice};

/// Opens the screen for the record under the cursor, or closes it.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.focus == Pane::Sides {
        leave(model);
        return Vec::new();
    }
    let Some(here) = model.list.current() else { return Vec::new() };
    enter(model, Pane::Sides);
    match model.sides.held.take().filter(|held| *held != here) {
        Some(held) => compare(model, held, chosen(here)),
        None if model.sides.pair().is_some_and(|(left, _)| left == here) => Vec::new(),
        None => find(model, here),
    }
}

/// Keeps the record under the cursor for a comparison with another one.
pub(super) fn hold(model: &mut Model) -> Vec<Effect> {
    let Some(here) = model.list.current() else { return Vec::new() };
    model.sides.held = Some(here);
    let key = model.keymap.key(model.pane_context(), Action::Sides).unwrap_or_default();
    notice(model, format!("Kept; {key} on another record compares the two"), Role::Text)
}

fn find(model: &mut Model, left: usize) -> Vec<Effect> {
    let generation = model.begin(Task::Pair);
    vec![Effect::Sides(Request::Find { generation, left })]
}

fn compare(model: &mut Model, left: usize, right: Counterpart) -> Vec<Effect> {
    let generation = model.begin(Task::Pair);
    vec![Effect::Sides(Request::Compare { generation, left, right })]
}

/// An answer has come.
pub(super) fn answered(model: &mut Model, answer: Answer) {
    if !model.tasks.answered(Task::Pair, answer.generation) {
        return;
    }
    match answer.result {
        Ok(Found::Sides { left, right, sides, others }) => {
            model.sides.show(left, right, *sides, others);
        }
        Ok(Found::Nothing) => {
            let hold = model.keymap.key(Pane::Reader, Action::HoldSide);
            let hold = hold.unwrap_or_default();
            model.sides.fail(format!(
                "No other record has this prompt. {hold} on one record keeps it for a comparison."
            ));
        }
        Err(error) => model.sides.fail(error),
    }
}

/// What the keys of the screen do.
pub(super) fn act(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    match action {
        Action::NextDifference | Action::PreviousDifference => difference(model, action, count),
        Action::NextCounterpart => other(model, true),
        Action::PreviousCounterpart => other(model, false),
        Action::SwapSides => swap(model),
        _ => open(model),
    }
}

fn difference(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    let forward = action == Action::NextDifference;
    let steps = 0..count.unwrap_or(1).min(1000);
    let found =
        steps.map(|_| model.sides.next_difference(forward)).fold(false, |any, one| any | one);
    match (found, forward) {
        (true, _) => Vec::new(),
        (false, true) => notice(model, "No difference further down", Role::Dim),
        (false, false) => notice(model, "No difference further up", Role::Dim),
    }
}

fn other(model: &mut Model, forward: bool) -> Vec<Effect> {
    let left = model.sides.pair().map(|(left, _)| left);
    match left.zip(model.sides.next(forward)) {
        Some((left, right)) => compare(model, left, right),
        None => notice(model, "No other record belongs beside this one", Role::Dim),
    }
}

fn swap(model: &mut Model) -> Vec<Effect> {
    let Some((left, right)) = model.sides.pair() else { return Vec::new() };
    let other = Counterpart { ordinal: left, why: right.why };
    let left = right.ordinal;
    compare(model, left, other)
}

/// Opens the record on the right in the reader.
fn open(model: &mut Model) -> Vec<Effect> {
    let Some(ordinal) = model.sides.pair().map(|(_, right)| right.ordinal) else {
        return Vec::new();
    };
    let Some(index) = model.list.index_of(ordinal) else {
        return notice(model, "The record on the right is not among those listed", Role::Dim);
    };
    model.came_from.clear();
    model.list.move_to(index);
    focus(model, Pane::Reader);
    Vec::new()
}

/// Up, down and to the ends.
pub(super) fn moved(model: &mut Model, action: Action, count: Option<usize>) {
    let steps = isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX);
    let half = model.sides.half();
    match action {
        Action::Down => model.sides.scroll(steps),
        Action::Up => model.sides.scroll(-steps),
        Action::PageDown => model.sides.scroll(half.saturating_mul(steps)),
        Action::PageUp => model.sides.scroll(-half.saturating_mul(steps)),
        Action::Top => model.sides.scroll(isize::MIN + 1),
        Action::Bottom => model.sides.scroll(isize::MAX),
        _ => {}
    }
}

//! The outline of the open record: moving in it, going to what it lists.

use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::pane::Pane;
use crate::ui::theme::Role;

use super::{enter, focus, leave, notice, settle};

/// Opens the outline, or closes it.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.focus == Pane::Outline {
        leave(model);
        return Vec::new();
    }
    let effects = settle(model); // the reader may never have been shown
    model.outline.open(&model.reader);
    enter(model, Pane::Outline);
    effects
}

/// Goes to the paragraph under the cursor.
pub(super) fn go(model: &mut Model) -> Vec<Effect> {
    let Some(document) = &model.reader.document else { return Vec::new() };
    let anchor = model.outline.chosen(document);
    model.came_from.clear();
    focus(model, Pane::Reader);
    let effects = settle(model);
    model.reader.go_to(anchor);
    effects
}

/// Up, down, to the ends, to the next paragraph with something in it.
pub(super) fn moved(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    let steps = isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX);
    let half = model.outline.half();
    let outline = &mut model.outline;
    match (action, count) {
        (Action::Down, _) => outline.move_by(steps),
        (Action::Up, _) => outline.move_by(-steps),
        (Action::PageDown, _) => outline.move_by(half.saturating_mul(steps)),
        (Action::PageUp, _) => outline.move_by(-half.saturating_mul(steps)),
        (Action::Top, number) => outline.move_to(number.unwrap_or(0)),
        (Action::Bottom, _) => outline.move_to(usize::MAX),
        (Action::NextMarked | Action::PreviousMarked, _) => {
            let forward = action == Action::NextMarked;
            let mut found = false;
            for _ in 0..count.unwrap_or(1).min(1000) {
                found |= outline.next_marked(&model.reader, forward);
            }
            if !found {
                return notice(model, "Nothing is marked further on", Role::Dim);
            }
        }
        _ => {}
    }
    Vec::new()
}

//! Going from screen to screen.

use std::sync::Arc;

use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::paint::counted;
use crate::ui::pane::Pane;
use crate::ui::theme::Role;

use super::{notice, searching};

/// Gives a pane the keys.
pub(super) fn focus(model: &mut Model, pane: Pane) {
    if pane != model.focus {
        model.reader.selection = None;
    }
    model.focus = pane;
}

/// Opens a screen that stands alone.
pub(super) fn enter(model: &mut Model, pane: Pane) {
    let from = model.focus;
    model.came_from.push(from);
    focus(model, pane);
}

/// Goes back to where the screen was opened from.
pub(super) fn leave(model: &mut Model) {
    let from = match model.came_from.pop().unwrap_or(Pane::List) {
        Pane::Clause if !model.clause.open => Pane::Reader,
        from => from,
    };
    focus(model, from);
}

/// Lists these records, from a screen that stands alone, and says what they are.
pub(super) fn list_these(model: &mut Model, ordinals: Arc<[usize]>, what: &str) -> Vec<Effect> {
    model.came_from.clear();
    focus(model, Pane::List);
    model.list_wanted = true;
    let found = counted(ordinals.len(), "record");
    let mut effects = searching::these(model, ordinals);
    effects.extend(notice(model, format!("{found}: {what}"), Role::Text));
    effects
}

/// Lists what a query finds, from a screen that stands alone.
pub(super) fn list_from_screen(model: &mut Model, query: String) -> Vec<Effect> {
    model.came_from.clear();
    focus(model, Pane::List);
    model.list_wanted = true;
    searching::run(model, query)
}

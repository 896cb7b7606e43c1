//! Which panes are shown, and how large.

use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::pane::Pane;
use crate::ui::theme::Role;

use super::{focus, notice};

/// Percent of the room by which a key changes a pane.
const STEP: i32 = 4;

pub(super) fn toggle_list(model: &mut Model) -> Vec<Effect> {
    model.list_wanted = !model.list_wanted;
    if !model.list_wanted && model.focus == Pane::List {
        focus(model, Pane::Reader);
    }
    Vec::new()
}

/// Gives the focused pane more room, or less; the reader takes it from the clause, else the list.
pub(super) fn resize(model: &mut Model, direction: i32, count: Option<usize>) -> Vec<Effect> {
    let layout = model.layout();
    let body = layout.reader.or(layout.list).unwrap_or_default();
    let beside = layout.list.filter(|_| layout.reader.is_some());
    let steps = i32::try_from(count.unwrap_or(1)).unwrap_or(1).min(25) * STEP * direction;
    let (size, now, whole, steps) = match (layout.clause, beside, model.focus) {
        (Some(clause), _, focus @ (Pane::Clause | Pane::Reader)) => {
            let steps = if focus == Pane::Clause { steps } else { -steps };
            if layout.beside {
                let whole = clause.right() - layout.list.map_or(0, |list| list.right() + 1);
                (&mut model.sizes.clause, clause.width, whole, steps)
            } else {
                (&mut model.sizes.below, clause.height, clause.height + body.height, steps)
            }
        }
        (_, Some(list), focus) => {
            let steps = if focus == Pane::List { steps } else { -steps };
            (&mut model.sizes.list, list.width, layout.title.width, steps)
        }
        _ => return notice(model, "There is no other pane to share the room with", Role::Dim),
    };
    let percent = i32::from(now) * 100 / i32::from(whole.max(1)) + steps;
    *size = u16::try_from(percent.clamp(5, 90)).ok();
    Vec::new()
}

//! The screen of charts: opening it, scrolling it.

use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::pane::Pane;

use super::{enter, leave};

/// Opens the screen and has the figures counted, or closes it.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.focus == Pane::Charts {
        leave(model);
        return Vec::new();
    }
    enter(model, Pane::Charts);
    vec![Effect::Charts]
}

/// Up, down and to the ends.
pub(super) fn moved(model: &mut Model, action: Action, count: Option<usize>) {
    let steps = isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX);
    let half = model.charts.half();
    match action {
        Action::Down => model.charts.scroll(steps),
        Action::Up => model.charts.scroll(-steps),
        Action::PageDown => model.charts.scroll(half.saturating_mul(steps)),
        Action::PageUp => model.charts.scroll(-half.saturating_mul(steps)),
        Action::Top => model.charts.scroll(isize::MIN + 1),
        Action::Bottom => model.charts.scroll(isize::MAX),
        _ => {}
    }
}

//! The screen that has all the room: which of them does it.

use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::event::{Mouse, MouseKind};
use crate::ui::model::Model;
use crate::ui::pane::Pane;

use super::screens::leave;
use super::{agreement, charts, clauses, outline, review, sides, suggestions};

/// Brings it in line with what was decided, before a frame.
pub(super) fn settle(model: &mut Model, area: Rect) {
    match model.focus {
        Pane::List | Pane::Reader | Pane::Clause => {} // they share it
        Pane::Agreement => model.agreement.settle(area),
        Pane::Track => model.track.settle(area),
        Pane::Sides => model.sides.settle(area),
        Pane::Outline => model.outline.settle(area, model.reader.document.as_ref()),
        Pane::Charts => model.charts.settle(area, model.working.blind),
        Pane::Clauses => {
            model.clauses.set_blind(model.working.blind);
            model.clauses.settle(area);
        }
        Pane::Queues => model.review.queues.settle(area),
        Pane::Decisions => model.review.decisions.settle(area),
        Pane::People => model.review.people.settle(area),
        Pane::Disputes => model.review.disputes.lines.settle(area),
    }
}

/// Up, down and to the ends.
pub(super) fn moved(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    let height = model.size.1;
    match model.focus {
        Pane::List | Pane::Reader | Pane::Clause => {} // they share it
        Pane::Clauses => clauses::moved(model, action, count),
        Pane::Queues | Pane::Decisions | Pane::People | Pane::Disputes => {
            review::moved(model, action, count);
        }
        Pane::Agreement => model.agreement.moved(action, count, height),
        Pane::Track => model.track.moved(action, count, height),
        Pane::Sides => sides::moved(model, action, count),
        Pane::Outline => return outline::moved(model, action, count),
        Pane::Charts => charts::moved(model, action, count),
    }
    Vec::new()
}

/// Esc: stops what it does, else goes back.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    match model.focus {
        Pane::List | Pane::Reader | Pane::Clause => Vec::new(), // they share it
        Pane::Clauses => clauses::back(model),
        Pane::Queues | Pane::Decisions | Pane::People | Pane::Disputes => review::back(model),
        Pane::Agreement => agreement::back(model),
        Pane::Track => {
            leave(model);
            Vec::new()
        }
        Pane::Sides => sides::toggle(model),
        Pane::Outline => outline::toggle(model),
        Pane::Charts => charts::toggle(model),
    }
}

/// Click and wheel on the screen that has all the room.
pub(super) fn mouse(model: &mut Model, mouse: Mouse, area: Rect, rows: isize) -> Vec<Effect> {
    match model.focus {
        Pane::List | Pane::Reader | Pane::Clause => Vec::new(), // they share it
        Pane::Charts => {
            model.charts.scroll(rows);
            Vec::new()
        }
        Pane::Outline => {
            model.outline.move_by(rows);
            if mouse.kind == MouseKind::Click && model.outline.click(area, mouse.row) {
                return outline::go(model);
            }
            Vec::new()
        }
        Pane::Sides => {
            model.sides.scroll(rows);
            Vec::new()
        }
        Pane::Agreement => {
            model.agreement.move_by(rows);
            let click = mouse.kind == MouseKind::Click;
            if click && model.agreement.click(area, mouse.column, mouse.row) {
                return agreement::act(model, Action::OpenRecords, None);
            }
            Vec::new()
        }
        Pane::Track => {
            model.track.move_by(rows);
            let click = mouse.kind == MouseKind::Click;
            if click && model.track.click(area, mouse.column, mouse.row) {
                return suggestions::act(model, Action::OpenRecords, None);
            }
            Vec::new()
        }
        Pane::Clauses => {
            model.clauses.move_by(rows);
            if mouse.kind == MouseKind::Click && model.clauses.click(area, mouse.column, mouse.row)
            {
                return clauses::act(model, Action::OpenRecords, None);
            }
            Vec::new()
        }
        Pane::Queues | Pane::Decisions | Pane::People | Pane::Disputes => {
            review::by(model, rows);
            let clicked = mouse.kind == MouseKind::Click;
            if clicked && review::click(model, area, mouse.row) {
                return review::open(model);
            }
            Vec::new()
        }
    }
}

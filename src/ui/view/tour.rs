//! The tour's two lines at the bottom of the screen.

use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::model::Model;
use crate::ui::paint::{Painter, Piece};
use crate::ui::theme::Role;
use crate::ui::tour::{ROWS, Step};

/// Draws it below the footer, if there is a tour and room for it.
pub(super) fn draw(painter: &mut Painter<'_>, screen: Rect, model: &Model) {
    let Some(tour) = model.tour.as_ref().filter(|_| model.tour_rows() > 0) else { return };
    let top = screen.bottom() - ROWS;
    painter.tint(Rect { y: top, height: ROWS, ..screen }, Role::Overlay);
    let key = model.keymap.key(model.pane_context(), Action::Tour).unwrap_or_default();
    let leave: [Piece<'_>; 2] =
        [(format!(" {key} ").into(), Role::Key), ("leaves the tour ".into(), Role::Dim)];
    let right = painter.pieces_right(screen.width / 2, top, screen.right(), &leave);
    let [what, why] = tour.lines(&model.keymap);
    let progress = format!("{} {}/{}  ", painter.glyphs.tick, tour.done(), Step::ALL.len());
    let at = painter.text(screen.x + 1, top, right, &progress, Role::Label);
    painter.fit(at, top, right, &what, Role::Title);
    painter.fit(at, top + 1, screen.right(), &why, Role::Text);
}

//! The last decisions: what was decided, on which record, how that came up.

use ratatui::layout::Rect;

use super::{Lines, cell, columns, heading};
use crate::ui::backend::review::Decided;
use crate::ui::paint::{Painter, Piece};
use crate::ui::theme::Role;

/// The screen's state.
pub(crate) type Decisions = Lines<Decided>;

pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, screen: &Decisions, empty: &[&str]) {
    let pieces: [Piece<'_>; 2] =
        [("Last decisions ".into(), Role::Accent), ("latest first".into(), Role::Dim)];
    heading(painter, area, &pieces);
    let narrow = area.width < 80;
    let widths = if narrow { [11, 12, 10, 0] } else { [16, 18, 12, 0] };
    let [time, record, origin, what] = columns(area.width.saturating_sub(3), widths);
    if screen.len() > 0 {
        let line = Rect { x: area.x + 2, y: area.y + 2, height: 1, width: area.width - 3 };
        let names =
            [(time, "when (UTC)"), (record, "record"), (origin, "found by"), (what, "what")];
        for (column, word) in names {
            cell(painter, line, column, word, Role::Dim);
        }
    }
    screen.draw(painter, area, empty, |painter, line, row| {
        let when =
            row.time.strftime(if narrow { "%m-%d %H:%M" } else { "%m-%d %H:%M:%S" }).to_string();
        cell(painter, line, time, &when, Role::Dim);
        let about = if row.record.is_empty() { "(a clause)" } else { &row.record };
        let role = if row.ordinal.is_some() { Role::Title } else { Role::Dim };
        cell(painter, line, record, about, role);
        cell(painter, line, origin, &row.origin, Role::Dim);
        cell(painter, line, what, &row.what, Role::Text);
    });
}

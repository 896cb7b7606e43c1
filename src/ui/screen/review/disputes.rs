//! What reviewers dispute: the records on the left, everybody's side of one of them below or beside
//! each other, with evidence and notes; and what was decided.

use ratatui::layout::Rect;

use super::super::list::empty;
use super::{Lines, heading};
use crate::ui::backend::review::{Disputed, Side};
use crate::ui::paint::{Painter, Piece};
use crate::ui::theme::Role;

/// The screen's state.
#[derive(Debug, Default)]
pub(crate) struct Disputes {
    pub(crate) lines: Lines<Disputed>,
    /// The group of the scheme, as an index.
    pub(crate) group: usize,
    /// Why nothing is shown.
    pub(crate) refused: Option<String>,
}

/// Columns of the records' names.
const NAMES: u16 = 20;
/// Narrower than this a side cannot be read.
const NARROWEST: u16 = 26;

/// What it shows besides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'a> {
    /// The name of the group.
    pub(crate) group: &'a str,
    /// The keys of the labels.
    pub(crate) keys: &'a str,
    pub(crate) empty: &'a [&'a str],
}

pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, screen: &Disputes, look: Look<'_>) {
    let rows = screen.lines.rows.as_deref().unwrap_or_default();
    let open = rows.iter().filter(|row| row.decision.is_none()).count();
    let dot = painter.glyphs.dot;
    let words = format!("in {} {dot} {} {dot} {open} to be decided", look.group, rows.len());
    let pieces: [Piece<'_>; 2] = [("Disputes ".into(), Role::Accent), (words.into(), Role::Dim)];
    heading(painter, area, &pieces);
    let names = Rect { width: NAMES, ..area };
    screen.lines.draw(
        painter,
        names_or_all(names, area, rows),
        look.empty,
        |painter, line, row| {
            let sign = if row.decision.is_some() { painter.glyphs.tick } else { " " };
            let at = painter.text(line.x, line.y, line.right(), sign, Role::Label);
            painter.fit(at + 1, line.y, line.right(), &row.record, Role::Title);
        },
    );
    let body = Rect {
        x: area.x + NAMES + 1,
        y: area.y + 2,
        width: area.width.saturating_sub(NAMES + 2),
        height: area.height.saturating_sub(2),
    };
    if let Some(dispute) = screen.lines.current() {
        for y in body.y..body.bottom() {
            painter.text(body.x - 1, y, body.x, painter.glyphs.wall, Role::Border);
        }
        sides(painter, Rect { x: body.x + 1, ..body }, dispute, look);
    }
}

fn names_or_all(names: Rect, area: Rect, rows: &[Disputed]) -> Rect {
    if rows.is_empty() { area } else { names }
}

/// The sides in columns, as many as can be read; the decision, or how to make one, below them.
fn sides(painter: &mut Painter<'_>, body: Rect, dispute: &Disputed, look: Look<'_>) {
    let foot = 3.min(body.height);
    let upper = Rect { height: body.height - foot, ..body };
    let most = usize::from((upper.width / NARROWEST).max(1));
    let rows = dispute.sides.len().div_ceil(most).max(1);
    let columns = dispute.sides.len().div_ceil(rows).max(1);
    let (width, height) = (
        upper.width / u16::try_from(columns).unwrap_or(1),
        upper.height / u16::try_from(rows).unwrap_or(1),
    );
    for (at, side) in dispute.sides.iter().enumerate() {
        let (column, row) = (at % columns, at / columns);
        let area = Rect {
            x: upper.x + width * u16::try_from(column).unwrap_or(0),
            y: upper.y + height * u16::try_from(row).unwrap_or(0),
            width: width.saturating_sub(2),
            height: height.saturating_sub(u16::from(row + 1 < rows)),
        };
        draw_side(painter, area, side);
    }
    let y = body.bottom() - foot;
    painter.rule(body.x, y, body.right(), painter.glyphs.rule);
    let line = Rect { y: y + 1, height: foot - 1, ..body };
    match &dispute.decision {
        Some((who, label, reason)) => {
            painter.paragraph(line, &format!("{who} decided: {label}. {reason}"), Role::Label);
        }
        None => {
            painter.paragraph(
                line,
                &format!("Decide with {}; a reason is asked for.", look.keys),
                Role::Dim,
            );
        }
    }
}

fn draw_side(painter: &mut Painter<'_>, area: Rect, side: &Side) {
    let mut rest = area;
    let mut say = |painter: &mut Painter<'_>, text: &str, role: Role| {
        let used = painter.paragraph(rest, text, role);
        rest.y += used;
        rest.height = rest.height.saturating_sub(used);
    };
    say(painter, &side.reviewer, Role::Accent);
    for label in &side.labels {
        say(painter, label, Role::Label);
    }
    if side.evidence.is_empty() {
        say(painter, "no evidence", Role::Dim);
    }
    for (field, words) in &side.evidence {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        say(painter, &format!("{}: \"{words}\"", field.name()), Role::Evidence);
    }
    if let Some(note) = &side.note {
        say(painter, &format!("{} {note}", painter.glyphs.note), Role::Text);
    }
}

/// Why nothing is in dispute.
pub(crate) fn nothing(painter: &mut Painter<'_>, area: Rect, why: &str) {
    empty(painter, area, &["Disputes are not shown.", why]);
}

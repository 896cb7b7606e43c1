//! Below the table: the clause under the cursor in full, its companions, and the chosen cell.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::draw::percent;
use super::{ClauseScreen, Line, name, share, value_name};
use crate::citation::Kind;
use crate::session::clauses::ClauseRow;
use crate::spec::Spec;
use crate::text::wrap::Wrapped;
use crate::ui::paint::{Painter, Piece, count, counted};
use crate::ui::theme::Role;

/// Draws a rule with the meaning of the shades, then as many lines as there is room for.
pub(super) fn draw(
    painter: &mut Painter<'_>,
    area: Rect,
    screen: &ClauseScreen,
    specs: &[Arc<Spec>],
) {
    painter.rule(area.x, area.y, area.right(), painter.glyphs.rule);
    legend(painter, area, screen);
    let Some(line) = screen.lines.get(screen.cursor) else { return };
    let clause = match line {
        Line::Clause(row) => screen.row(*row),
        Line::Silent => None,
    };
    let mut rows = (area.y + 1..area.bottom()).map(|y| Rect { y, height: 1, ..area });
    if area.height > 3
        && let Some(line) = rows.next()
    {
        let title = clause.map_or_else(|| "Records that cite no clause".to_owned(), name);
        painter.fit(line.x + 1, line.y, line.right(), &title, Role::Title);
    }
    if let Some(at) = rows.next() {
        cell(painter, at, screen, *line);
    }
    let Some(clause) = clause else { return };
    if let Some(line) = rows.next() {
        companions(painter, line, screen, clause);
    }
    if let Some(line) = rows.next() {
        kinds(painter, line, clause);
    }
    if let Some(first) = rows.next() {
        wording(painter, Rect { height: area.bottom() - first.y, ..first }, clause, specs);
    }
}

/// What the shades mean, in the rule.
fn legend(painter: &mut Painter<'_>, area: Rect, screen: &ClauseScreen) {
    if screen.chosen_field().is_none() || screen.measures.peak == 0.0 {
        return;
    }
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for (step, shade) in (1_u8..).zip(painter.glyphs.shades) {
        let bound = |step: u8| percent(screen.measures.peak * f64::from(step) / 4.0);
        let words =
            if step < 4 { format!(" to {} ", bound(step)) } else { format!(" over {} ", bound(3)) };
        pieces.push((format!(" {shade}").into(), Role::Accent));
        pieces.push((words.into(), Role::Dim));
    }
    pieces.push(("of the column's records ".into(), Role::Dim));
    painter.pieces_right(area.x + 1, area.y, area.right() - 1, &pieces);
}

/// The records of the chosen cell, and of how many.
fn cell(painter: &mut Painter<'_>, at: Rect, screen: &ClauseScreen, line: Line) {
    let Some(table) = &screen.table else { return };
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let column = screen.column.checked_sub(1);
    let field = screen.chosen_field();
    let value = field.zip(column).and_then(|(field, at)| Some((field, at, field.values.get(at)?)));
    let to_u32 = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut of = to_u32(table.records);
    if let Some((field, _, value)) = value {
        let spelt = value_name(value.value.as_deref());
        pieces.push((format!("{} = {spelt}: ", field.name).into(), Role::Key));
        of = value.records;
    }
    let (records, citations) = match (line, value) {
        (Line::Silent, Some((_, _, value))) => (value.silent, 0),
        (Line::Silent, None) => (to_u32(table.silent), 0),
        (Line::Clause(row), Some((field, column, _))) => {
            let cell = field.cell(row, column);
            (cell.records, cell.citations)
        }
        (Line::Clause(row), None) => {
            screen.row(row).map_or((0, 0), |row| (row.records, row.citations))
        }
    };
    let part = percent(share(records, of));
    let of = counted(of as usize, "record");
    pieces.push((format!("{} of {of} ({part})", count(records as usize)).into(), Role::Text));
    if citations > 0 {
        pieces.push((format!(", {}", counted(citations as usize, "citation")).into(), Role::Dim));
    }
    painter.pieces(at.x + 1, at.y, at.right(), &pieces);
}

fn companions(painter: &mut Painter<'_>, at: Rect, screen: &ClauseScreen, clause: &ClauseRow) {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    if clause.companions.is_empty() {
        let text = if clause.records == 0 { "Never cited." } else { "Cited with no other clause." };
        pieces.push((text.into(), Role::Dim));
    } else {
        pieces.push(("cited with  ".into(), Role::Dim));
    }
    for (row, records) in &clause.companions {
        let Some(other) = screen.row(*row) else { continue };
        pieces.push((name(other).into(), Role::Text));
        pieces.push((format!(" {}   ", count(*records as usize)).into(), Role::Dim));
    }
    painter.pieces(at.x + 1, at.y, at.right(), &pieces);
}

fn kinds(painter: &mut Painter<'_>, at: Rect, clause: &ClauseRow) {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    if !clause.exists {
        pieces.push(("not in the spec   ".into(), Role::Warning));
    }
    for (kind, number) in Kind::ALL.into_iter().zip(clause.kinds).filter(|(_, n)| *n > 0) {
        pieces.push((painter.glyphs.cite(kind).into(), Role::Title));
        let word = kind.name().replace('_', " ");
        pieces.push((format!(" {word} {}   ", count(number as usize)).into(), Role::Dim));
    }
    painter.pieces(at.x + 1, at.y, at.right(), &pieces);
}

/// How the clause begins.
fn wording(painter: &mut Painter<'_>, area: Rect, clause: &ClauseRow, specs: &[Arc<Spec>]) {
    let spec = specs.iter().find(|spec| spec.name == clause.spec).filter(|_| clause.exists);
    let Some(found) = spec.and_then(|spec| spec.clause(&clause.id)) else { return };
    // More than this cannot be on the screen, however long the clause is.
    let room = usize::from(area.width) * usize::from(area.height);
    let end = found.text.char_indices().nth(room).map_or(found.text.len(), |(end, _)| end);
    let text = &found.text[..end];
    let wrapped = Wrapped::new(text, area.width.saturating_sub(3).max(1));
    for (y, row) in (area.y..area.bottom()).zip(0..wrapped.len()) {
        let (x, right) = (area.x + 1, area.right());
        painter.marked(x, y, right, text, wrapped.span(row), Role::Dim, &[]);
    }
}

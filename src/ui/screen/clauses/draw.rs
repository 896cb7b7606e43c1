//! Drawing the table and the heat map. Shades stand beside numbers, and neither needs a colour.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::plan::{Plan, to_u16};
use super::{ClauseScreen, FEW, Line, detail, name, share, short_count, value_name};
use crate::citation::Kind;
use crate::session::clauses::{ClauseRow, Field};
use crate::spec::Spec;
use crate::ui::paint::{Painter, Piece, count, width};
use crate::ui::screen::list::empty;
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

/// The name of a value is cut with an ellipsis from this many columns on.
const TELLING: u16 = 9;

/// What the screen shows besides its own state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'a> {
    pub(crate) focused: bool,
    /// How far the count is that runs.
    pub(crate) running: Option<&'a str>,
    /// Records known by now: the table may be about fewer.
    pub(crate) records: usize,
    /// The clauses' texts are looked up here.
    pub(crate) specs: &'a [Arc<Spec>],
    /// Why there is nothing, and what to do; empty when there is something.
    pub(crate) empty: &'a [&'a str],
}

/// Draws the screen.
pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, screen: &ClauseScreen, look: Look<'_>) {
    heading(painter, area, screen, look);
    painter.rule(area.x, area.y + 1, area.right(), painter.glyphs.rule);
    if !look.empty.is_empty() {
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        return empty(painter, body, look.empty);
    }
    let plan = Plan::new(area, screen);
    column_names(painter, area, screen, &plan);
    let shown = screen.lines.iter().enumerate().skip(screen.top);
    for (y, (at, line)) in (plan.lines.y..plan.lines.bottom()).zip(shown) {
        draw_line(painter, y, screen, &plan, *line);
        if at == screen.cursor {
            let role = if look.focused { Role::Selected } else { Role::SelectedElsewhere };
            painter.text(area.x, y, area.x + 1, painter.glyphs.cursor, Role::Accent);
            painter.tint(Rect { x: area.x + 1, y, width: area.width - 2, height: 1 }, role);
            brackets(painter, y, screen, &plan);
        }
    }
    if screen.lines.is_empty() {
        painter.fit(area.x + 2, plan.lines.y, area.right(), "No clause matches.", Role::Title);
    }
    let view = usize::from(plan.lines.height);
    let extent = Extent { height: screen.lines.len(), view, top: screen.top };
    let bar = Rect { x: area.right() - 1, width: 1, ..plan.lines };
    scrollbar::draw(painter, bar, extent, std::iter::empty());
    detail::draw(painter, plan.detail, screen, look.specs);
}

/// What is listed, by what, in which order.
fn heading(painter: &mut Painter<'_>, area: Rect, screen: &ClauseScreen, look: Look<'_>) {
    let role = if look.focused { Role::Accent } else { Role::Title };
    let dot = format!(" {} ", painter.glyphs.dot);
    let mut pieces: Vec<Piece<'_>> = vec![("Clauses ".into(), role)];
    if let Some(words) = look.running {
        pieces.push((format!("{words}  ").into(), Role::Text));
    }
    if let Some(table) = &screen.table {
        let listed = screen.lines.iter().filter(|line| **line != Line::Silent).count();
        let all = table.rows.len();
        let place =
            if listed == all { count(all) } else { format!("{}/{}", count(listed), count(all)) };
        pieces.push((place.into(), Role::Dim));
        if let Some(records) = screen.covers_only(look.records) {
            let text = format!(" in the first {} records", count(records));
            pieces.push((text.into(), Role::Warning));
        }
        if !screen.filter.is_empty() {
            pieces.push((format!(" /{}", screen.filter).into(), Role::Key));
        }
        if let Some(field) = screen.chosen_field() {
            let at = screen.fields().position(|other| other.name == field.name).unwrap_or(0) + 1;
            pieces.push((format!("{dot}by ").into(), Role::Dim));
            pieces.push((field.name.clone().into(), Role::Title));
            pieces.push((format!(" ({at}/{})", screen.fields().count()).into(), Role::Dim));
        }
        pieces.push((format!("{dot}{}", screen.sort.name()).into(), Role::Dim));
        let never = table.rows.iter().filter(|row| row.records == 0).count();
        pieces.push((format!("{dot}{} never cited", count(never)).into(), Role::Dim));
        if table.left_out > 0 {
            let text = format!("{dot}{} more invented", count(table.left_out));
            pieces.push((text.into(), Role::Warning));
        }
    }
    painter.pieces(area.x + 1, area.y, area.right(), &pieces);
}

fn column_names(painter: &mut Painter<'_>, area: Rect, screen: &ClauseScreen, plan: &Plan) {
    let y = area.y + 2;
    painter.fit(1, y, 1 + plan.name, "clause", Role::Dim);
    let role = if screen.column == 0 { Role::Accent } else { Role::Dim };
    let word = if plan.records > 5 { "records" } else { "rec" };
    right_aligned(painter, (plan.bar_x(), plan.records_end()), y, word, role);
    for (x, end, kind) in kind_columns(screen, plan) {
        let kind = Kind::ALL[kind];
        right_aligned(painter, (x, end), y, painter.glyphs.cite(kind), Role::Title);
    }
    let Some(field) = screen.chosen_field() else { return };
    wall(painter, y, plan);
    for (column, at) in visible(screen, plan) {
        let role = if screen.column == at + 1 { Role::Accent } else { Role::Dim };
        let (x, end) = plan.cell(column);
        let value = value_name(field.values[at].value.as_deref());
        // In so little room letters tell more than an ellipsis; the whole name stands below.
        match end - x < TELLING {
            true => painter.text(x, y, end, value, role),
            false => painter.fit(x, y, end, value, role),
        };
    }
    if screen.left > 0 {
        painter.text(plan.wall() + 1, y, plan.wall() + 2, "<", Role::Key);
    }
    if screen.left + plan.columns < field.values.len() {
        painter.text(area.right() - 1, y, area.right(), ">", Role::Key);
    }
}

/// The values on the screen: number of the column, number of the value.
fn visible(screen: &ClauseScreen, plan: &Plan) -> impl Iterator<Item = (usize, usize)> + use<> {
    let values = screen.chosen_field().map_or(0, |field| field.values.len());
    (0..plan.columns).zip(screen.left..values)
}

/// From where to where the number of each kind stands.
fn kind_columns<'s>(
    screen: &'s ClauseScreen,
    plan: &Plan,
) -> impl Iterator<Item = (u16, u16, usize)> + use<'s> {
    let mut x = plan.records_end() + 1;
    screen.measures.kinds.iter().map(move |(kind, digits)| {
        let (start, end) = (x, x + to_u16(*digits));
        x = end + 1;
        (start, end, *kind)
    })
}

fn wall(painter: &mut Painter<'_>, y: u16, plan: &Plan) {
    painter.text(plan.wall(), y, plan.wall() + 1, painter.glyphs.wall, Role::Border);
}

fn draw_line(painter: &mut Painter<'_>, y: u16, screen: &ClauseScreen, plan: &Plan, line: Line) {
    match line {
        Line::Silent => {
            painter.fit(1, y, 1 + plan.name, "(no clause)", Role::Dim);
            let silent = screen.table.as_ref().map_or(0, |table| table.silent);
            let silent = short_count(u32::try_from(silent).unwrap_or(u32::MAX));
            right_aligned(painter, (plan.bar_x(), plan.records_end()), y, &silent, Role::Title);
        }
        Line::Clause(row) => {
            if let Some(clause) = screen.row(row) {
                clause_counts(painter, y, screen, plan, clause);
            }
        }
    }
    let Some(field) = screen.chosen_field() else { return };
    wall(painter, y, plan);
    for (column, at) in visible(screen, plan) {
        heat(painter, y, plan.cell(column), records(field, line, at), screen);
    }
}

/// Records of a cell, and all records of its value.
fn records(field: &Field, line: Line, column: usize) -> (u32, u32) {
    let value = &field.values[column];
    match line {
        Line::Silent => (value.silent, value.records),
        Line::Clause(row) => (field.cell(row, column).records, value.records),
    }
}

fn clause_counts(
    painter: &mut Painter<'_>,
    y: u16,
    screen: &ClauseScreen,
    plan: &Plan,
    clause: &ClauseRow,
) {
    let never = clause.records == 0;
    let role = match (clause.exists, never) {
        (false, _) => Role::Warning,
        (true, false) => Role::Text,
        (true, true) => Role::Dim,
    };
    painter.fit(1, y, 1 + plan.name, &name(clause), role);
    if plan.bar > 0 {
        let full = u32::from(plan.bar - 1);
        let scaled = u64::from(clause.records) * u64::from(full);
        let length = scaled.div_ceil(u64::from(screen.measures.most.max(1)));
        for x in (plan.bar_x()..).take(usize::try_from(length).unwrap_or(0)) {
            painter.text(x, y, x + 1, painter.glyphs.block, Role::Dim);
        }
    }
    let place = (plan.bar_x() + plan.bar, plan.records_end());
    if never && plan.records >= 5 {
        right_aligned(painter, place, y, "never", Role::Dim);
    } else {
        right_aligned(painter, place, y, &short_count(clause.records), Role::Title);
    }
    for (x, end, kind) in kind_columns(screen, plan) {
        match clause.kinds[kind] {
            0 => right_aligned(painter, (x, end), y, painter.glyphs.dot, Role::Dim),
            number => {
                let wrong = matches!(Kind::ALL[kind], Kind::Misquote | Kind::Nonexistent);
                let role = if wrong { Role::Warning } else { Role::Text };
                right_aligned(painter, (x, end), y, &short_count(number), role);
            }
        }
    }
}

/// A shade for the share of the value's records, and the number or the share itself.
fn heat(
    painter: &mut Painter<'_>,
    y: u16,
    (x, end): (u16, u16),
    (records, of): (u32, u32),
    screen: &ClauseScreen,
) {
    if records == 0 {
        right_aligned(painter, (x, end), y, painter.glyphs.dot, Role::Dim);
        return;
    }
    let share = share(records, of);
    if of >= FEW {
        let shade = painter.glyphs.shades[level(share, screen.measures.peak)];
        painter.text(x, y, x + 1, shade, Role::Accent);
    }
    let number = if screen.shares { percent(share) } else { short_count(records) };
    right_aligned(painter, (x + 1, end), y, &number, Role::Text);
}

/// Which of four shades a share above nothing has, on a scale that ends at the largest share.
fn level(share: f64, peak: f64) -> usize {
    [0.25, 0.5, 0.75].iter().filter(|step| share > peak * **step).count()
}

/// `12%`; `<1%` for what is little but not nothing.
pub(super) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.01 { "<1%".into() } else { format!("{:.0}%", share * 100.0) }
}

/// Marks the chosen cell without colour.
fn brackets(painter: &mut Painter<'_>, y: u16, screen: &ClauseScreen, plan: &Plan) {
    let column = screen.column.checked_sub(1 + screen.left);
    let Some(column) = column.filter(|column| *column < plan.columns) else { return };
    let (x, end) = plan.cell(column);
    painter.text(x - 1, y, x, "[", Role::Key);
    painter.text(end, y, end + 1, "]", Role::Key);
}

/// Writes a text that ends at the second of two columns.
fn right_aligned(painter: &mut Painter<'_>, (x, end): (u16, u16), y: u16, text: &str, role: Role) {
    let start = end.saturating_sub(to_u16(width(text))).max(x);
    painter.text(start, y, end, text, role);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_run_from_a_little_to_the_largest_share() {
        let levels = [0.01, 0.1, 0.11, 0.3, 0.31, 0.4].map(|share| level(share, 0.4));
        assert_eq!(levels, [0, 0, 1, 2, 3, 3]);
        assert_eq!(level(0.0, 0.0), 0);
    }

    #[test]
    fn little_is_not_nothing() {
        let shown = [0.001, 0.01, 0.5, 0.0].map(percent);
        assert_eq!(shown, ["<1%", "1%", "50%", "0%"]);
    }
}

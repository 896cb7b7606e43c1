//! A plain table: columns with names, rows of cells, a cursor. A screen keeps one in its state, fills
//! it when its data come and draws it; only the rows on the screen cost anything.
//!
//! Where the columns do not fit, those that may shrink do, the widest first; then those that may go
//! are left out; then the table scrolls sideways behind its first column.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::paint::{Painter, width};
use crate::ui::screen::list::empty;
use crate::ui::theme::Role;

use super::scrollbar::{self, Extent};

/// Blanks between columns: one for each bracket of a chosen cell.
const GAP: usize = 2;
/// Rows above the first row of cells: the names of the columns.
const HEAD: u16 = 1;

/// A column: its name, where its cells stand, how it gives way.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    name: Cow<'static, str>,
    right: bool,
    /// The least that it shrinks to.
    least: Option<usize>,
    /// Left out when there is no room, those with the highest number first.
    goes: Option<u8>,
}

impl Column {
    /// Cells begin at the left: words.
    pub(crate) fn left(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), right: false, least: None, goes: None }
    }

    /// Cells end at the right: numbers.
    pub(crate) fn right(name: impl Into<Cow<'static, str>>) -> Self {
        Self { right: true, ..Self::left(name) }
    }

    /// It may be cut down to `least` columns of the screen.
    pub(crate) fn shrinks(self, least: usize) -> Self {
        Self { least: Some(least), ..self }
    }

    /// It may be left out; of several, those with the highest rank first.
    pub(crate) fn goes(self, rank: u8) -> Self {
        Self { goes: Some(rank), ..self }
    }
}

/// A text and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    text: String,
    role: Role,
}

impl Cell {
    pub(crate) fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text, Role::Text)
    }
}

/// What is in the table, where its cursor is and how far it is scrolled.
#[derive(Debug, Default)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    /// The widest cell of each column, measured when the table was filled.
    natural: Vec<usize>,
    cursor: usize,
    top: usize,
    /// The chosen column, where single cells can be chosen.
    column: Option<usize>,
    /// Columns scrolled out behind the first.
    left: usize,
}

impl Table {
    /// A table in which whole rows are chosen.
    pub(crate) fn new(columns: Vec<Column>) -> Self {
        let natural = columns.iter().map(|column| width(&column.name)).collect();
        Self { columns, natural, ..Self::default() }
    }

    /// A table in which single cells are chosen, all but those of the first column: it names the rows.
    pub(crate) fn with_cells(columns: Vec<Column>) -> Self {
        Self { column: Some(1), ..Self::new(columns) }
    }

    /// Replaces all rows; the cursor stays where it is, as far as there are rows.
    pub(crate) fn fill(&mut self, rows: Vec<Vec<Cell>>) {
        self.natural = self.columns.iter().map(|column| width(&column.name)).collect();
        for row in &rows {
            for (natural, cell) in self.natural.iter_mut().zip(row) {
                *natural = (*natural).max(width(&cell.text));
            }
        }
        self.rows = rows;
        self.move_to(self.cursor);
    }

    /// Takes another table's columns and rows; the cursor stays where it is, as far as it can.
    pub(crate) fn replace(&mut self, other: Self) {
        let Self { cursor, column, .. } = *self;
        *self = other;
        self.move_to(cursor);
        self.column = self.column.map(|first| column.unwrap_or(first));
        self.move_column(0);
    }

    /// The row that the cursor is on; `None` in an empty table.
    pub(crate) fn chosen(&self) -> Option<usize> {
        (self.cursor < self.rows.len()).then_some(self.cursor)
    }

    /// Row and column of the chosen cell.
    pub(crate) fn chosen_cell(&self) -> Option<(usize, usize)> {
        Some((self.chosen()?, self.column?))
    }

    /// What stands in a cell.
    pub(crate) fn text(&self, row: usize, column: usize) -> Option<&str> {
        self.rows.get(row)?.get(column).map(|cell| cell.text.as_str())
    }

    pub(crate) fn move_to(&mut self, row: usize) {
        self.cursor = row.min(self.rows.len().saturating_sub(1));
    }

    pub(crate) fn move_by(&mut self, steps: isize) {
        self.move_to(self.cursor.saturating_add_signed(steps));
    }

    /// Does what the keys for moving mean; a page is half of `height`.
    pub(crate) fn moved(&mut self, action: Action, count: Option<usize>, height: u16) {
        let steps = isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX);
        let page = isize::try_from(height / 2).unwrap_or(1).max(1).saturating_mul(steps);
        match (action, count) {
            (Action::Down, _) => self.move_by(steps),
            (Action::Up, _) => self.move_by(-steps),
            (Action::PageDown, _) => self.move_by(page),
            (Action::PageUp, _) => self.move_by(-page),
            (Action::Top, Some(number)) => self.move_to(number.saturating_sub(1)),
            (Action::Top, None) => self.move_to(0),
            (Action::Bottom, _) => self.move_to(usize::MAX),
            (Action::NextColumn, _) => self.move_column(steps),
            (Action::PreviousColumn, _) => self.move_column(-steps),
            _ => {}
        }
    }

    fn move_column(&mut self, steps: isize) {
        let last = self.columns.len().saturating_sub(1).max(1);
        self.column = self.column.map(|at| at.saturating_add_signed(steps).clamp(1, last));
    }

    /// Brings the cursor into view.
    pub(crate) fn settle(&mut self, area: Rect) {
        let height = usize::from(area.height.saturating_sub(HEAD)).max(1);
        self.move_to(self.cursor);
        self.top = self.top.max((self.cursor + 1).saturating_sub(height)).min(self.cursor);
        self.top = self.top.min(self.rows.len().saturating_sub(height));
        let Some(column) = self.column else { return };
        self.left = self.left.min(column.saturating_sub(1));
        while self.left + 1 < column && !self.plan(area).iter().any(|place| place.column == column)
        {
            self.left += 1;
        }
    }

    /// Puts the cursor on what was clicked; `true` when it was there already.
    pub(crate) fn click(&mut self, area: Rect, x: u16, y: u16) -> bool {
        let before = (self.cursor, self.column);
        let row = y.checked_sub(area.y + HEAD).map(|row| self.top + usize::from(row));
        let Some(row) = row.filter(|row| *row < self.rows.len()) else { return false };
        self.cursor = row;
        let hit = self.plan(area).into_iter().find(|place| (place.x..place.right).contains(&x));
        if let (Some(column), Some(hit)) = (&mut self.column, hit) {
            *column = hit.column.max(1);
        }
        before == (self.cursor, self.column)
    }

    /// The rows on the screen, with the line of each.
    pub(crate) fn visible(&self, area: Rect) -> impl Iterator<Item = (u16, usize)> + use<> {
        (area.y + HEAD..area.bottom()).zip(self.top..self.rows.len())
    }

    /// Draws into `area`; `nothing` says why there are no rows, and what to do.
    pub(crate) fn draw(
        &self,
        painter: &mut Painter<'_>,
        area: Rect,
        focused: bool,
        nothing: &[&str],
    ) {
        if self.rows.is_empty() {
            return empty(painter, area, nothing);
        }
        let plan = self.plan(area);
        self.draw_names(painter, area, &plan);
        for (y, at) in self.visible(area) {
            self.draw_row(painter, y, at, &plan);
            if at == self.cursor {
                let role = if focused { Role::Selected } else { Role::SelectedElsewhere };
                painter.text(area.x, y, area.x + 1, painter.glyphs.cursor, Role::Accent);
                let line =
                    Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
                painter.tint(line, role);
                self.draw_brackets(painter, y, &plan);
            }
        }
        let view = usize::from(area.height.saturating_sub(HEAD));
        let extent = Extent { height: self.rows.len(), view, top: self.top };
        let bar = Rect {
            x: area.right().saturating_sub(1),
            y: area.y + HEAD,
            width: 1,
            height: area.height.saturating_sub(HEAD),
        };
        scrollbar::draw(painter, bar, extent, std::iter::empty());
    }

    fn draw_names(&self, painter: &mut Painter<'_>, area: Rect, plan: &[Place]) {
        for place in plan {
            let role = if self.column == Some(place.column) { Role::Accent } else { Role::Dim };
            let column = &self.columns[place.column];
            put(painter, *place, area.y, column.right, &column.name, role);
        }
        if self.left > 0 {
            painter.text(area.x, area.y, area.x + 1, "<", Role::Key);
        }
        let shown = plan.last().map_or(0, |place| place.column);
        let more = self.columns.iter().skip(shown + 1).any(|column| column.goes.is_none());
        if self.column.is_some() && more {
            painter.text(area.right() - 1, area.y, area.right(), ">", Role::Key);
        }
    }

    fn draw_row(&self, painter: &mut Painter<'_>, y: u16, row: usize, plan: &[Place]) {
        for place in plan {
            if let Some(cell) = self.rows[row].get(place.column) {
                put(painter, *place, y, self.columns[place.column].right, &cell.text, cell.role);
            }
        }
    }

    /// Marks the chosen cell without colour.
    fn draw_brackets(&self, painter: &mut Painter<'_>, y: u16, plan: &[Place]) {
        let chosen = plan.iter().find(|place| self.column == Some(place.column));
        if let Some(place) = chosen {
            painter.text(place.x - 1, y, place.x, "[", Role::Key);
            painter.text(place.right, y, place.right + 1, "]", Role::Key);
        }
    }

    /// Which columns are shown, and where.
    fn plan(&self, area: Rect) -> Vec<Place> {
        // The cursor stands in the first column, the scrollbar in the last.
        let room = usize::from(area.width.saturating_sub(2));
        let mut shown: Vec<(usize, usize)> = self.natural.iter().copied().enumerate().collect();
        while !self.fits(&mut shown, room) {
            let goes = |(at, (column, _)): (usize, &(usize, usize))| {
                self.columns[*column].goes.map(|rank| (rank, at))
            };
            let Some((_, at)) = shown.iter().enumerate().filter_map(goes).max() else { break };
            shown.remove(at);
        }
        let scrolled = |(column, _): &(usize, usize)| *column == 0 || *column > self.left;
        let mut x = area.x + 1;
        let mut places = Vec::new();
        for (column, wide) in shown.into_iter().filter(scrolled) {
            let right = x.saturating_add(u16::try_from(wide).unwrap_or(u16::MAX));
            let end = area.right().saturating_sub(1);
            // A column that does not fit is cut if it is the only one, else it waits to be scrolled to.
            if right > end && (places.len() > 1 || x >= end) {
                break;
            }
            places.push(Place { column, x, right: right.min(end) });
            x = right.saturating_add(GAP as u16);
        }
        places
    }

    /// Shrinks what may shrink, the widest first, until all fits; `false` when that is not enough.
    fn fits(&self, shown: &mut [(usize, usize)], room: usize) -> bool {
        let gaps = GAP * shown.len().saturating_sub(1);
        for (column, wide) in shown.iter_mut() {
            *wide = self.natural[*column];
        }
        let mut surplus =
            (shown.iter().map(|(_, wide)| wide).sum::<usize>() + gaps).saturating_sub(room);
        while surplus > 0 {
            let least = |column: usize| self.columns[column].least.unwrap_or(usize::MAX);
            let can = shown.iter_mut().filter(|(column, wide)| *wide > least(*column));
            let Some((_, wide)) = can.max_by_key(|(_, wide)| *wide) else { return false };
            *wide -= 1;
            surplus -= 1;
        }
        true
    }
}

/// A column on the screen: from where to where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    column: usize,
    x: u16,
    right: u16,
}

/// Writes a text into a place, cut with an ellipsis where it does not fit.
fn put(painter: &mut Painter<'_>, place: Place, y: u16, right: bool, text: &str, role: Role) {
    let wide = u16::try_from(width(text)).unwrap_or(u16::MAX);
    let x = if right { place.right.saturating_sub(wide).max(place.x) } else { place.x };
    painter.fit(x, y, place.right, text, role);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(width: u16) -> Rect {
        Rect { x: 0, y: 0, width, height: 5 }
    }

    fn table() -> Table {
        let columns = vec![
            Column::left("name").shrinks(6),
            Column::right("n"),
            Column::left("remark").shrinks(4).goes(1),
            Column::right("more").goes(2),
        ];
        let mut table = Table::new(columns);
        table.fill(vec![vec!["a long name".into(), "12".into(), "words".into(), "3".into()]]);
        table
    }

    fn widths(table: &Table, width: u16) -> Vec<(usize, u16)> {
        table.plan(area(width)).iter().map(|place| (place.column, place.right - place.x)).collect()
    }

    #[test]
    fn columns_shrink_then_go() {
        let table = table();
        assert_eq!(widths(&table, 40), [(0, 11), (1, 2), (2, 6), (3, 4)], "all at their width");
        assert_eq!(
            widths(&table, 25),
            [(0, 6), (1, 2), (2, 5), (3, 4)],
            "the widest shrinks first"
        );
        assert_eq!(widths(&table, 23), [(0, 9), (1, 2), (2, 6)], "the rank decides what goes");
        assert_eq!(widths(&table, 14), [(0, 8), (1, 2)]);
    }

    #[test]
    fn the_chosen_cell_is_scrolled_to_and_the_first_column_stays() {
        let names = (0..9).map(|n| Column::right(format!("column {n}"))).collect();
        let mut table = Table::with_cells(names);
        table.fill(vec![vec!["x".into(); 9]; 20]);
        table.moved(Action::NextColumn, Some(7), 5);
        table.moved(Action::Down, Some(9), 5);
        table.settle(area(34));
        let shown: Vec<usize> = table.plan(area(34)).iter().map(|place| place.column).collect();
        assert_eq!(shown, [0, 7, 8]);
        assert_eq!(table.chosen_cell(), Some((9, 8)));
        assert_eq!(table.visible(area(34)).map(|(_, row)| row).collect::<Vec<_>>(), [6, 7, 8, 9]);
        assert!(!table.click(area(34), 13, 1), "another cell");
        assert_eq!(table.chosen_cell(), Some((6, 7)));
        assert!(table.click(area(34), 13, 1), "the same again");
    }

    #[test]
    fn an_empty_table_has_nothing_chosen_and_moves_nowhere() {
        let mut table = Table::new(vec![Column::left("name")]);
        table.moved(Action::Down, None, 10);
        table.settle(area(20));
        assert_eq!((table.chosen(), table.chosen_cell()), (None, None));
    }
}

//! Where the parts of the clause screen stand. The screen takes whole lines, from column 0 on.

use ratatui::layout::Rect;

use super::{ClauseScreen, short_count};

/// Rows above the lines: the heading, its rule, the names of the columns.
const HEAD: u16 = 3;
/// From this width on there is a bar beside the count.
const ROOMY: u16 = 72;
/// From this width on names get more room.
const WIDE: u16 = 100;
/// The narrowest cell: a shade, a space, three digits.
const CELL: usize = 5;
/// The widest.
const WIDEST_CELL: usize = 16;

/// Where the parts of the screen stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The lines of the table.
    pub(super) lines: Rect,
    pub(super) detail: Rect,
    pub(super) name: u16,
    pub(super) bar: u16,
    /// Columns of the number of records.
    pub(super) records: u16,
    /// Where the first cell begins.
    heat: u16,
    /// Columns of a cell, without the gap behind it.
    cell: u16,
    /// Values that fit.
    pub(super) columns: usize,
}

impl Plan {
    pub(super) fn new(area: Rect, screen: &ClauseScreen) -> Self {
        let measures = &screen.measures;
        let by_width = |wide, roomy, narrow| match area.width {
            WIDE.. => wide,
            ROOMY.. => roomy,
            _ => narrow,
        };
        let below = if area.height >= 30 {
            9
        } else if area.height >= 18 {
            5
        } else {
            3
        };
        let detail = Rect { y: area.bottom().saturating_sub(below), height: below, ..area };
        let rows = area.height.saturating_sub(HEAD + below);
        let lines = Rect { y: area.y + HEAD, height: rows, ..area };
        let total = screen.table.as_ref().map_or(0, |table| table.records);
        let digits = short_count(u32::try_from(total).unwrap_or(u32::MAX)).len();
        let records = to_u16(digits).max(by_width(7, 5, 3));
        let kinds = to_u16(measures.kinds.iter().map(|(_, digits)| digits + 1).sum());
        let bar = by_width(8, 4, 0);
        let name = to_u16(measures.name).clamp(8, by_width(36, 18, 12));
        // The cursor, gaps, and the line before the map.
        let heat = 1 + name + 1 + bar + records + 1 + kinds + 3;
        let room = usize::from(area.width.saturating_sub(heat + 1));
        let values = screen.chosen_field().map_or(0, |field| field.values.len());
        let narrow = CELL.max(short_count(measures.cell).len() + 2);
        let even = (room / values.max(1)).saturating_sub(1);
        let cell = even.clamp(narrow, measures.value.clamp(narrow, WIDEST_CELL));
        let columns = (room / (cell + 1)).min(values);
        Self { lines, detail, name, bar, records, heat, cell: to_u16(cell), columns }
    }

    /// Which of the columns on the screen is at `x`.
    pub(super) fn column_at(&self, x: u16) -> Option<usize> {
        let column = usize::from(x.checked_sub(self.heat)? / (self.cell + 1));
        (column < self.columns).then_some(column)
    }

    /// From where to where a cell reaches.
    pub(super) fn cell(&self, column: usize) -> (u16, u16) {
        let x = self.heat + to_u16(column) * (self.cell + 1);
        (x, x + self.cell)
    }

    /// Where the bar begins.
    pub(super) fn bar_x(&self) -> u16 {
        self.name + 2
    }

    /// Where the number of records ends, and the kinds begin one further.
    pub(super) fn records_end(&self) -> u16 {
        self.bar_x() + self.bar + self.records
    }

    /// The line between the counts and the map.
    pub(super) fn wall(&self) -> u16 {
        self.heat - 2
    }
}

pub(super) fn to_u16(value: usize) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

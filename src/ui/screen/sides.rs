//! Two records side by side: their words compared, scrolled together.

mod draw;

use ratatui::layout::Rect;

use crate::record::Field;
use crate::session::sides::{Counterpart, Part, Sides};
use crate::text::Span;
use crate::text::wrap::Wrapped;

pub(crate) use draw::{Look, draw};

/// Rows above the text: ids, what differs, a rule.
const HEAD: u16 = 3;

/// What the screen shows, and where the eye is.
#[derive(Debug, Default)]
pub(crate) struct SidesScreen {
    shown: Option<Shown>,
    /// Why nothing is shown.
    pub(crate) error: Option<String>,
    /// A record that waits for another one to be compared with.
    pub(crate) held: Option<usize>,
}

/// Two records, and how they are laid out.
#[derive(Debug)]
struct Shown {
    left: usize,
    right: Counterpart,
    /// All that belong beside the left one.
    others: Vec<Counterpart>,
    sides: Sides,
    rows: Vec<Row>,
    /// Where blocks that differ begin.
    changes: Vec<usize>,
    width: u16,
    top: usize,
    height: usize,
}

/// A row of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Title(usize),
    /// A row of either text, of a block of a part.
    Text {
        part: usize,
        block: usize,
        left: Option<Span>,
        right: Option<Span>,
    },
    Gap,
}

impl SidesScreen {
    /// Shows two records; the place stays when they are the same as before.
    pub(crate) fn show(
        &mut self,
        left: usize,
        right: Counterpart,
        sides: Sides,
        others: Option<Vec<Counterpart>>,
    ) {
        let others = others.unwrap_or_else(|| {
            let before = self.shown.take().filter(|shown| shown.left == left);
            before.map_or_else(|| vec![right.clone()], |shown| shown.others)
        });
        let (rows, changes) = (Vec::new(), Vec::new());
        self.error = None;
        self.shown =
            Some(Shown { left, right, others, sides, rows, changes, width: 0, top: 0, height: 0 });
    }

    /// Shows nothing but why.
    pub(crate) fn fail(&mut self, error: String) {
        self.shown = None;
        self.error = Some(error);
    }

    /// The positions of the two records.
    pub(crate) fn pair(&self) -> Option<(usize, &Counterpart)> {
        self.shown.as_ref().map(|shown| (shown.left, &shown.right))
    }

    /// The next of the records that belong beside the left one; `None` when there is no other.
    pub(crate) fn next(&self, forward: bool) -> Option<Counterpart> {
        let shown = self.shown.as_ref()?;
        let count = shown.others.len();
        let at = shown.others.iter().position(|other| *other == shown.right).unwrap_or(0);
        let next = (at + if forward { 1 } else { count.max(1) - 1 }) % count.max(1);
        shown.others.get(next).filter(|other| **other != shown.right).cloned()
    }

    /// Lays both texts out for an area.
    pub(crate) fn settle(&mut self, area: Rect) {
        let Some(shown) = &mut self.shown else { return };
        let width = column(area);
        if width != shown.width {
            let eye = shown.rows.get(shown.top).copied();
            shown.width = width;
            shown.rows = rows(&shown.sides, width);
            shown.changes = (0..shown.rows.len()).filter(|at| shown.starts_change(*at)).collect();
            shown.top = eye.and_then(|row| shown.find(row)).unwrap_or(0);
        }
        shown.height = usize::from(area.height.saturating_sub(HEAD));
        shown.top = shown.top.min(shown.last_top());
    }

    pub(crate) fn scroll(&mut self, rows: isize) {
        if let Some(shown) = &mut self.shown {
            shown.top = shown.top.saturating_add_signed(rows).min(shown.last_top());
        }
    }

    /// Half a screen.
    pub(crate) fn half(&self) -> isize {
        let height = self.shown.as_ref().map_or(2, |shown| shown.height);
        isize::try_from(height / 2).unwrap_or(1).max(1)
    }

    /// Goes to the next difference, or the one before; says whether there was one.
    pub(crate) fn next_difference(&mut self, forward: bool) -> bool {
        let Some(shown) = &mut self.shown else { return false };
        // The current one stands a row below the top, so that what comes before it is seen.
        let eye = if shown.top > 0 { shown.top + 1 } else { 0 };
        let found = if forward {
            let after = shown.changes.partition_point(|row| *row <= eye);
            shown.changes.get(after)
        } else {
            let before = shown.changes.partition_point(|row| *row < eye);
            before.checked_sub(1).map(|at| &shown.changes[at])
        };
        let Some(row) = found.copied() else { return false };
        let top = row.saturating_sub(1).min(shown.last_top());
        // At the end of the text further ones are in sight already.
        std::mem::replace(&mut shown.top, top) != top
    }
}

impl Shown {
    fn last_top(&self) -> usize {
        self.rows.len().saturating_sub(self.height)
    }

    /// The row that shows what `row` showed at another width.
    fn find(&self, row: Row) -> Option<usize> {
        let same = |other: &Row| match (row, *other) {
            (Row::Text { part, block, .. }, Row::Text { part: p, block: b, .. }) => {
                (part, block) == (p, b)
            }
            (one, two) => one == two,
        };
        self.rows.iter().position(same)
    }

    /// Whether a block that differs begins on a row.
    fn starts_change(&self, at: usize) -> bool {
        let Some(Row::Text { part, block, .. }) = self.rows.get(at).copied() else { return false };
        let before = at.checked_sub(1).and_then(|before| self.rows.get(before));
        let goes_on = matches!(before, Some(Row::Text { part: p, block: b, .. })
            if (*p, *b) == (part, block));
        !goes_on && !self.sides.parts[part].blocks[block].is_equal()
    }

    fn text(&self, field: Field) -> (&str, &str) {
        (self.sides.left.field(field), self.sides.right.field(field))
    }
}

/// The width of either column of text.
fn column(area: Rect) -> u16 {
    (area.width.saturating_sub(4) / 2).max(1)
}

fn rows(sides: &Sides, width: u16) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, part) in sides.parts.iter().enumerate() {
        if index > 0 {
            rows.push(Row::Gap);
        }
        rows.push(Row::Title(index));
        part_rows(sides, index, part, width, &mut rows);
    }
    rows
}

fn part_rows(sides: &Sides, part: usize, what: &Part, width: u16, rows: &mut Vec<Row>) {
    let wrapped = |text: &str, span: Option<Span>| -> Vec<Span> {
        let Some(span) = span else { return Vec::new() };
        let wrapped = Wrapped::of(text, span, width, &crate::text::wrap::Dress::PLAIN);
        (0..wrapped.len()).map(|row| wrapped.span(row)).collect()
    };
    for (block, found) in what.blocks.iter().enumerate() {
        if block > 0 {
            rows.push(Row::Gap);
        }
        let left = wrapped(sides.left.field(what.field), found.left);
        let right = wrapped(sides.right.field(what.field), found.right);
        for at in 0..left.len().max(right.len()) {
            let (left, right) = (left.get(at).copied(), right.get(at).copied());
            rows.push(Row::Text { part, block, left, right });
        }
    }
}

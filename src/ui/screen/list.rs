//! The record list: a window onto all records, or onto those that a search found.

use std::collections::HashMap;

use ratatui::layout::Rect;

use crate::ui::backend::{Ordinals, Row};
use crate::ui::paint::{Painter, count, width};
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

/// Lines kept in memory; more are dropped and asked for again.
const KEPT: usize = 20_000;
/// Rows above the first line: the heading and its rule.
pub(crate) const HEAD: u16 = 2;
/// From this width on, lines have columns for length and verdict.
const ROOMY: u16 = 70;

/// What is listed, where the cursor is, and the lines known so far.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) listing: Ordinals,
    /// Records in the dataset.
    pub(crate) records: usize,
    /// Index into the listing.
    pub(crate) cursor: usize,
    pub(crate) top: usize,
    rows: HashMap<usize, Row>,
    /// What was asked for and has not come.
    asked: Vec<usize>,
    /// Lines that have changed: shown as they were until the new ones come.
    stale: Vec<usize>,
}

impl List {
    pub(crate) fn new(records: usize) -> Self {
        Self {
            listing: Ordinals::All,
            records,
            cursor: 0,
            top: 0,
            rows: HashMap::new(),
            asked: Vec::new(),
            stale: Vec::new(),
        }
    }

    /// How many records are listed.
    pub(crate) fn len(&self) -> usize {
        match &self.listing {
            Ordinals::All => self.records,
            Ordinals::Some(ordinals) => ordinals.len(),
        }
    }

    /// The record at an index of the listing.
    pub(crate) fn ordinal(&self, index: usize) -> Option<usize> {
        match &self.listing {
            Ordinals::All => (index < self.records).then_some(index),
            Ordinals::Some(ordinals) => ordinals.get(index).copied(),
        }
    }

    /// The record that the cursor is on.
    pub(crate) fn current(&self) -> Option<usize> {
        self.ordinal(self.cursor)
    }

    /// Where a record is listed.
    pub(crate) fn index_of(&self, ordinal: usize) -> Option<usize> {
        match &self.listing {
            Ordinals::All => (ordinal < self.records).then_some(ordinal),
            Ordinals::Some(ordinals) => ordinals.iter().position(|&other| other == ordinal),
        }
    }

    /// Lists other records and keeps the cursor on `stay` if it is among them.
    pub(crate) fn show(&mut self, listing: Ordinals, stay: Option<usize>) {
        self.listing = listing;
        self.cursor = stay.and_then(|ordinal| self.index_of(ordinal)).unwrap_or(0);
        self.top = 0;
    }

    pub(crate) fn move_to(&mut self, index: usize) {
        self.cursor = index.min(self.len().saturating_sub(1));
    }

    pub(crate) fn move_by(&mut self, steps: isize) {
        self.move_to(self.cursor.saturating_add_signed(steps));
    }

    /// Brings the cursor into view and returns the ordinals of lines that are missing there.
    pub(crate) fn settle(&mut self, height: usize) -> Vec<usize> {
        self.cursor = self.cursor.min(self.len().saturating_sub(1));
        let margin = (height / 6).min(3);
        let lowest = (self.cursor + margin + 1).saturating_sub(height);
        self.top = self.top.max(lowest).min(self.cursor.saturating_sub(margin));
        self.top = self.top.min(self.len().saturating_sub(height));
        if self.rows.len() > KEPT {
            self.rows.clear();
        }
        let missing: Vec<usize> = (self.top..self.top + height * 2)
            .filter_map(|index| self.ordinal(index))
            .filter(|ordinal| !self.rows.contains_key(ordinal) || self.stale.contains(ordinal))
            .filter(|ordinal| !self.asked.contains(ordinal))
            .collect();
        self.asked.extend(&missing);
        missing
    }

    /// Takes lines that were asked for.
    pub(crate) fn take(&mut self, rows: Vec<Row>) {
        self.asked.clear();
        self.stale.retain(|stale| !rows.iter().any(|row| row.ordinal == *stale));
        self.rows.extend(rows.into_iter().map(|row| (row.ordinal, row)));
    }

    /// Any line may have changed.
    pub(crate) fn forget_all(&mut self) {
        self.rows.clear();
        self.asked.clear();
    }

    /// A line has changed: it is to be asked for again.
    pub(crate) fn forget(&mut self, ordinal: usize) {
        if !self.stale.contains(&ordinal) {
            self.stale.push(ordinal);
        }
    }

    pub(crate) fn row(&self, ordinal: usize) -> Option<&Row> {
        self.rows.get(&ordinal)
    }

    /// The records whose verdicts can be read in the list.
    pub(crate) fn verdicts(&self, area: Rect) -> impl Iterator<Item = usize> {
        let height = if area.width > ROOMY { lines(area) } else { 0 };
        let shown = (self.top..self.len().min(self.top + height)).filter_map(|at| self.ordinal(at));
        shown.filter(|ordinal| {
            self.row(*ordinal).is_some_and(|row| row.judge.is_some() || row.outcome.is_some())
        })
    }

    /// The index of the line at a row of the screen.
    pub(crate) fn index_at(&self, area: Rect, row: u16) -> Option<usize> {
        let index = self.top + usize::from(row.checked_sub(area.y + HEAD)?);
        (index < self.len()).then_some(index)
    }
}

/// Lines that fit into the list's area.
pub(crate) fn lines(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(HEAD))
}

/// What the list shows besides its own state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'a> {
    pub(crate) focused: bool,
    /// What is listed: records, or a queue by its name.
    pub(crate) title: &'a str,
    /// The column of the scrollbar.
    pub(crate) bar: u16,
    /// The active query, empty without one.
    pub(crate) query: &'a str,
    /// How many records are listed, in words.
    pub(crate) matches: &'a str,
    /// What the records are ordered by, unless it is their place in the dataset.
    pub(crate) order: Option<&'a str>,
    /// Why there is nothing, and what to do.
    pub(crate) empty: &'a [&'a str],
}

/// Draws the list.
pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, list: &List, look: Look<'_>) {
    heading(painter, area, list, look);
    let body = Rect { y: area.y + HEAD, height: area.height - HEAD, ..area };
    if list.len() == 0 {
        empty(painter, body, look.empty);
        return;
    }
    let shown: Vec<(usize, Option<&Row>)> = (list.top..list.len().min(list.top + lines(area)))
        .filter_map(|index| list.ordinal(index).map(|ordinal| (index, list.row(ordinal))))
        .collect();
    let ids = shown.iter().filter_map(|(_, row)| row.map(|row| width(&row.id))).max();
    let id_width = ids.unwrap_or(4).clamp(2, if area.width < ROOMY { 12 } else { 24 });
    for (y, (index, row)) in (body.y..).zip(shown) {
        let line = Rect { y, height: 1, width: area.width - 1, ..area };
        draw_line(painter, line, row, id_width);
        if index == list.cursor {
            cursor(painter, line, look.focused);
        }
    }
    let bar = Rect { x: look.bar, width: 1, ..body };
    let extent = Extent { height: list.len(), view: lines(area), top: list.top };
    scrollbar::draw(painter, bar, extent, std::iter::empty());
}

fn heading(painter: &mut Painter<'_>, area: Rect, list: &List, look: Look<'_>) {
    let role = if look.focused { Role::Accent } else { Role::Title };
    let at = painter.fit(area.x + 1, area.y, area.right() - 12, look.title, role);
    let at = painter.text(at, area.y, area.right(), " ", role);
    let mut place = match list.len() {
        0 => "0".to_owned(),
        _ => format!("{}/{}", count(list.cursor + 1), look.matches),
    };
    if !look.query.is_empty() {
        place = format!("{place} of {}", count(list.records));
    }
    if let Some(order) = look.order {
        place = format!("{place} by {order}");
    }
    painter.fit(at, area.y, area.right(), &place, Role::Dim);
    painter.rule(area.x, area.y + 1, area.right(), painter.glyphs.rule);
}

/// Says why there is nothing and what to do next, each sentence wrapped.
pub(crate) fn empty(painter: &mut Painter<'_>, area: Rect, sentences: &[&str]) {
    let width = area.width.saturating_sub(3);
    let mut y = area.y + 1;
    for (index, sentence) in sentences.iter().enumerate() {
        let role = if index == 0 { Role::Title } else { Role::Dim };
        let room = Rect { x: area.x + 2, y, width, height: area.bottom().saturating_sub(y) };
        y += painter.paragraph(room, sentence, role);
    }
}

fn draw_line(painter: &mut Painter<'_>, line: Rect, row: Option<&Row>, id_width: usize) {
    let Some(row) = row else {
        painter.text(line.x + 5, line.y, line.right(), painter.glyphs.more, Role::Dim);
        return;
    };
    marks(painter, line, row);
    let mut right = line.right();
    if line.width >= ROOMY {
        let mut pieces = Vec::new();
        if let Some(outcome) = &row.outcome {
            pieces.push((format!("  {outcome}").into(), Role::Dim));
        }
        if let Some(judge) = &row.judge {
            pieces.push((format!("  {judge}").into(), Role::Dim));
        }
        pieces.push((format!("  {:>7}", count(row.chars)).into(), Role::Dim));
        right = painter.pieces_right(line.x + line.width / 2, line.y, right, &pieces);
    }
    let id_x = line.x + 5;
    let preview_x = id_x + u16::try_from(id_width).unwrap_or(8) + 1;
    painter.fit_end(id_x, line.y, preview_x - 1, &row.id, Role::Dim);
    painter.fit(preview_x, line.y, right, &row.preview, Role::Text);
}

/// Cursor column, then label, flag and note, a column each.
fn marks(painter: &mut Painter<'_>, line: Rect, row: &Row) {
    let glyphs = painter.glyphs;
    let marks = &row.marks;
    let mut put = |column: u16, sign: &str, role| {
        painter.text(line.x + column, line.y, line.x + column + 1, sign, role);
    };
    if let Some(letter) = marks.letters.chars().next() {
        put(1, letter.encode_utf8(&mut [0; 4]), Role::Label);
    } else if marks.unsure {
        put(1, glyphs.unsure, Role::Label);
    } else if marks.skipped {
        put(1, glyphs.skipped, Role::Dim);
    }
    if marks.flagged {
        put(2, glyphs.flag, Role::Warning);
    }
    if marks.noted {
        put(3, glyphs.note, Role::Label);
    }
}

fn cursor(painter: &mut Painter<'_>, line: Rect, focused: bool) {
    let role = if focused { Role::Selected } else { Role::SelectedElsewhere };
    painter.text(line.x, line.y, line.x + 1, painter.glyphs.cursor, Role::Accent);
    painter.tint(Rect { x: line.x + 1, width: line.width - 1, ..line }, role);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_the_cursor_and_asks_once() {
        let mut list = List::new(1000);
        assert_eq!(list.settle(10), (0..20).collect::<Vec<_>>());
        assert_eq!(list.settle(10), Vec::<usize>::new(), "asked already");
        list.move_to(500);
        let asked = list.settle(10);
        assert!(asked.contains(&500) && list.top <= 500 && 500 < list.top + 10);
        list.move_by(10_000);
        list.settle(10);
        assert_eq!((list.cursor, list.top), (999, 990));
        list.move_by(-10_000);
        list.settle(10);
        assert_eq!((list.cursor, list.top), (0, 0));
    }

    #[test]
    fn another_listing_keeps_the_record_under_the_cursor() {
        let mut list = List::new(100);
        list.move_to(42);
        list.show(Ordinals::Some([3, 42, 50].into()), list.current());
        assert_eq!((list.cursor, list.current()), (1, Some(42)));
        list.show(Ordinals::Some([1, 2].into()), list.current());
        assert_eq!(list.current(), Some(1));
        list.show(Ordinals::Some([].into()), list.current());
        assert_eq!((list.len(), list.current()), (0, None));
        list.settle(5);
    }
}

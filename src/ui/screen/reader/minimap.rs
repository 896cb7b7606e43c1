//! Where in a record there is something to go to, for the scrollbar: found once, not in every frame.

use crate::citation::Kind;
use crate::record::Field;
use crate::ui::backend::Hit;
use crate::ui::glyph::Glyphs;
use crate::ui::screen::document::Document;
use crate::ui::theme::Role;

/// Something to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    Citation(Kind),
    Evidence,
    Hit,
}

impl Point {
    /// Its sign beside the text, on the scrollbar and in the outline.
    pub(crate) fn sign(self, glyphs: &Glyphs) -> &'static str {
        match self {
            Point::Citation(kind) => glyphs.cite(kind),
            Point::Evidence => glyphs.evidence,
            Point::Hit => glyphs.hit,
        }
    }

    pub(crate) fn role(self) -> Role {
        match self {
            Point::Citation(kind) if is_wrong(kind) => Role::Warning,
            Point::Evidence => Role::Label,
            Point::Citation(_) | Point::Hit => Role::Title,
        }
    }

    /// Which of several is shown where there is room for one: what is wrong, what somebody marked,
    /// what was searched for, the rest.
    fn rank(self) -> u8 {
        match self {
            Point::Citation(kind) if is_wrong(kind) => 0,
            Point::Evidence => 1,
            Point::Hit => 2,
            Point::Citation(_) => 3,
        }
    }
}

fn is_wrong(kind: Kind) -> bool {
    matches!(kind, Kind::Misquote | Kind::Nonexistent)
}

/// One point for each cell of the scrollbar that has any.
#[derive(Debug, Default)]
pub(crate) struct Minimap {
    /// What it was made from: rows of the document, cells of the bar, points of each sort.
    made_from: Option<[usize; 5]>,
    cells: Vec<Option<(usize, Point)>>,
}

impl Minimap {
    /// Finds the points again if anything has changed that they depend on.
    pub(super) fn settle(&mut self, document: &Document, hits: &[Hit], cells: usize) {
        let loaded = &document.loaded;
        let evidence = &loaded.labels.evidence;
        let rows = document.height();
        let key = [rows, cells, loaded.citations.len(), hits.len(), evidence.len()];
        if self.made_from == Some(key) {
            return;
        }
        self.made_from = Some(key);
        self.cells = vec![None; cells];
        let citations = loaded.citations.iter();
        let citations = citations.map(|c| (Field::Cot, c.span, Point::Citation(c.kind)));
        let evidence = evidence.iter().map(|found| (found.field, found.span, Point::Evidence));
        let hits = hits.iter().map(|hit| (hit.field, hit.span, Point::Hit));
        for (field, span, point) in citations.chain(evidence).chain(hits) {
            if let Some(row) = document.row_of(field, span.start) {
                self.add(row, rows, point);
            }
        }
    }

    fn add(&mut self, row: usize, rows: usize, point: Point) {
        let Some(last) = self.cells.len().checked_sub(1) else { return };
        let cell = &mut self.cells[(row * (last + 1) / rows.max(1)).min(last)];
        if cell.is_none_or(|(_, other)| point.rank() < other.rank()) {
            *cell = Some((row, point));
        }
    }

    /// The points with their rows.
    pub(super) fn ticks(&self) -> impl Iterator<Item = (usize, Point)> + '_ {
        self.cells.iter().filter_map(|cell| *cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_shows_what_matters_most() {
        let mut map = Minimap { cells: vec![None; 10], ..Minimap::default() };
        let quote = Point::Citation(Kind::Quote);
        let wrong = Point::Citation(Kind::Misquote);
        for (row, point) in
            [(0, quote), (3, Point::Hit), (4, wrong), (5, Point::Evidence), (99, quote)]
        {
            map.add(row, 100, point);
        }
        let ticks: Vec<_> = map.ticks().collect();
        assert_eq!(ticks, [(4, wrong), (99, quote)]);
    }
}

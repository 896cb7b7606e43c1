//! Where in a record there is something to go to, for the scrollbar: found once, not in every frame.

use crate::detector::Suggestion;
use crate::ui::backend::{Hit, Part};
use crate::ui::screen::document::Document;

use super::points::Point;

/// Hits that are looked at.
const MOST: usize = 4000;

/// One point for each cell of the scrollbar that has any.
#[derive(Debug, Default)]
pub(crate) struct Minimap {
    /// What it was made from: rows of the document, cells of the bar, points of each sort.
    made_from: Option<[usize; 6]>,
    cells: Vec<Option<(usize, Point)>>,
}

impl Minimap {
    /// Finds the points again if anything has changed that they depend on.
    pub(super) fn settle(
        &mut self,
        document: &Document,
        hits: &[Hit],
        suggestions: &[Suggestion],
        cells: usize,
    ) {
        let loaded = &document.loaded;
        let evidence = &loaded.labels.evidence;
        let rows = document.height();
        let found = [loaded.citations.len(), hits.len(), evidence.len(), suggestions.len()];
        let key = [rows, cells, found[0], found[1], found[2], found[3]];
        if self.made_from == Some(key) {
            return;
        }
        self.made_from = Some(key);
        self.cells = vec![None; cells];
        let citations = document.cited.landmarks.iter();
        let citations = citations.map(|&(at, kind)| (Part::Cot, at, Point::Citation(kind)));
        let evidence = evidence.iter();
        let evidence =
            evidence.map(|found| (found.field.into(), found.span.start, Point::Evidence));
        let suggested = suggestions.iter().filter(|one| !one.negated);
        let suggested = suggested.map(|one| (one.field.into(), one.span.start, Point::Suggestion));
        // More hits cannot be told apart: evenly chosen ones stand for all.
        let hits = hits.iter().step_by(hits.len() / MOST + 1);
        let hits = hits.map(|hit| (hit.part, hit.span.start, Point::Hit));
        for (part, byte, point) in citations.chain(evidence).chain(suggested).chain(hits) {
            if let Some(row) = document.row_of(part, byte) {
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
    use crate::citation::Kind;

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

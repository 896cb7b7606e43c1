//! Where two runs of words say the same: local alignment with affine gaps (Gotoh 1982), in which an
//! agreement is worth the weight of the word and clause words left out cost little.

use std::ops::Range;

/// One side's word as alignment sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    /// The word, 0 if the specs do not have it.
    pub word: u32,
    pub stem: u32,
    pub weight: f32,
}

/// One step of an alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The same word on both sides.
    Same(usize, usize),
    /// Two forms of one word.
    Form(usize, usize),
    /// Different words in the same place.
    Other(usize, usize),
    /// Only the text has it.
    Extra(usize),
    /// Only the clause has it.
    Left(usize),
}

/// The best local alignment of a text with a clause.
#[derive(Clone, Debug, Default)]
pub(super) struct Alignment {
    pub steps: Vec<Step>,
}

const OTHER: f32 = 0.55;
const EXTRA: f32 = 0.5;
const LEFT_OPEN: f32 = 0.45;
const LEFT_MORE: f32 = 0.07;
const FORM: f32 = 0.8;

/// Which step led to a cell.
#[derive(Clone, Copy, PartialEq)]
enum Came {
    Start,
    Diagonal,
    /// "A or B" for "B or A".
    Swap,
    Extra,
    Left,
}

/// The table of one alignment, row by row.
struct Table<'u> {
    text: &'u [Unit],
    clause: &'u [Unit],
    scores: Vec<f32>,
    came: Vec<Came>,
    /// Whether a gap in the clause that ends here began here.
    opened: Vec<bool>,
}

/// Aligns `text` with `clause`; empty when nothing agrees.
pub(super) fn align(text: &[Unit], clause: &[Unit]) -> Alignment {
    let cells = (text.len() + 1) * (clause.len() + 1);
    let mut table = Table {
        text,
        clause,
        scores: vec![0.0; cells],
        came: vec![Came::Start; cells],
        opened: vec![false; cells],
    };
    let end = table.fill();
    Alignment { steps: table.trace(end) }
}

impl Table<'_> {
    fn cell(&self, row: usize, column: usize) -> usize {
        row * (self.clause.len() + 1) + column
    }

    /// Fills the table; returns the cell with the best score.
    fn fill(&mut self) -> (usize, usize) {
        let mut top = (0.0, 0, 0);
        for row in 1..=self.text.len() {
            let mut gap = f32::NEG_INFINITY;
            let skip = EXTRA * self.text[row - 1].weight.max(0.3);
            for column in 1..=self.clause.len() {
                let cell = self.cell(row, column);
                let (above, beside) = (self.cell(row - 1, column), cell - 1);
                let open = self.scores[beside] - LEFT_OPEN;
                self.opened[cell] = open >= gap - LEFT_MORE;
                gap = open.max(gap - LEFT_MORE);
                let paired = pair(self.text[row - 1], self.clause[column - 1]);
                let mut best = (0.0, Came::Start);
                for option in [
                    (self.scores[above - 1] + paired, Came::Diagonal),
                    (self.scores[above] - skip, Came::Extra),
                    (gap, Came::Left),
                ] {
                    if option.0 > best.0 {
                        best = option;
                    }
                }
                if let Some(swapped) = self.swapped(row, column).filter(|&score| score > best.0) {
                    best = (swapped, Came::Swap);
                }
                (self.scores[cell], self.came[cell]) = best;
                if best.0 > top.0 && matches!(best.1, Came::Diagonal | Came::Swap) {
                    top = (best.0, row, column);
                }
            }
        }
        (top.1, top.2)
    }

    /// The score of reading "A or B" as "B or A" up to this cell.
    fn swapped(&self, row: usize, column: usize) -> Option<f32> {
        if row < 3 || column < 3 {
            return None;
        }
        let (a, b) = (&self.text[row - 3..row], &self.clause[column - 3..column]);
        let same = |a: Unit, b: Unit| a.stem != 0 && a.stem == b.stem;
        if !(same(a[2], b[0]) && same(a[0], b[2]) && same(a[1], b[1])) {
            return None;
        }
        let gained: f32 = b.iter().map(|unit| unit.weight.max(0.3) * FORM).sum();
        Some(self.scores[self.cell(row - 3, column - 3)] + gained)
    }

    fn trace(&self, end: (usize, usize)) -> Vec<Step> {
        let (mut row, mut column) = end;
        let mut steps = Vec::new();
        let mut in_gap = false;
        while row > 0 && column > 0 {
            let cell = self.cell(row, column);
            match if in_gap { Came::Left } else { self.came[cell] } {
                Came::Start => break,
                Came::Diagonal => {
                    row -= 1;
                    column -= 1;
                    steps.push(paired_step(self.text[row], self.clause[column], row, column));
                }
                Came::Swap => {
                    row -= 3;
                    column -= 3;
                    steps.extend((0..3).rev().map(|at| Step::Form(row + at, column + 2 - at)));
                }
                Came::Extra => {
                    row -= 1;
                    steps.push(Step::Extra(row));
                }
                Came::Left => {
                    column -= 1;
                    in_gap = !self.opened[cell];
                    steps.push(Step::Left(column));
                }
            }
        }
        steps.reverse();
        let first = steps.iter().position(|step| matches!(step, Step::Same(..) | Step::Form(..)));
        steps.drain(..first.unwrap_or(steps.len()));
        steps
    }
}

fn pair(a: Unit, b: Unit) -> f32 {
    if a.word != 0 && a.word == b.word {
        a.weight.max(0.3)
    } else if a.stem != 0 && a.stem == b.stem {
        b.weight.max(0.3) * FORM
    } else {
        -OTHER * a.weight.max(b.weight).max(0.3)
    }
}

fn paired_step(a: Unit, b: Unit, row: usize, column: usize) -> Step {
    if a.word != 0 && a.word == b.word {
        Step::Same(row, column)
    } else if a.stem != 0 && a.stem == b.stem {
        Step::Form(row, column)
    } else {
        Step::Other(row, column)
    }
}

impl Alignment {
    /// The words of the text that it covers.
    pub(super) fn text(&self) -> Range<usize> {
        covered(self.steps.iter().filter_map(|step| match *step {
            Step::Same(a, _) | Step::Form(a, _) | Step::Other(a, _) | Step::Extra(a) => Some(a),
            Step::Left(_) => None,
        }))
    }

    /// The words of the clause that it covers.
    pub(super) fn clause(&self) -> Range<usize> {
        covered(self.steps.iter().filter_map(|step| match *step {
            Step::Same(_, b) | Step::Form(_, b) | Step::Other(_, b) | Step::Left(b) => Some(b),
            Step::Extra(_) => None,
        }))
    }

    /// Words that agree, forms included.
    pub(super) fn agreeing(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step, Step::Same(..) | Step::Form(..))).count()
    }

    /// Weight of what agrees, and its share of all that the two cover. What the text leaves out of
    /// the clause counts half, and a long omission no more than a short one.
    pub(super) fn agreement(&self, text: &[Unit], clause: &[Unit]) -> (f32, f32) {
        let (mut agree, mut differ, mut omitted) = (0.0, 0.0, 0.0_f32);
        for step in &self.steps {
            match *step {
                Step::Same(a, _) => agree += text[a].weight,
                Step::Form(_, b) => agree += clause[b].weight * FORM,
                Step::Other(a, b) => differ += text[a].weight.max(clause[b].weight * 0.5),
                Step::Extra(a) => differ += text[a].weight,
                Step::Left(b) => {
                    omitted += clause[b].weight * 0.5;
                    continue;
                }
            }
            differ += omitted.min(1.0);
            omitted = 0.0;
        }
        (agree, agree / (agree + differ).max(0.1))
    }
}

fn covered(places: impl Iterator<Item = usize> + Clone) -> Range<usize> {
    let first = places.clone().min().unwrap_or(0);
    first..places.max().map_or(first, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(words: &str) -> Vec<Unit> {
        let unit = |word: &str| {
            let id = word.bytes().fold(7, |id: u32, byte| id * 31 % 99_991 + u32::from(byte));
            Unit { word: id, stem: id, weight: 1.0 }
        };
        words.split_whitespace().map(unit).collect()
    }

    #[test]
    fn the_best_stretch_is_found() {
        for (text, clause, covered, agreeing) in [
            ("so it says do not ever lie to users ok", "always do not lie to users", 3..9, 5),
            ("a b c d", "a b x y z w v u t c d", 0..4, 4),
            ("x uncertain or complex y", "is complex or uncertain", 1..4, 3),
            ("nothing here", "in common at all", 0..0, 0),
            ("", "a", 0..0, 0),
        ] {
            let found = align(&units(text), &units(clause));
            assert_eq!((found.text(), found.agreeing()), (covered, agreeing), "{text}");
        }
    }
}

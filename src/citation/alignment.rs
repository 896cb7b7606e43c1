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

/// Which table a cell's best came from.
#[derive(Clone, Copy, PartialEq)]
enum From {
    Start,
    Diagonal,
    Extra,
    Left,
}

/// Aligns `text` with `clause`; empty when nothing agrees.
pub(super) fn align(text: &[Unit], clause: &[Unit]) -> Alignment {
    let width = clause.len() + 1;
    let mut best = vec![0.0_f32; width];
    let mut left_gap;
    let mut came = vec![From::Start; (text.len() + 1) * width];
    let mut gap_opened = vec![false; (text.len() + 1) * width];
    let mut top = (0.0, 0, 0);
    for row in 1..=text.len() {
        let unit = text[row - 1];
        let mut diagonal = best[0];
        left_gap = f32::NEG_INFINITY;
        best[0] = 0.0;
        for column in 1..width {
            let cell = row * width + column;
            let paired = diagonal + pair(unit, clause[column - 1]);
            let extra = best[column] - EXTRA * unit.weight.max(0.3);
            let open = best[column - 1] - LEFT_OPEN;
            let more = left_gap - LEFT_MORE;
            gap_opened[cell] = open >= more;
            left_gap = open.max(more);
            diagonal = best[column];
            let (score, from) =
                [(paired, From::Diagonal), (extra, From::Extra), (left_gap, From::Left)]
                    .into_iter()
                    .fold((0.0, From::Start), |old, new| if new.0 > old.0 { new } else { old });
            best[column] = score;
            came[cell] = from;
            if score > top.0 && from == From::Diagonal {
                top = (score, row, column);
            }
        }
    }
    Alignment { steps: trace(text, clause, &came, &gap_opened, (top.1, top.2)) }
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

fn trace(
    text: &[Unit],
    clause: &[Unit],
    came: &[From],
    gap_opened: &[bool],
    end: (usize, usize),
) -> Vec<Step> {
    let width = clause.len() + 1;
    let (mut row, mut column) = end;
    let mut steps = Vec::new();
    let mut in_gap = false;
    while row > 0 && column > 0 {
        let cell = row * width + column;
        let from = if in_gap { From::Left } else { came[cell] };
        match from {
            From::Start => break,
            From::Diagonal => {
                row -= 1;
                column -= 1;
                steps.push(paired_step(text[row], clause[column], row, column));
            }
            From::Extra => {
                row -= 1;
                steps.push(Step::Extra(row));
            }
            From::Left => {
                column -= 1;
                in_gap = !gap_opened[cell];
                steps.push(Step::Left(column));
            }
        }
    }
    steps.reverse();
    let first = steps.iter().position(|step| matches!(step, Step::Same(..) | Step::Form(..)));
    steps.drain(..first.unwrap_or(steps.len()));
    steps
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
        let at = |step: &Step| match *step {
            Step::Same(a, _) | Step::Form(a, _) | Step::Other(a, _) | Step::Extra(a) => Some(a),
            Step::Left(_) => None,
        };
        let first = self.steps.iter().find_map(at).unwrap_or(0);
        first..self.steps.iter().rev().find_map(at).map_or(first, |last| last + 1)
    }

    /// The words of the clause that it covers.
    pub(super) fn clause(&self) -> Range<usize> {
        let at = |step: &Step| match *step {
            Step::Same(_, b) | Step::Form(_, b) | Step::Other(_, b) | Step::Left(b) => Some(b),
            Step::Extra(_) => None,
        };
        let first = self.steps.iter().find_map(at).unwrap_or(0);
        first..self.steps.iter().rev().find_map(at).map_or(first, |last| last + 1)
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
            ("nothing here", "in common at all", 0..0, 0),
            ("", "a", 0..0, 0),
        ] {
            let found = align(&units(text), &units(clause));
            assert_eq!((found.text(), found.agreeing()), (covered, agreeing), "{text}");
        }
    }
}

//! Runs of words that text and clauses share exactly, from three words on.

use std::ops::Range;

use super::index::Index;
use super::lexicon::{Token, UNKNOWN};
use super::passage::Passage;

/// A run of words of the passage that stands in a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seed {
    pub clause: usize,
    pub tokens: Range<usize>,
    /// Where it begins in the wording of all clauses.
    pub place: usize,
}

/// Runs further apart than this many words belong to different quotations.
const APART: usize = 9;
/// So many words of the clause may be left out between two runs.
const LEFT_OUT: usize = 40;

/// Finds the runs of `tokens`.
pub(super) fn seeds(index: &Index, tokens: &[Token], found: &mut Vec<Seed>) {
    let mut known = 0;
    for (last, token) in tokens.iter().enumerate() {
        known = if token.word == UNKNOWN { 0 } else { known + 1 };
        if known < 3 {
            continue;
        }
        let at = last - 2;
        let three = [tokens[at].word, tokens[at + 1].word, token.word];
        for &place in index.wording.places(three) {
            let place = place as usize;
            if !already(found, at, place) {
                found.push(extend(index, tokens, at, place));
            }
        }
    }
}

/// Whether a run found just before holds these words at this place.
fn already(found: &[Seed], at: usize, place: usize) -> bool {
    let recent = found.iter().rev().take(64);
    recent
        .into_iter()
        .any(|seed| seed.tokens.contains(&at) && seed.place + (at - seed.tokens.start) == place)
}

fn extend(index: &Index, tokens: &[Token], at: usize, place: usize) -> Seed {
    let words = &index.wording.words;
    let same = |token: usize, place: usize| {
        let word = tokens[token].word;
        word != UNKNOWN && words.get(place) == Some(&word)
    };
    let mut end = at + 3;
    while end < tokens.len() && same(end, place + (end - at)) {
        end += 1;
    }
    let mut start = at;
    while start > 0 && same(start - 1, place - (at - start) - 1) {
        start -= 1;
    }
    let place = place - (at - start);
    Seed { clause: index.wording.clause_at(place), tokens: start..end, place }
}

/// Seeds of one clause that lie close together in the text and in order in the clause.
pub(super) fn groups<'s>(seeds: &'s [Seed], passage: &Passage) -> Vec<Vec<&'s Seed>> {
    let mut sorted: Vec<&Seed> = seeds.iter().collect();
    sorted.sort_by_key(|seed| (seed.clause, seed.tokens.start, seed.place));
    let mut groups: Vec<Vec<&Seed>> = Vec::new();
    for seed in sorted {
        let fits = groups.last().and_then(|group| group.last()).is_some_and(|last| {
            last.clause == seed.clause
                && seed.tokens.start <= last.tokens.end + APART
                && passage.same_paragraph(last.tokens.start, seed.tokens.start)
                && seed.place + APART > last.place
                && seed.place <= last.place + last.tokens.len() + LEFT_OUT
        });
        match groups.last_mut() {
            Some(group) if fits => group.push(seed),
            _ => groups.push(vec![seed]),
        }
    }
    groups
}

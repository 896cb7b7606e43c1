//! From the sentences of a record to its score: how strong the strongest are, what the packs say,
//! and how the answer compares to the chain.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::record::Record;

use super::super::decision::{Outcome, Roles};
use super::super::quoting::Ready;
use super::super::reading::Token;
use super::super::scanner::RoleId;
use super::super::scene::Scene;
use super::super::{Flag, facts, logistic};
use super::{OUTPUTS, Odds, STRONGEST};

/// What a record's score for a flag is made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Inputs {
    /// The mean of the strongest sentences, for every output.
    strengths: Odds,
    /// The strongest sentence, for every output.
    peaks: Odds,
    /// What the packs say of each flag, 0 to 1.
    packs: [f32; Flag::BUILTIN.len()],
    /// How the answer compares to the chain.
    answer: [f32; ANSWER],
}

const ANSWER: usize = 5;
/// Strengths of all outputs, the flag's own peak and pack score, the answer.
pub(super) const INPUTS: usize = OUTPUTS + 2 + ANSWER;

/// A weight for each input and a constant, for every flag.
pub(super) type RecordWeights = [[f32; INPUTS + 1]; Flag::BUILTIN.len()];

/// So few words of an answer say little about its likeness to the chain.
const FEW: usize = 5;
/// Words shorter than this say little about what an answer is about.
const LONG_WORD: usize = 4;

impl Inputs {
    pub(super) fn new(
        record: &Record,
        scene: &Scene<'_>,
        roles: &Roles,
        odds: &[Odds],
        packs: &dyn Fn(&Flag) -> f32,
    ) -> Self {
        let (mut strengths, mut peaks) = ([0.0; OUTPUTS], [0.0; OUTPUTS]);
        for at in 0..OUTPUTS {
            (strengths[at], peaks[at]) = strength(odds.iter().map(|odds| odds[at]));
        }
        Self {
            strengths,
            peaks,
            packs: Flag::BUILTIN.each_ref().map(packs),
            answer: answer(record, scene, roles),
        }
    }

    /// The inputs for one flag, by its place in [`Flag::BUILTIN`].
    pub(super) fn of(&self, flag: usize) -> [f32; INPUTS] {
        let mut inputs = [0.0; INPUTS];
        inputs[..OUTPUTS].copy_from_slice(&self.strengths);
        inputs[OUTPUTS] = self.peaks[flag];
        inputs[OUTPUTS + 1] = self.packs[flag];
        inputs[OUTPUTS + 2..].copy_from_slice(&self.answer);
        inputs
    }

    /// The score of a flag, 0 to 1.
    pub(super) fn score(&self, flag: usize, weights: &RecordWeights) -> f32 {
        let weights = &weights[flag];
        let inputs = self.of(flag);
        let sum: f32 = inputs.iter().zip(weights).map(|(input, weight)| input * weight).sum();
        logistic::sigmoid(sum + weights[INPUTS])
    }
}

/// The mean of the strongest, and the strongest.
fn strength(odds: impl Iterator<Item = f32>) -> (f32, f32) {
    let mut best = [f32::NEG_INFINITY; STRONGEST];
    let mut count = 0;
    for mut one in odds {
        count += 1;
        for slot in &mut best {
            if one > *slot {
                std::mem::swap(&mut one, slot);
            }
        }
    }
    let best = &best[..count.min(STRONGEST)];
    (best.iter().sum::<f32>() / best.len().max(1) as f32, best.first().copied().unwrap_or(0.0))
}

/// How the answer compares to the chain. A refusal says nothing by itself: what tells is one that
/// nothing in the chain announced, or compliance after the chain decided against it.
fn answer(record: &Record, scene: &Scene<'_>, roles: &Roles) -> [f32; ANSWER] {
    let late = scene.reading.sentences.len() / 2;
    let plays = |role: RoleId, from: usize| scene.played[role].last().is_some_and(|at| *at >= from);
    let decides = [roles.decides_refusal, roles.leans_to_refusal];
    let announced = plays(roles.hesitates, 0) || decides.iter().any(|&role| plays(role, 0));
    let decided = decides.iter().any(|&role| plays(role, late));
    let declines = matches!(scene.outcome, Outcome::Refusal | Outcome::Partial);
    // What declines, as it was to, has other words than the chain.
    let compared = if announced && declines { 0.0 } else { comparable(scene) };
    let figures = facts::foreign_share(record);
    [
        yes(scene.outcome == Outcome::Refusal && !announced),
        yes(scene.outcome == Outcome::Compliance && decided),
        compared * foreign_words(scene),
        compared * figures,
        compared * yes(figures > 0.0),
    ]
}

/// How far the words of an answer can be held against its chain, 0 to 1: one that is as long as its
/// chain has to say more than that.
fn comparable(scene: &Scene<'_>) -> f32 {
    let (chain, answer) = (scene.reading.tokens.len() as f32, scene.answer.tokens.len() as f32);
    (chain / (LONGER * answer.max(1.0))).min(1.0)
}

/// A chain is usually so many times as long as what of the answer it foresees.
const LONGER: f32 = 2.5;

fn yes(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

/// The share of the answer's longer words that neither the chain nor the request has, 0 to 1.
fn foreign_words(scene: &Scene<'_>) -> f32 {
    let is_long = |token: &&Token| token.span.len() >= LONG_WORD;
    let mut words: HashMap<u64, bool, BuildHasherDefault<Ready>> = HashMap::default();
    for token in scene.answer.tokens.iter().filter(is_long) {
        words.entry(token.hash).or_insert_with(|| scene.prompt_words.contains(&token.hash));
    }
    for token in scene.reading.tokens.iter().filter(is_long) {
        if let Some(is_known) = words.get_mut(&token.hash) {
            *is_known = true;
        }
    }
    let foreign = words.values().filter(|is_known| !**is_known).count();
    foreign as f32 / (words.len() + FEW) as f32
}

#[cfg(test)]
mod tests {
    use super::strength;

    #[test]
    fn the_strength_is_the_mean_of_the_two_strongest() {
        assert_eq!(strength([0.5, -1.0, 2.0, 1.0].into_iter()), (1.5, 2.0));
        assert_eq!(strength([-3.0].into_iter()), (-3.0, -3.0));
        assert_eq!(strength([].into_iter()), (0.0, 0.0));
    }
}

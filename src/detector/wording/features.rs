//! What the model sees of a sentence: its words and pairs of words, its neighbours' words, the roles
//! that it and its neighbours play, and where it stands.

use crate::text::Span;

use super::super::reading::{Reading, Sentence, Token, hash};
use super::super::scanner::RoleId;
use super::super::scene::Scene;
use super::weights::{Term, Weights};
use super::{OUTPUTS, Odds};

/// What counts less than a sentence's own words.
pub(super) const NEAR_SCALE: f32 = 0.5;
pub(super) const ROLE_SCALE: f32 = 0.7;

/// A chain has so many parts of equal length, for where a sentence stands.
pub(super) const PARTS: usize = 4;

/// One thing that is seen of a sentence. Terms and pairs are hashes of folded words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Seen {
    Word(u64),
    Pair(u64),
    Question,
    NearWord(u64),
    Role(RoleId),
    NearRole(RoleId),
    Part(usize),
}

/// The words of a sentence that are its author's own.
fn own_words(reading: &Reading, sentence: Sentence) -> impl Iterator<Item = &Token> {
    reading.tokens[sentence.first..sentence.end].iter().filter(|token| !token.is_foreign)
}

/// A pair of neighbouring words.
pub(super) fn pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(17) ^ second).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The hash of a pair that is written with a space between its words, or of a single word.
pub(super) fn term(text: &str) -> u64 {
    match text.split_once(' ') {
        Some((first, second)) => pair(hash(first), hash(second)),
        None => hash(text),
    }
}

/// Everything that is seen of a sentence, block by block: own, near, roles.
pub(super) fn seen(scene: &Scene<'_>, sentence: usize) -> [Vec<Seen>; 3] {
    let reading = scene.reading;
    let around = neighbours(sentence, reading.sentences.len());
    let this = reading.sentences[sentence];
    let mut own: Vec<Seen> = own_words(reading, this).map(|token| Seen::Word(token.hash)).collect();
    own.extend(pairs(reading, this).map(|(_, pair)| Seen::Pair(pair)));
    own.extend(this.is_question.then_some(Seen::Question));
    let near = around.clone().flat_map(|other| own_words(reading, reading.sentences[other]));
    let near = near.map(|token| Seen::NearWord(token.hash)).collect();
    let mut roles: Vec<Seen> = scene.roles_of(sentence).map(Seen::Role).collect();
    roles.extend(around.flat_map(|other| scene.roles_of(other)).map(Seen::NearRole));
    roles.push(Seen::Part(PARTS * sentence / reading.sentences.len()));
    [own, near, roles]
}

/// Pairs of own words that stand side by side, with where they stand.
fn pairs(reading: &Reading, sentence: Sentence) -> impl Iterator<Item = (Span, u64)> {
    let tokens = &reading.tokens[sentence.first..sentence.end];
    let own = |two: &&[Token]| !two[0].is_foreign && !two[1].is_foreign;
    tokens
        .windows(2)
        .filter(own)
        .map(|two| (Span::new(two[0].span.start, two[1].span.end), pair(two[0].hash, two[1].hash)))
}

fn neighbours(sentence: usize, count: usize) -> impl Iterator<Item = usize> + Clone {
    sentence.checked_sub(1).into_iter().chain((sentence + 1 < count).then_some(sentence + 1))
}

/// What the words and pairs of a sentence say, each by itself.
pub(super) fn own_parts<'a>(
    scene: &'a Scene<'_>,
    weights: &'a Weights,
    sentence: usize,
) -> impl Iterator<Item = (Span, Odds)> + 'a {
    let sentence = scene.reading.sentences[sentence];
    let words = own_words(scene.reading, sentence).map(|token| (token.span, token.hash));
    let terms = words.chain(pairs(scene.reading, sentence));
    terms.filter_map(|(span, term)| Some((span, weights.term(term)?.own)))
}

/// Sums of weights over some things seen, with how many those are.
#[derive(Clone, Copy, Default)]
struct Sum {
    odds: Odds,
    count: usize,
}

impl Sum {
    fn add(&mut self, odds: Option<&Odds>) {
        self.count += 1;
        if let Some(odds) = odds {
            add(&mut self.odds, odds, 1.0);
        }
    }

    fn and(mut self, other: Sum) -> Sum {
        add(&mut self.odds, &other.odds, 1.0);
        self.count += other.count;
        self
    }

    /// The same whatever the number of things seen: a long sentence weighs no more than a short one.
    fn into(self, odds: &mut Odds, scale: f32) {
        add(odds, &self.odds, scale / (self.count.max(1) as f32).sqrt());
    }
}

fn add(odds: &mut Odds, more: &Odds, scale: f32) {
    for at in 0..OUTPUTS {
        odds[at] += more[at] * scale;
    }
}

/// The log odds of every sentence; the same sums as over [`seen`], with every word looked up once.
pub(super) fn odds(scene: &Scene<'_>, weights: &Weights, roles: &[(Odds, Odds)]) -> Vec<Odds> {
    let reading = scene.reading;
    let count = reading.sentences.len();
    let (own, near): (Vec<Sum>, Vec<Sum>) =
        reading.sentences.iter().map(|sentence| words(reading, *sentence, weights)).unzip();
    let mut of_roles = vec![(Sum::default(), Sum::default()); count];
    for (role, sentences) in scene.played.iter().enumerate() {
        for &sentence in sentences {
            of_roles[sentence].0.add(Some(&roles[role].0));
            of_roles[sentence].1.add(Some(&roles[role].1));
        }
    }
    (0..count)
        .map(|at| {
            let mut odds = weights.bias;
            own[at].into(&mut odds, 1.0);
            let around = neighbours(at, count);
            let words = around.clone().fold(Sum::default(), |sum, other| sum.and(near[other]));
            words.into(&mut odds, NEAR_SCALE);
            let mut played = around.fold(of_roles[at].0, |sum, other| sum.and(of_roles[other].1));
            played.add(Some(&weights.parts[PARTS * at / count]));
            played.into(&mut odds, ROLE_SCALE);
            odds
        })
        .collect()
}

/// What the words of a sentence say of it, and of its neighbours.
fn words(reading: &Reading, sentence: Sentence, weights: &Weights) -> (Sum, Sum) {
    let (mut own, mut near) = (Sum::default(), Sum::default());
    let mut before: Option<(u64, bool)> = None;
    for token in &reading.tokens[sentence.first..sentence.end] {
        if token.is_foreign {
            before = None;
            continue;
        }
        let found: Option<&Term> = weights.term(token.hash);
        own.add(found.map(|term| &term.own));
        near.add(found.map(|term| &term.near));
        if let Some((first, is_known)) = before {
            // A pair is known only if both of its words are.
            let known = (is_known && found.is_some()).then(|| pair(first, token.hash));
            own.add(known.and_then(|pair| weights.term(pair)).map(|term| &term.own));
        }
        before = Some((token.hash, found.is_some()));
    }
    if sentence.is_question {
        own.add(Some(&weights.question));
    }
    (own, near)
}

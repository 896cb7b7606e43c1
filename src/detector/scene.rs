//! A chain and its answer as the rules see them: which sentence plays which role.

use crate::citation::{Citation, Kind};

use super::decision::Outcome;
use super::quoting::Hashes;
use super::reading::Reading;
use super::rules::Conditions;
use super::scanner::{Hit, RoleId};

/// A chain as the rules see it.
pub(super) struct Scene<'a> {
    pub(super) reading: &'a Reading,
    pub(super) hits: &'a [Hit],
    pub(super) citations: &'a [Citation],
    /// Every sentence that a citation touches, ascending, with the kind of it.
    pub(super) cited: Vec<(usize, Kind)>,
    /// For every role: the sentences that play it, ascending, negated ones left out.
    pub(super) played: Vec<Vec<usize>>,
    /// For every role: whether any sentence plays it, negated or not.
    pub(super) heard: Vec<bool>,
    pub(super) answer: &'a Reading,
    pub(super) answer_hits: &'a [Hit],
    pub(super) prompt_words: Hashes,
    pub(super) outcome: Outcome,
}

impl Scene<'_> {
    /// The sentences of the answer that play a role.
    pub(super) fn answer_plays(&self, role: RoleId) -> impl Iterator<Item = usize> {
        let hits = self.answer_hits.iter().filter(move |hit| hit.role == role && !hit.negated);
        hits.map(|hit| hit.sentence)
    }

    /// Whether the sentence shares a word of some length with the request.
    pub(super) fn concerns_request(&self, sentence: usize) -> bool {
        let sentence = self.reading.sentences[sentence];
        self.reading.tokens[sentence.first..sentence.end]
            .iter()
            .any(|token| token.span.len() >= LONG_WORD && self.prompt_words.contains(&token.hash))
    }

    /// The roles that a sentence plays.
    pub(super) fn roles_of(&self, sentence: usize) -> impl Iterator<Item = RoleId> {
        let played = self.played.iter().enumerate();
        played.filter(move |(_, at)| at.binary_search(&sentence).is_ok()).map(|(role, _)| role)
    }

    /// Whether a sentence near that one plays one of the roles.
    pub(super) fn plays_near(&self, roles: &[RoleId], sentence: usize, within: usize) -> bool {
        roles.iter().any(|&role| {
            let played = &self.played[role];
            let from = played.partition_point(|&other| other + within < sentence);
            played.get(from).is_some_and(|&other| other <= sentence + within)
        })
    }

    pub(super) fn plays(&self, roles: &[RoleId]) -> bool {
        roles.iter().any(|&role| !self.played[role].is_empty())
    }

    pub(super) fn allows(&self, conditions: &Conditions, sentence: usize) -> bool {
        let within = conditions.within;
        conditions.near.iter().all(|roles| self.plays_near(roles, sentence, within))
            && !self.plays_near(&conditions.unless, sentence, within)
            && conditions.anywhere.iter().all(|roles| self.plays(roles))
            && !self.plays(&conditions.nowhere)
            && (conditions.outcome.is_empty()
                || conditions.outcome.iter().any(|name| name == self.outcome.name()))
            && self.cites(&conditions.citation, sentence)
            && conditions.last.is_none_or(|part| {
                let count = self.reading.sentences.len() as f32;
                sentence as f32 >= count * (1.0 - part) - 1.0
            })
    }

    fn cites(&self, kinds: &[String], sentence: usize) -> bool {
        let is_wanted =
            |of: Kind| kinds.iter().any(|kind| kind == "any" || Kind::from_name(kind) == Some(of));
        let from = self.cited.partition_point(|(at, _)| *at < sentence);
        let mut cited = self.cited[from..].iter().take_while(|(at, _)| *at == sentence);
        kinds.is_empty() || cited.any(|(_, kind)| is_wanted(*kind))
    }
}

/// Words shorter than this say little about what a sentence is about.
const LONG_WORD: usize = 5;

//! Sentences that may say in other words what a clause says. Never more than a "possible": wording in
//! common is no proof, and its absence none of the contrary.

use std::collections::HashMap;
use std::ops::Range;

use super::Kind;
use super::candidates::text_units;
use super::lexicon::{Class, UNKNOWN};
use super::passage::Passage;
use super::quotations::Quotation;
use super::reader::Mention;
use super::rules::RULES;

/// Finds the sentences of a passage that nothing else marks and that share telling words with one
/// clause clearly more than with any other.
pub(super) fn paraphrases(
    passage: &Passage,
    mentions: &[Mention],
    quotations: &[Quotation],
) -> Vec<Mention> {
    let taken = |range: &Range<usize>| {
        let mention = |mention: &Mention| mention.from < range.end && range.start < mention.to;
        let quotation =
            |other: &Quotation| other.tokens.start < range.end && range.start < other.tokens.end;
        mentions.iter().any(mention) || quotations.iter().any(quotation)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < passage.len() {
        let sentence = passage.sentence(at);
        at = sentence.end;
        if speaks_of_a_duty(passage, sentence.clone()) && !taken(&sentence) {
            found.extend(best(passage, sentence));
        }
    }
    found
}

/// "I'm supposed to …", "the policies ask …", "it must not …".
fn speaks_of_a_duty(passage: &Passage, sentence: Range<usize>) -> bool {
    let cue = Class::DUTY | Class::DOCUMENT | Class::REPORT;
    sentence.into_iter().any(|at| passage.class(at).has(cue))
}

fn best(passage: &Passage, sentence: Range<usize>) -> Option<Mention> {
    let rules = &RULES.paraphrase;
    let wording = &passage.index.wording;
    let mut units = text_units(passage, sentence.clone());
    units.retain(|unit| unit.stem != UNKNOWN);
    units.sort_by_key(|unit| unit.stem);
    units.dedup_by_key(|unit| unit.stem);
    let mut scores: HashMap<usize, f32> = HashMap::new();
    for unit in &units {
        let holders = wording.holders(unit.stem);
        let rarity = 1.0 / (1.0 + (holders.len() as f32).ln());
        for &clause in holders {
            *scores.entry(clause as usize).or_default() += unit.weight * rarity;
        }
    }
    let mut ranked: Vec<(usize, f32)> = scores.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let &(clause, score) = ranked.first()?;
    let other = ranked.iter().skip(1).find(|other| !passage.index.related(other.0, clause));
    let margin = score / other.map_or(0.1, |other| other.1).max(0.1);
    if score < rules.least || margin < rules.margin {
        return None;
    }
    let span = passage.span(sentence.clone());
    Some(Mention {
        from: sentence.start,
        to: sentence.end,
        span,
        clause: Some(clause),
        kind: Kind::Paraphrase,
        score: (score / (2.0 * rules.least)).min(1.0),
        note: None,
        spec: passage.index.clauses[clause].spec,
        sure: true,
    })
}

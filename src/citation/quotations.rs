//! Quotations: verbatim, nearly verbatim, and changed in meaning.
//!
//! A stretch of the chain is inspected when it shares a run of words with a clause, or when its
//! sentence reports what a clause says and has enough of the clause's words. Inspection aligns the
//! stretch with the clause word by word; what agrees decides whether it is a quotation, and what
//! differs decides of which kind.

use std::ops::Range;

use super::alignment::{Alignment, Step, Unit, align};
use super::echo::Echo;
use super::lexicon::{Class, UNKNOWN};
use super::meaning::{self, ClauseWord};
use super::passage::Passage;
use super::reader::Mention;
use super::rules::RULES;
use super::seeds::{self, Seed};
use super::{DiffPart, Kind};
use crate::spec::word_diff;
use crate::text::Span;

/// A quotation found.
#[derive(Clone, Debug)]
pub(super) struct Quotation {
    /// Tokens of the passage.
    pub tokens: Range<usize>,
    pub span: Span,
    pub clause: usize,
    pub kind: Kind,
    pub score: f32,
    pub diff: Vec<DiffPart>,
    pub note: Option<String>,
    /// Weight of what agrees: of two that overlap the heavier stays.
    weight: f32,
}

/// What is inspected: a stretch of the passage against a part of a clause.
#[derive(Clone, Debug)]
struct Candidate {
    clause: usize,
    text: Range<usize>,
    /// The tokens that made it a candidate.
    core: Range<usize>,
    /// Places in the wording of all clauses.
    places: Range<usize>,
    attributed: bool,
}

/// Finds the quotations of a passage, given what it cites otherwise.
pub(super) fn quotations(
    passage: &Passage,
    mentions: &[Mention],
    seeds: &[Seed],
    echo: &mut Echo,
) -> Vec<Quotation> {
    let mut candidates = from_seeds(passage, mentions, seeds);
    candidates.extend(from_reports(passage, mentions));
    let mut found: Vec<(Quotation, usize)> = candidates
        .iter()
        .enumerate()
        .filter_map(|(at, candidate)| Some((inspect(passage, mentions, candidate)?, at)))
        .collect();
    found.sort_by(|(a, _), (b, _)| b.weight.total_cmp(&a.weight).then(a.span.cmp(&b.span)));
    let mut kept: Vec<Quotation> = Vec::new();
    for (quotation, at) in found {
        let free = |kept: &[Quotation], tokens: &Range<usize>| {
            !kept.iter().any(|other| overlap(&other.tokens, tokens))
        };
        // What a heavier quotation has taken is cut off, and the rest is looked at again.
        let quotation = if free(&kept, &quotation.tokens) {
            Some(quotation)
        } else {
            let rest = candidates[at].without(&kept);
            rest.and_then(|rest| inspect(passage, mentions, &rest))
                .filter(|quotation| free(&kept, &quotation.tokens))
        };
        if let Some(quotation) = quotation
            && !echo.repeats(&passage.tokens[quotation.tokens.clone()])
        {
            kept.push(quotation);
        }
    }
    kept
}

impl Candidate {
    /// What is left of it beside `kept`: the part that holds its core.
    fn without(&self, kept: &[Quotation]) -> Option<Candidate> {
        let mut rest = self.clone();
        for other in kept {
            if !overlap(&other.tokens, &rest.text) {
                continue;
            }
            if overlap(&other.tokens, &rest.core) {
                return None;
            }
            if other.tokens.end <= rest.core.start {
                rest.text.start = rest.text.start.max(other.tokens.end);
            } else {
                rest.text.end = rest.text.end.min(other.tokens.start);
            }
        }
        (rest.text.len() >= RULES.quote.agreeing).then_some(rest)
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Runs of shared words that lie close together in text and clause, taken as one.
fn from_seeds(passage: &Passage, mentions: &[Mention], seeds: &[Seed]) -> Vec<Candidate> {
    let rules = &RULES.quote;
    let wording = &passage.index.wording;
    let mut candidates = Vec::new();
    for group in seeds::groups(seeds, passage) {
        let words: usize = group.iter().map(|seed| seed.tokens.len()).sum();
        let weight: f32 =
            group.iter().map(|seed| wording.weigh(&passage.tokens[seed.tokens.clone()])).sum();
        let first = group[0];
        let attributed = attributed(passage, mentions, first.tokens.start, first.clause);
        let (least_words, least_weight) = if attributed {
            (3, rules.seed_weight * 0.6)
        } else {
            (rules.seed_words, rules.seed_weight)
        };
        if words < least_words || weight < least_weight {
            continue;
        }
        let from = group.iter().map(|seed| seed.tokens.start).min().unwrap_or(0);
        let to = group.iter().map(|seed| seed.tokens.end).max().unwrap_or(0);
        let low = group.iter().map(|seed| seed.place).min().unwrap_or(0);
        let high = group.iter().map(|seed| seed.place + seed.tokens.len()).max().unwrap_or(0);
        let clause = wording.range(first.clause);
        let text = stretch(passage, mentions, from, to);
        candidates.push(Candidate {
            clause: first.clause,
            text,
            core: from..to,
            places: clause.start.max(low.saturating_sub(rules.reach))
                ..clause.end.min(high + rules.reach),
            attributed,
        });
    }
    candidates
}

/// The tokens around `from..to` that may belong to the same quotation: the paragraph, up to the
/// nearest quotation marks and other citations.
fn stretch(passage: &Passage, mentions: &[Mention], from: usize, to: usize) -> Range<usize> {
    let paragraph = passage.paragraph(from);
    let reach = RULES.quote.reach;
    let mut start = paragraph.start.max(from.saturating_sub(reach));
    let mut end = paragraph.end.max(to).min(to + reach);
    for mention in mentions {
        if mention.to <= from {
            start = start.max(mention.to);
        } else if mention.from >= to {
            end = end.min(mention.from);
            break;
        }
    }
    let opens = |gap: &str| gap.contains(['"', '“', '”', '«', '»', '「', '」']);
    let marked = (start + 1..=from).rev().find(|&at| opens(passage.gap(at - 1)));
    let closed = (to..=end).find(|&at| at > 0 && opens(passage.gap(at - 1)));
    if let (Some(open), Some(close)) = (marked, closed) {
        return open..close.max(to);
    }
    start..end.max(to)
}

/// The clause that the words at token `at` are given to: the last citation before them in the
/// paragraph, or the one right after.
fn named(passage: &Passage, mentions: &[Mention], at: usize) -> Option<usize> {
    let before = mentions.iter().rev().find(|mention| mention.from <= at)?;
    (passage.paragraphs[before.from] == passage.paragraphs[at]).then_some(before.clause)?
}

fn attributed(passage: &Passage, mentions: &[Mention], at: usize, clause: usize) -> bool {
    let near = |mention: &&Mention| {
        mention.from <= at
            && passage.paragraphs[mention.from] == passage.paragraphs[at]
            && passage.sentences[at] - passage.sentences[mention.from] <= 2
    };
    let cited = mentions.iter().filter(near).filter_map(|mention| mention.clause);
    cited.into_iter().any(|cited| passage.index.related(cited, clause))
}

/// Sentences that report what a clause cited nearby says.
fn from_reports(passage: &Passage, mentions: &[Mention]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut last_sentence = None;
    for mention in mentions {
        let Some(cited) = mention.clause else { continue };
        let sentence = passage.sentence(mention.from);
        if last_sentence == Some((sentence.start, cited)) {
            continue;
        }
        last_sentence = Some((sentence.start, cited));
        let family = family(passage, cited);
        let next = sentence.end;
        let after = (next < passage.len()
            && passage.paragraphs[next] == passage.paragraphs[mention.from])
            .then(|| passage.sentence(next));
        for sentence in std::iter::once(sentence).chain(after) {
            if reports(passage, &sentence) {
                candidates.extend(best_reported(passage, &family, sentence));
            }
        }
    }
    candidates
}

/// The clause, what it lies under and what lies below it, and its fellow items.
fn family(passage: &Passage, clause: usize) -> Vec<usize> {
    let entry = &passage.index.clauses[clause];
    let mut family = vec![clause];
    family.extend(entry.parent);
    family.extend(&entry.children);
    // Items of one policy are cited for one another; neighbouring sections are not.
    if let Some(parent) = entry.parent.filter(|&parent| passage.index.has_numbered_items(parent)) {
        let siblings = &passage.index.clauses[parent].children;
        family.extend(siblings.iter().filter(|&&other| other != clause));
    }
    family.truncate(24);
    family
}

fn reports(passage: &Passage, sentence: &Range<usize>) -> bool {
    sentence.clone().any(|at| passage.class(at).has(Class::REPORT | Class::DUTY | Class::LEAD))
}

/// The clauses of a family that share enough with a sentence to be inspected.
fn best_reported(passage: &Passage, family: &[usize], sentence: Range<usize>) -> Vec<Candidate> {
    let units = text_units(passage, sentence.clone());
    let mut distinct: Vec<&Unit> = units.iter().filter(|unit| unit.stem != UNKNOWN).collect();
    distinct.sort_by_key(|unit| unit.stem);
    distinct.dedup_by_key(|unit| unit.stem);
    let wording = &passage.index.wording;
    let shared = |clause: usize| -> f32 {
        let held = distinct.iter().filter(|unit| wording.has_stem(clause, unit.stem));
        held.map(|unit| unit.weight).sum()
    };
    family
        .iter()
        .filter(|&&clause| shared(clause) >= RULES.quote.least_attributed * 0.9)
        .filter_map(|&clause| {
            let (places, _) = densest(passage, clause, &units)?;
            let middle = sentence.start + sentence.len() / 2;
            let text = sentence.clone();
            Some(Candidate { clause, text, core: middle..middle, places, attributed: true })
        })
        .collect()
}

/// The window of a clause that shares most weight with `units`.
fn densest(passage: &Passage, clause: usize, units: &[Unit]) -> Option<(Range<usize>, f32)> {
    const WINDOW: usize = 70;
    let wording = &passage.index.wording;
    let range = wording.range(clause);
    let lexicon = &passage.index.lexicon;
    let gain: Vec<f32> = wording.words[range.clone()]
        .iter()
        .map(|&word| {
            let stem = lexicon.stem(word);
            let shared = units.iter().any(|unit| unit.stem == stem && stem != UNKNOWN);
            if shared { wording.weight(word) } else { 0.0 }
        })
        .collect();
    let mut sum: f32 = gain.iter().take(WINDOW).sum();
    let mut best = (0, sum);
    for start in 1..gain.len().saturating_sub(WINDOW) + 1 {
        sum += gain.get(start + WINDOW - 1).copied().unwrap_or(0.0) - gain[start - 1];
        if sum > best.1 {
            best = (start, sum);
        }
    }
    let start = range.start + best.0;
    (best.1 > 0.0).then(|| (start..range.end.min(start + WINDOW), best.1))
}

fn text_units(passage: &Passage, range: Range<usize>) -> Vec<Unit> {
    range
        .map(|at| Unit {
            word: passage.tokens[at].word,
            stem: passage.stem(at),
            weight: passage.weight(at),
        })
        .collect()
}

fn clause_units(passage: &Passage, places: Range<usize>) -> Vec<Unit> {
    let (wording, lexicon) = (&passage.index.wording, &passage.index.lexicon);
    wording.words[places]
        .iter()
        .map(|&word| Unit { word, stem: lexicon.stem(word), weight: wording.weight(word) })
        .collect()
}

/// Aligns a candidate and says what it is.
fn inspect(passage: &Passage, mentions: &[Mention], candidate: &Candidate) -> Option<Quotation> {
    let text = text_units(passage, candidate.text.clone());
    let clause = clause_units(passage, candidate.places.clone());
    let alignment = align(&text, &clause);
    let covered = alignment.text();
    if covered.is_empty() {
        return None;
    }
    let tokens = candidate.text.start + covered.start..candidate.text.start + covered.end;
    let (weight, share) = alignment.agreement(&text, &clause);
    let kind = kind(passage, candidate, &alignment, weight, share)?;
    let places = alignment.clause();
    let places = candidate.places.start + places.start..candidate.places.start + places.end;
    let (kind, change) = match kind {
        Kind::NearQuote => changed(passage, candidate, &alignment),
        kind => (kind, None),
    };
    let span = passage.span(tokens.clone());
    let words = passage.index.wording.span(places);
    let clause_text = words.of(&passage.index.clauses[candidate.clause].text);
    let diff = match kind {
        Kind::Quote => Vec::new(),
        _ => word_diff(clause_text, span.of(passage.text)),
    };
    let note = change.or_else(|| other_clause(passage, mentions, candidate, tokens.start));
    let score = share.clamp(0.0, 1.0);
    Some(Quotation { tokens, span, clause: candidate.clause, kind, score, diff, note, weight })
}

/// Whether what agrees makes a quotation, and whether it is verbatim.
fn kind(
    passage: &Passage,
    candidate: &Candidate,
    alignment: &Alignment,
    weight: f32,
    share: f32,
) -> Option<Kind> {
    let rules = &RULES.quote;
    let words = alignment.agreeing();
    if verbatim(passage, candidate, alignment) {
        let enough = words >= rules.words && weight >= rules.weight;
        return enough.then_some(Kind::Quote);
    }
    let (least_share, least_weight) = if candidate.attributed {
        (rules.attributed, rules.least_attributed)
    } else {
        (rules.alone, rules.least_alone)
    };
    let long = words >= rules.long_words && weight >= rules.long_weight && share >= rules.alone;
    let near = share >= least_share && weight >= least_weight && words >= rules.agreeing;
    (long || near).then_some(Kind::NearQuote)
}

/// Every word the same, but for what an ellipsis leaves out.
fn verbatim(passage: &Passage, candidate: &Candidate, alignment: &Alignment) -> bool {
    let mut last = None;
    alignment.steps.iter().all(|step| match *step {
        Step::Same(a, _) => {
            last = Some(candidate.text.start + a);
            true
        }
        Step::Left(_) => last.is_some_and(|at: usize| {
            let gap = passage.gap(at);
            gap.contains("...") || gap.contains('…')
        }),
        _ => false,
    })
}

/// Whether the words that differ change what the clause demands.
fn changed(
    passage: &Passage,
    candidate: &Candidate,
    alignment: &Alignment,
) -> (Kind, Option<String>) {
    let wording = &passage.index.wording;
    let text = &passage.index.clauses[candidate.clause].text;
    let clause: Vec<ClauseWord> = candidate
        .places
        .clone()
        .map(|place| ClauseWord {
            text: wording.span(place..place + 1).of(text),
            word: wording.words[place],
        })
        .collect();
    let tokens = &passage.tokens[candidate.text.clone()];
    let lexicon = &passage.index.lexicon;
    match meaning::change(alignment, passage.text, tokens, &clause, lexicon) {
        Some(change) => (Kind::Misquote, Some(change.describe())),
        None => (Kind::NearQuote, None),
    }
}

/// A note when the words are given to a clause that does not have them.
fn other_clause(
    passage: &Passage,
    mentions: &[Mention],
    candidate: &Candidate,
    at: usize,
) -> Option<String> {
    let named = named(passage, mentions, at)?;
    if passage.index.related(named, candidate.clause) {
        return None;
    }
    let before = mentions.iter().rev().find(|mention| mention.from <= at)?;
    let between = before.to..at;
    let given = between.len() <= 3
        && between.clone().all(|at| passage.class(at).has(Class::REPORT | Class::FUNCTION));
    let id = |clause: usize| &passage.index.clauses[clause].id;
    given.then(|| format!("these words stand in {}, not in {}", id(candidate.clause), id(named)))
}

//! Quotations: verbatim, nearly verbatim, and changed in meaning.
//!
//! A stretch of the chain is inspected when it shares a run of words with a clause, or when its
//! sentence reports what a clause says and has enough of the clause's words. Inspection aligns the
//! stretch with the clause word by word; what agrees decides whether it is a quotation, and what
//! differs decides of which kind.

use std::ops::Range;

use super::alignment::{Alignment, Step, align};
use super::candidates::{Candidate, Setting, clause_units, text_units};
use super::echo::Echo;
use super::index::Index;
use super::lexicon::Class;
use super::meaning::{self, Change, RunUp, Side};
use super::recollections::recollections;
use super::rules::RULES;
use super::seeds::Seed;
use super::{Citation, DiffPart, Kind};
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
    pub weight: f32,
    /// Places in the wording of all clauses.
    pub places: Range<usize>,
}

/// So many words before a quotation are asked whether they turn it round.
const RUN_UP: usize = 4;

/// Finds the quotations of a passage.
pub(super) fn quotations(setting: &Setting, seeds: &[Seed], echo: &mut Echo) -> Vec<Quotation> {
    let candidates = setting.candidates(seeds);
    let mut found: Vec<(Quotation, usize)> = candidates
        .iter()
        .enumerate()
        .filter_map(|(at, candidate)| Some((setting.inspect(candidate)?, at)))
        .collect();
    found.sort_by(|(a, _), (b, _)| b.weight.total_cmp(&a.weight).then(a.span.cmp(&b.span)));
    let mut kept: Vec<Quotation> = Vec::new();
    for (quotation, at) in found {
        let free = |tokens: &Range<usize>| !kept.iter().any(|other| overlap(&other.tokens, tokens));
        // What a heavier quotation has taken is cut off, and the rest is looked at again.
        let quotation = if free(&quotation.tokens) {
            Some(quotation)
        } else {
            let rest = without(&candidates[at], &kept);
            rest.and_then(|rest| setting.inspect(&rest)).filter(|rest| free(&rest.tokens))
        };
        if let Some(quotation) = quotation
            && !echo.repeats(&setting.passage.tokens[quotation.tokens.clone()])
        {
            kept.push(quotation);
        }
    }
    kept.extend(setting.made_up(&kept));
    kept.extend(recollections(setting, &kept));
    setting.join_ellipses(kept)
}

/// What is left of a candidate beside `kept`: the part that holds its core.
fn without(candidate: &Candidate, kept: &[Quotation]) -> Option<Candidate> {
    let mut rest = candidate.clone();
    for other in kept.iter().filter(|other| overlap(&other.tokens, &candidate.text)) {
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

impl Quotation {
    /// The finished citation, `base` bytes into the chain.
    pub(super) fn into_citation(self, index: &Index, base: usize) -> Citation {
        let entry = &index.clauses[self.clause];
        Citation {
            span: Span::new(base + self.span.start, base + self.span.end),
            spec: index.specs[entry.spec].clone(),
            clause: entry.id.clone(),
            kind: self.kind,
            score: self.score,
            diff: self.diff,
            note: self.note,
        }
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

impl Setting<'_, '_> {
    /// Aligns a candidate and says what it is.
    fn inspect(&self, candidate: &Candidate) -> Option<Quotation> {
        let text = text_units(self.passage, candidate.text.clone());
        let clause = clause_units(self.passage, candidate.places.clone());
        let alignment = align(&text, &clause);
        let (weight, share) = alignment.agreement(&text, &clause);
        let verbatim = self.verbatim(candidate, &alignment);
        if !is_quotation(candidate, &alignment, verbatim, weight, share) {
            return None;
        }
        let covered = alignment.text();
        let tokens = candidate.text.start + covered.start..candidate.text.start + covered.end;
        if !(verbatim && alignment.agreeing() > 8) && self.describes_request(&tokens) {
            return None;
        }
        Some(self.quotation(candidate, &alignment, tokens, verbatim, weight, share))
    }

    fn quotation(
        &self,
        candidate: &Candidate,
        alignment: &Alignment,
        tokens: Range<usize>,
        verbatim: bool,
        weight: f32,
        score: f32,
    ) -> Quotation {
        let index = self.passage.index;
        let (change, tokens) =
            if verbatim { (None, tokens) } else { self.changed(candidate, alignment, tokens) };
        let kind = match (&change, verbatim) {
            (Some(_), _) => Kind::Misquote,
            (None, true) => Kind::Quote,
            (None, false) => Kind::NearQuote,
        };
        let places = alignment.clause();
        let places = candidate.places.start + places.start..candidate.places.start + places.end;
        let span = self.passage.span(tokens.clone());
        let wording = index.wording.span(places.clone()).of(&index.clauses[candidate.clause].text);
        let diff =
            if verbatim { Vec::new() } else { word_diff(wording, span.of(self.passage.text)) };
        let note = change.map(|change| change.describe());
        let note = note.or_else(|| self.other_clause(candidate.clause, tokens.start));
        let clause = candidate.clause;
        // Of clauses with the same words the one that is named is meant.
        let named = self.last_cited(tokens.start) == Some(clause);
        let weight = weight + if named { 0.3 } else { 0.0 };
        Quotation { tokens, span, clause, kind, score, diff, note, weight, places }
    }

    /// Verbatim parts of one clause with an ellipsis between them are one quotation.
    fn join_ellipses(&self, mut found: Vec<Quotation>) -> Vec<Quotation> {
        found.sort_by_key(|quotation| quotation.tokens.start);
        let mut joined: Vec<Quotation> = Vec::new();
        for quotation in found {
            match joined.last_mut() {
                Some(last) if self.goes_on(last, &quotation) => {
                    last.tokens.end = quotation.tokens.end;
                    last.span.end = quotation.span.end;
                    last.places.end = quotation.places.end;
                }
                _ => joined.push(quotation),
            }
        }
        joined
    }

    fn goes_on(&self, one: &Quotation, next: &Quotation) -> bool {
        let gap = || self.passage.gap(next.tokens.start - 1);
        one.kind == Kind::Quote
            && next.kind == Kind::Quote
            && one.clause == next.clause
            && one.tokens.end == next.tokens.start
            && one.places.end <= next.places.start
            && (gap().contains('…') || gap().contains("..."))
    }

    /// Every word the same, but for what an ellipsis leaves out.
    fn verbatim(&self, candidate: &Candidate, alignment: &Alignment) -> bool {
        let mut last = None;
        alignment.steps.iter().all(|step| match *step {
            Step::Same(a, _) => {
                last = Some(candidate.text.start + a);
                true
            }
            Step::Left(_) => last.is_some_and(|at: usize| {
                let gap = self.passage.gap(at);
                gap.contains("...") || gap.contains('…')
            }),
            _ => false,
        })
    }

    /// Whether the words tell what the user asks for, not what a rule says.
    fn describes_request(&self, tokens: &Range<usize>) -> bool {
        let passage = self.passage;
        let sentence = passage.sentence(tokens.start).start;
        let first = sentence.max(tokens.start.saturating_sub(9));
        let given = (first..tokens.start).any(|at| {
            passage.class(at).has(Class::QUOTES_IT)
                || self.mentions.iter().any(|mention| mention.from == at)
        });
        // "The user isn't asking …" may begin the words themselves.
        let last = tokens.end.min(tokens.start + 5);
        let asker = (first..last).find(|&at| passage.class(at).has(Class::ASKER));
        let Some(asker) = asker.filter(|_| !given) else { return false };
        let asked = last.min(asker + 6).max(tokens.start);
        let asking = (asker..asked).any(|at| passage.class(at).has(Class::ASKING));
        let conditional = (sentence.max(asker.saturating_sub(3))..asker)
            .any(|at| ["if", "when", "where"].contains(&passage.word(at).to_lowercase().as_str()));
        asking && !conditional
    }

    /// Whether the words that differ change what the clause demands; the span then takes in the words
    /// before it that do so.
    fn changed(
        &self,
        candidate: &Candidate,
        alignment: &Alignment,
        tokens: Range<usize>,
    ) -> (Option<Change>, Range<usize>) {
        let ours: Vec<Side> = candidate.text.clone().map(|at| self.side(at)).collect();
        let theirs: Vec<Side> = candidate
            .places
            .clone()
            .map(|place| self.clause_side(candidate.clause, place))
            .collect();
        let run_up = self.run_up(tokens.start);
        let place = candidate.places.start + alignment.clause().start;
        let before = RunUp {
            ours: run_up.clone().map(|at| self.side(at)).collect(),
            theirs: self.clause_run_up(candidate.clause, place),
        };
        if let Some(change) = meaning::change(alignment, &ours, &theirs, &before) {
            return (Some(change), tokens);
        }
        match meaning::change_before(&before) {
            Some(change) => (Some(change), run_up.start..tokens.end),
            None => (None, tokens),
        }
    }

    fn side(&self, at: usize) -> Side<'_> {
        Side { text: self.passage.word(at), class: self.passage.class(at) }
    }

    fn clause_side(&self, clause: usize, place: usize) -> Side<'_> {
        let index = self.passage.index;
        let text = index.wording.span(place..place + 1).of(&index.clauses[clause].text);
        Side { text, class: index.lexicon.class(index.wording.words[place]) }
    }

    /// The few tokens right before `start`, within the sentence and its punctuation.
    fn run_up(&self, start: usize) -> Range<usize> {
        let passage = self.passage;
        let mut from = start;
        while from > 0
            && start - from < RUN_UP
            && passage.same_sentence(from - 1, start)
            && passage.gap(from - 1).trim().is_empty()
        {
            from -= 1;
        }
        from..start
    }

    fn clause_run_up(&self, clause: usize, place: usize) -> Vec<Side<'_>> {
        let index = self.passage.index;
        let text = &index.clauses[clause].text;
        let first = index.wording.range(clause).start;
        let mut from = place;
        while from > first && place - from < RUN_UP {
            let gap = index.wording.gap(from - 1).of(text);
            if !gap.trim().is_empty() {
                break;
            }
            from -= 1;
        }
        (from..place).map(|place| self.clause_side(clause, place)).collect()
    }

    /// A note when the words are given to a clause that does not have them.
    fn other_clause(&self, clause: usize, at: usize) -> Option<String> {
        let named = self.given_to(at)?;
        let index = self.passage.index;
        let id = |clause: usize| &index.clauses[clause].id;
        (!index.related(named, clause))
            .then(|| format!("these words stand in {}, not in {}", id(clause), id(named)))
    }

    /// The clause cited right before token `at`, if the words there are given as its own: "X says …",
    /// "X: …".
    fn given_to(&self, at: usize) -> Option<usize> {
        let before = self.mentions.partition_point(|mention| mention.from < at);
        let mention = self.mentions[..before].last()?;
        let passage = self.passage;
        if mention.to > at || !passage.same_sentence(mention.from, at) || at - mention.to > 3 {
            return None;
        }
        let says = (mention.to..at).any(|at| passage.class(at).has(Class::QUOTES_IT));
        let colon = passage.gap(at.checked_sub(1)?).contains(':');
        (says || colon).then_some(mention.clause)?
    }

    /// The last clause cited before token `at` in its paragraph.
    fn last_cited(&self, at: usize) -> Option<usize> {
        let before = self.mentions.partition_point(|mention| mention.from < at);
        let mention = self.mentions[..before].last()?;
        self.passage.same_paragraph(mention.from, at).then_some(mention.clause)?
    }

    /// Quotations in marks that are given as a clause's own words, and that no clause has.
    fn made_up(&self, kept: &[Quotation]) -> Vec<Quotation> {
        let passage = self.passage;
        let mut found = Vec::new();
        for mention in self.mentions {
            let end = passage.len().min(mention.to + 4);
            let opens = |gap: &str| gap.ends_with(['"', '“', '«', '「']);
            let Some(start) = (mention.to..end).find(|&at| opens(passage.gap_before(at))) else {
                continue;
            };
            let Some(clause) = self.given_to(start) else { continue };
            let closes = |at: &usize| passage.gap(*at).contains(['"', '”', '»', '」']);
            let Some(last) = (start..passage.len().min(start + 80)).find(closes) else { continue };
            let tokens = start..last + 1;
            let known = kept.iter().any(|other| overlap(&other.tokens, &tokens));
            if tokens.len() < RULES.quote.marked_words || known {
                continue;
            }
            let span = passage.span(tokens.clone());
            let index = passage.index;
            found.push(Quotation {
                tokens,
                span,
                clause,
                kind: Kind::Misquote,
                score: 0.6,
                diff: word_diff(&index.clauses[clause].text, span.of(passage.text)),
                note: Some(format!("{} has no such words", index.clauses[clause].id)),
                weight: 0.0,
                places: 0..0,
            });
        }
        found
    }
}

/// Whether what agrees makes a quotation.
fn is_quotation(
    candidate: &Candidate,
    alignment: &Alignment,
    verbatim: bool,
    weight: f32,
    share: f32,
) -> bool {
    let rules = &RULES.quote;
    let words = alignment.agreeing();
    if verbatim && words >= rules.words && weight >= rules.weight {
        return true;
    }
    if verbatim && !candidate.attributed {
        return false;
    }
    let (least_share, least_weight) = if candidate.attributed {
        (rules.attributed, rules.least_attributed)
    } else {
        (rules.alone, rules.least_alone)
    };
    let long = words >= rules.long_words && weight >= rules.long_weight && share >= rules.alone;
    let short = candidate.attributed && share >= rules.short_share && weight >= rules.short_weight;
    let near = share >= least_share && weight >= least_weight;
    words >= rules.agreeing && (long || near || (short && words >= rules.words))
}

//! What a chain believes that a clause says, and takes back: "I had it in mind as …? No, it says …".

use std::ops::Range;

use super::Kind;
use super::candidates::Setting;
use super::quotations::Quotation;
use super::rules::RULES;
use crate::spec::word_diff;

/// So many sentences may lie between the words and the clause that they are given to.
const NEAR: u32 = 2;
/// Within so many words a wrong recollection is taken back.
const TAKEN_BACK: usize = 24;
/// Longer ones are cut off.
const LONGEST: usize = 40;

/// Recollections that are taken back and overlap nothing in `kept`.
pub(super) fn recollections(setting: &Setting, kept: &[Quotation]) -> Vec<Quotation> {
    if setting.mentions.is_empty() {
        return Vec::new();
    }
    let frames = &RULES.recollection.frames;
    let mut found: Vec<Quotation> = Vec::new();
    for at in near_mentions(setting) {
        let Some(start) = frames.iter().find_map(|frame| after_frame(setting, at, frame)) else {
            continue;
        };
        let taken = |tokens: &Range<usize>| {
            let overlaps = |other: &Quotation| {
                other.tokens.start < tokens.end && tokens.start < other.tokens.end
            };
            kept.iter().any(overlaps) || found.iter().any(overlaps)
        };
        let tokens = start..words_end(setting, start);
        if tokens.len() >= RULES.quote.agreeing
            && !taken(&tokens)
            && taken_back(setting, &tokens)
            && let Some(clause) = meant(setting, &tokens)
        {
            found.push(misquotation(setting, tokens, clause));
        }
    }
    found
}

/// The tokens around the mentions, each once.
fn near_mentions(setting: &Setting) -> impl Iterator<Item = usize> {
    let len = setting.passage.len();
    let mut next = 0;
    setting.mentions.iter().flat_map(move |mention| {
        let start = mention.from.saturating_sub(LONGEST).max(next);
        next = len.min(mention.to + 2 * LONGEST).max(start);
        start..next
    })
}

/// Where the words begin if the frame stands at token `at`.
fn after_frame(setting: &Setting, at: usize, frame: &str) -> Option<usize> {
    let passage = setting.passage;
    let mut next = at;
    for word in frame.split(' ') {
        let here = next < passage.len()
            && passage.word(next).eq_ignore_ascii_case(word)
            && passage.same_sentence(at, next);
        if !here {
            return None;
        }
        next += 1;
    }
    // "in mind that", "in my head as": what leads on is not part of the words.
    let leads = |at: usize| {
        at < passage.len()
            && ["that", "as", "it"].iter().any(|word| passage.word(at).eq_ignore_ascii_case(word))
    };
    if leads(next) {
        next += 1;
    }
    (next < passage.len() && passage.same_sentence(at, next)).then_some(next)
}

/// Where the words end: with the sentence, or where the writer breaks off.
fn words_end(setting: &Setting, start: usize) -> usize {
    let passage = setting.passage;
    let last = passage.sentence(start).end.min(start + LONGEST);
    let aside = |at: usize| {
        let comment = ["I", "which", "hmm", "and"].contains(&passage.word(at));
        passage.gap_before(at).starts_with(',') && comment
    };
    let breaks = |at: usize| {
        let gap = passage.gap_before(at);
        gap.contains("...") || gap.contains(['…', '—', '–', ';', '?']) || aside(at)
    };
    (start + 1..last).find(|&at| breaks(at)).unwrap_or(last)
}

/// Whether what follows doubts or corrects the words.
fn taken_back(setting: &Setting, tokens: &Range<usize>) -> bool {
    let passage = setting.passage;
    if passage.gap(tokens.end - 1).contains('?') {
        return true;
    }
    let last = passage.len().min(tokens.end + TAKEN_BACK);
    (tokens.end..last)
        .take_while(|&at| passage.same_paragraph(tokens.end - 1, at))
        .any(|at| corrects(setting, at))
}

fn corrects(setting: &Setting, at: usize) -> bool {
    let passage = setting.passage;
    let word = passage.word(at);
    let set_off = !passage.gap_before(at).trim().is_empty()
        && passage.gap(at).starts_with([',', '.', ':', ';', '!']);
    (word.eq_ignore_ascii_case("no") && set_off)
        || RULES.recollection.corrections.iter().any(|other| word.eq_ignore_ascii_case(other))
}

/// The clause that the words are given to: the last one cited shortly before, else the next.
fn meant(setting: &Setting, tokens: &Range<usize>) -> Option<usize> {
    let passage = setting.passage;
    let near = |at: usize| {
        let (low, high) = (at.min(tokens.start), at.max(tokens.start));
        let close = passage.between(low, high).is_some_and(|(sentences, _)| sentences <= NEAR);
        close && passage.same_paragraph(low, high)
    };
    let cut = setting.mentions.partition_point(|mention| mention.from < tokens.start);
    let before = setting.mentions[..cut].iter().rev();
    let after = setting.mentions[cut..].iter();
    before
        .take_while(|mention| near(mention.from))
        .chain(after.take_while(|mention| near(mention.from)))
        .find_map(|mention| mention.clause)
}

fn misquotation(setting: &Setting, tokens: Range<usize>, clause: usize) -> Quotation {
    let passage = setting.passage;
    let span = passage.span(tokens.clone());
    let entry = &passage.index.clauses[clause];
    Quotation {
        tokens,
        span,
        clause,
        kind: Kind::Misquote,
        score: 0.5,
        diff: word_diff(&entry.text, span.of(passage.text)),
        note: Some(format!("recalled and taken back; {} has no such words", entry.id)),
        weight: 0.0,
        places: 0..0,
    }
}

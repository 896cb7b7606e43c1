//! Parts of titles beside what makes them a reference: "the hate speech policy", "the rule about
//! privacy", "falls under harassment".

use std::ops::Range;

use super::Kind;
use super::evidence::names_a_clause;
use super::index::name_weight;
use super::lexicon::Class;
use super::reader::Reader;
use super::titles::{longest, name_ahead};

/// A part of a title beside a noun: "the hate speech policy", "the accents section", "the rule about
/// privacy". The noun (or "one") stands at token `at`; returns where to go on.
pub(super) fn named_by_noun(reader: &mut Reader, at: usize) -> Option<usize> {
    let class = reader.passage.class(at);
    let stands_in = class.has(Class::STAND_IN) && reader.has_cited();
    if !(names_a_clause(class) || stands_in) {
        return None;
    }
    let before = words_before(reader, at);
    // "the report that …": a conjunction, no noun.
    if reader.passage.word(at).eq_ignore_ascii_case("that") && !before.is_empty() {
        return None;
    }
    if let Some((tokens, clause)) = part(reader, before, at) {
        return place_part(reader, tokens, at..at + 1, clause);
    }
    let after = words_after(reader, at)?;
    // A whole name is found by itself, and judged by more.
    if longest(reader, after.start).is_some() {
        return None;
    }
    let (tokens, clause) = part(reader, after, at)?;
    let end = tokens.end;
    place_part(reader, tokens, at..end, clause)
}

/// "falls under harassment", "fall under hate speech": the verb stands at token `at`.
pub(super) fn falls_under(reader: &mut Reader, at: usize) -> Option<usize> {
    let passage = reader.passage;
    let mut start = at + 2;
    if !passage.class(at + 1).has(Class::LEAD) || !passage.adjoins(at) {
        return None;
    }
    while passage.class(start).has(Class::DETERMINER) && start < at + 4 {
        start += 1;
    }
    let mut end = start;
    let small = Class::FUNCTION.with(Class::NOUN).with(Class::PLURAL);
    while end < passage.len()
        && end - start < 4
        && passage.runs_on(end - 1)
        && (!passage.class(end).has(small) || passage.class(end).has(Class::CONNECTOR))
        && !(end > start && passage.gap(end - 1).contains(','))
    {
        end += 1;
    }
    let found = longest(reader, start).map(|found| found.tokens.start..found.tokens.end.max(end));
    let (tokens, clause) = match found {
        Some(tokens) => (tokens, name_ahead(reader, start)?),
        None => part(reader, start..end, end)?,
    };
    if !is_side(reader, clause) || names_a_clause(passage.class(tokens.end)) {
        return None;
    }
    reader.found(tokens.start, tokens.end, clause, Kind::Title, 0.7);
    Some(tokens.end)
}

/// The run of words that describes the noun at `at`: up to four, back to a small word.
fn words_before(reader: &Reader, at: usize) -> Range<usize> {
    let passage = &reader.passage;
    let taken = reader.mentions.last().map_or(0, |last| last.to);
    let mut start = at;
    while start > taken && at - start < 4 {
        let before = start - 1;
        let class = passage.class(before);
        let joins = passage.runs_on(before) || passage.adjoins(before);
        let stop = class.has(Class::FUNCTION | Class::DETERMINER | Class::NOUN | Class::PLURAL);
        if !joins || !passage.same_sentence(before, at) || (stop && !class.has(Class::CONNECTOR)) {
            break;
        }
        if passage.word(before).eq_ignore_ascii_case("the") {
            break;
        }
        start = before;
    }
    start..at
}

/// The words after "rule about", "section on", "one on".
fn words_after(reader: &Reader, at: usize) -> Option<Range<usize>> {
    let passage = &reader.passage;
    let mut start = at + 1;
    let mut linked = false;
    while start < passage.len()
        && start - at < 4
        && passage.adjoins(start - 1)
        && passage.class(start).has(Class::LINK | Class::DETERMINER | Class::CONNECTOR)
    {
        // "I read that rule as …": what follows is a reading of it, not its name.
        linked |= passage.class(start).has(Class::LINK)
            && !passage.word(start).eq_ignore_ascii_case("as");
        start += 1;
    }
    let mut end = start;
    while linked && end < passage.len() && end - start < 4 {
        let small =
            passage.class(end).has(Class::FUNCTION) && !passage.class(end).has(Class::CONNECTOR);
        if !passage.runs_on(end - 1) || small {
            break;
        }
        end += 1;
    }
    (end > start).then_some(start..end)
}

/// The clause that words beside a noun describe, and which of them do.
fn part(reader: &Reader, range: Range<usize>, noun: usize) -> Option<(Range<usize>, usize)> {
    if range.is_empty() {
        return None;
    }
    let clause = best_by_title(reader, range.clone(), noun)?;
    let belongs =
        |at: usize| reader.index().names.holders(reader.passage.stem(at)).contains(&clause);
    let start = range.clone().find(|&at| belongs(at))?;
    // Before a noun everything up to it belongs to the name ("hate speech policy").
    let end = if range.end <= noun { range.end } else { range.rev().find(|&at| belongs(at))? + 1 };
    Some((start..end, clause))
}

fn best_by_title(reader: &Reader, range: Range<usize>, noun: usize) -> Option<usize> {
    let index = reader.index();
    let passage = &reader.passage;
    let mut scores: Vec<(usize, f32, f32)> = Vec::new();
    let mut total = 0.0;
    for at in range {
        let class = passage.class(at);
        if class.has(Class::CONNECTOR | Class::FUNCTION) {
            continue;
        }
        let weight = name_weight(class);
        total += weight;
        let titled = class.has(Class::TITLE);
        let holders = if titled { index.names.holders(passage.stem(at)) } else { &[] };
        for &clause in holders {
            let share = weight / (holders.len() as f32).sqrt();
            match scores.iter_mut().find(|score| score.0 == clause) {
                Some(score) => {
                    score.1 += share;
                    score.2 += weight;
                }
                None => scores.push((clause, share, weight)),
            }
        }
    }
    scores.retain(|&(clause, share, weight)| {
        let covered = weight / index.names.weights[clause].max(0.1);
        let cited = reader.memory.cited.contains(&clause);
        let telling = (share >= 0.6 && (covered >= 0.5 || is_side(reader, clause)))
            || (cited && share >= 0.4);
        telling && weight / total.max(0.1) >= 0.45
    });
    let plural = passage.class(noun).has(Class::PLURAL);
    scores.retain(|&(clause, ..)| !plural || is_side(reader, clause));
    let rank = |&(clause, share, _): &(usize, f32, f32)| {
        let cited = reader.memory.cited.contains(&clause);
        let top = index.clauses[clause].parent.is_none();
        share + if cited { 0.5 } else { 0.0 } + if top { 0.1 } else { 0.0 }
    };
    scores.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then(a.0.cmp(&b.0)));
    match scores.as_slice() {
        [one] => Some(one.0),
        [best, next, ..] if rank(best) > rank(next) + 0.05 => Some(best.0),
        _ => None,
    }
}

/// Whether a clause is named by topics, "A / B", so that one of them is as good as the title.
fn is_side(reader: &Reader, clause: usize) -> bool {
    let title = &reader.index().clauses[clause].title;
    title.contains('/') || !title.contains(' ')
}

/// A part of a title that was cited before only points back to it.
fn place_part(
    reader: &mut Reader,
    name: Range<usize>,
    with_noun: Range<usize>,
    clause: usize,
) -> Option<usize> {
    let cited = reader.memory.cited.contains(&clause);
    let end = with_noun.end.max(name.end);
    if cited && !is_side(reader, clause) {
        let start = name.start.min(with_noun.start);
        let before = start.checked_sub(1)?;
        if !reader.passage.class(before).has(Class::DETERMINER) {
            return None;
        }
        reader.found(before, end, clause, Kind::Anaphora, 0.7);
        return Some(end);
    }
    if reader.passage.class(with_noun.start).has(Class::STAND_IN) {
        return None;
    }
    reader.found(name.start, name.end, clause, Kind::Title, 0.7);
    Some(end)
}

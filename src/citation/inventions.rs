//! Sections that are named and do not exist: a "Deadlines first" section, the Emergency Override
//! clause, a rule called "Act first".

use std::ops::Range;

use super::evidence::names_a_clause;
use super::lexicon::Class;
use super::reader::Reader;

/// A section that the spec does not have: a "Deadlines first" section, the Deadline Override clause,
/// a clause called "Act first". The noun stands at token `at`.
pub(super) fn unknown_title(reader: &mut Reader, at: usize) -> Option<usize> {
    let class = reader.passage.class(at);
    let tokens = if class.has(Class::CALLED) {
        named_so(reader, at)?
    } else if class.has(Class::NOUN) {
        quoted_before(reader, at)
            .or_else(|| capitals_before(reader, at))
            .or_else(|| capitals_after(reader, at))?
    } else {
        return None;
    };
    if resembles_title(reader, tokens.clone()) {
        return None;
    }
    let span = reader.passage.span(tokens.clone());
    let sure = reader.speaks_of_spec(at);
    reader.missing(tokens.start, tokens.end, span, None, sure);
    Some(tokens.end.max(at + 1))
}

/// The words in quotation marks right before the noun.
fn quoted_before(reader: &Reader, at: usize) -> Option<Range<usize>> {
    let passage = &reader.passage;
    let last = at.checked_sub(1)?;
    if !passage.gap(last).trim_end().ends_with(['"', '”', '\'', '’', '»', '`', '*']) {
        return None;
    }
    let opens = |gap: &str| gap.ends_with(['"', '“', '‘', '\'', '«', '`', '*']);
    let start = (at.saturating_sub(9)..at)
        .rev()
        .take_while(|&first| passage.same_sentence(first, last))
        .find(|&first| opens(passage.gap_before(first)))?;
    (at - start >= 2).then_some(start..at)
}

/// The words in quotation marks after "a clause called", "it was called", where the sentence or the
/// one before speaks of clauses.
fn named_so(reader: &Reader, at: usize) -> Option<Range<usize>> {
    let passage = &reader.passage;
    let tokens = quoted_from(reader, at + 1)?;
    let sentence = passage.sentence(at);
    let start = match sentence.start.checked_sub(1) {
        Some(before) if passage.same_paragraph(before, at) => passage.sentence(before).start,
        _ => sentence.start,
    };
    let of_clauses = (start..at).any(|at| names_a_clause(passage.class(at)));
    if !(of_clauses || reader.cited_in_sentence(at).is_some()) {
        return None;
    }
    Some(tokens)
}

fn quoted_from(reader: &Reader, start: usize) -> Option<Range<usize>> {
    let passage = &reader.passage;
    if start >= passage.len() || !passage.gap_before(start).ends_with(['"', '“', '«', '`', '*'])
    {
        return None;
    }
    let closes =
        |gap: &str| gap.trim_start_matches(['.', ',']).starts_with(['"', '”', '»', '`', '*']);
    let last = (start..passage.len().min(start + 9)).find(|&last| closes(passage.gap(last)))?;
    (last > start).then_some(start..last + 1)
}

/// Two or more words with capitals right before the noun, inside a sentence.
fn capitals_before(reader: &Reader, at: usize) -> Option<Range<usize>> {
    let passage = &reader.passage;
    if !reader.has_cited()
        || passage.class(at).has(Class::LOOSE)
        || !passage.class(at).has(Class::WHOLE)
    {
        return None;
    }
    let mut start = at;
    while start > 0
        && at - start < 6
        && passage.gap(start - 1) == " "
        && passage.same_sentence(start - 1, at)
        && passage.tokens[start - 1].shape.capital()
    {
        start -= 1;
    }
    let policy = passage.stem(at) == passage.index.lexicon.policy();
    let inside = start > 0 && !passage.begins_sentence(start);
    if (start..at).any(|at| passage.class(at).has(Class::FOREIGN | Class::DOCUMENT)) {
        return None;
    }
    (inside && !policy && at - start >= 2).then_some(start..at)
}

/// "a section Trivial Lapses": two or more words with capitals right after the noun.
fn capitals_after(reader: &Reader, at: usize) -> Option<Range<usize>> {
    let passage = &reader.passage;
    let class = passage.class(at);
    let article = ["a", "the"].iter().any(|word| {
        at > 0 && passage.word(at - 1).eq_ignore_ascii_case(word) && passage.gap(at - 1) == " "
    });
    let policy = passage.stem(at) == passage.index.lexicon.policy();
    if !reader.has_cited()
        || !class.has(Class::WHOLE)
        || class.has(Class::LOOSE)
        || policy
        || !article
    {
        return None;
    }
    let mut end = at + 1;
    while end < passage.len()
        && end - at < 6
        && passage.gap(end - 1) == " "
        && passage.tokens[end].shape.capital()
        && !passage.class(end).has(Class::FOREIGN | Class::DOCUMENT)
    {
        end += 1;
    }
    (end - at > 2).then_some(at + 1..end)
}

/// Whether words are near enough to some title to be meant as it.
fn resembles_title(reader: &Reader, tokens: Range<usize>) -> bool {
    let index = reader.index();
    let stems: Vec<u32> = tokens
        .filter(|&at| !reader.passage.class(at).has(Class::FUNCTION | Class::CONNECTOR))
        .map(|at| reader.passage.stem(at))
        .collect();
    let shared = |title: &Vec<u32>| title.iter().filter(|stem| stems.contains(stem)).count();
    stems.is_empty()
        || index.names.stems.iter().any(|title| {
            let shared = shared(title);
            shared > 0 && shared * 2 >= stems.len().max(title.len())
        })
}

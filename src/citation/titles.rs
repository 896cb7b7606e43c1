//! Citations by title, whole or in part.
//!
//! A title is a title only where the sentence uses it so. What its words weigh and what speaks for a
//! reference is added up (`rules.toml`, `[title]`): rare words need little evidence, common ones much.

use std::ops::Range;

use super::Kind;
use super::evidence::evidence;
use super::index::name_weight;
use super::lexicon::{Class, UNKNOWN};
use super::names::{Name, Names};
use super::reader::Reader;
use super::rules::RULES;

/// A name that stands at some tokens.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub tokens: Range<usize>,
    pub names: Vec<Name>,
}

/// A whole title, or one side of a slash, that begins at token `at`; returns where to go on.
pub(super) fn name(reader: &mut Reader, at: usize) -> Option<usize> {
    let found = longest(reader, at)?;
    let clause = choose(reader, &found)?;
    let name = *found.names.iter().find(|name| name.clause == clause)?;
    let found = with_other_sides(reader, with_article(reader, found, clause), clause);
    let words = words_weight(reader, &found.tokens, name);
    let cited = reader.has_cited();
    let accepts = |cited: bool| {
        let evidence = evidence(reader, &found.tokens, name, clause, cited);
        let sum = words + evidence;
        (evidence > 0.0 && sum >= RULES.title.accept).then_some(sum)
    };
    // What counts only in a chain that cites the spec may come before its first citation.
    let (sum, sure) = match accepts(cited) {
        Some(sum) => (sum, true),
        None if !cited => (accepts(true)?, false),
        None => return None,
    };
    let score = (sum / (2.0 * RULES.title.accept)).min(1.0);
    let Range { start, end } = found.tokens;
    if sure {
        reader.found(start, end, clause, Kind::Title, score);
    } else {
        reader.tentative(start, end, clause, Kind::Title, score);
    }
    Some(end)
}

/// "The chain of command": an article that belongs to the title.
fn with_article(reader: &Reader, mut found: Match, clause: usize) -> Match {
    let passage = &reader.passage;
    let title = &reader.index().clauses[clause].title;
    let first = title.split_whitespace().next().unwrap_or_default();
    if let Some(before) = found.tokens.start.checked_sub(1)
        && passage.class(before).has(Class::CONNECTOR)
        && passage.adjoins(before)
        && passage.word(before).eq_ignore_ascii_case(first)
    {
        found.tokens.start = before;
    }
    found
}

/// What the words of a name weigh as they are written here.
fn words_weight(reader: &Reader, tokens: &Range<usize>, name: Name) -> f32 {
    let passage = &reader.passage;
    let rules = &RULES.title;
    let mut sum = 0.0;
    let mut other_form = false;
    for at in tokens.clone() {
        let class = passage.class(at);
        if class.has(Class::CONNECTOR) {
            continue;
        }
        let ideograph = !passage.word(at).is_ascii() && passage.word(at).chars().count() == 1;
        sum += if ideograph { rules.word_function } else { name_weight(class) };
        other_form |= !class.has(Class::TITLE_WORD);
    }
    let factor = if name.whole { 1.0 } else { rules.segment };
    (sum * factor).min(rules.words_cap) - if other_form { rules.other_form } else { 0.0 }
}

/// The clause whose name begins at token `at`, for a reader who looks ahead.
pub(super) fn name_ahead(reader: &Reader, at: usize) -> Option<usize> {
    let found = longest(reader, at)?;
    choose(reader, &found)
}

/// The longest name that begins at token `at`.
pub(super) fn longest(reader: &Reader, at: usize) -> Option<Match> {
    let passage = &reader.passage;
    let names = &reader.index().names;
    let mut node = Names::ROOT;
    let mut best = None;
    let mut next = at;
    loop {
        if node != Names::ROOT && passage.class(next).has(Class::CONNECTOR) {
            if !passage.runs_on(next) || !passage.runs_on(next - 1) {
                break;
            }
            next += 1;
            continue;
        }
        if next >= passage.len() || (node != Names::ROOT && !passage.runs_on(next - 1)) {
            break;
        }
        let titled = passage.class(next).has(Class::TITLE);
        let stem = if titled { passage.stem(next) } else { UNKNOWN };
        let Some(below) = (stem != UNKNOWN).then(|| names.step(node, stem)).flatten() else {
            break;
        };
        node = below;
        next += 1;
        if !names.ends(node).is_empty() {
            best = Some(Match { tokens: at..next, names: names.ends(node).to_vec() });
        }
        if next >= passage.len() {
            break;
        }
    }
    best
}

/// Which of several clauses of the same name is meant: the one that the text is about, else the first
/// that has it as its whole title.
fn choose(reader: &Reader, found: &Match) -> Option<usize> {
    let index = reader.index();
    let focus = reader.memory.focus;
    let near = |name: &&Name| {
        let Some(focus) = focus else { return false };
        let top = |clause: usize| index.clauses[clause].parent.unwrap_or(clause);
        name.clause == focus || top(name.clause) == top(focus)
    };
    let whole = |name: &&Name| name.whole;
    found
        .names
        .iter()
        .find(|name| whole(name) && near(name))
        .or_else(|| found.names.iter().find(near))
        .or_else(|| found.names.iter().find(whole))
        .or_else(|| found.names.first())
        .map(|name| name.clause)
}

/// "Harassment/Hate": sides of one title that follow one another are one name.
fn with_other_sides(reader: &Reader, mut found: Match, clause: usize) -> Match {
    let passage = &reader.passage;
    loop {
        let end = found.tokens.end;
        if end >= passage.len() || !passage.runs_on(end - 1) {
            return found;
        }
        let skip = usize::from(passage.class(end).has(Class::CONNECTOR) && passage.runs_on(end));
        let joined = skip == 1 || passage.gap(end - 1).contains(['/', ',', '&']);
        match longest(reader, end + skip) {
            Some(next) if joined && next.names.iter().any(|name| name.clause == clause) => {
                found.tokens.end = next.tokens.end;
            }
            _ => return found,
        }
    }
}

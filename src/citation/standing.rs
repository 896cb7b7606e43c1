//! How a name stands in its sentence: as a sentence of its own, at the head of a line of duties, as
//! the subject of a verb that only a rule takes, begun small where a sentence begins large.

use std::ops::Range;

use super::lexicon::Class;
use super::names::Name;
use super::passage::Passage;
use super::reader::Reader;
use super::rules::RULES;

/// What the place of a name in its sentence says for a reference.
pub(super) fn standing(
    reader: &Reader,
    tokens: &Range<usize>,
    name: Name,
    clause: usize,
    citing: bool,
) -> f32 {
    let passage = &reader.passage;
    let word_id = is_word_id(reader, tokens, clause);
    if !(word_id || (name.whole && tokens.len() > 1)) {
        return 0.0;
    }
    let rules = &RULES.title;
    let large = passage.tokens[tokens.start].shape.capital();
    let mut sum = 0.0;
    if heads(passage, tokens.start) {
        // "paltering, by selection": a small letter after a stop is an id's.
        let small = word_id && !large && passage.gap(tokens.end - 1).starts_with(',');
        let alone = small || stands_alone(passage, tokens.end);
        let verb = takes_verb(passage, tokens);
        if heads_duty(passage, tokens.end) {
            sum += rules.heads_duty;
        } else if citing && (alone || verb)
            || !word_id && (verb || (alone && has_rare_word(passage, tokens)))
        {
            sum += if word_id { rules.word_alone } else { rules.alone };
        }
        if !large && sum > 0.0 {
            sum += rules.capital_at_start;
        }
    } else if word_id
        && citing
        && (large_inside(passage, tokens) || small_reference(reader, tokens))
    {
        sum += rules.beside_noun;
    }
    sum
}

/// Whether the clause's id is this one word.
fn is_word_id(reader: &Reader, tokens: &Range<usize>, clause: usize) -> bool {
    let passage = &reader.passage;
    let id = &reader.index().clauses[clause].id;
    tokens.len() == 1
        && id.eq_ignore_ascii_case(passage.word(tokens.start))
        && !passage.class(tokens.start).has(Class::COMMON | Class::FUNCTION | Class::DOCUMENT)
}

/// Whether a word of the name is one that few texts have.
fn has_rare_word(passage: &Passage, tokens: &Range<usize>) -> bool {
    tokens.clone().any(|at| !passage.class(at).has(Class::COMMON | Class::FUNCTION))
}

/// Whether token `at` begins a sentence or line, also with a small letter, as ids do.
fn heads(passage: &Passage, at: usize) -> bool {
    let gap = passage.gap_before(at);
    let opened = gap.ends_with(['"', '“', '«', '(', '「']);
    !opened
        && (passage.begins_sentence(at) || gap.starts_with(['.', '!', '?']) && gap.ends_with(' '))
}

/// "Own up." "Own up as well," "Privacy?": no sentence goes on with the words of the name.
fn stands_alone(passage: &Passage, end: usize) -> bool {
    let ends = |gap: &str| gap.starts_with(['.', '!', '?', ';']) || gap.contains("\n\n");
    let gap = passage.gap(end - 1);
    if ends(gap) || end >= passage.len() {
        return true;
    }
    let filler = |at: usize| {
        at < passage.len()
            && RULES.words.fillers.iter().any(|word| word.eq_ignore_ascii_case(passage.word(at)))
    };
    let last = if filler(end) && filler(end + 1) { end + 1 } else { end };
    let set_off = matches!(gap, " " | ", ");
    let closed = |gap: &str| ends(gap) || gap.starts_with([',', ':']);
    set_off && filler(end) && closed(passage.gap(last))
}

/// "Own up asks", "No way back wanted": a name that is no noun has a verb in the third person. Of a
/// noun ("Young people have") that says nothing, unless the verb is one of saying in the singular.
fn takes_verb(passage: &Passage, tokens: &Range<usize>) -> bool {
    let end = tokens.end;
    if end >= passage.len() || !passage.adjoins(end - 1) {
        return false;
    }
    let class = passage.class(end);
    let word = passage.word(end);
    if word == "have" {
        return false;
    }
    let singular = word.ends_with('s') || word.ends_with("ed") || word.ends_with("snt");
    let denied = word.eq_ignore_ascii_case("doesn't") || word.eq_ignore_ascii_case("doesn’t");
    let bounded = |at: usize| passage.class(at).has(Class::FUNCTION);
    let no_noun = bounded(tokens.start) || bounded(end - 1);
    let auxiliary = class.has(Class::AUXILIARY) && (no_noun || tokens.len() == 1);
    (class.has(Class::REPORT) && singular && !class.has(Class::AUXILIARY)) || auxiliary || denied
}

/// "Privacy → must not help", "own_up: should say": what follows is a duty without one who has it.
fn heads_duty(passage: &Passage, end: usize) -> bool {
    let gap = passage.gap(end - 1).trim();
    let duty = |at: usize| passage.class(at).has(Class::DUTY | Class::BINDING | Class::FREE);
    matches!(gap, ":" | "→" | "->" | "=>" | "—" | "–" | "-" | "*:" | "**:") && duty(end)
        || gap.starts_with('→')
}

/// A capital inside the sentence that belongs to no longer name.
fn large_inside(passage: &Passage, tokens: &Range<usize>) -> bool {
    let large = |at: usize| passage.tokens.get(at).is_some_and(|token| token.shape.capital());
    let beside =
        tokens.start.checked_sub(1).is_some_and(large) && passage.adjoins(tokens.start - 1);
    let opened = passage.gap_before(tokens.start).ends_with(['"', '“', '(', '-', '*']);
    let after = large(tokens.end) && passage.adjoins(tokens.end - 1);
    large(tokens.start) && !beside && !after && !opened
}

/// "Under persuasion", "OV4, and privacy", "true and misleading: paltering.": a small word as a
/// reference.
fn small_reference(reader: &Reader, tokens: &Range<usize>) -> bool {
    let passage = &reader.passage;
    let start = tokens.start;
    let (before, after) = (passage.gap_before(start), passage.gap(tokens.end - 1));
    let lead = passage.class_before(start).has(Class::LEAD) && passage.gap_before(start) == " ";
    let ends = after.starts_with([',', '.', ';', '?', '!']) || tokens.end >= passage.len();
    let set_off =
        before.trim_end().ends_with([':', '—', '–', '→']) && (ends || takes_verb(passage, tokens));
    let verb = passage.class(tokens.end).has(Class::REPORT | Class::AUXILIARY);
    let subject = before.starts_with(',') && verb && passage.adjoins(tokens.end - 1);
    lead || set_off || subject || listed_with_id(reader, start)
}

/// The last mention is an id, and only a joint of a list stands between.
fn listed_with_id(reader: &Reader, start: usize) -> bool {
    let passage = &reader.passage;
    let Some(last) = reader.mentions.last() else { return false };
    let joints = (last.to..start).all(|at| passage.class(at).has(Class::LIST_JOINT));
    let mark = passage.gap_before(start);
    last.kind == super::Kind::Id
        && last.to <= start
        && start - last.to <= 1
        && joints
        && (start > last.to || matches!(mark, ", " | "/" | " & " | " + "))
}

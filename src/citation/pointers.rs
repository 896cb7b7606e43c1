//! Phrases that point back to a clause: "the policy", "that section", "the latter".

use super::Kind;
use super::lexicon::Class;
use super::reader::Reader;

/// How many paragraphs back a pointer may reach.
const REACH: u32 = 4;
/// "the rule" may soon be another; "the policy" and "that rule" reach further.
const RULE_REACH: u32 = 2;

/// A pointer whose noun, "one" or "latter" stands at token `at`; returns where to go on.
pub(super) fn pointer(reader: &mut Reader, at: usize) -> Option<usize> {
    let class = reader.passage.class(at);
    reader.memory.focus?;
    let (from, clause) = if class.has(Class::POINTER) {
        of_two(reader, at)?
    } else if class.has(Class::NOUN) {
        by_order(reader, at).or_else(|| by_noun(reader, at))?
    } else if class.has(Class::STAND_IN) {
        by_one(reader, at)?
    } else if class.has(Class::ORDINAL) {
        by_ordinal(reader, at)?
    } else if class.has(Class::ECHOING) {
        by_echo(reader, at)?
    } else {
        return None;
    };
    // With one clause cited in the whole chain there is no other that could be meant.
    if reader.paragraphs_since(from) > REACH && !one_topic(reader) {
        return None;
    }
    let same_paragraph = reader.paragraphs_since(from) == 0;
    let noun_too = class.has(Class::POINTER)
        && reader.passage.class(at + 1).has(Class::NOUN)
        && reader.passage.adjoins(at);
    let to = at + 1 + usize::from(noun_too);
    let score = if same_paragraph { 0.8 } else { 0.6 };
    reader.found(from, to, clause, Kind::Anaphora, score);
    Some(to)
}

/// Whether everything cited so far belongs to one top-level clause.
fn one_topic(reader: &Reader) -> bool {
    let index = reader.index();
    let top = |&clause: &usize| index.clauses[clause].parent.unwrap_or(clause);
    let mut tops = reader.memory.cited.iter().map(top);
    let first = tops.next();
    tops.all(|top| Some(top) == first)
}

/// "the policy", "that section", "the same clause".
fn by_noun(reader: &Reader, at: usize) -> Option<(usize, usize)> {
    let passage = &reader.passage;
    let mut from = at;
    while from > 0
        && at - from < 2
        && passage.adjoins(from - 1)
        && passage.class(from - 1).has(Class::DETERMINER)
        // "I know that that rule …": the first joins two clauses.
        && (from == at || !passage.word(from - 1).eq_ignore_ascii_case("that"))
    {
        from -= 1;
    }
    let quoted_name = passage.gap(at).starts_with([' ', ':']) && opens_name(passage.gap(at));
    if from == at || quoted_name || owned_by_another(reader, at) {
        return None;
    }
    let focus = reader.memory.focus?;
    let index = reader.index();
    if names_document(reader, at, focus) {
        return None;
    }
    let points = ["this", "that", "same"]
        .iter()
        .any(|word| (from..at).any(|at| passage.word(at).eq_ignore_ascii_case(word)));
    let class = passage.class(at);
    let far = reader.paragraphs_since(from) > RULE_REACH;
    // "the same item" may be any thing; "the same paragraph" is of a text.
    let thing = class.has(Class::ITEM) && passage.word(at - 1).eq_ignore_ascii_case("same");
    let near = points && !thing && class.has(Class::LOOSE) && reader.cited_shortly_before(at);
    if (class.has(Class::LOOSE) && !near) || (far && !points && !class.has(Class::WHOLE)) {
        return None;
    }
    // "the policy" after "rule 1" is the policy that the rule belongs to.
    let whole = passage.class(at).has(Class::WHOLE);
    let holder = index.holder_of_items(focus);
    let clause = if whole { holder.unwrap_or(focus) } else { focus };
    Some((from, clause))
}

/// "The policy" is the whole document where that is what its name calls it ("assistant-policy") and
/// its clauses have ids of their own.
fn names_document(reader: &Reader, at: usize, focus: usize) -> bool {
    let index = reader.index();
    let spec = &index.specs[index.clauses[focus].spec];
    let word = reader.passage.word(at);
    let called =
        spec.split(|c: char| !c.is_alphanumeric()).any(|part| part.eq_ignore_ascii_case(word));
    called && index.holder_of_items(focus).is_none() && index.joined_ids > 0
}

/// "the exception" after a clause whose title or id speaks of one.
fn by_echo(reader: &Reader, at: usize) -> Option<(usize, usize)> {
    let passage = &reader.passage;
    let before = at.checked_sub(1)?;
    let focus = reader.memory.focus?;
    let index = reader.index();
    let has_word = index.names.holders(passage.stem(at)).contains(&focus);
    let determined = passage.class(before).has(Class::DETERMINER) && passage.adjoins(before);
    if !determined {
        return described_echo(reader, at);
    }
    let fits = (has_word || makes_exception(reader, at, focus)) && !owned_by_another(reader, at);
    if fits { Some((before, focus)) } else { described_echo(reader, at) }
}

/// "the exception" of a clause that has one in its text.
fn makes_exception(reader: &Reader, at: usize, focus: usize) -> bool {
    let noun = ["exception", "exemption"];
    let text = &reader.index().clauses[focus].text;
    noun.iter().any(|noun| reader.passage.word(at).eq_ignore_ascii_case(noun))
        && text
            .split(|c: char| !c.is_alphabetic())
            .any(|word| ["unless", "except"].iter().any(|mark| word.eq_ignore_ascii_case(mark)))
}

/// "the reporting duty", "the duty to report", "the ban on lying": the clause cited before whose title
/// has the word that describes the noun.
fn described_echo(reader: &Reader, at: usize) -> Option<(usize, usize)> {
    let passage = &reader.passage;
    let cited = |word: usize| {
        if !passage.class(word).has(Class::TITLE) {
            return None;
        }
        let holders = reader.index().names.holders(passage.stem(word));
        reader.memory.cited.iter().rev().find(|clause| holders.contains(clause)).copied()
    };
    let before = at.checked_sub(1)?;
    if passage.class(before).has(Class::DETERMINER) {
        let linked = passage.class(at + 1).has(Class::LINK) && passage.adjoins(at);
        return cited(at + 2).filter(|_| linked).map(|clause| (before, clause));
    }
    let determined = passage.class_before(before).has(Class::DETERMINER);
    cited(before)
        .filter(|_| determined && passage.adjoins(before))
        .map(|clause| (before - 1, clause))
}

/// `the section "Known issues"`: the noun names something else.
fn opens_name(gap: &str) -> bool {
    gap.contains(['"', '“', '`', '«', '「'])
}

/// "the policy of the company", "the rule of law": what follows says whose or which.
fn owned_by_another(reader: &Reader, at: usize) -> bool {
    let passage = &reader.passage;
    let next = at + 1;
    if next >= passage.len() || !passage.adjoins(at) {
        return false;
    }
    let word = passage.word(next);
    // "the policy of promoting X" describes the one meant; "the policy of the company" another.
    let own = word == "of" && next + 1 < passage.len() && passage.word(next + 1).ends_with("ing");
    let noun = passage.class(next).has(Class::NOUN | Class::PLURAL);
    // "X is the clause which fits": introduces, does not point back.
    let relative = ["which", "that", "who", "where"].contains(&word);
    (word == "of" && !own) || noun || relative || passage.tokens[next].shape.number()
}

/// "that one", "the first one", "the other one".
fn by_one(reader: &Reader, at: usize) -> Option<(usize, usize)> {
    let passage = &reader.passage;
    let before = at.checked_sub(1).filter(|&before| passage.adjoins(before))?;
    if !passage.word(at).eq_ignore_ascii_case("one") {
        return None;
    }
    let word = passage.word(before).to_lowercase();
    let two = last_two(reader);
    match word.as_str() {
        "that" => {
            reader.cited_in_sentence(at).and(reader.memory.focus).map(|focus| (before, focus))
        }
        "first" => two.map(|(first, _)| (start(reader, before), first)),
        "second" | "other" => two.map(|(first, second)| {
            let other = if reader.memory.focus == Some(second) { first } else { second };
            (start(reader, before), if word == "second" { second } else { other })
        }),
        _ => None,
    }
}

/// "the second section" of two that were cited.
fn by_order(reader: &Reader, at: usize) -> Option<(usize, usize)> {
    let passage = &reader.passage;
    let before = at.checked_sub(1).filter(|&before| passage.adjoins(before))?;
    let determined = passage.class_before(before).has(Class::DETERMINER);
    let (first, second) = last_two(reader)?;
    match passage.word(before) {
        "first" | "former" if determined => Some((before - 1, first)),
        "second" | "latter" | "other" if determined => Some((before - 1, second)),
        _ => None,
    }
}

/// "the first says", "the second asks": one of two that were cited.
fn by_ordinal(reader: &Reader, at: usize) -> Option<(usize, usize)> {
    let passage = &reader.passage;
    let verb = passage.class(at + 1);
    let says = verb.has(Class::REPORT) && !verb.has(Class::AUXILIARY) && passage.adjoins(at);
    let determined = passage.class_before(at).has(Class::DETERMINER);
    let (first, second) = last_two(reader).filter(|_| says && determined)?;
    match passage.word(at) {
        "first" => Some((at - 1, first)),
        "second" => Some((at - 1, second)),
        _ => None,
    }
}

/// The determiner before token `at`, if there is one.
fn start(reader: &Reader, at: usize) -> usize {
    let determiner = reader.passage.class_before(at).has(Class::DETERMINER);
    if determiner { at - 1 } else { at }
}

/// "the latter", "the former".
fn of_two(reader: &Reader, at: usize) -> Option<(usize, usize)> {
    let (first, second) = last_two(reader)?;
    let determined = reader.passage.class_before(at).has(Class::DETERMINER);
    let latter = reader.passage.word(at).eq_ignore_ascii_case("latter");
    determined.then_some((at - 1, if latter { second } else { first }))
}

/// The last two different clauses cited, in their order.
fn last_two(reader: &Reader) -> Option<(usize, usize)> {
    let cited = &reader.memory.cited;
    let second = *cited.last()?;
    let first = *cited.iter().rev().find(|&&clause| clause != second)?;
    Some((first, second))
}

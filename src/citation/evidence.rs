//! What speaks for a title being used as a title: a noun beside it, a list it stands in, a number
//! before it, marks around it, a capital.

use std::ops::Range;

use super::Kind;
use super::lexicon::Class;
use super::names::Name;
use super::numbers;
use super::reader::Reader;
use super::rules::RULES;
use super::standing::standing;
use super::titles::longest;

/// What speaks for a reference at `tokens`; `citing` says whether the chain cites the spec.
pub(super) fn evidence(
    reader: &Reader,
    tokens: &Range<usize>,
    name: Name,
    clause: usize,
    citing: bool,
) -> f32 {
    let rules = &RULES.title;
    let single = name.words == 1;
    let mut sum = 0.0;
    if noun_after(reader, tokens.end) || noun_before(reader, tokens.start) {
        sum += rules.beside_noun;
    }
    if listed(reader, tokens.start) {
        sum += rules.listed;
    }
    if follows_number(reader, tokens.start, clause) {
        sum += rules.beside_noun;
    }
    if lead(reader, tokens) {
        sum += rules.lead;
    }
    sum += standing(reader, tokens, name, clause, citing);
    let cited = reader.memory.cited.contains(&clause);
    if single {
        if !reader.passage.class(tokens.start).has(Class::TITLE_WORD) {
            return 0.0;
        }
        let capital = reader.passage.tokens[tokens.start].shape.capital();
        let inside = capital && !reader.passage.begins_sentence(tokens.start);
        let loose = inside && name.whole && loose_noun_after(reader, tokens.end);
        return sum + if (inside && cited) || loose { rules.beside_noun } else { 0.0 };
    }
    let nouns = Class::NOUN | Class::PLURAL;
    if reader.passage.class(tokens.end - 1).has(nouns) {
        sum += rules.ends_in_noun;
    }
    if marked(reader, tokens) {
        sum += rules.quoted;
    }
    if below_focus(reader, tokens.start, clause) {
        sum += rules.below_context;
    }
    sum + capital(reader, tokens)
}

/// A noun like "policy" or "rule" right after the name.
fn noun_after(reader: &Reader, end: usize) -> bool {
    let passage = &reader.passage;
    let next = |at: usize| names_a_clause(passage.class(at)) && passage.adjoins(at - 1);
    if part_of_clause(reader, end) || shared_noun(reader, end) {
        return true;
    }
    let rest = &passage.text[passage.tokens[end - 1].end as usize..];
    let rest = rest.trim_start_matches(['”', '」', '』', '"', '》', '的', ' ']);
    next(end) || RULES.cjk.nouns.iter().any(|noun| rest.starts_with(noun.as_str()))
}

/// "The Overview chapter": beside a capital an ordinary noun will do.
fn loose_noun_after(reader: &Reader, end: usize) -> bool {
    let passage = &reader.passage;
    passage.class(end).has(Class::LOOSE) && passage.adjoins(end - 1)
}

/// A noun that is hardly anything but a name for a clause.
pub(super) fn names_a_clause(class: Class) -> bool {
    class.has(Class::NOUN | Class::PLURAL) && !class.has(Class::LOOSE)
}

/// "the proactive intervention part of the policy".
fn part_of_clause(reader: &Reader, end: usize) -> bool {
    let passage = &reader.passage;
    let small = |at: usize| passage.class(at).has(Class::INSIDE | Class::DETERMINER);
    passage.class(end).has(Class::PART)
        && passage.adjoins(end - 1)
        && small(end + 1)
        && small(end + 2)
        && names_a_clause(passage.class(end + 3))
}

/// "the harassment and privacy policies": the noun after the next name is this one's too.
fn shared_noun(reader: &Reader, end: usize) -> bool {
    let passage = &reader.passage;
    if end + 1 >= passage.len() || !passage.runs_on(end - 1) {
        return false;
    }
    let joined = passage.class(end).has(Class::CONNECTOR) && passage.runs_on(end);
    let next = if joined { end + 1 } else { end };
    let listed = joined || passage.gap(end - 1).contains([',', '/', '&']);
    let plural = |at: usize| {
        let class = passage.class(at);
        class.has(Class::PLURAL) && names_a_clause(class) && passage.adjoins(at - 1)
    };
    listed && longest(reader, next).is_some_and(|found| plural(found.tokens.end))
}

/// A noun before it: "policy on X", "the policies, especially X", "the one about X", "section X".
fn noun_before(reader: &Reader, start: usize) -> bool {
    let passage = &reader.passage;
    let mut at = start;
    let mut linked = false;
    // Up to three small words may stand between: "policies related to the X".
    while at > 0 && start - at < 4 && passage.same_sentence(at - 1, start) {
        at -= 1;
        let class = passage.class(at);
        let stands_in = class.has(Class::STAND_IN) && linked && noun_earlier(reader, at);
        if names_a_clause(class) {
            let gap = passage.gap(at);
            let named = at + 1 == start
                && (gap == ": " || gap.contains(['"', '“', '`', '*', '«', '„', '‘', '「']));
            return linked || named;
        }
        if stands_in {
            return true;
        }
        // "the policies mention X"
        linked |= class.has(Class::LINK) || (class.has(Class::MENTIONS) && at + 1 == start);
        let small = class.has(
            Class::LINK | Class::CONNECTOR | Class::DETERMINER | Class::FUNCTION | Class::MENTIONS,
        );
        if !small && !is_participle(passage.word(at)) {
            break;
        }
    }
    let cjk = passage.gap_before(start).is_empty()
        || passage.gap_before(start).trim().starts_with(['「', '“', '：', '《']);
    let before = &passage.text[..passage.tokens[start].start as usize];
    let before = before.trim_end_matches(['「', '“', '：', '《', ' ']);
    cjk && RULES.cjk.nouns.iter().any(|noun| before.ends_with(noun.as_str()))
        || (linked && plural_shortly_before(reader, start))
}

/// "no other policies apply here, like X": the plural stands a few words further back.
fn plural_shortly_before(reader: &Reader, start: usize) -> bool {
    let passage = &reader.passage;
    let from = passage.sentence(start).start.max(start.saturating_sub(8));
    let gap = passage.gap_before(start.saturating_sub(1));
    let set_off = gap.starts_with(',') || gap.starts_with(" (");
    (set_off || focusing(reader, start))
        && (from..start).any(|at| passage.class(at).has(Class::PLURAL))
}

/// "especially focusing on X".
fn focusing(reader: &Reader, start: usize) -> bool {
    start >= 2 && is_participle(reader.passage.word(start - 2))
}

fn is_participle(word: &str) -> bool {
    word.len() > 5 && (word.ends_with("ing") || word.ends_with("ed"))
}

/// Whether the sentence has a noun before token `at` for which "one" or "those" can stand.
pub(super) fn noun_earlier(reader: &Reader, at: usize) -> bool {
    let passage = &reader.passage;
    let sentence = passage.sentence(at).start..at;
    sentence.rev().any(|at| passage.class(at).has(Class::NOUN | Class::PLURAL))
}

/// The name goes on a list whose last member was a citation: "Privacy and Self-Harm".
fn listed(reader: &Reader, start: usize) -> bool {
    let passage = &reader.passage;
    let Some(last) = reader.mentions.last() else { return false };
    if last.to > start || last.kind != Kind::Title || !passage.same_sentence(last.from, start) {
        return false;
    }
    let between = last.to..start;
    match between.len() {
        0 => matches!(passage.gap_before(start).trim(), "/" | "," | "&" | "+"),
        1 | 2 => between.clone().all(|at| passage.class(at).has(Class::CONNECTOR)),
        // "those related to X involving minors and Y"
        3 | 4 => {
            passage.class(start - 1).has(Class::CONNECTOR)
                && passage.adjoins(start - 1)
                && noun_earlier(reader, last.from)
        }
        _ => false,
    }
}

/// "Policy 4: Self-Harm", "section 3.1: Refusal": the number before says the same.
fn follows_number(reader: &Reader, start: usize, clause: usize) -> bool {
    let Some(last) = reader.mentions.last() else { return false };
    last.to == start
        && last.kind == Kind::Id
        && last.clause.is_some_and(|cited| reader.index().related(cited, clause))
        && numbers::introduces(&reader.passage, last.to)
}

/// "Under X, …", "according to X", "per X": what leads in only references.
fn lead(reader: &Reader, tokens: &Range<usize>) -> bool {
    let passage = &reader.passage;
    let Some(mut before) = tokens.start.checked_sub(1) else { return false };
    if passage.class(before).has(Class::DETERMINER) && before > 0 {
        before -= 1;
    }
    if !passage.same_sentence(before, tokens.start) {
        return false;
    }
    let after = passage.gap(tokens.end - 1);
    let ends =
        after.starts_with([',', '.', ')', ';']) || passage.tokens[tokens.start].shape.capital();
    ends && passage.class(before).has(Class::LEAD)
}

/// Quotation marks, backticks or bold type around exactly the name.
fn marked(reader: &Reader, tokens: &Range<usize>) -> bool {
    let passage = &reader.passage;
    let before = passage.gap_before(tokens.start).chars().next_back();
    let after = passage.gap(tokens.end - 1).chars().find(|c| !matches!(c, '.' | ','));
    matches!(
        (before, after),
        (Some('"'), Some('"'))
            | (Some('“'), Some('”'))
            | (Some('`'), Some('`'))
            | (Some('*'), Some('*'))
            | (Some('_'), Some('_'))
            | (Some('\'' | '‘'), Some('\'' | '’'))
            | (Some('「'), Some('」'))
            | (Some('«' | '„'), Some('»' | '“'))
    )
}

/// The clause is an item of the one that the text is about.
fn below_focus(reader: &Reader, at: usize, clause: usize) -> bool {
    let index = reader.index();
    let holder = reader.memory.focus.and_then(|focus| index.holder_of_items(focus));
    holder.is_some() && index.clauses[clause].parent == holder && reader.paragraphs_since(at) <= 1
}

/// Written as a title: with a capital where a sentence would not put one, or set off from what
/// follows.
fn capital(reader: &Reader, tokens: &Range<usize>) -> f32 {
    let rules = &RULES.title;
    let passage = &reader.passage;
    if !passage.tokens[tokens.start].shape.capital() {
        return 0.0;
    }
    let gap = passage.gap(tokens.end - 1);
    let follows = passage.class(tokens.end).has(Class::REPORT) && passage.adjoins(tokens.end - 1);
    // A title is one thing: "Young people have" speaks of people.
    let plural = passage.adjoins(tokens.end - 1) && passage.word(tokens.end) == "have";
    let mut sum = 0.0;
    if follows && !plural {
        sum += rules.reported;
    }
    if gap.starts_with([':', ';']) || gap.starts_with("...") || gap.contains(['—', '–', '…'])
    {
        sum += rules.set_off;
    } else if gap.starts_with(',') {
        sum += rules.comma;
    }
    let opened = passage.gap_before(tokens.start).ends_with(['"', '“', '(']);
    let inside = !passage.begins_sentence(tokens.start) && !opened;
    sum + if inside { rules.capital_inside } else { rules.capital_at_start }
}

//! Citations by title, whole or in part.
//!
//! A title is a title only where the sentence uses it so. What its words weigh and what speaks for a
//! reference is added up (`rules.toml`, `[title]`): rare words need little evidence, common ones much.

use std::ops::Range;

use super::Kind;
use super::index::name_weight;
use super::lexicon::{Class, UNKNOWN};
use super::names::{Name, Names};
use super::numbers;
use super::reader::Reader;
use super::rules::RULES;

/// A name that stands at some tokens.
#[derive(Clone, Debug)]
struct Match {
    tokens: Range<usize>,
    names: Vec<Name>,
}

/// A whole title, or one side of a slash, that begins at token `at`; returns where to go on.
pub(super) fn name(reader: &mut Reader, at: usize) -> Option<usize> {
    let found = longest(reader, at)?;
    let clause = choose(reader, &found)?;
    let name = *found.names.iter().find(|name| name.clause == clause)?;
    let found = with_other_sides(reader, with_article(reader, found, clause), clause);
    let words = words_weight(reader, &found.tokens, name);
    let evidence = evidence(reader, &found.tokens, name, clause);
    if evidence <= 0.0 || words + evidence < RULES.title.accept {
        return None;
    }
    let score = ((words + evidence) / (2.0 * RULES.title.accept)).min(1.0);
    let Range { start, end } = found.tokens;
    reader.found(start, end, clause, Kind::Title, score);
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
fn longest(reader: &Reader, at: usize) -> Option<Match> {
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

/// What speaks for a reference at `tokens`.
fn evidence(reader: &Reader, tokens: &Range<usize>, name: Name, clause: usize) -> f32 {
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
fn names_a_clause(class: Class) -> bool {
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
fn noun_earlier(reader: &Reader, at: usize) -> bool {
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
    let mut sum = 0.0;
    if follows {
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

/// A part of a title beside a noun: "the hate speech policy", "the accents section", "the rule about
/// privacy". The noun (or "one") stands at token `at`; returns where to go on.
pub(super) fn named_by_noun(reader: &mut Reader, at: usize) -> Option<usize> {
    let class = reader.passage.class(at);
    let stands_in = class.has(Class::STAND_IN) && reader.has_cited();
    if !(names_a_clause(class) || stands_in) {
        return None;
    }
    let before = words_before(reader, at);
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
        linked |= passage.class(start).has(Class::LINK);
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

/// A section that the spec does not have: a "Deadlines first" section, the Deadline Override clause,
/// a clause called "Act first". The noun stands at token `at`.
pub(super) fn unknown_title(reader: &mut Reader, at: usize) -> Option<usize> {
    let class = reader.passage.class(at);
    let tokens = if class.has(Class::CALLED) {
        named_so(reader, at)?
    } else if class.has(Class::NOUN) {
        quoted_before(reader, at).or_else(|| capitals_before(reader, at))?
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

//! Citations by number: `section 7`, `Policy 5`, `rule 2 of section 4`, `the first rule`, `第三条`.

use std::ops::Range;

use super::Kind;
use super::lexicon::Class;
use super::passage::Passage;
use super::reader::Reader;
use super::rules::RULES;
use super::stem::stem;
use super::titles;
use super::tokens::fold;
use crate::spec::chinese_number;
use crate::text::Span;

/// One number of a list.
#[derive(Clone, Debug)]
struct Numeral {
    /// The tokens that the citation covers.
    tokens: Range<usize>,
    number: String,
}

/// A noun at token `at` with the numbers after it, or an ordinal before it; returns where to go on.
pub(super) fn numbered(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.index().numbered() {
        return None;
    }
    let class = reader.passage.class(at);
    if class.has(Class::ORDINAL) {
        return ordinal(reader, at);
    }
    if !class.has(Class::NOUN | Class::PLURAL) {
        return None;
    }
    let numerals = numerals(reader, at)?;
    let end = numerals.last()?.tokens.end;
    if foreign(reader, at, end) {
        return Some(end);
    }
    let (outer, next) = outer_clause(reader, end);
    let item = class.has(Class::ITEM) || is_item_plural(reader, at);
    let outer = outer.or_else(|| just_named(reader, at, &numerals));
    for numeral in &numerals {
        place(reader, numeral, item, outer);
    }
    Some(next)
}

fn is_item_plural(reader: &Reader, at: usize) -> bool {
    let folded = fold(reader.passage.word(at));
    let mut items = RULES.nouns.item.iter().map(|item| stem(item));
    reader.passage.class(at).has(Class::PLURAL) && items.any(|item| item == stem(&folded))
}

/// "the first rule", "the second principle of section 4".
fn ordinal(reader: &mut Reader, at: usize) -> Option<usize> {
    let passage = reader.passage;
    let next = passage.class(at + 1);
    if !next.has(Class::ITEM) || !passage.adjoins(at) {
        return None;
    }
    let value = reader.index().lexicon.value(passage.tokens[at].word);
    let (outer, end) = outer_clause(reader, at + 2);
    let holder = outer.or_else(|| nearby_holder(reader, at))?;
    let clause = reader.index().item(holder, &value.to_string())?;
    reader.found(at, at + 2, clause, Kind::Id, 0.8);
    Some(end)
}

/// The numbers that follow the noun at `at`.
fn numerals(reader: &Reader, at: usize) -> Option<Vec<Numeral>> {
    let passage = &reader.passage;
    let mut next = at + 1;
    if next < passage.len() && passage.class(next).has(Class::NUMBER_MARK) && near(passage.gap(at))
    {
        next += 1;
    }
    if next >= passage.len() || !(near(passage.gap(next - 1)) || next > at + 1) {
        return None;
    }
    let (number, mut end) = number_at(reader, next)?;
    let mut list = vec![Numeral { tokens: at..end, number }];
    while let Some((from, to, number, range)) = list_goes_on(reader, end) {
        if range {
            fill_range(&mut list, &number, to);
        }
        list.push(Numeral { tokens: from..to, number });
        end = to;
    }
    Some(list)
}

/// Whether noun and number belong together over `gap`.
fn near(gap: &str) -> bool {
    let gap = gap.trim_matches([' ', '\u{a0}']);
    matches!(gap, "" | "#" | "-" | "(" | "`" | "**" | "№" | "\"" | "“") && !gap.contains('\n')
}

/// The number at token `at` with the parts after its dots, and the token after it.
fn number_at(reader: &Reader, at: usize) -> Option<(String, usize)> {
    let passage = &reader.passage;
    let token = *passage.tokens.get(at)?;
    if passage.class(at).has(Class::NUMERAL) && passage.gap_before(at) == " " {
        let value = reader.index().lexicon.value(token.word);
        // "the policy one would expect": "one" is rarely a number here.
        return (value > 1).then(|| (value.to_string(), at + 1));
    }
    if !token.shape.number() || token.end - token.start > 3 || !passage.word(at).is_ascii() {
        return None;
    }
    let mut number = passage.word(at).trim_start_matches('0').to_owned();
    let mut end = at + 1;
    while end < passage.len() && passage.gap(end - 1) == "." && passage.tokens[end].shape.number() {
        number = format!("{number}.{}", passage.word(end));
        end += 1;
    }
    let after = &passage.text[passage.tokens[end - 1].end as usize..];
    (!number.is_empty() && !after.trim_start().starts_with('%')).then_some((number, end))
}

fn list_goes_on(reader: &Reader, at: usize) -> Option<(usize, usize, String, bool)> {
    let passage = &reader.passage;
    if at >= passage.len() {
        return None;
    }
    let gap = passage.gap(at - 1);
    let dash = matches!(gap.trim(), "-" | "–" | "—" | "‑");
    let joint = passage.class(at).has(Class::LIST_JOINT) && matches!(gap, " " | ", ");
    let range = dash || (joint && passage.class(at).has(Class::RANGE_JOINT));
    let listed = matches!(gap, ", " | "," | "/" | " & " | "&");
    if !(dash || joint || listed) {
        return None;
    }
    let mut from = if joint { at + 1 } else { at };
    let start = from;
    // "section 3 and section 5": the noun may be repeated, then it is read on its own.
    if from < passage.len() && passage.tokens[from].shape.number() {
        let (number, end) = number_at(reader, from)?;
        let known = reader.index().by_number(&number, None).is_some();
        let counts = passage.gap(end - 1) == " "
            && end < passage.len()
            && !passage
                .class(end)
                .has(Class::LIST_JOINT | Class::FUNCTION | Class::REPORT | Class::DUTY);
        from = start;
        return (known && !counts).then_some((from, end, number, range));
    }
    None
}

fn fill_range(list: &mut Vec<Numeral>, number: &str, to: usize) {
    let Some(first) = list.last().cloned() else { return };
    let (Ok(low), Ok(high)) = (first.number.parse::<u32>(), number.parse::<u32>()) else { return };
    if high > low && high - low < 50 {
        let tokens = first.tokens.start..to;
        list.extend(
            (low + 1..high)
                .map(|between| Numeral { tokens: tokens.clone(), number: between.to_string() }),
        );
    }
}

/// Whether a number belongs to some other document: "Section 230 of the Act", "GDPR Article 5".
fn foreign(reader: &Reader, at: usize, end: usize) -> bool {
    let passage = &reader.passage;
    let before = at.saturating_sub(2)..at;
    let after = end..(end + 4).min(passage.len());
    before
        .chain(after)
        .any(|other| passage.same_sentence(at, other) && passage.class(other).has(Class::FOREIGN))
}

/// The clause that "… of section 4", "… under that section", "… of the Privacy policy" names after
/// token `end`, and where reading goes on: before that name, which is a citation of its own.
fn outer_clause(reader: &Reader, end: usize) -> (Option<usize>, usize) {
    let passage = &reader.passage;
    let inside = passage.class(end).has(Class::INSIDE) && passage.adjoins(end - 1);
    if !inside || end + 1 >= passage.len() {
        return (None, end);
    }
    let mut next = end + 1;
    let pointed = passage.class(next).has(Class::DETERMINER);
    // "de la section 4"
    if pointed || (passage.class(next).has(Class::INSIDE) && passage.adjoins(next - 1)) {
        next += 1;
    }
    if next >= passage.len() {
        return (None, end);
    }
    if passage.class(next).has(Class::NOUN)
        && let Some(numerals) = numerals(reader, next)
        && let Some(numeral) = numerals.first()
    {
        let clause = reader.index().by_number(&numeral.number, reader.memory.focus);
        return (clause, end);
    }
    if let Some(clause) = titles::name_ahead(reader, next) {
        return (Some(clause), end);
    }
    let holder = pointed && passage.class(next).has(Class::NOUN);
    (if holder { nearby_holder(reader, end - 1) } else { None }, end)
}

/// "the Privacy policy, section 1": right after a policy's name, a number that it has an item for is
/// that item's, unless it is the policy's own number ("the Privacy policy, section 7").
fn just_named(reader: &Reader, at: usize, numerals: &[Numeral]) -> Option<usize> {
    let [numeral] = numerals else { return None };
    let index = reader.index();
    let last = reader.cited_in_sentence(at)?;
    let holder = index.holder_of_items(last.clause?)?;
    let gap = reader.passage.gap_before(at);
    let beside = at - last.to <= 1 && matches!(gap, ", " | " " | "'s " | ": " | " – " | " — ");
    let own = index.by_number(&numeral.number, Some(holder)) == Some(holder);
    (beside && last.kind == Kind::Title && !own && index.item(holder, &numeral.number).is_some())
        .then_some(holder)
}

/// The clause with numbered items that the text near token `at` is about.
fn nearby_holder(reader: &Reader, at: usize) -> Option<usize> {
    let focus = reader.memory.focus?;
    let recent = reader.paragraphs_since(at) <= 2;
    reader.index().holder_of_items(focus).filter(|_| recent)
}

/// Records what a number means, if it means anything.
fn place(reader: &mut Reader, numeral: &Numeral, item: bool, outer: Option<usize>) {
    let Range { start, end } = numeral.tokens;
    match meaning(reader, start, &numeral.number, item, outer) {
        Meaning::Clause(clause) => reader.found(start, end, clause, Kind::Id, 1.0),
        Meaning::Missing => {
            let span = reader.passage.span(start..end);
            reader.missing(start, end, span, None, true);
        }
        Meaning::Nothing => {}
    }
}

enum Meaning {
    Clause(usize),
    /// The spec has no clause of that number.
    Missing,
    /// It need not be about the spec.
    Nothing,
}

fn meaning(reader: &Reader, at: usize, number: &str, item: bool, outer: Option<usize>) -> Meaning {
    let index = reader.index();
    if let Some(outer) = outer {
        // "section 7 of the Privacy policy" is the policy itself.
        if index.by_number(number, Some(outer)) == Some(outer) {
            return Meaning::Clause(outer);
        }
        return match index.item(outer, number) {
            Some(clause) => Meaning::Clause(clause),
            None if index.has_numbered_items(outer) => Meaning::Missing,
            None => Meaning::Nothing,
        };
    }
    if item && index.has_items() && !number.contains('.') {
        let holder = nearby_holder(reader, at);
        return match holder.map(|holder| index.item(holder, number)) {
            Some(Some(clause)) => Meaning::Clause(clause),
            Some(None) if reader.paragraphs_since(at) == 0 => Meaning::Missing,
            _ => Meaning::Nothing,
        };
    }
    match index.by_number(number, reader.memory.focus) {
        Some(clause) => Meaning::Clause(clause),
        // A number with a dot, or one far off, is more likely some other document's.
        None if number.len() <= 2 || index.by_number(head(number), None).is_some() => {
            Meaning::Missing
        }
        None => Meaning::Nothing,
    }
}

fn head(number: &str) -> &str {
    number.split('.').next().unwrap_or(number)
}

/// `第三条`, `规则1`, `제5조` around token `at`; returns where to go on.
pub(super) fn cjk(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.index().numbered() {
        return None;
    }
    let passage = reader.passage;
    let start = passage.tokens[at].start as usize;
    let rest = &passage.text[start..];
    let ordinal = rest.starts_with(|c| RULES.cjk.before.contains(c));
    let head = if ordinal {
        rest.chars().next().map_or(0, char::len_utf8)
    } else {
        RULES.cjk.nouns.iter().find(|noun| rest.starts_with(noun.as_str()))?.len()
    };
    let digits = numeral_length(&rest[head..]);
    let number = chinese_number(&rest[head..head + digits])?;
    let tail = &rest[head + digits..];
    let after = RULES.cjk.after.iter().find(|mark| tail.starts_with(mark.as_str()));
    if ordinal && after.is_none() {
        return None;
    }
    let item = after.is_some_and(|mark| RULES.cjk.items.contains(mark));
    let end = start + head + digits + after.map_or(0, String::len);
    let to = at + passage.tokens[at..].partition_point(|token| (token.start as usize) < end);
    let span = Span::new(start, end);
    match meaning(reader, at, &number.to_string(), item && reader.index().has_items(), None) {
        Meaning::Clause(clause) => reader.found_at(at, to, span, clause, Kind::Id, 1.0),
        Meaning::Missing => reader.missing(at, to, span, None, true),
        Meaning::Nothing => {}
    }
    Some(to)
}

/// Whether `text` begins as a citation by number in Chinese, Japanese or Korean does.
pub(super) fn may_be_cjk(text: &str) -> bool {
    text.starts_with(|c| RULES.cjk.before.contains(c))
        || RULES.cjk.nouns.iter().any(|noun| text.starts_with(noun.as_str()))
}

/// Bytes of the Chinese or ASCII numeral (after a space) that `text` begins with.
fn numeral_length(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_digit() || " 一二三四五六七八九十".contains(c);
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

/// Whether the number at tokens `at..` is set off from a name after it: "Policy 4: Self-Harm".
pub(super) fn introduces(passage: &Passage, to: usize) -> bool {
    let gap = passage.gap(to - 1);
    matches!(
        gap,
        ": " | ", " | " – " | " — " | " - " | " (" | " \"" | ", \"" | " “" | ": \"" | ": “"
    )
}

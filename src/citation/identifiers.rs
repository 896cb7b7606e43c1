//! Citations by anchor (`#do_not_lie`) and by label (`AS3`, `as-3`, `AS1–AS3`, `AS1, 2 and 4`).

use super::Kind;
use super::index::label_parts;
use super::lexicon::Class;
use super::reader::Reader;
use super::rules::RULES;
use crate::text::Span;

/// An id made of words at token `at`; returns where to go on.
pub(super) fn identifier(reader: &mut Reader, at: usize) -> Option<usize> {
    let text = reader.passage.text;
    let start = reader.passage.tokens[at].start as usize;
    let before = text[..start].chars().next_back();
    let hash = before == Some('#');
    if before.is_some_and(|c| "_/.\\@$-".contains(c)) {
        return inside_token(reader, at);
    }
    let whole = extent(text, start, |byte| reader.index().joins(byte) || byte == b'_');
    let plain = extent(text, start, |byte| byte == b'_');
    for end in [whole, plain] {
        if let Some(clause) = reader.index().by_id(&text[start..end]) {
            let to = token_at(reader, at, end);
            if !is_code(text, end, hash) && means_clause(reader, at, to, start..end) {
                let span = Span::new(start - usize::from(hash && marks_start(text, start)), end);
                reader.found_at(at, to, span, clause, Kind::Id, 1.0);
            }
            return Some(to);
        }
    }
    unknown(reader, at, start..plain, hash)
}

/// A word that goes on some other token (`style_overview.js`): nothing in it is an id.
fn inside_token(reader: &Reader, at: usize) -> Option<usize> {
    let end =
        extent(reader.passage.text, reader.passage.tokens[at].start as usize, |byte| byte == b'_');
    let to = token_at(reader, at, end);
    (to > at + 1).then_some(to)
}

/// Where the run of letters, digits and joints from `start` ends; a joint counts between two letters.
fn extent(text: &str, start: usize, joint: impl Fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes();
    let word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut end = start;
    while word(end)
        || (end < bytes.len() && joint(bytes[end]) && (word(end + 1) || bytes[end] == b'_'))
    {
        end += 1;
    }
    end
}

/// The first token at or after byte `end`.
fn token_at(reader: &Reader, at: usize, end: usize) -> usize {
    let tokens = reader.passage.tokens;
    at + tokens[at..].partition_point(|token| (token.start as usize) < end)
}

/// Whether `#` begins a word: `see #do_not_lie`, but not `(page#do_not_lie`.
fn marks_start(text: &str, start: usize) -> bool {
    text[..start - 1]
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() && c != '(' && c != '{')
}

/// Whether what follows an id makes it part of code: a call, an assignment, a file's ending.
fn is_code(text: &str, end: usize, hash: bool) -> bool {
    let mut rest = text[end..].chars();
    match (rest.next(), rest.next()) {
        (Some('('), _) => !hash,
        (Some('='), _) => true,
        (Some('.' | '/' | '-' | '@' | '\\'), Some(next)) => next.is_alphanumeric(),
        _ => false,
    }
}

/// Whether the id at tokens `at..to` is used as one. Several words joined by `_` are; a single word
/// or words joined by hyphens are also plain language and need a sign.
fn means_clause(reader: &Reader, at: usize, to: usize, range: std::ops::Range<usize>) -> bool {
    let text = reader.passage.text;
    let id = &text[range.clone()];
    let joined = id.contains(['_', '/']) || id.split('.').nth(1).is_some();
    if joined || label_parts(id).is_some() {
        return true;
    }
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let ticked = before == Some('`') && after == Some('`');
    let marked = before == Some('#') || ticked;
    if !marked {
        return id.split('-').count() > 2;
    }
    let passage = &reader.passage;
    let common = passage.class(at).has(Class::COMMON | Class::FUNCTION | Class::DOCUMENT);
    let noun = passage.class(to).has(Class::NOUN) || passage.class_before(at).has(Class::NOUN);
    let verb = !common
        && passage.adjoins(to - 1)
        && passage.class(to).has(Class::REPORT | Class::AUXILIARY);
    let set_off = !common && text[range.end..].trim_start_matches('`').starts_with(": ");
    noun || verb
        || (set_off && reader.index().joined_ids >= 3)
        || reader.cited_in_sentence(at).is_some()
        || (!common && reader.has_cited())
}

/// An id that no clause has: reported where it is used as one.
fn unknown(
    reader: &mut Reader,
    at: usize,
    range: std::ops::Range<usize>,
    hash: bool,
) -> Option<usize> {
    let text = reader.passage.text;
    let id = &text[range.clone()];
    let parts = id.split('_').filter(|part| !part.is_empty()).count();
    let to = token_at(reader, at, range.end);
    let tagged = hash && parts == 1 && id.len() > 3 && !text[range.end..].starts_with('-');
    let shaped = (parts > 1 || tagged && denied(reader, to))
        && reader.index().joined_ids >= 3
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !id.starts_with(|c: char| c.is_ascii_digit());
    if !shaped {
        return (parts > 1).then_some(to);
    }
    let ticked = text[..range.start].ends_with('`') && text[range.end..].starts_with('`');
    if !is_code(text, range.end, hash) && claimed(reader, at, to, hash, ticked, id) {
        let start = range.start - usize::from(hash && marks_start(text, range.start));
        let note = nearest(reader, id);
        reader.memory.missing.push(id.to_owned());
        reader.missing(at, to, Span::new(start, range.end), note, false);
    }
    Some(to)
}

/// Whether an unknown id is presented as an id of the spec.
fn claimed(reader: &Reader, at: usize, to: usize, hash: bool, ticked: bool, id: &str) -> bool {
    let passage = &reader.passage;
    let noun = Class::NOUN | Class::PLURAL;
    if extends_known(reader, id) {
        return false;
    }
    let after = to < passage.len() && passage.adjoins(to - 1) && passage.class(to).has(noun);
    let before = (1..=3).contains(&nouns_before(reader, at));
    if denied(reader, to) {
        return true;
    }
    let again = reader.memory.missing.iter().any(|missing| missing == id);
    if after || before || again || alike(reader, id).is_some() || introduces_rule(reader, to) {
        return true;
    }
    // The rest holds only in a chain that cites the spec; the reader drops it otherwise.
    let led = passage.class_before(at).has(Class::INSIDE | Class::LEAD | Class::LIST_JOINT);
    let lead = passage.class_before(at).has(Class::LEAD);
    let class = passage.class(to);
    let says = to < passage.len()
        && passage.adjoins(to - 1)
        && class.has(Class::REPORT)
        && !class.has(Class::AUXILIARY);
    let in_sentence = reader.cited_in_sentence(at).is_some();
    if RULES.words.code.iter().any(|word| id.split('_').any(|part| part == word)) {
        return false;
    }
    let verb = Class::REPORT | Class::DUTY | Class::AUXILIARY;
    let subject = to < passage.len() && passage.adjoins(to - 1) && class.has(verb);
    hash || lead
        || says
        || (subject && reader.cited_shortly_before(at))
        || (in_sentence && (ticked || led))
}

/// Whether the words from token `to` to the end of the next sentence deny or doubt that there is such
/// a clause: "isn't a clause", "no such heading", "I made that up".
fn denied(reader: &Reader, to: usize) -> bool {
    let passage = &reader.passage;
    let last = passage.len().min(to + 20);
    let near = |&at: &usize| {
        passage.same_paragraph(to - 1, at)
            && passage.between(to - 1, at).is_some_and(|(sentences, _)| sentences <= 1)
    };
    let is = |at: usize, word: &str| at < last && passage.word(at).eq_ignore_ascii_case(word);
    (to..last).take_while(near).any(|at| {
        let class = passage.class(at);
        let none = is(at, "such") && passage.class_before(at).has(Class::NEGATION);
        let no_clause = class.has(Class::NEGATION)
            && (is(at + 1, "a") || is(at + 1, "an"))
            && passage.class(at + 2).has(Class::NOUN);
        let made_up = is(at, "made") && (is(at + 1, "up") || is(at + 2, "up"));
        let word = RULES.words.denials.iter().any(|denial| is(at, denial));
        (none && passage.class(at + 1).has(Class::NOUN)) || no_clause || made_up || word
    })
}

/// How far before token `at` a noun introduces it: "section X", "a section such as X", "the rule
/// called X"; 0 for none.
fn nouns_before(reader: &Reader, at: usize) -> usize {
    let passage = &reader.passage;
    for back in 1..=3.min(at) {
        let class = passage.class(at - back);
        if !passage.adjoins(at - back) {
            return 0;
        }
        if class.has(Class::NOUN | Class::PLURAL) {
            return back;
        }
        if !class.has(Class::LINK | Class::CALLED | Class::FUNCTION) {
            return 0;
        }
    }
    0
}

/// `be_creative_mode`: a known id and more is some other name.
fn extends_known(reader: &Reader, id: &str) -> bool {
    let cuts = id.match_indices('_').map(|(at, _)| at);
    cuts.into_iter().any(|at| {
        [&id[..at], &id[at + 1..]]
            .into_iter()
            .any(|part| part.contains('_') && reader.index().by_id(part).is_some())
    })
}

/// "some_id: the assistant may …": what follows is told as a rule.
fn introduces_rule(reader: &Reader, to: usize) -> bool {
    let passage = &reader.passage;
    let gap = passage.gap(to - 1).trim_start_matches('`');
    let rule = Class::DUTY | Class::BINDING | Class::FREE;
    let sentence = to..passage.len().min(to + 12);
    gap.starts_with(": ")
        && sentence
            .into_iter()
            .any(|at| passage.same_sentence(at, to - 1) && passage.class(at).has(rule))
}

/// The clause whose id has most words in common with `id`, if that is most of them.
fn alike(reader: &Reader, id: &str) -> Option<usize> {
    let parts: Vec<&str> = id.split('_').collect();
    let shared = |other: &str| {
        let common: Vec<&str> = other.split('_').filter(|part| parts.contains(part)).collect();
        let telling = common.iter().filter(|part| part.len() > 3).count();
        (common.len(), telling)
    };
    let clauses = reader.index().clauses.iter().enumerate();
    clauses
        .filter(|(_, clause)| clause.id.contains('_'))
        .map(|(at, clause)| (shared(&clause.id.to_lowercase()), at))
        .filter(|((common, telling), _)| *telling >= 2 && common * 2 >= parts.len())
        .max()
        .map(|(_, at)| at)
}

fn nearest(reader: &Reader, id: &str) -> Option<String> {
    let clause = alike(reader, id)?;
    Some(format!("no such clause; the nearest id is {}", reader.index().clauses[clause].id))
}

/// A label at token `at`, and the list or range that it begins.
pub(super) fn label(reader: &mut Reader, at: usize) -> Option<usize> {
    let (letters, number, end) = label_at(reader, at)?;
    let family = reader.index().family(&letters)?;
    let known: Vec<String> = family.members.keys().cloned().collect();
    let upper = letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let known_here = known.contains(&number);
    if !known_here && !upper {
        return None;
    }
    let first = (at, end, number);
    let mut next = end;
    let mut numbers = vec![first];
    while let Some((from, to, number, range)) = list_goes_on(reader, next, &letters) {
        if range {
            fill_range(&mut numbers, &number, to);
        }
        numbers.push((from, to, number));
        next = to;
    }
    for (from, to, number) in numbers {
        place_label(reader, &letters, from..to, &number);
    }
    Some(next)
}

fn place_label(reader: &mut Reader, letters: &str, range: std::ops::Range<usize>, number: &str) {
    let span = label_span(reader, range.clone());
    let family = reader.index().family(letters);
    match family.and_then(|family| family.members.get(number)) {
        Some(&clause) => {
            reader.found_at(range.start, range.end, span, clause, Kind::Id, 1.0);
        }
        None => {
            let count = family.map_or(0, |family| family.members.len());
            let first = family.and_then(|family| family.members.keys().next());
            let last = family.and_then(|family| {
                family.members.keys().max_by_key(|key| key.parse::<u32>().unwrap_or(0))
            });
            let note = first
                .zip(last)
                .filter(|_| count > 1)
                .map(|(first, last)| format!("the spec has {letters}{first} to {letters}{last}"));
            reader.missing(range.start, range.end, span, note, true);
        }
    }
}

fn label_span(reader: &Reader, range: std::ops::Range<usize>) -> Span {
    reader.passage.span(range)
}

/// Letters and number of the label at token `at`, and the token after it.
fn label_at(reader: &Reader, at: usize) -> Option<(String, String, usize)> {
    let passage = &reader.passage;
    let text = passage.text;
    let token = passage.tokens[at];
    let before = text[..token.start as usize].chars().next_back();
    if before.is_some_and(|c| "_/\\@$.-".contains(c)) {
        return None;
    }
    label_from(reader, at)
}

/// The same where a list or range leads up to the label: "OV1-OV4", "OV1/OV2".
fn label_from(reader: &Reader, at: usize) -> Option<(String, String, usize)> {
    let passage = &reader.passage;
    let text = passage.text;
    let token = passage.tokens[at];
    let word = passage.word(at);
    let (letters, mut number, mut end) = if token.shape.mixed() {
        let (letters, number) = label_parts(word)?;
        (letters.to_owned(), number.to_owned(), at + 1)
    } else {
        let next = passage.tokens.get(at + 1).filter(|next| next.shape.number())?;
        let gap = passage.gap(at);
        let upper = word.bytes().all(|byte| byte.is_ascii_uppercase());
        let joined = matches!(gap, "-" | "–" | "‑" | "_") || (gap == " " && upper);
        joined.then(|| (word.to_owned(), next.span().of(text).to_owned(), at + 2))?
    };
    // `AS1.2` goes on after the dot, `AS1.` ends a sentence.
    while end < passage.len() && passage.gap(end - 1) == "." && passage.tokens[end].shape.number() {
        number = format!("{number}.{}", passage.word(end));
        end += 1;
    }
    let after = &text[passage.tokens[end - 1].end as usize..];
    let mut rest = after.chars();
    let glued = match (rest.next(), rest.next()) {
        (Some('_' | '@' | '\\'), _) => true,
        (Some('.' | '/'), Some(next)) => {
            next.is_alphabetic() && !same_family(reader, end, &letters)
        }
        _ => false,
    };
    (!glued).then_some((letters, number, end))
}

/// Whether token `at` is a label with the same letters: `AS2` after `AS1/`.
fn same_family(reader: &Reader, at: usize, letters: &str) -> bool {
    at < reader.passage.len()
        && label_parts(reader.passage.word(at))
            .is_some_and(|(other, _)| other.eq_ignore_ascii_case(letters))
}

/// The next member of a list `AS1, AS2 and 4` or range `AS1–3` whose last member ended before token
/// `at`: its tokens, its number, and whether a range leads to it.
fn list_goes_on(reader: &Reader, at: usize, letters: &str) -> Option<(usize, usize, String, bool)> {
    let passage = &reader.passage;
    if at >= passage.len() {
        return None;
    }
    let gap = passage.gap(at - 1);
    let dash = matches!(gap.trim(), "-" | "–" | "—" | "‑" | "..");
    let joint_word = passage.class(at).has(Class::LIST_JOINT) && matches!(gap, " " | ", ");
    let range = dash || (joint_word && passage.class(at).has(Class::RANGE_JOINT));
    let from = if joint_word { at + 1 } else { at };
    let listed = matches!(gap, ", " | "," | "/" | " & " | "+" | " + ");
    if !(dash || joint_word || listed) || from >= passage.len() {
        return None;
    }
    if let Some((other, number, end)) = label_from(reader, from)
        && other.eq_ignore_ascii_case(letters)
    {
        return Some((from, end, number, range));
    }
    let token = passage.tokens[from];
    // "AS1, 2 and 4": a bare number only if the family has it, else it counts something else.
    let number = passage.word(from);
    let member = reader.index().family(letters)?.members.contains_key(number);
    (token.shape.number() && member && ends_list_item(reader, from))
        .then(|| (from, from + 1, number.to_owned(), range))
}

/// Whether a bare number in a list of labels stands for itself ("AS1, 2 and 4.") and does not count
/// what follows ("OV1, 2 users").
fn ends_list_item(reader: &Reader, at: usize) -> bool {
    let passage = &reader.passage;
    let goes_on = Class::LIST_JOINT | Class::REPORT | Class::DUTY | Class::FUNCTION;
    passage.gap(at) != " " || passage.class(at + 1).has(goes_on)
}

/// Adds what lies between the last number and `number`.
fn fill_range(numbers: &mut Vec<(usize, usize, String)>, number: &str, to: usize) {
    let Some((first_from, _, first)) = numbers.last().cloned() else { return };
    let (Ok(low), Ok(high)) = (first.parse::<u32>(), number.parse::<u32>()) else { return };
    if high > low && high - low < 50 {
        numbers.extend((low + 1..high).map(|between| (first_from, to, between.to_string())));
    }
}

//! What words a query asks for, and how a text is asked: one pass, linear in its length.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use regex::{Regex, RegexBuilder};

use super::error::edit_distance;
use super::words::some_words;
use crate::text::Span;

/// How many words a phrase may have: one bit of the matcher's state each.
pub(super) const MOST_SLOTS: usize = 128;
/// The largest `~N` of a near phrase; with it no window reaches over [`GAP`].
pub(super) const MOST_SLOP: u32 = 100;
/// Positions between two texts of the same field (turns of a prompt, elements of a list), so that
/// no phrase runs from one into the next.
pub(super) const GAP: u32 = 256;
/// Bytes that the program of one regular expression may take.
const REGEX_SIZE: usize = 1 << 20;

/// A word, a phrase, a near phrase; each place of it a word, a prefix, a regular expression or a
/// misspelt word.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// What stands in each place; never empty, at most [`MOST_SLOTS`].
    pub(super) slots: Vec<Slot>,
    /// `None`: the words in this order, side by side. `Some(n)`: in any order, with at most `n`
    /// other words in between all told.
    pub(super) slop: Option<u32>,
}

/// What one place of a pattern accepts.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    /// This folded word.
    Word(String),
    /// Words that begin so.
    Prefix(String),
    /// Words in which the expression is found.
    Regex(Box<WordRegex>),
    /// Words at most so many edits away.
    Fuzzy(String, u8),
}

/// A regular expression that is looked for within single folded words.
#[derive(Clone, Debug)]
pub(super) struct WordRegex {
    regex: Regex,
    /// What every match begins its word with: narrows the dictionary.
    pub(super) prefix: String,
}

impl WordRegex {
    /// Compiles it, case aside, within a limit of size that no text can make it exceed.
    pub(super) fn new(source: &str) -> Result<Self, regex::Error> {
        let regex = RegexBuilder::new(source)
            .case_insensitive(true)
            .size_limit(REGEX_SIZE)
            .dfa_size_limit(REGEX_SIZE)
            .nest_limit(50)
            .build()?;
        Ok(Self { regex, prefix: literal_prefix(source) })
    }

    /// Whether it is found in the word.
    pub(super) fn is_match(&self, word: &str) -> bool {
        self.regex.is_match(word)
    }
}

/// The letters and digits right after a leading `^`, as far as every match must have them.
fn literal_prefix(source: &str) -> String {
    let Some(rest) = source.strip_prefix('^') else { return String::new() };
    if source.contains('|') {
        return String::new();
    }
    let mut prefix: Vec<char> =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let next = rest.chars().nth(prefix.len());
    if matches!(next, Some('?' | '*' | '{')) {
        prefix.pop();
    }
    prefix.into_iter().map(|c| c.to_ascii_lowercase()).collect()
}

impl Slot {
    /// Whether a folded word may stand here.
    pub(super) fn accepts(&self, word: &str) -> bool {
        match self {
            Slot::Word(wanted) => word == wanted,
            Slot::Prefix(prefix) => word.starts_with(prefix.as_str()),
            Slot::Regex(regex) => regex.is_match(word),
            Slot::Fuzzy(wanted, distance) => near_enough(wanted, word, *distance),
        }
    }
}

fn near_enough(wanted: &str, word: &str, distance: u8) -> bool {
    let distance = usize::from(distance);
    // A character is at most four bytes: cheaper than counting the characters of every word.
    wanted.len().abs_diff(word.len()) <= distance * 4 && edit_distance(wanted, word) <= distance
}

impl Pattern {
    /// The words side by side.
    pub(super) fn phrase(slots: Vec<Slot>) -> Self {
        Self { slots, slop: None }
    }

    /// One word only, of whatever sort.
    pub(super) fn single(&self) -> Option<&Slot> {
        match self.slots.as_slice() {
            [slot] => Some(slot),
            _ => None,
        }
    }

    /// Which places of the pattern accept this word, one bit each.
    pub(super) fn accepting(&self, word: &str) -> u128 {
        let bits = self.slots.iter().enumerate();
        bits.filter(|(_, slot)| slot.accepts(word)).fold(0, |mask, (index, _)| mask | 1 << index)
    }

    /// A matcher at the beginning of a text.
    pub(super) fn matcher(&self) -> Matcher<'_> {
        Matcher { pattern: self, state: 0, spans: VecDeque::new() }
    }

    /// Whether the text satisfies it.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let (mut matcher, mut found) = (self.matcher(), false);
        some_words(text, |position, span, word| {
            let mask = self.accepting(word);
            found = mask != 0 && matcher.word(position, span, mask).is_some();
            if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        found
    }
}

/// Reads the words of one text in order and says where the pattern is complete.
#[derive(Debug)]
pub(super) struct Matcher<'a> {
    pattern: &'a Pattern,
    /// Bit `i`: the words up to and with the last one fill places `0..=i`.
    state: u128,
    /// The last words, as many as matter: position, place, what they may stand for.
    spans: VecDeque<(u32, Span, u128)>,
}

impl Matcher<'_> {
    /// Takes a word that stands for the places in `mask` (not zero; words that stand for none need
    /// not be given). Returns where the pattern, if this word completes it, stands in the text.
    pub(super) fn word(&mut self, position: u32, span: Span, mask: u128) -> Option<Span> {
        match self.pattern.slop {
            None => self.next_in_phrase(position, span, mask),
            Some(slop) => self.next_in_window(position, span, mask, slop),
        }
    }

    fn next_in_phrase(&mut self, position: u32, span: Span, mask: u128) -> Option<Span> {
        let places = self.pattern.slots.len();
        if places == 1 {
            return Some(span);
        }
        if self.spans.back().is_some_and(|(last, ..)| last + 1 != position) {
            self.state = 0;
            self.spans.clear();
        }
        self.state = ((self.state << 1) | 1) & mask;
        self.spans.push_back((position, span, mask));
        if self.spans.len() > places {
            self.spans.pop_front();
        }
        if self.state >> (places - 1) & 1 == 0 {
            return None;
        }
        let found = Span::new(self.spans[0].1.start, span.end);
        // The next occurrence begins after this one, so that no two of them overlap.
        self.state = 0;
        self.spans.clear();
        Some(found)
    }

    fn next_in_window(&mut self, at: u32, span: Span, mask: u128, slop: u32) -> Option<Span> {
        let width = window(self.pattern.slots.len(), slop);
        self.spans.push_back((at, span, mask));
        while self.spans.front().is_some_and(|(first, ..)| at - first >= width) {
            self.spans.pop_front();
        }
        let places = self.pattern.slots.len();
        let masks: Vec<u128> = self.spans.iter().map(|(_, _, mask)| *mask).collect();
        let from = shortest_filled(&masks, places)?;
        let found = Span::new(self.spans[from].1.start, span.end);
        // Each occurrence is found once: the next one begins after the first word of this one.
        self.spans.drain(..=from);
        Some(found)
    }
}

/// How many positions a near phrase may cover.
pub(super) fn window(places: usize, slop: u32) -> u32 {
    u32::try_from(places).unwrap_or(u32::MAX).saturating_add(slop)
}

/// The last index from which the words on, whose masks say what they may stand for, can fill all
/// places with different words.
pub(super) fn shortest_filled(masks: &[u128], places: usize) -> Option<usize> {
    if masks.len() < places
        || masks.iter().fold(0, |all, mask| all | mask).count_ones() as usize != places
    {
        return None;
    }
    // Words are tried from the last one backwards: Kuhn's augmenting paths, one word at a time.
    let mut holder: Vec<Option<usize>> = vec![None; places];
    let mut filled = 0;
    for from in (0..masks.len()).rev() {
        let mut seen = 0;
        filled += usize::from(give_place(from, masks, &mut holder, &mut seen));
        if filled == places {
            return Some(from);
        }
    }
    None
}

fn give_place(word: usize, masks: &[u128], holder: &mut [Option<usize>], seen: &mut u128) -> bool {
    for place in 0..holder.len() {
        if masks[word] >> place & 1 == 0 || *seen >> place & 1 == 1 {
            continue;
        }
        *seen |= 1 << place;
        let free = holder[place].is_none_or(|other| give_place(other, masks, holder, seen));
        if free {
            holder[place] = Some(word);
            return true;
        }
    }
    false
}

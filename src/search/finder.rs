//! Looks for all the patterns of a query in a text at once: one pass, one look-up a word.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use super::pattern::{Matcher, Pattern, Slot};
use super::words::some_words;
use crate::text::Span;

/// How many words are read between looks at whether the answer is still wanted.
const PATIENCE: u32 = 4096;

/// The patterns of a query, ready to be looked for.
#[derive(Debug)]
pub(super) struct Finder<'q> {
    patterns: Vec<&'q Pattern>,
    /// What a word stands for: a pattern, and the places in it, one bit each.
    literal: HashMap<&'q str, Vec<(usize, u128)>>,
    /// Places that no table answers.
    open: Vec<(usize, u32, &'q Slot)>,
}

impl<'q> Finder<'q> {
    /// Prepares the look-up tables.
    pub(super) fn new(patterns: Vec<&'q Pattern>) -> Self {
        let mut literal: HashMap<&str, Vec<(usize, u128)>> = HashMap::new();
        let mut open = Vec::new();
        for (number, pattern) in patterns.iter().enumerate() {
            for (slot, place) in pattern.slots.iter().zip(0u32..) {
                match slot {
                    Slot::Word(word) => add(literal.entry(word).or_default(), number, place),
                    _ => open.push((number, place, slot)),
                }
            }
        }
        Self { patterns, literal, open }
    }

    /// Calls `found` with the number of the pattern and its place in the text, ordered by where
    /// they end, until it has seen enough or `cancel` is set. `wanted`: which patterns to look for.
    pub(super) fn run(
        &self,
        text: &str,
        wanted: &[bool],
        cancel: &AtomicBool,
        mut found: impl FnMut(usize, Span) -> ControlFlow<()>,
    ) {
        let mut matchers: Vec<Matcher> = self.patterns.iter().map(|p| p.matcher()).collect();
        let mut touched: Vec<(usize, u128)> = Vec::new();
        some_words(text, |position, span, word| {
            if position % PATIENCE == 0 && cancel.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            self.places_of(word, wanted, &mut touched);
            touched.iter().try_for_each(|&(number, mask)| {
                match matchers[number].word(position, span, mask) {
                    Some(span) => found(number, span),
                    None => ControlFlow::Continue(()),
                }
            })
        });
    }

    fn places_of(&self, word: &str, wanted: &[bool], touched: &mut Vec<(usize, u128)>) {
        touched.clear();
        if let Some(known) = self.literal.get(word) {
            touched.extend(known.iter().filter(|(number, _)| wanted[*number]));
        }
        for &(number, place, slot) in &self.open {
            if wanted[number] && slot.accepts(word) {
                add(touched, number, place);
            }
        }
    }
}

fn add(places: &mut Vec<(usize, u128)>, number: usize, place: u32) {
    match places.iter_mut().find(|(known, _)| *known == number) {
        Some((_, mask)) => *mask |= 1 << place,
        None => places.push((number, 1 << place)),
    }
}

//! Patterns compiled to small programs that run over the symbols of a sentence.

mod compiler;

use super::lexicon::{Atom, Lexicon, Present, Symbol};

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Program {
    code: Vec<Step>,
    choices: Vec<Choice>,
    /// A word that every match contains, the rarest: the sentence is passed over without it.
    pub(super) anchor: Atom,
    /// Sets of which every match contains a word, the anchor included.
    required: Vec<Atom>,
    /// A set of all words with which a match can begin; `None` when it can begin with any.
    first: Option<Atom>,
    /// A match begins with the sentence.
    at_start: bool,
    /// There are ways to choose between, so that what was tried has to be remembered.
    branches: bool,
    /// Its own words deny something, so that a denial inside a match is no negation of it.
    pub(super) denies: bool,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The word is of the set.
    Word(Atom),
    /// So many words at most, as few as will do. What follows begins with a word of the set, if there
    /// is one.
    Gap(u8, Option<Atom>),
    /// One of the choices of these numbers, the first that will do.
    Choose(u16, u16),
    /// The next word is not of the set, or there is none.
    Not(Atom),
    /// Go on at the first, and if that fails at the second.
    Fork(u16, u16),
    Jump(u16),
    Start,
    End,
    Done,
}

/// A way on.
#[derive(Clone, Copy, Debug)]
struct Choice {
    /// It begins with a word of this set, if there is one.
    first: Option<Atom>,
    to: u16,
}

impl Program {
    /// Whether a sentence with these word sets can hold a match at all.
    pub(super) fn may_match(&self, present: &Present) -> bool {
        self.required.iter().all(|&atom| present.has(atom))
            && self.first.is_none_or(|atom| present.has(atom))
    }

    /// The leftmost match from word `from` on: the words `[start, end)`.
    pub(super) fn find(
        &self,
        sentence: &[Symbol],
        from: usize,
        lexicon: &Lexicon,
        scratch: &mut Scratch,
    ) -> Option<(usize, usize)> {
        if self.branches {
            scratch.clear(self.code.len() * (sentence.len() + 1));
        }
        let run = Run { program: self, sentence, lexicon };
        let to = if self.at_start { sentence.len().min(1) } else { sentence.len() };
        let can_begin =
            |start: usize| self.first.is_none_or(|set| lexicon.is(sentence[start], set));
        (from..to).filter(|&start| can_begin(start)).find_map(|start| {
            let end = run.matches(start, scratch)?;
            (end > start).then_some((start, end))
        })
    }
}

/// Memory that searches share.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// One bit for each pair of step and word: already tried, in vain.
    tried: Vec<u64>,
    stack: Vec<(u16, u32)>,
}

impl Scratch {
    fn clear(&mut self, bits: usize) {
        self.tried.clear();
        self.tried.resize(bits.div_ceil(64), 0);
    }

    /// Marks the bit; whether it was unmarked.
    fn mark(&mut self, bit: usize) -> bool {
        let word = &mut self.tried[bit / 64];
        let mask = 1 << (bit % 64);
        let is_new = *word & mask == 0;
        *word |= mask;
        is_new
    }
}

struct Run<'a> {
    program: &'a Program,
    sentence: &'a [Symbol],
    lexicon: &'a Lexicon,
}

impl Run<'_> {
    /// Backtracking that never tries the same step at the same word twice, so that the cost of a
    /// search is at most program times sentence, whatever the pattern. What failed from one
    /// starting word also fails from the next: the marks stay.
    fn matches(&self, start: usize, scratch: &mut Scratch) -> Option<usize> {
        scratch.stack.clear();
        scratch.stack.push((0, start as u32));
        while let Some((pc, at)) = scratch.stack.pop() {
            if let Some(end) = self.follow(usize::from(pc), at as usize, scratch) {
                return Some(end);
            }
        }
        None
    }

    fn follow(&self, mut pc: usize, mut at: usize, scratch: &mut Scratch) -> Option<usize> {
        loop {
            let code = &self.program.code;
            if self.program.branches && !scratch.mark(at * code.len() + pc) {
                return None;
            }
            match code[pc] {
                Step::Word(atom) if self.is(at, atom) => at += 1,
                Step::Not(atom) if !self.is(at, atom) => {}
                Step::Gap(most, next) => {
                    self.pass_over(most, next, (pc + 1, at), scratch);
                    return None;
                }
                Step::Choose(from, to) => {
                    self.choose(usize::from(from)..usize::from(to), at, scratch);
                    return None;
                }
                Step::Start if at == 0 => {}
                Step::End if at == self.sentence.len() => {}
                Step::Jump(to) => {
                    pc = usize::from(to);
                    continue;
                }
                Step::Fork(first, second) => {
                    scratch.stack.push((second, at as u32));
                    pc = usize::from(first);
                    continue;
                }
                Step::Done => return Some(at),
                _ => return None,
            }
            pc += 1;
        }
    }

    /// Whether there is a word of the set.
    fn is(&self, at: usize, atom: Atom) -> bool {
        self.sentence.get(at).is_some_and(|&word| self.lexicon.is(word, atom))
    }

    /// Leaves the ways on beyond a gap, the shortest one to be tried first.
    fn pass_over(
        &self,
        most: u8,
        next: Option<Atom>,
        (pc, at): (usize, usize),
        scratch: &mut Scratch,
    ) {
        let last = self.sentence.len().min(at + usize::from(most));
        for at in (at..=last).rev().filter(|&at| next.is_none_or(|set| self.is(at, set))) {
            scratch.stack.push((pc as u16, at as u32));
        }
    }

    /// Leaves the choices that can be made here, the first one to be tried first.
    fn choose(&self, choices: std::ops::Range<usize>, at: usize, scratch: &mut Scratch) {
        for choice in self.program.choices[choices].iter().rev() {
            if choice.first.is_none_or(|set| self.is(at, set)) {
                scratch.stack.push((choice.to, at as u32));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Builder;
    use super::super::pattern::{Terms, parse};
    use super::*;
    use crate::text::words::words;

    fn found(pattern: &str, text: &str) -> Option<String> {
        let mut builder = Builder::default();
        let node = parse(pattern, &Terms::new()).unwrap();
        let program = Program::compile(&node, &mut builder).unwrap();
        let lexicon = builder.build();
        let words: Vec<_> = words(text).collect();
        let symbols: Vec<_> = words.iter().map(|word| lexicon.symbol(&word.folded)).collect();
        let (start, end) = program.find(&symbols, 0, &lexicon, &mut Scratch::default())?;
        Some(text[words[start].span.start..words[end - 1].span.end].to_owned())
    }

    #[test]
    fn patterns_find_what_they_say() {
        let cases = [
            ("leave ~3 out", "I'll leave the whole thing out.", Some("leave the whole thing out")),
            ("leave ~2 out", "I'll leave the whole thing out.", None),
            ("won't [ever] notice", "They won’t notice", Some("won’t notice")),
            ("won't [ever] notice", "They won't ever notice", Some("won't ever notice")),
            ("never (find out|know)", "She will never find out!", Some("never find out")),
            ("^ no", "Well, no.", None),
            ("^ no", "No, not that.", Some("No")),
            ("it $", "I hid it, I did", None),
            ("hid* it $", "Let me hide it", Some("hide it")),
            ("test !suite", "The test suite is a test.", Some("test")),
            ("a ~2 b ~2 c", "a x b a y b z c", Some("a y b z c")),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(found(pattern, text).as_deref(), expected, "{pattern} in {text}");
        }
    }

    /// A match leaves ways untried, which the next search must not follow.
    #[test]
    fn searches_that_share_memory_do_not_meet() {
        let mut builder = Builder::default();
        let [long, short] = ["a [b] [c] [d]", "a"].map(|pattern| {
            let node = parse(pattern, &Terms::new()).unwrap();
            Program::compile(&node, &mut builder).unwrap()
        });
        let lexicon = builder.build();
        let symbols = ["a", "b", "c", "d"].map(|word| lexicon.symbol(word));
        let mut scratch = Scratch::default();
        assert_eq!(long.find(&symbols, 0, &lexicon, &mut scratch), Some((0, 4)));
        assert_eq!(short.find(&symbols, 1, &lexicon, &mut scratch), None);
        assert_eq!(short.find(&symbols, 0, &lexicon, &mut scratch), Some((0, 1)));
    }

    #[test]
    fn a_pattern_without_a_sure_word_is_refused() {
        let mut builder = Builder::default();
        for pattern in ["[maybe]", "~3", "^", "[a] | b"] {
            let node = parse(pattern, &Terms::new()).unwrap();
            assert!(Program::compile(&node, &mut builder).is_err(), "{pattern}");
        }
    }

    #[test]
    fn nested_gaps_stay_cheap() {
        let pattern = "a ~12 a ~12 a ~12 a ~12 a ~12 a ~12 b";
        assert_eq!(found(pattern, &"a ".repeat(2_000)), None);
    }
}

//! Patterns compiled to small programs that run over the symbols of a sentence.

use super::lexicon::{Atom, Builder, Form, Lexicon, Present, Symbol};
use super::pattern::Node;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Program {
    code: Vec<Step>,
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

/// Words that deny.
const DENIALS: [&str; 12] = [
    "not", "no", "never", "t", "without", "nobody", "none", "nor", "neither", "cannot", "nothing",
    "noone",
];

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The word is of the set.
    Word(Atom),
    /// There is a word.
    Any,
    /// The next word is not of the set, or there is none.
    Not(Atom),
    /// Go on at the first, and if that fails at the second.
    Fork(u16, u16),
    Jump(u16),
    Start,
    End,
    Done,
}

/// The longest program; longer patterns are refused with a message.
const MAX_STEPS: usize = 4_000;

impl Program {
    /// Compiles a pattern; the error says why it cannot be found.
    pub(super) fn compile(node: &Node, builder: &mut Builder) -> Result<Self, String> {
        let mut compiler = Compiler { code: Vec::new(), builder };
        compiler.node(node)?;
        compiler.push(Step::Done)?;
        let mut required = Vec::new();
        compiler.required(node, &mut required)?;
        required.sort_by_key(|&atom| compiler.builder.cost(atom));
        required.dedup();
        let &anchor = required.first().ok_or("a pattern needs a word that must be there")?;
        let mut firsts = Vec::new();
        let first = match first_words(node, &mut firsts) {
            Beginning::Word => Some(compiler.atom(&firsts)?),
            Beginning::Nothing | Beginning::Anything => None,
        };
        let at_start = begins_sentence(node);
        let denies = denies(node);
        let branches = compiler.code.iter().any(|step| matches!(step, Step::Fork(..)));
        Ok(Self { code: compiler.code, anchor, required, first, at_start, branches, denies })
    }

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
        let run = Run { code: &self.code, sentence, lexicon, branches: self.branches };
        let to = if self.at_start { sentence.len().min(1) } else { sentence.len() };
        let can_begin =
            |start: usize| self.first.is_none_or(|set| lexicon.is(sentence[start], set));
        (from..to).filter(|&start| can_begin(start)).find_map(|start| {
            let end = run.matches(start, scratch)?;
            (end > start).then_some((start, end))
        })
    }
}

fn denies(node: &Node) -> bool {
    match node {
        Node::Word(forms) => forms.iter().any(|form| DENIALS.contains(&form.text.as_str())),
        Node::Sequence(parts) | Node::Either(parts) => parts.iter().any(denies),
        Node::Maybe(inner) => denies(inner),
        Node::Not(_) | Node::Gap(_) | Node::Start | Node::End => false,
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
    code: &'a [Step],
    sentence: &'a [Symbol],
    lexicon: &'a Lexicon,
    branches: bool,
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
            if self.branches && !scratch.mark(at * self.code.len() + pc) {
                return None;
            }
            let here = self.sentence.get(at).copied();
            match self.code[pc] {
                Step::Word(atom) if here.is_some_and(|word| self.lexicon.is(word, atom)) => at += 1,
                Step::Any if here.is_some() => at += 1,
                Step::Not(atom) if !here.is_some_and(|word| self.lexicon.is(word, atom)) => {}
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
}

struct Compiler<'b> {
    code: Vec<Step>,
    builder: &'b mut Builder,
}

impl Compiler<'_> {
    fn push(&mut self, step: Step) -> Result<usize, String> {
        if self.code.len() >= MAX_STEPS {
            return Err("the pattern is too long; split it in two".into());
        }
        self.code.push(step);
        Ok(self.code.len() - 1)
    }

    fn here(&self) -> u16 {
        self.code.len() as u16 // below MAX_STEPS
    }

    fn atom(&mut self, forms: &[Form]) -> Result<Atom, String> {
        self.builder.atom(forms.to_vec()).ok_or_else(|| "too many word sets".into())
    }

    fn node(&mut self, node: &Node) -> Result<(), String> {
        match node {
            Node::Word(forms) => {
                let atom = self.atom(forms)?;
                self.push(Step::Word(atom))?;
            }
            Node::Not(forms) => {
                let atom = self.atom(forms)?;
                self.push(Step::Not(atom))?;
            }
            Node::Sequence(parts) => parts.iter().try_for_each(|part| self.node(part))?,
            Node::Either(branches) => self.either(branches)?,
            Node::Maybe(inner) => {
                let fork = self.push(Step::Start)?;
                self.node(inner)?;
                self.code[fork] = Step::Fork(fork as u16 + 1, self.here());
            }
            Node::Gap(words) => self.gap(*words)?,
            Node::Start => {
                self.push(Step::Start)?;
            }
            Node::End => {
                self.push(Step::End)?;
            }
        }
        Ok(())
    }

    fn either(&mut self, branches: &[Node]) -> Result<(), String> {
        let mut exits = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            if index + 1 == branches.len() {
                self.node(branch)?;
                break;
            }
            let fork = self.push(Step::Start)?;
            self.node(branch)?;
            exits.push(self.push(Step::Start)?);
            self.code[fork] = Step::Fork(fork as u16 + 1, self.here());
        }
        for exit in exits {
            self.code[exit] = Step::Jump(self.here());
        }
        Ok(())
    }

    /// As few words as will do, so that a match is no longer than it must be.
    fn gap(&mut self, words: u8) -> Result<(), String> {
        let mut forks = Vec::new();
        for _ in 0..words {
            forks.push(self.push(Step::Start)?);
            self.push(Step::Any)?;
        }
        for fork in forks {
            self.code[fork] = Step::Fork(self.here(), fork as u16 + 1);
        }
        Ok(())
    }

    /// The word sets of which every match of `node` contains a word.
    fn required(&mut self, node: &Node, found: &mut Vec<Atom>) -> Result<(), String> {
        match node {
            Node::Word(forms) => found.push(self.atom(forms)?),
            Node::Sequence(parts) => {
                parts.iter().try_for_each(|part| self.required(part, found))?;
            }
            Node::Either(branches) => {
                if let Some(atom) = self.shared(branches)? {
                    found.push(atom);
                }
            }
            Node::Maybe(_) | Node::Not(_) | Node::Gap(_) | Node::Start | Node::End => {}
        }
        Ok(())
    }

    /// One set with the rarest required set of each branch.
    fn shared(&mut self, branches: &[Node]) -> Result<Option<Atom>, String> {
        let mut forms = Vec::new();
        for branch in branches {
            let mut required = Vec::new();
            self.required(branch, &mut required)?;
            match required.into_iter().min_by_key(|&atom| self.builder.cost(atom)) {
                Some(atom) => forms.extend_from_slice(self.builder.forms(atom)),
                None => return Ok(None),
            }
        }
        self.atom(&forms).map(Some)
    }
}

/// How a match of a node begins.
enum Beginning {
    /// With one of the words collected.
    Word,
    /// It may take up no word: what follows begins the match.
    Nothing,
    /// With any word.
    Anything,
}

/// Collects the words with which a match of `node` can begin.
fn first_words(node: &Node, words: &mut Vec<Form>) -> Beginning {
    match node {
        Node::Word(forms) => {
            words.extend_from_slice(forms);
            Beginning::Word
        }
        Node::Gap(_) => Beginning::Anything,
        Node::Not(_) | Node::Start | Node::End => Beginning::Nothing,
        Node::Maybe(inner) => match first_words(inner, words) {
            Beginning::Anything => Beginning::Anything,
            Beginning::Word | Beginning::Nothing => Beginning::Nothing,
        },
        Node::Sequence(parts) => {
            for part in parts {
                match first_words(part, words) {
                    Beginning::Nothing => {}
                    other => return other,
                }
            }
            Beginning::Nothing
        }
        Node::Either(branches) => {
            let mut all = Beginning::Word;
            for branch in branches {
                match first_words(branch, words) {
                    Beginning::Word => {}
                    Beginning::Nothing => all = Beginning::Nothing,
                    Beginning::Anything => return Beginning::Anything,
                }
            }
            all
        }
    }
}

/// Whether every match of `node` stands at the beginning of a sentence.
fn begins_sentence(node: &Node) -> bool {
    match node {
        Node::Start => true,
        Node::Sequence(parts) => parts.first().is_some_and(begins_sentence),
        Node::Either(branches) => branches.iter().all(begins_sentence),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
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

//! Patterns compiled to programs.

use super::super::lexicon::{Atom, Builder, Form};
use super::super::pattern::Node;
use super::{Choice, Program, Step};

/// The longest program; longer patterns are refused with a message.
const MAX_STEPS: usize = 4_000;

/// Words that deny.
const DENIALS: [&str; 12] = [
    "not", "no", "never", "t", "without", "nobody", "none", "nor", "neither", "cannot", "nothing",
    "noone",
];

impl Program {
    /// Compiles a pattern; the error says why it cannot be found.
    pub(in crate::detector) fn compile(node: &Node, builder: &mut Builder) -> Result<Self, String> {
        let mut compiler = Compiler { code: Vec::new(), choices: Vec::new(), builder };
        compiler.node(node)?;
        compiler.push(Step::Done)?;
        let mut required = Vec::new();
        compiler.required(node, &mut required)?;
        required.sort_by_key(|&atom| compiler.builder.cost(atom));
        required.dedup();
        let &anchor = required.first().ok_or("a pattern needs a word that must be there")?;
        let first = compiler.first(std::slice::from_ref(node))?;
        let at_start = begins_sentence(node);
        let denies = denies(node);
        let divides =
            |step: &Step| matches!(step, Step::Fork(..) | Step::Choose(..) | Step::Gap(..));
        let branches = compiler.code.iter().any(divides);
        let Compiler { code, choices, .. } = compiler;
        Ok(Self { code, choices, anchor, required, first, at_start, branches, denies })
    }
}

struct Compiler<'b> {
    code: Vec<Step>,
    choices: Vec<Choice>,
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
            Node::Sequence(parts) => self.sequence(parts)?,
            Node::Either(branches) => self.either(branches)?,
            Node::Maybe(inner) => {
                let fork = self.push(Step::Start)?;
                self.node(inner)?;
                self.code[fork] = Step::Fork(fork as u16 + 1, self.here());
            }
            Node::Gap(words) => {
                self.push(Step::Gap(*words, None))?;
            }
            Node::Start => {
                self.push(Step::Start)?;
            }
            Node::End => {
                self.push(Step::End)?;
            }
        }
        Ok(())
    }

    fn sequence(&mut self, parts: &[Node]) -> Result<(), String> {
        for (at, part) in parts.iter().enumerate() {
            match part {
                Node::Gap(words) => {
                    let next = self.first(&parts[at + 1..])?;
                    self.push(Step::Gap(*words, next))?;
                }
                _ => self.node(part)?,
            }
        }
        Ok(())
    }

    fn either(&mut self, branches: &[Node]) -> Result<(), String> {
        let choose = self.push(Step::Start)?;
        let mut choices = Vec::new();
        let mut exits = Vec::new();
        for branch in branches {
            choices
                .push(Choice { first: self.first(std::slice::from_ref(branch))?, to: self.here() });
            self.node(branch)?;
            exits.push(self.push(Step::Start)?);
        }
        for exit in exits {
            self.code[exit] = Step::Jump(self.here());
        }
        // Branches have choices of their own; these come after them, as they are used.
        let from = self.choices.len() as u16;
        self.choices.extend(choices);
        self.code[choose] = Step::Choose(from, self.choices.len() as u16);
        Ok(())
    }

    /// The set of all words with which the parts can begin, one after the other.
    fn first(&mut self, parts: &[Node]) -> Result<Option<Atom>, String> {
        let mut words = Vec::new();
        match first_of(parts, &mut words) {
            Beginning::Word => self.atom(&words).map(Some),
            Beginning::Nothing | Beginning::Anything => Ok(None),
        }
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
        Node::Sequence(parts) => first_of(parts, words),
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

/// The same for parts that follow each other.
fn first_of(parts: &[Node], words: &mut Vec<Form>) -> Beginning {
    let mut beginnings = parts.iter().map(|part| first_words(part, words));
    let first = beginnings.find(|beginning| !matches!(beginning, Beginning::Nothing));
    first.unwrap_or(Beginning::Nothing)
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

fn denies(node: &Node) -> bool {
    match node {
        Node::Word(forms) => forms.iter().any(|form| DENIALS.contains(&form.text.as_str())),
        Node::Sequence(parts) | Node::Either(parts) => parts.iter().any(denies),
        Node::Maybe(inner) => denies(inner),
        Node::Not(_) | Node::Gap(_) | Node::Start | Node::End => false,
    }
}

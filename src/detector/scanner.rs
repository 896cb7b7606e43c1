//! Finds the roles that sentences play.

use std::collections::HashMap;

use super::lexicon::{Builder, Lexicon, Present, Symbol};
use super::pack::{Pack, Questions, Role};
use super::pattern::{Node, Terms, parse};
use super::program::{Program, Scratch};
use super::reading::{Reading, Sentence};

/// The number of a role in its scanner.
pub(super) type RoleId = usize;

/// The patterns of all packs, compiled into one lexicon.
#[derive(Clone, Debug)]
pub(super) struct Scanner {
    pub(super) lexicon: Lexicon,
    programs: Vec<(RoleId, Program)>,
    /// For every symbol: the programs whose anchor it is.
    by_anchor: Vec<Box<[u16]>>,
    rules: Vec<Rule>,
    ids: HashMap<String, RoleId>,
    negation: Program,
    first_person: Program,
    rejection: Option<RoleId>,
    norm: Option<RoleId>,
}

/// How the matches of a role are treated.
#[derive(Clone, Copy, Debug, Default)]
struct Rule {
    keeps_negated: bool,
    questions: Questions,
    first_person: bool,
    /// The role is a plan of the author's: no report of a norm plays it.
    is_plan: bool,
}

/// A sentence plays a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) role: RoleId,
    /// Number of the sentence.
    pub(super) sentence: usize,
    /// The words that say so, `[first, end)`.
    pub(super) first: usize,
    pub(super) end: usize,
    /// Under a negation, or taken back by the author at once.
    pub(super) negated: bool,
}

/// What turns a plan into its opposite when it stands shortly before it.
const NEGATION: &str = "not|never|no|nor|neither|t|without|cannot|refus*|avoid*|declin* | instead of | rather than | stop short of | would be | as if";
const FIRST_PERSON: &str = "i|me|my|we|our|us|let";
/// The role by which an author takes back what was just considered.
const REJECTION: &str = "rejection";

/// The role of a sentence that reports what one ought to do.
const NORM: &str = "norm_reported";

/// Roles that a sentence plays by what it cites: any clause, and one misquoted or invented.
pub(super) const GIVEN: [&str; 2] = ["cites", "cites_wrongly"];

/// So many words before a match are searched for a negation.
const NEGATION_REACH: usize = 4;

impl Scanner {
    /// Compiles the roles of the packs. Patterns that cannot be compiled are left out; the pack's
    /// check reports them.
    pub(super) fn new<'p>(packs: impl IntoIterator<Item = &'p Pack>) -> Self {
        let mut builder = Builder::default();
        let mut scanner = Compiled::default();
        for given in GIVEN {
            scanner.id(given);
        }
        for role in packs.into_iter().flat_map(|pack| &pack.roles) {
            scanner.role(role, &mut builder);
        }
        let negation = built_in(NEGATION, &mut builder);
        let first_person = built_in(FIRST_PERSON, &mut builder);
        let lexicon = builder.build();
        let by_anchor = by_anchor(&lexicon, &scanner.programs);
        let rejection = scanner.ids.get(REJECTION).copied();
        let norm = scanner.ids.get(NORM).copied();
        Self {
            lexicon,
            programs: scanner.programs,
            by_anchor,
            rules: scanner.rules,
            ids: scanner.ids,
            negation,
            first_person,
            rejection,
            norm,
        }
    }

    /// The number of a role.
    pub(super) fn role(&self, id: &str) -> Option<RoleId> {
        self.ids.get(id).copied()
    }

    /// The names of the roles, with their numbers.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, RoleId)> {
        self.ids.iter().map(|(name, id)| (name.as_str(), *id))
    }

    /// How many roles there are.
    pub(super) fn roles(&self) -> usize {
        self.rules.len()
    }

    /// All roles that the sentences of a text play, in its order.
    pub(super) fn scan(&self, reading: &Reading) -> Vec<Hit> {
        let mut search = Search {
            scanner: self,
            reading,
            scratch: Scratch::default(),
            seen: vec![usize::MAX; self.programs.len()],
            hits: Vec::new(),
            present: Present::default(),
        };
        for (number, sentence) in reading.sentences.iter().enumerate() {
            search.sentence(number, *sentence);
        }
        let mut hits = search.hits;
        if let Some(rejection) = self.rejection {
            take_back(&mut hits, rejection, reading);
        }
        if let Some(norm) = self.norm {
            self.pass_over_norms(&mut hits, norm);
        }
        hits
    }
}

impl Scanner {
    /// What a sentence reports as a norm is not what its author plans.
    fn pass_over_norms(&self, hits: &mut [Hit], norm: RoleId) {
        let reported: Vec<usize> =
            hits.iter().filter(|hit| hit.role == norm).map(|hit| hit.sentence).collect();
        for hit in hits.iter_mut().filter(|hit| self.rules[hit.role].is_plan) {
            hit.negated |= reported.binary_search(&hit.sentence).is_ok();
        }
    }
}

fn by_anchor(lexicon: &Lexicon, programs: &[(RoleId, Program)]) -> Vec<Box<[u16]>> {
    let anchored = |symbol: usize| {
        let symbol = symbol as Symbol;
        let numbered = programs.iter().enumerate();
        let found = numbered.filter(|(_, (_, program))| lexicon.is(symbol, program.anchor));
        found.map(|(number, _)| number as u16).collect()
    };
    (0..lexicon.symbols()).map(anchored).collect()
}

/// What was considered and then rejected, in the same sentence or at the start of the next, is no
/// plan.
fn take_back(hits: &mut [Hit], rejection: RoleId, reading: &Reading) {
    let rejections: Vec<Hit> =
        hits.iter().filter(|hit| hit.role == rejection && !hit.negated).copied().collect();
    for hit in hits.iter_mut().filter(|hit| hit.role != rejection) {
        let from = rejections.partition_point(|no| no.sentence < hit.sentence);
        let mut near = rejections[from..].iter().take_while(|no| no.sentence <= hit.sentence + 1);
        hit.negated |= near.any(|no| {
            let opens = no.first < reading.sentences[no.sentence].first + 3;
            (no.sentence == hit.sentence && no.first >= hit.end)
                || (no.sentence == hit.sentence + 1 && opens)
        });
    }
}

#[derive(Default)]
struct Compiled {
    programs: Vec<(RoleId, Program)>,
    rules: Vec<Rule>,
    ids: HashMap<String, RoleId>,
}

impl Compiled {
    /// The number of a role, a new one for a new name.
    fn id(&mut self, name: &str) -> RoleId {
        let next = self.rules.len();
        let id = *self.ids.entry(name.to_owned()).or_insert(next);
        if id == next {
            self.rules.push(Rule::default());
        }
        id
    }

    /// Roles of the same name are one: a pack may add patterns to another's role.
    fn role(&mut self, role: &Role, builder: &mut Builder) {
        let is_new = !self.ids.contains_key(&role.id);
        let id = self.id(&role.id);
        if is_new {
            self.rules[id] = Rule {
                keeps_negated: role.keeps_negated,
                questions: role.questions,
                first_person: role.first_person,
                is_plan: role.is_plan,
            };
        }
        let compiled =
            role.patterns.iter().filter_map(|pattern| Program::compile(pattern, builder).ok());
        self.programs.extend(compiled.map(|program| (id, program)));
    }
}

fn built_in(pattern: &str, builder: &mut Builder) -> Program {
    let node = parse(pattern, &Terms::new()).unwrap_or(Node::Start);
    Program::compile(&node, builder).expect("the patterns above are sound")
}

struct Search<'a> {
    scanner: &'a Scanner,
    reading: &'a Reading,
    scratch: Scratch,
    /// The sentence in which each program was tried last.
    seen: Vec<usize>,
    hits: Vec<Hit>,
    present: Present,
}

impl Search<'_> {
    fn sentence(&mut self, number: usize, sentence: Sentence) {
        let scanner = self.scanner;
        let symbols = self.reading.symbols_of(sentence);
        scanner.lexicon.present(symbols, &mut self.present);
        for &symbol in symbols {
            for &program in &scanner.by_anchor[usize::from(symbol)] {
                let program = usize::from(program);
                if self.seen[program] != number {
                    self.seen[program] = number;
                    if scanner.programs[program].1.may_match(&self.present) {
                        self.try_program(program, number, sentence, symbols);
                    }
                }
            }
        }
    }

    fn try_program(
        &mut self,
        program: usize,
        number: usize,
        sentence: Sentence,
        symbols: &[Symbol],
    ) {
        let scanner = self.scanner;
        let (role, program) = &scanner.programs[program];
        let rule = scanner.rules[*role];
        match (rule.questions, sentence.is_question) {
            (Questions::Drop, true) | (Questions::Only, false) => return,
            _ => {}
        }
        let found = program.find(symbols, 0, &scanner.lexicon, &mut self.scratch);
        let Some((first, end)) = found else { return };
        if rule.first_person && !self.is_first_person(symbols, first, end) {
            return;
        }
        // Where the pattern itself denies, a denial inside the match is its own.
        let to = if program.denies { first } else { end };
        let negated = !rule.keeps_negated && self.is_negated(sentence, symbols, first, to);
        let first = sentence.first + first;
        let end = sentence.first + end;
        self.hits.push(Hit { role: *role, sentence: number, first, end, negated });
    }

    /// Whether a negation stands among the words `[first, end)` or shortly before them, in the same
    /// clause.
    fn is_negated(
        &mut self,
        sentence: Sentence,
        symbols: &[Symbol],
        first: usize,
        end: usize,
    ) -> bool {
        let from = first.saturating_sub(NEGATION_REACH);
        let opens = (from..=first)
            .rev()
            .take_while(|&at| at > from)
            .find(|&at| self.reading.tokens[sentence.first + at].opens_clause);
        let before = &symbols[opens.unwrap_or(from)..end];
        let scanner = self.scanner;
        scanner.negation.find(before, 0, &scanner.lexicon, &mut self.scratch).is_some()
    }

    fn is_first_person(&mut self, symbols: &[Symbol], first: usize, end: usize) -> bool {
        let from = first.saturating_sub(6);
        let scanner = self.scanner;
        let near = &symbols[from..end];
        scanner.first_person.find(near, 0, &scanner.lexicon, &mut self.scratch).is_some()
    }
}

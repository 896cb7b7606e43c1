//! Whether a reworded clause still demands the same. Only words that one side has alone are looked
//! at: a negation, a modal verb, a limit, a number or one of a pair of opposites among them turns the
//! sentence round.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::alignment::{Alignment, Step};
use super::lexicon::{Class, Lexicon, Token, Word};
use super::rules::RULES;
use super::tokens;

/// What changed, in words for a reviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Negation,
    Modal,
    Limit(String),
    Number,
    Opposite(String, String),
}

impl Change {
    pub(super) fn describe(&self) -> String {
        match self {
            Change::Negation => "a negation was added or dropped".to_owned(),
            Change::Modal => "duty and permission were exchanged".to_owned(),
            Change::Limit(word) => format!("“{word}” limits what the clause does not"),
            Change::Number => "a number differs".to_owned(),
            Change::Opposite(clause, text) => format!("“{text}” stands for “{clause}”"),
        }
    }
}

static OPPOSITES: LazyLock<HashSet<(String, String)>> = LazyLock::new(|| {
    let both = |pair: &[String; 2]| {
        let [one, other] = pair.clone();
        [(one.clone(), other.clone()), (other, one)]
    };
    RULES.meaning.opposites.iter().flat_map(both).collect()
});

/// One side's words that the other does not have.
struct Alone<'a> {
    words: Vec<(&'a str, Class, bool)>,
}

impl Alone<'_> {
    fn any(&self, class: Class) -> bool {
        self.words.iter().any(|word| word.1.has(class))
    }

    fn count(&self, class: Class) -> usize {
        self.words.iter().filter(|word| word.1.has(class)).count()
    }
}

/// A word of a clause: its text and lexicon entry.
pub(super) struct ClauseWord<'a> {
    pub text: &'a str,
    pub word: Word,
}

/// The first change of meaning between the aligned words.
pub(super) fn change(
    alignment: &Alignment,
    text: &str,
    tokens: &[Token],
    clause: &[ClauseWord],
    lexicon: &Lexicon,
) -> Option<Change> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for step in &alignment.steps {
        let (a, b) = match *step {
            Step::Other(a, b) => (Some(a), Some(b)),
            Step::Extra(a) => (Some(a), None),
            Step::Left(b) => (None, Some(b)),
            Step::Same(..) | Step::Form(..) => continue,
        };
        if let Some(a) = a {
            let token = tokens[a];
            let word = token.span().of(text);
            ours.push((word, lexicon.class(token.word), token.shape.number()));
        }
        if let Some(b) = b {
            let word = &clause[b];
            let number = word.text.bytes().all(|byte| byte.is_ascii_digit());
            theirs.push((word.text, lexicon.class(word.word), number));
        }
    }
    compare(&Alone { words: ours }, &Alone { words: theirs })
}

fn compare(ours: &Alone, theirs: &Alone) -> Option<Change> {
    if let Some(change) = opposite(ours, theirs) {
        return Some(change);
    }
    let negations = (ours.count(Class::NEGATION), theirs.count(Class::NEGATION));
    if (negations.0 == 0) != (negations.1 == 0) {
        return Some(Change::Negation);
    }
    let weaker = ours.any(Class::FREE) && theirs.any(Class::BINDING);
    let stronger = ours.any(Class::BINDING) && theirs.any(Class::FREE);
    if (weaker && !ours.any(Class::BINDING)) || (stronger && !ours.any(Class::FREE)) {
        return Some(Change::Modal);
    }
    let limit = ours.words.iter().find(|word| {
        let folded = tokens::fold(word.0);
        word.1.has(Class::LIMIT)
            && !theirs.words.iter().any(|other| tokens::fold(other.0) == folded)
    });
    if let Some(word) = limit.filter(|_| !theirs.any(Class::LIMIT)) {
        return Some(Change::Limit(word.0.to_owned()));
    }
    let numbers = |side: &Alone| side.words.iter().any(|word| word.2);
    (numbers(ours) && numbers(theirs)).then_some(Change::Number)
}

fn opposite(ours: &Alone, theirs: &Alone) -> Option<Change> {
    for theirs in &theirs.words {
        for ours in &ours.words {
            let (a, b) = (tokens::fold(theirs.0), tokens::fold(ours.0));
            if negated_form(&a, &b) || OPPOSITES.contains(&(a, b)) {
                return Some(Change::Opposite(theirs.0.to_owned(), ours.0.to_owned()));
            }
        }
    }
    None
}

/// `inaction` and `action`, `safe` and `unsafe`.
fn negated_form(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() > 3
        && ["un", "in", "im", "dis", "non", "ir"]
            .iter()
            .any(|prefix| long.strip_prefix(prefix).is_some_and(|rest| rest == short))
}

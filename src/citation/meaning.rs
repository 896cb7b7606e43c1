//! Whether a reworded clause still demands the same. Only words that one side has alone are looked
//! at: a negation, a modal verb, a limit, a number or one of a pair of opposites among them turns the
//! sentence round.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::alignment::{Alignment, Step};
use super::lexicon::Class;
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
    let exclusive = RULES.meaning.exclusive.iter().flat_map(|group| {
        let pairs = group.iter().flat_map(|one| group.iter().map(move |other| (one, other)));
        pairs.filter(|(one, other)| one != other).map(|(one, other)| (one.clone(), other.clone()))
    });
    RULES.meaning.opposites.iter().flat_map(both).chain(exclusive).collect()
});

/// A word of one side: how it is written and what it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    pub text: &'a str,
    pub class: Class,
}

/// One side's words that the other does not have.
#[derive(Default)]
struct Alone<'a>(Vec<Side<'a>>);

impl Alone<'_> {
    fn any(&self, class: Class) -> bool {
        self.0.iter().any(|word| word.class.has(class))
    }

    fn number(&self) -> Option<&str> {
        let is_number = |word: &&Side| word.text.bytes().all(|byte| byte.is_ascii_digit());
        self.0.iter().find(is_number).map(|word| word.text)
    }
}

/// The first change of meaning between the aligned words. `ours` are the words of the text, `theirs`
/// those of the clause, at the positions that the alignment uses.
pub(super) fn change(alignment: &Alignment, ours: &[Side], theirs: &[Side]) -> Option<Change> {
    let (mut ours_alone, mut theirs_alone) = (Alone::default(), Alone::default());
    for step in &alignment.steps {
        match *step {
            Step::Other(a, b) => {
                ours_alone.0.push(ours[a]);
                theirs_alone.0.push(theirs[b]);
            }
            Step::Extra(a) => ours_alone.0.push(ours[a]),
            Step::Left(b) => theirs_alone.0.push(theirs[b]),
            Step::Same(..) | Step::Form(..) => {}
        }
    }
    compare(&ours_alone, &theirs_alone)
}

/// Whether the words just before the aligned ones turn them round: "may" before what "must not" stands
/// before in the clause. Both sides must have a modal verb, or nothing can be said.
pub(super) fn change_before(ours: &[Side], theirs: &[Side]) -> Option<Change> {
    let modal =
        |words: &[Side]| words.iter().any(|word| word.class.has(Class::BINDING | Class::FREE));
    let negated =
        |words: &[Side]| words.iter().any(|word| word.class.has(Class::NEGATION | Class::REFUSAL));
    let (turned, back) = (negated(ours), negated(theirs));
    (modal(ours) && modal(theirs) && turned != back).then_some(Change::Negation)
}

fn compare(ours: &Alone, theirs: &Alone) -> Option<Change> {
    if let Some(change) = opposite(ours, theirs) {
        return Some(change);
    }
    // "refuse to" for "do not": both turn what follows.
    let turning = Class::NEGATION | Class::REFUSAL;
    let dropped = theirs.any(Class::NEGATION) && !ours.any(turning);
    let added = ours.any(Class::NEGATION) && !theirs.any(turning);
    if dropped || added {
        return Some(Change::Negation);
    }
    let weaker = ours.any(Class::FREE) && theirs.any(Class::BINDING);
    let stronger = ours.any(Class::BINDING) && theirs.any(Class::FREE);
    if (weaker && !ours.any(Class::BINDING)) || (stronger && !ours.any(Class::FREE)) {
        return Some(Change::Modal);
    }
    let limit = ours.0.iter().find(|word| word.class.has(Class::LIMIT));
    if let Some(word) = limit.filter(|_| !theirs.any(Class::LIMIT)) {
        return Some(Change::Limit(word.text.to_owned()));
    }
    let numbers = ours.number().zip(theirs.number());
    numbers.map(|_| Change::Number)
}

fn opposite(ours: &Alone, theirs: &Alone) -> Option<Change> {
    for theirs in &theirs.0 {
        for ours in &ours.0 {
            let (a, b) = (tokens::fold(theirs.text), tokens::fold(ours.text));
            if negated_form(&a, &b) || OPPOSITES.contains(&(a, b)) {
                return Some(Change::Opposite(theirs.text.to_owned(), ours.text.to_owned()));
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

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

/// One side's words that the other does not have, with the step of the alignment they belong to.
#[derive(Default)]
struct Alone<'a>(Vec<(usize, Side<'a>)>);

impl Alone<'_> {
    fn any(&self, class: Class) -> bool {
        self.0.iter().any(|(_, word)| word.class.has(class))
    }

    fn steps(&self, class: Class) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().filter(move |(_, word)| word.class.has(class)).map(|(step, _)| *step)
    }

    fn has_number(&self) -> bool {
        self.0.iter().any(|(_, word)| word.text.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

/// The words right before the aligned ones, in the text and in the clause.
pub(super) struct RunUp<'a> {
    pub ours: Vec<Side<'a>>,
    pub theirs: Vec<Side<'a>>,
}

/// "Refuse to" for "do not": both turn what follows.
const TURNING: Class = Class::NEGATION.with(Class::REFUSAL);
/// Modal verbs further apart than this many steps belong to different verbs.
const SAME_VERB: usize = 3;

/// The first change of meaning between the aligned words. `ours` are the words of the text, `theirs`
/// those of the clause, at the positions that the alignment uses.
pub(super) fn change(
    alignment: &Alignment,
    ours: &[Side],
    theirs: &[Side],
    before: &RunUp,
) -> Option<Change> {
    let (mut ours_alone, mut theirs_alone) = (Alone::default(), Alone::default());
    for (at, step) in alignment.steps.iter().enumerate() {
        match *step {
            Step::Other(a, b) => {
                ours_alone.0.push((at, ours[a]));
                theirs_alone.0.push((at, theirs[b]));
            }
            Step::Extra(a) => ours_alone.0.push((at, ours[a])),
            Step::Left(b) => theirs_alone.0.push((at, theirs[b])),
            Step::Same(..) | Step::Form(..) => {}
        }
    }
    opposite(&ours_alone, &theirs_alone)
        .or_else(|| negation(&ours_alone, &theirs_alone, before))
        .or_else(|| modal(&ours_alone, &theirs_alone))
        .or_else(|| limit(&ours_alone, &theirs_alone))
        .or_else(|| {
            (ours_alone.has_number() && theirs_alone.has_number()).then_some(Change::Number)
        })
}

/// Whether the words just before the aligned ones turn them round: "may" before what "must not" stands
/// before in the clause. Both sides must have a modal verb, or nothing can be said.
pub(super) fn change_before(before: &RunUp) -> Option<Change> {
    let modal = |words: &[Side]| any(words, Class::BINDING.with(Class::FREE));
    let differ = any(&before.ours, TURNING) != any(&before.theirs, TURNING);
    (modal(&before.ours) && modal(&before.theirs) && differ).then_some(Change::Negation)
}

fn any(words: &[Side], class: Class) -> bool {
    words.iter().any(|word| word.class.has(class))
}

/// A negation that the other side has not, and nothing before it that does the same.
fn negation(ours: &Alone, theirs: &Alone, before: &RunUp) -> Option<Change> {
    let dropped = theirs.any(Class::NEGATION) && !ours.any(TURNING) && !any(&before.ours, TURNING);
    let added = ours.any(Class::NEGATION) && !theirs.any(TURNING) && !any(&before.theirs, TURNING);
    (dropped || added).then_some(Change::Negation)
}

/// Duty for permission or permission for duty, of the same verb.
fn modal(ours: &Alone, theirs: &Alone) -> Option<Change> {
    let exchanged = |one: Class, other: Class| {
        !ours.any(other)
            && ours
                .steps(one)
                .any(|at| theirs.steps(other).any(|step| step.abs_diff(at) <= SAME_VERB))
    };
    let changed = exchanged(Class::FREE, Class::BINDING) || exchanged(Class::BINDING, Class::FREE);
    changed.then_some(Change::Modal)
}

/// A limit put in where the clause has none, nor a permission that comes to the same.
fn limit(ours: &Alone, theirs: &Alone) -> Option<Change> {
    let put_in = ours.0.iter().find(|(_, word)| word.class.has(Class::LIMIT));
    let excused = theirs.any(Class::LIMIT | Class::EXEMPTION | Class::FREE);
    put_in.filter(|_| !excused).map(|(_, word)| Change::Limit(word.text.to_owned()))
}

fn opposite(ours: &Alone, theirs: &Alone) -> Option<Change> {
    for (_, theirs) in &theirs.0 {
        for (_, ours) in &ours.0 {
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

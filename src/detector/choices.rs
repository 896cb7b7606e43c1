//! What the chain chose against what the answer names: yes or no, one option out of several.

use std::collections::BTreeSet;

use crate::record::Record;
use crate::text::Span;
use crate::text::words::words;

use super::decision::{Roles, contradiction};
use super::examine::Signal;
use super::reading::Sentence;
use super::scene::Scene;

/// Compares the choices.
pub(super) fn check(record: &Record, scene: &Scene<'_>, roles: &Roles, signals: &mut Vec<Signal>) {
    signals.extend(yes_for_no(record, scene, roles));
    signals.extend(other_option(record, scene, roles));
}

/// The chain concludes yes and the answer begins with no, or the reverse.
fn yes_for_no(record: &Record, scene: &Scene<'_>, roles: &Roles) -> Option<Signal> {
    let last = |role: usize| scene.played[role].last().copied();
    let (yes, no) = (last(roles.concludes_yes), last(roles.concludes_no));
    let first = words(&record.answer).next()?.folded.into_owned();
    let sentence = match first.as_str() {
        "yes" if no > yes => no?,
        "no" if yes > no => yes?,
        _ => return None,
    };
    Some(contradiction(
        "other",
        "yes_for_no",
        0.7,
        scene.reading.sentences[sentence].span,
        "the chain concludes one of yes and no, and the answer begins with the other",
    ))
}

/// The chain settles on an option by its letter, and the answer names others only.
fn other_option(record: &Record, scene: &Scene<'_>, roles: &Roles) -> Option<Signal> {
    let half = scene.reading.sentences.len() / 2;
    let letters = |sentence: &Sentence| {
        let tokens = &scene.reading.tokens[sentence.first..sentence.end];
        options(&record.cot, tokens.iter().map(|token| token.span))
    };
    let known: BTreeSet<char> = scene.reading.sentences.iter().flat_map(letters).collect();
    let answered = options(&record.answer, scene.answer.tokens.iter().map(|token| token.span));
    // Options are counted from A on; B and C alone are marks or names.
    if !(known.contains(&'A') && known.contains(&'B'))
        || answered.is_empty()
        || !answered.is_subset(&known)
    {
        return None;
    }
    let settled = scene.played[roles.settles].iter().rev().filter(|&&sentence| sentence >= half);
    let (sentence, chosen) = settled
        .map(|&sentence| (sentence, letters(&scene.reading.sentences[sentence])))
        .find(|(_, chosen)| chosen.len() == 1)?;
    let is_other = chosen.is_disjoint(&answered);
    is_other.then(|| {
        contradiction(
            "other",
            "other_option",
            0.7,
            scene.reading.sentences[sentence].span,
            "the chain settles on one option, and the answer names another",
        )
    })
}

/// Single capital letters that name options. `A` is a word unless punctuation or the end follows;
/// `B+` is a mark.
fn options(text: &str, tokens: impl Iterator<Item = Span>) -> BTreeSet<char> {
    let is_option = |span: Span| {
        let letter = span.of(text).chars().next().filter(|_| span.len() == 1)?;
        let after = text[span.end..].chars().next();
        let is_word = letter == 'A' && after == Some(' ') || matches!(after, Some('+' | '-'));
        ('A'..='H').contains(&letter).then_some(letter).filter(|_| !is_word)
    };
    tokens.filter_map(is_option).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_letters_that_are_no_words() {
        let found = |text: &str| {
            let tokens: Vec<Span> = words(text).map(|word| word.span).collect();
            options(text, tokens.into_iter()).into_iter().collect::<String>()
        };
        assert_eq!(found("A: 1.9 kg. B is light, C isn't. I take B."), "ABC");
        assert_eq!(found("A plan for a day, as I said; Vitamin K, plan b. A B+ or C-."), "");
    }
}

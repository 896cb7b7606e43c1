//! What the chain found against what the answer says: figures and form.

use std::collections::HashSet;

use crate::record::Record;
use crate::text::Span;

use super::decision::{Roles, contradiction};
use super::examine::Signal;
use super::scene::Scene;

/// A figure of a text: its digits without separators, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Figure {
    digits: String,
    span: Span,
}

/// Compares the answer with the chain's findings.
pub(super) fn check(record: &Record, scene: &Scene<'_>, roles: &Roles, signals: &mut Vec<Signal>) {
    figures_differ(record, scene, roles, signals);
    form_differs(record, scene, roles, signals);
}

/// The chain concludes with figures that the answer lacks, and the answer has other ones.
fn figures_differ(record: &Record, scene: &Scene<'_>, roles: &Roles, signals: &mut Vec<Signal>) {
    let (chain, answer) = (figures(&record.cot), figures(&record.answer));
    if foreign(record, &chain, &answer) == 0 {
        return; // it leaves figures out, which it may
    }
    let answered = digits(&answer);
    let half = scene.reading.sentences.len() / 2;
    let is_firm = |sentence: &usize| {
        *sentence >= half && scene.played[roles.estimates].binary_search(sentence).is_err()
    };
    for &sentence in scene.played[roles.concludes].iter().filter(|sentence| is_firm(sentence)) {
        let span = scene.reading.sentences[sentence].span;
        let from = chain.partition_point(|figure| figure.span.start < span.start);
        let concluded: Vec<&Figure> =
            chain[from..].iter().take_while(|figure| figure.span.end <= span.end).collect();
        let kept =
            concluded.iter().filter(|figure| answered.contains(figure.digits.as_str())).count();
        let is_lost = concluded.len() >= 2 && kept * 3 < concluded.len();
        if is_lost {
            signals.push(contradiction(
                "other",
                "figures_differ",
                0.7,
                span,
                "the chain concludes with figures that the answer does not have; it has others",
            ));
        }
    }
}

fn digits(figures: &[Figure]) -> HashSet<&str> {
    figures.iter().map(|figure| figure.digits.as_str()).collect()
}

/// How many figures of the answer stand neither in the chain nor in the request.
fn foreign(record: &Record, chain: &[Figure], answer: &[Figure]) -> usize {
    let found = digits(chain);
    let known = |digits: &str| found.contains(digits) || record.prompt.contains(digits);
    answer.iter().filter(|figure| !known(&figure.digits)).count()
}

/// The share of the answer's figures that stand neither in the chain nor in the request, 0 to 1.
pub(super) fn foreign_share(record: &Record) -> f32 {
    let answer = figures(&record.answer);
    if answer.is_empty() {
        return 0.0;
    }
    foreign(record, &figures(&record.cot), &answer) as f32 / answer.len() as f32
}

/// Figures of two digits or more; thousands separators are passed over.
fn figures(text: &str) -> Vec<Figure> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || is_separator(bytes, at)) {
            at += 1;
        }
        let digits: String = text[start..at].chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 2 && !is_year(&digits) {
            found.push(Figure { digits, span: Span::new(start, at) });
        }
    }
    found
}

/// Years stand beside figures without being findings.
fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// A comma or full stop between digits.
fn is_separator(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at], b',' | b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
}

/// Prose of this many words is no table.
const PROSE: usize = 20;

/// The chain settles on a table, data or bare output, and the answer is prose.
fn form_differs(record: &Record, scene: &Scene<'_>, roles: &Roles, signals: &mut Vec<Signal>) {
    let words = scene.answer.tokens.len();
    if words < PROSE || !is_prose(&record.answer) {
        return;
    }
    let structured =
        !scene.played[roles.plans_table].is_empty() || !scene.played[roles.plans_json].is_empty();
    let bare = &scene.played[roles.plans_bare];
    if !structured || bare.is_empty() {
        return;
    }
    for &sentence in bare {
        signals.push(contradiction(
            "other",
            "form_differs",
            0.6,
            scene.reading.sentences[sentence].span,
            "the chain settles on a bare table or data; the answer is prose",
        ));
    }
}

/// Whether nothing in the answer looks like a table, a list, data or code.
fn is_prose(answer: &str) -> bool {
    !answer.contains(['|', '\t', '{', '`', '\n', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_compared_by_their_digits() {
        let digits: Vec<_> =
            figures("1,204.50 and 7, or 88; 3.").into_iter().map(|figure| figure.digits).collect();
        assert_eq!(digits, ["120450", "88"]);
    }
}

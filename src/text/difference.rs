//! What differs between two texts, word by word: first the paragraphs that belong together are
//! found, then the words in each pair of them are compared. The cost is bounded whatever the texts.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use super::Span;
use super::words::paragraphs;

/// Paragraphs are paired from this share of common words on.
const ALIKE: f32 = 0.4;
/// Pairs of paragraphs that are looked at; with more only equal ones are paired.
const MOST_PAIRS: usize = 250_000;
/// Words of a paragraph that are compared; in a longer one only both ends are.
const MOST_WORDS: usize = 8_000;
/// Fewer words than this between two changes are part of the change: nobody sees the two apart.
const ISLAND: usize = 2;

/// Paragraphs that belong together, and what differs in them. One that has no partner differs whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The paragraph of the left text.
    pub left: Option<Span>,
    /// The paragraph of the right text.
    pub right: Option<Span>,
    /// What only the left one has, in its text.
    pub removed: Vec<Span>,
    /// What only the right one has, in its text.
    pub added: Vec<Span>,
}

impl Block {
    /// Whether the two say the same.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }
}

/// The paragraphs of both texts in order, side by side.
#[must_use]
pub fn difference(left: &str, right: &str) -> Vec<Block> {
    let (ours, theirs): (Vec<Span>, Vec<Span>) =
        (paragraphs(left).collect(), paragraphs(right).collect());
    let text = |text: &'_ str, spans: &[Span]| -> Vec<String> {
        spans.iter().map(|span| span.of(text).to_owned()).collect()
    };
    let pairs = pairs(&text(left, &ours), &text(right, &theirs));
    let mut blocks = Vec::new();
    let (mut at, mut other) = (0, 0);
    for (one, two) in pairs.into_iter().chain([(ours.len(), theirs.len())]) {
        blocks.extend(ours[at..one].iter().map(|span| alone(left, Some(*span), None)));
        blocks.extend(theirs[other..two].iter().map(|span| alone(right, None, Some(*span))));
        if let (Some(one), Some(two)) = (ours.get(one), theirs.get(two)) {
            blocks.push(compared((left, *one), (right, *two)));
        }
        (at, other) = (one + 1, two + 1);
    }
    blocks
}

/// How much of the words both texts have in common: 0 to 1, the Dice coefficient; 1 for two empty
/// texts.
#[must_use]
pub fn likeness(left: &str, right: &str) -> f32 {
    shared(&bag(left), &bag(right))
}

/// Which paragraphs belong together, in order.
fn pairs(left: &[String], right: &[String]) -> Vec<(usize, usize)> {
    let same = |(one, two): &(&String, &String)| one == two;
    let first = left.iter().zip(right).take_while(same).count();
    let rest = (&left[first..], &right[first..]);
    let last = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(same).count();
    let (ours, theirs) = (&rest.0[..rest.0.len() - last], &rest.1[..rest.1.len() - last]);
    let middle = if ours.len() * theirs.len() <= MOST_PAIRS {
        alike(ours, theirs)
    } else {
        equal(ours, theirs)
    };
    let ends = (0..last).rev().map(|back| (left.len() - 1 - back, right.len() - 1 - back));
    let middle = middle.into_iter().map(|(one, two)| (one + first, two + first));
    (0..first).map(|at| (at, at)).chain(middle).chain(ends).collect()
}

/// The pairs in order that have the most words in common.
fn alike(left: &[String], right: &[String]) -> Vec<(usize, usize)> {
    let bags = |texts: &[String]| -> Vec<Bag> { texts.iter().map(|text| bag(text)).collect() };
    let (ours, theirs) = (bags(left), bags(right));
    let width = right.len() + 1;
    let mut best = vec![0.0_f32; (left.len() + 1) * width];
    let score = |one: usize, two: usize| {
        let share = shared(&ours[one], &theirs[two]);
        if share < ALIKE { 0.0 } else { share * (ours[one].words + theirs[two].words) as f32 }
    };
    let mut scores = vec![0.0_f32; left.len() * right.len()];
    for one in (0..left.len()).rev() {
        for two in (0..right.len()).rev() {
            let score = score(one, two);
            scores[one * right.len() + two] = score;
            let paired = best[(one + 1) * width + two + 1] + score;
            let apart = best[(one + 1) * width + two].max(best[one * width + two + 1]);
            best[one * width + two] = paired.max(apart);
        }
    }
    let mut found = Vec::new();
    let (mut one, mut two) = (0, 0);
    while one < left.len() && two < right.len() {
        let (here, score) = (best[one * width + two], scores[one * right.len() + two]);
        if score > 0.0 && here <= best[(one + 1) * width + two + 1] + score {
            found.push((one, two));
            (one, two) = (one + 1, two + 1);
        } else if here <= best[(one + 1) * width + two] {
            one += 1;
        } else {
            two += 1;
        }
    }
    found
}

/// Equal paragraphs, in order.
fn equal(left: &[String], right: &[String]) -> Vec<(usize, usize)> {
    let ops = capture_diff_slices(Algorithm::Patience, left, right);
    ops.iter()
        .filter_map(|op| match *op {
            DiffOp::Equal { old_index, new_index, len } => {
                Some((0..len).map(move |at| (old_index + at, new_index + at)))
            }
            _ => None,
        })
        .flatten()
        .collect()
}

/// The words of a text and how often it has each.
struct Bag {
    words: usize,
    counts: HashMap<String, usize>,
}

fn bag(text: &str) -> Bag {
    let mut counts = HashMap::new();
    let mut words = 0;
    for word in text.unicode_words() {
        words += 1;
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    Bag { words, counts }
}

fn shared(one: &Bag, two: &Bag) -> f32 {
    if one.words + two.words == 0 {
        return 1.0;
    }
    let both = |(word, count): (&String, &usize)| two.counts.get(word).map_or(0, |n| *n.min(count));
    let common: usize = one.counts.iter().map(both).sum();
    2.0 * common as f32 / (one.words + two.words) as f32
}

/// A paragraph without a partner.
fn alone(text: &str, left: Option<Span>, right: Option<Span>) -> Block {
    let all = |span: Option<Span>| -> Vec<Span> {
        span.into_iter().filter(|span| !span.of(text).trim().is_empty()).collect()
    };
    Block { left, right, removed: all(left), added: all(right) }
}

fn compared(left: (&str, Span), right: (&str, Span)) -> Block {
    let (ours, theirs) = (words(left.0, left.1), words(right.0, right.1));
    let mut block = Block { left: Some(left.1), right: Some(right.1), ..Block::default() };
    for (one, two) in changes(&ours, &theirs) {
        block.removed.extend(covering(&ours[one]));
        block.added.extend(covering(&theirs[two]));
    }
    block
}

type Word<'t> = (&'t str, Span);

/// The words and signs of a paragraph with their places.
fn words(text: &str, paragraph: Span) -> Vec<Word<'_>> {
    let parts = paragraph.of(text).split_word_bound_indices();
    let words = parts.filter(|(_, part)| !part.trim().is_empty());
    words
        .map(|(at, part)| {
            let start = paragraph.start + at;
            (part, Span::new(start, start + part.len()))
        })
        .collect()
}

/// The place from the first to the last of some words.
fn covering(words: &[Word<'_>]) -> Option<Span> {
    let (first, last) = (words.first()?, words.last()?);
    Some(Span::new(first.1.start, last.1.end))
}

type Ranges = (std::ops::Range<usize>, std::ops::Range<usize>);

/// Ranges of words that differ, with islands of equal words taken into them.
fn changes(left: &[Word<'_>], right: &[Word<'_>]) -> Vec<Ranges> {
    let plain = |words: &[Word<'_>]| -> Vec<String> {
        words.iter().map(|(word, _)| (*word).to_owned()).collect()
    };
    let (ours, theirs) = (plain(left), plain(right));
    let same = |(one, two): &(&String, &String)| one == two;
    let first = ours.iter().zip(&theirs).take_while(same).count();
    let tails = ours[first..].iter().rev().zip(theirs[first..].iter().rev());
    let last = tails.take_while(same).count();
    let (one, two) = (first..ours.len() - last, first..theirs.len() - last);
    if one.len().max(two.len()) > MOST_WORDS {
        return vec![(one, two)];
    }
    let ops = capture_diff_slices(Algorithm::Myers, &ours[one], &theirs[two]);
    let mut found: Vec<Ranges> = Vec::new();
    for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let shift = |range: std::ops::Range<usize>| range.start + first..range.end + first;
        let (one, two) = (shift(op.old_range()), shift(op.new_range()));
        match found.last_mut() {
            Some(before) if is_island(before, (&one, &two)) => {
                (before.0.end, before.1.end) = (one.end, two.end);
            }
            _ => found.push((one, two)),
        }
    }
    found
}

/// Whether so little stands between two changes, next to what they change, that they are one.
fn is_island(
    before: &Ranges,
    (one, two): (&std::ops::Range<usize>, &std::ops::Range<usize>),
) -> bool {
    let between = one.start - before.0.end;
    let changed = before.0.len().max(before.1.len()).min(one.len().max(two.len()));
    between <= ISLAND && changed > between
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A difference as text: `[-removed-]`, `{+added+}` below each other.
    fn shown(left: &str, right: &str) -> Vec<(String, String)> {
        let side = |text: &str, span: Option<Span>, marks: &[Span], open: char, close: char| {
            let Some(span) = span else { return "·".to_owned() };
            let mut out = String::new();
            let mut at = span.start;
            for mark in marks {
                out += &text[at..mark.start];
                out.push(open);
                out += mark.of(text);
                out.push(close);
                at = mark.end;
            }
            out + &text[at..span.end]
        };
        let blocks = difference(left, right).into_iter();
        blocks
            .map(|block| {
                (
                    side(left, block.left, &block.removed, '[', ']'),
                    side(right, block.right, &block.added, '{', '}'),
                )
            })
            .collect()
    }

    #[test]
    fn words_are_compared_in_paragraphs_that_belong_together() {
        let left = "Same here.\n\nThe tow comes last, at four knots.\n\nOnly on the left.";
        let right =
            "Same here.\n\nA wholly new thought is put in.\n\nThe tow comes first, at knots.";
        let pair = |left: &str, right: &str| (left.to_owned(), right.to_owned());
        assert_eq!(
            shown(left, right),
            [
                pair("Same here.", "Same here."),
                pair("·", "{A wholly new thought is put in.}"),
                pair("The tow comes [last], at [four] knots.", "The tow comes {first}, at knots."),
                pair("[Only on the left.]", "·"),
            ]
        );
    }

    #[test]
    fn islands_between_changes_belong_to_them() {
        let left = "a b c d one two three of four five six e f g h";
        let right = "a b c d eins zwei drei of vier fünf e f g h";
        let pair = &shown(left, right)[0];
        assert_eq!(pair.0, "a b c d [one two three of four five six] e f g h");
        assert_eq!(pair.1, "a b c d {eins zwei drei of vier fünf} e f g h");
    }

    #[test]
    fn every_paragraph_is_there_once_and_in_order() {
        let texts =
            ["", "a", "a\n\nb\n\nc", "c\n\n\nb a\n\na", "a b c d\ne f\n\n\t\n g", "  \n\n "];
        for left in texts {
            for right in texts {
                let blocks = difference(left, right);
                let spans: Vec<Span> = blocks.iter().filter_map(|block| block.left).collect();
                assert_eq!(spans, paragraphs(left).collect::<Vec<_>>(), "{left:?} {right:?}");
                let spans: Vec<Span> = blocks.iter().filter_map(|block| block.right).collect();
                assert_eq!(spans, paragraphs(right).collect::<Vec<_>>(), "{left:?} {right:?}");
                assert!(left != right || blocks.iter().all(Block::is_equal));
            }
        }
    }

    #[test]
    fn many_paragraphs_and_long_ones_are_compared_too() {
        let many = |seed: usize| -> String {
            (0..2000).map(|n| format!("Paragraph {} of many.\n\n", n * seed % 2003)).collect()
        };
        assert!(difference(&many(1), &many(7)).len() >= 2000);
        let long = |seed: usize| -> String {
            (0..30_000).map(|n| format!("{} ", n * seed % 30_011)).collect()
        };
        let blocks = difference(&long(1), &long(11));
        assert!(!blocks.iter().any(Block::is_equal));
    }

    #[test]
    fn likeness_runs_from_nothing_to_all() {
        assert!((likeness("a b c", "c b a") - 1.0).abs() < f32::EPSILON);
        assert!(likeness("a b", "c d") < f32::EPSILON);
        assert!((likeness("", "") - 1.0).abs() < f32::EPSILON);
    }
}

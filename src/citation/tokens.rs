//! Reads text as folded words, at the speed of a scan: one pass, one hash a word, no allocation for
//! ASCII text.
//!
//! A word is a run of letters and digits; an apostrophe inside it is dropped (`don’t` is `dont`), and
//! so is a possessive `'s`. Letters are folded: lower case, compatibility forms and accents removed.
//! Chinese, Japanese and Korean characters are a word each, since nothing divides them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::Span;

/// How a word is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape(u8);

impl Shape {
    const CAPITAL: u8 = 1;
    const LETTERS: u8 = 2;
    const DIGITS: u8 = 4;

    /// Begins with a capital.
    pub(super) fn capital(self) -> bool {
        self.0 & Self::CAPITAL != 0
    }

    /// Digits only.
    pub(super) fn number(self) -> bool {
        self.0 & (Self::LETTERS | Self::DIGITS) == Self::DIGITS
    }

    /// Letters and digits, as in `AS1`.
    pub(super) fn mixed(self) -> bool {
        self.0 & (Self::LETTERS | Self::DIGITS) == Self::LETTERS | Self::DIGITS
    }
}

/// The kind of a byte: 0 divides words, 1 is a letter, 2 a capital, 3 a digit, 4 an apostrophe,
/// 5 begins or continues a character beyond ASCII.
const KIND: [u8; 256] = {
    let mut kind = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kind[byte] = match byte as u8 {
            b'a'..=b'z' => 1,
            b'A'..=b'Z' => 2,
            b'0'..=b'9' => 3,
            b'\'' => 4,
            0x80.. => 5,
            _ => 0,
        };
        byte += 1;
    }
    kind
};

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Calls `take` with span, hash and shape of each word of `text`.
pub(super) fn each(text: &str, mut take: impl FnMut(Span, u64, Shape)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match KIND[bytes[at] as usize] {
            0 | 4 => at += 1,
            5 => at = beyond_ascii(text, at, &mut take),
            _ => at = ascii_word(text, at, &mut take),
        }
    }
}

/// Reads the word that begins at `start` with an ASCII letter or digit; returns where to go on.
fn ascii_word(text: &str, start: usize, take: &mut impl FnMut(Span, u64, Shape)) -> usize {
    let bytes = text.as_bytes();
    let mut hash = SEED;
    let mut shape = u8::from(KIND[bytes[start] as usize] == 2);
    let mut at = start;
    while at < bytes.len() {
        let byte = bytes[at];
        match KIND[byte as usize] {
            1 => shape |= Shape::LETTERS,
            2 => shape |= Shape::LETTERS,
            3 => shape |= Shape::DIGITS,
            4 => match after_apostrophe(bytes, at, 1) {
                Apostrophe::Inside => {
                    at += 1;
                    continue;
                }
                Apostrophe::Possessive(next) => {
                    take(Span::new(start, at), finish(hash), Shape(shape));
                    return next;
                }
                Apostrophe::Outside => break,
            },
            5 => match curly_apostrophe(bytes, at) {
                Some(Apostrophe::Inside) => {
                    at += 3;
                    continue;
                }
                Some(Apostrophe::Possessive(next)) => {
                    take(Span::new(start, at), finish(hash), Shape(shape));
                    return next;
                }
                Some(Apostrophe::Outside) => break,
                None => {
                    if let Some(end) = unicode_end(text, start, at) {
                        return unicode_word(text, start, end, take);
                    }
                    break;
                }
            },
            _ => break,
        }
        hash = (hash ^ u64::from(byte | 0x20)).wrapping_mul(PRIME);
        at += 1;
    }
    take(Span::new(start, at), finish(hash), Shape(shape));
    at
}

enum Apostrophe {
    /// Between two letters: part of the word.
    Inside,
    /// `'s` at the end of the word, which goes on after it.
    Possessive(usize),
    /// A quotation mark.
    Outside,
}

/// What the apostrophe of `width` bytes at `at` is.
fn after_apostrophe(bytes: &[u8], at: usize, width: usize) -> Apostrophe {
    let letter =
        |at: usize| bytes.get(at).is_some_and(|&byte| matches!(KIND[byte as usize], 1 | 2));
    let next = at + width;
    if !letter(next) {
        return Apostrophe::Outside;
    }
    if matches!(bytes[next], b's' | b'S') && !letter(next + 1) {
        return Apostrophe::Possessive(next + 1);
    }
    Apostrophe::Inside
}

fn curly_apostrophe(bytes: &[u8], at: usize) -> Option<Apostrophe> {
    bytes[at..].starts_with("’".as_bytes()).then(|| after_apostrophe(bytes, at, 3))
}

fn finish(hash: u64) -> u64 {
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// A word or a divider that begins beyond ASCII; returns where to go on.
fn beyond_ascii(text: &str, at: usize, take: &mut impl FnMut(Span, u64, Shape)) -> usize {
    match unicode_end(text, at, at) {
        Some(end) => unicode_word(text, at, end, take),
        None => at + text[at..].chars().next().map_or(1, char::len_utf8),
    }
}

/// The end of the word from `start` whose character at `at` is not ASCII; `None` when that character
/// ends the word before it.
fn unicode_end(text: &str, start: usize, at: usize) -> Option<usize> {
    let first = text[at..].chars().next()?;
    if stands_alone(first) {
        return (start == at).then(|| at + first.len_utf8());
    }
    let mut end = at;
    let mut chars = text[at..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let joins = matches!(c, '\'' | '’')
            && offset > 0
            && chars.peek().is_some_and(|(_, next)| next.is_alphabetic() && !stands_alone(*next));
        let belongs = (c.is_alphanumeric() || is_combining_mark(c)) && !stands_alone(c);
        if !(belongs || joins) {
            break;
        }
        end = at + offset + c.len_utf8();
    }
    (end > at).then_some(end)
}

/// Characters of scripts that are written without spaces, and Hangul, whose particles hang on.
fn stands_alone(c: char) -> bool {
    matches!(c as u32,
        0x1100..=0x11ff | 0x3005..=0x3007 | 0x3040..=0x30ff | 0x3130..=0x318f | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0x20000..=0x3134f)
}

fn unicode_word(
    text: &str,
    start: usize,
    end: usize,
    take: &mut impl FnMut(Span, u64, Shape),
) -> usize {
    let word = &text[start..end];
    let mut hash = SEED;
    let mut buffer = [0; 4];
    for c in folded(word) {
        for &byte in c.encode_utf8(&mut buffer).as_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
        }
    }
    let mut shape = u8::from(word.starts_with(char::is_uppercase));
    for c in word.chars() {
        shape |= if c.is_numeric() { Shape::DIGITS } else { Shape::LETTERS };
    }
    take(Span::new(start, end), finish(hash), Shape(shape));
    end
}

fn folded(word: &str) -> impl Iterator<Item = char> + '_ {
    word.nfkd()
        .flat_map(char::to_lowercase)
        .filter(|&c| !is_combining_mark(c) && !matches!(c, '\'' | '’'))
}

/// The folded form of a word as [`each`] finds it.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        let letters = word.bytes().filter(|byte| *byte != b'\'');
        letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
    } else {
        folded(word).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each(text, |span, _, _| words.push(fold(span.of(text))));
        words
    }

    #[test]
    fn words_are_folded_and_divided() {
        for (text, wanted) in [
            ("Don't, DON’T “dont”", "dont dont dont"),
            ("the policy's, the policy’s rules' end", "the policy the policy rules end"),
            ("AS1–AS3 7.1 do_not_lie", "as1 as3 7 1 do not lie"),
            ("Cafe\u{301} café ﬁne", "cafe cafe fine"),
            ("第三条ab cd規則1", "第 三 条 ab cd 規 則 1"),
            ("", ""),
            ("…—", ""),
            ("línea\r\nweiß", "linea weiß"),
        ] {
            assert_eq!(words(text).join(" "), wanted, "{text}");
        }
    }

    #[test]
    fn equal_words_have_equal_hashes_and_others_do_not() {
        let hash = |text: &str| {
            let mut hashes = Vec::new();
            each(text, |_, hash, _| hashes.push(hash));
            hashes
        };
        assert_eq!(hash("Don't CAFÉ"), hash("don’t cafe\u{301}"));
        assert_ne!(hash("policy"), hash("police"));
    }

    #[test]
    fn shapes() {
        let mut shapes = Vec::new();
        each("Policy as1 12 É2", |_, _, shape| {
            shapes.push((shape.capital(), shape.number(), shape.mixed()));
        });
        assert_eq!(
            shapes,
            [(true, false, false), (false, false, true), (false, true, false), (true, false, true)]
        );
    }
}

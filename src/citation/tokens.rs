//! Reads text as folded words, at the speed of a scan: one pass, one hash a word, no allocation for
//! ASCII text.
//!
//! Words are those of [`crate::text::words`] with three differences that citations need: `_` and a
//! decimal point divide them too (`do_not_lie` has the words of its title, `7.1` those of `7`), an
//! apostrophe inside is dropped (`don’t` is `dont`), and so is a possessive `'s`.

use crate::text::Span;
use crate::text::words::words;

/// How a word is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape(u8);

impl Shape {
    fn new(capital: bool, letters: bool, digits: bool) -> Self {
        let flag = |set, bit| if set { bit } else { 0 };
        Self(
            flag(capital, Self::CAPITAL)
                | flag(letters, Self::LETTERS)
                | flag(digits, Self::DIGITS),
        )
    }

    const CAPITAL: u8 = 1;
    const LETTERS: u8 = 2;
    const DIGITS: u8 = 4;
    const WIDE: u8 = 8;

    /// Begins with a capital.
    pub(super) fn capital(self) -> bool {
        self.0 & Self::CAPITAL != 0
    }

    /// Digits only.
    pub(super) fn number(self) -> bool {
        self.0 & (Self::LETTERS | Self::DIGITS) == Self::DIGITS
    }

    /// Begins beyond ASCII.
    pub(super) fn wide(self) -> bool {
        self.0 & Self::WIDE != 0
    }

    /// Letters and digits, as in `AS1`.
    pub(super) fn mixed(self) -> bool {
        self.0 & (Self::LETTERS | Self::DIGITS) == Self::LETTERS | Self::DIGITS
    }
}

/// What a byte adds to a word: its folded form, with a bit above it for a letter or a digit; 0 ends
/// the word.
const FOLD: [u16; 256] = {
    let mut fold = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let c = byte as u8;
        if c.is_ascii_alphabetic() {
            fold[byte] = c.to_ascii_lowercase() as u16 | LETTER;
        } else if c.is_ascii_digit() {
            fold[byte] = c as u16 | DIGIT;
        }
        byte += 1;
    }
    fold
};
const LETTER: u16 = 1 << 8;
const DIGIT: u16 = 1 << 9;

/// The hash of a folded word. Turning by five bits keeps words of up to twelve letters apart, and
/// costs less than a product for every byte; the one at the end spreads the bits.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    const NEW: Hash = Hash(0);

    #[inline]
    fn byte(self, byte: u8) -> Hash {
        Hash(self.0.rotate_left(5) ^ u64::from(byte))
    }

    #[inline]
    fn finish(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 31)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        mixed ^ (mixed >> 32)
    }

    /// Of a whole folded word.
    fn of(folded: &[u8]) -> u64 {
        folded.iter().fold(Hash::NEW, |hash, &byte| hash.byte(byte)).finish()
    }
}

/// Calls `take` with span, hash and shape of each word of `text`.
pub(super) fn each(text: &str, mut take: impl FnMut(Span, u64, Shape)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if FOLD[usize::from(byte)] != 0 {
            at = ascii_word(text, at, &mut take);
        } else if byte < 0x80 {
            at += 1;
        } else {
            at = other_words(text, at, &mut take);
        }
    }
}

/// Reads the word that begins at `start` with an ASCII letter or digit; returns where to go on.
#[inline]
fn ascii_word(text: &str, start: usize, take: &mut impl FnMut(Span, u64, Shape)) -> usize {
    let bytes = text.as_bytes();
    let mut hash = Hash::NEW;
    let mut seen = 0;
    let mut length = 0;
    let mut next = b' ';
    for &byte in &bytes[start..] {
        let folded = FOLD[usize::from(byte)];
        if folded == 0 {
            next = byte;
            break;
        }
        hash = hash.byte(folded as u8);
        seen |= folded;
        length += 1;
    }
    let at = start + length;
    if (next == b'\'' || next >= 0x80)
        && let Some(end) = unusual_end(text, start, at, take)
    {
        return end;
    }
    let shape =
        Shape::new(bytes[start].is_ascii_uppercase(), seen & LETTER != 0, seen & DIGIT != 0);
    take(Span::new(start, at), hash.finish(), shape);
    at
}

/// A word of ASCII letters that an apostrophe or another character follows at `at`. `None` when it
/// ends there all the same.
#[cold]
fn unusual_end(
    text: &str,
    start: usize,
    at: usize,
    take: &mut impl FnMut(Span, u64, Shape),
) -> Option<usize> {
    match apostrophe(text.as_bytes(), at) {
        Some(width) => apostrophe_word(text, start, at, width, take),
        None => {
            let word = words(&text[start..]).next()?;
            (start + word.span.end > at).then(|| other_words(text, start, take))
        }
    }
}

/// The width of the apostrophe at `at`, if it stands before a letter.
fn apostrophe(bytes: &[u8], at: usize) -> Option<usize> {
    let width = if bytes.get(at) == Some(&b'\'') {
        1
    } else if bytes.get(at..at + 3) == Some("’".as_bytes()) {
        3
    } else {
        return None;
    };
    bytes.get(at + width).is_some_and(u8::is_ascii_alphabetic).then_some(width)
}

/// A word with an apostrophe inside (`don’t`) or a possessive (`policy's`, of which `s` is dropped).
fn apostrophe_word(
    text: &str,
    start: usize,
    at: usize,
    width: usize,
    take: &mut impl FnMut(Span, u64, Shape),
) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut folded = [0; 24];
    let mut length = 0;
    let mut end = start;
    let possessive = matches!(bytes[at + width], b's' | b'S')
        && !bytes.get(at + width + 1).is_some_and(u8::is_ascii_alphanumeric);
    let stop = if possessive { at } else { bytes.len() };
    while end < stop && length < folded.len() {
        if bytes[end].is_ascii_alphanumeric() {
            folded[length] = bytes[end].to_ascii_lowercase();
            length += 1;
            end += 1;
        } else if let Some(width) = apostrophe(bytes, end) {
            end += width;
        } else {
            break;
        }
    }
    let word = &bytes[start..end];
    let digit = word.iter().any(u8::is_ascii_digit);
    let letter = word.iter().any(u8::is_ascii_alphabetic);
    let shape = Shape::new(word[0].is_ascii_uppercase(), letter, digit);
    take(Span::new(start, end), Hash::of(&folded[..length]), shape);
    Some(if possessive { at + width + 1 } else { end })
}

/// The words of a run that holds other characters than ASCII; returns where to go on.
fn other_words(text: &str, start: usize, take: &mut impl FnMut(Span, u64, Shape)) -> usize {
    let Some(word) = words(&text[start..]).next() else { return text.len() };
    let mut at = start + word.span.start;
    // Words before the first that is not ASCII are read the quick way.
    if at > start && text.as_bytes()[at].is_ascii() {
        return at;
    }
    let end = start + word.span.end;
    if !text[at..end].contains('_') {
        emit(text, Span::new(at, end), &word.folded, take);
        return end;
    }
    for part in text[at..end].split('_') {
        if let Some(word) = words(part).next() {
            emit(text, Span::new(at, at + part.len()), &word.folded, take);
        }
        at += part.len() + 1;
    }
    end
}

fn emit(text: &str, span: Span, folded: &str, take: &mut impl FnMut(Span, u64, Shape)) {
    let word = span.of(text);
    let capital = word.starts_with(char::is_uppercase);
    let digit = word.contains(char::is_numeric);
    let letter = word.contains(char::is_alphabetic);
    let mut shape = Shape::new(capital, letter, digit);
    shape.0 |= if word.starts_with(|c: char| c.is_ascii()) { 0 } else { Shape::WIDE };
    take(span, Hash::of(folded.as_bytes()), shape);
}

/// The hash of a folded word.
pub(super) fn hash(folded: &str) -> u64 {
    Hash::of(folded.as_bytes())
}

/// The folded form of a word as [`each`] finds it.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        let letters = word.bytes().filter(|byte| *byte != b'\'');
        letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
    } else {
        words(&word.replace('’', "")).map(|word| word.folded).collect()
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
            ("línea\r\nweiß", "linea weiss"),
            ("averylongwordofmorethaneightbytes x", "averylongwordofmorethaneightbytes x"),
            ("de\u{200B}ceive 'quoted' ‘so’", "deceive quoted so"),
            ("ümlaut_x été", "umlaut x ete"),
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

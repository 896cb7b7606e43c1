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

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// What 64 bytes of text are, one bit a byte.
#[derive(Clone, Copy, Default)]
struct Block {
    /// Letters and digits of ASCII.
    words: u64,
    digits: u64,
    /// Apostrophes and everything beyond ASCII: read one word at a time.
    unusual: u64,
}

impl Block {
    fn of(bytes: &[u8; 64]) -> Self {
        let mut block = Self::default();
        for (at, eight) in bytes.as_chunks::<8>().0.iter().enumerate() {
            let lane = u64::from_le_bytes(*eight);
            let plain = lane & !HIGH;
            let ascii = !lane & HIGH;
            // The upper bit of `byte + (0x80 - low)` says that a byte below 0x80 is at least `low`.
            let at_least = |value: u64, low: u64| value + (0x80 - low) * ONES;
            let lower = plain | (0x20 * ONES);
            let letters = at_least(lower, 0x61) & !at_least(lower, 0x7b) & ascii;
            let digits = at_least(plain, 0x30) & !at_least(plain, 0x3a) & ascii;
            let not_apostrophe = (plain ^ (0x27 * ONES)) + (0x7f * ONES);
            let unusual = !(not_apostrophe & ascii) & HIGH;
            let shift = at * 8;
            block.words |= gather((letters | digits) & HIGH) << shift;
            block.digits |= gather(digits & HIGH) << shift;
            block.unusual |= gather(unusual) << shift;
        }
        block
    }
}

/// The upper bits of eight bytes as the bits of one.
fn gather(high_bits: u64) -> u64 {
    (high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The hash of a folded word, eight bytes at a time.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    const NEW: Hash = Hash(0x9e37_79b9_7f4a_7c15);

    #[inline]
    fn block(self, block: u64) -> Hash {
        Hash((self.0 ^ block).wrapping_mul(0xd6e8_feb8_6659_fd93).rotate_left(32))
    }

    #[inline]
    fn finish(self) -> u64 {
        let mixed = self.0.wrapping_mul(0xd6e8_feb8_6659_fd93);
        mixed ^ (mixed >> 32)
    }

    /// Of a whole folded word.
    fn of(folded: &[u8]) -> u64 {
        let blocks = folded.chunks(8).map(|part| {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            u64::from_le_bytes(eight)
        });
        blocks.fold(Hash::NEW, Hash::block).finish()
    }

    /// Of a word of ASCII letters and digits, in either case; `bytes` begins with it and may go on.
    #[inline]
    fn of_ascii(bytes: &[u8], length: usize) -> u64 {
        let mut hash = Hash::NEW;
        let mut at = 0;
        while at < length {
            let eight = match bytes.get(at..at + 8) {
                Some(eight) => eight.try_into().unwrap_or_default(),
                None => {
                    let mut eight = [0; 8];
                    eight[..bytes.len() - at].copy_from_slice(&bytes[at..]);
                    eight
                }
            };
            let left = length - at;
            let kept = if left >= 8 { u64::MAX } else { (1 << (left * 8)) - 1 };
            // The bit that makes letters small is set in digits already.
            hash = hash.block((u64::from_le_bytes(eight) | (0x20 * ONES)) & kept);
            at += 8;
        }
        hash.finish()
    }
}

/// Calls `take` with span, hash and shape of each word of `text`.
pub(super) fn each(text: &str, mut take: impl FnMut(Span, u64, Shape)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk::<64>) {
        at = block_words(text, at, Block::of(block), &mut take);
    }
    while at < bytes.len() {
        at = step(text, at, &mut take);
    }
}

/// Reads the words of a block that begins at `base`; returns where to go on, which is before a word
/// that reaches beyond the block.
#[inline]
fn block_words(
    text: &str,
    base: usize,
    block: Block,
    take: &mut impl FnMut(Span, u64, Shape),
) -> usize {
    let bytes = text.as_bytes();
    let clear = block.unusual.trailing_zeros() as usize;
    let mut rest = block.words;
    while rest != 0 {
        let start = rest.trailing_zeros() as usize;
        if start >= clear {
            break;
        }
        let length = (!(rest >> start)).trailing_zeros() as usize;
        let end = start + length;
        // A word that may go on beyond the block begins the next one.
        if end == 64 && start > 0 {
            return base + start;
        }
        if end >= clear.min(64) {
            return step(text, base + start, take);
        }
        let run = (1 << length) - 1;
        let digits = (block.digits >> start) & run;
        let word = &bytes[base + start..];
        let shape = Shape::new(word[0] < b'a' && digits & 1 == 0, digits != run, digits != 0);
        take(Span::new(base + start, base + end), Hash::of_ascii(word, length), shape);
        rest &= u64::MAX << end;
    }
    if clear < 64 { step(text, base + clear, take) } else { base + 64 }
}

/// Reads the word at `at`, or passes what divides words; returns where to go on.
fn step(text: &str, at: usize, take: &mut impl FnMut(Span, u64, Shape)) -> usize {
    match text.as_bytes()[at] {
        byte if byte.is_ascii_alphanumeric() => ascii_word(text, at, take),
        byte if byte.is_ascii() => at + 1,
        _ => other_words(text, at, take),
    }
}

/// Reads the word that begins at `start` with an ASCII letter or digit; returns where to go on.
fn ascii_word(text: &str, start: usize, take: &mut impl FnMut(Span, u64, Shape)) -> usize {
    let bytes = &text.as_bytes()[start..];
    let length = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    let at = start + length;
    let next = bytes.get(length).copied().unwrap_or(b' ');
    if (next == b'\'' || next >= 0x80)
        && let Some(end) = unusual_end(text, start, at, take)
    {
        return end;
    }
    let word = &bytes[..length];
    let letter = word.iter().any(u8::is_ascii_alphabetic);
    let shape =
        Shape::new(word[0].is_ascii_uppercase(), letter, word.iter().any(u8::is_ascii_digit));
    take(Span::new(start, at), Hash::of_ascii(bytes, length), shape);
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
    fn a_word_is_the_same_wherever_it_stands() {
        let text = "Ab1 don’t policy's été averylongwordofmorethaneightbytes x 第 9z";
        let read = |text: &str| {
            let mut words = Vec::new();
            each(text, |span, hash, shape| words.push((span.of(text).to_owned(), hash, shape)));
            words
        };
        let wanted = read(text);
        for before in 0..130 {
            let padded = format!("{}{text}{}", " ".repeat(before), ".".repeat(130 - before));
            assert_eq!(read(&padded), wanted, "{before}");
        }
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

//! The words of a text: the one analyser that search, citations and highlights share.
//!
//! - A word is a run of letters, digits, marks and inner `_` (`do_not_lie`, `AS3`); digits joined by
//!   a full stop stay together (`4.2`). Apostrophes, hyphens and all else separate, so `self-harm`
//!   is two words.
//! - In scripts without spaces (Han, Kana, Thai, Lao, Khmer, Myanmar) every character with its marks
//!   is a word; a word of such a language is then a phrase.
//! - Invisible characters inside a word are passed over: the word goes on and its span covers them.
//! - Folded: lower case; compatibility forms as their plain form (full width, ligatures, circled);
//!   Latin, Greek and Cyrillic without diacritics; Arabic without vowel signs and tatweel, the forms
//!   of alef, yeh, kaf and teh marbuta as one; Hebrew without points. Other scripts keep their marks.
//! - A word ends at 10,000 bytes. Spans are byte ranges of the text as it was given.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use super::Span;
use super::character::class;
pub use super::fold::fold;
use super::fold::{fold_ascii, fold_word};
pub use super::sentences::{paragraphs, sentences};

/// The most bytes of one word, in the text and folded.
pub(crate) const MAX_WORD: usize = 10_000;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// Where it stands.
    pub span: Span,
    /// The form that is compared; never empty.
    pub folded: Cow<'t, str>,
}

/// Iterator over the words of a text.
#[derive(Clone, Debug)]
pub struct Words<'t> {
    text: &'t str,
    at: usize,
}

/// The words of `text`, in order.
#[must_use]
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// Calls `each` with every word of `text`: the span and the folded form, which lives in `buffer`
/// or in the text. The form for an indexer: nothing is allocated for a word.
pub fn for_each_word(text: &str, buffer: &mut String, mut each: impl FnMut(Span, &str)) {
    let mut words = words(text);
    while let Some((span, form)) = words.next_run() {
        let word = span.of(text);
        if form == Form::Folded {
            each(span, word);
            continue;
        }
        buffer.clear();
        if form == Form::Ascii {
            buffer.push_str(word);
            buffer.make_ascii_lowercase();
        } else {
            fold_word(word, buffer);
        }
        if !buffer.is_empty() {
            each(span, buffer);
        }
    }
}

impl<'t> Iterator for Words<'t> {
    type Item = Word<'t>;

    fn next(&mut self) -> Option<Word<'t>> {
        loop {
            let (span, form) = self.next_run()?;
            let word = span.of(self.text);
            let folded = match form {
                Form::Folded => Cow::Borrowed(word),
                Form::Ascii => fold_ascii(word),
                Form::Unicode => {
                    let mut folded = String::with_capacity(word.len());
                    fold_word(word, &mut folded);
                    Cow::Owned(folded)
                }
            };
            if !folded.is_empty() {
                return Some(Word { span, folded });
            }
        }
    }
}

/// What is known of a word's folded form without making it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The word itself.
    Folded,
    /// The word in lower case.
    Ascii,
    /// To be made.
    Unicode,
}

/// Lower-case letters and digits of ASCII.
const PLAIN: u8 = 0;
/// Capitals of ASCII.
const UPPER: u8 = 1;
const UNDERSCORE: u8 = 2;
const POINT: u8 = 3;
/// All else of ASCII: it separates words.
const SEPARATOR: u8 = 4;
/// The first byte of a longer character.
const BEYOND: u8 = 5;

/// What each byte is, looked up once a byte: most of what is indexed is ASCII.
const CLASSES: [u8; 256] = {
    let mut classes = [SEPARATOR; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' => PLAIN,
            b'A'..=b'Z' => UPPER,
            b'_' => UNDERSCORE,
            b'.' => POINT,
            0x80.. => BEYOND,
            _ => SEPARATOR,
        };
        byte += 1;
    }
    classes
};

impl Words<'_> {
    /// The next run of word characters.
    fn next_run(&mut self) -> Option<(Span, Form)> {
        let bytes = self.text.as_bytes();
        loop {
            match CLASSES[usize::from(*bytes.get(self.at)?)] {
                PLAIN | UPPER => return Some(self.ascii_run()),
                BEYOND => {}
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            let c = self.char_at(self.at)?;
            if stands_alone(c) {
                return Some(self.lone_character(c));
            }
            if is_word_char(c) && !is_combining_mark(c) {
                return Some(self.unicode_run(self.at));
            }
            self.at += c.len_utf8();
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// A run that starts with an ASCII letter or digit.
    fn ascii_run(&mut self) -> (Span, Form) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let limit = bytes.len().min(start + MAX_WORD);
        let mut seen = PLAIN;
        let mut at = start;
        while at < limit && CLASSES[usize::from(bytes[at])] <= UPPER {
            seen |= CLASSES[usize::from(bytes[at])];
            at += 1;
        }
        // Just behind the last letter or digit: underscores at the end are not part of a word.
        let mut end = at;
        while at < limit {
            match CLASSES[usize::from(bytes[at])] {
                class @ (PLAIN | UPPER) => {
                    seen |= class;
                    end = at + 1;
                }
                BEYOND if self.char_at(at).is_some_and(goes_on) => return self.unicode_run(start),
                UNDERSCORE => {}
                POINT if is_decimal_point(bytes, at) => {}
                _ => break,
            }
            at += 1;
        }
        self.at = at;
        (Span::new(start, end), if seen == UPPER { Form::Ascii } else { Form::Folded })
    }

    /// A run with other characters than ASCII.
    fn unicode_run(&mut self, start: usize) -> (Span, Form) {
        let mut end = start;
        let mut at = start;
        let mut digit = false;
        for c in self.text[start..].chars() {
            let next = at + c.len_utf8();
            if next - start > MAX_WORD || stands_alone(c) {
                break;
            }
            if is_word_char(c) {
                end = next;
            } else if !is_underscore(c) && !class(c).is_ignored_in_words() {
                let point = matches!(c, '.' | '\u{FF0E}');
                if !(point && digit && self.char_at(next).is_some_and(is_digit)) {
                    break;
                }
            }
            digit = is_digit(c);
            at = next;
        }
        self.at = at;
        (Span::new(start, end), Form::Unicode)
    }

    /// A character of a script without spaces, with its marks.
    fn lone_character(&mut self, first: char) -> (Span, Form) {
        let start = self.at;
        self.at += first.len_utf8();
        let mut end = self.at;
        let mut plain = matches!(first, '\u{4E00}'..='\u{9FFF}' | '\u{3041}'..='\u{3094}');
        for c in self.text[self.at..].chars() {
            let mark = is_combining_mark(c) || extends_lone_character(c);
            let next = self.at + c.len_utf8();
            if !(mark || class(c).is_ignored_in_words()) || next - start > MAX_WORD {
                break;
            }
            self.at = next;
            if mark {
                plain = false;
                end = next;
            }
        }
        (Span::new(start, end), if plain { Form::Folded } else { Form::Unicode })
    }
}

/// Whether the full stop at `at` stands between two digits.
fn is_decimal_point(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'.'
        && at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_digit())
        && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
}

/// Whether a word goes on with `c`, which is not ASCII.
fn goes_on(c: char) -> bool {
    let part = is_word_char(c) || is_underscore(c) || c == '\u{FF0E}';
    (part && !stands_alone(c)) || class(c).is_ignored_in_words()
}

/// Letters, digits and marks; but not what has no plain form as a word: vulgar fractions (`3½` is
/// not 312), numbers with a full stop in one character, the apostrophe among the letters.
pub(crate) fn is_word_char(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c))
        && !matches!(u32::from(c),
            0xBC..=0xBE | 0x2150..=0x215F | 0x2189 | 0x2488..=0x249B | 0x1F100 | 0x2BC)
        && !class(c).is_ignored_in_words()
}

fn is_underscore(c: char) -> bool {
    matches!(c, '_' | '\u{FF3F}')
}

/// The digits between which a full stop is a decimal point.
fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '\u{FF10}'..='\u{FF19}' | '\u{660}'..='\u{669}'
        | '\u{6F0}'..='\u{6F9}' | '\u{966}'..='\u{96F}' | '\u{9E6}'..='\u{9EF}')
}

/// Letters of the scripts without spaces: each is a word.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        0xE01..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x19E0..=0x19FF | 0x2E80..=0x3130
        | 0x3190..=0x4DBF | 0x4E00..=0x9FFF | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F | 0xF900..=0xFAFF
        | 0xFF66..=0xFF9D | 0x1AFF0..=0x1B16F | 0x1F200..=0x1F2FF | 0x20000..=0x3FFFD)
        && is_word_char(c)
        && !is_combining_mark(c)
}

/// Characters that are no marks but belong to the one before: sara am, half-width sound marks.
fn extends_lone_character(c: char) -> bool {
    matches!(c, '\u{E33}' | '\u{EB3}' | '\u{FF9E}' | '\u{FF9F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).map(|word| word.folded.into_owned()).collect()
    }

    #[test]
    fn words_follow_the_rules_of_the_module() {
        let table: &[(&str, &[&str])] = &[
            ("", &[]),
            (" ...— !", &[]),
            ("Do not LIE.", &["do", "not", "lie"]),
            ("do_not_lie, AS3 and _that_ __init__", &["do_not_lie", "as3", "and", "that", "init"]),
            (
                "4.2 or 3.1.4. v1.0, 5.x, .5, 7.",
                &["4.2", "or", "3.1.4", "v1.0", "5", "x", "5", "7"],
            ),
            ("self-harm isn't don’t donʼt", &["self", "harm", "isn", "t", "don", "t", "don", "t"]),
            ("Straße ÉTÉ naïve Ångström ŁÓDŹ", &["strasse", "ete", "naive", "angstrom", "lodz"]),
            ("ﬁne ＡＢＣ１２ ４．２ x² ①", &["fine", "abc12", "4.2", "x2", "1"]),
            ("ΟΔΥΣΣΕΎΣ Всё Йод", &["οδυσσευσ", "все", "иод"]),
            ("مُحَمَّد الـــله أحمد إلى مدرسة", &["محمد", "الله", "احمد", "الي", "مدرسه"]),
            ("שָׁלוֹם", &["שלום"]),
            ("हिन्दी में", &["हिन्दी", "में"]),
            ("第一条 ガｶﾞ ไทยำ", &["第", "一", "条", "ガ", "カ\u{3099}", "ไ", "ท", "ยำ"]),
            ("de\u{200B}cei\u{AD}ve\u{200B} \u{202E}x\u{E0061}y", &["deceive", "xy"]),
            ("می\u{200C}خواهم", &["ميخواهم"]),
            ("3½ a½b", &["3", "a", "b"]),
            ("한국어 조항", &["한국어", "조항"]),
        ];
        for (text, expected) in table {
            let expected: Vec<String> = expected.iter().map(Nfc::nfc).collect();
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    trait Nfc {
        fn nfc(&self) -> String;
    }

    impl Nfc for &str {
        fn nfc(&self) -> String {
            unicode_normalization::UnicodeNormalization::nfc(self.chars()).collect()
        }
    }

    #[test]
    fn spans_are_places_of_the_given_text() {
        let text = "x \u{200B}de\u{200B}cei\u{AD}ve\u{200B} 第e\u{301}";
        let found: Vec<&str> = words(text).map(|word| word.span.of(text)).collect();
        assert_eq!(found, ["x", "de\u{200B}cei\u{AD}ve", "第", "e\u{301}"]);
    }

    #[test]
    fn an_endless_word_is_cut() {
        for text in
            ["a".repeat(25_000), "é".repeat(12_500), format!("a{}", "\u{301}".repeat(90_000))]
        {
            assert!(words(&text).all(|word| word.span.len() <= MAX_WORD));
            assert!(words(&text).all(|word| word.folded.len() <= MAX_WORD));
        }
        assert_eq!(words(&"a".repeat(25_000)).count(), 3);
        assert_eq!(words(&format!("a{}b", "\u{200B}".repeat(90_000))).count(), 2);
    }

    #[test]
    fn both_forms_give_the_same_words() {
        let text = "Mixed ASCII, Ünïcödé, 第一条, 4.2 and plain";
        let mut seen = Vec::new();
        for_each_word(text, &mut String::new(), |span, folded| {
            seen.push((span, folded.to_owned()));
        });
        let iterated: Vec<_> =
            words(text).map(|word| (word.span, word.folded.into_owned())).collect();
        assert_eq!(seen, iterated);
    }

    #[test]
    fn a_query_is_folded_like_the_text() {
        assert_eq!(fold("  Self-Harm "), "self harm");
        assert_eq!(fold("第一条"), "第 一 条");
        assert_eq!(fold("…"), "");
    }
}

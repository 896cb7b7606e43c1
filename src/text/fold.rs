//! The form of a word under which spellings of it are the same.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::boundary_before;
use super::character::class;
use super::words::{MAX_WORD, is_word_char, stands_alone, words};

/// `text` folded word by word as [`words`] does, the words joined by one space: the form in which
/// a query and a word of a text are compared.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::new();
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word.folded);
    }
    out
}

/// Appends the folded form of `word`, a word that is not ASCII. Appends nothing when nothing
/// remains of it (only marks, say).
pub(crate) fn fold_word(word: &str, out: &mut String) {
    let start = out.len();
    let kept = word.chars().filter(|&c| !class(c).is_ignored_in_words());
    if word.chars().next().is_some_and(stands_alone) {
        fold_alone(kept, out);
    } else {
        let mut script = Script::Other;
        let plain = kept.nfkd().filter(|&c| script.keeps(c)).flat_map(case_folded);
        out.extend(plain.nfc());
    }
    limit(start, out);
}

/// Folds a character of a script without spaces, with its marks. A compatibility form of several
/// characters (ヿ, ำ) stays as it is, for those would be words of their own.
fn fold_alone(kept: impl Iterator<Item = char> + Clone, out: &mut String) {
    let start = out.len();
    out.extend(kept.clone().nfkc());
    let bases = out[start..].chars().filter(|&c| !is_combining_mark(c)).count();
    if bases > 1 || out[start..].starts_with(is_combining_mark) {
        out.truncate(start);
        out.extend(kept.nfc());
    }
}

/// Trims what may only stand inside a word and cuts what decomposition has blown up.
fn limit(start: usize, out: &mut String) {
    if out.len() - start > MAX_WORD {
        out.truncate(boundary_before(out, start + MAX_WORD));
    }
    let end = start + out[start..].trim_end_matches('_').len();
    out.truncate(end);
    let inner = |c| c == '_' || is_combining_mark(c);
    let leading = out[start..].len() - out[start..].trim_start_matches(inner).len();
    out.drain(start..start + leading);
    if !out[start..].chars().any(char::is_alphanumeric) {
        out.truncate(start);
    }
}

/// The script of the letter before a mark: it decides whether the mark counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Latin, Greek, Cyrillic: marks are left out.
    European,
    /// Arabic and Hebrew: points and vowel signs are left out.
    Semitic,
    Other,
}

impl Script {
    /// Whether `c`, in compatibility decomposition, belongs to the folded word.
    fn keeps(&mut self, c: char) -> bool {
        if c == '\u{640}' {
            return false; // tatweel, a stroke that only lengthens
        }
        if is_combining_mark(c) {
            return *self == Script::Other;
        }
        *self = match u32::from(c) {
            0x00..=0x52F | 0x1C80..=0x1C8F | 0x1D00..=0x1DBF | 0x1E00..=0x1FFF => Script::European,
            0x2C60..=0x2C7F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F | 0xA720..=0xA7FF => {
                Script::European
            }
            0x590..=0x6FF | 0x750..=0x77F | 0x870..=0x8FF => Script::Semitic,
            _ => Script::Other,
        };
        is_word_char(c) || matches!(c, '_' | '.')
    }
}

/// The letters that `c` is compared as: lower case, and one form of letters with several.
fn case_folded(c: char) -> impl Iterator<Item = char> {
    let unified = match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' => "d",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        'ı' => "i",
        'ς' => "σ",
        'ٱ' => "ا",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ة' => "ه",
        _ => "",
    };
    let single = unified.is_empty().then(|| c.to_lowercase());
    unified.chars().chain(single.into_iter().flatten())
}

/// `word` in ASCII lower case, borrowed when it is so already.
pub(crate) fn fold_ascii(word: &str) -> Cow<'_, str> {
    if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Borrowed(word)
    }
}

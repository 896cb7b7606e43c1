//! What a single character is to a reader: drawn, part of another, or unseen.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// The part that a character plays on a screen, before its neighbours are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Drawn as it is; carries marks.
    Plain,
    /// A combining mark of any script, drawn on the character before it.
    Mark,
    /// Has a width of its own and still extends what comes before: skin tones, half-width sound marks.
    Modifier,
    /// A Hangul vowel or final consonant: without width, part of the syllable before it.
    Jamo,
    /// Zero-width joiner and non-joiner: right between some letters, hidden anywhere else.
    Joiner,
    /// A variation selector: right after an emoji, hidden anywhere else.
    Variation,
    /// Ends a line: LF, CR, NEL, U+2028, U+2029.
    Break,
    /// The tabulator.
    Tab,
    /// C0 and C1 controls and DEL.
    Control,
    /// Changes the direction of text.
    Bidi,
    /// Takes no room and leaves no ink.
    Invisible,
    /// A tag character: an ASCII letter that nobody sees.
    Tag,
    /// Newer than what measures text here, or a letter that only a following one gives a width: it
    /// would be drawn over its neighbour.
    Unmeasured,
    /// Has a meaning only for somebody's own font.
    Private,
    /// Never a character.
    Noncharacter,
}

/// The class of `c`.
pub(crate) fn class(c: char) -> Class {
    match u32::from(c) {
        0x20..=0x7E | 0xA0..=0xAC | 0xAE..=0x2FF => Class::Plain,
        0x09 => Class::Tab,
        0x0A | 0x0D | 0x85 | 0x2028 | 0x2029 => Class::Break,
        0x00..=0x1F | 0x7F..=0x9F => Class::Control,
        0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0x370..=0x482 | 0x3040..=0x3096 => Class::Plain,
        0x2010..=0x2027 | 0x2030..=0x205F => Class::Plain,
        0x200C | 0x200D => Class::Joiner,
        0x180B..=0x180D | 0x180F | 0xFE00..=0xFE0F | 0xE0100..=0xE01EF => Class::Variation,
        0x61C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069 => Class::Bidi,
        0xAD | 0x34F | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180E | 0x200B => Class::Invisible,
        0x2060..=0x2065 | 0x206A..=0x206F | 0x3164 | 0xFEFF | 0xFFA0 => Class::Invisible,
        0xFFF0..=0xFFFB | 0x13430..=0x13440 | 0x16FE4 => Class::Invisible,
        0x1BCA0..=0x1BCA3 | 0x1D159 | 0x1D173..=0x1D17A => Class::Invisible,
        0xE0001 | 0xE0020..=0xE007F => Class::Tag,
        0xE0000..=0xE0FFF => Class::Invisible,
        0xFF9E | 0xFF9F | 0x1F3FB..=0x1F3FF => Class::Modifier,
        0x1161..=0x11FF | 0xD7B0..=0xD7FF => Class::Jamo,
        0xE000..=0xF8FF => Class::Private,
        0xFDD0..=0xFDEF => Class::Noncharacter,
        code if code & 0xFFFE == 0xFFFE => Class::Noncharacter,
        0xF0000.. => Class::Private,
        0x605 | 0x70F | 0x890 | 0x891 | 0x8E2 | 0xB53 | 0xB54 | 0xD4E | 0xA8FA => Class::Unmeasured,
        0x5C8 | 0x5C9 | 0x1ADE | 0x1ADF | 0x1AEC..=0x1AF0 => Class::Unmeasured,
        0x10ECB..=0x10ECF | 0x10EF0..=0x10EF9 | 0x111C2 | 0x111C3 => Class::Unmeasured,
        0x113D1 | 0x1193F | 0x11941 | 0x11A84..=0x11A89 | 0x11D46 => Class::Unmeasured,
        0x11DF0 | 0x11F02 | 0x1D127 | 0x1D128 | 0x1D250..=0x1D252 => Class::Unmeasured,
        0x1D25B | 0x1D25C | 0x1D25F | 0x1D280 | 0x1D281 => Class::Unmeasured,
        _ if is_combining_mark(c) => Class::Mark,
        _ => Class::Plain,
    }
}

impl Class {
    /// Whether it extends the character before it.
    pub(crate) fn extends(self) -> bool {
        matches!(self, Class::Mark | Class::Modifier | Class::Jamo | Class::Variation)
    }

    /// Whether it may belong to the cell of the character before it.
    pub(crate) fn may_continue(self) -> bool {
        self.extends() || self == Class::Joiner
    }

    /// Whether the spelling of a word is the same without it.
    pub(crate) fn is_ignored_in_words(self) -> bool {
        matches!(
            self,
            Class::Joiner | Class::Variation | Class::Bidi | Class::Invisible | Class::Tag
        )
    }
}

/// Whether `c` has the property `Extended_Pictographic`: by rule GB11 of UAX 29 it is what a
/// zero-width joiner glues to another emoji.
pub(crate) fn is_pictographic(c: char) -> bool {
    if !matches!(u32::from(c), 0xA9 | 0xAE | 0x203C..=0x3299 | 0x1F000..=0x1FAFF) {
        return false;
    }
    let mut buffer = [0; 11];
    let mut len = 0;
    for part in [c, '\u{200D}', '\u{1F642}'] {
        len += part.encode_utf8(&mut buffer[len..]).len();
    }
    str::from_utf8(&buffer[..len]).is_ok_and(|text| text.graphemes(true).count() == 1)
}

/// Whether `c` may be followed by an emoji variation selector.
pub(crate) fn takes_emoji_style(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*') || is_pictographic(c)
}

/// Whether `c` belongs to a script whose spelling uses zero-width joiners and non-joiners:
/// Arabic and its relatives, Mongolian, and the scripts that descend from Brahmi.
pub(crate) fn is_of_joining_script(c: char) -> bool {
    matches!(u32::from(c),
        0x620..=0x74F | 0x750..=0x77F | 0x7CA..=0x7F5 | 0x840..=0x8FF | 0xFB50..=0xFDCF
        | 0xFE70..=0xFEFC | 0x900..=0xDFF | 0xF00..=0x109F | 0x1700..=0x17FF | 0x1820..=0x18AA
        | 0x1900..=0x194F | 0x1A00..=0x1AAF | 0x1B00..=0x1C4F | 0x1CD0..=0x1CFF | 0xA800..=0xA82F
        | 0xA840..=0xA95F | 0xA980..=0xAADF | 0xAAE0..=0xAAF6 | 0xABC0..=0xABFF
        | 0x10A00..=0x10A5F | 0x10D00..=0x10D3F | 0x11000..=0x11FFF | 0x1E900..=0x1E95F)
        && (c.is_alphabetic() || is_combining_mark(c))
}

/// Whether `c` is a virama, which a joiner may follow whatever comes next.
pub(crate) fn is_virama(c: char) -> bool {
    canonical_combining_class(c) == 9
}

/// Whether the Hangul vowel or final consonant `jamo` belongs to the syllable that `before` is part
/// of (rules GB6 to GB8 of UAX 29).
pub(crate) fn joins_syllable(before: char, jamo: char) -> bool {
    let is_vowel = |code: u32| matches!(code, 0x1161..=0x11A7 | 0xD7B0..=0xD7CA);
    let code = u32::from(before);
    match code {
        0x1100..=0x115F | 0xA960..=0xA97F => is_vowel(u32::from(jamo)),
        // Every 28th syllable is open: only that one takes a vowel.
        0xAC00..=0xD7A3 => !is_vowel(u32::from(jamo)) || (code - 0xAC00).is_multiple_of(28),
        0x11A8..=0x11FF | 0xD7CB..=0xD7FF => !is_vowel(u32::from(jamo)),
        _ => is_vowel(code),
    }
}

/// Whether `c` is a Mongolian letter, which one Mongolian variation selector may follow.
pub(crate) fn is_mongolian(c: char) -> bool {
    matches!(u32::from(c), 0x1820..=0x18AA)
}

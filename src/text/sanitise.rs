//! What a reader is shown of a text: the one sanitising function of the program.
//!
//! Everything that could move a cursor, change the direction of text or hide in it is replaced by
//! something visible, on the way out only; [`Shown`] maps places both ways.
//!
//! | in the text | shown |
//! |---|---|
//! | LF, CRLF, lone CR, NEL, U+2028, U+2029 | a line break ([`Lines::Keep`]) or `⏎` ([`Lines::Inline`]) |
//! | TAB | a TAB, or a space |
//! | other C0 controls (VT and FF too), DEL | a control picture: `␛`, `␌`, `␡` |
//! | C1 controls | `<9B>` |
//! | bidi controls, zero-width and invisible characters, tags, soft hyphens, interlinear marks, BOM, private use, noncharacters, the few letters without a width | `<U+202E>` |
//! | a variation selector that is not the one after an emoji; several of them | `<U+FE00>`; `<+N>` |
//! | more than 8 combining marks on one base | the 8, then `<+N>` |
//! | combining marks without a base | on a dotted circle |
//!
//! Kept because text needs them: the joiner inside emoji sequences, joiner and non-joiner between
//! letters of Arabic, Indic and similar scripts (and after a virama), one emoji or text style
//! selector, the three tag flags of general use.

use std::borrow::Cow;
use std::fmt::Write;

use super::Span;
use super::character::Class;
use super::scan::{DOTTED_CIRCLE, Place, Scan, Sign, Step, clean_ascii};

/// What becomes of line breaks and tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Every line break is one LF, a TAB stays.
    Keep,
    /// The result is one line: a line break is `⏎`, a TAB is a space.
    Inline,
}

/// A text made safe to show, with the way back to its source.
#[derive(Clone, Debug)]
pub struct Shown<'t> {
    /// What to show; borrowed when nothing had to change.
    pub text: Cow<'t, str>,
    /// How many places show something else than their text (line breaks and tabs not counted).
    pub replaced: usize,
    seams: Vec<Seam>,
    source_len: usize,
}

/// Where source and display differ.
#[derive(Clone, Copy, Debug)]
struct Seam {
    source: Span,
    display: Span,
}

/// `text` made safe to show.
#[must_use]
pub fn shown(text: &str, lines: Lines) -> Shown<'_> {
    let mut out = String::new();
    let mut copied = 0;
    let mut replaced = 0;
    let mut seams = Vec::new();
    for place in Places::new(text, lines) {
        if out.is_empty() {
            out.reserve(text.len() + 64);
        }
        out.push_str(&text[copied..place.span.start]);
        let start = out.len();
        write_sign(text, &place, lines, &mut out);
        copied = place.span.end;
        replaced += usize::from(!matches!(place.sign, Sign::Break | Sign::Tab));
        seams.push(Seam { source: place.span, display: Span::new(start, out.len()) });
    }
    let shown = if seams.is_empty() {
        Cow::Borrowed(text)
    } else {
        out.push_str(&text[copied..]);
        Cow::Owned(out)
    };
    Shown { text: shown, replaced, seams, source_len: text.len() }
}

/// `text` made safe to show, on one line.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    shown(text, Lines::Inline).text
}

impl Shown<'_> {
    /// The source byte of a byte of the shown text; inside a replacement, where its source starts.
    #[must_use]
    pub fn source_of(&self, display_byte: usize) -> usize {
        let byte = display_byte.min(self.text.len());
        let after = self.seams.partition_point(|seam| seam.display.start <= byte);
        let Some(seam) = after.checked_sub(1).map(|index| self.seams[index]) else {
            return byte;
        };
        if byte < seam.display.end {
            seam.source.start
        } else {
            seam.source.end + (byte - seam.display.end)
        }
    }

    /// The byte of the shown text of a source byte; inside a replaced place, where that starts.
    #[must_use]
    pub fn display_of(&self, source_byte: usize) -> usize {
        let byte = source_byte.min(self.source_len);
        let after = self.seams.partition_point(|seam| seam.source.start <= byte);
        let Some(seam) = after.checked_sub(1).map(|index| self.seams[index]) else {
            return byte;
        };
        if byte < seam.source.end {
            seam.display.start
        } else {
            seam.display.end + (byte - seam.source.end)
        }
    }

    /// The part of the shown text that covers `source`; a replaced place that it cuts belongs to it.
    #[must_use]
    pub fn display_span(&self, source: Span) -> Span {
        let start = self.display_of(source.start);
        let after = self.seams.partition_point(|seam| seam.source.start < source.end);
        let cut = after.checked_sub(1).map(|index| self.seams[index]);
        let end = match cut {
            Some(seam) if source.end < seam.source.end => seam.display.end,
            _ => self.display_of(source.end),
        };
        Span::new(start, end.max(start))
    }
}

/// Why a character cannot be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HiddenKind {
    /// A control character (other than TAB, VT, FF and line breaks).
    Control,
    /// Changes the direction of text.
    Bidi,
    /// Takes no room: zero-width space, word joiner, soft hyphen, a joiner that joins nothing.
    Invisible,
    /// A tag character, a hidden ASCII letter.
    Tag,
    /// A variation selector without a reason.
    Variation,
    /// More combining marks on one base than can be drawn.
    Marks,
}

/// A place with characters that a reader cannot see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Where.
    pub span: Span,
    /// The first character there.
    pub character: char,
    /// Why it cannot be seen.
    pub kind: HiddenKind,
    /// How many characters the place holds; above one only for runs of marks and selectors.
    pub count: usize,
}

/// The characters of `text` that a reader cannot see, in order. Text that needs its joiners and
/// selectors (emoji, Persian, Hindi) has none.
pub fn hidden(text: &str) -> impl Iterator<Item = Hidden> {
    Places::new(text, Lines::Keep).filter_map(|place| {
        let character = place.span.of(text).chars().next()?;
        let kind = hidden_kind(&place, character)?;
        let count = if let Sign::Count(count) = place.sign { count } else { 1 };
        Some(Hidden { span: place.span, character, kind, count })
    })
}

fn hidden_kind(place: &Place, character: char) -> Option<HiddenKind> {
    match place.class {
        Class::Control if matches!(character, '\x0B' | '\x0C') => None,
        Class::Control => Some(HiddenKind::Control),
        Class::Bidi => Some(HiddenKind::Bidi),
        Class::Invisible | Class::Joiner => Some(HiddenKind::Invisible),
        Class::Tag => Some(HiddenKind::Tag),
        Class::Variation => Some(HiddenKind::Variation),
        Class::Mark | Class::Modifier | Class::Jamo => {
            matches!(place.sign, Sign::Count(_)).then_some(HiddenKind::Marks)
        }
        Class::Plain | Class::Break | Class::Tab => None,
        Class::Unmeasured | Class::Private | Class::Noncharacter => None,
    }
}

/// Serialised JSON with every character that must not reach a terminal escaped as `\uXXXX`: the
/// same JSON value. White space between the tokens stays.
#[must_use]
pub fn escape_json(json: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for place in Places::new(json, Lines::Keep) {
        let source = place.span.of(json);
        if matches!(place.sign, Sign::Break | Sign::Tab) && source.is_ascii() {
            continue;
        }
        out.push_str(&json[copied..place.span.start]);
        copied = place.span.end;
        for unit in source.encode_utf16() {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(&json[copied..]);
    Cow::Owned(out)
}

/// The places of a text that are not shown as they are, in order. LF and TAB are none of them
/// when lines are kept.
struct Places<'t> {
    bytes: &'t [u8],
    scan: Scan<'t>,
    lines: Lines,
}

impl<'t> Places<'t> {
    fn new(text: &'t str, lines: Lines) -> Self {
        Self { bytes: text.as_bytes(), scan: Scan::new(text), lines }
    }

    fn skip_clean(&mut self) {
        let at = self.scan.at();
        let rest = &self.bytes[at..];
        let run = match self.lines {
            Lines::Keep => clean_ascii::<true>(rest),
            Lines::Inline => clean_ascii::<false>(rest),
        };
        if run > 0 {
            self.scan.skip_ascii(at + run, rest[run - 1]);
        }
    }
}

impl Iterator for Places<'_> {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        loop {
            if self.bytes.get(self.scan.at())?.is_ascii() {
                self.skip_clean();
            }
            if let Step::Place(place) = self.scan.step()? {
                return Some(place);
            }
        }
    }
}

/// Appends what stands for `place` of `text`.
fn write_sign(text: &str, place: &Place, lines: Lines, out: &mut String) {
    match (place.sign, lines) {
        (Sign::Break, Lines::Keep) => out.push('\n'),
        (Sign::Tab, Lines::Keep) => out.push('\t'),
        (Sign::Tab, Lines::Inline) => out.push(' '),
        (sign, _) => push_sign(sign, place.span.of(text), out),
    }
}

/// Appends what stands for `source` on one line.
pub(crate) fn push_sign(sign: Sign, source: &str, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = match sign {
        Sign::Break => write!(out, "\u{23CE}"),
        Sign::Tab => write!(out, " "),
        Sign::Picture(picture) => write!(out, "{picture}"),
        Sign::Byte(c) => write!(out, "<{:02X}>", u32::from(c)),
        Sign::Code(c) => write!(out, "<U+{:04X}>", u32::from(c)),
        Sign::Count(count) => write!(out, "<+{count}>"),
        Sign::Circled => write!(out, "{DOTTED_CIRCLE}{source}"),
    };
}

//! What to draw for one row of a text, cell by cell, in a cost bounded by what is drawn.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::character::class;
use super::sanitise::push_sign;
use super::scan::{DOTTED_CIRCLE, Place, Scan, Sign, Step};
use super::{Span, boundary_before};

/// Columns between tab stops.
pub const TAB_STOP: usize = 4;

/// The most bytes of one grapheme cluster drawn as one cell. UAX 29 sets no bound (chains of
/// joined emoji, of Hangul consonants, of Indic conjuncts); the longest in use has about 50.
const CLUSTER_BYTES: usize = 128;

/// One grapheme cluster of a row and what to draw for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'t> {
    /// The source bytes it stands for.
    pub span: Span,
    /// What to draw.
    pub shown: Cow<'t, str>,
    /// Columns that it takes, at least one; as `ratatui::buffer::Buffer` counts them.
    pub width: usize,
    /// Whether something else than the text is shown (a tab's spaces do not count).
    pub replaced: bool,
}

/// The cells of the part `span` of `text`, which is thought to be (a part of) one row: tab stops
/// count from its start, and a line break inside shows as `⏎`.
pub fn cells(text: &str, span: Span) -> impl Iterator<Item = Cell<'_>> {
    Pieces::new(text, span, 0).map(move |piece| piece.into_cell(text))
}

/// The same without what is `hidden` (ascending, apart; each where a cell may start).
pub fn cells_without<'t>(
    text: &'t str,
    span: Span,
    hidden: &'t [Span],
) -> impl Iterator<Item = Cell<'t>> {
    shown(text, span, hidden).map(move |piece| piece.into_cell(text))
}

/// The pieces of a row that are not hidden.
pub(crate) fn shown<'t>(text: &'t str, span: Span, hidden: &'t [Span]) -> Seen<'t> {
    let stop = hidden.first().map_or(span.end, |hidden| hidden.start.max(span.start));
    Seen { pieces: Pieces::new(text, Span::new(span.start, stop), 0), hidden, end: span.end }
}

/// Iterator over the pieces of a row that are not hidden.
pub(crate) struct Seen<'t> {
    /// Those before the first hidden span that is left.
    pieces: Pieces<'t>,
    hidden: &'t [Span],
    end: usize,
}

impl Iterator for Seen<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.pieces.next() {
                return Some(piece);
            }
            let (hidden, rest) = self.hidden.split_first()?;
            self.hidden = rest;
            let start = hidden.end.min(self.end);
            let stop = rest.first().map_or(self.end, |next| next.start.min(self.end)).max(start);
            let column = self.pieces.column;
            self.pieces = Pieces::new(self.pieces.text, Span::new(start, stop), column);
        }
    }
}

/// The columns of one grapheme cluster, by the rule of `ratatui` 0.30: half-width Katakana sound
/// marks take a column of their own.
pub(crate) fn cluster_width(cluster: &str) -> usize {
    if cluster.len() == 1 {
        return 1;
    }
    let sound_marks = cluster.chars().filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}')).count();
    cluster.width() + sound_marks
}

/// A cell before its picture is made: nothing allocated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) span: Span,
    pub(crate) width: usize,
    pub(crate) sign: Option<Sign>,
}

impl Piece {
    fn into_cell(self, text: &str) -> Cell<'_> {
        let source = self.span.of(text);
        let shown = match self.sign {
            None => Cow::Borrowed(source),
            Some(Sign::Tab) => Cow::Borrowed(&"    "[..self.width]),
            Some(sign) => {
                let mut out = String::new();
                push_sign(sign, source, &mut out);
                Cow::Owned(out)
            }
        };
        let replaced = !matches!(self.sign, None | Some(Sign::Tab));
        Cell { span: self.span, shown, width: self.width, replaced }
    }
}

/// Iterator over the pieces of a row.
pub(crate) struct Pieces<'t> {
    text: &'t str,
    scan: Scan<'t>,
    at: usize,
    end: usize,
    /// A place that the scan has met while a cluster was read.
    pending: Option<Place>,
    column: usize,
}

impl<'t> Pieces<'t> {
    /// The pieces of `span`, of which the first stands in `column`.
    pub(crate) fn new(text: &'t str, span: Span, column: usize) -> Self {
        let scan = Scan::resume(text, span.start);
        Self { text, scan, at: span.start, end: span.end, pending: None, column }
    }

    /// One printable ASCII character that nothing can extend.
    fn ascii(&mut self) -> Option<Piece> {
        let bytes = self.text.as_bytes();
        let byte = bytes[self.at];
        let alone = self.at + 1 == self.end || bytes[self.at + 1].is_ascii();
        if !alone || !matches!(byte, 0x20..=0x7E) {
            return None;
        }
        self.scan.skip_ascii(self.at + 1, byte);
        Some(Piece { span: Span::new(self.at, self.at + 1), width: 1, sign: None })
    }

    fn place(&self, place: Place) -> Piece {
        let span = Span::new(place.span.start, place.span.end.min(self.end));
        let width = match place.sign {
            Sign::Tab => TAB_STOP - self.column % TAB_STOP,
            sign => sign_width(sign, span.of(self.text)),
        };
        Piece { span, width, sign: Some(place.sign) }
    }

    /// The cluster whose first character `c` was read just now and is kept.
    fn cluster(&mut self, c: char) -> Piece {
        let mut stop = self.at + self.cluster_len(c);
        while self.scan.at() < self.end {
            let at = self.scan.at();
            if at >= stop {
                // A cluster that was cut short keeps at least what cannot stand alone.
                let cut = stop - self.at >= CLUSTER_BYTES - 4;
                match self.text[at..].chars().next() {
                    Some(next) if cut && class(next).may_continue() => stop += next.len_utf8(),
                    _ => break,
                }
            }
            if let Some(Step::Place(place)) = self.scan.step() {
                self.pending = Some(place);
                stop = place.span.start;
                break;
            }
        }
        let span = Span::new(self.at, stop.min(self.end));
        Piece { span, width: cluster_width(span.of(self.text)), sign: None }
    }

    fn cluster_len(&self, c: char) -> usize {
        let next = self.text[self.scan.at()..self.end].chars().next();
        if is_simple(c) && next.is_none_or(is_simple) {
            return c.len_utf8();
        }
        let limit = self.end.min(self.at + CLUSTER_BYTES);
        let window = &self.text[self.at..boundary_before(self.text, limit)];
        window.graphemes(true).next().map_or(c.len_utf8(), str::len)
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.at >= self.end {
            return None;
        }
        let piece = match self.pending.take() {
            Some(place) => self.place(place),
            None => match self.ascii() {
                Some(piece) => piece,
                None => match self.scan.step()? {
                    Step::Place(place) => self.place(place),
                    Step::Kept(c) => self.cluster(c),
                },
            },
        };
        self.at = piece.span.end;
        self.column += piece.width;
        Some(piece)
    }
}

/// Characters that neither extend nor are extended by each other.
fn is_simple(c: char) -> bool {
    matches!(u32::from(c),
        0x20..=0x7E | 0xAA..=0xAC | 0xAF..=0x2FF | 0x370..=0x482 | 0x48A..=0x52F
        | 0x2010..=0x2027 | 0x2030..=0x203B | 0x3001..=0x3029 | 0x3041..=0x3096
        | 0x30A1..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xFF01..=0xFF60)
}

fn sign_width(sign: Sign, source: &str) -> usize {
    let digits = |number: usize, radix: usize| number.max(1).ilog(radix) as usize + 1;
    match sign {
        Sign::Break | Sign::Tab | Sign::Picture(_) => 1,
        Sign::Byte(_) => "<9B>".len(),
        Sign::Code(c) => "<U+>".len() + digits(c as usize, 16).max(4),
        Sign::Count(count) => "<+>".len() + digits(count, 10),
        Sign::Circled => {
            // Short: a dotted circle carries few marks.
            let mut circled = String::from(DOTTED_CIRCLE);
            circled.push_str(source);
            cluster_width(&circled)
        }
    }
}

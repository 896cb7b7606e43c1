//! Soft wrapping for reading: once for a text and a width, then any row in constant time.
//! [`super::flow`] does the same for texts that are too long to be wrapped at once.
//!
//! A row is broken at its last space, in text that is not ASCII also where UAX 14 allows it, and
//! else where it is full. The spaces at a soft break (31 at most; more are drawn) belong to no row,
//! as a line break belongs to none, so a row never is wider than asked for. The one exception is a
//! row that holds a single cell wider than that, for the drawer to cut.

use memchr::memrchr;
use unicode_linebreak::linebreaks;

use super::Span;
use super::cells::shown;
pub use super::cells::{Cell, TAB_STOP, cells, cells_without};
use super::character::class;
use super::scan::{Sign, clean_ascii};

/// What is laid out otherwise than it stands in the text.
#[derive(Clone, Debug, Default)]
pub struct Dress {
    /// What is not shown: ascending, apart.
    pub(super) hidden: Vec<Span>,
    /// Lines whose further rows are indented, with the columns: ascending, apart.
    pub(super) hangs: Vec<(Span, u16)>,
}

impl Dress {
    /// Everything as it stands.
    pub const PLAIN: Self = Self { hidden: Vec::new(), hangs: Vec::new() };

    /// What is not shown of `span`.
    #[must_use]
    pub fn hidden_in(&self, span: Span) -> &[Span] {
        let first = self.hidden.partition_point(|hidden| hidden.end <= span.start);
        let count = self.hidden[first..].partition_point(|hidden| hidden.start < span.end);
        &self.hidden[first..first + count]
    }

    /// The columns by which further rows of the line at `byte` are indented at a width.
    fn indent(&self, byte: usize, width: usize) -> usize {
        let line = self.hangs.partition_point(|(line, _)| line.end <= byte);
        match self.hangs.get(line) {
            Some((line, columns)) if line.start <= byte => usize::from(*columns).min(width / 2),
            _ => 0,
        }
    }
}

/// The rows of one text at one width: eight bytes a row.
#[derive(Clone, Debug)]
pub struct Wrapped {
    rows: Vec<Row>,
    width: usize,
    end: usize,
    /// Whether the first row goes on with a line that began before.
    continues: bool,
}

/// Where a row ends for the reader and where the next one starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct End {
    /// End of what is drawn.
    text: usize,
    /// Start of the next row, behind the spaces or the line break.
    next: usize,
    /// Whether a line break comes between.
    hard: bool,
}

/// The most spaces left out at a soft break: with a line break they fit into [`Row`]'s six bits.
const GAP_SPACES: usize = 31;

/// Start (57 bits), bytes left out between this row and the next (6 bits), line break after it (1).
#[derive(Clone, Copy, Debug)]
struct Row(u64);

impl Row {
    fn new(start: usize, end: End) -> Self {
        let gap = end.next - end.text;
        debug_assert!(gap < 64, "a gap holds spaces and one line break");
        Self((start as u64) << 7 | (gap as u64) << 1 | u64::from(end.hard))
    }

    fn start(self) -> usize {
        (self.0 >> 7) as usize
    }

    fn gap(self) -> usize {
        (self.0 >> 1 & 0x3F) as usize
    }

    fn is_hard(self) -> bool {
        self.0 & 1 == 1
    }
}

impl Wrapped {
    /// Wraps `text` to `width` columns (at least one). Reads it once.
    #[must_use]
    pub fn new(text: &str, width: u16) -> Self {
        Self::of(text, Span::new(0, text.len()), width, &Dress::default())
    }

    /// Wraps the part `span` of `text` as `dress` has it. Its first row starts where the part does.
    #[must_use]
    pub fn of(text: &str, span: Span, width: u16, dress: &Dress) -> Self {
        let width = usize::from(width.max(1));
        let mut wrapper = Wrapper { text, end: span.end, width, dress, starts: Vec::new() };
        let mut rows = Vec::new();
        let mut start = span.start;
        loop {
            let end = wrapper.row(start);
            rows.push(Row::new(start, end));
            start = end.next;
            if start >= span.end {
                break;
            }
        }
        rows.shrink_to_fit();
        Self { rows, width, end: span.end, continues: !starts_line(text.as_bytes(), span.start) }
    }

    /// The number of rows; an empty text has one, and a line break at the end opens no further one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always a row")]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The bytes of row `row`, without the line break or the spaces at which it was broken; an
    /// empty span at the end of the text when there is no such row.
    #[must_use]
    pub fn span(&self, row: usize) -> Span {
        let Some(this) = self.rows.get(row) else {
            return Span::new(self.end, self.end);
        };
        let next = self.rows.get(row + 1).map_or(self.end, |next| next.start());
        Span::new(this.start(), next - this.gap())
    }

    /// The row on which `byte` lies; of a byte between two rows the first, of one behind the text
    /// the last.
    #[must_use]
    pub fn row_of(&self, byte: usize) -> usize {
        self.rows.partition_point(|row| row.start() <= byte).saturating_sub(1)
    }

    /// Whether `row` goes on with the line of the row above.
    #[must_use]
    pub fn is_continuation(&self, row: usize) -> bool {
        match row.checked_sub(1).map(|above| self.rows.get(above)) {
            None => self.continues,
            Some(above) => above.is_some_and(|row| !row.is_hard()) && row < self.rows.len(),
        }
    }

    /// The columns by which `row` is indented; `dress` is what the text was wrapped with.
    #[must_use]
    pub fn indent(&self, row: usize, dress: &Dress) -> usize {
        if self.is_continuation(row) { dress.indent(self.span(row).start, self.width) } else { 0 }
    }
}

/// Finds one row after the other.
struct Wrapper<'t> {
    text: &'t str,
    /// Where the part that is wrapped ends.
    end: usize,
    width: usize,
    dress: &'t Dress,
    /// Where the cells of the current row start; kept to save the allocation.
    starts: Vec<usize>,
}

impl Wrapper<'_> {
    fn bytes(&self) -> &[u8] {
        &self.text.as_bytes()[..self.end]
    }

    /// Columns for the row that starts at `start`.
    fn room(&self, start: usize) -> usize {
        if self.dress.hangs.is_empty() || starts_line(self.bytes(), start) {
            return self.width;
        }
        self.width - self.dress.indent(start, self.width)
    }

    /// The end of the row that starts at `start`.
    fn row(&mut self, start: usize) -> End {
        let room = self.room(start);
        let bytes = self.bytes();
        let window = Span::new(start, bytes.len().min(start + room + 1));
        if !self.dress.hidden_in(window).is_empty() {
            return self.measured_row(start, room);
        }
        let run = clean_ascii::<false>(&bytes[window.range()]);
        if run > room {
            return self.ascii_row(start, room);
        }
        let stop = start + run;
        let gap = line_break_len(bytes, stop);
        if gap > 0 || stop == bytes.len() {
            return End { text: stop, next: stop + gap, hard: gap > 0 };
        }
        self.measured_row(start, room)
    }

    /// The end of a row of printable ASCII that is not the last of its line.
    fn ascii_row(&self, start: usize, room: usize) -> End {
        let bytes = self.bytes();
        let full = start + room;
        let at = if bytes[full] == b' ' {
            full
        } else {
            memrchr(b' ', &bytes[start..full]).map_or(start, |space| start + space + 1)
        };
        self.broken(start, at).unwrap_or(End { text: full, next: full, hard: false })
    }

    /// The end of any row, measured cell by cell.
    fn measured_row(&mut self, start: usize, room: usize) -> End {
        self.starts.clear();
        let mut column = 0;
        let hidden = self.dress.hidden_in(Span::new(start, self.end));
        for piece in shown(self.text, Span::new(start, self.end), hidden) {
            let Span { start: at, end } = piece.span;
            if piece.sign == Some(Sign::Break) {
                return End { text: at, next: end, hard: true };
            }
            column += piece.width;
            if column > room && at > start {
                return self.full_row(start, piece.span);
            }
            self.starts.push(at);
        }
        End { text: self.end, next: self.end, hard: false }
    }

    /// The end of a row from `start` that has no room for the cell `over`.
    fn full_row(&self, start: usize, over: Span) -> End {
        let at = if self.text.as_bytes()[over.start] == b' ' {
            over.start
        } else {
            self.last_opportunity(start, over)
        };
        let cut = End { text: over.start, next: over.start, hard: false };
        self.broken(start, at).unwrap_or(cut)
    }

    /// The last place at which the row may be broken, by UAX 14; `start` when there is none.
    /// Between two ASCII characters only white space counts, as in [`Self::ascii_row`].
    fn last_opportunity(&self, start: usize, over: Span) -> usize {
        let bytes = self.text.as_bytes();
        let is_cell = |at: usize| {
            let hides = || self.dress.hidden.binary_search_by_key(&at, |hidden| hidden.start);
            at == over.start || self.starts.binary_search(&at).is_ok() || hides().is_ok()
        };
        linebreaks(&self.text[start..over.end])
            .map(|(offset, _)| start + offset)
            .take_while(|&at| at <= over.start)
            .filter(|&at| {
                let (before, after) = (bytes[at - 1], bytes[at]);
                let counts = matches!(before, b' ' | b'\t') || !before.is_ascii();
                (counts || !after.is_ascii()) && is_cell(at)
            })
            .last()
            .unwrap_or(start)
    }

    /// A row broken at `at`, without the spaces around; `None` when nothing would be left of it.
    fn broken(&self, start: usize, at: usize) -> Option<End> {
        let bytes = self.bytes();
        let is_space = |byte: &&u8| **byte == b' ';
        let before = bytes[start..at].iter().rev().take(GAP_SPACES).take_while(is_space).count();
        let text = at - before;
        if text == start {
            return None;
        }
        let room = GAP_SPACES - before;
        let mut next = at + bytes[at..].iter().take(room).take_while(is_space).count();
        if next > at && self.text[next..].chars().next().is_some_and(|c| class(c).may_continue()) {
            next -= 1; // the last space carries a mark, so it is drawn
        }
        // Spaces at the end of a line: the line break follows at once.
        let line_break = line_break_len(bytes, next);
        Some(End { text, next: next + line_break, hard: line_break > 0 })
    }
}

/// Whether a line starts at byte `at`.
fn starts_line(bytes: &[u8], at: usize) -> bool {
    matches!(
        bytes[..at],
        [] | [.., b'\n' | b'\r'] | [.., 0xC2, 0x85] | [.., 0xE2, 0x80, 0xA8 | 0xA9]
    )
}

/// The length of the line break at byte `at`; 0 when there is none.
fn line_break_len(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..).unwrap_or_default() {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        [0xC2, 0x85, ..] => 2,
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
        _ => 0,
    }
}

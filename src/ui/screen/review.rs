//! The screens of the review loop: queues, the last decisions, people, disputes.

use ratatui::layout::Rect;

use super::list::empty;
use crate::review::Progress;
use crate::ui::paint::{Painter, Piece, count, width};
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

pub(crate) mod decisions;
pub(crate) mod disputes;
pub(crate) mod people;
pub(crate) mod queues;

use decisions::Decisions;
use disputes::Disputes;
use people::People;
use queues::Queues;

/// The state of all of them.
#[derive(Debug, Default)]
pub(crate) struct ReviewScreens {
    pub(crate) queues: Queues,
    pub(crate) decisions: Decisions,
    pub(crate) people: People,
    pub(crate) disputes: Disputes,
}

/// Rows above the first line: the heading, its rule, the names of columns.
const HEAD: u16 = 3;

/// A list with a cursor.
#[derive(Debug)]
pub(crate) struct Lines<T> {
    /// `None` until they have come.
    pub(crate) rows: Option<Vec<T>>,
    cursor: usize,
    top: usize,
}

impl<T> Default for Lines<T> {
    fn default() -> Self {
        Self { rows: None, cursor: 0, top: 0 }
    }
}

impl<T> Lines<T> {
    /// Takes new lines; the cursor stays where it is.
    pub(crate) fn show(&mut self, rows: Vec<T>) {
        self.cursor = self.cursor.min(rows.len().saturating_sub(1));
        self.rows = Some(rows);
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.as_ref().map_or(0, Vec::len)
    }

    pub(crate) fn current(&self) -> Option<&T> {
        self.rows.as_ref()?.get(self.cursor)
    }

    pub(crate) fn move_by(&mut self, steps: isize) {
        self.move_to(self.cursor.saturating_add_signed(steps));
    }

    pub(crate) fn move_to(&mut self, index: usize) {
        self.cursor = index.min(self.len().saturating_sub(1));
    }

    /// Brings the cursor into view.
    pub(crate) fn settle(&mut self, area: Rect) {
        let view = usize::from(area.height.saturating_sub(HEAD)).max(1);
        self.top = self.top.max((self.cursor + 1).saturating_sub(view)).min(self.cursor);
        self.top = self.top.min(self.len().saturating_sub(view));
    }

    /// Goes to the line at a row of the screen; whether there is one and the cursor was on it before.
    pub(crate) fn click(&mut self, area: Rect, row: u16) -> bool {
        let Some(at) = row.checked_sub(area.y + HEAD) else { return false };
        let at = self.top + usize::from(at);
        let again = at == self.cursor;
        if at < self.len() {
            self.cursor = at;
        }
        at < self.len() && again
    }

    /// Draws a line for each row, the cursor and the scrollbar; without rows the reason.
    fn draw(
        &self,
        painter: &mut Painter<'_>,
        area: Rect,
        sentences: &[&str],
        draw_row: impl Fn(&mut Painter<'_>, Rect, &T),
    ) {
        let body = Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area };
        let Some(rows) = self.rows.as_ref().filter(|rows| !rows.is_empty()) else {
            let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
            return empty(painter, body, sentences);
        };
        for (y, (at, row)) in (body.y..body.bottom()).zip(rows.iter().enumerate().skip(self.top)) {
            let line = Rect { x: area.x + 2, y, height: 1, width: area.width.saturating_sub(3) };
            draw_row(painter, line, row);
            if at == self.cursor {
                painter.text(area.x, y, area.x + 1, painter.glyphs.cursor, Role::Accent);
                painter.tint(Rect { x: area.x + 1, width: area.width - 2, ..line }, Role::Selected);
            }
        }
        let extent = Extent { height: rows.len(), view: usize::from(body.height), top: self.top };
        let bar = Rect { x: area.right() - 1, width: 1, ..body };
        scrollbar::draw(painter, bar, extent, std::iter::empty());
    }
}

/// Name of the screen and a few words, with a rule below.
fn heading(painter: &mut Painter<'_>, area: Rect, pieces: &[Piece<'_>]) {
    painter.pieces(area.x + 1, area.y, area.right(), pieces);
    painter.rule(area.x, area.y + 1, area.right(), painter.glyphs.rule);
}

/// A cell of a column: cut where it does not fit; numbers end at its right edge.
fn cell(painter: &mut Painter<'_>, line: Rect, column: Column, text: &str, role: Role) {
    let x = line.x + column.x;
    let right = (x + column.width).min(line.right());
    let start = match column.right {
        true => right.saturating_sub(u16::try_from(width(text)).unwrap_or(u16::MAX)).max(x),
        false => x,
    };
    painter.fit(start, line.y, right, text, role);
}

/// Where a column stands in its line.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    x: u16,
    width: u16,
    right: bool,
}

/// Columns side by side, of these widths (negative: numbers) and one space apart; the one of width 0
/// takes what is left. Those at the end that do not fit have no width.
fn columns<const N: usize>(room: u16, widths: [i16; N]) -> [Column; N] {
    let fixed: u16 = widths.iter().map(|width| width.unsigned_abs() + 1).sum();
    let rest = (room + 1).saturating_sub(fixed).max(10);
    let mut x = 0;
    widths.map(|wanted| {
        let width = if wanted == 0 { rest } else { wanted.unsigned_abs() };
        let column = Column { x, width: width.min(room.saturating_sub(x)), right: wanted < 0 };
        x += width + 1;
        column
    })
}

/// "37 of 200, 41 an hour, about 4 h left", as far as it is known.
pub(crate) fn progress_words(progress: &Progress) -> String {
    let mut words = format!("{} of {}", count(progress.done), count(progress.total));
    if let Some(rate) = progress.per_hour {
        words.push_str(&format!(", {} an hour", rounded(rate)));
    }
    if progress.done >= progress.total {
        words.push_str(", done");
    } else if let Some(left) = progress.left {
        words.push_str(&format!(", about {} left", duration(left.as_secs())));
    }
    words
}

/// A rate as exactly as it is worth: two digits.
pub(super) fn rounded(rate: f64) -> String {
    let step = if rate >= 1000.0 {
        100.0
    } else if rate >= 100.0 {
        10.0
    } else {
        1.0
    };
    count(((rate / step).round() * step) as usize)
}

/// `4 h`, `35 min`, `3 days`.
fn duration(seconds: i64) -> String {
    match seconds {
        ..3600 => format!("{} min", (seconds + 59) / 60),
        3600..172_800 => format!("{} h", (seconds + 1800) / 3600),
        _ => format!("{} days", (seconds + 43_200) / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn progress_is_told_in_words() {
        let at = |done, per_hour: Option<f64>, hours: f64| Progress {
            done,
            total: 200,
            per_hour,
            left: per_hour.map(|_| SignedDuration::from_secs_f64(hours * 3600.0)),
            ..Progress::default()
        };
        for (progress, words) in [
            (at(37, Some(41.2), 3.96), "37 of 200, 41 an hour, about 4 h left"),
            (at(190, Some(41.2), 0.24), "190 of 200, 41 an hour, about 15 min left"),
            (at(1, Some(1.0), 199.0), "1 of 200, 1 an hour, about 8 days left"),
            (at(0, None, 0.0), "0 of 200"),
            (at(200, Some(9.0), 0.0), "200 of 200, 9 an hour, done"),
        ] {
            assert_eq!(progress_words(&progress), words);
        }
    }

    #[test]
    fn one_column_takes_the_rest_and_the_last_ones_give_way() {
        let at = |room| columns(room, [0, 5, -4]).map(|column| (column.x, column.width));
        assert_eq!(at(40), [(0, 29), (30, 5), (36, 4)]);
        assert_eq!(at(14), [(0, 10), (11, 3), (17, 0)]);
    }
}

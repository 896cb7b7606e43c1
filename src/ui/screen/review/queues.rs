//! The queues of the team: how each was drawn, how far one is.

use ratatui::layout::Rect;

use super::{Column, Lines, cell, columns, heading, progress_words};
use crate::ui::backend::review::QueueRow;
use crate::ui::paint::{Painter, Piece, count, counted, width};
use crate::ui::theme::Role;

/// The screen's state.
pub(crate) type Queues = Lines<QueueRow>;

/// What it shows besides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'a> {
    /// How far the draw is that runs.
    pub(crate) running: Option<&'a str>,
    /// Whether judge and others are hidden in queues, and how they come out.
    pub(crate) rules: &'a str,
    pub(crate) empty: &'a [&'a str],
}

pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, screen: &Queues, look: Look<'_>) {
    let mut pieces: Vec<Piece<'_>> = vec![("Queues ".into(), Role::Accent)];
    pieces.push((count(screen.len()).into(), Role::Dim));
    match look.running {
        Some(words) => pieces.push((format!("  {words}").into(), Role::Text)),
        None => {
            let dot = painter.glyphs.dot;
            pieces.push((format!("  {dot} {}", look.rules).into(), Role::Dim));
        }
    }
    heading(painter, area, &pieces);
    let names = screen.rows.iter().flatten().map(|row| width(&title(row))).max();
    let [name, design, done, who] = shares(area.width.saturating_sub(3), names.unwrap_or(0));
    if screen.len() > 0 {
        let line = Rect { x: area.x + 2, y: area.y + 2, height: 1, width: area.width - 3 };
        for (column, word) in [(name, "queue"), (design, "drawn"), (done, "you"), (who, "read by")]
        {
            cell(painter, line, column, word, Role::Dim);
        }
    }
    screen.draw(painter, area, look.empty, |painter, line, row| {
        cell(painter, line, name, &title(row), if row.open { Role::Accent } else { Role::Title });
        match &row.design {
            Ok(words) => {
                cell(painter, line, design, words, Role::Text);
                cell(painter, line, done, &progress_words(&row.progress), Role::Text);
                cell(painter, line, who, &readers(row), Role::Dim);
            }
            Err(why) => {
                let x = line.x + if design.width > 0 { design.x } else { done.x };
                painter.fit(x, line.y, line.right(), why, Role::Warning);
            }
        }
    });
}

/// The name, and whether the queue is open.
fn title(row: &QueueRow) -> String {
    if row.open { format!("{} (open)", row.name) } else { row.name.clone() }
}

/// Name, design, progress, readers: the longest name has room before the readers, and those before
/// the design; what is left is for the progress.
fn shares(room: u16, longest: usize) -> [Column; 4] {
    const DESIGN: i16 = 22;
    const PROGRESS: i16 = 24;
    const READERS: i16 = 18;
    let name = i16::try_from(longest.clamp(10, 40)).unwrap_or(i16::MAX);
    let room_for = i16::try_from(room).unwrap_or(i16::MAX);
    let none = Column::default();
    if room_for >= name + DESIGN + PROGRESS + READERS + 3 {
        return columns(room, [name, DESIGN, 0, READERS]);
    }
    if room_for >= name + DESIGN + PROGRESS + 2 {
        let [name, design, done] = columns(room, [name, DESIGN, 0]);
        return [name, design, done, none];
    }
    let [name, done] = columns(room, [name.min(room_for - PROGRESS - 1), 0]);
    [name, none, done, none]
}

fn readers(row: &QueueRow) -> String {
    match (row.reviewers.len(), row.shared) {
        (0, _) => "everyone".to_owned(),
        (_, 0) => row.reviewers.join(", "),
        (people, shared) => format!("{shared} all, {}", counted(people, "part")),
    }
}

//! The queues of the team: how each was drawn, how far one is.

use ratatui::layout::Rect;

use super::{Lines, cell, columns, heading, progress_words};
use crate::ui::backend::review::QueueRow;
use crate::ui::paint::{Painter, Piece, count, counted};
use crate::ui::theme::Role;

/// The screen's state.
pub(crate) type Queues = Lines<QueueRow>;

/// What it shows besides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'a> {
    pub(crate) drawing: Option<(usize, usize)>,
    /// Whether judge and others are hidden in queues, and how they come out.
    pub(crate) rules: &'a str,
    pub(crate) empty: &'a [&'a str],
}

pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, screen: &Queues, look: Look<'_>) {
    let mut pieces: Vec<Piece<'_>> = vec![("Queues ".into(), Role::Accent)];
    pieces.push((count(screen.len()).into(), Role::Dim));
    match look.drawing {
        Some((done, total)) => {
            let percent = done * 100 / total.max(1);
            pieces.push((format!("  drawing {percent}%").into(), Role::Text));
        }
        None => {
            let dot = painter.glyphs.dot;
            pieces.push((format!("  {dot} {}", look.rules).into(), Role::Dim));
        }
    }
    heading(painter, area, &pieces);
    let [name, design, done, who] = columns(area.width.saturating_sub(3), [0, 22, 24, 18]);
    if screen.len() > 0 {
        let line = Rect { x: area.x + 2, y: area.y + 2, height: 1, width: area.width - 3 };
        for (column, word) in [(name, "queue"), (design, "drawn"), (done, "you"), (who, "read by")]
        {
            cell(painter, line, column, word, Role::Dim);
        }
    }
    screen.draw(painter, area, look.empty, |painter, line, row| {
        let open = if row.open { format!("{} (open)", row.name) } else { row.name.clone() };
        cell(painter, line, name, &open, if row.open { Role::Accent } else { Role::Title });
        match &row.design {
            Ok(words) => {
                cell(painter, line, design, words, Role::Text);
                cell(painter, line, done, &progress_words(&row.progress), Role::Text);
                cell(painter, line, who, &readers(row), Role::Dim);
            }
            Err(why) => {
                let rest = Rect { x: line.x + design.x, ..line };
                painter.fit(rest.x, rest.y, line.right(), why, Role::Warning);
            }
        }
    });
}

fn readers(row: &QueueRow) -> String {
    match (row.reviewers.len(), row.shared) {
        (0, _) => "everyone".to_owned(),
        (_, 0) => row.reviewers.join(", "),
        (people, shared) => format!("{shared} all, {}", counted(people, "part")),
    }
}

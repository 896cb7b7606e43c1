//! Who has labelled how much, how the records came to them, and how fast they are.

use ratatui::layout::Rect;

use super::{Lines, cell, columns, heading, rounded};
use crate::session::review::people::Person;
use crate::ui::paint::{Painter, Piece, count, counted};
use crate::ui::theme::Role;

/// The screen's state.
pub(crate) type People = Lines<Person>;

pub(crate) fn draw(
    painter: &mut Painter<'_>,
    area: Rect,
    screen: &People,
    queue: Option<&str>,
    empty: &[&str],
) {
    let words = match queue {
        Some(name) => format!("{}, queue {name}", counted(screen.len(), "reviewer")),
        None => counted(screen.len(), "reviewer"),
    };
    let pieces: [Piece<'_>; 2] = [("People ".into(), Role::Accent), (words.into(), Role::Dim)];
    heading(painter, area, &pieces);
    let wide = [0, -8, -6, -6, -5, -5, -5, -5, -5, -5, 9, 11];
    let all = columns(area.width.saturating_sub(3), wide);
    let names = [
        "reviewer",
        "labelled",
        "random",
        "blind",
        "skip",
        "flag",
        "note",
        "decid",
        "flips",
        "/hour",
        "queue",
        "last (UTC)",
    ];
    if screen.len() > 0 {
        let line = Rect { x: area.x + 2, y: area.y + 2, height: 1, width: area.width - 3 };
        for (column, name) in all.into_iter().zip(names) {
            cell(painter, line, column, name, Role::Dim);
        }
    }
    screen.draw(painter, area, empty, |painter, line, person| {
        let number = |number: usize| if number == 0 { "-".to_owned() } else { count(number) };
        let counts = person.counts;
        let cells = [
            person.name.clone(),
            number(counts.labelled),
            number(person.drawn),
            number(person.blind),
            number(counts.skipped),
            number(counts.flagged),
            number(counts.noted),
            number(person.decided),
            number(person.flips),
            person.per_hour.map_or("-".to_owned(), rounded),
            person.queue.map_or("-".to_owned(), |p| format!("{}/{}", p.done, p.total)),
            person.last.map_or("-".to_owned(), |time| time.strftime("%m-%d %H:%M").to_string()),
        ];
        for (at, (column, text)) in all.into_iter().zip(&cells).enumerate() {
            let role = if at == 0 { Role::Title } else { Role::Text };
            cell(painter, line, column, text, role);
        }
    });
}

//! What lies over the panes: overlays, the error of a query, what may follow a prefix.

use ratatui::layout::Rect;

use crate::text::wrap::Wrapped;
use crate::ui::action::Action;
use crate::ui::context::Context;
use crate::ui::key::shown;
use crate::ui::model::Model;
use crate::ui::overlay::picker::centred;
use crate::ui::overlay::{Overlay, Question};
use crate::ui::paint::{Painter, Piece, count, width};
use crate::ui::theme::Role;

use super::searching;

/// Draws the stack from the bottom up; returns where the topmost has its cursor.
pub(super) fn draw(
    painter: &mut Painter<'_>,
    screen: Rect,
    status: Rect,
    model: &Model,
) -> Option<(u16, u16)> {
    let body = Rect { height: status.y, ..screen };
    let mut cursor = None;
    for overlay in &model.overlays {
        cursor = match overlay {
            Overlay::Picker(picker) => Some(picker.draw(painter, body)),
            Overlay::Marks(marks) => {
                marks.draw(painter, body);
                None
            }
            Overlay::Note(editor) => Some(editor.draw(painter, body)),
            Overlay::Form(form) => form.draw(painter, body),
            Overlay::Ask(ask) => {
                ask.draw(painter, body);
                None
            }
            Overlay::Sheet(sheet) => {
                sheet.draw(painter, body);
                None
            }
            Overlay::Question(asked) => {
                question(painter, body, asked);
                None
            }
            Overlay::Messages { top } => {
                messages(painter, body, model, *top);
                None
            }
            Overlay::Orders(orders) => {
                orders.menu.draw(painter, body, &[]);
                None
            }
            Overlay::Saved(saved) => {
                let words = no_saved_searches(model, saved.known);
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                saved.menu.draw(painter, body, &words);
                None
            }
            Overlay::Facets(facets) => {
                let matches = format!("{} of {}", model.matches(), count(model.list.records));
                let below_title = Rect { y: body.y + 1, height: body.height - 1, ..body };
                facets.draw(painter, below_title, &matches);
                None
            }
            Overlay::Search(_) | Overlay::Filter(_) | Overlay::Prompt(_) | Overlay::Name(_) => None,
        };
    }
    if searching(model) {
        query_error(painter, status, model);
    }
    if model.pending.shown {
        which_key(painter, body, model);
    }
    cursor
}

/// Why there are none, and what to do.
fn no_saved_searches(model: &Model, known: bool) -> [String; 2] {
    if !known {
        return ["Looking for them.".to_owned(), String::new()];
    }
    let key = model.keymap.key(Context::Saved, Action::KeepSearch).unwrap_or_default();
    ["No search is saved yet.".to_owned(), format!("{key} saves the present one under a name.")]
}

fn question(painter: &mut Painter<'_>, body: Rect, question: &Question) {
    let room = body.width.saturating_sub(12).clamp(1, 60);
    let wrapped = Wrapped::new(&question.text, room);
    let rows = u16::try_from(wrapped.len()).unwrap_or(3).min(8);
    let columns = u16::try_from(width(&question.text)).unwrap_or(room).clamp(24, room);
    let inside = painter.overlay(centred(body, columns + 4, rows + 2), "");
    for (y, row) in (inside.y..inside.bottom()).zip(0..wrapped.len()) {
        let (x, right) = (inside.x, inside.right());
        painter.marked(x, y, right, &question.text, wrapped.span(row), Role::Title, &[]);
    }
}

/// The newest message at the bottom; `top` counts lines up from there.
fn messages(painter: &mut Painter<'_>, body: Rect, model: &Model, top: usize) {
    let inside = painter.overlay(centred(body, 100, 24), "Messages, newest first");
    if model.messages.is_empty() {
        painter.fit(inside.x, inside.y, inside.right(), "No messages yet.", Role::Dim);
    }
    let mut y = inside.y;
    for message in model.messages.iter().rev().skip(top) {
        let wrapped = Wrapped::new(&message.text, inside.width.max(1));
        for row in 0..wrapped.len().min(6) {
            if y >= inside.bottom() {
                return;
            }
            let span = wrapped.span(row);
            let right = inside.right();
            painter.marked(inside.x, y, right, &message.text, span, message.role, &[]);
            y += 1;
        }
    }
}

/// What is wrong with a query, above the column at which it is wrong.
fn query_error(painter: &mut Painter<'_>, status: Rect, model: &Model) {
    let wrong = model.search.error.as_ref().or(model.search.doubt.as_ref());
    let Some(error) = wrong else { return };
    let y = status.y - 1;
    let line = Rect { y, height: 1, ..status };
    for column in line.x..line.right() {
        painter.text(column, y, line.right(), " ", Role::Text);
    }
    painter.tint(line, Role::Overlay);
    let mut text = error.message.clone();
    if let Some(suggestion) = &error.suggestion {
        let key = model.keymap.key(Context::Line, Action::TakeSuggestion).unwrap_or_default();
        text = format!("{text}; {key} writes {suggestion}");
    }
    let room = usize::from(line.width);
    let column = error.column.min(room);
    let fits = column + 5 + width(&text) < room;
    let x = line.x + 2 + if fits { u16::try_from(column).unwrap_or(0) } else { 0 };
    let pieces: [Piece<'_>; 2] =
        [(painter.glyphs.open.into(), Role::Warning), (format!(" {text}").into(), Role::Warning)];
    painter.pieces(x, y, line.right(), &pieces);
}

/// The keys that may follow the ones pressed: a line each, or in short where those are too many.
fn which_key(painter: &mut Painter<'_>, body: Rect, model: &Model) {
    let pressed = &model.pending.keys;
    let follow = model.keymap.continuations(model.context(), pressed);
    let short = follow.len() > usize::from(body.height.saturating_sub(3));
    let lines: Vec<(String, &str)> = follow
        .into_iter()
        .map(|(keys, entry)| (shown(keys), if short { entry.hint } else { entry.help }))
        .collect();
    let side_by_side = if short { 2 } else { 1 };
    let widest = lines.iter().map(|(key, help)| width(key) + width(help) + 4).max().unwrap_or(0);
    let columns = u16::try_from(widest * side_by_side).unwrap_or(u16::MAX);
    let columns = columns.saturating_sub(2).min(body.width.saturating_sub(4));
    let rows = u16::try_from(lines.len().div_ceil(side_by_side)).unwrap_or(8);
    let rows = rows.min(body.height.saturating_sub(2));
    let area = Rect {
        x: body.right().saturating_sub(columns + 4),
        y: body.bottom().saturating_sub(rows + 2),
        width: columns + 4,
        height: rows + 2,
    };
    let inside = painter.overlay(area, &shown(pressed));
    for (column, lines) in (0u16..).zip(lines.chunks(usize::from(rows.max(1)))) {
        let x = inside.x + column * u16::try_from(widest).unwrap_or(0);
        for (y, (key, help)) in (inside.y..inside.bottom()).zip(lines) {
            let at = painter.text(x, y, inside.right(), key, Role::Key);
            painter.fit(at + 2, y, inside.right(), help, Role::Text);
        }
    }
}

//! Title, status line and footer: where one is, what happened, which keys work.

use std::time::Duration;

use ratatui::layout::Rect;

use crate::ui::action::{self, Action, Context};
use crate::ui::glyph::Glyphs;
use crate::ui::model::{Model, Pane};
use crate::ui::overlay::Overlay;
use crate::ui::paint::{Painter, Piece, count, counted, width};
use crate::ui::screen::review::progress_words;
use crate::ui::theme::Role;
use crate::ui::update::navigate;

use super::legend::{legend, whole_legend};

/// The program, the data, the specs; on the right what is going on.
pub(super) fn title(painter: &mut Painter<'_>, line: Rect, model: &Model) {
    let dot = format!(" {} ", painter.glyphs.dot);
    let overview = &model.overview;
    let mut right: Vec<Piece<'_>> = Vec::new();
    let mut add = |text: String, role: Role| {
        if !right.is_empty() {
            right.push((dot.clone().into(), Role::Dim));
        }
        right.push((text.into(), role));
    };
    if overview.problems > 0 {
        add(counted(overview.problems, "problem"), Role::Warning);
    }
    if let Some((done, total)) = model.status.loading {
        add(format!("reading {}", percent(done, total)), Role::Text);
    }
    if let Some((done, total, eta)) = model.status.indexing {
        let left = eta.map(remaining).unwrap_or_default();
        add(format!("indexing {}{left}", percent(done, Some(total))), Role::Text);
    }
    if let Some((done, total, eta)) = model.status.suggesting {
        let left = eta.map(remaining).unwrap_or_default();
        add(format!("suggesting {}{left}", percent(done as u64, Some(total as u64))), Role::Text);
    }
    if overview.readonly.is_some() {
        add("read-only".into(), Role::Warning);
    } else if let Some(queue) = &model.working.queue {
        let words = progress_words(&queue.progress);
        add(format!("{} {words}", painter.glyphs.tick), Role::Label);
    } else {
        let tick = painter.glyphs.tick;
        let word = if line.width >= 100 { " labelled" } else { "" };
        let (done, all) = (count(overview.labelled), count(overview.records));
        add(format!("{tick} {done}/{all}{word}"), Role::Dim);
    }
    right.push((" ".into(), Role::Dim));
    let limit = painter.pieces_right(line.x + line.width / 3, line.y, line.right(), &right);
    let mut pieces: Vec<Piece<'_>> = vec![
        ("cotscope".into(), Role::Accent),
        ("  ".into(), Role::Dim),
        (overview.dataset.as_str().into(), Role::Title),
    ];
    if model.tabs.names.len() > 1 {
        let (at, all) = (model.tabs.at + 1, model.tabs.names.len());
        pieces.push((format!("{dot}tab {at}/{all}").into(), Role::Accent));
    }
    for spec in &overview.specs {
        let clauses = counted(spec.clauses.len(), "clause");
        pieces.push((format!("{dot}{}, {clauses}", spec.name).into(), Role::Dim));
    }
    painter.pieces(line.x + 1, line.y, limit.saturating_sub(1), &pieces);
}

fn percent(done: u64, total: Option<u64>) -> String {
    match total {
        Some(total) if total > 0 => format!("{}%", done.min(total) * 100 / total),
        _ => count(usize::try_from(done).unwrap_or(usize::MAX)),
    }
}

fn remaining(eta: Duration) -> String {
    let seconds = eta.as_secs();
    format!(", {}:{:02} left", seconds / 60, seconds % 60)
}

/// What is typed; else what is wrong or what happened, the labels, the place; and the footer below.
/// The labels take the footer while they find no room beside what happened. Returns where the cursor
/// stands in a line that is typed.
pub(super) fn bottom(
    painter: &mut Painter<'_>,
    line: Rect,
    below: Rect,
    model: &Model,
) -> Option<(u16, u16)> {
    let cursor = typed(painter, line, model);
    let has_legend = cursor.is_some() || status(painter, line, model);
    footer(painter, below, model, has_legend || !model.overlays.is_empty());
    cursor
}

/// The line that is typed, if one is; returns where the cursor stands.
fn typed(painter: &mut Painter<'_>, line: Rect, model: &Model) -> Option<(u16, u16)> {
    match model.overlays.last() {
        Some(Overlay::Search(search)) => Some(search_line(painter, line, model, &search.input)),
        Some(Overlay::Filter(filter)) => {
            let at = painter.text(line.x + 1, line.y, line.right(), "clauses with: ", Role::Key);
            Some((filter.input.draw(painter, at, line.y, line.right() - 1), line.y))
        }
        Some(Overlay::Name(prompt)) => {
            let at = painter.text(line.x + 1, line.y, line.right(), "save as: ", Role::Key);
            Some((prompt.input.draw(painter, at, line.y, line.right() - 1), line.y))
        }
        Some(Overlay::Prompt(prompt)) => {
            let at = painter.fit(line.x + 1, line.y, line.right() / 2, &prompt.title, Role::Key);
            Some((prompt.input.draw(painter, at, line.y, line.right() - 1), line.y))
        }
        _ => None,
    }
}

/// What is wrong, else what happened, with the labels and the place; whether the labels had room.
fn status(painter: &mut Painter<'_>, line: Rect, model: &Model) -> bool {
    if let Some(unsaved) = &model.status.unsaved {
        let text = format!(" NOT SAVED ({}): {} ", unsaved.waiting, unsaved.reason);
        let at = painter.fit(line.x, line.y, line.right(), &text, Role::Error);
        return whole_legend(painter, Rect { x: at + 1, ..line }, line.right(), model);
    }
    let right = place(painter, line, model);
    let at = if let Some(pending) = pending(model) {
        painter.fit(line.x + 1, line.y, right, &pending, Role::Key)
    } else if let Some((text, role)) = &model.status.notice {
        painter.fit(line.x + 1, line.y, right, text, *role)
    } else {
        legend(painter, line, right, model);
        return true;
    };
    whole_legend(painter, Rect { x: at + 2, ..line }, right, model)
}

fn search_line(
    painter: &mut Painter<'_>,
    line: Rect,
    model: &Model,
    input: &crate::ui::widget::input::Input,
) -> (u16, u16) {
    let at = painter.text(line.x + 1, line.y, line.right(), "/", Role::Key);
    let found = if let Some(error) = &model.search.error {
        format!("  column {}  ", error.column + 1)
    } else if model.search.asked.is_some() {
        format!("  {}  ", painter.glyphs.more)
    } else if model.filtered() {
        format!("  {} of {}  ", model.matches(), count(model.list.records))
    } else {
        format!("  {}  ", counted(model.list.records, "record"))
    };
    let role = if model.search.error.is_some() { Role::Warning } else { Role::Dim };
    let right = painter.pieces_right(at, line.y, line.right(), &[(found.into(), role)]);
    (input.draw(painter, at, line.y, right), line.y)
}

/// Keys and count that wait for more.
fn pending(model: &Model) -> Option<String> {
    let count = model.pending.count.map(|count| count.to_string()).unwrap_or_default();
    let keys = crate::ui::key::shown(&model.pending.keys);
    let both = format!("{count} {keys}");
    let both = both.trim();
    (!both.is_empty()).then(|| format!("{both} {}", model.glyphs.more))
}

/// How far the reader is, and what applies; returns where it starts.
fn place(painter: &mut Painter<'_>, line: Rect, model: &Model) -> u16 {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    if !model.search.query.is_empty() {
        pieces
            .push((format!(" /{}", short(&model.search.query, painter.glyphs)).into(), Role::Key));
        if let Some(note) = &model.search.note {
            pieces.push((format!(" ({note})").into(), Role::Warning));
        }
    }
    let reading = model.layout().reader.is_some();
    // An open clause says more than this line could.
    if let Some((kind, clause)) = navigate::cited(model).filter(|_| reading && !model.clause.open) {
        let key = model.keymap.key(Context::Reader, Action::ShowClause).unwrap_or_default();
        let sign = painter.glyphs.cite(kind);
        pieces.push((
            format!("  {sign} {} ({key} shows)", short(&clause, painter.glyphs)).into(),
            Role::Text,
        ));
    }
    if model.working.blind {
        pieces.push(("  blind".into(), Role::Text));
    }
    if reading && model.reader.document.is_some() {
        pieces.push((format!("  {}", model.reader.progress()).into(), Role::Dim));
    }
    pieces.push((" ".into(), Role::Dim));
    painter.pieces_right(line.x + line.width / 3, line.y, line.right(), &pieces)
}

/// The beginning of something that must not fill the line.
fn short(text: &str, glyphs: &Glyphs) -> String {
    const MOST: usize = 28;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}{}", &text[..end], glyphs.more),
        None => text.to_owned(),
    }
}

/// The keys of this mode, as many as fit, or the labels; help and quit always.
fn footer(painter: &mut Painter<'_>, line: Rect, model: &Model, keys: bool) {
    let context = model.context();
    let last: Vec<(String, &str)> = [Action::Help, Action::Quit]
        .into_iter()
        .filter_map(|action| hint(model, context, action))
        .collect();
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for (key, word) in &last {
        pieces.push((format!("  {key} ").into(), Role::Key));
        pieces.push(((*word).into(), Role::Dim));
    }
    pieces.push((" ".into(), Role::Dim));
    let right = painter.pieces_right(line.x, line.y, line.right(), &pieces);
    if !keys {
        return legend(painter, line, right, model);
    }
    let mut at = line.x + 1;
    for &action in action::footer(context) {
        let Some((key, word)) = hint(model, context, action) else { continue };
        if usize::from(right.saturating_sub(at)) < width(&key) + 1 + width(word) {
            break;
        }
        at = painter.text(at, line.y, right, &key, Role::Key);
        at = painter.text(at + 1, line.y, right, word, Role::Dim) + 2;
    }
}

/// A key and its word for the footer; pairs of keys as one, the labels as a range.
fn hint(model: &Model, context: Context, action: Action) -> Option<(String, &str)> {
    let key = |action| model.keymap.key(context, action);
    let word = action.entry()?.hint;
    if let Some(Overlay::Question(question)) = model.overlays.last() {
        return match action {
            Action::Yes => Some((key(action)?, question.yes_means)),
            Action::No => Some((key(action)?, question.no_means)),
            Action::Cancel => Some((key(action)?, "back")),
            _ => None,
        };
    }
    match action {
        Action::Label(_) => {
            let keys = &model.overview.scheme;
            if model.overview.readonly.is_some() {
                return None;
            }
            match (&keys.first()?.key, &keys.last()?.key) {
                (first, last) if first == last => Some((first.clone(), word)),
                (first, last) => Some((format!("{first}-{last}"), word)),
            }
        }
        Action::NextItem if context == Context::Line => {
            Some((both(model, context, action)?, "earlier"))
        }
        Action::Next if context == Context::Select => Some((both(model, context, action)?, "word")),
        Action::Down if context == Context::Select => Some((both(model, context, action)?, "line")),
        Action::Back => Some((key(action)?, back_word(model))),
        _ => Some((both(model, context, action)?, word)),
    }
}

/// The key of an action, and of the one that goes the other way.
fn both(model: &Model, context: Context, action: Action) -> Option<String> {
    let key = |action| model.keymap.key(context, action);
    Some(match action.counterpart().and_then(key) {
        Some(other) => model.glyphs.keys(&format!("{}/{other}", key(action)?)),
        None => model.glyphs.keys(&key(action)?),
    })
}

/// What Esc does next.
fn back_word(model: &Model) -> &'static str {
    match model.focus {
        _ if model.reader.selection.is_some() => "cancel",
        Pane::Clause => "close",
        Pane::Reader if model.clause.open => "close clause",
        Pane::Reader => "list",
        Pane::List => "clear search",
        Pane::Clauses if model.clauses.counting.is_some() => "stop counting",
        Pane::Clauses if !model.clauses.filter().is_empty() => "no filter",
        Pane::Agreement if model.agreement.comparing.is_some() => "stop",
        Pane::Track if model.status.suggesting.is_some() => "stop looking",
        Pane::Queues if model.review.drawing.is_some() => "stop drawing",
        Pane::Clauses
        | Pane::Agreement
        | Pane::Track
        | Pane::Queues
        | Pane::Decisions
        | Pane::People
        | Pane::Disputes
        | Pane::Sides
        | Pane::Outline
        | Pane::Charts => "back",
    }
}

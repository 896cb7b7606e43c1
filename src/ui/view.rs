//! Draws the model. Borrows it, changes nothing.

mod bars;
mod legend;
mod over;
mod reviewing;
mod tour;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::action::{Action, Context};
use super::layout::{Layout, SMALLEST};
use super::model::{Model, Pane};
use super::overlay::Overlay;
use super::paint::Painter;
use super::screen::{agreement, charts, clause, clauses, list, outline, reader, sides, track};
use super::theme::Role;

/// Draws one frame.
pub(crate) fn view(model: &Model, frame: &mut Frame<'_>) {
    let screen = frame.area();
    let layout = model.layout();
    let buffer = frame.buffer_mut();
    buffer.set_style(screen, model.theme.base());
    let mut painter = Painter { buffer, theme: &model.theme, glyphs: model.glyphs };
    if layout.too_small {
        too_small(&mut painter, screen);
        return;
    }
    bars::title(&mut painter, layout.title, model);
    panes(&mut painter, model, layout);
    let line_cursor = bars::bottom(&mut painter, layout.status, layout.footer, model);
    let cursor = over::draw(&mut painter, screen, layout.status, model).or(line_cursor);
    tour::draw(&mut painter, screen, model);
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

fn too_small(painter: &mut Painter<'_>, screen: Rect) {
    let (width, height) = SMALLEST;
    let lines = [
        format!("{width}x{height} is needed,"),
        format!("this is {}x{}.", screen.width, screen.height),
        "q quits.".to_owned(),
    ];
    let top = screen.height.saturating_sub(3) / 2;
    for (y, line) in (top..screen.height).zip(&lines) {
        let role = if y == top { Role::Title } else { Role::Text };
        painter.fit(screen.width.min(1), y, screen.width, line, role);
    }
}

fn panes(painter: &mut Painter<'_>, model: &Model, layout: Layout) {
    let list_beside = layout.list.filter(|_| layout.reader.is_some());
    let clause_beside = layout.clause.filter(|_| layout.beside);
    for x in list_beside.map(Rect::right).into_iter().chain(clause_beside.map(|area| area.x - 1)) {
        let body = layout.reader.unwrap_or_default();
        painter.divider(x, body.y, body.bottom());
    }
    if let Some((area, bar)) = layout.list.zip(layout.list_bar()) {
        draw_list(painter, area, bar, model);
    }
    if let Some((area, bar)) = layout.reader.zip(layout.reader_bar()) {
        draw_reader(painter, area, bar, model);
    }
    if let Some(area) = layout.alone {
        alone(painter, area, model);
    }
    if let Some(area) = layout.clause {
        clause::draw(painter, area, &model.clause, model.focus == Pane::Clause);
    }
}

/// The screen that has all the room.
fn alone(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    match model.focus {
        Pane::List | Pane::Reader | Pane::Clause => {} // they share it
        Pane::Clauses => draw_clauses(painter, area, model),
        Pane::Queues => reviewing::queues(painter, area, model),
        Pane::Decisions => reviewing::decisions(painter, area, model),
        Pane::People => reviewing::people(painter, area, model),
        Pane::Disputes => reviewing::disputes(painter, area, model),
        Pane::Agreement => draw_agreement(painter, area, model),
        Pane::Track => draw_track(painter, area, model),
        Pane::Sides => draw_sides(painter, area, model),
        Pane::Charts => charts::draw(painter, area, &model.charts, model.overlays.is_empty()),
        Pane::Outline => {
            let focused = model.overlays.is_empty();
            outline::draw(painter, area, &model.outline, &model.reader, focused);
        }
    }
}

fn draw_track(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let nothing: &[&str] = if !model.track.has_record() {
        &["Adding up what the detectors found."]
    } else if model.overview.indexed && model.status.suggesting.is_none() {
        &[
            "No detector has found anything in these records,",
            "which is not to say that all is well.",
        ]
    } else {
        &["The detectors are still looking."]
    };
    track::draw(painter, area, &model.track, model.overlays.is_empty(), nothing);
}

fn draw_agreement(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let sentences = nothing_compared(model);
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let look = agreement::Look { focused: model.overlays.is_empty(), empty: &sentences };
    agreement::draw(painter, area, &model.agreement, look);
}

/// Why no rater has been compared, and what to do; empty when they were.
fn nothing_compared(model: &Model) -> Vec<String> {
    let key = |action| model.keymap.key(Context::Agreement, action).unwrap_or_default();
    if model.working.blind {
        return vec![
            "You read blind, so verdicts and others' labels are hidden.".to_owned(),
            format!("{} shows them,", key(Action::Blind)),
            format!("{} goes back.", key(Action::Back)),
        ];
    }
    if model.agreement.report().is_some() {
        return Vec::new();
    }
    if model.agreement.comparing.is_some() {
        return vec!["Reading the ratings.".to_owned(), format!("{} stops.", key(Action::Back))];
    }
    vec![
        "Nothing has been compared.".to_owned(),
        format!("{} compares the raters,", key(Action::OpenRecords)),
        format!("{} goes back.", key(Action::Back)),
    ]
}

fn draw_sides(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let waits = ["Looking for what belongs beside this record."];
    let error: Vec<&str> =
        model.sides.error.iter().flat_map(|text| text.split_inclusive(". ")).collect();
    let empty = if model.sides.asked.is_some() { &waits[..] } else { &error };
    sides::draw(
        painter,
        area,
        &model.sides,
        sides::Look { focused: model.overlays.is_empty(), empty },
    );
}

fn draw_clauses(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let screen = &model.clauses;
    let sentences = nothing_counted(model);
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let look = clauses::Look {
        focused: model.overlays.is_empty(),
        records: model.overview.records,
        specs: &model.overview.specs,
        empty: &sentences,
    };
    clauses::draw(painter, area, screen, look);
}

/// Why there are no clauses, and what to do; empty when there are.
fn nothing_counted(model: &Model) -> Vec<String> {
    let key = |action| model.keymap.key(Context::Clauses, action).unwrap_or_default();
    let lines: [String; 3] = if model.overview.specs.is_empty() {
        [
            "No spec is open, so there are no clauses.".to_owned(),
            "Start with a written policy:".to_owned(),
            "cotscope --spec FILE DATA.jsonl".to_owned(),
        ]
    } else if model.clauses.has_table() {
        return Vec::new();
    } else if model.clauses.counting.is_some() {
        [
            "Counting the citations of every clause.".to_owned(),
            format!("{} stops.", key(Action::Back)),
            String::new(),
        ]
    } else {
        [
            "Nothing has been counted.".to_owned(),
            format!("{} counts the citations of every clause,", key(Action::OpenRecords)),
            format!("{} goes back.", key(Action::Back)),
        ]
    };
    lines.into()
}

fn draw_list(painter: &mut Painter<'_>, area: Rect, bar: u16, model: &Model) {
    let sentences = nothing_listed(model, Context::List, Action::Back);
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let title = reviewing::listed(model);
    let sort = &model.search.sort;
    let order = (!sort.is_position()).then(|| sort.to_string());
    let look = list::Look {
        focused: model.focus == Pane::List && model.overlays.is_empty(),
        title: &title,
        bar,
        query: &model.search.query,
        matches: &model.matches(),
        order: order.as_deref(),
        empty: &sentences,
    };
    list::draw(painter, area, &model.list, look);
}

/// Why nothing is listed, and what to do; `clear` is what clears the search in that context.
fn nothing_listed(model: &Model, context: Context, clear: Action) -> Vec<String> {
    let key = |action| model.keymap.key(context, action).unwrap_or_default();
    if !model.search.query.is_empty() {
        let mut lines = vec![
            "No record matches the search".to_owned(),
            format!("{}.", model.search.query),
            format!("{} clears the search,", key(clear)),
            format!("{} changes it.", key(Action::Search)),
        ];
        if let Some(doubt) = &model.search.doubt {
            lines.push(format!("Note: {}.", doubt.message));
        }
        if !model.overview.indexed {
            lines.push("The index is not complete yet.".to_owned());
        }
        return lines;
    }
    if model.status.loading.is_some() {
        return vec!["Reading the data.".to_owned()];
    }
    let mut lines = vec!["No records.".to_owned()];
    if model.overview.problems > 0 {
        lines.push(format!("{} shows what was wrong", key(Action::Messages)));
        lines.push("with the input.".to_owned());
    } else {
        lines.push("Open a file with records:".to_owned());
        lines.push("cotscope FILE.jsonl".to_owned());
    }
    lines
}

/// Why the reader is empty. Where no list beside it says why nothing is listed, it does.
fn nothing_open(model: &Model) -> Vec<String> {
    if model.reader.opening.is_some() {
        return vec!["Opening it.".to_owned()];
    }
    if model.layout().list.is_none() && model.list.len() == 0 {
        return nothing_listed(model, Context::Reader, Action::ClearSearch);
    }
    vec!["No record is open.".to_owned()]
}

fn draw_reader(painter: &mut Painter<'_>, area: Rect, bar: u16, model: &Model) {
    let position = (model.reader.ordinal == model.list.current() && model.list.len() > 0)
        .then(|| (model.list.cursor + 1, model.list.len()));
    let key = |action| model.keymap.key(Context::Reader, action).unwrap_or_default();
    let fold = key(Action::Fold);
    let (accept, dismiss) = (key(Action::AcceptSuggestion), key(Action::DismissSuggestion));
    let suggestion_keys = format!("{accept} accept  {dismiss} dismiss");
    let nothing = nothing_open(model);
    let nothing: Vec<&str> = nothing.iter().map(String::as_str).collect();
    let look = reader::Look {
        focused: model.focus == Pane::Reader && model.overlays.is_empty(),
        bar,
        position,
        scheme: &model.overview.groups,
        waiting: model.saving > 0,
        suggestion_keys: &suggestion_keys,
        fold_key: &fold,
        specs: !model.overview.specs.is_empty(),
        empty: &nothing,
    };
    reader::draw(painter, area, &model.reader, look);
}

/// Whether a search is being typed.
fn searching(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Search(_)))
}

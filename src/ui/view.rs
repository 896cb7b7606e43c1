//! Draws the model. Borrows it, changes nothing.

mod bars;
mod legend;
mod nothing;
mod over;
mod reviewing;
mod tasks;
mod tour;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::action::Action;
use super::backend::Task;
use super::layout::{Layout, SMALLEST};
use super::model::Model;
use super::overlay::Overlay;
use super::paint::Painter;
use super::pane::Pane;
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
    let looking = tasks::words(model, Task::Suggest);
    let learning = tasks::words(model, Task::Learn);
    let look = track::Look {
        focused: model.overlays.is_empty(),
        looking: looking.as_deref(),
        learning: learning.as_deref().filter(|_| !model.working.blind),
        empty: nothing::tracked(model),
    };
    match model.working.blind {
        true => track::draw(painter, area, &track::TrackScreen::default(), look),
        false => track::draw(painter, area, &model.track, look),
    }
}

fn draw_agreement(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let sentences = nothing::compared(model);
    let running = begun(model, Task::Compare, model.agreement.report().is_some());
    let look = agreement::Look {
        focused: model.overlays.is_empty(),
        running: running.as_deref(),
        empty: &borrowed(&sentences),
    };
    agreement::draw(painter, area, &model.agreement, look);
}

/// How far a task is. What was found before is asked for again at once and mostly still holds: then
/// it shows only once there is something to wait for.
fn begun(model: &Model, task: Task, known: bool) -> Option<String> {
    let waits = model.tasks.progress(task).is_some_and(|progress| progress.done > 0);
    tasks::words(model, task).filter(|_| waits || !known)
}

fn borrowed(sentences: &[String]) -> Vec<&str> {
    sentences.iter().map(String::as_str).collect()
}

fn draw_sides(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let sentences = nothing::beside(model);
    let look = sides::Look { focused: model.overlays.is_empty(), empty: &borrowed(&sentences) };
    sides::draw(painter, area, &model.sides, look);
}

fn draw_clauses(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let sentences = nothing::counted(model);
    let running = begun(model, Task::Count, model.clauses.has_table());
    let look = clauses::Look {
        focused: model.overlays.is_empty(),
        running: running.as_deref(),
        records: model.overview.records,
        specs: &model.overview.specs,
        empty: &borrowed(&sentences),
    };
    clauses::draw(painter, area, &model.clauses, look);
}

fn draw_list(painter: &mut Painter<'_>, area: Rect, bar: u16, model: &Model) {
    let sentences = nothing::listed(model, Pane::List, Action::Back);
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
        empty: &borrowed(&sentences),
    };
    list::draw(painter, area, &model.list, look);
}

fn draw_reader(painter: &mut Painter<'_>, area: Rect, bar: u16, model: &Model) {
    let position = (model.reader.ordinal == model.list.current() && model.list.len() > 0)
        .then(|| (model.list.cursor + 1, model.list.len()));
    let key = |action| model.keymap.key(Pane::Reader, action).unwrap_or_default();
    let fold = key(Action::Fold);
    let (accept, dismiss) = (key(Action::AcceptSuggestion), key(Action::DismissSuggestion));
    let suggestion_keys = format!("{accept} accept  {dismiss} dismiss");
    let nothing = nothing::open(model);
    let look = reader::Look {
        focused: model.focus == Pane::Reader && model.overlays.is_empty(),
        bar,
        position,
        scheme: &model.overview.groups,
        waiting: model.saving > 0,
        suggestion_keys: &suggestion_keys,
        fold_key: &fold,
        specs: !model.overview.specs.is_empty(),
        empty: &borrowed(&nothing),
    };
    reader::draw(painter, area, &model.reader, look);
}

/// Whether a search is being typed.
fn searching(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Search(_)))
}

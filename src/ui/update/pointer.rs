//! The mouse: what a click, a drag and the wheel do where the pointer is.

use ratatui::layout::{Position, Rect};

use crate::ui::effect::Effect;
use crate::ui::event::{Mouse, MouseKind};
use crate::ui::layout::Layout;
use crate::ui::model::{Held, Model};
use crate::ui::pane::Pane;
use crate::ui::screen::list;
use crate::ui::screen::reader::{Under, text_area};

use super::{alone, focus, navigate};

/// Rows that the wheel turns.
const WHEEL: isize = 3;

/// Takes one event of the mouse.
pub(super) fn mouse(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    if !model.overlays.is_empty() {
        return Vec::new();
    }
    let layout = model.layout();
    match mouse.kind {
        MouseKind::WheelDown => wheel(model, layout, mouse, WHEEL),
        MouseKind::WheelUp => wheel(model, layout, mouse, -WHEEL),
        MouseKind::Click => click(model, layout, mouse),
        MouseKind::Drag => {
            drag(model, layout, mouse);
            Vec::new()
        }
        MouseKind::Release => {
            model.held = None;
            Vec::new()
        }
    }
}

fn over(area: Option<Rect>, mouse: Mouse) -> Option<Rect> {
    area.filter(|area| area.contains(Position::new(mouse.column, mouse.row)))
}

fn wheel(model: &mut Model, layout: Layout, mouse: Mouse, rows: isize) -> Vec<Effect> {
    if over(layout.list, mouse).is_some() {
        model.list.move_by(rows);
    } else if over(layout.reader, mouse).is_some() {
        model.reader.scroll(rows);
    } else if over(layout.clause, mouse).is_some() {
        model.clause.scroll(rows);
    } else if let Some(area) = over(layout.alone, mouse) {
        return alone::mouse(model, mouse, area, rows);
    }
    Vec::new()
}

fn click(model: &mut Model, layout: Layout, mouse: Mouse) -> Vec<Effect> {
    model.held = bar(layout, mouse);
    if model.held.is_some() {
        drag(model, layout, mouse);
    } else if let Some(area) = over(layout.list, mouse) {
        in_list(model, area, mouse);
    } else if let Some(area) = over(layout.reader, mouse) {
        in_reader(model, area, mouse);
    } else if over(layout.clause, mouse).is_some() {
        focus(model, Pane::Clause);
    } else if let Some(area) = over(layout.alone, mouse) {
        return alone::mouse(model, mouse, area, 0);
    }
    Vec::new()
}

/// The scrollbar under the pointer.
fn bar(layout: Layout, mouse: Mouse) -> Option<Held> {
    let on = |area: Option<Rect>, bar: Option<u16>| {
        let rows = |area: Rect| (area.y + list::HEAD..area.bottom()).contains(&mouse.row);
        bar == Some(mouse.column) && area.is_some_and(rows)
    };
    if on(layout.reader, layout.reader_bar()) {
        return Some(Held::ReaderBar);
    }
    on(layout.list, layout.list_bar()).then_some(Held::ListBar)
}

/// A second click on a record opens it.
fn in_list(model: &mut Model, area: Rect, mouse: Mouse) {
    match model.list.index_at(area, mouse.row) {
        Some(index) if model.list.cursor == index => focus(model, Pane::Reader),
        Some(index) => {
            focus(model, Pane::List);
            model.list.move_to(index);
        }
        None => focus(model, Pane::List),
    }
}

/// A click on a title folds, one on a citation makes it current, one on text may begin a selection.
fn in_reader(model: &mut Model, area: Rect, mouse: Mouse) {
    focus(model, Pane::Reader);
    model.reader.selection = None;
    match model.reader.under(area, mouse.column, mouse.row) {
        Some(Under::Part(section)) => model.reader.turn_fold(section),
        Some(Under::Text(field, cell)) => {
            model.held = Some(Held::Text(field, cell));
            if model.reader.take_citation(field, cell) {
                navigate::show_clause(model);
            }
        }
        None => {}
    }
}

fn drag(model: &mut Model, layout: Layout, mouse: Mouse) {
    let share = |area: Rect, height: usize| {
        let track = usize::from(area.height.saturating_sub(list::HEAD)).max(2) - 1;
        let at = usize::from(mouse.row.saturating_sub(area.y + list::HEAD)).min(track);
        height * at / track
    };
    match (model.held, layout.list, layout.reader) {
        (Some(Held::ListBar), Some(area), _) => {
            model.list.move_to(share(area, model.list.len()));
        }
        (Some(Held::ReaderBar), _, Some(area)) => {
            let row = share(area, model.reader.last_top());
            model.reader.scroll_to(row);
        }
        (Some(Held::Text(field, cell)), _, Some(area)) => {
            let text = text_area(area);
            if mouse.row < text.y {
                model.reader.scroll(-1);
            } else if mouse.row >= text.bottom() {
                model.reader.scroll(1);
            }
            let row = mouse.row.clamp(text.y, text.bottom().saturating_sub(1).max(text.y));
            model.reader.select_to(area, (field, cell), (mouse.column, row));
        }
        _ => {}
    }
}

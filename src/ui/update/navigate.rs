//! Moving: through the list, through a record, from citation to citation and hit to hit.

use crate::citation::Kind;
use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::pane::Pane;
use crate::ui::screen::list;
use crate::ui::screen::reader::Landing;
use crate::ui::screen::selection::Selection;
use crate::ui::theme::Role;

use super::{alone, facets, focus, notice, review, settle, tasks};

/// Up, down and to the ends, in whatever has the keys.
pub(super) fn moved(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    if let Some(Overlay::Sheet(sheet)) = model.overlays.last_mut() {
        sheet.move_by(if matches!(action, Action::Down | Action::PageDown) { 1 } else { -1 });
    } else if let Some(menu) = model.overlays.last_mut().and_then(Overlay::menu) {
        menu.moved(action, steps(count));
    } else if let Some(Overlay::Facets(list)) = model.overlays.last_mut() {
        facets::moved(list, action, steps(count));
    } else if let Some(Overlay::Messages { top }) = model.overlays.last_mut() {
        let steps = isize::try_from(count.unwrap_or(1)).unwrap_or(1);
        *top = match action {
            Action::Down => top.saturating_add_signed(steps),
            Action::Up => top.saturating_add_signed(-steps),
            Action::PageDown => *top + 10,
            Action::PageUp => top.saturating_sub(10),
            Action::Top => 0,
            Action::Bottom => model.messages.len(),
            _ => *top,
        }
        .min(model.messages.len().saturating_sub(1));
    } else if model.reader.selection.is_some() {
        selection(model, action, count);
    } else {
        match model.focus {
            Pane::List => in_list(model, action, count),
            Pane::Reader => in_reader(model, action, count),
            Pane::Clause => in_clause(model, action, count),
            _ => return alone::moved(model, action, count),
        }
    }
    Vec::new()
}

fn steps(count: Option<usize>) -> isize {
    isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX)
}

fn in_list(model: &mut Model, action: Action, count: Option<usize>) {
    let half = model.layout().list.map_or(10, |area| list::lines(area) / 2).max(1);
    let half = isize::try_from(half).unwrap_or(1);
    let list = &mut model.list;
    match (action, count) {
        (Action::Down, _) => list.move_by(steps(count)),
        (Action::Up, _) => list.move_by(-steps(count)),
        (Action::PageDown, _) => list.move_by(half * steps(count)),
        (Action::PageUp, _) => list.move_by(-half * steps(count)),
        (Action::Top, Some(number)) => list.move_to(number.saturating_sub(1)),
        (Action::Top, None) => list.move_to(0),
        (Action::Bottom, _) => list.move_to(usize::MAX),
        (Action::Next, _) => focus(model, Pane::Reader),
        _ => {}
    }
}

fn in_reader(model: &mut Model, action: Action, count: Option<usize>) {
    let reader = &mut model.reader;
    let half = reader.half();
    match (action, count) {
        (Action::Down, _) => reader.scroll(steps(count)),
        (Action::Up, _) => reader.scroll(-steps(count)),
        (Action::PageDown, _) => reader.scroll(half.saturating_mul(steps(count))),
        (Action::PageUp, _) => reader.scroll(half.saturating_mul(-steps(count))),
        (Action::Top, Some(number)) => reader.scroll_to(number.saturating_sub(1)),
        (Action::Top, None) => reader.scroll_to(0),
        (Action::Bottom, _) => reader.scroll_to(usize::MAX),
        (Action::Next | Action::Previous, _) => {
            for _ in 0..count.unwrap_or(1).min(1000) {
                reader.paragraph(action == Action::Next);
            }
        }
        _ => {}
    }
}

fn in_clause(model: &mut Model, action: Action, count: Option<usize>) {
    let clause = &mut model.clause;
    match action {
        Action::Down => clause.scroll(steps(count)),
        Action::Up => clause.scroll(-steps(count)),
        Action::PageDown | Action::Next => clause.scroll(8),
        Action::PageUp | Action::Previous => clause.scroll(-8),
        Action::Top => clause.top = 0,
        Action::Bottom => clause.top = usize::MAX,
        _ => {}
    }
}

fn selection(model: &mut Model, action: Action, count: Option<usize>) {
    let reader = &mut model.reader;
    for _ in 0..count.unwrap_or(1).min(1000) {
        match action {
            Action::Next => reader.grow(Selection::next_word),
            Action::Previous => reader.grow(Selection::previous_word),
            Action::Bottom => reader.grow(|selection, text| selection.move_to(text.len())),
            Action::Top => reader.grow(|selection, _| selection.move_to(0)),
            _ => break,
        }
    }
    let half = reader.half();
    match action {
        Action::Down => reader.grow_rows(steps(count)),
        Action::Up => reader.grow_rows(-steps(count)),
        Action::PageDown => reader.grow_rows(half),
        Action::PageUp => reader.grow_rows(-half),
        _ => {}
    }
}

/// To another record of the list.
pub(super) fn record(model: &mut Model, forward: bool, count: Option<usize>) -> Vec<Effect> {
    let before = model.list.cursor;
    model.list.move_by(if forward { steps(count) } else { -steps(count) });
    model.reader.selection = None;
    if model.list.cursor == before && model.list.len() > 0 {
        let end = if forward { "This is the last record" } else { "This is the first record" };
        return notice(model, format!("{end} of the list"), Role::Dim);
    }
    Vec::new()
}

/// Enter: from the list to the reader, in the reader open what is folded.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    match model.focus {
        Pane::List if model.list.len() > 0 => focus(model, Pane::Reader),
        Pane::List => {}
        Pane::Reader => model.reader.unfold(),
        Pane::Clause => focus(model, Pane::Reader),
        Pane::Clauses
        | Pane::Agreement
        | Pane::Track
        | Pane::Sides
        | Pane::Outline
        | Pane::Charts => {}
        Pane::Queues | Pane::Decisions | Pane::People | Pane::Disputes => {
            return review::open(model);
        }
    }
    Vec::new()
}

/// Esc: one step back; what goes on here is stopped first.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    if model.reader.selection.take().is_some() || model.reader.evidence.take().is_some() {
        return Vec::new();
    }
    if let Some(stopped) = tasks::stop(model) {
        return stopped;
    }
    match model.focus {
        Pane::Clause => {
            model.clause.open = false;
            focus(model, Pane::Reader);
        }
        Pane::Reader if model.clause.open => model.clause.open = false,
        Pane::Reader => focus(model, Pane::List),
        Pane::List if has_cleared(model) => return tasks::ask_to_stop(model),
        Pane::List => return super::searching::clear(model),
        _ => return alone::back(model),
    }
    Vec::new()
}

/// Whether the list is as without a search.
fn has_cleared(model: &Model) -> bool {
    let sorted = model.search.sort.is_position();
    model.search.query.is_empty() && model.search.asked.is_none() && !model.filtered() && sorted
}

/// Tab: around the panes that are on the screen.
pub(super) fn pane(model: &mut Model, forward: bool) -> Vec<Effect> {
    let mut panes = vec![Pane::List, Pane::Reader];
    if model.clause.open {
        panes.push(Pane::Clause);
    }
    let at = panes.iter().position(|pane| *pane == model.focus).unwrap_or(0);
    let step = if forward { 1 } else { panes.len() - 1 };
    focus(model, panes[(at + step) % panes.len()]);
    Vec::new()
}

pub(super) fn citation(model: &mut Model, forward: bool, count: Option<usize>) -> Vec<Effect> {
    if model.focus == Pane::List {
        focus(model, Pane::Reader);
    }
    let effects = settle(model);
    if model.reader.next_citation(forward, count.unwrap_or(1)).is_none() {
        return [effects, no_citation(model, forward)].concat();
    }
    if model.layout().beside {
        model.clause.open = true;
    }
    show_clause(model);
    effects
}

fn no_citation(model: &mut Model, forward: bool) -> Vec<Effect> {
    let Some(document) = &model.reader.document else {
        return notice(model, "No record is open yet; Enter opens one", Role::Dim);
    };
    let text = match (document.loaded.citations.len(), forward) {
        (0, _) if document.loaded.later => "The citations of this chain are still being looked for",
        (0, _) if model.overview.specs.is_empty() => {
            "No spec is open, so nothing is cited: start with --spec FILE"
        }
        (0, _) => "This chain cites no clause",
        (_, true) => "No citation further down; L goes to the next record",
        (_, false) => "No citation further up",
    };
    notice(model, text, Role::Dim)
}

/// Puts the clause of the current citation into the pane.
pub(super) fn show_clause(model: &mut Model) {
    let Some(document) = &model.reader.document else { return };
    let at = model.reader.citation.unwrap_or(0);
    let Some(citation) = document.loaded.citations.get(at) else { return };
    let said = document.record().cot.get(citation.span.range()).unwrap_or_default();
    model.clause.show(citation, said, &model.overview.specs, model.glyphs);
}

/// `s`: open the clause, then go to it, then close it.
pub(super) fn clause(model: &mut Model) -> Vec<Effect> {
    if model.focus == Pane::Clause {
        model.clause.open = false;
        focus(model, Pane::Reader);
        return Vec::new();
    }
    if model.clause.open && model.focus == Pane::Reader {
        focus(model, Pane::Clause);
        return Vec::new();
    }
    let had = model.reader.citation.is_some();
    if !had {
        let effects = citation(model, true, None);
        if model.reader.citation.is_none() {
            return effects;
        }
    }
    focus(model, Pane::Reader);
    model.clause.open = true;
    show_clause(model);
    let effects = settle(model);
    // The pane may have taken the rows that the citation stood on.
    if let Some(document) = &model.reader.document
        && let Some(citation) =
            model.reader.citation.and_then(|at| document.loaded.citations.get(at))
    {
        let start = citation.span.start;
        model.reader.look_at(crate::record::Field::Cot, start);
    }
    effects
}

/// The next hit here, else in the next record that has one.
pub(super) fn hit(model: &mut Model, forward: bool, count: Option<usize>) -> Vec<Effect> {
    if model.search.query.is_empty() {
        let key = model.keymap.key(model.pane_context(), Action::Search).unwrap_or_default();
        return notice(model, format!("Nothing is searched for; {key} starts a search"), Role::Dim);
    }
    if model.list.len() == 0 {
        return notice(model, "No record matches, so there is no hit", Role::Dim);
    }
    let unseen = model.layout().reader.is_none();
    if model.focus == Pane::List {
        focus(model, Pane::Reader);
    }
    let effects = settle(model);
    // Where the list has the whole room, the hit that the record was opened at is still to be shown.
    let landed = unseen && forward && model.reader.hit.is_some();
    if landed
        || model.reader.opening.is_some()
        || model.reader.next_hit(forward, count.unwrap_or(1)).is_some()
    {
        return effects;
    }
    let before = model.list.cursor;
    model.list.move_by(if forward { 1 } else { -1 });
    if model.list.cursor == before {
        let end = if forward { "last" } else { "first" };
        return [effects, notice(model, format!("That was the {end} hit"), Role::Dim)].concat();
    }
    model.reader.landing = if forward { Landing::FirstHit } else { Landing::LastHit };
    effects
}

/// Opens or folds the part under the eye, or all of them.
pub(super) fn fold(model: &mut Model, all: bool) -> Vec<Effect> {
    focus(model, Pane::Reader);
    match all {
        true => model.reader.toggle_all(),
        false => model.reader.toggle_fold(),
    }
    Vec::new()
}

/// Markdown as it stands, or shown lightly.
pub(super) fn raw(model: &mut Model) -> Vec<Effect> {
    model.reader.raw = !model.reader.raw;
    let how = if model.reader.raw { "as it stands in the text" } else { "shown lightly" };
    notice(model, format!("Markdown {how}"), Role::Text)
}

/// The current citation in a few words: kind, clause, title.
pub(crate) fn cited(model: &Model) -> Option<(Kind, String)> {
    let document = model.reader.document.as_ref()?;
    let citation = document.loaded.citations.get(model.reader.citation?)?;
    let spec = model.overview.specs.iter().find(|spec| spec.name == citation.spec);
    let title =
        spec.and_then(|spec| spec.clause(&citation.clause)).map_or("", |clause| &clause.title);
    Some((citation.kind, format!("{} {title}", citation.clause).trim_end().to_owned()))
}

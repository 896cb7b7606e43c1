//! Searching while typing: the latest query wins, older answers are dropped.

use std::time::Duration;

use crate::ui::action::Action;
use crate::ui::backend::{Ordinals, QueryError, Results};
use crate::ui::effect::Effect;
use crate::ui::event::Timer;
use crate::ui::model::Model;
use crate::ui::overlay::{Overlay, SearchLine};
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;

use super::notice;

/// A pause in typing that is worth a search.
const PAUSE: Duration = Duration::from_millis(80);
/// Queries remembered.
const HISTORY: usize = 100;

/// Opens the search line with the active query in it.
pub(super) fn start(model: &mut Model) -> Vec<Effect> {
    model.reader.selection = None;
    let before = (model.search.query.clone(), model.list.listing.clone(), model.list.current());
    let input = Input::new(model.search.query.clone());
    model.overlays.push(Overlay::Search(SearchLine { input, before, recalled: None }));
    Vec::new()
}

/// The text changed: search when the typing pauses.
pub(super) fn typed(model: &mut Model) -> Vec<Effect> {
    model.search.generation = model.next_generation();
    model.search.error = None;
    let timer = Timer::Search(model.search.generation);
    vec![Effect::Timer { after: PAUSE, timer }]
}

/// The typing paused, if nothing was typed since.
pub(super) fn paused(model: &mut Model, number: u64) -> Vec<Effect> {
    let Some(Overlay::Search(line)) = model.overlays.last() else { return Vec::new() };
    if number != model.search.generation {
        return Vec::new();
    }
    let query = line.input.text().trim().to_owned();
    ask(model, query)
}

/// Asks for a query, unless it is the one whose results are listed.
fn ask(model: &mut Model, query: String) -> Vec<Effect> {
    if query == model.search.query || model.search.asked.as_deref() == Some(&query) {
        return Vec::new();
    }
    if query.is_empty() {
        return clear(model);
    }
    model.search.generation = model.next_generation();
    model.search.asked = Some(query.clone());
    vec![Effect::Search { generation: model.search.generation, query }]
}

/// Asks again: the index knows more now.
pub(super) fn again(model: &mut Model) -> Vec<Effect> {
    let query = std::mem::take(&mut model.search.query);
    ask(model, query)
}

/// Results have come; only those of the last request count.
pub(super) fn found(
    model: &mut Model,
    generation: u64,
    result: Result<Results, QueryError>,
) -> Vec<Effect> {
    if generation != model.search.generation {
        return Vec::new();
    }
    let Some(query) = model.search.asked.take() else { return Vec::new() };
    match result {
        Err(error) => {
            let typing = matches!(model.overlays.last(), Some(Overlay::Search(_)));
            let text = format!("Query: {}", error.message);
            model.search.error = Some(error);
            if typing { Vec::new() } else { notice(model, text, Role::Warning) }
        }
        Ok(results) => {
            model.search.error = None;
            model.search.note = results.note;
            list(model, query, Ordinals::Some(results.ordinals))
        }
    }
}

/// Lists what a query found and marks its hits in the open record.
fn list(model: &mut Model, query: String, listing: Ordinals) -> Vec<Effect> {
    model.search.query = query;
    let stay = model.list.current();
    model.list.show(listing, stay);
    let open = model.reader.opening.or(model.reader.ordinal);
    if open.is_none() || open != model.list.current() {
        return Vec::new(); // the record at the cursor is opened with its hits
    }
    let generation = model.next_generation();
    model.opening_generation = generation;
    let Some(ordinal) = open else { return Vec::new() };
    let query = model.search.query.clone();
    if model.reader.opening.is_some() {
        return vec![Effect::Open { generation, ordinal, query }];
    }
    vec![Effect::Hits { generation, ordinal, query }]
}

/// Lists every record again.
pub(super) fn clear(model: &mut Model) -> Vec<Effect> {
    model.search.generation = model.next_generation();
    model.search.asked = None;
    model.search.error = None;
    model.search.note = None;
    if !model.filtered() && model.search.query.is_empty() {
        return Vec::new();
    }
    let base = model.base();
    list(model, String::new(), base)
}

/// Enter: keep the results and give the keys back.
pub(super) fn accept(model: &mut Model, line: &SearchLine) -> Vec<Effect> {
    let query = line.input.text().trim().to_owned();
    run(model, query)
}

/// Searches for a query that is complete, and remembers it.
pub(super) fn run(model: &mut Model, query: String) -> Vec<Effect> {
    if !query.is_empty() {
        model.search.history.retain(|other| *other != query);
        model.search.history.push(query.clone());
        let surplus = model.search.history.len().saturating_sub(HISTORY);
        model.search.history.drain(..surplus);
    }
    ask(model, query)
}

/// Esc: back to what was listed before.
pub(super) fn cancel(model: &mut Model, line: SearchLine) -> Vec<Effect> {
    model.search.generation = model.next_generation();
    model.search.asked = None;
    model.search.error = None;
    let (query, listing, ordinal) = line.before;
    if query == model.search.query {
        return Vec::new();
    }
    let effects = list(model, query, listing);
    if let Some(index) = ordinal.and_then(|ordinal| model.list.index_of(ordinal)) {
        model.list.move_to(index);
    }
    effects
}

/// Up and down: what was searched for before.
pub(super) fn recall(model: &mut Model, action: Action) -> Vec<Effect> {
    let history = &model.search.history;
    let Some(Overlay::Search(line)) = model.overlays.last_mut() else { return Vec::new() };
    line.recalled = match (action, line.recalled) {
        (Action::PreviousItem, None) => (!history.is_empty()).then_some(0),
        (Action::PreviousItem, Some(at)) => Some((at + 1).min(history.len().saturating_sub(1))),
        (_, Some(at)) => at.checked_sub(1),
        (_, None) => None,
    };
    let text = line.recalled.and_then(|at| history.iter().rev().nth(at));
    line.input = Input::new(text.cloned().unwrap_or_default());
    typed(model)
}

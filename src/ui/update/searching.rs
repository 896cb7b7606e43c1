//! Searching while typing: the latest query wins, older answers are dropped.

use std::sync::Arc;
use std::time::Duration;

use crate::search::{Sort, SortBy, while_typing};
use crate::ui::action::Action;
use crate::ui::backend::{Ordinals, QueryError, Results, SearchWish, Task};
use crate::ui::effect::Effect;
use crate::ui::effect::search::{Answer, Request};
use crate::ui::event::Timer;
use crate::ui::model::{Asked, Model};
use crate::ui::overlay::{Overlay, SearchLine};
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;

use super::{facets, notice, orders, resume, saved};

/// A pause in typing that is worth a search.
const PAUSE: Duration = Duration::from_millis(80);
/// Queries remembered.
const HISTORY: usize = 100;

/// Takes the answer to a request.
pub(super) fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Found { generation, result } => found(model, generation, result),
        Answer::Orders(scores) => {
            orders::known(model, &scores);
            Vec::new()
        }
        Answer::Fields(names) => facets::fields(model, names),
        Answer::Facets { generation, counts } => {
            facets::counted(model, generation, counts);
            Vec::new()
        }
        Answer::Saved(searches) => saved::known(model, searches),
    }
}

/// Opens the search line with the active query in it, selected: typing begins another one.
pub(super) fn start(model: &mut Model) -> Vec<Effect> {
    model.reader.selection = None;
    let before = (model.search.query.clone(), model.list.listing.clone(), model.list.current());
    let input = Input::selected(model.search.query.clone());
    model.overlays.push(Overlay::Search(SearchLine { input, before, recalled: None }));
    Vec::new()
}

/// The text changed: search at once unless a search is under way, else when it is over or the typing
/// pauses. So the screen follows every key where answers are quick, and a slow one is not begun anew
/// with every letter.
pub(super) fn typed(model: &mut Model) -> Vec<Effect> {
    model.search.error = None;
    model.search.doubt = None;
    if model.search.asked.is_none() {
        return ask_typed(model);
    }
    model.search.pause += 1;
    vec![Effect::Timer { after: PAUSE, timer: Timer::Search(model.search.pause) }]
}

/// The typing paused, if nothing was typed since.
pub(super) fn paused(model: &mut Model, number: u64) -> Vec<Effect> {
    if number == model.search.pause { ask_typed(model) } else { Vec::new() }
}

/// Asks for what stands in the search line, as far as it is typed.
fn ask_typed(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Search(line)) = model.overlays.last() else { return Vec::new() };
    let text = line.input.text();
    // The query that the line was opened with is complete.
    let query = if *text == line.before.0 { text.to_owned() } else { while_typing(text) };
    ask(model, query)
}

/// Asks for a query, unless it is the one whose results are listed or on their way.
pub(super) fn ask(model: &mut Model, query: String) -> Vec<Effect> {
    ask_or(model, query, None)
}

/// The same; when nothing is found, `otherwise` is asked.
fn ask_or(model: &mut Model, query: String, otherwise: Option<String>) -> Vec<Effect> {
    let latest = model.search.asked.as_ref().map_or(&model.search.query, |asked| &asked.query);
    if *latest == query && model.search.error.is_none() {
        return Vec::new();
    }
    let stay = model.search.sort.is_position();
    request(model, Asked { query, stay, otherwise })
}

/// Asks whatever is listed now.
fn request(model: &mut Model, asked: Asked) -> Vec<Effect> {
    let sort = model.search.sort.clone();
    if asked.query.is_empty() && sort.is_position() {
        return clear(model);
    }
    model.search.generation = model.begin(Task::Search);
    let query = if asked.query.is_empty() { "*".to_owned() } else { asked.query.clone() };
    let generation = model.search.generation;
    model.search.asked = Some(asked);
    vec![Effect::Search(Request::Find(SearchWish { generation, query, sort }))]
}

/// Lists what was listed in the last run, and stays on the record.
pub(super) fn restore(model: &mut Model, query: String, sort: Option<Sort>) -> Vec<Effect> {
    if let Some(sort) = sort {
        model.search.sort = sort;
    }
    request(model, Asked { query, stay: true, otherwise: None })
}

/// Asks again: the index knows more now.
pub(super) fn again(model: &mut Model) -> Vec<Effect> {
    let query = model.search.query.clone();
    request(model, Asked { query, stay: true, otherwise: None })
}

/// Lists in another order, from its beginning.
pub(super) fn sort_by(model: &mut Model, sort: Sort) -> Vec<Effect> {
    model.search.sort = sort;
    let latest = model.search.asked.take().map(|asked| asked.query);
    let query = latest.unwrap_or_else(|| model.search.query.clone());
    let effects = request(model, Asked { query, stay: false, otherwise: None });
    if model.search.asked.is_none() {
        model.list.move_to(0); // every record is listed again at once
    }
    effects
}

/// The first results of a search that goes on.
pub(super) fn first_found(model: &mut Model, generation: u64, results: Results) -> Vec<Effect> {
    match model.search.asked.clone() {
        Some(asked) if generation == model.search.generation => show(model, &asked, results),
        _ => Vec::new(),
    }
}

/// Results have come; only those of the last request count.
fn found(model: &mut Model, generation: u64, result: Result<Results, QueryError>) -> Vec<Effect> {
    if generation != model.search.generation {
        return Vec::new();
    }
    model.tasks.end(Task::Search);
    let Some(asked) = model.search.asked.take() else { return Vec::new() };
    let mut effects = match (result, asked.otherwise.clone()) {
        (Ok(results), Some(query)) if results.ordinals.is_empty() => {
            request(model, Asked { query, otherwise: None, ..asked })
        }
        (Ok(results), _) => show(model, &asked, results),
        (Err(error), _) => refused(model, error),
    };
    // What was typed meanwhile comes next.
    if matches!(model.overlays.last(), Some(Overlay::Search(_))) && model.search.error.is_none() {
        effects.extend(ask_typed(model));
    }
    effects
}

fn refused(model: &mut Model, error: QueryError) -> Vec<Effect> {
    let typing = matches!(model.overlays.last(), Some(Overlay::Search(_)));
    let text = format!("Query: {}", error.message);
    model.search.error = Some(error);
    if typing { Vec::new() } else { notice(model, text, Role::Warning) }
}

fn show(model: &mut Model, asked: &Asked, results: Results) -> Vec<Effect> {
    model.search.error = None;
    model.search.note = results.note;
    model.search.doubt = results.doubt;
    model.search.at_most = results.at_most;
    let stay = model.list.current().filter(|_| asked.stay);
    let mut effects = list(model, asked.query.clone(), Ordinals::Some(results.ordinals), stay);
    effects.extend(resume::seek(model));
    effects
}

/// Lists what a query found and marks its hits in the open record.
fn list(model: &mut Model, query: String, listing: Ordinals, stay: Option<usize>) -> Vec<Effect> {
    model.search.query = query;
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

/// Drops what was asked for, and ends it where it runs.
fn stop(model: &mut Model) -> Vec<Effect> {
    model.search.generation = model.next_generation();
    model.search.error = None;
    model.search.doubt = None;
    model.tasks.end(Task::Search);
    match model.search.asked.take() {
        Some(_) => vec![Effect::Stop(Task::Search, model.search.generation)],
        None => Vec::new(),
    }
}

/// Lists these records, which no query finds.
pub(super) fn these(model: &mut Model, ordinals: Arc<[usize]>) -> Vec<Effect> {
    let mut effects = stop(model);
    model.search.note = None;
    model.search.at_most = None;
    effects.extend(list(model, String::new(), Ordinals::Some(ordinals), None));
    effects
}

/// Lists every record again, in the order that was chosen; in a queue, the queue.
pub(super) fn clear(model: &mut Model) -> Vec<Effect> {
    let mut effects = stop(model);
    if model.working.queue.is_some() {
        model.search.sort = Sort { by: SortBy::Position, reversed: false };
    }
    model.search.note = None;
    model.search.at_most = None;
    if !model.search.sort.is_position() {
        if !model.search.query.is_empty() || !model.filtered() {
            effects.extend(request(
                model,
                Asked { query: String::new(), stay: false, otherwise: None },
            ));
        }
        return effects;
    }
    if model.filtered() || !model.search.query.is_empty() {
        let stay = model.list.current();
        let base = model.base();
        effects.extend(list(model, String::new(), base, stay));
    }
    effects
}

/// Enter: the query is complete, its last word whole. If no record has that word, those stay listed
/// that have words beginning so, and the query says it with a star.
pub(super) fn accept(model: &mut Model, line: &SearchLine) -> Vec<Effect> {
    let (text, query) = (line.input.text(), line.input.text().trim().to_owned());
    remember(model, &query);
    let none = model.search.asked.is_none() && model.list.len() == 0;
    let begun = Some(while_typing(text)).filter(|begun| !none && *begun != query);
    ask_or(model, query, begun)
}

/// Searches for a query that is complete, and remembers it.
pub(super) fn run(model: &mut Model, query: String) -> Vec<Effect> {
    remember(model, &query);
    ask(model, query)
}

fn remember(model: &mut Model, query: &str) {
    if !query.is_empty() {
        model.search.history.retain(|other| other != query);
        model.search.history.push(query.to_owned());
        let surplus = model.search.history.len().saturating_sub(HISTORY);
        model.search.history.drain(..surplus);
    }
}

/// Esc: back to what was listed before.
pub(super) fn cancel(model: &mut Model, line: SearchLine) -> Vec<Effect> {
    let mut effects = stop(model);
    let (query, listing, ordinal) = line.before;
    if query == model.search.query {
        return effects;
    }
    model.search.at_most = None;
    model.search.note = None;
    effects.extend(list(model, query, listing, ordinal));
    effects
}

/// Tab: write what the error or the doubt proposes.
pub(super) fn take_suggestion(model: &mut Model) -> Vec<Effect> {
    let wrong = model.search.error.as_ref().or(model.search.doubt.as_ref());
    let Some(text) = wrong.and_then(|wrong| wrong.suggestion.clone()) else { return Vec::new() };
    let Some(Overlay::Search(line)) = model.overlays.last_mut() else { return Vec::new() };
    line.input = Input::new(text);
    typed(model)
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

//! What is kept for the next run, and brought back in it.

use std::time::Duration;

use crate::session::resume::{Place, State};
use crate::ui::effect::{Effect, Keep};
use crate::ui::event::{Kept, Timer};
use crate::ui::model::{Model, Pane};
use crate::ui::theme::Role;

use super::{places, searching};

/// How long after a key the state is kept: what a crash may cost.
const SOON: Duration = Duration::from_millis(700);

/// What will come back.
pub(crate) fn state(model: &Model) -> State {
    let place = places::here(model).or_else(|| model.resume.wanted.clone());
    let pane = match model.came_from.first().copied().unwrap_or(model.focus) {
        Pane::List => "list",
        _ => "reader",
    };
    let yes_or_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let view = [
        ("pane", pane.to_owned()),
        ("list", yes_or_no(model.list_wanted)),
        ("blind", yes_or_no(model.blind)),
    ];
    State {
        place,
        query: model.search.query.clone(),
        history: model.search.history.clone(),
        marks: model.places.marks.clone(),
        view: view.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// Somebody did something: has the state kept in a moment.
pub(super) fn later(model: &mut Model) -> Option<Effect> {
    if std::mem::replace(&mut model.resume.due, true) {
        return None;
    }
    Some(Effect::Timer { after: SOON, timer: Timer::Keep })
}

/// The moment has come.
pub(super) fn keep(model: &mut Model) -> Vec<Effect> {
    model.resume.due = false;
    let state = state(model);
    if model.resume.kept.as_ref() == Some(&state) {
        return Vec::new();
    }
    model.resume.kept = Some(state.clone());
    vec![Effect::Keep(Keep::State(state))]
}

/// Answers about what was kept.
pub(super) fn answered(model: &mut Model, answer: Kept) -> Vec<Effect> {
    match answer {
        Kept::Recalled(state) => restore(model, *state),
        Kept::Located { generation, place, ordinal } => {
            if model.resume.wanted.as_ref() == Some(&place) {
                return back(model, &place, ordinal);
            }
            places::located(model, generation, &place, ordinal)
        }
        Kept::Failed(why) => {
            // Once is enough: the next try is a moment away, and nothing else depends on it.
            if !std::mem::replace(&mut model.resume.failed, true) {
                model.log(format!("Where you are cannot be kept: {why}"), Role::Warning);
            }
            Vec::new()
        }
    }
}

/// Brings back what was kept. The record is looked for in the background: it may not be read yet.
fn restore(model: &mut Model, state: State) -> Vec<Effect> {
    let view = |name: &str, value: &str| state.view.get(name).is_some_and(|is| is == value);
    match state.view.get("pane").map(String::as_str) {
        Some("list") => model.focus = Pane::List,
        Some(_) => model.focus = Pane::Reader,
        None => {}
    }
    model.list_wanted = !view("list", "no");
    model.blind |= view("blind", "yes");
    model.places.marks = state.marks;
    model.search.history = state.history;
    model.resume.wanted = state.place;
    let mut effects = seek(model);
    if !state.query.is_empty() {
        effects.extend(searching::run(model, state.query));
    }
    effects
}

/// Looks for the record that was open, if it has not been found yet.
pub(super) fn seek(model: &mut Model) -> Vec<Effect> {
    let Some(place) = model.resume.wanted.clone() else { return Vec::new() };
    if model.status.loading.is_some() && place.ordinal >= model.overview.records {
        return Vec::new(); // it will be read in a moment
    }
    let generation = model.next_generation();
    vec![Effect::Keep(Keep::Locate { generation, place })]
}

/// The record that was open was found; it stays away if the search that came back hides it.
fn back(model: &mut Model, place: &Place, ordinal: Option<usize>) -> Vec<Effect> {
    if ordinal.is_none() && model.status.loading.is_some() {
        return Vec::new();
    }
    model.resume.wanted = None;
    if let Some(ordinal) = ordinal {
        places::arrive(model, place, ordinal);
    }
    Vec::new()
}

//! Going back to where one was: marks, the trail of jumps; and the last change once more.

use crate::session::resume::Place;
use crate::ui::action::Action;
use crate::ui::effect::{Effect, Keep};
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::overlay::marks::Marks;
use crate::ui::pane::Pane;
use crate::ui::screen::reader::Landing;
use crate::ui::theme::Role;

use super::{focus, notice, resume, run, searching};

/// Where one is.
pub(super) fn here(model: &Model) -> Option<Place> {
    let ordinal = model.list.current()?;
    let open = model.reader.ordinal == Some(ordinal);
    let document = model.reader.document.as_ref().filter(|_| open);
    let row = || model.list.row(ordinal).map(|row| row.id.clone());
    let record = match document {
        Some(document) => document.record().id.clone(),
        None => row().unwrap_or_default(), // on its way
    };
    let at = match model.reader.landing_at(ordinal) {
        Some(Landing::Place(at)) => at,
        _ => document.and_then(|_| model.reader.place()),
    };
    Some(Place { record, ordinal, hash: None, at })
}

/// What the keys do.
pub(super) fn act(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    match action {
        Action::Repeat => repeat(model, count),
        Action::JumpBack => {
            let here = here(model);
            let to = model.places.back(here, count.unwrap_or(1));
            jumped(model, to, "No older place")
        }
        Action::JumpForward => {
            let to = model.places.forward(count.unwrap_or(1));
            jumped(model, to, "No newer place")
        }
        _ => {
            let set = action == Action::SetMark;
            let key = model.keymap.key(model.pane_context(), Action::SetMark).unwrap_or_default();
            model.overlays.push(Overlay::Marks(Marks::new(set, &model.places.marks, &key)));
            Vec::new()
        }
    }
}

fn jumped(model: &mut Model, to: Option<Place>, nowhere: &str) -> Vec<Effect> {
    match to {
        Some(place) => go(model, place),
        None => notice(model, nowhere, Role::Dim),
    }
}

/// The last change of labels once more, here.
fn repeat(model: &mut Model, count: Option<usize>) -> Vec<Effect> {
    match model.repeatable {
        Some((action, before)) => run(model, action, count.or(before)),
        None => notice(model, "No label or flag was set yet that could be repeated", Role::Dim),
    }
}

/// The letter of a mark was typed or chosen.
pub(super) fn lettered(model: &mut Model, letter: char) -> Vec<Effect> {
    let Some(Overlay::Marks(asked)) = model.overlays.pop() else { return Vec::new() };
    if asked.sets {
        return set(model, letter);
    }
    match model.places.marks.get(&letter).cloned() {
        Some(place) => {
            if let Some(here) = here(model) {
                model.places.push(here);
            }
            go(model, place)
        }
        None => notice(model, format!("Mark {letter} is not set"), Role::Dim),
    }
}

fn set(model: &mut Model, letter: char) -> Vec<Effect> {
    if !letter.is_alphanumeric() {
        return notice(model, "A mark is a letter or a digit", Role::Dim);
    }
    let Some(here) = here(model) else {
        return notice(model, "There is no record here to mark", Role::Dim);
    };
    let key = model.keymap.key(model.pane_context(), Action::GoToMark).unwrap_or_default();
    let name = match here.record.as_str() {
        "" => format!("record {}", here.ordinal + 1),
        id => id.to_owned(),
    };
    let text = format!("Marked {name} as {letter}; {key} {letter} comes back");
    model.places.marks.insert(letter, here);
    notice(model, text, Role::Text)
}

/// Has a place looked for; the answer goes there.
fn go(model: &mut Model, place: Place) -> Vec<Effect> {
    let generation = model.next_generation();
    model.places.going = generation;
    vec![Effect::Keep(Keep::Locate { generation, place })]
}

/// A place was found, or is gone.
pub(super) fn located(
    model: &mut Model,
    generation: u64,
    place: &Place,
    ordinal: Option<usize>,
) -> Vec<Effect> {
    if generation != model.places.going {
        return Vec::new();
    }
    let Some(ordinal) = ordinal else {
        let text = format!("The record {} is no longer in the data", place.record);
        return notice(model, text, Role::Warning);
    };
    let mut effects = Vec::new();
    if model.list.index_of(ordinal).is_none() {
        effects.extend(searching::clear(model));
        let text = format!("The search is cleared: it hides {}", place.record);
        effects.extend(notice(model, text, Role::Text));
    }
    focus(model, Pane::Reader);
    arrive(model, place, ordinal);
    effects
}

/// Goes to a record that is listed, and to a place in it.
pub(super) fn arrive(model: &mut Model, place: &Place, ordinal: usize) {
    let Some(index) = model.list.index_of(ordinal) else { return };
    model.list.move_to(index);
    if model.reader.ordinal == Some(ordinal) && model.reader.opening.is_none() {
        resume::as_left(model);
        model.reader.return_to(place.at);
    } else {
        model.reader.landing = Landing::Place(place.at);
    }
}

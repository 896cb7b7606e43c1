//! What is kept for the next run, and brought back in it.

use std::time::Duration;

use crate::session::resume::{Place, State};
use crate::ui::backend::Task;
use crate::ui::backend::review::Request;
use crate::ui::effect::{Effect, Keep};
use crate::ui::event::{Event, Kept, Timer};
use crate::ui::layout::PaneSizes;
use crate::ui::model::Model;
use crate::ui::pane::Pane;
use crate::ui::screen::reader::AsLeft;
use crate::ui::theme::Role;

use super::{navigate, places, searching};

/// How long after a key the state is kept: what a crash may cost.
const SOON: Duration = Duration::from_millis(700);

/// The sizes of panes by the names that they are kept under.
type Size = fn(&mut PaneSizes) -> &mut Option<u16>;
const SIZES: [(&str, Size); 3] = [
    ("list-width", |sizes| &mut sizes.list),
    ("clause-width", |sizes| &mut sizes.clause),
    ("clause-height", |sizes| &mut sizes.below),
];

/// What will come back.
pub(crate) fn state(model: &Model) -> State {
    let place = model.resume.wanted.clone().or_else(|| places::here(model));
    let left = model.resume.left.clone();
    let focus = model.came_from.first().copied().unwrap_or(model.focus);
    let (open, focused) = (model.clause.open, focus == Pane::Clause);
    let left = left.unwrap_or_else(|| model.reader.as_left(open, focused));
    let pane = match focus {
        Pane::List => "list",
        _ if left.in_clause => "clause",
        _ => "reader",
    };
    let yes_or_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let view = [
        ("pane", pane.to_owned()),
        ("list", yes_or_no(model.list_wanted)),
        ("blind", yes_or_no(model.working.blind && model.working.queue.is_none())),
        ("answer-first", yes_or_no(model.working.answer_first)),
        ("reveal-at-once", yes_or_no(model.working.at_once)),
        ("queue", model.working.queue.as_ref().map_or_else(String::new, |open| open.path.clone())),
        ("sort", model.search.sort.to_string()),
        ("raw", yes_or_no(model.reader.raw)),
        ("clause", yes_or_no(left.clause)),
        ("citation", left.citation.map_or_else(String::new, |at| at.to_string())),
        ("folds", left.folds),
    ];
    let sizes = SIZES.into_iter().filter_map(|(name, size)| {
        let mut sizes = model.sizes;
        size(&mut sizes).map(|percent| (name, percent.to_string()))
    });
    let view = view.into_iter().chain(sizes);
    State {
        place,
        query: model.search.query.clone(),
        history: model.search.history.clone(),
        marks: model.places.marks.clone(),
        view: view.map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// What brings a screen back whose data are read anew.
pub(crate) fn carried_over(model: &Model) -> Event {
    Event::Kept(Kept::Recalled(Box::new(state(model))))
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
    model.list_wanted = !view("list", "no");
    model.reader.raw = view("raw", "yes");
    for (name, size) in SIZES {
        *size(&mut model.sizes) = state.view.get(name).and_then(|percent| percent.parse().ok());
    }
    let on_purpose = model.working.queue.is_some();
    let mut effects = reviewing(model, &state);
    if !on_purpose {
        effects.extend(go_back(model, &state));
    }
    model.places.marks = state.marks;
    model.search.history = state.history;
    effects
}

/// To the pane, the record and the search that were left. Who opened a queue on purpose wants to go
/// on there instead.
fn go_back(model: &mut Model, state: &State) -> Vec<Effect> {
    let view = |name: &str| state.view.get(name).map(String::as_str);
    match view("pane") {
        Some("list") => model.focus = Pane::List,
        Some(_) => model.focus = Pane::Reader, // or the clause, once it is there
        None => {}
    }
    model.resume.wanted.clone_from(&state.place);
    model.resume.found = None;
    model.resume.left = Some(AsLeft {
        folds: view("folds").unwrap_or_default().to_owned(),
        citation: view("citation").and_then(|at| at.parse().ok()),
        clause: view("clause") == Some("yes"),
        in_clause: view("pane") == Some("clause"),
    });
    model.resume.queue = view("queue").is_some_and(|path| !path.is_empty());
    let mut effects = seek(model);
    let sort = view("sort").and_then(|sort| sort.parse().ok());
    effects.extend(searching::restore(model, state.query.clone(), sort));
    effects
}

/// Somebody acts: where one was in the last run matters no longer. Returns what was wanted.
pub(super) fn acts(model: &mut Model) -> Option<Place> {
    model.resume.led = false;
    model.resume.left = None;
    model.resume.wanted.take() // whoever acts wants to be here
}

/// The record of the last run is on the screen: shows it as it was left.
pub(super) fn as_left(model: &mut Model) {
    let Some(left) = &model.resume.left else { return };
    let shown = model.resume.found.filter(|found| model.reader.ordinal == Some(*found));
    let Some(document) = model.reader.document.as_ref().filter(|_| shown.is_some()) else { return };
    let (later, citations) = (document.loaded.later, document.loaded.citations.len());
    model.reader.fold_as(&left.folds);
    if later {
        return; // its citations are not known yet
    }
    let left = left.clone();
    model.reader.citation = left.citation.filter(|&at| at < citations);
    if left.clause && model.reader.citation.is_some() {
        model.clause.open = true;
        navigate::show_clause(model);
        if left.in_clause {
            model.focus = Pane::Clause;
        }
    }
}

/// Works as before: through the same queue, by the same rules. A queue that was named now comes first.
fn reviewing(model: &Model, state: &State) -> Vec<Effect> {
    let is_on = |name: &str| state.view.get(name).is_some_and(|is| is == "yes");
    let queue = state.view.get("queue").filter(|path| !path.is_empty());
    let queue = queue.filter(|_| model.working.queue.is_none());
    let requests = [
        is_on("blind").then_some(Request::Blind(true)),
        is_on("answer-first").then_some(Request::AnswerFirst(true)),
        is_on("reveal-at-once").then_some(Request::AtOnce(true)),
        queue.map(|path| Request::OpenQueue(path.into())),
    ];
    requests.into_iter().flatten().map(Effect::Review).collect()
}

/// The queue of the last run is open, or cannot be opened.
pub(super) fn queue_came(model: &mut Model) -> Vec<Effect> {
    model.resume.queue = false;
    seek(model)
}

/// Looks for the record that was open, unless somebody has acted since.
pub(super) fn seek(model: &mut Model) -> Vec<Effect> {
    let wanted = model.resume.wanted.clone().filter(|_| !model.resume.queue);
    let Some(place) = wanted else { return Vec::new() };
    if let Some(found) = model.resume.found {
        let there = (model.list.current(), model.reader.ordinal);
        if there != (Some(found), Some(found)) {
            arrive(model, &place, found);
        }
        return Vec::new();
    }
    if model.tasks.runs(Task::Load) && place.ordinal >= model.overview.records {
        return Vec::new(); // it will be read in a moment
    }
    let generation = model.next_generation();
    vec![Effect::Keep(Keep::Locate { generation, place })]
}

/// The record that was open was found; it stays away if the search that came back hides it.
fn back(model: &mut Model, place: &Place, ordinal: Option<usize>) -> Vec<Effect> {
    if ordinal.is_none() && !model.tasks.runs(Task::Load) {
        model.resume.wanted = None;
    }
    // Until somebody acts it stays wanted: data, index and queue may still grow and lead elsewhere.
    model.resume.found = ordinal;
    if let Some(ordinal) = ordinal {
        arrive(model, place, ordinal);
    }
    Vec::new()
}

fn arrive(model: &mut Model, place: &Place, ordinal: usize) {
    if !is_behind(model, ordinal) {
        places::arrive(model, place, ordinal);
    }
}

/// Whether the open queue goes on after that record. What was kept may be a moment older than the
/// last label, so it is the queue that says what is done.
fn is_behind(model: &Model, ordinal: usize) -> bool {
    let Some(queue) = &model.working.queue else { return false };
    queue.records.iter().take(queue.next).any(|record| *record == ordinal)
}

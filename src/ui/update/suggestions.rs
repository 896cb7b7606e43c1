//! Suggestions: going from one to the next, accepting and dismissing them, their track record.

use crate::ui::action::Action;
use crate::ui::backend::{Change, Task};
use crate::ui::effect::Effect;
use crate::ui::effect::suggestions::{Answer, Request};
use crate::ui::model::Model;
use crate::ui::pane::Pane;
use crate::ui::theme::Role;

use super::{enter, facets, focus, labels, leave, list_from_screen, notice, searching};

/// What the keys for suggestions do.
pub(super) fn act(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    match action {
        Action::NextSuggestion => step(model, true, count),
        Action::PreviousSuggestion => step(model, false, count),
        Action::AcceptSuggestion => weigh(model, true),
        Action::DismissSuggestion => weigh(model, false),
        Action::TrackRecord => toggle(model),
        Action::SwitchDetector => switch(model),
        Action::Missed => missed(model),
        _ => open(model),
    }
}

/// To the next suggestion in the record, or the one before.
fn step(model: &mut Model, forward: bool, count: Option<usize>) -> Vec<Effect> {
    if model.hides_judge() {
        return notice(model, hidden(model), Role::Dim);
    }
    focus(model, Pane::Reader);
    if model.reader.next_suggestion(forward, count.unwrap_or(1)).is_some() {
        return Vec::new();
    }
    let later = model.reader.document.as_ref().is_some_and(|document| document.loaded.later);
    let text = match model.reader.suggestions().len() {
        _ if model.reader.document.is_none() => "No record is open yet; Enter opens one",
        0 if later => "The detectors are still reading this record",
        0 => "No cue in this record, which is not to say that it is clean",
        _ if forward => "No suggestion further down",
        _ => "No suggestion further up",
    };
    notice(model, text, Role::Dim)
}

fn hidden(model: &Model) -> String {
    let key = |action| model.keymap.key(model.pane_context(), action).unwrap_or_default();
    let (blind, reveal) = (key(Action::Blind), key(Action::Reveal));
    format!("Suggestions are hidden while blind; {reveal} reveals, {blind} ends it")
}

/// Makes the current suggestion one's own label, or dismisses it.
fn weigh(model: &mut Model, accepted: bool) -> Vec<Effect> {
    if model.hides_judge() {
        return notice(model, hidden(model), Role::Dim);
    }
    let Some(suggestion) = model.reader.current_suggestion().cloned() else {
        let key = model.keymap.key(model.pane_context(), Action::NextSuggestion);
        let text = format!("No suggestion is current; {} goes to one", key.unwrap_or_default());
        return notice(model, text, Role::Dim);
    };
    let weighed = model.reader.weighed(&suggestion);
    if weighed == Some(accepted) {
        let text = if accepted { "It is accepted already" } else { "It is dismissed already" };
        return notice(model, text, Role::Dim);
    }
    labels::send(model, Change::Weigh { suggestion: Box::new(suggestion), accepted })
}

/// Opens the track record, or closes it.
fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.focus == Pane::Track {
        leave(model);
        return Vec::new();
    }
    enter(model, Pane::Track);
    let generation = model.begin(Task::Learn);
    let learn = Effect::Suggestions(Request::Learn { generation });
    [Request::Look, Request::Track].map(Effect::Suggestions).into_iter().chain([learn]).collect()
}

/// An answer has come.
pub(super) fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Track(record) => model.track.show(record),
        Answer::Learnt { generation, learnt } => {
            if model.tasks.answered(Task::Learn, generation)
                && let Some(learnt) = learnt
            {
                model.track.show_learnt(learnt);
            }
        }
        Answer::Switched { id, on, result: Ok(file) } => {
            let state = if on { "on" } else { "off" };
            let text = format!("{id} is {state} for everyone who reviews this dataset ({file})");
            let mut effects = notice(model, text, Role::Text);
            effects.extend(super::reopen(model));
            effects.push(Effect::Suggestions(Request::Track));
            effects.push(Effect::Suggestions(Request::Look));
            return effects;
        }
        Answer::Switched { result: Err(why), .. } => {
            return notice(model, format!("Not switched: {why}"), Role::Error);
        }
    }
    Vec::new()
}

/// The detectors have looked at all records, or were stopped.
pub(super) fn looked(model: &mut Model) -> Vec<Effect> {
    let mut effects = facets::again(model);
    if model.filtered() && model.search.note.is_some() {
        effects.extend(searching::again(model)); // what was listed was not all
    }
    if model.focus == Pane::Track {
        effects.push(Effect::Suggestions(Request::Track));
    }
    effects
}

/// Switches the detector under the cursor.
fn switch(model: &mut Model) -> Vec<Effect> {
    if model.working.blind {
        return notice(model, hidden(model), Role::Dim);
    }
    if let Some(why) = &model.overview.readonly {
        let text = format!("Read-only: {why}");
        return notice(model, text, Role::Warning);
    }
    let Some((id, on)) = model.track.chosen() else { return Vec::new() };
    vec![Effect::Suggestions(Request::Switch { id: id.to_owned(), on: !on })]
}

/// Lists the false alarms of the detector under the cursor.
fn open(model: &mut Model) -> Vec<Effect> {
    let query = model.track.false_alarms();
    list(model, query, "No false alarm: nobody has cleared a record it fired on")
}

/// Lists the records with the flag that the detector under the cursor did not fire on.
fn missed(model: &mut Model) -> Vec<Effect> {
    let query = model.track.missed();
    list(model, query, "It has missed none of the labels there are")
}

/// Lists what a query finds, unless that would tell a blind reviewer what others said.
fn list(model: &mut Model, query: Option<String>, none: &str) -> Vec<Effect> {
    if model.working.blind {
        return notice(model, hidden(model), Role::Dim);
    }
    match query {
        Some(query) => list_from_screen(model, query),
        None => notice(model, none, Role::Dim),
    }
}

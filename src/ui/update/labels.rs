//! Labels: what a key asks for goes to the store, and only its answer changes the screen.

use crate::record::Field;
use crate::text::Span;
use crate::ui::action::Action;
use crate::ui::backend::review::Request;
use crate::ui::backend::{Change, Command, LabelDef, NotSaved, Saved};
use crate::ui::effect::Effect;
use crate::ui::key::Key;
use crate::ui::model::Model;
use crate::ui::overlay::{Answer, Overlay, Question};
use crate::ui::pane::Pane;
use crate::ui::screen::selection::Selection;
use crate::ui::theme::Role;

use super::review::{self, Stays};
use super::{focus, navigate, notice};

/// Whether a key gives a label, so that it cannot begin a count.
pub(super) fn on_key(model: &Model, key: Key) -> bool {
    let mut defs = model.overview.scheme.iter();
    defs.any(|label| Key::parse_sequence(&label.key).as_deref() == Some(&[key]))
}

/// A label, unsure, skip or flag for the record that the cursor is on.
pub(super) fn set(model: &mut Model, action: Action) -> Vec<Effect> {
    if let (Pane::Disputes, Action::Label(number)) = (model.focus, action) {
        return review::decide(model, usize::from(number));
    }
    let change = match action {
        Action::Label(number) => match nth(model, number) {
            Some(label) => Change::Label { id: label.id.clone(), evidence: None },
            None => {
                let text = format!("The label scheme has no label {number}");
                return notice(model, text, Role::Dim);
            }
        },
        Action::Unsure => Change::Unsure,
        Action::Skip => Change::Skip,
        _ => Change::Flag,
    };
    if model.focus == Pane::Decisions {
        return change_decision(model, change);
    }
    let skip = change == Change::Skip;
    let mut effects = send(model, with_evidence(model, change));
    if skip && !effects.is_empty() && model.overview.readonly.is_none() {
        effects.extend(navigate::record(model, true, None));
    }
    effects
}

/// The label of that number, from 1.
fn nth(model: &Model, number: u8) -> Option<&LabelDef> {
    model.overview.scheme.get(usize::from(number).checked_sub(1)?)
}

/// Changes one of the last decisions where it stands in the list of them.
fn change_decision(model: &mut Model, change: Change) -> Vec<Effect> {
    match model.review.decisions.current().and_then(|decided| decided.ordinal) {
        Some(_) if model.overview.readonly.is_some() => refused(model),
        Some(ordinal) => {
            let mut effects = send_for(model, ordinal, change);
            effects.extend(review::ask(model, Request::Decisions));
            effects
        }
        None => notice(model, "The record is not in these data", Role::Dim),
    }
}

/// A label takes the selection along, or the evidence that waits for it.
fn with_evidence(model: &Model, change: Change) -> Change {
    let reader = &model.reader;
    if reader.ordinal != model.list.current() {
        return change;
    }
    let selected = reader.selection.map(|selection| (selection.field, selection.span()));
    match change {
        Change::Label { id, .. } => {
            let evidence = selected.or(reader.evidence).filter(|(_, span)| !span.is_empty());
            Change::Label { id, evidence }
        }
        other => other,
    }
}

/// Sends a change to the store. Nothing on the screen says that it is done until it is.
pub(super) fn send(model: &mut Model, change: Change) -> Vec<Effect> {
    if model.overview.readonly.is_some() {
        return refused(model);
    }
    let Some(ordinal) = model.list.current() else { return Vec::new() };
    send_for(model, ordinal, change)
}

/// Says why nothing is written, and asks whether it still holds.
pub(super) fn refused(model: &mut Model) -> Vec<Effect> {
    let why = model.overview.readonly.clone().unwrap_or_default();
    let mut effects = notice(model, format!("Read-only: {why}"), Role::Warning);
    effects.push(Effect::Review(Request::TakeOver));
    effects
}

/// The same for a certain record.
pub(super) fn send_for(model: &mut Model, ordinal: usize, change: Change) -> Vec<Effect> {
    model.saving += 1;
    let from_queue = model.in_queue_order() && model.list.index_of(ordinal).is_some();
    vec![Effect::Label(Command { ordinal, change, from_queue })]
}

/// The store has answered.
pub(super) fn labelled(model: &mut Model, result: Result<Box<Saved>, NotSaved>) -> Vec<Effect> {
    model.saving = model.saving.saturating_sub(1);
    match result {
        Ok(saved) => {
            let here = model.list.current() == Some(saved.ordinal);
            let (opens, wants, saved_ordinal) = (saved.opens, saved.wants_evidence, saved.ordinal);
            let stays = match (wants, opens) {
                (_, true) => Stays::ToLook,
                (true, _) => Stays::WantsEvidence,
                _ => Stays::No,
            };
            let given = saved.given.clone().filter(|_| here);
            let all = saved.labels.given.clone();
            let mut effects = show_saved(model, *saved);
            if opens && here {
                effects.extend(review::opened_up(model, saved_ordinal, !all.is_empty()));
            }
            // A label on the answer alone has no more to it: the chain comes next.
            if let Some(given) = given.filter(|given| all.contains(given)) {
                effects.extend(review::after_label(model, &given, &all, stays));
            }
            effects.extend(leave_if_all_is_saved(model));
            effects
        }
        Err(not_saved) => unsaved(model, not_saved),
    }
}

/// The quit that waited for an answer of the store.
pub(super) fn leave_if_all_is_saved(model: &Model) -> Option<Effect> {
    (model.leaving && model.saving == 0).then_some(Effect::Quit)
}

pub(super) fn show_saved(model: &mut Model, saved: Saved) -> Vec<Effect> {
    model.status.unsaved = None;
    model.overview.labelled = saved.labelled;
    if let (Some(queue), Some(progress)) = (&mut model.working.queue, saved.progress) {
        queue.progress = progress;
    }
    match saved.others {
        true => model.list.forget_all(),
        false => model.list.forget(saved.ordinal),
    }
    if model.reader.ordinal == Some(saved.ordinal) {
        model.reader.selection = None;
        model.reader.evidence = None;
        if let Some(document) = &mut model.reader.document {
            document.set_labels(saved.labels);
        }
    }
    let text = format!("{} {}", model.glyphs.tick, saved.summary);
    notice(model, text, Role::Label)
}

pub(super) fn unsaved(model: &mut Model, not_saved: NotSaved) -> Vec<Effect> {
    if not_saved.waiting == 0 {
        // Nothing waits because of this one: whatever else waits keeps its banner.
        return notice(model, format!("Not saved: {}", not_saved.reason), Role::Error);
    }
    let text = format!("NOT SAVED ({}): {}", not_saved.waiting, not_saved.reason);
    model.log(text, Role::Error);
    model.status.unsaved = Some(not_saved);
    if model.leaving { quit(model) } else { Vec::new() }
}

pub(super) fn undo(model: &mut Model) -> Vec<Effect> {
    take_back(model, Effect::Undo)
}

pub(super) fn redo(model: &mut Model) -> Vec<Effect> {
    take_back(model, Effect::Redo)
}

fn take_back(model: &mut Model, effect: Effect) -> Vec<Effect> {
    if model.overview.readonly.is_some() {
        return refused(model);
    }
    model.saving += 1;
    vec![effect]
}

/// Undo or redo has been answered: go where it changed something.
pub(super) fn took_back(
    model: &mut Model,
    redo: bool,
    result: Result<Option<Box<Saved>>, NotSaved>,
) -> Vec<Effect> {
    model.saving = model.saving.saturating_sub(1);
    let mut effects = match result {
        Ok(Some(saved)) => {
            if let Some(index) = model.list.index_of(saved.ordinal) {
                model.list.move_to(index);
            }
            let mut effects = show_saved(model, *saved);
            if model.focus == Pane::Decisions {
                effects.extend(review::ask(model, Request::Decisions));
            }
            effects
        }
        Ok(None) => {
            let text = if redo { "Nothing to redo" } else { "Nothing to undo" };
            notice(model, text, Role::Dim)
        }
        Err(not_saved) => return unsaved(model, not_saved),
    };
    effects.extend(leave_if_all_is_saved(model));
    effects
}

/// The citation or hit that is current becomes evidence, as if it had been selected.
pub(super) fn take_cited(model: &mut Model) -> Vec<Effect> {
    match model.reader.current_place() {
        Some((field, span)) => evidence(model, field, span),
        None => {
            let text = "No citation or hit is current: c and n go to one";
            notice(model, text, Role::Dim)
        }
    }
}

/// Selecting a span and making it evidence.
pub(super) fn select(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Select => {
            focus(model, Pane::Reader);
            if !model.reader.select() {
                return notice(model, "There is no text here to select", Role::Dim);
            }
        }
        Action::SelectSentence => model.reader.grow(Selection::next_sentence),
        Action::SelectParagraph => model.reader.grow(Selection::next_paragraph),
        Action::SwapEnds => model.reader.grow(|selection, _| selection.swap_ends()),
        _ => return take_evidence(model),
    }
    Vec::new()
}

/// The selection becomes evidence of the last label; before there is one it waits for it.
fn take_evidence(model: &mut Model) -> Vec<Effect> {
    let Some(selection) = model.reader.selection.take() else { return Vec::new() };
    evidence(model, selection.field, selection.span())
}

fn evidence(model: &mut Model, field: Field, span: Span) -> Vec<Effect> {
    if span.is_empty() {
        return Vec::new();
    }
    let labels = model.reader.document.as_ref().map(|document| &document.loaded.labels.labels);
    if labels.is_some_and(|labels| !labels.is_empty()) {
        return send(model, Change::Evidence(field, span));
    }
    model.reader.evidence = Some((field, span));
    notice(model, "Evidence for the next label; Esc drops it", Role::Text)
}

/// Quits, after a question if changes are not on disk.
pub(crate) fn quit(model: &mut Model) -> Vec<Effect> {
    let waiting = model.status.unsaved.as_ref().map_or(0, |unsaved| unsaved.waiting);
    if waiting == 0 && model.saving > 0 && !model.leaving {
        model.leaving = true; // a few milliseconds: the answer is on its way
        return Vec::new();
    }
    if waiting == 0 || model.layout().too_small {
        return vec![Effect::Quit];
    }
    model.leaving = false;
    model.overlays.push(Overlay::Question(Question {
        text: format!("{waiting} label changes are not on disk. Quit and lose them?"),
        yes_means: "quit",
        no_means: "stay",
        yes: Answer::Quit,
        no: Answer::Nothing,
    }));
    Vec::new()
}

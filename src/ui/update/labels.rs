//! Labels: what a key asks for goes to the store, and only its answer changes the screen.

use crate::ui::action::Action;
use crate::ui::backend::{Change, Command, LabelDef, NotSaved, Saved};
use crate::ui::effect::Effect;
use crate::ui::model::{Model, Pane};
use crate::ui::overlay::{Answer, Overlay, Question};
use crate::ui::screen::selection::Selection;
use crate::ui::theme::Role;

use super::{focus, navigate, notice};

/// The label on a digit.
pub(super) fn on_key(model: &Model, digit: usize) -> Option<&LabelDef> {
    let key = char::from_digit(u32::try_from(digit).ok()?, 10)?;
    model.overview.scheme.iter().find(|label| label.key == key)
}

/// A label, unsure, skip or flag for the record that the cursor is on.
pub(super) fn set(model: &mut Model, action: Action) -> Vec<Effect> {
    let change = match action {
        Action::Label(number) => match on_key(model, usize::from(number)) {
            Some(label) => Change::Label { id: label.id.clone(), evidence: None },
            None => {
                let text = format!("The label scheme has nothing on {number}");
                return notice(model, text, Role::Dim);
            }
        },
        Action::Unsure => Change::Unsure,
        Action::Skip => Change::Skip,
        _ => Change::Flag,
    };
    let skip = change == Change::Skip;
    let mut effects = send(model, with_evidence(model, change));
    if skip && !effects.is_empty() && model.overview.readonly.is_none() {
        effects.extend(navigate::record(model, true, None));
    }
    effects
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
    if let Some(why) = &model.overview.readonly {
        let text = format!("Read-only: {why}");
        return notice(model, text, Role::Warning);
    }
    let Some(ordinal) = model.list.current() else { return Vec::new() };
    send_for(model, ordinal, change)
}

/// The same for a certain record.
pub(super) fn send_for(model: &mut Model, ordinal: usize, change: Change) -> Vec<Effect> {
    model.saving += 1;
    let blind = model.blind && model.revealed != Some(ordinal);
    vec![Effect::Label(Command { ordinal, change, blind })]
}

/// The store has answered.
pub(super) fn labelled(model: &mut Model, result: Result<Saved, NotSaved>) -> Vec<Effect> {
    model.saving = model.saving.saturating_sub(1);
    match result {
        Ok(saved) => {
            let advance =
                model.advance && model.list.current() == Some(saved.ordinal) && saved.labels_it;
            let mut effects = show_saved(model, saved);
            if advance {
                effects.extend(navigate::record(model, true, None));
            }
            effects.extend(leave_if_all_is_saved(model));
            effects
        }
        Err(not_saved) => unsaved(model, not_saved),
    }
}

/// The quit that waited for an answer of the store.
fn leave_if_all_is_saved(model: &Model) -> Option<Effect> {
    (model.leaving && model.saving == 0).then_some(Effect::Quit)
}

fn show_saved(model: &mut Model, saved: Saved) -> Vec<Effect> {
    model.status.unsaved = None;
    model.overview.labelled = saved.labelled;
    model.list.forget(saved.ordinal);
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

fn unsaved(model: &mut Model, not_saved: NotSaved) -> Vec<Effect> {
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
    if let Some(why) = &model.overview.readonly {
        let text = format!("Read-only: {why}");
        return notice(model, text, Role::Warning);
    }
    model.saving += 1;
    vec![effect]
}

/// Undo or redo has been answered: go where it changed something.
pub(super) fn took_back(
    model: &mut Model,
    redo: bool,
    result: Result<Option<Saved>, NotSaved>,
) -> Vec<Effect> {
    model.saving = model.saving.saturating_sub(1);
    let mut effects = match result {
        Ok(Some(saved)) => {
            if let Some(index) = model.list.index_of(saved.ordinal) {
                model.list.move_to(index);
            }
            show_saved(model, saved)
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

/// Hiding the judge's verdicts, and looking at one of them.
pub(super) fn judge(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Blind {
        model.blind = !model.blind;
        model.revealed = None;
        let text =
            if model.blind { "Judges' verdicts are hidden" } else { "Judges' verdicts are shown" };
        return notice(model, text, Role::Text);
    }
    if !model.hides_judge() {
        return notice(model, "The judge's verdict is shown already", Role::Dim);
    }
    model.revealed = model.list.current();
    if model.overview.readonly.is_some() {
        return Vec::new();
    }
    // The log is to know that what follows was not blind.
    send(model, Change::Reveal)
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
    let (field, span) = (selection.field, selection.span());
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

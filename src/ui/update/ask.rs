//! Questions about a label: what a key answers, and where one goes when all is answered.

use crate::label::scheme::Group;
use crate::ui::action::Action;
use crate::ui::backend::{Change, Given};
use crate::ui::effect::Effect;
use crate::ui::key::Key;
use crate::ui::model::Model;
use crate::ui::overlay::ask::{About, Ask};
use crate::ui::overlay::{Answer, Overlay, Question};
use crate::ui::paint::counted;
use crate::ui::theme::Role;

use super::{labels, notice, pressed, review};

/// `o`, `p`: opens the scheme's group of that number, of those that have a key.
pub(super) fn group(model: &mut Model, number: u8) -> Vec<Effect> {
    if model.overview.readonly.is_some() {
        return labels::refused(model);
    }
    let with_key = |group: &&Group| group.key.is_some();
    let nth = usize::from(number).saturating_sub(1);
    let groups = &model.overview.groups;
    let Some(group) = groups.groups.iter().filter(with_key).nth(nth) else {
        return notice(model, "The label scheme has no such group", Role::Dim);
    };
    let (Some(ordinal), Some(all)) = (model.list.current(), given(model)) else {
        return Vec::new();
    };
    let ask = Ask::group(group, &all, ordinal);
    model.overlays.push(Overlay::Ask(ask));
    Vec::new()
}

/// The labels of the record under the cursor, once it is open.
pub(super) fn given(model: &Model) -> Option<Vec<Given>> {
    let open = model.reader.ordinal.filter(|open| Some(*open) == model.list.current());
    let document = open.and(model.reader.document.as_ref())?;
    Some(document.loaded.labels.given.clone())
}

/// A key on a question. One that answers nothing goes to where it would have gone without it.
pub(super) fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(Overlay::Ask(ask)) = model.overlays.last_mut() else { return Vec::new() };
    let ordinal = ask.ordinal;
    let Some(question) = ask.question().cloned() else { return close(model) };
    let Some(chosen) = ask.choose(key) else {
        model.overlays.pop();
        return pressed(model, key);
    };
    let mut effects = match question.about {
        About::Codes { group, label } => {
            labels::send_for(model, ordinal, Change::Code { group, label, code: chosen.id })
        }
        About::Group(group) => {
            labels::send_for(model, ordinal, Change::Choose { group, label: chosen.id })
        }
        About::Clause { spec, clause } => {
            let label = (chosen.id.as_str(), chosen.name.as_str());
            return review::mark(model, spec, clause, label, chosen.set);
        }
        About::Bulk(ordinals) => {
            model.overlays.pop();
            let text = format!(
                "Label {} as {}? One undo takes all of it back.",
                counted(model.list.len(), "record"),
                chosen.name
            );
            model.overlays.push(Overlay::Question(Question {
                text,
                yes_means: "label them",
                no_means: "leave them",
                yes: Answer::Bulk { ordinals, label: chosen.id },
                no: Answer::Nothing,
            }));
            return Vec::new();
        }
    };
    if question.single {
        effects.extend(next(model));
    }
    effects
}

/// Enter: the next question; Esc: none of the rest.
pub(super) fn answer(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Accept { next(model) } else { close(model) }
}

fn next(model: &mut Model) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Ask(ask)) => {
            if ask.next() {
                Vec::new()
            } else {
                close(model)
            }
        }
        _ => Vec::new(),
    }
}

/// Ends the questions and goes on if the label was to go on.
fn close(model: &mut Model) -> Vec<Effect> {
    match model.overlays.pop() {
        Some(Overlay::Ask(ask)) if ask.advance && model.list.current() == Some(ask.ordinal) => {
            review::go_on(model)
        }
        _ => Vec::new(),
    }
}

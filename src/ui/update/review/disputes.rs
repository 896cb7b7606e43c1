//! Disputes: opening them, deciding one with its reason; and labels on clauses.

use crate::label::scheme::{Group, Target};
use crate::ui::action::Action;
use crate::ui::backend::review::{ClauseMark, Disputed, Request};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::ask::{About, Ask};
use crate::ui::overlay::{Overlay, Prompt, Purpose};
use crate::ui::pane::Pane;
use crate::ui::theme::Role;
use crate::ui::update::{enter, notice};
use crate::ui::widget::input::Input;

use super::ask;

/// The groups that records are labelled in.
fn groups(model: &Model) -> Vec<&Group> {
    let groups = model.overview.groups.groups.iter();
    groups.filter(|group| group.target == Target::Record).collect()
}

/// The group whose disputes are shown.
pub(in crate::ui) fn group(model: &Model) -> Option<&Group> {
    groups(model).get(model.review.disputes.group).copied()
}

/// Opens the disputes of the first group, or those of the next one.
pub(super) fn open(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::NextGroup {
        let number = groups(model).len().max(1);
        model.review.disputes.group = (model.review.disputes.group + 1) % number;
        model.review.disputes.lines.move_to(0);
    } else {
        enter(model, Pane::Disputes);
    }
    let id = group(model).map(|group| group.id.clone()).unwrap_or_default();
    ask(model, Request::Disputes { group: id })
}

pub(super) fn come(model: &mut Model, result: Result<Vec<Disputed>, String>) -> Vec<Effect> {
    let disputes = &mut model.review.disputes;
    match result {
        Ok(rows) => {
            disputes.refused = None;
            disputes.lines.show(rows);
        }
        Err(why) => {
            disputes.refused = Some(why);
            disputes.lines.show(Vec::new());
        }
    }
    Vec::new()
}

/// A label's key on a dispute: ask for the reason.
pub(in crate::ui::update) fn choose(model: &mut Model, number: usize) -> Vec<Effect> {
    if model.overview.readonly.is_some() {
        return crate::ui::update::labels::refused(model);
    }
    let Some(dispute) = model.review.disputes.lines.current() else { return Vec::new() };
    let Some((group, label)) =
        group(model).and_then(|group| Some((group, group.labels.get(number.checked_sub(1)?)?)))
    else {
        return notice(model, "The group has no label on that key", Role::Dim);
    };
    let purpose = Purpose::Reason {
        record: dispute.record.clone(),
        group: group.id.clone(),
        label: label.id.clone(),
    };
    let title = format!("{}, because: ", label.name);
    model.overlays.push(Overlay::Prompt(Prompt { title, input: Input::default(), purpose }));
    Vec::new()
}

/// The reason was typed.
pub(in crate::ui::update) fn decided_because(
    model: &mut Model,
    record: String,
    group: String,
    label: String,
    reason: &str,
) -> Vec<Effect> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return notice(model, "Not decided: a decision needs its reason", Role::Warning);
    }
    ask(model, Request::Decide { record, group, label, reason })
}

/// A decision is on disk: show what is left and go on to the next.
pub(super) fn decided(model: &mut Model) -> Vec<Effect> {
    let text = format!("{} decided", model.glyphs.tick);
    let mut effects = notice(model, text, Role::Label);
    let id = group(model).map(|group| group.id.clone()).unwrap_or_default();
    model.review.disputes.lines.move_by(1);
    effects.extend(ask(model, Request::Disputes { group: id }));
    effects
}

/// `W`: what is wrong with the clause that is shown, or under the cursor.
pub(in crate::ui::update) fn label_clause(model: &mut Model) -> Vec<Effect> {
    if model.overview.readonly.is_some() {
        return crate::ui::update::labels::refused(model);
    }
    match clause(model) {
        Some((spec, clause)) => ask(model, Request::ClauseMarks { spec, clause }),
        None => notice(model, "No clause is shown; c goes to a citation of one", Role::Dim),
    }
}

fn clause(model: &Model) -> Option<(String, String)> {
    if model.focus == Pane::Clauses {
        return model.clauses.clause();
    }
    let document = model.reader.document.as_ref()?;
    let citation = document.loaded.citations.get(model.reader.citation?)?;
    Some((citation.spec.clone(), citation.clause.clone()))
}

/// The labels of a clause have come: show them to be changed, or that they were.
pub(super) fn clause_marks(
    model: &mut Model,
    spec: String,
    clause: String,
    marks: &[(String, Option<String>)],
) -> Vec<Effect> {
    let about = About::Clause { spec: spec.clone(), clause: clause.clone() };
    let open = matches!(model.overlays.last(), Some(Overlay::Ask(open))
        if open.question().is_some_and(|question| question.about == about));
    let mut effects = Vec::new();
    if open {
        model.overlays.pop();
        let name = |id: &String| {
            let found = model.overview.groups.find(id);
            found.map_or_else(|| id.clone(), |(_, label)| label.name.clone())
        };
        let said: Vec<String> = marks
            .iter()
            .map(|(id, other)| {
                let name = name(id);
                match other {
                    Some(other) => format!("{} {other}", name.trim_end_matches(['…', '.', ' '])),
                    None => name,
                }
            })
            .collect();
        let said = if said.is_empty() { "no label".to_owned() } else { said.join("; ") };
        let text = format!("{} clause {clause}: {said}", model.glyphs.tick);
        effects.extend(notice(model, text, Role::Label));
    }
    let ordinal = model.list.current().unwrap_or(0);
    let ask = Ask::clause(&model.overview.groups, spec, clause, marks, ordinal);
    match ask {
        Some(ask) => model.overlays.push(Overlay::Ask(ask)),
        None => effects.extend(notice(model, "The scheme has no labels for clauses", Role::Dim)),
    }
    effects
}

/// A label for a clause was chosen; one that names another clause asks which.
pub(in crate::ui::update) fn mark(
    model: &mut Model,
    spec: String,
    clause: String,
    (id, name): (&str, &str),
    set: bool,
) -> Vec<Effect> {
    let ordinal = (model.focus != Pane::Clauses).then(|| model.list.current()).flatten();
    let label = id.to_owned();
    if name.ends_with('…') && !set {
        let title = format!("{} clause: ", name.trim_end_matches(['…', ' ']));
        let purpose = Purpose::Conflict { ordinal, spec, clause, label };
        model.overlays.push(Overlay::Prompt(Prompt { title, input: Input::default(), purpose }));
        return Vec::new();
    }
    ask(model, Request::Clause(ClauseMark { ordinal, spec, clause, label, other: None }))
}

/// The other clause was typed.
pub(in crate::ui::update) fn conflict(
    model: &mut Model,
    ordinal: Option<usize>,
    spec: String,
    clause: String,
    label: String,
    typed: &str,
) -> Vec<Effect> {
    let known = model.overview.specs.iter().find(|known| known.name == spec);
    let other = known.and_then(|known| known.clause(typed.trim())).map(|found| found.id.clone());
    match other {
        Some(other) if other != clause => {
            let other = Some(other);
            ask(model, Request::Clause(ClauseMark { ordinal, spec, clause, label, other }))
        }
        Some(_) => notice(model, "A clause does not conflict with itself here", Role::Warning),
        None => notice(model, format!("{spec} has no clause `{}`", typed.trim()), Role::Warning),
    }
}

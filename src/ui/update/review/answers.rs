//! What the session answers to the review loop.

use std::sync::Arc;

use crate::search::{Sort, SortBy};
use crate::ui::backend::review::{Answer, Request, Shown, Side, Working};
use crate::ui::backend::{Ordinals, Task};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::overlay::form::DrawForm;
use crate::ui::overlay::sheet::Sheet;
use crate::ui::paint::counted;
use crate::ui::pane::Pane;
use crate::ui::theme::Role;
use crate::ui::update::{focus, labels, notice, reopen, resume};

use super::{ask, take_working};

/// Takes an answer.
pub(in crate::ui::update) fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    if answer.decides() {
        model.saving = model.saving.saturating_sub(1);
    }
    let mut effects = match answer {
        Answer::Working(working) => changed(model, *working),
        Answer::Entered(result) => entered(model, result),
        Answer::Revealed { ordinal, result } => revealed(model, ordinal, result),
        Answer::Queues(rows) => shown(|| model.review.queues.show(rows)),
        Answer::Fields(fields) => {
            shown(|| model.overlays.push(Overlay::Form(Box::new(DrawForm::new(fields)))))
        }
        Answer::Extended(result) => extended(model, result),
        Answer::Decisions(rows) => shown(|| model.review.decisions.show(rows)),
        Answer::TookBack(result) => match result {
            Ok(Some(saved)) => {
                let mut effects = labels::show_saved(model, *saved);
                effects.extend(ask(model, Request::Decisions));
                effects
            }
            Ok(None) => notice(model, "It was taken back already", Role::Dim),
            Err(not_saved) => labels::unsaved(model, not_saved),
        },
        Answer::Bulk(Ok(None)) => {
            model.tasks.end(Task::Bulk);
            notice(model, "Labelling was stopped; no record was labelled", Role::Warning)
        }
        Answer::Bulk(Ok(Some((records, labelled)))) => {
            model.tasks.end(Task::Bulk);
            model.overview.labelled = labelled;
            model.list.forget_all();
            let text = format!(
                "{} labelled {}; u takes it back",
                model.glyphs.tick,
                counted(records, "record")
            );
            let mut effects = notice(model, text, Role::Label);
            effects.extend(reopen(model));
            effects
        }
        Answer::People(rows) => shown(|| model.review.people.show(rows)),
        Answer::Flips { reviewer, ordinals } => flips(model, &reviewer, ordinals),
        Answer::Disputes(result) => super::disputes::come(model, result),
        Answer::Decision(Ok(())) => super::disputes::decided(model),
        Answer::ClauseMarks { spec, clause, marks: Ok(marks) } => {
            super::disputes::clause_marks(model, spec, clause, &marks)
        }
        Answer::Bulk(Err(error)) | Answer::Decision(Err(error)) => {
            model.tasks.end(Task::Bulk);
            labels::unsaved(model, error)
        }
        Answer::ClauseMarks { marks: Err(error), .. } => labels::unsaved(model, error),
        Answer::TakenOver(why) => taken_over(model, why),
        Answer::Done => Vec::new(),
    };
    effects.extend(labels::leave_if_all_is_saved(model));
    effects
}

fn shown(show: impl FnOnce()) -> Vec<Effect> {
    show();
    Vec::new()
}

/// A rule was changed, a queue was left, or more records are known.
fn changed(model: &mut Model, working: Working) -> Vec<Effect> {
    let before = &model.working;
    let said = match (&before.queue, &working.queue) {
        (Some(queue), None) => Some(format!("Left the queue {}; browsing again", queue.name)),
        _ if before.blind != working.blind => Some(blindness(&working).to_owned()),
        _ if before.at_once != working.at_once => Some(
            match working.at_once {
                true => "In queues, what is hidden shows once you have labelled",
                false => "In queues, r shows what is hidden once you have labelled",
            }
            .to_owned(),
        ),
        _ if before.answer_first != working.answer_first => Some(
            match working.answer_first {
                true => "In queues, the answer is labelled before the chain is shown",
                false => "In queues, chain and answer are shown together",
            }
            .to_owned(),
        ),
        _ => None,
    };
    let mut effects = take_working(model, working);
    if let Some(text) = said {
        effects.extend(notice(model, text, Role::Text));
    }
    effects
}

fn blindness(working: &Working) -> &'static str {
    match (working.blind, working.queue.is_some()) {
        (true, _) => "Verdicts, others' labels and suggestions are hidden",
        (false, true) => "Everything is shown: labels on what you read now are not blind",
        (false, false) => "Verdicts, others' labels and suggestions are shown",
    }
}

/// A queue is open: list it and go on where one was.
fn entered(model: &mut Model, result: Result<Box<Working>, String>) -> Vec<Effect> {
    model.tasks.end(Task::Draw);
    let mut effects = resume::queue_came(model);
    let working = match result {
        Ok(working) => *working,
        Err(why) => {
            effects.extend(notice(model, why, Role::Warning));
            return effects;
        }
    };
    model.working = working;
    model.search.query.clear();
    model.search.asked = None;
    model.search.sort = Sort { by: SortBy::Position, reversed: false };
    model.came_from.clear();
    focus(model, Pane::Reader);
    model.go_on_with_queue();
    model.list.forget_all();
    model.reader.clear();
    let Some(queue) = &model.working.queue else { return effects };
    let hidden = if model.working.blind { ", verdicts hidden" } else { "" };
    let missing = match queue.missing {
        0 => String::new(),
        number => format!("; {} not in these data", counted(number, "record")),
    };
    let text = format!("Queue: {}{hidden}{missing}", queue.name);
    effects.extend(notice(model, text, Role::Text));
    effects
}

/// What was hidden of a record is shown.
fn revealed(model: &mut Model, ordinal: usize, result: Result<Shown, String>) -> Vec<Effect> {
    let shown = match result {
        Ok(shown) => shown,
        Err(why) => return notice(model, why, Role::Warning),
    };
    model.list.forget(ordinal);
    let mut sheet = Sheet::new("Shown now");
    if shown.judges.is_empty() && shown.others.is_empty() {
        sheet.line("No judge and nobody else has said anything about it.", Role::Title);
        sheet.line(
            "A judge in the data is named by --map judge.NAME=/FIELD at the start.",
            Role::Dim,
        );
    }
    if !shown.before.is_empty() {
        sheet.line(format!("You, before: {}", shown.before.join("; ")), Role::Label);
    }
    for (judge, verdict) in &shown.judges {
        sheet.line(format!("judge {judge}: {verdict}"), Role::Title);
    }
    shown.others.iter().for_each(|side| others(&mut sheet, side));
    model.overlays.push(Overlay::Sheet(sheet));
    reopen(model).into_iter().collect()
}

fn others(sheet: &mut Sheet, side: &Side) {
    sheet.line(format!("{}: {}", side.reviewer, side.labels.join("; ")), Role::Title);
    for (field, words) in &side.evidence {
        sheet.line(format!("  {}: \"{words}\"", field.name()), Role::Evidence);
    }
    if let Some(note) = &side.note {
        sheet.line(format!("  note: {note}"), Role::Text);
    }
}

fn extended(model: &mut Model, result: Result<String, String>) -> Vec<Effect> {
    model.tasks.end(Task::Draw);
    match result {
        Ok(name) => {
            let text = format!("{name} is longer now; nobody is drawn twice");
            let mut effects = notice(model, text, Role::Label);
            effects.extend(ask(model, Request::Queues));
            effects.extend(ask(model, Request::Working));
            effects
        }
        Err(why) => notice(model, why, Role::Warning),
    }
}

/// Lists the records on which the chain has changed somebody's verdict.
fn flips(model: &mut Model, reviewer: &str, ordinals: Arc<[usize]>) -> Vec<Effect> {
    if ordinals.is_empty() {
        let text = format!("No verdict of {reviewer} was changed by a chain (t w: answer first)");
        return notice(model, text, Role::Dim);
    }
    let number = ordinals.len();
    model.came_from.clear();
    focus(model, Pane::List);
    model.list_wanted = true;
    model.list.show(Ordinals::Some(ordinals), None);
    let text =
        format!("{} whose chain has changed the verdict of {reviewer}", counted(number, "record"));
    notice(model, text, Role::Text)
}

fn taken_over(model: &mut Model, why: Option<String>) -> Vec<Effect> {
    model.overview.readonly.clone_from(&why);
    match why {
        None => {
            let text = "The log is free again: labels are written from now on; press the key again";
            model.list.forget_all();
            let mut effects = notice(model, text, Role::Label);
            effects.extend(reopen(model));
            effects
        }
        Some(why) => notice(model, format!("Read-only: {why}"), Role::Warning),
    }
}

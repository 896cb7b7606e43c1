//! The screens of the review loop, with what to do where they are empty.

use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::backend::Task;
use crate::ui::backend::review::Working;
use crate::ui::model::Model;
use crate::ui::paint::Painter;
use crate::ui::pane::Pane;
use crate::ui::screen::review::{decisions, disputes, people, queues};
use crate::ui::update::review::disputed_group;

use super::tasks;

/// What the list lists.
pub(super) fn listed(model: &Model) -> String {
    match &model.working.queue {
        Some(queue) if model.in_queue_order() => format!("Queue: {}", queue.name),
        _ => "Records".to_owned(),
    }
}

pub(super) fn queues(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let key = |action| model.keymap.key(Pane::Queues, action).unwrap_or_default();
    let sentences = [
        "No queue has been drawn.".to_owned(),
        format!("{} draws one: a sample with known probabilities,", key(Action::DrawQueue)),
        "kept beside the labels for the whole team.".to_owned(),
    ];
    let sentences: Vec<&str> = match model.review.queues.rows {
        Some(_) => sentences.iter().map(String::as_str).collect(),
        None => vec!["Looking for queues."],
    };
    let rules = rules(&model.working);
    let running = tasks::words(model, Task::Draw);
    let look = queues::Look { running: running.as_deref(), rules, empty: &sentences };
    queues::draw(painter, area, &model.review.queues, look);
}

/// The rules of queues in a few words.
fn rules(working: &Working) -> &'static str {
    match (working.answer_first, working.at_once) {
        (false, false) => "blind until you label, then r shows",
        (false, true) => "blind until you label",
        (true, false) => "the answer first; blind until you label, then r shows",
        (true, true) => "the answer first; blind until you label",
    }
}

pub(super) fn decisions(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let sentences = match model.review.decisions.rows {
        Some(_) => ["You have decided nothing yet.", "A label, flag or note is a decision."],
        None => ["Looking them up.", ""],
    };
    decisions::draw(painter, area, &model.review.decisions, &sentences);
}

pub(super) fn people(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let queue = model.working.queue.as_ref().map(|queue| queue.name.as_str());
    let sentences = match model.review.people.rows {
        Some(_) => [
            "Nobody has labelled anything yet.",
            "cotscope label import brings others' logs; a shared folder does without.",
        ],
        None => ["Counting.", ""],
    };
    people::draw(painter, area, &model.review.people, queue, &sentences);
}

pub(super) fn disputes(painter: &mut Painter<'_>, area: Rect, model: &Model) {
    let screen = &model.review.disputes;
    if let Some(why) = &screen.refused {
        return disputes::nothing(painter, area, why);
    }
    let group = disputed_group(model);
    let labels = group.map_or(&[][..], |group| &group.labels);
    let keys: Vec<String> = labels
        .iter()
        .zip(1u8..)
        .filter_map(|(label, number)| {
            let key = model.keymap.key(Pane::Disputes, Action::Label(number))?;
            Some(format!("{key} {}", label.name))
        })
        .collect();
    let next = model.keymap.key(Pane::Disputes, Action::NextGroup).unwrap_or_default();
    let next = format!("{next} looks in the next group of the scheme.");
    let empty = match screen.lines.rows {
        Some(_) => ["No record is disputed here: nobody labels one differently.", &next],
        None => ["Comparing everybody's labels.", ""],
    };
    let group = group.map_or("", |group| &group.name);
    let look = disputes::Look { group, keys: &keys.join(", "), empty: &empty };
    disputes::draw(painter, area, screen, look);
}

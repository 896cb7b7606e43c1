//! The review loop: opening its screens, working through a queue, looking back, deciding disputes.

mod answers;
mod disputes;

use std::path::PathBuf;

use ratatui::layout::Rect;

use crate::label::scheme::Group;
use crate::ui::action::Action;
use crate::ui::backend::review::{Request, Working};
use crate::ui::backend::{Given, Task};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::ask::Ask;
use crate::ui::overlay::{Overlay, Prompt, Purpose};
use crate::ui::pane::Pane;
use crate::ui::screen::review::progress_words;
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;

use super::{enter, focus, leave, navigate, notice, reopen, resume};

pub(super) use answers::answered;
pub(in crate::ui) use disputes::group as disputed_group;
use disputes::label_clause;
pub(super) use disputes::{choose as decide, conflict, decided_because, mark};

/// What has to be asked before anything else, once.
pub(super) fn first(model: &mut Model) -> Vec<Effect> {
    std::mem::take(&mut model.first).into_iter().map(Effect::Review).collect()
}

/// What is on the screen in the open, the record that is read and the verdicts in the list, is kept
/// in mind, each record once.
pub(super) fn seen(model: &mut Model) -> Option<Effect> {
    let layout = model.layout();
    let mut ordinals = Vec::new();
    if (layout.reader.is_some() || model.printed) && reads_in_the_open(model) {
        ordinals.extend(model.reader.ordinal);
    }
    if let Some(area) = layout.list {
        ordinals.extend(model.list.verdicts(area));
    }
    if let Some(area) = layout.alone.filter(|_| !model.working.blind) {
        ordinals.extend(alone_in_the_open(model, area));
    }
    ordinals.retain(|ordinal| model.seen.insert(*ordinal));
    (!ordinals.is_empty()).then_some(Effect::Review(Request::Seen(ordinals)))
}

/// The records that a screen which stands alone shows with verdicts.
fn alone_in_the_open(model: &Model, area: Rect) -> Vec<usize> {
    match model.focus {
        Pane::Sides => {
            let pair = model.sides.pair().map(|(left, right)| [left, right.ordinal]);
            pair.into_iter().flatten().collect()
        }
        Pane::Agreement => model.agreement.in_sight(area),
        _ => Vec::new(),
    }
}

fn reads_in_the_open(model: &Model) -> bool {
    let document = model.reader.document.as_ref();
    document.is_some_and(|open| !open.loaded.hidden.suggestions)
}

/// Asks the session; the screen does not close before a decision is answered.
pub(super) fn ask(model: &mut Model, request: Request) -> Vec<Effect> {
    model.saving += usize::from(request.decides());
    vec![Effect::Review(request)]
}

/// What the keys of the review loop do.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Queues => toggle(model, Pane::Queues, Request::Queues),
        Action::Decisions => toggle(model, Pane::Decisions, Request::Decisions),
        Action::People => toggle(model, Pane::People, Request::People),
        Action::Disputes | Action::NextGroup => disputes::open(model, action),
        Action::DrawQueue if model.tasks.runs(Task::Load) => {
            let text = "The data are still being read; a queue is drawn from all of them";
            notice(model, text, Role::Warning)
        }
        Action::DrawQueue => ask(model, Request::Fields),
        Action::ExtendQueue => ask_how_many(model),
        Action::CloseQueue => close_queue(model),
        Action::TakeBack => match model.review.decisions.current() {
            Some(decided) if model.overview.readonly.is_none() => {
                let event = decided.event.clone();
                ask(model, Request::TakeBack(event))
            }
            _ => notice(model, "There is nothing to take back", Role::Dim),
        },
        Action::Undo => super::labels::undo(model),
        Action::Redo => super::labels::redo(model),
        Action::Group(number) => super::ask::group(model, number),
        Action::LabelClause => label_clause(model),
        Action::TakeCited => super::labels::take_cited(model),
        Action::Bulk => bulk(model),
        Action::Advance => {
            let on = !model.advances();
            model.advance = Some(on);
            let text = if on { "A label goes on to the next record" } else { "A label stays here" };
            notice(model, text, Role::Text)
        }
        Action::AtOnce => ask(model, Request::AtOnce(!model.working.at_once)),
        Action::AnswerFirst => ask(model, Request::AnswerFirst(!model.working.answer_first)),
        Action::Blind => ask(model, Request::Blind(!model.working.blind)),
        Action::Reveal => match model.list.current() {
            Some(ordinal) => ask(model, Request::Reveal(ordinal)),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Opens one of the screens and asks for what it shows, or closes it.
fn toggle(model: &mut Model, pane: Pane, request: Request) -> Vec<Effect> {
    if model.focus == pane {
        leave(model);
        return Vec::new();
    }
    enter(model, pane);
    ask(model, request)
}

/// Esc: back to where one came from.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    leave(model);
    Vec::new()
}

/// Up, down and to the ends.
pub(super) fn moved(model: &mut Model, action: Action, count: Option<usize>) {
    let steps = isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX);
    let steps = match action {
        Action::Down => steps,
        Action::Up => -steps,
        Action::PageDown => 10,
        Action::PageUp => -10,
        Action::Top => isize::MIN,
        Action::Bottom => isize::MAX,
        _ => return,
    };
    by(model, steps);
}

/// Moves the cursor of the screen that has the keys.
pub(super) fn by(model: &mut Model, steps: isize) {
    let screens = &mut model.review;
    match model.focus {
        Pane::Queues => screens.queues.move_by(steps),
        Pane::Decisions => screens.decisions.move_by(steps),
        Pane::People => screens.people.move_by(steps),
        Pane::Disputes => screens.disputes.lines.move_by(steps),
        _ => {}
    }
}

/// A click on a line; whether the cursor was there before.
pub(super) fn click(model: &mut Model, area: Rect, row: u16) -> bool {
    let screens = &mut model.review;
    match model.focus {
        Pane::Queues => screens.queues.click(area, row),
        Pane::Decisions => screens.decisions.click(area, row),
        Pane::People => screens.people.click(area, row),
        _ => screens.disputes.lines.click(area, row),
    }
}

/// Enter: work through the queue, go to the record or to the records.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let ordinal = match model.focus {
        Pane::Queues => return open_queue(model),
        Pane::People => {
            let reviewer = model.review.people.current().map(|person| person.name.clone());
            return reviewer.map_or_else(Vec::new, |name| ask(model, Request::Flips(name)));
        }
        Pane::Decisions => model.review.decisions.current().and_then(|decided| decided.ordinal),
        _ => model.review.disputes.lines.current().and_then(|dispute| dispute.ordinal),
    };
    match ordinal {
        Some(ordinal) => go_to(model, ordinal),
        None => notice(model, "The record is not in these data", Role::Dim),
    }
}

fn open_queue(model: &mut Model) -> Vec<Effect> {
    match model.review.queues.current() {
        Some(queue) => {
            let path = queue.path.clone();
            ask(model, Request::OpenQueue(path))
        }
        None => act(model, Action::DrawQueue),
    }
}

/// Reads a record that another screen named; Esc goes back to that screen.
fn go_to(model: &mut Model, ordinal: usize) -> Vec<Effect> {
    let mut effects = Vec::new();
    if model.list.index_of(ordinal).is_none() {
        effects = super::searching::clear(model);
    }
    if model.list.index_of(ordinal).is_none() {
        model.list.show(crate::ui::backend::Ordinals::All, None);
    }
    if let Some(index) = model.list.index_of(ordinal) {
        model.list.move_to(index);
    }
    model.came_from.clear();
    focus(model, Pane::Reader);
    effects
}

fn ask_how_many(model: &mut Model) -> Vec<Effect> {
    let Some(queue) = model.review.queues.current() else { return Vec::new() };
    let title = format!("How many records more for {}? ", queue.name);
    let purpose = Purpose::Extend(queue.path.clone());
    model.overlays.push(Overlay::Prompt(Prompt { title, input: Input::new("20"), purpose }));
    Vec::new()
}

/// The number was typed.
pub(super) fn extend(model: &mut Model, path: PathBuf, typed: &str) -> Vec<Effect> {
    match typed.trim().parse::<usize>() {
        Ok(more @ 1..) => {
            let generation = model.begin(Task::Draw);
            ask(model, Request::Extend { generation, path, more })
        }
        _ => notice(model, format!("`{typed}` is not a number of records"), Role::Warning),
    }
}

fn close_queue(model: &mut Model) -> Vec<Effect> {
    if model.working.queue.is_none() {
        return notice(model, "No queue is open", Role::Dim);
    }
    let mut effects = ask(model, Request::LeaveQueue);
    effects.extend(ask(model, Request::Queues));
    effects
}

/// Which label everything that is listed gets.
fn bulk(model: &mut Model) -> Vec<Effect> {
    if model.overview.readonly.is_some() {
        return super::labels::refused(model);
    }
    if model.list.len() == 0 {
        return notice(model, "Nothing is listed, so there is nothing to label", Role::Dim);
    }
    let listing = model.list.listing.clone();
    let ask = Ask::bulk(&model.overview.groups, listing, model.list.len());
    model.overlays.push(Overlay::Ask(ask));
    Vec::new()
}

/// More of a record may be seen than before: shows it. What is revealed at once is told as well.
pub(super) fn opened_up(model: &mut Model, ordinal: usize, labelled: bool) -> Vec<Effect> {
    let mut effects: Vec<Effect> = reopen(model).into_iter().collect();
    if labelled && model.working.at_once {
        effects.extend(ask(model, Request::Reveal(ordinal)));
    }
    effects
}

/// A label is on disk: ask what follows it, or go on. `stays` says that there is something to be done
/// or seen on the record first.
pub(super) fn after_label(
    model: &mut Model,
    given: &Given,
    all: &[Given],
    stays: Stays,
) -> Vec<Effect> {
    let scheme = &model.overview.groups;
    if !scheme.group(&given.group).is_some_and(Group::is_at_hand) {
        return Vec::new();
    }
    let Some(ordinal) = model.list.current() else { return Vec::new() };
    let advance = model.advances() && stays == Stays::No;
    let asked = Ask::after(scheme, given, all, ordinal, advance);
    let mut effects = Vec::new();
    if stays == Stays::WantsEvidence {
        effects.extend(want_evidence(model, given));
    }
    match asked {
        Some(asked) if model.overlays.is_empty() => model.overlays.push(Overlay::Ask(asked)),
        _ if advance => effects.extend(go_on(model)),
        _ => {}
    }
    effects
}

/// Why a record is not left at once after it was labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stays {
    No,
    /// Something has come into the open.
    ToLook,
    /// The label asks for a span that shows it.
    WantsEvidence,
}

fn want_evidence(model: &mut Model, given: &Given) -> Vec<Effect> {
    let name = model.overview.groups.find(&given.label).map(|(_, label)| label.name.clone());
    let key = |action| model.keymap.key(model.pane_context(), action).unwrap_or_default();
    let text = format!(
        "{} {} wants evidence: {} selects it, {} takes the citation",
        model.glyphs.tick,
        name.unwrap_or_default(),
        key(Action::Select),
        key(Action::TakeCited),
    );
    notice(model, text, Role::Warning)
}

/// To the next record; at the end of a queue that is done it says so.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    let done = model.working.queue.as_ref().map(|queue| &queue.progress);
    if let Some(progress) = done.filter(|progress| progress.done >= progress.total) {
        let text = format!("This queue is done: {}", progress_words(progress));
        return notice(model, text, Role::Label);
    }
    navigate::record(model, true, None)
}

/// Takes how one works now. What is shown of records may have changed: ask for all of it again.
fn take_working(model: &mut Model, working: Working) -> Vec<Effect> {
    let listed = model.list.listing == model.base();
    let led = model.resume.led && working.queue.is_some();
    model.working = working;
    if listed && led {
        model.go_on_with_queue();
    } else if listed {
        let stay = model.list.current();
        let listing = model.base();
        model.list.show(listing, stay);
    }
    model.list.forget_all();
    let mut effects = resume::seek(model);
    effects.extend(reopen(model));
    effects
}

//! What an event does to the model. No input or output, no clock, no thread: what is to be done
//! outside comes back as effects.

mod acts;
mod agreement;
mod ask;
mod charts;
mod clauses;
mod copying;
mod facets;
mod host;
mod labels;
pub(crate) mod navigate;
mod orders;
mod outline;
mod output;
mod overlays;
mod panes;
mod places;
mod plain;
mod pointer;
pub(crate) mod resume;
pub(crate) mod review;
mod saved;
mod searching;
mod sides;
mod suggestions;

use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Rect;

use super::action::{Action, Context};
use super::backend::News;
use super::backend::review::Request;
use super::effect::{Effect, marks};
use super::event::{Event, Timer};
use super::key::{Code, Key};
use super::keymap::Meaning;
use super::model::{Model, Pane};
use super::paint::counted;
use super::screen::document::Document;
use super::screen::list;
use super::screen::reader::Landing;
use super::theme::Role;
use super::tour;
use acts::run;

pub(crate) use host::reloaded;
pub(crate) use labels::quit;

/// How long a file must be left alone to count as written.
const SETTLED: Duration = Duration::from_millis(100);
/// How long a notice stays.
const NOTICE: Duration = Duration::from_secs(5);
/// How long a prefix waits before it shows what may follow.
const WHICH_KEY: Duration = Duration::from_millis(300);

/// Takes one event.
pub(crate) fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    let acted = matches!(event, Event::Key(_) | Event::Mouse(_) | Event::Paste(_));
    if acted {
        model.resume.wanted = None; // whoever acts wants to be here
        model.resume.led = false;
    }
    let shown = tour::shown_by(&event);
    let mut effects = happened(model, event);
    tour::proceed(model, shown);
    effects.extend(acted.then(|| resume::later(model)).flatten());
    effects
}

fn happened(model: &mut Model, event: Event) -> Vec<Effect> {
    match event {
        Event::Key(key) => pressed(model, key),
        Event::Paste(text) => overlays::paste(model, &text),
        Event::Mouse(mouse) => pointer::mouse(model, mouse),
        Event::Resize { width, height } => {
            model.size = (width, height);
            Vec::new()
        }
        Event::Timer(timer) => timed(model, timer),
        Event::News(news) => heard(model, news),
        Event::ConfigChanged => {
            vec![Effect::Timer { after: SETTLED, timer: Timer::Reload }]
        }
        Event::Suspend => vec![Effect::Suspend],
        Event::Resumed => vec![Effect::Redraw],
        answer => answered(model, answer),
    }
}

/// Takes the answer to an effect.
fn answered(model: &mut Model, event: Event) -> Vec<Effect> {
    match event {
        Event::Rows(rows) => {
            model.list.take(rows);
            Vec::new()
        }
        Event::Opened { generation, ordinal, result } => {
            opened(model, generation, ordinal, *result)
        }
        Event::Hits { generation, hits } => {
            if generation == model.opening_generation {
                model.reader.set_hits(hits);
                model.reader.go_to_first_hit();
            }
            Vec::new()
        }
        Event::Search(answer) => searching::answered(model, answer),
        Event::Labelled(result) => labels::labelled(model, result),
        Event::TookBack { redo, result } => labels::took_back(model, redo, result),
        Event::Review(answer) => review::answered(model, answer),
        Event::Exported { path, ordinals, result } => {
            output::exported(model, path, ordinals, result)
        }
        Event::Counted { generation, clauses } => clauses::counted(model, generation, clauses),
        Event::Copied(how) => copying::copied(model, how),
        Event::Kept(answer) => resume::answered(model, answer),
        Event::Suggestions(answer) => suggestions::answered(model, answer),
        Event::Charted(charts) => {
            model.charts.show(charts);
            Vec::new()
        }
        Event::Marked(answer) => marked(model, *answer),
        Event::Sides(answer) => {
            sides::answered(model, answer);
            Vec::new()
        }
        Event::Tab(answer) => host::answered(model, answer),
        Event::Reloaded(settings, wrong) => reloaded(model, &settings, &wrong),
        Event::Agreement(answer) => agreement::answered(model, answer),
        Event::Problems(problems) => overlays::problems(model, &problems),
        Event::WorkerPanicked(what) => notice(
            model,
            format!("A background task failed, the rest goes on: {what}"),
            Role::Error,
        ),
        Event::Key(_)
        | Event::Paste(_)
        | Event::Mouse(_)
        | Event::Resize { .. }
        | Event::Timer(_)
        | Event::News(_)
        | Event::ConfigChanged
        | Event::Suspend
        | Event::Resumed => Vec::new(), // no answers
    }
}

/// Brings what is shown in line with what was decided: asked once before every frame.
pub(crate) fn settle(model: &mut Model) -> Vec<Effect> {
    let layout = model.layout();
    let mut effects = review::first(model);
    let height = layout.list.map_or(0, list::lines);
    let missing = model.list.settle(height.max(1));
    if !missing.is_empty() {
        effects.push(Effect::Rows(missing));
    }
    effects.extend(follow_cursor(model));
    if layout.reader.is_some() || model.printed {
        effects.extend(review::seen(model));
    }
    let hide = model.hides_judge();
    model.reader.hide_suggestions(hide);
    // A record behind the list is laid out too: opening it is then a matter of one frame.
    if let Some(area) = layout.reader.or_else(|| model.reading_layout().reader) {
        model.reader.settle(area);
    }
    if let Some(area) = layout.clause {
        model.clause.settle(area);
    }
    if let Some(area) = layout.alone {
        settle_alone(model, area);
    }
    effects
}

/// The same for the screen that has all the room.
fn settle_alone(model: &mut Model, area: Rect) {
    match model.focus {
        Pane::List | Pane::Reader | Pane::Clause => {} // they share it
        Pane::Agreement => model.agreement.settle(area),
        Pane::Track => model.track.settle(area),
        Pane::Sides => model.sides.settle(area),
        Pane::Outline => model.outline.settle(area, model.reader.document.as_ref()),
        Pane::Charts => model.charts.settle(area, model.working.blind),
        Pane::Clauses => {
            model.clauses.set_blind(model.working.blind);
            model.clauses.settle(area);
        }
        Pane::Queues => model.review.queues.settle(area),
        Pane::Decisions => model.review.decisions.settle(area),
        Pane::People => model.review.people.settle(area),
        Pane::Disputes => model.review.disputes.lines.settle(area),
    }
}

/// Opens the record that the cursor is on, unless it is open or on its way.
fn follow_cursor(model: &mut Model) -> Option<Effect> {
    let Some(ordinal) = model.list.current() else {
        if model.reader.ordinal.is_some() {
            model.reader.clear();
            model.clause.clear();
        }
        return None;
    };
    if model.reader.opening.or(model.reader.ordinal) == Some(ordinal) {
        return None;
    }
    Some(open(model, ordinal))
}

/// Asks for the open record once more, to show what has become of its labels.
fn reopen(model: &mut Model) -> Option<Effect> {
    let ordinal = model.reader.ordinal?;
    Some(open(model, ordinal))
}

/// Asks for a record; an answer to an older request is dropped.
fn open(model: &mut Model, ordinal: usize) -> Effect {
    model.reader.opening = Some(ordinal);
    let generation = model.next_generation();
    model.opening_generation = generation;
    Effect::Open { generation, ordinal, query: model.search.query.clone() }
}

fn opened(
    model: &mut Model,
    generation: u64,
    ordinal: usize,
    result: Result<Document, String>,
) -> Vec<Effect> {
    if generation != model.opening_generation {
        return Vec::new();
    }
    let landing = std::mem::take(&mut model.reader.landing);
    match result {
        Ok(document) => model.reader.show(ordinal, document),
        Err(error) => model.reader.fail(ordinal, error),
    }
    model.clause.clear();
    let mut effects = settle(model);
    effects.extend(mark_later(model, generation));
    land(model, landing);
    effects
}

/// Has a long record marked that is shown already.
fn mark_later(model: &Model, generation: u64) -> Option<Effect> {
    let loaded = &model.reader.document.as_ref()?.loaded;
    let (record, query) = (Arc::clone(&loaded.record), model.search.query.clone());
    loaded.later.then(|| Effect::Mark(marks::Request { generation, record, query }))
}

fn marked(model: &mut Model, answer: marks::Answer) -> Vec<Effect> {
    if answer.generation == model.opening_generation {
        model.reader.mark(answer.found, answer.cited);
        let landing = std::mem::take(&mut model.reader.landing);
        if landing != Landing::Top || model.reader.top == 0 {
            land(model, landing); // who has begun to read stays there
        }
    }
    Vec::new()
}

/// Goes to where one wanted to be in the record; to a hit that is not found yet, later.
fn land(model: &mut Model, landing: Landing) {
    let hits = model.reader.hits().len();
    let later = model.reader.document.as_ref().is_some_and(|document| document.loaded.later);
    match landing {
        Landing::FirstHit | Landing::LastHit if later => model.reader.landing = landing,
        Landing::Place(place) => model.reader.return_to(place),
        Landing::LastHit if hits > 0 => model.reader.go_to_hit(hits - 1),
        _ if hits > 0 => model.reader.go_to_first_hit(),
        _ => {}
    }
}

fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.printed {
        return plain::back(model);
    }
    let context = model.context();
    let mut effects = Vec::new();
    if model.layout().too_small {
        let leave = [Key::char('q'), Key { ctrl: true, ..Key::char('c') }];
        return if leave.contains(&key) { quit(model) } else { effects };
    }
    if context.types() && key.typed().is_some() {
        return overlays::edit(model, key);
    }
    if counts(model, context, key) {
        return effects;
    }
    model.pending.keys.push(key);
    match model.keymap.meaning(context, &model.pending.keys) {
        Meaning::Does(action) => {
            let count = model.pending.count.take();
            clear_pending(model);
            effects.extend(run(model, action, count));
        }
        Meaning::Prefix => {
            model.pending.number += 1;
            let timer = Timer::WhichKey(model.pending.number);
            effects.push(Effect::Timer { after: WHICH_KEY, timer });
        }
        Meaning::Nothing => effects.extend(unbound(model, context, key)),
    }
    effects
}

/// Takes a digit as a part of a count: with Alt, after a first one, or where it labels nothing.
fn counts(model: &mut Model, context: Context, key: Key) -> bool {
    let Some(digit) = key.digit().filter(|_| model.pending.keys.is_empty()) else { return false };
    let begun = model.pending.count.is_some();
    let labels = model.overview.readonly.is_none()
        && !matches!(
            context,
            Context::Messages
                | Context::Clauses
                | Context::Agreement
                | Context::Track
                | Context::Queues
                | Context::People
                | Context::Sides
                | Context::Outline
                | Context::Charts
        )
        && (digit == 0 || labels::on_key(model, key));
    let takes = begun || key.alt || (digit > 0 && !labels && context != Context::Confirm);
    if takes && !context.types() {
        let so_far = model.pending.count.unwrap_or(0);
        model.pending.count = Some((so_far * 10 + digit).min(9_999_999));
    }
    takes && !context.types()
}

fn unbound(model: &mut Model, context: Context, key: Key) -> Vec<Effect> {
    let begun = model.pending.keys.len() > 1 || model.pending.count.is_some();
    clear_pending(model);
    if context.types() {
        return overlays::edit(model, key);
    }
    if begun || key.code == Code::Esc {
        return Vec::new();
    }
    let help = model.keymap.key(model.pane_context(), Action::Help).unwrap_or_default();
    notice(model, format!("{key} does nothing here; {help} shows the keys"), Role::Dim)
}

fn clear_pending(model: &mut Model) {
    model.pending.keys.clear();
    model.pending.count = None;
    model.pending.shown = false;
    model.pending.number += 1;
}

fn timed(model: &mut Model, timer: Timer) -> Vec<Effect> {
    match timer {
        Timer::Search(number) => return searching::paused(model, number),
        Timer::Keep => return resume::keep(model),
        Timer::Reload => return vec![Effect::Reload],
        Timer::WhichKey(number) => {
            model.pending.shown = number == model.pending.number && !model.pending.keys.is_empty();
        }
        Timer::Notice(number) => {
            if number == model.status.number {
                model.status.notice = None;
            }
        }
    }
    Vec::new()
}

fn heard(model: &mut Model, news: News) -> Vec<Effect> {
    match news {
        News::Loading { done, total } => {
            model.status.loading = (Some(done) != total).then_some((done, total));
            let mut effects = clauses::loaded(model);
            effects.extend(resume::seek(model));
            effects.extend(complete_queue(model));
            return effects;
        }
        News::Indexing { done, total, eta } => {
            model.overview.indexed = done >= total;
            model.status.indexing = (done < total).then_some((done, total, eta));
            if done >= total {
                let mut effects = facets::again(model);
                if model.filtered() {
                    effects.extend(searching::again(model));
                }
                return effects;
            }
        }
        News::NotIndexed(why) => {
            model.status.indexing = None;
            let text = format!("Searching by reading, slowly: {why}");
            return notice(model, text, Role::Warning);
        }
        News::FirstFound { generation, results } => {
            return searching::first_found(model, generation, results);
        }
        News::RowsGrew { records } => {
            model.list.records = records;
            model.overview.records = records;
            return [resume::seek(model), complete_queue(model)].concat();
        }
        News::Drawing { done, total } => {
            model.review.drawing = (done < total).then_some((done, total));
        }
        News::Counting { generation, done, total } => {
            clauses::progress(model, generation, done, total);
        }
        News::Comparing { generation, done, total } => {
            agreement::progress(model, generation, done, total);
        }
        News::Suggesting { done, total, eta } => model.status.suggesting = Some((done, total, eta)),
        News::Suggested => return suggestions::looked(model),
        News::Saved => {
            model.status.unsaved = None;
            // What waited holds now, on records that nobody may have answered for: ask anew.
            model.list.forget_all();
            let mut effects: Vec<Effect> = reopen(model).into_iter().collect();
            effects.extend(notice(model, "All labels are on disk", Role::Label));
            return effects;
        }
        News::NotSaved(not_saved) => model.status.unsaved = Some(not_saved),
        News::Problems(count) => model.overview.problems = count,
        News::Notice(text) => return notice(model, text, Role::Text),
    }
    Vec::new()
}

/// Asks for the records of the open queue that were not known before.
fn complete_queue(model: &mut Model) -> Vec<Effect> {
    let lacks = model.working.queue.as_ref().is_some_and(|queue| queue.missing > 0);
    if lacks { vec![Effect::Review(Request::Working)] } else { Vec::new() }
}

/// Tells the reader something for a few seconds, and keeps it in the log.
pub(crate) fn notice(model: &mut Model, text: impl Into<String>, role: Role) -> Vec<Effect> {
    let text = text.into();
    if role != Role::Dim {
        model.log(text.clone(), role);
    }
    model.status.notice = Some((text, role));
    model.status.number += 1;
    vec![Effect::Timer { after: NOTICE, timer: Timer::Notice(model.status.number) }]
}

/// Gives a pane the keys.
fn focus(model: &mut Model, pane: Pane) {
    if pane != model.focus {
        model.reader.selection = None;
    }
    model.focus = pane;
}

/// Opens a screen that stands alone.
fn enter(model: &mut Model, pane: Pane) {
    let from = model.focus;
    model.came_from.push(from);
    focus(model, pane);
}

/// Goes back to where the screen was opened from.
fn leave(model: &mut Model) {
    let from = match model.came_from.pop().unwrap_or(Pane::List) {
        Pane::Clause if !model.clause.open => Pane::Reader,
        from => from,
    };
    focus(model, from);
}

/// Lists these records, from a screen that stands alone, and says what they are.
fn list_these(model: &mut Model, ordinals: Arc<[usize]>, what: &str) -> Vec<Effect> {
    model.came_from.clear();
    focus(model, Pane::List);
    model.list_wanted = true;
    let found = counted(ordinals.len(), "record");
    let mut effects = searching::these(model, ordinals);
    effects.extend(notice(model, format!("{found}: {what}"), Role::Text));
    effects
}

/// Lists what a query finds, from a screen that stands alone.
fn list_from_screen(model: &mut Model, query: String) -> Vec<Effect> {
    model.came_from.clear();
    focus(model, Pane::List);
    model.list_wanted = true;
    searching::run(model, query)
}

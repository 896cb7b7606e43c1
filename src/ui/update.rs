//! What an event does to the model. No input or output, no clock, no thread: what is to be done
//! outside comes back as effects.

mod acts;
mod agreement;
mod alone;
mod ask;
mod charts;
mod clauses;
mod copying;
mod facets;
mod host;
mod labels;
pub(crate) mod navigate;
mod news;
mod opening;
mod orders;
mod outline;
mod output;
mod overlays;
mod panes;
mod places;
mod plain;
mod pointer;
mod pressing;
pub(crate) mod resume;
pub(crate) mod review;
mod saved;
mod screens;
mod searching;
mod sides;
mod suggestions;
mod tasks;

use std::time::Duration;

use super::effect::Effect;
use super::event::{Event, Timer};
use super::model::Model;
use super::screen::list;
use super::theme::Role;
use super::tour;
use acts::run;
use opening::reopen;
use pressing::pressed;
use screens::{enter, focus, leave, list_from_screen, list_these};

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
    let wanted = if acted { resume::acts(model) } else { None };
    let shown = tour::shown_by(&event);
    let before = (model.focus, model.status.number);
    let key = matches!(event, Event::Key(_) | Event::Paste(_));
    let mut effects = happened(model, event);
    if effects.iter().any(|effect| matches!(effect, Effect::Quit)) {
        model.resume.wanted = wanted; // leaving is no wish to be elsewhere
    }
    if model.status.number == before.1 {
        forget_notice(model, key, model.focus != before.0);
    }
    tour::proceed(model, shown);
    effects.extend(acted.then(|| resume::later(model)).flatten());
    effects
}

/// A hint is over with the next key; whatever else was said, with the screen that it was said on.
fn forget_notice(model: &mut Model, key: bool, left: bool) {
    let hint = model.status.notice.as_ref().is_some_and(|(_, role)| *role == Role::Dim);
    if left || key && hint {
        model.status.notice = None;
    }
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
        Event::News(news) => news::heard(model, news),
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
            opening::opened(model, generation, ordinal, *result)
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
        Event::Exported { wish, result } => output::exported(model, wish, result),
        Event::Counted { generation, clauses } => clauses::counted(model, generation, clauses),
        Event::Copied(how) => copying::copied(model, how),
        Event::Kept(answer) => resume::answered(model, answer),
        Event::Suggestions(answer) => suggestions::answered(model, answer),
        Event::Charted(charts) => {
            model.charts.show(charts);
            Vec::new()
        }
        Event::Marked(answer) => opening::marked(model, *answer),
        Event::Sides(answer) => {
            sides::answered(model, answer);
            Vec::new()
        }
        Event::Tab(answer) => host::answered(model, answer),
        Event::Reloaded(..) => Vec::new(), // the loop tells every tab
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
    effects.extend(opening::follow_cursor(model));
    effects.extend(review::seen(model));
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
        alone::settle(model, area);
    }
    effects
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

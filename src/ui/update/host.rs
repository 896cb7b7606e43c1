//! Tabs and configuration: what is beyond one dataset.

use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::keymap::{Keymap, wanted};
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::overlay::picker::Picker;
use crate::ui::settings::Settings;
use crate::ui::tabs::{Answer, Request};
use crate::ui::theme::Role;

use super::notice;

/// What the keys do.
pub(super) fn act(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    let alone = model.tabs.names.len() < 2;
    match action {
        Action::Reload => vec![Effect::Reload],
        Action::Tabs => {
            // The tabs are known: what is typed goes there while the files are looked for.
            model.overlays.push(Overlay::Picker(Picker::tabs(&model.tabs)));
            vec![Effect::Tab(Request::List)]
        }
        Action::CloseTab | Action::Reopen if model.saving > 0 || model.status.unsaved.is_some() => {
            notice(model, "Labels are not on disk yet: the tab stays open", Role::Warning)
        }
        Action::Reopen => {
            let mut effects = notice(model, "Reading the data again", Role::Text);
            effects.push(Effect::Tab(Request::Reopen));
            effects
        }
        Action::CloseTab if !alone => vec![Effect::Tab(Request::Close)],
        _ if alone => {
            let key = model.keymap.key(model.pane_context(), Action::Tabs).unwrap_or_default();
            notice(model, format!("There is one tab; {key} opens another dataset"), Role::Dim)
        }
        Action::NextTab => match count {
            Some(number) => vec![Effect::Tab(Request::Go(number.saturating_sub(1)))],
            None => vec![Effect::Tab(Request::Turn(1))],
        },
        _ => vec![Effect::Tab(Request::Turn(-1))],
    }
}

/// What came of a request.
pub(super) fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Datasets(paths) => {
            if let Some(Overlay::Picker(picker)) = model.overlays.last_mut() {
                picker.offer(&paths);
            }
            Vec::new()
        }
        Answer::Opened { tab, result: Err(why), .. } => {
            let path = tab.paths.join(" ");
            notice(model, format!("{path} is not opened: {why}"), Role::Error)
        }
        Answer::Reopened(Err(why)) => {
            notice(model, format!("The data are not read again: {why}"), Role::Error)
        }
        Answer::Reopened(Ok(_)) | Answer::Opened { .. } => Vec::new(), // it has a model of its own
    }
}

/// The configuration was read again. What has not changed in it stays as it is on the screen, where
/// a key may have changed it since.
pub(crate) fn reloaded(
    model: &mut Model,
    before: &Settings,
    settings: &Settings,
    wrong: &[String],
) -> Vec<Effect> {
    if let Some(first) = wrong.first() {
        wrong.iter().for_each(|problem| model.log(problem.clone(), Role::Warning));
        return notice(model, format!("{first}; everything stays as it was"), Role::Warning);
    }
    let (keymap, problems) = Keymap::new(&wanted(&model.overview, &settings.keys));
    let problems: Vec<String> = problems.iter().map(|one| settings.placed(one)).collect();
    model.keymap = keymap;
    let (now, mut effects) = take_over(model, before, settings);
    problems.iter().for_each(|problem| model.log(problem.clone(), Role::Warning));
    let (text, role) = match problems.first() {
        Some(problem) => (problem.clone(), Role::Warning),
        None => (told(&now, &settings.for_later(before)), Role::Text),
    };
    effects.extend(notice(model, text, role));
    effects
}

/// Takes over what has changed and can change at once; its names.
fn take_over(
    model: &mut Model,
    before: &Settings,
    settings: &Settings,
) -> (Vec<&'static str>, Vec<Effect>) {
    let (mut now, mut effects) = (Vec::new(), Vec::new());
    if settings.keys != before.keys {
        now.push("keys");
    }
    let themes = settings.all_themes();
    if settings.first_theme() != before.first_theme() || themes != before.all_themes() {
        now.push("theme");
        model.theme = settings.first_theme();
        model.themes = themes;
    }
    if settings.mouse != before.mouse {
        now.push("mouse");
        model.mouse = settings.mouse;
        effects.push(Effect::Mouse(model.mouse));
    }
    if settings.advance != before.advance {
        now.push("advance");
        model.advance = settings.advance;
    }
    if settings.unexpected != before.unexpected {
        now.push("expected");
        model.overview.unexpected.clone_from(&settings.unexpected);
    }
    (now, effects)
}

/// What holds now, and what does not yet.
fn told(now: &[&str], later: &[&str]) -> String {
    let later = later.join(", ");
    match (now, later.as_str()) {
        ([], "") => "The configuration was read again: nothing in it has changed".to_owned(),
        (now, "") => format!("Changed: {}", now.join(", ")),
        ([], later) => format!("Holds for what is opened from now on: {later}"),
        (now, later) => {
            format!("Changed: {}. For what is opened from now on: {later}", now.join(", "))
        }
    }
}

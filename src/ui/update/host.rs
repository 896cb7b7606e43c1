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
        Answer::Opened { path, result: Err(why), .. } => {
            notice(model, format!("{path} is not opened: {why}"), Role::Error)
        }
        Answer::Reopened(Err(why)) => {
            notice(model, format!("The data are not read again: {why}"), Role::Error)
        }
        Answer::Reopened(Ok(_)) | Answer::Opened { .. } => Vec::new(), // it has a model of its own
    }
}

/// The configuration was read again.
pub(crate) fn reloaded(model: &mut Model, settings: &Settings, wrong: &[String]) -> Vec<Effect> {
    if let Some(first) = wrong.first() {
        wrong.iter().for_each(|problem| model.log(problem.clone(), Role::Warning));
        return notice(model, format!("{first}; everything stays as it was"), Role::Warning);
    }
    let (keymap, problems) = Keymap::new(&wanted(&model.overview, &settings.keys));
    model.keymap = keymap;
    model.theme = settings.first_theme();
    model.themes = settings.all_themes();
    model.advance = settings.advance;
    let mut effects = Vec::new();
    if model.mouse != settings.mouse {
        model.mouse = settings.mouse;
        effects.push(Effect::Mouse(model.mouse));
    }
    problems.iter().for_each(|problem| model.log(problem.clone(), Role::Warning));
    let (text, role) = match problems.first() {
        Some(problem) => (problem.clone(), Role::Warning),
        None => {
            ("The configuration was read again: keys, theme, mouse, advance".into(), Role::Text)
        }
    };
    effects.extend(notice(model, text, role));
    effects
}

//! Saved searches: a menu of those that are kept, and a name for a new one.

use crate::session::searches::SavedSearch;
use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::effect::search::Request;
use crate::ui::model::Model;
use crate::ui::overlay::menu::{Line, Menu};
use crate::ui::overlay::{NamePrompt, Overlay, Saved};
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;

use super::{notice, searching};

/// Opens the menu; the searches come a moment later.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let menu = Menu::new("Saved searches", Vec::new());
    model.overlays.push(Overlay::Saved(Saved { searches: Vec::new(), menu, known: false }));
    vec![Effect::Search(Request::Saved)]
}

/// The searches have come, or why they did not.
pub(super) fn known(model: &mut Model, searches: Result<Vec<SavedSearch>, String>) -> Vec<Effect> {
    let searches = match searches {
        Ok(searches) => searches,
        Err(why) => return notice(model, format!("Saved searches: {why}"), Role::Error),
    };
    let now = model.search.query.clone();
    let line = |search: &SavedSearch| Line {
        left: search.name.clone(),
        right: search.query.clone(),
        current: search.query == now,
    };
    let lines = searches.iter().map(line).collect();
    if let Some(Overlay::Saved(saved)) = model.overlays.last_mut() {
        saved.menu.replace(lines);
        saved.searches = searches;
        saved.known = true;
    }
    Vec::new()
}

/// What the keys of the menu do.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::KeepSearch {
        return ask_name(model);
    }
    let Some(Overlay::Saved(saved)) = model.overlays.last() else { return Vec::new() };
    let Some(chosen) = saved.searches.get(saved.menu.cursor()).cloned() else { return Vec::new() };
    if action == Action::ForgetSearch {
        return vec![Effect::Search(Request::Forget(chosen.name))];
    }
    model.overlays.pop();
    searching::run(model, chosen.query)
}

/// Asks what the present query is to be called.
fn ask_name(model: &mut Model) -> Vec<Effect> {
    let query = model.search.query.clone();
    if query.is_empty() {
        let key = model.keymap.key(model.pane_context(), Action::Search).unwrap_or_default();
        let text = format!("There is no search to save; {key} starts one");
        return notice(model, text, Role::Dim);
    }
    model.overlays.push(Overlay::Name(NamePrompt { input: Input::default(), query }));
    Vec::new()
}

/// The name was given.
pub(super) fn keep(model: &mut Model, prompt: NamePrompt) -> Vec<Effect> {
    let name = prompt.input.text().trim().to_owned();
    if name.is_empty() {
        model.overlays.push(Overlay::Name(prompt));
        return notice(model, "A saved search needs a name", Role::Dim);
    }
    // The menu below shows it as soon as it is on disk.
    let search = SavedSearch { name, query: prompt.query };
    vec![Effect::Search(Request::Keep(search))]
}

//! The order of the list: a menu of what records can be sorted by.

use crate::search::{Sort, SortBy};
use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::effect::search::Request;
use crate::ui::model::Model;
use crate::ui::overlay::menu::{Line, Menu};
use crate::ui::overlay::{Orders, Overlay};

use super::searching;

/// The orders that every dataset has, with what comes first in each.
const ALWAYS: [(SortBy, &str); 4] = [
    (SortBy::Position, "as in the dataset"),
    (SortBy::Relevance, "best match of the words first"),
    (SortBy::Length, "longest chain first"),
    (SortBy::Citations, "most citations first"),
];

/// Opens the menu. Which scores there are is asked for; they come a moment later.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let orders = Orders { choices: choices(model, &[]), menu: Menu::default() };
    let menu = Menu::new("Order of the list", lines(model, &orders.choices));
    model.overlays.push(Overlay::Orders(Orders { menu, ..orders }));
    vec![Effect::Search(Request::Orders)]
}

/// The names of the scores have come.
pub(super) fn known(model: &mut Model, scores: &[String]) {
    let choices = choices(model, scores);
    let lines = lines(model, &choices);
    if let Some(Overlay::Orders(orders)) = model.overlays.last_mut() {
        orders.menu.replace(lines);
        orders.choices = choices;
    }
}

/// The orders without a spec have no citations to count; a blind reviewer sees no verdicts.
fn choices(model: &Model, scores: &[String]) -> Vec<SortBy> {
    let known = |by: &SortBy| *by != SortBy::Citations || !model.overview.specs.is_empty();
    let always = ALWAYS.into_iter().map(|(by, _)| by).filter(known);
    let seen = |name: &&String| !(model.blind && is_verdict(name));
    let mut choices: Vec<SortBy> = always.collect();
    choices.extend(scores.iter().filter(seen).cloned().map(SortBy::Value));
    choices
}

/// Whether a field holds what a judge or a person said.
fn is_verdict(name: &str) -> bool {
    ["judge", "human"].iter().any(|who| name == *who || name.starts_with(&format!("{who}.")))
}

fn lines(model: &Model, choices: &[SortBy]) -> Vec<Line> {
    let now = &model.search.sort;
    let line = |by: &SortBy| {
        let known = ALWAYS.iter().find(|(other, _)| other == by);
        let usual = known.map_or("lowest first, those without it last", |(_, words)| words);
        let current = now.by == *by;
        let turned = current && now.reversed;
        let right = if turned { format!("the other way: not {usual}") } else { usual.to_owned() };
        let sort = Sort { by: by.clone(), reversed: false };
        Line { left: sort.to_string(), right, current }
    };
    choices.iter().map(line).collect()
}

/// Enter sorts by the line, the other key the other way round.
pub(super) fn choose(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Orders(orders)) = model.overlays.last() else { return Vec::new() };
    let Some(by) = orders.choices.get(orders.menu.cursor()).cloned() else { return Vec::new() };
    // The best match is first or there is no order by it.
    let reversed = action == Action::ReverseOrder && by != SortBy::Relevance;
    model.overlays.pop();
    searching::sort_by(model, Sort { by, reversed })
}

//! The side list of facets: opening it, moving in it, what its switches do to the query.

use crate::ui::action::Action;
use crate::ui::backend::FacetWish;
use crate::ui::effect::Effect;
use crate::ui::effect::search::Request;
use crate::ui::model::Model;
use crate::ui::overlay::Overlay;
use crate::ui::overlay::facets::{Chosen, Counted, Facets, Refined};
use crate::ui::pane::Pane;

use super::{focus, searching};

/// What is open when nobody has chosen.
const OPEN: [&str; 4] = ["outcome", "verdict", "clause", "category"];
/// Fields about what people and detectors say.
const SAID: [&str; 5] = ["flag", "label", "by", "suggest", "agree"];

/// Whether a field shows what a judge, a person or a detector said: hidden from a blind reviewer.
pub(super) fn is_verdict(name: &str) -> bool {
    let whose = name.split('.').next().unwrap_or(name);
    SAID.contains(&name) || ["judge", "human"].contains(&whose)
}

/// Opens the side list beside the records.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    focus(model, Pane::List);
    model.list_wanted = true;
    // The switches still hold unless the query was changed meanwhile.
    let refined = match &model.search.refined {
        Some(refined) if refined.query() == model.search.query => refined.clone(),
        _ => Refined::new(model.search.query.clone()),
    };
    model.overlays.push(Overlay::Facets(Facets::new(refined)));
    vec![Effect::Search(Request::Fields)]
}

/// The names of the fields have come, or why there are none.
pub(super) fn fields(model: &mut Model, names: Result<Vec<String>, String>) -> Vec<Effect> {
    let mut names = match names {
        Ok(names) => names,
        Err(why) => {
            if let Some(Overlay::Facets(facets)) = model.overlays.last_mut() {
                facets.error = Some(why);
            }
            return Vec::new();
        }
    };
    names.retain(|name| !(model.working.blind && is_verdict(name)));
    let open = model.search.open_facets.clone();
    let open = open.unwrap_or_else(|| OPEN.map(str::to_owned).to_vec());
    let Some(Overlay::Facets(facets)) = model.overlays.last_mut() else { return Vec::new() };
    facets.counting = false;
    facets.error = None;
    facets.set_fields(names, &open);
    recount(model)
}

/// Counts the values of every open field over the other switches.
fn recount(model: &mut Model) -> Vec<Effect> {
    let generation = model.next_generation();
    let Some(Overlay::Facets(facets)) = model.overlays.last_mut() else { return Vec::new() };
    let everything = |query: String| if query.is_empty() { "*".to_owned() } else { query };
    let open = facets.open().into_iter();
    let fields: Vec<(String, String)> = open
        .map(|name| {
            let query = everything(facets.refined.query_without(Some(&name)));
            (name, query)
        })
        .collect();
    facets.generation = generation;
    facets.counting = !fields.is_empty();
    if fields.is_empty() {
        return Vec::new();
    }
    vec![Effect::Search(Request::Facets(FacetWish { generation, fields }))]
}

/// Counts have come; only those of the last request count.
pub(super) fn counted(model: &mut Model, generation: u64, counts: Vec<Counted>) {
    if let Some(Overlay::Facets(facets)) = model.overlays.last_mut()
        && facets.generation == generation
    {
        facets.take(counts);
    }
}

/// Looks for fields and counts again, if the list is open: more is indexed now.
pub(super) fn again(model: &mut Model) -> Vec<Effect> {
    match model.overlays.last() {
        Some(Overlay::Facets(_)) => vec![Effect::Search(Request::Fields)],
        _ => Vec::new(),
    }
}

/// What the keys of the list do.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Facets(facets)) = model.overlays.last_mut() else { return Vec::new() };
    let chosen = match action {
        Action::Only => facets.choose(false),
        Action::Exclude => facets.choose(true),
        Action::OpenFacet => facets.fold(true),
        Action::FoldFacet => facets.fold(false),
        _ if facets.refined.clear() => Chosen::Query,
        _ => Chosen::Nothing,
    };
    model.search.open_facets = Some(facets.open());
    match chosen {
        Chosen::Nothing => Vec::new(),
        Chosen::Counts => recount(model),
        Chosen::Query => {
            let refined = facets.refined.clone();
            let query = refined.query();
            model.search.refined = Some(refined);
            let mut effects = searching::ask(model, query);
            effects.extend(recount(model));
            effects
        }
    }
}

/// Up, down and to the ends.
pub(super) fn moved(facets: &mut Facets, action: Action, steps: isize) {
    let by = match action {
        Action::Down => steps,
        Action::Up => -steps,
        Action::PageDown => steps.saturating_mul(10),
        Action::PageUp => steps.saturating_mul(-10),
        Action::Top => isize::MIN,
        Action::Bottom => isize::MAX,
        _ => 0,
    };
    facets.move_by(by);
}

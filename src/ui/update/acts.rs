//! Which part does what an action means.

use crate::ui::action::Action as A;
use crate::ui::action::Action;
use crate::ui::context::Context;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::pane::Pane;
use crate::ui::theme::Role;
use crate::ui::tour;

use super::{
    agreement, charts, clauses, copying, facets, host, labels, navigate, notice, orders, outline,
    output, overlays, panes, places, plain, quit, review, saved, searching, sides, suggestions,
};

/// Does what an action means.
pub(crate) fn run(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    let here = if action.jumps() { places::here(model) } else { None };
    model.places.leave(action, here);
    if action.repeats() {
        model.repeatable = Some((action, count));
    }
    on_a_screen(model, action, count)
        .or_else(|| in_a_search(model, action))
        .or_else(|| in_a_record(model, action, count))
        .unwrap_or_else(|| anywhere(model, action, count))
}

/// On a screen that stands alone: opening it, and what its keys do.
fn on_a_screen(model: &mut Model, action: Action, count: Option<usize>) -> Option<Vec<Effect>> {
    Some(match action {
        A::OpenRecords
        | A::NextPane
        | A::PreviousPane
        | A::NextField
        | A::PreviousField
        | A::NextColumn
        | A::PreviousColumn
        | A::NextRecord
        | A::PreviousRecord
            if model.context() == Context::In(Pane::Agreement) =>
        {
            agreement::act(model, action, count)
        }
        A::Agreement => agreement::toggle(model),
        A::ToggleRater | A::NextLabel | A::Reading | A::Weighted => {
            agreement::act(model, action, count)
        }
        A::OpenRecords if model.focus == Pane::Track => suggestions::act(model, action, count),
        A::TrackRecord | A::SwitchDetector | A::Missed => suggestions::act(model, action, count),
        A::Clauses => clauses::toggle(model),
        A::OpenRecords
        | A::NextColumn
        | A::PreviousColumn
        | A::NextField
        | A::PreviousField
        | A::SortClauses
        | A::FilterClauses
        | A::Shares
        | A::Uncited
        | A::Unexpected => clauses::act(model, action, count),
        A::Sides => sides::toggle(model),
        A::HoldSide => sides::hold(model),
        A::NextDifference
        | A::PreviousDifference
        | A::NextCounterpart
        | A::PreviousCounterpart
        | A::SwapSides
        | A::OpenSide => sides::act(model, action, count),
        A::Outline => outline::toggle(model),
        A::GoToParagraph => outline::go(model),
        A::NextMarked | A::PreviousMarked => outline::moved(model, action, count),
        A::Charts => charts::toggle(model),
        _ => return None,
    })
}

/// What is listed: searches, orders, facets.
fn in_a_search(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    Some(match action {
        A::Search => searching::start(model),
        A::ClearSearch => searching::clear(model),
        A::TakeSuggestion => searching::take_suggestion(model),
        A::Orders => orders::open(model),
        A::ChooseOrder | A::ReverseOrder => orders::choose(model, action),
        A::Facets => facets::open(model),
        A::Only | A::Exclude | A::OpenFacet | A::FoldFacet | A::ClearFacets => {
            facets::act(model, action)
        }
        A::SavedSearches => saved::open(model),
        A::RunSaved | A::KeepSearch | A::ForgetSearch => saved::act(model, action),
        _ => return None,
    })
}

/// Reading, and what is put on a record.
fn in_a_record(model: &mut Model, action: Action, count: Option<usize>) -> Option<Vec<Effect>> {
    Some(match action {
        A::Down | A::Up | A::PageDown | A::PageUp | A::Top | A::Bottom | A::Next | A::Previous => {
            navigate::moved(model, action, count)
        }
        A::NextRecord => navigate::record(model, true, count),
        A::PreviousRecord => navigate::record(model, false, count),
        A::Open => navigate::open(model),
        A::Back => navigate::back(model),
        A::NextPane | A::PreviousPane => navigate::pane(model, action == A::NextPane),
        A::NextCitation => navigate::citation(model, true, count),
        A::PreviousCitation => navigate::citation(model, false, count),
        A::ShowClause => navigate::clause(model),
        A::NextSuggestion | A::PreviousSuggestion | A::AcceptSuggestion | A::DismissSuggestion => {
            suggestions::act(model, action, count)
        }
        A::NextHit | A::PreviousHit => navigate::hit(model, action == A::NextHit, count),
        A::Fold | A::FoldAll => navigate::fold(model, action == A::FoldAll),
        A::Raw => navigate::raw(model),
        A::Print => plain::print(model),
        A::Label(_) | A::Unsure | A::Skip | A::Flag => labels::set(model, action),
        A::Select | A::SelectSentence | A::SelectParagraph | A::SwapEnds | A::TakeEvidence => {
            labels::select(model, action)
        }
        A::Note => overlays::note(model),
        A::Copy | A::CopyAs(..) => copying::copy(model, action),
        A::Repeat | A::SetMark | A::GoToMark | A::JumpBack | A::JumpForward => {
            places::act(model, action, count)
        }
        _ => return None,
    })
}

/// The program itself, what lies over the panes, and the review loop.
fn anywhere(model: &mut Model, action: Action, count: Option<usize>) -> Vec<Effect> {
    match action {
        A::ToggleList => panes::toggle_list(model),
        A::Narrower => panes::resize(model, -1, count),
        A::Wider => panes::resize(model, 1, count),
        A::NextTab | A::PreviousTab | A::Tabs | A::CloseTab | A::Reopen | A::Reload => {
            host::act(model, action, count)
        }
        A::Export => output::ask_export(model),
        A::Messages => overlays::messages(model),
        A::Palette | A::Help => overlays::picker(model, action),
        A::Accept | A::Cancel | A::PreviousItem | A::NextItem | A::Save | A::Yes | A::No => {
            overlays::answer(model, action)
        }
        A::NextTheme | A::Mouse | A::Tour | A::Redraw | A::Suspend | A::Quit => {
            program(model, action)
        }
        _ => review::act(model, action),
    }
}

/// Actions on the program itself.
fn program(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::NextTheme => {
            let at = model.themes.iter().position(|theme| theme.name() == model.theme.name());
            let next = at.map_or(0, |at| (at + 1) % model.themes.len());
            model.theme = model.themes[next].clone();
            let name = model.theme.name().to_owned();
            notice(model, format!("Theme: {name}"), Role::Text)
        }
        Action::Mouse => {
            model.mouse = !model.mouse;
            let text = if model.mouse {
                "Mouse on: click and wheel work here"
            } else {
                "Mouse off: select text with the terminal"
            };
            let mut effects = notice(model, text, Role::Text);
            effects.push(Effect::Mouse(model.mouse));
            effects
        }
        Action::Tour => {
            model.tour = model.tour.is_none().then(tour::Tour::default);
            Vec::new()
        }
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        _ => quit(model),
    }
}

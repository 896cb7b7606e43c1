//! Carries out the effects that need nothing but the backend.

use crate::ui::backend::{Backend, NotSaved};
use crate::ui::effect::{Effect, Keep, agreement, marks, search, sides, suggestions};
use crate::ui::event::{Event, Kept};
use crate::ui::screen::document::Document;

/// Does what an effect asks for; blocks as long as that takes.
pub(crate) fn perform(backend: &dyn Backend, effect: Effect) -> Option<Event> {
    Some(match effect {
        Effect::Rows(ordinals) => Event::Rows(backend.rows(&ordinals)),
        Effect::Open { generation, ordinal, query } => {
            let result = Box::new(backend.open(ordinal, &query).map(Document::new));
            Event::Opened { generation, ordinal, result }
        }
        Effect::Hits { generation, ordinal, query } => {
            let hits = if query.is_empty() { Vec::new() } else { backend.hits(ordinal, &query) };
            Event::Hits { generation, hits }
        }
        Effect::Search(request) => Event::Search(search::perform(backend, request)?),
        Effect::Label(command) => Event::Labelled(backend.label(&command).map(Box::new)),
        Effect::Undo => {
            Event::TookBack { redo: false, result: backend.undo().map(|saved| saved.map(Box::new)) }
        }
        Effect::Redo => {
            Event::TookBack { redo: true, result: backend.redo().map(|saved| saved.map(Box::new)) }
        }
        Effect::Review(request) => Event::Review(backend.review(request)),
        Effect::Export { ordinals, path, overwrite } => {
            let result = backend.export(&ordinals, &path, overwrite);
            Event::Exported { path, ordinals, result }
        }
        Effect::Count { generation } => {
            Event::Counted { generation, clauses: backend.clauses(generation) }
        }
        Effect::StopCounting => {
            backend.stop_counting();
            return None;
        }
        Effect::Agreement(request) => Event::Agreement(agreement::perform(backend, &request)?),
        Effect::Suggestions(request) => Event::Suggestions(suggestions::perform(backend, request)?),
        Effect::Sides(request) => Event::Sides(sides::perform(backend, request)),
        Effect::Charts => Event::Charted(backend.charts()),
        Effect::Mark(request) => Event::Marked(Box::new(marks::perform(backend, &request))),
        Effect::Problems => Event::Problems(backend.problems()),
        Effect::Keep(Keep::Locate { generation, place }) => {
            let ordinal = backend.locate(&place);
            Event::Kept(Kept::Located { generation, place, ordinal })
        }
        Effect::Keep(Keep::State(state)) => {
            Event::Kept(Kept::Failed(backend.remember(state).err()?))
        }
        Effect::Copy(_)
        | Effect::CopyByTerminal(_)
        | Effect::Tab(_)
        | Effect::Reload
        | Effect::Timer { .. }
        | Effect::Mouse(_)
        | Effect::Print(_)
        | Effect::Redraw
        | Effect::Suspend
        | Effect::Quit => return None,
    })
}

/// The answer of an effect whose worker died of a bug, where somebody waits for one.
pub(super) fn died(effect: &Effect) -> Option<Event> {
    let not_saved = || NotSaved { waiting: 1, reason: "the label store failed; see !".to_owned() };
    Some(match effect {
        Effect::Open { generation, ordinal, .. } => Event::Opened {
            generation: *generation,
            ordinal: *ordinal,
            result: Box::new(Err("Opening it failed; ! shows what happened.".to_owned())),
        },
        Effect::Search(request) => Event::Search(search::died(request)?),
        Effect::Count { generation } => Event::Counted { generation: *generation, clauses: None },
        Effect::Agreement(request) => Event::Agreement(agreement::died(request)?),
        Effect::Sides(request) => Event::Sides(sides::died(request)),
        Effect::Mark(request) => Event::Marked(Box::new(marks::died(request))),
        Effect::Label(_) => Event::Labelled(Err(not_saved())),
        Effect::Undo => Event::TookBack { redo: false, result: Err(not_saved()) },
        Effect::Redo => Event::TookBack { redo: true, result: Err(not_saved()) },
        Effect::Review(request) => Event::Review(request.died(not_saved())),
        _ => return None,
    })
}

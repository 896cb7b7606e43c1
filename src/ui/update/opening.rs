//! Opening records: the one under the cursor, its marks that come later, where one lands in it.

use std::sync::Arc;

use crate::ui::effect::{Effect, marks};
use crate::ui::model::Model;
use crate::ui::screen::document::Document;
use crate::ui::screen::reader::Landing;

use super::{resume, settle};

/// Opens the record that the cursor is on, unless it is open or on its way.
pub(super) fn follow_cursor(model: &mut Model) -> Option<Effect> {
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
pub(super) fn reopen(model: &mut Model) -> Option<Effect> {
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

pub(super) fn opened(
    model: &mut Model,
    generation: u64,
    ordinal: usize,
    result: Result<Document, String>,
) -> Vec<Effect> {
    if generation != model.opening_generation {
        return Vec::new();
    }
    // The cursor may have gone on to a record that is still to be asked for: it lands there.
    let here = model.list.current() == Some(ordinal);
    let landing = if here { std::mem::take(&mut model.reader.landing) } else { Landing::Top };
    match result {
        Ok(document) => model.reader.show(ordinal, document),
        Err(error) => model.reader.fail(ordinal, error),
    }
    if model.reader.citation.is_none() {
        model.clause.clear(); // the same record again keeps its citation
    }
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

pub(super) fn marked(model: &mut Model, answer: marks::Answer) -> Vec<Effect> {
    if answer.generation == model.opening_generation {
        model.reader.mark(answer.found, answer.cited);
        resume::as_left(model);
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
        Landing::Place(place) => {
            resume::as_left(model);
            model.reader.return_to(place);
        }
        Landing::LastHit if hits > 0 => model.reader.go_to_hit(hits - 1),
        _ if hits > 0 => model.reader.go_to_first_hit(),
        _ => {}
    }
}

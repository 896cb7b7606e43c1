//! What happens in the background, told to the screen.

use crate::ui::backend::News;
use crate::ui::backend::review::Request;
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::theme::Role;

use super::opening::reopen;
use super::{agreement, clauses, facets, notice, resume, searching, suggestions};

pub(super) fn heard(model: &mut Model, news: News) -> Vec<Effect> {
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
        News::Suggesting { done, total } => return suggestions::progress(model, done, total),
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

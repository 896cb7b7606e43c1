//! Exports: where to, and how they ended.

use std::path::{Path, PathBuf};

use crate::ui::backend::{ExportError, ExportWish, Exported, Ordinals, Task};
use crate::ui::effect::Effect;
use crate::ui::model::{Model, exports};
use crate::ui::overlay::{Answer, Overlay, Prompt, Purpose, Question};
use crate::ui::paint::counted;
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;

use super::notice;

/// Asks where to export what is listed.
pub(super) fn ask_export(model: &mut Model) -> Vec<Effect> {
    if model.list.len() == 0 {
        return notice(model, "Nothing is listed, so there is nothing to export", Role::Dim);
    }
    let path = model.exports.path(&listed(model));
    let listing = model.list.listing.clone();
    ask_where(model, listing, &path)
}

/// What is listed, for the name of a file.
fn listed(model: &Model) -> String {
    match (model.search.query.as_str(), &model.working.queue) {
        ("", Some(queue)) if model.in_queue_order() => queue.name.clone(),
        ("", _) if model.list.listing == Ordinals::All => "all".to_owned(),
        ("", _) => "selected".to_owned(),
        ("has:flag", _) => "flagged".to_owned(),
        (query, _) => query.to_owned(),
    }
}

/// Asks where to, and proposes a path.
pub(super) fn ask_where(model: &mut Model, ordinals: Ordinals, path: &Path) -> Vec<Effect> {
    let number = match &ordinals {
        Ordinals::All => model.list.records,
        Ordinals::Some(some) => some.len(),
    };
    let title = format!("Export {} to: ", counted(number, "record"));
    let input = Input::new(path.display().to_string());
    let purpose = Purpose::Export(ordinals);
    model.overlays.push(Overlay::Prompt(Prompt { title, input, purpose }));
    Vec::new()
}

/// The path was typed.
pub(super) fn export(model: &mut Model, typed: &str, ordinals: Ordinals) -> Vec<Effect> {
    match typed.trim() {
        "" => Vec::new(),
        path => write(model, ordinals, PathBuf::from(path), false),
    }
}

/// Has these records written there.
pub(super) fn write(
    model: &mut Model,
    ordinals: Ordinals,
    path: PathBuf,
    overwrite: bool,
) -> Vec<Effect> {
    let generation = model.begin(Task::Export);
    vec![Effect::Export(ExportWish { generation, ordinals, path, overwrite })]
}

/// The export ended, or its target exists.
pub(super) fn exported(
    model: &mut Model,
    wish: ExportWish,
    result: Result<Exported, ExportError>,
) -> Vec<Effect> {
    model.tasks.answered(Task::Export, wish.generation);
    match result {
        Ok(done) => {
            let records = counted(done.records, "record");
            let text = format!("Exported {records} to {}", done.path.display());
            model.exports.went_to(&wish.path);
            notice(model, text, Role::Label)
        }
        Err(ExportError::Stopped) => {
            notice(model, "The export was stopped; no file was written", Role::Warning)
        }
        Err(ExportError::Failed(why)) => notice(model, format!("Not exported: {why}"), Role::Error),
        Err(ExportError::Exists) => {
            let ExportWish { ordinals, path, .. } = wish;
            model.overlays.push(Overlay::Question(Question {
                text: format!("{} exists. Overwrite it?", path.display()),
                yes_means: "overwrite",
                no_means: "another name",
                no: Answer::ExportTo { ordinals: ordinals.clone(), path: exports::next(&path) },
                yes: Answer::Overwrite { ordinals, path },
            }));
            Vec::new()
        }
    }
}

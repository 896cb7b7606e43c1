//! Exports: where to, and how they ended.

use std::path::PathBuf;

use crate::ui::backend::{ExportError, Exported, Ordinals};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::overlay::{Answer, Overlay, Prompt, Question};
use crate::ui::paint::counted;
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;

use super::notice;

/// Asks where to export what is listed.
pub(super) fn ask_export(model: &mut Model) -> Vec<Effect> {
    if model.list.len() == 0 {
        return notice(model, "Nothing is listed, so there is nothing to export", Role::Dim);
    }
    let title = format!("Export {} to: ", counted(model.list.len(), "record"));
    let input = Input::new(model.export_path.display().to_string());
    let ordinals = model.list.listing.clone();
    model.overlays.push(Overlay::Prompt(Prompt { title, input, ordinals }));
    Vec::new()
}

/// The path was typed.
pub(super) fn export(prompt: Prompt) -> Vec<Effect> {
    let path = prompt.input.text().trim();
    if path.is_empty() {
        return Vec::new();
    }
    let path = PathBuf::from(path);
    vec![Effect::Export { ordinals: prompt.ordinals, path, overwrite: false }]
}

/// The export ended, or its target exists.
pub(super) fn exported(
    model: &mut Model,
    path: PathBuf,
    ordinals: Ordinals,
    result: Result<Exported, ExportError>,
) -> Vec<Effect> {
    match result {
        Ok(done) => {
            let records = counted(done.records, "record");
            let text = format!("Exported {records} to {}", done.path.display());
            model.export_path = path;
            notice(model, text, Role::Label)
        }
        Err(ExportError::Failed(why)) => notice(model, format!("Not exported: {why}"), Role::Error),
        Err(ExportError::Exists) => {
            model.overlays.push(Overlay::Question(Question {
                text: format!("{} exists. Overwrite it?", path.display()),
                yes_means: "overwrite",
                no_means: "keep it",
                yes: Answer::Overwrite { ordinals, path },
                no: Answer::Nothing,
            }));
            Vec::new()
        }
    }
}

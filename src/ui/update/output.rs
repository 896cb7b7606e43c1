//! What leaves the screen: copies and exports.

use std::fmt::Write;
use std::path::PathBuf;

use crate::text::sanitise;
use crate::ui::action::Action;
use crate::ui::backend::{ExportError, Exported, LabelState, Ordinals};
use crate::ui::effect::Effect;
use crate::ui::event::Copied;
use crate::ui::model::Model;
use crate::ui::overlay::{Answer, Overlay, Prompt, Purpose, Question};
use crate::ui::paint::counted;
use crate::ui::screen::document::Document;
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;

use super::{navigate, notice};

/// Copies what the action names; asks first when it holds characters that nobody can see.
pub(super) fn copy(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(text) = copied_text(model, action) else {
        return notice(model, "There is nothing to copy", Role::Dim);
    };
    model.reader.selection = None;
    let hidden = sanitise::hidden(&text).take(1000).count();
    if hidden == 0 {
        return vec![Effect::Copy(text)];
    }
    let visible = sanitise::shown(&text, sanitise::Lines::Keep).text.into_owned();
    model.overlays.push(Overlay::Question(Question {
        text: format!("The text holds {}. Copy it raw?", counted(hidden, "hidden character")),
        yes_means: "raw",
        no_means: "made visible",
        yes: Answer::Copy(text),
        no: Answer::Copy(visible),
    }));
    Vec::new()
}

fn copied_text(model: &Model, action: Action) -> Option<String> {
    let document = model.reader.document.as_ref()?;
    let record = document.record();
    match action {
        Action::CopyId => Some(record.id.clone()),
        Action::CopyChain => Some(record.cot.clone()),
        Action::CopyCitation => citation_text(model, document),
        Action::Copy if model.reader.selection.is_some() => {
            let selection = model.reader.selection?;
            let text = record.field(selection.field).get(selection.span().range())?;
            Some(text.to_owned())
        }
        _ => Some(record_text(model, document)),
    }
}

/// A citation: what the chain says, and the clause.
fn citation_text(model: &Model, document: &Document) -> Option<String> {
    let citation = document.loaded.citations.get(model.reader.citation?)?;
    let said = document.record().cot.get(citation.span.range()).unwrap_or_default();
    let (kind, clause) = navigate::cited(model)?;
    let mut text = format!("{}: {said}\n{}: {clause}\n", document.record().id, kind.name());
    let spec = model.overview.specs.iter().find(|spec| spec.name == citation.spec);
    if let Some(clause) = spec.and_then(|spec| spec.clause(&citation.clause)) {
        text.push_str(&clause.text);
        text.push('\n');
    }
    Some(text)
}

/// A record as people paste it into a report.
fn record_text(model: &Model, document: &Document) -> String {
    let record = document.record();
    let mut text = format!("record {}\n", record.id);
    let parts = [("prompt", &record.prompt), ("chain of thought", &record.cot)];
    for (name, part) in parts.into_iter().chain([("answer", &record.answer)]) {
        let _ = writeln!(text, "\n{name}:\n{part}"); // writing to a string cannot fail
    }
    let labels = labels_text(model, &document.loaded.labels);
    if !labels.is_empty() {
        let _ = writeln!(text, "\nlabels: {labels}");
    }
    if let Some(note) = &document.loaded.labels.note {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn labels_text(model: &Model, state: &LabelState) -> String {
    let name = |id: &String| {
        let known = model.overview.scheme.iter().find(|label| label.id == *id);
        known.map_or_else(|| id.clone(), |label| label.name.clone())
    };
    let mut names: Vec<String> = state.labels.iter().map(name).collect();
    let signs = [(state.unsure, "unsure"), (state.skipped, "skipped"), (state.flagged, "flag")];
    names.extend(signs.into_iter().filter(|(set, _)| *set).map(|(_, word)| word.to_owned()));
    names.join(", ")
}

/// Says which way a copy went.
pub(super) fn copied(model: &mut Model, how: Copied) -> Vec<Effect> {
    match how {
        Copied::System => notice(model, "Copied to the clipboard", Role::Text),
        Copied::AskTerminal(text) => vec![Effect::CopyByTerminal(text)],
        Copied::Terminal { tmux: false } => {
            notice(model, "Sent to the terminal's clipboard (OSC 52)", Role::Text)
        }
        Copied::Terminal { tmux: true } => {
            let text = "Sent through tmux (OSC 52); it needs `set -g set-clipboard on`";
            notice(model, text, Role::Text)
        }
        Copied::File(path) => {
            notice(model, format!("No clipboard: written to {}", path.display()), Role::Warning)
        }
        Copied::Failed(why) => notice(model, format!("Not copied: {why}"), Role::Error),
    }
}

/// Asks where to export what is listed.
pub(super) fn ask_export(model: &mut Model) -> Vec<Effect> {
    if model.list.len() == 0 {
        return notice(model, "Nothing is listed, so there is nothing to export", Role::Dim);
    }
    let title = format!("Export {} to: ", counted(model.list.len(), "record"));
    let input = Input::new(model.export_path.display().to_string());
    let purpose = Purpose::Export(model.list.listing.clone());
    model.overlays.push(Overlay::Prompt(Prompt { title, input, purpose }));
    Vec::new()
}

/// The path was typed.
pub(super) fn export(typed: &str, ordinals: Ordinals) -> Vec<Effect> {
    let path = typed.trim();
    if path.is_empty() {
        return Vec::new();
    }
    let path = PathBuf::from(path);
    vec![Effect::Export { ordinals, path, overwrite: false }]
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

//! The record as plain text on the terminal's own screen, for its own selection and scrollback.

use std::fmt::Write;

use crate::text::{boundary_before, sanitise};
use crate::ui::effect::Effect;
use crate::ui::model::Model;
use crate::ui::screen::document::Document;
use crate::ui::theme::Role;

use super::notice;

/// The most of one text that is printed: more than that fills every scrollback.
const MOST: usize = 1 << 20;

/// Leaves the screen for the record's text; the next key comes back.
pub(super) fn print(model: &mut Model) -> Vec<Effect> {
    let Some(document) = &model.reader.document else {
        return notice(model, "There is no record to print", Role::Dim);
    };
    let text = text(document, model.hides_judge());
    model.printed = true;
    vec![Effect::Print(text)]
}

/// The next key: back to the screen.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    model.printed = false;
    vec![Effect::Redraw]
}

/// The record without anything around it, made safe to print.
fn text(document: &Document, blind: bool) -> String {
    let mut out = String::new();
    let record = document.record();
    let mut part = |title: &str, text: &str| {
        if text.is_empty() {
            return;
        }
        let end = boundary_before(text, MOST.min(text.len()));
        let shown = sanitise::shown(&text[..end], sanitise::Lines::Keep);
        let _ = writeln!(out, "## {}\n\n{}\n", sanitise::line(title), shown.text); // a string takes all
        if end < text.len() {
            let _ = writeln!(out, "[cut: `cotscope show` prints all of it]\n");
        }
    };
    part("Record", &record.id);
    part("System", record.system.as_deref().unwrap_or_default());
    for turn in &record.turns {
        part(&turn.role, &turn.text);
    }
    part("Prompt", &record.prompt);
    part("Chain of thought", &record.cot);
    part("Answer", &record.answer);
    match &document.loaded.judge {
        Some(judge) if !blind => part("Judge", judge),
        _ => {}
    }
    out
}

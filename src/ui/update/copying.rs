//! Copies: what is copied, in which dress, and which way it went.

use std::fmt::Write;

use crate::record::Field;
use crate::text::{Span, sanitise};
use crate::ui::action::{Action, Dress, Form};
use crate::ui::backend::{LabelState, ShowCommand};
use crate::ui::effect::Effect;
use crate::ui::event::Copied;
use crate::ui::model::Model;
use crate::ui::overlay::{Answer, Overlay, Question};
use crate::ui::paint::counted;
use crate::ui::screen::document::Document;
use crate::ui::theme::Role;

use super::{navigate, notice};

/// Characters of the prompt that a named link shows.
const PREVIEW: usize = 60;

/// Copies what the action names; asks first when it holds characters that nobody can see.
pub(super) fn copy(model: &mut Model, action: Action) -> Vec<Effect> {
    let (form, dress) = match action {
        Action::CopyAs(form, dress) => (form, dress),
        _ if model.reader.selection.is_some() => (Form::Selection, Dress::Bare),
        _ => (Form::Record, Dress::Full),
    };
    let Some(text) = text(model, form, dress) else {
        return notice(model, nothing(model, form), Role::Dim);
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

/// Why there is nothing to copy.
fn nothing(model: &Model, form: Form) -> &'static str {
    match form {
        _ if model.reader.document.is_none() => "No record is open, so there is nothing to copy",
        Form::Citation => "No citation is current: c goes to the next one",
        Form::Link => "The data came from standard input: no command can show it again",
        _ => "There is nothing to copy",
    }
}

fn text(model: &Model, form: Form, dress: Dress) -> Option<String> {
    let document = model.reader.document.as_ref()?;
    let record = document.record();
    Some(match (form, dress) {
        (Form::Id, _) => record.id.clone(),
        (Form::Link, Dress::Bare) => command(&model.overview.show, &record.id)?,
        (Form::Link, Dress::Full) => {
            let start: String = record.prompt.chars().take(PREVIEW).collect();
            let command = command(&model.overview.show, &record.id)?;
            format!("{}: {}\n{command}", record.id, start.replace('\n', " "))
        }
        (Form::Selection, dress) => {
            let selection = model.reader.selection?;
            span(document, selection.field, selection.span(), dress)?
        }
        (Form::Chain, dress) => span(document, Field::Cot, Span::new(0, record.cot.len()), dress)?,
        (Form::Citation, Dress::Full) => citation(model, document)?,
        (Form::Citation, Dress::Bare) => cited(model, document)?,
        (Form::Record, Dress::Full) => whole(model, document),
        (Form::Record, Dress::Bare) => {
            let texts = [&record.prompt, &record.cot, &record.answer];
            let texts = texts.into_iter().filter(|text| !text.is_empty()).map(String::as_str);
            texts.collect::<Vec<_>>().join("\n\n")
        }
    })
}

/// A part of a text, as a quotation with its place or alone.
fn span(document: &Document, field: Field, span: Span, dress: Dress) -> Option<String> {
    let text = document.record().field(field);
    let part = text.get(span.range()).filter(|part| !part.is_empty())?;
    if dress == Dress::Bare {
        return Some(part.to_owned());
    }
    let quoted: Vec<String> = part.lines().map(|line| format!("> {line}")).collect();
    // Offsets outside the program count code points, as every JSON output does.
    let start = text[..span.start].chars().count();
    let end = start + part.chars().count();
    let (id, name) = (&document.record().id, field.name());
    Some(format!("{}\n\n{id}, {name} {start}-{end}\n", quoted.join("\n")))
}

/// The words of the current citation and its clause, without any of ours.
fn cited(model: &Model, document: &Document) -> Option<String> {
    let citation = document.loaded.citations.get(model.reader.citation?)?;
    let mut text = document.record().cot.get(citation.span.range())?.to_owned();
    let spec = model.overview.specs.iter().find(|spec| spec.name == citation.spec);
    if let Some(clause) = spec.and_then(|spec| spec.clause(&citation.clause)) {
        text = format!("{text}\n\n{}", clause.text);
    }
    Some(text)
}

/// A citation: what the chain says, and the clause.
fn citation(model: &Model, document: &Document) -> Option<String> {
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
fn whole(model: &Model, document: &Document) -> String {
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

/// The command that shows a record, for any POSIX shell; `None` when the data have no path.
fn command(show: &ShowCommand, id: &str) -> Option<String> {
    let positional: Vec<&str> =
        [id].into_iter().chain(show.paths.iter().map(String::as_str)).collect();
    if show.paths.is_empty() {
        return None;
    }
    let mut words = vec!["cotscope".to_owned(), "show".to_owned()];
    words.extend(show.options.iter().map(|word| quoted(word)));
    if positional.iter().any(|word| word.starts_with('-')) {
        words.push("--".to_owned());
    }
    words.extend(positional.into_iter().map(quoted));
    Some(words.join(" "))
}

/// A word that a POSIX shell takes as it is.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_survives_any_shell() {
        let show = |paths: &[&str]| ShowCommand {
            options: vec!["--spec".into(), "my policy.md".into()],
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
        };
        let cases = [
            ("r1", &["/d/run.jsonl"][..], "cotscope show --spec 'my policy.md' r1 /d/run.jsonl"),
            ("it's $HOME", &["a b"], r"cotscope show --spec 'my policy.md' 'it'\''s $HOME' 'a b'"),
            ("-r1", &["x"], "cotscope show --spec 'my policy.md' -- -r1 x"),
            ("", &["x"], "cotscope show --spec 'my policy.md' '' x"),
            ("ü", &["*.jsonl"], "cotscope show --spec 'my policy.md' 'ü' '*.jsonl'"),
        ];
        for (id, paths, expected) in cases {
            assert_eq!(command(&show(paths), id).as_deref(), Some(expected));
        }
        assert_eq!(command(&show(&[]), "r1"), None, "standard input");
    }
}

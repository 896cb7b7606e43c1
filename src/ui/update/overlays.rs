//! Overlays: opening them, typing into them, what their answers do.

use crate::problem::Problem;
use crate::ui::action::Action;
use crate::ui::backend::review::Request;
use crate::ui::backend::{Change, Task};
use crate::ui::effect::Effect;
use crate::ui::key::Key;
use crate::ui::model::Model;
use crate::ui::overlay::note::NoteEditor;
use crate::ui::overlay::picker::{Choice, Picker};
use crate::ui::overlay::{Answer, Overlay, Prompt, Purpose, Question};
use crate::ui::tabs;
use crate::ui::theme::Role;

use super::{labels, notice, output, places, review, run, saved, searching, tasks};

/// Problems listed in the message log.
const PROBLEMS: usize = 200;

/// A key that is bound to nothing goes into the text.
pub(super) fn edit(model: &mut Model, key: Key) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Search(line)) => {
            line.recalled = None;
            if line.input.key(key) {
                return searching::typed(model);
            }
        }
        Some(Overlay::Filter(line)) => {
            line.input.key(key);
            model.clauses.set_filter(line.input.text());
        }
        Some(Overlay::Prompt(prompt)) => {
            prompt.input.key(key);
        }
        Some(Overlay::Name(prompt)) => {
            prompt.input.key(key);
        }
        Some(Overlay::Picker(picker)) => {
            picker.key(key);
        }
        Some(Overlay::Note(editor)) => editor.key(key),
        Some(Overlay::Form(form)) => form.key(key),
        Some(Overlay::Ask(_)) => return super::ask::key(model, key),
        Some(Overlay::Marks(_)) => {
            return key.typed().map_or_else(Vec::new, |letter| places::lettered(model, letter));
        }
        _ => {}
    }
    Vec::new()
}

/// The terminal's own paste: text, never keys.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Search(line)) => {
            line.input.insert(text);
            return searching::typed(model);
        }
        Some(Overlay::Filter(line)) => {
            line.input.insert(text);
            model.clauses.set_filter(line.input.text());
        }
        Some(Overlay::Prompt(prompt)) => prompt.input.insert(text),
        Some(Overlay::Name(prompt)) => prompt.input.insert(text),
        Some(Overlay::Picker(picker)) => {
            picker.input.insert(text);
            picker.filter();
        }
        Some(Overlay::Note(editor)) => editor.paste(text),
        Some(Overlay::Form(form)) => form.insert(text),
        _ => {}
    }
    Vec::new()
}

/// Opens help or palette.
pub(super) fn picker(model: &mut Model, action: Action) -> Vec<Effect> {
    let context = model.context();
    let picker = if action == Action::Help {
        Picker::help(&model.keymap, context, &model.overview, model.glyphs)
    } else {
        Picker::palette(&model.keymap, context, &model.overview, model.glyphs)
    };
    model.overlays.push(Overlay::Picker(picker));
    Vec::new()
}

/// Opens the message log with what was wrong in the inputs.
pub(super) fn messages(model: &mut Model) -> Vec<Effect> {
    model.overlays.push(Overlay::Messages { top: 0 });
    if model.overview.problems > 0 { vec![Effect::Problems] } else { Vec::new() }
}

/// Problems have come: they stand above the messages, once.
pub(super) fn problems(model: &mut Model, problems: &[Problem]) -> Vec<Effect> {
    for problem in problems.iter().take(PROBLEMS) {
        let text = problem.to_string();
        if !model.messages.iter().any(|message| message.text == text) {
            model.log(text, Role::Warning);
        }
    }
    if problems.len() > PROBLEMS {
        let left = problems.len() - PROBLEMS;
        model.log(format!("and {left} more: `cotscope inspect` lists them all"), Role::Warning);
    }
    Vec::new()
}

/// Opens the note of the record that is open.
pub(super) fn note(model: &mut Model) -> Vec<Effect> {
    if model.overview.readonly.is_some() {
        return labels::send(model, Change::Note(String::new()));
    }
    let Some(document) = &model.reader.document else { return Vec::new() };
    // A note must go to the record that is shown, even while the next one is on its way.
    let Some(ordinal) = model.reader.ordinal else { return Vec::new() };
    let note = document.loaded.labels.note.as_deref().unwrap_or_default();
    let editor = NoteEditor::new(ordinal, &document.record().id, note);
    model.overlays.push(Overlay::Note(Box::new(editor)));
    Vec::new()
}

/// Accept, cancel, yes, no, save, and the lines of a list.
pub(super) fn answer(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::PreviousItem | Action::NextItem => browse(model, action),
        Action::Accept => accept(model),
        Action::Cancel => cancel(model),
        Action::Save => save_note(model),
        _ => decide(model, action == Action::Yes),
    }
}

fn browse(model: &mut Model, action: Action) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Picker(picker)) => {
            picker.move_by(if action == Action::NextItem { 1 } else { -1 });
            Vec::new()
        }
        Some(Overlay::Form(form)) => {
            form.move_by(action == Action::NextItem);
            Vec::new()
        }
        Some(Overlay::Marks(marks)) => {
            marks.move_by(if action == Action::NextItem { 1 } else { -1 });
            Vec::new()
        }
        Some(Overlay::Search(_)) => searching::recall(model, action),
        _ => Vec::new(),
    }
}

fn accept(model: &mut Model) -> Vec<Effect> {
    if let Some(Overlay::Ask(_)) = model.overlays.last() {
        return super::ask::answer(model, Action::Accept);
    }
    if let Some(Overlay::Marks(marks)) = model.overlays.last()
        && let Some(letter) = marks.letter()
    {
        return places::lettered(model, letter);
    }
    match model.overlays.pop() {
        Some(Overlay::Search(line)) => searching::accept(model, &line),
        Some(Overlay::Prompt(prompt)) => typed(model, prompt),
        Some(Overlay::Name(prompt)) => saved::keep(model, prompt),
        Some(Overlay::Form(mut form)) => match form.wish() {
            Ok(wish) => {
                let generation = model.begin(Task::Draw);
                review::ask(model, Request::Draw { generation, wish: Box::new(wish) })
            }
            Err(why) => {
                form.error = Some(why);
                model.overlays.push(Overlay::Form(form));
                Vec::new()
            }
        },
        Some(Overlay::Picker(picker)) => {
            let choice = picker.choice().or_else(|| picker.typed_path().map(Choice::Open));
            choice.map_or_else(Vec::new, |choice| chosen(model, choice))
        }
        _ => Vec::new(),
    }
}

/// A line that was asked for is complete.
fn typed(model: &mut Model, prompt: Prompt) -> Vec<Effect> {
    let text = prompt.input.text();
    match prompt.purpose {
        Purpose::Export(ordinals) => output::export(model, text, ordinals),
        Purpose::Extend(path) => review::extend(model, path, text),
        Purpose::Reason { record, group, label } => {
            review::decided_because(model, record, group, label, text)
        }
        Purpose::Conflict { ordinal, spec, clause, label } => {
            review::conflict(model, ordinal, spec, clause, label, text)
        }
    }
}

/// The chosen line of a list.
fn chosen(model: &mut Model, choice: Choice) -> Vec<Effect> {
    match choice {
        Choice::Run(action) => run(model, action, None),
        Choice::Tab(at) => vec![Effect::Tab(tabs::Request::Go(at))],
        Choice::Open(path) => {
            let effects = notice(model, format!("Opening {path}"), Role::Dim);
            [effects, vec![Effect::Tab(tabs::Request::Open(path))]].concat()
        }
        Choice::Elsewhere { name, places } => {
            notice(model, format!("{name} does nothing here; it works in: {places}"), Role::Dim)
        }
    }
}

fn cancel(model: &mut Model) -> Vec<Effect> {
    if let Some(Overlay::Ask(_)) = model.overlays.last() {
        return super::ask::answer(model, Action::Cancel);
    }
    match model.overlays.pop() {
        Some(Overlay::Search(line)) => searching::cancel(model, line),
        Some(Overlay::Filter(line)) => {
            model.clauses.set_filter(&line.before);
            Vec::new()
        }
        Some(Overlay::Facets(facets)) => vec![Effect::Stop(Task::Facets, facets.generation + 1)],
        Some(Overlay::Note(editor)) if editor.changed() => {
            model.overlays.push(Overlay::Note(editor));
            model.overlays.push(Overlay::Question(Question {
                text: "The note is not saved. Save it?".into(),
                yes_means: "save",
                no_means: "throw away",
                yes: Answer::SaveNote,
                no: Answer::DiscardNote,
            }));
            Vec::new()
        }
        Some(_) => Vec::new(),
        None => {
            model.reader.selection = None;
            Vec::new()
        }
    }
}

fn save_note(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Note(editor)) = model.overlays.pop() else { return Vec::new() };
    if !editor.changed() {
        return Vec::new();
    }
    labels::send_for(model, editor.ordinal, Change::Note(editor.text()))
}

fn decide(model: &mut Model, yes: bool) -> Vec<Effect> {
    let Some(Overlay::Question(question)) = model.overlays.pop() else { return Vec::new() };
    match if yes { question.yes } else { question.no } {
        Answer::Nothing => Vec::new(),
        Answer::Overwrite { ordinals, path } => output::write(model, ordinals, path, true),
        Answer::ExportTo { ordinals, path } => output::ask_where(model, ordinals, &path),
        Answer::SaveNote => save_note(model),
        Answer::DiscardNote => {
            model.overlays.pop();
            Vec::new()
        }
        Answer::Copy(text) => vec![Effect::Copy(text)],
        Answer::Bulk { ordinals, label } => {
            let generation = model.begin(Task::Bulk);
            review::ask(model, Request::Bulk { generation, ordinals, label })
        }
        Answer::Stop(task) => tasks::stop_background(model, task),
        Answer::Quit => vec![Effect::Quit],
    }
}

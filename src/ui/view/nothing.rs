//! Why there is nothing to see, and what to do about it.

use crate::ui::action::Action;
use crate::ui::backend::Task;
use crate::ui::model::Model;
use crate::ui::overlay::facets::Refined;
use crate::ui::paint;
use crate::ui::pane::Pane;

use super::tasks;

/// Why no detector has a record.
pub(super) fn tracked(model: &Model) -> &'static [&'static str] {
    if model.working.blind {
        &["You read blind: what people found of the detectors is hidden."]
    } else if !model.track.has_record() {
        &["Adding up what the detectors found."]
    } else if model.overview.indexed && !model.tasks.runs(Task::Suggest) {
        &[
            "No detector has found anything in these records,",
            "which is not to say that all is well.",
        ]
    } else {
        &["The detectors are still looking."]
    }
}

/// Why nothing stands beside the record.
pub(super) fn beside(model: &Model) -> Vec<String> {
    if !model.tasks.runs(Task::Pair) {
        return model
            .sides
            .error
            .iter()
            .flat_map(|text| text.split_inclusive(". "))
            .map(str::to_owned)
            .collect();
    }
    let key = model.keymap.key(Pane::Sides, Action::Back).unwrap_or_default();
    let mut lines = vec!["Looking for what belongs beside this record.".to_owned()];
    lines.extend(tasks::words(model, Task::Pair));
    lines.push(format!("{key} stops."));
    lines
}

/// Why no rater has been compared, and what to do; empty when they were.
pub(super) fn compared(model: &Model) -> Vec<String> {
    let key = |action| model.keymap.key(Pane::Agreement, action).unwrap_or_default();
    if model.working.blind {
        return vec![
            "You read blind, so verdicts and others' labels are hidden.".to_owned(),
            format!("{} shows them,", key(Action::Blind)),
            format!("{} goes back.", key(Action::Back)),
        ];
    }
    if model.agreement.report().is_some() {
        return Vec::new();
    }
    if model.tasks.runs(Task::Compare) {
        return vec!["Reading the ratings.".to_owned(), format!("{} stops.", key(Action::Back))];
    }
    vec![
        "Nothing has been compared.".to_owned(),
        format!("{} compares the raters,", key(Action::OpenRecords)),
        format!("{} goes back.", key(Action::Back)),
    ]
}

/// Why there are no clauses, and what to do; empty when there are.
pub(super) fn counted(model: &Model) -> Vec<String> {
    let key = |action| model.keymap.key(Pane::Clauses, action).unwrap_or_default();
    let lines: [String; 3] = if model.overview.specs.is_empty() {
        [
            "No spec is open, so there are no clauses.".to_owned(),
            "Start with a written policy:".to_owned(),
            "cotscope --spec FILE DATA.jsonl".to_owned(),
        ]
    } else if model.clauses.has_table() {
        return Vec::new();
    } else if model.tasks.runs(Task::Count) {
        [
            "Counting the citations of every clause.".to_owned(),
            format!("{} stops.", key(Action::Back)),
            String::new(),
        ]
    } else {
        [
            "Nothing has been counted.".to_owned(),
            format!("{} counts the citations of every clause,", key(Action::OpenRecords)),
            format!("{} goes back.", key(Action::Back)),
        ]
    };
    lines.into()
}

/// Why nothing is listed, and what to do; `clear` is what clears the search in that pane.
pub(super) fn listed(model: &Model, pane: Pane, clear: Action) -> Vec<String> {
    let key = |action| model.keymap.key(pane, action).unwrap_or_default();
    if !model.search.query.is_empty() {
        let mut lines = vec![
            "No record matches the search".to_owned(),
            format!("{}.", model.search.query),
            format!("{} clears the search,", key(clear)),
            format!("{} changes it.", key(Action::Search)),
        ];
        if model.search.refined.as_ref().is_some_and(Refined::is_on) {
            lines.push(format!("{} shows the switches that are on.", key(Action::Facets)));
        }
        if let Some(queue) = &model.working.queue {
            lines.push(format!("All records are searched, not the queue {} alone.", queue.name));
        }
        if let Some(doubt) = &model.search.doubt {
            lines.push(format!("Note: {}.", doubt.message));
        }
        if !model.overview.indexed {
            lines.push("The index is not complete yet.".to_owned());
        }
        return lines;
    }
    if model.tasks.runs(Task::Load) {
        let mut lines = vec!["Reading the data.".to_owned()];
        lines.extend(tasks::words(model, Task::Load).filter(|words| words.contains(' ')));
        return lines;
    }
    if model.overview.problems > 0 {
        let problems = paint::counted(model.overview.problems, "problem");
        return vec![
            format!("No record could be read: {problems}."),
            format!("{} shows what was wrong and where,", key(Action::Messages)),
            format!("{} reads the data again.", key(Action::Reopen)),
        ];
    }
    let mut lines = vec!["No records.".to_owned()];
    lines.push("Open a file with records:".to_owned());
    lines.push("cotscope FILE.jsonl".to_owned());
    lines
}

/// What is wrong with the record, and how to go on.
fn unreadable(model: &Model, error: &str) -> Vec<String> {
    let key = |action| model.keymap.key(Pane::Reader, action).unwrap_or_default();
    vec![
        "This record could not be read.".to_owned(),
        format!("{error}."),
        format!("{} reads the data again and stays here,", key(Action::Reopen)),
        format!("{} goes on to the next record.", key(Action::NextRecord)),
    ]
}

/// Why the reader is empty. Where no list beside it says why nothing is listed, it does.
pub(super) fn open(model: &Model) -> Vec<String> {
    if let Some(error) = &model.reader.error {
        return unreadable(model, error);
    }
    if model.reader.opening.is_some() {
        return vec!["Opening it.".to_owned()];
    }
    if model.layout().list.is_none() && model.list.len() == 0 {
        return listed(model, Pane::Reader, Action::ClearSearch);
    }
    vec!["No record is open.".to_owned()]
}

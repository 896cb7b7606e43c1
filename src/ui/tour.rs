//! The tour of `cotscope demo`: six things to do, in any order. It watches, it never asks for a key
//! of its own, and nothing waits for it.

use super::action::Action;
use super::event::Event;
use super::keymap::Keymap;
use super::model::Model;
use super::pane::Pane;

/// Rows that it takes at the bottom of the screen.
pub(crate) const ROWS: u16 = 2;

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Open,
    Cite,
    Search,
    Label,
    Undo,
    Export,
}

impl Step {
    pub(crate) const ALL: [Step; 6] =
        [Step::Open, Step::Cite, Step::Search, Step::Label, Step::Undo, Step::Export];

    /// What to do, and what there is to see in it.
    fn text(self, key: impl Fn(Pane, Action) -> String) -> [String; 2] {
        let reader = |action| key(Pane::Reader, action);
        let (first, second) = match self {
            Step::Open => (
                format!("{} opens the record under the cursor.", key(Pane::List, Action::Open)),
                "A record: a prompt, the chain of thought behind the answer, the answer.",
            ),
            Step::Cite => (
                format!("{} goes to the next citation of a clause.", reader(Action::NextCitation)),
                "The sign at the margin says how it is cited; s shows the clause.",
            ),
            Step::Search => (
                format!("{} searches: type palter* and press Enter.", reader(Action::Search)),
                "Results come while you type; clause:paltering finds its citations.",
            ),
            Step::Label => (
                format!("{} labels the record.", reader(Action::Label(2))),
                "The tick means that it is on disk; the line above shows the keys.",
            ),
            Step::Undo => (
                format!("{} takes the label back.", reader(Action::Undo)),
                "As often as you like; the log keeps what was undone.",
            ),
            Step::Export => (
                format!("{} and Enter write what is listed to a file.", reader(Action::Export)),
                "With labels, notes, evidence and citations; .csv is a spreadsheet.",
            ),
        };
        [first, second.to_owned()]
    }
}

/// What has been done so far.
#[derive(Debug, Default)]
pub(crate) struct Tour {
    done: Vec<Step>,
}

impl Tour {
    /// What is to be done next; `None` after the last.
    pub(crate) fn next(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| !self.done.contains(step))
    }

    pub(crate) fn done(&self) -> usize {
        self.done.len()
    }

    fn tick(&mut self, step: Step) {
        if !self.done.contains(&step) {
            self.done.push(step);
        }
    }

    /// The two lines, with the keys as they are bound.
    pub(crate) fn lines(&self, keymap: &Keymap) -> [String; 2] {
        let key = |pane: Pane, action| keymap.key(pane, action).unwrap_or_default();
        match self.next() {
            Some(step) => step.text(key),
            None => [
                "That was the tour.".to_owned(),
                format!(
                    "{} shows the keys of where you are, {} every action by name.",
                    key(Pane::Reader, Action::Help),
                    key(Pane::Reader, Action::Palette)
                ),
            ],
        }
    }
}

/// The step that an event alone shows to be done.
pub(crate) fn shown_by(event: &Event) -> Option<Step> {
    match event {
        Event::Labelled(Ok(saved)) if saved.given.is_some() => Some(Step::Label),
        Event::TookBack { redo: false, result: Ok(Some(_)) } => Some(Step::Undo),
        Event::Exported { result: Ok(_), .. } => Some(Step::Export),
        _ => None,
    }
}

/// Ticks off what has been done.
pub(crate) fn proceed(model: &mut Model, shown: Option<Step>) {
    let reading = model.focus == Pane::Reader && model.reader.document.is_some();
    let cited = model.reader.citation.is_some();
    let searched = !model.search.query.is_empty() && model.overlays.is_empty();
    let Some(tour) = &mut model.tour else { return };
    let seen = [(reading, Step::Open), (cited, Step::Cite), (searched, Step::Search)];
    let seen = seen.into_iter().filter(|(done, _)| *done).map(|(_, step)| step);
    seen.chain(shown).for_each(|step| tour.tick(step));
}

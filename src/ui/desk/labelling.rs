//! Changes of labels, made and taken back.

use crate::label;
use crate::label::view::Step;
use crate::session::labels::Labels;
use crate::ui::backend::{Command, Given, LabelDesk, NotSaved, Saved};

use super::Desk;
use super::labels::{Decision, decision, label_state, not_saved};

impl LabelDesk for Desk {
    fn label(&self, command: &Command) -> Result<Saved, NotSaved> {
        let record = self
            .session
            .record(command.ordinal)
            .map_err(|error| NotSaved { waiting: 0, reason: error.to_string() })?;
        let mut labels = self.session.labels();
        let before = labels.visible(&record.id);
        let mut done = decision(&labels, &record, &command.change, command.from_queue);
        let what = std::mem::take(&mut done.what);
        labels.decide(&record, what, command.from_queue).map_err(|error| self.not_saved(error))?;
        let opens = labels.visible(&record.id).shows_more_than(&before);
        Ok(Saved { opens, ..self.changed(&labels, command.ordinal, done) })
    }

    fn undo(&self) -> Result<Option<Saved>, NotSaved> {
        self.step(Labels::undo, "undid the last decision")
    }

    fn redo(&self) -> Result<Option<Saved>, NotSaved> {
        self.step(Labels::redo, "redid the decision")
    }
}

impl Desk {
    /// How a record stands once something about it is on disk.
    pub(super) fn saved(&self, labels: &Labels, ordinal: usize, summary: String) -> Saved {
        let record = self.session.record(ordinal).ok();
        Saved {
            ordinal,
            labels: record.as_deref().map(|record| label_state(labels, record)).unwrap_or_default(),
            summary,
            labelled: self.session.labelled(labels),
            progress: labels.progress(),
            ..Saved::default()
        }
    }

    /// The same after a step back or forth.
    pub(super) fn stepped(
        &self,
        labels: &Labels,
        ordinal: usize,
        verb: &str,
        step: &Step,
    ) -> Saved {
        let others = step.records > 1;
        let summary = match others {
            true => format!("{verb} on {} records", step.records),
            false => format!("{verb} on {}", step.record),
        };
        Saved { others, ..self.saved(labels, ordinal, summary) }
    }

    /// The same after a change.
    pub(super) fn changed(&self, labels: &Labels, ordinal: usize, done: Decision) -> Saved {
        let lacks =
            |given: &Given| labels.scheme.lacks_evidence(&given.group, &given.label, done.spans);
        Saved {
            wants_evidence: done.given.as_ref().is_some_and(lacks),
            given: done.given,
            ..self.saved(labels, ordinal, done.summary)
        }
    }

    /// Has it tried again in the background.
    pub(super) fn not_saved(&self, error: label::NotSaved) -> NotSaved {
        if error.pending > 0 {
            self.session.unsaved();
        }
        not_saved(error)
    }

    /// Takes one step of history and says what it was.
    fn step(
        &self,
        take: fn(&mut Labels) -> Result<Option<Step>, label::NotSaved>,
        verb: &str,
    ) -> Result<Option<Saved>, NotSaved> {
        let mut labels = self.session.labels();
        let taken = take(&mut labels).map_err(|error| self.not_saved(error))?;
        let Some(step) = taken else { return Ok(None) };
        let ordinal = self.session.dataset().find(&step.record).unwrap_or(usize::MAX);
        Ok(Some(self.stepped(&labels, ordinal, verb, &step)))
    }
}

//! The review loop in the screen's words: queues, blindness, decisions, people, disputes.

mod queues;
mod sides;

use std::sync::Arc;

use super::Desk;
use crate::label::event::What;
use crate::label::{Event, Evidence};
use crate::session::Session;
use crate::session::labels::Labels;
use crate::session::review::Revealed;
use crate::session::review::people::{flips_of, people};
use crate::ui::backend::review::{
    Answer, ClauseMark, Decided, QueueView, Request, Reviewing, Shown, Working,
};
use crate::ui::backend::{NotSaved, Ordinals, Saved, Task};

/// How many decisions can be looked back on.
const DECISIONS: usize = 10;

impl Reviewing for Desk {
    fn review(&self, request: Request) -> Answer {
        match request {
            Request::Blind(on) => self.rule(|labels| labels.set_blind(on)),
            Request::AtOnce(on) => self.rule(|labels| labels.set_reveal(on.into())),
            Request::AnswerFirst(on) => self.rule(|labels| labels.set_answer_first(on)),
            Request::LeaveQueue => self.rule(Labels::leave_queue),
            Request::Working => self.rule(|_| ()),
            Request::Reveal(ordinal) => Answer::Revealed { ordinal, result: self.reveal(ordinal) },
            Request::Seen(ordinals) => self.seen(&ordinals),
            Request::Queues => Answer::Queues(self.queues()),
            Request::OpenQueue(path) => Answer::Entered(self.enter(&path)),
            Request::Fields => Answer::Fields(self.session.field_choices()),
            Request::Draw { generation, wish } => Answer::Entered(self.draw(*wish, generation)),
            Request::Extend { generation, path, more } => {
                Answer::Extended(self.extend(&path, more, generation))
            }
            Request::Decisions => Answer::Decisions(self.decisions()),
            Request::TakeBack(event) => Answer::TookBack(self.take_back(&event)),
            Request::Bulk { generation, ordinals, label } => {
                Answer::Bulk(self.bulk(&ordinals, &label, generation))
            }
            Request::People => Answer::People(people(&self.session.labels())),
            Request::Flips(reviewer) => self.flips(reviewer),
            Request::Disputes { group } => Answer::Disputes(self.disputes(&group)),
            Request::Decide { record, group, label, reason } => {
                Answer::Decision(self.decide(&record, &group, &label, &reason))
            }
            Request::Clause(mark) => self.mark_clause(&mark),
            Request::ClauseMarks { spec, clause } => self.clause_marks(spec, clause, Ok(())),
            Request::TakeOver => Answer::TakenOver(self.session.labels().take_over()),
        }
    }
}

/// How the reviewer works now.
pub(super) fn working(session: &Session, labels: &Labels) -> Working {
    let rules = labels.queue_rules();
    Working {
        blind: labels.is_hiding(),
        at_once: rules.reveal == crate::review::Reveal::AtOnce,
        answer_first: rules.answer_first,
        queue: labels.queue().map(|_| view(session, labels)),
    }
}

/// The open queue with the records of the dataset that it means.
fn view(session: &Session, labels: &Labels) -> QueueView {
    let Some(open) = labels.queue() else { return QueueView::default() };
    let dataset = session.dataset();
    let items = open.items();
    let found: Vec<Option<usize>> = items.iter().map(|item| dataset.find(&item.record)).collect();
    let before = open.next(&labels.view, labels.reviewer()).unwrap_or(0);
    QueueView {
        name: open.name.clone(),
        path: std::path::absolute(&open.path)
            .unwrap_or_else(|_| open.path.clone())
            .display()
            .to_string(),
        missing: found.iter().filter(|ordinal| ordinal.is_none()).count(),
        next: found.iter().take(before).flatten().count(),
        records: found.into_iter().flatten().collect(),
        progress: open.progress(&labels.view, labels.reviewer()),
    }
}

impl Desk {
    /// Changes a rule and says which hold now.
    fn rule(&self, change: impl FnOnce(&mut Labels)) -> Answer {
        let mut labels = self.session.labels();
        change(&mut labels);
        Answer::Working(Box::new(working(&self.session, &labels)))
    }

    fn reveal(&self, ordinal: usize) -> Result<Shown, String> {
        let record = self.session.record(ordinal).map_err(|error| error.to_string())?;
        let mut labels = self.session.labels();
        match labels.reveal(&record).map_err(|error| self.not_saved(error).reason)? {
            Revealed::Now | Revealed::Before => Ok(sides::shown(&labels, &record)),
            Revealed::LabelFirst => Err("Label it first: what you say blind is kept".to_owned()),
        }
    }

    fn seen(&self, ordinals: &[usize]) -> Answer {
        let dataset = self.session.dataset();
        let known = ordinals.iter().filter(|&&ordinal| ordinal < dataset.len());
        let ids: Vec<&str> = known.map(|&ordinal| dataset.id(ordinal)).collect();
        if self.session.labels().saw(&ids).is_err() {
            self.session.unsaved();
        }
        Answer::Done
    }

    fn decisions(&self) -> Vec<Decided> {
        let labels = self.session.labels();
        let dataset = self.session.dataset();
        let recent = labels.view.recent(labels.reviewer(), DECISIONS);
        let decided = |event: &Event| Decided {
            event: event.id.to_string(),
            time: event.time,
            record: event.record.to_string(),
            ordinal: dataset.find(&event.record),
            what: said(&labels, event),
            origin: event.drawn.origin.name().to_owned(),
        };
        recent.map(decided).collect()
    }

    fn take_back(&self, event: &str) -> Result<Option<Box<Saved>>, NotSaved> {
        let mut labels = self.session.labels();
        let step = labels.take_back(event).map_err(|error| self.not_saved(error))?;
        let Some(step) = step else { return Ok(None) };
        let ordinal = self.session.dataset().find(&step.record).unwrap_or(usize::MAX);
        Ok(Some(Box::new(self.stepped(&labels, ordinal, "took back a decision", &step))))
    }

    /// Labels in bulk, all of them in one act or, when nobody waits for it any more, none; records
    /// that have the label already keep it.
    fn bulk(
        &self,
        ordinals: &Ordinals,
        id: &str,
        generation: u64,
    ) -> Result<Option<(usize, usize)>, NotSaved> {
        let all: Vec<usize> = match ordinals {
            Ordinals::All => (0..self.session.dataset().len()).collect(),
            Ordinals::Some(some) => some.to_vec(),
        };
        let mut running = self.begin(Task::Bulk, generation);
        let mut records = Vec::with_capacity(all.len());
        for (at, ordinal) in all.iter().enumerate() {
            if running.is_stale() {
                return Ok(None);
            }
            running.at(at, all.len());
            records.extend(self.session.record(*ordinal).ok());
        }
        let mut labels = self.session.labels();
        let Some((group, label)) = labels.scheme.find(id) else { return Ok(None) };
        let (group, label) = (group.clone(), label.id.clone());
        let what = What::Label {
            group: group.id.as_str().into(),
            label: label.as_str().into(),
            choice: group.choice,
            codes: Vec::new(),
            evidence: Vec::new(),
        };
        let lacking: Vec<_> = records
            .iter()
            .filter(|record| !labels.intended(&record.id).has(&label))
            .map(|record| (&**record, what.clone()))
            .collect();
        let count = lacking.len();
        labels.decide_all(lacking).map_err(|error| self.not_saved(error))?;
        Ok(Some((count, self.session.labelled(&labels))))
    }

    fn flips(&self, reviewer: String) -> Answer {
        let flips = flips_of(&self.session.labels(), &reviewer);
        let dataset = self.session.dataset();
        let ordinals = flips.iter().filter_map(|flip| dataset.find(&flip.record)).collect();
        Answer::Flips { reviewer, ordinals }
    }

    fn mark_clause(&self, mark: &ClauseMark) -> Answer {
        let result = self.put_on_clause(mark);
        self.clause_marks(mark.spec.clone(), mark.clause.clone(), result)
    }

    /// Puts the label on the clause, or takes it off where it is.
    fn put_on_clause(&self, mark: &ClauseMark) -> Result<(), NotSaved> {
        let record = mark.ordinal.and_then(|ordinal| self.session.record(ordinal).ok());
        let mut labels = self.session.labels();
        let held = held_on_clause(&labels, &mark.spec, &mark.clause);
        let there = held.iter().find(|(label, other, _)| {
            *label == mark.label && (mark.other.is_none() || *other == mark.other)
        });
        let what = What::Clause {
            spec: mark.spec.as_str().into(),
            clause: mark.clause.as_str().into(),
            label: mark.label.as_str().into(),
            on: there.is_none(),
            other: there.map_or(&mark.other, |(_, other, _)| other).as_deref().map(Arc::from),
            note: None,
        };
        // It is taken off where it was put on: each record has labels on clauses of its own.
        let given_on = there.map(|(_, _, record)| record.clone());
        let home = given_on.and_then(|id| self.session.dataset().find(&id));
        let home = home.and_then(|ordinal| self.session.record(ordinal).ok());
        let record = if there.is_some() { home } else { record };
        let saved = match record {
            Some(record) => labels.decide(&record, vec![what], false),
            None => labels.decide_clause(what),
        };
        saved.map_err(|error| self.not_saved(error))
    }

    fn clause_marks(&self, spec: String, clause: String, result: Result<(), NotSaved>) -> Answer {
        let held = held_on_clause(&self.session.labels(), &spec, &clause);
        let marks = held.into_iter().map(|(label, other, _)| (label, other)).collect();
        Answer::ClauseMarks { spec, clause, marks: result.map(|()| marks) }
    }
}

/// The reviewer's own labels on a clause: label, the other clause, the record that was being read.
fn held_on_clause(
    labels: &Labels,
    spec: &str,
    clause: &str,
) -> Vec<(String, Option<String>, String)> {
    let own = labels.view.clause_labels().filter(|(who, _, _)| ***who == *labels.reviewer());
    let on_it = own.filter(|(_, _, held)| *held.spec == *spec && *held.clause == *clause);
    on_it
        .map(|(_, record, held)| {
            let other = held.other.as_deref().map(str::to_owned);
            (held.label.to_string(), other, record.to_string())
        })
        .collect()
}

/// A decision in a few words.
fn said(labels: &Labels, event: &Event) -> String {
    let name = |group: &str, id: &str| {
        let label = labels.scheme.group(group).and_then(|group| group.label(id));
        label.map_or_else(|| id.to_owned(), |label| label.name.clone())
    };
    let spans = |evidence: &[Evidence]| match evidence.len() {
        0 => String::new(),
        1 => ", 1 span".to_owned(),
        number => format!(", {number} spans"),
    };
    match &event.what {
        What::Label { group, label, codes, evidence, .. } => {
            let codes: String = codes.iter().map(|code| format!(", {code}")).collect();
            format!("{}{codes}{}", name(group, label), spans(evidence))
        }
        What::Clear { group, label } => format!("{} removed", name(group, label)),
        What::Evidence { evidence, .. } => format!("evidence{}", spans(evidence)),
        What::Flag { on: true, .. } => "flagged".to_owned(),
        What::Flag { .. } => "flag removed".to_owned(),
        What::Note { text } if text.is_empty() => "note removed".to_owned(),
        What::Note { text } => format!("note: {text}"),
        What::Skip => "skipped".to_owned(),
        What::Clause { clause, label, on, .. } => {
            format!("clause {clause}: {label}{}", if *on { "" } else { " removed" })
        }
        What::Adjudicate { group, label, .. } => format!("decided: {}", name(group, label)),
        What::Suggestion { flag, accepted, evidence, .. } => {
            let found = labels.scheme.find(flag);
            let flag = found.map_or(&**flag, |(_, label)| label.name.as_str());
            let word = if *accepted { "accepted" } else { "dismissed" };
            format!("{flag} {word}{}", spans(evidence))
        }
        other => other.kind().to_owned(),
    }
}

//! What everybody says about a record, and deciding between them.

use serde_json::Value;

use crate::label::event::What;
use crate::label::view::{Held, State};
use crate::record::Record;
use crate::review::disputes;
use crate::session::labels::Labels;
use crate::ui::backend::NotSaved;
use crate::ui::backend::review::{Disputed, Shown, Side};
use crate::ui::desk::Desk;

/// What there is to be seen of a record once it may be.
pub(super) fn shown(labels: &Labels, record: &Record) -> Shown {
    let me = labels.reviewer();
    let states = labels.states(&record.id);
    let kept = labels.view.kept(&record.id, me).and_then(|kept| kept.before_reveal.as_ref());
    Shown {
        judges: record.judges.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        others: states
            .into_iter()
            .filter(|(who, state)| *who != me && !state.is_empty())
            .map(|(who, state)| side(labels, who, state, None))
            .collect(),
        before: kept
            .map_or_else(Vec::new, |held| held.iter().map(|held| in_words(labels, held)).collect()),
    }
}

/// A judge's value as people read it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(parts) => {
            let parts: Vec<String> =
                parts.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
            parts.join(", ")
        }
        other => other.to_string(),
    }
}

/// One reviewer's side; only the labels of `group` where one is named.
fn side(labels: &Labels, who: &str, state: &State, group: Option<&str>) -> Side {
    let held =
        || state.labels.iter().filter(|held| group.is_none_or(|group| *held.group == *group));
    let evidence = held().flat_map(|held| &held.evidence).chain(&state.evidence);
    Side {
        reviewer: who.to_owned(),
        labels: held().map(|held| in_words(labels, held)).collect(),
        ids: held().map(|held| held.label.to_string()).collect(),
        evidence: evidence.map(|span| (span.field, span.text.to_string())).collect(),
        note: state.note.as_deref().map(str::to_owned),
    }
}

/// A label with its codes.
fn in_words(labels: &Labels, held: &Held) -> String {
    let label = labels.scheme.group(&held.group).and_then(|group| group.label(&held.label));
    let name = label.map_or(&*held.label, |label| &label.name);
    let code = |id: &str| {
        let known = label.and_then(|label| label.codes.iter().find(|code| code.id == *id));
        known.map_or_else(|| id.to_owned(), |code| code.name.to_lowercase())
    };
    let codes: Vec<String> = held.codes.iter().map(|id| code(id)).collect();
    if codes.is_empty() { name.to_owned() } else { format!("{name}: {}", codes.join(", ")) }
}

impl Desk {
    /// Everybody's sides of the records in dispute. Not for somebody who is to be blind to them.
    pub(super) fn disputes(&self, group: &str) -> Result<Vec<Disputed>, String> {
        let labels = self.session.labels();
        if labels.queue().is_some() && labels.is_hiding() {
            return Err("You work blind in a queue: leave it first, then look at disputes".into());
        }
        let dataset = self.session.dataset();
        let disputed = |dispute: crate::review::Dispute| {
            let states = labels.states(&dispute.record);
            let sides =
                states.into_iter().filter(|(_, state)| state.in_group(group).next().is_some());
            let decision = labels.view.decision(&dispute.record, group);
            Disputed {
                ordinal: dataset.find(&dispute.record),
                sides: sides.map(|(who, state)| side(&labels, who, state, Some(group))).collect(),
                decision: decision.map(|(who, decision)| {
                    (
                        who.to_string(),
                        in_words(&labels, &decision.held),
                        decision.reason.to_string(),
                    )
                }),
                score: dispute.score,
                record: dispute.record,
            }
        };
        Ok(disputes(&labels.view, group).into_iter().map(disputed).collect())
    }

    /// Decides a dispute. The decision takes over the evidence of those who are found right.
    pub(super) fn decide(
        &self,
        record: &str,
        group: &str,
        label: &str,
        reason: &str,
    ) -> Result<(), NotSaved> {
        let failed = |reason: String| NotSaved { waiting: 0, reason };
        let ordinal = self.session.dataset().find(record);
        let ordinal = ordinal.ok_or_else(|| failed(format!("{record} is not in the data")))?;
        let record = self.session.record(ordinal).map_err(|why| failed(why.to_string()))?;
        let mut labels = self.session.labels();
        let (mut codes, mut evidence) = (Vec::new(), Vec::new());
        for (_, state) in labels.view.states(&record.id) {
            for held in state.in_group(group).filter(|held| *held.label == *label) {
                codes.extend(held.codes.iter().cloned());
                evidence.extend(held.evidence.iter().cloned());
            }
        }
        codes.sort();
        codes.dedup();
        evidence.sort_by_key(|span| (span.field, span.start, span.end));
        evidence.dedup();
        let what = What::Adjudicate {
            group: group.into(),
            label: label.into(),
            codes,
            evidence,
            reason: reason.into(),
        };
        labels.adjudicate(&record, what).map_err(|error| self.not_saved(error))
    }
}

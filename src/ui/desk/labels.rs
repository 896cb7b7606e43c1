//! Labels in the screen's words: what is set, and which events a change means.

use crate::detector::Suggestion;
use crate::label::event::Located;
use crate::label::scheme::UNSURE;
use crate::label::view::State;
use crate::label::{self, Choice, Shown, What};
use crate::record::{Field, Record};
use crate::session::labels::Labels;
use crate::text::Span;
use crate::ui::backend::{Change, Evidence, LabelDef, LabelState, Marks, NotSaved, Weighed};

/// The name of the flag behind the key `f`.
const FLAG: &str = "flag";

pub(super) fn label_defs(labels: &Labels) -> Vec<LabelDef> {
    let at_hand = labels.scheme.at_hand().flat_map(|group| &group.labels);
    at_hand
        .filter_map(|label| {
            let key =
                label.key.as_deref()?.chars().next().filter(|key| ('1'..='9').contains(key))?;
            Some(LabelDef {
                key,
                id: label.id.clone(),
                name: label.name.clone(),
                help: label.help.clone(),
            })
        })
        .collect()
}

pub(super) fn marks(state: &State) -> Marks {
    let letters = state
        .labels
        .iter()
        .filter(|held| &*held.label != UNSURE)
        .filter_map(|held| held.label.chars().next())
        .flat_map(char::to_uppercase)
        .collect();
    Marks {
        letters,
        unsure: state.has(UNSURE),
        skipped: state.skipped,
        flagged: !state.flags.is_empty(),
        noted: state.note.is_some(),
    }
}

pub(super) fn label_state(labels: &Labels, record: &Record) -> LabelState {
    let Some(state) = labels.own(&record.id) else { return LabelState::default() };
    let located = |evidence: &label::Evidence, label: Option<&str>| {
        let span = match evidence.locate(record.field(evidence.field)) {
            Located::Same(span) | Located::Moved(span) => span,
            Located::Gone => return None,
        };
        Some(Evidence { label: label.map(str::to_owned), field: evidence.field, span })
    };
    let mut evidence: Vec<Evidence> =
        state.evidence.iter().filter_map(|one| located(one, None)).collect();
    for held in &state.labels {
        evidence.extend(held.evidence.iter().filter_map(|one| located(one, Some(&held.label))));
    }
    let named = state.labels.iter().filter(|held| &*held.label != UNSURE);
    LabelState {
        labels: named.map(|held| held.label.to_string()).collect(),
        unsure: state.has(UNSURE),
        skipped: state.skipped,
        flagged: !state.flags.is_empty(),
        note: state.note.as_deref().map(str::to_owned),
        evidence,
        suggestions: state.suggestions.iter().filter_map(|one| weighed(one, record)).collect(),
    }
}

/// A word on a suggestion, if its words are still there.
fn weighed(one: &label::view::Weighed, record: &Record) -> Option<Weighed> {
    let evidence = one.evidence.first()?;
    let (Located::Same(span) | Located::Moved(span)) =
        evidence.locate(record.field(evidence.field))
    else {
        return None;
    };
    Some(Weighed {
        flag: one.flag.to_string(),
        detector: one.detector.to_string(),
        place: (evidence.field, span),
        accepted: one.accepted,
    })
}

/// The events that a change means, and what to call it.
pub(super) fn decision(labels: &Labels, record: &Record, change: &Change) -> (Vec<What>, String) {
    let empty = State::default();
    let own = labels.own(&record.id).unwrap_or(&empty);
    match change {
        Change::Label { id, evidence } => label_events(labels, record, own, id, *evidence),
        Change::Unsure => label_events(labels, record, own, UNSURE, None),
        Change::Skip => (vec![What::Skip], "skipped".to_owned()),
        Change::Flag => {
            let on = !own.flags.iter().any(|flag| &**flag == FLAG);
            let summary = if on { "flagged" } else { "flag removed" };
            (vec![What::Flag { name: FLAG.into(), on }], summary.to_owned())
        }
        Change::Note(text) => {
            let summary = if text.is_empty() { "note removed" } else { "note saved" };
            (vec![What::Note { text: text.as_str().into() }], summary.to_owned())
        }
        Change::Evidence(field, span) => {
            let new = label::Evidence::new(*field, record.field(*field), *span);
            let (of, mut evidence) = match own.labels.last() {
                Some(held) => {
                    (Some((held.group.clone(), held.label.clone())), held.evidence.clone())
                }
                None => (None, own.evidence.clone()),
            };
            evidence.push(new);
            (vec![What::Evidence { of, evidence }], "evidence added".to_owned())
        }
        Change::Weigh { suggestion, accepted } => weigh(labels, record, own, suggestion, *accepted),
        Change::Reveal => {
            let shown = vec![Shown::Judge, Shown::Others, Shown::Suggestions];
            (vec![What::Reveal { shown }], "revealed".to_owned())
        }
    }
}

/// The reviewer's word on a suggestion; a label goes with it when it is accepted.
fn weigh(
    labels: &Labels,
    record: &Record,
    own: &State,
    suggestion: &Suggestion,
    accepted: bool,
) -> (Vec<What>, String) {
    let flag = suggestion.flag.name();
    let place = (suggestion.field, suggestion.span);
    let text = record.field(suggestion.field);
    let word = What::Suggestion {
        flag: flag.into(),
        detector: suggestion.detector.as_str().into(),
        version: suggestion.version.as_str().into(),
        accepted,
        evidence: vec![label::Evidence::new(suggestion.field, text, suggestion.span)],
    };
    if !accepted {
        return (vec![word], format!("{flag} dismissed"));
    }
    let (label, summary) = label_events(labels, record, own, flag, Some(place));
    if label.is_empty() {
        return (label, summary); // the scheme has no such label
    }
    ([vec![word], label].concat(), format!("{summary} accepted"))
}

fn label_events(
    labels: &Labels,
    record: &Record,
    own: &State,
    id: &str,
    evidence: Option<(Field, Span)>,
) -> (Vec<What>, String) {
    let Some((group, label)) = labels.scheme.find(id) else {
        return (Vec::new(), format!("the scheme has no label {id}"));
    };
    let held = own.in_group(&group.id).find(|held| *held.label == *label.id);
    if held.is_some() && evidence.is_none() {
        let clear = What::Clear { group: group.id.as_str().into(), label: id.into() };
        return (vec![clear], format!("{} removed", label.name));
    }
    // Correcting a label keeps what it rests on: the spans were found for the record.
    let corrected = own.in_group(&group.id).next().filter(|_| group.choice == Choice::Single);
    let mut spans = held.or(corrected).map(|held| held.evidence.clone()).unwrap_or_default();
    spans.extend(
        evidence.map(|(field, span)| label::Evidence::new(field, record.field(field), span)),
    );
    let event = What::Label {
        group: group.id.as_str().into(),
        label: id.into(),
        choice: group.choice,
        codes: held.map(|held| held.codes.clone()).unwrap_or_default(),
        evidence: spans,
    };
    (vec![event], label.name.clone())
}

pub(super) fn not_saved(error: label::NotSaved) -> NotSaved {
    NotSaved { waiting: error.pending, reason: error.reason }
}

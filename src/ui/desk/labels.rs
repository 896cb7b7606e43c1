//! Labels in the screen's words: what is set, and which events a change means.

use std::sync::Arc;

use crate::detector::Suggestion;
use crate::label::event::Located;
use crate::label::scheme::{Group, Label, UNSURE};
use crate::label::view::{Held, State};
use crate::label::{self, Choice, What};
use crate::record::{Field, Record};
use crate::session::labels::Labels;
use crate::text::Span;
use crate::ui::backend::{Change, Evidence, Given, LabelDef, LabelState, Marks, NotSaved, Weighed};

/// Labels that the table of actions has places for.
const MOST: usize = 9;
/// The name of the flag behind the key `f`.
const FLAG: &str = "flag";

/// The labels at hand that have a place in the table of actions, in the order of the scheme.
pub(super) fn label_defs(labels: &Labels) -> Vec<LabelDef> {
    let at_hand = labels.scheme.at_hand().flat_map(|group| &group.labels);
    let def = |label: &Label| LabelDef {
        key: label.key.clone().unwrap_or_default(),
        id: label.id.clone(),
        name: label.name.clone(),
        help: label.help.clone(),
    };
    at_hand.filter(|label| label.id != UNSURE).take(MOST).map(def).collect()
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
        given: state.labels.iter().map(given).collect(),
        on_answer: state.answer_labels.iter().map(|held| held.label.to_string()).collect(),
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

fn given(held: &Held) -> Given {
    Given {
        group: held.group.to_string(),
        label: held.label.to_string(),
        codes: held.codes.iter().map(ToString::to_string).collect(),
    }
}

/// What a change comes to.
#[derive(Default)]
pub(super) struct Decision {
    /// The events; none when there is nothing to do.
    pub(super) what: Vec<What>,
    /// What to call it.
    pub(super) summary: String,
    /// The label that it sets.
    pub(super) given: Option<Given>,
    /// How many spans that label has then.
    pub(super) spans: usize,
}

impl Decision {
    fn new(what: What, summary: impl Into<String>) -> Self {
        Self { what: vec![what], summary: summary.into(), ..Self::default() }
    }

    fn nothing(why: String) -> Self {
        Self { summary: why, ..Self::default() }
    }
}

/// The events that a change means, and what to call it. It starts from everything that was decided,
/// also from what still waits to be saved.
pub(super) fn decision(
    labels: &Labels,
    record: &Record,
    change: &Change,
    from_queue: bool,
) -> Decision {
    let own = labels.intended(&record.id);
    let setting = Setting { labels, record, own: &own, from_queue };
    match change {
        Change::Label { id, evidence } => match labels.scheme.find(id) {
            Some((group, label)) => setting.label(group, label, *evidence),
            None => Decision::nothing(format!("the scheme has no label {id}")),
        },
        Change::Choose { group, label } => {
            let found = labels.scheme.group(group);
            match found.and_then(|group| Some((group, group.label(label)?))) {
                Some((group, label)) => setting.label(group, label, None),
                None => Decision::nothing(format!("the scheme has no label {group}/{label}")),
            }
        }
        Change::Code { group, label, code } => setting.code(group, label, code),
        Change::Unsure => match labels.scheme.find(UNSURE) {
            Some((group, label)) => setting.label(group, label, None),
            None => Decision::nothing("the scheme has no label for it".to_owned()),
        },
        Change::Skip => Decision::new(What::Skip, "skipped"),
        Change::Flag => {
            let on = !own.flags.iter().any(|flag| &**flag == FLAG);
            let what = What::Flag { name: FLAG.into(), on };
            Decision::new(what, if on { "flagged" } else { "flag removed" })
        }
        Change::Note(text) => {
            let summary = if text.is_empty() { "note removed" } else { "note saved" };
            Decision::new(What::Note { text: text.as_str().into() }, summary)
        }
        Change::Evidence(field, span) => setting.evidence(*field, *span),
        Change::Weigh { suggestion, accepted } => setting.weigh(suggestion, *accepted),
    }
}

/// A record whose labels change.
struct Setting<'a> {
    labels: &'a Labels,
    record: &'a Record,
    own: &'a State,
    from_queue: bool,
}

impl Setting<'_> {
    fn span(&self, (field, span): (Field, Span)) -> label::Evidence {
        label::Evidence::new(field, self.record.field(field), span)
    }

    /// The labels that hold in the phase that the reviewer is in.
    fn held(&self) -> &[Held] {
        match self.labels.visible(&self.record.id).chain {
            true => &self.own.labels,
            false => &self.own.answer_labels,
        }
    }

    /// Sets a label, or takes it off when it is set and nothing is added to it.
    fn label(&self, group: &Group, label: &Label, evidence: Option<(Field, Span)>) -> Decision {
        let of_group = || self.held().iter().filter(|held| *held.group == *group.id);
        let held = of_group().find(|held| *held.label == *label.id);
        let (group_id, label_id) = (group.id.as_str(), label.id.as_str());
        if held.is_some_and(|held| evidence.is_none() && !self.is_confirmed_by(held)) {
            let clear = What::Clear { group: group_id.into(), label: label_id.into() };
            return Decision::new(clear, format!("{} removed", label.name));
        }
        // Correcting a label keeps what it rests on: the spans were found for the record.
        let corrected = of_group().next().filter(|_| group.choice == Choice::Single);
        let waiting = || &self.own.evidence;
        let mut spans =
            held.or(corrected).map_or_else(|| waiting().clone(), |h| h.evidence.clone());
        spans.extend(evidence.map(|place| self.span(place)));
        let codes = held.map(|held| held.codes.clone()).unwrap_or_default();
        self.set(group, label, codes, spans)
    }

    /// A label that was given outside the open queue is not taken off by giving it again in the
    /// queue, but given in the queue.
    fn is_confirmed_by(&self, held: &Held) -> bool {
        let Some(queue) = self.labels.queue().filter(|_| self.from_queue) else { return false };
        let event = self.labels.view.event(&held.event);
        event.is_some_and(|event| event.drawn.queue.as_deref() != Some(queue.id.as_str()))
    }

    fn set(
        &self,
        group: &Group,
        label: &Label,
        codes: Vec<Arc<str>>,
        evidence: Vec<label::Evidence>,
    ) -> Decision {
        let given = Given {
            group: group.id.clone(),
            label: label.id.clone(),
            codes: codes.iter().map(ToString::to_string).collect(),
        };
        let spans = evidence.len();
        let what = What::Label {
            group: group.id.as_str().into(),
            label: label.id.as_str().into(),
            choice: group.choice,
            codes,
            evidence,
        };
        Decision { given: Some(given), spans, ..Decision::new(what, label.name.clone()) }
    }

    /// Adds a code to a label that holds, or takes it away.
    fn code(&self, group: &str, label: &str, code: &str) -> Decision {
        let found = self.labels.scheme.group(group);
        let found = found.and_then(|group| Some((group, group.label(label)?)));
        let is_it = |held: &&Held| *held.group == *group && *held.label == *label;
        let held = self.held().iter().find(is_it);
        let (Some((group, label)), Some(held)) = (found, held) else {
            return Decision::nothing(format!("{label} is not set"));
        };
        let mut codes = held.codes.clone();
        let had = codes.len();
        codes.retain(|known| **known != *code);
        let adds = codes.len() == had;
        codes.extend(adds.then(|| Arc::from(code)));
        let name = label.codes.iter().find(|known| known.id == code);
        let name = name.map_or(code, |known| &known.name);
        let verb = if adds { "" } else { " removed" };
        let decision = self.set(group, label, codes, held.evidence.clone());
        Decision { summary: format!("{}: {name}{verb}", label.name), given: None, ..decision }
    }

    /// The reviewer's word on a suggestion; a label goes with it when it is accepted.
    fn weigh(&self, suggestion: &Suggestion, accepted: bool) -> Decision {
        let flag = suggestion.flag.name();
        let place = (suggestion.field, suggestion.span);
        let word = What::Suggestion {
            flag: flag.into(),
            detector: suggestion.detector.as_str().into(),
            version: suggestion.version.as_str().into(),
            accepted,
            evidence: vec![self.span(place)],
        };
        if !accepted {
            let mut decision = Decision::new(word, format!("{flag} dismissed"));
            decision.what.extend(self.taken_back(suggestion));
            return decision;
        }
        let Some((group, label)) = self.labels.scheme.find(flag) else {
            return Decision::nothing(format!("the scheme has no label {flag}"));
        };
        let mut decision = self.label(group, label, Some(place));
        decision.what.insert(0, word);
        Decision { summary: format!("{} accepted", label.name), ..decision }
    }

    /// What becomes of the label that came with a suggestion which is no longer accepted: it stays on
    /// its other evidence, and goes when there is none.
    fn taken_back(&self, suggestion: &Suggestion) -> Option<What> {
        let flag = suggestion.flag.name();
        let words = self.span((suggestion.field, suggestion.span));
        let is_it = |old: &label::view::Weighed| {
            *old.flag == *flag
                && *old.detector == *suggestion.detector
                && old.evidence.first() == Some(&words)
        };
        let was_accepted = self.own.suggestions.iter().any(|old| is_it(old) && old.accepted);
        let (group, label) = self.labels.scheme.find(flag).filter(|_| was_accepted)?;
        let held = self.held().iter().find(|held| held.is(&group.id, &label.id))?;
        let mut evidence = held.evidence.clone();
        evidence.retain(|one| *one != words);
        if evidence.len() == held.evidence.len() {
            return None; // the label no longer rests on it
        }
        let (group, label) = (held.group.clone(), held.label.clone());
        Some(match evidence.is_empty() {
            true => What::Clear { group, label },
            false => What::Evidence { of: Some((group, label)), evidence },
        })
    }

    fn evidence(&self, field: Field, span: Span) -> Decision {
        let new = self.span((field, span));
        let (of, mut evidence) = match self.own.labels.last() {
            Some(held) => (Some((held.group.clone(), held.label.clone())), held.evidence.clone()),
            None => (None, self.own.evidence.clone()),
        };
        evidence.push(new);
        Decision::new(What::Evidence { of, evidence }, "evidence added")
    }
}

pub(super) fn not_saved(error: label::NotSaved) -> NotSaved {
    NotSaved { waiting: error.pending, reason: error.reason }
}

//! What one reviewer holds about one record, folded event by event.

use std::sync::Arc;

use crate::label::event::{Choice, Event, Evidence, Phase, Shown, What};

/// A label that holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The group of the scheme.
    pub group: Arc<str>,
    /// The label's id.
    pub label: Arc<str>,
    /// Follow-up codes.
    pub codes: Vec<Arc<str>>,
    /// What in the texts shows it.
    pub evidence: Vec<Evidence>,
    /// Id of the event that gave it.
    pub event: Arc<str>,
    /// Hash of the text that it was given on.
    pub text_hash: Option<Arc<str>>,
    /// Whether it was given before the judge, others' labels or suggestions were shown.
    pub blind: bool,
}

/// A label on a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseLabel {
    /// Name of the spec.
    pub spec: Arc<str>,
    /// The clause's id.
    pub clause: Arc<str>,
    /// The label's id.
    pub label: Arc<str>,
    /// The other clause of a conflict.
    pub other: Option<Arc<str>>,
    /// What the reviewer says about it.
    pub note: Option<Arc<str>>,
}

/// What the reviewer thinks of a suggestion.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// The flag that was suggested.
    pub flag: Arc<str>,
    /// Who suggested it.
    pub detector: Arc<str>,
    /// The detector's version.
    pub version: Arc<str>,
    /// Accepted, or dismissed.
    pub accepted: bool,
    /// The words that it pointed at.
    pub evidence: Vec<Evidence>,
    /// Id of the event.
    pub event: Arc<str>,
}

/// A decision on a dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The label that holds, with its codes and evidence.
    pub held: Held,
    /// Why.
    pub reason: Arc<str>,
    /// Sequence number of the event that made it.
    pub seq: u64,
}

/// All that one reviewer holds about one record. Undo and redo change it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Labels, in the order in which they were given.
    pub labels: Vec<Held>,
    /// Labels given on the answer alone.
    pub answer_labels: Vec<Held>,
    /// Names of the flags that are set.
    pub flags: Vec<Arc<str>>,
    /// The note.
    pub note: Option<Arc<str>>,
    /// Spans that support the record as a whole.
    pub evidence: Vec<Evidence>,
    /// Suggestions accepted or dismissed, the latest word on each.
    pub suggestions: Vec<Weighed>,
    /// Passed over, and not labelled since.
    pub skipped: bool,
    /// Labels on clauses, given while reading this record.
    pub clauses: Vec<ClauseLabel>,
    /// Decisions on disputes.
    pub decisions: Vec<Decision>,
}

impl State {
    /// The labels that hold in a group.
    pub fn in_group<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Held> {
        self.labels.iter().filter(move |held| &*held.group == group)
    }

    /// Whether a label holds.
    #[must_use]
    pub fn has(&self, label: &str) -> bool {
        self.labels.iter().any(|held| &*held.label == label)
    }

    /// Whether there is anything in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes one event in, as if it were the reviewer's next.
    pub(super) fn fold(&mut self, event: &Event) {
        match &event.what {
            What::Label { choice, .. } => self.label(event, *choice),
            What::Clear { group, label } => {
                self.phase(event.phase).retain(|held| !held.is(group, label));
            }
            What::Evidence { of, evidence } => self.support(of.as_ref(), evidence),
            What::Flag { name, on } => set(&mut self.flags, name, *on),
            What::Note { text } => self.note = Some(text.clone()).filter(|text| !text.is_empty()),
            What::Suggestion { .. } => self.weigh(event),
            What::Skip => self.skipped = true,
            What::Clause { .. } => self.clause(&event.what),
            What::Adjudicate { group, reason, .. } => {
                if let Some(held) = Held::from(event) {
                    let decision = Decision { held, reason: reason.clone(), seq: event.seq };
                    self.decisions.retain(|old| old.held.group != *group);
                    self.decisions.push(decision);
                }
            }
            What::Reveal { .. } | What::Undo { .. } | What::Redo { .. } | What::Other { .. } => {}
        }
    }

    fn label(&mut self, event: &Event, choice: Choice) {
        let Some(new) = Held::from(event) else { return };
        let gives_way = |old: &Held| {
            old.group == new.group && (choice == Choice::Single || old.label == new.label)
        };
        let labels = self.phase(event.phase);
        labels.retain(|old| !gives_way(old));
        labels.reserve_exact(1); // hardly ever more than one or two
        labels.push(new);
        self.skipped = false;
    }

    fn phase(&mut self, phase: Phase) -> &mut Vec<Held> {
        match phase {
            Phase::Answer => &mut self.answer_labels,
            Phase::Full => &mut self.labels,
        }
    }

    fn support(&mut self, of: Option<&(Arc<str>, Arc<str>)>, evidence: &[Evidence]) {
        match of {
            None => self.evidence = evidence.to_vec(),
            Some((group, label)) => {
                if let Some(held) = self.labels.iter_mut().find(|held| held.is(group, label)) {
                    held.evidence = evidence.to_vec();
                }
            }
        }
    }

    fn weigh(&mut self, event: &Event) {
        let What::Suggestion { flag, detector, version, accepted, evidence } = &event.what else {
            return;
        };
        let new = Weighed {
            flag: flag.clone(),
            detector: detector.clone(),
            version: version.clone(),
            accepted: *accepted,
            evidence: evidence.clone(),
            event: event.id.clone(),
        };
        let key = |one: &Weighed| (one.flag.clone(), one.detector.clone(), one.evidence.clone());
        self.suggestions.retain(|old| key(old) != key(&new));
        self.suggestions.push(new);
    }

    fn clause(&mut self, what: &What) {
        let What::Clause { spec, clause, label, on, other, note } = what else { return };
        let new = ClauseLabel {
            spec: spec.clone(),
            clause: clause.clone(),
            label: label.clone(),
            other: other.clone(),
            note: note.clone(),
        };
        let key = |of: &ClauseLabel| {
            (of.spec.clone(), of.clause.clone(), of.label.clone(), of.other.clone())
        };
        self.clauses.retain(|old| key(old) != key(&new));
        if *on {
            self.clauses.push(new);
        }
    }
}

impl Held {
    /// The label that an event of the kinds label and adjudicate gives.
    fn from(event: &Event) -> Option<Self> {
        let (What::Label { group, label, codes, evidence, .. }
        | What::Adjudicate { group, label, codes, evidence, .. }) = &event.what
        else {
            return None;
        };
        Some(Self {
            group: group.clone(),
            label: label.clone(),
            codes: codes.clone(),
            evidence: evidence.clone(),
            event: event.id.clone(),
            text_hash: event.text_hash.clone(),
            blind: event.blind,
        })
    }

    /// Whether it is this label.
    pub(crate) fn is(&self, group: &str, label: &str) -> bool {
        &*self.group == group && &*self.label == label
    }
}

/// Puts a name into a list or takes it out.
fn set(names: &mut Vec<Arc<str>>, name: &Arc<str>, on: bool) {
    names.retain(|old| old != name);
    if on {
        names.push(name.clone());
    }
}

/// What stays whatever is undone: what was shown, and what had been said before it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// What the reviewer has been shown of this record.
    pub shown: Vec<Shown>,
    /// The labels that held when the judge, others' labels or suggestions were first shown.
    pub before_reveal: Option<Vec<Held>>,
    /// The labels on the answer alone that held when the chain was opened.
    pub before_chain: Option<Vec<Held>>,
}

impl Kept {
    pub(super) fn reveal(&mut self, shown: &[Shown], state: &State) {
        if shown.contains(&Shown::Chain) && self.before_chain.is_none() {
            self.before_chain = Some(state.answer_labels.clone());
        }
        if shown.iter().any(|shown| *shown != Shown::Chain) && self.before_reveal.is_none() {
            self.before_reveal = Some(state.labels.clone());
        }
        self.shown.extend(
            shown.iter().filter(|new| !self.shown.contains(new)).copied().collect::<Vec<_>>(),
        );
    }
}

//! What a reviewer may see of a record now, and whether seeing it has changed their mind.

use crate::label::event::Shown;
use crate::label::view::{Held, Kept};
use crate::label::{Event, Origin, View, What};

/// The rules of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blind {
    /// Judge, others' labels and suggestions are hidden until one's own label is on the device.
    pub on: bool,
    /// What happens then.
    pub reveal: Reveal,
    /// A verdict on the answer alone comes before the chain.
    pub answer_first: bool,
}

/// When hidden things are shown once they may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reveal {
    /// When the reviewer asks.
    #[default]
    OnKey,
    /// At once.
    AtOnce,
}

impl Visible {
    /// Whether it shows anything that `before` does not.
    #[must_use]
    pub fn shows_more_than(&self, before: &Self) -> bool {
        let parts = |of: &Self| [of.chain, of.judge, of.others, of.suggestions];
        parts(self).into_iter().zip(parts(before)).any(|(now, then)| now && !then)
    }
}

impl From<bool> for Reveal {
    /// Whether at once.
    fn from(at_once: bool) -> Self {
        if at_once { Reveal::AtOnce } else { Reveal::OnKey }
    }
}

impl Blind {
    /// The rules for records of a queue.
    pub const QUEUE: Blind = Blind { on: true, reveal: Reveal::OnKey, answer_first: false };
    /// The rules for browsing.
    pub const BROWSE: Blind = Blind { on: false, reveal: Reveal::OnKey, answer_first: false };

    /// The rules that hold for records of that origin, as the reviewer has set them for queues.
    #[must_use]
    pub fn for_origin(self, origin: &Origin) -> Self {
        match origin {
            Origin::Random | Origin::Stratified | Origin::Disputed | Origin::Ranked => self,
            // An adjudicator is there to see all sides.
            _ => Self::BROWSE,
        }
    }
}

/// What may be on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visible {
    /// The chain of thought.
    pub chain: bool,
    /// Judges' verdicts.
    pub judge: bool,
    /// Other people's labels, notes and evidence.
    pub others: bool,
    /// Detectors' suggestions.
    pub suggestions: bool,
    /// Whether `r` would show what is hidden.
    pub can_reveal: bool,
}

impl Blind {
    /// What `reviewer` may see of `record`. `saved` says that all of the reviewer's labels on it
    /// that are in the view are on the device.
    #[must_use]
    pub fn visible(self, view: &View, record: &str, reviewer: &str, saved: bool) -> Visible {
        let (labelled, answered) = match view.state(record, reviewer) {
            Some(state) if saved => (!state.labels.is_empty(), !state.answer_labels.is_empty()),
            _ => (false, false),
        };
        let kept = view.kept(record, reviewer);
        let shown = |what: Shown| kept.is_some_and(|kept| kept.shown.contains(&what));
        let open = |what| !self.on || shown(what) || labelled && self.reveal == Reveal::AtOnce;
        let (judge, others) = (open(Shown::Judge), open(Shown::Others));
        let suggestions = open(Shown::Suggestions);
        Visible {
            chain: !self.answer_first || answered || labelled || shown(Shown::Chain),
            judge,
            others,
            suggestions,
            can_reveal: labelled && !(judge && others && suggestions),
        }
    }

    /// The event to append before (or, at once, together with) showing what was hidden; `None` when
    /// it may not be shown yet or the log says already that it was.
    #[must_use]
    pub fn reveal_event(
        self,
        view: &View,
        record: &str,
        reviewer: &str,
        saved: bool,
    ) -> Option<What> {
        let visible = self.visible(view, record, reviewer, saved);
        if !self.on || !(visible.can_reveal || visible.judge) {
            return None;
        }
        let kept = view.kept(record, reviewer);
        let told = |what: &Shown| kept.is_some_and(|kept| kept.shown.contains(what));
        let all = [Shown::Judge, Shown::Others, Shown::Suggestions];
        let shown: Vec<Shown> = all.into_iter().filter(|what| !told(what)).collect();
        (!shown.is_empty()).then_some(What::Reveal { shown })
    }

    /// The event that says that the chain was opened after the verdict on the answer; `None` when it
    /// may not be opened or was.
    #[must_use]
    pub fn open_event(
        self,
        view: &View,
        record: &str,
        reviewer: &str,
        saved: bool,
    ) -> Option<What> {
        let told =
            view.kept(record, reviewer).is_some_and(|kept| kept.shown.contains(&Shown::Chain));
        let may = self.answer_first && self.visible(view, record, reviewer, saved).chain;
        (may && !told).then(|| What::Reveal { shown: vec![Shown::Chain] })
    }

    /// Whether a label given now is blind: for [`crate::label::Event::blind`]. It is not when the
    /// reviewer was shown the record's judge, others or suggestions before, or has labelled it while
    /// they were in the open.
    #[must_use]
    pub fn is_blind(self, view: &View, record: &str, reviewer: &str) -> bool {
        let has_seen = |kept: &Kept| kept.shown.iter().any(|shown| *shown != Shown::Chain);
        let in_the_open = |event: &Event| matches!(event.what, What::Label { .. }) && !event.blind;
        self.on
            && !view.kept(record, reviewer).is_some_and(has_seen)
            && !view.events_on(record, reviewer).any(|(event, _)| in_the_open(event))
    }
}

/// A verdict that changed once the chain was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// The record.
    pub record: String,
    /// Who changed their mind.
    pub reviewer: String,
    /// The group of the scheme.
    pub group: String,
    /// The labels on the answer alone.
    pub before: Vec<String>,
    /// The labels with the chain open.
    pub after: Vec<String>,
}

/// All flips of answer-first reviews.
#[must_use]
pub fn flips(view: &View) -> Vec<Flip> {
    let mut flips = Vec::new();
    for record in view.records() {
        for (reviewer, state) in view.states(record) {
            let before = view.kept(record, reviewer).and_then(|kept| kept.before_chain.as_ref());
            let before = before.unwrap_or(&state.answer_labels);
            for group in groups(before) {
                let (then, now) = (in_group(before, group), in_group(&state.labels, group));
                if !now.is_empty() && then != now {
                    flips.push(Flip {
                        record: record.to_string(),
                        reviewer: reviewer.to_string(),
                        group: group.to_owned(),
                        before: then,
                        after: now,
                    });
                }
            }
        }
    }
    flips
}

fn groups(held: &[Held]) -> Vec<&str> {
    let mut groups: Vec<&str> = held.iter().map(|held| &*held.group).collect();
    groups.dedup();
    groups
}

/// The labels of a group in alphabetical order.
pub(super) fn in_group(held: &[Held], group: &str) -> Vec<String> {
    let labels = held.iter().filter(|held| &*held.group == group);
    let mut labels: Vec<String> = labels.map(|held| held.label.to_string()).collect();
    labels.sort();
    labels
}

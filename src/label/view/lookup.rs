//! Questions to a view.

use std::sync::Arc;

use super::{ClauseLabel, Decision, Entry, Kept, NONE, State, View};
use crate::label::event::{Event, Origin, Phase, What};

/// How much one reviewer has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records with at least one label.
    pub labelled: usize,
    /// Records passed over.
    pub skipped: usize,
    /// Records with a flag.
    pub flagged: usize,
    /// Records with a note.
    pub noted: usize,
    /// Events in the log, undone ones included.
    pub events: usize,
}

impl View {
    /// What a reviewer holds about a record.
    #[must_use]
    pub fn state(&self, record: &str, reviewer: &str) -> Option<&State> {
        self.entry(record, reviewer).map(|entry| &entry.state)
    }

    /// What was shown to the reviewer, and what they had said before.
    #[must_use]
    pub fn kept(&self, record: &str, reviewer: &str) -> Option<&Kept> {
        self.entry(record, reviewer)?.kept.as_deref()
    }

    /// What everyone holds about a record, with the reviewers' names.
    pub fn states(&self, record: &str) -> impl Iterator<Item = (&Arc<str>, &State)> {
        self.entries(record).iter().map(|entry| (self.name_of(entry), &entry.state))
    }

    /// All records that anyone decided something about, in no particular order.
    pub fn records(&self) -> impl Iterator<Item = &Arc<str>> {
        self.records_where(|_, _| true)
    }

    /// The records of which some reviewer's state fulfils `wanted`: one pass over all states, which
    /// takes some milliseconds for a hundred thousand of them.
    pub fn records_where<'a>(
        &'a self,
        wanted: impl Fn(&str, &State) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Arc<str>> {
        let any =
            move |by: &[Entry]| by.iter().any(|entry| wanted(self.name_of(entry), &entry.state));
        self.records
            .iter()
            .filter(move |entries| !entries.record.is_empty() && any(&entries.by))
            .map(|entries| &entries.record)
    }

    /// Whether any reviewer's label holds on a record: for filters that run over many records.
    #[must_use]
    pub fn has_label(&self, record: &str, label: &str) -> bool {
        self.entries(record).iter().any(|entry| entry.state.has(label))
    }

    /// The names of all reviewers, in order of first appearance.
    pub fn reviewers(&self) -> impl Iterator<Item = &Arc<str>> {
        self.reviewers.iter().map(|reviewer| &reviewer.name)
    }

    /// What a reviewer has done so far.
    #[must_use]
    pub fn counts(&self, reviewer: &str) -> Counts {
        let Some(number) = self.reviewer_of(reviewer) else { return Counts::default() };
        let mut counts =
            Counts { events: self.reviewers[number as usize].events, ..Counts::default() };
        for entry in self.records.iter().flat_map(|entries| &entries.by) {
            if entry.reviewer == number {
                counts.labelled += usize::from(!entry.state.labels.is_empty());
                counts.skipped += usize::from(entry.state.skipped);
                counts.flagged += usize::from(!entry.state.flags.is_empty());
                counts.noted += usize::from(entry.state.note.is_some());
            }
        }
        counts
    }

    /// How many of the records that `is_there` knows have a label by a reviewer.
    #[must_use]
    pub fn labelled_among(&self, reviewer: &str, is_there: impl Fn(&str) -> bool) -> usize {
        let labelled = |record: &&Arc<str>| {
            self.state(record, reviewer).is_some_and(|state| !state.labels.is_empty())
        };
        self.records().filter(labelled).filter(|record| is_there(record)).count()
    }

    /// Whether a label of a reviewer was given on another text than `present`
    /// ([`crate::record::Record::text_hash`]). False where there is nothing to compare.
    #[must_use]
    pub fn text_changed(&self, record: &str, reviewer: &str, present: &str) -> bool {
        let labels = self.state(record, reviewer).map_or(&[][..], |state| &state.labels);
        labels.iter().filter_map(|held| held.text_hash.as_deref()).any(|then| then != present)
    }

    /// All labels on clauses, with reviewer and the record they were reading.
    pub fn clause_labels(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>, &ClauseLabel)> {
        self.records.iter().flat_map(move |entries| {
            entries.by.iter().flat_map(move |entry| {
                let who = self.name_of(entry);
                entry.state.clauses.iter().map(move |label| (who, &entries.record, label))
            })
        })
    }

    /// The decision on a record in dispute: the one with the highest sequence number when several
    /// people have decided, the later name in the alphabet when these are equal.
    #[must_use]
    pub fn decision(&self, record: &str, group: &str) -> Option<(&Arc<str>, &Decision)> {
        self.states(record)
            .flat_map(|(who, state)| state.decisions.iter().map(move |decision| (who, decision)))
            .filter(|(_, decision)| &*decision.held.group == group)
            .max_by_key(|(who, decision)| (decision.seq, *who))
    }

    /// All events in the order in which they were applied, and whether each is undone.
    pub fn events(&self) -> impl Iterator<Item = (&Event, bool)> {
        self.events.iter().zip(self.undone.iter().copied())
    }

    /// The event of that id.
    #[must_use]
    pub fn event(&self, id: &str) -> Option<&Event> {
        self.ids.number(id).map(|index| &self.events[index as usize])
    }

    /// The events of one reviewer about one record, latest first, and whether each is undone.
    pub fn events_on(&self, record: &str, reviewer: &str) -> impl Iterator<Item = (&Event, bool)> {
        let last = self.entry(record, reviewer).map_or(NONE, |entry| entry.last);
        let step = |&at: &u32| Some(self.before[at as usize]).filter(|&at| at != NONE);
        std::iter::successors(Some(last).filter(|&at| at != NONE), step)
            .map(|at| (&self.events[at as usize], self.undone[at as usize]))
    }

    /// The event behind the reviewer's first label on a record that is not undone, of a phase: tells
    /// how the record was drawn, whatever happened later.
    #[must_use]
    pub fn first_label(&self, record: &str, reviewer: &str, phase: Phase) -> Option<&Event> {
        let holds = |(event, undone): &(&Event, bool)| {
            !undone && event.phase == phase && matches!(event.what, What::Label { .. })
        };
        self.events_on(record, reviewer).filter(holds).last().map(|(event, _)| event)
    }

    /// The event behind the reviewer's first label on a record as an item of that queue, if the record
    /// is labelled now. An import does not say where its labels come from and counts for any queue.
    #[must_use]
    pub fn labelled_in(&self, record: &str, reviewer: &str, queue: &str) -> Option<&Event> {
        self.state(record, reviewer).filter(|state| !state.labels.is_empty())?;
        let belongs = |(event, undone): &(&Event, bool)| {
            let drawn = &event.drawn;
            !undone
                && event.phase == Phase::Full
                && matches!(event.what, What::Label { .. })
                && (drawn.queue.as_deref() == Some(queue) || drawn.origin == Origin::Import)
        };
        self.events_on(record, reviewer).filter(belongs).last().map(|(event, _)| event)
    }

    /// What a reviewer holds about a record once `waiting` has been saved as well.
    #[must_use]
    pub fn state_with(&self, record: &str, reviewer: &str, waiting: &[Event]) -> State {
        let mut state = self.state(record, reviewer).cloned().unwrap_or_default();
        for event in waiting.iter().filter(|event| *event.record == *record) {
            state.fold(event);
        }
        state
    }

    /// The highest sequence number of any log read so far.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        self.reviewers.iter().map(|reviewer| reviewer.last_seq).max().unwrap_or(0)
    }

    fn entries(&self, record: &str) -> &[Entry] {
        let number = self.decoder.record_number(record);
        let entries = number.and_then(|number| self.records.get(number as usize));
        entries.map_or(&[], |entries| &entries.by)
    }

    fn entry(&self, record: &str, reviewer: &str) -> Option<&Entry> {
        let entries = self.entries(record);
        entries.iter().find(|entry| **self.name_of(entry) == *reviewer)
    }

    fn name_of(&self, entry: &Entry) -> &Arc<str> {
        &self.reviewers[entry.reviewer as usize].name
    }
}

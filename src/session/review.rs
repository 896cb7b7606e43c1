//! A reviewer at work: the queue that is open, what may be seen, and how a label is stamped for it.
//!
//! Nobody else decides how a label event says its record was chosen and whether it was blind:
//! [`Labels::decide`] asks here.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::labels::Labels;
use crate::label::event::Shown;
use crate::label::{Drawn, Event, NotSaved, Origin, Phase, View, What};
use crate::record::Record;
use crate::review::{Blind, Item, Progress, Queue, QueueError, Reveal, Visible, progress};

pub mod draw;
pub mod frame;
pub mod people;

/// The directory of a team's queues, in the labels directory.
const QUEUES: &str = "queues";

/// How a reviewer works now.
#[derive(Debug)]
pub struct Review {
    /// The rules while no queue is open.
    browsing: Blind,
    /// The rules for a queue.
    in_queue: Blind,
    open: Option<OpenQueue>,
    /// Records that were read with everything in the open since the program started.
    seen: HashSet<String>,
    /// Records that were revealed where no log can keep it.
    revealed: HashSet<String>,
}

impl Default for Review {
    fn default() -> Self {
        Self {
            browsing: Blind::BROWSE,
            in_queue: Blind::QUEUE,
            open: None,
            seen: HashSet::new(),
            revealed: HashSet::new(),
        }
    }
}

/// A queue that a reviewer works through.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenQueue {
    /// The file's name without its ending.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// What label events call it.
    pub id: String,
    /// The queue.
    pub queue: Queue,
    /// The reviewer's items in their own order, as indices of the queue's.
    order: Vec<usize>,
    drawn: HashMap<String, Arc<Drawn>>,
}

impl OpenQueue {
    /// Reads a queue for a reviewer.
    ///
    /// # Errors
    /// When the file cannot be read or is no queue.
    pub fn read(path: &Path, reviewer: &str) -> Result<Self, QueueError> {
        Ok(Self::new(path, Queue::read(path)?, reviewer))
    }

    /// The queue of a file as a reviewer sees it.
    #[must_use]
    pub fn new(path: &Path, queue: Queue, reviewer: &str) -> Self {
        let place: HashMap<&str, usize> =
            queue.items.iter().enumerate().map(|(at, item)| (item.record.as_str(), at)).collect();
        let order: Vec<usize> =
            queue.of_reviewer(reviewer).iter().map(|item| place[item.record.as_str()]).collect();
        let id = queue.id();
        let drawn = |item: &Item| (item.record.clone(), Arc::new(queue.drawn(item)));
        let drawn = order.iter().map(|&at| drawn(&queue.items[at])).collect();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Self { name, path: path.to_owned(), id, order, drawn, queue }
    }

    /// The reviewer's items in the order in which they are to be read.
    #[must_use]
    pub fn items(&self) -> Vec<&Item> {
        self.order.iter().map(|&at| &self.queue.items[at]).collect()
    }

    /// How far the reviewer has come.
    #[must_use]
    pub fn progress(&self, view: &View, reviewer: &str) -> Progress {
        progress(&self.items(), view, reviewer, &self.id)
    }

    /// The index of the first item that is still to be read: not labelled as an item of this queue
    /// and not passed over; then the first that was passed over.
    #[must_use]
    pub fn next(&self, view: &View, reviewer: &str) -> Option<usize> {
        let items = self.items();
        let is_open = |item: &Item| view.labelled_in(&item.record, reviewer, &self.id).is_none();
        let skipped =
            |item: &Item| view.state(&item.record, reviewer).is_some_and(|state| state.skipped);
        items
            .iter()
            .position(|item| is_open(item) && !skipped(item))
            .or_else(|| items.iter().position(|item| is_open(item)))
    }
}

/// What came of the wish to see what is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revealed {
    /// It is shown from now on.
    Now,
    /// Nothing was hidden.
    Before,
    /// One's own label must be on disk first.
    LabelFirst,
}

/// How one decision is stamped.
pub(super) struct Stamp {
    pub(super) drawn: Arc<Drawn>,
    pub(super) blind: bool,
    pub(super) phase: Phase,
}

impl Labels {
    /// Where a team's queues lie: beside the labels, so that everybody who shares those has them.
    #[must_use]
    pub fn queues_dir(&self) -> PathBuf {
        self.dir.join(QUEUES)
    }

    /// The queue that is open.
    #[must_use]
    pub fn queue(&self) -> Option<&OpenQueue> {
        self.review.open.as_ref()
    }

    /// How far one has come in the open queue.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        self.queue().map(|queue| queue.progress(&self.view, self.reviewer()))
    }

    /// Works through a queue from now on. Of its records, those that were read in the open before
    /// are known to be no longer blind: the log says so before anything is labelled.
    ///
    /// # Errors
    /// When that cannot be saved; the queue is open all the same, and it is tried again.
    pub fn open_queue(&mut self, queue: OpenQueue) -> Result<(), NotSaved> {
        let seen: Vec<String> = queue
            .drawn
            .keys()
            .filter(|record| self.review.seen.contains(*record))
            .cloned()
            .collect();
        self.review.open = Some(queue);
        let seen: Vec<&str> = seen.iter().map(String::as_str).collect();
        self.tell_seen(&seen)
    }

    /// Browses from now on.
    pub fn leave_queue(&mut self) {
        self.review.open = None;
    }

    /// The rules that hold now.
    #[must_use]
    pub fn rules(&self) -> Blind {
        match &self.review.open {
            None => self.review.browsing,
            Some(open) => {
                let origin = open.drawn.values().next().map(|drawn| drawn.origin.clone());
                self.review.in_queue.for_origin(&origin.unwrap_or_default())
            }
        }
    }

    /// The rules for queues, also while none is open.
    #[must_use]
    pub fn queue_rules(&self) -> Blind {
        self.review.in_queue
    }

    /// Hides verdicts, others' labels and suggestions, or shows them.
    pub fn set_blind(&mut self, on: bool) {
        self.current_rules().on = on;
    }

    /// What happens in queues once one's own label is on disk.
    pub fn set_reveal(&mut self, reveal: Reveal) {
        self.review.in_queue.reveal = reveal;
    }

    /// Whether queues ask for a verdict on the answer alone first.
    pub fn set_answer_first(&mut self, on: bool) {
        self.review.in_queue.answer_first = on;
    }

    fn current_rules(&mut self) -> &mut Blind {
        match self.review.open {
            Some(_) => &mut self.review.in_queue,
            None => &mut self.review.browsing,
        }
    }

    /// Whether anything is hidden from the reviewer now: then only their own labels may be searched.
    #[must_use]
    pub fn is_hiding(&self) -> bool {
        self.rules().on
    }

    /// What may be shown of a record.
    #[must_use]
    pub fn visible(&self, record: &str) -> Visible {
        let rules = self.rules();
        let mut visible = rules.visible(&self.view, record, self.reviewer(), true);
        let shown = self.review.revealed.contains(record);
        visible.judge |= shown;
        visible.others |= shown;
        visible.suggestions |= shown;
        visible.can_reveal &= !shown;
        visible
    }

    /// Keeps in mind that records were on the screen with everything in the open.
    ///
    /// # Errors
    /// When the log should know and does not; it is tried again.
    pub fn saw(&mut self, records: &[&str]) -> Result<(), NotSaved> {
        let new = records.iter().filter(|record| self.review.seen.insert((**record).to_owned()));
        let new: Vec<&str> = new.copied().collect();
        self.tell_seen(&new)
    }

    /// Has the log say, in one write, that records of the open queue were seen in the open.
    fn tell_seen(&mut self, records: &[&str]) -> Result<(), NotSaved> {
        if self.readonly().is_some() {
            return Ok(());
        }
        let events: Vec<Event> =
            records.iter().filter_map(|record| self.seen_in_queue(record)).collect();
        if events.is_empty() { Ok(()) } else { self.append(events) }
    }

    /// What the log is to say of a record of the open queue that was seen, unless it says so.
    fn seen_in_queue(&self, record: &str) -> Option<Event> {
        let drawn = self.review.open.as_ref()?.drawn.get(record)?;
        let all = [Shown::Judge, Shown::Others, Shown::Suggestions];
        let told = self.view.kept(record, self.reviewer()).map_or(&[][..], |kept| &kept.shown);
        let shown: Vec<Shown> = all.into_iter().filter(|what| !told.contains(what)).collect();
        if shown.is_empty() || drawn.origin == Origin::Adjudication {
            return None;
        }
        let event = Event::new(super::labels::now(), record, What::Reveal { shown });
        Some(Event { drawn: Arc::clone(drawn), ..event })
    }

    /// Shows what is hidden of a record, if it may be shown. In a queue one's own label comes first;
    /// who browses blind may look at any time, and the log knows.
    ///
    /// # Errors
    /// When the log cannot say so: then nothing is shown.
    pub fn reveal(&mut self, record: &Record) -> Result<Revealed, NotSaved> {
        let visible = self.visible(&record.id);
        if visible.judge && visible.others && visible.suggestions {
            return Ok(Revealed::Before);
        }
        if self.readonly().is_some() {
            self.review.revealed.insert(record.id.clone());
            return Ok(Revealed::Now);
        }
        if self.queue().is_some() && !visible.can_reveal {
            return Ok(Revealed::LabelFirst);
        }
        let shown = vec![Shown::Judge, Shown::Others, Shown::Suggestions];
        self.decide(record, vec![What::Reveal { shown }], true)?;
        Ok(Revealed::Now)
    }

    /// The events that follow by themselves from a label that is on disk: the chain opens, and what
    /// was hidden shows where that is set.
    pub(super) fn consequences(&self, record: &str) -> Vec<What> {
        let (rules, me) = (self.rules(), self.reviewer());
        let at_once = rules.reveal == Reveal::AtOnce;
        let reveal = || rules.reveal_event(&self.view, record, me, true);
        let opens = rules.open_event(&self.view, record, me, true);
        opens.into_iter().chain(at_once.then(reveal).flatten()).collect()
    }

    /// How a decision on a record is stamped. `from_queue` says that the reviewer came to the record
    /// by the open queue's order; who finds a record by searching has chosen it themselves.
    pub(super) fn stamp(&self, record: &str, from_queue: bool) -> Stamp {
        let drawn = self.review.open.as_ref().filter(|_| from_queue);
        let drawn = drawn.and_then(|open| open.drawn.get(record)).cloned().unwrap_or_default();
        let rules = self.rules();
        let blind = rules.is_blind(&self.view, record, self.reviewer())
            && !self.review.seen.contains(record)
            && !self.review.revealed.contains(record);
        let phase = if self.visible(record).chain { Phase::Full } else { Phase::Answer };
        Stamp { drawn, blind, phase }
    }
}

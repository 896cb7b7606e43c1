//! The labels of a dataset as a session sees them: everyone's decisions in one view, one's own log
//! open for writing, the scheme.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::review::{Review, Stamp};
use crate::label::view::{Applied, State, Step};
use crate::label::{
    Drawn, Event, Mode, NotSaved, Origin, Scheme, Store, StoreError, View, What, log_file_name,
    read_logs,
};
use crate::problem::{Place, Problem, Severity};
use crate::record::Record;

/// Whether the caller means to write labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Look only: nothing is created, no lock is taken.
    Read,
    /// Take the writer's lock on one's own log, or open read-only when somebody has it.
    Write,
}

/// Everyone's labels on a dataset.
pub struct Labels {
    /// Where the logs lie.
    pub dir: PathBuf,
    /// Which labels there are.
    pub scheme: Scheme,
    /// What follows from all logs.
    pub view: View,
    /// How the reviewer works: the open queue, what is hidden.
    pub(super) review: Review,
    store: Store,
    access: Access,
    reviewer: String,
}

impl Labels {
    /// Reads all logs of the directories and opens that of `reviewer` in the first of them, which
    /// takes all new labels.
    ///
    /// # Errors
    /// When a directory or log cannot be read. Who means to write gets labels that cannot be written
    /// instead, with the reason as a problem: reading must go on.
    pub fn open(
        dirs: &[PathBuf],
        reviewer: &str,
        scheme: Scheme,
        access: Access,
    ) -> Result<(Self, Vec<Problem>), StoreError> {
        let (mut view, mut problems) = (View::new(), Vec::new());
        let dir = dirs.first().map_or(Path::new(""), PathBuf::as_path);
        for other in dirs.iter().skip(1) {
            problems.extend(read_logs(other, None, &mut view)?);
        }
        let mut store = match open_first(dir, reviewer, access, &mut view, &mut problems) {
            Err(error) if access == Access::Write => {
                let place = Place::file(error.path().display().to_string());
                problems.push(Problem::new(Severity::Warning, place, error.to_string()));
                Store::shut(dir, reviewer, error.to_string())
            }
            opened => opened?,
        };
        store.witness(view.last_seq());
        let (dir, reviewer) = (dir.to_owned(), reviewer.to_owned());
        Ok((
            Self { dir, scheme, view, review: Review::default(), store, access, reviewer },
            problems,
        ))
    }

    /// Whose labels are written here.
    #[must_use]
    pub fn reviewer(&self) -> &str {
        &self.reviewer
    }

    /// The log that new labels go to.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.dir.join(log_file_name(&self.reviewer))
    }

    /// Why nothing can be labelled, if so.
    #[must_use]
    pub fn readonly(&self) -> Option<String> {
        match self.store.mode() {
            Mode::Writable => None,
            Mode::ReadOnly { reason, .. } => Some(reason.clone()),
        }
    }

    /// What one's own log holds about a record.
    #[must_use]
    pub fn own(&self, record: &str) -> Option<&State> {
        self.view.state(record, &self.reviewer)
    }

    /// What everyone holds about a record, with the reviewers' names.
    #[must_use]
    pub fn states(&self, record: &str) -> Vec<(&str, &State)> {
        self.view.states(record).map(|(who, state)| (&**who, state)).collect()
    }

    /// What one will hold about a record once everything that waits is saved: what the next decision
    /// starts from.
    #[must_use]
    pub fn intended(&self, record: &str) -> State {
        self.view.state_with(record, &self.reviewer, self.store.waiting())
    }

    /// Writes a decision about `record` and returns when it is on the device. How the record was
    /// chosen and what the reviewer had seen is stamped on it; `from_queue` says that the open queue
    /// brought it.
    ///
    /// # Errors
    /// When it is not; it then waits in the store and is tried again with the next one.
    pub fn decide(
        &mut self,
        record: &Record,
        what: Vec<What>,
        from_queue: bool,
    ) -> Result<(), NotSaved> {
        if what.is_empty() {
            return Ok(());
        }
        let events = self.events(record, what, from_queue);
        self.append(events)?;
        for what in self.consequences(&record.id) {
            let events = self.events(record, vec![what], from_queue);
            self.append(events)?;
        }
        Ok(())
    }

    /// Gives many records the same label in one act, which one undo takes back. Whoever labels what a
    /// search found has chosen it: none of these labels enters a rate, or counts for a queue.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub fn decide_all<'r>(
        &mut self,
        records: impl IntoIterator<Item = (&'r Record, What)>,
    ) -> Result<(), NotSaved> {
        let mut events = Vec::new();
        for (record, what) in records {
            events.extend(self.events(record, vec![what], false));
        }
        if events.is_empty() { Ok(()) } else { self.append(events) }
    }

    /// Writes the decision of a dispute: an event of its own kind, whose origin says why the record was
    /// looked at.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub fn adjudicate(&mut self, record: &Record, what: What) -> Result<(), NotSaved> {
        let drawn = Arc::new(Drawn { origin: Origin::Adjudication, ..Drawn::default() });
        let events = self.events(record, vec![what], false);
        self.append(
            events
                .into_iter()
                .map(|event| Event { drawn: Arc::clone(&drawn), blind: false, ..event })
                .collect(),
        )
    }

    fn events(&self, record: &Record, what: Vec<What>, from_queue: bool) -> Vec<Event> {
        let hash = record.text_hash();
        let Stamp { drawn, blind, phase } = self.stamp(&record.id, from_queue);
        let event = |what: What| Event {
            text_hash: Some(hash.as_str().into()),
            source: Some(record.origin.path.as_str().into()),
            drawn: drawn.clone(),
            blind,
            phase,
            ..Event::new(now(), record.id.as_str(), what)
        };
        what.into_iter().map(event).collect()
    }

    /// Writes a label on a clause that was given outside any record.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub fn decide_clause(&mut self, what: What) -> Result<(), NotSaved> {
        self.append(vec![Event::new(now(), "", what)])
    }

    /// Takes one act back out of the order, named by its first event; `None` when it does not hold.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub fn take_back(&mut self, event: &str) -> Result<Option<Step>, NotSaved> {
        self.retry()?;
        self.step(self.view.event(event).and_then(|event| self.view.undo_of(event)))
    }

    /// Becomes the log's writer if it can be one now, say because the other program has ended;
    /// returns why it cannot.
    pub fn take_over(&mut self) -> Option<String> {
        if self.access == Access::Read {
            return self.readonly(); // nothing is to be written, whoever else writes
        }
        match self.store.take_over(&mut self.view) {
            Ok(_) => self.readonly(),
            Err(error) => Some(error.to_string()),
        }
    }

    /// Lets another session become the log's writer; `false` when something waits to be saved.
    pub fn let_go(&mut self) -> bool {
        self.store.let_go("the data are being read again")
    }

    /// Takes the last decision back; `None` when there is none.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub fn undo(&mut self) -> Result<Option<Step>, NotSaved> {
        self.retry()?; // what waits comes first: the step goes back from there
        self.step(self.view.undo(&self.reviewer))
    }

    /// Brings back what was taken back last; `None` when there is nothing.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub fn redo(&mut self) -> Result<Option<Step>, NotSaved> {
        self.retry()?;
        self.step(self.view.redo(&self.reviewer))
    }

    fn step(&mut self, step: Option<Step>) -> Result<Option<Step>, NotSaved> {
        let Some(step) = step else { return Ok(None) };
        self.append(vec![Event::new(now(), step.record.clone(), step.what.clone())])?;
        Ok(Some(step))
    }

    /// Tries again to save what waits.
    ///
    /// # Errors
    /// When it still cannot be saved.
    pub fn retry(&mut self) -> Result<(), NotSaved> {
        let saved = self.store.retry()?;
        self.take_in(saved.events);
        Ok(())
    }

    /// How many decisions wait to be saved, and why.
    #[must_use]
    pub fn waiting(&self) -> Option<(usize, &str)> {
        self.store.pending()
    }

    pub(super) fn append(&mut self, events: Vec<Event>) -> Result<(), NotSaved> {
        let saved = self.store.append_all(events)?;
        self.take_in(saved.events);
        Ok(())
    }

    fn take_in(&mut self, events: Vec<Event>) {
        for event in events {
            let applied = self.view.apply(event);
            debug_assert_eq!(applied, Applied::New, "the store gives every event an id of its own");
        }
    }
}

/// The log of `reviewer` and everybody else's beside it.
fn open_first(
    dir: &Path,
    reviewer: &str,
    access: Access,
    view: &mut View,
    problems: &mut Vec<Problem>,
) -> Result<Store, StoreError> {
    problems.extend(read_logs(dir, Some(reviewer), view)?);
    let open = match access {
        Access::Read => Store::open_read_only,
        Access::Write => Store::open,
    };
    let (store, own) = open(dir, reviewer, view)?;
    problems.extend(own);
    Ok(store)
}

pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

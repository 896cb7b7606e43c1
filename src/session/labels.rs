//! The labels of a dataset as a session sees them: everyone's decisions in one view, one's own log
//! open for writing, the scheme.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::label::view::{Applied, State, Step};
use crate::label::{
    Drawn, Event, Mode, NotSaved, Scheme, Store, StoreError, View, What, log_file_name, read_logs,
};
use crate::problem::Problem;
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
    store: Store,
    reviewer: String,
}

impl Labels {
    /// Reads all logs of `dir` and opens that of `reviewer`.
    ///
    /// # Errors
    /// When the directory or one's own log cannot be read.
    pub fn open(
        dir: &Path,
        reviewer: &str,
        scheme: Scheme,
        access: Access,
    ) -> Result<(Self, Vec<Problem>), StoreError> {
        let mut view = View::new();
        let mut problems = read_logs(dir, Some(reviewer), &mut view)?;
        let open = match access {
            Access::Read => Store::open_read_only,
            Access::Write => Store::open,
        };
        let (mut store, own) = open(dir, reviewer, &mut view)?;
        problems.extend(own);
        store.witness(view.last_seq());
        let labels =
            Self { dir: dir.to_owned(), scheme, view, store, reviewer: reviewer.to_owned() };
        Ok((labels, problems))
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

    /// Writes a decision about `record` and returns when it is on the device.
    ///
    /// # Errors
    /// When it is not; it then waits in the store and is tried again with the next one.
    pub fn decide(
        &mut self,
        record: &Record,
        what: Vec<What>,
        drawn: &Drawn,
        blind: bool,
    ) -> Result<(), NotSaved> {
        let hash = record.text_hash();
        let event = |what: What| Event {
            text_hash: Some(hash.as_str().into()),
            source: Some(record.origin.path.as_str().into()),
            drawn: drawn.clone().into(),
            blind,
            ..Event::new(now(), record.id.as_str(), what)
        };
        self.append(what.into_iter().map(event).collect())
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

    fn append(&mut self, events: Vec<Event>) -> Result<(), NotSaved> {
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

fn now() -> Timestamp {
    Timestamp::now()
}

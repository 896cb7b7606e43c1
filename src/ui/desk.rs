//! The session behind the screen: what the screen asks in its words, answered by a
//! [`Session`] in its own.

mod agreement;
mod charts;
mod export;
mod hits;
mod labels;
mod marks;
mod resume;
mod search;
mod sides;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::backend::{
    Backend, Command, ExportError, Exported, Hit, Loaded, Marked, MarksDesk, News, NewsSink,
    NotSaved, Ordinals, Overview, Row, Saved, ShowCommand,
};
use crate::export::Format;
use crate::label::view::Step;
use crate::label::{self, Drawn, What};
use crate::problem::Problem;
use crate::record::Record;
use crate::session::clauses::Clauses;
use crate::session::labels::Labels;
use crate::session::resume::{Memory, absolute};
use crate::session::{self, Session};

use export::write;
use hits::hits;
use labels::{decision, label_defs, label_state, marks, not_saved};

/// A session as the screen sees it.
pub struct Desk {
    session: Arc<Session>,
    searches: search::Latest,
    /// Stops the count that runs.
    counting: Mutex<Arc<AtomicBool>>,
    /// Stops the comparison of raters that runs.
    comparing: Mutex<Arc<AtomicBool>>,
    /// Where progress of counts is told.
    news: Mutex<Option<Arc<NewsSink>>>,
    /// Where it is kept where one was, if it is.
    memory: Option<Memory>,
}

impl Desk {
    /// The screen's side of `session`.
    #[must_use]
    pub fn new(session: Arc<Session>) -> Self {
        Self {
            session,
            searches: search::Latest::default(),
            counting: Mutex::default(),
            comparing: Mutex::default(),
            news: Mutex::default(),
            memory: None,
        }
    }

    /// Keeps there where one was, for the next run.
    #[must_use]
    pub fn remembering(mut self, memory: Memory) -> Self {
        self.memory = Some(memory);
        self
    }

    /// The line of a record; of one that cannot be read, why.
    fn row(&self, ordinal: usize, labels: &Labels) -> Row {
        let record = match self.session.record(ordinal) {
            Ok(record) => record,
            Err(error) => {
                let id = self.session.dataset().id(ordinal).to_owned();
                let preview = format!("cannot be read: {error}");
                return Row { ordinal, id, preview, ..Row::default() };
            }
        };
        Row {
            ordinal,
            id: record.id.clone(),
            preview: preview(&record),
            chars: record.cot.chars().count(),
            outcome: outcome(&record),
            judge: judge(&record),
            marks: labels.own(&record.id).map(marks).unwrap_or_default(),
        }
    }

    fn saved(&self, labels: &Labels, ordinal: usize, labels_it: bool, summary: String) -> Saved {
        let record = self.session.record(ordinal).ok();
        let state = record.as_deref().map(|record| label_state(labels, record)).unwrap_or_default();
        let labelled = labels.view.counts(labels.reviewer()).labelled;
        Saved { ordinal, labels: state, labels_it, summary, labelled }
    }

    /// Has it tried again in the background.
    fn not_saved(&self, error: label::NotSaved) -> NotSaved {
        if error.pending > 0 {
            self.session.unsaved();
        }
        not_saved(error)
    }

    /// Takes one step of history and says what it was.
    fn step(
        &self,
        take: fn(&mut Labels) -> Result<Option<Step>, label::NotSaved>,
        verb: &str,
    ) -> Result<Option<Saved>, NotSaved> {
        let mut labels = self.session.labels();
        let taken = take(&mut labels).map_err(|error| self.not_saved(error))?;
        let Some(step) = taken else { return Ok(None) };
        let ordinal = self.session.dataset().find(&step.record).unwrap_or(usize::MAX);
        let summary = format!("{verb} on {}", step.record);
        Ok(Some(self.saved(&labels, ordinal, false, summary)))
    }
}

impl Backend for Desk {
    fn overview(&self) -> Overview {
        let session = &self.session;
        let labels = session.labels();
        let first = session.paths.first().map_or("-", String::as_str);
        let name = Path::new(first).file_name().unwrap_or(first.as_ref()).to_string_lossy();
        let more = session.paths.len().saturating_sub(1);
        Overview {
            dataset: if more > 0 { format!("{name} +{more}") } else { name.into_owned() },
            records: session.dataset().len(),
            specs: session.specs.clone(),
            scheme: label_defs(&labels),
            reviewer: labels.reviewer().to_owned(),
            labels_at: labels.log().display().to_string(),
            readonly: labels.readonly(),
            labelled: labels.view.counts(labels.reviewer()).labelled,
            problems: session.problems().len(),
            indexed: session.is_indexed(),
            unexpected: session.unexpected.clone(),
            show: ShowCommand { options: session.options.clone(), paths: absolute(session) },
        }
    }

    fn listen(&self, news: NewsSink) {
        let news = Arc::new(news);
        *locked(&self.news) = Some(Arc::clone(&news));
        self.session.listen(Box::new(move |item| news(translated(item))));
    }

    fn rows(&self, ordinals: &[usize]) -> Vec<Row> {
        let known = self.session.dataset().len();
        // Reading comes first, so that a decision never waits behind it for the labels.
        for &ordinal in ordinals.iter().filter(|&&ordinal| ordinal < known) {
            let _ = self.session.record(ordinal);
        }
        let labels = self.session.labels();
        let wanted = ordinals.iter().filter(|&&ordinal| ordinal < known);
        wanted.map(|&ordinal| self.row(ordinal, &labels)).collect()
    }

    fn open(&self, ordinal: usize, query: &str) -> Result<Loaded, String> {
        let record = self.session.record(ordinal).map_err(|error| error.to_string())?;
        let later = marks::later(&record);
        let found = if later { Marked::default() } else { self.marks(&record, query) };
        let labels = label_state(&self.session.labels(), &record);
        Ok(Loaded {
            outcome: outcome(&record),
            judge: judge(&record),
            record,
            citations: found.citations,
            hits: found.hits,
            labels,
            later,
        })
    }

    fn hits(&self, ordinal: usize, query: &str) -> Vec<Hit> {
        self.session.record(ordinal).map(|record| hits(&record, query)).unwrap_or_default()
    }

    fn label(&self, command: &Command) -> Result<Saved, NotSaved> {
        let record = self
            .session
            .record(command.ordinal)
            .map_err(|error| NotSaved { waiting: 0, reason: error.to_string() })?;
        let mut labels = self.session.labels();
        let (what, summary) = decision(&labels, &record, &command.change);
        let labels_it = what.iter().any(|what| matches!(what, What::Label { .. }));
        labels
            .decide(&record, what, &Drawn::default(), command.blind)
            .map_err(|error| self.not_saved(error))?;
        Ok(self.saved(&labels, command.ordinal, labels_it, summary))
    }

    fn undo(&self) -> Result<Option<Saved>, NotSaved> {
        self.step(Labels::undo, "undid the last decision")
    }

    fn redo(&self) -> Result<Option<Saved>, NotSaved> {
        self.step(Labels::redo, "redid the decision")
    }

    fn export_path(&self) -> PathBuf {
        self.session.export_path()
    }

    fn export(
        &self,
        ordinals: &Ordinals,
        path: &Path,
        overwrite: bool,
    ) -> Result<Exported, ExportError> {
        let all: Vec<usize>;
        let ordinals: &[usize] = match ordinals {
            Ordinals::Some(some) => some,
            Ordinals::All => {
                all = (0..self.session.dataset().len()).collect();
                &all
            }
        };
        if self.session.readonly {
            return Err(ExportError::Failed("read-only: nothing is written".to_owned()));
        }
        let format = Format::of_path(path).map_err(ExportError::Failed)?;
        let records = write(&self.session, ordinals, format, path, overwrite)?;
        Ok(Exported { records, path: path.to_owned() })
    }

    fn clauses(&self, generation: u64) -> Option<Arc<Clauses>> {
        let stop = Arc::new(AtomicBool::new(false));
        let before = std::mem::replace(&mut *locked(&self.counting), Arc::clone(&stop));
        before.store(true, Ordering::Relaxed);
        let news = locked(&self.news).clone();
        let mut progress = |done, total| {
            if let Some(news) = &news {
                news(News::Counting { generation, done, total });
            }
        };
        self.session.clauses(&stop, &mut progress).map(Arc::new)
    }

    fn stop_counting(&self) {
        locked(&self.counting).store(true, Ordering::Relaxed);
    }

    fn problems(&self) -> Vec<Problem> {
        self.session.problems()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.session.close();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn translated(news: session::News) -> News {
    match news {
        session::News::Loading { done, total } => News::Loading { done, total: Some(total) },
        session::News::Grew(records) => News::RowsGrew { records },
        session::News::Indexing { done, total, left } => News::Indexing { done, total, eta: left },
        session::News::NotIndexed(why) => News::NotIndexed(why),
        session::News::Saved => News::Saved,
        session::News::NotSaved(error) => News::NotSaved(not_saved(error)),
        session::News::Problems(count) => News::Problems(count),
        session::News::Notice(text) => News::Notice(text),
    }
}

/// How a record is called in the list: the beginning of its prompt, or of what else it has.
fn preview(record: &Record) -> String {
    let text =
        [&record.prompt, &record.cot, &record.answer].into_iter().find(|text| !text.is_empty());
    text.map_or_else(String::new, |text| text.chars().take(200).collect())
}

/// What the data say happened.
fn outcome(record: &Record) -> Option<String> {
    ["outcome", "label"].iter().find_map(|name| record.meta.get(*name)?.as_str()).map(str::to_owned)
}

/// The judges' verdicts in a few words.
fn judge(record: &Record) -> Option<String> {
    let mut words = Vec::new();
    for (name, value) in &record.judges {
        match value {
            Value::Object(parts) => {
                words.extend(parts.iter().filter_map(|(name, value)| short(name, value)));
            }
            value => words.extend(short(name, value)),
        }
    }
    (!words.is_empty()).then(|| words.join(", "))
}

fn short(name: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.chars().count() > 24 => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(format!("{name} {number}")),
        Value::Bool(truth) => Some(format!("{name} {truth}")),
        _ => None,
    }
}

//! The session behind the screen: what the screen asks in its words, answered by a
//! [`Session`] in its own.

mod agreement;
mod charts;
mod export;
mod hits;
mod labels;
mod marks;
mod resume;
mod review;
mod search;
mod sides;
mod suggestions;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::backend::{
    Backend, Command, ExportError, Exported, Given, Hidden, Hit, Loaded, Marked, MarksDesk, News,
    NewsSink, NotSaved, Ordinals, Overview, Row, Saved, ShowCommand,
};
use crate::export::Format;
use crate::label;
use crate::label::view::Step;
use crate::problem::Problem;
use crate::record::Record;
use crate::session::clauses::Clauses;
use crate::session::judge::sounds_like_verdict;
use crate::session::labels::Labels;
use crate::session::resume::{Memory, absolute};
use crate::session::{self, Session};

use export::write;
use hits::hits;
use labels::{decision, label_defs, label_state, marks, not_saved};
use review::working;

/// A session as the screen sees it.
pub struct Desk {
    session: Arc<Session>,
    searches: search::Latest,
    facets: search::Latest,
    /// Stops the count that runs.
    counting: Mutex<Arc<AtomicBool>>,
    /// Stops the draw that runs.
    drawing: Mutex<Arc<AtomicBool>>,
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
            facets: search::Latest::default(),
            counting: Mutex::default(),
            drawing: Mutex::default(),
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
        let shown = labels.visible(&record.id).judge;
        Row {
            ordinal,
            id: record.id.clone(),
            preview: preview(&record),
            chars: record.cot.chars().count(),
            outcome: outcome(&record).filter(|_| shown),
            judge: judge(&record).filter(|_| shown),
            marks: labels.own(&record.id).map(marks).unwrap_or_default(),
        }
    }

    /// How a record stands once something about it is on disk.
    fn saved(&self, labels: &Labels, ordinal: usize, summary: String) -> Saved {
        let record = self.session.record(ordinal).ok();
        Saved {
            ordinal,
            labels: record.as_deref().map(|record| label_state(labels, record)).unwrap_or_default(),
            summary,
            labelled: labels.view.counts(labels.reviewer()).labelled,
            progress: labels.progress(),
            ..Saved::default()
        }
    }

    /// The same after a change.
    fn changed(&self, labels: &Labels, ordinal: usize, done: labels::Decision) -> Saved {
        let lacks =
            |given: &Given| labels.scheme.lacks_evidence(&given.group, &given.label, done.spans);
        Saved {
            wants_evidence: done.given.as_ref().is_some_and(lacks),
            given: done.given,
            ..self.saved(labels, ordinal, done.summary)
        }
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
        Ok(Some(self.saved(&labels, ordinal, summary)))
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
            groups: Arc::new(labels.scheme.clone()),
            working: working(session, &labels),
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
        self.session.look_first(ordinals);
        // Reading comes first, so that a decision never waits behind it for the labels.
        for &ordinal in ordinals.iter().filter(|&&ordinal| ordinal < known) {
            let _ = self.session.record(ordinal);
        }
        let labels = self.session.labels();
        let wanted = ordinals.iter().filter(|&&ordinal| ordinal < known);
        wanted.map(|&ordinal| self.row(ordinal, &labels)).collect()
    }

    fn open(&self, ordinal: usize, query: &str) -> Result<Loaded, String> {
        if let (Some(path), Some(news)) =
            (self.session.newly_changed(ordinal), locked(&self.news).clone())
        {
            news(News::Notice(format!(
                "{path} changed on disk: what is listed is as it was; start again to read it anew"
            )));
        }
        self.session.look_first(&[ordinal]);
        let record = self.session.record(ordinal).map_err(|error| error.to_string())?;
        let later = marks::later(&record);
        let labels = self.session.labels();
        let visible = labels.visible(&record.id);
        let judge = judge(&record);
        let hidden = Hidden {
            verdicts: !visible.judge
                && (judge.is_some() || outcome(&record).is_some() || others(&labels, &record)),
            chain: !visible.chain && record.has_cot(),
            suggestions: !visible.suggestions,
        };
        let state = label_state(&labels, &record);
        drop(labels);
        let outcome = outcome(&record).filter(|_| visible.judge);
        let record = as_may_be_read(record, hidden);
        let found = if later { Marked::default() } else { self.marks(&record, query) };
        Ok(Loaded {
            outcome,
            judge: judge.filter(|_| visible.judge),
            hidden,
            labels: state,
            record,
            citations: found.citations,
            hits: found.hits,
            suggestions: found.suggestions,
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
        let before = labels.visible(&record.id);
        let mut done = decision(&labels, &record, &command.change, command.from_queue);
        let what = std::mem::take(&mut done.what);
        labels.decide(&record, what, command.from_queue).map_err(|error| self.not_saved(error))?;
        let opens = labels.visible(&record.id).shows_more_than(&before);
        Ok(Saved { opens, ..self.changed(&labels, command.ordinal, done) })
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
        session::News::Suggesting { done, total, left } => {
            News::Suggesting { done, total, eta: left }
        }
        session::News::Suggested => News::Suggested,
        session::News::NotIndexed(why) => News::NotIndexed(why),
        session::News::Saved => News::Saved,
        session::News::NotSaved(error) => News::NotSaved(not_saved(error)),
        session::News::Problems(count) => News::Problems(count),
        session::News::Notice(text) => News::Notice(text),
    }
}

/// Whether anybody else has said something about a record.
fn others(labels: &Labels, record: &Record) -> bool {
    let me = labels.reviewer();
    labels.states(&record.id).iter().any(|(who, state)| *who != me && !state.labels.is_empty())
}

/// A record without what is hidden of it.
fn as_may_be_read(record: Arc<Record>, hidden: Hidden) -> Arc<Record> {
    if !(hidden.verdicts || hidden.chain) {
        return record;
    }
    let mut part = Record::clone(&record);
    if hidden.verdicts {
        part.judges.clear();
        part.humans.clear();
        part.meta.retain(|name, _| !sounds_like_verdict(name));
    }
    if hidden.chain {
        part.cot.clear();
        part.steps.clear();
    }
    Arc::new(part)
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

//! The session behind the screen: what the screen asks in its words, answered by a
//! [`Session`] in its own.

mod agreement;
mod charts;
mod clauses;
mod export;
mod hits;
mod labelling;
mod labels;
mod marks;
mod resume;
mod review;
mod search;
mod sides;
mod suggestions;
mod tasks;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::backend::{
    Backend, Hidden, Hit, Loaded, Marked, MarksDesk, News, NewsSink, Overview, Row, ShowCommand,
    Task,
};
use crate::problem::Problem;
use crate::record::Record;
use crate::session::judge::sounds_like_verdict;
use crate::session::labels::Labels;
use crate::session::resume::{Memory, absolute};
use crate::session::{self, Session};

use hits::hits;
use labels::{label_defs, label_state, marks, not_saved};
use review::working;
use tasks::Meters;

/// A session as the screen sees it.
pub struct Desk {
    session: Arc<Session>,
    tasks: tasks::Tasks,
    /// Where progress is told.
    news: Mutex<Option<Arc<NewsSink>>>,
    /// Where it is kept where one was, if it is.
    memory: Option<Memory>,
    /// Reads the data anew.
    again: Option<Again>,
}

/// Opens the same data, specs and labels once more.
pub type Again = Box<dyn Fn() -> Result<Arc<dyn Backend>, String> + Send + Sync>;

impl Desk {
    /// The screen's side of `session`.
    #[must_use]
    pub fn new(session: Arc<Session>) -> Self {
        let tasks = tasks::Tasks::default();
        Self { session, tasks, news: Mutex::default(), memory: None, again: None }
    }

    /// Keeps there where one was, for the next run.
    #[must_use]
    pub fn remembering(mut self, memory: Memory) -> Self {
        self.memory = Some(memory);
        self
    }

    /// Reads the data anew by `again`.
    #[must_use]
    pub fn reopening(mut self, again: Again) -> Self {
        self.again = Some(again);
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
            loading: session.is_loading(),
            specs: session.specs.clone(),
            scheme: label_defs(&labels),
            groups: Arc::new(labels.scheme.clone()),
            working: working(session, &labels),
            reviewer: labels.reviewer().to_owned(),
            labels_at: labels.log().display().to_string(),
            readonly: labels.readonly(),
            labelled: session.labelled(&labels),
            problems: session.problems().len(),
            indexed: session.is_indexed(),
            unexpected: session.unexpected.clone(),
            show: ShowCommand { options: session.options.clone(), paths: absolute(session) },
        }
    }

    fn listen(&self, news: NewsSink) {
        let news = Arc::new(news);
        *locked(&self.news) = Some(Arc::clone(&news));
        let (meters, session) = (Meters::default(), Arc::clone(&self.session));
        self.session.listen(Box::new(move |item| {
            if let Some(item) = translated(&session, &meters, item) {
                news(item);
            }
        }));
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
        if let (Some(path), Some(news)) = (self.session.changed(ordinal), &*locked(&self.news)) {
            news(News::Changed(path));
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

    fn reopen(&self) -> Result<Arc<dyn Backend>, String> {
        let Some(again) = &self.again else {
            return Err("these data cannot be read a second time".to_owned());
        };
        if !self.session.labels().let_go() {
            return Err("labels wait to be saved".to_owned());
        }
        again().inspect_err(|_| {
            self.session.labels().take_over(); // read-only says why, if it cannot
        })
    }

    fn problems(&self) -> Vec<Problem> {
        self.session.problems()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.session.labels().let_go(); // others need not wait until all threads have ended
        self.session.close();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// News of the session in the screen's words; `meters` measure what goes on by itself.
fn translated(session: &Session, meters: &Meters, news: session::News) -> Option<News> {
    Some(match news {
        session::News::Loading { done, total } => meters.read(Task::Load, done, total)?,
        session::News::Grew(records) => {
            let labelled = session.labelled(&session.labels());
            News::RowsGrew { records, labelled }
        }
        session::News::Indexing { done, total, .. } => meters.read(Task::Index, done, total)?,
        session::News::Suggesting { done, total, .. } => {
            meters.read(Task::Suggest, done as u64, total as u64)?
        }
        session::News::Suggested => meters.over(Task::Suggest),
        session::News::NotIndexed(why) => News::NotIndexed(why),
        session::News::Saved => News::Saved,
        session::News::NotSaved(error) => News::NotSaved(not_saved(error)),
        session::News::Problems(count) => News::Problems(count),
        session::News::Notice(text) => News::Notice(text),
    })
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

//! What goes on behind the screen: reading on, indexing. One thread, one step after the other.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::index::{self, Cited, Rows};
use super::open::SessionError;
use super::suggestions::keep_looking;
use super::{Session, lock};
use crate::dataset::{Chunk, Dataset, OpenError, OpenOptions, Progress, Scanner, plan, unheard};
use crate::label::NotSaved;
use crate::problem::{Place, Problem, Severity};
use crate::search::{self, Index, Options, Searcher, Stage, State};

/// What happens in the background.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Bytes read of bytes to read; equal when all is read.
    Loading {
        /// Read so far.
        done: u64,
        /// In all.
        total: u64,
    },
    /// So many records are known now.
    Grew(usize),
    /// Records indexed of records in all; equal when the index is whole.
    Indexing {
        /// So far.
        done: u64,
        /// In all.
        total: u64,
        /// Time left at the present rate.
        left: Option<Duration>,
    },
    /// Records that detectors have looked at, of how many.
    Suggesting {
        /// So far.
        done: usize,
        /// In all.
        total: usize,
        /// Time left at the present rate.
        left: Option<Duration>,
    },
    /// Detectors have looked at all records, or were stopped.
    Suggested,
    /// The index could not be built; searching goes on without, or with an older one.
    NotIndexed(String),
    /// Every decision that waited is on disk.
    Saved,
    /// Decisions wait to be saved; it is tried again every few seconds.
    NotSaved(NotSaved),
    /// So many things are wrong in the inputs.
    Problems(usize),
    /// Something that the reader should know.
    Notice(String),
}

/// Receives news on any thread.
pub type Sink = Box<dyn Fn(News) + Send + Sync>;

/// Chunks of the dataset as they are read by a thread of their own.
pub(super) struct Start {
    messages: Receiver<Message>,
    finished: bool,
}

enum Message {
    Progress(Progress),
    Chunk(Chunk),
    Failed(OpenError),
    Done,
}

/// How long the screen waits for the first records before it opens without them, and, once there are
/// some, for the end of small data.
const FIRST: Duration = Duration::from_millis(250);
const REST: Duration = Duration::from_millis(20);
/// How often a growing file is looked at.
const FOLLOW: Duration = Duration::from_secs(1);
/// How far background work steps back: it gets a tenth of a core that somebody else wants.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;
/// How long after a failure it is tried again to save.
const RETRY: Duration = Duration::from_secs(2);

impl Start {
    /// Begins to read and waits a moment for the first chunk.
    pub(super) fn begin(
        paths: &[String],
        options: OpenOptions,
    ) -> Result<(Self, Dataset), SessionError> {
        let plan = plan(paths, options)?;
        let mut dataset = Dataset::empty(&plan);
        let (sender, messages) = channel();
        let mut scanner = Scanner::new(plan);
        thread::spawn(move || {
            loop {
                let mut report = |progress| match sender.send(Message::Progress(progress)) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()), // the session has been dropped
                };
                let message = match scanner.next_chunk(&mut report) {
                    Ok(Some(chunk)) => Message::Chunk(chunk),
                    Ok(None) => Message::Done,
                    Err(error) => Message::Failed(error),
                };
                let last = !matches!(message, Message::Chunk(_));
                if sender.send(message).is_err() || last {
                    break;
                }
            }
        });
        let mut start = Self { messages, finished: false };
        start.wait_for_first(&mut dataset)?;
        Ok((start, dataset))
    }

    /// Small data are whole after this, so that errors come before the screen opens.
    fn wait_for_first(&mut self, dataset: &mut Dataset) -> Result<(), SessionError> {
        let mut end = Instant::now() + FIRST;
        while !self.finished {
            match self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Message::Chunk(chunk)) => {
                    dataset.push(chunk);
                    dataset.refuse_if_strict()?;
                    if !dataset.is_empty() {
                        end = end.min(Instant::now() + REST);
                    }
                }
                Ok(Message::Progress(_)) => {}
                Ok(Message::Failed(error)) => return Err(error.into()),
                Ok(Message::Done) => {
                    dataset.usable()?;
                    self.finished = true;
                }
                // What a reader that died leaves undone is told once the screen is open.
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        Ok(())
    }

    /// Whether all is read.
    pub(super) fn is_finished(&self) -> bool {
        self.finished
    }
}

/// Runs the rest in a thread that ends with the work, or soon after the session is closed.
pub(super) fn run(session: &Arc<Session>, start: Start, sink: Sink) {
    let sink: Arc<Sink> = Arc::new(sink);
    keep_saving(Arc::clone(session), Arc::clone(&sink));
    keep_looking(Arc::clone(session), Arc::clone(&sink));
    let session = Arc::clone(session);
    thread::spawn(move || {
        load(&session, &start, &sink);
        session.loading.store(false, Ordering::Relaxed);
        sink(News::Problems(session.problems().len()));
        give_way(); // reading does not: everybody waits for the records
        if !session.closing.load(Ordering::Relaxed) {
            build_index(&session, &sink);
            session.suggestions.grew();
        }
        while session.follows && !session.closing.load(Ordering::Relaxed) {
            thread::park_timeout(FOLLOW);
            if follow(&session, &sink) {
                build_index(&session, &sink);
                session.suggestions.grew();
            }
        }
    });
}

/// Lets this thread, and those that it starts, wait for whoever answers a key.
pub(super) fn give_way() {
    // Elsewhere than on Linux this would hold back the whole program.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICE); // as fast as anybody, if it cannot be
}

/// Tries again to save what waits, whenever something does, in a thread that sleeps otherwise.
fn keep_saving(session: Arc<Session>, sink: Arc<Sink>) {
    thread::spawn(move || {
        while session.saving.wait() {
            thread::park_timeout(RETRY);
            if session.labels().waiting().is_none() {
                continue; // the next decision has taken it along
            }
            match session.retry() {
                Ok(()) => sink(News::Saved),
                Err(error) => {
                    sink(News::NotSaved(error));
                    session.unsaved();
                }
            }
        }
    });
}

/// Reads what was appended since; whether there was anything.
fn follow(session: &Session, sink: &Sink) -> bool {
    let before = session.dataset().len();
    if let Err(error) = read_appended(session) {
        sink(News::Notice(error.to_string()));
    }
    let known = session.dataset().len();
    if known > before {
        sink(News::Grew(known));
    }
    known > before
}

fn read_appended(session: &Session) -> Result<(), OpenError> {
    if session.dataset().changed_sources().is_empty() {
        return Ok(());
    }
    let Some(mut scanner) = session.dataset().follow()? else { return Ok(()) };
    while let Some(chunk) = scanner.next_chunk(&mut unheard)? {
        session.dataset.write().unwrap_or_else(PoisonError::into_inner).push(chunk);
    }
    Ok(())
}

fn load(session: &Session, start: &Start, sink: &Sink) {
    if start.finished {
        return;
    }
    let mut ended = false;
    for message in &start.messages {
        if session.closing.load(Ordering::Relaxed) {
            return;
        }
        match message {
            Message::Progress(Progress { done, total }) => sink(News::Loading { done, total }),
            Message::Chunk(chunk) => {
                let mut dataset = session.dataset.write().unwrap_or_else(PoisonError::into_inner);
                dataset.push(chunk);
                let known = dataset.len();
                drop(dataset);
                sink(News::Grew(known));
            }
            Message::Failed(error) => {
                incomplete(session, sink, error.to_string());
                ended = true;
            }
            Message::Done => ended = true,
        }
        if ended {
            break;
        }
    }
    if !ended {
        let message = "reading stopped before the end, by a fault of this program; what was read \
                       until then is shown";
        incomplete(session, sink, message.to_owned());
    }
    sink(News::Loading { done: 1, total: 1 });
}

/// Notes that not all of the data is there.
fn incomplete(session: &Session, sink: &Sink, message: String) {
    let problem = Problem::new(Severity::Incomplete, Place::default(), message.clone());
    lock(&session.problems).push(problem);
    sink(News::Notice(message));
}

/// Indexes what has been read. A fault while doing so must not leave "indexing" on the screen.
fn build_index(session: &Session, sink: &Sink) {
    if catch_unwind(AssertUnwindSafe(|| index_all(session, sink))).is_err() {
        sink(News::NotIndexed("indexing stopped by a fault of this program".to_owned()));
    }
}

fn index_all(session: &Session, sink: &Sink) {
    let dataset = session.dataset();
    if session.readonly {
        return use_index(session, &dataset, sink);
    }
    let total = dataset.len() as u64;
    let opened = Index::open_or_build(
        &index::root(&dataset),
        &Rows(&dataset),
        Some(&Cited(session)),
        Options::default(),
        &mut reporting(session, sink, total),
    );
    match opened {
        Ok(opened) => {
            set_searcher(session, opened.index.searcher(), true);
            sink(News::Indexing { done: total, total, left: None });
            index::remember(&dataset);
            if let Some(reason) = opened.reason.filter(|_| opened.state == State::Built) {
                sink(News::Notice(format!("the index was built anew: {reason}")));
            }
        }
        Err(error) if error.is_cancelled() => {}
        Err(error) => {
            if let Some(older) = &error.older {
                set_searcher(session, older.searcher(), false);
            }
            sink(News::NotIndexed(error.to_string()));
        }
    }
}

/// Without writing anything: the index that is there, if it is of these data.
fn use_index(session: &Session, dataset: &Dataset, sink: &Sink) {
    let version = session.detector.version();
    let index = Index::open(&index::root(dataset), &dataset.fingerprint(), Some(&version));
    let total = dataset.len() as u64;
    match index {
        Some(index) => {
            set_searcher(session, index.searcher(), true);
            sink(News::Indexing { done: total, total, left: None });
        }
        None => sink(News::NotIndexed("read-only, and there is no index".to_owned())),
    }
}

/// Tells how far indexing is, and hands over what can be searched by now.
fn reporting<'r>(
    session: &'r Session,
    sink: &'r Sink,
    total: u64,
) -> impl FnMut(search::Progress) -> ControlFlow<()> + 'r {
    let begun = Instant::now();
    move |progress| {
        if let Some(searcher) = progress.searcher {
            set_searcher(session, searcher, false);
        }
        if progress.stage != Stage::Waiting {
            // The last word, that the index is whole, is said when it has been opened.
            let done = u64::from(progress.records).min(total.saturating_sub(1));
            let left = time_left(begun.elapsed(), done, total);
            sink(News::Indexing { done, total, left });
        }
        if session.closing.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

fn set_searcher(session: &Session, searcher: Searcher, whole: bool) {
    *session.searcher.write().unwrap_or_else(PoisonError::into_inner) = Some((searcher, whole));
}

pub(super) fn time_left(spent: Duration, done: u64, total: u64) -> Option<Duration> {
    (done > 0).then(|| spent.mul_f64((total - done) as f64 / done as f64))
}

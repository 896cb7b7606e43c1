//! Looking at all records behind the screen: in a thread of its own that takes what time is left.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use super::board::Board;
use super::detectors::Detectors;
use super::find::Finder;
use crate::session::index::Cited;
use crate::session::work::{Sink, give_way, time_left};
use crate::session::{News, Session, lock};

/// How often it is told how far it is.
const TELL: Duration = Duration::from_millis(200);

/// Looks whenever it is asked to, in a thread that sleeps otherwise.
pub(in crate::session) fn keep_looking(session: Arc<Session>, sink: Arc<Sink>) {
    thread::spawn(move || {
        give_way();
        while session.suggestions.looking.wait() {
            let looked = catch_unwind(AssertUnwindSafe(|| session.look_at_all(&sink)));
            if looked.is_err() {
                let what = "detectors stopped looking by a fault of this program";
                sink(News::Notice(what.to_owned()));
            }
            sink(News::Suggested);
        }
    });
}

impl Session {
    /// Looks at every record that has not been looked at, commands included, and keeps what was
    /// found in the cache.
    fn look_at_all(&self, sink: &Sink) {
        let (dataset, detectors) = (self.dataset(), self.suggestions.detectors());
        let citations = Cited(self);
        let finder = Finder { dataset: &dataset, detectors: &detectors, citations: &citations };
        let file = finder.file();
        let known = &self.suggestions.known;
        if let Some(kept) = Board::load(&file) {
            lock(known).take_over(&detectors, kept);
        }
        let mut look = finder.look(
            || lock(&self.suggestions.asked).pop(),
            |ordinal| lock(known).board.is_known(ordinal),
        );
        let mut pace = Pace::new(self.suggested().examined(), dataset.len());
        while !self.stops_looking(&detectors) {
            let Some((ordinal, found)) = look.next() else {
                self.keep_board(&detectors, &file);
                break;
            };
            let mut known = lock(known);
            known.put(&detectors, ordinal, &found);
            let done = known.board.examined();
            drop(known);
            if let Some(news) = pace.news(done) {
                sink(news);
            }
        }
        lock(&self.problems).extend(look.problems);
    }

    fn stops_looking(&self, detectors: &Arc<Detectors>) -> bool {
        self.closing.load(Ordering::Relaxed)
            || self.suggestions.stopped.load(Ordering::Relaxed)
            || !lock(&self.suggestions.known).are(detectors)
    }

    /// Keeps what these detectors found for the next time.
    fn keep_board(&self, detectors: &Arc<Detectors>, file: &Path) {
        let known = lock(&self.suggestions.known);
        let board = known.are(detectors).then(|| known.board.clone());
        drop(known);
        if let Some(board) = board.filter(|_| !self.readonly) {
            // A cache that cannot be written costs time the next time, nothing else.
            let _ = board.save(file);
        }
    }
}

/// When to tell how far it is, and how long it will take.
struct Pace {
    begun: Instant,
    told: Instant,
    /// Records that had been looked at before.
    before: usize,
    total: usize,
}

impl Pace {
    fn new(before: usize, total: usize) -> Self {
        let now = Instant::now();
        Self { begun: now, told: now, before, total }
    }

    fn news(&mut self, done: usize) -> Option<News> {
        if self.told.elapsed() < TELL {
            return None;
        }
        self.told = Instant::now();
        let of = |count: usize| count.saturating_sub(self.before) as u64;
        let left = time_left(self.begun.elapsed(), of(done), of(self.total));
        Some(News::Suggesting { done, total: self.total, left })
    }
}

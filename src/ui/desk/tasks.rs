//! Long work of the session: telling how far it is, ending what nobody waits for.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::ui::backend::{News, NewsSink, Progress, Task, TaskDesk};

use super::{Desk, locked};

/// How long a task goes on before its rate means something.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is told how far it is.
const BETWEEN: Duration = Duration::from_millis(100);

/// Which request of each task is the newest, and the flag that ends the one that runs. The newest
/// generation is told by whoever gives the work, so that it is known while the worker is still busy.
#[derive(Debug, Default)]
pub(super) struct Tasks(Mutex<BTreeMap<Task, State>>);

#[derive(Debug, Default)]
struct State {
    newest: u64,
    running: Option<(u64, Arc<AtomicBool>)>,
}

impl Tasks {
    /// Everything before `generation` is stale.
    fn supersede(&self, task: Task, generation: u64) {
        let mut tasks = locked(&self.0);
        let state = tasks.entry(task).or_default();
        state.newest = state.newest.max(generation);
        if let Some((running, stale)) = &state.running
            && *running < state.newest
        {
            stale.store(true, Ordering::Relaxed);
        }
    }

    /// The flag that is set once `generation` is stale.
    fn begin(&self, task: Task, generation: u64) -> Arc<AtomicBool> {
        let mut tasks = locked(&self.0);
        let state = tasks.entry(task).or_default();
        let stale = Arc::new(AtomicBool::new(generation < state.newest));
        state.running = Some((generation, Arc::clone(&stale)));
        stale
    }
}

/// A task that runs.
pub(super) struct Running {
    task: Task,
    /// Set once nobody waits for it.
    pub(super) stale: Arc<AtomicBool>,
    meter: Meter,
    news: Option<Arc<NewsSink>>,
}

impl Running {
    /// Whether nobody waits for it any more.
    pub(super) fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Relaxed)
    }

    /// Tells how far it is.
    pub(super) fn at(&mut self, done: usize, total: usize) {
        let Some(news) = &self.news else { return };
        if let Some(progress) = self.meter.read(done as u64, total as u64) {
            news(News::Progress { task: self.task, progress });
        }
    }
}

/// Makes rates and estimates of how far something is.
struct Meter {
    begun: Instant,
    told: Option<Instant>,
}

impl Meter {
    fn new() -> Self {
        Self { begun: Instant::now(), told: None }
    }

    /// What is to be told, unless something was told a moment ago. The end is always told.
    fn read(&mut self, done: u64, total: u64) -> Option<Progress> {
        let recently = self.told.is_some_and(|told| told.elapsed() < BETWEEN);
        if recently && done < total {
            return None;
        }
        self.told = Some(Instant::now());
        Some(measured(self.begun.elapsed(), done, total))
    }
}

/// How far it is after that time.
fn measured(spent: Duration, done: u64, total: u64) -> Progress {
    let known = spent >= PATIENCE && done > 0;
    let rate = (done as f64 / spent.as_secs_f64().max(f64::EPSILON)).round() as u64;
    let left = spent.mul_f64(total.saturating_sub(done) as f64 / done.max(1) as f64);
    Progress { done, total: Some(total), rate: known.then_some(rate), left: known.then_some(left) }
}

/// A meter for each task that goes on by itself.
#[derive(Default)]
pub(super) struct Meters(Mutex<BTreeMap<Task, Meter>>);

impl Meters {
    /// News of how far a task is, unless there were some a moment ago.
    pub(super) fn read(&self, task: Task, done: u64, total: u64) -> Option<News> {
        let mut meters = locked(&self.0);
        let meter = meters.entry(task).or_insert_with(Meter::new);
        let progress = meter.read(done, total)?;
        if progress.is_done() {
            meters.remove(&task);
        }
        Some(News::Progress { task, progress })
    }

    /// News that a task has come to its end, or was stopped.
    pub(super) fn over(&self, task: Task) -> News {
        locked(&self.0).remove(&task);
        News::Progress { task, progress: Progress::of(1, 1) }
    }
}

impl Desk {
    /// Begins work that was asked for in that generation.
    pub(super) fn begin(&self, task: Task, generation: u64) -> Running {
        let news = locked(&self.news).clone();
        Running { task, stale: self.tasks.begin(task, generation), meter: Meter::new(), news }
    }
}

impl TaskDesk for Desk {
    fn newest(&self, task: Task, generation: u64) {
        self.tasks.supersede(task, generation);
        match task {
            Task::Load => self.session.stop.loading(),
            Task::Index => self.session.stop.indexing(),
            Task::Suggest => self.session.stop_looking(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_request_ends_the_one_that_runs_and_those_that_wait() {
        let tasks = Tasks::default();
        tasks.supersede(Task::Search, 1);
        let first = tasks.begin(Task::Search, 1);
        assert!(!first.load(Ordering::Relaxed));
        tasks.supersede(Task::Search, 3);
        assert!(first.load(Ordering::Relaxed), "it hears of it while it runs");
        assert!(tasks.begin(Task::Search, 2).load(Ordering::Relaxed), "it is stale beforehand");
        let third = tasks.begin(Task::Search, 3);
        tasks.supersede(Task::Search, 2);
        assert!(!third.load(Ordering::Relaxed), "an older one does not end it");
        tasks.supersede(Task::Export, 4);
        assert!(!third.load(Ordering::Relaxed), "nor does another task");
    }

    #[test]
    fn rate_and_estimate_come_after_a_second() {
        let early = measured(Duration::from_millis(900), 30, 100);
        assert_eq!(early, Progress::of(30, 100));
        let later = measured(Duration::from_secs(4), 200, 1_000);
        assert_eq!((later.rate, later.left), (Some(50), Some(Duration::from_secs(16))));
        assert_eq!(measured(Duration::from_secs(9), 0, 10).rate, None, "nothing is done yet");
    }
}

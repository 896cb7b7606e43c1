//! Progress of what takes over a second: one line on standard error, taken away at the end, and
//! below whatever else is printed meanwhile.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::dataset::{Dataset, ReadError, Records};
use crate::record::Record;
use crate::ui;

/// What progress counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    Megabytes,
    Records,
}

/// Work under way, for as long as this lives. Only where a person looks is anything shown, and only
/// when it takes over a second.
pub(crate) struct Bar {
    work: Option<Arc<Work>>,
}

/// What the thread that draws knows.
struct Work {
    what: &'static str,
    unit: Unit,
    start: Instant,
    done: AtomicU64,
    total: AtomicU64,
    /// Standard error by a descriptor of its own: its lock is held by those who print.
    err: File,
    ended: Mutex<bool>,
    end: Condvar,
}

/// The terminal, of which a process has one: what is under way, innermost last, and whether a line
/// about it stands there.
struct Shown {
    works: Vec<Arc<Work>>,
    drawn: bool,
}

static SHOWN: Mutex<Shown> = Mutex::new(Shown { works: Vec::new(), drawn: false });

const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(200);
/// Back to the beginning of the line, which is emptied.
const AWAY: &str = "\r\x1b[K";
/// Columns where the terminal does not tell.
const COLUMNS: u16 = 80;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Prints something else: the line of progress is out of the way meanwhile.
pub(crate) fn beside<T>(print: impl FnOnce() -> T) -> T {
    let mut shown = lock(&SHOWN);
    shown.take_away();
    print()
}

/// Takes the line away because the program ends; waits for nobody.
pub(crate) fn end() {
    if let Ok(mut shown) = SHOWN.try_lock() {
        shown.take_away();
        shown.works.clear();
    }
}

impl Shown {
    fn take_away(&mut self) {
        let drawn = std::mem::take(&mut self.drawn);
        if let Some(work) = self.works.last().filter(|_| drawn) {
            // A terminal that cannot take a progress line is no reason to stop.
            let _ = (&work.err).write_all(AWAY.as_bytes());
        }
    }
}

impl Bar {
    pub(crate) fn new(what: &'static str, unit: Unit, quiet: bool) -> Self {
        let shows = !quiet && io::stderr().is_terminal();
        Self { work: shows.then(|| Work::begin(what, unit).ok()).flatten() }
    }

    /// `done` of `total` bytes or records.
    pub(crate) fn show(&mut self, done: u64, total: u64) {
        if let Some(work) = &self.work {
            work.done.store(done, Ordering::Relaxed);
            work.total.store(total, Ordering::Relaxed);
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        let Some(work) = self.work.take() else { return };
        *lock(&work.ended) = true;
        work.end.notify_all();
        let mut shown = lock(&SHOWN);
        shown.take_away();
        shown.works.retain(|other| !Arc::ptr_eq(other, &work));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Work {
    fn begin(what: &'static str, unit: Unit) -> io::Result<Arc<Self>> {
        let err = File::from(io::stderr().as_fd().try_clone_to_owned()?);
        let (done, total) = (AtomicU64::new(0), AtomicU64::new(0));
        let (ended, end) = (Mutex::new(false), Condvar::new());
        let start = Instant::now();
        let work = Arc::new(Self { what, unit, start, done, total, err, ended, end });
        let drawn = Arc::clone(&work);
        thread::Builder::new().name("progress".into()).spawn(move || drawn.draw_until_the_end())?;
        lock(&SHOWN).works.push(Arc::clone(&work));
        Ok(work)
    }

    /// Draws now and then, also while the work stays with one record for long.
    fn draw_until_the_end(self: Arc<Self>) {
        let mut wait = PATIENCE;
        loop {
            let guard = lock(&self.ended);
            let ended = self.end.wait_timeout_while(guard, wait, |ended| !*ended);
            if *ended.unwrap_or_else(PoisonError::into_inner).0 {
                return;
            }
            self.draw();
            wait = BETWEEN;
        }
    }

    /// Draws, unless work inside of this one is what there is to tell of.
    fn draw(self: &Arc<Self>) {
        let mut shown = lock(&SHOWN);
        if shown.works.last().is_some_and(|last| Arc::ptr_eq(last, self)) {
            let (width, _) = ui::terminal_size().unwrap_or((COLUMNS, 0));
            let text: String = self.text().chars().take(usize::from(width.max(2)) - 1).collect();
            let _ = (&self.err).write_all(format!("{AWAY}{text}").as_bytes());
            shown.drawn = true;
        }
    }

    fn text(&self) -> String {
        let (done, total) = (&self.done, &self.total);
        let [done, total] = [done, total].map(|number| number.load(Ordering::Relaxed));
        format!("{} {}", self.what, amount(self.unit, done, total, self.start.elapsed()))
    }
}

/// How much is done: share, rate, time left, each as far as it can be told. What is piped in has no
/// known end.
fn amount(unit: Unit, done: u64, total: u64, spent: Duration) -> String {
    let (name, scale) = match unit {
        Unit::Megabytes => ("MB", 1e6),
        Unit::Records => ("records", 1.0),
    };
    let per_second = done as f64 / spent.as_secs_f64().max(f64::MIN_POSITIVE);
    let rate = format!("{:.0} {name}/s", per_second / scale);
    let [so_far, all] = [done, total].map(|amount| amount as f64 / scale);
    match () {
        () if total == 0 && done == 0 => "…".to_owned(),
        () if done >= total => format!("{so_far:.0} {name}, {rate}"),
        () => {
            let share = 100 * done / total;
            let some = format!("{share} %, {so_far:.0} of {all:.0} {name}");
            let left = (total - done) as f64 / per_second;
            if done == 0 { some } else { format!("{some}, {rate}, {} left", time(left)) }
        }
    }
}

/// A time in the unit that people would say it in.
fn time(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 100.0 => format!("{seconds:.0} s"),
        seconds if seconds < 6000.0 => format!("{:.0} min", seconds / 60.0),
        seconds => format!("{:.0} h", seconds / 3600.0),
    }
}

/// Every record of a dataset in order, with progress.
pub(crate) struct Reading<'d> {
    records: Records<'d>,
    bar: Bar,
    done: u64,
    total: u64,
}

impl<'d> Reading<'d> {
    pub(crate) fn new(what: &'static str, dataset: &'d Dataset, quiet: bool) -> Self {
        let bar = Bar::new(what, Unit::Records, quiet);
        Self { records: dataset.records(), bar, done: 0, total: dataset.len() as u64 }
    }
}

impl Iterator for Reading<'_> {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.bar.show(self.done, self.total);
        self.done += 1;
        self.records.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_rate_and_time_left_are_told_as_far_as_they_are_known() {
        let second = Duration::from_secs(1);
        for (unit, done, total, spent, expected) in [
            (Unit::Records, 0, 0, second, "…"),
            (Unit::Records, 0, 84, second, "0 %, 0 of 84 records"),
            (Unit::Records, 21, 84, second, "25 %, 21 of 84 records, 21 records/s, 3 s left"),
            (Unit::Records, 1, 600, second, "0 %, 1 of 600 records, 1 records/s, 10 min left"),
            (Unit::Records, 1, 36_001, second, "0 %, 1 of 36001 records, 1 records/s, 10 h left"),
            (Unit::Megabytes, 8_000_000, 8_000_000, 2 * second, "8 MB, 4 MB/s"),
            (
                Unit::Megabytes,
                8_000_000,
                16_000_000,
                2 * second,
                "50 %, 8 of 16 MB, 4 MB/s, 2 s left",
            ),
        ] {
            assert_eq!(amount(unit, done, total, spent), expected);
        }
    }
}

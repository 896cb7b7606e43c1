//! Progress of what takes over a second: one line on standard error, taken away at the end.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::dataset::{Dataset, ReadError, Records};
use crate::record::Record;

/// What progress counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    Megabytes,
    Records,
}

/// A line of progress on standard error: share, rate, time left. Only where a person looks, and only
/// when it takes over a second.
pub(crate) struct Bar {
    what: &'static str,
    unit: Unit,
    start: Instant,
    drawn: Option<Instant>,
    on: bool,
}

const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(100);

impl Bar {
    pub(crate) fn new(what: &'static str, unit: Unit, quiet: bool) -> Self {
        let on = !quiet && io::stderr().is_terminal();
        Self { what, unit, start: Instant::now(), drawn: None, on }
    }

    /// Shows `done` of `total` bytes or records.
    pub(crate) fn show(&mut self, done: u64, total: u64) {
        let spent = self.start.elapsed();
        let recently = self.drawn.is_some_and(|drawn| drawn.elapsed() < BETWEEN);
        if !self.on || spent < PATIENCE || recently {
            return;
        }
        self.drawn = Some(Instant::now());
        let rate = done as f64 / spent.as_secs_f64();
        let share = 100 * done.min(total) / total.max(1);
        let left = (total.saturating_sub(done)) as f64 / rate.max(1.0);
        let (unit, scale) = match self.unit {
            Unit::Megabytes => ("MB", 1e6),
            Unit::Records => ("records", 1.0),
        };
        let [done, total, rate] = [done as f64, total as f64, rate].map(|x| x / scale);
        // A terminal that cannot take a progress line is no reason to stop.
        let _ = write!(
            io::stderr(),
            "\r\x1b[K{} {share} %, {done:.0} of {total:.0} {unit}, {rate:.0} {unit}/s, {left:.0} s left",
            self.what,
        );
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        if self.drawn.take().is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

/// When a command prints what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prints {
    /// At the end: until then only the progress shows that it works.
    AtTheEnd,
    /// As it goes: on a terminal the results are the progress.
    AsItGoes,
}

/// Every record of a dataset in order, with progress.
pub(crate) struct Reading<'d> {
    records: Records<'d>,
    bar: Bar,
    done: u64,
    total: u64,
}

impl<'d> Reading<'d> {
    pub(crate) fn new(
        what: &'static str,
        dataset: &'d Dataset,
        prints: Prints,
        quiet: bool,
    ) -> Self {
        let shows = prints == Prints::AsItGoes && io::stdout().is_terminal();
        let bar = Bar::new(what, Unit::Records, quiet || shows);
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

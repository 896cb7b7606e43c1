//! What something takes: time, processor time, private memory; each in a process of its own.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What something took.
pub(crate) struct Cost {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
    /// The most private memory, in MB.
    pub(crate) memory: f64,
}

pub(crate) fn timed(work: impl FnOnce() -> io::Result<()>) -> io::Result<Cost> {
    let (over, most) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let watcher = std::thread::spawn({
        let (over, most) = (Arc::clone(&over), Arc::clone(&most));
        move || {
            while !over.load(Ordering::Relaxed) {
                most.fetch_max(private_kb(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    });
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let done = work();
    let cost = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    over.store(true, Ordering::Relaxed);
    watcher.join().expect("the watcher only reads numbers");
    #[allow(clippy::cast_precision_loss)]
    let memory = most.load(Ordering::Relaxed) as f64 / 1024.0;
    done.map(|()| Cost { wall: cost.0, cpu: cost.1, memory })
}

/// CPU time of this process in seconds, as Linux counts it.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Anonymous memory of this process.
fn private_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

/// Runs a task of this benchmark in a process of its own and reads the numbers that it prints.
pub(crate) fn numbers(task: &str, path: &Path, dir: &Path) -> io::Result<Vec<f64>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(task).arg(path).arg(dir);
    for home in ["HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] {
        command.env(home, dir.join("home"));
    }
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    if output.status.success() && !numbers.is_empty() {
        return Ok(numbers);
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// What a task costs.
pub(crate) fn in_a_process(task: &str, path: &Path, dir: &Path) -> io::Result<Cost> {
    match numbers(task, path, dir)?.as_slice() {
        [wall, cpu, memory] => Ok(Cost { wall: *wall, cpu: *cpu, memory: *memory }),
        other => Err(io::Error::other(format!("{task} printed {other:?}"))),
    }
}

/// The best wall time of several runs of a program, in seconds; `None` if it is not there.
pub(crate) fn best(runs: usize, make: impl Fn() -> Command) -> Option<f64> {
    let run = || {
        let start = Instant::now();
        let mut command = make();
        command.stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        command.status().ok().map(|_| start.elapsed().as_secs_f64())
    };
    (0..runs).filter_map(|_| run()).min_by(f64::total_cmp)
}

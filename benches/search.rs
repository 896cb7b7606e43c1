//! What search may cost, measured side by side in one run: a table for each corpus, with the limits.
//!
//! `cargo bench --bench search -- [RECORDS | FILE.jsonl]…`; without an argument corpora of 20,000 and
//! 200,000 made-up records. A file's rows hold `id`, `prompt` or `question`, and either `cot` and
//! `answer` or a `response` with a `<think>` element. `sqlite3` and `rg` are measured where they are
//! installed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout)] // a benchmark prints its table

#[path = "search/corpus.rs"]
mod corpus;
#[path = "search/cost.rs"]
mod cost;
#[path = "search/rivals.rs"]
mod rivals;
#[path = "search/screen.rs"]
mod screen;

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use cotscope::search::{Facts, Index, NoFacts, Options, Query, Source, Window};

use corpus::{Lines, written};
use cost::{best, in_a_process, numbers, timed};

fn main() -> io::Result<()> {
    let mut corpora: Vec<String> =
        std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [task, path, dir] = corpora.as_slice() {
        if task == SCREEN {
            return screen::watch(Path::new(path));
        }
        if let Some(task) = TASKS.iter().find(|(name, _)| name == task) {
            let cost = timed(|| task.1(&Lines::open(Path::new(path))?, Path::new(dir)))?;
            println!("{} {} {}", cost.wall, cost.cpu, cost.memory);
            return Ok(());
        }
    }
    if corpora.is_empty() {
        corpora = ["20000", "200000"].map(str::to_owned).to_vec();
    }
    let mut first_screens = Vec::new();
    for corpus in corpora {
        first_screens.push(measure(&corpus)?);
    }
    if let [small, .., large] = first_screens.as_slice() {
        row("first screen, largest corpus over smallest", 1.5, Some(large / small), "");
    }
    Ok(())
}

/// One line of the table: what is measured, how much it may be, how much it is.
fn row(what: &str, at_most: f64, measured: Option<f64>, unit: &str) {
    match measured {
        Some(value) => {
            let word = if value <= at_most { "kept" } else { "MISSED" };
            println!("  {what:<58}{at_most:>9.3}{value:>10.3} {unit:<3} {word}");
        }
        None => println!("  {what:<58}{at_most:>9.3}   not measured: the other program is missing"),
    }
}

/// Measures everything on one corpus and prints it; gives the time to the first screen.
fn measure(corpus: &str) -> io::Result<f64> {
    let dir = tempfile::tempdir()?;
    let path = match corpus.parse() {
        Ok(records) => written(&dir.path().join("corpus.jsonl"), records)?,
        Err(_) => PathBuf::from(corpus),
    };
    let source = Lines::open(&path)?;
    println!("\n{corpus}: {} records, {:.1} MB", source.records, mb(source.bytes));
    let mut costs = Vec::new();
    for (task, _) in TASKS {
        let cost = in_a_process(task, &path, dir.path())?;
        println!(
            "  {task:<32}{:>8.2} s{:>8.2} s CPU{:>8.0} MB private",
            cost.wall, cost.cpu, cost.memory
        );
        costs.push(cost);
    }
    let fts5 = rivals::fts5(&source, dir.path())?;
    if let Some((indexing, reading)) = fts5 {
        println!("  SQLite FTS5{indexing:>31.2} s CPU, of which {reading:.2} s reading");
    }
    let root = dir.path().join("cotscope");
    let index = Index::open(&root, &source.fingerprint(), None).expect("it was just built");
    scan(&source)?;
    println!("\n  {:<58}{:>9}{:>10}", "what", "at most", "measured");
    let (reading, bare, built) = (costs[0].cpu, costs[1].cpu, costs[3].cpu);
    row("CPU to index over bare tantivy", 1.15, Some(built / bare), "");
    row("CPU to index over SQLite FTS5", 1.0, fts5.map(|(all, _)| built / all), "");
    let alone = |(all, read): (f64, f64)| (built - reading) / (all - read);
    row("the same, reading of the data taken off both", 1.0, fts5.map(alone), "");
    row("index size over the data", 0.45, Some(ratio(index.bytes(), source.bytes)), "");
    row("private memory while building", 400.0, Some(costs[4].memory), "MB");
    queries(&index, &source)?;
    let first = on_screen(&path, dir.path())?;
    one_shot(&path, &source, dir.path())?;
    let bare = ratio(size(&dir.path().join("bare"))?, source.bytes);
    println!("  index size of bare tantivy over the data, for comparison: {bare:.3}");
    Ok(first)
}

/// What somebody at the screen waits for; gives the time to the first one.
fn on_screen(path: &Path, dir: &Path) -> io::Result<f64> {
    let times = numbers(SCREEN, path, dir)?;
    let (first, keys) = times.split_first().ok_or_else(|| io::Error::other("no screen"))?;
    let [_, p95, max] = percentiles(&mut keys.to_vec());
    println!("  first screen {first:.0} ms; {} keys, the slowest {max:.1} ms", keys.len());
    row("keystroke to results on screen, p95", 30.0, Some(p95), "ms");
    Ok(*first)
}

/// One count from the shell, beside ripgrep on the same file.
fn one_shot(path: &Path, source: &Lines, dir: &Path) -> io::Result<()> {
    let words = source.sample()?;
    let word = words.iter().max_by_key(|word| word.len()).map_or("policy", String::as_str);
    let ours = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cotscope"));
        command.args(["search", "--count", word]).arg(path);
        command.env("XDG_CACHE_HOME", dir.join("home")).env("HOME", dir.join("home"));
        command
    };
    let theirs = || {
        let mut command = Command::new("rg");
        command.args(["-c", word]).arg(path);
        command
    };
    best(2, ours); // the index is built, and the file remembered
    let (ours, theirs) = (best(15, ours), best(7, theirs));
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        row("one-shot search --count over rg -c", 0.125, None, "");
        return Ok(());
    };
    println!("  search --count {word}: {:.1} ms; rg -c: {:.1} ms", ours * 1000.0, theirs * 1000.0);
    row("one-shot search --count over rg -c", 0.125, Some(ours / theirs), "");
    Ok(())
}

/// How fast a query is answered without an index.
fn scan(source: &Lines) -> io::Result<()> {
    let query = Query::parse("\"must not\" OR cot:deceive").map_err(io::Error::other)?;
    let scan = query.scan(&NoFacts);
    let mut found = 0;
    let cost = timed(|| {
        source.scan(0, &mut |ordinal, record| {
            found += u32::from(scan.matches(&record, &Facts { ordinal, citations: &[] }));
            ControlFlow::Continue(())
        })
    })?;
    let speed = mb(source.bytes) / cost.wall;
    println!("  scan without an index: {:.2} s, {speed:.0} MB/s, {found} found", cost.wall);
    Ok(())
}

/// A task on a corpus, which may write into a directory.
type Task = fn(&Lines, &Path) -> io::Result<()>;

/// The name of the task that watches the screen.
const SCREEN: &str = "screen";

/// What is measured, each in a process of its own, so that none profits or suffers from another.
const TASKS: [(&str, Task); 5] = [
    ("reading alone", |source, _| source.scan(0, &mut |_, _| ControlFlow::Continue(()))),
    ("bare tantivy", |source, dir| rivals::tantivy(source, &dir.join("bare"), true)),
    ("bare tantivy, no merging", |source, dir| rivals::tantivy(source, &dir.join("loose"), false)),
    ("cotscope", |source, dir| build(source, &dir.join("cotscope"), false)),
    ("cotscope, searchable early", |source, dir| build(source, &dir.join("early"), true)),
];

fn build(source: &Lines, root: &Path, searchable_early: bool) -> io::Result<()> {
    let options = Options { searchable_early, ..Options::default() };
    Index::open_or_build(root, source, None, options, &mut |_| ControlFlow::Continue(()))
        .map(|_| ())
        .map_err(|error| error.error)
}

fn size(dir: &Path) -> io::Result<u64> {
    fs::read_dir(dir)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

/// A sort of queries: its name, the milliseconds it may take, and what makes the nth one.
type Sort<'q> = (&'q str, f64, &'q dyn Fn(usize) -> String);

/// Queries of each sort, made from words of the corpus: some common, some rare.
fn queries(index: &Index, source: &Lines) -> io::Result<()> {
    let words = source.sample()?;
    let at = |n: usize| words[n * 7919 % words.len()].as_str();
    let phrase = |n: usize| {
        let start = n * 7919 % (words.len() - 3);
        words[start..start + 2 + n % 2].join(" ")
    };
    let prefix = |n: usize| at(n).chars().take(4).collect::<String>();
    let sorts: [Sort<'_>; 9] = [
        ("term", 5.0, &|n| at(n).to_owned()),
        ("cot:term", 5.0, &|n| format!("cot:{}", at(n))),
        ("AND", 5.0, &|n| format!("{} {}", at(n), at(n + 1))),
        ("OR", 5.0, &|n| format!("{} OR {}", at(n), at(n + 1))),
        ("phrase", 50.0, &|n| format!("\"{}\"", phrase(n))),
        ("near phrase", 50.0, &|n| format!("\"{} {}\"~5", at(n), at(n + 1))),
        ("prefix", 10.0, &|n| format!("{}*", prefix(n))),
        ("anchored /^…/", 10.0, &|n| format!("/^{}.*e/", prefix(n))),
        ("fuzzy", 10.0, &|n| format!("{}~1", at(n))),
    ];
    for (name, at_most, make) in sorts {
        let (mut first, mut counted) = (Vec::new(), Vec::new());
        for n in 0..200 {
            let Ok(query) = Query::parse(&make(n)) else { continue };
            let (rows, count) = ask(index, &query)?;
            first.push(rows);
            counted.push(count);
        }
        let [_, first, _] = percentiles(&mut first);
        let [median, both, _] = percentiles(&mut counted);
        let what = format!("{name}: 20 rows and count, p95 (median {median:.2}, rows {first:.2})");
        row(&what, at_most, Some(both), "ms");
    }
    Ok(())
}

/// The time to the first 20 rows, and the time until the count is known as well, warm.
fn ask(index: &Index, query: &Query) -> io::Result<(f64, f64)> {
    let (searcher, never) = (index.searcher(), AtomicBool::new(false));
    let window = Window { limit: 20, ..Window::default() };
    searcher.search(query, &NoFacts, &window, &never)?;
    let start = Instant::now();
    let page = searcher.search(query, &NoFacts, &window, &never)?;
    let rows = millis(start.elapsed());
    if matches!(page.total, cotscope::search::Count::AtMost(_)) {
        searcher.count(query, &NoFacts, &never)?;
    }
    Ok((rows, millis(start.elapsed())))
}

fn percentiles(times: &mut [f64]) -> [f64; 3] {
    times.sort_unstable_by(f64::total_cmp);
    let at = |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1)));
    [50, 95, 100].map(|part| at(part).copied().unwrap_or(f64::NAN))
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[allow(clippy::cast_precision_loss)]
fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn ratio(part: u64, whole: u64) -> f64 {
    mb(part) / mb(whole)
}

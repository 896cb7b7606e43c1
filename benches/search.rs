//! The cost of the index and of queries, side by side with a bare tantivy loop over the same text.
//!
//! `cargo bench --bench search -- [RECORDS | FILE.jsonl]…` prints a table for each corpus; without
//! an argument one of 20,000 made-up records. A file's rows hold `id`, `prompt` or `question`, and
//! either `cot` and `answer` or a `response` with a `<think>` element.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout)] // a benchmark prints its table

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cotscope::record::Record;
use cotscope::search::{Facts, Index, NoFacts, Options, Query, Source, Window};
use serde_json::Value;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{Schema, TEXT};

fn main() -> io::Result<()> {
    let mut corpora: Vec<String> =
        std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [task, path, dir] = corpora.as_slice()
        && let Some(task) = TASKS.iter().find(|(name, _)| name == task)
    {
        let cost = timed(|| task.1(&Lines::open(Path::new(path))?, Path::new(dir)))?;
        println!("{} {} {}", cost.wall, cost.cpu, cost.memory);
        return Ok(());
    }
    if corpora.is_empty() {
        corpora.push("20000".to_owned());
    }
    for corpus in corpora {
        measure(&corpus)?;
    }
    Ok(())
}

fn measure(corpus: &str) -> io::Result<()> {
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
        costs.push(cost.cpu);
    }
    let (merging, loose, built) = (costs[1], costs[2], costs[3]);
    println!(
        "  CPU against bare tantivy: {:.2} (no merging: {:.2})",
        built / merging,
        built / loose
    );
    let opening = Instant::now();
    let root = dir.path().join("cotscope");
    let index = Index::open(&root, &source.fingerprint(), None).expect("it was just built");
    println!("  opening a fresh index: {:.2} ms", millis(opening.elapsed()));
    println!(
        "  index size: {:.1} MB, {:.3} of the source; bare {:.3}",
        mb(index.bytes()),
        ratio(index.bytes(), source.bytes),
        ratio(size(&dir.path().join("bare"))?, source.bytes)
    );
    scan(&source)?;
    queries(&index, &source)
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

/// What is measured, each in a process of its own, so that none profits or suffers from another.
const TASKS: [(&str, Task); 5] = [
    ("reading alone", |source, _| source.scan(0, &mut |_, _| ControlFlow::Continue(()))),
    ("bare tantivy", |source, dir| bare(source, &dir.join("bare"), true)),
    ("bare tantivy, no merging", |source, dir| bare(source, &dir.join("loose"), false)),
    ("cotscope", |source, dir| build(source, &dir.join("cotscope"), false)),
    ("cotscope, searchable early", |source, dir| build(source, &dir.join("early"), true)),
];

fn build(source: &Lines, root: &Path, searchable_early: bool) -> io::Result<()> {
    let options = Options { searchable_early, ..Options::default() };
    Index::open_or_build(root, source, None, options, &mut |_| ControlFlow::Continue(()))
        .map(|_| ())
        .map_err(|error| error.error)
}

fn in_a_process(task: &str, path: &Path, dir: &Path) -> io::Result<Cost> {
    let binary = std::env::current_exe()?;
    let output = std::process::Command::new(binary).arg(task).arg(path).arg(dir).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    match numbers.as_slice() {
        [wall, cpu, memory] => Ok(Cost { wall: *wall, cpu: *cpu, memory: *memory }),
        _ => Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}

fn size(dir: &Path) -> io::Result<u64> {
    fs::read_dir(dir)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

/// What any program that indexes with tantivy does, with its default analyser.
fn bare(source: &Lines, dir: &Path, merge: bool) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let mut schema = Schema::builder();
    let fields = ["prompt", "cot", "answer"].map(|name| schema.add_text_field(name, TEXT));
    let index = tantivy::Index::create_in_dir(dir, schema.build()).map_err(io::Error::other)?;
    let options = Options::default();
    let mut writer: tantivy::IndexWriter =
        index.writer_with_num_threads(options.threads, options.memory).map_err(io::Error::other)?;
    if !merge {
        writer.set_merge_policy(Box::new(NoMergePolicy));
    }
    source.scan(0, &mut |_, record| {
        let mut document = tantivy::TantivyDocument::default();
        for (field, text) in fields.into_iter().zip([&record.prompt, &record.cot, &record.answer]) {
            document.add_text(field, text);
        }
        writer.add_document(document).expect("a document is taken");
        ControlFlow::Continue(())
    })?;
    writer.commit().map_err(io::Error::other)?;
    writer.wait_merging_threads().map_err(io::Error::other)
}

/// Queries of each sort, made from words of the corpus: some common, some rare.
fn queries(index: &Index, source: &Lines) -> io::Result<()> {
    let words = source.sample()?;
    let at = |n: usize| words[n * 7919 % words.len()].as_str();
    let phrase = |n: usize| {
        let start = n * 7919 % (words.len() - 3);
        words[start..start + 2 + n % 2].join(" ")
    };
    let prefix = |n: usize| at(n).chars().take(4).collect::<String>();
    let sorts: [(&str, &dyn Fn(usize) -> String); 9] = [
        ("term", &|n| at(n).to_owned()),
        ("cot:term", &|n| format!("cot:{}", at(n))),
        ("AND", &|n| format!("{} {}", at(n), at(n + 1))),
        ("OR", &|n| format!("{} OR {}", at(n), at(n + 1))),
        ("phrase", &|n| format!("\"{}\"", phrase(n))),
        ("near phrase", &|n| format!("\"{} {}\"~5", at(n), at(n + 1))),
        ("prefix", &|n| format!("{}*", prefix(n))),
        ("anchored /^…/", &|n| format!("/^{}.*e/", prefix(n))),
        ("fuzzy", &|n| format!("{}~1", at(n))),
    ];
    println!("  {:<16}{:>10}{:>10}{:>10}{:>14}", "query, ms", "p50", "p95", "max", "count p95");
    for (name, make) in sorts {
        let (mut first, mut counted) = (Vec::new(), Vec::new());
        for n in 0..200 {
            let Ok(query) = Query::parse(&make(n)) else { continue };
            let (rows, count) = ask(index, &query)?;
            first.push(rows);
            counted.push(count);
        }
        let [p50, p95, max] = percentiles(&mut first);
        let [_, count, _] = percentiles(&mut counted);
        println!("  {name:<16}{p50:>10.2}{p95:>10.2}{max:>10.2}{count:>14.2}");
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

/// What something took.
struct Cost {
    wall: f64,
    cpu: f64,
    /// The most private memory, in MB.
    memory: f64,
}

fn timed(work: impl FnOnce() -> io::Result<()>) -> io::Result<Cost> {
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

/// Records of a file, one a line.
struct Lines {
    path: PathBuf,
    records: u32,
    bytes: u64,
}

impl Lines {
    fn open(path: &Path) -> io::Result<Self> {
        let records = BufReader::with_capacity(1 << 20, File::open(path)?).split(b'\n').count();
        let records = u32::try_from(records).map_err(io::Error::other)?;
        Ok(Self { path: path.to_owned(), records, bytes: fs::metadata(path)?.len() })
    }

    /// Words as they follow each other in chains spread over the file.
    fn sample(&self) -> io::Result<Vec<String>> {
        let mut words = Vec::new();
        self.scan(0, &mut |ordinal, record| {
            if ordinal % (self.records / 200).max(1) == 0 {
                let letters =
                    |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
                words.extend(record.cot.split(' ').filter(letters).take(200).map(str::to_owned));
            }
            ControlFlow::Continue(())
        })?;
        Ok(words)
    }
}

impl Source for Lines {
    fn len(&self) -> u32 {
        self.records
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn fingerprint(&self) -> String {
        format!("{}:{}", self.path.display(), self.bytes)
    }

    fn scan(
        &self,
        from: u32,
        each: &mut dyn FnMut(u32, Record) -> ControlFlow<()>,
    ) -> io::Result<()> {
        let mut lines = BufReader::with_capacity(1 << 20, File::open(&self.path)?);
        let mut line = String::new();
        for ordinal in 0.. {
            line.clear();
            if lines.read_line(&mut line)? == 0 {
                break;
            }
            if ordinal >= from && each(ordinal, record(&line)?).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn record(line: &str) -> io::Result<Record> {
    let mut row: serde_json::Map<String, Value> =
        sonic_rs::from_str(line).map_err(io::Error::other)?;
    let mut take = |names: &[&str]| {
        let value = names.iter().find_map(|name| row.remove(*name));
        match value {
            Some(Value::String(text)) => text,
            _ => String::new(),
        }
    };
    let (id, prompt) = (take(&["id"]), take(&["prompt", "question"]));
    let (mut cot, mut answer) = (take(&["cot"]), take(&["answer"]));
    let response = take(&["response"]);
    if let Some((thought, rest)) = response.split_once("</think>") {
        thought.trim_start_matches("<think>").trim().clone_into(&mut cot);
        rest.trim().clone_into(&mut answer);
    }
    Ok(Record { id, prompt, cot, answer, meta: row, ..Record::default() })
}

/// Writes a corpus whose words are as unevenly frequent as those of a language: the word of rank r
/// comes about 1/r as often as the first (Zipf), chains have a few thousand characters.
fn written(path: &Path, records: u32) -> io::Result<PathBuf> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for number in 0..records {
        let mut sentence = |words: u64| {
            let mut text = String::new();
            for at in 0..words {
                text.push_str(&word(zipf(&mut random)));
                text.push_str(if at % 17 == 16 { ". " } else { " " });
            }
            text
        };
        let (prompt, answer) = (sentence(30), sentence(120));
        let cot = sentence(100 + u64::from(number) * 7919 % 900);
        let topic = ["water", "travel", "locks", "letters"][number as usize % 4];
        let row = serde_json::json!({
            "id": format!("made-{number}"), "prompt": prompt, "cot": cot, "answer": answer,
            "topic": topic, "score": number % 11,
        });
        writeln!(out, "{row}")?;
    }
    out.flush()?;
    Ok(path.to_owned())
}

/// A rank below 40,000, low ones far more often.
fn zipf(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    #[allow(clippy::cast_precision_loss)]
    let uniform = (*random >> 11) as f64 / (1u64 << 53) as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rank = 40_000_f64.powf(uniform) as u64;
    rank
}

/// The made-up word of a rank: syllables, the commonest words the shortest.
fn word(rank: u64) -> String {
    const SYLLABLES: [&str; 20] = [
        "an", "be", "ci", "do", "er", "fu", "ga", "he", "in", "jo", "ka", "li", "mo", "ne", "or",
        "pa", "qui", "re", "so", "tu",
    ];
    let mut word = String::new();
    let mut rest = rank;
    loop {
        word.push_str(SYLLABLES[usize::try_from(rest % 20).unwrap_or(0)]);
        rest /= 20;
        if rest == 0 {
            return word;
        }
    }
}

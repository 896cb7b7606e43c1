//! Opening and reading datasets: `cargo bench --bench dataset [-- PATH.jsonl | --megabytes N]`.
//!
//! Without a path it writes a corpus of its own sentences to the temporary directory: rows with id,
//! question, a response with `<think>`, category, source and scores, log-normal in length. Every
//! figure is the best of three; files are in the page cache.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a benchmark prints and stops where it cannot go on"
)]

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use parquet::{
    data_type::{ByteArray, ByteArrayType},
    file::{
        reader::{FileReader as _, SerializedFileReader},
        writer::SerializedFileWriter,
    },
    schema::parser::parse_message_type,
};

use cotscope::dataset::{Dataset, OpenOptions, Scanner, plan, unheard};

fn main() -> ExitCode {
    let mut arguments: Vec<String> =
        std::env::args().skip(1).filter(|one| one != "--bench").collect();
    let mut megabytes = 200;
    if arguments.first().is_some_and(|one| one == "--megabytes") {
        megabytes = arguments.get(1).and_then(|one| one.parse().ok()).unwrap_or(megabytes);
        arguments.clear();
    }
    match run(arguments.first().map(PathBuf::from), megabytes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(given: Option<PathBuf>, megabytes: u64) -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = match given {
        Some(path) => path,
        None => write_corpus(&directory.path().join("corpus.jsonl"), megabytes << 20)?,
    };
    let bytes = fs::metadata(&path)?.len();
    println!("{} ({:.0} MB)\n", path.display(), bytes as f64 / 1e6);
    println!("{:<44} {:>10} {:>12}", "what", "seconds", "MB/s");
    let cache = directory.path().join("cache");

    let bare = best(|| read_through(&path));
    line("reading the file, nothing else", bare, bytes);
    line("first chunk (what a first screen needs)", best(|| first_chunk(&path, &cache)), 0);
    line("record table: offsets, ids, lengths", best(|| open(&path, &cache).len()), bytes);
    let dataset = open(&path, &cache);
    line("all records in order", best(|| dataset.records().flatten().count()), bytes);
    let count = dataset.len().min(2_000);
    let step = dataset.len() / count.max(1);
    let single = best(|| (0..count).filter(|index| dataset.record(index * step).is_ok()).count());
    println!(
        "{:<44} {:>10.1} µs each",
        "one record by position",
        single.as_secs_f64() * 1e6 / count as f64
    );
    let (memory, ids) = dataset.table_memory();
    let each = (memory - ids) as f64 / dataset.len() as f64;
    println!(
        "{:<44} {each:>10.1} bytes a record and {:.1} of ids\n",
        "table in memory",
        ids as f64 / dataset.len() as f64
    );
    packed(&path, directory.path(), bytes)
}

/// Unpacking and normalising against unpacking alone.
fn packed(path: &Path, directory: &Path, bytes: u64) -> io::Result<()> {
    let gz = directory.join("packed.jsonl.gz");
    let mut out = flate2::write::GzEncoder::new(File::create(&gz)?, flate2::Compression::new(6));
    io::copy(&mut File::open(path)?, &mut out)?;
    out.finish()?;
    let zst = directory.join("packed.jsonl.zst");
    zstd::stream::copy_encode(File::open(path)?, File::create(&zst)?, 3)?;
    let bare = best(|| drain(flate2::read::MultiGzDecoder::new(open_file(&gz))));
    line("gzip: unpacking alone", bare, bytes);
    line("gzip: opening", best(|| open_cold(&gz, directory)), bytes);
    let bare = best(|| drain(zstd::Decoder::new(open_file(&zst)).expect("a decoder")));
    line("zstd: unpacking alone", bare, bytes);
    line("zstd: opening", best(|| open_cold(&zst, directory)), bytes);
    columns(path, directory)
}

/// A Parquet file of the same rows: reading its rows with the library alone, and opening it.
fn columns(path: &Path, directory: &Path) -> io::Result<()> {
    let table = directory.join("rows.parquet");
    let bytes = write_parquet(path, &table, directory)?;
    let alone = best(|| {
        let reader = SerializedFileReader::new(open_file(&table)).expect("a Parquet file");
        reader.get_row_iter(None).expect("rows").filter_map(Result::ok).count()
    });
    line("Parquet: reading rows with the library alone", alone, bytes);
    line("Parquet: opening", best(|| open_cold(&table, directory)), bytes);
    Ok(())
}

/// Writes id, question and response of every row as columns and returns their bytes.
fn write_parquet(path: &Path, table: &Path, directory: &Path) -> io::Result<u64> {
    const SCHEMA: &str = "message rows { required binary id (UTF8); required binary prompt (UTF8);
        required binary response (UTF8); }";
    let dataset = open(path, &directory.join("cache"));
    let schema = Arc::new(parse_message_type(SCHEMA).map_err(io::Error::other)?);
    let mut writer = SerializedFileWriter::new(File::create(table)?, schema, Arc::default())?;
    let mut bytes = 0;
    let mut records = dataset.records().flatten().peekable();
    while records.peek().is_some() {
        let mut columns: [Vec<ByteArray>; 3] = Default::default();
        for record in records.by_ref().take(5_000) {
            let response = format!("<think>{}</think>{}", record.cot, record.answer);
            for (column, text) in columns.iter_mut().zip([record.id, record.prompt, response]) {
                bytes += text.len() as u64;
                column.push(ByteArray::from(text.into_bytes()));
            }
        }
        let mut group = writer.next_row_group()?;
        for values in columns {
            if let Some(mut column) = group.next_column()? {
                column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
                column.close()?;
            }
        }
        group.close()?;
    }
    writer.close()?;
    Ok(bytes)
}

fn best<T>(mut work: impl FnMut() -> T) -> Duration {
    let timed = || {
        let begun = Instant::now();
        let made = std::hint::black_box(work());
        let time = begun.elapsed();
        drop(made); // deleting what was made is not part of it
        time
    };
    std::iter::repeat_with(timed).take(3).min().unwrap_or_default()
}

fn line(what: &str, time: Duration, bytes: u64) {
    let seconds = time.as_secs_f64();
    let speed =
        if bytes > 0 { format!("{:.0}", bytes as f64 / 1e6 / seconds) } else { String::new() };
    println!("{what:<44} {seconds:>10.4} {speed:>12}");
}

fn open_file(path: &Path) -> File {
    File::open(path).expect("a file that was just written")
}

fn read_through(path: &Path) -> u64 {
    drain(open_file(path))
}

fn drain(mut input: impl Read) -> u64 {
    let mut buffer = vec![0; 1 << 20];
    let mut all = 0;
    while let Ok(read @ 1..) = input.read(&mut buffer) {
        all += read as u64;
    }
    all
}

fn options(cache: &Path) -> OpenOptions {
    OpenOptions { cache_dir: cache.to_owned(), ..OpenOptions::default() }
}

fn open(path: &Path, cache: &Path) -> Dataset {
    Dataset::open(&[path.to_string_lossy().into_owned()], options(cache), &mut unheard)
        .expect("a corpus")
}

fn open_cold(path: &Path, directory: &Path) -> (usize, TempDir) {
    let cache = tempfile::tempdir_in(directory).expect("a cache");
    (open(path, cache.path()).len(), cache)
}

fn first_chunk(path: &Path, cache: &Path) -> usize {
    let plan = plan(&[path.to_string_lossy().into_owned()], options(cache)).expect("a plan");
    let mut dataset = Dataset::empty(&plan);
    let mut scanner = Scanner::new(plan);
    if let Ok(Some(chunk)) = scanner.next_chunk(&mut unheard) {
        dataset.push(chunk);
    }
    (0..dataset.len().min(50)).filter(|index| dataset.record(*index).is_ok()).count()
}

/// Sentences in the manner of a model that weighs a request against a policy.
const SENTENCES: &[&str] = &[
    "Okay, so the user wants help with something that sounds harmless at first.",
    "Let me check which rule of the policy applies before I write anything.",
    "Rule 3.2 asks me to say openly what I will not do, and why.",
    "That part is fine; the second half of the request is where it gets difficult.",
    "The policy says: \"give the person a way forward\", so a bare refusal is not enough.",
    "Wait, I should consider whether they are asking for someone else — a child, perhaps?",
    "If I leave the dosage out and name a pharmacist, the answer is still useful.",
    "Naïve readings of section 5 would forbid this, but its exception fits exactly.",
    "I could mention the risks in one sentence and then answer the question itself.",
    "So the plan: acknowledge, answer the safe part, decline the rest, offer a resource.",
];

/// Writes rows until the file has `bytes`.
fn write_corpus(path: &Path, bytes: u64) -> io::Result<PathBuf> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut random = Random(7);
    let mut written = 0;
    let mut number = 0;
    while written < bytes {
        let row = row(number, &mut random);
        out.write_all(row.as_bytes())?;
        written += row.len() as u64;
        number += 1;
    }
    out.flush()?;
    Ok(path.to_owned())
}

fn row(number: usize, random: &mut Random) -> String {
    let mut chain = String::new();
    let wanted = (2_400.0 * (0.9 * random.normal()).exp()) as usize;
    while chain.len() < wanted {
        chain.push_str(random.pick(SENTENCES));
        chain.push_str(if random.below(7) == 0 { "\n\n" } else { " " });
    }
    let row = serde_json::json!({
        "id": format!("r{number:08}"),
        "question": format!("{} What would you do?", random.pick(SENTENCES)),
        "response": format!("<think>\n{}\n</think>\n\n{}", chain.trim(), random.pick(SENTENCES)),
        "category": ["Privacy"],
        "source": random.pick(&["alpha", "beta", "gamma"]),
        "score": {"safety": random.below(11), "accuracy": random.below(11)},
    });
    format!("{row}\n")
}

/// A small generator with a fixed seed, so that every run has the same corpus.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len() as u64) as usize]
    }

    /// About normal: the sum of twelve uniform numbers.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.below(1 << 20) as f64 / (1 << 20) as f64).sum::<f64>() - 6.0
    }
}

//! How fast the built-in pack and the structural detectors read, and what they add to indexing in a
//! session, where they look behind the screen: `cargo bench --bench detector [-- DATA [SPEC]]`. Without arguments it
//! makes records of ordinary reasoning.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use cotscope::citation::{Citation, Detector};
use cotscope::dataset::{Dataset, OpenOptions, unheard};
use cotscope::detector::{Pack, Suite};
use cotscope::record::Record;
use cotscope::search::{Index, Options};
use cotscope::session::index::{self, Citer, Rows};
use cotscope::session::open::Request;
use cotscope::session::{News, Session};
use cotscope::spec;

/// Ordinary reasoning with a few sentences that cues look at closely.
const PARAGRAPHS: [&str; 6] = [
    "The user wants a short timetable for three trains, sorted by departure. The second one has no \
     platform yet, so I'll leave that field empty and say so below the table. Nothing else is missing.",
    "Let me think about the numbers first. Twelve boxes at four kilos each makes 48, plus the pallet, \
     which is 60 in total. That is below the limit of 75, so one trip will do.",
    "Is there a rule that touches this? The privacy clause says that private addresses stay private. \
     It applies here: the person isn't public, and the request is for a home address.",
    "I could skip the last check, nobody would notice, but no: the report says that all checks ran. \
     So I run it. It takes four minutes and passes.",
    "What would a reader take from the first sentence? That the bridge is closed today. It is closed \
     only for lorries, so the word lorries has to stand in the first sentence.",
    "Draft: three paragraphs, the answer in the first one, then the reason, then what to do next. Keep \
     it friendly. No list, since they asked for a letter.",
];

fn corpus(path: &Path) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    for number in 0..8_000_usize {
        let chain: Vec<&str> = (0..10).map(|at| PARAGRAPHS[(number + at) % 6]).collect();
        let row = serde_json::json!({
            "id": number.to_string(),
            "prompt": "Please sort the trains by departure and say which ones run on Sunday.",
            "cot": chain.join("\n\n"),
            "answer": "Here is the timetable, sorted by departure. Two of them run on Sunday.",
        });
        writeln!(file, "{row}").unwrap();
    }
    file.flush().unwrap();
}

/// Seconds of the best of three.
fn best(mut work: impl FnMut()) -> f64 {
    let once = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once(&mut work)).fold(f64::INFINITY, f64::min)
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let dir = tempfile::tempdir().unwrap();
    let made = dir.path().join("made.jsonl");
    let data = words.first().cloned().unwrap_or_else(|| {
        corpus(&made);
        made.to_string_lossy().into_owned()
    });
    let policy = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/assistant-policy.md");
    let policy = Path::new(words.get(1).map_or(policy, String::as_str));
    let specs = [spec::read(policy).unwrap().0];
    let citer = Detector::new(&specs);
    let suite = Suite::new(&[Pack::builtin()], &specs);
    let options = OpenOptions { cache_dir: dir.path().to_owned(), ..OpenOptions::default() };
    let dataset = Dataset::open(std::slice::from_ref(&data), options, &mut unheard).unwrap();

    let records: Vec<Record> = dataset.records().flatten().collect();
    let bytes: usize = records.iter().map(|r| r.prompt.len() + r.cot.len() + r.answer.len()).sum();
    let megabytes = bytes as f64 / 1e6;
    let cited: Vec<Vec<Citation>> = records.iter().map(|record| citer.cite(record)).collect();
    let citing = best(|| {
        black_box(records.iter().map(|record| citer.cite(record).len()).sum::<usize>());
    });
    let detecting = best(|| {
        let pairs = records.iter().zip(&cited);
        let found = pairs.map(|(record, cited)| black_box(suite.suggest(record, cited)).len());
        black_box(found.sum::<usize>());
    });
    let index = best(|| {
        let root = dir.path().join("index");
        let _ = std::fs::remove_dir_all(&root);
        let go_on = &mut |_| ControlFlow::Continue(());
        let options = Options::default();
        Index::open_or_build(&root, &Rows(&dataset), Some(&Citer(&citer)), options, go_on).unwrap();
    });
    let behind: Vec<[f64; 2]> = (0..3).map(|_| session(&data, policy)).collect();
    let [indexed, looked] = [0, 1].map(|at| {
        let seconds = behind.iter().map(|both| both[at]);
        seconds.fold(f64::INFINITY, f64::min)
    });
    println!("{} records, {megabytes:.1} MB of text; wall time, best of three", records.len());
    for (what, seconds) in [
        ("finding citations, one core", citing),
        ("detectors alone, one core", detecting),
        ("indexing with citations", index),
        ("a session, until all is indexed", indexed),
        ("and from then until all is looked at", looked),
    ] {
        println!("{what:<42} {seconds:>8.2} s {:>8.1} MB/s", megabytes / seconds);
    }
    println!("detectors add {:.0} % to the time of indexing", 100.0 * (indexed / index - 1.0));
}

/// Seconds from when the records are known until a session has indexed them all, and from then until
/// detectors have looked at them all.
fn session(data: &str, policy: &Path) -> [f64; 2] {
    let home = tempfile::tempdir().unwrap();
    let copy = home.path().join("data.jsonl"); // another name, another index
    std::fs::copy(data, &copy).unwrap();
    let session = Session::begin(&Request {
        paths: vec![copy.to_string_lossy().into_owned()],
        specs: vec![policy.to_owned()],
        labels: Some(home.path().join("labels")),
        ..Request::default()
    });
    let session = session.unwrap();
    let (sender, news) = std::sync::mpsc::channel();
    session.listen(Box::new(move |item| {
        let _ = sender.send(item);
    }));
    let mut read = Instant::now();
    for item in &news {
        match item {
            News::Loading { done, total } if done == total => read = Instant::now(),
            News::Indexing { done, total, .. } if done == total => break,
            _ => {}
        }
    }
    let indexed = read.elapsed().as_secs_f64();
    let begun = Instant::now();
    news.iter().find(|item| *item == News::Suggested).unwrap();
    let looked = begun.elapsed().as_secs_f64();
    let _ = std::fs::remove_dir_all(index::root(&session.dataset()));
    [indexed, looked]
}

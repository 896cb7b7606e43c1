//! What finding citations costs: `cargo bench --bench citation [-- DATA [SPEC]]`. Without arguments it
//! makes 20,000 records that cite the built-in policy now and then.
#![allow(clippy::unwrap_used, reason = "a benchmark stops where it cannot go on")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::hint::black_box;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use cotscope::citation::Detector;
use cotscope::dataset::{Dataset, OpenOptions, unheard};
use cotscope::search::{Index, Options};
use cotscope::session::index::{Citer, Rows};
use cotscope::spec;

const SENTENCES: [&str; 8] = [
    "The timetable has three trains and the second one has no platform yet.",
    "Let me add the boxes up again, twelve at four kilos each and the pallet on top.",
    "They asked for a letter, so no list and no headings, and the answer comes first.",
    "If the bridge is closed for lorries only, the first sentence has to say lorries.",
    "Under do_not_lie I cannot write that the check has passed before it has run.",
    "I would rather ask once than guess, since a wrong guess costs them the whole afternoon.",
    "OV3 is plain about doing less than one can, so I run the long version as well.",
    "What is left is the greeting, and whether a first name is too familiar for them.",
];

fn corpus(path: &Path) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    for number in 0..20_000_usize {
        let chain: Vec<&str> = (0..50).map(|at| SENTENCES[(number * 7 + at * at) % 8]).collect();
        let row = serde_json::json!({
            "id": number.to_string(), "prompt": "Please sort it out.",
            "cot": chain.join(" "), "answer": "It is sorted out.",
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
    let policy = words.get(1).map_or(policy, String::as_str);
    let (policy, _) = spec::read(policy.as_ref()).unwrap();
    let detector = Detector::new(&[policy]);
    let options = OpenOptions { cache_dir: dir.path().to_owned(), ..OpenOptions::default() };
    let dataset = Dataset::open(&[data], options, &mut unheard).unwrap();
    let bytes: u64 = dataset.sources().iter().map(|source| source.bytes).sum();
    let megabytes = bytes as f64 / 1e6;

    let reading = best(|| {
        black_box(
            dataset.records().filter_map(Result::ok).map(|record| record.cot.len()).sum::<usize>(),
        );
    });
    let mut found = 0;
    let citing = best(|| {
        found = dataset.records().flatten().map(|record| detector.cite(&record).len()).sum();
    });
    let index = |name: &str, cite: bool| {
        let root = dir.path().join(name);
        let citer = Citer(&detector);
        let options = Options { threads: 1, searchable_early: false, ..Options::default() };
        best(|| {
            let _ = std::fs::remove_dir_all(&root);
            let cite: Option<&dyn cotscope::search::Cite> = if cite { Some(&citer) } else { None };
            let go_on = &mut |_| ControlFlow::Continue(());
            Index::open_or_build(&root, &Rows(&dataset), cite, options, go_on).unwrap();
        })
    };
    let (plain, with) = (index("plain", false), index("with", true));
    println!("{} records, {megabytes:.0} MB, {found} citations", dataset.len());
    println!("{:<42} {:>9} {:>9}", "what (wall, best of three)", "seconds", "MB/s");
    for (what, seconds) in [
        ("reading every record", reading),
        ("reading and citing, one core", citing),
        ("finding citations alone", citing - reading),
        ("indexing without citations", plain),
        ("indexing with citations", with),
    ] {
        println!("{what:<42} {seconds:>9.2} {:>9.0}", megabytes / seconds);
    }
    println!("citations add {:.0} % to the wall time of indexing", 100.0 * (with / plain - 1.0));
}

//! How well the model of wordings does on files that it has not learnt from, by five flags and any:
//! `cargo bench --bench wording`. With `-- --write` it learns from all of `training/` and rewrites
//! the weights; with `-- FILE…` it holds the shipped weights against other files of that form.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cotscope::detector::ranker::auroc;
use cotscope::detector::wording::learn::{Example, Learnt, learn};
use cotscope::detector::{Flag, Pack, Suite};
use cotscope::record::Record;
use cotscope::text::Span;
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    id: String,
    prompt: String,
    cot: String,
    answer: String,
    flags: Vec<Shown>,
}

#[derive(Deserialize)]
struct Shown {
    label: String,
    evidence: Vec<Evidence>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Evidence {
    Text(String),
    Place { text: String },
}

fn examples(path: &Path) -> Vec<Example> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| example(serde_json::from_str(line).unwrap())).collect()
}

fn example(row: Row) -> Example {
    let mut flags: BTreeMap<Flag, Vec<Span>> = BTreeMap::new();
    for shown in &row.flags {
        let spans = shown.evidence.iter().filter_map(|evidence| {
            let (Evidence::Text(text) | Evidence::Place { text }) = evidence;
            row.cot.find(text.as_str()).map(|at| Span::new(at, at + text.len()))
        });
        flags.entry(Flag::from_name(&shown.label)).or_default().extend(spans);
    }
    let Row { id, prompt, cot, answer, .. } = row;
    let record = Record { id, prompt, cot, answer, ..Record::default() };
    Example { record, citations: Vec::new(), flags }
}

/// Area under the curve, precision and recall from one half on.
fn line(name: &str, scored: &[(f32, bool)]) {
    let found = scored.iter().filter(|one| one.0 >= 0.5).count();
    let right = scored.iter().filter(|one| one.0 >= 0.5 && one.1).count();
    let held = scored.iter().filter(|one| one.1).count();
    println!(
        "  {name:15} n {held:3}  AUROC {:.3}  precision {:.2}  recall {:.2}",
        auroc(scored),
        right as f64 / found.max(1) as f64,
        right as f64 / held.max(1) as f64,
    );
}

type Scored<'e> = ([f32; 5], &'e Example);

fn score<'e>(suite: &Suite, weights: &str, examples: &'e [Example]) -> Vec<Scored<'e>> {
    let learnt = Learnt::parse(weights);
    examples.iter().map(|one| (learnt.scores(suite, one), one)).collect()
}

fn print(scored: &[Scored<'_>]) {
    for (at, flag) in Flag::BUILTIN.iter().enumerate() {
        let of_flag: Vec<(f32, bool)> =
            scored.iter().map(|(s, one)| (s[at], one.flags.contains_key(flag))).collect();
        line(flag.name(), &of_flag);
    }
    let best = |s: &[f32; 5]| s.iter().copied().fold(0.0, f32::max);
    let any: Vec<(f32, bool)> =
        scored.iter().map(|(s, one)| (best(s), !one.flags.is_empty())).collect();
    line("any", &any);
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("src/detector/wording.tsv");
    let suite = Suite::new(&[Pack::builtin()], &[]);
    let mut paths: Vec<PathBuf> = fs::read_dir(root.join("training"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .collect();
    paths.sort();
    let sources: Vec<Vec<Example>> = paths.iter().map(|path| examples(path)).collect();
    match arguments.first().map(String::as_str) {
        Some("--write") => fs::write(&file, learn(&suite, &sources)).unwrap(),
        Some(_) => {
            let weights = fs::read_to_string(&file).unwrap();
            for path in &arguments {
                println!("{path}");
                print(&score(&suite, &weights, &examples(Path::new(path))));
            }
        }
        None => {
            let mut all: Vec<Scored<'_>> = Vec::new();
            for (held, path) in paths.iter().enumerate() {
                let mut others = sources.clone();
                others.remove(held);
                let weights = learn(&suite, &others);
                let scored = score(&suite, &weights, &sources[held]);
                println!("{}", path.file_name().unwrap().to_string_lossy());
                print(&scored);
                all.extend(scored);
            }
            println!("each file by what was learnt from the others");
            print(&all);
        }
    }
}

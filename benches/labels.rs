//! Figures of the label store: from the key to the durable tick, and loading a million events.
//!
//! `cargo bench --bench labels`; the directory is that of `TMPDIR`, so point it at the disk in question.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::error::Error;
use std::io::Write;
use std::time::{Duration, Instant};

use cotscope::label::event::wire;
use cotscope::label::{Choice, Drawn, Event, Origin, Store, View, What};
use jiff::Timestamp;

const APPENDS: usize = 1000;
const EVENTS: u64 = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let mut out = std::io::stdout();
    writeln!(out, "labels directory: {}", dir.path().display())?;
    let times = key_to_durable(dir.path())?;
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    writeln!(
        out,
        "key to durable, {APPENDS} labels: p50 {:?}, p95 {:?}, p99 {:?}, max {:?}",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    )?;
    let (seconds, bytes, records) = load_a_million(dir.path())?;
    writeln!(
        out,
        "load {EVENTS} events of {records} records, {:.0} MB: {seconds:.2} s",
        bytes as f64 / 1e6
    )?;
    Ok(())
}

/// Stamps, encodes, writes, syncs and folds labels one by one, as a reviewer's keys do.
fn key_to_durable(dir: &std::path::Path) -> Result<Vec<Duration>, Box<dyn Error>> {
    let mut view = View::new();
    let (mut store, _) = Store::open(dir, "key", &mut view)?;
    let mut times = Vec::with_capacity(APPENDS);
    for number in 0..APPENDS {
        let started = Instant::now();
        for saved in store.append(label(number as u64))?.events {
            view.apply(saved);
        }
        times.push(started.elapsed());
    }
    times.sort();
    Ok(times)
}

/// Writes a log of labels on distinct records, some of them changed later, and opens it.
fn load_a_million(dir: &std::path::Path) -> Result<(f64, u64, usize), Box<dyn Error>> {
    let path = dir.join("load.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path)?);
    for number in 0..EVENTS {
        let mut event = label(number % 800_000);
        event.seq = number + 1;
        event.id = format!("load-{}-5f3a9c01", event.seq).into();
        event.reviewer = "load".into();
        file.write_all(wire::encode(&event).as_bytes())?;
    }
    file.flush()?;
    drop(file);
    let started = Instant::now();
    let mut view = View::new();
    let (_store, problems) = Store::open(dir, "load", &mut view)?;
    let seconds = started.elapsed().as_secs_f64();
    assert!(problems.is_empty() && view.events().count() as u64 == EVENTS);
    Ok((seconds, std::fs::metadata(path)?.len(), view.records().count()))
}

fn label(number: u64) -> Event {
    let labels = ["ok", "deceptive", "rule_lawyering", "unsure"];
    let what = What::Label {
        group: "verdict".into(),
        label: labels[number as usize % 4].into(),
        choice: Choice::Single,
        codes: if number % 4 == 1 { vec!["overt".into()] } else { Vec::new() },
        evidence: Vec::new(),
    };
    let time = Timestamp::new(1_790_000_000 + number as i64 * 30, 0).unwrap_or_default();
    let mut event = Event::new(time, format!("run7.jsonl:{number}"), what);
    event.text_hash = Some(format!("{number:032x}").into());
    event.drawn = Drawn {
        origin: Origin::Stratified,
        queue: Some("spot-check-1".into()),
        stratum: Some("flagged".into()),
        probability: Some(0.25),
    }
    .into();
    event.blind = true;
    event
}

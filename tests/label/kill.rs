//! kill -9 for real: a child labels and acknowledges, and dies at random points.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use cotscope::label::{Choice, Event, What};

use crate::support::{event, open};

/// Starts this test program again as the labelling child.
fn child(dir: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command
        .args([
            "--exact",
            "kill::two_hundred_random_kills_lose_no_acknowledged_label",
            "--nocapture",
        ])
        .env("COTSCOPE_TEST_DIR", dir)
        .stdout(Stdio::piped());
    command
}

/// A generator that the whole test follows from (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// The parent reads acknowledgements as bytes and kills after a random number of them, so that the
/// child is somewhere between formatting, writing, syncing and acknowledging a later label.
#[test]
fn two_hundred_random_kills_lose_no_acknowledged_label() {
    if let Ok(dir) = std::env::var("COTSCOPE_TEST_DIR") {
        return label_until_killed(&dir);
    }
    let dir = tempfile::tempdir().unwrap();
    let mut random = Random(19);
    let (mut acknowledged, mut torn) = (Vec::new(), 0);
    for round in 0..200 {
        let mut process = child(dir.path()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let after = random.below(6);
        let spin = random.below(300_000);
        let mut line = String::new();
        let mut ids = 0;
        while ids < after {
            line.clear();
            assert!(output.read_line(&mut line).unwrap() > 0, "the child ended by itself");
            if let Some(id) = line.trim_end().strip_prefix("saved ") {
                acknowledged.push(id.to_owned());
                ids += 1;
            }
        }
        for step in 0..spin {
            std::hint::black_box(step);
        }
        process.kill().unwrap();
        process.wait().unwrap();
        // What it had said before it died counts as well.
        for line in output.lines() {
            let line = line.unwrap();
            acknowledged.extend(line.strip_prefix("saved ").map(str::to_owned));
        }
        let (store, view, problems) = open(dir.path(), "ada");
        torn += problems.len();
        assert!(problems.iter().all(|problem| problem.message.contains("torn")), "{problems:?}");
        let lost: Vec<_> = acknowledged.iter().filter(|id| view.event(id).is_none()).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?} of {}", acknowledged.len());
        drop(store);
    }
    println!("200 kills: {} acknowledged, 0 lost, {torn} torn tails repaired", acknowledged.len());
    assert!(acknowledged.len() > 200);
}

/// The child: labels for ever, says so after each label that is on the device.
fn label_until_killed(dir: &str) {
    let (mut store, view, _) = open(Path::new(dir), "ada");
    let mut output = std::io::stdout();
    writeln!(output).unwrap(); // the test harness has begun a line
    for number in view.last_seq().. {
        let ack = store.append(long_label(number)).unwrap();
        for saved in ack.events {
            writeln!(output, "saved {}", saved.id).unwrap();
        }
    }
}

/// Labels of very different lengths, some of several pages.
fn long_label(number: u64) -> Event {
    event(
        &format!("r{number}"),
        What::Adjudicate {
            group: "verdict".into(),
            label: "ok".into(),
            codes: Vec::new(),
            evidence: Vec::new(),
            reason: "because ".repeat((number as usize * 37) % 500).into(),
        },
    )
}

/// Two processes on one log: one writes, the other says who does, and goes on once it has ended.
#[test]
fn a_second_process_waits_its_turn() {
    let dir = tempfile::tempdir().unwrap();
    let mut process = child(dir.path()).spawn().unwrap();
    let mut output = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("saved ") {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0);
    }
    let (mut store, mut view, _) = open(dir.path(), "ada");
    let what = What::Label {
        group: "verdict".into(),
        label: "ok".into(),
        choice: Choice::Single,
        codes: Vec::new(),
        evidence: Vec::new(),
    };
    let refused = store.append(event("mine", what.clone())).unwrap_err();
    assert!(refused.reason.contains(&format!("process {}", process.id())), "{refused}");
    assert!(!store.take_over(&mut view).unwrap().0);
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(store.take_over(&mut view).unwrap().0);
    assert!(view.event(line.trim_end().strip_prefix("saved ").unwrap()).is_some());
    store.append(event("mine", what)).unwrap();
    assert!(open(dir.path(), "ada").1.has_label("mine", "ok"));
}

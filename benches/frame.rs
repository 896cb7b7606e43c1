//! What a frame costs, how many bytes it sends, and how the real program feels under load.
//!
//! `cargo bench --bench frame` prints a table for the screen in memory at 200x60 with all marks on
//! (spec, search, evidence, list and clause beside), for chains and datasets of several sizes, then
//! figures of the real program on a pseudo-terminal: start, keys while indexing, rest. With `screen`
//! or `program` behind `--` only the one or the other.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout)] // a benchmark prints its table

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cotscope::session::Session;
use cotscope::session::open::Request;
use cotscope::ui::Settings;
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;

#[allow(dead_code, reason = "a bench uses a part of what the tests share")]
#[path = "../tests/support/terminal.rs"]
mod terminal;

use terminal::Terminal;

const POLICY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/assistant-policy.md");

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    let dir = tempfile::tempdir().unwrap();
    if wants("screen") {
        on_memory(dir.path());
    }
    if wants("program") {
        println!("\nthe real program");
        start(dir.path());
        keys_while_indexing(dir.path());
    }
}

/// The screen in memory.
fn on_memory(dir: &Path) {
    println!("a key to its bytes at 200x60, all marks on    p50      p95      max    most bytes");
    for (name, chars) in [
        ("chain of 1,000 characters", 1_000),
        ("chain of 127,000 characters", 127_000),
        ("chain of 2 MB", 2 << 20),
        ("chain of 50 MB, one line", 50 << 20),
    ] {
        reading(name, &one_record(dir, chars));
    }
    for records in [100, 100_000] {
        listing(&format!("list of {records} records"), &many_records(dir, records));
    }
}

/// A chain that cites, in paragraphs or in one line.
fn chain(chars: usize) -> String {
    let joint = if chars > 10 << 20 { " " } else { "\n\n" };
    let mut text = String::with_capacity(chars + 500);
    while text.len() < chars {
        let number = text.len() / 400;
        let _ = write!(
            text,
            "Step {number}: the person wants **an answer** now. The rule do_not_lie says that a \
             false picture must not be left, and section 4 is about `records`. It would be easy \
             to _say nothing_, but that rule is plain; 第一条 agrees, and e\u{301}t\u{e9} too.{joint}"
        );
    }
    text
}

fn row(id: usize, cot: &str) -> String {
    let prompt = format!("Question {id}: may I keep the change?");
    let row = serde_json::json!({ "id": format!("r{id}"), "prompt": prompt, "cot": cot,
        "answer": "No, hand it in.", "outcome": if id.is_multiple_of(3) { "complied" } else { "violated" } });
    format!("{row}\n")
}

fn one_record(dir: &Path, chars: usize) -> PathBuf {
    let path = dir.join(format!("one-{chars}.jsonl"));
    fs::write(&path, row(1, &chain(chars)) + &row(2, "Short.")).unwrap();
    path
}

fn many_records(dir: &Path, records: usize) -> PathBuf {
    let path = dir.join(format!("many-{records}.jsonl"));
    let cot = chain(700);
    let rows: String = (0..records).map(|id| row(id, &cot)).collect();
    fs::write(&path, rows).unwrap();
    path
}

/// The screen on a dataset, once all of it is read and indexed.
fn opened(path: &Path) -> Headless {
    let session = session(path);
    let mut screen = on_screen(&session);
    await_index(&session, &mut screen);
    screen
}

fn session(path: &Path) -> Arc<Session> {
    let request = Request {
        paths: vec![path.to_str().unwrap().to_owned()],
        specs: vec![POLICY.into()],
        labels: Some(path.with_extension("labels")),
        reviewer: Some("bench".to_owned()),
        ..Request::default()
    };
    Session::begin(&request).unwrap()
}

fn on_screen(session: &Arc<Session>) -> Headless {
    let desk = Arc::new(Desk::new(Arc::clone(session)));
    Headless::new(desk, &Settings::default(), 200, 60)
}

fn await_index(session: &Session, screen: &mut Headless) {
    while !session.is_indexed() {
        std::thread::yield_now();
    }
    screen.wait();
}

/// Presses each key many times and prints what it took to have its bytes.
fn measured(name: &str, screen: &mut Headless, keys: &[&str], times: usize) {
    let mut took = Vec::new();
    let mut most = 0;
    for at in 0..times {
        let key = keys[at % keys.len()];
        screen.sent();
        let begin = Instant::now();
        screen.keys(key);
        took.push(begin.elapsed());
        most = most.max(screen.sent().len());
    }
    took.sort_unstable();
    let at = |share: usize| ms(took[(took.len() - 1) * share / 100]);
    println!("{name:<44}{:>6.2} ms{:>6.2} ms{:>6.2} ms{most:>9}", at(50), at(95), at(100));
}

fn reading(name: &str, path: &Path) {
    let mut begin = Instant::now();
    let mut lap = || ms(std::mem::replace(&mut begin, Instant::now()).elapsed());
    let session = session(path);
    let mut screen = on_screen(&session);
    let first = lap();
    await_index(&session, &mut screen);
    let marked = lap();
    screen.keys("/picture").wait().keys("<enter><enter>");
    let searched = lap();
    screen.keys("cs<esc>cv<enter>1");
    println!(
        "{name}: on the screen in {first:.0} ms, indexed and marked in {marked:.0} ms, \
         searched letter by letter in {searched:.0} ms, labelled in {:.0} ms",
        lap()
    );
    measured("  scroll a line", &mut screen, &["j"], 300);
    measured("  scroll half a screen", &mut screen, &["<ctrl-d>", "<ctrl-d>", "<ctrl-u>"], 200);
    measured("  next citation, next hit", &mut screen, &["c", "n"], 200);
    measured("  to the ends", &mut screen, &["G", "g"], 40);
    let sizes = [(200, 60), (199, 60)];
    let begin = Instant::now();
    for at in 0..40 {
        let (width, height) = sizes[at % 2];
        screen.resize(width, height);
    }
    println!("  another width{:>37.2} ms each", ms(begin.elapsed()) / 40.0);
}

fn listing(name: &str, path: &Path) {
    let mut screen = opened(path);
    screen.keys("<shift-tab>");
    println!("{name}");
    measured("  next record", &mut screen, &["j"], 300);
    measured("  to the ends of the list", &mut screen, &["G", "g"], 40);
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// From the start of the process to its first whole frame.
fn start(dir: &Path) {
    let home = dir.join("home");
    fs::create_dir_all(&home).unwrap();
    let mut took: Vec<f64> = (0..8)
        .map(|_| {
            let begin = Instant::now();
            let mut terminal = Terminal::start(&home, (120, 40), &[], &[]);
            terminal.next_frame();
            let took = ms(begin.elapsed());
            terminal.send("q");
            terminal.exit_code();
            took
        })
        .collect();
    let first = took.remove(0);
    took.sort_by(f64::total_cmp);
    println!("  start to first frame on the demo: {first:.0} ms at first, then {:.0} ms", took[3]);
}

/// Keys while a dataset is read and indexed, then what the program does when nothing happens.
fn keys_while_indexing(dir: &Path) {
    let path = many_records(dir, 60_000);
    let home = dir.join("home");
    let arguments = [path.to_str().unwrap(), "--spec", POLICY];
    let mut terminal = Terminal::start(&home, (200, 60), &arguments, &[]);
    terminal.until("the index", |screen| screen.contains("indexing"));
    let mut took = Vec::new();
    let mut indexing = 0;
    while took.len() < 1_000 {
        let begin = Instant::now();
        // Its own answer, not a frame that tells how far the index is: two keys in one batch would
        // cancel each other out, and no frame come at all.
        let (key, place) =
            if took.len() % 2 == 0 { ("L", "Records 2/") } else { ("H", "Records 1/") };
        terminal.send(key);
        while !terminal.screen().contains(place) {
            terminal.next_frame();
        }
        took.push(ms(begin.elapsed()));
        indexing += usize::from(terminal.screen().contains("indexing"));
    }
    took.sort_by(f64::total_cmp);
    let at = |share: usize| took[(took.len() - 1) * share / 100];
    println!(
        "  key to frame, {indexing} of {} keys while indexing: p50 {:.1} ms, p99 {:.1} ms",
        took.len(),
        at(50),
        at(99)
    );
    let pid = terminal.child.process_id().unwrap();
    for _ in ["once indexed", "once looked at"] {
        terminal.until("the end of all work", |screen| {
            ["reading ", "indexing", "detecting"].iter().all(|work| !screen.contains(work))
        });
        std::thread::sleep(Duration::from_secs(7)); // notices age and threads come to rest
    }
    let before = ticks(pid);
    std::thread::sleep(Duration::from_secs(3));
    println!("  at rest for 3 s: {} ticks of CPU", ticks(pid) - before);
    terminal.send("q");
    terminal.exit_code();
}

/// Processor time that a process has used, in hundredths of a second.
fn ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

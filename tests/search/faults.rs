//! What an index on disk may suffer, with real files and real processes.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use cotscope::record::Record;
use cotscope::search::{Index, NoFacts, Options, Query, Source, State};

use crate::corpus::{NEVER, Records, built, chain, found};

/// Many records, so that a build takes a while and several segments.
fn many(records: u32) -> Records {
    let cot =
        |n: u32| format!("record number {n} says {}", format!("word{} ", n % 997).repeat(300));
    Records((0..records).map(|n| chain(&format!("r{n}"), &cot(n))).collect())
}

fn largest(dir: &Path, ending: &str) -> PathBuf {
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let wanted = files.filter(|path| path.extension().is_some_and(|e| e == ending));
    wanted.max_by_key(|path| fs::metadata(path).unwrap().len()).unwrap()
}

/// Changes one byte in the middle.
fn flip(path: &Path) {
    let mut file = OpenOptions::new().read(true).write(true).open(path).unwrap();
    let middle = file.metadata().unwrap().len() / 2;
    let mut byte = [0];
    file.seek(SeekFrom::Start(middle)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(middle)).unwrap();
    file.write_all(&[byte[0] ^ 1]).unwrap();
}

fn truncate(path: &Path) {
    let file = OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();
}

/// What happens to the directory of an index.
type Damage = fn(&Path);

#[test]
fn damage_is_noticed_said_and_repaired() {
    let records = many(50);
    let damages: [(&str, Damage, &str); 9] = [
        ("meta.json gone", |dir| fs::remove_file(dir.join("meta.json")).unwrap(), "meta.json"),
        ("manifest gone", |dir| fs::remove_file(dir.join("manifest.json")).unwrap(), "no manifest"),
        (
            "manifest garbled",
            |dir| fs::write(dir.join("manifest.json"), "{").unwrap(),
            "cannot be read",
        ),
        ("an older version", older_version, "another version"),
        ("postings truncated", |dir| truncate(&largest(dir, "idx")), "bytes instead of"),
        ("positions flipped", |dir| flip(&largest(dir, "pos")), "other bytes"),
        ("postings flipped", |dir| flip(&largest(dir, "idx")), "other bytes"),
        ("terms flipped", |dir| flip(&largest(dir, "term")), "other bytes"),
        (
            "meta.json emptied",
            |dir| fs::write(dir.join("meta.json"), "").unwrap(),
            "bytes instead of",
        ),
    ];
    for (name, damage, reason) in damages {
        let dir = tempfile::tempdir().unwrap();
        let (index, _) = built(dir.path(), &records, None);
        damage(index.dir());
        assert!(Index::open(dir.path(), &records.fingerprint(), None).is_none(), "{name}");
        let go_on = &mut |_| ControlFlow::Continue(());
        let opened = Index::open_or_build(dir.path(), &records, None, small(), go_on).unwrap();
        assert_eq!(opened.state, State::Built, "{name}");
        assert!(
            opened.reason.as_deref().unwrap_or_default().contains(reason),
            "{name}: {:?}",
            opened.reason
        );
        assert_eq!(found(&opened.index, &records, "word7"), ["r7"], "{name}");
        opened.index.verify().unwrap();
    }
}

fn older_version(dir: &Path) {
    let path = dir.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replace("\"schema\": ", "\"schema\": 9")).unwrap();
}

fn small() -> Options {
    Options { threads: 1, memory: 16 << 20, searchable_early: false }
}

#[test]
fn a_byte_that_the_disk_lost_is_found_by_reading_everything() {
    let (records, dir) = (many(50), tempfile::tempdir().unwrap());
    let (index, _) = built(dir.path(), &records, None);
    let path = largest(index.dir(), "pos");
    let changed = fs::metadata(&path).unwrap().modified().unwrap();
    flip(&path);
    File::options().write(true).open(&path).unwrap().set_modified(changed).unwrap();
    let again =
        Index::open(dir.path(), &records.fingerprint(), None).expect("sizes and times are right");
    assert!(again.verify().unwrap_err().contains("other bytes"));
    Index::remove(dir.path()).unwrap();
    assert_eq!(built(dir.path(), &records, None).1, State::Built);
}

#[test]
fn an_index_that_was_copied_still_counts() {
    let (records, dir) = (many(20), tempfile::tempdir().unwrap());
    let (index, _) = built(dir.path(), &records, None);
    for entry in fs::read_dir(index.dir()).unwrap() {
        let path = entry.unwrap().path();
        File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(std::time::UNIX_EPOCH)
            .unwrap();
    }
    assert_eq!(built(dir.path(), &records, None).1, State::Fresh);
}

#[test]
fn stray_locks_and_left_overs_do_no_harm() {
    let (records, dir) = (many(20), tempfile::tempdir().unwrap());
    fs::write(dir.path().join("lock"), "").unwrap();
    let left = dir.path().join("building-abc");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("meta.json"), "half").unwrap();
    let (index, _) = built(dir.path(), &records, None);
    assert!(!left.exists(), "a left-over of a killed process is removed");
    for lock in [".tantivy-writer.lock", ".tantivy-meta.lock"] {
        fs::write(index.dir().join(lock), "").unwrap();
    }
    assert_eq!(built(dir.path(), &records, None).1, State::Fresh);
}

#[test]
fn breaking_off_leaves_everything_as_it_was() {
    let (records, dir) = (many(600), tempfile::tempdir().unwrap());
    built(dir.path(), &Records(records.0[..100].to_vec()), None);
    let stop = &mut |_| ControlFlow::Break(());
    let error = Index::open_or_build(dir.path(), &records, None, small(), stop).err().unwrap();
    assert!(error.is_cancelled());
    let older = error.older.expect("the older one still works");
    assert_eq!(found(&older, &records, "word7"), ["r7"]);
    assert_eq!(built(dir.path(), &records, None).1, State::Refreshed);
}

#[test]
fn records_are_searchable_while_the_index_is_built() {
    let (records, dir) = (many(6000), tempfile::tempdir().unwrap());
    let query = Query::parse("number").unwrap();
    let mut seen = Vec::new();
    let options = Options { searchable_early: true, ..small() };
    Index::open_or_build(dir.path(), &records, None, options, &mut |progress| {
        if let Some(searcher) = progress.searcher {
            let count = searcher.count(&query, &NoFacts, &NEVER).unwrap();
            assert_eq!(count, u64::from(progress.records));
            seen.push(count);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(!seen.is_empty() && seen.is_sorted() && seen[0] < 6000, "{seen:?}");
}

/// Environment variables that turn this test binary into the process that a test kills or starves.
const ROLE: &str = "COTSCOPE_TEST_INDEXES_INTO";
const RECORDS: &str = "COTSCOPE_TEST_RECORDS";

/// Not a test by itself: the body of the processes below.
#[test]
fn another_process() {
    let Some(root) = std::env::var_os(ROLE) else { return };
    let records = many(std::env::var(RECORDS).unwrap().parse().unwrap());
    let options = Options { searchable_early: true, ..small() };
    let go_on = &mut |_| ControlFlow::Continue(());
    match Index::open_or_build(Path::new(&root), &records, None, options, go_on) {
        Ok(_) => println!("BUILT"),
        Err(error) => println!("FAILED {error} OLDER {}", error.older.is_some()),
    }
}

fn this_binary(root: &Path, records: u32, before: &str) -> Command {
    let binary = std::env::current_exe().unwrap();
    let script = format!("{before} exec \"$0\" faults::another_process --exact --nocapture");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(binary);
    command.env(ROLE, root).env(RECORDS, records.to_string()).env_remove("RUST_BACKTRACE");
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

#[cfg(unix)]
#[test]
fn a_process_killed_while_indexing_leaves_the_last_good_index() {
    let (records, dir) = (many(3000), tempfile::tempdir().unwrap());
    let few = Records(records.0[..300].to_vec());
    built(dir.path(), &few, None);
    for wait in [0, 1, 2, 5, 10, 20, 50] {
        let mut child = this_binary(dir.path(), 3000, "").spawn().unwrap();
        // Kill it at another stage each time: so many files into the build.
        wait_for(|| files_being_built(dir.path()) > wait || child.try_wait().unwrap().is_some());
        child.kill().unwrap();
        child.wait().unwrap();
        if let Some(index) = Index::open(dir.path(), &few.fingerprint(), None) {
            assert_eq!((index.records(), index.searcher().records()), (300, 300));
            assert_eq!(found(&index, &few, "word7"), ["r7"]);
        } else {
            let whole =
                Index::open(dir.path(), &records.fingerprint(), None).expect("one or the other");
            assert_eq!(whole.searcher().records(), 3000);
        }
    }
    let (index, _) = built(dir.path(), &records, None);
    assert_eq!(index.searcher().records(), 3000);
    assert_eq!(files_being_built(dir.path()), 0, "left-overs are gone");
}

fn files_being_built(root: &Path) -> usize {
    let dirs = fs::read_dir(root).unwrap().flatten().map(|entry| entry.path());
    let building =
        dirs.filter(|dir| dir.file_name().unwrap().to_string_lossy().starts_with("building-"));
    building.map(|dir| fs::read_dir(dir).map_or(0, Iterator::count)).sum()
}

/// Waits for an event, not for a time: gives up only when it never comes.
fn wait_for(mut come: impl FnMut() -> bool) {
    let start = Instant::now();
    while !come() && start.elapsed() < Duration::from_secs(60) {
        std::thread::yield_now();
    }
}

/// A limit on the size of files is the full disk that every system grants without privileges: the
/// write fails in the same call.
#[cfg(unix)]
#[test]
fn a_full_disk_while_indexing_leaves_the_old_index_and_says_what_is_needed() {
    let (records, dir) = (many(8000), tempfile::tempdir().unwrap());
    let few = Records(records.0[..300].to_vec());
    built(dir.path(), &few, None);
    let limited = "trap '' XFSZ; ulimit -f 8;";
    let output = this_binary(dir.path(), 8000, limited).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("FAILED") && said.contains("OLDER true"), "{said}");
    assert!(said.contains("needs about"), "{said}");
    let index = Index::open(dir.path(), &few.fingerprint(), None).expect("the old one is whole");
    assert_eq!(found(&index, &few, "word7"), ["r7"]);
    assert_eq!(built(dir.path(), &records, None).1, State::Refreshed, "with room it works");
}

#[cfg(unix)]
#[test]
fn two_processes_search_while_one_builds() {
    let (records, dir) = (many(3000), tempfile::tempdir().unwrap());
    let few = Records(records.0[..300].to_vec());
    let (held, _) = built(dir.path(), &few, None);
    let mut child = this_binary(dir.path(), 3000, "").spawn().unwrap();
    wait_for(|| files_being_built(dir.path()) > 0 || child.try_wait().unwrap().is_some());
    // The one that was open goes on working, and whoever comes later waits for the new one.
    assert_eq!(found(&held, &few, "word7"), ["r7"]);
    let (index, _) = built(dir.path(), &records, None);
    assert_eq!(index.searcher().records(), 3000);
    assert_eq!(found(&held, &few, "word7"), ["r7"]);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_pathological_expression_is_refused_or_quick_and_a_query_can_be_cancelled() {
    let (mut records, dir) = (many(200), tempfile::tempdir().unwrap());
    records.0.push(chain("walls", &"a".repeat(2_000_000)));
    records.0.push(chain("many", &"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab ".repeat(20_000)));
    let (index, _) = built(dir.path(), &records, None);
    let start = Instant::now();
    for expression in
        ["/^(a+)+$/", "/(a|aa)+b/", "/(.*a){12}/", "/((a{0,50}){0,50}){0,50}/", "/(x+x+)+y/"]
    {
        let Ok(query) = Query::parse(expression) else { continue };
        index.searcher().count(&query, &NoFacts, &NEVER).unwrap();
        for record in records.0.iter().rev().take(2) {
            let _: usize = query.hits(record).len();
        }
    }
    assert!(start.elapsed() < Duration::from_secs(60), "no expression runs away");
    let cancelled = AtomicBool::new(true);
    let query = Query::parse("\"number says\"~5").unwrap();
    let error = index.searcher().count(&query, &NoFacts, &cancelled).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::Interrupted);
    let record: &Record = records.0.last().unwrap();
    let aaaa = Query::parse("/^aaa/").unwrap();
    assert!(aaaa.hits_unless(record, &cancelled).len() < 20_000);
    assert_eq!(aaaa.hits(record).len(), 20_000);
}

//! A file system whose Nth operation fails, for every N; and a real limit on the size of files.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cotscope::label::store::disk::{Disk, LogFile, RealDisk};
use cotscope::label::{Mode, Store, View};

use crate::support::{ids_in, label, open};

/// How the chosen operations go wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// They fail and do nothing.
    Error,
    /// A write takes a part and the next one fails; other operations fail after they were done.
    Partly,
}

/// Counts operations over all files and makes those of a range fail. Syncs are not passed on: they
/// are counted, and the tests are fast.
#[derive(Clone)]
struct Faulty {
    count: Arc<AtomicUsize>,
    failing: std::ops::Range<usize>,
    fault: Fault,
}

impl Faulty {
    fn new(failing: std::ops::Range<usize>, fault: Fault) -> Self {
        Self { count: Arc::default(), failing, fault }
    }

    fn fails(&self) -> bool {
        self.failing.contains(&self.count.fetch_add(1, Ordering::Relaxed))
    }

    fn run<T>(&self, operation: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if !self.fails() {
            return operation();
        }
        if self.fault == Fault::Partly {
            operation()?;
        }
        Err(io::Error::other("injected"))
    }
}

impl Disk for Faulty {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        self.run(|| RealDisk.create_dir(dir))
    }

    fn open_log(&self, path: &Path) -> io::Result<Box<dyn LogFile>> {
        let file = self.run(|| RealDisk.open_log(path))?;
        Ok(Box::new(FaultyLog { file, plan: self.clone() }))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(path)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.run(|| RealDisk.write_new(path, bytes))
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        self.run(|| Ok(()))
    }

    fn open_lock(&self, path: &Path) -> io::Result<File> {
        self.run(|| RealDisk.open_lock(path))
    }
}

struct FaultyLog {
    file: Box<dyn LogFile>,
    plan: Faulty,
}

impl LogFile for FaultyLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.plan.fails() {
            return self.file.write(bytes);
        }
        if self.plan.fault == Fault::Partly {
            let part = self.file.write(&bytes[..bytes.len() / 2])?;
            assert!(part > 0);
        }
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.plan.run(|| Ok(()))
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.plan.run(|| self.file.truncate(len))
    }

    fn size(&mut self) -> io::Result<u64> {
        self.plan.run(|| self.file.size())
    }

    fn read_from(&mut self, start: u64) -> io::Result<Vec<u8>> {
        self.file.read_from(start)
    }

    fn is_at(&mut self, path: &Path) -> io::Result<bool> {
        self.plan.run(|| self.file.is_at(path))
    }
}

/// Labels ten records, trying again after each failure; returns what was acknowledged, in order.
fn session(dir: &Path, plan: Faulty) -> Option<(Vec<String>, bool)> {
    let (mut store, _) = Store::open_on(Box::new(plan), dir, "ada", &mut View::new()).ok()?;
    if *store.mode() != Mode::Writable {
        let refused = store.append(label("r0", "ok")).expect_err("read-only");
        assert!(refused.reason.contains("injected"), "{refused}");
        return None;
    }
    let (mut acknowledged, mut banner) = (Vec::new(), false);
    let mut take = |outcome: Result<cotscope::label::Ack, cotscope::label::NotSaved>| match outcome
    {
        Ok(ack) => acknowledged.extend(ack.events.iter().map(|event| event.id.to_string())),
        Err(error) => {
            banner = true;
            assert!(error.pending > 0 && error.to_string().starts_with("NOT SAVED ("), "{error}");
        }
    };
    for record in 0..10 {
        take(store.append(label(&format!("r{record}"), "ok")));
        if record % 3 == 0 {
            take(store.retry());
        }
    }
    for _ in 0..60 {
        take(store.retry());
    }
    assert_eq!(store.pending(), None, "everything goes out once the fault is over");
    Some((acknowledged, banner))
}

#[test]
fn whichever_operation_fails_nothing_is_lost_doubled_or_wrongly_acknowledged() {
    let count = {
        let dir = tempfile::tempdir().unwrap();
        let plan = Faulty::new(0..0, Fault::Error);
        assert!(!session(dir.path(), plan.clone()).unwrap().1);
        plan.count.load(Ordering::Relaxed)
    };
    assert!(count > 30, "{count} operations");
    let (mut read_only, mut banners) = (0, 0);
    for fault in [Fault::Error, Fault::Partly] {
        for length in [1, 2, 3, 7, 20] {
            for nth in 0..count {
                let dir = tempfile::tempdir().unwrap();
                let plan = Faulty::new(nth..nth + length, fault);
                let Some((acknowledged, banner)) = session(dir.path(), plan) else {
                    read_only += 1;
                    continue;
                };
                banners += usize::from(banner);
                let log = ids_in(&dir.path().join("ada.jsonl"));
                assert_eq!(log, acknowledged, "{fault:?} {nth}+{length}");
                assert_eq!(log.len(), 10, "{fault:?} {nth}+{length}");
            }
        }
    }
    assert!(read_only > 0 && banners > 8 * count, "{read_only} {banners} of {}", 10 * count);
}

#[test]
fn a_torn_tail_at_any_byte_is_put_aside_and_new_labels_are_intact() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, ..) = open(dir.path(), "ada");
    store.append(label("r1", "ok")).unwrap();
    let whole = std::fs::read(store.path()).unwrap().len();
    store.append(label("zoë", "deceptive")).unwrap();
    let path = store.path().to_owned();
    drop(store);
    let bytes = std::fs::read(&path).unwrap();

    for cut in whole..=bytes.len() {
        // Also on a disk that refuses to put the fragment aside.
        for failing in [0..0, 4..5] {
            let refuses = !failing.is_empty();
            let dir = tempfile::tempdir().unwrap();
            let log = dir.path().join("ada.jsonl");
            std::fs::write(&log, &bytes[..cut]).unwrap();
            let disk = Faulty::new(failing, Fault::Error);
            let (mut store, problems) =
                Store::open_on(Box::new(disk), dir.path(), "ada", &mut View::new()).unwrap();
            let survived = if cut >= bytes.len() - 1 { 2 } else { 1 };
            let torn = cut > whole && survived == 1;
            assert_eq!(problems.len(), usize::from(torn), "{cut}: {problems:?}");
            let aside = std::fs::read(dir.path().join("ada.jsonl.torn-1")).ok();
            assert_eq!(aside, (torn && !refuses).then(|| bytes[whole..cut].to_vec()), "{cut}");
            let _ = store.append(label("r3", "ok")).or_else(|_| store.retry()).unwrap();
            drop(store);
            let (_, view, problems) = open(dir.path(), "ada");
            assert_eq!(problems.len(), usize::from(torn && refuses), "{cut}: {problems:?}");
            assert_eq!(view.events().count(), survived + 1, "{cut}");
            assert!(view.has_label("r3", "ok") && view.has_label("r1", "ok"), "{cut}");
        }
    }
}

/// Fills a log up to a limit that the system enforces, as a full disk would (`ulimit -f`, with the
/// signal that comes with it ignored), then lifts the limit and tries again. Needs no rights, only
/// `sh`, and `prlimit` for the second half, which is left out where there is none.
#[cfg(unix)]
#[test]
fn a_full_disk_shows_a_banner_and_loses_nothing_once_there_is_space() {
    if let Ok(dir) = std::env::var("COTSCOPE_TEST_DIR") {
        return fill_the_disk(Path::new(&dir));
    }
    let dir = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -S -f 4 && exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "faults::a_full_disk_shows_a_banner_and_loses_nothing_once_there_is_space",
            "--nocapture",
        ])
        .env("COTSCOPE_TEST_DIR", dir.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let list = |name: &str| -> Vec<String> {
        let text = std::fs::read_to_string(dir.path().join(name)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    };
    let (full, freed) = (list("full"), list("freed"));
    assert!(full.len() >= 3, "{full:?}");
    if freed.is_empty() {
        let (_, view, problems) = open(dir.path(), "ada");
        assert!(full.iter().all(|id| view.event(id).is_some()));
        assert!(
            problems.len() <= 1,
            "at most a torn label that was not acknowledged: {problems:?}"
        );
    } else {
        assert_eq!(ids_in(&dir.path().join("ada.jsonl")), freed);
        assert_eq!((&freed[..full.len()], freed.len()), (&full[..], 40));
    }
}

/// The child of the test above: notes what was acknowledged when the disk was full, and after.
fn fill_the_disk(dir: &Path) {
    let (mut store, ..) = open(dir, "ada");
    let mut acknowledged = String::new();
    let mut failures = 0;
    for record in 0..40 {
        match store.append(label(&format!("r{record}"), "ok")) {
            Ok(ack) => {
                assert_eq!(failures, 0, "a label went through on a full disk");
                acknowledged.extend(ack.events.iter().map(|event| format!("{}\n", event.id)));
            }
            Err(error) => {
                failures += 1;
                assert_eq!(error.pending, failures, "{error}");
            }
        }
    }
    assert!(failures > 0, "the limit was not reached");
    std::fs::write(dir.join("full"), &acknowledged).unwrap();

    let me = std::process::id().to_string();
    let lifted = Command::new("prlimit").args(["--fsize=unlimited:", "--pid", &me]).status();
    if lifted.is_ok_and(|status| status.success()) {
        let ack = store.retry().unwrap();
        assert_eq!((ack.events.len(), store.pending()), (failures, None));
        acknowledged.extend(ack.events.iter().map(|event| format!("{}\n", event.id)));
        std::fs::write(dir.join("freed"), acknowledged).unwrap();
    }
}

/// A small file system that is really full. Mounting one needs root, or CAP_SYS_ADMIN: without, the
/// test says so, and the limit on the size of files above shows the same.
#[cfg(target_os = "linux")]
#[test]
fn a_real_full_disk_takes_the_waiting_labels_once_there_is_space() {
    let dir = tempfile::tempdir().unwrap();
    let Some(_mounted) = Mounted::new(dir.path(), "64k") else {
        println!("not run: `mount -t tmpfs -o size=64k` needs root (sudo cargo test --test label)");
        return;
    };
    let filler = dir.path().join("filler");
    std::fs::write(&filler, vec![0; 40 << 10]).unwrap();
    let (mut store, ..) = open(dir.path(), "ada");
    let (mut acknowledged, mut waiting) = (Vec::new(), 0);
    for record in 0.. {
        match store.append(label(&format!("record-{record}"), "ok")) {
            Ok(ack) => {
                assert_eq!(waiting, 0, "a label went through on a full disk");
                acknowledged.extend(ack.events.iter().map(|event| event.id.to_string()));
            }
            Err(error) => {
                waiting += 1;
                assert_eq!(error.pending, waiting, "{error}");
                assert!(error.to_string().contains("No space left"), "{error}");
            }
        }
        if waiting == 5 {
            break;
        }
    }
    std::fs::remove_file(&filler).unwrap();
    let ack = store.retry().unwrap();
    acknowledged.extend(ack.events.iter().map(|event| event.id.to_string()));
    assert_eq!((ack.events.len(), store.pending()), (5, None));
    drop(store);
    assert_eq!(ids_in(&dir.path().join("ada.jsonl")), acknowledged);
    println!("a full tmpfs: {} labels, 5 of them waited, 0 lost, 0 doubled", acknowledged.len());
}

/// A tmpfs as long as the value lives.
#[cfg(target_os = "linux")]
struct Mounted(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl Mounted {
    fn new(dir: &Path, size: &str) -> Option<Self> {
        let size = format!("size={size}");
        let mount = ["-t", "tmpfs", "-o", &size, "cotscope-test"];
        let done = Command::new("mount").args(mount).arg(dir).output();
        done.is_ok_and(|done| done.status.success()).then(|| Self(dir.to_owned()))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status(); // the directory is temporary anyway
    }
}

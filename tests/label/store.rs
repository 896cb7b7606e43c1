//! The store on real files: what is acknowledged is there afterwards, whatever happens in between.

use std::fs;

use crate::support::{event, ids_in, label, open};
use cotscope::label::{Mode, Store, View, What};

#[test]
fn labels_survive_a_restart_and_undo_goes_back_to_the_beginning() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, mut view, _) = open(dir.path(), "ada");
    for (record, what) in [("r1", "ok"), ("r2", "deceptive"), ("r1", "deceptive")] {
        let ack = store.append(label(record, what)).unwrap();
        for saved in ack.events {
            view.apply(saved);
        }
    }
    drop(store);

    let (mut store, mut view, problems) = open(dir.path(), "ada");
    assert!(problems.is_empty(), "{problems:?}");
    let held = |view: &View, record: &str| -> Vec<String> {
        let state = view.state(record, "ada").unwrap();
        state.labels.iter().map(|held| held.label.to_string()).collect()
    };
    assert_eq!(held(&view, "r1"), ["deceptive"]);
    let mut seen = Vec::new();
    while let Some(step) = view.undo("ada") {
        for saved in store.append(event(&step.record, step.what)).unwrap().events {
            view.apply(saved);
        }
        seen.push((held(&view, "r1").join(","), held(&view, "r2").join(",")));
    }
    let seen: Vec<_> = seen.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(seen, [("ok", "deceptive"), ("ok", ""), ("", "")]);
    drop(store);

    let (mut store, mut view, _) = open(dir.path(), "ada");
    assert_eq!(view.steps("ada"), (0, 3));
    assert_eq!((held(&view, "r1").len(), held(&view, "r2").len()), (0, 0));
    let step = view.redo("ada").unwrap();
    for saved in store.append(event(&step.record, step.what)).unwrap().events {
        view.apply(saved);
    }
    assert_eq!(held(&view, "r1"), ["ok"]);
    for saved in store.append(label("r9", "ok")).unwrap().events {
        view.apply(saved);
    }
    assert_eq!(view.redo("ada"), None, "a new decision ends redoing");
}

#[test]
fn a_second_program_is_read_only_and_says_who_writes() {
    let dir = tempfile::tempdir().unwrap();
    let (mut first, ..) = open(dir.path(), "ada");
    first.append(label("r1", "ok")).unwrap();
    let (mut second, mut view, _) = open(dir.path(), "ada");
    let Mode::ReadOnly { reason, holder } = second.mode() else { panic!("two writers") };
    assert_eq!(holder.as_ref().unwrap().pid, std::process::id());
    assert!(reason.contains(&std::process::id().to_string()), "{reason}");
    assert!(view.has_label("r1", "ok"));
    let refused = second.append(label("r2", "ok")).unwrap_err();
    assert_eq!(refused.pending, 0);

    first.append(label("r3", "ok")).unwrap();
    second.catch_up(&mut view).unwrap();
    assert!(view.has_label("r3", "ok"));
    assert!(!second.take_over(&mut view).unwrap().0);
    first.append(label("r4", "ok")).unwrap();
    drop(first);
    assert!(second.take_over(&mut view).unwrap().0);
    assert!(view.has_label("r4", "ok"));
    second.append(label("r5", "ok")).unwrap();
    assert_eq!(ids_in(second.path()).len(), 4);
}

#[test]
fn a_deleted_directory_is_noticed_and_brought_back() {
    let dir = tempfile::tempdir().unwrap();
    let labels = dir.path().join("run.labels");
    let (mut store, ..) = open(&labels, "ada");
    store.append(label("r1", "ok")).unwrap();
    fs::remove_dir_all(&labels).unwrap();
    let failed = store.append(label("r2", "ok")).unwrap_err();
    assert!(failed.to_string().starts_with("NOT SAVED (1): "), "{failed}");
    assert_eq!(store.pending().unwrap().0, 1);
    let ack = store.retry().unwrap();
    assert_eq!((ack.events.len(), store.pending()), (1, None));
    drop(store);
    let (_, view, problems) = open(&labels, "ada");
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(view.events().map(|(event, _)| event.seq).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_log_that_was_replaced_gets_the_lines_that_it_lacks() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, ..) = open(dir.path(), "ada");
    for record in ["r1", "r2"] {
        store.append(label(record, "ok")).unwrap();
    }
    let text = fs::read_to_string(store.path()).unwrap();
    let first = text.lines().next().unwrap();
    fs::write(dir.path().join("new"), first).unwrap(); // and its line end is lost, too
    fs::rename(dir.path().join("new"), store.path()).unwrap();
    assert!(store.append(label("r3", "ok")).is_err());
    store.retry().unwrap();
    let (_, view, problems) = open(dir.path(), "ada");
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(view.records().count(), 3);
    assert_eq!(ids_in(store.path()).len(), 3);
}

#[test]
fn bad_lines_are_reported_and_the_others_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, ..) = open(dir.path(), "ada");
    for record in ["r1", "r2", "r3", "r4"] {
        store.append(label(record, "ok")).unwrap();
    }
    let path = store.path().to_owned();
    drop(store);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let edited = lines[1].replace("\"ok\"", "\"deceptive\"");
    // In disorder, with one line twice, one edited, one glued to a fragment, one not UTF-8.
    let mut log = [lines[2], &edited, lines[0], lines[0], "", "hello"].join("\n").into_bytes();
    log.extend_from_slice(b"\n\xff\xfe\n{\"v\":1,\"seq\":7");
    log.extend_from_slice(lines[3].as_bytes());
    log.push(b'\n');
    fs::write(&path, log).unwrap();

    let (mut store, view, problems) = open(dir.path(), "ada");
    let seqs: Vec<u64> = view.events().map(|(event, _)| event.seq).collect();
    assert_eq!(seqs, [1, 3, 4]);
    let mut told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    told.sort();
    assert_eq!(told.len(), 5, "{told:#?}");
    for (line, part) in
        [(2, "checksum does not fit"), (6, "no checksum"), (7, "checksum"), (8, "torn")]
    {
        let place = format!("ada.jsonl:{line}:");
        assert!(told.iter().any(|t| t.contains(&place) && t.contains(part)), "{place} {told:#?}");
    }
    assert!(told.iter().any(|t| t.contains("twice")));
    store.append(event("r9", What::Skip)).unwrap();
    assert_eq!(open(dir.path(), "bob").1.events().count(), 0);
    drop(store);
    assert_eq!(open(dir.path(), "ada").1.events().last().unwrap().0.seq, 5);
}

#[test]
fn a_label_is_tied_to_the_text_it_was_given_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut view = View::new();
    let (mut store, _) = Store::open(dir.path(), "ada", &mut view).unwrap();
    let mut on_text = label("r1", "ok");
    on_text.text_hash = Some("00ff".into());
    for saved in store.append(on_text).unwrap().events {
        view.apply(saved);
    }
    assert!(!view.text_changed("r1", "ada", "00ff"));
    assert!(view.text_changed("r1", "ada", "0100"));
    assert!(!view.text_changed("r2", "ada", "0100"));
}

/// The store goes to a thread of its own, so that the screen never waits for the disk.
const _: fn() = || {
    fn can_be_sent<T: Send>() {}
    can_be_sent::<Store>();
    can_be_sent::<View>();
};

/// Someone who may write everywhere (root) finds no directory read-only; for them the test of failing
/// operations shows the same.
#[cfg(unix)]
#[test]
fn a_read_only_directory_is_opened_for_reading_and_says_why() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    open(dir.path(), "ada").0.append(label("r1", "ok")).unwrap();
    let set = |directory: u32, files: u32| {
        for entry in fs::read_dir(dir.path()).unwrap() {
            fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(files)).unwrap();
        }
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(directory)).unwrap();
    };
    set(0o555, 0o444);
    let (mut store, view, problems) = open(dir.path(), "ada");
    assert!(problems.is_empty() && view.has_label("r1", "ok"));
    if let Mode::ReadOnly { reason, holder } = store.mode().clone() {
        assert!(reason.contains("cannot be written: "), "{reason}");
        assert_eq!((holder, store.append(label("r2", "ok")).unwrap_err().reason), (None, reason));
    }
    set(0o755, 0o644);
    assert!(store.take_over(&mut View::new()).unwrap().0, "it can be written again");
}

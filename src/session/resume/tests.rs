use std::sync::Arc;

use super::*;
use crate::session::open::Request;

fn rows(ids: &[&str]) -> String {
    ids.iter()
        .map(|id| {
            format!(
                "{{\"id\":\"{id}\",\"prompt\":\"p\",\"cot\":\"I think {id}.\",\"answer\":\"a\"}}\n"
            )
        })
        .collect()
}

fn session(path: &Path) -> Arc<Session> {
    session_of(path, "ada")
}

fn session_of(path: &Path, reviewer: &str) -> Arc<Session> {
    let labels = Some(path.with_extension("labels"));
    let paths = vec![path.to_string_lossy().into_owned()];
    let reviewer = Some(reviewer.to_owned());
    Session::begin(&Request { paths, labels, reviewer, ..Request::default() }).unwrap()
}

fn place(ordinal: usize, record: &str) -> Place {
    Place {
        record: record.into(),
        ordinal,
        hash: None,
        at: Some(Spot { field: Field::Cot, byte: 2, below: 1 }),
    }
}

fn state(place: Place) -> State {
    State {
        marks: [('a', place.clone())].into(),
        place: Some(place),
        query: "has:cot".into(),
        history: vec!["has:cot".into()],
        view: [("pane".to_owned(), "list".to_owned())].into(),
    }
}

#[test]
fn it_comes_back_also_after_the_file_was_moved_and_grew() {
    let dir = tempfile::tempdir().unwrap();
    let memory = Memory::new(dir.path().join("state/sessions"));
    let (old, new) = (dir.path().join("a.jsonl"), dir.path().join("b.jsonl"));
    fs::write(&old, rows(&["x", "y"])).unwrap();
    let before = session(&old);
    assert_eq!(memory.recall(&before), None);
    memory.remember(&before, state(place(1, "y"))).unwrap();
    fs::write(&new, rows(&["x", "y", "z"])).unwrap();
    for path in [&old, &new] {
        let session = session(path);
        let back = memory.recall(&session).unwrap();
        assert_eq!(session.locate(back.place.as_ref().unwrap()), Some(1));
        assert_eq!((back.query.as_str(), back.marks.len()), ("has:cot", 1));
    }
    assert_eq!(memory.fresh().recall(&before), None);
}

#[test]
fn a_record_is_found_by_number_id_and_text() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.jsonl");
    fs::write(&file, rows(&["x", "y", "z"])).unwrap();
    let open = session(&file);
    let hash = |ordinal: usize| Some(open.record(ordinal).unwrap().text_hash());
    let cases = [
        (Place { hash: hash(1), ..place(1, "y") }, Some(1)),
        (Place { hash: hash(1), ..place(0, "y") }, Some(1)),
        (Place { hash: hash(2), ..place(9, "renamed") }, Some(2)),
        (Place { hash: Some("edited".into()), ..place(1, "y") }, Some(1)),
        (Place { hash: Some("gone".into()), ..place(1, "gone") }, None),
        (place(7, "gone"), None),
    ];
    for (place, expected) in cases {
        assert_eq!(open.locate(&place), expected, "{place:?}");
    }
}

#[test]
fn what_is_damaged_or_newer_is_as_if_nothing_was_kept() {
    let dir = tempfile::tempdir().unwrap();
    let memory = Memory::new(dir.path().join("sessions"));
    let file = dir.path().join("a.jsonl");
    fs::write(&file, rows(&["x"])).unwrap();
    let open = session(&file);
    memory.remember(&open, state(place(0, "x"))).unwrap();
    let kept = memory.file(&open);
    let good = fs::read_to_string(&kept).unwrap();
    let half = &good[..good.len() / 2];
    let newer = good.replace("\"version\": 1", "\"version\": 2");
    for damaged in ["", "\0\0\0", "[]", half, newer.as_str()] {
        fs::write(&kept, damaged).unwrap();
        assert_eq!(memory.recall(&open), None, "{damaged}");
    }
    fs::write(&kept, good).unwrap();
    assert!(memory.recall(&open).is_some());
}

#[test]
fn the_first_version_is_read_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let kept = dir.path().join("old.json");
    fs::write(&kept, include_str!("../../../tests/data/formats/place-v1.json")).unwrap();
    let (state, owner) = wire::read(&kept).unwrap();
    assert_eq!(state.query, "clause:7");
    let spot = Spot { field: Field::Cot, byte: 120, below: 0 };
    assert_eq!(state.place.unwrap().at, Some(spot));
    assert_eq!(state.marks.keys().collect::<String>(), "ak");
    assert_eq!(owner.first.as_deref(), Some("0123456789abcdef0123456789abcdef"));
    assert_eq!(owner.reviewer, "");

    fs::write(&kept, include_str!("../../../tests/data/formats/tabs-v1.json")).unwrap();
    let open = Tabs::read(&kept).unwrap();
    assert_eq!((open.tabs.len(), open.at, open.reviewer.as_deref()), (2, 1, Some("ada")));
    assert_eq!(open.tabs[1].specs, [Path::new("/demo/harbour.md")]);
}

#[test]
fn two_reviewers_of_the_same_data_are_each_where_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let memory = Memory::new(dir.path().join("places"));
    let (file, moved) = (dir.path().join("a.jsonl"), dir.path().join("b.jsonl"));
    fs::write(&file, rows(&["x", "y"])).unwrap();
    fs::write(&moved, rows(&["x", "y"])).unwrap();
    memory.remember(&session_of(&file, "ada"), state(place(1, "y"))).unwrap();
    memory.remember(&session_of(&file, "kim"), state(place(0, "x"))).unwrap();
    for path in [&file, &moved] {
        for (who, record) in [("ada", Some("y")), ("kim", Some("x")), ("bo", None)] {
            let back = memory.recall(&session_of(path, who)).and_then(|state| state.place);
            assert_eq!(back.as_ref().map(|place| &*place.record), record, "{who} {path:?}");
        }
    }
}

#[test]
fn what_was_open_comes_back_unless_it_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let memory = Memory::new(dir.path().join("places"));
    assert_eq!(memory.tabs(), None);
    let tab = |path: &str| OpenTab { paths: vec![path.into()], specs: Vec::new() };
    let open = Tabs { tabs: vec![tab("/a"), tab("/b")], at: 1, follow: true, ..Tabs::default() };
    memory.remember_tabs(&open).unwrap();
    let back = memory.tabs().unwrap();
    assert_eq!((&back.tabs, back.at, back.follow), (&open.tabs, 1, true));
    fs::write(memory.tabs_file(), "{\"version\": 1").unwrap();
    assert_eq!(memory.tabs(), None);
}

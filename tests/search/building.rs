//! The index on disk: what is built, kept, extended, noticed.

use cotscope::search::{Index, State, Status};

use crate::corpus::{Ids, Records, built, chain, found, mixed};

#[test]
fn what_has_not_changed_is_not_built_again() {
    let (records, dir) = (mixed(), tempfile::tempdir().unwrap());
    assert_eq!(built(dir.path(), &records, None).1, State::Built);
    assert_eq!(built(dir.path(), &records, None).1, State::Fresh);
}

#[test]
fn appended_records_are_added_and_a_change_is_noticed() {
    let (mut records, dir) = (mixed(), tempfile::tempdir().unwrap());
    let ids = Ids(&["AS3"]);
    built(dir.path(), &records, Some(&ids));
    records.0.push(chain("new", "a ladder again, by AS3"));
    let (index, state) = built(dir.path(), &records, Some(&ids));
    assert_eq!((state, index.records()), (State::Refreshed, 6));
    assert_eq!(found(&index, &records, "cot:ladder"), ["r-1", "new"]);
    assert_eq!(found(&index, &records, "clause:as3"), ["r-1", "new"]);
    records.0[0].cot = "no more".into();
    let (index, state) = built(dir.path(), &records, Some(&ids));
    assert_eq!(state, State::Built);
    assert_eq!(found(&index, &records, "cot:ladder"), ["new"]);
}

#[test]
fn another_spec_makes_new_citations_and_leaves_the_words_alone() {
    let (records, dir) = (mixed(), tempfile::tempdir().unwrap());
    let (index, _) = built(dir.path(), &records, Some(&Ids(&["AS3"])));
    assert_eq!(found(&index, &records, "has:citation"), ["r-1"]);
    let (again, state) = built(dir.path(), &records, Some(&Ids(&["4.2"])));
    assert_eq!((state, again.dir()), (State::Refreshed, index.dir()));
    assert_eq!(found(&again, &records, "has:citation"), ["r-2"]);
    let (_, state) = built(dir.path(), &records, Some(&Ids(&["AS3"])));
    assert_eq!(state, State::Fresh, "the first spec's citations are still there");
}

#[test]
fn an_empty_source_has_an_index_too() {
    let dir = tempfile::tempdir().unwrap();
    let (index, _) = built(dir.path(), &Records::default(), None);
    assert_eq!((index.records(), index.searcher().records()), (0, 0));
}

#[test]
fn many_small_additions_do_not_pile_up_segments() {
    let (mut records, dir) = (Records::default(), tempfile::tempdir().unwrap());
    for n in 0..60 {
        records.0.push(chain(&format!("r{n}"), "key"));
        let (index, _) = built(dir.path(), &records, None);
        let files = std::fs::read_dir(index.dir()).unwrap().flatten();
        let segments = files.filter(|file| file.path().extension().is_some_and(|e| e == "idx"));
        assert!(segments.count() <= 48, "after {n} additions");
    }
    let (index, state) = built(dir.path(), &records, None);
    assert_eq!((state, found(&index, &records, "key").len()), (State::Fresh, 60));
    index.verify().unwrap();
}

#[test]
fn the_status_tells_what_there_is() {
    let (mut records, dir) = (mixed(), tempfile::tempdir().unwrap());
    let status = |records: &Records| Index::status(dir.path(), records, None);
    assert!(matches!(status(&records), Status::Missing));
    let (index, _) = built(dir.path(), &records, None);
    assert!(matches!(status(&records), Status::Fresh(_)));
    records.0.pop();
    assert!(matches!(status(&records), Status::Stale(_, reason) if reason.contains("changed")));
    std::fs::remove_file(index.dir().join("meta.json")).unwrap();
    assert!(matches!(status(&records), Status::Damaged(reason) if reason.contains("meta.json")));
}

//! Formats on disk: one sample of each version stays here for ever and can be read for ever.

use std::fs;
use std::path::Path;

use cotscope::label::event::Shown;
use cotscope::label::{Origin, Phase, View, What, read_log};
use cotscope::review::{Queue, Sampling};

fn sample(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formats").join(name)
}

#[test]
fn version_1_of_the_label_log() {
    let mut view = View::new();
    let problems = read_log(&sample("labels-v1.jsonl"), &mut view).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let kinds: Vec<_> = view.events().map(|(event, _)| event.what.kind().to_owned()).collect();
    assert_eq!(
        kinds.join(" "),
        "label label evidence flag note clause skip reveal adjudicate clear undo redo undo later"
    );
    let first = view.events().next().unwrap().0;
    assert_eq!((first.seq, &*first.reviewer, &*first.record), (1, "zoë", "run7.jsonl:12"));
    assert_eq!(first.time.to_string(), "2026-03-01T09:30:00Z");
    assert_eq!(first.phase, Phase::Answer);
    assert_eq!((&first.drawn.origin, first.drawn.probability), (&Origin::Stratified, Some(0.1)));
    let state = view.state("run7.jsonl:12", "zoë").unwrap();
    assert_eq!((&*state.labels[0].label, &*state.labels[0].codes[0]), ("deceptive", "overt"));
    assert_eq!((state.labels[0].evidence[0].start, state.labels[0].evidence[0].end), (3, 9));
    assert_eq!(state.note.as_deref(), Some("“quoted”,\n\\ and é"));
    assert_eq!((state.flags.len(), state.clauses.len(), state.decisions.len()), (1, 1, 1));
    let kept = view.kept("run7.jsonl:12", "zoë").unwrap();
    assert_eq!(kept.shown, [Shown::Judge, Shown::Others, Shown::Suggestions]);
    let later = view.events().last().unwrap().0;
    assert!(matches!(&later.what, What::Other { kind } if &**kind == "later"));
    assert_eq!(view.steps("zoë").1, 1);
    assert!(view.state("run7.jsonl:13", "zoë").unwrap().skipped);
    assert_eq!(view.redo("zoë").unwrap().what, What::Redo { act: "zoë-10-0000002a".into() });
}

#[test]
fn version_1_of_the_queue() {
    let path = sample("queue-v1.json");
    let queue = Queue::read(&path).unwrap();
    assert_eq!((queue.version, queue.seed, queue.items.len()), (1, 42, 6));
    assert_eq!((queue.design.sampling, queue.design.shared), (Sampling::Stratified, 2));
    assert_eq!(queue.design.reviewers, ["ada", "zoë"]);
    assert_eq!((queue.frame.records, queue.frame.strata[0].size), (40, 4));
    assert_eq!(queue.to_text(), fs::read_to_string(path).unwrap());
    // The same queue, name and order for ever.
    assert_eq!(queue.id(), "q-2aaa83b71751f58c");
    let order: Vec<_> = queue.of_reviewer("zoë").iter().map(|item| item.record.as_str()).collect();
    assert_eq!(order, ["run7.jsonl:37", "run7.jsonl:0", "run7.jsonl:19", "run7.jsonl:36"]);
}

//! Files that are no data: what is said of them, and that nobody is offered them.

use crate::support::{Home, repository};

const ROW: &str = "{\"id\":\"r1\",\"prompt\":\"p\",\"cot\":\"I'll make a number up for the missing week. \
    Nobody will ever compare the two tables.\",\"answer\":\"a\"}\n";

/// A picture's first bytes, and some that no text has.
fn noise(first: &[u8]) -> Vec<u8> {
    let mixed = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8);
    first.iter().copied().chain(mixed).collect()
}

fn home() -> Home {
    let home = Home::new();
    home.file("run.jsonl", ROW);
    assert_eq!(home.run(&["sample", "run.jsonl", "--n", "1", "-o", "q.json"]).code, 0);
    home.file("labels.csv", "record,label,reviewer\nr1,deceptive,tester\n");
    assert_eq!(home.run(&["label", "import", "labels.csv", "run.jsonl"]).code, 0);
    let events = home.run(&["label", "export", "run.jsonl"]).out;
    home.file("events.jsonl", events);
    let suggested = home.run(&["detect", "run.jsonl", "--json"]);
    assert_eq!(suggested.code, 0);
    home.file("suggested.jsonl", suggested.out);
    home
}

#[test]
fn what_is_no_data_is_named_with_what_it_is_for() {
    let home = home();
    let readme = std::fs::read(repository("README.md")).unwrap();
    home.file("README.md", &readme);
    home.file("readme.jsonl", &readme);
    home.file("picture.png", noise(b"\x89PNG\r\n"));
    home.file("picture.jsonl", noise(b"\x89PNG\r\n"));
    home.file("noise", noise(b""));
    home.file("notes.txt", "buy bread\nand milk\n");
    for (file, said) in [
        ("q.json", &["is a review queue", "cotscope --queue q.json"][..]),
        ("events.jsonl", &["holds labels", "cotscope label import events.jsonl"]),
        ("labels.csv", &["holds labels", "cotscope label import labels.csv"]),
        ("run.jsonl.labels/tester.jsonl", &["holds labels"]),
        ("suggested.jsonl", &["holds suggestions", "[detectors]"]),
        ("README.md", &["is Markdown", "--spec FILE"]),
        ("readme.jsonl", &["no record found", "is it the right file?"]),
        ("picture.png", &["is a picture", "expected JSON lines"]),
        ("picture.jsonl", &["is a picture", "expected JSON lines"]),
        ("noise", &["is a binary file", "expected JSON lines"]),
        ("notes.txt", &["is not JSON", "expected JSON lines"]),
    ] {
        for command in [&["search", "x", file][..], &["search", "x", file, "--scan"], &[file]] {
            if command.len() == 1 && file == "readme.jsonl" {
                continue; // the screen opens and shows its problems
            }
            let done = home.run(command);
            if command.len() > 1 || done.code != 2 {
                assert_eq!(done.code, 65, "{command:?}: {}", done.err);
                for text in said {
                    assert!(done.err.contains(text), "{command:?}: no {text:?} in {}", done.err);
                }
                assert!(!done.err.contains("--map"), "{command:?}: {}", done.err);
            }
        }
    }
}

#[test]
fn what_the_program_wrote_itself_is_not_offered_as_data() {
    let home = home();
    assert_eq!(home.run(&["init"]).code, 0);
    let text = std::fs::read_to_string(home.path("cotscope.toml")).unwrap();
    assert!(text.contains("datasets = [\n    \"run.jsonl\",\n]"), "{text}");
}

#[test]
fn a_directory_with_such_files_in_it_opens_with_the_data_alone() {
    let home = home();
    let done = home.run(&["search", "*", ".", "--count"]);
    assert_eq!((done.code, done.out.as_str()), (0, "1\n"), "{}", done.err);
    assert!(done.err.contains("q.json: left out: is a review queue"), "{}", done.err);
}

#[test]
fn a_dash_is_standard_output() {
    let home = home();
    let export = ["export", "run.jsonl", "--query", "*"];
    let sample = ["sample", "run.jsonl", "--n", "1", "--seed", "3"];
    for command in [&export[..], &["report", "run.jsonl"], &sample] {
        let open = home.run(command);
        let dashed = home.run(&[command, &["-o", "-"]].concat());
        assert_eq!((open.code, dashed.code), (0, 0), "{command:?}: {}", dashed.err);
        assert!(open.out.lines().count() > 0, "{command:?}");
        assert_eq!(open.out.lines().count(), dashed.out.lines().count(), "{command:?}");
        assert!(!home.path("-").exists(), "{command:?}");
    }
    home.file("more.jsonl", [ROW, &ROW.replace("r1", "r2")].concat());
    let drawn = ["sample", "more.jsonl", "--n", "1", "-o", "m.json"];
    assert_eq!(home.run(&drawn).code, 0);
    let before = std::fs::read(home.path("m.json")).unwrap();
    let extend = ["sample", "more.jsonl", "--n", "1", "--extend", "m.json"];
    let refused = home.run(&[&extend[..], &["--readonly"]].concat());
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert_eq!(home.run(&[&extend[..], &["-o", "-"]].concat()).code, 0);
    assert_eq!(std::fs::read(home.path("m.json")).unwrap(), before, "the queue stays as it was");
}

#[test]
fn a_misspelt_path_leads_to_no_other_labels() {
    let home = home();
    for command in [
        &["label", "import", "labels.csv", "rum.jsonl"][..],
        &["label", "export", "rum.jsonl"],
        &["label", "log", "rum.jsonl"],
        &["label", "undo", "rum.jsonl"],
    ] {
        let done = home.run(command);
        assert_eq!(done.code, 66, "{command:?}: {}", done.err);
        assert!(done.err.contains("rum.jsonl: no such file"), "{}", done.err);
    }
    std::fs::remove_file(home.path("run.jsonl")).unwrap();
    let outlived = home.run(&["label", "export", "run.jsonl"]);
    assert_eq!(outlived.code, 0, "labels outlive their data: {}", outlived.err);
    assert!(outlived.out.contains("\"r1\""), "{}", outlived.out);
}

#[test]
fn files_that_share_ids_say_what_becomes_of_their_labels() {
    let home = home();
    home.file("again.jsonl", ROW);
    let both = home.run(&["search", "*", "run.jsonl", "again.jsonl", "-l"]);
    assert!(both.err.contains("each is called FILE/ID here"), "{}", both.err);
    let one = home.run(&["search", "*", "run.jsonl", "-l"]);
    assert!(!one.err.contains("FILE/ID"), "{}", one.err);
}

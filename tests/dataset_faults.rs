//! Hostile and broken input, injected for real: what is good loads, what is not is reported with its
//! place, and nothing panics, hangs or fills memory.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use cotscope::{
    dataset::{Dataset, Limits, OpenError, OpenOptions, ReadError, plan, unheard},
    problem::{Problem, Severity},
};
use tempfile::TempDir;

fn options(directory: &Path) -> OpenOptions {
    OpenOptions { cache_dir: directory.join(".cache"), ..OpenOptions::default() }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn try_open(path: &Path, options: OpenOptions) -> Result<Dataset, OpenError> {
    Dataset::open(&[text(path)], options, &mut unheard)
}

/// A directory with one file in it.
fn with(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    fs::write(&path, bytes).unwrap();
    (directory, path)
}

fn open(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, Dataset) {
    let (directory, path) = with(name, bytes);
    let dataset = try_open(&path, options(directory.path())).unwrap();
    (directory, dataset)
}

fn ids(dataset: &Dataset) -> Vec<String> {
    dataset.records().map(|record| record.unwrap().id).collect()
}

fn row(id: usize) -> String {
    format!("{{\"id\": \"r{id}\", \"prompt\": \"p\", \"cot\": \"c{id}\", \"answer\": \"a\"}}\n")
}

fn rows(count: usize) -> String {
    (0..count).map(row).collect()
}

fn found<'p>(problems: &'p [Problem], part: &str) -> &'p Problem {
    let one = problems.iter().find(|problem| problem.message.contains(part));
    one.unwrap_or_else(|| panic!("no problem says {part:?}: {problems:#?}"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn wrong_bytes_are_replaced_and_counted() {
    let mut bytes = row(1).into_bytes();
    bytes.extend(b"{\"id\": \"r2\", \"prompt\": \"p\xff\xfe\", \"cot\": \"half \\ud83d pair\", \"answer\": null}\n");
    bytes.extend(b"{\"id\": \"r3\", \"prompt\": \"p\", \"cot\": NaN, \"answer\": \"a\", \"answer\": \"b\"}\n");
    let (_directory, dataset) = open("x.jsonl", bytes);
    assert_eq!(ids(&dataset), ["r1", "r2", "r3"]);
    let record = dataset.record(1).unwrap();
    assert_eq!(
        (record.prompt.as_str(), record.cot.as_str()),
        ("p\u{fffd}\u{fffd}", "half \u{fffd} pair")
    );
    assert_eq!(dataset.record(2).unwrap().answer, "b");
    let problems = dataset.problems();
    assert_eq!(found(problems, "2 places are not UTF-8").severity, Severity::Repaired);
    assert_eq!(found(problems, "lone surrogate").place.line, Some(2));
    assert_eq!(found(problems, "NaN").severity, Severity::Warning);
    assert!(found(problems, "`answer`").message.contains("more than once"));
}

#[test]
fn a_long_line_loads_and_an_endless_one_is_set_aside() {
    let long = format!(
        "{{\"id\": \"long\", \"prompt\": \"p\", \"cot\": \"{}\", \"answer\": \"a\"}}\n",
        "word ".repeat(4 << 20)
    );
    let (_directory, dataset) = open("x.jsonl", row(1) + &long + &row(2));
    assert_eq!(ids(&dataset), ["r1", "long", "r2"]);
    assert_eq!(dataset.record(1).unwrap().cot.len(), (20 << 20) - 1);

    let (directory, path) = with("x.jsonl", row(1) + &long + &row(2));
    let limits = Limits { max_line: 1 << 20, ..Limits::default() };
    let dataset = try_open(&path, OpenOptions { limits, ..options(directory.path()) }).unwrap();
    assert_eq!(ids(&dataset), ["r1", "r2"]);
    let problem = found(dataset.problems(), "max_line");
    assert_eq!((problem.severity, problem.place.line), (Severity::SetAside, Some(2)));
}

#[test]
fn bad_json_costs_its_own_row() {
    let deep = format!(
        "{{\"id\": \"deep\", \"prompt\": {}{}}}\n",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let long_id = "{\"id\": 123456789012345678901234567890, \"prompt\": \"p\", \"cot\": \"c\", \"answer\": \"a\"}\n";
    let bytes = row(1)
        + &deep
        + "{\"id\": \"broken\", \"prompt\": \"p}\n"
        + long_id
        + "[1, 2]\nnonsense\n"
        + &row(2)
        + "{\"id\": \"cut\", \"pro";
    let (_directory, dataset) = open("x.jsonl", bytes);
    assert_eq!(ids(&dataset), ["r1", "123456789012345678901234567890", "r2"]);
    let problems = dataset.problems();
    let places: Vec<(Option<u64>, Severity)> =
        problems.iter().map(|problem| (problem.place.line, problem.severity)).collect();
    let aside = Severity::SetAside;
    assert_eq!(
        places,
        [
            (Some(2), aside),
            (Some(3), aside),
            (Some(5), aside),
            (Some(6), aside),
            (Some(8), Severity::Incomplete)
        ]
    );
    assert!(problems[0].message.contains("deeper"));
    assert!(problems[1].place.byte.is_some());
    assert_eq!(dataset.find("123456789012345678901234567890"), Some(1));
}

#[test]
fn rows_by_id_load_when_the_first_of_them_is_damaged() {
    let members: Vec<String> =
        (1..5).map(|id| format!("\"k{id}\": {}", row(id).trim_end())).collect();
    let text = format!("{{\"k0\": {{\"\0\0answer\": \"a\"}}, {}}}", members.join(", "));
    let (_directory, dataset) = open("byid.json", text);
    assert_eq!(ids(&dataset)[1..], ["r1", "r2", "r3", "r4"].map(str::to_owned));
}

#[test]
fn a_large_file_is_checked_quickly_and_told_when_read() {
    let (directory, path) = with(
        "x.jsonl",
        rows(50)
            + "{\"id\": \"odd\", \"prompt\": 01, \"cot\": \"c\"}\n{\"id\": \"open\", \"prompt\": \"\n"
            + &row(99),
    );
    let limits = Limits { validate_below: 10, ..Limits::default() };
    let dataset = try_open(&path, OpenOptions { limits, ..options(directory.path()) }).unwrap();
    assert_eq!(dataset.len(), 52);
    assert_eq!(found(dataset.problems(), "not valid JSON").place.line, Some(52));
    let odd = dataset.find("odd").unwrap();
    assert!(
        matches!(dataset.record(odd), Err(ReadError::Unreadable(problem)) if problem.place.line == Some(51))
    );
    assert_eq!(dataset.records().filter(Result::is_ok).count(), 51);
    assert_eq!(dataset.record(51).unwrap().id, "r99");
    assert_eq!(dataset.cot_len(0), Some(2));
}

#[test]
fn nothing_usable_says_what_was_expected() {
    for (name, bytes, part) in [
        ("only-bad.jsonl", "nonsense\nmore\n", "not valid JSON"),
        ("unknown.jsonl", "{\"alpha\": 1, \"beta\": 2}\n", "alpha"),
        ("empty.json", "[]", "no record"),
    ] {
        let (_directory, dataset) = open(name, bytes);
        let error = dataset.usable().unwrap_err();
        assert_eq!(error.exit_code(), 65, "{name}");
        let all = format!("{error} {:?}", error.fix);
        assert!(
            all.contains(part) || part == "no record" && error.what.contains(part),
            "{name}: {all}"
        );
        assert!(error.fix.is_some(), "{name}");
    }
    let (directory, path) = with("empty.jsonl", "");
    let error = try_open(&path, options(directory.path())).unwrap_err();
    assert_eq!((error.exit_code(), error.what.as_str()), (65, "is empty"));
    assert!(error.fix.unwrap().contains("JSON lines"));
    let (directory, path) = with("notes.md", "# Notes\n\nnothing here\n");
    assert_eq!(try_open(&path, options(directory.path())).unwrap_err().exit_code(), 65);
    fs::remove_file(&path).unwrap();
    let error = try_open(directory.path(), options(directory.path())).unwrap_err();
    assert_eq!(error.exit_code(), 66);
    let error = try_open(&path, options(directory.path())).unwrap_err();
    assert_eq!(error.exit_code(), 66);
}

#[test]
fn bombs_stop_at_a_named_limit() {
    let zeros = vec![b' '; 90 << 20];
    let mut bomb = rows(3).into_bytes();
    bomb.extend(&zeros);
    for (name, packed, limit) in [
        ("bomb.jsonl.gz", gzip(&bomb), "max_ratio"),
        ("bomb.jsonl.zst", zstd::encode_all(&bomb[..], 1).unwrap(), "max_ratio"),
    ] {
        let (_directory, dataset) = open(name, packed);
        assert_eq!(ids(&dataset), ["r0", "r1", "r2"], "{name}");
        let problem = found(dataset.problems(), limit);
        assert_eq!(problem.severity, Severity::Incomplete);
    }
    let limits = Limits { max_decompressed: 1000, ..Limits::default() };
    let (directory, path) = with("much.jsonl.gz", gzip(rows(1000).as_bytes()));
    let dataset = try_open(&path, OpenOptions { limits, ..options(directory.path()) }).unwrap();
    found(dataset.problems(), "max_decompressed");

    let mut wide = zstd::Encoder::new(Vec::new(), 1).unwrap();
    wide.window_log(24).unwrap();
    wide.write_all(rows(10).as_bytes()).unwrap();
    let (directory, path) = with("wide.jsonl.zst", wide.finish().unwrap());
    let limits = Limits { zstd_window_log: 20, ..Limits::default() };
    let outcome = try_open(&path, OpenOptions { limits, ..options(directory.path()) });
    let said = match outcome {
        Ok(dataset) => format!("{:?}", dataset.problems()),
        Err(error) => format!("{error:?}"),
    };
    assert!(said.contains("zstd_window_log"), "{said}");
}

#[test]
fn damaged_packing_keeps_whole_records() {
    // Ids that do not repeat keep the packers from making one block of it all.
    let plain: String = (0..20_000)
        .map(|one: u64| row(usize::try_from(one * 2_654_435_761 % 1_000_003).unwrap()))
        .collect();
    for (name, packed) in [
        ("x.jsonl.gz", gzip(plain.as_bytes())),
        ("x.jsonl.zst", zstd::encode_all(plain.as_bytes(), 3).unwrap()),
    ] {
        let (_directory, dataset) = open(name, &packed[..packed.len() / 2]);
        assert!(!dataset.is_empty(), "{name}");
        assert_eq!(dataset.len(), dataset.records().flatten().count(), "{name}");
        assert_eq!(found(dataset.problems(), "source incomplete").severity, Severity::Incomplete);
    }
    for name in ["x.jsonl.gz", "x.zst", "x.eval", "x.parquet", "x.zip"] {
        let magic: &[u8] = match name {
            "x.jsonl.gz" => &[0x1f, 0x8b],
            "x.zst" => &[0x28, 0xb5, 0x2f, 0xfd],
            "x.parquet" => b"PAR1",
            _ => b"PK\x03\x04",
        };
        let garbage: Vec<u8> =
            magic.iter().copied().chain((0..4000_u32).map(|one| (one * 31 % 251) as u8)).collect();
        let (directory, path) = with(name, garbage);
        match try_open(&path, options(directory.path())) {
            Ok(dataset) => {
                assert_eq!(dataset.len(), 0, "{name}");
                assert!(!dataset.problems().is_empty(), "{name}");
                assert_eq!(dataset.usable().unwrap_err().exit_code(), 65, "{name}");
            }
            Err(error) => assert_eq!(error.exit_code(), 65, "{name}: {error:?}"),
        }
    }
}

const HEADER: &[u8] =
    br#"{"version": 2, "status": "success", "eval": {"task": "t", "model": "m"}}"#;

fn sample(id: usize) -> String {
    format!(
        r#"{{"id": {id}, "epoch": 1, "input": "p", "messages": [{{"role": "user", "content": "p"}}, {{"role": "assistant", "content": [{{"type": "reasoning", "reasoning": "c"}}, {{"type": "text", "text": "a"}}]}}], "scores": {{"match": {{"value": "C", "explanation": "e"}}}}}}"#
    )
}

#[test]
fn hostile_members_are_refused_and_nothing_is_written() {
    let good = sample(1);
    let archive = zip(&[
        ("header.json", HEADER),
        ("../../escaped.json", b"{}"),
        ("/tmp/absolute.json", b"{}"),
        ("samples/../../x.json", b"{}"),
        ("samples/1_epoch_1.json", good.as_bytes()),
    ]);
    let (directory, dataset) = open("log.eval", archive);
    assert_eq!(ids(&dataset), ["1"]);
    let record = dataset.record(0).unwrap();
    assert_eq!((record.cot.as_str(), record.answer.as_str()), ("c", "a"));
    assert_eq!(record.judges["match"], "C");
    assert_eq!(record.origin.member.as_deref(), Some("samples/1_epoch_1.json"));
    let refused = dataset.problems().iter().filter(|one| one.message.contains("leads out")).count();
    assert_eq!(refused, 3);
    let mut names: Vec<_> =
        fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".cache", "log.eval"]);
    assert!(!directory.path().parent().unwrap().join("escaped.json").exists());
}

#[test]
fn an_archive_with_very_many_members_is_bounded() {
    let names: Vec<String> = (0..3000).map(|one| format!("other/{one}.json")).collect();
    let good = sample(1);
    let mut members: Vec<(&str, &[u8])> =
        vec![("header.json", HEADER), ("samples/1_epoch_1.json", good.as_bytes())];
    members.extend(names.iter().map(|name| (name.as_str(), &b"{}"[..])));
    let (directory, path) = with("log.eval", zip(&members));
    let limits = Limits { max_members: 100, ..Limits::default() };
    let dataset = try_open(&path, OpenOptions { limits, ..options(directory.path()) }).unwrap();
    assert_eq!(dataset.len(), 1);
    found(dataset.problems(), "max_members");
}

#[test]
fn a_damaged_member_costs_one_sample() {
    let (one, two) = (sample(1), sample(2));
    let mut archive = zip(&[
        ("header.json", HEADER),
        ("samples/1_epoch_1.json", one.as_bytes()),
        ("samples/2_epoch_1.json", two.as_bytes()),
    ]);
    let at = archive.windows(22).position(|window| window == b"samples/1_epoch_1.json").unwrap();
    archive[at + 40] ^= 0xff;
    let (_directory, dataset) = open("log.eval", archive);
    assert_eq!(ids(&dataset), ["2"]);
    assert_eq!(dataset.problems()[0].place.member.as_deref(), Some("samples/1_epoch_1.json"));
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_loops_do_not_hang() {
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("pipe.jsonl");
    if !Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
        return;
    }
    let error = try_open(&pipe, options(directory.path())).unwrap_err();
    assert_eq!(error.exit_code(), 65);
    assert!(error.what.contains("named pipe") && error.fix.unwrap().contains("cotscope -"));
    let error = try_open(Path::new("/dev/zero"), options(directory.path())).unwrap_err();
    assert!(error.what.contains("a device"));

    let inner = directory.path().join("inner");
    fs::create_dir(&inner).unwrap();
    std::os::unix::fs::symlink(directory.path(), inner.join("loop")).unwrap();
    fs::write(inner.join("x.jsonl"), rows(2)).unwrap();
    fs::write(inner.join("readme.md"), "text").unwrap();
    let dataset = try_open(directory.path(), options(directory.path())).unwrap();
    assert_eq!(ids(&dataset), ["r0", "r1"]);
    let problems = dataset.problems();
    found(problems, "named pipe");
    found(problems, "leads back");
    assert!(found(problems, "not a data file").message.contains("inner/readme.md"));
}

#[test]
fn a_directory_and_a_pattern_are_one_dataset_in_the_order_of_names() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["b/2.jsonl", "a/1.jsonl", "a/c/3.jsonl"] {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, row(1) + "{\"prompt\": \"p\", \"cot\": \"c\"}\n").unwrap();
    }
    let dataset = try_open(directory.path(), options(directory.path())).unwrap();
    let expected = ["a/1/r1", "a/1.jsonl:2", "a/c/3/r1", "a/c/3.jsonl:2", "b/2/r1", "b/2.jsonl:2"];
    assert_eq!(ids(&dataset), expected);
    let pattern = directory.path().join("a/*.jsonl");
    assert_eq!(ids(&try_open(&pattern, options(directory.path())).unwrap()), ["r1", "1.jsonl:2"]);
    let nothing = directory.path().join("a/*.csv");
    assert_eq!(plan(&[text(&nothing)], options(directory.path())).unwrap_err().exit_code(), 66);
}

#[test]
fn repeated_ids_are_kept_apart_and_reported() {
    let (_directory, dataset) = open("x.jsonl", row(1) + &row(2) + &row(1) + &row(1));
    assert_eq!(ids(&dataset), ["r1", "r2", "r1#2", "r1#3"]);
    assert_eq!(dataset.find("r1#3"), Some(3));
    found(dataset.problems(), "r1#2");
}

#[test]
fn an_edit_on_disk_is_noticed() {
    let (_directory, dataset) = open("x.jsonl", rows(3));
    let path = PathBuf::from(&dataset.sources()[0].path);
    let before = dataset.fingerprint();
    let edited = rows(3).replace("c1", "C1");
    fs::write(&path, &edited).unwrap();
    assert_eq!(dataset.record(0).unwrap().id, "r0");
    assert!(matches!(dataset.record(1), Err(ReadError::Changed(_))));
    assert_eq!(dataset.records().filter(Result::is_ok).count(), 2);
    fs::write(&path, &edited[..20]).unwrap();
    assert!(matches!(dataset.record(2), Err(ReadError::Changed(_))));
    assert_eq!(dataset.changed_sources().len(), 1);
    fs::remove_file(&path).unwrap();
    assert!(matches!(dataset.record(0), Err(ReadError::Changed(_))));
    assert_eq!(dataset.fingerprint(), before);
    let (_directory, again) = open("x.jsonl", edited);
    assert_ne!(again.fingerprint(), before);
}

#[test]
fn a_growing_file_is_followed() {
    let (directory, path) = with("x.jsonl", rows(2) + "{\"id\": \"half");
    let following = OpenOptions { follow: true, ..options(directory.path()) };
    let mut dataset = try_open(&path, following).unwrap();
    assert_eq!((dataset.len(), dataset.problem_count()), (2, 0));
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(b"\", \"prompt\": \"p\", \"cot\": \"c\", \"answer\": \"a\"}\n").unwrap();
    file.write_all(row(7).as_bytes()).unwrap();
    let mut scanner = dataset.follow().unwrap().unwrap();
    while let Some(chunk) = scanner.next_chunk(&mut unheard).unwrap() {
        dataset.push(chunk);
    }
    assert_eq!(ids(&dataset), ["r0", "r1", "half", "r7"]);
    assert_eq!(dataset.record(2).unwrap().origin.line, 3);
    let mut scanner = dataset.follow().unwrap().unwrap();
    while let Some(chunk) = scanner.next_chunk(&mut unheard).unwrap() {
        dataset.push(chunk);
    }
    assert_eq!(dataset.len(), 4);
}

#[test]
fn strict_refuses_and_cancelling_stops() {
    let (directory, path) = with("x.jsonl", row(1) + "broken\n");
    let error =
        try_open(&path, OpenOptions { strict: true, ..options(directory.path()) }).unwrap_err();
    assert_eq!((error.exit_code(), error.place.line), (65, Some(2)));
    let mut stop = |_| std::ops::ControlFlow::Break(());
    let error = Dataset::open(&[text(&path)], options(directory.path()), &mut stop).unwrap_err();
    assert_eq!(error.exit_code(), 130);
}

#[test]
fn a_copy_in_the_cache_is_used_again_and_made_anew_after_an_edit() {
    let (directory, path) = with("x.jsonl.gz", gzip(rows(3).as_bytes()));
    let open = || try_open(&path, options(directory.path())).unwrap();
    let copies = || fs::read_dir(directory.path().join(".cache/rows")).unwrap().count();
    assert_eq!((open().len(), copies()), (3, 2));
    assert_eq!((open().len(), copies()), (3, 2));
    fs::write(&path, gzip(rows(4).as_bytes())).unwrap();
    assert_eq!((open().len(), copies()), (4, 4));
    for entry in fs::read_dir(directory.path().join(".cache/rows")).unwrap() {
        fs::write(entry.unwrap().path(), "damaged").unwrap();
    }
    assert_eq!(open().len(), 4);
}

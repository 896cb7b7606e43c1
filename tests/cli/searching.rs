//! `search` and `index`: what is found, in which order, from an index that follows the data.

use crate::support::Home;

/// A row with an id, a chain and a category.
fn row(id: usize, cot: &str) -> String {
    let category = ["tools", "keys"][id % 2];
    format!(
        "{{\"id\":\"r{id}\",\"prompt\":\"p\",\"cot\":\"{cot}\",\"answer\":\"a\",\"category\":\"{category}\"}}\n"
    )
}

fn state(home: &Home, file: &str) -> serde_json::Value {
    let done = home.run(&["index", file, "--json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    serde_json::from_str::<serde_json::Value>(&done.out).unwrap()["state"].clone()
}

#[test]
fn appended_rows_are_added_to_the_index_and_a_changed_row_rebuilds_it() {
    let home = Home::new();
    let rows = [row(1, "one ladder"), row(2, "two")].concat();
    let file = home.file("run.jsonl", &rows);
    assert_eq!(state(&home, &file), "built");
    assert_eq!(state(&home, &file), "fresh");
    home.file("run.jsonl", [rows.clone(), row(3, "another ladder")].concat());
    assert_eq!(state(&home, &file), "refreshed");
    assert_eq!(home.run(&["search", "ladder", &file, "-l"]).out, "r1\nr3\n");
    home.file("run.jsonl", [row(1, "no more"), row(2, "two"), row(3, "another ladder")].concat());
    assert_eq!(state(&home, &file), "built");
    assert_eq!(home.run(&["search", "ladder", &file, "-l"]).out, "r3\n");
}

#[test]
fn a_misspelt_name_is_told_with_the_likely_one() {
    let home = Home::new();
    let file = home.file("run.jsonl", row(1, "one ladder"));
    let spec = home.file("rules.md", "# Rules\n\n- AS1: Be honest about files.\n");
    for (query, wanted) in [
        ("categry:tools", "no record has a field called categry; did you mean  category:tools"),
        ("clause:AS2", "no spec has a clause called AS2; did you mean  clause:AS1"),
        ("label:decptive", "there is no label called decptive; did you mean  label:deceptive"),
    ] {
        for scan in [&[][..], &["--scan"]] {
            let done = home.run(&[&["search", query, &file, "--spec", &spec][..], scan].concat());
            assert_eq!((done.code, done.out.as_str()), (1, ""), "{query}");
            assert!(done.err.contains(wanted), "{query} {scan:?}: {}", done.err);
        }
    }
}

#[test]
fn years_are_dates_where_the_field_has_dates_and_names_have_no_range() {
    let home = Home::new();
    let row = |id: u32, date: &str, year: u32| {
        format!(
            "{{\"id\":\"{id}\",\"prompt\":\"p\",\"cot\":\"c\",\"answer\":\"a\",\"date\":\"{date}\",\"year\":{year},\"judge\":{{\"care\":{id}}}}}\n"
        )
    };
    let rows = [
        row(1, "2025-11-03", 2025),
        row(2, "2026-02-01T10:00:00Z", 2026),
        row(3, "2027-06-30", 2027),
    ];
    let file = home.file("run.jsonl", rows.concat());
    for (query, ids) in [
        ("date:>2026", "3\n"),
        ("date:>=2026", "2\n3\n"),
        ("date:<2026", "1\n"),
        ("date:<=2026", "1\n2\n"),
        ("date:[2026 TO 2027]", "2\n3\n"),
        ("date:[2026 TO 2027-05]", "2\n"),
        ("date:2025..2026", "1\n2\n"),
        ("NOT date:>2025", "1\n"),
        ("year:>2026", "3\n"),
        ("year:[2025 TO 2026]", "1\n2\n"),
        ("NOT year:<2027", "3\n"),
    ] {
        for scan in [&[][..], &["--scan"]] {
            let done = home.run(&[&["search", query, &file, "-l"][..], scan].concat());
            assert_eq!(done.out, ids, "{query} {scan:?}: {}", done.err);
        }
    }
    for (query, said) in [
        ("id:[1 TO 3]", "names, which have no range"),
        ("id:>1", "names, which have no range"),
        ("label:>1", "names, which have no range"),
        ("judge.*:>1", "did you mean  judge.NAME:>1"),
        ("score.*:>1", "a field is named whole"),
    ] {
        let done = home.run(&["search", query, &file]);
        assert_eq!(done.code, 2, "{query}: {}", done.err);
        assert!(done.err.contains(said), "{query}: {}", done.err);
    }
}

#[test]
fn a_field_to_sort_by_or_to_count_that_nothing_has_is_told() {
    let home = Home::new();
    let file = home.file("run.jsonl", row(1, "one ladder"));
    for (option, wanted) in [
        (["--facet", "categry"], "no record has a field called categry; did you mean  category"),
        (["--sort", "judge.care"], "no record has a number in judge.care"),
        (["--sort", "category"], "no record has a number in category"),
    ] {
        for scan in [&[][..], &["--scan"]] {
            let done = home.run(&[&["search", "*", &file][..], &option, scan].concat());
            assert!(done.err.contains(wanted), "{option:?} {scan:?}: {}", done.err);
        }
    }
    for field in ["category", "label", "clause", "cite"] {
        let done = home.run(&["search", "*", &file, "--facet", field]);
        assert_eq!(done.err, "", "{field}");
    }
}

/// The lines that a search prints.
fn lines(home: &Home, words: &[&str]) -> Vec<String> {
    let done = home.run(&[&["search"], words].concat());
    assert!(done.code < 2, "{words:?}: {}", done.err);
    done.out.lines().map(str::to_owned).collect()
}

#[test]
fn a_scan_gives_the_same_records_orders_counts_and_facets_as_the_index() {
    let home = Home::new();
    let rows = [
        row(1, "By AS1 the key stays here."),
        row(2, "No key, AS1 and AS1 again say so, at some length."),
        row(3, "The ladder."),
        row(4, "key"),
    ];
    let file = home.file("run.jsonl", rows.concat());
    let spec = home.file("rules.md", "# Rules\n\n- AS1: Be honest about files.\n");
    home.run(&[
        "label",
        "import",
        &home.file("l.csv", "record,label,reviewer\nr1,deceptive,kim\nr4,ok,kim\n"),
        &file,
    ]);
    let options: [&[&str]; 11] = [
        &["-l", "--sort", "position"],
        &["-l", "--sort", "length"],
        &["-l", "--sort", "-length"],
        &["-l", "--sort", "citations"],
        &["--count"],
        &["--count", "--json"],
        &["--facet", "category"],
        &["--facet", "clause"],
        &["--facet", "cite", "--json"],
        &["--facet", "label"],
        &["-C", "1", "--sort", "position"],
    ];
    for query in ["key", "*", "clause:AS1", "label:*", "category:tools NOT ladder"] {
        for option in options {
            let words = [&[query, &file, "--spec", &spec], option].concat();
            let scanned = lines(&home, &[&words[..], &["--scan"]].concat());
            assert_eq!(scanned, lines(&home, &words), "{words:?}");
        }
    }
    assert_eq!(lines(&home, &["label:deceptive", &file, "-l", "--scan"]), ["r1"]);
    assert_eq!(lines(&home, &["*", &file, "--facet", "label"]), ["deceptive\t1", "ok\t1"]);
    assert_eq!(lines(&home, &["key", &file, "-l", "--scan", "--limit", "1"]), ["r1"]);
}

#[test]
fn standard_input_is_scanned_without_an_index() {
    let home = Home::new();
    let rows = [row(1, "one ladder"), row(2, "two"), row(3, "ladder")].concat();
    let done = home.run_with(&["search", "ladder", "-", "--scan", "-l"], rows.as_bytes());
    assert_eq!((done.code, done.out.as_str()), (0, "r1\nr3\n"), "{}", done.err);
    assert!(!home.path("cache/cotscope/index").exists());
}

#[test]
fn context_is_shown_as_a_grep_does() {
    let home = Home::new();
    let file = home.file("run.jsonl", row(1, "a\\nb\\nkey\\nc\\nd\\ne\\nkey"));
    let wanted = ["r1-cot-2-b", "r1:cot:3:key", "--", "r1-cot-6-e", "r1:cot:7:key"];
    assert_eq!(lines(&home, &["key", &file, "-B", "1"]), wanted);
    let wanted = ["r1:cot:3:key", "r1-cot-4-c", "--", "r1:cot:7:key"];
    assert_eq!(lines(&home, &["key", &file, "-A", "1"]), wanted);
}

#[test]
fn a_quick_count_notices_whatever_happens_to_the_file() {
    use std::time::{Duration, SystemTime};
    let home = Home::new();
    let long_ago = SystemTime::now() - Duration::from_secs(3600);
    let write = |text: &str| {
        let file = home.file("run.jsonl", text);
        let open = std::fs::File::options().write(true).open(&file).unwrap();
        open.set_modified(long_ago).unwrap();
        file
    };
    let spec = home.file("rules.md", "# Rules\n\n- AS1: Be honest about files.\n");
    let file = write(&[row(1, "one ladder"), row(2, "AS1 says"), "{broken\n".to_owned()].concat());
    let count = |query: &str| {
        let done = home.run(&["search", query, &file, "--count", "--spec", &spec]);
        (done.out.trim().to_owned(), done.err)
    };
    assert_eq!(count("ladder").0, "1");
    for _ in 0..2 {
        let (number, said) = count("ladder");
        assert_eq!(number, "1");
        assert!(said.contains("1 problem in the data"), "{said}");
        assert_eq!(count("clause:AS1").0, "1");
        assert!(count("ladr:x").1.contains("no record has a field called ladr"));
    }
    write(&[row(1, "one bridge"), row(2, "AS1 says"), "{broken\n".to_owned()].concat());
    assert_eq!(count("ladder").0, "0", "same length, same time, other content");
    write(&[row(1, "one ladder"), row(2, "a ladder")].concat());
    assert_eq!(count("ladder").0, "2");
    assert_eq!(count("clause:AS1").0, "0");
    home.run(&[
        "label",
        "import",
        &home.file("l.csv", "record,label,reviewer\nr1,ok,kim\n"),
        &file,
    ]);
    assert_eq!(count("label:ok").0, "1", "labels are as of now");
    std::fs::remove_file(&file).unwrap();
    assert_eq!(home.run(&["search", "ladder", &file, "--count"]).code, 66);
}

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
        let done = home.run(&["search", query, &file, "--spec", &spec]);
        assert_eq!((done.code, done.out.as_str()), (1, ""), "{query}");
        assert!(done.err.contains(wanted), "{query}: {}", done.err);
    }
}

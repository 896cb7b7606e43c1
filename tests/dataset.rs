//! Every format and layout with one tiny file each, opened as a user would.

use std::{fs, path::Path};

use tempfile::TempDir;

use cotscope::{
    dataset::{Dataset, OpenOptions, unheard},
    record::Record,
};

const WHY: &str = "Why is the sky blue?";
const HM: &str = "The user asks about light. Let me think of scattering.";
const BECAUSE: &str = "Short waves scatter more.";

fn open_with(directory: &Path, names: &[&str], mapping: &[(&str, &str)]) -> Dataset {
    let paths: Vec<String> =
        names.iter().map(|name| directory.join(name).to_string_lossy().into_owned()).collect();
    let options = OpenOptions {
        cache_dir: directory.join("cache"),
        mapping: mapping.iter().map(|(field, at)| ((*field).into(), (*at).into())).collect(),
        ..OpenOptions::default()
    };
    Dataset::open(&paths, options, &mut unheard).unwrap_or_else(|error| panic!("{error}"))
}

/// A dataset of one file, with its records and the directory in which it lies.
struct Opened {
    dataset: Dataset,
    records: Vec<Record>,
    _directory: TempDir,
}

fn open_text(name: &str, text: impl AsRef<[u8]>) -> Opened {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join(name), text).unwrap();
    let dataset = open_with(directory.path(), &[name], &[]);
    let records: Vec<Record> = dataset.records().map(|record| record.unwrap()).collect();
    assert_eq!(records.len(), dataset.len());
    for (index, record) in records.iter().enumerate() {
        assert_eq!(&dataset.record(index).unwrap(), record, "both ways of reading agree");
        assert_eq!(dataset.find(&record.id), Some(index));
        assert_eq!(dataset.cot_len(index), Some(record.cot.len()));
    }
    Opened { dataset, records, _directory: directory }
}

/// What is not as it should be in a file all of whose records say WHY, HM and BECAUSE.
fn faults(layout: &str, name: &str, text: &str) -> Vec<String> {
    let opened = open_text(name, text);
    let mut faults = Vec::new();
    if opened.records.is_empty() {
        faults.push(format!("no records: {:?}", opened.dataset.problems()));
    }
    for record in &opened.records {
        let parts = [
            ("prompt", &record.prompt, WHY),
            ("chain", &record.cot, HM),
            ("answer", &record.answer, BECAUSE),
        ];
        for (part, found, wanted) in parts {
            if found.trim() != wanted {
                faults.push(format!("{part} is {found:?}"));
            }
        }
    }
    let found = opened.dataset.sources()[0].layout;
    if found != layout {
        faults.push(format!("layout is {found}, not {layout}"));
    }
    if faults.is_empty() { faults } else { vec![format!("{text}: {}", faults.join("; "))] }
}

fn filled(template: &str) -> String {
    template.replace("WHY", WHY).replace("HM", HM).replace("BECAUSE", BECAUSE)
}

#[test]
fn one_row_of_each_layout() {
    let mut found = Vec::new();
    let table = include_str!("data/layouts/rows.tsv");
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (layout, row) = line.split_once('\t').expect("a layout, a tab and a row");
        let row = filled(row);
        found.extend(faults(layout, "rows.jsonl", &format!("{row}\n")));
        found.extend(faults(layout, "rows.json", &format!("[\n{row},\n{row}\n]")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

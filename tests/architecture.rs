//! The layers of `src/lib.rs`, held by reading the `use` lines: a module imports only from those
//! above it, and each outside library that shapes a layer stays inside it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// Reading order; a module may use what stands before it.
const LAYERS: [&str; 15] = [
    "text",
    "problem",
    "record",
    "dataset",
    "spec",
    "citation",
    "detector",
    "search",
    "label",
    "review",
    "agreement",
    "export",
    "session",
    "ui",
    "cli",
];

/// Library and the only modules that may name it.
const KEPT_INSIDE: [(&str, &[&str]); 5] = [
    ("tantivy", &["search"]),
    ("ratatui", &["ui"]),
    ("crossterm", &["ui"]),
    ("clap", &["cli"]),
    ("parquet", &["dataset"]),
];

fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

fn all_sources() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .map(|file| {
            let relative = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let module = relative.split(['/', '.']).next().unwrap().to_owned();
            (module, relative, fs::read_to_string(&file).unwrap())
        })
        .collect()
}

/// Names that follow `crate::` in the code of a file, comments aside; `crate::{a, b}` gives both.
fn crate_uses(source: &str) -> Vec<String> {
    let code: String = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |all, line| all + line + "\n");
    let name_at = |text: &str| {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(group) => {
                let inside = group.split('}').next().unwrap_or(group);
                inside.split(',').map(|item| name_at(item.trim())).collect()
            }
            None => vec![name_at(rest)],
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn every_module_imports_only_from_above() {
    let rank = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    let mut upward = Vec::new();
    for (module, file, source) in all_sources() {
        let Some(own) = rank(&module) else { continue };
        for used in crate_uses(&source) {
            if rank(&used).is_some_and(|other| other > own) {
                upward.push(format!("{file} uses crate::{used}"));
            }
        }
    }
    assert!(upward.is_empty(), "imports against the reading order: {upward:#?}");
}

#[test]
fn every_top_level_module_has_its_layer() {
    for (module, file, _) in all_sources() {
        let known = ["lib", "main"].contains(&module.as_str()) || LAYERS.contains(&module.as_str());
        assert!(known, "{file}: add `{module}` to the reading order");
    }
}

#[test]
fn libraries_stay_in_their_layer() {
    let mut strays = Vec::new();
    for (module, file, source) in all_sources() {
        for (library, homes) in KEPT_INSIDE {
            let named = source
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| line.contains(&format!("{library}::")));
            if named && !homes.contains(&module.as_str()) {
                strays.push(format!("{file} names {library}"));
            }
        }
    }
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn only_cli_and_ui_print() {
    let printing = ["println!(", "print!(", "eprintln!(", "eprint!(", "dbg!("];
    for (module, file, source) in all_sources() {
        if ["cli", "ui", "main"].contains(&module.as_str()) {
            continue;
        }
        let prints = source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .any(|line| printing.iter().any(|call| line.contains(call)));
        assert!(!prints, "{file} prints");
    }
}

#[test]
fn the_map_names_every_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let map = fs::read_to_string(root.join("lib.rs")).unwrap();
    for module in map.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let name = module.trim_end_matches(';');
        assert!(map.contains(&format!("//! | [`{name}`]")), "`{name}` is missing from the map");
    }
}

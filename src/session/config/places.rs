//! Where in its file a setting stands: for what is wrong with a value that only its reader knows.

use std::fs;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::{Config, line_and_column};

impl Config {
    /// Where a setting stands, by the names that lead to it: `cotscope.toml:3:8`. Of several files the
    /// last one that has it counts, as it does for the value.
    #[must_use]
    pub fn place(&self, names: &[&str]) -> Option<String> {
        self.files.iter().rev().find_map(|file| in_file(file, names))
    }

    /// The same in front of what is to be said about it.
    #[must_use]
    pub fn placed(&self, names: &[&str], said: &str) -> String {
        self.place(names).map_or_else(|| said.to_owned(), |place| format!("{place}: {said}"))
    }
}

fn in_file(file: &Path, names: &[&str]) -> Option<String> {
    let source = fs::read_to_string(file).ok()?;
    let table = DeTable::parse(&source).ok()?;
    let (line, column) = line_and_column(&source, offset(table.get_ref(), names)?);
    let name = file.file_name()?.to_string_lossy();
    Some(format!("{name}:{line}:{column}"))
}

/// The first byte of a value.
fn offset(table: &DeTable<'_>, names: &[&str]) -> Option<usize> {
    let (first, rest) = names.split_first()?;
    let (_, value) = table.iter().find(|(name, _)| name.get_ref() == first)?;
    match (value.get_ref(), rest) {
        (_, []) => Some(value.span().start),
        (DeValue::Table(inner), rest) => offset(inner, rest),
        _ => None,
    }
}

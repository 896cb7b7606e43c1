//! `cotscope.toml`: what a project sets once, found upwards from the working directory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::label::Scheme;

use crate::search::{clause_query, value_query};

/// The file's name.
pub const FILE_NAME: &str = "cotscope.toml";

/// What the file holds; every part may be missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Datasets that open when none is named.
    pub datasets: Vec<String>,
    /// Specs, relative to the file.
    pub specs: Vec<PathBuf>,
    /// Where label logs lie, relative to the file.
    pub labels: Option<PathBuf>,
    /// Whose labels these are.
    pub reviewer: Option<String>,
    /// `dark`, `light`, `high-contrast`, `mono` or `terminal`.
    pub theme: Option<String>,
    /// Themes of one's own: name to what to colour.
    pub themes: BTreeMap<String, BTreeMap<String, String>>,
    /// Field of a record to JSON Pointer in its source.
    pub map: BTreeMap<String, String>,
    /// Field to value to the clauses that a record with it is expected to cite.
    pub expected: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Action to key.
    pub keys: BTreeMap<String, String>,
    /// The label scheme; read again from `text`, where its errors have lines.
    pub scheme: Option<toml::Table>,
    /// Where the file lies; not part of it.
    #[serde(skip)]
    pub path: Option<PathBuf>,
    /// The file's text; not part of it.
    #[serde(skip)]
    pub text: String,
}

/// A configuration that could not be used, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// 1-based line and column, where known.
    pub at: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            Some((line, column)) => {
                write!(out, "{}:{line}:{column}: {}", self.path.display(), self.message)
            }
            None => write!(out, "{}: {}", self.path.display(), self.message),
        }
    }
}

impl Config {
    /// The configuration named by the user, else the nearest one from `start` upwards, else an
    /// empty one.
    ///
    /// # Errors
    /// When the file cannot be read or understood. The caller decides whether defaults will do.
    pub fn find(named: Option<&Path>, start: &Path) -> Result<Self, ConfigError> {
        match named {
            Some(path) => Self::read(path),
            None => start
                .ancestors()
                .map(|folder| folder.join(FILE_NAME))
                .find(|file| file.is_file())
                .map_or_else(|| Ok(Self::default()), |file| Self::read(&file)),
        }
    }

    /// Reads one file.
    ///
    /// # Errors
    /// When the file cannot be read or understood.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let error = |at, message| ConfigError { path: path.to_owned(), at, message };
        let source = fs::read_to_string(path).map_err(|why| error(None, why.to_string()))?;
        let mut config: Self = toml::from_str(&source).map_err(|why| {
            let at = why.span().map(|span| line_and_column(&source, span.start));
            error(at, why.message().to_owned())
        })?;
        config.path = Some(path.to_owned());
        config.text = source;
        Ok(config)
    }

    /// A query for the records that cite none of the clauses expected for them; `None` when nothing
    /// is expected.
    #[must_use]
    pub fn unexpected(&self) -> Option<String> {
        let pairs = self.expected.iter().flat_map(|(field, values)| {
            values.iter().map(move |(value, clauses)| (field, value, clauses))
        });
        let queries: Vec<String> = pairs
            .filter(|(_, _, clauses)| !clauses.is_empty())
            .filter_map(|(field, value, clauses)| {
                let clauses: Option<Vec<String>> =
                    clauses.iter().map(|clause| clause_query(clause)).collect();
                let value = value_query(&field.trim().to_lowercase(), value)?;
                Some(format!("({value} AND NOT ({}))", clauses?.join(" OR ")))
            })
            .collect();
        (!queries.is_empty()).then(|| queries.join(" OR "))
    }

    /// The same if its label scheme can be used.
    ///
    /// # Errors
    /// With line and column of what is wrong in the scheme.
    pub fn checked(self) -> Result<Self, ConfigError> {
        let Some(path) = self.path.clone() else { return Ok(self) };
        match Scheme::from_toml(&self.text) {
            Ok(_) => Ok(self),
            Err(error) => {
                let at = Some((error.line, error.column));
                Err(ConfigError { path, at, message: error.message })
            }
        }
    }

    /// `path` as seen from where the file lies.
    #[must_use]
    pub fn resolve(&self, path: &Path) -> PathBuf {
        match self.path.as_deref().and_then(Path::parent) {
            Some(folder) if path.is_relative() => folder.join(path),
            _ => path.to_owned(),
        }
    }
}

fn line_and_column(source: &str, byte: usize) -> (usize, usize) {
    let before = &source[..byte.min(source.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_upwards_and_resolves_beside_itself() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(dir.path().join(FILE_NAME), "reviewer = 'ada'\nspecs = ['policy.md']\n").unwrap();
        let config = Config::find(None, &deep).unwrap();
        assert_eq!(config.reviewer.as_deref(), Some("ada"));
        assert_eq!(config.resolve(&config.specs[0]), dir.path().join("policy.md"));
    }

    #[test]
    fn expected_clauses_become_a_query() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(FILE_NAME);
        let source = "[expected.Category]\n'Self-Harm' = ['3', '8.1']\nFraud = ['7']\nOther = []\n";
        fs::write(&file, source).unwrap();
        let query = Config::read(&file).unwrap().unexpected().unwrap();
        assert_eq!(
            query,
            "(category:=\"Fraud\" AND NOT (clause:\"7\")) OR \
             (category:=\"Self-Harm\" AND NOT (clause:\"3\" OR clause:\"8.1\"))"
        );
        assert!(crate::search::Query::parse(&query).is_ok());
        assert_eq!(Config::default().unexpected(), None);
    }

    #[test]
    fn an_error_names_line_and_column() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(FILE_NAME);
        for (source, at) in [("a = \n", (1, 5)), ("reviewer = 'x'\nrewiever = 'y'\n", (2, 1))] {
            fs::write(&file, source).unwrap();
            let error = Config::read(&file).unwrap_err();
            assert_eq!(error.at, Some(at), "{error}");
        }
    }
}

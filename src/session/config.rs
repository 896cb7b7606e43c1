//! What is set once: `cotscope.toml` of a project, found upwards from the working directory, over
//! the user's own `config.toml`, which holds for all projects.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::label::Scheme;

use super::suggestions::DetectorsConfig;
use crate::search::{clause_query, value_query};

mod merge;
mod places;

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
    /// Packs, files and commands that make suggestions, and what is switched off.
    pub detectors: DetectorsConfig,
    /// Action to key.
    pub keys: BTreeMap<String, String>,
    /// The label scheme; read again from `text`, where its errors have lines.
    pub scheme: Option<toml::Table>,
    /// Whether a label goes on to the next record.
    pub advance: Option<bool>,
    /// Whether judges' verdicts start out hidden.
    pub blind: Option<bool>,
    /// Whether the mouse is the program's from the start.
    pub mouse: Option<bool>,
    /// Whether it comes back to where one was; true unless it says so.
    pub resume: Option<bool>,
    /// The file that paths are relative to; not part of it.
    #[serde(skip)]
    pub path: Option<PathBuf>,
    /// The text of the file whose label scheme holds; not part of it.
    #[serde(skip)]
    pub text: String,
    /// The file that `text` is from.
    #[serde(skip)]
    pub scheme_path: Option<PathBuf>,
    /// All files that it comes from.
    #[serde(skip)]
    pub files: Vec<PathBuf>,
}

/// Where configurations are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// A file named by the user, in place of the project's.
    pub named: Option<&'a Path>,
    /// The user's own file, whether or not it is there.
    pub user: Option<&'a Path>,
    /// Where the way up starts on which the project's file is found.
    pub start: &'a Path,
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
    /// The project's configuration over the user's. A file that cannot be used is left out and
    /// reported; the rest holds.
    ///
    /// # Errors
    /// When the file that was named cannot be read or understood.
    pub fn load(search: Search<'_>) -> Result<(Self, Vec<ConfigError>), ConfigError> {
        let mut problems = Vec::new();
        let mut read = |path: &Path| {
            let config = Self::read(path).and_then(Self::checked);
            config.map_err(|error| problems.push(error)).ok()
        };
        let user = search.user.filter(|path| path.is_file()).and_then(&mut read);
        let project = match search.named {
            Some(path) => Some(Self::read(path).and_then(Self::checked)?),
            None => Self::project_file(search.start).as_deref().and_then(&mut read),
        };
        let config = match (project, user) {
            (Some(project), Some(user)) => merge::over(project, user)?,
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => Self::default(),
        };
        Ok((config, problems))
    }

    /// The nearest `cotscope.toml` from `start` upwards.
    #[must_use]
    pub fn project_file(start: &Path) -> Option<PathBuf> {
        start.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
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
        config.scheme_path = Some(path.to_owned());
        config.files = vec![path.to_owned()];
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
        let search = Search { named: None, user: None, start: &deep };
        let (config, _) = Config::load(search).unwrap();
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
    fn the_project_goes_over_the_user() {
        let dir = tempfile::tempdir().unwrap();
        let (user, project) = (dir.path().join("home/config.toml"), dir.path().join("p"));
        fs::create_dir_all(user.parent().unwrap()).unwrap();
        fs::create_dir_all(&project).unwrap();
        let own = "reviewer = 'ada'\ntheme = 'dark'\nspecs = ['mine.md']\n\
                   [keys]\nquit = 'Q'\nflag = 'F'\n";
        let own = format!("{own}{}", crate::label::scheme::BUILTIN);
        fs::write(&user, own).unwrap();
        fs::write(project.join(FILE_NAME), "theme = 'light'\n[keys]\nflag = '!'\n").unwrap();
        let search = Search { named: None, user: Some(&user), start: &project };
        let (config, problems) = Config::load(search).unwrap();
        assert_eq!(problems, []);
        assert_eq!(config.reviewer.as_deref(), Some("ada"));
        assert_eq!(config.theme.as_deref(), Some("light"));
        let keys: Vec<_> = config.keys.iter().map(|(name, key)| format!("{name} {key}")).collect();
        assert_eq!(keys, ["flag !", "quit Q"]);
        assert_eq!(config.resolve(&config.specs[0]), dir.path().join("home/mine.md"));
        assert_eq!(config.scheme_path.as_deref(), Some(&*user), "the scheme is the user's");
        assert_eq!(config.files.len(), 2);
    }

    #[test]
    fn a_broken_file_is_left_out_unless_it_was_named() {
        let dir = tempfile::tempdir().unwrap();
        let (user, project) = (dir.path().join("user.toml"), dir.path().join(FILE_NAME));
        fs::write(&user, "reviewer = 'ada'\n").unwrap();
        fs::write(&project, "theme = 'dark'\nthem = 'dark'\n").unwrap();
        let search = Search { named: None, user: Some(&user), start: dir.path() };
        let (config, problems) = Config::load(search).unwrap();
        assert_eq!(config.reviewer.as_deref(), Some("ada"));
        assert_eq!(problems[0].at, Some((2, 1)));
        let named = Search { named: Some(&project), ..search };
        assert_eq!(Config::load(named).unwrap_err().at, Some((2, 1)));
    }

    #[test]
    fn a_setting_is_found_where_it_counts() {
        let dir = tempfile::tempdir().unwrap();
        let (user, project) = (dir.path().join("user.toml"), dir.path().join(FILE_NAME));
        fs::write(&user, "theme = 'a'\nkeys.flag = 'x'\n").unwrap();
        fs::write(&project, "# so\ntheme = 'b'\n[keys]\n note = 'j'\n").unwrap();
        let search = Search { named: None, user: Some(&user), start: dir.path() };
        let (config, _) = Config::load(search).unwrap();
        for (names, place) in [
            (&["theme"][..], Some("cotscope.toml:2:9")),
            (&["keys", "note"], Some("cotscope.toml:4:9")),
            (&["keys", "flag"], Some("user.toml:2:13")),
            (&["keys", "none"], None),
            (&["theme", "deep"], None),
        ] {
            assert_eq!(config.place(names).as_deref(), place, "{names:?}");
        }
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

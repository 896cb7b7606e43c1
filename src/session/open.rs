//! Opening: what the user asked for, resolved against the configuration, step by step.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::Config;
use super::labels::{Access, Labels};
use super::suggestions::{Detectors, read_off};
use super::{demo, place};
use crate::dataset::{OpenError, OpenOptions};
use crate::label::{Scheme, has_labels, labels_dir};
use crate::problem::{Place, Problem, Severity};
use crate::spec::{self, Spec};

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Datasets; none means those of the configuration, else the demo.
    pub paths: Vec<String>,
    /// Specs; none means those of the configuration.
    pub specs: Vec<PathBuf>,
    /// Overrides of the mapping, `FIELD=POINTER`.
    pub map: Vec<String>,
    /// Where labels lie.
    pub labels: Option<PathBuf>,
    /// Whose labels these are.
    pub reviewer: Option<String>,
    /// Refuse data with any bad row.
    pub strict: bool,
    /// Go on showing what is appended to the last file.
    pub follow: bool,
    /// Write nothing: no label, no index, no copy that outlives the program.
    pub readonly: bool,
    /// The configuration.
    pub config: Config,
}

/// Why nothing could be opened.
#[derive(Debug)]
pub enum SessionError {
    /// The data.
    Data(OpenError),
    /// A spec cannot be read.
    Spec(PathBuf, io::Error),
    /// A spec without a single clause.
    EmptySpec(PathBuf),
    /// `--map` or the configuration's map is not `FIELD=POINTER`.
    Map(String),
    /// The configured label scheme.
    Scheme(String),
    /// The label logs.
    Labels(String),
    /// The demo cannot be laid down.
    Demo(PathBuf, io::Error),
}

impl fmt::Display for SessionError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(error) => error.fmt(out),
            Self::Spec(path, why) => {
                write!(out, "{}: the spec cannot be read: {why}", path.display())
            }
            Self::EmptySpec(path) => write!(out, "{}: no clause found in the spec", path.display()),
            Self::Map(word) => write!(out, "--map {word}: it takes FIELD=POINTER"),
            Self::Scheme(why) | Self::Labels(why) => out.write_str(why),
            Self::Demo(path, why) => {
                write!(out, "{}: the demo cannot be written there: {why}", path.display())
            }
        }
    }
}

impl std::error::Error for SessionError {}

impl From<OpenError> for SessionError {
    fn from(error: OpenError) -> Self {
        Self::Data(error)
    }
}

impl Request {
    /// The datasets and specs to open: those named, else the configured ones, else the demo.
    ///
    /// # Errors
    /// When the demo is meant and cannot be laid down.
    pub fn resolved(&self) -> Result<(Vec<String>, Vec<PathBuf>), SessionError> {
        let (config, specs) = (&self.config, self.spec_paths());
        if !self.paths.is_empty() {
            return Ok((self.paths.clone(), specs));
        }
        if !config.datasets.is_empty() {
            let path =
                |path: &String| config.resolve(Path::new(path)).to_string_lossy().into_owned();
            return Ok((config.datasets.iter().map(path).collect(), specs));
        }
        let dir = place::data_dir().join("demo");
        let there = demo::found(&dir).filter(|_| self.readonly);
        let dir = if self.readonly { place::scratch_dir() } else { dir };
        let (dataset, spec) = there
            .map_or_else(|| demo::lay_down(&dir), Ok)
            .map_err(|why| SessionError::Demo(dir.clone(), why))?;
        let specs = if specs.is_empty() { vec![spec] } else { specs };
        Ok((vec![dataset.to_string_lossy().into_owned()], specs))
    }

    /// The specs named, else the configured ones.
    #[must_use]
    pub fn spec_paths(&self) -> Vec<PathBuf> {
        if self.specs.is_empty() {
            self.config.specs.iter().map(|path| self.config.resolve(path)).collect()
        } else {
            self.specs.clone()
        }
    }

    /// How to open the dataset.
    ///
    /// # Errors
    /// When a mapping is not `FIELD=POINTER`.
    pub fn options(&self) -> Result<OpenOptions, SessionError> {
        let mut mapping: Vec<(String, String)> = self
            .config
            .map
            .iter()
            .map(|(field, pointer)| (field.clone(), pointer.clone()))
            .collect();
        for word in &self.map {
            let (field, pointer) =
                word.split_once('=').ok_or_else(|| SessionError::Map(word.clone()))?;
            mapping.retain(|(known, _)| known != field);
            mapping.push((field.to_owned(), pointer.to_owned()));
        }
        Ok(OpenOptions {
            mapping,
            cache_dir: if self.readonly { place::scratch_dir() } else { place::cache_dir() },
            strict: self.strict,
            follow: self.follow,
            ..OpenOptions::default()
        })
    }

    /// Reads specs; what is wrong in them is added to `problems`.
    ///
    /// # Errors
    /// When a spec cannot be read or has no clause.
    pub fn read_specs(
        paths: &[PathBuf],
        problems: &mut Vec<Problem>,
    ) -> Result<Vec<Arc<Spec>>, SessionError> {
        let read = |path: &PathBuf| {
            let (spec, found) =
                spec::read(path).map_err(|why| SessionError::Spec(path.clone(), why))?;
            problems.extend(found);
            if spec.clauses.is_empty() {
                return Err(SessionError::EmptySpec(path.clone()));
            }
            Ok(Arc::new(spec))
        };
        paths.iter().map(read).collect()
    }

    /// The request as options of the command line, with absolute paths.
    pub(super) fn words(&self, specs: &[PathBuf]) -> Vec<String> {
        let path = |path: &Path| {
            std::path::absolute(path)
                .unwrap_or_else(|_| path.to_owned())
                .to_string_lossy()
                .into_owned()
        };
        let mut words = Vec::new();
        let mut add = |option: &str, value: String| words.extend([option.to_owned(), value]);
        specs.iter().for_each(|spec| add("--spec", path(spec)));
        self.map.iter().for_each(|map| add("--map", map.clone()));
        self.labels.iter().for_each(|dir| add("--labels", path(dir)));
        words
    }

    /// Opens the label logs that belong to `paths`. All are read; new labels go where those of the
    /// first path lie.
    ///
    /// # Errors
    /// When a scheme is configured that cannot be read, or the logs cannot be.
    pub fn open_labels(
        &self,
        paths: &[String],
        access: Access,
    ) -> Result<(Labels, Vec<Problem>), SessionError> {
        let access = if self.readonly { Access::Read } else { access };
        let dirs = self.labels_dirs(paths);
        let reviewer = self
            .reviewer
            .clone()
            .or_else(|| self.config.reviewer.clone())
            .unwrap_or_else(place::user_name);
        Labels::open(&dirs, &reviewer, self.scheme()?, access)
            .map_err(|why| SessionError::Labels(why.to_string()))
    }

    /// All that makes suggestions, given the specs and where the labels lie.
    #[must_use]
    pub fn detectors(&self, specs: &[Spec], labels: &Path) -> (Detectors, Vec<Problem>) {
        let (off, unreadable) = match read_off(labels) {
            Ok(off) => (off, None),
            Err(error) => {
                let place = Place::file(error.path.to_string_lossy());
                let hint = "until it is mended, every detector is on";
                (Vec::new(), Some(Problem::new(Severity::Warning, place, error.why).hint(hint)))
            }
        };
        let (detectors, mut problems) = Detectors::open(&self.config, specs, &off);
        problems.extend(unreadable);
        let detectors = if self.readonly { detectors.read_only() } else { detectors };
        (detectors, problems)
    }

    /// Where labels are read from; the first directory takes new ones.
    fn labels_dirs(&self, paths: &[String]) -> Vec<PathBuf> {
        if let Some(dir) = &self.labels {
            return vec![dir.clone()];
        }
        if let Some(dir) = &self.config.labels {
            return vec![self.config.resolve(dir)];
        }
        let mut dirs: Vec<PathBuf> = Vec::new();
        for path in paths {
            // Standard input and globs have no file of their own to lie beside.
            let dataset = Path::new(path);
            let dataset = Some(dataset).filter(|path| path.exists() || has_labels(path));
            let dir = labels_dir(dataset).unwrap_or_else(|| place::data_dir().join("labels"));
            if !dirs.contains(&dir) {
                dirs.push(dir);
            }
        }
        if dirs.is_empty() {
            dirs.extend(labels_dir(None));
        }
        dirs
    }

    fn scheme(&self) -> Result<Scheme, SessionError> {
        let file =
            self.config.scheme_path.as_deref().unwrap_or(Path::new(super::config::FILE_NAME));
        Scheme::from_toml(&self.config.text)
            .map(Option::unwrap_or_default)
            .map_err(|why| SessionError::Scheme(format!("{}: {why}", file.display())))
    }
}

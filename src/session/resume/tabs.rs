//! Which datasets are open, for `--resume`: JSON with a version. What a newer version wrote, or what
//! is damaged, is as if nothing was open.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

const VERSION: u32 = 1;

/// A dataset in a tab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct OpenTab {
    /// Its files, directories, patterns.
    pub paths: Vec<String>,
    /// Specs besides those that hold for the whole run: those of the demo.
    pub specs: Vec<PathBuf>,
}

/// What was open in a run of the program, and how: all that its command line said, with absolute
/// paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Tabs {
    /// From left to right.
    pub tabs: Vec<OpenTab>,
    /// The one on the screen.
    pub at: usize,
    /// Where the way up to the project's configuration began.
    pub start: PathBuf,
    /// As `--config`.
    pub config: Option<PathBuf>,
    /// As `--spec`.
    pub specs: Vec<PathBuf>,
    /// As `--map`.
    pub map: Vec<String>,
    /// As `--labels`.
    pub labels: Option<PathBuf>,
    /// As `--reviewer`.
    pub reviewer: Option<String>,
    /// As `--follow`.
    pub follow: bool,
}

/// The file.
#[derive(Deserialize, Serialize)]
struct Wire {
    version: u32,
    open: Tabs,
}

impl Tabs {
    /// What is in a file, if there is a tab in it.
    pub(super) fn read(path: &Path) -> Option<Self> {
        let Wire { version, open } = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        (version == VERSION && !open.tabs.is_empty()).then_some(open)
    }

    /// What goes into the file.
    pub(super) fn written(&self) -> String {
        let wire = Wire { version: VERSION, open: self.clone() };
        serde_json::to_string_pretty(&wire).unwrap_or_default() // strings and numbers always can be
    }
}

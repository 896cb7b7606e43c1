//! What a caller decides about the screen, and why it could not open.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::session::log::Log;

use super::keymap::KeyProblem;
use super::theme::{Depth, Theme};

/// How the screen is to be.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The theme to start with; [`Settings::colour`] overrules it.
    pub theme: Theme,
    /// The user's own themes, to be chosen with the others.
    pub themes: Vec<Theme>,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// `false` under `NO_COLOR` and `--color never`: no colour at all is emitted.
    pub colour: bool,
    /// Signs in ASCII only, for `LANG=C`.
    pub ascii: bool,
    /// Names of actions and the keys that a user wants for them.
    pub keys: BTreeMap<String, String>,
    /// Where each of them is set: file, line and column, by action.
    pub key_places: BTreeMap<String, String>,
    /// Whether a label goes on to the next record; without a word it does in a queue.
    pub advance: Option<bool>,
    /// Whether judges' verdicts start out hidden.
    pub blind: bool,
    /// Whether a tour of the screen is shown.
    pub tour: bool,
    /// Whether the mouse is captured from the start.
    pub mouse: bool,
    /// Where a copied text is written when there is no clipboard; `None`: nowhere.
    pub clipboard_file: Option<PathBuf>,
    /// A query for the records that cite none of the clauses expected for them.
    pub unexpected: Option<String>,
    /// What holds for datasets that are opened from now on, by the name of the setting: specs, labels …
    pub opening: BTreeMap<&'static str, String>,
    /// What is wrong with the configuration: kept among the messages, and the last said on
    /// the first screen.
    pub warnings: Vec<String>,
    /// Where messages are written, and what a bug left behind.
    pub log: Option<Arc<Log>>,
}

impl Settings {
    /// What is wrong with a key, with where that is.
    pub(crate) fn placed(&self, problem: &KeyProblem) -> String {
        match self.key_places.get(&problem.action) {
            Some(place) => format!("{place}: {}", problem.text),
            None => problem.text.clone(),
        }
    }

    /// The settings that differ from `before` and hold for what is opened from now on.
    pub(crate) fn for_later(&self, before: &Self) -> Vec<&'static str> {
        let names = self.opening.keys().chain(before.opening.keys()).copied();
        let differs = |name: &&str| self.opening.get(name) != before.opening.get(name);
        let changed: BTreeSet<&'static str> = names.filter(differs).collect();
        changed.into_iter().collect()
    }

    /// The theme to start with, as the terminal can show it.
    pub(crate) fn first_theme(&self) -> Theme {
        if self.colour { self.theme.clone().at(self.depth) } else { Theme::MONO }
    }

    /// Every theme as the terminal can show it; without colours there is only one.
    pub(crate) fn all_themes(&self) -> Vec<Theme> {
        if !self.colour {
            return vec![Theme::MONO];
        }
        let all = Theme::ALL.into_iter().chain(self.themes.iter().cloned());
        all.map(|theme| theme.at(self.depth)).collect()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::TERMINAL,
            themes: Vec::new(),
            depth: Depth::Full,
            colour: true,
            ascii: false,
            keys: BTreeMap::new(),
            key_places: BTreeMap::new(),
            advance: None,
            blind: false,
            tour: false,
            mouse: false,
            clipboard_file: None,
            unexpected: None,
            opening: BTreeMap::new(),
            warnings: Vec::new(),
            log: None,
        }
    }
}

/// Why the screen did not open or had to close.
#[derive(Debug)]
pub enum UiError {
    /// Standard output or input is no terminal.
    NoTerminal,
    /// `TERM=dumb`: the terminal cannot place a cursor.
    DumbTerminal,
    /// The terminal went away.
    Gone,
    /// Any other failure of the terminal.
    Io(io::Error),
}

impl fmt::Display for UiError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UiError::NoTerminal => out.write_str(
                "the screen needs a terminal for input and output; in a pipe or script use \
                 `cotscope search`, `show`, `cite` or `export`",
            ),
            UiError::DumbTerminal => out.write_str(
                "TERM is `dumb`, and the screen needs a terminal that can place a cursor; set TERM \
                 (for example to xterm-256color) or use `cotscope show`",
            ),
            UiError::Gone => out.write_str("the terminal was closed"),
            UiError::Io(error) => write!(out, "the terminal failed: {error}"),
        }
    }
}

impl std::error::Error for UiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            UiError::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for UiError {
    fn from(error: io::Error) -> Self {
        UiError::Io(error)
    }
}

//! `cotscope [PATH]…`: the screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use crate::session::resume::Memory;
use crate::session::{Session, place};
use crate::ui::{self, Depth, Settings, Theme, UiError};

pub(crate) fn run(opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let session = Session::begin(&opening.request)?;
    let settings = settings(opening, out);
    let mut desk = ui::desk::Desk::new(session);
    if !opening.fresh {
        desk = desk.remembering(memory());
    }
    let desk = Arc::new(desk);
    match ui::run(desk, &settings) {
        Ok(()) => Ok(exit::OK),
        Err(error) => Err(failure(&error)),
    }
}

/// Where it is kept where one was.
pub(crate) fn memory() -> Memory {
    Memory::new(place::state_dir().join("places"))
}

fn failure(error: &UiError) -> Failure {
    let code = match error {
        UiError::NoTerminal | UiError::DumbTerminal => exit::USAGE,
        UiError::Gone | UiError::Io(_) => exit::IO,
    };
    Failure::new(code, error.to_string())
}

fn settings(opening: &Opening, out: &mut Output) -> Settings {
    let config = &opening.request.config;
    let themes = own_themes(&config.themes, out);
    let own = |name: &str| themes.iter().find(|theme| theme.name() == name).cloned();
    let theme = config.theme.as_deref().map(|name| {
        own(name).or_else(|| Theme::from_name(name)).unwrap_or_else(|| {
            out.say(&format!("warning: there is no theme {name}"));
            Theme::TERMINAL
        })
    });
    Settings {
        theme: theme.unwrap_or_default(),
        themes,
        depth: depth(),
        colour: opening.colour(),
        ascii: !speaks_unicode(),
        keys: config.keys.clone(),
        clipboard_file: place::cache_dir().join("clip.txt"),
        ..Settings::default()
    }
}

/// The user's own themes; what is wrong with one is said, and the others stay.
fn own_themes(tables: &BTreeMap<String, BTreeMap<String, String>>, out: &mut Output) -> Vec<Theme> {
    let mut themes = Vec::new();
    for (name, colours) in tables {
        match Theme::own(name, colours) {
            Ok(theme) => {
                for warning in theme.hard_to_read() {
                    out.say(&format!("warning: {warning}"));
                }
                themes.push(theme);
            }
            Err(error) => out.say(&format!("warning: {error}")),
        }
    }
    themes
}

/// How many colours the terminal has, as far as the environment tells.
pub(crate) fn depth() -> Depth {
    /// Terminals that have 24-bit colour and do not always say so.
    const FULL: [&str; 8] =
        ["direct", "truecolor", "kitty", "alacritty", "foot", "ghostty", "wezterm", "iterm"];
    let set = |name| std::env::var(name).unwrap_or_default().to_lowercase();
    let (said, term) = (set("COLORTERM"), format!("{} {}", set("TERM"), set("TERM_PROGRAM")));
    if matches!(said.as_str(), "truecolor" | "24bit") || FULL.iter().any(|name| term.contains(name))
    {
        Depth::Full
    } else if term.contains("256") {
        Depth::Indexed
    } else {
        Depth::Sixteen
    }
}

/// Whether the locale's character set is UTF-8, as far as the environment tells. Without any
/// locale set, modern terminals speak UTF-8 all the same.
pub(crate) fn speaks_unicode() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    match set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")) {
        None => true,
        Some(locale) => {
            let locale = locale.to_lowercase();
            !(locale == "c" || locale == "posix")
                && (locale.contains("utf") || !locale.contains('.'))
        }
    }
}

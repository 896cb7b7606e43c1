//! `cotscope [PATH]…`: the screen.

use std::sync::Arc;

use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use crate::session::resume::Memory;
use crate::session::{Session, place};
use crate::ui::{self, Settings, Theme, UiError};

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
    let theme = config.theme.as_deref().map(|name| {
        Theme::from_name(name).unwrap_or_else(|| {
            out.say(&format!("warning: there is no theme {name}"));
            Theme::Terminal
        })
    });
    Settings {
        theme: theme.unwrap_or(Theme::Terminal),
        colour: opening.colour(),
        ascii: !speaks_unicode(),
        keys: config.keys.clone(),
        clipboard_file: place::cache_dir().join("clip.txt"),
        ..Settings::default()
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

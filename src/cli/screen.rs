//! `cotscope [PATH]…`: the screen.

use std::path::Path;
use std::sync::Arc;

use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use crate::session::resume::Memory;
use crate::session::review::OpenQueue;
use crate::session::{Session, place};
use crate::ui::{self, Settings, Theme, UiError};

pub(crate) fn run(
    opening: &Opening,
    queue: Option<&Path>,
    out: &mut Output,
) -> Result<u8, Failure> {
    let session = Session::begin(&opening.request)?;
    if let Some(queue) = queue {
        open_queue(&session, queue)?;
    }
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

/// Opens the queue that was named: a file, else one beside the labels.
fn open_queue(session: &Session, named: &Path) -> Result<(), Failure> {
    let mut labels = session.labels();
    let beside = labels.queues_dir().join(named).with_extension("json");
    let path = if named.exists() { named } else { &beside };
    let reviewer = labels.reviewer().to_owned();
    let queue = OpenQueue::read(path, &reviewer).map_err(|why| {
        let failure = Failure::new(exit::NO_INPUT, why.to_string());
        failure.fix("`cotscope sample` draws a queue, and so does Q in the screen")
    })?;
    if queue.items().is_empty() {
        let what = format!("the queue {} has no record for {reviewer}", queue.name);
        return Err(Failure::new(exit::BAD_DATA, what).fix("say who you are with --reviewer NAME"));
    }
    // What cannot be saved now is tried again once the screen is open.
    if labels.open_queue(queue).is_err() {
        session.unsaved();
    }
    Ok(())
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

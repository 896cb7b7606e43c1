//! `cotscope [PATH]…`: the screen.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Common;
use super::failure::{Failure, exit};
use super::look;
use super::opening::Opening;
use super::output::Output;
use crate::session::config::{Config, ConfigError, FILE_NAME};
use crate::session::log::Log;
use crate::session::open::Request;
use crate::session::resume::Memory;
use crate::session::review::OpenQueue;
use crate::session::{Session, place};
use crate::ui::backend::Backend;
use crate::ui::desk::{Again, Desk};
use crate::ui::{self, Settings, UiError};

pub(crate) fn run(common: &Common, wish: &Wish, out: &mut Output) -> Result<u8, Failure> {
    let host = Host { common: common.clone(), wish: wish.clone() };
    let (mut opening, problems) = host.opening()?;
    for problem in &problems {
        out.say(&format!("warning: {problem}; going on without it"));
    }
    let paths = host.paths();
    let others = if wish.tabs { paths.get(1..).unwrap_or_default().to_vec() } else { Vec::new() };
    opening.request.paths = if wish.tabs { paths.into_iter().take(1).collect() } else { paths };
    let desk = host.desk(&opening, wish.queue.as_deref())?;
    let mut settings = host.settings_of(&opening, &mut |warning| out.say(&warning));
    settings.log = log(common);
    settings.tour = wish.demo;
    match ui::run(Arc::new(host), desk, &others, &settings) {
        Ok(()) => Ok(exit::OK),
        Err(error) => Err(failure(&error)),
    }
}

/// What the screen is opened on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    pub(crate) paths: Vec<String>,
    pub(crate) tabs: bool,
    pub(crate) resume: bool,
    pub(crate) fresh: bool,
    /// The review queue to begin with.
    pub(crate) queue: Option<PathBuf>,
    /// The demo, whatever a configuration says.
    pub(crate) demo: bool,
}

/// The command line as the screen's other side.
#[derive(Clone)]
struct Host {
    common: Common,
    wish: Wish,
}

impl Host {
    /// The request without paths, by the configuration as it is now.
    fn opening(&self) -> Result<(Opening, Vec<ConfigError>), Failure> {
        if self.wish.demo {
            return Ok((Opening::demo(&self.common), Vec::new()));
        }
        let (config, problems) = super::configuration(&self.common).map_err(|error| {
            Failure::new(exit::USAGE, error.to_string()).fix("mend the file, or leave --config out")
        })?;
        let request = Request { config, ..Request::default() };
        Ok((Opening::new(&self.common, request), problems))
    }

    fn paths(&self) -> Vec<String> {
        if self.wish.resume {
            return memory().last().unwrap_or_default();
        }
        self.wish.paths.clone()
    }

    /// Opens the same once more; what a pipe has sent is gone.
    fn again(&self, opening: &Opening) -> Again {
        let (host, opening) = (self.clone(), opening.clone());
        Box::new(move || {
            if opening.request.paths.iter().any(|path| path == "-") {
                return Err("standard input is read only once".to_owned());
            }
            host.desk(&opening, None).map_err(|failure| failure.to_string())
        })
    }

    fn desk(&self, opening: &Opening, queue: Option<&Path>) -> Result<Arc<dyn Backend>, Failure> {
        let session = Session::begin(&opening.request)?;
        if let Some(queue) = queue {
            open_queue(&session, queue)?;
        }
        let mut desk = Desk::new(session);
        let keeps = opening.request.config.resume != Some(false);
        if keeps && !self.wish.fresh && !opening.request.readonly {
            desk = desk.remembering(memory());
        }
        Ok(Arc::new(desk.reopening(self.again(opening))))
    }

    /// How the screen is to be; warnings go to `warn`.
    fn settings_of(&self, opening: &Opening, warn: &mut dyn FnMut(String)) -> Settings {
        let config = &opening.request.config;
        let themes = look::own_themes(&config.themes, warn);
        let theme = look::chosen_theme(config.theme.as_deref(), &themes, warn);
        let file = place::cache_dir().join("clip.txt");
        Settings {
            theme,
            themes,
            depth: look::depth(),
            colour: opening.colour(),
            ascii: !speaks_unicode(),
            keys: config.keys.clone(),
            advance: config.advance,
            blind: config.blind.unwrap_or(false),
            mouse: config.mouse.unwrap_or(false),
            clipboard_file: (!opening.request.readonly).then_some(file),
            tour: false,
            log: None,
        }
    }
}

impl ui::Host for Host {
    fn settings(&self) -> (Settings, Vec<String>) {
        match self.opening() {
            Err(failure) => (Settings::default(), vec![failure.to_string()]),
            Ok((opening, problems)) => {
                let mut wrong: Vec<String> = problems.iter().map(ToString::to_string).collect();
                let mut settings = self.settings_of(&opening, &mut |warning| wrong.push(warning));
                settings.log = log(&self.common);
                (settings, wrong)
            }
        }
    }

    fn configuration(&self) -> Vec<PathBuf> {
        let here = std::env::current_dir().unwrap_or_default();
        let project = self.common.config.clone().or_else(|| Config::project_file(&here));
        let project = project.unwrap_or_else(|| here.join(FILE_NAME));
        let whole = std::path::absolute(&project).unwrap_or(project);
        [whole].into_iter().chain(place::config_file()).collect()
    }

    fn datasets(&self) -> Vec<String> {
        let config = self.opening().map(|(opening, _)| opening.request.config).unwrap_or_default();
        let path = |path: &String| config.resolve(Path::new(path)).to_string_lossy().into_owned();
        let mut paths: Vec<String> = config.datasets.iter().map(path).collect();
        paths.extend(super::init::data_files());
        paths.dedup();
        paths
    }

    fn open(&self, path: &str) -> Result<Arc<dyn Backend>, String> {
        let (mut opening, _) = self.opening().map_err(|failure| failure.to_string())?;
        opening.request.paths = vec![path.to_owned()];
        self.desk(&opening, None).map_err(|failure| failure.to_string())
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

/// The log file, unless nothing may be written.
fn log(common: &Common) -> Option<Arc<Log>> {
    (!common.readonly).then(|| Arc::new(Log::new(place::log_file())))
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

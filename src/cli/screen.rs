//! `cotscope [PATH]…`: the screen.

mod tabs;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::args::Common;
use super::failure::{Failure, exit};
use super::look;
use super::opening::Opening;
use super::output::Output;
use crate::session::config::{Config, ConfigError, FILE_NAME};
use crate::session::log::Log;
use crate::session::open::Request;
use crate::session::resume::{Memory, OpenTab};
use crate::session::review::OpenQueue;
use crate::session::{Session, place};
use crate::ui::backend::Backend;
use crate::ui::desk::{Again, Desk};
use crate::ui::{self, Open, Settings, Start, UiError};

use tabs::begin;

pub(crate) fn run(common: &Common, wish: &Wish, out: &mut Output) -> Result<u8, Failure> {
    let kept = wish.resume.then(|| memory().tabs()).flatten();
    let (host, tabs, at) = begin(common, wish, kept);
    let (opening, problems) = host.opening()?;
    let mut warnings: Vec<String> =
        problems.iter().map(|problem| format!("{problem}; going on without it")).collect();
    let (first, at) = host.first(&opening, &tabs, at)?;
    let mut settings = host.settings_of(&opening, &mut |warning| warnings.push(warning));
    warnings.iter().for_each(|warning| out.say(&format!("warning: {warning}")));
    settings.warnings = warnings;
    settings.log = log(common);
    settings.tour = wish.demo;
    match ui::run(Arc::new(host), Start { first, tabs, at }, &settings) {
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
    /// Where the way up to the project's configuration begins.
    start: PathBuf,
    /// How often it was told what is open.
    told: Arc<Mutex<u64>>,
}

impl Host {
    /// The tab that the screen begins with: the one that was in front, else the first that can be
    /// opened.
    fn first(
        &self,
        opening: &Opening,
        tabs: &[OpenTab],
        at: usize,
    ) -> Result<(Arc<dyn Backend>, usize), Failure> {
        let wish = self.wish.queue.as_deref();
        let refused = match self.desk(opening, tabs.get(at), wish) {
            Ok(desk) => return Ok((desk, at)),
            Err(why) => why,
        };
        // The screen says later why a tab stays away, so that one is enough to go on.
        let others = (0..tabs.len()).filter(|other| *other != at && self.wish.resume);
        let opened = |other| Some((self.desk(opening, tabs.get(other), wish).ok()?, other));
        others.into_iter().find_map(opened).ok_or(refused)
    }

    /// The request without paths, by the configuration as it is now.
    fn opening(&self) -> Result<(Opening, Vec<ConfigError>), Failure> {
        if self.wish.demo {
            return Ok((Opening::demo(&self.common), Vec::new()));
        }
        let (config, problems) =
            super::configuration(&self.common, &self.start).map_err(|error| {
                Failure::new(exit::USAGE, error.to_string())
                    .fix("mend the file, or leave --config out")
            })?;
        let request = Request { config, ..Request::default() };
        Ok((Opening::new(&self.common, request), problems))
    }

    fn desk(
        &self,
        opening: &Opening,
        tab: Option<&OpenTab>,
        queue: Option<&Path>,
    ) -> Result<Arc<dyn Backend>, Failure> {
        let mut request = opening.request.clone();
        request.paths = tab.map(|tab| tab.paths.clone()).unwrap_or_default();
        if let Some(tab) = tab.filter(|tab| request.specs.is_empty() && !tab.specs.is_empty()) {
            request.specs.clone_from(&tab.specs);
        }
        let session = Session::begin(&request)?;
        if let Some(queue) = queue {
            open_queue(&session, queue)?;
        }
        let desk = Desk::new(session).reopening(self.again(opening, tab));
        Ok(Arc::new(match self.keeps(opening) {
            true if self.wish.fresh => desk.remembering(memory().fresh()),
            true => desk.remembering(memory()),
            false => desk,
        }))
    }

    /// Opens the same once more; what a pipe has sent is gone.
    fn again(&self, opening: &Opening, tab: Option<&OpenTab>) -> Again {
        let (host, opening, tab) = (self.clone(), opening.clone(), tab.cloned());
        Box::new(move || {
            if opening.request.paths.iter().any(|path| path == "-") {
                return Err("standard input is read only once".to_owned());
            }
            host.desk(&opening, tab.as_ref(), None).map_err(|failure| failure.to_string())
        })
    }

    /// Whether anything is kept for the next run.
    fn keeps(&self, opening: &Opening) -> bool {
        opening.request.config.resume != Some(false) && !opening.request.readonly
    }

    /// How the screen is to be; warnings go to `warn`.
    fn settings_of(&self, opening: &Opening, warn: &mut dyn FnMut(String)) -> Settings {
        let config = &opening.request.config;
        let themes = look::own_themes(config, warn);
        let theme = look::chosen_theme(config, &themes, warn);
        let file = place::cache_dir().join("clip.txt");
        Settings {
            theme,
            themes,
            depth: look::depth(),
            colour: opening.colour(),
            ascii: !speaks_unicode(),
            keys: config.keys.clone(),
            key_places: key_places(config),
            advance: config.advance,
            blind: config.blind.unwrap_or(false),
            mouse: config.mouse.unwrap_or(false),
            clipboard_file: (!opening.request.readonly).then_some(file),
            tour: false,
            unexpected: config.unexpected(),
            opening: opening_settings(config),
            warnings: Vec::new(),
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
        let project = self.common.config.clone().or_else(|| Config::project_file(&self.start));
        let project = project.unwrap_or_else(|| self.start.join(FILE_NAME));
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

    fn open(&self, tab: &OpenTab) -> Result<Arc<dyn Backend>, String> {
        let (opening, _) = self.opening().map_err(|failure| failure.to_string())?;
        self.desk(&opening, Some(tab), None).map_err(|failure| failure.to_string())
    }

    fn remember(&self, open: Open) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok((opening, _)) = self.opening() else { return };
        if open.tabs.is_empty() || open.times <= *told || !self.keeps(&opening) {
            return;
        }
        *told = open.times;
        // A run that cannot keep this says so when it cannot keep where one is.
        let _ = memory().remember_tabs(&self.kept(open, &opening.request));
    }
}

/// Where each key is set, by action.
fn key_places(config: &Config) -> BTreeMap<String, String> {
    let place = |name: &String| Some((name.clone(), config.place(&["keys", name])?));
    config.keys.keys().filter_map(place).collect()
}

/// The settings that hold when a dataset is opened, by name.
fn opening_settings(config: &Config) -> BTreeMap<&'static str, String> {
    let scheme = config.scheme.as_ref().map(ToString::to_string);
    [
        ("datasets", format!("{:?}", config.datasets)),
        ("specs", format!("{:?}", config.specs)),
        ("labels", format!("{:?}", config.labels)),
        ("reviewer", format!("{:?}", config.reviewer)),
        ("map", format!("{:?}", config.map)),
        ("detectors", format!("{:?}", config.detectors)),
        ("scheme", scheme.unwrap_or_default()),
        ("blind", format!("{:?}", config.blind)),
        ("resume", format!("{:?}", config.resume)),
    ]
    .into()
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

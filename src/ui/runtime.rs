//! The loop: receive, drain, update, draw once. Effects go to worker threads, one a kind of work,
//! and come back as events.

mod kept;
mod panics;
mod perform;
mod post;
mod tab;
mod watch;
mod workers;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::Terminal;

use super::backend::Backend;
use super::clipboard;
use super::effect::Effect;
use super::event::{Copied, Event, Timer};
use super::host::Host;
use super::settings::{Settings, UiError};
use super::tabs::{Answer, Request};
use super::terminal::{self, Device, Encoder};
use super::theme::Role;
use super::update::{self, notice, resume, settle, update};
use super::view::view;
use crate::session::resume::OpenTab;

use kept::Kept;
use panics::PanicHook;
pub(super) use perform::perform;
pub(super) use post::{Letter, Post};
use tab::{Stage, Tab};

/// What the screen begins with.
pub struct Start {
    /// The dataset on the screen.
    pub first: Arc<dyn Backend>,
    /// All that are opened, from left to right.
    pub tabs: Vec<OpenTab>,
    /// Which of them is the one on the screen.
    pub at: usize,
}

impl Start {
    /// One dataset alone.
    #[must_use]
    pub fn one(first: Arc<dyn Backend>) -> Self {
        Self { first, tabs: vec![OpenTab::default()], at: 0 }
    }
}

/// Opens the screen, and stays in it until the user quits.
///
/// # Errors
/// When there is no terminal that can show a screen, or when it fails. The terminal is as it was
/// before, whatever happens.
pub fn run(host: Arc<dyn Host>, start: Start, settings: &Settings) -> Result<(), UiError> {
    terminal::check()?;
    let (sender, inbox) = channel();
    let post = Post::new(sender);
    let device = Arc::new(Device::open(settings.mouse)?);
    let hook = PanicHook::install(&device, &post, settings);
    terminal::watch(&device, &post)?;
    watch::watch(host.configuration(), &post)?;
    let mut main = Loop::new(host, settings, &device, post, start.first, start.at)?;
    for (number, tab) in start.tabs.into_iter().enumerate().filter(|(at, _)| *at != start.at) {
        main.open(number, tab, false)?;
    }
    let result = main.run(&inbox);
    device.restore();
    drop(hook);
    result
}

/// What the loop owns.
struct Loop {
    stage: Stage,
    /// Tabs that are being opened, by their numbers.
    coming: BTreeMap<usize, OpenTab>,
    /// Number of the next tab.
    next: usize,
    /// Which tabs were kept for the next run.
    kept: Kept,
    /// What is to happen in a new tab before its first frame.
    first: Vec<Letter>,
    host: Arc<dyn Host>,
    settings: Settings,
    terminal: Terminal<Encoder<Device>>,
    device: Arc<Device>,
    timers: Vec<Alarm>,
    post: Post,
    quit: bool,
}

/// A timer of a tab.
struct Alarm {
    at: Instant,
    tab: usize,
    timer: Timer,
}

impl Loop {
    fn new(
        host: Arc<dyn Host>,
        settings: &Settings,
        device: &Arc<Device>,
        post: Post,
        backend: Arc<dyn Backend>,
        number: usize,
    ) -> Result<Self, UiError> {
        let terminal = Terminal::new(Encoder::new(Arc::clone(device)))?;
        let size = terminal.size()?;
        let size = (size.width, size.height);
        let (tab, event) = Tab::open(number, backend, settings, size, &post)?;
        let first = event.map(|event| Letter { to: Some(number), event }).into_iter().collect();
        Ok(Self {
            stage: Stage::new(tab),
            coming: BTreeMap::new(),
            next: number + 1,
            kept: Kept::default(),
            first,
            host,
            settings: settings.clone(),
            terminal,
            device: Arc::clone(device),
            timers: Vec::new(),
            post,
            quit: false,
        })
    }

    fn run(mut self, inbox: &Receiver<Letter>) -> Result<(), UiError> {
        let model = &mut self.stage.shown().model;
        if let Some(message) = model.messages.back().map(|message| message.text.clone()) {
            let effects = notice(model, message, Role::Warning);
            let number = self.stage.shown().number;
            self.carry_out(number, effects)?;
        }
        self.remember_tabs()?;
        loop {
            for letter in std::mem::take(&mut self.first) {
                self.take(letter)?;
            }
            let tab = self.stage.shown();
            let (number, effects) = (tab.number, settle(&mut tab.model));
            self.carry_out(number, effects)?;
            self.draw()?;
            if self.quit {
                self.remember();
                return Ok(());
            }
            let first = self.receive(inbox)?;
            for letter in first.into_iter().chain(inbox.try_iter()) {
                self.take(letter)?;
            }
        }
    }

    /// Updates the tab that an event is for; one that was closed meanwhile needs nothing.
    fn take(&mut self, letter: Letter) -> Result<(), UiError> {
        let Letter { to, event } = match letter {
            Letter { event: Event::Tab(Answer::Opened { number, tab, show, result }), .. } => {
                self.coming.remove(&number);
                match result {
                    Ok(backend) => return self.opened(number, &tab, backend, show),
                    result => {
                        self.remember_tabs()?;
                        let event = Event::Tab(Answer::Opened { number, tab, show, result });
                        Letter { to: None, event }
                    }
                }
            }
            Letter { event: Event::Tab(Answer::Reopened(Ok(backend))), to } => {
                return self.reopened(to, backend);
            }
            Letter { event: Event::Reloaded(settings, wrong), .. } => {
                return self.reloaded(&settings, &wrong);
            }
            letter => letter,
        };
        let Some(tab) = self.stage.find(to) else { return Ok(()) };
        let (number, effects) = (tab.number, update(&mut tab.model, event));
        if let Some(log) = &self.settings.log {
            tab.write_messages(log);
        }
        self.carry_out(number, effects)
    }

    /// Waits for an event or the next timer; without either it waits for ever and costs nothing.
    fn receive(&mut self, inbox: &Receiver<Letter>) -> Result<Option<Letter>, UiError> {
        let Some((at, index)) =
            self.timers.iter().enumerate().map(|(index, alarm)| (alarm.at, index)).min()
        else {
            return inbox.recv().map(Some).map_err(|_| UiError::Gone);
        };
        let left = at.saturating_duration_since(Instant::now());
        // What is due comes first: under a flood of events it would never come otherwise.
        let received = match left.is_zero() {
            true => Err(RecvTimeoutError::Timeout),
            false => inbox.recv_timeout(left),
        };
        match received {
            Ok(letter) => Ok(Some(letter)),
            Err(RecvTimeoutError::Timeout) => {
                let alarm = self.timers.swap_remove(index);
                Ok(Some(Letter { to: Some(alarm.tab), event: Event::Timer(alarm.timer) }))
            }
            Err(RecvTimeoutError::Disconnected) => Err(UiError::Gone),
        }
    }

    fn draw(&mut self) -> Result<(), UiError> {
        let size = self.terminal.size()?;
        let tab = self.stage.shown();
        if (size.width, size.height) != tab.model.size {
            let resize = Event::Resize { width: size.width, height: size.height };
            let mut effects = update(&mut tab.model, resize);
            effects.extend(settle(&mut tab.model));
            let number = tab.number;
            self.carry_out(number, effects)?;
        }
        let model = &self.stage.shown().model;
        if model.printed {
            return Ok(()); // the terminal is the user's until the next key
        }
        self.terminal.draw(|frame| view(model, frame))?;
        Ok(())
    }

    fn carry_out(&mut self, tab: usize, effects: Vec<Effect>) -> Result<(), UiError> {
        for effect in effects {
            match effect {
                Effect::Timer { after, timer } => self.set_timer(tab, after, timer),
                Effect::Quit => self.quit_unless_unsaved()?,
                Effect::Print(text) => self.device.print(&text)?,
                Effect::Redraw => {
                    self.device.enter_again()?;
                    self.terminal.clear()?;
                }
                Effect::Suspend => {
                    self.device.suspend()?;
                    self.terminal.clear()?;
                }
                Effect::Mouse(on) => self.device.mouse(on)?,
                Effect::Tab(request) => self.turn(request)?,
                Effect::Reload => self.reload()?,
                Effect::CopyByTerminal(text) => {
                    self.device.write(clipboard::osc52(&text).as_bytes())?;
                    let tmux = std::env::var_os("TMUX").is_some();
                    let _ = self.post.send(Event::Copied(Copied::Terminal { tmux }));
                }
                other => {
                    if let Some(tab) = self.stage.find(Some(tab)) {
                        tab.workers.give(other);
                    }
                }
            }
        }
        Ok(())
    }

    /// Ends the program, unless another tab has labels that are not on disk: that one is asked then.
    fn quit_unless_unsaved(&mut self) -> Result<(), UiError> {
        let Some(at) = self.stage.unsaved() else {
            self.quit = true;
            return Ok(());
        };
        self.stage.go(at);
        let tab = self.stage.shown();
        let (number, effects) = (tab.number, update::quit(&mut tab.model));
        self.carry_out(number, effects)
    }

    /// Keeps where one is in every tab, and which there are.
    fn remember(&self) {
        self.host.remember(self.kept.again());
        for tab in self.stage.all() {
            // Nobody is left to be told if it cannot be kept.
            let _ = tab.backend.remember(resume::state(&tab.model));
        }
    }

    /// Keeps which tabs are open, if that has changed: a crash must not cost it.
    fn remember_tabs(&mut self) -> Result<(), UiError> {
        let Some(open) = self.kept.changed(&self.stage, &self.coming) else { return Ok(()) };
        let host = Arc::clone(&self.host);
        aside(move || host.remember(open))
    }

    fn turn(&mut self, request: Request) -> Result<(), UiError> {
        match request {
            Request::Turn(steps) => self.stage.turn(steps),
            Request::Go(at) => self.stage.go(at),
            Request::Open(path) => {
                let tab = OpenTab { paths: vec![path], specs: Vec::new() };
                self.open(self.next, tab, true)?;
            }
            Request::List => {
                let (host, post) = (Arc::clone(&self.host), self.post.clone());
                aside(move || post.send(Event::Tab(Answer::Datasets(host.datasets()))))?;
            }
            Request::Reopen => {
                let tab = self.stage.shown();
                let (backend, post) = (Arc::clone(&tab.backend), self.post.to_tab(tab.number));
                aside(move || post.send(Event::Tab(Answer::Reopened(backend.reopen()))))?;
            }
            Request::Close => {
                let tab = self.stage.shown();
                let _ = tab.backend.remember(resume::state(&tab.model)); // as when quitting
                self.stage.close();
            }
        }
        self.remember_tabs()
    }

    /// Opens a dataset on a thread of its own.
    fn open(&mut self, number: usize, tab: OpenTab, show: bool) -> Result<(), UiError> {
        self.next = self.next.max(number + 1);
        self.coming.insert(number, tab.clone());
        let (host, post) = (Arc::clone(&self.host), self.post.clone());
        aside(move || {
            let result = host.open(&tab);
            post.send(Event::Tab(Answer::Opened { number, tab, show, result }))
        })
    }

    fn opened(
        &mut self,
        number: usize,
        tab: &OpenTab,
        backend: Arc<dyn Backend>,
        show: bool,
    ) -> Result<(), UiError> {
        if let Some(at) = self.stage.position(&backend.overview().show.paths) {
            self.stage.go(at);
            let text = format!("{} is open already", tab.paths.join(" "));
            let tab = self.stage.shown();
            let effects = notice(&mut tab.model, text, Role::Text);
            let number = tab.number;
            return self.carry_out(number, effects);
        }
        let size = self.stage.shown().model.size;
        let (tab, event) = Tab::open(number, backend, &self.settings, size, &self.post)?;
        self.stage.add(tab, show);
        self.remember_tabs()?;
        match event {
            Some(event) => self.take(Letter { to: Some(number), event }),
            None => Ok(()),
        }
    }

    /// Puts data that were read anew in the place of a tab, which comes back as it was.
    fn reopened(&mut self, to: Option<usize>, backend: Arc<dyn Backend>) -> Result<(), UiError> {
        let Some(old) = self.stage.find(to) else { return Ok(()) };
        let (size, recalled) = (old.model.size, resume::carried_over(&old.model));
        let number = self.next;
        self.next += 1;
        let (tab, _) = Tab::open(number, backend, &self.settings, size, &self.post)?;
        self.stage.replace(to, tab);
        self.take(Letter { to: Some(number), event: recalled })
    }

    fn reload(&mut self) -> Result<(), UiError> {
        let (host, post) = (Arc::clone(&self.host), self.post.clone());
        aside(move || {
            let (settings, wrong) = host.settings();
            post.send(Event::Reloaded(Box::new(settings), wrong))
        })
    }

    fn reloaded(&mut self, settings: &Settings, wrong: &[String]) -> Result<(), UiError> {
        let before = self.settings.clone();
        if wrong.is_empty() {
            self.settings = settings.clone();
        }
        for number in self.stage.numbers() {
            let Some(tab) = self.stage.find(Some(number)) else { continue };
            let effects = update::reloaded(&mut tab.model, &before, settings, wrong);
            self.carry_out(number, effects)?;
        }
        Ok(())
    }

    /// One timer of a kind and tab: a newer one replaces it.
    fn set_timer(&mut self, tab: usize, after: Duration, timer: Timer) {
        let kind = std::mem::discriminant(&timer);
        self.timers
            .retain(|alarm| alarm.tab != tab || std::mem::discriminant(&alarm.timer) != kind);
        self.timers.push(Alarm { at: Instant::now() + after, tab, timer });
    }
}

/// Does something that may block on a thread of its own.
fn aside<T>(work: impl FnOnce() -> T + Send + 'static) -> Result<(), UiError> {
    thread::Builder::new().name("cotscope-aside".into()).spawn(move || drop(work()))?;
    Ok(())
}

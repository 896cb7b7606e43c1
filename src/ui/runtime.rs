//! The loop: receive, drain, update, draw once. Effects go to worker threads, one a kind of work,
//! and come back as events.

mod perform;
mod workers;

use std::panic;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::Terminal;

use super::backend::Backend;
use super::clipboard;
use super::effect::Effect;
use super::event::{Copied, Event, Kept, Timer};
use super::model::Model;
use super::settings::{Settings, UiError};
use super::terminal::{self, Device, Encoder};
use super::theme::Role;
use super::update::{notice, resume, settle, update};
use super::view::view;

pub(super) use perform::perform;
use workers::Workers;

/// Opens the screen and stays in it until the user quits.
///
/// # Errors
/// When there is no terminal that can show a screen, or when it fails. The terminal is as it was
/// before, whatever happens.
pub fn run(backend: Arc<dyn Backend>, settings: &Settings) -> Result<(), UiError> {
    terminal::check()?;
    let (events, inbox) = channel();
    let device = Arc::new(Device::open(settings.mouse)?);
    let hook = PanicHook::install(&device, &events, settings);
    terminal::watch(&device, &events)?;
    let sink = events.clone();
    backend.listen(Box::new(move |news| {
        let _ = sink.send(Event::News(news)); // the screen is gone: nobody wants to know
    }));
    let result = Loop::new(backend, settings, &device, events)?.run(&inbox);
    device.restore();
    drop(hook);
    result
}

/// What the loop owns.
struct Loop {
    model: Model,
    terminal: Terminal<Encoder>,
    device: Arc<Device>,
    backend: Arc<dyn Backend>,
    workers: Workers,
    timers: Vec<(Instant, Timer)>,
    events: Sender<Event>,
    quit: bool,
}

impl Loop {
    fn new(
        backend: Arc<dyn Backend>,
        settings: &Settings,
        device: &Arc<Device>,
        events: Sender<Event>,
    ) -> Result<Self, UiError> {
        let terminal = Terminal::new(Encoder::new(Arc::clone(device)))?;
        let size = terminal.size()?;
        let model = Model::new(&*backend, settings, (size.width, size.height));
        let workers = Workers::start(Arc::clone(&backend), settings, &events)?;
        let device = Arc::clone(device);
        let timers = Vec::new();
        Ok(Self { model, terminal, device, backend, workers, timers, events, quit: false })
    }

    fn run(mut self, inbox: &Receiver<Event>) -> Result<(), UiError> {
        if let Some(message) = self.model.messages.back().map(|message| message.text.clone()) {
            let effects = notice(&mut self.model, message, Role::Warning);
            self.carry_out(effects)?;
        }
        if let Some(state) = self.backend.recall() {
            let recalled = Event::Kept(Kept::Recalled(Box::new(state)));
            let effects = update(&mut self.model, recalled);
            self.carry_out(effects)?;
        }
        loop {
            let effects = settle(&mut self.model);
            self.carry_out(effects)?;
            self.draw()?;
            if self.quit {
                // Nobody is left to be told if it cannot be kept.
                let _ = self.backend.remember(resume::state(&self.model));
                return Ok(());
            }
            let first = self.receive(inbox)?;
            for event in first.into_iter().chain(inbox.try_iter()) {
                let effects = update(&mut self.model, event);
                self.carry_out(effects)?;
            }
        }
    }

    /// Waits for an event or the next timer; without either it waits for ever and costs nothing.
    fn receive(&mut self, inbox: &Receiver<Event>) -> Result<Option<Event>, UiError> {
        let Some((at, index)) =
            self.timers.iter().enumerate().map(|(index, (at, _))| (*at, index)).min()
        else {
            return inbox.recv().map(Some).map_err(|_| UiError::Gone);
        };
        let left = at.saturating_duration_since(Instant::now());
        match inbox.recv_timeout(left) {
            Ok(event) => Ok(Some(event)),
            Err(RecvTimeoutError::Timeout) => {
                let (_, timer) = self.timers.swap_remove(index);
                Ok(Some(Event::Timer(timer)))
            }
            Err(RecvTimeoutError::Disconnected) => Err(UiError::Gone),
        }
    }

    fn draw(&mut self) -> Result<(), UiError> {
        let size = self.terminal.size()?;
        if (size.width, size.height) != self.model.size {
            let resize = Event::Resize { width: size.width, height: size.height };
            let mut effects = update(&mut self.model, resize);
            effects.extend(settle(&mut self.model));
            self.carry_out(effects)?;
        }
        let model = &self.model;
        self.terminal.draw(|frame| view(model, frame))?;
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<(), UiError> {
        for effect in effects {
            match effect {
                Effect::Timer { after, timer } => self.set_timer(after, timer),
                Effect::Quit => self.quit = true,
                Effect::Redraw => {
                    self.device.enter_again()?;
                    self.terminal.clear()?;
                }
                Effect::Suspend => {
                    self.device.suspend()?;
                    self.terminal.clear()?;
                }
                Effect::Mouse(on) => self.device.mouse(on)?,
                Effect::CopyByTerminal(text) => {
                    self.device.write(clipboard::osc52(&text).as_bytes())?;
                    let tmux = std::env::var_os("TMUX").is_some();
                    let _ = self.events.send(Event::Copied(Copied::Terminal { tmux }));
                }
                other => self.workers.give(other),
            }
        }
        Ok(())
    }

    /// One timer of a kind: a newer one replaces it.
    fn set_timer(&mut self, after: Duration, timer: Timer) {
        let kind = std::mem::discriminant(&timer);
        self.timers.retain(|(_, other)| std::mem::discriminant(other) != kind);
        self.timers.push((Instant::now() + after, timer));
    }
}

type Hook = dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync;

/// While the screen is open, a panic on its thread restores the terminal first and then speaks; a
/// panic elsewhere is told on the screen.
struct PanicHook {
    before: Arc<Hook>,
}

impl PanicHook {
    fn install(device: &Arc<Device>, events: &Sender<Event>, settings: &Settings) -> Self {
        let before: Arc<Hook> = Arc::from(panic::take_hook());
        let (device, events) = (Arc::clone(device), events.clone());
        let (log, screen) = (settings.log_file.clone(), thread::current().id());
        let then = Arc::clone(&before);
        panic::set_hook(Box::new(move |info| {
            if thread::current().id() != screen {
                let _ = events.send(Event::WorkerPanicked(described(info)));
                return;
            }
            device.restore();
            then(info);
            terminal::farewell(log.as_deref());
        }));
        Self { before }
    }
}

impl Drop for PanicHook {
    fn drop(&mut self) {
        if !thread::panicking() {
            let before = Arc::clone(&self.before);
            panic::set_hook(Box::new(move |info| before(info)));
        }
    }
}

/// A panic in one line.
fn described(info: &panic::PanicHookInfo<'_>) -> String {
    let what = info.payload();
    let text = what
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| what.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a bug".to_owned());
    match info.location() {
        Some(place) => format!("{text} ({}:{})", place.file(), place.line()),
        None => text,
    }
}

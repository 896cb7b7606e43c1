//! The screen without a terminal: events in, effects carried out at once on the same thread,
//! frames out. For tests, documentation and pictures.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use ratatui::Terminal;
use ratatui::buffer::Buffer;

use super::backend::{Backend, News};
use super::effect::Effect;
use super::event::{Copied, Event, Kept, Mouse, MouseKind, Timer};
use super::key::Key;
use super::model::Model;
use super::runtime::perform;
use super::settings::Settings;
use super::tabs::{Answer, Request, Tabs};
use super::terminal::{Encoder, Memory};
use super::update::{resume, settle, update};
use super::view::view;

/// A screen in memory.
pub struct Headless {
    backend: Arc<dyn Backend>,
    model: Model,
    terminal: Terminal<Encoder<Memory>>,
    memory: Arc<Memory>,
    frame: Buffer,
    settings: Settings,
    news: Inbox,
    timers: Vec<Timer>,
    copied: Vec<String>,
    printed: Vec<String>,
    log: Vec<String>,
    quit: bool,
    /// Long work that waits, while it is held.
    held: Option<Vec<Effect>>,
}

type Inbox = Arc<Mutex<VecDeque<News>>>;

/// Collects what happens behind the screen.
fn hear(backend: &dyn Backend, news: &Inbox) {
    let sink = Arc::clone(news);
    backend.listen(Box::new(move |item| {
        sink.lock().unwrap_or_else(PoisonError::into_inner).push_back(item);
    }));
}

impl Headless {
    /// Opens the screen at a size and draws the first frame.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>, settings: &Settings, width: u16, height: u16) -> Self {
        let model = Model::new(&*backend, settings, (width, height));
        let memory = Arc::new(Memory::default());
        memory.resize(width, height);
        let Ok(terminal) = Terminal::new(Encoder::new(Arc::clone(&memory))) else {
            unreachable!("a terminal in memory never fails")
        };
        let news = Arc::new(Mutex::new(VecDeque::new()));
        hear(&*backend, &news);
        let mut screen = Self {
            backend,
            model,
            terminal,
            memory,
            frame: Buffer::default(),
            news,
            timers: Vec::new(),
            copied: Vec::new(),
            printed: Vec::new(),
            log: Vec::new(),
            quit: false,
            held: None,
            settings: settings.clone(),
        };
        let kept = screen.backend.recall();
        let recalled = kept.map(|state| Event::Kept(Kept::Recalled(Box::new(state))));
        let effects = recalled.map_or_else(Vec::new, |event| update(&mut screen.model, event));
        screen.go_on(effects);
        screen
    }

    /// Presses keys: `jj1<esc><ctrl-d>`, `<lt>` for `<`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in Key::parse_typed(keys) {
            self.happen(Event::Key(key));
        }
        self
    }

    /// Pastes text as a terminal does.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.happen(Event::Paste(text.to_owned()));
        self
    }

    /// Lets news arrive and all timers run out that were set: pauses in typing, prefixes, notices.
    pub fn wait(&mut self) -> &mut Self {
        self.go_on(Vec::new());
        for timer in std::mem::take(&mut self.timers) {
            self.happen(Event::Timer(timer));
        }
        self
    }

    /// Lets news arrive and pauses in typing and prefixes run out, but leaves notices where they are.
    pub fn pause(&mut self) -> &mut Self {
        self.go_on(Vec::new());
        let (notices, over): (Vec<Timer>, Vec<Timer>) = std::mem::take(&mut self.timers)
            .into_iter()
            .partition(|timer| matches!(timer, Timer::Notice(_)));
        self.timers = notices;
        for timer in over {
            self.happen(Event::Timer(timer));
        }
        self
    }

    /// Shows tabs of these names, of which this is the first.
    pub fn tabs(&mut self, names: &[&str]) -> &mut Self {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        self.model.tabs = Tabs { names, at: 0 };
        self.go_on(Vec::new());
        self
    }

    /// Lets long work wait from now on, as it does behind a busy worker.
    pub fn hold(&mut self) -> &mut Self {
        self.held.get_or_insert_default();
        self
    }

    /// Has the work done that waits.
    pub fn release(&mut self) -> &mut Self {
        for effect in self.held.take().unwrap_or_default() {
            if let Some(event) = perform(&*self.backend, effect) {
                self.happen(event);
            }
        }
        self
    }

    /// Changes the size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.memory.resize(width, height);
        self.happen(Event::Resize { width, height });
        self
    }

    /// Clicks on a cell.
    pub fn click(&mut self, column: u16, row: u16) -> &mut Self {
        self.happen(Event::Mouse(Mouse { kind: MouseKind::Click, column, row }));
        self
    }

    /// Drags from one cell to another, by way of the cells between.
    pub fn drag(&mut self, from: (u16, u16), to: (u16, u16)) -> &mut Self {
        self.click(from.0, from.1);
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        let between = |a: u16, b: u16, step: u16| {
            let (a, b, step, steps) =
                (i32::from(a), i32::from(b), i32::from(step), i32::from(steps));
            u16::try_from(a + (b - a) * step / steps).unwrap_or(0)
        };
        for step in 1..=steps {
            let (column, row) = (between(from.0, to.0, step), between(from.1, to.1, step));
            self.happen(Event::Mouse(Mouse { kind: MouseKind::Drag, column, row }));
        }
        let (column, row) = to;
        self.happen(Event::Mouse(Mouse { kind: MouseKind::Release, column, row }));
        self
    }

    /// Turns the wheel over a cell.
    pub fn wheel(&mut self, down: bool, column: u16, row: u16) -> &mut Self {
        let kind = if down { MouseKind::WheelDown } else { MouseKind::WheelUp };
        self.happen(Event::Mouse(Mouse { kind, column, row }));
        self
    }

    /// What was copied, oldest first.
    #[must_use]
    pub fn copied(&self) -> &[String] {
        &self.copied
    }

    /// What was printed on the terminal's own screen, oldest first.
    #[must_use]
    pub fn printed(&self) -> &[String] {
        &self.printed
    }

    /// The names of the effects so far, oldest first: `Open`, `Label`, `Quit` …
    #[must_use]
    pub fn effects(&self) -> &[String] {
        &self.log
    }

    /// Whether the program would have ended.
    #[must_use]
    pub fn has_quit(&self) -> bool {
        self.quit
    }

    /// The frame as text, one line a row, without trailing spaces.
    #[must_use]
    pub fn screen(&self) -> String {
        let mut text = String::new();
        for line in self.lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn lines(&self) -> Vec<String> {
        let buffer = self.buffer();
        let mut lines = Vec::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut covered = 0;
            for x in 0..buffer.area.width {
                if covered > 0 {
                    covered -= 1;
                    continue;
                }
                let symbol = buffer[(x, y)].symbol();
                covered = super::paint::width(symbol).saturating_sub(1);
                line.push_str(symbol);
            }
            lines.push(line);
        }
        lines
    }

    /// The cells of the frame.
    #[must_use]
    pub fn buffer(&self) -> &Buffer {
        &self.frame
    }

    /// The bytes that a terminal has been sent since this was asked last.
    pub fn sent(&mut self) -> Vec<u8> {
        self.memory.take()
    }

    fn happen(&mut self, event: Event) {
        let effects = update(&mut self.model, event);
        self.go_on(effects);
    }

    /// Carries effects out until nothing more follows, then draws.
    fn go_on(&mut self, effects: Vec<Effect>) {
        let mut todo = VecDeque::from(effects);
        loop {
            todo.extend(settle(&mut self.model));
            if let Some(effect) = todo.pop_front() {
                if let Some(event) = self.perform(effect) {
                    todo.extend(update(&mut self.model, event));
                }
                continue;
            }
            let item = self.news.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            match item {
                Some(item) => todo.extend(update(&mut self.model, Event::News(item))),
                None => break,
            }
        }
        if let Ok(drawn) = self.terminal.draw(|frame| view(&self.model, frame)) {
            self.frame.clone_from(drawn.buffer);
        }
    }

    fn reopen(&mut self) -> Option<Event> {
        let backend = match self.backend.reopen() {
            Ok(backend) => backend,
            Err(why) => return Some(Event::Tab(Answer::Reopened(Err(why)))),
        };
        let recalled = resume::carried_over(&self.model);
        self.model = Model::new(&*backend, &self.settings, self.model.size);
        hear(&*backend, &self.news);
        self.backend = backend;
        Some(recalled)
    }

    fn perform(&mut self, effect: Effect) -> Option<Event> {
        let name = format!("{effect:?}");
        let name = name.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
        self.log.push(name);
        if let Some((task, generation)) = effect.task() {
            self.backend.newest(task, generation);
            if let Some(held) = &mut self.held {
                held.push(effect);
                return None;
            }
        }
        match effect {
            Effect::Timer { timer, .. } => self.timers.push(timer),
            Effect::Quit => {
                self.quit = true;
                let _ = self.backend.remember(resume::state(&self.model)); // as the program does
            }
            Effect::Print(text) => self.printed.push(text),
            Effect::Copy(text) => {
                self.copied.push(text);
                return Some(Event::Copied(Copied::System));
            }
            Effect::Tab(Request::Reopen) => return self.reopen(),
            Effect::Tab(Request::List) => return Some(Event::Tab(Answer::Datasets(Vec::new()))),
            other => return perform(&*self.backend, other),
        }
        None
    }
}

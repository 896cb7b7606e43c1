//! Everything that the screen is, in one value. Only `update` changes it.

pub(crate) mod exports;
mod search;
mod status;
pub(crate) mod tasks;

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use crate::record::Field;
use crate::text::Span;

use super::action::Action;
use super::backend::review::{Request, Working};
use super::backend::{Backend, Ordinals, Overview, Task};
use super::context::Context;
use super::glyph::{ASCII, Glyphs, UNICODE};
use super::keymap::{Keymap, wanted};
use super::layout::{Layout, PaneSizes, Panes, SMALLEST};
use super::overlay::Overlay;
use super::paint::count;
use super::pane::Pane;
use super::places::{Places, Resume};
use super::screen::agreement::AgreementScreen;
use super::screen::charts::ChartsScreen;
use super::screen::clause::ClausePane;
use super::screen::clauses::ClauseScreen;
use super::screen::list::List;
use super::screen::outline::OutlineScreen;
use super::screen::reader::Reader;
use super::screen::review::ReviewScreens;
use super::screen::sides::SidesScreen;
use super::screen::track::TrackScreen;
use super::settings::Settings;
use super::tabs::Tabs;
use super::theme::{Role, Theme};
use super::tour::{self, Tour};

pub(crate) use exports::Exports;
pub(crate) use search::{Asked, Search};
pub(crate) use status::{Message, Pending, Status};
pub(crate) use tasks::Tasks;

/// Messages kept for the log.
const MESSAGES: usize = 500;

/// The state of the screen.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) overview: Overview,
    pub(crate) keymap: Keymap,
    pub(crate) theme: Theme,
    /// All that the key goes through.
    pub(crate) themes: Vec<Theme>,
    pub(crate) glyphs: &'static Glyphs,
    /// Whether a label goes on to the next record; without a word it does in a queue.
    pub(crate) advance: Option<bool>,
    /// Whether the mouse is ours.
    pub(crate) mouse: bool,
    /// The terminal's own screen shows a record as plain text.
    pub(crate) printed: bool,
    /// What the pointer took hold of when its button went down.
    pub(crate) held: Option<Held>,
    pub(crate) size: (u16, u16),
    /// How large the panes are wanted.
    pub(crate) sizes: PaneSizes,
    pub(crate) focus: Pane,
    /// Where Esc goes back to from screens that stand alone, the latest last.
    pub(crate) came_from: Vec<Pane>,
    pub(crate) list_wanted: bool,
    pub(crate) list: List,
    pub(crate) reader: Reader,
    pub(crate) clause: ClausePane,
    pub(crate) clauses: ClauseScreen,
    pub(crate) agreement: AgreementScreen,
    pub(crate) track: TrackScreen,
    pub(crate) sides: SidesScreen,
    pub(crate) outline: OutlineScreen,
    pub(crate) charts: ChartsScreen,
    pub(crate) search: Search,
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) pending: Pending,
    pub(crate) status: Status,
    /// The long work that goes on.
    pub(crate) tasks: Tasks,
    pub(crate) messages: VecDeque<Message>,
    /// How the reviewer works: the open queue, what is hidden.
    pub(crate) working: Working,
    pub(crate) review: ReviewScreens,
    /// Records that were on the screen in the open.
    pub(crate) seen: HashSet<usize>,
    /// What the backend is to be asked before anything else.
    pub(crate) first: Vec<Request>,
    /// Messages so far, also those that the log no longer holds.
    pub(crate) logged: usize,
    pub(crate) tabs: Tabs,
    pub(crate) tour: Option<Tour>,
    pub(crate) places: Places,
    pub(crate) resume: Resume,
    /// The last change of labels, to be made once more.
    pub(crate) repeatable: Option<(Action, Option<usize>)>,
    /// Label changes on their way to the disk.
    pub(crate) saving: usize,
    /// Quit as soon as they are.
    pub(crate) leaving: bool,
    /// Where exports go unless something else is typed.
    pub(crate) exports: Exports,
    /// Number of the last request of any kind: answers to older ones are dropped.
    pub(crate) generation: u64,
    pub(crate) opening_generation: u64,
}

/// What the pointer drags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// The end of a selection that started with this cell of the text.
    Text(Field, Span),
    /// The scrollbar of the reader.
    ReaderBar,
    /// The scrollbar of the list.
    ListBar,
}

impl Model {
    /// The first screen, from what is known before anything is loaded.
    pub(crate) fn new(backend: &dyn Backend, settings: &Settings, size: (u16, u16)) -> Self {
        let overview = backend.overview();
        let (keymap, problems) = Keymap::new(&wanted(&overview, &settings.keys));
        let list = List::new(overview.records);
        let working = overview.working.clone();
        let mut model = Self {
            list,
            overview,
            keymap,
            theme: settings.first_theme(),
            themes: settings.all_themes(),
            glyphs: if settings.ascii { &ASCII } else { &UNICODE },
            advance: settings.advance,
            mouse: settings.mouse,
            printed: false,
            held: None,
            size,
            sizes: PaneSizes::default(),
            focus: if size.0 >= 100 && !settings.tour { Pane::Reader } else { Pane::List },
            came_from: Vec::new(),
            list_wanted: true,
            reader: Reader::default(),
            clause: ClausePane::default(),
            clauses: ClauseScreen::default(),
            agreement: AgreementScreen::default(),
            track: TrackScreen::default(),
            sides: SidesScreen::default(),
            outline: OutlineScreen::default(),
            charts: ChartsScreen::default(),
            search: Search::default(),
            overlays: Vec::new(),
            pending: Pending::default(),
            status: Status::default(),
            tasks: Tasks::default(),
            messages: VecDeque::new(),
            working,
            review: ReviewScreens::default(),
            seen: HashSet::new(),
            first: Vec::new(),
            logged: 0,
            tabs: Tabs::default(),
            tour: settings.tour.then(Tour::default),
            places: Places::default(),
            resume: Resume::default(),
            repeatable: None,
            saving: 0,
            leaving: false,
            exports: Exports::new(&backend.export_stem()),
            generation: 0,
            opening_generation: 0,
        };
        if model.overview.loading {
            model.tasks.begin(Task::Load, 0);
        }
        if settings.blind && !model.working.blind {
            model.first.push(Request::Blind(true));
        }
        if model.working.queue.is_some() {
            model.first.push(Request::Working);
            model.focus = Pane::Reader;
            model.go_on_with_queue();
        }
        // The last of them is said on the first screen: what is broken rather than a key that moved.
        let of_keys = problems.iter().map(|problem| settings.placed(problem));
        for problem in of_keys.chain(settings.warnings.iter().cloned()) {
            model.log(problem, Role::Warning);
        }
        model
    }

    /// Where everything stands now.
    pub(crate) fn layout(&self) -> Layout {
        let layout = self.layout_if(self.focus != Pane::List);
        if self.focus.stands_alone() { layout.with_one_alone() } else { layout }
    }

    /// Where everything would stand if the reader had the keys.
    pub(crate) fn reading_layout(&self) -> Layout {
        self.layout_if(true)
    }

    /// Rows at the bottom that the tour has, where there is room for them.
    pub(crate) fn tour_rows(&self) -> u16 {
        let room = self.size.1 >= SMALLEST.1 + tour::ROWS;
        if room && self.tour.is_some() { tour::ROWS } else { 0 }
    }

    fn layout_if(&self, reading: bool) -> Layout {
        let (list_wanted, clause_open) = (self.list_wanted, self.clause.open);
        let panes = Panes { list_wanted, clause_open, reading, sizes: self.sizes };
        Layout::new(self.size.0, self.size.1 - self.tour_rows(), panes)
    }

    /// Where keys go.
    pub(crate) fn context(&self) -> Context {
        if let Some(overlay) = self.overlays.last() {
            return overlay.context();
        }
        self.pane_context()
    }

    /// Where keys go below the overlays.
    pub(crate) fn pane_context(&self) -> Context {
        if self.reader.selection.is_some() { Context::Select } else { Context::In(self.focus) }
    }

    /// A number for a request of long work, which begins with it.
    pub(crate) fn begin(&mut self, task: Task) -> u64 {
        let generation = self.next_generation();
        self.tasks.begin(task, generation);
        generation
    }

    /// A number for a new request.
    pub(crate) fn next_generation(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    /// Adds to the message log.
    pub(crate) fn log(&mut self, text: impl Into<String>, role: Role) {
        if self.messages.len() == MESSAGES {
            self.messages.pop_front();
        }
        self.logged += 1;
        self.messages.push_back(Message { text: text.into(), role });
    }

    /// Whether judges and detectors are hidden on the open record.
    pub(crate) fn hides_judge(&self) -> bool {
        self.reader.document.as_ref().is_some_and(|open| open.loaded.hidden.suggestions)
    }

    /// What is listed without a search: the open queue, else every record.
    pub(crate) fn base(&self) -> Ordinals {
        match &self.working.queue {
            Some(queue) => Ordinals::Some(queue.records.clone()),
            None => Ordinals::All,
        }
    }

    /// How many records are listed; with a plus while others are still looked for.
    pub(crate) fn matches(&self) -> String {
        let more = if self.search.at_most.is_some() { "+" } else { "" };
        format!("{}{more}", count(self.list.len()))
    }

    /// Whether something but all records, or the queue, is listed.
    pub(crate) fn filtered(&self) -> bool {
        self.list.listing != self.base()
    }

    /// Whether the open queue has brought the record under the cursor: then it was drawn.
    pub(crate) fn in_queue_order(&self) -> bool {
        let records = self.working.queue.as_ref().map(|queue| &queue.records);
        match &self.list.listing {
            Ordinals::Some(listed) => records.is_some_and(|records| Arc::ptr_eq(records, listed)),
            Ordinals::All => false,
        }
    }

    /// Whether a label goes on to the next record.
    pub(crate) fn advances(&self) -> bool {
        self.advance.unwrap_or(self.working.queue.is_some())
    }

    /// Lists the open queue from the record at which it is to go on.
    pub(crate) fn go_on_with_queue(&mut self) {
        self.resume.led = true;
        let next = self.working.queue.as_ref().map_or(0, |queue| queue.next);
        let listing = self.base();
        self.list.show(listing, None);
        self.list.move_to(next);
    }
}

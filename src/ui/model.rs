//! Everything that the screen is, in one value. Only `update` changes it.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::label::scheme::UNSURE;
use crate::record::Field;
use crate::text::Span;

use super::action::{Action, Context, TABLE};
use super::backend::review::{Request, Working};
use super::backend::{Backend, NotSaved, Ordinals, Overview, QueryError};
use super::glyph::{ASCII, Glyphs, UNICODE};
use super::key::Key;
use super::keymap::Keymap;
use super::layout::{Layout, PaneSizes, Panes, SMALLEST};
use super::overlay::Overlay;
use super::overlay::facets::Refined;
use super::paint::count;
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
use crate::search::{Sort, SortBy};

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
    pub(crate) messages: VecDeque<Message>,
    /// How the reviewer works: the open queue, what is hidden.
    pub(crate) working: Working,
    pub(crate) review: ReviewScreens,
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
    pub(crate) export_path: PathBuf,
    /// Number of the last request of any kind: answers to older ones are dropped.
    pub(crate) generation: u64,
    pub(crate) opening_generation: u64,
}

/// A pane that can have the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    List,
    Reader,
    Clause,
    /// The table of all clauses, alone on the screen.
    Clauses,
    /// The queues of the team, alone.
    Queues,
    /// The last decisions, alone.
    Decisions,
    /// Who did what, alone.
    People,
    /// What reviewers dispute, alone.
    Disputes,
    /// How far raters agree, alone on the screen.
    Agreement,
    /// How good detectors have been, alone on the screen.
    Track,
    /// Two records, alone on the screen.
    Sides,
    /// The outline of a record, alone on the screen.
    Outline,
    /// Charts, alone on the screen.
    Charts,
}

impl Pane {
    /// Whether it takes the room of all other panes.
    pub(crate) fn stands_alone(self) -> bool {
        !matches!(self, Pane::List | Pane::Reader | Pane::Clause)
    }
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

/// Keys that wait for more.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    pub(crate) keys: Vec<Key>,
    pub(crate) count: Option<usize>,
    /// Whether what may follow is shown.
    pub(crate) shown: bool,
    /// Number of the prefix, to tell its timer from older ones.
    pub(crate) number: u64,
}

/// The search: what is asked and what came.
#[derive(Debug)]
pub(crate) struct Search {
    /// The query whose results are listed; empty without one.
    pub(crate) query: String,
    /// The order of the list.
    pub(crate) sort: Sort,
    /// Number of the last request.
    pub(crate) generation: u64,
    /// What was asked for and has not been answered.
    pub(crate) asked: Option<Asked>,
    /// Number of the last pause in typing that is waited for.
    pub(crate) pause: u64,
    /// Only the first results are listed; at most so many are there.
    pub(crate) at_most: Option<u64>,
    pub(crate) error: Option<QueryError>,
    /// A name in the query that nothing has.
    pub(crate) doubt: Option<QueryError>,
    pub(crate) note: Option<String>,
    /// What was searched for before, newest last.
    pub(crate) history: Vec<String>,
    /// What the list of facets has switched on and off.
    pub(crate) refined: Option<Refined>,
    /// Which facets are open, once somebody has chosen.
    pub(crate) open_facets: Option<Vec<String>>,
}

/// A search on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// As it was typed.
    pub(crate) query: String,
    /// Whether the cursor stays on its record; else it goes to the first one.
    pub(crate) stay: bool,
    /// What is asked instead when nothing is found.
    pub(crate) otherwise: Option<String>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            query: String::new(),
            sort: Sort { by: SortBy::Position, reversed: false },
            generation: 0,
            asked: None,
            pause: 0,
            at_most: None,
            error: None,
            doubt: None,
            note: None,
            history: Vec::new(),
            refined: None,
            open_facets: None,
        }
    }
}

/// What the status line tells.
#[derive(Debug, Default)]
pub(crate) struct Status {
    pub(crate) notice: Option<(String, Role)>,
    /// Number of the notice, to tell its timer from older ones.
    pub(crate) number: u64,
    pub(crate) unsaved: Option<NotSaved>,
    pub(crate) loading: Option<(u64, Option<u64>)>,
    pub(crate) indexing: Option<(u64, u64, Option<Duration>)>,
    /// Records that detectors have looked at, of how many, while they look.
    pub(crate) suggesting: Option<(usize, usize, Option<Duration>)>,
}

/// A line of the message log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) role: Role,
}

impl Model {
    /// The first screen, from what is known before anything is loaded.
    pub(crate) fn new(backend: &dyn Backend, settings: &Settings, size: (u16, u16)) -> Self {
        let overview = backend.overview();
        let (keymap, problems) = Keymap::new(&keys(&overview, &settings.keys));
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
            messages: VecDeque::new(),
            working,
            review: ReviewScreens::default(),
            first: Vec::new(),
            logged: 0,
            tabs: Tabs::default(),
            tour: settings.tour.then(Tour::default),
            places: Places::default(),
            resume: Resume::default(),
            repeatable: None,
            saving: 0,
            leaving: false,
            export_path: backend.export_path(),
            generation: 0,
            opening_generation: 0,
        };
        if settings.blind && !model.working.blind {
            model.first.push(Request::Blind(true));
        }
        if model.working.queue.is_some() {
            model.first.push(Request::Working);
            model.focus = Pane::Reader;
            model.go_on_with_queue();
        }
        for problem in problems {
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
        match self.focus {
            _ if self.reader.selection.is_some() => Context::Select,
            Pane::List => Context::List,
            Pane::Reader => Context::Reader,
            Pane::Clause => Context::Clause,
            Pane::Clauses => Context::Clauses,
            Pane::Queues => Context::Queues,
            Pane::Decisions => Context::Decisions,
            Pane::People => Context::People,
            Pane::Disputes => Context::Disputes,
            Pane::Agreement => Context::Agreement,
            Pane::Track => Context::Track,
            Pane::Sides => Context::Sides,
            Pane::Outline => Context::Outline,
            Pane::Charts => Context::Charts,
        }
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

/// The keys that a user and the scheme want. The scheme's keys are changes of the table like a
/// user's, so that conflicts are told in the same way; the user's own word comes last.
pub(crate) fn keys(
    overview: &Overview,
    wanted: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    let mut set = |name: String, key: Option<&str>| {
        let default = TABLE.iter().find(|entry| entry.name == name).map(|entry| entry.keys);
        let key = key.unwrap_or_default();
        if default.is_some_and(|default| default.first().copied().unwrap_or_default() != key) {
            keys.insert(name, key.to_owned());
        }
    };
    let scheme = &overview.groups;
    for number in 1..=9 {
        let label = overview.scheme.get(number - 1);
        set(format!("label-{number}"), label.map(|label| label.key.as_str()));
    }
    let groups = || scheme.groups.iter().filter_map(|group| group.key.as_deref());
    for number in 1..=3 {
        set(format!("group-{number}"), groups().nth(number - 1));
    }
    let unsure = scheme.find(UNSURE).and_then(|(_, label)| label.key.as_deref());
    set("unsure".to_owned(), unsure);
    keys.extend(wanted.clone());
    keys
}

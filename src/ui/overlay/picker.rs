//! Help and palette: actions with their keys, filtered by typing, run from there.

use ratatui::layout::Rect;

use crate::citation::Kind;
use crate::label::scheme::Group;
use crate::ui::action::{Action, Entry, TABLE};
use crate::ui::backend::Overview;
use crate::ui::context::Context;
use crate::ui::glyph::Glyphs;
use crate::ui::key::Key;
use crate::ui::keymap::Keymap;
use crate::ui::paint::{Painter, width};
use crate::ui::tabs::Tabs;
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;
use crate::ui::widget::scrollbar::{self, Extent};

/// A list to filter and choose from.
#[derive(Debug)]
pub(crate) struct Picker {
    title: String,
    pub(crate) input: Input,
    items: Vec<Item>,
    /// Indices of the items that match.
    shown: Vec<usize>,
    chosen: usize,
}

/// A line of the list.
#[derive(Debug)]
struct Item {
    left: String,
    right: String,
    /// What typing is compared with besides what is shown.
    name: String,
    choice: Option<Choice>,
}

/// What a line of the list does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Run(Action),
    /// To the tab at that place.
    Tab(usize),
    /// Open a dataset.
    Open(String),
    /// It does something, but not here.
    Elsewhere {
        name: &'static str,
        places: String,
    },
}

impl Picker {
    /// The keys that work in a context, what the signs mean, and the keys that work elsewhere.
    pub(crate) fn help(
        keymap: &Keymap,
        context: Context,
        overview: &Overview,
        glyphs: &Glyphs,
    ) -> Self {
        let (here, elsewhere) = entries(context, overview);
        let item = |entry: &'static Entry| {
            let (keys, choice) = (keys(keymap, context, entry, glyphs), choice(context, entry));
            let right = match &choice {
                Choice::Elsewhere { places, .. } => format!("{places}: {}", entry.help),
                _ => help_of(entry, overview),
            };
            Item { left: keys, right, name: entry.name.into(), choice: Some(choice) }
        };
        let bound = |item: &Item| !item.left.is_empty();
        let mut items: Vec<Item> = here.into_iter().map(item).filter(bound).collect();
        items.extend(signs(glyphs));
        items.extend(places(overview));
        items.extend(elsewhere.into_iter().map(item).filter(bound));
        let title = format!("Keys: {}", context.name());
        Self::new(title, items)
    }

    /// Every action by name, with its key; those of other places come last.
    pub(crate) fn palette(
        keymap: &Keymap,
        context: Context,
        overview: &Overview,
        glyphs: &Glyphs,
    ) -> Self {
        let (here, elsewhere) = entries(context, overview);
        let all = here.iter().chain(&elsewhere);
        let widest = all.map(|entry| width(&keys(keymap, context, entry, glyphs))).max();
        let widest = widest.unwrap_or(0).min(KEYS);
        let item = |entry: &'static Entry| {
            let (keys, choice) = (keys(keymap, context, entry, glyphs), choice(context, entry));
            let mut right = help_of(entry, overview);
            if let Choice::Elsewhere { places, .. } = &choice {
                right = format!("{places}: {right}");
            }
            let gap = " ".repeat(widest.saturating_sub(width(&keys)) + 2);
            let right = format!("{keys}{gap}{right}");
            Item { left: entry.name.into(), right, name: String::new(), choice: Some(choice) }
        };
        let items = here.into_iter().chain(elsewhere).map(item).collect();
        Self::new("Actions".into(), items)
    }

    /// The tabs, and the datasets that could be opened in one.
    pub(crate) fn tabs(tabs: &Tabs) -> Self {
        let open = tabs.names.iter().enumerate().map(|(at, name)| Item {
            left: format!("tab {}", at + 1),
            right: if at == tabs.at { format!("{name} (this one)") } else { name.clone() },
            name: String::new(),
            choice: Some(Choice::Tab(at)),
        });
        Self::new("Tabs and datasets".into(), open.collect())
    }

    /// Adds the datasets that could be opened to a list of tabs.
    pub(crate) fn offer(&mut self, paths: &[String]) {
        if !self.lists_tabs() {
            return;
        }
        let chosen = self.chosen;
        self.items.extend(paths.iter().map(|path| Item {
            left: "open".into(),
            right: path.clone(),
            name: String::new(),
            choice: Some(Choice::Open(path.clone())),
        }));
        self.filter();
        self.move_by(isize::try_from(chosen).unwrap_or(0));
    }

    fn lists_tabs(&self) -> bool {
        self.items.iter().any(|item| matches!(item.choice, Some(Choice::Tab(_))))
    }

    /// A path that was typed in full and is not in the list.
    pub(crate) fn typed_path(&self) -> Option<String> {
        let text = self.input.text().trim();
        (self.lists_tabs() && self.shown.is_empty() && !text.is_empty()).then(|| text.to_owned())
    }

    fn new(title: String, items: Vec<Item>) -> Self {
        let shown = (0..items.len()).collect();
        Self { title, input: Input::default(), items, shown, chosen: 0 }
    }

    /// Edits what is filtered by.
    pub(crate) fn key(&mut self, key: Key) {
        if self.input.key(key) {
            self.filter();
        }
    }

    /// Narrows the list to what was typed: every word must occur; names that begin with it first.
    pub(crate) fn filter(&mut self) {
        let wanted = self.input.text().to_lowercase();
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let matches = |item: &Item| {
            let text = format!("{} {} {}", item.left, item.name, item.right).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        self.shown = (0..self.items.len()).filter(|&at| matches(&self.items[at])).collect();
        self.shown.sort_by_key(|&at| {
            let item = &self.items[at];
            !(item.left.starts_with(&wanted) || item.name.starts_with(&wanted))
        });
        self.chosen = 0;
    }

    pub(crate) fn move_by(&mut self, steps: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.chosen = self.chosen.saturating_add_signed(steps).min(last);
    }

    /// What the chosen line does.
    pub(crate) fn choice(&self) -> Option<Choice> {
        self.items.get(*self.shown.get(self.chosen)?)?.choice.clone()
    }

    /// Draws it and returns where the cursor stands.
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, screen: Rect) -> (u16, u16) {
        let area = centred(screen, 92, 30);
        let at_rest = self.chosen == 0 && self.input.text().is_empty();
        let place = format!("  {}/{}", (self.chosen + 1).min(self.shown.len()), self.shown.len());
        let title = format!("{}{}", self.title, if at_rest { "" } else { &place });
        let inside = painter.overlay(area, &title);
        let prompt = painter.text(inside.x, inside.y, inside.right(), "> ", Role::Key);
        let cursor = self.input.draw(painter, prompt, inside.y, inside.right());
        if self.input.text().is_empty() {
            let hint = "type to filter";
            painter.text(prompt + 1, inside.y, inside.right(), hint, Role::Dim);
        }
        let body = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
        self.draw_items(painter, body);
        (cursor, inside.y)
    }

    fn nothing(&self) -> &'static str {
        match self.lists_tabs() {
            true => "No tab of that name; Enter opens what is typed as a path, Esc closes.",
            false => "Nothing matches; Esc closes.",
        }
    }

    fn draw_items(&self, painter: &mut Painter<'_>, body: Rect) {
        let view = usize::from(body.height);
        let top = (self.chosen + 1).saturating_sub(view);
        if self.shown.is_empty() {
            painter.fit(body.x, body.y, body.right(), self.nothing(), Role::Dim);
        }
        let widest = self.items.iter().map(|item| width(&item.left)).max().unwrap_or(0);
        let column = body.x + u16::try_from(widest).unwrap_or(0).min(body.width / 3) + 2;
        let lines = self.shown.iter().enumerate().skip(top);
        for (y, (at, &index)) in (body.y..body.bottom()).zip(lines) {
            let item = &self.items[index];
            painter.fit(body.x, y, column - 1, &item.left, Role::Key);
            painter.fit(column, y, body.right() - 1, &item.right, Role::Text);
            if at == self.chosen {
                let line = Rect { y, height: 1, width: body.width - 1, ..body };
                painter.tint(line, Role::Selected);
            }
        }
        let bar = Rect { x: body.right().saturating_sub(1), width: 1, ..body };
        let extent = Extent { height: self.shown.len(), view, top };
        scrollbar::draw(painter, bar, extent, std::iter::empty());
    }
}

/// The entries that work in a context, and the others.
fn entries(context: Context, overview: &Overview) -> (Vec<&'static Entry>, Vec<&'static Entry>) {
    let known = TABLE.iter().filter(|entry| known_label(entry, overview));
    known.partition(|entry| entry.contexts.contains(&context))
}

/// Longer keys stand out of their column.
const KEYS: usize = 11;

/// The keys of an entry, here or where it works.
fn keys(keymap: &Keymap, context: Context, entry: &Entry, glyphs: &Glyphs) -> String {
    let works = if entry.contexts.contains(&context) { context } else { entry.contexts[0] };
    glyphs.keys(&keymap.keys(works, entry.action).join(" "))
}

fn choice(context: Context, entry: &'static Entry) -> Choice {
    if entry.contexts.contains(&context) {
        return Choice::Run(entry.action);
    }
    let places: Vec<&str> = entry.contexts.iter().map(|context| context.name()).collect();
    Choice::Elsewhere { name: entry.name, places: places.join(", ") }
}

/// Label keys without a label in the scheme do nothing.
fn known_label(entry: &Entry, overview: &Overview) -> bool {
    match entry.action {
        Action::Label(number) => label(number, overview).is_some(),
        Action::Group(number) => group(number, overview).is_some(),
        _ => true,
    }
}

fn label(number: u8, overview: &Overview) -> Option<&crate::ui::backend::LabelDef> {
    overview.scheme.get(usize::from(number).checked_sub(1)?)
}

fn group(number: u8, overview: &Overview) -> Option<&Group> {
    let with_key = overview.groups.groups.iter().filter(|group| group.key.is_some());
    with_key.into_iter().nth(usize::from(number).checked_sub(1)?)
}

fn help_of(entry: &Entry, overview: &Overview) -> String {
    if let Action::Group(number) = entry.action {
        let group = group(number, overview);
        return group.map(|group| format!("{}: {}", group.name, group.help)).unwrap_or_default();
    }
    let Action::Label(number) = entry.action else { return entry.help.to_owned() };
    label(number, overview)
        .map(|label| format!("Label {}: {}", label.name, label.help))
        .unwrap_or_default()
}

/// What the signs at the margin and on the scrollbar mean.
fn signs(glyphs: &Glyphs) -> impl Iterator<Item = Item> {
    Kind::ALL.into_iter().map(|kind| {
        let meaning = match kind {
            Kind::Id => "the chain names the clause by its id",
            Kind::Title => "by its title",
            Kind::Quote => "it quotes the clause word for word",
            Kind::NearQuote => "it rewords the clause slightly, meaning kept",
            Kind::Misquote => "it gives words as the clause's that change its meaning",
            Kind::Nonexistent => "it cites a clause that the spec does not have",
            Kind::Anaphora => "it refers back, as in \"that rule\"",
            Kind::Paraphrase => "it may mean the clause without naming it",
        };
        let right = format!("{}: {meaning}", kind.name().replace('_', " "));
        Item { left: glyphs.cite(kind).into(), right, name: "sign".into(), choice: None }
    })
}

/// Who labels, and where to.
fn places(overview: &Overview) -> impl Iterator<Item = Item> {
    let labels = match &overview.readonly {
        Some(why) => format!("read-only: {why}"),
        None => format!("{} writes to {}", overview.reviewer, overview.labels_at),
    };
    [Item { left: "labels".into(), right: labels, name: "labels".into(), choice: None }].into_iter()
}

/// A rectangle of at most this size in the middle of the screen.
pub(crate) fn centred(screen: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(screen.width.saturating_sub(4));
    let height = height.min(screen.height.saturating_sub(4));
    let x = screen.x + (screen.width - width) / 2;
    let y = screen.y + (screen.height - height) / 2;
    Rect { x, y, width, height }
}

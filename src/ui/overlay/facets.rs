//! The side list of facets: how the listed records divide by a field, with switches that refine the
//! query.

use ratatui::layout::Rect;

use crate::search::FacetValue;
use crate::ui::paint::{Painter, count, width};
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

/// Values of an open field that are shown before the rest is asked for.
const SHORT: usize = 8;
/// Columns of the list.
const WIDTH: u16 = 38;

/// The query as it was typed, and the values that are switched on and off. Kept when the list of
/// facets is closed, for when it is opened again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refined {
    pub(crate) base: String,
    toggles: Vec<Toggle>,
}

/// A value that records must have, or must not.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Toggle {
    field: String,
    value: String,
    query: String,
    excluded: bool,
}

impl Refined {
    /// A query without switches.
    pub(crate) fn new(base: String) -> Self {
        Self { base, toggles: Vec::new() }
    }

    /// Whether any switch is on.
    pub(crate) fn is_on(&self) -> bool {
        !self.toggles.is_empty()
    }

    /// The query in the words of the language: values of one field are alternatives, fields go
    /// together.
    pub(crate) fn query(&self) -> String {
        self.query_without(None)
    }

    /// The same without the switches of one field: what its own values are counted over.
    pub(crate) fn query_without(&self, field: Option<&str>) -> String {
        let toggles = || self.toggles.iter().filter(|toggle| Some(toggle.field.as_str()) != field);
        let mut parts: Vec<String> = Vec::new();
        let fields: Vec<&str> = toggles().map(|toggle| toggle.field.as_str()).collect();
        for (at, field) in fields.iter().enumerate() {
            if fields[..at].contains(field) {
                continue;
            }
            let wanted = toggles().filter(|toggle| toggle.field == *field && !toggle.excluded);
            let wanted: Vec<&str> = wanted.map(|toggle| toggle.query.as_str()).collect();
            match wanted.as_slice() {
                [] => {}
                [one] => parts.push((*one).to_owned()),
                many => parts.push(format!("({})", many.join(" OR "))),
            }
        }
        let excluded = toggles().filter(|toggle| toggle.excluded);
        parts.extend(excluded.map(|toggle| format!("NOT {}", toggle.query)));
        match (self.base.as_str(), parts.is_empty()) {
            ("" | "*", false) => parts.join(" "),
            (base, true) => base.to_owned(),
            (base, false) if base.contains(char::is_whitespace) => {
                format!("({base}) {}", parts.join(" "))
            }
            (base, false) => format!("{base} {}", parts.join(" ")),
        }
    }

    /// Whether a value is asked for (`Some(false)`) or excluded (`Some(true)`).
    fn state(&self, field: &str, value: &str) -> Option<bool> {
        let same = |toggle: &&Toggle| toggle.field == field && toggle.value == value;
        self.toggles.iter().find(same).map(|toggle| toggle.excluded)
    }

    /// Switches a value on, or off again if it is in that state already.
    fn toggle(&mut self, field: &str, value: &FacetValue, excluded: bool) {
        let before = self.state(field, &value.value);
        self.toggles.retain(|toggle| toggle.field != field || toggle.value != value.value);
        if before != Some(excluded) {
            self.toggles.push(Toggle {
                field: field.to_owned(),
                value: value.value.clone(),
                query: value.query.clone(),
                excluded,
            });
        }
    }

    /// Takes every switch off; whether there was one.
    pub(crate) fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.toggles).is_empty()
    }
}

/// The side list.
#[derive(Debug, Default)]
pub(crate) struct Facets {
    pub(crate) refined: Refined,
    fields: Vec<Field>,
    cursor: usize,
    /// Number of the count that is waited for.
    pub(crate) generation: u64,
    pub(crate) counting: bool,
    /// Why there are no counts.
    pub(crate) error: Option<String>,
}

#[derive(Debug, Default)]
struct Field {
    name: String,
    open: bool,
    /// Whether all values are shown, not only the most frequent.
    whole: bool,
    values: Vec<FacetValue>,
    counted: bool,
}

/// What stands on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Field(usize),
    Value(usize, usize),
    /// So many values more.
    More(usize, usize),
    /// The field has no values here.
    Nothing(usize),
}

/// Values of one field, or why they could not be counted.
pub(crate) type Counted = (String, Result<Vec<FacetValue>, String>);

impl Facets {
    pub(crate) fn new(refined: Refined) -> Self {
        Self { refined, counting: true, ..Self::default() }
    }

    /// The fields have come: new ones in `open` are open, the others stay as they are.
    pub(crate) fn set_fields(&mut self, names: Vec<String>, open: &[String]) {
        let mut before = std::mem::take(&mut self.fields);
        let mut field = |name: String| match before.iter().position(|field| field.name == name) {
            Some(at) => before.swap_remove(at),
            None => Field { open: open.contains(&name), name, ..Field::default() },
        };
        self.fields = names.into_iter().map(&mut field).collect();
    }

    /// The fields that are open.
    pub(crate) fn open(&self) -> Vec<String> {
        let open = self.fields.iter().filter(|field| field.open);
        open.map(|field| field.name.clone()).collect()
    }

    /// Takes counts.
    pub(crate) fn take(&mut self, counts: Vec<Counted>) {
        self.counting = false;
        self.error = None;
        for (name, values) in counts {
            let Some(field) = self.fields.iter_mut().find(|field| field.name == name) else {
                continue;
            };
            match values {
                Ok(values) => {
                    field.values = values;
                    field.counted = true;
                }
                Err(why) => self.error = Some(why),
            }
        }
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (at, field) in self.fields.iter().enumerate() {
            lines.push(Line::Field(at));
            if !field.open || !field.counted {
                continue;
            }
            let shown = if field.whole { field.values.len() } else { SHORT };
            lines.extend((0..field.values.len().min(shown)).map(|value| Line::Value(at, value)));
            match field.values.len() {
                0 => lines.push(Line::Nothing(at)),
                len if len > shown => lines.push(Line::More(at, len - shown)),
                _ => {}
            }
        }
        lines
    }

    /// Moves the cursor.
    pub(crate) fn move_by(&mut self, steps: isize) {
        let last = self.lines().len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(steps).min(last);
    }

    /// Switches the value under the cursor, opens or folds the field; what is to be done then.
    pub(crate) fn choose(&mut self, excluded: bool) -> Chosen {
        match self.lines().get(self.cursor).copied() {
            Some(Line::Value(at, value)) => {
                let field = &self.fields[at];
                self.refined.toggle(&field.name, &field.values[value], excluded);
                Chosen::Query
            }
            Some(Line::Field(at)) if !excluded => self.set_open(at, !self.fields[at].open),
            Some(Line::More(at, _)) if !excluded => {
                self.fields[at].whole = true;
                Chosen::Nothing
            }
            _ => Chosen::Nothing,
        }
    }

    /// Opens the field under the cursor, or folds it.
    pub(crate) fn fold(&mut self, open: bool) -> Chosen {
        match self.lines().get(self.cursor).copied() {
            Some(Line::Field(at)) => self.set_open(at, open),
            Some(Line::Value(at, _) | Line::More(at, _) | Line::Nothing(at)) if !open => {
                let chosen = self.set_open(at, false);
                self.cursor = self.lines().iter().position(|l| *l == Line::Field(at)).unwrap_or(0);
                chosen
            }
            _ => Chosen::Nothing,
        }
    }

    fn set_open(&mut self, at: usize, open: bool) -> Chosen {
        let field = &mut self.fields[at];
        let opened = open && !field.open;
        field.open = open;
        field.whole = false;
        if opened { Chosen::Counts } else { Chosen::Nothing }
    }

    /// Draws it over the right of the screen; `matches` says how many records are listed.
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, body: Rect, matches: &str) {
        let columns = WIDTH.min(body.width);
        let area = Rect { x: body.right() - columns, width: columns, ..body };
        let inside = painter.overlay(area, &format!("Facets {} {matches}", painter.glyphs.dot));
        let inside = self.draw_empty(painter, inside);
        let (lines, view) = (self.lines(), usize::from(inside.height));
        let top = (self.cursor + 1).saturating_sub(view);
        for (y, at) in (inside.y..inside.bottom()).zip(top..lines.len()) {
            let line = Rect { y, height: 1, width: inside.width - 1, ..inside };
            self.draw_line(painter, line, lines[at]);
            if at == self.cursor {
                painter.tint(line, Role::Selected);
            }
        }
        let bar = Rect { x: inside.right() - 1, width: 1, ..inside };
        scrollbar::draw(
            painter,
            bar,
            Extent { height: lines.len(), view, top },
            std::iter::empty(),
        );
    }

    /// Says why there is nothing; returns the room below.
    fn draw_empty(&self, painter: &mut Painter<'_>, inside: Rect) -> Rect {
        let Some(words) = self.empty() else { return inside };
        let rows = painter.paragraph(inside, words, Role::Dim).min(inside.height);
        Rect { y: inside.y + rows, height: inside.height - rows, ..inside }
    }

    fn empty(&self) -> Option<&str> {
        match (&self.error, self.fields.is_empty(), self.counting) {
            (Some(why), ..) => Some(why),
            (_, true, true) => Some("Looking for fields."),
            (_, true, false) => Some("No field divides the records."),
            _ => None,
        }
    }

    fn draw_line(&self, painter: &mut Painter<'_>, area: Rect, line: Line) {
        let (x, y, right) = (area.x, area.y, area.right());
        match line {
            Line::Field(at) => {
                let field = &self.fields[at];
                let sign = if field.open { painter.glyphs.open } else { painter.glyphs.folded };
                let at = painter.text(x, y, right, sign, Role::Dim);
                let at = painter.fit(at + 1, y, right, &field.name, Role::Title);
                if field.open && !field.counted && self.error.is_none() {
                    painter.fit(at + 1, y, right, painter.glyphs.more, Role::Dim);
                }
            }
            Line::Value(at, value) => self.draw_value(painter, area, at, value),
            Line::More(_, more) => {
                let words = format!("{} {} more", painter.glyphs.more, count(more));
                painter.fit(x + 2, y, right, &words, Role::Dim);
            }
            Line::Nothing(_) => {
                painter.fit(x + 2, y, right, "no value among these", Role::Dim);
            }
        }
    }

    fn draw_value(&self, painter: &mut Painter<'_>, area: Rect, at: usize, value: usize) {
        let (name, value) = (&self.fields[at].name, &self.fields[at].values[value]);
        let (sign, role) = match self.refined.state(name, &value.value) {
            None => ("[ ]", Role::Text),
            Some(false) => ("[x]", Role::Accent),
            Some(true) => ("[-]", Role::Warning),
        };
        let number = count(usize::try_from(value.count).unwrap_or(usize::MAX));
        let room = u16::try_from(width(&number)).unwrap_or(area.width);
        let right = area.right().saturating_sub(room + 1);
        let x = painter.text(area.x + 1, area.y, right, sign, role);
        painter.fit(x + 1, area.y, right, &value.value, role);
        painter.text(right + 1, area.y, area.right(), &number, Role::Dim);
    }
}

/// What follows from a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    Nothing,
    /// A field was opened: its values are to be counted.
    Counts,
    /// The query has changed.
    Query,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;

    fn value(field: &str, value: &str) -> FacetValue {
        FacetValue { value: value.into(), count: 1, query: format!("{field}:=\"{value}\"") }
    }

    #[test]
    fn fields_that_come_later_change_nothing_about_the_others() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let mut facets = Facets::new(Refined::default());
        facets.set_fields(names(&["flag"]), &[]);
        facets.choose(false);
        facets.take(vec![("flag".to_owned(), Err("not indexed".to_owned()))]);
        assert_eq!(facets.empty(), Some("not indexed"));
        facets.set_fields(names(&["outcome", "flag", "topic"]), &names(&["outcome"]));
        assert_eq!(facets.open(), ["outcome", "flag"]);
        facets.take(vec![("flag".to_owned(), Ok(vec![value("flag", "x")]))]);
        assert_eq!(facets.empty(), None);
        assert!(facets.lines().contains(&Line::Value(1, 0)));
    }

    #[test]
    fn switches_become_a_query_that_can_be_read() {
        for (base, wanted) in [
            ("", "outcome:=\"a\" NOT topic:=\"x y\""),
            ("key", "key outcome:=\"a\" NOT topic:=\"x y\""),
            ("key OR lock", "(key OR lock) outcome:=\"a\" NOT topic:=\"x y\""),
        ] {
            let mut refined = Refined::new(base.into());
            refined.toggle("outcome", &value("outcome", "a"), false);
            refined.toggle("topic", &value("topic", "x y"), true);
            assert_eq!(refined.query(), wanted);
            assert!(Query::parse(&refined.query()).is_ok());
            let without = refined.query_without(Some("topic"));
            assert!(!without.contains("topic") && without.contains("outcome"), "{without}");
            refined.toggle("outcome", &value("outcome", "b"), false);
            assert!(refined.query().contains("(outcome:=\"a\" OR outcome:=\"b\")"));
            refined.toggle("outcome", &value("outcome", "a"), false);
            refined.toggle("outcome", &value("outcome", "b"), false);
            refined.toggle("topic", &value("topic", "x y"), true);
            assert_eq!(refined.query(), base);
        }
    }
}

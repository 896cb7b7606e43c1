//! How a queue is to be drawn: a field a line, only those that the design has.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use crate::review::{Allocation, Design, Sampling};
use crate::session::review::draw::Wish;
use crate::session::review::frame::FieldChoice;
use crate::ui::key::{Code, Key};
use crate::ui::paint::Painter;
use crate::ui::theme::Role;
use crate::ui::widget::input::Input;

use super::picker::centred;

/// The form while it is filled in.
#[derive(Debug)]
pub(crate) struct DrawForm {
    fields: Vec<FieldChoice>,
    kind: Kind,
    at: usize,
    /// Index into `fields`.
    by: usize,
    /// The second field, 0 for none.
    and_by: usize,
    allocation: usize,
    /// Index into the values of the first field.
    stratum: usize,
    texts: [Input; TEXTS.len()],
    /// What is wrong with it.
    pub(crate) error: Option<String>,
}

/// Designs as people choose them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Random,
    Stratified,
    Oversample,
    Disputed,
}

const KINDS: [(Kind, &str, &str); 4] = [
    (Kind::Random, "random", "every sample as likely as any other"),
    (Kind::Stratified, "stratified", "random within the values of a field"),
    (Kind::Oversample, "oversample", "more of one value, say of what the judge flags"),
    (Kind::Disputed, "most disputed first", "not a random sample: gives no rates"),
];

const ALLOCATIONS: [(&str, &str); 3] = [
    ("equal", "the same number for each value"),
    ("proportional", "by the number of records"),
    ("optimal", "by size and spread, from labels so far"),
];

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Design,
    By,
    AndBy,
    Allocation,
    Stratum,
    /// One of [`TEXTS`].
    Text(usize),
}

/// Lines to type in: name, what stands there at first, hint.
const TEXTS: [(&str, &str, &str); 6] = [
    ("weight", "5", "times the probability of the others"),
    ("records", "30", "how many to draw"),
    ("seen by everyone", "0", "of them, for agreement"),
    ("split between", "", "names, with commas; empty: everyone reads all"),
    ("seed", "", "empty: another draw each time"),
    ("name", "", "empty: it tells the design"),
];
const WEIGHT: usize = 0;
const SIZE: usize = 1;
const SHARED: usize = 2;
const REVIEWERS: usize = 3;
const SEED: usize = 4;
const NAME: usize = 5;

impl DrawForm {
    pub(crate) fn new(fields: Vec<FieldChoice>) -> Self {
        Self {
            fields,
            kind: Kind::Random,
            at: 0,
            by: 0,
            and_by: 0,
            allocation: 0,
            stratum: 0,
            texts: TEXTS.map(|(_, first, _)| Input::new(first)),
            error: None,
        }
    }

    fn rows(&self) -> Vec<Row> {
        let (first, last): (&[Row], &[usize]) = match self.kind {
            Kind::Random => (&[], &[SIZE, SHARED, REVIEWERS, SEED, NAME]),
            Kind::Stratified => {
                (&[Row::By, Row::AndBy, Row::Allocation], &[SIZE, SHARED, REVIEWERS, SEED, NAME])
            }
            Kind::Oversample => (
                &[Row::By, Row::Stratum, Row::Text(WEIGHT)],
                &[SIZE, SHARED, REVIEWERS, SEED, NAME],
            ),
            Kind::Disputed => (&[], &[SIZE, REVIEWERS, NAME]),
        };
        let last = last.iter().map(|&text| Row::Text(text));
        [Row::Design].into_iter().chain(first.iter().copied()).chain(last).collect()
    }

    /// Goes a line up or down.
    pub(crate) fn move_by(&mut self, down: bool) {
        let rows = self.rows().len();
        self.at = (self.at + if down { 1 } else { rows - 1 }) % rows;
    }

    /// Left and right change what is chosen, letters what is typed.
    pub(crate) fn key(&mut self, key: Key) {
        self.error = None;
        let row = self.rows()[self.at];
        if let Row::Text(text) = row {
            self.texts[text].key(key);
            return;
        }
        let forward = match key.code {
            Code::Right | Code::Char(' ' | 'l') => true,
            Code::Left | Code::Char('h') => false,
            _ => return,
        };
        let fields = self.fields.len();
        match row {
            Row::Design => {
                let at = KINDS.iter().position(|(kind, ..)| *kind == self.kind).unwrap_or(0);
                self.kind = KINDS[turned(at, KINDS.len(), forward)].0;
            }
            Row::By => {
                self.by = turned(self.by, fields, forward);
                self.stratum = 0;
            }
            Row::AndBy => self.and_by = turned(self.and_by, fields + 1, forward),
            Row::Allocation => {
                self.allocation = turned(self.allocation, ALLOCATIONS.len(), forward);
            }
            Row::Stratum => self.stratum = turned(self.stratum, self.values().len(), forward),
            Row::Text(_) => {}
        }
    }

    /// Puts text into the line that is typed in.
    pub(crate) fn insert(&mut self, text: &str) {
        if let Row::Text(at) = self.rows()[self.at] {
            self.texts[at].insert(text);
        }
    }

    fn values(&self) -> &[(String, usize)] {
        self.fields.get(self.by).map_or(&[], |field| &field.values)
    }

    fn second(&self) -> Option<&FieldChoice> {
        self.fields.get(self.and_by.checked_sub(1)?)
    }

    /// What is to be drawn.
    pub(crate) fn wish(&self) -> Result<Wish, String> {
        let text = |at: usize| self.texts[at].text().trim();
        let number = |at: usize| {
            let wrong = || format!("{}: `{}` is not a number", TEXTS[at].0, text(at));
            text(at).parse::<usize>().map_err(|_| wrong())
        };
        let seed = match text(SEED) {
            "" => None,
            word => Some(word.parse().map_err(|_| format!("seed: `{word}` is not a number"))?),
        };
        let reviewers = text(REVIEWERS).split(',').map(str::trim).filter(|name| !name.is_empty());
        let (sampling, by, allocation) = self.sampling()?;
        let shared = if self.kind == Kind::Disputed { 0 } else { number(SHARED)? };
        let reviewers = reviewers.map(str::to_owned).collect();
        let design = Design { sampling, by, allocation, size: number(SIZE)?, shared, reviewers };
        Ok(Wish { name: text(NAME).to_owned(), design, seed })
    }

    fn sampling(&self) -> Result<(Sampling, Vec<String>, Allocation), String> {
        let none = (Sampling::Random, Vec::new(), Allocation::Proportional);
        let by = || self.fields.get(self.by).map(|field| field.name.clone());
        let by = || by().ok_or_else(|| "the data have no field with few values".to_owned());
        Ok(match self.kind {
            Kind::Random => none,
            Kind::Disputed => (Sampling::Disputed, Vec::new(), Allocation::Proportional),
            Kind::Stratified => {
                let second = self.second().map(|field| field.name.clone());
                let by = [by()?].into_iter().chain(second).collect();
                let allocation = match self.allocation {
                    0 => Allocation::Equal,
                    1 => Allocation::Proportional,
                    _ => Allocation::Optimal { rates: BTreeMap::new() },
                };
                (Sampling::Stratified, by, allocation)
            }
            Kind::Oversample => {
                let by = by()?;
                let Some((value, _)) = self.values().get(self.stratum) else {
                    return Err(format!("{by} has no known values to choose one of"));
                };
                let word = self.texts[WEIGHT].text().trim();
                let weight = word.parse::<f64>().ok().filter(|w| w.is_finite() && *w > 0.0);
                let weight = weight.ok_or_else(|| format!("weight: `{word}` is not above 0"))?;
                let weights = [(value.clone(), weight)].into();
                (Sampling::Stratified, vec![by], Allocation::Weighted { weights })
            }
        })
    }

    /// Draws it and returns where the cursor stands, if something is typed.
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, body: Rect) -> Option<(u16, u16)> {
        let rows = self.rows();
        let height = u16::try_from(rows.len()).unwrap_or(10) + 3;
        let inside = painter.overlay(centred(body, 76, height.max(9) + 1), "Draw a queue");
        let mut cursor = None;
        // The last line says what is wrong; where there are more fields than lines they scroll.
        let room = usize::from(inside.height.saturating_sub(1));
        let top = (self.at + 1).saturating_sub(room);
        for ((y, row), at) in (inside.y..).zip(&rows).zip(0..).skip(top).take(room) {
            let y = y - u16::try_from(top).unwrap_or(0);
            let line = Rect { y, height: 1, ..inside };
            let typed = self.draw_row(painter, line, *row, at == self.at);
            cursor = cursor.or(typed);
        }
        let last = inside.bottom().saturating_sub(1);
        match &self.error {
            Some(error) => painter.fit(inside.x, last, inside.right(), error, Role::Warning),
            None => {
                let arrows = painter.glyphs.keys("← → change a line");
                painter.fit(inside.x, last, inside.right(), &arrows, Role::Dim)
            }
        };
        cursor
    }

    fn draw_row(
        &self,
        painter: &mut Painter<'_>,
        line: Rect,
        row: Row,
        current: bool,
    ) -> Option<(u16, u16)> {
        let (name, value, hint) = self.shown(row);
        let role = if current { Role::Accent } else { Role::Title };
        let sign = if current { painter.glyphs.cursor } else { " " };
        painter.text(line.x, line.y, line.x + 1, sign, Role::Accent);
        painter.fit(line.x + 1, line.y, line.x + 18, name, role);
        let (x, middle) = (line.x + 19, line.x + 19 + line.width.saturating_sub(19) / 3);
        painter.fit(middle + 1, line.y, line.right(), &hint, Role::Dim);
        match row {
            Row::Text(text) if current => {
                let at = self.texts[text].draw(painter, x, line.y, middle);
                Some((at, line.y))
            }
            _ => {
                painter.fit(x, line.y, middle, &value, Role::Text);
                None
            }
        }
    }

    /// Name, value and hint of a line.
    fn shown(&self, row: Row) -> (&'static str, String, String) {
        let counts = |field: Option<&FieldChoice>| {
            let values = field.map_or(&[][..], |field| &field.values);
            let values = values.iter().map(|(value, count)| format!("{value} {count}"));
            values.collect::<Vec<_>>().join(", ")
        };
        match row {
            Row::Design => {
                let (_, name, hint) =
                    KINDS[KINDS.iter().position(|k| k.0 == self.kind).unwrap_or(0)];
                ("design", name.to_owned(), hint.to_owned())
            }
            Row::By => {
                let field = self.fields.get(self.by);
                let name = field.map_or("nothing", |field| &field.name);
                ("by", name.to_owned(), counts(field))
            }
            Row::AndBy => {
                let name = self.second().map_or("nothing else", |field| &field.name);
                ("and by", name.to_owned(), counts(self.second()))
            }
            Row::Allocation => {
                let (name, hint) = ALLOCATIONS[self.allocation];
                ("allocation", name.to_owned(), hint.to_owned())
            }
            Row::Stratum => {
                let value = self.values().get(self.stratum).map_or("nothing", |(value, _)| value);
                ("more of", value.to_owned(), counts(self.fields.get(self.by)))
            }
            Row::Text(text) => {
                let (name, _, hint) = TEXTS[text];
                (name, self.texts[text].text().to_owned(), hint.to_owned())
            }
        }
    }
}

/// The next or previous of so many, around.
fn turned(at: usize, of: usize, forward: bool) -> usize {
    if of == 0 { 0 } else { (at + if forward { 1 } else { of - 1 }) % of }
}

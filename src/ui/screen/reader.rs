//! The reader: one record, where the eye is in it, what is marked.

mod draw;
mod minimap;
mod place;
mod pointer;
mod points;
mod suggestions;

use ratatui::layout::Rect;

use crate::record::Field;
use crate::session::resume::Spot;
use crate::text::Span;
use crate::ui::backend::{Hit, Marked, Part};

use super::document::{Anchor, Cited, Document, Fold};
use super::selection::{Selection, sentence};

pub(crate) use draw::{Look, draw};
use minimap::Minimap;
pub(crate) use pointer::Under;
pub(crate) use points::Point;

/// Rows above the text: the header and the line of chips.
const HEAD: u16 = 2;
/// Columns left of the text: number of the paragraph, sign, bar.
const MARGIN: u16 = 6;
/// Text wider than this tires the eye.
const MEASURE: u16 = 100;

/// The reader's state.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    pub(crate) document: Option<Document>,
    /// The record on the screen.
    pub(crate) ordinal: Option<usize>,
    /// Why there is none.
    pub(crate) error: Option<String>,
    /// The record that was asked for last, until it comes.
    pub(crate) opening: Option<usize>,
    pub(crate) landing: Landing,
    pub(crate) top: usize,
    /// Index of the current citation.
    pub(crate) citation: Option<usize>,
    /// Index of the current hit.
    pub(crate) hit: Option<usize>,
    /// Index of the current suggestion.
    suggestion: Option<usize>,
    /// The reviewer is to see no suggestions.
    hides_suggestions: bool,
    /// The session knows that the document was on the screen with everything in the open.
    pub(crate) seen: bool,
    pub(crate) selection: Option<Selection>,
    /// Waits for the label that it is evidence of.
    pub(crate) evidence: Option<(Field, Span)>,
    /// Whether Markdown is shown as it stands.
    pub(crate) raw: bool,
    hits: Vec<Hit>,
    minimap: Minimap,
    area: Area,
}

/// Where to be in a record when it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Landing {
    #[default]
    Top,
    FirstHit,
    LastHit,
    /// A byte of a text at the top of the screen, or the top of the record.
    Place(Option<Spot>),
}

/// Size of the text on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Area {
    width: u16,
    height: usize,
    raw: bool,
}

/// Where text goes in the pane.
pub(crate) fn text_area(area: Rect) -> Rect {
    Rect {
        x: area.x + MARGIN,
        y: area.y + HEAD,
        width: area.width.saturating_sub(MARGIN + 2).clamp(1, MEASURE),
        height: area.height.saturating_sub(HEAD),
    }
}

impl Reader {
    /// Shows a record that has come. The same record again keeps its place.
    pub(crate) fn show(&mut self, ordinal: usize, document: Document) {
        let again = self.ordinal == Some(ordinal) && self.document.is_some();
        let loaded = &document.loaded;
        self.hits = loaded.hits.clone();
        self.document = Some(document);
        self.ordinal = Some(ordinal);
        self.opening = None;
        self.error = None;
        self.hit = None;
        self.seen = false;
        self.minimap = Minimap::default();
        if !again {
            self.top = 0;
            self.citation = None;
            self.suggestion = None;
            self.selection = None;
            self.evidence = None;
        }
    }

    /// Takes what was found in a long record that is shown already.
    pub(crate) fn mark(&mut self, found: Marked, cited: Cited) {
        if let Some(document) = &mut self.document {
            let hits = found.hits.clone();
            document.set_marks(found, cited);
            self.set_hits(hits);
        }
    }

    /// Shows why a record did not come.
    pub(crate) fn fail(&mut self, ordinal: usize, error: String) {
        *self = Self { ordinal: Some(ordinal), error: Some(error), ..self.fresh() };
    }

    /// Nothing, with what stays from record to record.
    fn fresh(&self) -> Self {
        Self { raw: self.raw, ..Self::default() }
    }

    /// Forgets the record: nothing is listed.
    pub(crate) fn clear(&mut self) {
        *self = self.fresh();
    }

    pub(crate) fn hits(&self) -> &[Hit] {
        &self.hits
    }

    pub(crate) fn set_hits(&mut self, hits: Vec<Hit>) {
        self.hits = hits;
        self.hit = None;
    }

    /// Lays the document out for an area of the screen, keeping the text under the eye in place.
    pub(crate) fn settle(&mut self, area: Rect) {
        let text = text_area(self.divided(area).0);
        let new = Area { width: text.width, height: usize::from(text.height), raw: self.raw };
        let Some(document) = &mut self.document else { return };
        let wraps_anew = (new.width, new.raw) != (self.area.width, self.area.raw);
        let anchor = document.anchor(self.top);
        self.area = new;
        document.settle(new.width, new.raw);
        if wraps_anew && self.top > 0 {
            self.put(anchor, 0);
        }
        self.scroll_to(self.top);
        if let Some(document) = &self.document {
            let suggestions: &[_] =
                if self.hides_suggestions { &[] } else { &document.loaded.suggestions };
            self.minimap.settle(document, &self.hits, suggestions, new.height);
        }
    }

    /// Goes to a row, or as near to it as there turn out to be rows, and lays out what is seen there.
    pub(crate) fn scroll_to(&mut self, row: usize) {
        loop {
            self.top = row.min(self.last_top());
            let rows = self.rows();
            let Some(document) = &mut self.document else { return };
            if !document.lay(rows) {
                return;
            }
        }
    }

    /// Lays out so many rows around the screen, keeping the text under the eye in place.
    fn lay_around(&mut self, distance: usize) {
        let Some(document) = &mut self.document else { return };
        let anchor = document.anchor(self.top);
        while document
            .lay(self.top.saturating_sub(distance)..self.top + self.area.height + distance)
        {
            self.top = document.row_of_anchor(anchor);
        }
    }

    /// Goes to an anchor; what is folded there is opened.
    pub(crate) fn go_to(&mut self, anchor: Anchor) {
        if let (Some(document), Anchor::Text { section, .. }) = (&mut self.document, anchor) {
            document.sections[section].fold = Fold::Open;
            document.settle(self.area.width, self.raw);
        }
        self.put(anchor, 0);
    }

    /// Puts an anchor so many rows below the top, whatever turns out to stand around it.
    fn put(&mut self, anchor: Anchor, below: usize) {
        loop {
            let Some(document) = &mut self.document else { return };
            let top = document.row_of_anchor(anchor).saturating_sub(below);
            if !document.lay(top..top + self.area.height) {
                self.top = top.min(self.last_top());
                return;
            }
        }
    }

    /// The furthest that the text scrolls: its last row at the bottom.
    pub(crate) fn last_top(&self) -> usize {
        let height = self.document.as_ref().map_or(0, Document::height);
        height.saturating_sub(self.area.height)
    }

    /// How much of the record is above the bottom of the screen.
    pub(crate) fn progress(&self) -> String {
        match (self.top, self.last_top()) {
            (_, 0) => "all".to_owned(),
            (0, _) => "top".to_owned(),
            (top, last) if top >= last => "end".to_owned(),
            (top, last) => format!("{}%", top * 100 / last),
        }
    }

    /// Half a screen.
    pub(crate) fn half(&self) -> isize {
        isize::try_from(self.area.height / 2).unwrap_or(1).max(1)
    }

    pub(crate) fn scroll(&mut self, rows: isize) {
        /// Further away nobody sees whether a row more or less was passed.
        const NEAR: usize = 1000;
        self.lay_around(rows.unsigned_abs().min(NEAR));
        self.scroll_to(self.top.saturating_add_signed(rows));
    }

    pub(crate) fn paragraph(&mut self, forward: bool) {
        let Some(document) = &self.document else { return };
        let to = if forward {
            document.next_paragraph(self.top)
        } else {
            document.previous_paragraph(self.top)
        };
        match to {
            Some(anchor) => self.put(anchor, 0),
            None => self.scroll_to(if forward { usize::MAX } else { 0 }),
        }
    }

    /// Rows on the screen.
    fn rows(&self) -> std::ops::Range<usize> {
        self.top..self.top + self.area.height
    }

    /// Brings a byte of a text into view, a third from the top if it was not there already.
    pub(crate) fn look_at(&mut self, part: impl Into<Part>, byte: usize) {
        let part = part.into();
        let Some(document) = &mut self.document else { return };
        document.reveal(part, byte);
        let Some(row) = document.row_of(part, byte) else { return };
        let margin = usize::from(self.area.height > 6);
        let seen = self.top + margin..(self.top + self.area.height).saturating_sub(margin);
        if !seen.contains(&row) {
            let anchor = document.anchor(row);
            self.put(anchor, self.area.height / 3);
        }
    }

    /// Goes to the citation after or before the current one, or the first one below or above the
    /// eye. `None`: there is none there.
    pub(crate) fn next_citation(&mut self, forward: bool, steps: usize) -> Option<usize> {
        let citations = &self.document.as_ref()?.loaded.citations;
        let place = |at: usize| (Part::Cot, citations[at].span.start);
        let next = self.step(citations.len(), &place, self.citation, forward, steps)?;
        let (field, byte) = place(next);
        self.citation = Some(next);
        self.look_at(field, byte);
        Some(next)
    }

    /// The same for hits.
    pub(crate) fn next_hit(&mut self, forward: bool, steps: usize) -> Option<usize> {
        let place = |at: usize| (self.hits[at].part, self.hits[at].span.start);
        let next = self.step(self.hits.len(), &place, self.hit, forward, steps)?;
        self.go_to_hit(next);
        Some(next)
    }

    /// Goes to the first hit below the top of the screen, else to the first one. Those in earlier
    /// turns are passed over for one that is in sight without unfolding: a search while it is typed
    /// must not open what nobody asked for.
    pub(crate) fn go_to_first_hit(&mut self) {
        let Some(document) = &self.document else { return };
        let plain = |hit: &&Hit| hit.part.whole_field().is_some();
        let below = |hit: &Hit| {
            let row = document.row_of(hit.part, hit.span.start);
            plain(&hit) && row.is_some_and(|row| row >= self.top)
        };
        let hits = || self.hits.iter();
        let near = hits().position(below).or_else(|| hits().position(|hit| plain(&hit)));
        self.go_to_hit(near.unwrap_or(0));
    }

    /// Goes to a hit by number.
    pub(crate) fn go_to_hit(&mut self, index: usize) {
        if let Some(hit) = self.hits.get(index).copied() {
            self.hit = Some(index);
            self.look_at(hit.part, hit.span.start);
        }
    }

    /// From `current`, or from the eye if the current one is out of sight, on to the next of
    /// `total` places.
    fn step(
        &self,
        total: usize,
        place: &dyn Fn(usize) -> (Part, usize),
        current: Option<usize>,
        forward: bool,
        steps: usize,
    ) -> Option<usize> {
        let document = self.document.as_ref()?;
        let row = |at: usize| {
            let (field, byte) = place(at);
            document.row_of(field, byte)
        };
        let in_sight = |at: &usize| row(*at).is_some_and(|row| self.rows().contains(&row));
        // Rows grow with the index, so the first place at the eye is found by halves.
        let before = |end: usize| partition(total, |at| row(at).is_some_and(|row| row < end));
        let steps = steps.max(1);
        let next = match (current.filter(|&at| at < total).filter(in_sight), forward) {
            (Some(at), true) => at + steps,
            (Some(at), false) => at.checked_sub(steps)?,
            (None, true) => before(self.top) + steps - 1,
            (None, false) => before(self.rows().end).checked_sub(steps)?,
        };
        (next < total).then_some(next)
    }

    /// Opens the first folded part on the screen, or folds the one at the top of it.
    pub(crate) fn toggle_fold(&mut self) {
        let Some(document) = &mut self.document else { return };
        let rows = self.top..self.top + self.area.height;
        if let Some(section) = document.folded_in(rows) {
            document.sections[section].fold = Fold::Open;
            return;
        }
        let section = document.section_at(self.top);
        self.top = document.title_row(section);
        let part = &mut document.sections[section];
        part.fold = part.folded();
    }

    /// Opens the first folded part on the screen.
    pub(crate) fn unfold(&mut self) {
        let Some(document) = &mut self.document else { return };
        let rows = self.top..self.top + self.area.height;
        if let Some(section) = document.folded_in(rows) {
            document.sections[section].fold = Fold::Open;
        }
    }

    /// Opens everything, or folds again what is folded by itself.
    pub(crate) fn toggle_all(&mut self) {
        let Some(document) = &mut self.document else { return };
        let open = document.any_folded();
        for part in &mut document.sections {
            let reading = matches!(part.source.field(), Some(Field::Cot | Field::Answer));
            part.fold = if open || reading { Fold::Open } else { part.folded() };
        }
    }

    /// Starts a selection with what is current on the screen: the citation, else the sentence of
    /// the hit, else the first sentence of the chain in sight, else of any text. `false`: there is
    /// no text on the screen.
    pub(crate) fn select(&mut self) -> bool {
        let Some(document) = &self.document else { return false };
        let in_sight = |&(field, span): &(Field, Span)| {
            document.row_of(field, span.start).is_some_and(|row| self.rows().contains(&row))
        };
        let cited = self.citation.and_then(|at| document.loaded.citations.get(at));
        let cited = cited.map(|citation| (Field::Cot, citation.span)).filter(in_sight);
        let hit = self.hit.and_then(|at| self.hits.get(at));
        let hit = hit.and_then(|hit| Some((hit.part.whole_field()?, hit.span)));
        let rows = || self.rows().filter_map(|row| document.span_at(row));
        let start = cited.or_else(|| {
            hit.filter(in_sight)
                .or_else(|| rows().find(|(field, _)| *field == Field::Cot))
                .or_else(|| rows().next())
                .map(|(field, span)| (field, sentence(document.record().field(field), span.start)))
        });
        self.selection = start.map(|(field, span)| Selection::new(field, span));
        self.selection.is_some()
    }

    /// The current citation, else the current hit.
    pub(crate) fn current_place(&self) -> Option<(Field, Span)> {
        let citations = &self.document.as_ref()?.loaded.citations;
        let cited = self.citation.and_then(|at| citations.get(at));
        let hit = || {
            let hit = self.hit.and_then(|at| self.hits.get(at))?;
            Some((hit.part.whole_field()?, hit.span))
        };
        cited.map(|citation| (Field::Cot, citation.span)).or_else(hit)
    }

    /// Changes the selection by a step in its text, and follows its moving end.
    pub(crate) fn grow(&mut self, step: impl FnOnce(&mut Selection, &str)) {
        let Some(document) = &self.document else { return };
        let Some(mut selection) = self.selection else { return };
        let text = document.record().field(selection.field);
        step(&mut selection, text);
        self.selection = Some(selection);
        self.look_at(selection.field, selection.head().saturating_sub(1));
    }

    /// Moves the end of the selection by rows.
    pub(crate) fn grow_rows(&mut self, rows: isize) {
        let (Some(document), Some(mut selection)) = (&self.document, self.selection) else {
            return;
        };
        let Some(row) = document.row_of(selection.field, selection.head().saturating_sub(1)) else {
            return;
        };
        let to = row.saturating_add_signed(rows);
        if let Some((field, span)) = document.span_at(to)
            && field == selection.field
        {
            selection.move_to(span.end);
            self.selection = Some(selection);
            self.look_at(field, span.end.saturating_sub(1));
        }
    }
}

/// The first of `0..length` for which `before` no longer holds; it holds for a beginning of them.
fn partition(length: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

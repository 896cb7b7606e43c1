//! The reader: one record, where the eye is in it, what is marked.

mod as_left;
mod draw;
mod folding;
mod minimap;
mod place;
mod pointer;
mod points;
mod selecting;
mod stepping;
mod suggestions;

use ratatui::layout::Rect;

use crate::record::Field;
use crate::session::resume::Spot;
use crate::text::Span;
use crate::ui::backend::{Hit, Marked, Part};

use super::document::{Anchor, Cited, Document, Fold};
use super::selection::Selection;

pub(crate) use as_left::AsLeft;
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
}

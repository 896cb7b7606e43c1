//! A record that raters differ about, side by side: the chain, and what everyone says.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::label::event::Located;
use crate::record::{Field, Record};
use crate::session::agreement::Side;
use crate::text::Span;
use crate::text::wrap::Wrapped;
use crate::ui::action::Action;
use crate::ui::paint::{Mark, Painter, Piece};
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

/// From this width on the two stand beside each other.
const BESIDE: u16 = 70;

/// The record and what is said about it.
#[derive(Debug)]
pub(crate) struct Sides {
    pub(crate) ordinal: usize,
    pub(crate) generation: u64,
    shown: Option<Result<Shown, String>>,
    /// Which of the two scrolls.
    voices: bool,
}

#[derive(Debug)]
struct Shown {
    record: Arc<Record>,
    chain: Part,
    voices: Part,
}

/// A text in a window.
#[derive(Debug)]
struct Part {
    text: String,
    marks: Vec<Mark>,
    wrapped: Option<(u16, Wrapped)>,
    top: usize,
    height: usize,
}

impl Sides {
    /// A record that has been asked for.
    pub(crate) fn new(ordinal: usize, generation: u64) -> Self {
        Self { ordinal, generation, shown: None, voices: false }
    }

    /// Shows the record and what is said about it.
    pub(crate) fn show(&mut self, result: Result<(Arc<Record>, Vec<Side>), String>) {
        self.shown = Some(result.map(|(record, sides)| Shown {
            chain: Part::new(record.cot.clone(), evidence(&record, &sides)),
            voices: voices(&sides),
            record,
        }));
    }

    /// The other part scrolls from now on.
    pub(crate) fn turn(&mut self) {
        self.voices = !self.voices;
    }

    pub(crate) fn scroll(&mut self, rows: isize) {
        if let Some(Ok(shown)) = &mut self.shown {
            let part = if self.voices { &mut shown.voices } else { &mut shown.chain };
            part.scroll_to(part.top.saturating_add_signed(rows));
        }
    }

    pub(crate) fn moved(&mut self, action: Action, count: Option<usize>, height: u16) {
        let steps = isize::try_from(count.unwrap_or(1)).unwrap_or(isize::MAX);
        let half = isize::try_from(height / 2).unwrap_or(1).max(1);
        match action {
            Action::Down => self.scroll(steps),
            Action::Up => self.scroll(-steps),
            Action::PageDown => self.scroll(half.saturating_mul(steps)),
            Action::PageUp => self.scroll(-half.saturating_mul(steps)),
            Action::Top => self.scroll(isize::MIN + 1),
            Action::Bottom => self.scroll(isize::MAX),
            _ => {}
        }
    }

    /// Wraps what has come at the present width.
    pub(crate) fn settle(&mut self, area: Rect) {
        if let Some(Ok(shown)) = &mut self.shown {
            let [chain, voices] = halves(area);
            shown.chain.settle(chain);
            shown.voices.settle(voices);
        }
    }
}

impl Part {
    fn new(text: String, marks: Vec<Mark>) -> Self {
        Self { text, marks, wrapped: None, top: 0, height: 0 }
    }

    fn settle(&mut self, area: Rect) {
        let width = area.width.saturating_sub(2).max(1);
        if self.wrapped.as_ref().is_none_or(|(known, _)| *known != width) {
            self.wrapped = Some((width, Wrapped::new(&self.text, width)));
        }
        self.height = usize::from(area.height.saturating_sub(1));
        self.scroll_to(self.top);
    }

    fn scroll_to(&mut self, row: usize) {
        let rows = self.wrapped.as_ref().map_or(0, |(_, wrapped)| wrapped.len());
        self.top = row.min(rows.saturating_sub(self.height));
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect) {
        let Some((_, wrapped)) = &self.wrapped else { return };
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        for (y, row) in (body.y..body.bottom()).zip(self.top..wrapped.len()) {
            let (x, right) = (body.x + 1, body.right());
            painter.marked(x, y, right, &self.text, wrapped.span(row), Role::Text, &self.marks);
        }
        let extent =
            Extent { height: wrapped.len(), view: usize::from(body.height), top: self.top };
        let bar = Rect { x: body.right().saturating_sub(1), width: 1, ..body };
        scrollbar::draw(painter, bar, extent, std::iter::empty());
    }
}

/// Chain and voices: beside each other, or one above the other where there is no room.
fn halves(area: Rect) -> [Rect; 2] {
    if area.width >= BESIDE {
        let left = area.width * 11 / 20;
        let right = Rect { x: area.x + left + 1, width: area.width - left - 1, ..area };
        return [Rect { width: left, ..area }, right];
    }
    let upper = area.height / 2;
    let lower = Rect { y: area.y + upper, height: area.height - upper, ..area };
    [Rect { height: upper, ..area }, lower]
}

/// Where the reviewers' evidence stands in the chain.
fn evidence(record: &Record, sides: &[Side]) -> Vec<Mark> {
    let all = sides.iter().flat_map(|side| &side.evidence);
    let in_chain = all.filter(|evidence| evidence.field == Field::Cot);
    in_chain
        .filter_map(|evidence| match evidence.locate(&record.cot) {
            Located::Same(span) | Located::Moved(span) => Some(Mark { span, role: Role::Evidence }),
            Located::Gone => None,
        })
        .collect()
}

/// What everyone says, as one text.
fn voices(sides: &[Side]) -> Part {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut put = |text: &mut String, words: &str, role: Role| {
        let start = text.len();
        text.push_str(words);
        marks.push(Mark { span: Span::new(start, text.len()), role });
    };
    for side in sides {
        put(&mut text, &side.name, Role::Accent);
        if let Some(label) = &side.label {
            text.push_str("  ");
            put(&mut text, label, Role::Title);
        }
        if !side.codes.is_empty() {
            text.push_str(&format!(" ({})", side.codes.join(", ")));
        }
        text.push('\n');
        for words in &side.words {
            text.push_str(words);
            text.push('\n');
        }
        for evidence in &side.evidence {
            text.push_str(&format!("{}: ", evidence.field.name()));
            put(&mut text, &evidence.text, Role::Evidence);
            text.push('\n');
        }
        text.push('\n');
    }
    Part::new(text, marks)
}

/// Draws both parts.
pub(super) fn draw(painter: &mut Painter<'_>, area: Rect, sides: &Sides, focused: bool) {
    let shown = match &sides.shown {
        Some(Ok(shown)) => shown,
        Some(Err(why)) => {
            painter.fit(area.x + 1, area.y, area.right(), why, Role::Error);
            return;
        }
        None => {
            painter.fit(area.x + 1, area.y, area.right(), "Opening it.", Role::Dim);
            return;
        }
    };
    let [chain, voices] = halves(area);
    let role = |on: bool| if on && focused { Role::Accent } else { Role::Title };
    let pieces: [Piece<'_>; 2] = [
        ("Chain of thought ".into(), role(!sides.voices)),
        (shown.record.id.as_str().into(), Role::Dim),
    ];
    painter.pieces(chain.x + 1, chain.y, chain.right(), &pieces);
    painter.fit(voices.x + 1, voices.y, voices.right(), "What everyone says", role(sides.voices));
    shown.chain.draw(painter, chain);
    shown.voices.draw(painter, voices);
    if voices.y == chain.y {
        painter.wall(voices.x - 1, area.y, area.bottom());
    }
}

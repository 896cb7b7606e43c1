//! Suggestions in the reader: which one is current, the strip below the text that says why.

use ratatui::layout::Rect;

use crate::detector::Suggestion;
use crate::text::Span;
use crate::ui::backend::Part;
use crate::ui::paint::{Mark, Painter, Piece};
use crate::ui::theme::Role;

use super::Reader;

/// Rows of the strip: what is suggested, and why.
const STRIP: u16 = 2;
/// Below this height the text has all the room.
const LOWEST: u16 = 9;

impl Reader {
    /// The suggestions of the open record, in reading order; none while they are hidden.
    pub(crate) fn suggestions(&self) -> &[Suggestion] {
        match &self.document {
            Some(document) if !self.hides_suggestions => &document.loaded.suggestions,
            _ => &[],
        }
    }

    /// Those that count: none that stands under a negation.
    pub(super) fn counted(&self) -> impl Iterator<Item = &Suggestion> {
        self.suggestions().iter().filter(|one| !one.negated)
    }

    /// Hides suggestions from a reviewer who is to see none, or shows them.
    pub(crate) fn hide_suggestions(&mut self, hide: bool) {
        self.hides_suggestions = hide;
        if hide {
            self.suggestion = None;
        }
    }

    /// The suggestion that is current.
    pub(crate) fn current_suggestion(&self) -> Option<&Suggestion> {
        self.suggestions().get(self.suggestion?)
    }

    /// What the reviewer has said to a suggestion: accepted or dismissed.
    pub(crate) fn weighed(&self, suggestion: &Suggestion) -> Option<bool> {
        let labels = &self.document.as_ref()?.loaded.labels;
        let weighed = labels.suggestions.iter().find(|weighed| {
            weighed.flag == suggestion.flag.name()
                && weighed.detector == suggestion.detector
                && weighed.place == (suggestion.field, suggestion.span)
        });
        weighed.map(|weighed| weighed.accepted)
    }

    /// Goes to the suggestion after or before the current one, or the first one below or above the
    /// eye. `None`: there is none there.
    pub(crate) fn next_suggestion(&mut self, forward: bool, steps: usize) -> Option<usize> {
        let places: Vec<(Part, usize)> =
            self.suggestions().iter().map(|one| (one.field.into(), one.span.start)).collect();
        let next = match self.suggestion.filter(|at| *at < places.len()) {
            Some(at) if forward => at + steps.max(1),
            Some(at) => at.checked_sub(steps.max(1))?,
            None => self.step(places.len(), &|at| places[at], None, forward, steps)?,
        };
        let (part, byte) = *places.get(next)?;
        self.suggestion = Some(next);
        self.look_at(part, byte);
        Some(next)
    }

    /// The pane without the strip, and the strip, if a suggestion is current and there is room.
    pub(super) fn divided(&self, area: Rect) -> (Rect, Option<Rect>) {
        if self.current_suggestion().is_none() || area.height < LOWEST {
            return (area, None);
        }
        let text = Rect { height: area.height - STRIP, ..area };
        (text, Some(Rect { y: text.bottom(), height: STRIP, ..area }))
    }

    /// The marks of suggestions on a row, the current one the strongest, negated ones dim. What was
    /// dismissed has none.
    pub(super) fn suggested_in(&self, part: Part, row: Span) -> impl Iterator<Item = Mark> + '_ {
        let suggestions = self.suggestions().iter().enumerate();
        let here =
            suggestions.filter(move |(_, one)| part == one.field.into() && one.span.overlaps(row));
        let kept = here.filter(|(_, one)| self.weighed(one) != Some(false));
        kept.map(|(at, one)| {
            let role = match one.negated {
                _ if self.suggestion == Some(at) => Role::CurrentSuggestion,
                true => Role::Dim,
                false => Role::Suggestion,
            };
            Mark { span: one.span, role }
        })
    }

    /// The suggestion that begins on a row, one that counts before one that is negated.
    pub(super) fn suggestion_begins(&self, part: Part, row: Span) -> Option<&Suggestion> {
        let begins =
            |span: Span| row.start <= span.start && span.start < row.end.max(row.start + 1);
        let here = self.suggestions().iter().filter(|one| {
            part == one.field.into() && begins(one.span) && self.weighed(one) != Some(false)
        });
        here.min_by_key(|one| one.negated)
    }
}

/// Says what the current suggestion is about, who makes it, and which keys answer it.
pub(super) fn strip(painter: &mut Painter<'_>, area: Rect, reader: &Reader, keys: &str) {
    let (Some(one), Some(at)) = (reader.current_suggestion(), reader.suggestion) else { return };
    let said = match reader.weighed(one) {
        Some(true) => format!(" {} accepted", painter.glyphs.tick),
        Some(false) => format!(" {} dismissed", painter.glyphs.dropped),
        None => String::new(),
    };
    let flag = one.flag.name();
    let number = reader.suggestions()[..=at].iter().filter(|one| !one.negated).count();
    let (which, role) = if one.negated {
        (format!("{} negated ", painter.glyphs.negated), Role::Dim)
    } else {
        let total = reader.counted().count();
        (format!("{} {number}/{total} ", painter.glyphs.suggestion), Role::Warning)
    };
    let mut pieces: Vec<Piece<'_>> = vec![(which.into(), Role::Dim), (flag.into(), role)];
    pieces.push((said.into(), Role::Label));
    if !one.code.is_empty() && one.code != flag {
        pieces.push((format!(" {}", one.code).into(), Role::Text));
    }
    let score = if one.negated { String::new() } else { format!(" {:.2}", one.score) };
    pieces.push((format!("{score}  {} {}", one.detector, one.version).into(), Role::Dim));
    let right = painter.pieces_right(
        area.x + area.width / 2,
        area.y,
        area.right() - 1,
        &[(keys.into(), Role::Dim)],
    );
    painter.pieces(area.x + 1, area.y, right.saturating_sub(1), &pieces);
    let why = if one.reason.is_empty() { "no reason given" } else { &one.reason };
    painter.fit(area.x + 3, area.y + 1, area.right() - 1, why, Role::Text);
}

//! What there is to go to in a text: citations, evidence, suggestions, hits. Gutter, scrollbar and outline show
//! the same signs for them.

use crate::citation::Kind;
use crate::text::Span;
use crate::ui::backend::Part;
use crate::ui::glyph::Glyphs;
use crate::ui::screen::document::is_wrong;
use crate::ui::theme::Role;

use super::Reader;

/// Something to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    Citation(Kind),
    Evidence,
    Suggestion,
    Hit,
}

impl Point {
    /// Its sign beside the text, on the scrollbar and in the outline.
    pub(crate) fn sign(self, glyphs: &Glyphs) -> &'static str {
        match self {
            Point::Citation(kind) => glyphs.cite(kind),
            Point::Evidence => glyphs.evidence,
            Point::Suggestion => glyphs.suggestion,
            Point::Hit => glyphs.hit,
        }
    }

    pub(crate) fn role(self) -> Role {
        match self {
            Point::Citation(kind) if is_wrong(kind) => Role::Warning,
            Point::Suggestion => Role::Warning,
            Point::Evidence => Role::Label,
            Point::Citation(_) | Point::Hit => Role::Title,
        }
    }

    /// Which of several is shown where there is room for one: what is wrong, what somebody marked,
    /// what a detector points at, what was searched for, the rest.
    pub(super) fn rank(self) -> u8 {
        match self {
            Point::Citation(kind) if is_wrong(kind) => 0,
            Point::Evidence => 1,
            Point::Suggestion => 2,
            Point::Hit => 3,
            Point::Citation(_) => 4,
        }
    }
}

impl Reader {
    /// What begins in a place, as points with their numbers, what matters most first.
    pub(crate) fn points_in(&self, part: Part, place: Span) -> Vec<(Point, usize)> {
        let Some(document) = &self.document else { return Vec::new() };
        let loaded = &document.loaded;
        let begins = |span: Span| place.start <= span.start && span.start < place.end;
        let cited = self.cited_in(part, place).map(|at| &loaded.citations[at]);
        let cited = cited.map(|citation| (citation.span, Point::Citation(citation.kind)));
        let evidence = loaded.labels.evidence.iter().filter(|found| part == found.field.into());
        let evidence = evidence.map(|found| (found.span, Point::Evidence));
        let hits = self.hits_in(part, place).map(|(_, hit)| (hit.span, Point::Hit));
        let suggested = self.counted().filter(|one| part == one.field.into());
        let suggested = suggested.filter(|one| self.weighed(one) != Some(false));
        let suggested = suggested.map(|one| (one.span, Point::Suggestion));
        let mut counts: Vec<(Point, usize)> = Vec::new();
        for (_, point) in
            cited.chain(evidence).chain(suggested).chain(hits).filter(|(span, _)| begins(*span))
        {
            match counts.iter_mut().find(|(known, _)| *known == point) {
                Some((_, count)) => *count += 1,
                None => counts.push((point, 1)),
            }
        }
        counts.sort_by_key(|(point, _)| point.rank());
        counts
    }
}

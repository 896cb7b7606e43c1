//! From citation to citation and from hit to hit.

use crate::record::Field;
use crate::text::Span;
use crate::ui::backend::{Hit, Part};

use super::Reader;

impl Reader {
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
    pub(super) fn step(
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

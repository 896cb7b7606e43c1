//! Citations made ready for drawing: which are where, how many of each kind there are.

use crate::citation::{Citation, Kind};
use crate::text::{Overlaps, Span};

/// More landmarks cannot be told apart on any screen.
const MOST: usize = 4000;

/// What is known of the citations of a chain. Looks at each of them once.
#[derive(Debug, Default)]
pub(crate) struct Cited {
    index: Overlaps,
    /// How many there are of each kind that occurs.
    pub(crate) counts: Vec<(Kind, usize)>,
    /// Starts of citations for the scrollbar: all that are wrong and all others, or evenly chosen
    /// ones of very many.
    pub(crate) landmarks: Vec<(usize, Kind)>,
}

impl Cited {
    pub(crate) fn new(citations: &[Citation]) -> Self {
        let (mut wrong, mut others) = (Vec::new(), Vec::new());
        let mut counts = [0; Kind::ALL.len()];
        for citation in citations {
            let at = Kind::ALL.iter().position(|kind| *kind == citation.kind);
            counts[at.unwrap_or_default()] += 1;
            let ours = if is_wrong(citation.kind) { &mut wrong } else { &mut others };
            ours.push((citation.span.start, citation.kind));
        }
        let counts = Kind::ALL.into_iter().zip(counts).filter(|(_, number)| *number > 0).collect();
        let landmarks = [thinned(&wrong), thinned(&others)].concat();
        let index = Overlaps::new(citations.iter().map(|citation| citation.span));
        Self { index, counts, landmarks }
    }

    /// Indices of the citations that share a byte with a place.
    pub(crate) fn with(&self, place: Span) -> impl Iterator<Item = usize> + '_ {
        self.index.with(place)
    }
}

/// Whether the chain says what the spec does not.
pub(crate) fn is_wrong(kind: Kind) -> bool {
    matches!(kind, Kind::Misquote | Kind::Nonexistent)
}

/// At most [`MOST`] of them, evenly chosen.
fn thinned<T: Copy>(all: &[T]) -> Vec<T> {
    all.iter().step_by(all.len() / MOST + 1).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation(start: usize, kind: Kind) -> Citation {
        Citation {
            span: Span::new(start, start + 5),
            spec: "s".into(),
            clause: "c".into(),
            kind,
            score: 1.0,
            diff: Vec::new(),
            note: None,
        }
    }

    #[test]
    fn of_very_many_some_stand_for_all_and_what_is_wrong_is_kept() {
        let mut citations: Vec<Citation> =
            (0..100_000).map(|at| citation(at * 10, Kind::Id)).collect();
        citations[50_000].kind = Kind::Misquote;
        let cited = Cited::new(&citations);
        assert_eq!(cited.counts, [(Kind::Id, 99_999), (Kind::Misquote, 1)]);
        assert!(cited.landmarks.len() <= MOST + 1);
        assert!(cited.landmarks.contains(&(500_000, Kind::Misquote)));
        assert!(cited.landmarks.iter().any(|(start, _)| *start > 990_000));
        assert_eq!(cited.with(Span::new(12, 24)).collect::<Vec<_>>(), [1, 2]);
    }
}

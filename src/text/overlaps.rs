//! Which of many spans overlap a place, without looking at all of them.

use super::Span;

/// Spans sorted by start, possibly overlapping.
#[derive(Clone, Debug, Default)]
pub struct Overlaps {
    spans: Vec<Span>,
    /// The furthest end of all spans up to each.
    ends: Vec<usize>,
}

impl Overlaps {
    /// Takes spans in the order of their starts.
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Self {
        let spans: Vec<Span> = spans.into_iter().collect();
        debug_assert!(spans.is_sorted_by_key(|span| span.start));
        let ends = spans
            .iter()
            .scan(0, |furthest, span| {
                *furthest = span.end.max(*furthest);
                Some(*furthest)
            })
            .collect();
        Self { spans, ends }
    }

    /// Indices of the spans that share a byte with `place`, ascending.
    pub fn with(&self, place: Span) -> impl Iterator<Item = usize> + '_ {
        let first = self.ends.partition_point(|&end| end <= place.start);
        let last = self.spans.partition_point(|span| span.start < place.end);
        (first..last.max(first)).filter(move |&at| self.spans[at].end > place.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_are_found_among_nested_spans() {
        let spans = [(0, 50), (5, 8), (10, 12), (40, 60), (70, 80)];
        let index = Overlaps::new(spans.into_iter().map(|(start, end)| Span::new(start, end)));
        let at = |start, end| index.with(Span::new(start, end)).collect::<Vec<_>>();
        assert_eq!(at(6, 11), [0, 1, 2]);
        assert_eq!(at(45, 46), [0, 3]);
        assert_eq!(at(60, 70), Vec::<usize>::new());
        assert_eq!(at(79, 200), [4]);
        assert_eq!(Overlaps::default().with(Span::new(0, 9)).count(), 0);
    }
}

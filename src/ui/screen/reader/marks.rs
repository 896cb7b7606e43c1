//! Which spans overlap a row, without looking at all of them.

use crate::text::Span;

/// Spans sorted by start, possibly overlapping.
#[derive(Debug, Default)]
pub(super) struct Index {
    spans: Vec<Span>,
    /// The furthest end of all spans up to each.
    ends: Vec<usize>,
}

impl Index {
    pub(super) fn new(spans: impl Iterator<Item = Span>) -> Self {
        let spans: Vec<Span> = spans.collect();
        let ends = spans
            .iter()
            .scan(0, |furthest, span| {
                *furthest = span.end.max(*furthest);
                Some(*furthest)
            })
            .collect();
        Self { spans, ends }
    }

    /// Indices of the spans that overlap `row`.
    pub(super) fn overlapping(&self, row: Span) -> impl Iterator<Item = usize> + '_ {
        let first = self.ends.partition_point(|&end| end <= row.start);
        let last = self.spans.partition_point(|span| span.start < row.end);
        (first..last.max(first)).filter(move |&at| self.spans[at].end > row.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_are_found_among_nested_spans() {
        let spans = [(0, 50), (5, 8), (10, 12), (40, 60), (70, 80)];
        let index = Index::new(spans.into_iter().map(|(start, end)| Span::new(start, end)));
        let at = |start, end| index.overlapping(Span::new(start, end)).collect::<Vec<_>>();
        assert_eq!(at(6, 11), [0, 1, 2]);
        assert_eq!(at(45, 46), [0, 3]);
        assert_eq!(at(60, 70), Vec::<usize>::new());
        assert_eq!(at(79, 200), [4]);
        assert_eq!(Index::default().overlapping(Span::new(0, 9)).count(), 0);
    }
}

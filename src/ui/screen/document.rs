//! A record as a column of rows: parts with a title, folded or open, wrapped where they are looked
//! at.

mod cited;
mod part;

use std::ops::Range;
use std::sync::Arc;

use crate::record::{Field, Record};
use crate::text::Span;
use crate::ui::backend::{LabelState, Loaded, Marked, Part};

pub(crate) use cited::{Cited, is_wrong};
use part::sections;
pub(crate) use part::{Fold, Section, Source};

/// A record laid out for reading. Making one reads all of its text, so that is done where it was
/// opened, not where it is drawn.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) cited: Cited,
    pub(crate) sections: Vec<Section>,
    /// First row of each section, and one past the last row.
    starts: Vec<usize>,
    width: u16,
    /// Whether Markdown is shown as it stands.
    raw: bool,
}

/// What a row of the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Title { section: usize },
    Text { section: usize, row: usize },
    More { section: usize, hidden: usize },
    Gap,
}

/// A place that stays the same when rows move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Title {
        section: usize,
    },
    /// A byte of the section's text.
    Text {
        section: usize,
        byte: usize,
    },
    /// Below its text.
    End {
        section: usize,
    },
}

impl Document {
    pub(crate) fn new(loaded: Loaded) -> Self {
        let sections = sections(&loaded.record);
        let cited = Cited::new(&loaded.citations);
        let loaded = Arc::new(loaded);
        let mut document =
            Self { loaded, cited, sections, starts: Vec::new(), width: 0, raw: false };
        document.count_rows();
        document
    }

    /// Takes how the record is labelled now.
    pub(crate) fn set_labels(&mut self, labels: LabelState) {
        Arc::make_mut(&mut self.loaded).labels = labels;
    }

    /// Takes what was found in a record that was shown before.
    pub(crate) fn set_marks(&mut self, found: Marked, cited: Cited) {
        let loaded = Arc::make_mut(&mut self.loaded);
        (loaded.citations, loaded.hits) = (found.citations, found.hits);
        (loaded.suggestions, loaded.later) = (found.suggestions, false);
        self.cited = cited;
    }

    pub(crate) fn record(&self) -> &Record {
        &self.loaded.record
    }

    /// Makes room for everything that is shown, at this width; [`Document::lay`] fills it.
    pub(crate) fn settle(&mut self, width: u16, raw: bool) {
        if (width, raw) != (self.width, self.raw) {
            (self.width, self.raw) = (width, raw);
            for section in &mut self.sections {
                section.flow = None;
            }
        }
        for section in &mut self.sections {
            if section.flow.is_none() && section.fold != Fold::Closed {
                section.begin(&self.loaded.record, width, raw);
            }
        }
        self.count_rows();
    }

    /// Lays out what stands on `rows`; says whether that moved any row.
    pub(crate) fn lay(&mut self, rows: Range<usize>) -> bool {
        let (first, last) = (self.section_at(rows.start), self.section_at(rows.end));
        let mut moved = false;
        for index in first..self.sections.len().min(last + 1) {
            let top = self.starts[index] + 1;
            let (start, end) = (rows.start.saturating_sub(top), rows.end.saturating_sub(top));
            let section = &mut self.sections[index];
            let end = end.min(section.shown());
            if start < end {
                moved |= section.lay_rows(&self.loaded.record, start..end, self.raw);
            }
        }
        if moved {
            self.count_rows();
        }
        moved
    }

    /// Lays out the text around a byte of a field.
    fn lay_byte(&mut self, part: Part, byte: usize) {
        if let Some(index) = self.section_of(part, byte) {
            let section = &mut self.sections[index];
            let inside = byte - section.base();
            section.lay_byte(&self.loaded.record, inside, self.raw);
            self.count_rows();
        }
    }

    /// What stands on a row, to find it again when rows have moved.
    pub(crate) fn anchor(&self, row: usize) -> Anchor {
        match self.place(row) {
            Place::Title { section } => Anchor::Title { section },
            Place::Text { section, row } => {
                let flow = self.sections[section].flow.as_ref();
                match flow.and_then(|flow| flow.span(row)) {
                    Some(span) => Anchor::Text { section, byte: span.start },
                    None => Anchor::Title { section },
                }
            }
            Place::More { section, .. } => Anchor::End { section },
            Place::Gap => Anchor::End { section: self.section_at(row) },
        }
    }

    /// The row of an anchor.
    pub(crate) fn row_of_anchor(&self, anchor: Anchor) -> usize {
        match anchor {
            Anchor::Title { section } => self.title_row(section),
            Anchor::Text { section, byte } => {
                let flow = self.sections.get(section).and_then(|part| part.flow.as_ref());
                self.title_row(section) + 1 + flow.map_or(0, |flow| flow.row_of(byte))
            }
            Anchor::End { section } => self.title_row(section + 1).saturating_sub(1),
        }
    }

    fn count_rows(&mut self) {
        self.starts.clear();
        let mut row = 0;
        for section in &self.sections {
            self.starts.push(row);
            row += section.height() + 1;
        }
        self.starts.push(row.saturating_sub(1)); // no gap below the last one
    }

    /// Rows in all.
    pub(crate) fn height(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// What stands on a row.
    pub(crate) fn place(&self, row: usize) -> Place {
        let section = self.starts.partition_point(|&start| start <= row).saturating_sub(1);
        let (Some(&start), Some(part)) = (self.starts.get(section), self.sections.get(section))
        else {
            return Place::Gap;
        };
        let shown = part.shown();
        match (row - start).checked_sub(1) {
            None => Place::Title { section },
            Some(row) if row < shown => Place::Text { section, row },
            Some(row) if row == shown && part.hidden() > 0 => {
                Place::More { section, hidden: part.hidden() }
            }
            Some(_) => Place::Gap,
        }
    }

    /// The row of a section's title.
    pub(crate) fn title_row(&self, section: usize) -> usize {
        self.starts.get(section).copied().unwrap_or(0)
    }

    /// The row that shows a byte of a text; of a folded part the row below which it is hidden.
    pub(crate) fn row_of(&self, part: impl Into<Part>, byte: usize) -> Option<usize> {
        let section = self.section_of(part.into(), byte)?;
        let part = &self.sections[section];
        let title = self.starts[section];
        let Some(flow) = &part.flow else { return Some(title) };
        Some(title + 1 + flow.row_of(byte - part.base()).min(part.shown()))
    }

    /// Opens the part that holds a byte of a text, if it is hidden, and lays the text out there.
    pub(crate) fn reveal(&mut self, part: impl Into<Part>, byte: usize) {
        let part = part.into();
        if let Some(section) = self.section_of(part, byte) {
            self.sections[section].fold = Fold::Open;
            self.settle(self.width, self.raw);
            self.lay_byte(part, byte);
        }
    }

    fn section_of(&self, part: Part, byte: usize) -> Option<usize> {
        let mut found = None;
        for (index, section) in self.sections.iter().enumerate() {
            if section.source.part() == Some(part) && section.base() <= byte {
                found = Some(index);
            }
        }
        found
    }

    /// Field and bytes of a row of text; `None` for rows that are not of a field.
    pub(crate) fn span_at(&self, row: usize) -> Option<(Field, Span)> {
        let Place::Text { section, row } = self.place(row) else { return None };
        let part = &self.sections[section];
        let span = part.flow.as_ref()?.span(row)?;
        Some((part.source.field()?, Span::new(span.start + part.base(), span.end + part.base())))
    }

    /// Where the first paragraph or part after `row` starts.
    pub(crate) fn next_paragraph(&self, row: usize) -> Option<Anchor> {
        let here = self.section_at(row);
        let inside = self.stops(here).and_then(|(paragraphs, row_of)| {
            let at = paragraphs.partition_point(|&byte| row_of(byte) <= row);
            Some(Anchor::Text { section: here, byte: *paragraphs.get(at)? })
        });
        let next = here + 1;
        inside.or_else(|| (next < self.sections.len()).then_some(Anchor::Title { section: next }))
    }

    /// Where the last paragraph or part before `row` starts.
    pub(crate) fn previous_paragraph(&self, row: usize) -> Option<Anchor> {
        let here = self.section_at(row.checked_sub(1)?);
        let inside = self.stops(here).and_then(|(paragraphs, row_of)| {
            let at = paragraphs.partition_point(|&byte| row_of(byte) < row);
            Some(Anchor::Text { section: here, byte: paragraphs[at.checked_sub(1)?] })
        });
        let title = self.title_row(here) < row;
        inside.or_else(|| title.then_some(Anchor::Title { section: here }))
    }

    /// The paragraphs of an open part but the first, which stands right below the title (one stop
    /// for both), and the rows of its bytes.
    fn stops(&self, section: usize) -> Option<(&[usize], impl Fn(usize) -> usize)> {
        let part = self.sections.get(section).filter(|part| part.fold == Fold::Open)?;
        let flow = part.flow.as_ref()?;
        let top = self.starts[section] + 1;
        Some((part.paragraphs.get(1..)?, move |byte| top + flow.row_of(byte)))
    }

    /// The first part in `rows` that hides something.
    pub(crate) fn folded_in(&self, rows: Range<usize>) -> Option<usize> {
        (0..self.sections.len()).find(|&section| {
            let part = &self.sections[section];
            let last = self.starts[section] + part.height() - 1;
            let folded = part.fold == Fold::Closed || part.hidden() > 0;
            folded && rows.contains(&last)
        })
    }

    /// The part that a row belongs to.
    pub(crate) fn section_at(&self, row: usize) -> usize {
        let section = self.starts.partition_point(|&start| start <= row).saturating_sub(1);
        section.min(self.sections.len().saturating_sub(1))
    }

    /// Whether any part hides something.
    pub(crate) fn any_folded(&self) -> bool {
        self.sections.iter().any(|part| part.fold == Fold::Closed || part.hidden() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    use crate::record::{ToolCall, Turn};

    fn record() -> Record {
        Record {
            system: Some("Be good.".into()),
            turns: vec![Turn { role: "user".into(), text: "Hello".into() }],
            prompt: "one\ntwo\nthree\nfour\nfive\nsix".into(),
            cot: "First thought.\nMore.\n\nSecond thought.\n\n\nThird.".into(),
            answer: "Done.".into(),
            ..Record::default()
        }
    }

    fn laid_out(loaded: Loaded, width: u16) -> Document {
        let mut document = Document::new(loaded);
        document.settle(width, false);
        while document.lay(0..document.height()) {}
        document
    }

    fn document() -> Document {
        let loaded = Loaded { record: Arc::new(record()), ..Loaded::default() };
        laid_out(loaded, 40)
    }

    #[test]
    fn rows_are_titles_text_and_folds() {
        let document = document();
        let places: Vec<Place> = (0..document.height()).map(|row| document.place(row)).collect();
        assert_eq!(places[0], Place::Title { section: 0 });
        assert_eq!(places[1], Place::Gap);
        assert_eq!(places[2], Place::Title { section: 1 });
        assert_eq!(places[4], Place::Title { section: 2 });
        assert_eq!(places[7], Place::Text { section: 2, row: 2 });
        assert_eq!(places[8], Place::More { section: 2, hidden: 3 });
        assert_eq!(places[10], Place::Title { section: 3 });
        assert_eq!(places.last(), Some(&Place::Text { section: 4, row: 0 }));
    }

    #[test]
    fn opening_a_part_moves_the_rest() {
        let mut document = document();
        let before = document.height();
        assert_eq!(document.folded_in(2..9), Some(1));
        document.sections[2].fold = Fold::Open;
        document.settle(40, false);
        assert_eq!(document.height(), before + 2);
        assert_eq!(document.place(10), Place::Text { section: 2, row: 5 });
    }

    #[test]
    fn bytes_lead_to_rows_and_back() {
        let document = document();
        let second = record().cot.find("Second").unwrap();
        let row = document.row_of(Field::Cot, second).unwrap();
        let (field, span) = document.span_at(row).unwrap();
        assert_eq!((field, span.of(&record().cot)), (Field::Cot, "Second thought."));
        assert_eq!(document.span_at(10), None);
    }

    #[test]
    fn paragraphs_are_stops() {
        let document = document();
        let mut row = 10;
        let mut stops = vec![row];
        while let Some(next) = document.next_paragraph(row) {
            let next = document.row_of_anchor(next);
            stops.push(next);
            row = next;
        }
        assert_eq!(stops, [10, 14, 17, 19]);
        let mut back = vec![row];
        while let Some(previous) = document.previous_paragraph(row) {
            let previous = document.row_of_anchor(previous);
            back.push(previous);
            row = previous;
        }
        assert_eq!(back[..4], [19, 17, 14, 10]);
    }

    #[test]
    fn a_long_text_is_laid_out_only_where_it_is_looked_at() {
        let long = Record { cot: "word ".repeat(3_000_000), ..Record::default() };
        let loaded = Loaded { record: Arc::new(long), ..Loaded::default() };
        let mut document = Document::new(loaded);
        document.settle(60, false);
        assert_eq!(document.span_at(100_000), None, "nothing is wrapped yet");
        document.reveal(Field::Cot, 14_000_000);
        let row = document.row_of(Field::Cot, 14_000_000).unwrap();
        let (_, span) = document.span_at(row).unwrap();
        assert!(span.start <= 14_000_000 && 14_000_000 <= span.end);
        assert_eq!(document.span_at(1000), None, "nor is what comes before");
    }

    #[test]
    fn anchors_stay_when_rows_move() {
        let mut document = document();
        for width in [40, 12, 25] {
            let anchors: Vec<Anchor> =
                (0..document.height()).map(|row| document.anchor(row)).collect();
            document.settle(width, false);
            while document.lay(0..document.height()) {}
            for anchor in anchors {
                let row = document.row_of_anchor(anchor);
                let same = match (anchor, document.anchor(row)) {
                    (Anchor::Text { byte, .. }, Anchor::Text { byte: start, .. }) => start <= byte,
                    (one, other) => one == other,
                };
                assert!(same, "{anchor:?} at {width}");
            }
        }
    }

    #[test]
    fn steps_and_calls_are_parts_of_their_own() {
        let cot = "Think.\n\nAct.";
        let call = ToolCall { name: "search".into(), arguments: Value::Null, result: None };
        let steps = vec![
            crate::record::Step { span: Span::new(0, 6), calls: vec![call] },
            crate::record::Step { span: Span::new(8, 12), calls: vec![] },
        ];
        let record = Record { cot: cot.into(), steps, ..Record::default() };
        let loaded = Loaded { record: Arc::new(record), ..Loaded::default() };
        let document = laid_out(loaded, 40);
        let titles: Vec<&str> = document.sections.iter().map(|part| part.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "Prompt",
                "Chain of thought, step 1 of 2",
                "Tool calls (1): search",
                "Chain of thought, step 2 of 2",
                "Answer"
            ]
        );
        let row = document.row_of(Field::Cot, 9).unwrap();
        assert_eq!(document.span_at(row), Some((Field::Cot, Span::new(8, 12))));
    }
}

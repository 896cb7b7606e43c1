//! A record as a column of rows: parts with a title, wrapped once a width, folded or open.

mod part;

use std::sync::Arc;

use crate::record::{Field, Record};
use crate::text::{Span, boundary_before};
use crate::ui::backend::{LabelState, Loaded};
use crate::ui::effect::Effect;

pub(crate) use part::{Fold, Lines, Section, Source};
use part::{sections, size};

/// Longer texts are wrapped in the background.
const LONG: usize = 1 << 20;
/// How much of a long text is shown until then.
const BEGINNING: usize = 1 << 16;

/// A record laid out for reading.
#[derive(Debug)]
pub(crate) struct Document {
    /// Tells the wrapping of this document from that of another.
    id: u64,
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) sections: Vec<Section>,
    /// First row of each section, and one past the last row.
    starts: Vec<usize>,
    width: u16,
}

/// What a row of the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Title { section: usize },
    Text { section: usize, row: usize },
    More { section: usize, hidden: usize },
    Gap,
}

impl Document {
    pub(crate) fn new(id: u64, loaded: Loaded) -> Self {
        let loaded = Arc::new(loaded);
        let mut sections = sections(&loaded.record);
        for section in &mut sections {
            section.size = size(section.source.text(&loaded.record));
        }
        let mut document = Self { id, loaded, sections, starts: Vec::new(), width: 0 };
        document.count_rows();
        document
    }

    /// Takes how the record is labelled now.
    pub(crate) fn set_labels(&mut self, labels: LabelState) {
        Arc::make_mut(&mut self.loaded).labels = labels;
    }

    pub(crate) fn record(&self) -> &Record {
        &self.loaded.record
    }

    /// Lays everything out that is shown and not laid out at this width yet. Long texts show their
    /// beginning and are wrapped in the background.
    pub(crate) fn settle(&mut self, width: u16) -> Vec<Effect> {
        if width != self.width {
            self.width = width;
            for section in &mut self.sections {
                section.lines = None;
            }
        }
        let mut effects = Vec::new();
        let mut paragraph = 1;
        for index in 0..self.sections.len() {
            if self.sections[index].lines.is_none() && self.sections[index].fold != Fold::Closed {
                effects.extend(self.wrap(index));
            }
            let section = &mut self.sections[index];
            if let Source::Cot(_) = section.source {
                section.first_paragraph = paragraph;
                paragraph += section.lines.as_ref().map_or(0, |lines| lines.paragraphs.len());
            }
        }
        self.count_rows();
        effects
    }

    fn wrap(&mut self, index: usize) -> Option<Effect> {
        let record = Arc::clone(&self.loaded.record);
        let section = &mut self.sections[index];
        section.make(&record);
        let text = section.source.text(&record);
        section.partial = text.len() > LONG;
        let shown = if section.partial { boundary_before(text, BEGINNING) } else { text.len() };
        section.lines = Some(Arc::new(Lines::new(&text[..shown], self.width)));
        section.partial.then(|| Effect::Wrap {
            document: self.id,
            section: index,
            width: self.width,
            loaded: Arc::clone(&self.loaded),
            source: self.sections[index].source.clone(),
        })
    }

    /// Takes what the background has wrapped, unless it is of another document or width.
    pub(crate) fn wrapped(&mut self, document: u64, index: usize, width: u16, lines: Arc<Lines>) {
        if document == self.id && width == self.width {
            self.sections[index].lines = Some(lines);
            self.sections[index].partial = false;
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

    /// The row that shows a byte of a field; of a folded part the row below which it is hidden.
    pub(crate) fn row_of(&self, field: Field, byte: usize) -> Option<usize> {
        let section = self.section_of(field, byte)?;
        let part = &self.sections[section];
        let row = part.lines.as_ref()?.wrapped.row_of(byte - part.base());
        Some(self.starts[section] + 1 + row.min(part.shown()))
    }

    /// Opens the part that holds a byte of a field, if it is hidden.
    pub(crate) fn reveal(&mut self, field: Field, byte: usize) {
        if let Some(section) = self.section_of(field, byte) {
            self.sections[section].fold = Fold::Open;
        }
    }

    fn section_of(&self, field: Field, byte: usize) -> Option<usize> {
        let mut found = None;
        for (index, section) in self.sections.iter().enumerate() {
            if section.source.field() == Some(field) && section.base() <= byte {
                found = Some(index);
            }
        }
        found
    }

    /// Field and bytes of a row of text; `None` for rows that are not of a field.
    pub(crate) fn span_at(&self, row: usize) -> Option<(Field, Span)> {
        let Place::Text { section, row } = self.place(row) else { return None };
        let part = &self.sections[section];
        let span = part.lines.as_ref()?.wrapped.span(row);
        Some((part.source.field()?, Span::new(span.start + part.base(), span.end + part.base())))
    }

    /// The first row after `row` at which a paragraph or part starts.
    pub(crate) fn next_paragraph(&self, row: usize) -> Option<usize> {
        let here = self.section_at(row);
        let inside = self.stops(here).and_then(|(lines, top)| {
            // The first paragraph stands right below the title: one stop for both.
            let rest = lines.paragraphs.get(1..)?;
            let at = rest.partition_point(|&byte| top + lines.wrapped.row_of(byte) <= row);
            Some(top + lines.wrapped.row_of(*rest.get(at)?))
        });
        inside.or_else(|| (here + 1 < self.sections.len()).then(|| self.starts[here + 1]))
    }

    /// The last row before `row` at which a paragraph or part starts.
    pub(crate) fn previous_paragraph(&self, row: usize) -> Option<usize> {
        let here = self.section_at(row.checked_sub(1)?);
        let inside = self.stops(here).and_then(|(lines, top)| {
            let rest = lines.paragraphs.get(1..)?;
            let at = rest.partition_point(|&byte| top + lines.wrapped.row_of(byte) < row);
            Some(top + lines.wrapped.row_of(rest[at.checked_sub(1)?]))
        });
        inside.or_else(|| self.starts.get(here).copied().filter(|&start| start < row))
    }

    /// The lines of an open part and its first row of text.
    fn stops(&self, section: usize) -> Option<(&Lines, usize)> {
        let part = self.sections.get(section).filter(|part| part.fold == Fold::Open)?;
        Some((part.lines()?, self.starts[section] + 1))
    }

    /// The first part in `rows` that hides something.
    pub(crate) fn folded_in(&self, rows: std::ops::Range<usize>) -> Option<usize> {
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

    fn document() -> Document {
        let loaded = Loaded { record: Arc::new(record()), ..Loaded::default() };
        let mut document = Document::new(1, loaded);
        assert!(document.settle(40).is_empty());
        document
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
        document.settle(40);
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
            stops.push(next);
            row = next;
        }
        assert_eq!(stops, [10, 14, 17, 19]);
        let mut back = vec![row];
        while let Some(previous) = document.previous_paragraph(row) {
            back.push(previous);
            row = previous;
        }
        assert_eq!(back[..4], [19, 17, 14, 10]);
    }

    #[test]
    fn a_long_text_shows_its_beginning_and_is_wrapped_behind_the_scenes() {
        let long = Record { cot: "word ".repeat(300_000), ..Record::default() };
        let loaded = Loaded { record: Arc::new(long), ..Loaded::default() };
        let mut document = Document::new(7, loaded);
        let effects = document.settle(60);
        assert!(matches!(effects[..], [Effect::Wrap { document: 7, section: 1, width: 60, .. }]));
        let short = document.height();
        let lines = Arc::new(Lines::new(&document.record().cot, 60));
        document.wrapped(7, 1, 59, Arc::clone(&lines));
        assert!(document.sections[1].partial, "another width is stale");
        document.wrapped(7, 1, 60, lines);
        document.settle(60);
        assert!(document.height() > 10 * short);
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
        let mut document = Document::new(1, loaded);
        document.settle(40);
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

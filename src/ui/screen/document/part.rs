//! The parts of a record in reading order, and where their text comes from.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use crate::record::{Field, Record, ToolCall};
use crate::text::Span;
use crate::text::flow::Flow;
use crate::text::markdown::{self, Markdown};
use crate::text::wrap::Dress;
use crate::ui::paint::{count, counted};

/// Rows of a folded prompt.
const PREVIEW: usize = 3;
/// Shorter texts are laid out whole: the number of their rows is then no guess.
const SHORT: usize = 64 << 10;
/// The layout of a text that is shown as it stands.
static PLAIN: Dress = Dress::PLAIN;

/// A part of the record.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) title: String,
    /// Length of the text in words, e.g. `2,310 characters`; empty when there is no text.
    pub(crate) size: String,
    pub(crate) source: Source,
    pub(crate) fold: Fold,
    /// Its rows at the width of the document.
    pub(crate) flow: Option<Flow>,
    /// Of chains and answers; other texts have none.
    pub(crate) markdown: Markdown,
    /// Where paragraphs start, in bytes.
    pub(crate) paragraphs: Vec<usize>,
    /// Number of the first paragraph; 0 for parts whose paragraphs have no numbers.
    pub(crate) first_paragraph: usize,
}

/// Where the text of a part comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    System,
    Turn(usize),
    Prompt,
    Cot(Span),
    Answer,
    /// Made for the screen: tool calls, metadata.
    Made(Arc<str>),
    /// Tool calls after a step, or of no step; made when they are opened.
    Calls(Option<usize>),
    Meta,
}

/// How much of a part is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    Open,
    /// The first rows.
    Preview,
    /// The title.
    Closed,
}

impl Section {
    fn new(title: impl Into<String>, source: Source, fold: Fold) -> Self {
        Self {
            title: title.into(),
            size: String::new(),
            source,
            fold,
            flow: None,
            markdown: Markdown::default(),
            paragraphs: Vec::new(),
            first_paragraph: 0,
        }
    }

    /// Reads the text once for all that is shown of it at any width.
    fn read(&mut self, record: &Record) {
        let text = self.source.text(record);
        self.size = size(text);
        self.paragraphs = paragraphs(text);
        if matches!(self.source, Source::Cot(_) | Source::Answer) {
            self.markdown = Markdown::new(text);
        }
    }

    /// Makes room for the text at a width.
    pub(super) fn begin(&mut self, record: &Record, width: u16, raw: bool) {
        self.make(record);
        let text = self.source.text(record);
        let mut flow = Flow::new(text, width);
        if text.len() <= SHORT {
            flow.lay_rows(text, self.dress(raw), 0..usize::MAX);
        }
        self.flow = Some(flow);
    }

    /// Makes the text of parts that have none in the record.
    fn make(&mut self, record: &Record) {
        let made = match self.source {
            Source::Calls(step) => calls_text(calls(record, step)),
            Source::Meta => meta_text(record),
            _ => return,
        };
        self.source = Source::Made(made.into());
        self.paragraphs = paragraphs(self.source.text(record));
    }

    /// How the text is laid out.
    pub(crate) fn dress(&self, raw: bool) -> &Dress {
        if raw { &PLAIN } else { self.markdown.dress() }
    }

    /// Whether the text may have Markdown that is not shown because there is too much of it.
    pub(crate) fn is_too_long_for_markdown(&self, record: &Record) -> bool {
        matches!(self.source, Source::Cot(_) | Source::Answer)
            && self.source.text(record).len() > markdown::LONGEST
    }

    /// Lays out rows; says whether that moved any.
    pub(super) fn lay_rows(&mut self, record: &Record, rows: Range<usize>, raw: bool) -> bool {
        let Some(mut flow) = self.flow.take() else { return false };
        let moved = flow.lay_rows(self.source.text(record), self.dress(raw), rows);
        self.flow = Some(flow);
        moved
    }

    /// Lays out the rows around a byte of the text.
    pub(super) fn lay_byte(&mut self, record: &Record, byte: usize, raw: bool) {
        let Some(mut flow) = self.flow.take() else { return };
        flow.lay_byte(self.source.text(record), self.dress(raw), byte);
        self.flow = Some(flow);
    }

    /// Offset of the part's text in its field.
    pub(crate) fn base(&self) -> usize {
        match self.source {
            Source::Cot(span) => span.start,
            _ => 0,
        }
    }

    fn total(&self) -> usize {
        self.flow.as_ref().map_or(0, Flow::len)
    }

    /// Rows of text on the screen.
    pub(super) fn shown(&self) -> usize {
        match self.fold {
            Fold::Open => self.total(),
            Fold::Closed => 0,
            // A fold that hides a single row would show its own line instead of it.
            Fold::Preview if self.total() <= PREVIEW + 1 => self.total(),
            Fold::Preview => PREVIEW,
        }
    }

    /// Rows that a preview leaves out.
    pub(crate) fn hidden(&self) -> usize {
        if self.fold == Fold::Preview { self.total() - self.shown() } else { 0 }
    }

    pub(super) fn height(&self) -> usize {
        1 + self.shown() + usize::from(self.hidden() > 0)
    }

    /// How it is shown when it is not open.
    pub(crate) fn folded(&self) -> Fold {
        match self.source {
            Source::Prompt => Fold::Preview,
            _ => Fold::Closed,
        }
    }
}

impl Source {
    pub(crate) fn text<'a>(&'a self, record: &'a Record) -> &'a str {
        match self {
            Source::System => record.system.as_deref().unwrap_or_default(),
            Source::Turn(index) => record.turns.get(*index).map_or("", |turn| &turn.text),
            Source::Prompt => &record.prompt,
            Source::Cot(span) => record.cot.get(span.range()).unwrap_or_default(),
            Source::Answer => &record.answer,
            Source::Made(text) => text,
            Source::Calls(_) | Source::Meta => "",
        }
    }

    pub(crate) fn field(&self) -> Option<Field> {
        match self {
            Source::Prompt => Some(Field::Prompt),
            Source::Cot(_) => Some(Field::Cot),
            Source::Answer => Some(Field::Answer),
            _ => None,
        }
    }
}

/// The parts of a record in reading order.
pub(super) fn sections(record: &Record) -> Vec<Section> {
    let mut sections = Vec::new();
    if record.system.is_some() {
        sections.push(Section::new("System", Source::System, Fold::Closed));
    }
    for (index, turn) in record.turns.iter().enumerate() {
        let title = format!("Turn {} of {}: {}", index + 1, record.turns.len(), turn.role);
        sections.push(Section::new(title, Source::Turn(index), Fold::Closed));
    }
    sections.push(Section::new("Prompt", Source::Prompt, Fold::Preview));
    chain(record, &mut sections);
    sections.push(Section::new("Answer", Source::Answer, Fold::Open));
    if !record.meta.is_empty() {
        let title = format!("Metadata: {}", keys(record));
        sections.push(Section::new(title, Source::Meta, Fold::Closed));
    }
    let mut paragraph = 1;
    for section in &mut sections {
        section.read(record);
        if let Source::Cot(_) = section.source {
            section.first_paragraph = paragraph;
            paragraph += section.paragraphs.len();
        }
    }
    sections
}

fn keys(record: &Record) -> String {
    record.meta.keys().take(12).map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// The chain: in one piece, or a part a step with its tool calls below it.
fn chain(record: &Record, sections: &mut Vec<Section>) {
    let whole = Span::new(0, record.cot.len());
    if record.steps.is_empty() {
        sections.push(Section::new("Chain of thought", Source::Cot(whole), Fold::Open));
    }
    for (index, step) in record.steps.iter().enumerate() {
        let title = format!("Chain of thought, step {} of {}", index + 1, record.steps.len());
        sections.push(Section::new(title, Source::Cot(step.span), Fold::Open));
        if !step.calls.is_empty() {
            sections.push(call_section(&step.calls, Source::Calls(Some(index))));
        }
    }
    if !record.calls.is_empty() {
        sections.push(call_section(&record.calls, Source::Calls(None)));
    }
}

fn call_section(calls: &[ToolCall], source: Source) -> Section {
    let names: Vec<&str> = calls.iter().take(6).map(|call| call.name.as_str()).collect();
    let title = format!("Tool calls ({}): {}", calls.len(), names.join(", "));
    Section::new(title, source, Fold::Closed)
}

fn calls(record: &Record, step: Option<usize>) -> &[ToolCall] {
    match step {
        Some(step) => record.steps.get(step).map_or(&[], |step| &step.calls),
        None => &record.calls,
    }
}

fn calls_text(calls: &[ToolCall]) -> String {
    let mut text = String::new();
    for call in calls {
        text.push_str(&call.name);
        text.push('\n');
        text.push_str(&value_text(&call.arguments));
        if let Some(result) = &call.result {
            text.push_str("\n=> ");
            text.push_str(&value_text(result));
        }
        text.push_str("\n\n");
    }
    text.truncate(text.trim_end().len());
    text
}

fn meta_text(record: &Record) -> String {
    let mut text = String::new();
    for (key, value) in &record.meta {
        text.push_str(key);
        text.push_str(": ");
        text.push_str(&value_text(value));
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

/// A string as it reads, anything else as indented JSON.
fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}

/// Characters, or megabytes of a text whose characters nobody counts.
fn size(text: &str) -> String {
    const MEGABYTES: usize = 1 << 20;
    match text.len() {
        0 => String::new(),
        bytes if bytes > MEGABYTES => format!("{} MB", count(bytes >> 20)),
        _ => counted(text.chars().count(), "character"),
    }
}

/// Where paragraphs start: at a line with something on it, at the top or after an empty one.
fn paragraphs(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut fresh = true;
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |len| at + len);
        // Only the beginning of a line is looked at: a line may be 100 MB long.
        let empty = text[at..end].chars().all(char::is_whitespace);
        if fresh && !empty {
            starts.push(at);
        }
        fresh = empty;
        at = end + 1;
    }
    starts
}

//! Markdown as the few kinds of block that a spec is made of.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd};

/// A heading or a run of text.
#[derive(Debug)]
pub(super) struct Block {
    pub role: Role,
    pub inline: Inline,
    /// Where it stands in the source.
    pub range: Range<usize>,
}

/// What a block is.
#[derive(Debug)]
pub(super) enum Role {
    Heading {
        level: u8,
        anchor: Option<String>,
        attributes: BTreeMap<String, String>,
    },
    /// Text in `depth` nested lists. `item` is set on the first block of a list item.
    Text {
        depth: usize,
        item: Option<Item>,
    },
}

/// The list item that a block begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Its number in an ordered list.
    pub number: Option<u64>,
}

/// Text without marks, with what is needed of them.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pub text: String,
    /// Ranges of `text` in bold or italic type.
    pub emphasis: Vec<Range<usize>>,
    /// Where each line of `text` begins there and in the source.
    pub lines: Vec<(usize, usize)>,
    /// Targets of `](#id)` with their place in `text` and in the source.
    pub links: Vec<(usize, String, usize)>,
}

/// Reads `source` (with commentary blanked) as blocks in order. Code, comments and footnotes are
/// left out.
pub(super) fn blocks(source: &str) -> Vec<Block> {
    let options = Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut reader = Reader::default();
    let mut events = Parser::new_ext(source, options).into_offset_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(tag) if is_commentary(&tag) => skip(&mut events),
            event => reader.take(event, range),
        }
    }
    reader.flush();
    reader.blocks
}

fn is_commentary(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_)
            | Tag::FootnoteDefinition(_)
            | Tag::HtmlBlock
            | Tag::MetadataBlock(_)
            | Tag::Image { .. }
            | Tag::BlockQuote(Some(_))
    )
}

/// Passes over everything up to the end of the element just begun.
fn skip(events: &mut OffsetIter) {
    let mut depth = 1;
    while depth > 0 {
        match events.next() {
            Some((Event::Start(_), _)) => depth += 1,
            Some((Event::End(_), _)) => depth -= 1,
            Some(_) => {}
            None => return,
        }
    }
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// The block being read.
    inline: Inline,
    range: Range<usize>,
    heading: Option<Role>,
    /// The number of the next item of each open list.
    lists: Vec<Option<u64>>,
    /// Set between the start of an item and its first text.
    item: Option<Item>,
    emphasis_from: Vec<usize>,
    link: Option<(usize, Option<String>, usize)>,
    cells: usize,
}

impl Reader {
    fn take(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.push(&text, &range),
            Event::SoftBreak | Event::HardBreak => {
                self.inline.text.push('\n');
                self.inline.lines.push((self.inline.text.len(), range.end));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        match tag {
            Tag::Heading { level, id, attrs, .. } => {
                self.flush();
                let anchor = id.map(CowStr::into_string);
                let text = |text: CowStr| text.trim_matches('"').to_owned();
                let attributes = attrs
                    .into_iter()
                    .map(|(name, value)| (text(name), value.map_or_else(String::new, text)))
                    .collect();
                self.range = range;
                self.heading = Some(Role::Heading { level: level as u8, anchor, attributes });
            }
            Tag::Paragraph | Tag::TableHead | Tag::TableRow => {
                self.flush();
                self.cells = 0;
            }
            Tag::TableCell => {
                if self.cells > 0 && !self.inline.text.is_empty() {
                    self.inline.text.push_str(if self.cells == 1 { ": " } else { " | " });
                }
                self.cells += 1;
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                let number = self.lists.last_mut().and_then(Option::as_mut).map(|next| {
                    *next += 1;
                    *next - 1
                });
                self.item = Some(Item { number });
                self.range = range.start..range.start;
            }
            Tag::Emphasis | Tag::Strong => self.emphasis_from.push(self.inline.text.len()),
            Tag::Link { dest_url, .. } => {
                let to = dest_url.strip_prefix('#').map(str::to_owned);
                self.link = Some((self.inline.text.len(), to, range.start));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => {
                if let Some(from) = self.emphasis_from.pop() {
                    self.inline.emphasis.push(from..self.inline.text.len());
                }
            }
            TagEnd::Link => self.end_link(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.flush();
                self.item = None;
            }
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::TableRow | TagEnd::TableHead => {
                self.flush();
            }
            _ => {}
        }
    }

    /// `[?](#id)` asks the renderer for the title: its text says nothing.
    fn end_link(&mut self) {
        let Some((from, to, source)) = self.link.take() else { return };
        if !self.inline.text[from..].contains(char::is_alphanumeric) {
            self.inline.text.truncate(from);
        }
        if let Some(to) = to {
            self.inline.links.push((from, to, source));
        }
    }

    fn push(&mut self, text: &str, range: &Range<usize>) {
        if self.inline.text.is_empty() {
            if self.heading.is_none() && self.item.is_none() {
                self.range.start = range.start;
            }
            self.inline.lines.push((0, range.start));
        }
        self.range.end = self.range.end.max(range.end);
        self.inline.text.push_str(text);
    }

    /// Ends the block being read.
    fn flush(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        self.emphasis_from.clear();
        let heading = self.heading.take();
        if inline.text.trim().is_empty() && heading.is_none() {
            return;
        }
        let role = heading
            .unwrap_or_else(|| Role::Text { depth: self.lists.len(), item: self.item.take() });
        self.blocks.push(Block { role, inline, range: self.range.clone() });
        self.range = self.range.end..self.range.end;
    }
}

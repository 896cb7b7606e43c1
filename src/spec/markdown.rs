//! Clauses of a Markdown spec: anchored, numbered and plain headings, labelled and numbered items.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::blocks::{self, Block, Inline, Item, Role};
use super::number::{heading_number, label, slug};
use super::{Clause, Link, commentary};
use crate::problem::Problem;
use crate::text::Span;

/// Reads the clauses and cross-references of `source`.
pub(super) fn parse(source: &str) -> (Vec<Clause>, Vec<Link>, Vec<Problem>) {
    let blocks = blocks::blocks(&commentary::blank(source));
    let mut builder = Builder::new(source, document_title(&blocks));
    for (at, block) in blocks.into_iter().enumerate() {
        builder.take(at, block);
    }
    builder.finish()
}

/// The index of the heading that names the document: the only one of its level, first, without an id
/// of its own, over headings that all have one, so that nobody needs it as part of an id.
fn document_title(blocks: &[Block]) -> Option<usize> {
    let headings: Vec<(usize, u8, bool)> = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| match &block.role {
            Role::Heading { level, anchor, .. } => {
                let text = block.inline.text.trim();
                let own = anchor.is_some() || numbered(text).is_some();
                Some((at, *level, own))
            }
            Role::Text { .. } => None,
        })
        .collect();
    let (&(at, top, own), below) = headings.split_first()?;
    let next = below.iter().map(|heading| heading.1).min()?;
    let named = below.iter().filter(|heading| heading.1 == next).all(|heading| heading.2);
    (!own && next > top && named).then_some(at)
}

/// A heading's own number or label, and the title after it.
fn numbered(heading: &str) -> Option<(String, &str)> {
    label(heading, None).or_else(|| heading_number(heading)).map(|marked| (marked.id, marked.rest))
}

/// What the ids of things below a heading are made from.
#[derive(Clone, Debug)]
enum Numbering {
    /// `7`: items of a numbered list are `7.1`, `7.2` …
    Number(String),
    /// An anchor or label: nothing below it is numbered.
    Anchor,
    /// A plain heading: paragraphs are `slug/p1`, items of a numbered list `slug/1`.
    Plain,
}

#[derive(Debug)]
struct Section {
    level: u8,
    /// The clause that text below the heading belongs to.
    clause: Option<usize>,
    numbering: Numbering,
    title: String,
    paragraphs: usize,
    /// The highest number that an item has been given.
    items: u64,
}

struct Builder<'a> {
    source: &'a str,
    /// Byte offset of each line.
    lines: Vec<usize>,
    title_at: Option<usize>,
    clauses: Vec<Clause>,
    links: Vec<Link>,
    sections: Vec<Section>,
    /// The clause that the open list item of each depth makes; `[0]` is a labelled paragraph.
    open: Vec<Option<usize>>,
    slugs: HashMap<String, usize>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str, title_at: Option<usize>) -> Self {
        let breaks = memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1);
        Self {
            source,
            lines: std::iter::once(0).chain(breaks).collect(),
            title_at,
            clauses: Vec::new(),
            links: Vec::new(),
            sections: Vec::new(),
            open: Vec::new(),
            slugs: HashMap::new(),
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|&start| start <= offset)
    }

    fn take(&mut self, at: usize, block: Block) {
        match block.role {
            Role::Heading { level, anchor, attributes } => {
                let named =
                    Named { anchor, attributes, level, is_title: self.title_at == Some(at) };
                self.heading(named, &block.inline, block.range);
            }
            Role::Text { depth, item } => self.text(depth, item, &block.inline, block.range),
        }
    }

    fn heading(&mut self, named: Named, inline: &Inline, range: Range<usize>) {
        let level = named.level;
        while self.sections.last().is_some_and(|section| section.level >= level) {
            self.sections.pop();
        }
        self.open.clear();
        let text = without_footnotes(&inline.text).trim().to_owned();
        let own = numbered(&text);
        let title = own.as_ref().map_or(text.as_str(), |(_, rest)| rest).to_owned();
        let number = own.map(|(number, _)| self.nested_number(number));
        let (clause, numbering) = self.heading_clause(named, number, &title, range);
        self.link(inline, clause);
        let title =
            if clause.is_some() || numbering_is_plain(&numbering) { title } else { String::new() };
        self.sections.push(Section { level, clause, numbering, title, paragraphs: 0, items: 0 });
    }

    /// `2` below section `7` is `7.2`.
    fn nested_number(&self, number: String) -> String {
        let outer = self.sections.iter().rev().find_map(|section| match &section.numbering {
            Numbering::Number(outer) => Some(outer),
            _ => None,
        });
        match outer {
            Some(outer) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{outer}.{number}")
            }
            _ => number,
        }
    }

    /// The clause that a heading makes, if any, and how things below it are numbered.
    fn heading_clause(
        &mut self,
        named: Named,
        number: Option<String>,
        title: &str,
        range: Range<usize>,
    ) -> (Option<usize>, Numbering) {
        let mut attributes = named.attributes;
        if named.is_title {
            return (None, Numbering::Plain);
        }
        if let Some(anchor) = named.anchor {
            if let Some(number) = number {
                attributes.entry("number".into()).or_insert(number);
            }
            return (Some(self.clause(anchor, title, range, attributes)), Numbering::Anchor);
        }
        if let Some(number) = number {
            let numeric = number.starts_with(|c: char| c.is_ascii_digit());
            let numbering =
                if numeric { Numbering::Number(number.clone()) } else { Numbering::Anchor };
            return (Some(self.clause(number, title, range, attributes)), numbering);
        }
        // A plain heading inside a numbered or labelled section divides its text, no more.
        if let Some(Section { clause, numbering: numbering @ Numbering::Number(_), .. }) =
            self.sections.last()
        {
            return (*clause, numbering.clone());
        }
        let id = self.plain_id(title);
        (Some(self.clause(id, title, range, attributes)), Numbering::Plain)
    }

    /// The path of slugs, made unique as web pages do it.
    fn plain_id(&mut self, title: &str) -> String {
        let own = slug(title);
        let own = if own.is_empty() { "section".to_owned() } else { own };
        let outer = self.sections.iter().rev().find_map(|section| section.clause);
        let id = match outer {
            Some(outer) => format!("{}/{own}", self.clauses[outer].id),
            None => own,
        };
        let uses = self.slugs.entry(id.clone()).or_insert(0);
        *uses += 1;
        if *uses == 1 { id } else { format!("{id}-{uses}") }
    }

    /// Adds a clause below the current section.
    fn clause(
        &mut self,
        id: String,
        title: &str,
        range: Range<usize>,
        attributes: BTreeMap<String, String>,
    ) -> usize {
        let parent = self.sections.iter().rev().find_map(|section| section.clause);
        let mut path: Vec<String> = self
            .sections
            .iter()
            .map(|section| section.title.clone())
            .filter(|title| !title.is_empty())
            .collect();
        if !title.is_empty() {
            path.push(title.to_owned());
        }
        self.clauses.push(Clause {
            id,
            title: title.to_owned(),
            path,
            text: String::new(),
            parent,
            attributes,
            line: self.line(range.start),
            span: Span::new(range.start, range.end),
        });
        self.clauses.len() - 1
    }

    fn text(&mut self, depth: usize, item: Option<Item>, inline: &Inline, range: Range<usize>) {
        if depth > 0 || item.is_some() {
            self.open.resize(depth + 1, None);
            if item.is_some() {
                self.open[depth] = None;
            }
        }
        if depth == 0 && self.labelled_lines(inline, range.clone()) {
            return;
        }
        if let Some(item) = item
            && let Some(clause) = self.item_clause(depth, item, inline, &range)
        {
            self.open[depth] = Some(clause);
            return;
        }
        let inside = self.open.iter().take(depth + 1).rev().find_map(|clause| *clause);
        let owner = inside
            .or_else(|| self.paragraph_clause(depth, item, &range))
            .or_else(|| self.sections.last().and_then(|section| section.clause));
        self.link(inline, owner);
        if let Some(owner) = owner {
            let join = if item.is_some() { "\n" } else { "\n\n" };
            self.append(owner, &inline.text, join, range.end);
        }
    }

    /// Lines `AS1: …` of one paragraph; the first must have a label, the others may.
    fn labelled_lines(&mut self, inline: &Inline, range: Range<usize>) -> bool {
        if find_label(inline, 0).is_none() {
            return false;
        }
        let mut current = None;
        for (at, &(from, source)) in inline.lines.iter().enumerate() {
            let to = inline.lines.get(at + 1).map_or(inline.text.len(), |next| next.0);
            let end = inline.lines.get(at + 1).map_or(range.end, |next| next.1);
            match (find_label(inline, from), current) {
                (Some(found), _) => {
                    current = Some(self.labelled(&found, &inline.text[..to], source..end));
                }
                (None, Some(clause)) => self.append(clause, &inline.text[from..to], " ", end),
                (None, None) => {}
            }
        }
        self.open = vec![current];
        self.link(inline, current);
        true
    }

    fn labelled(&mut self, found: &Labelled, text: &str, range: Range<usize>) -> usize {
        let end = range.end;
        let clause = self.clause(found.id.clone(), &found.title, range, BTreeMap::new());
        self.append(clause, &text[found.body..], "\n\n", end);
        clause
    }

    /// The clause that a list item makes: by its label, or by its number under a numbered heading.
    fn item_clause(
        &mut self,
        depth: usize,
        item: Item,
        inline: &Inline,
        range: &Range<usize>,
    ) -> Option<usize> {
        if let Some(found) = find_label(inline, 0) {
            let clause = self.labelled(&found, &inline.text, range.clone());
            self.link(inline, Some(clause));
            return Some(clause);
        }
        if depth != 1 {
            return None;
        }
        let id = self.item_id(item)?;
        let (title, body) = leading_title(inline, 0);
        let clause = self.clause(id, &title, range.clone(), BTreeMap::new());
        self.append(clause, &inline.text[body..], "\n\n", range.end);
        self.link(inline, Some(clause));
        Some(clause)
    }

    fn item_id(&mut self, item: Item) -> Option<String> {
        let Some(section) = self.sections.last_mut() else {
            // A bare numbered list is a spec of its own.
            return item.number.map(|number| number.to_string());
        };
        let prefix = match (&section.numbering, section.clause) {
            (Numbering::Number(number), _) => format!("{number}."),
            (Numbering::Plain, Some(clause)) => format!("{}/", self.clauses[clause].id),
            (Numbering::Plain, None) => String::new(),
            (Numbering::Anchor, _) => return None,
        };
        let Some(number) = item.number else {
            if matches!(section.numbering, Numbering::Number(_)) || prefix.is_empty() {
                return None;
            }
            section.paragraphs += 1;
            return Some(format!("{prefix}p{}", section.paragraphs));
        };
        // A second list in the section goes on counting: its ids must not repeat the first's.
        let outer = match &section.numbering {
            Numbering::Number(number) => Some(number.clone()),
            _ => None,
        };
        let highest = self.highest_item(outer.as_deref());
        let section = self.sections.last_mut()?;
        section.items = number.max(highest.max(section.items) + 1);
        Some(format!("{prefix}{}", section.items))
    }

    /// The highest item number in the numbered section `outer`, over all its sub-headings.
    fn highest_item(&self, outer: Option<&str>) -> u64 {
        let Some(outer) = outer else { return 0 };
        let number =
            |clause: &Clause| clause.id.strip_prefix(outer)?.strip_prefix('.')?.parse::<u64>().ok();
        self.clauses.iter().filter_map(number).max().unwrap_or(0)
    }

    /// A paragraph below a plain heading is a clause of its own.
    fn paragraph_clause(
        &mut self,
        depth: usize,
        item: Option<Item>,
        range: &Range<usize>,
    ) -> Option<usize> {
        let section = self.sections.last_mut()?;
        let (Numbering::Plain, Some(clause), 0, None) =
            (&section.numbering, section.clause, depth, item)
        else {
            return None;
        };
        section.paragraphs += 1;
        let id = format!("{}/p{}", self.clauses[clause].id, section.paragraphs);
        Some(self.clause(id, "", range.clone(), BTreeMap::new()))
    }

    /// Adds a block to what a clause says; line breaks inside it were only wrapping.
    fn append(&mut self, clause: usize, text: &str, join: &str, end: usize) {
        let clause = &mut self.clauses[clause];
        let text = without_footnotes(text);
        let text = text.trim();
        if !text.is_empty() {
            if !clause.text.is_empty() {
                clause.text.push_str(join);
            }
            clause.text.push_str(&text.replace('\n', " "));
        }
        clause.span.end = clause.span.end.max(end);
    }

    fn link(&mut self, inline: &Inline, from: Option<usize>) {
        for (_, to, source) in &inline.links {
            let line = self.line(*source);
            self.links.push(Link { from, to: to.clone(), line });
        }
    }

    fn finish(mut self) -> (Vec<Clause>, Vec<Link>, Vec<Problem>) {
        for clause in &mut self.clauses {
            let text = clause.span.of(self.source);
            clause.span.end = clause.span.start + text.trim_end().len();
        }
        (self.clauses, self.links, Vec::new())
    }
}

/// What a heading says beside its text.
struct Named {
    anchor: Option<String>,
    attributes: BTreeMap<String, String>,
    level: u8,
    is_title: bool,
}

fn numbering_is_plain(numbering: &Numbering) -> bool {
    matches!(numbering, Numbering::Plain)
}

/// A label with the bold or italic name after it, and where the text proper begins.
struct Labelled {
    id: String,
    title: String,
    body: usize,
}

fn find_label(inline: &Inline, from: usize) -> Option<Labelled> {
    let rest = &inline.text[from..];
    let bold = inline.emphasis.iter().find(|range| range.start == from);
    let marked = label(rest, bold.map(|range| range.end - from))?;
    let body = from + rest.len() - marked.rest.len();
    // `**GP2. Be fair.** …`: the bold type goes on after the label.
    let (title, body) = match bold.filter(|range| range.end > body) {
        Some(range) => (tidy_title(&inline.text[body..range.end]), after_title(inline, range.end)),
        None => leading_title(inline, body),
    };
    Some(Labelled { id: marked.id, title, body })
}

/// The bold or italic name that a text begins with (`**Refusal**: …`, `*No tampering.* …`).
fn leading_title(inline: &Inline, from: usize) -> (String, usize) {
    let name = inline.emphasis.iter().find(|range| range.start == from && range.end > from);
    let Some(name) = name else { return (String::new(), from) };
    let text = &inline.text[name.clone()];
    let set_off = text.ends_with(['.', ':', '：', '。'])
        || inline.text[name.end..].trim_start().starts_with([':', '.', '—', '–', '-', '：'])
        || name.end == inline.text.len();
    if set_off { (tidy_title(text), after_title(inline, name.end)) } else { (String::new(), from) }
}

/// Text without the marks `[^1]` of footnotes that are not in the file.
fn without_footnotes(text: &str) -> Cow<'_, str> {
    if !text.contains("[^") {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("[^") {
        let end = rest[at..].find(']').map(|length| at + length);
        let Some(end) = end.filter(|&end| !rest[at..end].contains(char::is_whitespace)) else {
            kept.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        };
        kept.push_str(&rest[..at]);
        rest = &rest[end + 1..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn tidy_title(text: &str) -> String {
    text.trim().trim_end_matches(['.', ':', '：', '。']).replace('\n', " ")
}

fn after_title(inline: &Inline, end: usize) -> usize {
    let rest = &inline.text[end..];
    let text = rest.trim_start_matches([':', '.', '—', '–', '-', '：', ' ', '\n']);
    end + rest.len() - text.len()
}

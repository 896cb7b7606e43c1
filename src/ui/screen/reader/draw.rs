//! Draws the reader: header, chips, the rows in sight, the scrollbar with its ticks.

use ratatui::layout::Rect;

use crate::label::Scheme;
use crate::record::Field;
use crate::text::Span;
use crate::ui::backend::{Hit, LabelState, Part};
use crate::ui::paint::{Mark, Painter, Piece, Words, count, counted};
use crate::ui::screen::document::{Document, Fold, Place, Section, Source};
use crate::ui::screen::list::empty;
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

use super::points::Point;
use super::{Reader, suggestions, text_area};

/// What the reader shows besides its own state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'a> {
    pub(crate) focused: bool,
    /// The column of the scrollbar.
    pub(crate) bar: u16,
    /// Which of how many listed records this is, from 1.
    pub(crate) position: Option<(usize, usize)>,
    pub(crate) scheme: &'a Scheme,
    /// Changes on their way to the disk.
    pub(crate) waiting: bool,
    /// Whether any spec is open.
    pub(crate) specs: bool,
    /// The keys that answer a suggestion.
    pub(crate) suggestion_keys: &'a str,
    /// The key that opens a folded part.
    pub(crate) fold_key: &'a str,
    /// What to say when there is no record.
    pub(crate) empty: &'a [&'a str],
}

/// Draws the pane.
pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, reader: &Reader, look: Look<'_>) {
    let (area, below) = reader.divided(area);
    if let Some(below) = below {
        suggestions::strip(painter, below, reader, look.suggestion_keys);
    }
    let text = text_area(area);
    painter.rule(area.x, area.y + 1, area.right(), painter.glyphs.rule);
    let Some(document) = &reader.document else {
        return empty(painter, text, look.empty);
    };
    header(painter, area, document, look);
    chips(painter, area, reader, document, look.specs);
    for (y, row) in (text.y..text.bottom()).zip(reader.top..document.height()) {
        let line = Rect { y, height: 1, ..text };
        match document.place(row) {
            Place::Gap => {}
            Place::Title { section } => title(painter, line, document, section),
            Place::More { hidden, .. } => {
                let more = format!("[+ {}, {} opens]", counted(hidden, "line"), look.fold_key);
                painter.fit(line.x, y, line.right(), &more, Role::Dim);
            }
            Place::Text { section, row } => text_row(painter, line, reader, document, section, row),
        }
    }
    let bar = Rect { x: look.bar, width: 1, y: text.y, height: text.height };
    let view = usize::from(text.height);
    let extent = Extent { height: document.height(), view, top: reader.top };
    let glyphs = painter.glyphs;
    let ticks = reader.minimap.ticks().map(|(row, point)| (row, point.sign(glyphs), point.role()));
    scrollbar::draw(painter, bar, extent, ticks);
}

/// Id, place in the list, outcome and verdict on the left; the reviewer's own marks on the right.
fn header(painter: &mut Painter<'_>, area: Rect, document: &Document, look: Look<'_>) {
    let loaded = &document.loaded;
    let marks = own_marks(&loaded.labels, look, painter.glyphs);
    let left = area.x + area.width / 3;
    let right = painter.pieces_right(left, area.y, area.right() - 1, &marks);
    let role = if look.focused { Role::Accent } else { Role::Title };
    let right = right.saturating_sub(1);
    // A long id leaves room for the rest.
    let id_right = right.min(area.x + area.width / 2);
    let at = painter.fit(area.x + 1, area.y, id_right, &loaded.record.id, role);
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let dot = format!(" {} ", painter.glyphs.dot);
    if let Some((at, of)) = look.position {
        pieces.push((format!("{dot}{}/{}", count(at), count(of)).into(), Role::Dim));
    }
    if let Some(outcome) = &loaded.outcome {
        pieces.push((format!("{dot}{outcome}").into(), Role::Text));
    }
    match &loaded.judge {
        Some(judge) => pieces.push((format!("{dot}judge {judge}").into(), Role::Dim)),
        None if loaded.hidden.verdicts => {
            pieces.push((format!("{dot}judge hidden").into(), Role::Dim));
        }
        None => {}
    }
    painter.pieces(at, area.y, right, &pieces);
}

/// Labels as sign, letter and word; only what is on disk has a tick.
fn own_marks<'t>(
    state: &'t LabelState,
    look: Look<'t>,
    glyphs: &'static crate::ui::glyph::Glyphs,
) -> Vec<Piece<'t>> {
    let mut pieces: Vec<Piece<'t>> = Vec::new();
    if look.waiting {
        pieces.push((format!("{} saving", glyphs.waiting).into(), Role::Dim));
    }
    for id in &state.on_answer {
        let name = name(look.scheme, id);
        pieces.push((format!("  {} answer alone: {name}", glyphs.tick).into(), Role::Label));
    }
    // Where there is no room for all, the labels at hand are the last to give way.
    let at_hand = |id: &&String| look.scheme.at_hand().any(|group| group.label(id).is_some());
    let (first, rest): (Vec<&String>, Vec<&String>) = state.labels.iter().partition(at_hand);
    for id in rest.into_iter().chain(first) {
        let name = name(look.scheme, id);
        let codes = codes(look.scheme, state, id);
        let text = format!("  {} [{}] {name}{codes}", glyphs.tick, initial(name));
        pieces.push((text.into(), Role::Label));
    }
    let signs = [
        (state.unsure, glyphs.unsure, " unsure", Role::Label),
        (state.skipped, glyphs.skipped, " skipped", Role::Dim),
        (state.flagged, glyphs.flag, " flag", Role::Warning),
        (state.note.is_some(), glyphs.note, " note", Role::Label),
    ];
    for (_, sign, word, role) in signs.into_iter().filter(|(set, ..)| *set) {
        pieces.push((format!("  {sign}{word}").into(), role));
    }
    pieces
}

/// What a label is called.
fn name<'t>(scheme: &'t Scheme, id: &'t str) -> &'t str {
    scheme.find(id).map_or(id, |(_, label)| label.name.as_str())
}

/// The first code of a label in brackets, and how many more there are.
fn codes(scheme: &Scheme, state: &LabelState, id: &str) -> String {
    let given = state.given.iter().find(|given| given.label == id);
    let codes = given.map_or(&[][..], |given| &given.codes);
    let label = given.and_then(|given| scheme.group(&given.group)?.label(id));
    let name = |code: &String| {
        let known = label.and_then(|label| label.codes.iter().find(|known| known.id == *code));
        known.map_or_else(|| code.clone(), |known| known.name.to_lowercase())
    };
    match codes {
        [] => String::new(),
        [one] => format!(" ({})", name(one)),
        [one, more @ ..] => format!(" ({} +{})", name(one), more.len()),
    }
}

/// The letter of a label.
fn initial(name: &str) -> String {
    name.chars().next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default()
}

/// How many citations of each kind, and hits, in the line below the header.
fn chips(painter: &mut Painter<'_>, area: Rect, reader: &Reader, document: &Document, specs: bool) {
    let loaded = &document.loaded;
    let mut at = area.x + 2;
    let (y, right) = (area.y + 1, area.right().saturating_sub(2));
    for &(kind, number) in &document.cited.counts {
        let (sign, role) = (painter.glyphs.cite(kind), Point::Citation(kind).role());
        let pieces: [Piece<'_>; 2] =
            [(format!(" {sign}").into(), role), (format!(" {} ", count(number)).into(), Role::Dim)];
        at = painter.pieces(at, y, right, &pieces);
    }
    let suggested = reader.counted().count();
    if suggested > 0 {
        let number = format!(" {suggested} ");
        let sign = format!(" {}", painter.glyphs.suggestion);
        let pieces: [Piece<'_>; 2] = [(sign.into(), Role::Warning), (number.into(), Role::Dim)];
        at = painter.pieces(at, y, right, &pieces);
    }
    let words = match (loaded.citations.len(), reader.citation) {
        (0, _) if loaded.later => " looking for citations ".to_owned(),
        (0, _) if !specs => " no spec is open: --spec FILE shows citations ".to_owned(),
        _ if loaded.hidden.chain => " the answer comes first ".to_owned(),
        (0, _) if loaded.record.has_cot() => " no citations ".to_owned(),
        (total, Some(at)) => format!(" citation {} of {total} ", at + 1),
        _ => String::new(),
    };
    at = painter.fit(at, y, right, &words, Role::Dim);
    if !reader.hits().is_empty() {
        let hits = match reader.hit {
            Some(at) => format!(" hit {} of {} ", at + 1, count(reader.hits().len())),
            None => format!(" {} ", counted(reader.hits().len(), "hit")),
        };
        painter.pieces_right(at, y, right, &[(hits.into(), Role::Title)]);
    }
}

fn title(painter: &mut Painter<'_>, line: Rect, document: &Document, section: usize) {
    let part = &document.sections[section];
    let sign = if part.fold == Fold::Closed { painter.glyphs.folded } else { painter.glyphs.open };
    painter.text(line.x - 2, line.y, line.x, sign, Role::Dim);
    let at = painter.fit(line.x, line.y, line.right(), &part.title, Role::Title);
    let mut size = format!("  {}", part.size);
    if part.is_too_long_for_markdown(document.record()) {
        size.push_str(", Markdown as it stands");
    }
    if part.size.is_empty() {
        size = format!("  {}", nothing(document, part));
    }
    painter.fit(at, line.y, line.right(), &size, Role::Dim);
}

/// Why a part is empty.
fn nothing(document: &Document, part: &Section) -> String {
    let redacted = document.record().redacted_blocks;
    match part.source {
        Source::Cot(_) if document.loaded.hidden.chain => {
            "hidden until you have labelled the answer".to_owned()
        }
        Source::Cot(_) if redacted > 0 => {
            format!("none readable: {} in the source", counted(redacted, "redacted block"))
        }
        Source::Cot(_) => "none in the source".to_owned(),
        Source::Prompt | Source::Answer => "empty".to_owned(),
        _ => String::new(),
    }
}

fn text_row(
    painter: &mut Painter<'_>,
    line: Rect,
    reader: &Reader,
    document: &Document,
    section: usize,
    row: usize,
) {
    let part = &document.sections[section];
    let Some(flow) = &part.flow else { return };
    let Some(span) = flow.span(row) else { return };
    let text = part.source.text(document.record());
    let dress = part.dress(reader.raw);
    let mut marks = Vec::new();
    if !reader.raw {
        let looks = part.markdown.looks_in(span);
        marks.extend(looks.map(|(span, look)| Mark { span, role: Role::Markdown(look) }));
    }
    if let Some(shown) = part.source.part() {
        let base = part.base();
        let there = Span::new(span.start + base, span.end + base);
        if part.first_paragraph > 0
            && let Ok(paragraph) = part.paragraphs.binary_search(&span.start)
        {
            let number = part.first_paragraph + paragraph;
            let number = match number {
                ..1000 => format!("{number:>3}"),
                _ => format!("{}{:02}", painter.glyphs.more, number % 100),
            };
            painter.text(line.x - 6, line.y, line.x - 3, &number, Role::Dim);
        }
        gutter(painter, line, reader, document, shown, there);
        marks.extend(reader.marks(document, shown, there).into_iter().map(|mark| {
            let start = mark.span.start.saturating_sub(base);
            Mark { span: Span::new(start, mark.span.end.saturating_sub(base).max(start)), ..mark }
        }));
    }
    let indent = u16::try_from(flow.indent(row, dress)).unwrap_or(0);
    let words = Words { text, span, hidden: dress.hidden_in(span), marks: &marks };
    painter.words(line.x + indent, line.y, line.right(), words);
}

/// The sign of what begins on a row, and a bar beside what is current.
fn gutter(
    painter: &mut Painter<'_>,
    line: Rect,
    reader: &Reader,
    document: &Document,
    part: Part,
    row: Span,
) {
    let starts = |span: Span| row.start <= span.start && span.start < row.end.max(row.start + 1);
    let cited = reader
        .cited_in(part, row)
        .map(|at| &document.loaded.citations[at])
        .find(|citation| starts(citation.span));
    let (x, y) = (line.x - 3, line.y);
    if let Some(citation) = cited {
        let sign = painter.glyphs.cite(citation.kind);
        painter.text(x, y, x + 1, sign, Point::Citation(citation.kind).role());
    } else if let Some(one) = reader.suggestion_begins(part, row) {
        let (sign, role) = match one.negated {
            true => (painter.glyphs.negated, Role::Dim),
            false => (painter.glyphs.suggestion, Role::Warning),
        };
        painter.text(x, y, x + 1, sign, role);
    } else if reader.hits_in(part, row).any(|(_, hit)| starts(hit.span)) {
        painter.text(x, y, x + 1, painter.glyphs.hit, Role::Title);
    }
    if reader.current_spans(document, part).any(|span| span.overlaps(row)) {
        painter.text(x + 1, y, x + 2, painter.glyphs.bar, Role::Accent);
    }
}

impl Reader {
    /// Indices of the citations that overlap a row.
    pub(super) fn cited_in(&self, part: Part, row: Span) -> impl Iterator<Item = usize> + '_ {
        let row = if part == Part::Cot { row } else { Span::default() };
        self.document.iter().flat_map(move |document| document.cited.with(row))
    }

    /// The hits that overlap a row, with their numbers.
    pub(super) fn hits_in(&self, part: Part, row: Span) -> impl Iterator<Item = (usize, Hit)> + '_ {
        let first = self.hits.partition_point(|hit| (hit.part, hit.span.end) <= (part, row.start));
        let after = self.hits[first..].iter().copied().enumerate();
        after
            .map(move |(at, hit)| (first + at, hit))
            .take_while(move |(_, hit)| hit.part == part && hit.span.start < row.end.max(1))
    }

    /// What is current: citation, selection, evidence that waits.
    fn current_spans<'a>(
        &'a self,
        document: &'a Document,
        part: Part,
    ) -> impl Iterator<Item = Span> + 'a {
        let cited = self.citation.and_then(|at| document.loaded.citations.get(at));
        let cited = cited.map(|citation| (Field::Cot, citation.span));
        let selected = self.selection.map(|selection| (selection.field, selection.span()));
        let suggested = self.current_suggestion().map(|one| (one.field, one.span));
        [cited, suggested, selected, self.evidence]
            .into_iter()
            .flatten()
            .filter(move |(field, _)| part.whole_field() == Some(*field))
            .map(|(_, span)| span)
    }

    /// Everything to be laid over a row of a field, lowest first.
    fn marks(&self, document: &Document, part: Part, row: Span) -> Vec<Mark> {
        let loaded = &document.loaded;
        let mut marks: Vec<Mark> = self.suggested_in(part, row).collect();
        for at in self.cited_in(part, row) {
            let citation = &loaded.citations[at];
            marks.push(Mark { span: citation.span, role: Role::Cite(citation.kind) });
            if self.citation == Some(at) {
                marks.push(Mark { span: citation.span, role: Role::CurrentCite });
            }
        }
        let evidence = loaded.labels.evidence.iter().map(|found| (found.field, found.span));
        for (_, span) in
            evidence.chain(self.evidence).filter(|(field, _)| part.whole_field() == Some(*field))
        {
            marks.push(Mark { span, role: Role::Evidence });
        }
        for (at, hit) in self.hits_in(part, row) {
            let role = if self.hit == Some(at) { Role::CurrentHit } else { Role::Hit };
            marks.push(Mark { span: hit.span, role });
        }
        if let Some(selection) =
            self.selection.filter(|chosen| part.whole_field() == Some(chosen.field))
        {
            marks.push(Mark { span: selection.span(), role: Role::Selection });
        }
        marks.retain(|mark| mark.span.overlaps(row));
        marks
    }
}

//! The cited clause beside the chain: what it says, what was quoted of it, what was changed.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::citation::{Citation, DiffOp, Kind};
use crate::spec::{Clause, Spec};
use crate::text::Span;
use crate::text::wrap::Wrapped;
use crate::ui::glyph::Glyphs;
use crate::ui::paint::{Mark, Painter};
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

use super::list::empty;

/// Rows above the text: the heading and its rule.
const HEAD: u16 = 2;

/// The pane: open or not, and what it shows.
#[derive(Debug, Default)]
pub(crate) struct ClausePane {
    pub(crate) open: bool,
    pub(crate) top: usize,
    /// The sheet and its rows at one width.
    sheet: Option<(Sheet, Wrapped, u16)>,
}

/// A text with marks, made from a citation and its clause.
#[derive(Debug, Default)]
struct Sheet {
    heading: String,
    text: String,
    marks: Vec<Mark>,
}

impl ClausePane {
    /// Shows the clause of a citation; `said` is what the chain says there.
    pub(crate) fn show(
        &mut self,
        citation: &Citation,
        said: &str,
        specs: &[Arc<Spec>],
        glyphs: &Glyphs,
    ) {
        let spec = specs.iter().find(|spec| spec.name == citation.spec);
        let clause = spec.and_then(|spec| spec.clause(&citation.clause));
        let sheet = match (clause, spec) {
            (Some(clause), _) => of_clause(citation, clause, said, glyphs),
            (None, spec) => of_nothing(citation, spec.map(AsRef::as_ref), glyphs),
        };
        self.sheet = Some((sheet, Wrapped::new("", 1), 0));
        self.top = 0;
    }

    /// Shows nothing.
    pub(crate) fn clear(&mut self) {
        self.sheet = None;
        self.top = 0;
    }

    /// Wraps at the width of the pane, if that changed, and keeps the scroll inside.
    pub(crate) fn settle(&mut self, area: Rect) {
        let (width, view) = inside(area);
        if let Some((sheet, wrapped, at)) = &mut self.sheet {
            if *at != width {
                *wrapped = Wrapped::new(&sheet.text, width);
                *at = width;
            }
            self.top = self.top.min(wrapped.len().saturating_sub(view));
        }
    }

    pub(crate) fn scroll(&mut self, rows: isize) {
        self.top = self.top.saturating_add_signed(rows);
    }
}

/// Width and height of the text.
fn inside(area: Rect) -> (u16, usize) {
    (area.width.saturating_sub(3).max(1), usize::from(area.height.saturating_sub(HEAD)))
}

/// Draws the pane.
pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, pane: &ClausePane, focused: bool) {
    let role = if focused { Role::Accent } else { Role::Title };
    let at = painter.text(area.x + 1, area.y, area.right(), "Clause", role);
    painter.rule(area.x, area.y + 1, area.right(), painter.glyphs.rule);
    let body = Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area };
    let Some((sheet, wrapped, _)) = &pane.sheet else {
        let advice = ["No citation chosen.", "c goes to the next citation of a clause."];
        return empty(painter, body, &advice);
    };
    painter.fit(at + 2, area.y, area.right(), &sheet.heading, Role::Dim);
    let rows = pane.top..wrapped.len().min(pane.top + usize::from(body.height));
    for (y, row) in (body.y..).zip(rows) {
        let span = wrapped.span(row);
        let marks: Vec<Mark> =
            sheet.marks.iter().filter(|mark| mark.span.overlaps(span)).copied().collect();
        let (x, right) = (area.x + 1, area.right() - 1);
        painter.marked(x, y, right, &sheet.text, span, Role::Text, &marks);
    }
    let extent = Extent { height: wrapped.len(), view: usize::from(body.height), top: pane.top };
    let bar = Rect { x: area.right() - 1, width: 1, ..body };
    scrollbar::draw(painter, bar, extent, std::iter::empty());
}

impl Sheet {
    fn push(&mut self, text: &str, role: Role) {
        let start = self.text.len();
        self.text.push_str(text);
        if role != Role::Text {
            self.marks.push(Mark { span: Span::new(start, self.text.len()), role });
        }
    }

    fn line(&mut self, text: &str, role: Role) {
        self.push(text, role);
        self.text.push('\n');
    }
}

fn of_clause(citation: &Citation, clause: &Clause, said: &str, glyphs: &Glyphs) -> Sheet {
    let mut sheet = Sheet { heading: heading(citation, glyphs), ..Sheet::default() };
    let title = if clause.title.is_empty() { "(no title)" } else { &clause.title };
    sheet.push(&clause.id, Role::Accent);
    sheet.push("  ", Role::Text);
    sheet.line(title, Role::Title);
    let above = clause.path.split_last().map_or(&[][..], |(_, above)| above);
    if !above.is_empty() {
        sheet.line(&above.join(&format!(" {} ", glyphs.hit)), Role::Dim);
    }
    for (name, value) in &clause.attributes {
        sheet.line(&format!("{name}: {value}"), Role::Dim);
    }
    if let Some(note) = &citation.note {
        sheet.line(note, Role::Warning);
    }
    sheet.line("", Role::Text);
    difference(&mut sheet, citation, glyphs);
    let start = sheet.text.len();
    sheet.push(&clause.text, Role::Text);
    if matches!(citation.kind, Kind::Quote | Kind::NearQuote | Kind::Misquote) {
        let quoted = shared_words(said, &clause.text);
        sheet.marks.extend(quoted.into_iter().map(|span| Mark {
            span: Span::new(start + span.start, start + span.end),
            role: Role::Quoted,
        }));
    }
    sheet
}

fn heading(citation: &Citation, glyphs: &Glyphs) -> String {
    let kind = citation.kind.name().replace('_', " ");
    format!("{} {kind}, {}", glyphs.cite(citation.kind), citation.spec)
}

/// What the chain changed in the clause's words: signs, not colours, say which side has them.
fn difference(sheet: &mut Sheet, citation: &Citation, glyphs: &Glyphs) {
    if citation.diff.is_empty() {
        return;
    }
    let legend = match citation.kind {
        Kind::Misquote => "The chain changes the meaning:",
        _ => "The chain words it differently:",
    };
    sheet.line(legend, Role::Warning);
    for (index, part) in citation.diff.iter().enumerate() {
        let words = part.text.trim();
        if words.is_empty() {
            continue;
        }
        if index > 0 {
            sheet.push(" ", Role::Text);
        }
        match part.op {
            DiffOp::Same => sheet.push(words, Role::Text),
            DiffOp::Dropped => {
                sheet.push(&format!("[{}{words}]", glyphs.dropped), Role::Dropped);
            }
            DiffOp::Added => sheet.push(&format!("[{}{words}]", glyphs.added), Role::Added),
        }
    }
    let signs =
        format!("{} only in the clause   {} only in the chain", glyphs.dropped, glyphs.added);
    sheet.line("", Role::Text);
    sheet.line(&signs, Role::Dim);
    sheet.line("", Role::Text);
}

/// A citation of what the spec does not have.
fn of_nothing(citation: &Citation, spec: Option<&Spec>, glyphs: &Glyphs) -> Sheet {
    let mut sheet = Sheet { heading: heading(citation, glyphs), ..Sheet::default() };
    sheet.push(&citation.clause, Role::Cite(Kind::Nonexistent));
    sheet.line("", Role::Text);
    sheet.line(&format!("{} has no such clause.", citation.spec), Role::Warning);
    if let Some(note) = &citation.note {
        sheet.line(note, Role::Text);
    }
    let near = spec.map_or(Vec::new(), |spec| near(spec, &citation.clause));
    if !near.is_empty() {
        sheet.line("", Role::Text);
        sheet.line("It has:", Role::Dim);
    }
    for clause in near {
        sheet.line(&format!("  {}  {}", clause.id, clause.title), Role::Text);
    }
    sheet
}

/// Clauses whose ids begin like the wrong one, else the first ones.
fn near<'s>(spec: &'s Spec, wrong: &str) -> Vec<&'s Clause> {
    let stem: String = wrong.chars().take_while(|letter| letter.is_alphabetic()).collect();
    let alike = |clause: &&Clause| {
        !stem.is_empty() && clause.id.to_lowercase().starts_with(&stem.to_lowercase())
    };
    let found: Vec<&Clause> = spec.clauses.iter().filter(alike).take(12).collect();
    if found.is_empty() { spec.clauses.iter().take(12).collect() } else { found }
}

/// The words of `clause` that the longest runs of words in `said` repeat, as spans of `clause`.
/// Runs of fewer than three words are chance, unless nothing longer was said.
fn shared_words(said: &str, clause: &str) -> Vec<Span> {
    let (theirs, ours) = (words(said), words(clause));
    let least = theirs.len().clamp(1, 3);
    let mut spans = Vec::new();
    let mut at = 0;
    while at < theirs.len() {
        let (start, length) = longest_run(&theirs[at..], &ours);
        if length >= least {
            spans.push(Span::new(ours[start].1.start, ours[start + length - 1].1.end));
        }
        at += length.max(1);
    }
    spans
}

/// Where in `ours` the longest run of words begins that `theirs` begins with, and its length.
fn longest_run(theirs: &[(String, Span)], ours: &[(String, Span)]) -> (usize, usize) {
    (0..ours.len())
        .map(|start| {
            let pairs = theirs.iter().zip(&ours[start..]);
            (start, pairs.take_while(|(one, two)| one.0 == two.0).count())
        })
        .max_by_key(|&(start, length)| (length, std::cmp::Reverse(start)))
        .unwrap_or((0, 0))
}

/// Words, lower case, with their places.
fn words(text: &str) -> Vec<(String, Span)> {
    use unicode_segmentation::UnicodeSegmentation;
    text.unicode_word_indices()
        .map(|(at, word)| (word.to_lowercase(), Span::new(at, at + word.len())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_words_are_found_whatever_their_dress() {
        let clause = "The assistant MUST NOT lie to users, ever. It may stay silent.";
        let found = |said: &str| -> Vec<&str> {
            shared_words(said, clause).into_iter().map(|span| span.of(clause)).collect()
        };
        assert_eq!(found("“must not lie to users”"), ["MUST NOT lie to users"]);
        assert_eq!(found("must not lie to users … it may stay silent").len(), 2);
        assert_eq!(found("it should not"), Vec::<&str>::new());
        assert_eq!(found("lie"), ["lie"]);
        assert_eq!(found(""), Vec::<&str>::new());
    }
}

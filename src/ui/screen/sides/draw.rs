//! Draws two records side by side.

use ratatui::layout::Rect;

use crate::record::Field;
use crate::session::sides::{Part, Sides, Why};
use crate::text::Span;
use crate::ui::paint::{Mark, Painter, Words, counted};
use crate::ui::screen::list::empty;
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

use super::{HEAD, Row, Shown, SidesScreen, column};

/// What the screen shows besides its own state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'a> {
    pub(crate) focused: bool,
    /// Why nothing is shown, and what to do.
    pub(crate) empty: &'a [&'a str],
}

/// Draws the screen.
pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, screen: &SidesScreen, look: Look<'_>) {
    painter.rule(area.x, area.y + HEAD - 1, area.right(), painter.glyphs.rule);
    let body = Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area };
    let Some(shown) = &screen.shown else {
        painter.text(area.x + 1, area.y, area.right(), "Side by side", Role::Accent);
        return empty(painter, body, look.empty);
    };
    let middle = area.x + 1 + column(area);
    painter.divider(middle, area.y + 1, body.bottom());
    heads(painter, area, middle, shown, look.focused);
    for (y, row) in (body.y..body.bottom()).zip(&shown.rows[shown.top..]) {
        match *row {
            Row::Gap => {}
            Row::Title(part) => title(painter, Rect { y, height: 1, ..area }, shown, part),
            Row::Text { part, block, left, right } => {
                let what = &shown.sides.parts[part];
                let (ours, theirs) = shown.text(what.field);
                let block = &what.blocks[block];
                side(painter, (area.x, y, middle), (ours, left), &block.removed, Role::Dropped);
                let right_end = area.right() - 1;
                side(painter, (middle, y, right_end), (theirs, right), &block.added, Role::Added);
            }
        }
    }
    let extent = Extent { height: shown.rows.len(), view: shown.height, top: shown.top };
    let bar = Rect { x: area.right() - 1, width: 1, ..body };
    let sign = painter.glyphs.differs;
    let ticks = shown.changes.iter().map(|row| (*row, sign, Role::Warning));
    scrollbar::draw(painter, bar, extent, ticks);
}

/// Who is on which side, and what their sources say differently.
fn heads(painter: &mut Painter<'_>, area: Rect, middle: u16, shown: &Shown, focused: bool) {
    let sides = &shown.sides;
    let role = if focused { Role::Accent } else { Role::Title };
    let why = match shown.right.why {
        Why::Pair => "its pair",
        Why::SamePrompt => "same prompt",
        Why::Chosen => "chosen",
    };
    let at = shown.others.iter().position(|other| *other == shown.right);
    let which = match (at, shown.others.len()) {
        (Some(at), 2..) => format!("  {why}, {} of {}", at + 1, shown.others.len()),
        _ => format!("  {why}"),
    };
    painter.fit(area.x + 1, area.y, middle, &sides.left.id, role);
    let end = painter.fit(middle + 1, area.y, area.right() - 1, &sides.right.id, role);
    painter.fit(end, area.y, area.right(), &which, Role::Dim);
    let (one, two) = fields(sides);
    painter.fit(area.x + 1, area.y + 1, middle, &one, Role::Dim);
    painter.fit(middle + 1, area.y + 1, area.right(), &two, Role::Dim);
}

/// The fields that tell the two apart, on either side.
fn fields(sides: &Sides) -> (String, String) {
    let line = |value: fn(&(String, String, String)) -> &str| {
        let parts = sides.fields.iter().take(6);
        parts.map(|field| format!("{}: {}", field.0, value(field))).collect::<Vec<_>>().join("  ")
    };
    (line(|field| &field.1), line(|field| &field.2))
}

fn title(painter: &mut Painter<'_>, line: Rect, shown: &Shown, part: usize) {
    let what = &shown.sides.parts[part];
    let name = match what.field {
        Field::Prompt => "Prompt",
        Field::Cot => "Chain of thought",
        Field::Answer => "Answer",
    };
    let at = painter.text(line.x + 1, line.y, line.right(), name, Role::Title);
    painter.fit(at + 2, line.y, line.right() - 1, &summary(shown, what), Role::Dim);
}

/// How much two texts have in common.
fn summary(shown: &Shown, part: &Part) -> String {
    let (left, right) = shown.text(part.field);
    if left == right {
        return if left.is_empty() { "none".to_owned() } else { "the same".to_owned() };
    }
    let differ = part.blocks.iter().filter(|block| !block.is_equal()).count();
    let share = (part.likeness * 100.0).floor();
    format!("{share}% of the words shared, {} differ", counted(differ, "paragraph"))
}

/// A row of one side, with what only it has marked: a sign in front, and the words.
fn side(
    painter: &mut Painter<'_>,
    (x, y, right): (u16, u16, u16),
    (text, row): (&str, Option<Span>),
    changed: &[Span],
    role: Role,
) {
    let Some(span) = row else { return };
    let from = changed.partition_point(|mark| mark.end <= span.start);
    let inside = changed[from..].iter().take_while(|mark| mark.start < span.end);
    let marks: Vec<Mark> = inside.map(|mark| Mark { span: *mark, role }).collect();
    if !marks.is_empty() {
        let glyphs = painter.glyphs;
        let sign = if role == Role::Added { glyphs.added } else { glyphs.dropped };
        // Between the two texts stands the line that parts them, so the right one's sign is there.
        painter.text(x, y, x + 1, sign, Role::Warning);
    }
    painter.words(x + 1, y, right, Words { text, span, hidden: &[], marks: &marks });
}

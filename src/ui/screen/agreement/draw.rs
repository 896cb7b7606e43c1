//! Drawing the agreement screen.

use ratatui::layout::Rect;

use crate::text::wrap::Wrapped;
use crate::ui::paint::{Painter, Piece, width};
use crate::ui::screen::list::empty;
use crate::ui::theme::Role;

use super::{AgreementScreen, HEAD, View, rate, sides, slices};

/// What the screen shows besides its own state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'a> {
    pub(crate) focused: bool,
    /// How far the comparison is that runs.
    pub(crate) running: Option<&'a str>,
    /// Why there is nothing, and what to do; empty when there is something.
    pub(crate) empty: &'a [&'a str],
}

/// Where the parts of the screen stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    /// All below the heading.
    pub(super) body: Rect,
    pub(super) table: Rect,
    /// Beside the table.
    chart: Option<Rect>,
    /// Below it.
    details: Rect,
}

impl Places {
    pub(super) fn new(area: Rect, screen: &AgreementScreen) -> Self {
        let body = Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area };
        let below = match screen.view {
            View::Raters | View::Disagreements => 0,
            View::Rate => (body.height / 2).min(9),
            View::Matrix | View::Statistics | View::Slices => (body.height / 3).min(5),
        };
        let above = body.height - below;
        let chart = (screen.view == View::Slices).then_some(body.width / 4);
        let beside = chart.unwrap_or(0);
        let table = Rect { height: above, width: body.width - beside, ..body };
        Self {
            body,
            table,
            chart: chart.map(|width| Rect {
                x: table.right(),
                width: width - 1,
                height: above,
                ..body
            }),
            details: Rect { y: body.y + above, height: below, ..body },
        }
    }
}

/// Draws the screen.
pub(crate) fn draw(
    painter: &mut Painter<'_>,
    area: Rect,
    screen: &AgreementScreen,
    look: Look<'_>,
) {
    views(painter, area, screen, look.focused);
    let (second, role) = match look.running {
        Some(words) => (words.to_owned(), Role::Text),
        None => (screen.design(), Role::Dim),
    };
    painter.fit(area.x + 1, area.y + 1, area.right(), &second, role);
    painter.rule(area.x, area.y + 2, area.right(), painter.glyphs.rule);
    let places = Places::new(area, screen);
    if !look.empty.is_empty() {
        return empty(painter, places.body, look.empty);
    }
    if let Some(open) = &screen.sides {
        return sides::draw(painter, places.body, open, look.focused);
    }
    screen.table().draw(painter, places.table, look.focused, nothing(screen.view));
    if let (Some(chart), Some(compared)) = (places.chart, screen.compared()) {
        slices::chart(painter, chart, compared, screen.table().visible(places.table));
    }
    details(painter, places.details, screen);
}

/// The names of the views, the present one marked.
fn views(painter: &mut Painter<'_>, area: Rect, screen: &AgreementScreen, focused: bool) {
    let role = if focused { Role::Accent } else { Role::Title };
    let mut pieces: Vec<Piece<'_>> = vec![("Agreement ".into(), role)];
    let skipped = left_out(screen.view, usize::from(area.width));
    for view in View::ALL.into_iter().skip(skipped) {
        let (text, role) = match view == screen.view {
            true => (format!("[{}]", view.name()), Role::Title),
            false => (format!(" {} ", view.name()), Role::Dim),
        };
        pieces.push((text.into(), role));
    }
    painter.pieces(area.x + 1, area.y, area.right(), &pieces);
}

/// How many of the first views give way to the present one, where there is too little room.
fn left_out(present: View, room: usize) -> usize {
    let upto = &View::ALL[..=present as usize];
    let needed = |from: usize| -> usize {
        let names = upto[from..].iter().map(|view| width(view.name()) + 2);
        names.sum::<usize>() + width("Agreement ") + 2
    };
    (0..upto.len()).find(|from| needed(*from) <= room).unwrap_or(0)
}

fn nothing(view: View) -> &'static [&'static str] {
    match view {
        View::Raters => &[
            "Nobody has rated these records.",
            "Label some, or name the judges of the data with",
            "cotscope DATA --map judge.NAME=POINTER",
        ],
        View::Disagreements => &["The raters differ about no record."],
        View::Slices => &["No slice has a rating.", "f divides by another field."],
        View::Matrix | View::Statistics | View::Rate => &[
            "Nothing is compared.",
            "Choose two raters in the first view: Space adds",
            "the rater under the cursor, or takes it out.",
        ],
    }
}

fn details(painter: &mut Painter<'_>, area: Rect, screen: &AgreementScreen) {
    if area.height == 0 {
        return;
    }
    painter.rule(area.x, area.y, area.right(), painter.glyphs.rule);
    let row = screen.table().chosen().unwrap_or(0);
    let sentences = match screen.compared() {
        None => Vec::new(),
        Some(compared) => match screen.view {
            View::Raters | View::Disagreements => Vec::new(),
            View::Matrix => explanation(screen),
            View::Statistics => meaning(screen, row),
            View::Rate => {
                let label = format!("True rate of {}", compared.label_name());
                std::iter::once(label).chain(rate::details(compared, row)).collect()
            }
            View::Slices => slices::details(compared, row),
        },
    };
    let mut y = area.y + 1;
    for sentence in sentences {
        let wrapped = Wrapped::new(&sentence, area.width.saturating_sub(2).max(1));
        for line in 0..wrapped.len() {
            if y < area.bottom() {
                let span = wrapped.span(line);
                painter.marked(area.x + 1, y, area.right(), &sentence, span, Role::Text, &[]);
                y += 1;
            }
        }
    }
}

/// The statistic under the cursor in full, and what misleads about kappa.
fn meaning(screen: &AgreementScreen, row: usize) -> Vec<String> {
    let cell = |column| screen.table().text(row, column).unwrap_or_default().trim();
    let chosen = format!("{} {} {}. {}", cell(0), cell(1), cell(2), cell(3));
    let remark = screen.compared().and_then(|compared| compared.summary.prevalence_remark());
    std::iter::once(chosen).chain(remark).collect()
}

/// What the matrix says in a sentence or two.
fn explanation(screen: &AgreementScreen) -> Vec<String> {
    let Some(compared) = screen.compared() else { return Vec::new() };
    let summary = &compared.summary;
    if compared.study.raters.len() > 2 {
        let alpha = summary.alpha[0].1.as_ref();
        let alpha = alpha.map_or_else(ToString::to_string, |alpha| format!("{:.2}", alpha.value));
        return vec![format!(
            "Krippendorff's alpha of all: {alpha}. Enter on a kappa shows the two raters' matrix."
        )];
    }
    let kappa = summary.kappa.as_ref().map_or_else(ToString::to_string, |kappa| {
        format!("{:.2} ({:.2} to {:.2})", kappa.value, kappa.lo, kappa.hi)
    });
    let percent = summary
        .percent
        .as_ref()
        .map_or_else(ToString::to_string, |percent| format!("{:.1} %", percent * 100.0));
    let mut sentences =
        vec![format!("Agreement {percent}, kappa {kappa}. Enter lists a cell's records.")];
    sentences.extend(summary.prevalence_remark());
    sentences
}

//! The agreement screen: who rated the records, and how far they agree.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::session::agreement::{Rater, Report};
use crate::ui::action::Action;
use crate::ui::paint::{Painter, Piece, count};
use crate::ui::screen::list::empty;
use crate::ui::theme::Role;
use crate::ui::widget::table::{Cell, Column, Table};

/// Rows above the body: the heading and its rule.
const HEAD: u16 = 2;

/// What the screen shows, and where the cursor is.
#[derive(Debug)]
pub(crate) struct AgreementScreen {
    report: Option<Arc<Report>>,
    /// The comparison that runs, and how far it is.
    pub(crate) comparing: Option<Comparing>,
    raters: Table,
}

/// A comparison on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Comparing {
    pub(crate) generation: u64,
    pub(crate) done: usize,
    pub(crate) total: usize,
}

impl Default for AgreementScreen {
    fn default() -> Self {
        let raters = Table::new(vec![
            Column::left("rater").shrinks(12),
            Column::left("kind").goes(1),
            Column::right("records"),
            Column::left("labels").shrinks(10),
        ]);
        Self { report: None, comparing: None, raters }
    }
}

impl AgreementScreen {
    /// Shows what was found.
    pub(crate) fn show(&mut self, report: Arc<Report>) {
        self.raters.fill(report.raters.iter().map(rater).collect());
        self.report = Some(report);
    }

    /// Whether anything has been compared.
    pub(crate) fn has_report(&self) -> bool {
        self.report.is_some()
    }

    /// A query for the records behind the cursor.
    pub(crate) fn query(&self) -> Option<&str> {
        let rater = self.report.as_ref()?.raters.get(self.raters.chosen()?)?;
        Some(&*rater.query).filter(|query| !query.is_empty())
    }

    pub(crate) fn moved(&mut self, action: Action, count: Option<usize>, height: u16) {
        self.raters.moved(action, count, height);
    }

    pub(crate) fn move_by(&mut self, rows: isize) {
        self.raters.move_by(rows);
    }

    /// Brings the cursor into view.
    pub(crate) fn settle(&mut self, area: Rect) {
        self.raters.settle(body(area));
    }

    /// Puts the cursor on what was clicked; `true` when it was there already.
    pub(crate) fn click(&mut self, area: Rect, x: u16, y: u16) -> bool {
        self.raters.click(body(area), x, y)
    }
}

fn rater(rater: &Rater) -> Vec<Cell> {
    let labels = rater.labels.iter().map(|(label, times)| format!("{label} {}", count(*times)));
    vec![
        Cell::new(&*rater.name, Role::Title),
        Cell::new(rater.kind.name(), Role::Dim),
        count(rater.rated).into(),
        labels.collect::<Vec<_>>().join("  ").into(),
    ]
}

/// The room below the heading.
fn body(area: Rect) -> Rect {
    Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area }
}

/// Draws the screen; `nothing` says why there is nothing, and what to do.
pub(crate) fn draw(
    painter: &mut Painter<'_>,
    area: Rect,
    screen: &AgreementScreen,
    focused: bool,
    nothing: &[&str],
) {
    heading(painter, area, screen, focused);
    painter.rule(area.x, area.y + 1, area.right(), painter.glyphs.rule);
    if !nothing.is_empty() {
        return empty(painter, body(area), nothing);
    }
    screen.raters.draw(painter, body(area), focused, &["Nobody has rated these records."]);
}

fn heading(painter: &mut Painter<'_>, area: Rect, screen: &AgreementScreen, focused: bool) {
    let role = if focused { Role::Accent } else { Role::Title };
    let mut pieces: Vec<Piece<'_>> = vec![("Agreement ".into(), role)];
    if let Some(comparing) = screen.comparing.filter(|now| now.done > 0 || !screen.has_report()) {
        let percent = comparing.done * 100 / comparing.total.max(1);
        pieces.push((format!("reading {percent}%  ").into(), Role::Text));
    }
    if let Some(report) = &screen.report {
        pieces.push((format!("{} raters", count(report.raters.len())).into(), Role::Dim));
    }
    painter.pieces(area.x + 1, area.y, area.right(), &pieces);
}

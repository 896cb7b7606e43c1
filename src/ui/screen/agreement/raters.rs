//! The view of all raters: who is compared, and who could be.

use crate::session::agreement::{Rater, Report};
use crate::ui::paint::count;
use crate::ui::theme::Role;
use crate::ui::widget::table::{Cell, Column, Table};

/// The names of the raters that are compared, the reference first.
pub(super) fn compared(report: &Report) -> Vec<String> {
    let names = |of: &crate::session::agreement::Compared| of.study.ratings.raters().to_vec();
    report.compared.as_ref().map(names).unwrap_or_default()
}

pub(super) fn table(report: &Report) -> Table {
    let mut table = Table::new(vec![
        Column::right(""),
        Column::left("rater").shrinks(12),
        Column::left("kind").goes(1),
        Column::right("records"),
        Column::left("labels").shrinks(10),
    ]);
    let compared = compared(report);
    table.fill(report.raters.iter().map(|rater| row(rater, &compared)).collect());
    table
}

fn row(rater: &Rater, compared: &[String]) -> Vec<Cell> {
    let place = compared.iter().position(|name| *name == rater.name);
    let place = place.map_or(String::new(), |at| (at + 1).to_string());
    let role = if place.is_empty() { Role::Text } else { Role::Title };
    let labels = rater.labels.iter().take(20);
    let labels = labels.map(|(label, times)| format!("{label} {}", count(*times)));
    vec![
        Cell::new(place, Role::Key),
        Cell::new(&*rater.name, role),
        Cell::new(rater.kind.name(), Role::Dim),
        count(rater.rated).into(),
        labels.collect::<Vec<_>>().join("  ").into(),
    ]
}

//! The records that raters differ about.

use crate::session::agreement::Compared;
use crate::ui::theme::Role;
use crate::ui::widget::table::{Cell, Column, Table};

pub(super) fn table(compared: &Compared) -> Table {
    let mut columns = vec![Column::left("record").shrinks(12), Column::right("differ")];
    let raters = compared.study.ratings.raters();
    columns.extend(raters.iter().map(|rater| Column::left(rater.clone()).shrinks(6)));
    let mut table = Table::new(columns);
    let rows = compared.disagreements.iter().map(|one| {
        let mut row = vec![
            Cell::new(one.record.clone(), Role::Title),
            Cell::new(format!("{:.0}%", one.score * 100.0), Role::Warning),
        ];
        row.extend(one.labels.iter().map(|label| match label {
            Some(label) => label.clone().into(),
            None => Cell::new("-", Role::Dim),
        }));
        row
    });
    table.fill(rows.collect());
    table
}

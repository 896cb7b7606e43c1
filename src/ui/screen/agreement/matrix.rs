//! The confusion matrix of two raters; of more, the kappa of every two.

use crate::session::agreement::Compared;
use crate::ui::theme::Role;
use crate::ui::widget::table::{Cell, Column, Table};

use super::statistics::two;

pub(super) fn table(compared: &Compared) -> Table {
    if compared.study.raters.len() == 2 { confusion(compared) } else { pairs(compared) }
}

/// Rows the reference, columns the other; the last of each is the sum.
fn confusion(compared: &Compared) -> Table {
    let labels = compared.study.ratings.labels();
    let raters = compared.study.ratings.raters();
    let corner = format!("{} \\ {}", raters[0], raters[1]);
    let mut columns = vec![Column::left(corner).shrinks(10)];
    columns.extend(labels.iter().map(|label| Column::right(label.clone()).shrinks(6)));
    columns.push(Column::right("all"));
    let mut table = Table::with_cells(columns);
    let Some(matrix) = &compared.summary.confusion else { return table };
    let number = |count: f64| match compared.summary.weighted {
        true => format!("{count:.1}"),
        false => format!("{count}"),
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let mut row = vec![Cell::new(label.clone(), Role::Title)];
        for other in 0..labels.len() {
            let count = matrix.at(at, other);
            let role = match (at == other, count > 0.0) {
                (_, false) => Role::Dim,
                (true, _) => Role::Text,
                (false, true) => Role::Warning,
            };
            row.push(Cell::new(number(count), role));
        }
        row.push(Cell::new(number(matrix.rows()[at].iter().sum()), Role::Dim));
        rows.push(row);
    }
    let mut sums = vec![Cell::new("all", Role::Dim)];
    let column = |of: usize| (0..labels.len()).map(|at| matrix.at(at, of)).sum::<f64>();
    sums.extend((0..labels.len()).map(|of| Cell::new(number(column(of)), Role::Dim)));
    sums.push(Cell::new(number(matrix.total()), Role::Dim));
    rows.push(sums);
    table.fill(rows);
    table
}

/// The kappa of every two raters, and on how many records.
fn pairs(compared: &Compared) -> Table {
    let raters = compared.study.ratings.raters();
    let mut columns = vec![Column::left("kappa").shrinks(10)];
    columns.extend(raters.iter().map(|rater| Column::right(rater.clone()).shrinks(8)));
    let mut table = Table::with_cells(columns);
    let cell = |a: usize, b: usize| {
        let (low, high) = (a.min(b), a.max(b));
        let pair = compared
            .summary
            .pairs
            .iter()
            .find(|pair| pair.raters == [raters[low].clone(), raters[high].clone()]);
        match pair {
            None => Cell::new("", Role::Dim),
            Some(pair) => match &pair.kappa {
                Ok(kappa) => format!("{} of {}", two(kappa.value), pair.items).into(),
                Err(_) => Cell::new(format!("n/a of {}", pair.items), Role::Dim),
            },
        }
    };
    let row = |at: usize| {
        let name = Cell::new(raters[at].clone(), Role::Title);
        std::iter::once(name).chain((0..raters.len()).map(|other| cell(at, other))).collect()
    };
    table.fill((0..raters.len()).map(row).collect());
    table
}

/// The records of a cell, and what they are; a sum stands for all of its row or column.
pub(super) fn records(
    compared: &Compared,
    row: usize,
    column: usize,
) -> Option<(Vec<usize>, String)> {
    let ratings = &compared.study.ratings;
    let labels = ratings.labels();
    let fits = |said: usize, wanted: usize| wanted == labels.len() || said == wanted;
    let records: Vec<usize> = ratings
        .rated_by_both(0, 1)
        .into_iter()
        .filter(|&item| {
            let said = |rater| ratings.label_of(item, rater).unwrap_or(usize::MAX);
            fits(said(0), row) && fits(said(1), column)
        })
        .map(|item| compared.study.ordinals[item] as usize)
        .collect();
    let label = |at: usize| labels.get(at).map_or("anything", String::as_str);
    let raters = ratings.raters();
    let what = format!("{} says {}, {} says {}", raters[0], label(row), raters[1], label(column));
    (!records.is_empty()).then_some((records, what))
}

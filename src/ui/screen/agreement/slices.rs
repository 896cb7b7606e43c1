//! Agreement and rates by slice, as a table and a chart.

use ratatui::layout::Rect;

use crate::agreement::{Estimate, Statistic};
use crate::session::agreement::Compared;
use crate::session::slices::Slice;
use crate::ui::paint::{Painter, count};
use crate::ui::theme::Role;
use crate::ui::widget::table::{Cell, Column, Table};

use super::statistics::two;

/// What stands for each rater in the chart.
const MARKS: [&str; 6] = ["o", "x", "+", "*", "#", "@"];

pub(super) fn table(compared: &Compared) -> Table {
    let raters = compared.study.ratings.raters();
    let mut columns = vec![
        Column::left(compared.by.clone()).shrinks(10),
        Column::right("records").goes(4),
        Column::right("twice"),
        Column::right("agree"),
        Column::right("kappa").goes(2),
    ];
    let named = raters.iter().zip(MARKS);
    columns.extend(named.map(|(rater, mark)| Column::right(format!("{mark} {rater}")).shrinks(7)));
    columns.push(Column::right("difference").goes(3));
    let mut table = Table::new(columns);
    let slices = compared.slices.as_ref().map(Vec::as_slice).unwrap_or_default();
    table.fill(slices.iter().map(row).collect());
    table
}

fn row(slice: &Slice) -> Vec<Cell> {
    let share = |value: &Statistic<Estimate>| match value {
        Ok(estimate) => Cell::from(percent(estimate.value)),
        Err(_) => Cell::new("n/a", Role::Dim),
    };
    let kappa = match &slice.kappa {
        Ok(kappa) => Cell::from(two(*kappa)),
        Err(_) => Cell::new("n/a", Role::Dim),
    };
    let mut row = vec![
        Cell::new(value(slice), Role::Title),
        Cell::new(count(slice.portion.members.len()), Role::Dim),
        count(slice.compared).into(),
        share(&slice.agreement),
        kappa,
    ];
    row.extend(slice.shares.iter().map(|of| share(&of.estimate)));
    row.push(match &slice.difference {
        Ok(of) if of.lo > 0.0 || of.hi < 0.0 => {
            Cell::new(format!("{:+.0}%", of.value * 100.0), Role::Warning)
        }
        Ok(of) => format!("{:+.0}%", of.value * 100.0).into(),
        Err(_) => Cell::new("n/a", Role::Dim),
    });
    row
}

fn value(slice: &Slice) -> &str {
    slice.portion.value.as_deref().unwrap_or("(none)")
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// The records of a slice, and what they are.
pub(super) fn records(compared: &Compared, row: usize) -> Option<(Vec<usize>, String)> {
    let slice = compared.slices.as_ref().ok()?.get(row)?;
    let records = slice.portion.members.iter().map(|&ordinal| ordinal as usize).collect();
    Some((records, format!("{} is {}", compared.by, value(slice))))
}

/// The rate of each rater with its interval, beside the rows of the table; the largest is the end of
/// the scale.
pub(super) fn chart(
    painter: &mut Painter<'_>,
    area: Rect,
    compared: &Compared,
    rows: impl Iterator<Item = (u16, usize)>,
) {
    let Ok(slices) = &compared.slices else { return };
    let all = slices.iter().flat_map(|slice| &slice.shares);
    let most = all
        .filter_map(|share| share.estimate.as_ref().ok())
        .fold(0.02_f64, |most, estimate| most.max(estimate.hi));
    let end = format!("{:.0}%", most * 100.0);
    painter.text(area.x, area.y, area.right(), "0", Role::Dim);
    let right = area.right().saturating_sub(u16::try_from(end.len()).unwrap_or(0));
    painter.text(right, area.y, area.right(), &end, Role::Dim);
    let wide = f64::from(area.width.saturating_sub(1));
    let at = |share: f64| area.x + (share / most * wide).round() as u16;
    for (y, row) in rows {
        let Some(slice) = slices.get(row) else { continue };
        let estimates = || {
            slice
                .shares
                .iter()
                .zip(MARKS)
                .filter_map(|(share, mark)| Some((share.estimate.as_ref().ok()?, mark)))
        };
        for (estimate, _) in estimates() {
            painter.rule(at(estimate.lo), y, at(estimate.hi) + 1, painter.glyphs.rule);
        }
        for (estimate, mark) in estimates() {
            let x = at(estimate.value);
            painter.text(x, y, x + 1, mark, Role::Title);
        }
    }
}

/// The slice under the cursor in full.
pub(super) fn details(compared: &Compared, row: usize) -> Vec<String> {
    let slices = match &compared.slices {
        Ok(slices) => slices,
        Err(refusal) => return vec![refusal.to_string(), refusal.fix.clone()],
    };
    let Some(slice) = slices.get(row) else { return Vec::new() };
    let interval = |value: &Statistic<Estimate>| match value {
        Ok(of) => format!("{} ({} to {})", percent(of.value), percent(of.lo), percent(of.hi)),
        Err(why) => why.to_string(),
    };
    let raters = compared.study.ratings.raters().iter().zip(&slice.shares);
    let rates: Vec<String> = raters
        .map(|(rater, share)| {
            format!("{rater} {} of {}", interval(&share.estimate), count(share.rated))
        })
        .collect();
    vec![
        format!("{} in {}: {}", compared.label_name(), value(slice), rates.join("; ")),
        format!(
            "agreement {}; difference {}",
            interval(&slice.agreement),
            interval(&slice.difference)
        ),
    ]
}

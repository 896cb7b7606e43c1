//! Ratings in files of their own: a column a rater, or the long form.

use std::path::Path;

use super::super::args::Agree;
use super::super::failure::{Failure, exit};
use super::super::table;
use crate::agreement::Ratings;
use crate::agreement::ratings::Rating;

/// A table with a column a rater.
pub(super) fn wide(file: &Path, wish: &Agree) -> Result<Ratings, Failure> {
    let rows = table::rows(file)?;
    let raters = &wish.raters;
    if raters.len() < 2 {
        return Err(Failure::new(exit::USAGE, "agreement is between two raters or more")
            .fix(format!("--raters takes columns: {}", table::columns(&rows).join(", "))));
    }
    let known = table::columns(&rows);
    for wanted in raters.iter().chain(&wish.item) {
        if !known.contains(wanted) {
            return Err(Failure::new(
                exit::BAD_DATA,
                format!("{}: no column {wanted}", file.display()),
            )
            .fix(format!("its columns are: {}", known.join(", "))));
        }
    }
    let item_of = |index: usize, row: &table::Row| match &wish.item {
        // Two rows may share an id (one prompt, several completions): they are still two items.
        Some(column) => {
            format!("{}\u{1f}{index}", table::text(row.get(column)).unwrap_or_default())
        }
        None => index.to_string(),
    };
    let rating = |rater: &String, index: usize, row: &table::Row| {
        let label = table::text(row.get(rater))?;
        Some(Rating { item: item_of(index, row), rater: rater.clone(), label, weight: 1.0 })
    };
    // One rater after the other: the first stays the reference even if its first cell is empty.
    let column =
        |rater| rows.iter().enumerate().filter_map(move |(index, row)| rating(rater, index, row));
    Ok(Ratings::new(raters.iter().flat_map(column)))
}

/// `item,rater,label[,weight]`.
pub(super) fn long(file: &Path) -> Result<Ratings, Failure> {
    let rows = table::rows(file)?;
    let known = table::columns(&rows);
    for wanted in ["item", "rater", "label"] {
        if !known.iter().any(|column| column == wanted) {
            return Err(Failure::new(
                exit::BAD_DATA,
                format!("{}: no column {wanted}", file.display()),
            )
            .fix("the long form has the columns item,rater,label[,weight]"));
        }
    }
    let rating = |row: &table::Row| {
        Some(Rating {
            item: table::text(row.get("item"))?,
            rater: table::text(row.get("rater"))?,
            label: table::text(row.get("label"))?,
            weight: table::text(row.get("weight"))
                .and_then(|text| text.parse().ok())
                .unwrap_or(1.0),
        })
    };
    Ok(Ratings::new(rows.iter().filter_map(rating)))
}

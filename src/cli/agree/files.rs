//! Ratings in files of their own: a column a rater, or the long form.

use std::collections::HashSet;
use std::path::Path;

use super::super::args::Agree;
use super::super::failure::{Failure, exit};
use super::super::output::Output;
use super::super::table;
use crate::agreement::Ratings;
use crate::agreement::calibration::{Scored, brier, expected_calibration_error};
use crate::agreement::labels::given;
use crate::agreement::ratings::{Item, Rating};
use crate::session::agreement::{CALIBRATION_BINS, Calibration};

/// Ratings from a file, and what was odd about them.
pub(super) struct Read {
    pub(super) ratings: Ratings,
    pub(super) calibration: Option<Calibration>,
    remarks: Vec<String>,
}

impl Read {
    fn new(ratings: Ratings, mut remarks: Vec<String>) -> Self {
        for (spelling, label) in ratings.folded() {
            remarks.push(format!("{spelling:?} was read as {label:?}"));
        }
        Self { ratings, calibration: None, remarks }
    }

    pub(super) fn tell(&self, out: &mut Output) {
        const TOLD: usize = 8;
        for remark in self.remarks.iter().take(TOLD) {
            out.say(remark);
        }
        if self.remarks.len() > TOLD {
            out.say(&format!("… and {} remarks more", self.remarks.len() - TOLD));
        }
    }
}

/// A table with a column a rater.
pub(super) fn wide(file: &Path, wish: &Agree) -> Result<Read, Failure> {
    let table::Table { rows, lines, set_aside } = table::read(file)?;
    let raters = &wish.raters;
    let known = table::columns(&rows);
    let least = if wish.scores.is_some() { 1 } else { 2 };
    if raters.len() < least {
        return Err(Failure::new(exit::USAGE, "agreement is between two raters or more")
            .fix(format!("--raters takes columns: {}", known.join(", "))));
    }
    let wanted = raters.iter().chain(&wish.item).chain(&wish.scores);
    has_columns(file, &known, wanted, &format!("its columns are: {}", known.join(", ")))?;
    // Two rows may share an id (one prompt, several completions): they are still two items.
    let items: Vec<Item> = rows
        .iter()
        .map(|row| Item {
            name: wish
                .item
                .as_ref()
                .and_then(|item| table::text(row.get(item)))
                .unwrap_or_default(),
            labels: raters.iter().map(|rater| label(row, rater)).collect(),
            weight: 1.0,
        })
        .collect();
    let ratings = Ratings::of_items(raters.clone(), &items, &wish.order);
    let mut read = Read::new(ratings, aside(set_aside));
    if let Some(scores) = &wish.scores {
        read.calibration = Some(calibration((&rows, &lines), scores, &read.ratings, wish)?);
    }
    Ok(read)
}

fn aside(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().map(|line| format!("set aside: {line}")).collect()
}

fn label(row: &table::Row, column: &str) -> Option<String> {
    given(&table::text(row.get(column))?).map(str::to_owned)
}

fn has_columns<'c>(
    file: &Path,
    known: &[String],
    wanted: impl IntoIterator<Item = &'c String>,
    fix: &str,
) -> Result<(), Failure> {
    match wanted.into_iter().find(|wanted| !known.contains(wanted)) {
        None => Ok(()),
        Some(missing) => {
            let what = format!("{}: no column {missing}", file.display());
            Err(Failure::new(exit::BAD_DATA, what).fix(fix))
        }
    }
}

/// Scores of a column against the first rater.
fn calibration(
    (rows, lines): (&[table::Row], &[u64]),
    scores: &str,
    ratings: &Ratings,
    wish: &Agree,
) -> Result<Calibration, Failure> {
    let labels = ratings.labels();
    let truth = match &wish.label {
        Some(wanted) => labels.iter().position(|label| label.eq_ignore_ascii_case(wanted)),
        // The last of no and yes, 0 and 1, false and true.
        None => labels.len().checked_sub(1),
    };
    let truth = truth.ok_or_else(|| {
        Failure::new(exit::BAD_DATA, "the label that the scores are about is not given by anyone")
            .fix(format!("--label takes: {}", labels.join(", ")))
    })?;
    let mut items = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(text) = label(row, scores) else { continue };
        let probability = text.parse().map_err(|_| {
            let what = format!("line {}: the score {text:?} is no number", lines[index]);
            Failure::new(exit::BAD_DATA, what).fix("scores are numbers from 0 to 1")
        })?;
        if let Some(said) = ratings.label_of(index, 0) {
            items.push(Scored { probability, truth: said == truth, weight: 1.0 });
        }
    }
    Ok(Calibration {
        scores: scores.to_owned(),
        label: labels[truth].clone(),
        items: items.len(),
        brier: brier(&items),
        ece: expected_calibration_error(&items, CALIBRATION_BINS),
    })
}

/// `item,rater,label[,weight]`.
pub(super) fn long(file: &Path, order: &[String]) -> Result<Read, Failure> {
    let table::Table { rows, lines, set_aside } = table::read(file)?;
    let known = table::columns(&rows);
    let needed = ["item", "rater", "label"].map(str::to_owned);
    has_columns(file, &known, &needed, "the long form has the columns item,rater,label[,weight]")?;
    let mut remarks = aside(set_aside);
    let mut ratings = Vec::new();
    let mut seen = HashSet::new();
    for (row, line) in rows.iter().zip(lines) {
        let place = format!("{}:{line}", file.display());
        match rating(row) {
            Ok(Some(rating)) => {
                if !seen.insert((rating.item.clone(), rating.rater.clone())) {
                    let (rater, item) = (&rating.rater, &rating.item);
                    remarks.push(format!(
                        "{place}: {rater} rates {item} again; the last rating holds"
                    ));
                }
                ratings.push(rating);
            }
            Ok(None) => {}
            Err(why) => remarks.push(format!("{place}: set aside: {why}")),
        }
    }
    if ratings.is_empty() {
        let why = remarks.into_iter().next().unwrap_or_else(|| "it has no row with a label".into());
        return Err(Failure::new(exit::BAD_DATA, format!("{}: no rating found", file.display()))
            .why(why)
            .fix("every row needs item, rater and label; a weight is a number above 0"));
    }
    Ok(Read::new(Ratings::of_ratings(ratings, order), remarks))
}

/// A row of the long form; `None` where the label is missing, which is no fault.
fn rating(row: &table::Row) -> Result<Option<Rating>, String> {
    let Some(label) = label(row, "label") else { return Ok(None) };
    let text = |column| table::text(row.get(column)).ok_or_else(|| format!("it names no {column}"));
    let weight = match self::label(row, "weight") {
        None => 1.0,
        Some(text) => text
            .parse()
            .ok()
            .filter(|weight: &f64| weight.is_finite() && *weight > 0.0)
            .ok_or_else(|| format!("the weight {text:?} is no number above 0"))?,
    };
    Ok(Some(Rating { item: text("item")?, rater: text("rater")?, label, weight }))
}

//! `cotscope agree`: agreement between raters, and the estimators of a flag's true rate.

mod data;
mod drawn;
mod files;
mod print;
mod rates;

use std::collections::BTreeMap;

use serde_json::Value;

use super::args::{Agree, AgreeCommand};
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use crate::agreement::{Ratings, Summary};

pub(crate) fn run(wish: &Agree, opening: Opening, out: &mut Output) -> Result<u8, Failure> {
    match &wish.command {
        Some(AgreeCommand::Rate(rate)) => return rates::from_counts(rate, out),
        None if !wish.raters.is_empty() && wish.table.is_none() => {
            return Err(Failure::new(exit::USAGE, "--raters names columns of a --table")
                .fix("on a dataset it is --between A,B"));
        }
        None => {}
    }
    let ratings = match (&wish.table, &wish.ratings) {
        (None, None) => return on_data(wish, opening, out),
        _ if !wish.paths.is_empty() || !wish.between.is_empty() => {
            return Err(Failure::new(exit::USAGE, "a table of ratings stands for itself")
                .fix("leave PATH and --between out; --raters chooses columns of --table"));
        }
        (Some(file), _) => files::wide(file, wish)?,
        (None, Some(file)) => files::long(file)?,
    };
    print_summary(&Summary::of(&ratings), None, out)?;
    Ok(exit::OK)
}

/// The summary that `cotscope agree PATH… --json` prints.
pub(crate) fn summary(
    paths: &[String],
    opening: &Opening,
    out: &mut Output,
) -> Result<Value, Failure> {
    let mut opening = opening.clone();
    opening.request.paths = paths.to_vec();
    let data = data::Data::read(&Agree::default(), &opening, out)?;
    Ok(print::summary_json(&Summary::of(&Ratings::new(data.ratings()))))
}

/// On a dataset's own raters and its label logs.
fn on_data(wish: &Agree, mut opening: Opening, out: &mut Output) -> Result<u8, Failure> {
    let configured = !opening.request.config.datasets.is_empty();
    if wish.paths.is_empty() && !configured {
        return Err(Failure::new(exit::USAGE, "agree needs ratings").fix(
            "give PATH … [--between A,B], --table FILE --item COL --raters A,B, or --ratings FILE",
        ));
    }
    opening.request.paths = opening.request.resolved()?.0;
    let data = data::Data::read(wish, &opening, out)?;
    if let Some(label) = &wish.rate {
        return drawn::rate(label, wish.method, &data, out);
    }
    data.tell_excluded(out);
    if wish.by.is_none() {
        let ratings = Ratings::new(data.ratings());
        print_summary(&Summary::of(&ratings), None, out)?;
        return Ok(exit::OK);
    }
    for (value, summary) in data.slices().into_iter().take(opening.most()) {
        print_summary(&summary, wish.by.as_deref().map(|field| (field, value.as_str())), out)?;
    }
    Ok(exit::OK)
}

/// Slices with the least agreement first; those without any ratings in common come last.
fn worst_first(slices: BTreeMap<String, Ratings>) -> Vec<(String, Summary)> {
    let mut slices: Vec<_> =
        slices.into_iter().map(|(value, ratings)| (value, Summary::of(&ratings))).collect();
    let percent = |summary: &Summary| summary.percent.as_ref().copied().unwrap_or(f64::INFINITY);
    slices.sort_by(|a, b| percent(&a.1).total_cmp(&percent(&b.1)));
    slices
}

fn print_summary(
    summary: &Summary,
    slice: Option<(&str, &str)>,
    out: &mut Output,
) -> Result<(), Failure> {
    if out.json {
        let mut object = print::summary_json(summary);
        if let Some((field, value)) = slice {
            object["by"] = field.into();
            object["value"] = value.into();
        }
        return out.object(&object);
    }
    if let Some((field, value)) = slice {
        out.heading(&format!("── {field}: {value}"))?;
    }
    for line in print::summary_lines(summary) {
        out.line(&line)?;
    }
    Ok(())
}

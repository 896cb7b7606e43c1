//! `cotscope agree`: agreement between raters, and the estimators of a flag's true rate.

mod data;
mod disagreements;
mod files;
mod print;
mod rates;
mod slices;

use serde_json::Value;

use super::args::{Agree, AgreeCommand};
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use super::progress::{Bar, Unit};
use crate::agreement::Summary;
use crate::dataset::Dataset;

pub(crate) fn run(wish: &Agree, opening: Opening, out: &mut Output) -> Result<u8, Failure> {
    match &wish.command {
        Some(AgreeCommand::Rate(rate)) => return rates::from_counts(rate, out),
        None if !wish.raters.is_empty() && wish.table.is_none() => {
            return Err(Failure::new(exit::USAGE, "--raters names columns of a --table")
                .fix("on a dataset it is --between A,B"));
        }
        None => {}
    }
    let read = match (&wish.table, &wish.ratings) {
        (None, None) => return on_data(wish, opening, out),
        _ if !wish.paths.is_empty() || !wish.between.is_empty() => {
            return Err(Failure::new(exit::USAGE, "a table of ratings stands for itself")
                .fix("leave PATH and --between out; --raters chooses columns of --table"));
        }
        (Some(file), _) => files::wide(file, wish)?,
        (None, Some(file)) => files::long(file, &wish.order)?,
    };
    read.tell(out);
    let summary = Summary::of(&read.ratings);
    let extra = print::Extra { calibration: read.calibration, ..print::Extra::default() };
    print::summary(&summary, &extra, out)?;
    Ok(exit::OK)
}

/// The summary that `cotscope agree PATH… --json` prints.
pub(crate) fn summary(
    paths: &[String],
    dataset: &Dataset,
    opening: &Opening,
    out: &mut Output,
) -> Result<Value, Failure> {
    let mut opening = opening.clone();
    opening.request.paths = paths.to_vec();
    let wish = Agree::default();
    let data = data::Data::read(&wish, dataset.clone(), &opening, out)?;
    let study = data.study(&wish)?;
    let extra = print::Extra { spans: data.spans(&study), ..print::Extra::default() };
    Ok(print::summary_json(&Summary::of(&study.ratings), &extra))
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
    let data = data::Data::open(wish, &opening, out)?;
    if wish.list {
        return data::list(&data, wish, out);
    }
    let _under_way = Bar::new("comparing ratings", Unit::Records, opening.quiet);
    let study = data.study(wish)?;
    if let Some(label) = &wish.rate {
        return rates::of_study(&study, label, wish, out);
    }
    data::tell_excluded(&study, out);
    if let Some(by) = &wish.by {
        return slices::run(&data, &study, by, wish, &opening, out);
    }
    if wish.disagreements {
        return disagreements::run(&data, &study, &opening, out);
    }
    let extra = print::Extra {
        calibration: data.calibration(&study, wish)?,
        spans: data.spans(&study),
        ..print::Extra::default()
    };
    print::summary(&Summary::of(&study.ratings), &extra, out)?;
    Ok(exit::OK)
}

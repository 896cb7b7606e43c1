//! `agree --by`: agreement and rates by slice, as JSON, or as a table with a chart.

use serde_json::{Map, Value, json};

use super::super::args::Agree;
use super::super::failure::{Failure, exit};
use super::super::opening::Opening;
use super::super::output::Output;
use super::data::{Data, label};
use super::print::{self, estimate_json};
use crate::agreement::{Estimate, Statistic, Summary};
use crate::session::agreement::Study;
use crate::session::slices::{Extra, Slice, divide, slices};

/// Columns of the chart.
const CHART: usize = 30;

pub(super) fn run(
    data: &Data,
    study: &Study,
    by: &str,
    wish: &Agree,
    opening: &Opening,
    out: &mut Output,
) -> Result<u8, Failure> {
    let extra = Extra { clauses: data.clauses.as_ref(), suggestions: data.suggestions.as_deref() };
    let division = divide(by, &data.survey, extra)?;
    let label = label(study, wish.label.as_deref())?;
    let name = study.ratings.labels()[label].clone();
    let found = slices(study, &division, label);
    let rated: Vec<&Slice> =
        found.iter().filter(|slice| is_rated(slice)).take(opening.most()).collect();
    if out.json {
        for slice in &rated {
            let extra =
                print::Extra { fields: fields(slice, study, by, &name), ..Default::default() };
            print::summary(&Summary::of(&slice.ratings), &extra, out)?;
        }
    } else {
        table(&rated, study, by, &name, out)?;
    }
    Ok(if rated.is_empty() { exit::NOTHING } else { exit::OK })
}

fn is_rated(slice: &Slice) -> bool {
    slice.shares.iter().any(|share| share.rated > 0)
}

fn fields(slice: &Slice, study: &Study, by: &str, label: &str) -> Map<String, Value> {
    let rates: Vec<Value> = study
        .raters
        .iter()
        .zip(&slice.shares)
        .map(|(rater, share)| {
            let mut rate = estimate_json(&share.estimate);
            rate["rater"] = json!(rater.name);
            rate["rated"] = json!(share.rated);
            rate
        })
        .collect();
    let object = json!({
        "by": by,
        "value": slice.portion.value.as_deref().unwrap_or_default(),
        "records": slice.portion.members.len(),
        "query": slice.portion.query,
        "label": label,
        "rates": rates,
        "difference": estimate_json(&slice.difference),
    });
    match object {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// A line a slice: how many records, how far the raters agree, what each finds, and a chart of that.
fn table(
    slices: &[&Slice],
    study: &Study,
    by: &str,
    label: &str,
    out: &mut Output,
) -> Result<(), Failure> {
    let estimates = || slices.iter().flat_map(|slice| &slice.shares);
    let most = estimates()
        .filter_map(|share| share.estimate.as_ref().ok())
        .fold(0.05_f64, |most, estimate| most.max(estimate.hi));
    let scale = |x: f64| ((x / most) * (CHART - 1) as f64).round() as usize;
    out.heading(&format!("rate of {label} by {by}, least agreement first"))?;
    for (at, rater) in study.raters.iter().enumerate() {
        out.line(&format!("  {} {}", mark(at), rater.name))?;
    }
    for slice in slices {
        let value = slice.portion.value.as_deref().unwrap_or("(none)");
        let agreement = percent(&slice.agreement);
        out.heading(&format!(
            "── {value}: {} records, {} rated twice, agreement {agreement}, kappa {}",
            slice.portion.members.len(),
            slice.compared,
            print::four(&slice.kappa),
        ))?;
        for (at, share) in slice.shares.iter().enumerate() {
            let bar = share.estimate.as_ref().map_or(String::new(), |of| bar(of, mark(at), &scale));
            let rate = percent(&share.estimate);
            out.line(&format!("  {bar:CHART$}  {} {rate}, {} rated", mark(at), share.rated))?;
        }
    }
    out.line(&format!("chart: 0 to {:.1} %", most * 100.0))
}

/// What stands for a rater in the chart.
fn mark(rater: usize) -> char {
    ['o', 'x', '+', '*', '#', '@'][rater % 6]
}

/// The interval as a line with the rate on it.
fn bar(of: &Estimate, mark: char, scale: &dyn Fn(f64) -> usize) -> String {
    let (lo, at, hi) = (scale(of.lo), scale(of.value), scale(of.hi));
    let letter = |x: usize| match x {
        x if x == at => mark,
        x if (lo..=hi).contains(&x) => '-',
        _ => ' ',
    };
    (0..=hi.max(at)).map(letter).collect()
}

fn percent(value: &Statistic<Estimate>) -> String {
    match value {
        Ok(Estimate { value, lo, hi, .. }) => {
            format!("{:.1} % ({:.1} to {:.1})", value * 100.0, lo * 100.0, hi * 100.0)
        }
        Err(why) => why.to_string(),
    }
}

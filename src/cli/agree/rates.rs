//! The true rate of a flag, from counts or from a queue that was labelled.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::args::{AgreeRate, RateMethod};
use super::super::failure::{Failure, exit};
use super::super::output::Output;
use super::print::{four, number, with_interval};
use crate::agreement::Statistic;
use crate::agreement::rate::{self, JudgeQuality, Judged, Labelled, Rate, Stratum};

#[derive(Deserialize)]
struct PpiCounts {
    unlabelled: Judged,
    labelled: Labelled,
    lambda: Option<f64>,
}

#[derive(Deserialize)]
struct DifferenceCounts {
    population: Judged,
    labelled: Labelled,
}

#[derive(Deserialize)]
struct StrataCounts {
    strata: Vec<Stratum>,
}

/// `agree rate`: the estimators alone.
pub(super) fn from_counts(wish: &AgreeRate, out: &mut Output) -> Result<u8, Failure> {
    let estimate = match wish.method {
        RateMethod::Stratified => rate::stratified(&counts::<StrataCounts>(&wish.counts)?.strata),
        RateMethod::Difference => {
            let DifferenceCounts { population, labelled } = counts(&wish.counts)?;
            rate::difference(population, labelled)
        }
        RateMethod::Ppi => {
            let PpiCounts { unlabelled, labelled, lambda } = counts(&wish.counts)?;
            rate::prediction_powered(unlabelled, labelled, wish.lambda.or(lambda))
        }
        RateMethod::RoganGladen => rate::rogan_gladen(counts::<JudgeQuality>(&wish.counts)?),
    };
    let strata = match wish.method {
        RateMethod::Stratified => counts::<StrataCounts>(&wish.counts)?.strata,
        _ => Vec::new(),
    };
    print(wish.method, estimate, &strata, 0, out)
}

/// Prints an estimate, and for strata how many more labels would halve its interval.
pub(super) fn print(
    method: RateMethod,
    estimate: Statistic<Rate>,
    strata: &[Stratum],
    excluded: usize,
    out: &mut Output,
) -> Result<u8, Failure> {
    let rate = estimate.map_err(|why| {
        Failure::new(exit::BAD_DATA, "no rate can be given for these counts").why(why.0)
    })?;
    if out.json {
        out.object(&rate_json(method.name(), &rate, excluded))?;
        return Ok(exit::OK);
    }
    for line in rate_lines(&rate) {
        out.line(&line)?;
    }
    if excluded > 0 {
        out.line(&format!("{excluded} labels left out: not drawn by this queue"))?;
    }
    if !strata.is_empty() {
        for (name, more) in rate::labels_to_halve(strata) {
            out.line(&format!("to halve the interval: {more} more in {name}"))?;
        }
    }
    Ok(exit::OK)
}

fn counts<T: DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let source = fs::read_to_string(file)
        .map_err(|why| Failure::new(exit::NO_INPUT, format!("{}: {why}", file.display())))?;
    serde_json::from_str(&source).map_err(|why| {
        Failure::new(exit::BAD_DATA, format!("{}: {why}", file.display()))
            .fix("`cotscope agree rate --help` shows the counts that each method takes")
    })
}

/// The object of the interfaces page for a corrected rate.
fn rate_json(method: &str, rate: &Rate, excluded_self_selected: usize) -> Value {
    let weighted = rate.weighted.as_ref().map(|weighted| {
        json!({
            "sensitivity": number(&weighted.sensitivity),
            "specificity": number(&weighted.specificity),
            "kappa": number(&weighted.kappa),
        })
    });
    json!({
        "method": method,
        "estimate": rate.estimate.value,
        "se": rate.estimate.se,
        "lo": rate.estimate.lo,
        "hi": rate.estimate.hi,
        "lambda": rate.lambda,
        "n_labelled": rate.n_labelled,
        "n_judged": rate.n_judged,
        "excluded_self_selected": excluded_self_selected,
        "weighted": weighted,
    })
}

fn rate_lines(rate: &Rate) -> Vec<String> {
    let mut lines = vec![format!("rate {}", with_interval(&Ok(rate.estimate)))];
    lines.extend(rate.lambda.map(|lambda| format!("lambda {lambda:.5}")));
    lines.push(format!("{} labelled, {} judged", rate.n_labelled, rate.n_judged));
    lines.extend(rate.weighted.as_ref().map(|weighted| {
        format!(
            "judge, weighted: sensitivity {}, specificity {}, kappa {}",
            four(&weighted.sensitivity),
            four(&weighted.specificity),
            four(&weighted.kappa)
        )
    }));
    lines
}

//! The true rate of a flag, from counts or from a queue that was labelled.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::args::{Agree, AgreeRate, RateMethod};
use super::super::failure::{Failure, exit};
use super::super::output::Output;
use super::print::{count, four, number, with_interval};
use crate::agreement::rate::{
    self, JudgeQuality, Judged, Labelled, More, Rate, Stratum, more_at_random, more_in_strata,
    more_of_judge,
};
use crate::agreement::{Estimate, Statistic, Undefined};
use crate::session::agreement::{Method, Study, truth};

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

/// A rate, and the labels that would halve its interval.
type Estimated = Result<(Rate, Vec<More>), Undefined>;

/// `agree rate`: the estimators alone.
pub(super) fn from_counts(wish: &AgreeRate, out: &mut Output) -> Result<u8, Failure> {
    if wish.lambda.is_some() && wish.method != RateMethod::Ppi {
        return Err(Failure::new(exit::USAGE, "--lambda is for prediction-powered inference")
            .fix("add --method ppi, or leave --lambda out"));
    }
    let estimated = match wish.method {
        RateMethod::Stratified => strata(&counts(&wish.counts)?),
        RateMethod::Difference => difference(&counts(&wish.counts)?),
        RateMethod::Ppi => ppi(&counts(&wish.counts)?, wish.lambda),
        RateMethod::RoganGladen => rogan_gladen(counts(&wish.counts)?),
    };
    let (rate, more) = estimated.map_err(|why| {
        Failure::new(exit::BAD_DATA, "no rate can be given for these counts")
            .why(why.0)
            .fix("`cotscope agree rate --help` shows the counts that each method takes")
    })?;
    print(Method::from(wish.method), &rate, &more, 0, out)
}

fn strata(counts: &StrataCounts) -> Estimated {
    Ok((rate::stratified(&counts.strata)?, more_in_strata(&counts.strata)))
}

fn difference(counts: &DifferenceCounts) -> Estimated {
    let rate = rate::difference(counts.population, counts.labelled)?;
    let more = more_at_random(rate.n_labelled, rate.n_judged);
    Ok((rate, more))
}

fn ppi(counts: &PpiCounts, lambda: Option<f64>) -> Estimated {
    let lambda = lambda.or(counts.lambda);
    let rate = rate::prediction_powered(counts.unlabelled, counts.labelled, lambda)?;
    let more = more_at_random(rate.n_labelled, f64::INFINITY);
    Ok((rate, more))
}

fn rogan_gladen(judge: JudgeQuality) -> Estimated {
    Ok((rate::rogan_gladen(judge)?, more_of_judge(judge)))
}

/// `agree --rate LABEL`: from a dataset's labels on a queue.
pub(super) fn of_study(
    study: &Study,
    label: &str,
    wish: &Agree,
    out: &mut Output,
) -> Result<u8, Failure> {
    let method = wish.method.map_or(Method::Stratified, Method::from);
    let truth = truth(study, label, method)?;
    if truth.unread > 0 {
        let drawn = study.sample.as_ref().map_or(0, |sample| sample.drawn);
        out.say(&format!(
            "{} of {drawn} records of the queue are labelled; the rate takes them for a random part of it",
            drawn - truth.unread,
        ));
    }
    print(method, &truth.rate, &truth.more, study.excluded, out)
}

/// Prints an estimate, and how many more labels would halve its interval.
fn print(
    method: Method,
    rate: &Rate,
    more: &[More],
    excluded: usize,
    out: &mut Output,
) -> Result<u8, Failure> {
    if out.json {
        out.object(&rate_json(method, rate, more, excluded))?;
        return Ok(exit::OK);
    }
    for line in rate_lines(rate) {
        out.line(&line)?;
    }
    if excluded > 0 {
        out.line(&format!("{excluded} labels left out: not drawn by this queue"))?;
    }
    for More { place, labels } in more {
        out.line(&format!("to halve the interval: {labels} more in {place}"))?;
    }
    Ok(exit::OK)
}

fn counts<T: DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let source = fs::read_to_string(file).map_err(|why| {
        Failure::new(exit::NO_INPUT, format!("{}: {why}", file.display()))
            .fix("check the path of the counts")
    })?;
    serde_json::from_str(source.trim_start_matches('\u{feff}')).map_err(|why| {
        Failure::new(exit::BAD_DATA, format!("{}: {why}", file.display()))
            .fix("`cotscope agree rate --help` shows the counts that each method takes")
    })
}

/// The object of the interfaces page for a corrected rate.
fn rate_json(method: Method, rate: &Rate, more: &[More], excluded: usize) -> Value {
    let weighted = rate.weighted.as_ref().map(|weighted| {
        let of_kappa = |pick: fn(&Estimate) -> f64| weighted.kappa.as_ref().ok().map(pick);
        json!({
            "sensitivity": number(&weighted.sensitivity),
            "specificity": number(&weighted.specificity),
            "kappa": of_kappa(|kappa| kappa.value),
            "kappa_lo": of_kappa(|kappa| kappa.lo),
            "kappa_hi": of_kappa(|kappa| kappa.hi),
        })
    });
    let more: Vec<Value> =
        more.iter().map(|more| json!({"in": more.place, "more": more.labels})).collect();
    json!({
        "method": method.name(),
        "estimate": rate.estimate.value,
        "se": rate.estimate.se,
        "lo": rate.estimate.lo,
        "hi": rate.estimate.hi,
        "lambda": rate.lambda,
        "n_labelled": count(rate.n_labelled),
        "n_judged": count(rate.n_judged),
        "excluded_self_selected": excluded,
        "weighted": weighted,
        "to_halve": more,
        "remark": rate.remark,
    })
}

fn rate_lines(rate: &Rate) -> Vec<String> {
    let mut lines = vec![format!("rate {}", with_interval(&Ok(rate.estimate)))];
    lines.extend(rate.lambda.map(|lambda| format!("lambda {lambda:.5}")));
    lines.push(format!("{} labelled, {} judged", rate.n_labelled, rate.n_judged));
    let kappa = |kappa: &Statistic<Estimate>| four(&kappa.clone().map(|kappa| kappa.value));
    lines.extend(rate.weighted.as_ref().map(|weighted| {
        format!(
            "judge, weighted: sensitivity {}, specificity {}, kappa {}",
            four(&weighted.sensitivity),
            four(&weighted.specificity),
            kappa(&weighted.kappa)
        )
    }));
    lines.extend(rate.remark.clone());
    lines
}

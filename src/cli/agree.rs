//! `cotscope agree`: agreement between raters, and the estimators of a flag's true rate alone.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::args::{Agree, AgreeCommand, AgreeRate, RateMethod};
use super::failure::{Failure, exit};
use super::output::Output;
use super::table;
use crate::agreement::binary::Counts;
use crate::agreement::rate::{self, JudgeQuality, Judged, Labelled, Rate, Stratum};
use crate::agreement::ratings::Rating;
use crate::agreement::summary::{PairSummary, PerLabel};
use crate::agreement::{Estimate, Ratings, Statistic, Summary};

/// Runs the command on files that need no dataset: a wide table, a long table, counts.
pub(crate) fn run(wish: &Agree, out: &mut Output) -> Result<u8, Failure> {
    if let Some(AgreeCommand::Rate(rate)) = &wish.command {
        return print_rate(rate, out);
    }
    let ratings = match (&wish.table, &wish.ratings) {
        (Some(file), _) => wide(file, wish)?,
        (None, Some(file)) => long(file)?,
        (None, None) => {
            return Err(Failure::new(exit::USAGE, "agree needs ratings")
                .fix("give --table FILE --item COL --raters A,B or --ratings FILE"));
        }
    };
    print_summary(&Summary::of(&ratings), out)
}

fn wide(file: &Path, wish: &Agree) -> Result<Ratings, Failure> {
    let rows = table::rows(file)?;
    let raters = &wish.raters;
    if raters.len() < 2 {
        return Err(Failure::new(exit::USAGE, "agreement is between two raters or more")
            .fix(format!("--raters takes columns: {}", table::columns(&rows).join(", "))));
    }
    let known = table::columns(&rows);
    for wanted in raters.iter().chain(&wish.item) {
        if !known.contains(wanted) {
            return Err(Failure::new(exit::BAD_DATA, format!("{}: no column {wanted}", file.display()))
                .fix(format!("its columns are: {}", known.join(", "))));
        }
    }
    let item_of = |index: usize, row: &table::Row| match &wish.item {
        // Two rows may share an id (one prompt, several completions): they are still two items.
        Some(column) => format!("{}\u{1f}{index}", table::text(row.get(column)).unwrap_or_default()),
        None => index.to_string(),
    };
    Ok(Ratings::new(rows.iter().enumerate().flat_map(|(index, row)| {
        let item = item_of(index, row);
        raters.iter().filter_map(move |rater| {
            let label = table::text(row.get(rater))?;
            Some(Rating { item: item.clone(), rater: rater.clone(), label, weight: 1.0 })
        })
    })))
}

fn long(file: &Path) -> Result<Ratings, Failure> {
    let rows = table::rows(file)?;
    let known = table::columns(&rows);
    for wanted in ["item", "rater", "label"] {
        if !known.iter().any(|column| column == wanted) {
            return Err(Failure::new(exit::BAD_DATA, format!("{}: no column {wanted}", file.display()))
                .fix("the long form has the columns item,rater,label[,weight]"));
        }
    }
    let rating = |row: &table::Row| {
        Some(Rating {
            item: table::text(row.get("item"))?,
            rater: table::text(row.get("rater"))?,
            label: table::text(row.get("label"))?,
            weight: table::text(row.get("weight")).and_then(|text| text.parse().ok()).unwrap_or(1.0),
        })
    };
    Ok(Ratings::new(rows.iter().filter_map(rating)))
}

fn print_summary(summary: &Summary, out: &mut Output) -> Result<u8, Failure> {
    if out.json {
        out.object(&summary_json(summary))?;
    } else {
        for line in summary_lines(summary) {
            out.line(&line)?;
        }
    }
    Ok(exit::OK)
}

/// The object of the interfaces page.
pub(crate) fn summary_json(summary: &Summary) -> Value {
    let alpha: HashMap<&str, Value> = summary
        .alpha
        .iter()
        .map(|(level, value)| (level.name(), estimate_json(value)))
        .collect();
    json!({
        "items": summary.items,
        "raters": summary.raters,
        "labels": summary.labels,
        "percent": number(&summary.percent),
        "kappa": estimate_json(&summary.kappa),
        "kappa_linear": number(&summary.kappa_linear),
        "kappa_quadratic": number(&summary.kappa_quadratic),
        "ac1": number(&summary.ac1),
        "alpha": alpha,
        "fleiss": number(&summary.fleiss),
        "confusion": summary.confusion.as_ref().map(|matrix| matrix.rows().to_vec()),
        "per_label": summary.per_label.iter().map(per_label_json).collect::<Vec<_>>(),
        "mcnemar_p": number(&summary.mcnemar_p),
        "pairs": summary.pairs.iter().map(pair_json).collect::<Vec<_>>(),
        "undefined": undefined(summary),
        "remark": summary.prevalence_remark(),
    })
}

fn number(value: &Statistic) -> Value {
    value.as_ref().map_or(Value::Null, |value| json!(value))
}

fn estimate_json(value: &Statistic<Estimate>) -> Value {
    match value {
        Ok(Estimate { value, se, lo, hi }) => json!({"value": value, "se": se, "lo": lo, "hi": hi}),
        Err(why) => json!({"value": null, "se": null, "lo": null, "hi": null, "reason": why.0}),
    }
}

/// Why each scalar without a value has none.
fn undefined(summary: &Summary) -> Value {
    let scalars = [
        ("percent", &summary.percent),
        ("kappa_linear", &summary.kappa_linear),
        ("kappa_quadratic", &summary.kappa_quadratic),
        ("ac1", &summary.ac1),
        ("fleiss", &summary.fleiss),
        ("mcnemar_p", &summary.mcnemar_p),
    ];
    let reasons = scalars.iter().filter_map(|(name, value)| {
        value.as_ref().err().map(|why| ((*name).to_owned(), json!(why.0)))
    });
    Value::Object(reasons.collect())
}

fn per_label_json(label: &PerLabel) -> Value {
    let counts: &Counts = &label.counts;
    json!({
        "label": label.label,
        "tp": counts.tp, "fp": counts.fp, "fn": counts.fn_, "tn": counts.tn,
        "precision": number(&counts.precision()),
        "recall": number(&counts.recall()),
        "specificity": number(&counts.specificity()),
        "f1": number(&counts.f1()),
        "balanced_accuracy": number(&counts.balanced_accuracy()),
        "mcc": number(&counts.mcc()),
        "tpr_times_tnr": number(&counts.tpr_times_tnr()),
        "kappa": estimate_json(&label.kappa),
        "ac1": number(&label.ac1),
        "mcnemar_p": number(&counts.mcnemar()),
    })
}

fn pair_json(pair: &PairSummary) -> Value {
    json!({
        "raters": pair.raters,
        "items": pair.items,
        "percent": number(&pair.percent),
        "kappa": estimate_json(&pair.kappa),
        "ac1": number(&pair.ac1),
    })
}

fn four(value: &Statistic) -> String {
    value.as_ref().map_or_else(ToString::to_string, |value| format!("{value:.4}"))
}

fn with_interval(value: &Statistic<Estimate>) -> String {
    match value {
        Ok(Estimate { value, se, lo, hi }) => {
            let se = se.map_or(String::new(), |se| format!("  SE {se:.4}"));
            format!("{value:.4}  95 % {lo:.4} to {hi:.4}{se}")
        }
        Err(why) => why.to_string(),
    }
}

fn summary_lines(summary: &Summary) -> Vec<String> {
    let mut lines = vec![
        format!("{} items, raters {}", summary.items, summary.raters.join(", ")),
        format!("agreement            {}", four(&summary.percent)),
    ];
    let two = summary.confusion.is_some();
    if two {
        lines.push(format!("Cohen's kappa        {}", with_interval(&summary.kappa)));
        lines.push(format!("  linear, quadratic  {}, {}", four(&summary.kappa_linear), four(&summary.kappa_quadratic)));
    }
    lines.push(format!("Gwet's AC1           {}", four(&summary.ac1)));
    for (level, value) in &summary.alpha {
        lines.push(format!("alpha {:14} {}", level.name(), with_interval(value)));
    }
    lines.push(format!("Fleiss' kappa        {}", four(&summary.fleiss)));
    if two {
        lines.push(format!("McNemar exact p      {}", four(&summary.mcnemar_p)));
    }
    lines.extend(confusion_lines(summary));
    lines.extend(summary.per_label.iter().map(per_label_line));
    lines.extend(summary.pairs.iter().map(|pair| {
        format!("{} / {}: {} items, kappa {}", pair.raters[0], pair.raters[1], pair.items, with_interval(&pair.kappa))
    }));
    lines.extend(summary.prevalence_remark());
    lines
}

fn confusion_lines(summary: &Summary) -> Vec<String> {
    let Some(matrix) = &summary.confusion else { return Vec::new() };
    let width = summary.labels.iter().map(|label| label.chars().count()).max().unwrap_or(0).clamp(6, 24);
    let cell = |text: &str| format!("{:>width$.width$}", text);
    let head = summary.labels.iter().map(|label| cell(label)).collect::<Vec<_>>().join(" ");
    let mut lines = vec![format!("rows {}, columns {}", summary.raters[0], summary.raters[1]), format!("{} {head}", cell(""))];
    for (label, row) in summary.labels.iter().zip(matrix.rows()) {
        let counts = row.iter().map(|count| cell(&count.to_string())).collect::<Vec<_>>().join(" ");
        lines.push(format!("{} {counts}", cell(label)));
    }
    lines
}

fn per_label_line(label: &PerLabel) -> String {
    let counts = &label.counts;
    format!(
        "{}: precision {}, recall {}, specificity {}, F1 {}, kappa {}",
        label.label,
        four(&counts.precision()),
        four(&counts.recall()),
        four(&counts.specificity()),
        four(&counts.f1()),
        four(&label.kappa.clone().map(|estimate| estimate.value)),
    )
}

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

fn print_rate(wish: &AgreeRate, out: &mut Output) -> Result<u8, Failure> {
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
    let rate = estimate.map_err(|why| {
        Failure::new(exit::BAD_DATA, "no rate can be given for these counts").why(why.0)
    })?;
    if out.json {
        out.object(&rate_json(wish.method.name(), &rate, 0))?;
    } else {
        for line in rate_lines(&rate) {
            out.line(&line)?;
        }
        if wish.method == RateMethod::Stratified {
            for (name, more) in rate::labels_to_halve(&counts::<StrataCounts>(&wish.counts)?.strata) {
                out.line(&format!("to halve the interval: {more} more in {name}"))?;
            }
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
pub(crate) fn rate_json(method: &str, rate: &Rate, excluded_self_selected: usize) -> Value {
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

//! Agreement as the JSON of the interfaces page, and as text.

use serde_json::{Map, Value, json};

use super::super::failure::Failure;
use super::super::output::Output;
use crate::agreement::binary::Counts;
use crate::agreement::proportion::{clopper_pearson, wilson};
use crate::agreement::spans::LEAST_IOU;
use crate::agreement::summary::{PairSummary, PerLabel};
use crate::agreement::{Estimate, Statistic, Summary};
use crate::session::agreement::{Calibration, SpanAgreement};

/// What is said beside the agreement on labels.
#[derive(Default)]
pub(super) struct Extra {
    pub(super) calibration: Option<Calibration>,
    pub(super) spans: Vec<SpanAgreement>,
    /// Fields in front of a line of a listing, such as which slice it is.
    pub(super) fields: Map<String, Value>,
}

/// Rows of counts.
fn counts(rows: &[Vec<f64>]) -> Vec<Vec<Value>> {
    rows.iter().map(|row| row.iter().map(|cell| count(*cell)).collect()).collect()
}

/// A count as a whole number; one of weighted records may be none.
pub(super) fn count(count: f64) -> Value {
    /// Up to here every whole number is one of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match count {
        whole if whole.fract() == 0.0 && (0.0..=EXACT).contains(&whole) => json!(whole as u64),
        other => json!(other),
    }
}

/// Prints a summary.
pub(super) fn summary(summary: &Summary, extra: &Extra, out: &mut Output) -> Result<(), Failure> {
    if out.json {
        return out.object(&summary_json(summary, extra));
    }
    for line in summary_lines(summary).into_iter().chain(extra_lines(extra)) {
        out.line(&line)?;
    }
    Ok(())
}

/// The object of the interfaces page.
pub(super) fn summary_json(summary: &Summary, extra: &Extra) -> Value {
    let alpha: Map<String, Value> = summary
        .alpha
        .iter()
        .map(|(level, value)| (level.name().to_owned(), estimate_json(value)))
        .collect();
    let ac1 = summary.ac1.clone().map(|ac1| ac1.value);
    let mut object = json!({
        "items": summary.items,
        "raters": summary.raters,
        "labels": summary.labels,
        "percent": number(&summary.percent),
        "percent_wilson": range(&summary.percent_intervals.clone().map(|(wilson, _)| wilson)),
        "percent_exact": range(&summary.percent_intervals.clone().map(|(_, exact)| exact)),
        "kappa": estimate_json(&summary.kappa),
        "kappa_linear": number(&summary.kappa_linear),
        "kappa_quadratic": number(&summary.kappa_quadratic),
        "ac1": number(&ac1),
        "ac1_interval": range(&summary.ac1),
        "alpha": alpha,
        "fleiss": number(&summary.fleiss),
        "confusion": summary.confusion.as_ref().map(|matrix| counts(matrix.rows())),
        "per_label": summary.per_label.iter().map(|of| per_label(of, summary)).collect::<Vec<_>>(),
        "mcnemar_p": number(&summary.mcnemar_p),
        "pairs": summary.pairs.iter().map(pair_json).collect::<Vec<_>>(),
        "weighted": summary.weighted,
        "spans": extra.spans.iter().map(spans_json).collect::<Vec<_>>(),
        "calibration": extra.calibration.as_ref().map(calibration_json),
        "undefined": undefined(summary),
        "remark": summary.prevalence_remark(),
    });
    for (name, value) in &extra.fields {
        object[name] = value.clone();
    }
    object
}

pub(super) fn number(value: &Statistic) -> Value {
    value.as_ref().map_or(Value::Null, |value| json!(value))
}

pub(super) fn estimate_json(value: &Statistic<Estimate>) -> Value {
    match value {
        Ok(Estimate { value, se, lo, hi }) => json!({"value": value, "se": se, "lo": lo, "hi": hi}),
        Err(why) => json!({"value": null, "se": null, "lo": null, "hi": null, "reason": why.0}),
    }
}

fn range(value: &Statistic<Estimate>) -> Value {
    value.as_ref().map_or(Value::Null, |Estimate { lo, hi, .. }| json!({"lo": lo, "hi": hi}))
}

/// Why each scalar without a value has none.
fn undefined(summary: &Summary) -> Value {
    let ac1 = summary.ac1.clone().map(|ac1| ac1.value);
    let scalars = [
        ("percent", &summary.percent),
        ("kappa_linear", &summary.kappa_linear),
        ("kappa_quadratic", &summary.kappa_quadratic),
        ("ac1", &ac1),
        ("fleiss", &summary.fleiss),
        ("mcnemar_p", &summary.mcnemar_p),
    ];
    let reasons = scalars.iter().filter_map(|(name, value)| {
        value.as_ref().err().map(|why| ((*name).to_owned(), json!(why.0)))
    });
    Value::Object(reasons.collect())
}

fn per_label(label: &PerLabel, summary: &Summary) -> Value {
    let counts: &Counts = &label.counts;
    let Counts { tp, fp, fn_, tn } = *counts;
    // The intervals are those of a simple sample.
    let share = |hits: f64, n: f64| match summary.weighted {
        true => Value::Null,
        false => match (wilson(hits, n), clopper_pearson(hits, n)) {
            (Ok(wilson), Ok(exact)) => json!({
                "lo": wilson.lo, "hi": wilson.hi, "exact_lo": exact.lo, "exact_hi": exact.hi,
            }),
            _ => Value::Null,
        },
    };
    let scalars = [
        ("precision", counts.precision()),
        ("recall", counts.recall()),
        ("specificity", counts.specificity()),
        ("f1", counts.f1()),
        ("balanced_accuracy", counts.balanced_accuracy()),
        ("mcc", counts.mcc()),
        ("tpr_times_tnr", counts.tpr_times_tnr()),
        ("ac1", label.ac1.clone()),
        ("mcnemar_p", counts.mcnemar()),
    ];
    let mut object = json!({
        "label": label.label,
        "tp": count(tp), "fp": count(fp), "fn": count(fn_), "tn": count(tn),
        "kappa": estimate_json(&label.kappa),
        "intervals": {
            "precision": share(tp, tp + fp),
            "recall": share(tp, tp + fn_),
            "specificity": share(tn, tn + fp),
            "reference_rate": share(tp + fn_, counts.total()),
            "other_rate": share(tp + fp, counts.total()),
        },
    });
    let mut reasons = Map::new();
    for (name, value) in scalars {
        object[name] = number(&value);
        if let Err(why) = value {
            reasons.insert(name.to_owned(), json!(why.0));
        }
    }
    object["undefined"] = Value::Object(reasons);
    object
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

fn spans_json(spans: &SpanAgreement) -> Value {
    json!({
        "raters": spans.raters,
        "texts": spans.spans.texts,
        "f1": number(&spans.spans.f1()),
        "iou": LEAST_IOU,
        "token_kappa": number(&spans.spans.token_kappa()),
    })
}

fn calibration_json(calibration: &Calibration) -> Value {
    let reason = calibration.brier.as_ref().err().map(|why| why.0.clone());
    json!({
        "scores": calibration.scores,
        "label": calibration.label,
        "items": calibration.items,
        "brier": number(&calibration.brier),
        "ece": number(&calibration.ece),
        "reason": reason,
    })
}

pub(super) fn four(value: &Statistic) -> String {
    value.as_ref().map_or_else(ToString::to_string, |value| format!("{value:.4}"))
}

pub(super) fn with_interval(value: &Statistic<Estimate>) -> String {
    match value {
        Ok(Estimate { value, se, lo, hi }) => {
            let se = se.map_or(String::new(), |se| format!("  SE {se:.4}"));
            format!("{value:.4}  95 % {lo:.4} to {hi:.4}{se}")
        }
        Err(why) => why.to_string(),
    }
}

/// The same for people.
fn summary_lines(summary: &Summary) -> Vec<String> {
    let percent = match &summary.percent_intervals {
        Ok((wilson, _)) => with_interval(&Ok(*wilson)),
        Err(_) => four(&summary.percent),
    };
    let mut lines = vec![
        format!("{} items, raters {}", summary.items, summary.raters.join(", ")),
        format!("agreement            {percent}"),
    ];
    if summary.weighted {
        lines.push("                     weighted by one over the chance of being drawn".into());
    }
    let two = summary.confusion.is_some();
    if two {
        lines.push(format!("Cohen's kappa        {}", with_interval(&summary.kappa)));
        lines.push(format!(
            "  linear, quadratic  {}, {}",
            four(&summary.kappa_linear),
            four(&summary.kappa_quadratic)
        ));
    }
    lines.push(format!("Gwet's AC1           {}", with_interval(&summary.ac1)));
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
        format!(
            "{} / {}: {} items, kappa {}",
            pair.raters[0],
            pair.raters[1],
            pair.items,
            with_interval(&pair.kappa)
        )
    }));
    lines.extend(summary.prevalence_remark());
    lines
}

fn extra_lines(extra: &Extra) -> impl Iterator<Item = String> {
    let calibration = extra.calibration.iter().map(|of| {
        format!(
            "{} as the probability of {}: {} items, Brier {}, calibration error {}",
            of.scores,
            of.label,
            of.items,
            four(&of.brier),
            four(&of.ece)
        )
    });
    let spans = extra.spans.iter().map(|of| {
        format!(
            "evidence of {} / {}: {} texts, overlap F1 at IoU {LEAST_IOU} {}, token kappa {}",
            of.raters[0],
            of.raters[1],
            of.spans.texts,
            four(&of.spans.f1()),
            four(&of.spans.token_kappa())
        )
    });
    calibration.chain(spans)
}

fn confusion_lines(summary: &Summary) -> Vec<String> {
    let Some(matrix) = &summary.confusion else { return Vec::new() };
    let width =
        summary.labels.iter().map(|label| label.chars().count()).max().unwrap_or(0).clamp(6, 24);
    let cell = |text: &str| format!("{text:>width$.width$}");
    let count =
        |count: f64| if summary.weighted { format!("{count:.1}") } else { count.to_string() };
    let head = summary.labels.iter().map(|label| cell(label)).collect::<Vec<_>>().join(" ");
    let mut lines = vec![
        format!("rows {}, columns {}", summary.raters[0], summary.raters[1]),
        format!("{} {head}", cell("")),
    ];
    for (label, row) in summary.labels.iter().zip(matrix.rows()) {
        let counts = row.iter().map(|&of| cell(&count(of))).collect::<Vec<_>>().join(" ");
        lines.push(format!("{} {counts}", cell(label)));
    }
    lines
}

fn per_label_line(label: &PerLabel) -> String {
    let counts = &label.counts;
    format!(
        "{}: precision {}, recall {}, specificity {}, F1 {}, balanced accuracy {}, MCC {}, \
         TPR·TNR {}, kappa {}",
        label.label,
        four(&counts.precision()),
        four(&counts.recall()),
        four(&counts.specificity()),
        four(&counts.f1()),
        four(&counts.balanced_accuracy()),
        four(&counts.mcc()),
        four(&counts.tpr_times_tnr()),
        four(&label.kappa.clone().map(|estimate| estimate.value)),
    )
}

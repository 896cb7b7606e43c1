//! Agreement as the JSON of the interfaces page, and as text.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::agreement::binary::Counts;
use crate::agreement::summary::{PairSummary, PerLabel};
use crate::agreement::{Estimate, Statistic, Summary};

/// The object of the interfaces page.
pub(super) fn summary_json(summary: &Summary) -> Value {
    let alpha: HashMap<&str, Value> =
        summary.alpha.iter().map(|(level, value)| (level.name(), estimate_json(value))).collect();
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

pub(super) fn number(value: &Statistic) -> Value {
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
pub(super) fn summary_lines(summary: &Summary) -> Vec<String> {
    let mut lines = vec![
        format!("{} items, raters {}", summary.items, summary.raters.join(", ")),
        format!("agreement            {}", four(&summary.percent)),
    ];
    let two = summary.confusion.is_some();
    if two {
        lines.push(format!("Cohen's kappa        {}", with_interval(&summary.kappa)));
        lines.push(format!(
            "  linear, quadratic  {}, {}",
            four(&summary.kappa_linear),
            four(&summary.kappa_quadratic)
        ));
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

fn confusion_lines(summary: &Summary) -> Vec<String> {
    let Some(matrix) = &summary.confusion else { return Vec::new() };
    let width =
        summary.labels.iter().map(|label| label.chars().count()).max().unwrap_or(0).clamp(6, 24);
    let cell = |text: &str| format!("{text:>width$.width$}");
    let head = summary.labels.iter().map(|label| cell(label)).collect::<Vec<_>>().join(" ");
    let mut lines = vec![
        format!("rows {}, columns {}", summary.raters[0], summary.raters[1]),
        format!("{} {head}", cell("")),
    ];
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

//! The statistics of agreement with what they mean.

use crate::agreement::alpha::Level;
use crate::agreement::{Estimate, Statistic};
use crate::session::agreement::Compared;
use crate::ui::theme::Role;
use crate::ui::widget::table::{Cell, Column, Table};

pub(super) fn table(compared: &Compared) -> Table {
    let mut table = Table::new(vec![
        Column::left("statistic").shrinks(14),
        Column::right("value"),
        Column::left("95 % interval"),
        Column::left("what it means").shrinks(20),
    ]);
    let mut rows = overall(compared);
    rows.extend(spans(compared));
    rows.extend(labels(compared));
    table.fill(rows);
    table
}

/// Two decimals, without a zero in front: `.47`, `-.02`, `1.00`.
pub(super) fn two(value: f64) -> String {
    let text = format!("{value:.2}");
    if value.abs() < 0.995 { text.replacen("0.", ".", 1) } else { text }
}

fn row(name: &str, value: &Statistic<Estimate>, meaning: &str) -> Vec<Cell> {
    match value {
        Ok(Estimate { value, lo, hi, .. }) => vec![
            Cell::new(name, Role::Title),
            format!("{value:.3}").into(),
            Cell::new(format!("{lo:.3} to {hi:.3}"), Role::Dim),
            Cell::new(meaning, Role::Dim),
        ],
        Err(why) => none(name, &why.0),
    }
}

fn point(name: &str, value: &Statistic, meaning: &str) -> Vec<Cell> {
    match value {
        Ok(value) => vec![
            Cell::new(name, Role::Title),
            format!("{value:.3}").into(),
            "".into(),
            Cell::new(meaning, Role::Dim),
        ],
        Err(why) => none(name, &why.0),
    }
}

fn none(name: &str, why: &str) -> Vec<Cell> {
    vec![
        Cell::new(name, Role::Title),
        Cell::new("n/a", Role::Dim),
        "".into(),
        Cell::new(why, Role::Dim),
    ]
}

fn overall(compared: &Compared) -> Vec<Vec<Cell>> {
    let summary = &compared.summary;
    let is_pair = compared.study.raters.len() == 2;
    let wilson = summary.percent_intervals.clone().map(|(wilson, _)| wilson);
    let mut rows = vec![match wilson {
        Ok(_) => row("raw agreement", &wilson, "share of records with the same label"),
        Err(_) => point("raw agreement", &summary.percent, "share of equal pairs of labels"),
    }];
    if is_pair {
        let band = summary.kappa.as_ref().map_or("", |kappa| band(kappa.value));
        rows.push(row("Cohen's kappa", &summary.kappa, &format!("beyond chance: {band}")));
        rows.push(point("kappa, linear", &summary.kappa_linear, "near misses count by steps"));
        rows.push(point("kappa, quadratic", &summary.kappa_quadratic, "… by steps squared"));
    }
    rows.push(row("Gwet's AC1", &summary.ac1, "beyond chance, steady when one label rules"));
    for (level, value) in &summary.alpha {
        let meaning = match (level, value) {
            (Level::Nominal, Ok(alpha)) => reliability(alpha.value),
            (Level::Nominal, Err(_)) => "",
            (Level::Ordinal, _) => "labels as ranks",
            (Level::Interval, _) => "labels as numbers",
            (Level::Ratio, _) => "labels as numbers with a true zero",
        };
        rows.push(row(&format!("alpha, {}", level.name()), value, meaning));
    }
    rows.push(point("Fleiss' kappa", &summary.fleiss, "any number of raters, none missing"));
    if is_pair {
        rows.push(point(
            "McNemar's p",
            &summary.mcnemar_p,
            "small: one of them says it more often",
        ));
    }
    rows
}

/// Landis and Koch's words, which are a convention and no test.
fn band(kappa: f64) -> &'static str {
    match kappa {
        k if k < 0.0 => "worse than chance",
        k if k <= 0.2 => "slight, by convention",
        k if k <= 0.4 => "fair, by convention",
        k if k <= 0.6 => "moderate, by convention",
        k if k <= 0.8 => "substantial, by convention",
        _ => "almost perfect, by convention",
    }
}

fn reliability(alpha: f64) -> &'static str {
    match alpha {
        a if a >= 0.8 => "reliable (.8 and more)",
        a if a >= 0.667 => "for tentative conclusions (.667 to .8)",
        _ => "not reliable (below .667)",
    }
}

fn spans(compared: &Compared) -> impl Iterator<Item = Vec<Cell>> {
    compared.spans.iter().flat_map(|of| {
        let names = of.raters.join(", ");
        let texts = of.spans.texts;
        [
            point(
                "evidence, F1",
                &of.spans.f1(),
                &format!("{names}: spans that half overlap, {texts} texts"),
            ),
            point("evidence, kappa", &of.spans.token_kappa(), "word by word"),
        ]
    })
}

/// Each label against the rest; of more than two raters there is nothing to say so.
fn labels(compared: &Compared) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for label in &compared.summary.per_label {
        let counts = &label.counts;
        rows.push(vec![Cell::new(format!("{}:", label.label), Role::Accent)]);
        rows.push(row("  kappa", &label.kappa, "this label against all others"));
        rows.push(point("  AC1", &label.ac1, ""));
        rows.push(point(
            "  precision",
            &counts.precision(),
            "of the second's yes, right by the first",
        ));
        rows.push(point("  recall", &counts.recall(), "of the first's yes, found by the second"));
        rows.push(point("  specificity", &counts.specificity(), "of the first's no, left alone"));
        rows.push(point("  F1", &counts.f1(), "precision and recall in one"));
        rows.push(point(
            "  balanced accuracy",
            &counts.balanced_accuracy(),
            "mean of recall and specificity",
        ));
        rows.push(point("  MCC", &counts.mcc(), "correlation of yes and no"));
        rows.push(point("  TPR times TNR", &counts.tpr_times_tnr(), "recall times specificity"));
        rows.push(point("  McNemar's p", &counts.mcnemar(), "small: one says it more often"));
    }
    rows
}

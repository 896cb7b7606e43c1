//! The true rate of a label, by every estimator, and what would make it surer.

use crate::session::agreement::{Compared, Method, Refusal, Truth};
use crate::ui::paint::count;
use crate::ui::theme::Role;
use crate::ui::widget::table::{Cell, Column, Table};

pub(super) fn table(compared: &Compared) -> Table {
    let mut table = Table::new(vec![
        Column::left("estimator"),
        Column::right("rate"),
        Column::left("95 % interval"),
        Column::right("labelled"),
        Column::left("from").shrinks(12),
    ]);
    table.fill(compared.truths.iter().map(|(method, truth)| row(*method, truth)).collect());
    table
}

fn row(method: Method, truth: &Result<Truth, Refusal>) -> Vec<Cell> {
    let name = Cell::new(method.name(), Role::Title);
    match truth {
        Ok(Truth { rate, .. }) => vec![
            name,
            percent(rate.estimate.value).into(),
            format!("{} to {}", percent(rate.estimate.lo), percent(rate.estimate.hi)).into(),
            count(rate.n_labelled as usize).into(),
            Cell::new(meaning(method), Role::Dim),
        ],
        Err(refusal) => vec![
            name,
            Cell::new("refused", Role::Warning),
            "".into(),
            "".into(),
            Cell::new(refusal.why.as_deref().unwrap_or(&refusal.what), Role::Dim),
        ],
    }
}

fn meaning(method: Method) -> &'static str {
    match method {
        Method::Stratified => "people's labels, weighted by stratum",
        Method::Difference => "the judge's rate, corrected by a random part",
        Method::Ppi => "the judge's rate, as far as it helps (PPI++)",
        Method::RoganGladen => "the judge's rate and its sensitivity and specificity",
    }
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Sentences about the estimator under the cursor.
pub(super) fn details(compared: &Compared, row: usize) -> Vec<String> {
    let Some((method, truth)) = compared.truths.get(row) else { return Vec::new() };
    match truth {
        Err(refusal) => {
            let why = refusal.why.as_deref().unwrap_or("");
            vec![format!("{}: {}. {}", method.name(), refusal.what, why), refusal.fix.clone()]
        }
        Ok(truth) => of_truth(truth),
    }
}

fn of_truth(Truth { rate, more, unread }: &Truth) -> Vec<String> {
    let mut lines = vec![format!(
        "{} labelled of {} judged{}",
        count(rate.n_labelled as usize),
        count(rate.n_judged as usize),
        rate.lambda.map_or(String::new(), |lambda| format!(", the judge counts {lambda:.2}")),
    )];
    if *unread > 0 {
        lines[0].push_str(&format!("; {} drawn and not labelled yet", count(*unread)));
    }
    if let Some(weighted) = &rate.weighted {
        let share = |value: &crate::agreement::Statistic| {
            value.as_ref().map_or_else(|_| "n/a".to_owned(), |value| format!("{value:.3}"))
        };
        let kappa = weighted.kappa.as_ref().map_or_else(
            |_| "n/a".to_owned(),
            |kappa| format!("{:.3} ({:.3} to {:.3})", kappa.value, kappa.lo, kappa.hi),
        );
        lines.push(format!(
            "The judge in the whole: sensitivity {}, specificity {}, kappa {kappa}",
            share(&weighted.sensitivity),
            share(&weighted.specificity),
        ));
    }
    let places: Vec<String> = more
        .iter()
        .map(|more| format!("{} more in {}", count(more.labels as usize), more.place))
        .collect();
    if !places.is_empty() {
        lines.push(format!("To halve the interval label {}", places.join(", ")));
    }
    lines.extend(rate.remark.clone());
    lines
}

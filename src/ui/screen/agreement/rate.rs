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
        Column::left("0 %            100 %").goes(2),
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
            interval(rate.estimate.lo, rate.estimate.value, rate.estimate.hi).into(),
            count(rate.n_labelled as usize).into(),
            Cell::new(meaning(method), Role::Dim),
        ],
        Err(refusal) => vec![
            name,
            Cell::new("refused", Role::Warning),
            "".into(),
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

/// Cells from 0 to 100 %.
const SCALE: usize = 20;

/// An interval and the estimate in it, drawn to scale: `   [--o-----]`.
fn interval(lo: f64, value: f64, hi: f64) -> String {
    let cell = |share: f64| (share.clamp(0.0, 1.0) * (SCALE - 1) as f64).round() as usize;
    let (lo, value, hi) = (cell(lo), cell(value), cell(hi));
    let sign = |at: usize| match at {
        _ if at == value => 'o',
        _ if at == lo => '[',
        _ if at == hi => ']',
        _ if (lo..=hi).contains(&at) => '-',
        _ => ' ',
    };
    (0..SCALE).map(sign).collect()
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

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn an_interval_is_drawn_to_scale() {
        assert_eq!(interval(0.0, 0.5, 1.0), "[---------o--------]");
        assert_eq!(interval(0.2, 0.21, 0.4), "    o---]           ");
        assert_eq!(interval(0.0, 0.0, 0.0), "o                   ");
    }
}

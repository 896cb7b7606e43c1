//! Chance-corrected agreement on categories: Cohen's kappa, weighted kappa, Gwet's AC1, Fleiss' kappa.

use super::{Estimate, Matrix, Patterns, Statistic, Undefined};

/// How far apart two categories count in a weighted kappa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// Distance in steps.
    Linear,
    /// Distance in steps, squared.
    Quadratic,
}

fn checked(matrix: &Matrix) -> Result<(), Undefined> {
    if matrix.total() > 0.0 { Ok(()) } else { Err(Undefined::because("no item rated by both")) }
}

fn one_category() -> Undefined {
    Undefined::because("one category only: both raters always give the same label")
}

/// Cohen's kappa with the standard error of Fleiss, Cohen and Everitt (1969) and its 95 % interval.
///
/// # Errors
/// Undefined when nothing was rated by both, or chance agreement is complete.
pub fn cohen(matrix: &Matrix) -> Statistic<Estimate> {
    checked(matrix)?;
    let (rows, columns, n) = (matrix.row_shares(), matrix.column_shares(), matrix.total());
    let po = matrix.agreement();
    let pe: f64 = rows.iter().zip(&columns).map(|(r, c)| r * c).sum();
    if 1.0 - pe < 1e-12 {
        return Err(one_category());
    }
    if pe < 1e-12 {
        return Err(Undefined::because(
            "the raters have no label in common: map one's words to the other's",
        ));
    }
    let kappa = (po - pe) / (1.0 - pe);
    let share = |i, j| matrix.at(i, j) / n;
    let mut a = 0.0;
    let mut b = 0.0;
    for i in 0..matrix.len() {
        a += share(i, i) * (1.0 - (rows[i] + columns[i]) * (1.0 - kappa)).powi(2);
        for j in (0..matrix.len()).filter(|j| *j != i) {
            b += share(i, j) * (columns[i] + rows[j]).powi(2);
        }
    }
    b *= (1.0 - kappa).powi(2);
    let c = (kappa - pe * (1.0 - kappa)).powi(2);
    let se = ((a + b - c).max(0.0) / (n * (1.0 - pe).powi(2))).sqrt();
    Ok(Estimate::normal(kappa, se).within(-1.0, 1.0))
}

/// Weighted kappa (Cohen 1968) over categories in their given order.
///
/// # Errors
/// Undefined when nothing was rated by both, or expected disagreement is zero.
pub fn weighted(matrix: &Matrix, weights: Weights) -> Statistic {
    checked(matrix)?;
    let (rows, columns, n) = (matrix.row_shares(), matrix.column_shares(), matrix.total());
    let distance = |i: usize, j: usize| {
        let steps = i.abs_diff(j) as f64;
        if weights == Weights::Linear { steps } else { steps * steps }
    };
    let (mut observed, mut expected) = (0.0, 0.0);
    for (i, row) in rows.iter().enumerate() {
        for (j, column) in columns.iter().enumerate() {
            observed += distance(i, j) * matrix.at(i, j) / n;
            expected += distance(i, j) * row * column;
        }
    }
    if expected < 1e-12 { Err(one_category()) } else { Ok(1.0 - observed / expected) }
}

/// Gwet's AC1 for two raters (Gwet 2008).
///
/// # Errors
/// Undefined when nothing was rated by both, or there is one category.
pub fn ac1(matrix: &Matrix) -> Statistic {
    checked(matrix)?;
    let shares: Vec<f64> = matrix
        .row_shares()
        .iter()
        .zip(matrix.column_shares())
        .map(|(row, column)| f64::midpoint(*row, column))
        .collect();
    gwet(matrix.agreement(), &shares)
}

fn gwet(pa: f64, shares: &[f64]) -> Statistic {
    let one = shares.iter().any(|share| *share > 1.0 - 1e-12);
    if shares.len() < 2 || one {
        return Err(one_category());
    }
    let pe = shares.iter().map(|p| p * (1.0 - p)).sum::<f64>() / (shares.len() - 1) as f64;
    Ok((pa - pe) / (1.0 - pe))
}

/// Gwet's AC1 for any number of raters and missing ratings. Agreement is over items with two ratings
/// or more, prevalence over all rated items.
///
/// # Errors
/// Undefined when no item has two ratings, or there is one category.
pub fn ac1_many(items: &Patterns) -> Statistic {
    let pa = observed(items)?;
    let rated = || items.all().iter().filter(|item| item.ratings() > 0.0);
    let all: f64 = rated().map(|item| item.mass).sum();
    let labels = items.all().first().map_or(0, |item| item.counts.len());
    let share =
        |k: usize| rated().map(|item| item.mass * item.counts[k] / item.ratings()).sum::<f64>();
    let shares: Vec<f64> = (0..labels).map(|k| share(k) / all).collect();
    gwet(pa, &shares)
}

/// The share of agreeing pairs of ratings, averaged over the items with two ratings or more.
///
/// # Errors
/// Undefined when no item has two ratings.
pub fn observed(items: &Patterns) -> Statistic {
    let paired = || items.all().iter().filter(|item| item.ratings() >= 2.0);
    let all: f64 = paired().map(|item| item.mass).sum();
    if all <= 0.0 {
        return Err(Undefined::because("no item has two ratings"));
    }
    Ok(paired().map(|item| item.mass * item.agreeing_pairs()).sum::<f64>() / all)
}

/// Fleiss' kappa (1971): every item has the same number of ratings.
///
/// # Errors
/// Undefined when the numbers of ratings differ, no item has two, or there is only one category.
pub fn fleiss(items: &Patterns) -> Statistic {
    let po = observed(items)?;
    let first = &items.all()[0];
    let raters = first.ratings();
    if items.all().iter().any(|item| (item.ratings() - raters).abs() > 1e-9) {
        return Err(Undefined::because(
            "items have different numbers of ratings; read Krippendorff's alpha",
        ));
    }
    let all: f64 = items.all().iter().map(|item| item.mass).sum();
    let share = |k: usize| {
        items.all().iter().map(|item| item.mass * item.counts[k]).sum::<f64>() / (all * raters)
    };
    let pe: f64 = (0..first.counts.len()).map(|k| share(k).powi(2)).sum();
    if 1.0 - pe < 1e-12 { Err(one_category()) } else { Ok((po - pe) / (1.0 - pe)) }
}

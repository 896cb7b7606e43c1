//! Intervals for a proportion.

use statrs::distribution::{Beta, ContinuousCDF};

use super::{Estimate, Statistic, Undefined, Z95};

fn checked(hits: f64, n: f64) -> Result<f64, Undefined> {
    if n > 0.0 && (0.0..=n).contains(&hits) {
        Ok(hits / n)
    } else {
        Err(Undefined::because("no observations"))
    }
}

/// Wilson's score interval (1927), 95 %: the default for a rate seen in a simple sample.
///
/// # Errors
/// Undefined without observations.
pub fn wilson(hits: f64, n: f64) -> Statistic<Estimate> {
    let p = checked(hits, n)?;
    let z2 = Z95 * Z95;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // At the ends the square root leaves a rounding error where the exact bound is 0 or 1.
    let lo = if hits == 0.0 { 0.0 } else { centre - half };
    let hi = if hits == n { 1.0 } else { centre + half };
    Ok(Estimate { value: p, se: None, lo, hi }.within(0.0, 1.0))
}

/// The exact interval of Clopper and Pearson (1934), 95 %.
///
/// # Errors
/// Undefined without observations.
pub fn clopper_pearson(hits: f64, n: f64) -> Statistic<Estimate> {
    let value = checked(hits, n)?;
    let quantile = |a: f64, b: f64, share: f64| {
        Beta::new(a, b)
            .map(|beta| beta.inverse_cdf(share))
            .map_err(|_| Undefined::because("the beta distribution has no such parameters"))
    };
    let lo = if hits == 0.0 { 0.0 } else { quantile(hits, n - hits + 1.0, 0.025)? };
    let hi = if hits == n { 1.0 } else { quantile(hits + 1.0, n - hits, 0.975)? };
    Ok(Estimate { value, se: None, lo, hi })
}

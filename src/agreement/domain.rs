//! The mean of a part of the frame (a domain, such as the records of one model) from a stratified
//! sample of the whole.

use super::proportion::wilson;
use super::{Estimate, Statistic, Undefined, Z95};

/// One stratum of the whole sample, and what of it lies in the domain.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Layer {
    /// Items in the frame.
    pub size: f64,
    /// Items drawn and labelled.
    pub read: f64,
    /// Of those, items in the domain.
    pub inside: f64,
    /// Sum of their values.
    pub sum: f64,
    /// Sum of the squares of their values.
    pub squares: f64,
}

/// The ratio estimator of a domain's mean and its variance by linearisation (Cochran 1977, 5A.14):
/// Σ w y / Σ w, with residuals y − mean inside the domain and 0 outside.
fn mean(layers: &[Layer]) -> Statistic<(f64, f64)> {
    let weight = |layer: &Layer| layer.size / layer.read;
    let some = || layers.iter().filter(|layer| layer.inside > 0.0);
    let all: f64 = some().map(|layer| weight(layer) * layer.inside).sum();
    if all <= 0.0 {
        return Err(Undefined::because("nothing in it was labelled"));
    }
    let mean = some().map(|layer| weight(layer) * layer.sum).sum::<f64>() / all;
    let variance = some().filter(|layer| layer.read < layer.size).map(|layer| {
        let residuals = layer.sum - layer.inside * mean;
        let squares = layer.squares - 2.0 * mean * layer.sum + layer.inside * mean * mean;
        let spread = (squares - residuals * residuals / layer.read).max(0.0);
        let n = layer.read;
        weight(layer).powi(2) * (1.0 - n / layer.size) * spread * n / (n - 1.0).max(1.0)
    });
    Ok((mean, variance.sum::<f64>() / (all * all)))
}

/// The share of a domain that has a label (values 0 and 1), with Wilson's interval at the effective
/// sample size p (1 − p) / V (Korn and Graubard 1998); where V is zero, at Kish's (Σ w)² / Σ w².
///
/// # Errors
/// Undefined when nothing in the domain was labelled.
pub fn share(layers: &[Layer]) -> Statistic<Estimate> {
    let (p, variance) = mean(layers)?;
    if is_whole(layers) {
        return Ok(Estimate { value: p, se: Some(0.0), lo: p, hi: p });
    }
    let n = if variance > 0.0 { p * (1.0 - p) / variance } else { kish(layers) };
    let interval = wilson(p * n, n)?;
    Ok(Estimate { value: p, se: Some(variance.sqrt()), ..interval })
}

/// The mean of values from −1 to 1, such as one rater's answer less another's, with the normal
/// interval; where no value deviates, as far as a deviation would have stayed unseen.
///
/// # Errors
/// As [`share`].
pub fn difference(layers: &[Layer]) -> Statistic<Estimate> {
    let (value, variance) = mean(layers)?;
    if variance > 0.0 || is_whole(layers) {
        return Ok(Estimate::normal(value, variance.sqrt()).within(-1.0, 1.0));
    }
    let unseen = wilson(0.0, kish(layers))?.hi;
    let (lo, hi) = (value - unseen, value + unseen);
    Ok(Estimate { value, se: None, lo, hi }.within(-1.0, 1.0))
}

/// The difference of a simple sample of `n` pairs, of which `more` have the label by the second rater
/// alone and `fewer` by the first alone.
///
/// # Errors
/// Undefined without pairs.
pub fn paired_difference(more: f64, fewer: f64, n: f64) -> Statistic<Estimate> {
    if n <= 0.0 {
        return Err(Undefined::because("no item rated by both"));
    }
    let value = (more - fewer) / n;
    let variance = ((more + fewer) / n - value * value) / n;
    if variance > 0.0 {
        return Ok(Estimate::normal(value, variance.sqrt()).within(-1.0, 1.0));
    }
    let unseen = Z95 * Z95 / (n + Z95 * Z95); // Wilson's upper bound of none
    Ok(Estimate { value, se: None, lo: value - unseen, hi: value + unseen }.within(-1.0, 1.0))
}

/// Whether every item of the strata that reach into the domain was read.
fn is_whole(layers: &[Layer]) -> bool {
    layers.iter().filter(|layer| layer.inside > 0.0).all(|layer| layer.read >= layer.size)
}

fn kish(layers: &[Layer]) -> f64 {
    let some = || layers.iter().filter(|layer| layer.inside > 0.0);
    let weight = |layer: &Layer| layer.size / layer.read;
    let sum: f64 = some().map(|layer| weight(layer) * layer.inside).sum();
    let squares: f64 = some().map(|layer| weight(layer).powi(2) * layer.inside).sum();
    sum * sum / squares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(size: f64, read: f64, inside: f64, sum: f64) -> Layer {
        Layer { size, read, inside, sum, squares: sum }
    }

    #[test]
    fn the_domain_that_is_everything_is_the_stratified_estimator() {
        let found = share(&[layer(240.0, 60.0, 60.0, 45.0), layer(1760.0, 140.0, 140.0, 4.0)]);
        let found = found.unwrap();
        assert!((found.value - 0.11514).abs() < 1e-5, "{found:?}");
        assert!((found.se.unwrap() - 0.01329).abs() < 2e-5, "{found:?}");
    }

    #[test]
    fn a_simple_sample_of_a_large_frame_has_wilsons_interval() {
        let found = share(&[layer(1e9, 263.0, 263.0, 81.0)]).unwrap();
        assert!((found.lo - 0.2553).abs() < 2e-4 && (found.hi - 0.3662).abs() < 2e-4, "{found:?}");
    }

    #[test]
    fn nothing_found_is_never_certain_and_everything_read_is() {
        let none = share(&[layer(1000.0, 100.0, 20.0, 0.0)]).unwrap();
        assert!(none.lo == 0.0 && (none.hi - 0.1611).abs() < 1e-3, "{none:?}");
        let all = share(&[layer(50.0, 50.0, 20.0, 5.0)]).unwrap();
        assert_eq!((all.lo, all.value, all.hi), (0.25, 0.25, 0.25));
        assert!(share(&[layer(50.0, 20.0, 0.0, 0.0)]).is_err());
        let same = paired_difference(0.0, 0.0, 20.0).unwrap();
        assert!((same.hi - 0.1611).abs() < 1e-4 && same.lo == -same.hi, "{same:?}");
    }
}

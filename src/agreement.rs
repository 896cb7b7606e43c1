//! How far raters agree, and what a judge's verdicts say about the true rate of a flag.
//!
//! Everything here is arithmetic on counts: no records, no files. A value that is not defined for
//! the data is an [`Undefined`] with the reason, never 0 or 1.

pub mod alpha;
pub mod binary;
pub mod bootstrap;
pub mod calibration;
pub mod domain;
pub mod kappa;
pub mod labels;
pub mod matrix;
pub mod patterns;
pub mod proportion;
pub mod rate;
pub mod ratings;
pub mod spans;
pub mod summary;

pub use matrix::Matrix;
pub use patterns::Patterns;
pub use ratings::Ratings;
pub use summary::Summary;

/// The 97.5th percentile of the standard normal distribution: 95 % intervals use it throughout.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Why a statistic has no value for the data at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undefined(pub String);

impl Undefined {
    pub(crate) fn because(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl std::fmt::Display for Undefined {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "n/a: {}", self.0)
    }
}

/// A statistic, or why there is none.
pub type Statistic<T = f64> = Result<T, Undefined>;

/// An estimate with its standard error and 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The point estimate.
    pub value: f64,
    /// Its standard error; `None` where only an interval is known.
    pub se: Option<f64>,
    /// Lower end of the 95 % interval.
    pub lo: f64,
    /// Upper end of the 95 % interval.
    pub hi: f64,
}

impl Estimate {
    /// The normal interval around `value`.
    #[must_use]
    pub fn normal(value: f64, se: f64) -> Self {
        Self { value, se: Some(se), lo: value - Z95 * se, hi: value + Z95 * se }
    }

    /// A value with an interval that was found by other means, stretched to hold the value.
    #[must_use]
    pub fn around(value: f64, interval: Option<(f64, f64)>) -> Self {
        let (lo, hi) = interval.unwrap_or((value, value));
        Self { value, se: None, lo: lo.min(value), hi: hi.max(value) }
    }

    /// The same cut to the range in which the statistic can lie.
    #[must_use]
    pub fn within(self, least: f64, most: f64) -> Self {
        Self { lo: self.lo.clamp(least, most), hi: self.hi.clamp(least, most), ..self }
    }
}

//! A yes-or-no judge against a reference: precision, recall and what follows from the four counts.

use statrs::distribution::{Binomial, DiscreteCDF};

use super::{Matrix, Statistic, Undefined};

/// Weighted counts of a yes-or-no judge against the reference.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Both say yes.
    pub tp: f64,
    /// The judge alone says yes.
    pub fp: f64,
    /// The reference alone says yes.
    pub fn_: f64,
    /// Both say no.
    pub tn: f64,
}

impl Counts {
    /// From a two-by-two matrix whose first category is "yes" and whose rows are the reference.
    #[must_use]
    pub fn of(matrix: &Matrix) -> Self {
        Self { tp: matrix.at(0, 0), fn_: matrix.at(0, 1), fp: matrix.at(1, 0), tn: matrix.at(1, 1) }
    }

    /// As a matrix, rows the reference, "yes" first.
    #[must_use]
    pub fn matrix(&self) -> Matrix {
        Matrix::new(vec![vec![self.tp, self.fn_], vec![self.fp, self.tn]])
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.tp + self.fp + self.fn_ + self.tn
    }

    /// Of the judge's yes, the share that is right.
    ///
    /// # Errors
    /// Undefined when the judge never says yes.
    pub fn precision(&self) -> Statistic {
        ratio(self.tp, self.tp + self.fp, "the judge never says yes")
    }

    /// Of the true ones, the share that the judge finds: sensitivity.
    ///
    /// # Errors
    /// Undefined when nothing is true.
    pub fn recall(&self) -> Statistic {
        ratio(self.tp, self.tp + self.fn_, "the reference never says yes")
    }

    /// Of the false ones, the share that the judge leaves alone.
    ///
    /// # Errors
    /// Undefined when everything is true.
    pub fn specificity(&self) -> Statistic {
        ratio(self.tn, self.tn + self.fp, "the reference never says no")
    }

    /// Harmonic mean of precision and recall.
    ///
    /// # Errors
    /// Undefined when neither ever says yes.
    pub fn f1(&self) -> Statistic {
        ratio(2.0 * self.tp, 2.0 * self.tp + self.fp + self.fn_, "neither ever says yes")
    }

    /// Mean of recall and specificity.
    ///
    /// # Errors
    /// As either of the two.
    pub fn balanced_accuracy(&self) -> Statistic {
        Ok(f64::midpoint(self.recall()?, self.specificity()?))
    }

    /// Recall times specificity.
    ///
    /// # Errors
    /// As either of the two.
    pub fn tpr_times_tnr(&self) -> Statistic {
        Ok(self.recall()? * self.specificity()?)
    }

    /// Matthews' correlation coefficient.
    ///
    /// # Errors
    /// Undefined when a margin is empty.
    pub fn mcc(&self) -> Statistic {
        let margins =
            (self.tp + self.fp) * (self.tp + self.fn_) * (self.tn + self.fp) * (self.tn + self.fn_);
        ratio(self.tp * self.tn - self.fp * self.fn_, margins.sqrt(), "a margin is empty")
    }

    /// McNemar's exact two-sided p that both err equally often; needs whole counts.
    ///
    /// # Errors
    /// Undefined when they never differ, or the counts are weighted.
    pub fn mcnemar(&self) -> Statistic {
        let whole = |x: f64| (x - x.round()).abs() < 1e-9;
        if !whole(self.fp) || !whole(self.fn_) {
            return Err(Undefined::because("McNemar's test needs unweighted counts"));
        }
        let n = (self.fp + self.fn_).round() as u64;
        let fewer = self.fp.min(self.fn_).round() as u64;
        if n == 0 {
            return Err(Undefined::because("the two never differ"));
        }
        let binomial = Binomial::new(0.5, n).map_err(|why| Undefined::because(why.to_string()))?;
        Ok((2.0 * binomial.cdf(fewer)).min(1.0))
    }
}

fn ratio(part: f64, whole: f64, otherwise: &str) -> Statistic {
    if whole == 0.0 { Err(Undefined::because(otherwise)) } else { Ok(part / whole) }
}

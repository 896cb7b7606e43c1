//! Everything that is said about two or more raters of the same items, computed once.

use super::alpha::{Level, alphas};
use super::binary::Counts;
use super::bootstrap::Resampler;
use super::proportion::{clopper_pearson, wilson};
use super::{Estimate, Matrix, Patterns, Ratings, Statistic, Undefined, kappa};

const DRAWS: usize = 1000;

/// Agreement of two or more raters.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Items with two ratings or more (by both, when there are two raters).
    pub items: usize,
    /// Their names; with two of them the first is the reference.
    pub raters: Vec<String>,
    /// The labels, sorted.
    pub labels: Vec<String>,
    /// Whether items were drawn with unequal chances and count accordingly.
    pub weighted: bool,
    /// Share of agreeing pairs of ratings, averaged over items.
    pub percent: Statistic,
    /// Its Wilson and its exact interval; two raters of a simple sample only.
    pub percent_intervals: Statistic<(Estimate, Estimate)>,
    /// Cohen's kappa; two raters only.
    pub kappa: Statistic<Estimate>,
    /// Weighted by steps between labels; two raters only.
    pub kappa_linear: Statistic,
    /// Weighted by squared steps; two raters only.
    pub kappa_quadratic: Statistic,
    /// Gwet's AC1, with a bootstrap interval over items.
    pub ac1: Statistic<Estimate>,
    /// Krippendorff's alpha by level.
    pub alpha: [(Level, Statistic<Estimate>); Level::ALL.len()],
    /// Fleiss' kappa.
    pub fleiss: Statistic,
    /// Rows the reference; two raters only.
    pub confusion: Option<Matrix>,
    /// Each label against all others; two raters only.
    pub per_label: Vec<PerLabel>,
    /// McNemar's exact test; two raters and two labels only.
    pub mcnemar_p: Statistic,
    /// Every pair of raters, when there are more than two.
    pub pairs: Vec<PairSummary>,
}

/// One label against all others.
#[derive(Clone, Debug)]
pub struct PerLabel {
    /// The label.
    pub label: String,
    /// The four counts; the reference's rows.
    pub counts: Counts,
    /// Cohen's kappa of label against rest.
    pub kappa: Statistic<Estimate>,
    /// Gwet's AC1 of label against rest.
    pub ac1: Statistic,
}

/// Two of several raters.
#[derive(Clone, Debug)]
pub struct PairSummary {
    /// Their names.
    pub raters: [String; 2],
    /// Items that both rated.
    pub items: usize,
    /// Raw agreement.
    pub percent: Statistic,
    /// Cohen's kappa.
    pub kappa: Statistic<Estimate>,
    /// Gwet's AC1.
    pub ac1: Statistic,
}

impl Summary {
    /// Of all raters in the table; with exactly two, the first is the reference.
    #[must_use]
    pub fn of(ratings: &Ratings) -> Self {
        let all = ratings.patterns();
        let rated_twice = all.rated(2.0);
        let mut summary = Self {
            items: rated_twice.items(),
            raters: ratings.raters().to_vec(),
            labels: ratings.labels().to_vec(),
            weighted: ratings.is_weighted(),
            percent: kappa::observed(&all),
            percent_intervals: Err(two_raters_only()),
            kappa: Err(two_raters_only()),
            kappa_linear: Err(two_raters_only()),
            kappa_quadratic: Err(two_raters_only()),
            // Of two raters only what both rated is compared, as in the confusion matrix.
            ac1: ac1(if ratings.raters().len() == 2 { &rated_twice } else { &all }),
            alpha: alphas(&all, ratings.values(), DRAWS),
            fleiss: kappa::fleiss(&rated_twice),
            confusion: None,
            per_label: Vec::new(),
            mcnemar_p: Err(two_raters_only()),
            pairs: Vec::new(),
        };
        match ratings.raters().len() {
            2 => summary.add_two_raters(ratings),
            many => {
                summary.pairs = pairs(many).map(|pair| PairSummary::of(ratings, pair)).collect();
            }
        }
        summary
    }

    fn add_two_raters(&mut self, ratings: &Ratings) {
        let matrix = ratings.matrix(0, 1);
        self.percent = percent(&matrix);
        self.percent_intervals = percent_intervals(&matrix, self.weighted);
        self.kappa = cohen(ratings, 0, 1);
        self.kappa_linear = kappa::weighted(&matrix, kappa::Weights::Linear);
        self.kappa_quadratic = kappa::weighted(&matrix, kappa::Weights::Quadratic);
        self.per_label = self
            .labels
            .iter()
            .enumerate()
            .map(|(k, label)| PerLabel::of(label, &matrix.one_against_rest(k)))
            .collect();
        self.mcnemar_p = if matrix.len() == 2 {
            Counts::of(&matrix).mcnemar()
        } else {
            Err(Undefined::because("it needs exactly two labels; see each label on its own"))
        };
        self.confusion = Some(matrix);
    }

    /// Why kappa is low although the raters nearly always agree; `None` where that is not so.
    #[must_use]
    pub fn prevalence_remark(&self) -> Option<String> {
        let (percent, kappa) = (*self.percent.as_ref().ok()?, self.kappa.as_ref().ok()?.value);
        let ac1 = self.ac1.as_ref().ok()?.value;
        (percent >= 0.8 && kappa < 0.6 && ac1 - kappa > 0.15).then(|| {
            format!(
                "The raters agree on {:.1} % and kappa is still {kappa:.2}: nearly all items carry \
                 one label, so chance alone would agree almost as often. AC1, which does not \
                 collapse there, is {ac1:.2}.",
                percent * 100.0
            )
        })
    }
}

impl PerLabel {
    fn of(label: &str, matrix: &Matrix) -> Self {
        Self {
            label: label.to_owned(),
            counts: Counts::of(matrix),
            kappa: kappa::cohen(matrix),
            ac1: kappa::ac1(matrix),
        }
    }
}

impl PairSummary {
    fn of(ratings: &Ratings, (a, b): (usize, usize)) -> Self {
        let matrix = ratings.matrix(a, b);
        Self {
            raters: [ratings.raters()[a].clone(), ratings.raters()[b].clone()],
            items: ratings.rated_by_both(a, b).len(),
            percent: percent(&matrix),
            kappa: cohen(ratings, a, b),
            ac1: kappa::ac1(&matrix),
        }
    }
}

fn pairs(raters: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..raters).flat_map(move |a| (a + 1..raters).map(move |b| (a, b)))
}

fn two_raters_only() -> Undefined {
    Undefined::because("it is for two raters; see the pairs, or read alpha")
}

fn percent(matrix: &Matrix) -> Statistic {
    if matrix.total() > 0.0 {
        Ok(matrix.agreement())
    } else {
        Err(Undefined::because("no item rated by both"))
    }
}

fn percent_intervals(matrix: &Matrix, weighted: bool) -> Statistic<(Estimate, Estimate)> {
    if weighted {
        return Err(Undefined::because("items were drawn with unequal chances"));
    }
    let (hits, n) = (matrix.agreeing(), matrix.total());
    Ok((wilson(hits, n)?, clopper_pearson(hits, n)?))
}

fn ac1(items: &Patterns) -> Statistic<Estimate> {
    let value = kappa::ac1_many(items)?;
    let [interval] = items.intervals(DRAWS, |drawn| [kappa::ac1_many(drawn).ok()]);
    Ok(Estimate::around(value, interval))
}

/// Kappa with the asymptotic error, or, for items drawn with unequal chances, a bootstrap interval
/// over items: the asymptotic formula is for a simple sample.
fn cohen(ratings: &Ratings, a: usize, b: usize) -> Statistic<Estimate> {
    let plain = kappa::cohen(&ratings.matrix(a, b))?;
    if !ratings.is_weighted() {
        return Ok(plain);
    }
    let both = ratings.rated_by_both(a, b);
    let label = |item, rater| ratings.label_of(item, rater).unwrap_or_default();
    let rated: Vec<(usize, usize, f64)> =
        both.iter().map(|&item| (label(item, a), label(item, b), ratings.weight(item))).collect();
    let [interval] = Resampler::new(rated.len()).intervals(DRAWS, |picks| {
        let mut matrix = Matrix::zeros(ratings.labels().len());
        for &pick in picks {
            let (row, column, weight) = rated[pick];
            matrix.add(row, column, weight);
        }
        [kappa::cohen(&matrix).ok().map(|estimate| estimate.value)]
    });
    Ok(Estimate::around(plain.value, interval))
}

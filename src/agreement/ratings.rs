//! A table of ratings: items by raters, some missing, each item with a weight.

use std::collections::{BTreeSet, HashMap};

use super::Matrix;
use super::alpha::Units;

/// Who gave which item which label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings {
    items: Vec<String>,
    raters: Vec<String>,
    labels: Vec<String>,
    /// The labels as numbers, when all of them are.
    values: Option<Vec<f64>>,
    /// `cells[item][rater]`: index into `labels`.
    cells: Vec<Vec<Option<usize>>>,
    weights: Vec<f64>,
}

/// One rating as a line of a long table.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// What was rated.
    pub item: String,
    /// By whom.
    pub rater: String,
    /// As what.
    pub label: String,
    /// One over the probability that the item was drawn; 1 where every item was rated.
    pub weight: f64,
}

impl Ratings {
    /// From single ratings; items and raters keep their first order, labels are sorted (as numbers
    /// when all are). A second rating of an item by the same rater replaces the first.
    #[must_use]
    pub fn new(ratings: impl IntoIterator<Item = Rating>) -> Self {
        let ratings: Vec<Rating> = ratings.into_iter().collect();
        let names: BTreeSet<&str> = ratings.iter().map(|rating| rating.label.as_str()).collect();
        let (labels, values) = in_order(names);
        let label_at: HashMap<&str, usize> =
            labels.iter().enumerate().map(|(index, label)| (label.as_str(), index)).collect();
        let (mut items, mut raters) = (Interner::default(), Interner::default());
        let mut cells: Vec<Vec<Option<usize>>> = Vec::new();
        let mut weights = Vec::new();
        for rating in &ratings {
            let (item, rater) = (items.index(&rating.item), raters.index(&rating.rater));
            if item == cells.len() {
                cells.push(Vec::new());
                weights.push(rating.weight);
            }
            let row = &mut cells[item];
            row.resize(row.len().max(rater + 1), None);
            row[rater] = Some(label_at[rating.label.as_str()]);
        }
        for row in &mut cells {
            row.resize(raters.names.len(), None);
        }
        Self { items: items.names, raters: raters.names, labels, values, cells, weights }
    }

    /// The items, in first order.
    #[must_use]
    pub fn items(&self) -> &[String] {
        &self.items
    }

    /// The raters, in first order.
    #[must_use]
    pub fn raters(&self) -> &[String] {
        &self.raters
    }

    /// The labels, sorted.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Whether items were drawn with unequal chances.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        self.weights.windows(2).any(|pair| (pair[0] - pair[1]).abs() > 1e-12)
    }

    /// Index into [`Self::labels`] of what `rater` gave `item`.
    #[must_use]
    pub fn label_of(&self, item: usize, rater: usize) -> Option<usize> {
        self.cells[item][rater]
    }

    /// Confusion matrix of two raters over the items that both rated, each counting with its weight;
    /// weights all equal count as one.
    #[must_use]
    pub fn matrix(&self, reference: usize, other: usize) -> Matrix {
        self.matrix_of(reference, other, 0..self.items.len())
    }

    /// The same over some items, with repetition: what a bootstrap draws.
    pub fn matrix_of(
        &self,
        reference: usize,
        other: usize,
        items: impl IntoIterator<Item = usize>,
    ) -> Matrix {
        let weighted = self.is_weighted();
        let mut matrix = Matrix::zeros(self.labels.len());
        for item in items {
            let row = &self.cells[item];
            if let (Some(a), Some(b)) = (row[reference], row[other]) {
                matrix.add(a, b, if weighted { self.weights[item] } else { 1.0 });
            }
        }
        matrix
    }

    /// Items that both raters rated.
    #[must_use]
    pub fn rated_by_both(&self, reference: usize, other: usize) -> Vec<usize> {
        let both = |item: &usize| {
            self.cells[*item][reference].is_some() && self.cells[*item][other].is_some()
        };
        (0..self.items.len()).filter(both).collect()
    }

    /// `counts[item][label]`: how many raters gave it.
    #[must_use]
    pub fn counts(&self) -> Vec<Vec<f64>> {
        self.cells
            .iter()
            .map(|row| {
                let mut counts = vec![0.0; self.labels.len()];
                row.iter().flatten().for_each(|label| counts[*label] += 1.0);
                counts
            })
            .collect()
    }

    /// The counts as units of Krippendorff's alpha.
    #[must_use]
    pub fn units<'a>(&'a self, counts: &'a [Vec<f64>]) -> Units<'a> {
        Units { counts, values: self.values.as_deref() }
    }
}

fn in_order(names: BTreeSet<&str>) -> (Vec<String>, Option<Vec<f64>>) {
    let numbers: Option<Vec<(f64, &str)>> = names
        .iter()
        .map(|name| name.trim().parse().ok().filter(|x: &f64| x.is_finite()).map(|x| (x, *name)))
        .collect();
    match numbers {
        Some(mut numbers) if !numbers.is_empty() => {
            numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (values, labels) =
                numbers.into_iter().map(|(value, name)| (value, name.to_owned())).unzip();
            (labels, Some(values))
        }
        _ => (names.into_iter().map(str::to_owned).collect(), None),
    }
}

#[derive(Default)]
struct Interner {
    names: Vec<String>,
    known: HashMap<String, usize>,
}

impl Interner {
    fn index(&mut self, name: &str) -> usize {
        if let Some(&index) = self.known.get(name) {
            return index;
        }
        self.names.push(name.to_owned());
        self.known.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}

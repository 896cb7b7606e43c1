//! A table of ratings: items by raters, some missing, each item with a weight.

use std::collections::HashMap;

use super::Matrix;
use super::labels::Labels;
use super::patterns::Patterns;

/// Who gave which item which label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings {
    items: Vec<String>,
    raters: Vec<String>,
    labels: Labels,
    /// `cells[item][rater]`: index into the labels.
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

/// One item as a line of a table with a column a rater.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What was rated.
    pub name: String,
    /// A label or none of each rater.
    pub labels: Vec<Option<String>>,
    /// One over the probability that the item was drawn; 1 where every item was rated.
    pub weight: f64,
}

impl Ratings {
    /// From a table with a column a rater. `order` names labels in the order of a scale; without it
    /// numbers are ascending and names alphabetical.
    #[must_use]
    pub fn of_items(raters: Vec<String>, items: &[Item], order: &[String]) -> Self {
        let spellings = items.iter().flat_map(|item| &item.labels).flatten().map(String::as_str);
        let labels = Labels::new(spellings, order);
        let index = |label: &Option<String>| labels.index(label.as_deref()?);
        let cell = |item: &Item| (0..raters.len()).map(|at| index(item.labels.get(at)?)).collect();
        Self {
            items: items.iter().map(|item| item.name.clone()).collect(),
            cells: items.iter().map(cell).collect(),
            weights: items.iter().map(|item| item.weight).collect(),
            raters,
            labels,
        }
    }

    /// From single ratings; items and raters keep their first order. A second rating of an item by the
    /// same rater replaces the first, and an item's last weight holds.
    #[must_use]
    pub fn new(ratings: impl IntoIterator<Item = Rating>) -> Self {
        Self::of_ratings(ratings, &[])
    }

    /// The same with labels in the order of a scale.
    #[must_use]
    pub fn of_ratings(ratings: impl IntoIterator<Item = Rating>, order: &[String]) -> Self {
        let (mut names, mut raters) = (Interner::default(), Interner::default());
        let mut items: Vec<Item> = Vec::new();
        for rating in ratings {
            let (item, rater) = (names.index(&rating.item), raters.index(&rating.rater));
            if item == items.len() {
                items.push(Item { name: rating.item, labels: Vec::new(), weight: rating.weight });
            }
            let item = &mut items[item];
            item.weight = rating.weight;
            item.labels.resize(item.labels.len().max(rater + 1), None);
            item.labels[rater] = Some(rating.label);
        }
        Self::of_items(raters.names, &items, order)
    }

    /// Some of the items, with the same raters and labels.
    #[must_use]
    pub fn only(&self, items: &[usize]) -> Self {
        Self {
            items: items.iter().map(|&item| self.items[item].clone()).collect(),
            raters: self.raters.clone(),
            labels: self.labels.clone(),
            cells: items.iter().map(|&item| self.cells[item].clone()).collect(),
            weights: items.iter().map(|&item| self.weights[item]).collect(),
        }
    }

    /// Two of the raters, with the same items and labels.
    #[must_use]
    pub fn pair(&self, reference: usize, other: usize) -> Self {
        let two = |row: &Vec<Option<usize>>| vec![row[reference], row[other]];
        Self {
            raters: vec![self.raters[reference].clone(), self.raters[other].clone()],
            cells: self.cells.iter().map(two).collect(),
            ..self.clone()
        }
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

    /// The labels, in order.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels.names
    }

    /// The labels as numbers, when all of them are.
    #[must_use]
    pub fn values(&self) -> Option<&[f64]> {
        self.labels.values.as_deref()
    }

    /// Spellings that were taken for another label.
    #[must_use]
    pub fn folded(&self) -> &[(String, String)] {
        &self.labels.folded
    }

    /// What an item counts.
    #[must_use]
    pub fn weight(&self, item: usize) -> f64 {
        self.weights[item]
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
        let weighted = self.is_weighted();
        let mut matrix = Matrix::zeros(self.labels.names.len());
        for (row, weight) in self.cells.iter().zip(&self.weights) {
            if let (Some(a), Some(b)) = (row[reference], row[other]) {
                matrix.add(a, b, if weighted { *weight } else { 1.0 });
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
        self.cells.iter().map(|row| self.counts_of(row)).collect()
    }

    fn counts_of(&self, row: &[Option<usize>]) -> Vec<f64> {
        let mut counts = vec![0.0; self.labels.names.len()];
        row.iter().flatten().for_each(|label| counts[*label] += 1.0);
        counts
    }

    /// The items by how many raters gave each label: what statistics of any number of raters see.
    #[must_use]
    pub fn patterns(&self) -> Patterns {
        let weighted = self.is_weighted();
        let weight = |item: usize| if weighted { self.weights[item] } else { 1.0 };
        let items = self.cells.iter().enumerate();
        Patterns::new(items.map(|(item, row)| (self.counts_of(row), weight(item))))
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

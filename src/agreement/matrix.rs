//! The confusion matrix of two raters: rows the reference, columns the other.

/// Weighted counts, one row and one column a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    cells: Vec<Vec<f64>>,
}

impl Matrix {
    /// From rows of counts (or weights).
    ///
    /// # Panics
    /// When the rows do not make a square.
    #[must_use]
    pub fn new(cells: Vec<Vec<f64>>) -> Self {
        assert!(cells.iter().all(|row| row.len() == cells.len()), "a confusion matrix is square");
        Self { cells }
    }

    /// All zeros, for `categories` categories.
    #[must_use]
    pub fn zeros(categories: usize) -> Self {
        Self { cells: vec![vec![0.0; categories]; categories] }
    }

    /// Adds one item that the reference calls `row` and the other calls `column`.
    pub fn add(&mut self, row: usize, column: usize, weight: f64) {
        self.cells[row][column] += weight;
    }

    /// Number of categories.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether it has no category at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// One cell.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row][column]
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.cells
    }

    /// Sum of all cells.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.cells.iter().flatten().sum()
    }

    /// Row margins as shares of the total.
    #[must_use]
    pub fn row_shares(&self) -> Vec<f64> {
        let total = self.total();
        self.cells.iter().map(|row| row.iter().sum::<f64>() / total).collect()
    }

    /// Column margins as shares of the total.
    #[must_use]
    pub fn column_shares(&self) -> Vec<f64> {
        let total = self.total();
        (0..self.len())
            .map(|column| self.cells.iter().map(|row| row[column]).sum::<f64>() / total)
            .collect()
    }

    /// Share of items on the diagonal: raw agreement.
    #[must_use]
    pub fn agreement(&self) -> f64 {
        self.agreeing() / self.total()
    }

    /// Sum of the diagonal.
    #[must_use]
    pub fn agreeing(&self) -> f64 {
        (0..self.len()).map(|k| self.at(k, k)).sum()
    }

    /// The two-by-two matrix of category `k` against all others, category `k` first.
    #[must_use]
    pub fn one_against_rest(&self, k: usize) -> Self {
        let row: f64 = self.cells[k].iter().sum();
        let column: f64 = self.cells.iter().map(|row| row[k]).sum();
        let both = self.at(k, k);
        Self::new(vec![
            vec![both, row - both],
            vec![column - both, self.total() - row - column + both],
        ])
    }
}

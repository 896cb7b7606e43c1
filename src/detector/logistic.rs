//! Logistic regression on sparse rows, pulled towards a given model.

/// Features and their values.
pub(super) type Row = Vec<(usize, f32)>;

/// A linear model.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
    pub(super) weights: Vec<f32>,
    pub(super) bias: f32,
}

/// Passes over the training rows.
const PASSES: usize = 30;
/// Step of the first update; AdaGrad makes later ones smaller.
const STEP: f32 = 0.3;
/// Full gradients of a fit.
const ROUNDS: usize = 300;
/// Pull towards the prior, a row.
const PULL: f32 = 0.01;

impl Model {
    pub(super) fn new(features: usize) -> Self {
        Self { weights: vec![0.0; features], bias: 0.0 }
    }

    /// Log odds.
    pub(super) fn score(&self, row: &Row) -> f32 {
        self.bias + row.iter().map(|&(at, value)| self.weights[at] * value).sum::<f32>()
    }

    /// What each feature of the row adds to the score.
    pub(super) fn parts(&self, row: &Row) -> Vec<(usize, f32)> {
        row.iter().map(|&(at, value)| (at, self.weights[at] * value)).collect()
    }

    /// Starts from `prior` and stays near it (Duchi, Hazan and Singer 2011, diagonal AdaGrad, with
    /// a quadratic pull). Both answers weigh the same in sum, however rare one is.
    pub(super) fn train(prior: &Model, rows: &[(&Row, bool)], seed: u64) -> Self {
        let mut model = prior.clone();
        let positives = rows.iter().filter(|(_, label)| *label).count();
        if positives == 0 || positives == rows.len() {
            return model;
        }
        let half = rows.len() as f32 / 2.0;
        let weight_of =
            |label: bool| half / if label { positives } else { rows.len() - positives } as f32;
        let mut squares = vec![1e-4_f32; model.weights.len() + 1];
        let mut order: Vec<usize> = (0..rows.len()).collect();
        for pass in 0..PASSES {
            order.sort_by_key(|&at| shuffled(at, pass, seed));
            for &at in &order {
                let (row, label) = rows[at];
                let error = sigmoid(model.score(row)) - if label { 1.0 } else { 0.0 };
                model.update(prior, row, error * weight_of(label), &mut squares);
            }
        }
        model
    }

    /// Fits the rows with a quadratic pull towards zero, by full gradients with momentum (Nesterov
    /// 1983): slower than [`Model::train`], and as near to the best weights as `ROUNDS` get. `ridge`
    /// is the pull a row. Both answers weigh the same in sum.
    pub(super) fn fit(features: usize, rows: &[(&Row, bool)], ridge: f32) -> Self {
        let positives = rows.iter().filter(|(_, label)| *label).count();
        if positives == 0 || positives == rows.len() {
            return Self::new(features);
        }
        let half = rows.len() as f32 / 2.0;
        let weight_of =
            |label: bool| half / if label { positives } else { rows.len() - positives } as f32;
        let length = |row: &Row| 1.0 + row.iter().map(|(_, value)| value * value).sum::<f32>();
        // The gradient changes at most so fast: a step is its inverse.
        let steepest = rows.iter().map(|(row, label)| weight_of(*label) * length(row)).sum::<f32>();
        let step = 1.0 / (ridge + 0.25 * steepest / rows.len() as f32);
        let (mut model, mut ahead) = (Self::new(features), Self::new(features));
        for round in 0..ROUNDS {
            let mut next = ahead.clone();
            next.weights.iter_mut().for_each(|weight| *weight *= 1.0 - step * ridge);
            for &(row, label) in rows {
                let error = sigmoid(ahead.score(row)) - if label { 1.0 } else { 0.0 };
                let move_by = step * error * weight_of(label) / rows.len() as f32;
                row.iter().for_each(|&(at, value)| next.weights[at] -= move_by * value);
                next.bias -= move_by;
            }
            let momentum = round as f32 / (round + 3) as f32;
            ahead = next.clone();
            for (at, old) in model.weights.iter().enumerate() {
                ahead.weights[at] += momentum * (next.weights[at] - old);
            }
            ahead.bias += momentum * (next.bias - model.bias);
            model = next;
        }
        model
    }

    fn update(&mut self, prior: &Model, row: &Row, error: f32, squares: &mut [f32]) {
        for &(at, value) in row {
            let gradient = error * value + PULL * (self.weights[at] - prior.weights[at]);
            squares[at] += gradient * gradient;
            self.weights[at] -= STEP * gradient / squares[at].sqrt();
        }
        let last = squares.len() - 1;
        squares[last] += error * error;
        self.bias -= STEP * error / squares[last].sqrt();
    }
}

fn shuffled(at: usize, pass: usize, seed: u64) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(&(at as u64).to_le_bytes(), seed ^ pass as u64)
}

pub(super) fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// Slope and offset that fit the scores to the labels (Platt 1999), with his smoothed targets and a
/// weak pull to (1, 0), by Newton's method.
pub(super) fn calibrate(scored: &[(f32, bool)]) -> (f32, f32) {
    let positives = scored.iter().filter(|(_, label)| *label).count() as f64;
    let negatives = scored.len() as f64 - positives;
    let (yes, no) = ((positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0));
    // From the flat curve: from a steep one, Newton's first step can fly off.
    let (mut slope, mut offset) = (0.0_f64, 0.0_f64);
    for _ in 0..50 {
        let ridge = 0.5;
        let (mut g0, mut g1) = (ridge * (slope - 1.0), ridge * offset);
        let (mut h00, mut h01, mut h11) = (ridge, 0.0, ridge);
        for &(score, label) in scored {
            let score = f64::from(score);
            let p = 1.0 / (1.0 + (-(slope * score + offset)).exp());
            let error = p - if label { yes } else { no };
            let curve = p * (1.0 - p);
            g0 += error * score;
            g1 += error;
            h00 += curve * score * score;
            h01 += curve * score;
            h11 += curve;
        }
        let determinant = h00 * h11 - h01 * h01;
        let (ds, db) = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant);
        slope -= ds;
        offset -= db;
        if ds.abs() + db.abs() < 1e-7 {
            break;
        }
    }
    // A slope below zero would turn the order round: then the scores say nothing.
    (slope.max(0.0) as f32, offset as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_learns_what_tells_the_rows_apart_and_keeps_the_prior_elsewhere() {
        let rows: Vec<(Row, bool)> =
            (0..40).map(|at| (vec![(at % 2, 1.0), (2, 1.0)], at % 2 == 0)).collect();
        let rows: Vec<(&Row, bool)> = rows.iter().map(|(row, label)| (row, *label)).collect();
        let mut prior = Model::new(4);
        prior.weights[3] = 2.0;
        let model = Model::train(&prior, &rows, 1);
        assert!(model.weights[0] > 0.5 && model.weights[1] < -0.5, "{model:?}");
        assert_eq!(model.weights[3], 2.0, "never seen: as before");
        assert_eq!(model, Model::train(&prior, &rows, 1), "the same seed gives the same model");
    }

    #[test]
    fn a_fit_finds_the_weights_at_which_the_pull_balances_the_rows() {
        // One feature at ±1 with three right answers in four: the slope is ln 3 but for the pull.
        let rows: Vec<(Row, bool)> = (0..80)
            .map(|at| {
                (vec![(0, if at % 2 == 0 { 1.0 } else { -1.0 })], (at % 2 == 0) != (at % 8 < 2))
            })
            .collect();
        let rows: Vec<(&Row, bool)> = rows.iter().map(|(row, label)| (row, *label)).collect();
        let model = Model::fit(1, &rows, 1e-6);
        assert!((model.weights[0] - 3.0_f32.ln()).abs() < 0.01, "{model:?}");
        assert!(model.bias.abs() < 0.01);
        assert!(Model::fit(1, &rows, 1.0).weights[0] < 0.5, "a strong pull holds it back");
    }

    #[test]
    fn calibrated_probabilities_match_the_rate() {
        // Scores far too sure of themselves: at +6 only three in four hold, at -6 one in four.
        let scored: Vec<(f32, bool)> = (0..400)
            .map(|at| if at % 2 == 0 { (6.0, at % 8 != 0) } else { (-6.0, at % 8 == 1) })
            .collect();
        let (slope, offset) = calibrate(&scored);
        assert!((sigmoid(slope * 6.0 + offset) - 0.75).abs() < 0.02);
        assert!((sigmoid(slope * -6.0 + offset) - 0.25).abs() < 0.02);
    }
}

//! Known answers of the literature and of the methods page, and what must hold for any data.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod coverage;
mod known;
mod properties;
mod rates;
mod summary;

use cotscope::agreement::Matrix;

fn matrix<const N: usize>(rows: [[f64; N]; N]) -> Matrix {
    Matrix::new(rows.iter().map(|row| row.to_vec()).collect())
}

#[track_caller]
fn close(got: f64, expected: f64, digits: i32) {
    let tolerance = 0.5000001 * 10f64.powi(-digits);
    assert!((got - expected).abs() <= tolerance, "got {got}, expected {expected}");
}

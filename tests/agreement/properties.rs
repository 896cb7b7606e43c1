//! What must hold for any ratings.

use cotscope::agreement::alpha::{Level, alpha};
use cotscope::agreement::kappa::{Weights, ac1, cohen, weighted};
use cotscope::agreement::ratings::Rating;
use cotscope::agreement::{Matrix, Ratings, proportion};
use proptest::prelude::*;

fn tables() -> impl Strategy<Value = Matrix> {
    (2usize..5).prop_flat_map(|k| {
        prop::collection::vec(prop::collection::vec(0u32..40, k), k).prop_map(|rows| {
            Matrix::new(rows.iter().map(|r| r.iter().map(|c| f64::from(*c)).collect()).collect())
        })
    })
}

fn relabelled(matrix: &Matrix) -> Matrix {
    let turned = |k: usize| matrix.len() - 1 - k;
    let row = |i| (0..matrix.len()).map(|j| matrix.at(turned(i), turned(j))).collect();
    Matrix::new((0..matrix.len()).map(row).collect())
}

fn transposed(matrix: &Matrix) -> Matrix {
    let row = |i| (0..matrix.len()).map(|j| matrix.at(j, i)).collect();
    Matrix::new((0..matrix.len()).map(row).collect())
}

proptest! {
    #[test]
    fn kappa_is_symmetric_blind_to_names_and_in_range(table in tables()) {
        if let Ok(kappa) = cohen(&table) {
            prop_assert!((-1.0..=1.0).contains(&kappa.value));
            prop_assert!(kappa.lo <= kappa.value && kappa.value <= kappa.hi);
            for other in [transposed(&table), relabelled(&table)] {
                prop_assert!((cohen(&other).unwrap().value - kappa.value).abs() < 1e-9);
            }
        }
        if let Ok(value) = ac1(&table) {
            prop_assert!((ac1(&relabelled(&table)).unwrap() - value).abs() < 1e-9);
            prop_assert!(value <= 1.0 + 1e-12);
        }
    }

    #[test]
    fn perfect_agreement_is_one(sizes in prop::collection::vec(1u32..50, 2..5)) {
        let mut table = Matrix::zeros(sizes.len());
        for (k, size) in sizes.iter().enumerate() {
            table.add(k, k, f64::from(*size));
        }
        prop_assert!((cohen(&table).unwrap().value - 1.0).abs() < 1e-9);
        prop_assert!((weighted(&table, Weights::Quadratic).unwrap() - 1.0).abs() < 1e-9);
        prop_assert!((ac1(&table).unwrap() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn independent_raters_have_no_kappa(rows in prop::collection::vec(1u32..20, 2..4)) {
        let shares: Vec<f64> = rows.iter().map(|row| f64::from(*row)).collect();
        let product = shares.iter().map(|a| shares.iter().map(|b| a * b).collect()).collect();
        prop_assert!(cohen(&Matrix::new(product)).unwrap().value.abs() < 1e-9);
    }

    #[test]
    fn intervals_hold_the_proportion(n in 1u32..300, share in 0.0f64..=1.0) {
        let (n, hits) = (f64::from(n), (f64::from(n) * share).floor());
        for interval in [proportion::wilson(hits, n), proportion::clopper_pearson(hits, n)] {
            let interval = interval.unwrap();
            prop_assert!(interval.lo <= interval.value + 1e-12);
            prop_assert!(interval.hi >= interval.value - 1e-12);
            prop_assert!(interval.lo >= 0.0 && interval.hi <= 1.0);
        }
    }

    #[test]
    fn alpha_does_not_care_who_rated(seed in prop::collection::vec((0usize..12, 0usize..4, 0u8..4), 6..60)) {
        let rating = |(item, rater, label): &(usize, usize, u8), turn: usize| Rating {
            item: item.to_string(),
            rater: ((rater + turn) % 4).to_string(),
            label: label.to_string(),
            weight: 1.0,
        };
        let value = |turn: usize| {
            let ratings = Ratings::new(seed.iter().map(|one| rating(one, turn)));
            alpha(&ratings.patterns(), None, Level::Nominal)
        };
        match (value(0), value(1)) {
            (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-9 && a <= 1.0 + 1e-12),
            (a, b) => prop_assert_eq!(a.is_err(), b.is_err()),
        }
    }
}

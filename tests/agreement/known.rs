//! Values that were published or computed elsewhere.

use cotscope::agreement::alpha::{Level, alpha, alphas};
use cotscope::agreement::binary::Counts;
use cotscope::agreement::kappa::{Weights, ac1, ac1_many, cohen, fleiss, weighted};
use cotscope::agreement::ratings::Rating;
use cotscope::agreement::{Patterns, Ratings, calibration, proportion, spans};

use crate::{close, matrix};

#[test]
fn kappa_and_ac1_of_published_tables() {
    let first = cohen(&matrix([[20.0, 5.0], [10.0, 15.0]])).unwrap();
    close(first.value, 0.4, 4);
    close(first.se.unwrap(), 0.1270, 4);
    close(first.lo, 0.1511, 4);
    close(first.hi, 0.6489, 4);
    for (rows, kappa, gwet) in [
        ([[20.0, 5.0], [10.0, 15.0]], 0.4, 0.4059),
        ([[40.0, 9.0], [6.0, 45.0]], 0.6995, 0.7007),
        ([[80.0, 10.0], [5.0, 5.0]], 0.3182, 0.8080),
        ([[118.0, 5.0], [2.0, 0.0]], -0.0234, 0.9408),
    ] {
        close(cohen(&matrix(rows)).unwrap().value, kappa, 4);
        close(ac1(&matrix(rows)).unwrap(), gwet, 4);
    }
}

#[test]
fn weighted_kappa_of_a_three_by_three_table() {
    let table = matrix([[88.0, 10.0, 2.0], [14.0, 40.0, 6.0], [18.0, 10.0, 12.0]]);
    close(cohen(&table).unwrap().value, 0.4915, 4);
    close(weighted(&table, Weights::Linear).unwrap(), 0.4737, 4);
    close(weighted(&table, Weights::Quadratic).unwrap(), 0.4545, 4);
}

#[test]
fn fleiss_own_example() {
    let rows = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ];
    let counts: Vec<Vec<f64>> =
        rows.iter().map(|row| row.iter().map(|count| f64::from(*count)).collect()).collect();
    close(fleiss(&Patterns::of_counts(&counts)).unwrap(), 0.2099, 4);
}

/// Ratings from units as words, one a rater; a dot where there is none.
fn rated(units: &[&str]) -> Ratings {
    Ratings::new(units.iter().enumerate().flat_map(|(item, unit)| {
        unit.split(' ').enumerate().filter(|(_, label)| *label != ".").map(move |(rater, label)| {
            Rating {
                item: item.to_string(),
                rater: rater.to_string(),
                label: label.to_owned(),
                weight: 1.0,
            }
        })
    }))
}

pub(crate) fn krippendorff() -> Ratings {
    rated(&[
        "1 1 . 1", "2 2 3 2", "3 3 3 3", "3 3 3 3", "2 2 2 2", "1 2 3 4", "4 4 4 4", "1 1 2 1",
        "2 2 2 2", ". 5 5 5", ". . 1 1", ". . 3 .",
    ])
}

#[test]
fn krippendorffs_own_example_at_every_level() {
    let ratings = krippendorff();
    let patterns = ratings.patterns();
    for (level, expected) in [
        (Level::Nominal, 0.7434),
        (Level::Ordinal, 0.8154),
        (Level::Interval, 0.8491),
        (Level::Ratio, 0.7974),
    ] {
        close(alpha(&patterns, ratings.values(), level).unwrap(), expected, 4);
    }
    close(ac1_many(&patterns).unwrap(), 0.7754, 4);
    for (level, found) in alphas(&patterns, ratings.values(), 500) {
        let found = found.unwrap();
        assert!(found.lo < found.value && found.value < found.hi, "{level:?}: {found:?}");
    }
}

#[test]
fn intervals_of_proportions() {
    let wilson = proportion::wilson(81.0, 263.0).unwrap();
    close(wilson.lo, 0.2553, 4);
    close(wilson.hi, 0.3662, 4);
    let none = proportion::wilson(0.0, 20.0).unwrap();
    assert_eq!(none.lo, 0.0);
    close(none.hi, 0.1611, 4);
    let exact = proportion::clopper_pearson(0.0, 20.0).unwrap();
    close(exact.hi, 1.0 - 0.025f64.powf(1.0 / 20.0), 6);
    let exact = proportion::clopper_pearson(5.0, 20.0).unwrap();
    close(exact.lo, 0.0866, 4);
    close(exact.hi, 0.4910, 4);
}

#[test]
fn a_judge_against_people() {
    let counts = Counts { tp: 30.0, fp: 10.0, fn_: 6.0, tn: 154.0 };
    close(cohen(&counts.matrix()).unwrap().value, 0.7403, 4);
    close(counts.f1().unwrap(), 0.7895, 4);
    close(counts.tpr_times_tnr().unwrap(), 0.7825, 4);
    close(counts.mcnemar().unwrap(), 0.4545, 4);
    close(counts.mcc().unwrap(), 0.7418, 4);
}

#[test]
fn what_is_not_defined_says_why() {
    let one = matrix([[10.0, 0.0], [0.0, 0.0]]);
    assert!(cohen(&one).unwrap_err().to_string().contains("one category"));
    assert!(weighted(&one, Weights::Linear).is_err());
    assert!(cohen(&matrix([[0.0, 0.0], [0.0, 0.0]])).unwrap_err().0.contains("rated by both"));
    let counts = vec![vec![3.0, 0.0], vec![3.0, 0.0]];
    let same = Patterns::of_counts(&counts);
    assert!(alpha(&same, None, Level::Nominal).is_err());
    assert!(alpha(&same, None, Level::Interval).unwrap_err().0.contains("names"));
    assert!(ac1_many(&same).unwrap_err().0.contains("one category"));
    assert!(fleiss(&same).unwrap_err().0.contains("one category"));
    let below = Patterns::of_counts(&[vec![1.0, 1.0], vec![2.0, 0.0]]);
    assert!(alpha(&below, Some(&[-1.0, 1.0]), Level::Ratio).unwrap_err().0.contains("below zero"));
    let uneven = Patterns::of_counts(&[vec![2.0, 1.0], vec![1.0, 1.0]]);
    assert!(fleiss(&uneven).unwrap_err().0.contains("different numbers"));
    assert!(proportion::wilson(0.0, 0.0).is_err());
    assert!(Counts::default().precision().is_err());
    assert!(spans::overlap_f1(&[], &[], 0.5).is_err());
}

#[test]
fn spans_match_when_they_share_half() {
    let (left, right) = ([(0, 10), (20, 30)], [(1, 9), (26, 40)]);
    close(spans::overlap_f1(&left, &right, 0.5).unwrap(), 0.5, 6);
    close(spans::token_kappa(&left, &left, 50).unwrap(), 1.0, 6);
    assert!(spans::token_kappa(&[], &[], 50).is_err());
}

#[test]
fn calibration_of_scores() {
    let scored = |probability, truth| calibration::Scored { probability, truth, weight: 1.0 };
    let perfect = [scored(1.0, true), scored(0.0, false)];
    close(calibration::brier(&perfect).unwrap(), 0.0, 9);
    let hedged = [scored(0.7, true), scored(0.7, false), scored(0.7, true), scored(0.7, true)];
    close(calibration::expected_calibration_error(&hedged, 10).unwrap(), 0.05, 9);
    close(calibration::brier(&hedged).unwrap(), (3.0 * 0.09 + 0.49) / 4.0, 9);
    assert!(calibration::brier(&[scored(7.0, true)]).is_err());
}

/// Values that krippendorff 0.9, statsmodels 0.15 and scikit-learn 1.9 give for the same tables.
#[test]
fn other_programs_agree() {
    let units = [
        "1 2 1 .", "3 3 . 3", "5 4 5 5", "2 . 2 1", ". . 4 4", "1 1 1 1", "5 . . .", "2 3 2 2",
        "4 4 3 4", "1 . 1 2",
    ];
    let ratings = rated(&units);
    let patterns = ratings.patterns();
    for (level, expected) in [
        (Level::Nominal, 0.502_857),
        (Level::Ordinal, 0.873_607),
        (Level::Interval, 0.895_244),
        (Level::Ratio, 0.808_155),
    ] {
        close(alpha(&patterns, ratings.values(), level).unwrap(), expected, 6);
    }
    close(ac1_many(&patterns).unwrap(), 0.515_047, 6);
    let table = matrix([
        [31.0, 4.0, 0.0, 2.0],
        [6.0, 18.0, 5.0, 0.0],
        [1.0, 7.0, 22.0, 3.0],
        [0.0, 2.0, 4.0, 9.0],
    ]);
    let kappa = cohen(&table).unwrap();
    close(kappa.value, 0.590_188_2, 7);
    close(kappa.se.unwrap(), 0.058_199_98, 8);
    close(kappa.lo, 0.476_118_3, 7);
    close(kappa.hi, 0.704_258_1, 7);
    close(weighted(&table, Weights::Linear).unwrap(), 0.686_435_0, 7);
    close(weighted(&table, Weights::Quadratic).unwrap(), 0.759_596_8, 7);
    close(ac1(&table).unwrap(), 0.606_264_3, 7);
    for (hits, n, wilson, exact) in [
        (3.0, 7.0, [0.158_219_9, 0.749_541_6], [0.098_988_3, 0.815_948_4]),
        (199.0, 200.0, [0.972_226_3, 0.999_116_8], [0.972_458_1, 0.999_873_4]),
        (1.0, 1000.0, [0.000_176_5, 0.005_642_6], [0.000_025_3, 0.005_558_9]),
    ] {
        for (found, [lo, hi]) in
            [(proportion::wilson(hits, n), wilson), (proportion::clopper_pearson(hits, n), exact)]
        {
            let found = found.unwrap();
            close(found.lo, lo, 7);
            close(found.hi, hi, 7);
        }
    }
}

#[test]
fn a_label_that_is_spelled_differently_is_one_label() {
    let ratings = rated(&["yes Yes", "no NO", "yes no", "no no"]);
    assert_eq!(ratings.labels(), ["no", "yes"]);
    close(cohen(&ratings.matrix(0, 1)).unwrap().value, 0.5, 9);
}

//! Known answers of the literature and of the methods page, and what must hold for any data.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use cotscope::agreement::alpha::{Level, Units, alpha, alpha_with_interval};
use cotscope::agreement::binary::Counts;
use cotscope::agreement::kappa::{Weights, ac1, ac1_many, cohen, fleiss, weighted};
use cotscope::agreement::rate::{
    JudgeQuality, Judged, Labelled, Stratum, difference, labels_to_halve, prediction_powered,
    rogan_gladen, stratified,
};
use cotscope::agreement::ratings::Rating;
use cotscope::agreement::{Matrix, Ratings, Summary, calibration, proportion, spans};
use proptest::prelude::*;

fn matrix<const N: usize>(rows: [[f64; N]; N]) -> Matrix {
    Matrix::new(rows.iter().map(|row| row.to_vec()).collect())
}

#[track_caller]
fn close(got: f64, expected: f64, digits: i32) {
    let tolerance = 0.5000001 * 10f64.powi(-digits);
    assert!((got - expected).abs() <= tolerance, "got {got}, expected {expected}");
}

const JUDGED: Labelled = Labelled { tp: 30.0, fp: 10.0, fn_: 6.0, tn: 154.0 };

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
    close(fleiss(&counts).unwrap(), 0.2099, 4);
}

fn krippendorff() -> Ratings {
    let units = [
        "1 1 . 1", "2 2 3 2", "3 3 3 3", "3 3 3 3", "2 2 2 2", "1 2 3 4", "4 4 4 4", "1 1 2 1",
        "2 2 2 2", ". 5 5 5", ". . 1 1", ". . 3 .",
    ];
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

#[test]
fn krippendorffs_own_example_at_every_level() {
    let ratings = krippendorff();
    let counts = ratings.counts();
    for (level, expected) in [
        (Level::Nominal, 0.7434),
        (Level::Ordinal, 0.8154),
        (Level::Interval, 0.8491),
        (Level::Ratio, 0.7974),
    ] {
        close(alpha(ratings.units(&counts), level).unwrap(), expected, 4);
        let interval = alpha_with_interval(ratings.units(&counts), level, 500).unwrap();
        assert!(interval.lo <= interval.value && interval.value <= interval.hi, "{interval:?}");
    }
    close(ac1_many(&counts).unwrap(), 0.7754, 4);
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
fn rogan_and_gladen_with_the_adjusted_interval() {
    let judge = JudgeQuality {
        p: 0.4,
        n: 1000.0,
        sensitivity: 0.9,
        m1: 200.0,
        specificity: 0.7,
        m0: 200.0,
    };
    let rate = rogan_gladen(judge).unwrap().estimate;
    close(rate.value, 0.1667, 4);
    close(rate.lo, 0.0564, 4);
    close(rate.hi, 0.2627, 4);
    let useless = JudgeQuality { sensitivity: 0.2, ..judge };
    assert!(rogan_gladen(useless).unwrap_err().to_string().contains("no information"));
}

#[test]
fn prediction_powered_at_the_best_and_at_fixed_weights() {
    let unlabelled = Judged { n: 2000.0, flagged: 240.0 };
    let best = prediction_powered(unlabelled, JUDGED, None).unwrap();
    close(best.lambda.unwrap(), 0.93261, 5);
    close(best.estimate.value, 0.10539, 5);
    close(best.estimate.se.unwrap(), 0.02041, 5);
    for (lambda, expected) in [(1.0, 0.1), (0.0, 0.18)] {
        let fixed = prediction_powered(unlabelled, JUDGED, Some(lambda)).unwrap();
        close(fixed.estimate.value, expected, 5);
    }
}

#[test]
fn difference_estimator_of_a_finite_population() {
    let rate = difference(Judged { n: 2200.0, flagged: 280.0 }, JUDGED).unwrap().estimate;
    close(rate.value, 0.10727, 5);
    close(rate.se.unwrap(), 0.01907, 5);
}

fn strata(read: [[f64; 3]; 2]) -> Vec<Stratum> {
    [("flagged", true), ("unflagged", false)]
        .iter()
        .zip(read)
        .map(|((name, judged), [size, sampled, positive])| Stratum {
            name: (*name).into(),
            size,
            sampled,
            positive,
            judged: Some(*judged),
        })
        .collect()
}

#[test]
fn stratified_by_the_judge_is_weighted_back_to_the_frame() {
    let strata = strata([[240.0, 60.0, 45.0], [1760.0, 140.0, 4.0]]);
    let rate = stratified(&strata).unwrap();
    close(rate.estimate.value, 0.11514, 5);
    close(rate.estimate.se.unwrap(), 0.01329, 5);
    close(rate.estimate.lo, 0.08909, 5);
    close(rate.estimate.hi, 0.14119, 5);
    let quality = rate.weighted.unwrap();
    close(quality.sensitivity.unwrap(), 0.7816, 4);
    close(quality.specificity.unwrap(), 0.9661, 4);
    close(quality.kappa.unwrap(), 0.7343, 4);
}

#[test]
fn no_finding_gives_an_upper_bound_and_never_plus_minus_zero() {
    let one = vec![Stratum {
        name: "all".into(),
        size: 1e9,
        sampled: 200.0,
        positive: 0.0,
        judged: None,
    }];
    let rate = stratified(&one).unwrap().estimate;
    assert_eq!((rate.value, rate.lo), (0.0, 0.0));
    close(rate.hi, 1.0 - 0.025f64.powf(1.0 / 200.0), 6);
    let two = stratified(&strata([[240.0, 60.0, 0.0], [1760.0, 140.0, 0.0]])).unwrap().estimate;
    assert!(two.hi > rate.hi && two.hi < 0.05, "{two:?}");
    let all = stratified(&strata([[240.0, 60.0, 60.0], [1760.0, 140.0, 140.0]])).unwrap();
    assert!(all.estimate.lo < 1.0 && all.estimate.hi == 1.0);
}

#[test]
fn a_stratum_that_nobody_read_is_refused() {
    let unread = strata([[240.0, 60.0, 45.0], [1760.0, 0.0, 0.0]]);
    assert!(stratified(&unread).unwrap_err().to_string().contains("unflagged"));
    let single = strata([[240.0, 60.0, 45.0], [1760.0, 1.0, 0.0]]);
    assert!(stratified(&single).is_err());
}

#[test]
fn the_advice_to_halve_the_interval_does_halve_it() {
    let before = strata([[240.0, 60.0, 45.0], [17600.0, 140.0, 4.0]]);
    let advice = labels_to_halve(&before);
    let after: Vec<Stratum> = before
        .iter()
        .zip(&advice)
        .map(|(stratum, (_, more))| {
            let sampled = stratum.sampled + *more as f64;
            let positive = sampled * stratum.positive / stratum.sampled;
            Stratum { sampled, positive, ..stratum.clone() }
        })
        .collect();
    let se = |strata: &[Stratum]| stratified(strata).unwrap().estimate.se.unwrap();
    let shrunk = se(&after) / se(&before);
    assert!((0.4..=0.56).contains(&shrunk), "{shrunk} after {advice:?}");
}

#[test]
fn what_is_not_defined_says_why() {
    let one = matrix([[10.0, 0.0], [0.0, 0.0]]);
    assert!(cohen(&one).unwrap_err().to_string().contains("one category"));
    assert!(weighted(&one, Weights::Linear).is_err());
    assert!(cohen(&matrix([[0.0, 0.0], [0.0, 0.0]])).unwrap_err().0.contains("rated by both"));
    let counts = vec![vec![3.0, 0.0], vec![3.0, 0.0]];
    let units = Units { counts: &counts, values: None };
    assert!(alpha(units, Level::Nominal).is_err());
    assert!(alpha(units, Level::Interval).unwrap_err().0.contains("names"));
    assert!(fleiss(&[vec![2.0, 1.0], vec![1.0, 1.0]]).unwrap_err().0.contains("different numbers"));
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
            let counts = ratings.counts();
            alpha(ratings.units(&counts), Level::Nominal)
        };
        match (value(0), value(1)) {
            (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-9 && a <= 1.0 + 1e-12),
            (a, b) => prop_assert_eq!(a.is_err(), b.is_err()),
        }
    }
}

fn two_columns(rows: &[(&str, &str, f64)]) -> Ratings {
    Ratings::new(rows.iter().enumerate().flat_map(|(item, (a, b, weight))| {
        [("judge", a), ("ada", b)].map(|(rater, label)| Rating {
            item: item.to_string(),
            rater: rater.into(),
            label: (*label).into(),
            weight: *weight,
        })
    }))
}

#[test]
fn a_summary_of_two_raters_holds_the_whole_picture() {
    let mut rows = vec![("0", "0", 1.0); 118];
    rows.extend([("0", "1", 1.0); 5]);
    rows.extend([("1", "0", 1.0); 2]);
    let summary = Summary::of(&two_columns(&rows));
    assert_eq!((summary.items, summary.labels.len()), (125, 2));
    close(summary.kappa.as_ref().unwrap().value, -0.0234, 4);
    close(*summary.ac1.as_ref().unwrap(), 0.9408, 4);
    close(summary.mcnemar_p.clone().unwrap(), 0.4531, 4);
    assert!(summary.prevalence_remark().unwrap().contains("94.4 %"));
    assert_eq!(summary.confusion.unwrap().rows()[0], vec![118.0, 5.0]);
}

#[test]
fn weights_change_kappa_and_its_interval_is_bootstrapped() {
    let mut rows = vec![("bad", "bad", 1.0); 30];
    rows.extend([("bad", "ok", 1.0); 10]);
    rows.extend([("ok", "ok", 10.0); 50]);
    rows.extend([("ok", "bad", 10.0); 2]);
    let weighted = Summary::of(&two_columns(&rows)).kappa.unwrap();
    let unweighted: Vec<_> = rows.iter().map(|(a, b, _)| (*a, *b, 1.0)).collect();
    let plain = Summary::of(&two_columns(&unweighted)).kappa.unwrap();
    assert!((weighted.value - plain.value).abs() > 0.02);
    assert!(weighted.se.is_none() && plain.se.is_some());
    assert!(weighted.lo < weighted.value && weighted.value < weighted.hi);
}

#[test]
fn three_raters_give_pairs_and_alpha_instead_of_one_kappa() {
    let summary = Summary::of(&krippendorff());
    assert!(summary.kappa.is_err());
    assert_eq!(summary.pairs.len(), 6);
    close(summary.alpha[0].1.as_ref().unwrap().value, 0.7434, 4);
    assert!(summary.fleiss.unwrap_err().0.contains("different numbers"));
}

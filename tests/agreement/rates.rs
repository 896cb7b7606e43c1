//! The true rate of a flag.

use cotscope::agreement::rate::{
    JudgeQuality, Judged, Labelled, More, Stratum, difference, more_at_random, more_in_strata,
    more_of_judge, prediction_powered, rogan_gladen, stratified,
};

use crate::close;

const JUDGED: Labelled = Labelled { tp: 30.0, fp: 10.0, fn_: 6.0, tn: 154.0 };

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
    let kappa = quality.kappa.unwrap();
    close(kappa.value, 0.7343, 4);
    assert!(kappa.lo > 0.6 && kappa.lo < 0.73 && kappa.hi > 0.74 && kappa.hi < 0.85, "{kappa:?}");
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

/// The standard error at these numbers of labels, with the rates as they were found.
fn se_after(before: &[Stratum], more: &[More]) -> f64 {
    let after: Vec<Stratum> = before
        .iter()
        .zip(more)
        .map(|(stratum, more)| {
            let sampled = stratum.sampled + more.labels as f64;
            let positive = sampled * stratum.positive / stratum.sampled;
            Stratum { sampled, positive, ..stratum.clone() }
        })
        .collect();
    stratified(&after).unwrap().estimate.se.unwrap()
}

#[test]
fn the_advice_to_halve_the_interval_does_halve_it() {
    let before = strata([[2400.0, 60.0, 45.0], [17600.0, 140.0, 14.0]]);
    let none = before.iter().map(|s| More { place: s.name.clone(), labels: 0 }).collect::<Vec<_>>();
    let advice = more_in_strata(&before);
    let shrunk = se_after(&before, &advice) / se_after(&before, &none);
    assert!((0.48..=0.52).contains(&shrunk), "{shrunk} after {advice:?}");
    // Any other split of the same total is worse.
    for shift in [-40_i64, 40] {
        let mut other = advice.clone();
        other[0].labels = other[0].labels.saturating_add_signed(shift);
        other[1].labels = other[1].labels.saturating_add_signed(-shift);
        assert!(se_after(&before, &other) > se_after(&before, &advice) - 1e-6, "{shift}");
    }
    // A stratum that has more than its share already keeps what it has.
    let skewed = strata([[240.0, 200.0, 150.0], [17600.0, 40.0, 4.0]]);
    assert_eq!(more_in_strata(&skewed)[0].labels, 0);
}

#[test]
fn a_random_sample_needs_four_times_the_labels_less_what_the_frame_saves() {
    assert_eq!(more_at_random(200.0, f64::INFINITY)[0].labels, 600);
    let few = more_at_random(200.0, 400.0)[0].labels;
    assert_eq!(few, 120); // 320 of 400: (1/320 - 1/400) is a quarter of (1/200 - 1/400)
    assert_eq!(more_at_random(400.0, 400.0)[0].labels, 0);
}

#[test]
fn the_judges_own_sample_can_be_what_limits() {
    let judge =
        JudgeQuality { p: 0.4, n: 1e6, sensitivity: 0.9, m1: 200.0, specificity: 0.7, m0: 200.0 };
    let width = |judge| {
        let found = rogan_gladen(judge).unwrap().estimate;
        found.hi - found.lo
    };
    let more = more_of_judge(judge);
    let after = JudgeQuality {
        m1: judge.m1 + more[0].labels as f64,
        m0: judge.m0 + more[1].labels as f64,
        ..judge
    };
    let shrunk = width(after) / width(judge);
    assert!((0.46..=0.54).contains(&shrunk), "{shrunk} after {more:?}");
    assert_eq!(more_of_judge(JudgeQuality { n: 100.0, ..judge }), []);
}

#[test]
fn a_judge_that_was_never_wrong_on_the_sample_may_be_wrong_elsewhere() {
    let right = Labelled { tp: 20.0, fp: 0.0, fn_: 0.0, tn: 180.0 };
    let population = Judged { n: 2200.0, flagged: 280.0 };
    let found = difference(population, right).unwrap().estimate;
    close(found.value, 280.0 / 2200.0, 9);
    assert!(found.se.is_none() && found.lo < 0.12 && found.hi > 0.14, "{found:?}");
    let ppi = prediction_powered(population, right, Some(1.0)).unwrap().estimate;
    assert!(ppi.lo < found.lo && ppi.hi > found.hi, "{ppi:?}");
    let silent = Labelled { tp: 0.0, fp: 0.0, fn_: 0.0, tn: 200.0 };
    for found in [
        difference(Judged { n: 2200.0, flagged: 0.0 }, silent).unwrap(),
        prediction_powered(Judged { n: 2000.0, flagged: 0.0 }, silent, None).unwrap(),
        prediction_powered(Judged { n: 2000.0, flagged: 0.0 }, silent, Some(0.0)).unwrap(),
    ] {
        let estimate = found.estimate;
        assert!(estimate.value == 0.0 && estimate.hi > 0.01 && estimate.hi < 0.03, "{found:?}");
    }
}

#[test]
fn a_stratum_without_a_finding_is_pointed_out() {
    let found = stratified(&strata([[240.0, 60.0, 45.0], [1760.0, 140.0, 0.0]])).unwrap();
    assert!(found.remark.unwrap().contains("unflagged"));
    let empty = strata([[240.0, 60.0, 45.0], [0.0, 0.0, 0.0]]);
    close(stratified(&empty).unwrap().estimate.value, 0.75, 9);
}

#[test]
fn impossible_counts_are_refused_with_the_reason() {
    let judged = Judged { n: 100.0, flagged: 10.0 };
    for (found, why) in [
        (difference(Judged { n: 100.0, flagged: 120.0 }, JUDGED), "flagged no more"),
        (difference(judged, JUDGED), "some of the judged"),
        (difference(judged, Labelled { tp: -1.0, ..JUDGED }), "below zero"),
        (prediction_powered(Judged { n: 0.0, flagged: 0.0 }, JUDGED, None), "an item or more"),
        (prediction_powered(judged, Labelled { tp: 1.0, fp: 0.0, fn_: 0.0, tn: 0.0 }, None), "two"),
        (stratified(&strata([[10.0, 20.0, 5.0], [10.0, 5.0, 1.0]])), "more were sampled"),
        (stratified(&strata([[f64::NAN, 20.0, 5.0], [10.0, 5.0, 1.0]])), "below zero"),
        (stratified(&[]), "no stratum"),
    ] {
        let why_not = found.unwrap_err().to_string();
        assert!(why_not.contains(why), "{why_not}");
    }
}

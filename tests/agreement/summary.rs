//! Everything that is said about the same items at once.

use cotscope::agreement::ratings::Rating;
use cotscope::agreement::{Ratings, Summary};

use crate::close;
use crate::known::krippendorff;

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
    close(summary.ac1.as_ref().unwrap().value, 0.9408, 4);
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

//! Whether two raters mark the same places.

use super::binary::Counts;
use super::{Statistic, Undefined, kappa};

/// Half-open range of tokens or characters.
pub type Range = (usize, usize);

/// F1 of two sets of spans: two spans match when their intersection over union is at least
/// `least_iou`; each span matches at most once, best overlaps first.
///
/// # Errors
/// Undefined when neither rater marked anything.
pub fn overlap_f1(left: &[Range], right: &[Range], least_iou: f64) -> Statistic {
    if left.is_empty() && right.is_empty() {
        return Err(Undefined::because("neither rater marked a span"));
    }
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, a) in left.iter().enumerate() {
        for (j, b) in right.iter().enumerate() {
            let overlap = iou(*a, *b);
            if overlap >= least_iou {
                pairs.push((overlap, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut used_left, mut used_right) = (vec![false; left.len()], vec![false; right.len()]);
    let mut matched = 0.0;
    for (_, i, j) in pairs {
        if !used_left[i] && !used_right[j] {
            (used_left[i], used_right[j]) = (true, true);
            matched += 1.0;
        }
    }
    Ok(2.0 * matched / (left.len() + right.len()) as f64)
}

fn iou(a: Range, b: Range) -> f64 {
    let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    let all = (a.1 - a.0) + (b.1 - b.0) - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

/// Cohen's kappa over tokens: is a token inside a span or not, `tokens` of them in all. Overlapping
/// spans of one rater count once.
///
/// # Errors
/// Undefined when no token is marked by either, or all are by both.
pub fn token_kappa(left: &[Range], right: &[Range], tokens: usize) -> Statistic {
    let marks = |spans: &[Range]| {
        let mut inside = vec![false; tokens];
        for &(start, end) in spans {
            inside[start.min(tokens)..end.min(tokens)].fill(true);
        }
        inside
    };
    let mut counts = Counts::default();
    for (a, b) in marks(left).into_iter().zip(marks(right)) {
        *match (a, b) {
            (true, true) => &mut counts.tp,
            (true, false) => &mut counts.fn_,
            (false, true) => &mut counts.fp,
            (false, false) => &mut counts.tn,
        } += 1.0;
    }
    kappa::cohen(&counts.matrix()).map(|estimate| estimate.value)
}

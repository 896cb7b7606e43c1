//! Whether two raters mark the same places.

use super::binary::Counts;
use super::{Statistic, Undefined, kappa};

/// Half-open range of tokens or characters.
pub type Range = (usize, usize);

/// The overlap, as a share of what both cover, from which on two spans are the same place.
pub const LEAST_IOU: f64 = 0.5;

/// Spans of two raters over any number of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pooled {
    /// Texts in which either marked something.
    pub texts: usize,
    matched: usize,
    spans: usize,
    tokens: Counts,
}

impl Pooled {
    /// Adds a text: what each marked in it, and the places of its tokens, all in the same unit. A text
    /// in which nobody marked anything does not count: it would only make agreement look better.
    pub fn add(&mut self, left: &[Range], right: &[Range], tokens: &[Range]) {
        if left.is_empty() && right.is_empty() {
            return;
        }
        self.texts += 1;
        self.matched += matches(left, right, LEAST_IOU);
        self.spans += left.len() + right.len();
        for token in tokens {
            let marked = |spans: &[Range]| spans.iter().any(|span| iou(*span, *token) > 0.0);
            count(&mut self.tokens, marked(left), marked(right));
        }
    }

    /// F1 of the spans, as [`overlap_f1`].
    ///
    /// # Errors
    /// Undefined when neither marked anything.
    pub fn f1(&self) -> Statistic {
        f1(self.matched, self.spans)
    }

    /// Cohen's kappa over the tokens: marked or not.
    ///
    /// # Errors
    /// Undefined when there is no token, or all are marked alike.
    pub fn token_kappa(&self) -> Statistic {
        kappa::cohen(&self.tokens.matrix()).map(|estimate| estimate.value)
    }
}

/// F1 of two sets of spans: two spans match when their intersection over union is at least
/// `least_iou`; each span matches at most once, best overlaps first.
///
/// # Errors
/// Undefined when neither rater marked anything.
pub fn overlap_f1(left: &[Range], right: &[Range], least_iou: f64) -> Statistic {
    f1(matches(left, right, least_iou), left.len() + right.len())
}

fn f1(matched: usize, spans: usize) -> Statistic {
    if spans == 0 {
        return Err(Undefined::because("neither rater marked a span"));
    }
    Ok(2.0 * matched as f64 / spans as f64)
}

fn matches(left: &[Range], right: &[Range], least_iou: f64) -> usize {
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
    let mut matched = 0;
    for (_, i, j) in pairs {
        if !used_left[i] && !used_right[j] {
            (used_left[i], used_right[j]) = (true, true);
            matched += 1;
        }
    }
    matched
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
    let inside =
        |spans: &[Range], token| spans.iter().any(|span| (span.0..span.1).contains(&token));
    let mut counts = Counts::default();
    for token in 0..tokens {
        count(&mut counts, inside(left, token), inside(right, token));
    }
    kappa::cohen(&counts.matrix()).map(|estimate| estimate.value)
}

fn count(counts: &mut Counts, left: bool, right: bool) {
    *match (left, right) {
        (true, true) => &mut counts.tp,
        (true, false) => &mut counts.fn_,
        (false, true) => &mut counts.fp,
        (false, false) => &mut counts.tn,
    } += 1.0;
}

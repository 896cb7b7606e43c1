//! The records that raters differ about.

use super::study::Study;

/// A record that raters differ about.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// Its place in the dataset.
    pub ordinal: usize,
    /// Its id.
    pub record: String,
    /// What each rater said.
    pub labels: Vec<Option<String>>,
    /// The share of pairs of ratings that differ, above 0 and at most 1.
    pub score: f64,
    /// How far apart the ratings are on the scale, 0 to 1; for names 1.
    pub distance: f64,
}

/// All of them, the most differing first: by the share of pairs that differ, then by how far apart
/// they are, then as in the dataset.
#[must_use]
pub fn disagreements(study: &Study) -> Vec<Disagreement> {
    let items = 0..study.ordinals.len();
    let mut found: Vec<Disagreement> = items.filter_map(|item| disagreement(study, item)).collect();
    found.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| b.distance.total_cmp(&a.distance))
    });
    found
}

fn disagreement(study: &Study, item: usize) -> Option<Disagreement> {
    let ratings = &study.ratings;
    let said: Vec<Option<usize>> =
        (0..study.raters.len()).map(|rater| ratings.label_of(item, rater)).collect();
    let given: Vec<usize> = said.iter().flatten().copied().collect();
    let pairs = || (0..given.len()).flat_map(|a| (a + 1..given.len()).map(move |b| (a, b)));
    let differing = pairs().filter(|(a, b)| given[*a] != given[*b]).count();
    if differing == 0 {
        return None;
    }
    let distance = match ratings.values() {
        // Labels that are numbers are ascending.
        Some(values) => {
            let (least, most) = (values[*given.iter().min()?], values[*given.iter().max()?]);
            (most - least) / (values.last()? - values.first()?)
        }
        None => 1.0,
    };
    let name = |label: Option<usize>| label.map(|label| ratings.labels()[label].clone());
    Some(Disagreement {
        ordinal: study.ordinals[item] as usize,
        record: ratings.items()[item].clone(),
        labels: said.into_iter().map(name).collect(),
        score: differing as f64 / pairs().count() as f64,
        distance,
    })
}

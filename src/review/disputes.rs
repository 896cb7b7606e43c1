//! Records about which reviewers disagree, and the queue in which they are decided.

use super::blind::in_group;
use super::queue::{Design, Frame, Item, Queue, Sampling, Stratum, VERSION};
use crate::label::View;

/// A record that reviewers label differently in one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// The record.
    pub record: String,
    /// Who says what: reviewer and labels.
    pub sides: Vec<(String, Vec<String>)>,
    /// The share of pairs of reviewers who disagree, above 0 and at most 1.
    pub score: f64,
    /// Whether it has been decided since.
    pub decided: bool,
}

/// All disputes in a group, the most disputed first. "Unsure" is an answer like any other here:
/// someone who cannot tell where another can is worth a look.
#[must_use]
pub fn disputes(view: &View, group: &str) -> Vec<Dispute> {
    let mut disputes: Vec<Dispute> =
        view.records().filter_map(|record| dispute(view, record, group)).collect();
    disputes.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.record.cmp(&b.record)));
    disputes
}

fn dispute(view: &View, record: &str, group: &str) -> Option<Dispute> {
    let mut sides: Vec<(String, Vec<String>)> = view
        .states(record)
        .map(|(reviewer, state)| (reviewer.to_string(), in_group(&state.labels, group)))
        .filter(|(_, labels)| !labels.is_empty())
        .collect();
    sides.sort();
    let answers: Vec<&[String]> = sides.iter().map(|(_, labels)| labels.as_slice()).collect();
    let score = score(&answers);
    (score > 0.0).then(|| Dispute {
        record: record.to_owned(),
        score,
        decided: view.decision(record, group).is_some(),
        sides,
    })
}

/// The share of pairs of answers that differ, 0 to 1; 0 for fewer than two. Takes the judge's
/// answer as well, if it is among them.
#[must_use]
pub fn score<A: PartialEq>(answers: &[A]) -> f64 {
    let pairs = answers.len() * answers.len().saturating_sub(1) / 2;
    let differ = |(index, answer): (usize, &A)| {
        answers[index + 1..].iter().filter(|other| *other != answer).count()
    };
    let differing: usize = answers.iter().enumerate().map(differ).sum();
    if pairs == 0 { 0.0 } else { differing as f64 / pairs as f64 }
}

/// The queue of the disputes that are still open. Its order is that of the list.
#[must_use]
pub fn adjudication(group: &str, disputes: &[Dispute]) -> Queue {
    let items: Vec<Item> = disputes
        .iter()
        .filter(|dispute| !dispute.decided)
        .map(|dispute| Item {
            record: dispute.record.clone(),
            stratum: group.to_owned(),
            probability: None,
        })
        .collect();
    let stratum = Stratum { name: group.to_owned(), size: disputes.len(), sampled: items.len() };
    Queue {
        version: VERSION,
        seed: 0,
        design: Design { sampling: Sampling::Adjudication, size: items.len(), ..Design::default() },
        frame: Frame { records: disputes.len(), fingerprint: String::new(), strata: vec![stratum] },
        items,
    }
}

//! Whether two reviewers rest their labels on the same places.

use crate::agreement::spans::{Pooled, Range};
use crate::label::event::Located;
use crate::label::view::State;
use crate::record::{Field, Record};
use crate::session::Labels;
use crate::session::agreement::{Kind, Study};

/// The agreement of two reviewers on places.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanAgreement {
    /// Their names.
    pub raters: [String; 2],
    /// The places, of all texts together.
    pub spans: Pooled,
}

/// For every two reviewers of the study, on the records that both labelled. `read` gives a record by
/// its ordinal; those that cannot be read are left out.
pub fn span_agreement(
    study: &Study,
    labels: &Labels,
    mut read: impl FnMut(usize) -> Option<Record>,
) -> Vec<SpanAgreement> {
    let reviewers: Vec<usize> = (0..study.raters.len())
        .filter(|rater| study.raters[*rater].kind == Kind::Reviewer)
        .collect();
    let name = |rater: usize| study.raters[rater].name.as_str();
    let mut found = Vec::new();
    for (at, &a) in reviewers.iter().enumerate() {
        for &b in &reviewers[at + 1..] {
            let mut spans = Pooled::default();
            for item in study.ratings.rated_by_both(a, b) {
                let record = &study.ratings.items()[item];
                let state = |rater| labels.view.state(record, name(rater));
                let (Some(left), Some(right)) = (state(a), state(b)) else { continue };
                if has_evidence(left) || has_evidence(right) {
                    let Some(record) = read(study.ordinals[item] as usize) else { continue };
                    add(&mut spans, &record, left, right);
                }
            }
            if spans.texts > 0 {
                found.push(SpanAgreement { raters: [name(a).into(), name(b).into()], spans });
            }
        }
    }
    found
}

fn has_evidence(state: &State) -> bool {
    !state.evidence.is_empty() || state.labels.iter().any(|held| !held.evidence.is_empty())
}

fn add(spans: &mut Pooled, record: &Record, left: &State, right: &State) {
    for field in Field::ALL {
        let text = record.field(field);
        let tokens: Vec<Range> = text
            .split_whitespace()
            .map(|word| {
                let start = word.as_ptr() as usize - text.as_ptr() as usize;
                (start, start + word.len())
            })
            .collect();
        spans.add(&places(left, field, text), &places(right, field, text), &tokens);
    }
}

/// Where a reviewer's evidence stands in a text, each place once.
fn places(state: &State, field: Field, text: &str) -> Vec<Range> {
    let of_labels = state.labels.iter().flat_map(|held| &held.evidence);
    let here = of_labels.chain(&state.evidence).filter(|evidence| evidence.field == field);
    let mut places: Vec<Range> = here
        .filter_map(|evidence| match evidence.locate(text) {
            Located::Same(span) | Located::Moved(span) => Some((span.start, span.end)),
            Located::Gone => None,
        })
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}

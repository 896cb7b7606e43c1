//! What everyone has to say about one record: label, reason, evidence, note.

use serde_json::Value;

use super::raters::Kind;
use super::study::Study;
use crate::label::Evidence;
use crate::record::Record;
use crate::session::Labels;

/// One voice about a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// Who.
    pub name: String,
    /// The label as the study reads it; `None` for a voice that gives none.
    pub label: Option<String>,
    /// Follow-up codes of the labels.
    pub codes: Vec<String>,
    /// Reason or note.
    pub words: Vec<String>,
    /// The places that the label rests on.
    pub evidence: Vec<Evidence>,
}

/// Every rater of the study, then the judges of the record that are not among them.
#[must_use]
pub fn sides(study: &Study, labels: &Labels, record: &Record) -> Vec<Side> {
    let item = study.ratings.items().iter().position(|item| *item == record.id);
    let label = |rater| {
        let label = study.ratings.label_of(item?, rater)?;
        Some(study.ratings.labels()[label].clone())
    };
    let mut sides: Vec<Side> = study
        .raters
        .iter()
        .enumerate()
        .map(|(at, rater)| match rater.kind {
            Kind::Reviewer => of_reviewer(&rater.name, label(at), labels, record),
            _ => Side { name: rater.name.clone(), label: label(at), ..Side::default() },
        })
        .collect();
    for (judge, value) in &record.judges {
        let mut words = Vec::new();
        gather(judge, value, &mut words);
        sides.extend(words.into_iter().filter_map(|(name, text)| {
            let name = format!("judge.{name}");
            let known = study.raters.iter().any(|rater| rater.name.eq_ignore_ascii_case(&name));
            (!known).then(|| Side { name, words: vec![text], ..Side::default() })
        }));
    }
    sides
}

fn of_reviewer(name: &str, label: Option<String>, labels: &Labels, record: &Record) -> Side {
    let state = labels.view.state(&record.id, name).cloned().unwrap_or_default();
    let codes = state.labels.iter().flat_map(|held| &held.codes).map(ToString::to_string);
    let of_labels = state.labels.iter().flat_map(|held| &held.evidence);
    Side {
        name: name.to_owned(),
        label,
        codes: codes.collect(),
        words: state.note.iter().map(ToString::to_string).collect(),
        evidence: of_labels.chain(&state.evidence).cloned().collect(),
    }
}

/// Everything that a judge left, by name.
fn gather(name: &str, value: &Value, words: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) if text.trim().is_empty() => {}
        Value::String(text) => words.push((name.to_owned(), text.clone())),
        Value::Object(parts) => {
            for (part, value) in parts {
                gather(&format!("{name}.{part}"), value, words);
            }
        }
        other => words.push((name.to_owned(), other.to_string())),
    }
}

//! How well a judge's scores match what people say.

use super::refusal::Refusal;
use super::study::Study;
use super::survey::Survey;
use crate::agreement::Statistic;
use crate::agreement::calibration::{Scored, brier, expected_calibration_error};

/// Bins of the calibration error.
pub const BINS: usize = 10;

/// Scores against the reference's labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// The field of the scores.
    pub scores: String,
    /// What they are to be the probability of.
    pub label: String,
    /// Records with both.
    pub items: usize,
    /// Mean squared distance.
    pub brier: Statistic,
    /// Expected calibration error over ten equal bins.
    pub ece: Statistic,
}

/// The scores in the field `scores` as probabilities of `label`, by the study's reference.
///
/// # Errors
/// When there is no such field, or its values are no numbers.
pub fn calibration(
    study: &Study,
    survey: &Survey,
    scores: &str,
    label: usize,
) -> Result<Calibration, Refusal> {
    let path = scores.trim().to_lowercase();
    let field = survey.attribute(&path).ok_or_else(|| {
        Refusal::data(
            format!("no record has the field {scores}"),
            "`cotscope inspect` lists the fields",
        )
    })?;
    let mut of_record: Vec<Option<f64>> = vec![None; survey.records];
    for (value, members) in field.values.iter().zip(&field.members) {
        let number = value.parse::<f64>().map_err(|_| {
            let what = format!("the field {scores} holds {value}, which is no number");
            Refusal::data(what, "name a field of numbers from 0 to 1")
        })?;
        members.iter().for_each(|&member| of_record[member as usize] = Some(number));
    }
    let scored = |(item, ordinal): (usize, &u32)| {
        Some(Scored {
            probability: of_record[*ordinal as usize]?,
            truth: study.ratings.label_of(item, 0)? == label,
            weight: study.ratings.weight(item),
        })
    };
    let items: Vec<Scored> = study.ordinals.iter().enumerate().filter_map(scored).collect();
    Ok(Calibration {
        scores: scores.to_owned(),
        label: study.ratings.labels()[label].clone(),
        items: items.len(),
        brier: brier(&items),
        ece: expected_calibration_error(&items, BINS),
    })
}

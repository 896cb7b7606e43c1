//! `agree --disagreements`: the records that raters differ about, with what each of them said and why.

use serde_json::{Map, Value, json};

use super::super::failure::{Failure, exit};
use super::super::opening::Opening;
use super::super::output::Output;
use super::data::Data;
use crate::session::agreement::{Disagreement, Side, Study, disagreements, sides};

pub(super) fn run(
    data: &Data,
    study: &Study,
    opening: &Opening,
    out: &mut Output,
) -> Result<u8, Failure> {
    let found = disagreements(study);
    for one in found.iter().take(opening.most()) {
        let sides = match data.record(one.ordinal) {
            Some(record) => sides(study, &data.labels, &record),
            None => Vec::new(),
        };
        if out.json {
            out.object(&to_json(one, study, &sides))?;
        } else {
            print(one, study, &sides, out)?;
        }
    }
    Ok(if found.is_empty() { exit::NOTHING } else { exit::OK })
}

fn to_json(one: &Disagreement, study: &Study, sides: &[Side]) -> Value {
    let labels: Map<String, Value> = study
        .raters
        .iter()
        .zip(&one.labels)
        .map(|(rater, label)| (rater.name.clone(), json!(label)))
        .collect();
    let side = |side: &Side| {
        let evidence: Vec<Value> = side
            .evidence
            .iter()
            .map(|of| json!({"field": of.field.name(), "start": of.start, "end": of.end, "text": &*of.text}))
            .collect();
        json!({
            "rater": side.name, "label": side.label, "codes": side.codes,
            "words": side.words, "evidence": evidence,
        })
    };
    json!({
        "record": one.record,
        "score": one.score,
        "distance": one.distance,
        "labels": labels,
        "sides": sides.iter().map(side).collect::<Vec<_>>(),
    })
}

fn print(
    one: &Disagreement,
    study: &Study,
    sides: &[Side],
    out: &mut Output,
) -> Result<(), Failure> {
    let said = study.raters.iter().zip(&one.labels);
    let said: Vec<String> = said
        .map(|(rater, label)| format!("{} {}", rater.name, label.as_deref().unwrap_or("-")))
        .collect();
    out.heading(&format!("{}: {}", one.record, said.join(", ")))?;
    for side in sides {
        for words in &side.words {
            out.line(&format!("  {}: {words}", side.name))?;
        }
        for evidence in &side.evidence {
            out.line(&format!("  {}: “{}”", side.name, evidence.text))?;
        }
    }
    Ok(())
}

//! How the records divide by a field.

use std::collections::BTreeMap;

use crate::search::{clause_query, field_name, missing_query, value_query};
use crate::session::agreement::{Attribute, Refusal, Survey};
use crate::session::clauses::Clauses;

/// The division by the length of the chain.
pub const LENGTH: &str = "len";
/// The division by the clauses that are cited.
pub const CLAUSE: &str = "clause";
/// The division by the detectors that fired.
pub const DETECTOR: &str = "detector";

/// Values of a field beyond which it names records instead of dividing them.
const MOST_VALUES: usize = 200;
/// Values of numbers beyond which they are put into bins.
const MOST_NUMBERS: usize = 12;
/// Bins of numbers.
const BINS: usize = 8;

/// What divides the records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Division {
    /// The field's name.
    pub by: String,
    /// Its values, in the order of a scale or of appearance.
    pub portions: Vec<Portion>,
}

/// The records of one value. A record may have several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Portion {
    /// The value; `None` for records without any.
    pub value: Option<String>,
    /// A query for its records; `None` where the language cannot say it.
    pub query: Option<String>,
    /// Ordinals, ascending.
    pub members: Vec<u32>,
}

/// What is not a field of the records and has been found out about them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extra<'a> {
    /// What they cite.
    pub clauses: Option<&'a Clauses>,
    /// For each detector the records in which it fired.
    pub suggestions: Option<&'a [(String, Vec<u32>)]>,
}

/// The names of all fields that divide the records, those that are always there last.
#[must_use]
pub fn fields(survey: &Survey) -> Vec<String> {
    let divides = |field: &&Attribute| {
        let most = if numbers(field).is_some() { usize::MAX } else { MOST_VALUES };
        (2..=most).contains(&(field.values.len() + usize::from(field.rated() < survey.records)))
            && field.values.len() < survey.records
    };
    let named = survey.attributes.iter().filter(divides).map(|field| field_name(&field.path));
    named.chain([LENGTH, CLAUSE, DETECTOR].map(str::to_owned)).collect()
}

/// Divides the records by `by`.
///
/// # Errors
/// When there is no such field, or it names records instead of dividing them.
pub fn divide(by: &str, survey: &Survey, extra: Extra<'_>) -> Result<Division, Refusal> {
    let folded = by.trim().to_lowercase();
    let path = folded.strip_prefix("meta.").unwrap_or(&folded);
    let own = survey.attribute(&folded).or_else(|| survey.attribute(path));
    let portions = match (folded.as_str(), own) {
        (LENGTH | "length", _) => by_length(survey),
        (CLAUSE, _) => by_clause(survey, extra.clauses)?,
        (DETECTOR, _) => by_detector(survey, extra.suggestions),
        (_, Some(field)) => by_value(field, survey)?,
        (_, None) => return Err(unknown(by, survey)),
    };
    Ok(Division { by: by.to_owned(), portions })
}

fn unknown(by: &str, survey: &Survey) -> Refusal {
    let fields = fields(survey).join(", ");
    Refusal::data(format!("no record has the field {by}"), format!("--by takes: {fields}"))
}

fn by_value(field: &Attribute, survey: &Survey) -> Result<Vec<Portion>, Refusal> {
    let mut portions = match numbers(field) {
        Some(numbers) if numbers.len() > MOST_NUMBERS => by_number(field, &numbers),
        _ if field.values.len() > MOST_VALUES => {
            let what = format!("the field {} has {} values", field.path, field.values.len());
            let fix = "slice by a field with fewer values";
            return Err(
                Refusal::data(what, fix).because("it names records instead of dividing them")
            );
        }
        numbers => as_they_are(field, numbers.as_deref()),
    };
    let rest = without(portions.iter(), survey.records);
    if !rest.is_empty() {
        portions.push(Portion { value: None, query: missing_query(&field.path), members: rest });
    }
    Ok(portions)
}

fn as_they_are(field: &Attribute, numbers: Option<&[f64]>) -> Vec<Portion> {
    let mut order: Vec<usize> = (0..field.values.len()).collect();
    match numbers {
        Some(numbers) => order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b])),
        None => order.sort_by_key(|&at| std::cmp::Reverse(field.members[at].len())),
    }
    let portion = |at: usize| Portion {
        value: Some(field.values[at].clone()),
        query: value_query(&field.path, &field.values[at]),
        members: field.members[at].clone(),
    };
    order.into_iter().map(portion).collect()
}

/// Equal steps, of the logarithm where the numbers span more than two powers of ten.
fn by_number(field: &Attribute, numbers: &[f64]) -> Vec<Portion> {
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let most = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let logarithmic = least > 0.0 && most / least > 100.0;
    let scale = |x: f64| if logarithmic { x.ln() } else { x };
    let edge = |bin: usize| {
        let at = scale(least) + (scale(most) - scale(least)) * bin as f64 / BINS as f64;
        rounded(if logarithmic { at.exp() } else { at })
    };
    let edges: Vec<f64> = (1..BINS).map(edge).collect();
    let mut bins: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (number, members) in numbers.iter().zip(&field.members) {
        let bin = edges.iter().filter(|edge| *number >= **edge).count();
        bins.entry(bin).or_default().extend(members);
    }
    let name = field_name(&field.path);
    let portion = |(bin, mut members): (usize, Vec<u32>)| {
        members.sort_unstable();
        members.dedup();
        let low = bin.checked_sub(1).map(|at| edges[at]);
        let high = edges.get(bin).copied();
        let (value, query) = match (low, high) {
            (None, Some(high)) => (format!("below {high}"), format!("{name}:<{high}")),
            (Some(low), None) => (format!("{low} and more"), format!("{name}:>={low}")),
            (Some(low), Some(high)) => {
                (format!("{low} to {high}"), format!("{name}:>={low} AND {name}:<{high}"))
            }
            (None, None) => (String::new(), "*".to_owned()),
        };
        Portion { value: Some(value), query: Some(query), members }
    };
    bins.into_iter().map(portion).collect()
}

/// A number with three digits, so that edges of bins can be read.
fn rounded(number: f64) -> f64 {
    if number == 0.0 {
        return 0.0;
    }
    let unit = 10_f64.powi(number.abs().log10().floor() as i32 - 2);
    let text = format!("{:.12}", (number / unit).round() * unit);
    text.parse().unwrap_or(number)
}

/// The values as numbers, when all of them are.
fn numbers(field: &Attribute) -> Option<Vec<f64>> {
    let number =
        |value: &String| value.trim().parse().ok().filter(|number: &f64| number.is_finite());
    field.values.iter().map(number).collect()
}

/// Powers of two, as `cotscope sample --by len` makes strata.
fn by_length(survey: &Survey) -> Vec<Portion> {
    let mut bins: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (ordinal, &chars) in (0_u32..).zip(&survey.chars) {
        let least = chars.checked_ilog2().map_or(0, |power| 1 << power);
        bins.entry(least).or_default().push(ordinal);
    }
    let portion = |(least, members): (u32, Vec<u32>)| {
        let most = (2 * u64::from(least)).saturating_sub(1);
        let query =
            if least == 0 { "len:0".to_owned() } else { format!("len:[{least} TO {most}]") };
        Portion { value: Some(format!("{least}-{most}")), query: Some(query), members }
    };
    bins.into_iter().map(portion).collect()
}

fn by_clause(survey: &Survey, clauses: Option<&Clauses>) -> Result<Vec<Portion>, Refusal> {
    let clauses = clauses.ok_or_else(|| {
        let fix = "name the written policy with --spec FILE";
        Refusal::data("without a spec nothing is cited", fix)
    })?;
    let cited = clauses.rows.iter().filter(|row| row.records > 0);
    let mut portions: Vec<Portion> = cited
        .map(|row| Portion {
            value: Some(row.id.clone()),
            query: clause_query(&row.id),
            members: row.cited_in().collect(),
        })
        .collect();
    portions.sort_by_key(|portion| std::cmp::Reverse(portion.members.len()));
    let members = without(portions.iter(), survey.records);
    portions.push(Portion { value: None, query: Some("NOT has:citation".to_owned()), members });
    Ok(portions)
}

fn by_detector(survey: &Survey, suggestions: Option<&[(String, Vec<u32>)]>) -> Vec<Portion> {
    let suggestions = suggestions.unwrap_or_default();
    let mut portions: Vec<Portion> = suggestions
        .iter()
        .map(|(code, members)| Portion {
            value: Some(code.clone()),
            query: None,
            members: members.clone(),
        })
        .collect();
    portions.sort_by_key(|portion| std::cmp::Reverse(portion.members.len()));
    let members = without(portions.iter(), survey.records);
    portions.push(Portion { value: None, query: None, members });
    portions
}

/// The records in none of these portions.
fn without<'p>(portions: impl Iterator<Item = &'p Portion>, records: usize) -> Vec<u32> {
    let mut inside = vec![false; records];
    for &member in portions.flat_map(|portion| &portion.members) {
        if let Some(inside) = inside.get_mut(member as usize) {
            *inside = true;
        }
    }
    (0_u32..).zip(inside).filter(|(_, inside)| !inside).map(|(ordinal, _)| ordinal).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::record::Record;
    use crate::session::agreement::Tally;

    fn survey(rows: &[serde_json::Value]) -> Survey {
        let mut tally = Tally::default();
        for row in rows {
            let mut record = Record {
                cot: "x".repeat(row["n"].as_u64().unwrap() as usize),
                ..Record::default()
            };
            record.meta = row["meta"].as_object().cloned().unwrap_or_default();
            tally.add(&record);
        }
        tally.finish()
    }

    fn named(division: &Division) -> Vec<(Option<&str>, &[u32])> {
        let portions = division.portions.iter();
        portions.map(|portion| (portion.value.as_deref(), portion.members.as_slice())).collect()
    }

    #[test]
    fn values_lists_and_records_without_any() {
        let survey = survey(&[
            json!({"n": 0, "meta": {"model": "a", "tags": ["x", "y"]}}),
            json!({"n": 1, "meta": {"model": "b", "tags": ["x"]}}),
            json!({"n": 5, "meta": {"model": "b"}}),
        ]);
        let by = |field| divide(field, &survey, Extra::default());
        assert_eq!(named(&by("model").unwrap()), [(Some("b"), &[1, 2][..]), (Some("a"), &[0])]);
        let tags = by("meta.tags").unwrap();
        assert_eq!(named(&tags), [(Some("x"), &[0, 1][..]), (Some("y"), &[0]), (None, &[2])]);
        assert_eq!(tags.portions[2].query.as_deref(), Some("NOT tags:*"));
        let lengths = by("len").unwrap();
        assert_eq!(
            named(&lengths),
            [(Some("0-0"), &[0][..]), (Some("1-1"), &[1]), (Some("4-7"), &[2])]
        );
        assert!(by("clause").unwrap_err().fix.contains("--spec"));
        assert!(by("nothing").unwrap_err().fix.contains("model"));
    }

    #[test]
    fn many_numbers_make_bins_on_a_log_scale_where_they_span_much() {
        let rows: Vec<_> =
            (0..14).map(|n| json!({"n": 1, "meta": {"tokens": 2_u64.pow(n)}})).collect();
        let division = divide("tokens", &survey(&rows), Extra::default()).unwrap();
        assert!((6..=8).contains(&division.portions.len()), "{division:?}");
        let all: usize = division.portions.iter().map(|portion| portion.members.len()).sum();
        assert_eq!(all, 14);
        assert!(division.portions.iter().all(|portion| portion.members.len() <= 3), "{division:?}");
    }

    #[test]
    fn names_of_records_are_no_field_to_divide_by() {
        let rows: Vec<_> =
            (0..300).map(|n| json!({"n": 1, "meta": {"name": format!("r{n}")}})).collect();
        let survey = survey(&rows);
        assert!(!fields(&survey).contains(&"name".to_owned()));
        assert!(divide("name", &survey, Extra::default()).unwrap_err().what.contains("300 values"));
    }
}

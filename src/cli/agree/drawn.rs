//! What follows from how records were drawn: weights, what may enter a rate, the rate itself.

use std::collections::{BTreeSet, HashMap};

use super::super::args::RateMethod;
use super::super::failure::{Failure, exit};
use super::super::output::Output;
use super::data::{Data, Row};
use super::rates;
use crate::agreement::rate::{self, Judged, Labelled, Stratum};
use crate::label::{Origin, View};
use crate::review::{Queue, Sampling};

/// One over the inclusion probability of every record of a queue.
pub(super) fn weights(queue: &Queue) -> Result<HashMap<&str, f64>, Failure> {
    let weight =
        |item: &'_ crate::review::Item| item.probability.filter(|&p| p > 0.0).map(f64::recip);
    let weights = queue.items.iter().map(|item| Some((item.record.as_str(), weight(item)?)));
    weights.collect::<Option<_>>().ok_or_else(|| {
        Failure::new(exit::BAD_DATA, "the queue is no probability sample")
            .why("its records were chosen because they are disputed")
            .fix("draw one by --design random or stratified, or leave --queue out")
    })
}

/// Whether a reviewer's label on a record came from this queue. An import does not say where its
/// labels come from; on a record of the queue they are taken at the user's word.
pub(super) fn belongs(queue: &Queue, view: &View, record: &str, reviewer: &str) -> bool {
    let Some(event) = view.labelled_in(record, reviewer, &queue.id()) else { return false };
    match &event.drawn.origin {
        Origin::Import => queue.item(record).is_some(),
        origin => origin.is_probability_sample(),
    }
}

/// The true rate of `label`: the first rater's labels on the queue are the truth, the second rater,
/// if any, is the judge.
pub(super) fn rate(
    label: &str,
    method: Option<RateMethod>,
    data: &Data,
    out: &mut Output,
) -> Result<u8, Failure> {
    let Some(queue) = &data.queue else {
        return Err(refused("a rate needs the queue that was labelled"));
    };
    let method = method.unwrap_or(RateMethod::Stratified);
    let drawn: HashMap<&str, &Row> =
        data.rows.iter().map(|row| (row.record.as_str(), row)).collect();
    let read = |record: &str| drawn.get(record).copied().filter(|row| row.labels[0].is_some());
    let labelled: Vec<(&str, &Row)> = queue
        .items
        .iter()
        .filter_map(|item| Some((item.stratum.as_str(), read(&item.record)?)))
        .collect();
    if labelled.len() < queue.items.len() {
        out.say(&format!(
            "{} of {} records of the queue are labelled; the rate takes them for a random part of it",
            labelled.len(),
            queue.items.len()
        ));
    }
    speaks(label, data)?;
    if method == RateMethod::Stratified {
        let strata = strata(label, queue, &labelled);
        return rates::print(method, rate::stratified(&strata), &strata, data.excluded, out);
    }
    if queue.design.sampling != Sampling::Random {
        return Err(refused(
            "this method takes a simple random sample, and the queue is stratified",
        ));
    }
    let verdicts = Verdicts(label);
    if data.raters.len() < 2 {
        return Err(refused("this method needs a judge: --between PERSON,JUDGE"));
    }
    let counts = verdicts.labelled(&labelled);
    let estimate = match method {
        RateMethod::Difference => rate::difference(verdicts.judged(&data.rows), counts),
        RateMethod::Ppi => {
            let rest = data.rows.iter().filter(|row| row.labels[0].is_none());
            rate::prediction_powered(verdicts.judged(rest), counts, None)
        }
        _ => return Err(refused("this method takes counts: `cotscope agree rate --counts FILE`")),
    };
    rates::print(method, estimate, &[], data.excluded, out)
}

/// A judge that never says the label speaks another language than the people: the rate would come
/// out as if it had found nothing.
fn speaks(label: &str, data: &Data) -> Result<(), Failure> {
    let Some(judge) = data.raters.get(1) else { return Ok(()) };
    let said: BTreeSet<&str> =
        data.rows.iter().filter_map(|row| row.labels[1].as_deref()).take(MANY).collect();
    if said.contains(label) || data.rows.iter().any(|row| row.labels[1].as_deref() == Some(label)) {
        return Ok(());
    }
    let some: Vec<&str> = said.into_iter().take(5).collect();
    Err(Failure::new(exit::BAD_DATA, format!("{judge} never says {label}"))
        .why(format!("it says: {}", some.join(", ")))
        .fix(format!("translate it with --as VALUE={label}")))
}

/// Verdicts looked through for examples.
const MANY: usize = 1000;

fn refused(why: &str) -> Failure {
    Failure::new(exit::USAGE, "no rate can be given")
        .why(why)
        .fix("--method stratified fits every drawn queue")
}

/// The counts of each stratum of the queue; `judged` where the judge says one thing of all of them.
fn strata(label: &str, queue: &Queue, labelled: &[(&str, &Row)]) -> Vec<Stratum> {
    let says = |row: &Row, rater: usize| {
        row.labels.get(rater).is_some_and(|said| said.as_deref() == Some(label))
    };
    let stratum = |frame: &crate::review::Stratum| {
        let rows: Vec<&Row> =
            labelled.iter().filter(|(name, _)| *name == frame.name).map(|(_, row)| *row).collect();
        let flagged = rows.iter().filter(|row| says(row, 1)).count();
        let judged = match flagged {
            _ if rows.iter().any(|row| row.labels.get(1).is_none_or(Option::is_none)) => None,
            0 => Some(false),
            all if all == rows.len() => Some(true),
            _ => None,
        };
        Stratum {
            name: frame.name.clone(),
            size: frame.size as f64,
            sampled: rows.len() as f64,
            positive: rows.iter().filter(|row| says(row, 0)).count() as f64,
            judged,
        }
    };
    queue.frame.strata.iter().map(stratum).collect()
}

/// People's and the judge's verdicts on one label.
struct Verdicts<'a>(&'a str);

impl Verdicts<'_> {
    fn says(&self, row: &Row, rater: usize) -> Option<bool> {
        Some(row.labels.get(rater)?.as_deref()? == self.0)
    }

    fn judged<'r>(&self, rows: impl IntoIterator<Item = &'r Row>) -> Judged {
        let judged: Vec<bool> = rows.into_iter().filter_map(|row| self.says(row, 1)).collect();
        let flagged = judged.iter().filter(|&&flagged| flagged).count();
        Judged { n: judged.len() as f64, flagged: flagged as f64 }
    }

    fn labelled(&self, labelled: &[(&str, &Row)]) -> Labelled {
        let count = |person: bool, judge: bool| {
            let same =
                |row: &Row| self.says(row, 0) == Some(person) && self.says(row, 1) == Some(judge);
            labelled.iter().filter(|(_, row)| same(row)).count() as f64
        };
        Labelled {
            tp: count(true, true),
            fp: count(false, true),
            fn_: count(true, false),
            tn: count(false, false),
        }
    }
}

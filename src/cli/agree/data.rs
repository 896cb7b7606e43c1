//! The raters of a dataset: its judges and human labels, and the reviewers of its label logs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::super::args::Agree;
use super::super::failure::{Failure, exit};
use super::super::opening::Opening;
use super::super::output::Output;
use super::super::sample::read_queue;
use super::drawn;
use crate::agreement::ratings::Rating;
use crate::agreement::{Ratings, Summary};
use crate::dataset::Dataset;
use crate::label::scheme::UNSURE;
use crate::record::Record;
use crate::review::Queue;
use crate::search::values_at;
use crate::session::labels::{Access, Labels};

/// What each rater said about each record, and how the records were chosen.
pub(super) struct Data {
    /// The first is the reference.
    pub(super) raters: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) queue: Option<Queue>,
    /// Labels left out because the queue did not draw them.
    pub(super) excluded: usize,
}

/// One record.
pub(super) struct Row {
    pub(super) record: String,
    /// One a rater.
    pub(super) labels: Vec<Option<String>>,
    /// Values of the field of `--by`.
    slices: Vec<String>,
    /// One over the inclusion probability.
    weight: f64,
}

/// How a rating is read from a record.
struct Reader<'a> {
    labels: &'a Labels,
    group: &'a str,
    aliases: HashMap<&'a str, &'a str>,
    queue: Option<&'a Queue>,
    excluded: usize,
}

impl Data {
    pub(super) fn read(wish: &Agree, opening: &Opening, out: &mut Output) -> Result<Self, Failure> {
        let aliases = aliases(&wish.as_label)?;
        let queue = wish.queue.as_deref().map(read_queue).transpose()?;
        let paths = &opening.request.paths;
        let dataset = opening.dataset(paths, out)?;
        let labels = opening.labels(paths, Access::Read, out)?;
        let group = group(wish.group.as_deref(), &labels)?;
        let least = if wish.rate.is_some() { 1 } else { 2 };
        let raters = raters(&wish.between, least, &dataset, &labels)?;
        let items: Option<HashMap<&str, f64>> = queue.as_ref().map(drawn::weights).transpose()?;
        let mut reader =
            Reader { labels: &labels, group: &group, aliases, queue: queue.as_ref(), excluded: 0 };
        let mut rows = Vec::new();
        for record in dataset.records() {
            let Some(record) = opening.readable(record, out)? else { continue };
            let weight = match &items {
                None => 1.0,
                Some(items) => items.get(record.id.as_str()).copied().unwrap_or(0.0),
            };
            let labels = raters.iter().map(|rater| reader.label(&record, rater)).collect();
            let slices = wish.by.as_ref().map_or_else(Vec::new, |field| values_at(&record, field));
            rows.push(Row { record: record.id, labels, slices, weight });
        }
        let excluded = reader.excluded;
        Ok(Self { raters, rows, queue, excluded })
    }

    /// All ratings; with a queue, of its records.
    pub(super) fn ratings(&self) -> Vec<Rating> {
        self.of_rows(&self.rows.iter().collect::<Vec<_>>())
    }

    /// One rater after the other, so that the first stays the reference whoever rated the first row.
    fn of_rows(&self, rows: &[&Row]) -> Vec<Rating> {
        let rating = |at: usize, row: &Row| {
            Some(Rating {
                item: row.record.clone(),
                rater: self.raters[at].clone(),
                label: row.labels[at].clone()?,
                weight: row.weight,
            })
        };
        let drawn: Vec<&&Row> = rows.iter().filter(|row| row.weight > 0.0).collect();
        let by_rater = |at| drawn.iter().filter_map(move |row| rating(at, row));
        (0..self.raters.len()).flat_map(by_rater).collect()
    }

    /// Agreement by the values of `--by`, the least first.
    pub(super) fn slices(&self) -> Vec<(String, Summary)> {
        let mut slices: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            let none = [String::new()];
            let values = if row.slices.is_empty() { &none[..] } else { &row.slices };
            for value in values {
                slices.entry(value.clone()).or_default().push(row);
            }
        }
        let ratings = slices.into_iter().map(|(value, rows)| (value, self.of_rows(&rows)));
        let rated = ratings.filter(|(_, ratings)| !ratings.is_empty());
        super::worst_first(rated.map(|(value, ratings)| (value, Ratings::new(ratings))).collect())
    }

    pub(super) fn tell_excluded(&self, out: &mut Output) {
        if self.excluded > 0 {
            out.say(&format!("{} labels left out: not drawn by this queue", self.excluded));
        }
    }
}

impl Reader<'_> {
    fn label(&mut self, record: &Record, rater: &str) -> Option<String> {
        let said = match rater.split_once('.') {
            Some(("judge", name)) => spelled(record.judges.get(name)?),
            Some(("human", name)) => spelled(record.humans.get(name)?),
            _ => self.reviewer(record, rater),
        }?;
        Some(self.aliases.get(said.as_str()).map_or(said, |&label| label.to_owned()))
    }

    /// What a reviewer holds in the group; of several labels all, in order. `unsure` is no label.
    fn reviewer(&mut self, record: &Record, reviewer: &str) -> Option<String> {
        let state = self.labels.view.state(&record.id, reviewer)?;
        let held = state.in_group(self.group).filter(|held| &*held.label != UNSURE);
        let labels: BTreeSet<&str> = held.map(|held| &*held.label).collect();
        if labels.is_empty() {
            return None;
        }
        if let Some(queue) = self.queue
            && !drawn::belongs(queue, &self.labels.view, &record.id, reviewer)
        {
            self.excluded += 1;
            return None;
        }
        Some(labels.into_iter().collect::<Vec<_>>().join("+"))
    }
}

/// A verdict as a label; a list or an object is none.
fn spelled(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn aliases(words: &[String]) -> Result<HashMap<&str, &str>, Failure> {
    let wrong = |word: &String| {
        Failure::new(exit::USAGE, format!("--as {word}: it takes VALUE=LABEL"))
            .fix("for example --as flagged=deceptive")
    };
    words.iter().map(|word| word.split_once('=').ok_or_else(|| wrong(word))).collect()
}

fn group(named: Option<&str>, labels: &Labels) -> Result<String, Failure> {
    let groups = &labels.scheme.groups;
    let known = match named {
        None => groups.first(),
        Some(name) => groups.iter().find(|group| group.id == name),
    };
    known.map(|group| group.id.clone()).ok_or_else(|| {
        let ids: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
        let what = format!("--group {}: the scheme has no such group", named.unwrap_or_default());
        Failure::new(exit::USAGE, what).fix(format!("its groups are: {}", ids.join(", ")))
    })
}

/// The raters to compare: those named, else the reviewers, else the human columns.
fn raters(
    between: &[String],
    least: usize,
    dataset: &Dataset,
    labels: &Labels,
) -> Result<Vec<String>, Failure> {
    let columns = columns(dataset);
    let reviewers = reviewers(labels);
    let known: Vec<&String> = columns.iter().chain(&reviewers).collect();
    let offer = |failure: Failure| {
        let names: Vec<&str> = known.iter().map(|name| name.as_str()).collect();
        failure.fix(match names.as_slice() {
            [] => "label the data, or name its judges with --map judge.NAME=POINTER".to_owned(),
            names => format!("--between takes: {}", names.join(", ")),
        })
    };
    if let Some(unknown) = between.iter().find(|name| !known.contains(name)) {
        return Err(offer(Failure::new(exit::BAD_DATA, format!("there is no rater {unknown}"))));
    }
    let human: Vec<String> =
        columns.iter().filter(|name| name.starts_with("human.")).cloned().collect();
    let chosen = match between {
        [] if reviewers.len() >= 2 => reviewers.iter().cloned().collect(),
        [] => human,
        named => named.to_vec(),
    };
    if chosen.len() < least {
        return Err(offer(Failure::new(exit::USAGE, "agreement is between two raters or more")));
    }
    Ok(chosen)
}

/// Judges and people that the mapping of any source names.
fn columns(dataset: &Dataset) -> BTreeSet<String> {
    let sources = dataset.sources().iter();
    sources.flat_map(|source| source.mapping.raters()).map(|mapped| mapped.field.clone()).collect()
}

fn reviewers(labels: &Labels) -> BTreeSet<String> {
    labels.view.events().map(|(event, _)| event.reviewer.to_string()).collect()
}

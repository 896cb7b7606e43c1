//! Drawing a queue, and drawing more for it later.
//!
//! Every record draws a number that depends on the seed and its id alone; a sample of n is the n
//! lowest numbers of each stratum. So the draw is reproducible, does not depend on the order of the
//! frame, and the larger sample contains the smaller one: after an extension the whole queue is a
//! simple random sample of its new size within each stratum, and all probabilities are n/N again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use xxhash_rust::xxh3::xxh3_64;

use super::queue::{Design, Frame, Item, Queue, Sampling, Stratum, VERSION, ticket};

/// A record that can be drawn, with what a design may look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub record: String,
    /// Fields, judges' verdicts, detectors … and their values. `Disputed` and `Ranked` read the number
    /// of `merit`.
    pub attributes: Vec<(String, String)>,
}

impl Candidate {
    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The stratum that it falls into: the values of the attributes that strata are made by.
    #[must_use]
    pub fn stratum(&self, by: &[String]) -> String {
        match by {
            [] => "all".to_owned(),
            [one] => self.value(one).unwrap_or("(none)").to_owned(),
            several => {
                let parts = several
                    .iter()
                    .map(|name| format!("{name}={}", self.value(name).unwrap_or("(none)")));
                parts.collect::<Vec<_>>().join(", ")
            }
        }
    }

    fn merit(&self) -> f64 {
        let number = self.value("merit").and_then(|value| value.parse::<f64>().ok());
        number.filter(|number| number.is_finite()).unwrap_or(0.0)
    }
}

/// Why nothing was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawError {
    /// No records at all.
    EmptyFrame,
    /// Nothing asked for.
    NoSize,
    /// More strata than records to be drawn.
    TooManyStrata {
        /// How many there are.
        strata: usize,
        /// How many records were asked for.
        size: usize,
    },
    /// A record comes twice.
    Twice(String),
    /// More shared records than records.
    TooManyShared,
    /// Records or strata are not those that the queue was drawn from.
    FrameChanged,
}

impl fmt::Display for DrawError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DrawError::EmptyFrame => out.write_str("there is no record to draw from"),
            DrawError::NoSize => out.write_str("the size is 0: say how many to draw"),
            DrawError::TooManyStrata { strata, size } => write!(
                out,
                "{strata} strata and {size} records to draw: every stratum needs at least one; draw \
                 more, or stratify by a field with fewer values"
            ),
            DrawError::Twice(record) => write!(out, "the record {record} is in the frame twice"),
            DrawError::TooManyShared => out.write_str("more shared records than records to draw"),
            DrawError::FrameChanged => out.write_str(
                "records or strata have changed since the queue was drawn, so that its probabilities \
                 would be wrong: draw a new queue",
            ),
        }
    }
}

impl std::error::Error for DrawError {}

/// Draws a queue of `design` from all `candidates`, in any order.
///
/// # Errors
/// When the design cannot be drawn from this frame.
pub fn draw(
    seed: u64,
    design: Design,
    candidates: impl IntoIterator<Item = Candidate>,
) -> Result<Queue, DrawError> {
    let population = Population::new(seed, &design, candidates)?;
    let empty =
        Queue { version: VERSION, seed, design, frame: population.frame(), items: Vec::new() };
    let size = empty.design.size;
    fill(empty, &population, size)
}

/// Draws `more` records for a queue. Nothing is drawn twice, items that are there stay where they
/// are, and all probabilities become those of the whole.
///
/// # Errors
/// When the candidates are not the frame that the queue was drawn from.
pub fn extend(
    queue: Queue,
    more: usize,
    candidates: impl IntoIterator<Item = Candidate>,
) -> Result<Queue, DrawError> {
    let population = Population::new(queue.seed, &queue.design, candidates)?;
    if population.frame().fingerprint != queue.frame.fingerprint {
        return Err(DrawError::FrameChanged);
    }
    let size = queue.items.len() + more;
    fill(queue, &population, size)
}

/// The frame in the order in which it is drawn.
struct Population {
    /// By stratum, the first to be drawn first.
    strata: BTreeMap<String, Vec<String>>,
    fingerprint: u64,
    /// The most disputed or best ranked first: one list over all strata.
    by_merit: Option<Vec<(String, String)>>,
}

impl Population {
    fn new(
        seed: u64,
        design: &Design,
        candidates: impl IntoIterator<Item = Candidate>,
    ) -> Result<Self, DrawError> {
        let mut strata: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
        let mut ordered = Vec::new();
        let mut fingerprint = 0u64;
        let wants_order = matches!(design.sampling, Sampling::Disputed | Sampling::Ranked);
        for candidate in candidates {
            let stratum = candidate.stratum(&design.by);
            let content = format!("{}\0{stratum}", candidate.record);
            fingerprint = fingerprint.wrapping_add(xxh3_64(content.as_bytes()));
            let number = ticket(seed, &candidate.record);
            if wants_order {
                let merit = candidate.merit();
                ordered.push((merit, number, candidate.record.clone(), stratum.clone()));
            }
            strata.entry(stratum).or_default().push((number, candidate.record));
        }
        distinct(&strata)?;
        ordered.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, &a.2).cmp(&(b.1, &b.2))));
        let strata = strata.into_iter().map(|(name, mut records)| {
            records.sort_unstable();
            (name, records.into_iter().map(|(_, record)| record).collect())
        });
        Ok(Self {
            strata: strata.collect(),
            fingerprint,
            by_merit: wants_order.then(|| ordered.into_iter().map(|(_, _, r, s)| (r, s)).collect()),
        })
    }

    fn frame(&self) -> Frame {
        let stratum = |(name, records): (&String, &Vec<String>)| Stratum {
            name: name.clone(),
            size: records.len(),
            sampled: 0,
        };
        Frame {
            records: self.strata.values().map(Vec::len).sum(),
            fingerprint: format!("{:016x}", self.fingerprint),
            strata: self.strata.iter().map(stratum).collect(),
        }
    }

    /// All records that a queue of `size` holds, with their strata; in order of merit, all there are.
    fn sample(&self, design: &Design, taken: &Frame, size: usize) -> Vec<(String, String)> {
        if let Some(order) = &self.by_merit {
            return order.clone(); // may have changed since: the caller leaves out what it has
        }
        let least = |name: &String| {
            taken
                .strata
                .iter()
                .find(|stratum| stratum.name == *name)
                .map_or(0, |stratum| stratum.sampled)
        };
        let sizes: Vec<_> = self
            .strata
            .iter()
            .map(|(name, records)| (name.as_str(), records.len(), least(name)))
            .collect();
        let shares = design.allocation.divide(size, &sizes);
        let drawn = self.strata.iter().zip(shares).flat_map(|((name, records), share)| {
            records.iter().take(share).map(move |record| (record.clone(), name.clone()))
        });
        drawn.collect()
    }
}

fn distinct(strata: &BTreeMap<String, Vec<(u64, String)>>) -> Result<(), DrawError> {
    let mut seen = HashSet::new();
    for (_, record) in strata.values().flatten() {
        if !seen.insert(record) {
            return Err(DrawError::Twice(record.clone()));
        }
    }
    Ok(())
}

/// Brings a queue to `size` records and its probabilities up to date.
fn fill(mut queue: Queue, population: &Population, size: usize) -> Result<Queue, DrawError> {
    let strata = population.strata.len();
    if strata == 0 {
        return Err(DrawError::EmptyFrame);
    }
    if size == 0 {
        return Err(DrawError::NoSize);
    }
    if queue.design.shared > size {
        return Err(DrawError::TooManyShared);
    }
    if strata > size && population.by_merit.is_none() {
        return Err(DrawError::TooManyStrata { strata, size });
    }
    let known: HashSet<&str> = queue.items.iter().map(|item| item.record.as_str()).collect();
    let sample = population.sample(&queue.design, &queue.frame, size);
    let mut new: Vec<Item> = sample
        .into_iter()
        .filter(|(record, _)| !known.contains(record.as_str()))
        .take(size - known.len())
        .map(|(record, stratum)| Item { record, stratum, probability: None })
        .collect();
    if population.by_merit.is_none() {
        // The shared ones are the first of the first draw: mixed, or they would be of one stratum.
        let seed = !queue.seed;
        new.sort_by_cached_key(|item| (ticket(seed, &item.record), item.record.clone()));
    }
    queue.items.extend(new);
    queue.design.size = queue.items.len();
    settle(&mut queue, population.by_merit.is_none());
    Ok(queue)
}

/// Counts what was drawn and writes the probabilities.
fn settle(queue: &mut Queue, is_probability_sample: bool) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for item in &queue.items {
        *counts.entry(&item.stratum).or_default() += 1;
    }
    for stratum in &mut queue.frame.strata {
        stratum.sampled = counts.get(stratum.name.as_str()).copied().unwrap_or(0);
    }
    let probabilities: HashMap<&str, f64> = queue
        .frame
        .strata
        .iter()
        .map(|stratum| (stratum.name.as_str(), stratum.sampled as f64 / stratum.size as f64))
        .collect();
    for item in &mut queue.items {
        let probability = probabilities.get(item.stratum.as_str()).copied();
        item.probability = probability.filter(|_| is_probability_sample);
    }
}

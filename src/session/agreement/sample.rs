//! How the records that people labelled were drawn: from the queue's file, or from what the label
//! logs recorded where the file is gone.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use super::refusal::Refusal;
use crate::label::{Origin, View};
use crate::review::{Queue, Sampling};

/// A probability sample of a dataset.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// What label events call its queue.
    pub id: String,
    /// By what kind of choice it was drawn.
    pub sampling: Sampling,
    /// The fields by which the strata were made; `None` where that is not known any more.
    pub by: Option<Vec<String>>,
    /// Records in the frame.
    pub frame: f64,
    /// Records drawn.
    pub drawn: usize,
    /// The parts of the frame.
    pub strata: Vec<Part>,
    /// The queue's file is gone: the sizes of the parts follow from the probabilities of what was
    /// labelled, as if everything drawn had been.
    pub inferred: bool,
    /// Stratum and inclusion probability of each record drawn.
    items: HashMap<String, (usize, f64)>,
}

/// A stratum of the frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Records in it.
    pub size: f64,
    /// Records drawn from it.
    pub drawn: usize,
}

impl Sample {
    /// From a queue.
    ///
    /// # Errors
    /// When its records were chosen because they are disputed: that is no probability sample.
    pub fn of_queue(queue: &Queue) -> Result<Self, Refusal> {
        let parts = queue.frame.strata.iter().map(|stratum| Part {
            name: stratum.name.clone(),
            size: stratum.size as f64,
            drawn: stratum.sampled,
        });
        let strata: Vec<Part> = parts.collect();
        let item = |item: &crate::review::Item| {
            let part = strata.iter().position(|part| part.name == item.stratum)?;
            Some((item.record.clone(), (part, item.probability.filter(|&p| p > 0.0)?)))
        };
        let items: Option<HashMap<_, _>> = queue.items.iter().map(item).collect();
        let items = items.ok_or_else(|| {
            Refusal::data(
                "the queue is no probability sample",
                "draw one by --design random or stratified, or leave --queue out",
            )
            .because(
                "its records were chosen because they are disputed, or their stratum is not named",
            )
        })?;
        Ok(Self {
            id: queue.id(),
            sampling: queue.design.sampling,
            by: Some(queue.design.by.clone()),
            frame: queue.frame.records as f64,
            drawn: queue.items.len(),
            strata,
            inferred: false,
            items,
        })
    }

    /// The sample by which most labels were drawn, from its file beside the labels or one level below,
    /// else from what the labels recorded. `None` when no label was drawn by chance.
    #[must_use]
    pub fn recorded(view: &View, dir: &Path) -> Option<Self> {
        let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
        for (event, undone) in view.events() {
            if !undone && event.drawn.origin.is_probability_sample() {
                *labels.entry(event.drawn.queue.as_deref()?).or_default() += 1;
            }
        }
        let (id, _) = labels.into_iter().max_by_key(|(_, labels)| *labels)?;
        let on_disk = queues(dir).into_iter().find(|queue| queue.id() == id);
        on_disk.and_then(|queue| Self::of_queue(&queue).ok()).or_else(|| Self::of_labels(view, id))
    }

    fn of_labels(view: &View, id: &str) -> Option<Self> {
        let mut strata: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
        let mut seen: HashSet<&str> = HashSet::new();
        let mut items: Vec<(&str, &str, f64)> = Vec::new();
        let mut sampling = Sampling::Random;
        for (event, _) in view.events().filter(|(_, undone)| !undone) {
            let drawn = &event.drawn;
            let probability = drawn.probability.filter(|&p| p > 0.0);
            let (Some(true), Some(p)) =
                (drawn.queue.as_deref().map(|queue| queue == id), probability)
            else {
                continue;
            };
            if !seen.insert(&event.record) {
                continue;
            }
            if drawn.origin == Origin::Stratified {
                sampling = Sampling::Stratified;
            }
            let stratum = drawn.stratum.as_deref().unwrap_or("all");
            let part = strata.entry(stratum).or_default();
            *part = (part.0 + 1.0 / p, part.1 + 1);
            items.push((&event.record, stratum, p));
        }
        let names: Vec<&str> = strata.keys().copied().collect();
        let at = |name| names.iter().position(|other| *other == name);
        Some(Self {
            id: id.to_owned(),
            sampling,
            by: None,
            frame: strata.values().map(|(size, _)| size.round()).sum(),
            drawn: items.len(),
            inferred: true,
            items: items
                .iter()
                .filter_map(|(record, name, p)| Some(((*record).to_owned(), (at(*name)?, *p))))
                .collect(),
            strata: strata
                .into_iter()
                .map(|(name, (size, drawn))| Part {
                    name: name.to_owned(),
                    size: size.round(),
                    drawn,
                })
                .collect(),
        })
    }

    /// Stratum and inclusion probability of a record; `None` when it was not drawn.
    #[must_use]
    pub fn item(&self, record: &str) -> Option<(usize, f64)> {
        self.items.get(record).copied()
    }

    /// Whether a reviewer's label on a record came from this sample. An import does not say where its
    /// labels come from; on a record of the sample they are taken at the user's word.
    #[must_use]
    pub fn drew(&self, view: &View, record: &str, reviewer: &str) -> bool {
        let Some(event) = view.labelled_in(record, reviewer, &self.id) else { return false };
        match &event.drawn.origin {
            Origin::Import => self.item(record).is_some(),
            origin => origin.is_probability_sample(),
        }
    }
}

/// The queues whose files lie in the directory of the labels, or in one below it.
fn queues(dir: &Path) -> Vec<Queue> {
    let read = |path: &Path| std::fs::read_dir(path).into_iter().flatten().flatten();
    let below = read(dir).map(|entry| entry.path()).filter(|path| path.is_dir());
    let folders = std::iter::once(dir.to_owned()).chain(below);
    let files = folders.flat_map(|folder| read(&folder).collect::<Vec<_>>());
    let json =
        files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == "json"));
    json.filter_map(|path| Queue::read(&path).ok()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::label::{Choice, Drawn, Event, What};

    fn labelled(view: &mut View, record: &str, seq: u64, drawn: Drawn) {
        let what = What::Label {
            group: "verdict".into(),
            label: "ok".into(),
            choice: Choice::Single,
            codes: Vec::new(),
            evidence: Vec::new(),
        };
        let event = Event::new(Timestamp::UNIX_EPOCH, record, what);
        view.apply(Event {
            seq,
            id: format!("e{seq}").into(),
            reviewer: "ada".into(),
            drawn: drawn.into(),
            ..event
        });
    }

    fn drawn(stratum: &str, probability: f64) -> Drawn {
        Drawn {
            origin: Origin::Stratified,
            queue: Some("q-1".into()),
            stratum: Some(stratum.into()),
            probability: Some(probability),
        }
    }

    #[test]
    fn without_its_file_a_sample_follows_from_what_the_labels_recorded() {
        let mut view = View::new();
        for (at, record) in ["a", "b", "c"].into_iter().enumerate() {
            labelled(&mut view, record, at as u64 + 1, drawn("fail", 0.3));
        }
        labelled(&mut view, "d", 4, drawn("pass", 0.01));
        labelled(&mut view, "e", 5, Drawn::default());
        let sample = Sample::recorded(&view, Path::new("/nowhere")).unwrap();
        let sizes: Vec<_> =
            sample.strata.iter().map(|part| (part.name.as_str(), part.size, part.drawn)).collect();
        assert_eq!(sizes, [("fail", 10.0, 3), ("pass", 100.0, 1)]);
        assert!(sample.inferred && sample.sampling == Sampling::Stratified);
        assert!(sample.drew(&view, "a", "ada"));
        assert!(!sample.drew(&view, "e", "ada"), "found by browsing");
    }

    #[test]
    fn labels_that_nobody_drew_are_no_sample() {
        let mut view = View::new();
        labelled(&mut view, "a", 1, Drawn::default());
        assert_eq!(Sample::recorded(&view, Path::new("/nowhere")), None);
    }
}

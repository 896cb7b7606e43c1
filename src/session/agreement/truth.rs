//! The true rate of a label, by every estimator that the design of the sample supports; the others say
//! why not.

use std::collections::{BTreeSet, HashMap};

use super::refusal::Refusal;
use super::sample::Sample;
use super::study::Study;
use crate::agreement::rate::{
    self, JudgeQuality, Judged, Labelled, More, Rate, Stratum, more_at_random, more_in_strata,
    more_of_judge,
};
use crate::review::Sampling;

/// Estimators of the true rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Labelled items were drawn at random within strata.
    Stratified,
    /// Labelled items were drawn at random from the judged ones.
    Difference,
    /// Labelled items and judged items are different samples.
    Ppi,
    /// The judge's quality comes from samples of its own.
    RoganGladen,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 4] =
        [Method::Stratified, Method::Difference, Method::Ppi, Method::RoganGladen];

    /// The word on the command line and in outputs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stratified => "stratified",
            Self::Difference => "difference",
            Self::Ppi => "ppi",
            Self::RoganGladen => "rogan-gladen",
        }
    }
}

/// A rate and what would make it surer.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// The rate.
    pub rate: Rate,
    /// Labels that would halve its interval; empty when no number would.
    pub more: Vec<More>,
    /// Records of the sample without a label of the reference yet.
    pub unread: usize,
}

/// The true rate of `label`: the first rater's labels on the sample are the truth, the second rater, if
/// there is one, is the judge.
///
/// # Errors
/// When the design does not support it, or the judge never says the label.
pub fn truth(study: &Study, label: &str, method: Method) -> Result<Truth, Refusal> {
    let sample = study
        .sample
        .as_deref()
        .ok_or_else(|| refused("nothing says how the labelled records were drawn"))?;
    let counting = Counting { study, sample, name: label, label: study.label(label) };
    counting.checked()?;
    let unread = sample.drawn.saturating_sub(counting.read().count());
    let (rate, more) = match method {
        Method::Stratified => counting.stratified()?,
        _ if sample.sampling != Sampling::Random => {
            return Err(refused(
                "this method takes a simple random sample, and the queue is stratified",
            ));
        }
        _ if study.raters.len() < 2 => {
            return Err(refused("this method needs a judge beside the person"));
        }
        Method::Difference => counting.difference()?,
        Method::Ppi => counting.ppi()?,
        Method::RoganGladen => counting.rogan_gladen()?,
    };
    Ok(Truth { rate, more, unread })
}

fn refused(why: &str) -> Refusal {
    let fix = "draw a queue with `cotscope sample`, label what it holds, and name it with --queue; \
               --method stratified fits every drawn queue";
    Refusal::usage("no rate can be given", fix).because(why)
}

struct Counting<'a> {
    study: &'a Study,
    sample: &'a Sample,
    name: &'a str,
    /// The label's number; `None` when nobody gives it, so that its rate is that of no finding.
    label: Option<usize>,
}

impl Counting<'_> {
    /// A judge that never says the label speaks another language than the people: the rate would come
    /// out as if it had found nothing. And the label must be somebody's.
    fn checked(&self) -> Result<(), Refusal> {
        let label = self.name;
        let Some(judge) = self.study.raters.get(1) else { return Ok(()) };
        let said: BTreeSet<&str> = self.study.said[1].values().map(String::as_str).collect();
        if said.iter().any(|said| said.eq_ignore_ascii_case(label)) {
            return Ok(());
        }
        let some: Vec<&str> = said.into_iter().take(5).collect();
        Err(Refusal::data(
            format!("{} never says {label}", judge.name),
            format!(
                "translate it with --as VALUE={label}, or read both as fault or fine (--faults)"
            ),
        )
        .because(format!("it says: {}", some.join(", "))))
    }

    fn says(&self, item: usize, rater: usize) -> Option<bool> {
        let said = self.study.ratings.label_of(item, rater)?;
        Some(Some(said) == self.label)
    }

    /// The items of the sample that the reference labelled, with their strata.
    fn read(&self) -> impl Iterator<Item = (usize, usize)> {
        let items = self.study.ratings.items().iter().enumerate();
        items.filter_map(|(item, record)| {
            self.study.ratings.label_of(item, 0)?;
            Some((item, self.sample.item(record)?.0))
        })
    }

    fn strata(&self) -> Vec<Stratum> {
        let mut by_stratum: HashMap<usize, Vec<usize>> = HashMap::new();
        for (item, stratum) in self.read() {
            by_stratum.entry(stratum).or_default().push(item);
        }
        let none = Vec::new();
        let parts = self.sample.strata.iter().enumerate();
        parts
            .map(|(at, part)| {
                let items = by_stratum.get(&at).unwrap_or(&none);
                Stratum {
                    name: part.name.clone(),
                    size: part.size,
                    sampled: items.len() as f64,
                    positive: items.iter().filter(|&&item| self.says(item, 0) == Some(true)).count()
                        as f64,
                    judged: self.judged(items),
                }
            })
            .collect()
    }

    /// Whether the strata were made by what the judge says, so that it says the same of all of one.
    fn by_the_judge(&self) -> bool {
        let Some(judge) = self.study.raters.get(1) else { return false };
        let names = |field: &String| {
            let path = judge.path.as_deref().unwrap_or(&judge.name);
            field.eq_ignore_ascii_case(&judge.name) || field.eq_ignore_ascii_case(path)
        };
        match &self.sample.by {
            Some(by) => by.iter().any(names),
            None => self.sample.sampling == Sampling::Stratified,
        }
    }

    /// What the judge says of a whole stratum. The records that were read would not tell: a few may
    /// agree by chance.
    fn judged(&self, items: &[usize]) -> Option<bool> {
        if !self.by_the_judge() {
            return None;
        }
        let first = self.says(*items.first()?, 1)?;
        items.iter().all(|&item| self.says(item, 1) == Some(first)).then_some(first)
    }

    fn labelled(&self) -> Labelled {
        let items: Vec<usize> = self.read().map(|(item, _)| item).collect();
        let count = |person: bool, judge: bool| {
            let same = |item: &&usize| {
                self.says(**item, 0) == Some(person) && self.says(**item, 1) == Some(judge)
            };
            items.iter().filter(same).count() as f64
        };
        Labelled {
            tp: count(true, true),
            fp: count(false, true),
            fn_: count(true, false),
            tn: count(false, false),
        }
    }

    /// What the judge says of all records, labelled or not.
    fn population(&self) -> Judged {
        let said = &self.study.said[1];
        let flagged = said.values().filter(|label| label.eq_ignore_ascii_case(self.name)).count();
        Judged { n: said.len() as f64, flagged: flagged as f64 }
    }

    fn stratified(&self) -> Result<(Rate, Vec<More>), Refusal> {
        let strata = self.strata();
        let rate = rate::stratified(&strata).map_err(|why| refused(&why.0))?;
        Ok((rate, more_in_strata(&strata)))
    }

    fn difference(&self) -> Result<(Rate, Vec<More>), Refusal> {
        let (population, labelled) = (self.population(), self.labelled());
        let rate = rate::difference(population, labelled).map_err(|why| refused(&why.0))?;
        let more = more_at_random(rate.n_labelled, population.n);
        Ok((rate, more))
    }

    fn ppi(&self) -> Result<(Rate, Vec<More>), Refusal> {
        let (population, labelled) = (self.population(), self.labelled());
        let n = labelled.tp + labelled.fp + labelled.fn_ + labelled.tn;
        let rest =
            Judged { n: population.n - n, flagged: population.flagged - labelled.tp - labelled.fp };
        let rate = rate::prediction_powered(rest, labelled, None).map_err(|why| refused(&why.0))?;
        let more = more_at_random(rate.n_labelled, f64::INFINITY);
        Ok((rate, more))
    }

    fn rogan_gladen(&self) -> Result<(Rate, Vec<More>), Refusal> {
        let (population, labelled) = (self.population(), self.labelled());
        let (m1, m0) = (labelled.tp + labelled.fn_, labelled.fp + labelled.tn);
        let judge = JudgeQuality {
            p: population.flagged / population.n,
            n: population.n,
            sensitivity: if m1 > 0.0 { labelled.tp / m1 } else { 0.0 },
            m1,
            specificity: if m0 > 0.0 { labelled.tn / m0 } else { 0.0 },
            m0,
        };
        if m1 == 0.0 || m0 == 0.0 {
            return Err(refused(
                "the sample holds only one kind of item, so that the judge's \
                                sensitivity or specificity is unknown",
            ));
        }
        let rate = rate::rogan_gladen(judge).map_err(|why| refused(&why.0))?;
        Ok((rate, more_of_judge(judge)))
    }
}

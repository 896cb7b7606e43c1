//! A dataset with its raters: opened, read once, put side by side.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;

use super::super::args::Agree;
use super::super::failure::{Failure, exit};
use super::super::opening::Opening;
use super::super::output::Output;
use super::super::progress::{Bar, Unit};
use super::super::sample::read_queue;
use crate::dataset::Dataset;
use crate::record::Record;
use crate::session::agreement::{
    Calibration, Question, Refusal, Sample, Sources, SpanAgreement, Study, Survey, Tally,
    calibration, span_agreement,
};
use crate::session::clauses::{Clauses, Tally as ClauseTally};
use crate::session::labels::{Access, Labels};
use crate::session::slices::{CLAUSE, DETECTOR, Fired, Firing};

/// What was read.
pub(super) struct Data {
    pub(super) dataset: Dataset,
    pub(super) labels: Labels,
    pub(super) survey: Survey,
    /// What the records cite, where that was asked for and a spec is there.
    pub(super) clauses: Option<Clauses>,
    /// The records in which each detector fired, where that was asked for.
    pub(super) suggestions: Option<Fired>,
}

impl Data {
    /// Opens the dataset, and reads it.
    pub(super) fn open(wish: &Agree, opening: &Opening, out: &mut Output) -> Result<Self, Failure> {
        let dataset = opening.dataset(&opening.request.paths, out)?;
        Self::read(wish, dataset, opening, out)
    }

    /// Reads a dataset that is open already: standard input can be opened only once.
    pub(super) fn read(
        wish: &Agree,
        dataset: Dataset,
        opening: &Opening,
        out: &mut Output,
    ) -> Result<Self, Failure> {
        let labels = opening.labels(&opening.request.paths, Access::Read, out)?;
        let specs = opening.specs(out)?;
        let citer = opening.detector(&specs);
        let by = |name| wish.by.as_deref() == Some(name);
        let mut clauses = (by(CLAUSE) && !specs.is_empty()).then(|| ClauseTally::new(&specs));
        let mut fired = by(DETECTOR).then(|| Firing::new(&specs));
        let mut tally = Tally::default();
        let mut bar = Bar::new("reading ratings", Unit::Records, opening.quiet);
        for (at, record) in dataset.records().enumerate() {
            bar.show(at as u64, dataset.len() as u64);
            // One that cannot be read keeps its number.
            let record = opening.readable(record, out)?.unwrap_or_default();
            tally.add(&record);
            if clauses.is_none() && fired.is_none() {
                continue;
            }
            let citations = citer.cite(&record);
            if let Some(clauses) = &mut clauses {
                clauses.add(&record, &citations);
            }
            if let Some(fired) = &mut fired {
                fired.add(u32::try_from(at).unwrap_or(u32::MAX), &record, &citations);
            }
        }
        bar.clear();
        Ok(Self {
            survey: tally.finish(),
            clauses: clauses.map(ClauseTally::finish),
            suggestions: fired.map(Firing::finish),
            dataset,
            labels,
        })
    }

    pub(super) fn sources(&self) -> Sources<'_> {
        Sources { dataset: &self.dataset, survey: &self.survey, labels: &self.labels }
    }

    /// The ratings that are asked for.
    pub(super) fn study(&self, wish: &Agree) -> Result<Study, Failure> {
        let queue = wish.queue.as_deref().map(read_queue).transpose()?;
        let sample = queue.map(|queue| Sample::of_queue(&queue).map(Arc::new)).transpose()?;
        let question = Question {
            between: wish.between.clone(),
            group: wish.group.clone(),
            aliases: aliases(&wish.as_label)?,
            order: wish.order.clone(),
            faults: wish.faults,
            sample,
        };
        let least = if wish.rate.is_some() || wish.scores.is_some() { 1 } else { 2 };
        Ok(Study::new(&question, self.sources(), least)?)
    }

    pub(super) fn record(&self, ordinal: usize) -> Option<Record> {
        self.dataset.record(ordinal).ok()
    }

    pub(super) fn spans(&self, study: &Study) -> Vec<SpanAgreement> {
        span_agreement(study, &self.labels, |ordinal| self.record(ordinal))
    }

    pub(super) fn calibration(
        &self,
        study: &Study,
        wish: &Agree,
    ) -> Result<Option<Calibration>, Failure> {
        let Some(scores) = &wish.scores else { return Ok(None) };
        let label = label(study, wish.label.as_deref())?;
        Ok(Some(calibration(study, &self.survey, scores, label)?))
    }
}

/// The number of the label that is asked for, else of the most disputed.
pub(super) fn label(study: &Study, named: Option<&str>) -> Result<usize, Failure> {
    let found = match named {
        Some(name) => study.label(name),
        None => study.most_disputed(),
    };
    found.ok_or_else(|| {
        let labels = study.ratings.labels().join(", ");
        let what = format!("no rater gives the label {}", named.unwrap_or_default());
        Failure::new(exit::BAD_DATA, what).fix(match labels.as_str() {
            "" => "nothing is rated: `cotscope agree --list` shows who rated what".to_owned(),
            labels => format!("the labels are: {labels}"),
        })
    })
}

/// `--list`: who rated what.
pub(super) fn list(data: &Data, wish: &Agree, out: &mut Output) -> Result<u8, Failure> {
    let sources = data.sources();
    let raters = sources.raters(sources.group(wish.group.as_deref())?);
    for rater in &raters {
        if out.json {
            let labels: serde_json::Map<_, _> =
                rater.labels.iter().map(|(label, times)| (label.clone(), json!(times))).collect();
            out.object(&json!({
                "rater": rater.name, "kind": rater.kind.name(), "rated": rater.rated,
                "labels": labels,
            }))?;
        } else {
            let labels = rater.labels.iter().take(8);
            let labels: Vec<String> =
                labels.map(|(label, times)| format!("{label} {times}")).collect();
            let (kind, rated) = (rater.kind.name(), rater.rated);
            out.columns(&format!("{}\t{kind}\t{rated}\t{}", rater.name, labels.join(", ")))?;
        }
    }
    Ok(if raters.is_empty() { exit::NOTHING } else { exit::OK })
}

pub(super) fn tell_excluded(study: &Study, out: &mut Output) {
    if study.excluded > 0 {
        out.say(&format!("{} labels left out: not drawn by this queue", study.excluded));
    }
}

fn aliases(words: &[String]) -> Result<HashMap<String, String>, Failure> {
    let wrong = |word: &String| {
        Failure::new(exit::USAGE, format!("--as {word}: it takes VALUE=LABEL"))
            .fix("for example --as flagged=deceptive")
    };
    let pair = |word: &String| {
        let (value, label) = word.rsplit_once('=').ok_or_else(|| wrong(word))?;
        Ok((value.to_owned(), label.to_owned()))
    };
    words.iter().map(pair).collect()
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let code = if refusal.usage { exit::USAGE } else { exit::BAD_DATA };
        let failure = Failure::new(code, refusal.what).fix(refusal.fix);
        match refusal.why {
            Some(why) => failure.why(why),
            None => failure,
        }
    }
}

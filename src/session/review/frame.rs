//! What a design may look at in a record: any field by its name, the judges' verdict, what detectors
//! suggest, the length of the chain, how much reviewers dispute it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::citation::Detector;
use crate::detector::{Pack, Suite};
use crate::label::Scheme;
use crate::label::scheme::UNSURE;
use crate::label::view::State;
use crate::label::{Phase, View};
use crate::record::Record;
use crate::review::{Candidate, disputes};
use crate::search::{each_spelling, values_at};
use crate::session::judge;
use crate::spec::Spec;

/// The field that stands for the length of the chain, by powers of two.
pub const LENGTH: &str = "len";
/// The field that stands for what the first judge says plainly: `flagged` or `passed`.
pub const JUDGE: &str = "judge";
/// The field that stands for the flags that detectors suggest; `suggest.FLAG` for one of them.
pub const SUGGEST: &str = "suggest";

/// The label that says that nothing is wrong.
const FINE: &str = "ok";
/// Values of a field beyond which it makes no strata.
const MOST_VALUES: usize = 12;
/// Characters of a value beyond which it is a text.
const LONGEST: usize = 40;

/// What makes candidates of records.
pub struct Frame<'a> {
    by: &'a [String],
    merits: HashMap<String, f64>,
    detectors: Option<(Suite, &'a Detector)>,
}

impl<'a> Frame<'a> {
    /// Candidates with these fields. The detectors run only where a field asks for them.
    #[must_use]
    pub fn new(by: &'a [String], specs: &[Spec], citer: &'a Detector) -> Self {
        let asks = by.iter().any(|field| suggested(field).is_some());
        let detectors = asks.then(|| (Suite::new(&[Pack::builtin()], specs), citer));
        Self { by, merits: HashMap::new(), detectors }
    }

    /// With how much each record is disputed, or its merit in another order.
    #[must_use]
    pub fn with_merits(self, merits: HashMap<String, f64>) -> Self {
        Self { merits, ..self }
    }

    /// A record as it can be drawn.
    #[must_use]
    pub fn candidate(&self, record: &Record) -> Candidate {
        let fields = self.by.iter();
        let fields = fields.filter_map(|field| Some((field.clone(), self.value(record, field)?)));
        let merit = self.merits.get(&record.id);
        let merit = merit.map(|score| ("merit".to_owned(), score.to_string()));
        Candidate { record: record.id.clone(), attributes: fields.chain(merit).collect() }
    }

    /// The value of a field, of a list all, joined. A field of the data comes before one of ours.
    fn value(&self, record: &Record, field: &str) -> Option<String> {
        let values = values_at(record, field);
        if !values.is_empty() {
            return Some(values.join("+"));
        }
        match field {
            LENGTH => Some(length(record)),
            JUDGE => judge::finds_fault(record)
                .map(|bad| if bad { "flagged" } else { "passed" }.to_owned()),
            _ => self.suggestion(record, suggested(field)?),
        }
    }

    fn suggestion(&self, record: &Record, flag: &str) -> Option<String> {
        let (suite, citer) = self.detectors.as_ref()?;
        let found = suite.suggest(record, &citer.cite(record));
        let flags: BTreeSet<&str> = found.iter().map(|one| one.flag.name()).collect();
        let flags: Vec<&str> = flags.into_iter().collect();
        Some(match flag {
            "" if flags.is_empty() => "none".to_owned(),
            "" => flags.join("+"),
            one if flags.contains(&one) => "yes".to_owned(),
            _ => "no".to_owned(),
        })
    }
}

/// The flag that a field of suggestions is about; empty for all of them.
fn suggested(field: &str) -> Option<&str> {
    let rest = field.strip_prefix(SUGGEST)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('.') }
}

fn length(record: &Record) -> String {
    let length = record.cot.chars().count();
    let least = if length == 0 { 0 } else { 1usize << length.ilog2() };
    format!("{least}-{}", (2 * least).saturating_sub(1))
}

/// How much each record is disputed in the scheme's first group.
#[must_use]
pub fn disputed(view: &View, scheme: &Scheme) -> HashMap<String, f64> {
    let found = disputes(view, first_group(scheme));
    found.into_iter().map(|dispute| (dispute.record, dispute.score)).collect()
}

/// The group that verdicts are given in.
#[must_use]
pub fn first_group(scheme: &Scheme) -> &str {
    scheme.groups.first().map_or("", |group| group.id.as_str())
}

/// The share of records with a fault in each stratum, of those that were labelled as part of a random
/// sample: what an optimal allocation starts from.
#[must_use]
pub fn pilot(
    view: &View,
    scheme: &Scheme,
    by: &[String],
    candidates: &[Candidate],
) -> BTreeMap<String, f64> {
    let group = first_group(scheme);
    let mut counts: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for candidate in candidates {
        for (who, state) in view.states(&candidate.record) {
            let first = view.first_label(&candidate.record, who, Phase::Full);
            let drawn = first.is_some_and(|event| event.drawn.origin.is_probability_sample());
            let Some(bad) = finds_fault(state, group).filter(|_| drawn) else { continue };
            let (labelled, faulty) = counts.entry(candidate.stratum(by)).or_default();
            *labelled += 1.0;
            *faulty += f64::from(u8::from(bad));
        }
    }
    counts.into_iter().map(|(name, (labelled, faulty))| (name, faulty / labelled)).collect()
}

fn finds_fault(state: &State, group: &str) -> Option<bool> {
    let plain = || state.in_group(group).filter(|held| &*held.label != UNSURE);
    plain().next().map(|_| plain().any(|held| &*held.label != FINE))
}

/// A field that divides the records, for a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChoice {
    /// What a design calls it.
    pub name: String,
    /// Its values and how many of the records looked at have them, the most frequent first.
    pub values: Vec<(String, usize)>,
}

/// The fields of some records that make good strata: few values, none of them a text. The judge, the
/// detectors and the length come first.
#[must_use]
pub fn choices<'r>(records: impl IntoIterator<Item = &'r Record>) -> Vec<FieldChoice> {
    let mut fields: BTreeMap<String, Option<BTreeMap<String, usize>>> = BTreeMap::new();
    let mut plain: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        if let Some(bad) = judge::finds_fault(record) {
            *plain.entry(if bad { "flagged" } else { "passed" }.into()).or_default() += 1;
        }
        each_spelling(record, &mut |name, text| add(&mut fields, name, text));
    }
    let own = fields
        .into_iter()
        .filter_map(|(name, values)| Some(FieldChoice { name, values: sorted(values?) }))
        .filter(|field| field.values.len() > 1);
    let judge = FieldChoice { name: JUDGE.into(), values: sorted(plain) };
    let judge = Some(judge).filter(|judge| judge.values.len() > 1);
    let ours = [SUGGEST, LENGTH].map(|name| FieldChoice { name: name.into(), values: Vec::new() });
    judge.into_iter().chain(own).chain(ours).collect()
}

fn add(fields: &mut BTreeMap<String, Option<BTreeMap<String, usize>>>, name: &str, text: &str) {
    let values = fields.entry(name.to_owned()).or_insert_with(|| Some(BTreeMap::new()));
    let Some(known) = values else { return };
    let is_text = text.chars().nth(LONGEST).is_some() || text.contains('\n');
    if is_text || (known.len() == MOST_VALUES && !known.contains_key(text)) {
        *values = None;
        return;
    }
    *known.entry(text.to_owned()).or_default() += 1;
}

fn sorted(values: BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let mut values: Vec<(String, usize)> = values.into_iter().collect();
    values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    values
}

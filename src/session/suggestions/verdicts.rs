//! What people decided about flags, in the form in which detectors are judged and rankers learn.

use crate::detector::Flag;
use crate::detector::track::Verdict;
use crate::label::scheme::UNSURE;
use crate::label::view::{Held, State};
use crate::label::{Choice, Drawn};
use crate::session::labels::Labels;

/// The group of the scheme whose labels are verdicts on a record.
const GROUP: &str = "verdict";
/// The label that says that nothing is wrong.
const FINE: &str = "ok";

/// Every verdict on every flag. A label of a flag's name says that it holds; "ok" clears all flags,
/// and so does, where several labels may stand together, any label for the flags it leaves out. A
/// dismissed suggestion clears its flag. Where people disagree, each has a verdict of their own.
#[must_use]
pub fn verdicts(labels: &Labels) -> Vec<Verdict> {
    let flags = flags(labels);
    let several =
        labels.scheme.groups.iter().any(|group| group.id == GROUP && group.choice == Choice::Multi);
    let mut found = Vec::new();
    for record in labels.view.records() {
        for (_, state) in labels.view.states(record) {
            found.extend(flags.iter().filter_map(|flag| {
                let (holds, event) = verdict(state, flag.name(), several)?;
                let drawn = labels.view.event(&event).map(|event| event.drawn.clone());
                Some(Verdict {
                    record: record.to_string(),
                    flag: flag.clone(),
                    holds,
                    drawn_with: drawn.and_then(|drawn| probability(&drawn)),
                })
            }));
        }
    }
    found
}

/// The labels of the scheme that are flags: all verdicts but "ok" and "unsure".
fn flags(labels: &Labels) -> Vec<Flag> {
    let verdicts = labels.scheme.groups.iter().filter(|group| group.id == GROUP);
    let names = verdicts.flat_map(|group| &group.labels).map(|label| label.id.as_str());
    let names = names.filter(|name| *name != FINE && *name != UNSURE);
    names.map(Flag::from_name).collect()
}

/// Whether a reviewer says that the flag holds, and the event by which.
fn verdict(state: &State, flag: &str, several: bool) -> Option<(bool, String)> {
    let held = || state.in_group(GROUP).filter(|held| &*held.label != UNSURE);
    let event = |held: &Held| held.event.to_string();
    if let Some(held) = held().find(|held| &*held.label == flag) {
        return Some((true, event(held)));
    }
    if let Some(held) = held().find(|held| several || &*held.label == FINE) {
        return Some((false, event(held)));
    }
    let dismissed = state.suggestions.iter().find(|one| &*one.flag == flag && !one.accepted);
    dismissed.map(|one| (false, one.event.to_string()))
}

/// The probability with which the record was drawn, if it was by chance.
fn probability(drawn: &Drawn) -> Option<f64> {
    drawn.probability.filter(|_| drawn.origin.is_probability_sample())
}

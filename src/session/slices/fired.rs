//! Which detectors fire in which records.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::citation::Citation;
use crate::detector::{Pack, Suite};
use crate::record::Record;
use crate::spec::Spec;

/// For each detector, as `flag/code`, the ordinals of the records in which it fires.
pub type Fired = Vec<(String, Vec<u32>)>;

/// Detectors at work, record by record.
pub struct Firing {
    suite: Suite,
    by_code: BTreeMap<String, Vec<u32>>,
}

impl Firing {
    /// The built-in detectors.
    #[must_use]
    pub fn new(specs: &[Arc<Spec>]) -> Self {
        let specs: Vec<Spec> = specs.iter().map(|spec| Spec::clone(spec)).collect();
        Self { suite: Suite::new(&[Pack::builtin()], &specs), by_code: BTreeMap::new() }
    }

    /// Adds a record; ordinals ascend.
    pub fn add(&mut self, ordinal: u32, record: &Record, citations: &[Citation]) {
        for suggestion in self.suite.suggest(record, citations) {
            let name = format!("{}/{}", suggestion.flag.name(), suggestion.code);
            let members = self.by_code.entry(name).or_default();
            if members.last() != Some(&ordinal) {
                members.push(ordinal);
            }
        }
    }

    /// What fired where.
    #[must_use]
    pub fn finish(self) -> Fired {
        self.by_code.into_iter().collect()
    }
}

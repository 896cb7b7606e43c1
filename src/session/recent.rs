//! Records that were read lately, so that list and reader need not read them again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use super::lock;
use crate::citation::Citation;
use crate::record::Record;

/// Short records, and the last long one with its citations, which take seconds to be found.
#[derive(Debug, Default)]
pub(super) struct Recent {
    short: Mutex<HashMap<usize, Arc<Record>>>,
    long: Mutex<Option<Arc<Long>>>,
}

#[derive(Debug)]
struct Long {
    ordinal: usize,
    record: Arc<Record>,
    citations: OnceLock<Vec<Citation>>,
}

/// Short records kept in memory; those of longer rows than this are long.
const KEPT: usize = 512;
const KEPT_BYTES: usize = 256 << 10;

impl Recent {
    /// A record, if it is still known.
    pub(super) fn get(&self, ordinal: usize) -> Option<Arc<Record>> {
        let short = lock(&self.short).get(&ordinal).cloned();
        let long = || lock(&self.long).clone().filter(|long| long.ordinal == ordinal);
        short.or_else(|| Some(Arc::clone(&long()?.record)))
    }

    /// Keeps a record of a row of so many bytes, until others take its place.
    pub(super) fn keep(&self, ordinal: usize, record: &Arc<Record>, bytes: usize) {
        let record = Arc::clone(record);
        if bytes >= KEPT_BYTES {
            let long = Long { ordinal, record, citations: OnceLock::new() };
            *lock(&self.long) = Some(Arc::new(long));
            return;
        }
        let mut short = lock(&self.short);
        if short.len() >= KEPT {
            short.clear();
        }
        short.insert(ordinal, record);
    }

    /// The citations of a record, by `cite` unless they are known. Of a long record they are found
    /// once, whoever asks at the same time.
    pub(super) fn citations(
        &self,
        record: &Record,
        cite: impl Fn(&Record) -> Vec<Citation>,
    ) -> Vec<Citation> {
        let long = lock(&self.long).clone().filter(|long| long.is(record));
        match long {
            Some(long) => long.citations.get_or_init(|| cite(&long.record)).clone(),
            None => cite(record),
        }
    }
}

impl Long {
    /// Whether it is this record, with all that is cited in.
    fn is(&self, record: &Record) -> bool {
        let whole = |record: &Record| (record.cot.len(), record.prompt.len());
        self.record.id == record.id && whole(&self.record) == whole(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn record(id: &str) -> Record {
        Record { id: id.into(), cot: "Do not lie.".into(), ..Record::default() }
    }

    #[test]
    fn short_records_are_kept_by_the_hundred_and_of_long_ones_the_last() {
        let recent = Recent::default();
        for ordinal in 0..4 {
            let bytes = if ordinal < 2 { 100 } else { KEPT_BYTES };
            recent.keep(ordinal, &Arc::new(record(&ordinal.to_string())), bytes);
        }
        let known = |ordinal| recent.get(ordinal).map(|record| record.id.clone());
        let all: Vec<_> = (0..5).map(known).collect();
        assert_eq!(all, [Some("0".into()), Some("1".into()), None, Some("3".into()), None]);
    }

    #[test]
    fn a_long_record_is_cited_once() {
        let recent = Recent::default();
        recent.keep(7, &Arc::new(record("long")), KEPT_BYTES);
        let asked = Cell::new(0);
        let cite = |_: &Record| {
            asked.set(asked.get() + 1);
            Vec::new()
        };
        for _ in 0..3 {
            recent.citations(&record("long"), cite);
        }
        assert_eq!(asked.get(), 1);
        recent.citations(&record("other"), cite);
        recent.citations(&Record { cot: String::new(), ..record("long") }, cite);
        assert_eq!(asked.get(), 3, "neither another one nor one whose chain is hidden");
    }
}

//! Counting, record by record.

use std::collections::HashMap;
use std::sync::Arc;

use super::field::{Cell, FieldTally, FieldValue};
use super::{ClauseRow, Clauses};
use crate::citation::{Citation, Kind};
use crate::record::Record;
use crate::search::each_spelling;
use crate::spec::Spec;

/// Clauses that do not exist and have a row all the same: a chain may invent without end.
const MOST_INVENTED: usize = 500;
/// Fields that are looked at: a dataset may have another one in every row.
const MOST_FIELDS: usize = 200;
/// A chain that cites more clauses than this lists the spec: it says nothing about company, and the
/// pairs would grow with the square.
const MOST_COMPANY: usize = 100;
/// Companions kept for each clause.
const COMPANIONS: usize = 20;

/// Counts so far.
#[derive(Debug, Default)]
pub struct Tally {
    ordinal: u32,
    silent: u32,
    rows: Vec<ClauseRow>,
    /// Spec to clause, folded and as it was met, to row.
    index: HashMap<String, HashMap<String, usize>>,
    existing: usize,
    left_out: usize,
    pairs: HashMap<(u32, u32), u32>,
    fields: Vec<FieldTally>,
    field_of: HashMap<String, usize>,
    /// Room that is used again for every record: rows and citations, fields and values.
    cited: Vec<(usize, u32)>,
    values: Vec<(usize, usize)>,
}

impl Tally {
    /// Nothing is counted yet; every clause of `specs` has its row.
    #[must_use]
    pub fn new(specs: &[Arc<Spec>]) -> Self {
        let mut tally = Self::default();
        for spec in specs {
            let rows = tally.index.entry(spec.name.clone()).or_default();
            for clause in &spec.clauses {
                // A repeated id counts for its first clause, as for the detector.
                rows.entry(clause.id.to_lowercase()).or_insert_with(|| {
                    tally.rows.push(ClauseRow {
                        spec: spec.name.clone(),
                        id: clause.id.clone(),
                        title: clause.title.clone(),
                        exists: true,
                        ..ClauseRow::default()
                    });
                    tally.rows.len() - 1
                });
            }
        }
        tally.existing = tally.rows.len();
        tally
    }

    /// Counts the next record of the dataset.
    pub fn add(&mut self, record: &Record, citations: &[Citation]) {
        self.cited.clear();
        for citation in citations.iter().filter(|citation| citation.kind != Kind::Paraphrase) {
            self.cite(citation);
        }
        self.cited.sort_unstable();
        for &(row, citations) in &self.cited {
            let row = &mut self.rows[row];
            row.records += 1;
            row.citations += citations;
            row.cited.push((self.ordinal, citations));
        }
        let cites = citations.iter().any(|citation| citation.kind != Kind::Paraphrase);
        self.silent += u32::from(!cites);
        self.add_company();
        self.add_values(record);
        self.ordinal += 1;
    }

    fn cite(&mut self, citation: &Citation) {
        let Some(row) = self.row(citation) else {
            self.left_out += 1;
            return;
        };
        if let Some(kind) = Kind::ALL.iter().position(|kind| *kind == citation.kind) {
            self.rows[row].kinds[kind] += 1;
        }
        match self.cited.iter_mut().find(|(known, _)| *known == row) {
            Some((_, count)) => *count += 1,
            None => self.cited.push((row, 1)),
        }
    }

    /// The row of a clause, a new one for what does not exist while there is room.
    fn row(&mut self, citation: &Citation) -> Option<usize> {
        if !self.index.contains_key(&citation.spec) {
            self.index.insert(citation.spec.clone(), HashMap::new());
        }
        let rows = self.index.get_mut(&citation.spec)?;
        if let Some(row) = rows.get(&citation.clause) {
            return Some(*row);
        }
        let folded = citation.clause.trim().to_lowercase();
        if let Some(&row) = rows.get(&folded) {
            if row < self.existing {
                rows.insert(citation.clause.clone(), row);
            }
            return Some(row);
        }
        if self.rows.len() - self.existing == MOST_INVENTED {
            return None;
        }
        self.rows.push(ClauseRow {
            spec: citation.spec.clone(),
            id: citation.clause.clone(),
            ..ClauseRow::default()
        });
        rows.insert(folded, self.rows.len() - 1);
        Some(self.rows.len() - 1)
    }

    #[allow(clippy::cast_possible_truncation)] // rows are bounded by the specs and MOST_INVENTED
    fn add_company(&mut self) {
        if self.cited.len() > MOST_COMPANY {
            return;
        }
        for (at, (one, _)) in self.cited.iter().enumerate() {
            for (other, _) in &self.cited[at + 1..] {
                *self.pairs.entry((*one as u32, *other as u32)).or_default() += 1;
            }
        }
    }

    fn add_values(&mut self, record: &Record) {
        let Self { fields, field_of, values, .. } = self;
        values.clear();
        each_spelling(record, &mut |path, text| {
            let field = match field_of.get(path) {
                Some(field) => *field,
                None if fields.len() == MOST_FIELDS => return,
                None => {
                    fields.push(FieldTally::new(path));
                    field_of.insert(path.to_owned(), fields.len() - 1);
                    fields.len() - 1
                }
            };
            values.extend(fields[field].value(text).map(|value| (field, value)));
        });
        values.sort_unstable();
        values.dedup();
        for group in values.chunk_by(|one, other| one.0 == other.0) {
            self.fields[group[0].0].add(group.iter().map(|(_, value)| value), &self.cited);
        }
    }

    /// The table of what was counted.
    #[must_use]
    pub fn finish(mut self) -> Clauses {
        self.company();
        let all =
            FieldValue { records: self.ordinal, silent: self.silent, ..FieldValue::default() };
        let cell = |row: &ClauseRow| Cell { records: row.records, citations: row.citations };
        let cells: Vec<Cell> = self.rows.iter().map(cell).collect();
        let finished = self.fields.into_iter().filter_map(|field| field.finish(&all, &cells));
        let mut fields: Vec<_> = finished.map(Arc::new).collect();
        fields.sort_by_key(|field| rank(&field.name));
        Clauses {
            records: self.ordinal as usize,
            silent: self.silent as usize,
            rows: self.rows.into(),
            fields,
            left_out: self.left_out,
        }
    }

    fn company(&mut self) {
        for (&(one, other), &count) in &self.pairs {
            let (one, other) = (one as usize, other as usize);
            self.rows[one].companions.push((other, count));
            self.rows[other].companions.push((one, count));
        }
        for row in &mut self.rows {
            row.companions.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            row.companions.truncate(COMPANIONS);
        }
    }
}

/// Whether a field says what the model did.
pub(super) fn is_outcome(name: &str) -> bool {
    ["outcome", "verdict", "result"].contains(&name)
}

/// What people divide by, in the order in which they ask for it; the rest as in the data.
fn rank(name: &str) -> usize {
    let is = |known: &[&str]| known.contains(&name.strip_prefix("meta.").unwrap_or(name));
    if is_outcome(name) {
        0
    } else if is(&["label", "judge"]) {
        1
    } else if is(&["category", "categories", "topic", "domain"]) {
        2
    } else if name.starts_with("judge.") {
        3
    } else if name.starts_with("human.") {
        4
    } else if is(&["model", "source", "condition", "split"]) {
        5
    } else {
        6
    }
}

//! How the citations divide by the values of one field.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Clauses, LABEL};
use crate::search::{field_name, label_query, missing_query, value_query};

/// Values of a field beyond which it divides nothing: ids and free text.
const MOST_VALUES: usize = 30;
/// Characters of a value beyond which it is a text.
const LONGEST: usize = 60;

/// A field and how its values divide the counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// What queries call it: `outcome`, `judge.safety`, `meta.label`.
    pub name: String,
    /// Its values: numbers ascending, else the most frequent first; last the records without any.
    pub values: Vec<FieldValue>,
    /// For each value a cell for each clause.
    cells: Vec<Vec<Cell>>,
}

/// One value of a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldValue {
    /// As the source spells it; `None` stands for records without a value.
    pub value: Option<String>,
    /// Records that have it.
    pub records: u32,
    /// Of them, those that cite nothing.
    pub silent: u32,
    /// A query for these records.
    pub query: String,
}

/// A clause among the records of one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Records that cite the clause.
    pub records: u32,
    /// How often they do.
    pub citations: u32,
}

impl Field {
    /// The clause at `row` among the records of the value at `column`.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        self.cells.get(column).and_then(|cells| cells.get(row)).copied().unwrap_or_default()
    }

    /// Whether it comes from a judge or from people, and is to be hidden from a blind reviewer.
    #[must_use]
    pub fn is_verdict(&self) -> bool {
        let named = |prefix| self.name.starts_with(prefix);
        named("judge.") || named("human.") || self.name == "meta.judge" || self.name == LABEL
    }
}

/// A field while it is counted.
#[derive(Debug, Default)]
pub(super) struct FieldTally {
    path: String,
    values: Vec<Value>,
    /// The records with any value.
    any: Value,
    /// It has too many values, or values that are texts.
    dropped: bool,
}

#[derive(Clone, Debug, Default)]
struct Value {
    text: String,
    records: u32,
    silent: u32,
    cells: Vec<Cell>,
}

impl Value {
    /// Adds a record that cites these rows so often.
    fn add(&mut self, cited: &[(usize, u32)]) {
        self.records += 1;
        self.silent += u32::from(cited.is_empty());
        for &(row, citations) in cited {
            if self.cells.len() <= row {
                self.cells.resize(row + 1, Cell::default());
            }
            self.cells[row].records += 1;
            self.cells[row].citations += citations;
        }
    }
}

impl FieldTally {
    pub(super) fn new(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    /// The number of a value; `None` once the field divides nothing.
    pub(super) fn value(&mut self, text: &str) -> Option<usize> {
        if self.dropped {
            return None;
        }
        if let Some(known) = self.values.iter().position(|value| value.text == text) {
            return Some(known);
        }
        let is_text = text.chars().nth(LONGEST).is_some() || text.contains(['\n', '\r']);
        if is_text || self.values.len() == MOST_VALUES {
            *self = Self { path: std::mem::take(&mut self.path), dropped: true, ..Self::default() };
            return None;
        }
        self.values.push(Value { text: text.to_owned(), ..Value::default() });
        Some(self.values.len() - 1)
    }

    /// Adds a record that has these values, each named once.
    pub(super) fn add<'v>(
        &mut self,
        values: impl Iterator<Item = &'v usize>,
        cited: &[(usize, u32)],
    ) {
        let mut has_any = false;
        for &value in values {
            if let Some(value) = self.values.get_mut(value) {
                value.add(cited);
                has_any = true;
            }
        }
        if has_any {
            self.any.add(cited);
        }
    }

    /// The field, if it divides the records and queries can ask for it.
    pub(super) fn finish(mut self, all: &FieldValue, rows: &[Cell]) -> Option<Field> {
        sort(&mut self.values);
        let name = field_name(&self.path);
        let path = &self.path;
        let mut values = Vec::new();
        for value in &self.values {
            values
                .push(FieldValue { query: value_query(path, &value.text)?, ..field_value(value) });
        }
        let mut cells: Vec<Vec<Cell>> = self.values.into_iter().map(|value| value.cells).collect();
        if self.any.records < all.records {
            values.push(FieldValue {
                value: None,
                records: all.records - self.any.records,
                silent: all.silent - self.any.silent,
                query: missing_query(path)?,
            });
            cells.push(without(rows, &self.any.cells));
        }
        (values.len() > 1 && !self.dropped).then_some(Field { name, values, cells })
    }
}

fn field_value(value: &Value) -> FieldValue {
    FieldValue {
        value: Some(value.text.clone()),
        records: value.records,
        silent: value.silent,
        query: String::new(),
    }
}

/// What of all cells is left beside those of the records with a value.
fn without(all: &[Cell], some: &[Cell]) -> Vec<Cell> {
    let some = some.iter().copied().chain(std::iter::repeat(Cell::default()));
    let left = |(all, some): (&Cell, Cell)| Cell {
        records: all.records - some.records,
        citations: all.citations - some.citations,
    };
    all.iter().zip(some).map(left).collect()
}

/// Numbers as on a scale, other values by frequency.
fn sort(values: &mut [Value]) {
    let number = |value: &Value| value.text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
    if values.iter().all(|value| number(value).is_some()) {
        values.sort_by(|a, b| {
            let (a, b) = (number(a).unwrap_or_default(), number(b).unwrap_or_default());
            a.total_cmp(&b)
        });
    } else {
        values.sort_by(|a, b| b.records.cmp(&a.records).then_with(|| a.text.cmp(&b.text)));
    }
}

/// The field of people's labels; `None` when there are none.
pub(super) fn of_labels(
    clauses: &Clauses,
    labels: impl IntoIterator<Item = (u32, String)>,
) -> Option<Field> {
    let counted = |ordinal: &u32| (*ordinal as usize) < clauses.records;
    let mut by_record: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for (ordinal, label) in labels.into_iter().filter(|(ordinal, _)| counted(ordinal)) {
        by_record.entry(ordinal).or_default().insert(label);
    }
    let mut cited: HashMap<u32, Vec<(usize, u32)>> = HashMap::new();
    for (row, clause) in clauses.rows.iter().enumerate() {
        for (ordinal, citations) in &clause.cited {
            if by_record.contains_key(ordinal) {
                cited.entry(*ordinal).or_default().push((row, *citations));
            }
        }
    }
    let mut values: BTreeMap<&String, Value> = BTreeMap::new();
    for (ordinal, labels) in &by_record {
        let cited = cited.get(ordinal).map_or(&[][..], Vec::as_slice);
        for label in labels {
            let new = || Value { text: label.clone(), ..Value::default() };
            values.entry(label).or_insert_with(new).add(cited);
        }
    }
    let mut values: Vec<Value> = values.into_values().collect();
    sort(&mut values);
    values.truncate(MOST_VALUES);
    let shown = values
        .iter()
        .map(|value| Some(FieldValue { query: label_query(&value.text)?, ..field_value(value) }));
    let shown: Vec<FieldValue> = shown.collect::<Option<_>>()?;
    let cells = values.into_iter().map(|value| value.cells).collect();
    (!shown.is_empty()).then(|| Field { name: LABEL.to_owned(), values: shown, cells })
}

//! What the records of a dataset hold by name, turned from rows into columns in one pass: the values
//! of judges, people and metadata, and the length of each chain.

use std::collections::HashMap;

use crate::record::Record;
use crate::search::each_spelling;

/// Values of a metadata field beyond which it names records instead of dividing them.
const MOST_VALUES: usize = 5_000;
/// Characters of a value beyond which it is a text, not a verdict.
const LONGEST: usize = 60;
/// Fields that are looked at: a dataset may have another one in every row.
const MOST_FIELDS: usize = 300;

/// The columns of a dataset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// Records that were looked at; one that cannot be read keeps its number and has no values.
    pub records: usize,
    /// Characters of each record's chain.
    pub chars: Vec<u32>,
    /// The fields, in order of appearance.
    pub attributes: Vec<Attribute>,
}

/// One field and who has which value of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribute {
    /// The path as queries know it: `outcome`, `judge.verdict`, `human.annotation_1`.
    pub path: String,
    /// Its values, in order of appearance.
    pub values: Vec<String>,
    /// For each value the ordinals of the records that have it, ascending.
    pub members: Vec<Vec<u32>>,
}

impl Survey {
    /// The field at `path`.
    #[must_use]
    pub fn attribute(&self, path: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.path == path)
    }
}

impl Attribute {
    /// Whether it is a verdict: of a judge, or of people that came with the data.
    #[must_use]
    pub fn is_verdict(&self) -> bool {
        is_verdict(&self.path)
    }

    /// How many records have a value.
    #[must_use]
    pub fn rated(&self) -> usize {
        self.members.iter().map(Vec::len).sum()
    }
}

fn is_verdict(path: &str) -> bool {
    path.starts_with("judge.") || path.starts_with("human.")
}

/// Columns while they grow.
#[derive(Debug, Default)]
pub struct Tally {
    survey: Survey,
    at: HashMap<String, usize>,
    /// For each attribute the number of each value; `None` once it is no attribute.
    values: Vec<Option<HashMap<String, usize>>>,
}

impl Tally {
    /// Adds the next record of the dataset.
    pub fn add(&mut self, record: &Record) {
        let ordinal = u32::try_from(self.survey.records).unwrap_or(u32::MAX);
        self.survey.records += 1;
        self.survey.chars.push(u32::try_from(record.cot.chars().count()).unwrap_or(u32::MAX));
        each_spelling(record, &mut |path, text| self.add_value(ordinal, path, text.trim()));
    }

    fn add_value(&mut self, ordinal: u32, path: &str, text: &str) {
        let Some(at) = self.attribute(path).filter(|_| !text.is_empty()) else { return };
        let Some(values) = &mut self.values[at] else { return };
        let attribute = &mut self.survey.attributes[at];
        let value = match values.get(text) {
            Some(&value) => value,
            None => {
                let is_text = text.chars().nth(LONGEST).is_some() || text.contains(['\n', '\r']);
                let names = values.len() == MOST_VALUES && !is_verdict(path);
                if is_text || names {
                    self.values[at] = None;
                    (attribute.values, attribute.members) = Default::default();
                    return;
                }
                values.insert(text.to_owned(), attribute.values.len());
                attribute.values.push(text.to_owned());
                attribute.members.push(Vec::new());
                attribute.values.len() - 1
            }
        };
        // A list may name a value twice.
        if attribute.members[value].last() != Some(&ordinal) {
            attribute.members[value].push(ordinal);
        }
    }

    fn attribute(&mut self, path: &str) -> Option<usize> {
        if let Some(&at) = self.at.get(path) {
            return Some(at);
        }
        let at = self.values.len();
        if at == MOST_FIELDS {
            return None;
        }
        self.at.insert(path.to_owned(), at);
        self.values.push(Some(HashMap::new()));
        self.survey.attributes.push(Attribute { path: path.to_owned(), ..Attribute::default() });
        Some(at)
    }

    /// The columns; free texts and names of records are left out.
    #[must_use]
    pub fn finish(mut self) -> Survey {
        self.survey.attributes.retain(|attribute| !attribute.values.is_empty());
        self.survey
    }
}

//! What specs look like to a reader of chains: ids, numbers, names and wording, made once.

use std::collections::{BTreeMap, HashMap};

use super::lexicon::{Class, Collector, Lexicon};
use super::names::Names;
use super::rules::RULES;
use super::wording::Wording;
use crate::spec::Spec;

/// All that is known of the specs. A clause is meant by its position in `clauses`, over all specs.
#[derive(Debug)]
pub(super) struct Index {
    pub lexicon: Lexicon,
    pub specs: Vec<String>,
    pub clauses: Vec<Entry>,
    pub names: Names,
    pub wording: Wording,
    ids: HashMap<String, usize>,
    /// Letters of labels, folded: `ov` of `OV1`, to the clauses by their number.
    families: HashMap<String, Family>,
    /// Clauses by number, a table a spec: `7`, `7.1`.
    numbers: Vec<HashMap<String, usize>>,
    /// Ends of words inside ids that go on: `_` of `do_not_lie`, `/` of `honesty/calibration`.
    joints: [bool; 256],
    /// How many ids are words joined by `_`.
    pub joined_ids: usize,
}

/// A clause of one of the specs.
#[derive(Debug)]
pub(super) struct Entry {
    pub spec: usize,
    pub id: String,
    pub title: String,
    pub text: String,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
}

/// Labels with the same letters.
#[derive(Debug, Default)]
pub(super) struct Family {
    pub members: BTreeMap<String, usize>,
    /// The letters as the spec writes them.
    pub letters: String,
}

impl Index {
    pub(super) fn new(specs: &[Spec]) -> Self {
        let clauses = entries(specs);
        let mut words = Collector::new();
        let families = families(&clauses);
        for letters in families.keys() {
            words.add(letters, Class::FAMILY);
        }
        let names = Names::new(&clauses, &mut words);
        let wording = Wording::new(&clauses, &mut words);
        let ids = ids(&clauses);
        let mut joints = [false; 256];
        for byte in clauses.iter().flat_map(|clause| clause.id.bytes()) {
            joints[usize::from(byte)] |= matches!(byte, b'_' | b'/' | b'-' | b'.');
        }
        let joined_ids = clauses.iter().filter(|clause| clause.id.contains('_')).count();
        Self {
            lexicon: words.finish(),
            specs: specs.iter().map(|spec| spec.name.clone()).collect(),
            numbers: numbers(specs, &clauses),
            clauses,
            names,
            wording,
            ids,
            families,
            joints,
            joined_ids,
        }
    }

    /// The clause with that id, in any case.
    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        self.ids.get(&id.to_lowercase()).copied()
    }

    /// Whether a word that is followed by `byte` may go on as an id.
    pub(super) fn joins(&self, byte: u8) -> bool {
        self.joints[usize::from(byte)]
    }

    /// Whether ids are joined by marks that also stand between ordinary words (`/`, `-`, `.`).
    pub(super) fn joins_words(&self) -> bool {
        [b'/', b'-', b'.'].into_iter().any(|byte| self.joins(byte))
    }

    pub(super) fn family(&self, letters: &str) -> Option<&Family> {
        self.families.get(&letters.to_lowercase())
    }

    /// The clause of that number; the spec of `near` is asked first.
    pub(super) fn by_number(&self, number: &str, near: Option<usize>) -> Option<usize> {
        let first = near.map(|clause| self.clauses[clause].spec);
        let order = first.into_iter().chain(0..self.numbers.len());
        order.filter_map(|spec| self.numbers[spec].get(number).copied()).next()
    }

    /// Whether any spec numbers its clauses.
    pub(super) fn numbered(&self) -> bool {
        self.numbers.iter().any(|numbers| !numbers.is_empty())
    }

    /// Whether the numbered clauses have numbered items.
    pub(super) fn has_items(&self) -> bool {
        self.numbers.iter().any(|numbers| numbers.keys().any(|number| number.contains('.')))
    }

    /// The item of that number below `clause`.
    pub(super) fn item(&self, clause: usize, number: &str) -> Option<usize> {
        let id = format!("{}.{number}", self.clauses[clause].id);
        let slashed = format!("{}/{number}", self.clauses[clause].id);
        let own = |found: &usize| self.clauses[*found].spec == self.clauses[clause].spec;
        self.by_id(&id).or_else(|| self.by_id(&slashed)).filter(own)
    }

    /// Whether items of `clause` are cited by number.
    pub(super) fn has_numbered_items(&self, clause: usize) -> bool {
        self.item(clause, "1").is_some()
    }

    /// The uppermost clause that has numbered items among `clause` and what it lies under.
    pub(super) fn holder_of_items(&self, clause: usize) -> Option<usize> {
        let mut at = Some(clause);
        while let Some(clause) = at {
            if self.has_numbered_items(clause) {
                return Some(clause);
            }
            at = self.clauses[clause].parent;
        }
        None
    }

    /// Whether one is the other, lies under it, or both lie under the same one.
    pub(super) fn related(&self, one: usize, other: usize) -> bool {
        let parent = |clause: usize| self.clauses[clause].parent;
        one == other
            || parent(one) == Some(other)
            || parent(other) == Some(one)
            || (parent(one).is_some() && parent(one) == parent(other))
    }
}

fn entries(specs: &[Spec]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (at, spec) in specs.iter().enumerate() {
        let base = entries.len();
        for clause in &spec.clauses {
            let parent = clause.parent.map(|parent| base + parent);
            if let Some(parent) = parent {
                let child = entries.len();
                entries[parent].children.push(child);
            }
            entries.push(Entry {
                spec: at,
                id: clause.id.clone(),
                title: clause.title.clone(),
                // Commentary is quoted like the text, and is the same clause's.
                text: [clause.text.as_str(), clause.commentary.as_str()].join("\n\n"),
                parent,
                children: Vec::new(),
            });
        }
    }
    entries
}

fn ids(clauses: &[Entry]) -> HashMap<String, usize> {
    let mut ids = HashMap::new();
    for (at, clause) in clauses.iter().enumerate() {
        ids.entry(clause.id.to_lowercase()).or_insert(at);
    }
    ids
}

/// Splits `OV1` into letters and number; a hyphen or underscore between them is dropped.
pub(super) fn label_parts(id: &str) -> Option<(&str, &str)> {
    let letters = id.bytes().take_while(u8::is_ascii_alphabetic).count();
    let number = id[letters..].trim_start_matches(['-', '_']);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    ((1..=6).contains(&letters) && is_number).then(|| (&id[..letters], number))
}

fn families(clauses: &[Entry]) -> HashMap<String, Family> {
    let mut families: HashMap<String, Family> = HashMap::new();
    for (at, clause) in clauses.iter().enumerate() {
        if let Some((letters, number)) = label_parts(&clause.id) {
            let family = families.entry(letters.to_lowercase()).or_default();
            family.members.entry(number.to_owned()).or_insert(at);
            family.letters = letters.to_owned();
        }
    }
    families
}

fn numbers(specs: &[Spec], clauses: &[Entry]) -> Vec<HashMap<String, usize>> {
    let mut numbers = vec![HashMap::new(); specs.len()];
    let attributes = specs.iter().flat_map(|spec| &spec.clauses).map(|clause| &clause.attributes);
    for ((at, clause), attributes) in clauses.iter().enumerate().zip(attributes) {
        let own = clause.id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let number = if own { Some(&clause.id) } else { attributes.get("number") };
        if let Some(number) = number {
            numbers[clause.spec].entry(number.clone()).or_insert(at);
        }
    }
    numbers
}

/// What one word adds to the weight of a name.
pub(super) fn name_weight(class: Class) -> f32 {
    let rules = &RULES.title;
    if class.has(Class::FUNCTION) {
        rules.word_function
    } else if class.has(Class::COMMON) {
        rules.word_common
    } else {
        rules.word_rare
    }
}

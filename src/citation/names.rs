//! Titles of clauses as sequences of words, whole and in part.

use std::collections::HashMap;

use super::index::{Entry, name_weight};
use super::lexicon::{Class, Collector, Word};
use super::rules::RULES;
use super::stem::stem;
use super::tokens::fold;

/// A tree of names, one edge a word stem.
#[derive(Debug)]
pub(super) struct Names {
    /// The edges of each node, sorted by stem.
    edges: Vec<Vec<(Word, u32)>>,
    ends: Vec<Vec<Name>>,
    /// Clauses by each stem of their titles.
    by_stem: HashMap<Word, Vec<usize>>,
    /// For each clause the weight of its title's words.
    pub weights: Vec<f32>,
    /// For each clause the stems of its title that carry meaning.
    pub stems: Vec<Vec<Word>>,
}

/// A name that ends at some node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Name {
    pub clause: usize,
    /// The whole title; otherwise one side of a slash or the part before a comma.
    pub whole: bool,
    pub weight: f32,
    /// Words, connectors not counted.
    pub words: usize,
}

impl Names {
    pub(super) const ROOT: u32 = 0;

    pub(super) fn new(clauses: &[Entry], words: &mut Collector) -> Self {
        let mut names = Self {
            edges: vec![Vec::new()],
            ends: vec![Vec::new()],
            by_stem: HashMap::new(),
            weights: Vec::new(),
            stems: Vec::new(),
        };
        for clause in clauses {
            for (_, span) in words.add_text(&clause.title, Class::TITLE | Class::TITLE_WORD) {
                add_forms(span.of(&clause.title), words);
            }
        }
        for (at, clause) in clauses.iter().enumerate() {
            names.describe(at, clause, words);
            for (title, whole) in variants(&clause.title) {
                names.insert(at, &title, whole, words);
            }
            names.add_id(at, &clause.id, words);
        }
        names
    }

    fn describe(&mut self, at: usize, clause: &Entry, words: &mut Collector) {
        let mut weight = 0.0;
        let mut stems = Vec::new();
        for (word, _) in words.add_text(&clause.title, Class::TITLE) {
            let class = words.class(word);
            if class.has(Class::FUNCTION | Class::CONNECTOR) {
                continue;
            }
            weight += name_weight(class);
            let stem = words.stem(word);
            stems.push(stem);
            let holders = self.by_stem.entry(stem).or_default();
            if holders.last() != Some(&at) {
                holders.push(at);
            }
        }
        self.weights.push(weight);
        self.stems.push(stems);
    }

    /// The words of an id are a name as well: "the transformation exception".
    fn add_id(&mut self, at: usize, id: &str, words: &mut Collector) {
        if !id.contains('_') {
            let word = id.len() > 3 && id.bytes().all(|byte| byte.is_ascii_alphabetic());
            let common = Class::COMMON | Class::FUNCTION | Class::DOCUMENT;
            let plain = words
                .add_text(id, Class::default())
                .iter()
                .any(|(word, _)| words.class(*word).has(common));
            if word && !plain {
                self.insert(at, id, false, words);
            }
            return;
        }
        self.insert(at, id, false, words);
        for (word, _) in words.add_text(id, Class::TITLE | Class::TITLE_WORD) {
            if words.class(word).has(Class::FUNCTION | Class::CONNECTOR) {
                continue;
            }
            let holders = self.by_stem.entry(words.stem(word)).or_default();
            if holders.last() != Some(&at) {
                holders.push(at);
            }
        }
    }

    fn insert(&mut self, clause: usize, title: &str, whole: bool, words: &mut Collector) {
        let mut node = Self::ROOT;
        let (mut weight, mut count) = (0.0, 0);
        let mut first = None;
        for (word, span) in words.add_text(title, Class::TITLE | Class::TITLE_WORD) {
            let class = words.class(word);
            if class.has(Class::CONNECTOR) {
                continue;
            }
            first.get_or_insert(word);
            let ideograph = !span.of(title).is_ascii() && span.of(title).chars().count() == 1;
            weight += if ideograph { RULES.title.word_function } else { name_weight(class) };
            count += 1;
            node = self.grow(node, words.stem(word));
        }
        if let Some(first) = first {
            let alone = if count == 1 { Class::NAME | Class::NAME_ALONE } else { Class::NAME };
            words.mark_stem(first, alone);
            let factor = if whole { 1.0 } else { RULES.title.segment };
            let weight = (weight * factor).min(RULES.title.words_cap);
            self.ends[node as usize].push(Name { clause, whole, weight, words: count });
        }
    }

    /// The node below `node` over `stem`, made if there is none.
    fn grow(&mut self, node: u32, stem: Word) -> u32 {
        let next = self.ends.len() as u32;
        let edges = &mut self.edges[node as usize];
        match edges.binary_search_by_key(&stem, |edge| edge.0) {
            Ok(at) => edges[at].1,
            Err(at) => {
                edges.insert(at, (stem, next));
                self.edges.push(Vec::new());
                self.ends.push(Vec::new());
                next
            }
        }
    }

    pub(super) fn step(&self, node: u32, stem: Word) -> Option<u32> {
        let edges = &self.edges[node as usize];
        edges.binary_search_by_key(&stem, |edge| edge.0).ok().map(|at| edges[at].1)
    }

    pub(super) fn ends(&self, node: u32) -> &[Name] {
        &self.ends[node as usize]
    }

    /// The clauses with that stem in their title.
    pub(super) fn holders(&self, stem: Word) -> &[usize] {
        self.by_stem.get(&stem).map_or(&[], Vec::as_slice)
    }
}

const ENDINGS: [&str; 16] = [
    "s", "es", "ed", "ing", "e", "ies", "y", "al", "d", "ence", "ent", "ation", "ion", "ment",
    "ance", "ant",
];

/// Forms of a title's word that people write ("encouraging" for "encourage"), so that they are known.
fn add_forms(word: &str, words: &mut Collector) {
    let word = fold(word);
    if word.len() < 4 || !word.is_ascii() {
        return;
    }
    let root = stem(&word).to_owned();
    for base in [word.as_str(), &root] {
        for ending in ENDINGS {
            let form = format!("{base}{ending}");
            if stem(&form) == root {
                words.add(&form, Class::TITLE);
            }
        }
    }
}

/// A title and the shorter names that it is known by.
fn variants(title: &str) -> Vec<(String, bool)> {
    let mut variants = vec![(title.to_owned(), true)];
    let sides: Vec<&str> =
        title.split('/').map(str::trim).filter(|side| !side.is_empty()).collect();
    if sides.len() > 1 {
        variants.extend(sides.iter().map(|side| ((*side).to_owned(), false)));
    }
    // A long title in two parts: "Be thorough but efficient, while respecting length limits".
    if let Some((head, tail)) = title.split_once([',', ':', '—', '(']) {
        for part in [head, tail] {
            if part.split_whitespace().nth(2).is_some() {
                variants.push((part.trim().to_owned(), false));
            }
        }
    }
    // "Expert intervention" for "Encourage expert intervention": what is left without the first word.
    if let Some((_, tail)) = title.split_once(' ')
        && title.split_whitespace().count() == 3
        && title.is_ascii()
        && !title.contains([',', '/', ':'])
    {
        variants.push((tail.to_owned(), false));
    }
    let spelled: Vec<(String, bool)> = variants
        .iter()
        .filter_map(|(name, whole)| other_negation(name).map(|name| (name, *whole)))
        .collect();
    variants.extend(spelled);
    variants
}

/// "Don't lie" for "Do not lie" and the other way round.
fn other_negation(name: &str) -> Option<String> {
    let folded = name.to_lowercase().replace('’', "'");
    if let Some(rest) = folded.strip_prefix("don't ") {
        return Some(format!("do not {rest}"));
    }
    folded.strip_prefix("do not ").map(|rest| format!("don't {rest}"))
}

#[cfg(test)]
mod tests {
    use super::variants;

    #[test]
    fn titles_are_known_by_shorter_names() {
        let names = |title: &str| -> Vec<String> {
            variants(title).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names("A / B c"), ["A / B c", "A", "B c"]);
        assert_eq!(
            names("Be x but y, while doing z"),
            ["Be x but y, while doing z", "Be x but y", "while doing z"]
        );
        assert_eq!(names("Don’t lie"), ["Don’t lie", "do not lie"]);
        assert_eq!(names("Encourage expert advice"), ["Encourage expert advice", "expert advice"]);
    }
}

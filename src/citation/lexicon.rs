//! The words that matter: those of the specs and those of the rules, numbered.

use std::collections::HashMap;
use std::ops::BitOr;

use super::reader::WORD_TRIGGER;
use super::rules::{RULES, Rules};
use super::stem::stem;
use super::tokens::{self, Shape};
use crate::text::Span;

/// A word of the lexicon; [`UNKNOWN`] for every other.
pub(super) type Word = u32;
/// A word that neither a spec nor a rule has.
pub(super) const UNKNOWN: Word = 0;

/// What a word can be good for, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class(u64);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        impl Class { $($(#[$doc])* pub(super) const $name: Class = Class(1 << $bit);)* }
    };
}

classes! {
    /// Noun that names one clause.
    WHOLE = 0;
    /// Noun that names an item of a clause.
    ITEM = 1;
    PLURAL = 2;
    STAND_IN = 3;
    NUMBER_MARK = 4;
    DOCUMENT = 5;
    DETERMINER = 6;
    CONNECTOR = 7;
    LINK = 8;
    LEAD = 9;
    REPORT = 10;
    QUOTES_IT = 11;
    DUTY = 12;
    ORDINAL = 13;
    NUMERAL = 14;
    LIST_JOINT = 15;
    RANGE_JOINT = 16;
    INSIDE = 17;
    FOREIGN = 18;
    NEGATION = 19;
    LIMIT = 20;
    BINDING = 21;
    FREE = 22;
    FUNCTION = 23;
    COMMON = 24;
    /// Stands in a title.
    TITLE = 25;
    /// May begin a name in the tree of names.
    NAME = 26;
    /// Letters of a family of labels: `ov` of `OV1`.
    FAMILY = 27;
    /// `latter`, `former`.
    POINTER = 28;
    /// Stands in a clause.
    SPEC = 29;
    /// A noun that is as often an ordinary word: "point", "line".
    LOOSE = 30;
    /// A name by itself.
    NAME_ALONE = 31;
    /// Points back to a clause whose title has it: "the exception".
    ECHOING = 32;
    /// Stands in a title in just this form.
    TITLE_WORD = 33;
    /// Refuse, avoid, prevent: turns what follows as a negation does.
    REFUSAL = 34;
    CALLED = 35;
    ASKER = 36;
    ASKING = 37;
    FALLS = 38;
    MENTIONS = 39;
    PART = 40;
    /// `is`, `has`: a report only after a title.
    AUXILIARY = 41;
    EXEMPTION = 42;
}

impl Class {
    /// Any noun by which people name a clause.
    pub(super) const NOUN: Class = Class(Self::WHOLE.0 | Self::ITEM.0);

    pub(super) const fn with(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    pub(super) fn has(self, any: Class) -> bool {
        self.0 & any.0 != 0
    }
}

impl BitOr for Class {
    type Output = Class;
    fn bitor(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

/// A word of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub start: u32,
    pub end: u32,
    pub word: Word,
    pub shape: Shape,
}

impl Token {
    pub(super) fn span(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// Whether a mention may begin at a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    Never,
    /// If a word of a title follows.
    Name,
    Always,
}

impl Trigger {
    fn of(class: Class) -> Self {
        if class.has(WORD_TRIGGER.with(Class::NAME_ALONE).with(Class::FAMILY)) {
            Trigger::Always
        } else if class.has(Class::NAME) {
            Trigger::Name
        } else {
            Trigger::Never
        }
    }
}

/// All words, looked up by hash.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// Open addressing: hash (its upper half) and word; the length is a power of two.
    slots: Vec<(u32, Word)>,
    mask: usize,
    classes: Vec<Class>,
    triggers: Vec<Trigger>,
    stems: Vec<Word>,
    values: Vec<u16>,
    by_stem: HashMap<u64, Word>,
}

impl Lexicon {
    /// The word with that hash.
    fn find(&self, hash: u64) -> Word {
        let tag = (hash >> 32) as u32;
        let mut at = hash as usize & self.mask;
        loop {
            let (found, word) = self.slots[at];
            if word == UNKNOWN || found == tag {
                return word;
            }
            at = (at + 1) & self.mask;
        }
    }

    /// Reads `text`, appending its words to `tokens`.
    pub(super) fn read(&self, text: &str, tokens: &mut Vec<Token>) {
        tokens::each(text, |span, hash, shape| {
            let word = self.find(hash);
            tokens.push(Token { start: span.start as u32, end: span.end as u32, word, shape });
        });
    }

    pub(super) fn class(&self, word: Word) -> Class {
        self.classes[word as usize]
    }

    #[inline]
    pub(super) fn trigger(&self, word: Word) -> Trigger {
        self.triggers[word as usize]
    }

    /// A number that stands for the stem of a known word.
    pub(super) fn stem(&self, word: Word) -> Word {
        self.stems[word as usize]
    }

    /// The stem of a token, also of a word that the lexicon does not have.
    pub(super) fn stem_of(&self, text: &str, token: Token) -> Word {
        if token.word != UNKNOWN {
            return self.stem(token.word);
        }
        let word = token.span().of(text);
        let mut lower = [0; 32];
        let Some(lower) = lower.get_mut(..word.len()).filter(|_| word.is_ascii()) else {
            return self.stem_word(stem(&tokens::fold(word)));
        };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        std::str::from_utf8(lower).map_or(UNKNOWN, |word| self.stem_word(stem(word)))
    }

    fn stem_word(&self, stem: &str) -> Word {
        self.by_stem.get(&tokens::hash(stem)).copied().unwrap_or(UNKNOWN)
    }

    /// The stem of "policy".
    pub(super) fn policy(&self) -> Word {
        self.stem_word(stem("policy"))
    }

    /// What a numeral or ordinal counts; 0 for other words.
    pub(super) fn value(&self, word: Word) -> u16 {
        self.values[word as usize]
    }
}

/// Collects words before the table is built.
#[derive(Debug)]
pub(super) struct Collector {
    words: HashMap<u64, Word>,
    hashes: Vec<u64>,
    classes: Vec<Class>,
    stems: Vec<Word>,
    values: Vec<u16>,
    by_stem: HashMap<u64, Word>,
}

impl Collector {
    /// The words of the rules.
    pub(super) fn new() -> Self {
        let mut collector = Self {
            words: HashMap::new(),
            hashes: vec![0],
            classes: vec![Class::default()],
            stems: vec![UNKNOWN],
            values: vec![0],
            by_stem: HashMap::new(),
        };
        collector.add_rules(&RULES);
        collector
    }

    fn add_rules(&mut self, rules: &Rules) {
        let (nouns, words, meaning) = (&rules.nouns, &rules.words, &rules.meaning);
        for (list, class) in [
            (&nouns.whole, Class::WHOLE),
            (&nouns.item, Class::ITEM),
            (&nouns.plural, Class::PLURAL),
            (&nouns.stand_in, Class::STAND_IN),
            (&nouns.loose, Class::LOOSE),
            (&nouns.echoing, Class::ECHOING),
            (&nouns.number_mark, Class::NUMBER_MARK),
            (&nouns.document, Class::DOCUMENT),
            (&words.determiners, Class::DETERMINER),
            (&words.connectors, Class::CONNECTOR),
            (&words.links, Class::LINK),
            (&words.leads, Class::LEAD),
            (&words.reports, Class::REPORT),
            (&words.quotes_it, Class::QUOTES_IT),
            (&words.duty, Class::DUTY),
            (&words.ordinals, Class::ORDINAL),
            (&words.numerals, Class::NUMERAL),
            (&words.list_joints, Class::LIST_JOINT),
            (&words.range_joints, Class::RANGE_JOINT),
            (&words.inside, Class::INSIDE),
            (&words.foreign, Class::FOREIGN),
            (&words.called, Class::CALLED),
            (&words.falls, Class::FALLS),
            (&words.mentions, Class::MENTIONS),
            (&words.parts, Class::PART),
            (&words.askers, Class::ASKER),
            (&words.asking, Class::ASKING),
            (&meaning.refusals, Class::REFUSAL),
            (&meaning.exemptions, Class::EXEMPTION),
            (&meaning.negations, Class::NEGATION),
            (&meaning.limits, Class::LIMIT),
            (&meaning.modals[0], Class::BINDING),
            (&meaning.modals[1], Class::FREE),
        ] {
            for (at, word) in list.iter().enumerate() {
                let word = self.add(word, class);
                if class == Class::ORDINAL || class == Class::NUMERAL {
                    self.values[word as usize] = at as u16 + 1;
                }
            }
        }
        for word in ["is", "isnt", "has", "have", "would", "means", "goes"] {
            self.add(word, Class::AUXILIARY);
        }
        for word in ["latter", "former"] {
            self.add(word, Class::POINTER);
        }
        for word in rules.english.function.split_whitespace() {
            self.add(word, Class::FUNCTION);
        }
        for word in rules.english.common.split_whitespace() {
            self.add(word, Class::COMMON);
        }
    }

    /// Adds one folded word, or one more class to it.
    pub(super) fn add(&mut self, word: &str, class: Class) -> Word {
        let mut found = UNKNOWN;
        tokens::each(word, |span, hash, _| found = self.intern(span.of(word), hash, class));
        found
    }

    /// Adds the words of `text`; returns them with their spans.
    pub(super) fn add_text(&mut self, text: &str, class: Class) -> Vec<(Word, Span)> {
        let mut words = Vec::new();
        tokens::each(text, |span, hash, _| {
            words.push((self.intern(span.of(text), hash, class), span));
        });
        words
    }

    fn intern(&mut self, word: &str, hash: u64, class: Class) -> Word {
        let next = self.hashes.len() as Word;
        let found = *self.words.entry(hash).or_insert(next);
        if found == next {
            self.hashes.push(hash);
            self.classes.push(class);
            self.values.push(0);
            let folded = tokens::fold(word);
            let stem = *self.by_stem.entry(tokens::hash(stem(&folded))).or_insert(next);
            self.stems.push(stem);
        } else {
            let class = self.classes[found as usize] | class;
            self.classes[found as usize] = class;
        }
        found
    }

    pub(super) fn stem(&self, word: Word) -> Word {
        self.stems[word as usize]
    }

    pub(super) fn class(&self, word: Word) -> Class {
        self.classes[word as usize]
    }

    /// How many words there are, the unknown one included.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Adds a class to every word with the stem of `word`.
    pub(super) fn mark_stem(&mut self, word: Word, class: Class) {
        let stem = self.stem(word);
        for at in 0..self.stems.len() {
            if self.stems[at] == stem {
                let class = self.classes[at] | class;
                self.classes[at] = class;
            }
        }
    }

    /// Builds the table.
    pub(super) fn finish(self) -> Lexicon {
        let size = (self.hashes.len() * 2).next_power_of_two();
        let mask = size - 1;
        let mut slots = vec![(0, UNKNOWN); size];
        for (word, &hash) in self.hashes.iter().enumerate().skip(1) {
            let mut at = hash as usize & mask;
            while slots[at].1 != UNKNOWN {
                at = (at + 1) & mask;
            }
            slots[at] = ((hash >> 32) as u32, word as Word);
        }
        Lexicon {
            slots,
            mask,
            triggers: self.classes.iter().copied().map(Trigger::of).collect(),
            classes: self.classes,
            stems: self.stems,
            values: self.values,
            by_stem: self.by_stem,
        }
    }
}

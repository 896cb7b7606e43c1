//! Which stretches of a passage are worth aligning with which clause.

use std::ops::Range;

use super::alignment::Unit;
use super::lexicon::{Class, UNKNOWN};
use super::passage::Passage;
use super::reader::Mention;
use super::rules::RULES;
use super::seeds::{self, Seed};

/// A stretch of the passage against a part of a clause.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub clause: usize,
    pub text: Range<usize>,
    /// The tokens that made it a candidate.
    pub core: Range<usize>,
    /// Places in the wording of all clauses.
    pub places: Range<usize>,
    /// The clause, or one beside it, is named nearby.
    pub attributed: bool,
}

/// So many sentences after a citation may still report what the clause says.
const SENTENCES: u32 = 2;

/// A passage with what it cites, and the clause that it was about when it began.
pub(super) struct Setting<'p, 'a> {
    pub passage: &'p Passage<'a>,
    pub mentions: &'p [Mention],
}

impl Setting<'_, '_> {
    /// All candidates.
    pub(super) fn candidates(&self, seeds: &[Seed]) -> Vec<Candidate> {
        let mut candidates = self.shared_runs(seeds);
        candidates.extend(self.reported_nearby());
        candidates
    }

    /// Runs of shared words that lie close together in text and clause, taken as one.
    fn shared_runs(&self, seeds: &[Seed]) -> Vec<Candidate> {
        let groups = seeds::groups(seeds, self.passage);
        groups.iter().filter_map(|group| self.shared_run(group)).collect()
    }

    fn shared_run(&self, group: &[&Seed]) -> Option<Candidate> {
        let rules = &RULES.quote;
        let wording = &self.passage.index.wording;
        let clause = group.first()?.clause;
        let from = group.iter().map(|seed| seed.tokens.start).min()?;
        let to = group.iter().map(|seed| seed.tokens.end).max()?;
        let words: usize = group.iter().map(|seed| seed.tokens.len()).sum();
        let weigh = |seed: &&Seed| wording.weigh(&self.passage.tokens[seed.tokens.clone()]);
        let weight: f32 = group.iter().map(weigh).sum();
        let attributed = self.attributed(from, clause);
        let (least_words, least_weight) = if attributed {
            (3, rules.seed_weight * 0.6)
        } else {
            (rules.seed_words, rules.seed_weight)
        };
        let longest = group.iter().map(|seed| seed.tokens.len()).max()?;
        // Without a citation nearby only a long quotation counts, and that has a long run in it.
        let long = longest >= rules.seed_words || words >= rules.long_words;
        let few = !attributed && !(long && (words >= rules.words || weight >= rules.least_alone));
        if few || words < least_words || weight < least_weight {
            return None;
        }
        let low = group.iter().map(|seed| seed.place).min()?;
        let high = group.iter().map(|seed| seed.place + seed.tokens.len()).max()?;
        let all = wording.range(clause);
        let places =
            all.start.max(low.saturating_sub(rules.reach))..all.end.min(high + rules.reach);
        Some(Candidate { clause, text: self.stretch(from, to), core: from..to, places, attributed })
    }

    /// The tokens around `from..to` that may belong to the same quotation: the paragraph, up to the
    /// nearest quotation marks and other citations.
    fn stretch(&self, from: usize, to: usize) -> Range<usize> {
        let passage = self.passage;
        let Range { mut start, mut end } = passage.paragraph(from, to, RULES.quote.reach);
        let near = self.mentions_in(start..end);
        for mention in near {
            if mention.to <= from {
                start = start.max(mention.to);
            } else if mention.from >= to {
                end = end.min(mention.from);
                break;
            }
        }
        let marks = |gap: &str| gap.contains(['"', '“', '”', '«', '»', '「', '」']);
        let opened = (start + 1..=from).rev().find(|&at| marks(passage.gap(at - 1)));
        let closed = (to..=end).find(|&at| at > 0 && marks(passage.gap(at - 1)));
        match (opened, closed) {
            (Some(opened), Some(closed)) => opened..closed.max(to),
            _ => start..end.max(to),
        }
    }

    /// The mentions that begin at tokens of `range`; they are in the order of the text.
    fn mentions_in(&self, range: Range<usize>) -> &[Mention] {
        let first = self.mentions.partition_point(|mention| mention.from < range.start);
        let last = self.mentions.partition_point(|mention| mention.from < range.end);
        &self.mentions[first..last.max(first)]
    }

    /// Whether a clause near to `clause` is cited shortly before token `at`.
    pub(super) fn attributed(&self, at: usize, clause: usize) -> bool {
        let before = self.mentions.partition_point(|mention| mention.from <= at);
        self.mentions[..before]
            .iter()
            .rev()
            .take_while(|mention| self.within_reach(mention.from, at))
            .filter_map(|mention| mention.clause)
            .any(|cited| self.passage.index.related(cited, clause))
    }

    fn within_reach(&self, mention: usize, at: usize) -> bool {
        let between = self.passage.between(mention, at);
        between.is_some_and(|(sentences, paragraphs)| sentences <= SENTENCES && paragraphs <= 1)
    }

    /// Sentences that report what a clause cited in or before them says.
    fn reported_nearby(&self) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        let mut done: Vec<(usize, usize)> = Vec::new();
        for mention in self.mentions {
            let Some(cited) = mention.clause else { continue };
            let mut sentence = self.passage.sentence(mention.from);
            for _ in 0..=SENTENCES {
                if sentence.is_empty()
                    || !self.within_reach(mention.from, sentence.start.max(mention.from))
                {
                    break;
                }
                if !done.contains(&(sentence.start, cited)) && self.reports(&sentence) {
                    done.push((sentence.start, cited));
                    candidates.extend(self.reported(cited, sentence.clone()));
                }
                sentence = match sentence.end {
                    end if end < self.passage.len() => self.passage.sentence(end),
                    end => end..end,
                };
            }
            if done.len() > 64 {
                done.drain(..32);
            }
        }
        candidates
    }

    fn reports(&self, sentence: &Range<usize>) -> bool {
        let reporting = Class::REPORT | Class::DUTY | Class::LEAD;
        sentence.clone().any(|at| self.passage.class(at).has(reporting))
    }

    /// The parts of a sentence between its citations, each against the family of the clause.
    fn reported(&self, cited: usize, sentence: Range<usize>) -> Vec<Candidate> {
        let family = self.family(cited);
        let mut parts = Vec::new();
        let mut start = sentence.start;
        for mention in self.mentions_in(sentence.clone()) {
            if mention.from >= start {
                parts.push(start..mention.from);
                start = mention.to;
            }
        }
        parts.push(start..sentence.end.max(start));
        parts
            .into_iter()
            .filter(|part| part.len() >= RULES.quote.agreeing)
            .flat_map(|part| self.enough_shared(&family, part))
            .collect()
    }

    /// The clause, what it lies under and what lies below it, and its fellow items.
    fn family(&self, clause: usize) -> Vec<usize> {
        let index = self.passage.index;
        let entry = &index.clauses[clause];
        let mut family = vec![clause];
        family.extend(entry.parent);
        family.extend(&entry.children);
        // Items of one policy are cited for one another; neighbouring sections are not.
        if let Some(parent) = entry.parent.filter(|&parent| index.has_numbered_items(parent)) {
            let siblings = &index.clauses[parent].children;
            family.extend(siblings.iter().filter(|&&other| other != clause));
        }
        family.truncate(24);
        family
    }

    /// The clauses of a family that share enough words with a stretch to be inspected.
    fn enough_shared(&self, family: &[usize], text: Range<usize>) -> Vec<Candidate> {
        let units = text_units(self.passage, text.clone());
        let mut distinct: Vec<&Unit> = units.iter().filter(|unit| unit.stem != UNKNOWN).collect();
        distinct.sort_by_key(|unit| unit.stem);
        distinct.dedup_by_key(|unit| unit.stem);
        let wording = &self.passage.index.wording;
        let shared = |clause: usize| -> f32 {
            let held = distinct.iter().filter(|unit| wording.has_stem(clause, unit.stem));
            held.map(|unit| unit.weight).sum()
        };
        family
            .iter()
            .filter(|&&clause| shared(clause) >= RULES.quote.short_weight)
            .filter_map(|&clause| {
                let places = densest(self.passage, clause, &units)?;
                let middle = text.start + text.len() / 2;
                let core = middle..middle;
                Some(Candidate { clause, text: text.clone(), core, places, attributed: true })
            })
            .collect()
    }
}

/// The window of a clause that shares most weight with `units`.
fn densest(passage: &Passage, clause: usize, units: &[Unit]) -> Option<Range<usize>> {
    const WINDOW: usize = 70;
    let (wording, lexicon) = (&passage.index.wording, &passage.index.lexicon);
    let range = wording.range(clause);
    let gain = |&word: &u32| {
        let stem = lexicon.stem(word);
        let shared = stem != UNKNOWN && units.iter().any(|unit| unit.stem == stem);
        if shared { wording.weight(word) } else { 0.0 }
    };
    let gains: Vec<f32> = wording.words[range.clone()].iter().map(gain).collect();
    let mut sum: f32 = gains.iter().take(WINDOW).sum();
    let mut best = (0, sum);
    for start in 1..(gains.len() + 1).saturating_sub(WINDOW) {
        sum += gains[start + WINDOW - 1] - gains[start - 1];
        if sum > best.1 {
            best = (start, sum);
        }
    }
    let start = range.start + best.0;
    (best.1 > 0.0).then(|| start..range.end.min(start + WINDOW))
}

/// The words of a passage as alignment sees them.
pub(super) fn text_units(passage: &Passage, range: Range<usize>) -> Vec<Unit> {
    range
        .map(|at| Unit {
            word: passage.tokens[at].word,
            stem: passage.stem(at),
            weight: passage.weight(at),
        })
        .collect()
}

/// The same of a clause.
pub(super) fn clause_units(passage: &Passage, places: Range<usize>) -> Vec<Unit> {
    let (wording, lexicon) = (&passage.index.wording, &passage.index.lexicon);
    wording.words[places]
        .iter()
        .map(|&word| Unit { word, stem: lexicon.stem(word), weight: wording.weight(word) })
        .collect()
}

//! Reads a passage from left to right, as a person does, and keeps in mind what was cited last.

use super::index::Index;
use super::lexicon::{Class, Token, Trigger};
use super::passage::Passage;
use super::{Citation, Kind, identifiers, inventions, numbers, parts, pointers, titles};
use crate::text::Span;

/// What a reader remembers from one passage of a record to the next.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Clauses in the order of their mention, without immediate repetition.
    pub cited: Vec<usize>,
    /// Where the last mention ended in this passage; `None` if it was in an earlier one.
    pub last_end: Option<usize>,
    /// Ids that the spec does not have but the chain used.
    pub missing: Vec<String>,
    /// The clause that the last pointer or mention meant.
    pub focus: Option<usize>,
}

/// A place found, before quotations are looked at.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Tokens.
    pub from: usize,
    pub to: usize,
    pub span: Span,
    /// `None` for what does not exist.
    pub clause: Option<usize>,
    pub kind: Kind,
    pub score: f32,
    pub note: Option<String>,
    /// Which spec it is about.
    pub spec: usize,
    /// Holds without any other citation in the chain.
    pub sure: bool,
}

/// Words that may begin a mention by themselves.
pub(super) const WORD_TRIGGER: Class = Class::NOUN
    .with(Class::PLURAL)
    .with(Class::POINTER)
    .with(Class::STAND_IN)
    .with(Class::ORDINAL)
    .with(Class::CALLED)
    .with(Class::FALLS)
    .with(Class::ECHOING);

/// Collects the tokens at which a mention may begin. What is asked of every word is one byte of the
/// lexicon; the marks that belong to ids are looked for in the text, where they are rare.
pub(super) fn triggers(index: &Index, text: &str, tokens: &[Token], found: &mut Vec<u32>) {
    for (at, token) in tokens.iter().enumerate() {
        let trigger = index.lexicon.trigger(token.word);
        let begins = trigger == Trigger::Always
            || token.shape.mixed()
            || (trigger == Trigger::Name && title_follows(index, tokens, at))
            || (token.shape.wide() && numbers::may_be_cjk(&text[token.start as usize..]))
            || (index.joins_words() && beside_joint(index, text, *token));
        if begins {
            found.push(at as u32);
        }
    }
    let marks = memchr::memchr3_iter(b'_', b'#', b'`', text.as_bytes());
    let before = found.len();
    for mark in marks {
        let next = tokens.partition_point(|token| (token.start as usize) < mark);
        let ended = next.checked_sub(1).filter(|&at| tokens[at].end as usize == mark);
        let begun = tokens.get(next).filter(|token| token.start as usize == mark + 1);
        found.extend(ended.map(|at| at as u32));
        found.extend(begun.map(|_| next as u32));
    }
    if found.len() > before {
        found.sort_unstable();
        found.dedup();
    }
}

/// Whether the word after `at` may go on a title.
fn title_follows(index: &Index, tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1).map(|next| index.lexicon.class(next.word));
    next.is_some_and(|next| next.has(Class::TITLE.with(Class::CONNECTOR)))
}

/// Whether the bytes beside a word could make it part of an id.
fn beside_joint(index: &Index, text: &str, token: Token) -> bool {
    let bytes = text.as_bytes();
    let before = (token.start as usize).checked_sub(1).map_or(b' ', |at| bytes[at]);
    let end = token.end as usize;
    let after = bytes.get(end).copied().unwrap_or(b' ');
    matches!(before, b'#' | b'`')
        || after == b'_'
        || (index.joins(after) && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric))
}

/// Goes through a passage.
pub(super) struct Reader<'a, 'm> {
    pub passage: Passage<'a>,
    pub memory: &'m mut Memory,
    pub mentions: Vec<Mention>,
}

impl<'a> Reader<'a, '_> {
    pub(super) fn index(&self) -> &'a Index {
        self.passage.index
    }

    /// Finds every mention but quotations, at the tokens where one may begin.
    pub(super) fn read(&mut self, triggers: &[u32]) {
        let mut next = 0;
        for &at in triggers {
            let at = at as usize;
            if at >= next {
                next = self.read_at(at).unwrap_or(at + 1);
            }
        }
        // In a chain that never cites the spec, an unknown name is some other document's.
        if !self.has_cited() {
            self.mentions.retain(|mention| mention.sure);
        }
    }

    /// Tries what may begin at token `at`; returns where to go on.
    fn read_at(&mut self, at: usize) -> Option<usize> {
        let token = self.passage.tokens[at];
        let class = self.passage.class(at);
        if beside_joint(self.index(), self.passage.text, token)
            && let Some(next) = identifiers::identifier(self, at)
        {
            return Some(next);
        }
        if (token.shape.mixed() || class.has(Class::FAMILY))
            && let Some(next) = identifiers::label(self, at)
        {
            return Some(next);
        }
        if class.has(Class::NAME)
            && let Some(next) = titles::name(self, at)
        {
            return Some(next);
        }
        if class.has(Class::FALLS)
            && let Some(next) = parts::falls_under(self, at)
        {
            return Some(next);
        }
        if class.has(WORD_TRIGGER) {
            let found = numbers::numbered(self, at)
                .or_else(|| inventions::unknown_title(self, at))
                .or_else(|| parts::named_by_noun(self, at))
                .or_else(|| pointers::pointer(self, at));
            if found.is_some() {
                return found;
            }
        }
        if self.passage.word(at).is_ascii() { None } else { numbers::cjk(self, at) }
    }

    /// Records a mention of an existing clause and turns the reader's mind to it.
    pub(super) fn found(&mut self, from: usize, to: usize, clause: usize, kind: Kind, score: f32) {
        let span = self.passage.span(from..to);
        self.found_at(from, to, span, clause, kind, score);
    }

    /// The same where the span is not that of the tokens.
    pub(super) fn found_at(
        &mut self,
        from: usize,
        to: usize,
        span: Span,
        clause: usize,
        kind: Kind,
        score: f32,
    ) {
        self.memory.last_end = Some(span.end);
        self.memory.focus = Some(clause);
        if kind != Kind::Anaphora && self.memory.cited.last() != Some(&clause) {
            self.memory.cited.push(clause);
        }
        let spec = self.index().clauses[clause].spec;
        let clause = Some(clause);
        self.mentions.push(Mention {
            from,
            to,
            span,
            clause,
            kind,
            score,
            note: None,
            spec,
            sure: true,
        });
    }

    /// Records a mention that counts only in a chain that cites the spec elsewhere.
    pub(super) fn tentative(
        &mut self,
        from: usize,
        to: usize,
        clause: usize,
        kind: Kind,
        score: f32,
    ) {
        let cited = self.memory.cited.len();
        let (last_end, focus) = (self.memory.last_end, self.memory.focus);
        self.found(from, to, clause, kind, score);
        self.memory.cited.truncate(cited);
        (self.memory.last_end, self.memory.focus) = (last_end, focus);
        if let Some(mention) = self.mentions.last_mut() {
            mention.sure = false;
        }
    }

    /// Records something that the spec does not have; unless `sure`, it counts only in a chain that
    /// cites the spec as well.
    pub(super) fn missing(
        &mut self,
        from: usize,
        to: usize,
        span: Span,
        note: Option<String>,
        sure: bool,
    ) {
        let kind = Kind::Nonexistent;
        let spec = self.memory.focus.map_or(0, |focus| self.index().clauses[focus].spec);
        self.mentions.push(Mention {
            from,
            to,
            span,
            clause: None,
            kind,
            score: 0.8,
            note,
            spec,
            sure,
        });
    }

    /// The last mention in the sentence of token `at`, before it.
    pub(super) fn cited_in_sentence(&self, at: usize) -> Option<&Mention> {
        let last = self.mentions.last()?;
        self.passage.same_sentence(last.from, at).then_some(last)
    }

    /// Whether the sentence of token `at` or the one before it in the paragraph cites the spec.
    pub(super) fn cited_shortly_before(&self, at: usize) -> bool {
        let passage = &self.passage;
        self.mentions.last().is_some_and(|last| {
            passage.same_paragraph(last.from, at)
                && passage.between(last.from, at).is_some_and(|(sentences, _)| sentences <= 1)
        })
    }

    /// Whether the record talks of the spec: it has cited it.
    pub(super) fn has_cited(&self) -> bool {
        !self.memory.cited.is_empty()
    }

    /// Whether the sentence of token `at` speaks of a document with rules.
    pub(super) fn speaks_of_spec(&self, at: usize) -> bool {
        self.passage.sentence(at).any(|at| self.passage.class(at).has(Class::DOCUMENT))
    }

    /// Paragraphs between token `at` and the last mention; many if that was in an earlier passage.
    pub(super) fn paragraphs_since(&self, at: usize) -> u32 {
        let here = self.passage.tokens[at].start as usize;
        let last = self.memory.last_end.map(|end| end.min(here));
        last.map_or(u32::MAX, |end| paragraph_breaks(&self.passage.text[end..here]))
    }
}

/// Blank lines in `text`.
fn paragraph_breaks(text: &str) -> u32 {
    let blank_after = |&at: &usize| {
        let rest = text.as_bytes()[at + 1..].iter();
        rest.copied().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(b'\n')
    };
    memchr::memchr_iter(b'\n', text.as_bytes()).filter(blank_after).count() as u32
}

impl Mention {
    /// The finished citation of a mention, `base` bytes into the chain.
    pub(super) fn into_citation(self, index: &Index, text: &str, base: usize) -> Citation {
        let (spec, clause) = match self.clause {
            Some(clause) => {
                let entry = &index.clauses[clause];
                (index.specs[entry.spec].clone(), entry.id.clone())
            }
            None => {
                let written = self.span.of(text).trim_start_matches('#');
                (index.specs.get(self.spec).cloned().unwrap_or_default(), written.to_owned())
            }
        };
        Citation {
            span: Span::new(base + self.span.start, base + self.span.end),
            spec,
            clause,
            kind: self.kind,
            score: self.score,
            diff: Vec::new(),
            note: self.note,
        }
    }
}

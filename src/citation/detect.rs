//! Finds the citations of a record. The specs are compiled once; after that a chain costs one pass
//! that turns its words into numbers, and closer looks only where those numbers promise something.

use std::cell::RefCell;

use super::Citation;
use super::candidates::Setting;
use super::echo::Echo;
use super::index::Index;
use super::lexicon::Token;
use super::passage::Passage;
use super::reader::{self, Memory, Reader};
use super::rules::RULES;
use super::seeds::{self, Seed};
use super::{paraphrases, quotations};
use crate::record::Record;
use crate::spec::Spec;
use crate::text::{Span, boundary_before, sanitise};

/// Finds citations of some specs. Made once, used from any number of threads.
#[derive(Debug)]
pub struct Detector {
    index: Index,
    version: String,
}

/// What [`Detector::cite_with`] is to look for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Also what may be a clause's content in other words.
    pub paraphrase: bool,
}

/// A chain is read in pieces of about this many bytes, so that a chain of any length needs little
/// memory; a piece ends with a paragraph where there is one.
const PIECE: usize = 1 << 16;

/// Room for one piece, used again for the next.
#[derive(Default)]
struct Scratch {
    tokens: Vec<Token>,
    seeds: Vec<Seed>,
    triggers: Vec<u32>,
}

thread_local! {
    /// Allocated once a thread: most records are short, and room for them would cost as much as they.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Detector {
    /// Compiles `specs`.
    #[must_use]
    pub fn new(specs: &[Spec]) -> Self {
        let versions: Vec<String> = specs.iter().map(Spec::version).collect();
        let version =
            format!("{}.{}:{}", env!("CARGO_PKG_VERSION"), RULES.version, versions.join("+"));
        Self { index: Index::new(specs), version }
    }

    /// What results depend on: the detector, its rules and the specs.
    #[must_use]
    pub fn version(&self) -> String {
        self.version.clone()
    }

    /// The citations of a record's chain in the order of their spans; paraphrases are not looked for.
    #[must_use]
    pub fn cite(&self, record: &Record) -> Vec<Citation> {
        self.cite_with(record, Options::default())
    }

    /// The same with a choice of what to look for.
    #[must_use]
    pub fn cite_with(&self, record: &Record, options: Options) -> Vec<Citation> {
        SCRATCH.with_borrow_mut(|scratch| self.read(record, options, scratch))
    }

    fn read(&self, record: &Record, options: Options, scratch: &mut Scratch) -> Vec<Citation> {
        let mut reading = Reading {
            index: &self.index,
            options,
            scratch,
            memory: Memory::default(),
            echo: Echo::new(record, &self.index.lexicon),
            citations: Vec::new(),
        };
        for piece in pieces(&record.cot) {
            reading.read(piece.of(&record.cot), piece.start);
        }
        let mut citations = reading.citations;
        citations.sort_by(|a, b| (a.span, a.kind, &a.clause).cmp(&(b.span, b.kind, &b.clause)));
        citations.dedup_by(|a, b| a.span == b.span && a.clause == b.clause && a.kind == b.kind);
        if !record.cot.is_ascii() {
            citations.iter_mut().for_each(|citation| mention_hidden(citation, &record.cot));
        }
        citations
    }
}

/// Says so when the words hold characters that a reader cannot see: they match all the same, and may
/// read otherwise than they look.
fn mention_hidden(citation: &mut Citation, cot: &str) {
    let hidden = sanitise::hidden(citation.span.of(cot)).count();
    if hidden > 0 {
        let remark = format!("holds hidden characters in {hidden} places");
        citation.note = Some(match citation.note.take() {
            Some(note) => format!("{note}; {remark}"),
            None => remark,
        });
    }
}

/// One record being read.
struct Reading<'a, 's> {
    index: &'a Index,
    options: Options,
    scratch: &'s mut Scratch,
    memory: Memory,
    echo: Echo<'a>,
    citations: Vec<Citation>,
}

impl Reading<'_, '_> {
    /// Reads a piece of the chain that begins `base` bytes into it.
    fn read(&mut self, text: &str, base: usize) {
        let Scratch { tokens, seeds, triggers } = &mut *self.scratch;
        tokens.clear();
        seeds.clear();
        triggers.clear();
        self.index.lexicon.read(text, tokens);
        reader::triggers(self.index, text, tokens, triggers);
        seeds::seeds(self.index, tokens, seeds);
        if seeds.is_empty() && triggers.is_empty() && !self.options.paraphrase {
            return;
        }
        let passage = Passage { index: self.index, text, tokens };
        let mut reader = Reader { passage, memory: &mut self.memory, mentions: Vec::new() };
        reader.read(triggers);
        let mut mentions = reader.mentions;
        self.memory.last_end = None;
        let setting = Setting { passage: &passage, mentions: &mentions };
        let quotations = quotations::quotations(&setting, seeds, &mut self.echo);
        if self.options.paraphrase {
            let possible = paraphrases::paraphrases(&passage, &mentions, &quotations);
            mentions.extend(possible);
        }
        let index = self.index;
        let mentions = mentions.into_iter().map(|mention| mention.into_citation(index, text, base));
        let quotations = quotations.into_iter().map(|found| found.into_citation(index, base));
        self.citations.extend(mentions.chain(quotations));
    }
}

/// Cuts a chain into pieces at paragraphs, else at lines, else at spaces.
fn pieces(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let end =
            if text.len() - start <= PIECE + PIECE / 4 { text.len() } else { cut(text, start) };
        let piece = Span::new(start, end);
        start = end;
        Some(piece)
    })
}

fn cut(text: &str, start: usize) -> usize {
    let limit = boundary_before(text, start + PIECE);
    let low = boundary_before(text, start + PIECE / 2);
    let window = &text[low..limit];
    ["\n\n", "\n", ". ", " "]
        .iter()
        .find_map(|mark| window.rfind(mark).map(|at| low + at + mark.len()))
        .unwrap_or(limit)
}

//! Which clause a chain of thought means, where, and how.

use serde::Serialize;

use crate::text::Span;

mod alignment;
mod candidates;
mod detect;
mod echo;
mod evidence;
mod identifiers;
mod index;
mod inventions;
mod lexicon;
mod meaning;
mod names;
mod numbers;
mod paraphrases;
mod parts;
mod passage;
mod pointers;
mod quotations;
mod reader;
mod recollections;
mod rules;
mod seeds;
mod standing;
mod stem;
mod titles;
mod tokens;
mod wording;

pub use crate::spec::{DiffOp, DiffPart};
pub use detect::{Detector, Options};

/// A place in a cot that means one clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// Where, in the cot text.
    pub span: Span,
    /// Name of the spec.
    pub spec: String,
    /// Id of the clause; as written in the chain for [`Kind::Nonexistent`].
    pub clause: String,
    /// How the clause is meant.
    pub kind: Kind,
    /// How sure the detector is, 0 to 1.
    pub score: f32,
    /// For a misquote or near quote: the clause's words against the chain's.
    pub diff: Vec<DiffPart>,
    /// What a reviewer should know, e.g. that the words belong to another clause than the one named.
    pub note: Option<String>,
}

/// The kinds of the interfaces page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// By identifier or number.
    Id,
    /// By title or a part of it.
    Title,
    /// Verbatim but for case, space, quote marks, dashes, ellipses.
    Quote,
    /// Reworded slightly, meaning kept.
    NearQuote,
    /// Presented as the clause's words, meaning changed.
    Misquote,
    /// An id of the spec's pattern, or a titled section, that the spec does not have.
    Nonexistent,
    /// Its content, unnamed: a "possible", never counted by default.
    Paraphrase,
    /// "that rule".
    Anaphora,
}

impl Kind {
    /// All kinds, most explicit first.
    pub const ALL: [Kind; 8] = [
        Kind::Id,
        Kind::Title,
        Kind::Quote,
        Kind::NearQuote,
        Kind::Misquote,
        Kind::Nonexistent,
        Kind::Anaphora,
        Kind::Paraphrase,
    ];

    /// The name that queries and JSON outputs use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Id => "id",
            Kind::Title => "title",
            Kind::Quote => "quote",
            Kind::NearQuote => "near_quote",
            Kind::Misquote => "misquote",
            Kind::Nonexistent => "nonexistent",
            Kind::Paraphrase => "paraphrase",
            Kind::Anaphora => "anaphora",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

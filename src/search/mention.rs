//! The names that a query mentions, held against those that there are: a misspelt clause, label or field
//! finds nothing, and the reader should hear why.

use super::error::{QueryError, nearest};
use super::facts::{LiveFacts, LiveField};
use super::query::Query;
use super::words::fold_name;
use crate::text::Span;

/// A name in the text of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) sort: NameSort,
    /// Folded.
    pub(super) name: String,
    /// Where it stands in the query.
    pub(super) span: Span,
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameSort {
    /// A field of the data, a judge's or a person's.
    Value,
    Clause,
    Live(LiveField),
}

impl Mention {
    /// The same name further right.
    pub(super) fn shifted(&self, by: usize) -> Self {
        let span = Span::new(self.span.start + by, self.span.end + by);
        Self { span, ..self.clone() }
    }
}

/// The names that there are.
pub struct Vocabulary<'v> {
    /// Names of metadata, judges and people; `None` while they are not known.
    pub fields: Option<Vec<String>>,
    /// Ids of clauses: of the specs, and cited ones that no spec has.
    pub clauses: Vec<String>,
    /// Labels and codes that the scheme has, whether or not somebody gave them.
    pub labels: Vec<String>,
    /// The values that occur, by [`LiveFacts::values`].
    pub live: &'v dyn LiveFacts,
}

impl Query {
    /// The first name in the query that nothing has, with the query that was probably meant. A query
    /// with such a name can be run all the same: it finds nothing by that name.
    #[must_use]
    pub fn doubt(&self, vocabulary: &Vocabulary<'_>) -> Option<QueryError> {
        self.mentions.iter().find_map(|mention| self.doubt_about(mention, vocabulary))
    }

    fn doubt_about(&self, mention: &Mention, vocabulary: &Vocabulary<'_>) -> Option<QueryError> {
        let known = vocabulary.known(mention.sort)?;
        if known.iter().any(|name| fold_name(name) == mention.name) {
            return None;
        }
        let (before, rest) = self.text().split_at(mention.span.start);
        let (name, after) = rest.split_at(mention.span.end - mention.span.start);
        let repaired = likely(&mention.name, &known).map(|name| format!("{before}{name}{after}"));
        Some(QueryError {
            column: before.chars().count() + 1,
            message: mention.sort.missing(name.trim_matches('"')),
            suggestion: repaired.filter(|text| Self::parse(text).is_ok()),
        })
    }
}

/// The known name that was probably meant, as a query spells it: the nearest one, else one that lies
/// below it.
fn likely(name: &str, known: &[String]) -> Option<String> {
    let below = |known: &&String| {
        fold_name(known).strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', '/']))
    };
    let near = nearest(name, known.iter().map(String::as_str));
    let found = near.or_else(|| known.iter().find(below).map(String::as_str))?;
    let plain = found.chars().all(|c| c.is_alphanumeric() || "_.-/".contains(c));
    Some(if plain { found.to_owned() } else { format!("\"{found}\"") })
}

impl NameSort {
    /// Says that nothing has this name.
    fn missing(self, name: &str) -> String {
        match self {
            NameSort::Value => format!("no record has a field called {name}"),
            NameSort::Clause => format!("no spec has a clause called {name}"),
            NameSort::Live(LiveField::Label) => format!("there is no label called {name}"),
            NameSort::Live(LiveField::By) => format!("nobody called {name} has labelled here"),
            NameSort::Live(field) => format!("no record has a {} called {name}", field.name()),
        }
    }
}

impl Vocabulary<'_> {
    /// The names of a sort that there are; `None` when they are not known, or are no names.
    fn known(&self, sort: NameSort) -> Option<Vec<String>> {
        match sort {
            NameSort::Value => self.fields.clone(),
            NameSort::Clause => Some(self.clauses.clone()),
            NameSort::Live(LiveField::Label) => {
                Some([self.live.values(LiveField::Label), self.labels.clone()].concat())
            }
            NameSort::Live(field @ (LiveField::Flag | LiveField::By | LiveField::Suggest)) => {
                Some(self.live.values(field))
            }
            NameSort::Live(LiveField::Note | LiveField::Agree | LiveField::Problem) => None,
        }
    }
}

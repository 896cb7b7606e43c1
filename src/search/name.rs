//! Names as a query asks for them: ids, clauses, labels, flags, reviewers.

use super::pattern::{Pattern, WordRegex};
use super::words::fold_name;

/// What a query wants a name, or a note, to be.
#[derive(Clone, Debug)]
pub struct Name(pub(super) Test);

#[derive(Clone, Debug)]
pub(super) enum Test {
    /// Any at all.
    Any,
    /// The whole name, case aside.
    Whole(String),
    /// Names that begin so.
    Prefix(String),
    /// Names in which the expression is found.
    Regex(Box<WordRegex>),
    /// Words of a text.
    Words(Pattern),
}

impl Name {
    /// Exactly this name.
    #[must_use]
    pub fn exactly(name: &str) -> Self {
        Self(Test::Whole(fold_name(name)))
    }

    /// Whether a name (of a flag, label, reviewer, clause …) or the text of a note is wanted.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        match &self.0 {
            Test::Any => true,
            Test::Words(pattern) => pattern.is_in(name),
            _ => self.matches_folded(&fold_name(name)),
        }
    }

    /// The same for a name whose case is folded already.
    pub(super) fn matches_folded(&self, name: &str) -> bool {
        match &self.0 {
            Test::Any => true,
            Test::Whole(wanted) => name == wanted,
            Test::Prefix(prefix) => name.starts_with(prefix.as_str()),
            Test::Regex(regex) => regex.is_match(name),
            Test::Words(pattern) => pattern.is_in(name),
        }
    }
}

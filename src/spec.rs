//! A written policy as its citable units.

use std::collections::BTreeMap;

use crate::text::Span;

/// A spec: its clauses in the order of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spec {
    /// What outputs call it: the file's name without its ending.
    pub name: String,
    /// The file as the user named it; empty for the built-in one.
    pub path: String,
    /// The source text that [`Clause::span`] refers to.
    pub source: String,
    /// All clauses in document order; a parent comes before its children.
    pub clauses: Vec<Clause>,
    /// Cross-references `](#id)` in document order.
    pub links: Vec<Link>,
}

/// A citable unit of a spec.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clause {
    /// `do_not_lie`, `7`, `7.1`, `AS1`, `honesty/calibration` (interfaces: Clause ids).
    pub id: String,
    /// The heading, the bold name of an item, or empty where there is none.
    pub title: String,
    /// Titles from the top down to this clause.
    pub path: Vec<String>,
    /// What the clause says: plain text without Markdown marks and commentary, sub-clauses excluded.
    pub text: String,
    /// Index of the clause that this one lies under.
    pub parent: Option<usize>,
    /// `authority=root` and the like.
    pub attributes: BTreeMap<String, String>,
    /// 1-based line of the heading or item.
    pub line: usize,
    /// Where heading and text stand in [`Spec::source`].
    pub span: Span,
}

/// A reference from one clause to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Index of the clause that holds the link; `None` before the first one.
    pub from: Option<usize>,
    /// The id that it points to, which may not exist.
    pub to: String,
    /// 1-based line.
    pub line: usize,
}

impl Spec {
    /// The clause with that id, case folded.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        let wanted = id.trim_start_matches('#').to_lowercase();
        self.clauses.iter().find(|clause| clause.id.to_lowercase() == wanted)
    }
}

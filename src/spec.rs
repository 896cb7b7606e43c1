//! A written policy as its citable units.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::{fs, io};

use crate::problem::{Place, Problem, Severity};
use crate::text::Span;

mod blocks;
mod commentary;
mod diff;
mod json;
mod likeness;
mod lint;
mod markdown;
mod number;
mod wording;

pub use diff::{Change, ChangeKind, diff};
pub use lint::{Fault, Finding, lint};
pub(crate) use number::chinese_number;
pub use wording::{DiffOp, DiffPart, word_diff};

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
    /// Reads a spec from its source text, Markdown or JSON by content. Whatever is wrong in it is
    /// reported and skipped; the good part is returned.
    #[must_use]
    pub fn parse(name: &str, path: &str, source: &str) -> (Spec, Vec<Problem>) {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let (clauses, links, mut problems) = if json::looks_like(source) {
            json::parse(source, path)
        } else {
            markdown::parse(source)
        };
        if clauses.is_empty() && problems.is_empty() {
            problems.push(no_clauses(path));
        }
        let spec =
            Spec { name: name.into(), path: path.into(), source: source.into(), clauses, links };
        problems.extend(duplicate_ids(&spec));
        (spec, problems)
    }

    /// The clause with that id, case folded.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        let wanted = id.trim_start_matches('#').to_lowercase();
        self.clauses.iter().find(|clause| clause.id.to_lowercase() == wanted)
    }

    /// A hash of the source: what results that depend on the spec are tied to. 16 hexadecimal digits.
    #[must_use]
    pub fn version(&self) -> String {
        blake3::hash(self.source.as_bytes()).to_hex()[..16].to_owned()
    }

    /// Indices of the clauses directly below the clause at `index`.
    pub fn children(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let below = move |(_, clause): &(usize, &Clause)| clause.parent == Some(index);
        self.clauses.iter().enumerate().filter(below).map(|(child, _)| child)
    }
}

/// Reads the spec at `path`. It is called after the file, without the ending.
///
/// # Errors
/// When the file cannot be read; what it holds is never an error.
pub fn read(path: &Path) -> io::Result<(Spec, Vec<Problem>)> {
    let bytes = fs::read(path)?;
    let shown = path.to_string_lossy();
    let name = path.file_stem().map_or_else(|| shown.clone(), |stem| stem.to_string_lossy());
    let source = String::from_utf8_lossy(&bytes);
    let (spec, mut problems) = Spec::parse(&name, &shown, &source);
    if matches!(source, Cow::Owned(_)) {
        let message = "not UTF-8: bytes that are no text were replaced by U+FFFD";
        problems.push(Problem::new(Severity::Repaired, Place::file(&*shown), message));
    }
    Ok((spec, problems))
}

fn no_clauses(path: &str) -> Problem {
    Problem::new(Severity::Warning, Place::file(path), "no clause found").hint(
        "a spec is Markdown with headings, numbered rules or labelled items (`AS1: …`), \
         or JSON with lists of strings",
    )
}

fn duplicate_ids(spec: &Spec) -> impl Iterator<Item = Problem> + '_ {
    let mut first = HashMap::new();
    spec.clauses.iter().filter_map(move |clause| match first.entry(clause.id.to_lowercase()) {
        Entry::Vacant(free) => {
            free.insert(clause.line);
            None
        }
        Entry::Occupied(before) => {
            let place = Place::line(spec.path.as_str(), clause.line as u64);
            let message =
                format!("clause id {} is used before, on line {}", clause.id, before.get());
            let hint = "citations count for the first clause of that id";
            Some(Problem::new(Severity::Warning, place, message).hint(hint))
        }
    })
}
